//! One file a resource: decide, decode, store, answer. The rules are in `usher-shared`, the SQL in `store`.

pub mod capabilities;
pub mod custom_roles;
pub mod embed_keys;
pub mod form;
pub mod group_memberships;
pub mod groups;
pub mod health;
pub mod identities;
pub mod organization_memberships;
pub mod organization_tags;
pub mod organizations;
pub mod settings;
pub mod suggestions;
mod user_rank;
pub mod users;
