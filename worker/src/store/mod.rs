//! All SQL, and what is kept in KV. One file a table; nothing outside this folder knows a column.

pub mod account;
mod assignments;
pub mod audit;
pub mod callers;
pub mod database;
pub mod deleted_users;
pub mod embed_keys;
pub mod idempotency;
pub mod identities;
pub mod incremental_users;
pub mod json_object;
pub mod last_used;
pub mod listing;
pub mod organization_memberships;
pub mod organizations;
pub mod participants;
pub mod requests;
pub mod suggestions;
pub mod tags;
pub mod ticket_audits;
pub mod ticket_comments;
pub mod ticket_copies;
pub mod tickets;
pub mod user_json;
pub mod user_lists;
pub mod user_merges;
pub mod users;
