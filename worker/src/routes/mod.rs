//! One file a resource: decide, decode, store, answer. The rules are in `usher-shared`, the SQL in `store`.

pub mod capabilities;
pub mod deleted_users;
pub mod embed_keys;
pub mod end_users;
pub mod form;
pub mod health;
pub mod identities;
pub mod incremental_users;
pub mod organizations;
pub mod requests;
pub mod settings;
pub mod suggestions;
pub mod tags;
pub mod tickets;
pub mod user_lists;
pub mod user_merges;
pub mod users;
