//! One file a resource: decide, decode, store, answer. The rules are in `usher-shared`, the SQL in `store`.

pub mod bulk;
pub mod capabilities;
pub mod embed_keys;
pub mod form;
pub mod health;
pub mod identities;
pub mod job_statuses;
pub mod organizations;
pub mod settings;
pub mod suggestions;
pub mod users;
