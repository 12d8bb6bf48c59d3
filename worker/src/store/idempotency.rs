//! Answers kept for requests that are sent again.

use serde::Serialize;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::database::{Database, Statement};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// How long a request is recognised: a day, so that what a laptop could not send over night is still one request.
const KEPT_MS: u64 = 24 * 60 * 60 * 1000;

pub struct Remembered {
    pub fingerprint: String,
    pub status: u16,
    pub location: Option<String>,
    pub body: JsValue,
}

/// Drops what is too old, and remembers the answer whose body `body_sql` selects as `json` (`?1` the base of links, `?2`
/// the record). The primary key refuses the second of two same requests, and with it the whole batch.
pub fn remember(call: &Call, idempotency: &Idempotency, location: &str, body_sql: &str, record: Id) -> [Statement; 2] {
    let [forget, remember] = keep(call, idempotency, 201, "?8", body_sql, record);
    [forget, remember.bind(location)]
}

/// The same for the answer 200, which says nothing of where a record is.
pub fn remember_ok(call: &Call, idempotency: &Idempotency, body_sql: &str, record: Id) -> [Statement; 2] {
    keep(call, idempotency, 200, "NULL", body_sql, record)
}

/// The same for an answer 201 to what has no address of its own.
pub fn remember_created(call: &Call, idempotency: &Idempotency, body_sql: &str, record: Id) -> [Statement; 2] {
    keep(call, idempotency, 201, "NULL", body_sql, record)
}

/// The same where the database alone knows the `location`, which the SQL selects too.
pub fn remember_found(call: &Call, idempotency: &Idempotency, answer_sql: &str, record: Id) -> [Statement; 2] {
    keep(call, idempotency, 201, "location", answer_sql, record)
}

/// The same for an answer that is of no record: its body is this JSON.
pub fn remember_text(call: &Call, idempotency: &Idempotency, status: u16, body: &str) -> [Statement; 2] {
    let [forget, remember] = keep(call, idempotency, status, "NULL", "SELECT ?8 AS json, ?1, ?2", 0);
    [forget, remember.bind(body)]
}

fn keep(call: &Call, idempotency: &Idempotency, status: u16, location_sql: &str, body_sql: &str, record: impl Serialize) -> [Statement; 2] {
    let insert = format!(
        "INSERT INTO idempotency_keys (caller_id, key, fingerprint, status, location, created_at, body)
         SELECT ?3, ?4, ?5, ?7, {location_sql}, ?6, json FROM ({body_sql})"
    );
    let remember = Statement::composed(insert)
        .bind(&call.base)
        .bind(record)
        .bind(caller(call))
        .bind(&idempotency.key)
        .bind(&idempotency.fingerprint)
        .bind(runtime::now())
        .bind(status);
    [forget(), remember]
}

fn forget() -> Statement {
    Statement::new("DELETE FROM idempotency_keys WHERE created_at < ?1").bind(runtime::timestamp(runtime::now_ms() - KEPT_MS))
}

/// Drops what is too old where nobody sends a key any more: an answer says who somebody is, or was.
pub async fn tidy(db: &Database) -> Result<(), Failure> {
    db.rows(forget()).await.map(|_| ())
}

/// Those who are nobody in particular share their keys: what one is told is told to whoever sends the very same.
fn caller(call: &Call) -> i64 {
    call.actor().id.map_or(0, Id::number)
}

pub async fn find(call: &Call, key: &str) -> Result<Option<Remembered>, Failure> {
    let select = Statement::new("SELECT fingerprint, status, location, body FROM idempotency_keys WHERE caller_id = ?1 AND key = ?2")
        .bind(caller(call))
        .bind(key);
    let rows = call.db()?.rows(select).await?;
    let Some(fingerprint) = rows.text("fingerprint") else { return Ok(None) };
    Ok(Some(Remembered {
        fingerprint,
        status: rows.integer("status").and_then(|status| u16::try_from(status).ok()).unwrap_or(200),
        location: rows.text("location"),
        body: rows.first("body").unwrap_or(JsValue::NULL),
    }))
}
