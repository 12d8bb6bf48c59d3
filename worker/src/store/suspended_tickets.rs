//! Requests that wait, each under the number of the ticket that it may become.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::json;
use usher_shared::registration::Reason;
use usher_shared::ticket::{Channel, New};
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::database::{Database, Refused, Statement};
use super::inbound_messages::Letter;
use super::json_object::{FIELDS, Key, at, id, json, object, one_of, same, text, time, via};
use super::listing::Listing;
use super::ticket_rows::NEXT_NUMBER;
use super::tickets::located;
use super::{audit, idempotency, requests};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// A suspended ticket, by keys of Zendesk's documentation, and `reason`. `s` is the row, `?1` the base of links.
pub const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/suspended_tickets/' || s.id || '.json'")),
    ("id", id("s.id")),
    ("author", json(&FIELDS, "json_object('id', NULL, 'name', s.name, 'email', s.email)")),
    ("subject", text("s.subject")),
    ("content", text("s.content")),
    ("cause", text("{cause}")),
    ("reason", one_of(Reason::CODES, "s.reason")),
    ("created_at", time("s.created_at")),
    ("updated_at", time("s.updated_at")),
    ("ticket_id", same("null")),
    ("recipient", same("null")),
    ("via", via!("s.via")),
];

pub const SORTS: &[(&str, &str)] = &[("id", "s.id"), ("created_at", "s.id")];

static JSON: LazyLock<String> = LazyLock::new(|| {
    let cases: Vec<_> = Reason::ALL.iter().map(|reason| format!("WHEN '{}' THEN '{}'", reason.code(), reason.cause())).collect();
    object(KEYS).replace("{cause}", &format!("CASE s.reason {} END", cases.join(" ")))
});

/// SQL of the number that was given last: within a batch, that of the row which it has just added.
pub const LAST: &str = "(SELECT max(id) FROM suspended_tickets)";

/// Two weeks, as in Zendesk.
const KEPT_MS: u64 = 14 * 24 * 60 * 60 * 1000;

/// How many are released at a time.
const RELEASED_AT_ONCE: u32 = 20;

/// What was sent, and why it waits.
pub struct Waiting<'a> {
    pub new: &'a New,
    /// The request as it was sent.
    pub draft: &'a str,
    pub reason: Reason,
    /// What asks its sender to prove the address, where that is what it waits for.
    pub asks: Vec<Statement>,
    /// The message that says it, where one does.
    pub letter: Option<&'a Letter>,
}

/// Keeps a request, in one batch. Answers where it will be found, and the body: those of a request that does not wait.
pub async fn insert(
    call: &Call,
    waiting: Waiting<'_>,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(String, JsValue), Refused>, Failure> {
    let Waiting { new, draft, reason, asks, letter } = waiting;
    let now = runtime::now();
    let (name, email) = new.changes.sender().unwrap_or_default();
    let insert = format!(
        "INSERT INTO suspended_tickets (id, state, reason, name, email, subject, content, priority, type, draft, created_at, updated_at, via)
         VALUES ({NEXT_NUMBER}, 'suspended', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)"
    );
    let insert = Statement::composed(insert)
        .bind(reason)
        .bind(name)
        .bind(email)
        .bind(new.subject.as_str())
        .bind(new.comment.body.as_str())
        .bind(new.changes.priority.flatten())
        .bind(new.changes.kind.flatten())
        .bind(draft)
        .bind(&now)
        .bind(if letter.is_some() { Channel::Email } else { Channel::Api });
    let entry = audit::entry(call, &now, "suspended_ticket.created", None, &serde_json::json!({ "reason": reason }));
    let (answer, record) = (requests::select_waiting(), runtime::new_id());
    let mut batch: Vec<_> = letter.iter().map(|letter| letter.still()).collect();
    batch.extend([insert, audit::about(entry, LAST)]);
    batch.extend(asks);
    batch.extend(letter.map(|letter| letter.note_waiting(&now)));
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_found(call, idempotency, &answer, record));
    }
    batch.push(Statement::composed(answer).bind(&call.base).bind(record));
    Ok(call.db()?.batch(batch).await?.map(|rows| located(&rows)))
}

/// Those that wait.
pub fn all() -> Listing {
    Listing::new("suspended_tickets s", "s.id", &*JSON).filter("s.state = 'suspended'", [])
}

pub async fn find(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    let select =
        format!("SELECT {} AS json FROM suspended_tickets s WHERE s.id = ?2 AND s.state = 'suspended'", at("suspended_ticket", &JSON));
    Ok(call.db()?.rows(Statement::composed(select).bind(&call.base).bind(id)).await?.first("json"))
}

/// A request that waits: as it was sent, and as staff see it.
pub struct Stored {
    pub id: Id,
    pub draft: String,
    pub json: String,
}

/// Of these, those that wait, each once, in the order in which they came.
pub async fn those(call: &Call, ids: &[Id]) -> Result<Vec<Stored>, Failure> {
    let select = format!(
        "SELECT s.id, s.draft, {} AS json FROM suspended_tickets s
         WHERE s.id IN (SELECT value FROM json_each(?2)) AND s.state = 'suspended' ORDER BY s.id",
        *JSON
    );
    let rows = call.db()?.rows(Statement::composed(select).bind(&call.base).bind(json!(ids).to_string())).await?;
    let stored = |row| {
        let id = Id::from_number(rows.integer_at(row, "id")?).ok()?;
        Some(Stored { id, draft: rows.text_at(row, "draft")?, json: rows.text_at(row, "json")? })
    };
    Ok((0..rows.len()).filter_map(stored).collect())
}

/// The same from a single one.
pub async fn one(call: &Call, id: Id) -> Result<Option<Stored>, Failure> {
    Ok(those(call, &[id]).await?.pop())
}

/// Takes the number for a ticket; the batch fails if it waits no more.
pub fn take(id: Id, now: &str) -> [Statement; 2] {
    let waits = Statement::require("EXISTS (SELECT 1 FROM suspended_tickets WHERE id = ?1 AND state = 'suspended')").bind(id);
    [waits, leave(&[id], "recovered", now)]
}

/// Deletes what was sent, as far as it waits: how many did.
pub async fn delete(call: &Call, ids: &[Id]) -> Result<u32, Failure> {
    let now = runtime::now();
    let ids: Vec<_> = BTreeSet::from_iter(ids).into_iter().copied().collect();
    let waits = "EXISTS (SELECT 1 FROM suspended_tickets s WHERE s.id = t.id AND s.state = 'suspended')";
    let entries = audit::of_each(call, &now, "suspended_ticket.deleted", &ids, waits);
    Ok(call.db()?.read(vec![entries, leave(&ids, "deleted", &now)]).await?[1].len())
}

/// Leaves nothing but the number.
fn leave(ids: &[Id], state: &str, now: &str) -> Statement {
    let leave = format!("{LEAVE} AND id IN (SELECT value FROM json_each(?3)) RETURNING id");
    Statement::composed(leave).bind(state).bind(now).bind(json!(ids).to_string())
}

const LEAVE: &str = "UPDATE suspended_tickets SET state = ?1, name = NULL, email = NULL, subject = NULL, content = NULL, priority = NULL,
    type = NULL, draft = NULL, updated_at = ?2 WHERE state = 'suspended'";

/// Deletes what nobody has looked at for so long.
pub async fn tidy(db: &Database) -> Result<(), Failure> {
    let now = runtime::now_ms();
    let old = Statement::composed(format!("{LEAVE} AND created_at < ?3"));
    let old = old.bind("deleted").bind(runtime::timestamp(now)).bind(runtime::timestamp(now - KEPT_MS));
    db.rows(old).await.map(|_| ())
}

/// Those whose sender has proved the address by now.
pub async fn released(db: &Database) -> Result<Vec<Id>, Failure> {
    let select = "SELECT json_group_array(id) AS ids FROM (
        SELECT s.id FROM suspended_tickets s
        CROSS JOIN identities i ON i.type = 'email' AND i.normal_form = s.email AND i.released = 0 AND i.verified = 1
        WHERE s.state = 'suspended' AND s.reason = 'ask_to_register' LIMIT ?1)";
    let rows = db.rows(Statement::new(select).bind(RELEASED_AT_ONCE)).await?;
    Ok(serde_json::from_str(&rows.long_text("ids")).unwrap_or_default())
}

/// Leaves what could not be released to staff.
pub async fn keep(db: &Database, id: Id, reason: Reason) -> Result<(), Failure> {
    let update = "UPDATE suspended_tickets SET reason = ?2, updated_at = ?3 WHERE id = ?1 AND state = 'suspended'";
    db.rows(Statement::new(update).bind(id).bind(reason).bind(runtime::now())).await.map(|_| ())
}
