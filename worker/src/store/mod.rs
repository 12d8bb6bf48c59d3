//! All SQL, and what is kept in KV. One file a table; nothing outside this folder knows a column.

pub mod account;
mod assignments;
pub mod audit;
pub mod callers;
pub mod conflict;
pub mod custom_roles;
pub mod database;
pub mod deleted_users;
pub mod embed_keys;
pub mod group_memberships;
pub mod groups;
pub mod idempotency;
pub mod identities;
pub mod incremental_users;
pub mod last_used;
pub mod listing;
pub mod memberships;
pub mod organization_memberships;
pub mod organizations;
pub mod search;
pub mod suggestions;
pub mod tags;
pub mod user_json;
pub mod user_lists;
pub mod user_merges;
pub mod users;
