//! One file a resource: decide, decode, store, answer. The rules are in `usher-shared`, the SQL in `store`.

pub mod capabilities;
pub mod embed_keys;
pub mod form;
pub mod health;
pub mod identities;
pub mod organizations;
pub mod requests;
pub mod settings;
pub mod suggestions;
pub mod tickets;
pub mod users;
