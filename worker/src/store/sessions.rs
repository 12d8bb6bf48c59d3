//! Customers who are signed in.

use usher_shared::value::Id;

use super::database::{Database, Statement};
use crate::failure::Failure;
use crate::runtime;

/// How long somebody stays signed in.
pub const LIFETIME_S: u64 = 14 * 24 * 60 * 60;

/// A session whose cookie has what this is the SHA-256 of.
pub fn insert(user: Id, hash: &str, now_ms: u64) -> Statement {
    Statement::new("INSERT INTO sessions (id, user_id, hash, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(runtime::new_id())
        .bind(user)
        .bind(hash)
        .bind(runtime::timestamp(now_ms))
        .bind(runtime::timestamp(now_ms + LIFETIME_S * 1000))
}

pub async fn delete(db: &Database, hash: &str) -> Result<(), Failure> {
    db.rows(Statement::new("DELETE FROM sessions WHERE hash = ?1").bind(hash)).await.map(|_| ())
}

/// Drops those that have ended.
pub fn tidy() -> Statement {
    Statement::new("DELETE FROM sessions WHERE expires_at < ?1").bind(runtime::now())
}
