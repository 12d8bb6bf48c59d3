//! One file a resource: decide, decode, store, answer. The rules are in `usher-shared`, the SQL in `store`.

pub mod bulk;
pub mod capabilities;
pub mod custom_roles;
pub mod deleted_users;
pub mod embed_keys;
pub mod end_users;
pub mod form;
pub mod group_memberships;
pub mod groups;
pub mod health;
pub mod identities;
pub mod incremental_exports;
pub mod job_statuses;
pub mod organization_memberships;
pub mod organization_merges;
pub mod organizations;
pub mod requests;
pub mod search;
pub mod settings;
pub mod suggestions;
pub mod tags;
pub mod tickets;
pub mod user_lists;
pub mod user_merges;
mod user_rank;
pub mod user_related;
pub mod users;
