//! What webhooks are told: each event once for each webhook, in the order of its subject, and every attempt to send it.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::json;
use usher_shared::event::EventType;
use usher_shared::value::{Id, Ulid};
use usher_shared::webhook::{Cause, Next, STATUSES};
use wasm_bindgen::JsValue;

use super::database::{Database, Refused, Rows, Statement};
use super::events::DROPPED;
use super::json_object::{Key, Shape, at, integer, json, object, one_of, text, time};
use super::listing::Listing;
use super::{audit, idempotency};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// How long one can be looked at that came through; one that did not is kept for longer.
const KEPT_MS: u64 = 7 * 24 * 60 * 60 * 1000;
const KEPT_FAILED_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// What has not come through in so long never will: its webhook is inactive, or others have had to go first.
const GIVEN_UP_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// Zendesk's keys, and some of ours. `i` is the row.
pub const KEYS: &[Key] = &[
    ("id", text("i.ulid")),
    ("latest_completed_at", time("i.completed_at").or_null()),
    ("status", one_of(STATUSES, "i.status")),
    ("status_code", integer("i.status_code").or_null()),
    ("type", text("i.type")),
    ("event_id", text("i.event_id")),
    ("attempts", integer("i.attempts")),
    ("created_at", time("i.created_at")),
];

/// `a` is the row, of the invocation `i`.
pub const ATTEMPT_KEYS: &[Key] = &[
    ("id", text("a.ulid")),
    ("invocation_id", text("i.ulid")),
    ("invoked_at", time("a.invoked_at")),
    ("completed_at", time("a.completed_at")),
    ("status", one_of(&["success", "failed"], "a.status")),
    ("status_code", integer("a.status_code").or_null()),
    ("cause", one_of(Cause::CODES, "a.cause").or_null()),
    ("request", json(&Shape::Map(&Shape::Any), "json_object('payload', i.body)")),
    ("response", json(&Shape::Map(&Shape::Any), "json_object('headers', json(a.headers), 'payload', a.payload)")),
];

static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

/// `{"invocation": …}` of the invocation `?2`; `?1` is the base of links, which it has none of.
static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} AS json FROM webhook_invocations i WHERE i.id = ?2", at("invocation", &JSON)));

pub const SORTS: &[(&str, &str)] = &[("id", "i.id")];
pub const ATTEMPT_SORTS: &[(&str, &str)] = &[("id", "a.id")];

pub fn of_webhook(webhook: Id) -> Listing {
    Listing::new("webhook_invocations i", "i.id", &**JSON).filter("i.webhook_id = ?", [json!(webhook)])
}

/// Those that came through, those that did not, or those that are still to be sent.
pub fn with_status(listing: Listing, status: &str) -> Listing {
    listing.filter("i.status = ?", [json!(status)])
}

/// Those of this time: milliseconds since 1970.
pub fn between(listing: Listing, from_ms: u64, to_ms: u64) -> Listing {
    listing.filter("i.id BETWEEN ? AND ?", [json!(Id::at(from_ms, 0)), json!(Id::at(to_ms, Id::PER_MILLISECOND - 1))])
}

pub fn attempts(webhook: Id, invocation: Id) -> Listing {
    let from = "webhook_attempts a JOIN webhook_invocations i ON i.id = a.invocation_id";
    Listing::new(from, "a.id", object(ATTEMPT_KEYS)).filter("a.invocation_id = ? AND i.webhook_id = ?", [json!(invocation), json!(webhook)])
}

/// A row if there is such a webhook.
pub fn select_webhook(webhook: Id) -> Statement {
    Statement::new("SELECT id FROM webhooks WHERE id = ?1").bind(webhook)
}

/// A row if the webhook was to be told of this.
pub fn select_id(webhook: Id, id: Id) -> Statement {
    Statement::new("SELECT id FROM webhook_invocations WHERE id = ?1 AND webhook_id = ?2").bind(id).bind(webhook)
}

/// Something that a webhook is to be told.
pub struct New {
    pub webhook: Id,
    pub event_id: String,
    pub event_type: EventType,
    pub subject: i64,
    pub body: String,
    /// Another of those that are added with it goes first.
    pub waits: bool,
}

/// Bytes of bodies that one statement takes: D1 takes 2,000,000 for a value, and JSON within JSON is longer than it was.
const MOST_BYTES: usize = 500_000;

/// The statements that add these. One that waits for nobody may be sent at once.
pub fn insertions(new: &[New]) -> Vec<Statement> {
    let now = runtime::now_ms();
    let mut statements = Vec::new();
    let mut rest = new;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |new: &&New| {
            bytes += new.body.len();
            bytes <= MOST_BYTES
        };
        let (rows, others) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        statements.push(insertion(rows, now));
        rest = others;
    }
    statements
}

fn insertion(rows: &[New], now: u64) -> Statement {
    let values: Vec<_> = rows
        .iter()
        .map(|new| {
            let id = runtime::new_id();
            json!([id, Ulid::of(id), new.webhook, new.event_id, new.event_type, new.subject, new.body, i32::from(new.waits)])
        })
        .collect();
    Statement::new(
        "INSERT INTO webhook_invocations (id, ulid, webhook_id, event_id, type, subject_id, body, created_at, next_at)
         SELECT v.value ->> 0, v.value ->> 1, v.value ->> 2, v.value ->> 3, v.value ->> 4, v.value ->> 5, v.value ->> 6, ?2,
             iif(v.value ->> 7 = 0 AND NOT EXISTS (SELECT 1 FROM webhook_invocations i WHERE i.webhook_id = v.value ->> 2
                 AND i.subject_id = v.value ->> 5 AND i.status = 'queued'), ?3, NULL)
         FROM json_each(?1) v WHERE TRUE ON CONFLICT (webhook_id, event_id) DO NOTHING",
    )
    .bind(json!(values).to_string())
    .bind(runtime::timestamp(now))
    .bind(now)
}

/// Something that is being sent.
pub struct Claimed {
    pub id: Id,
    pub subject: i64,
    pub body: String,
    /// This one among them.
    pub attempts: usize,
}

/// Takes what may be sent now, at most `most`; if nobody says what became of it within `lease_ms`, it is taken again.
pub async fn claim(db: &Database, webhook: Id, most: usize, lease_ms: u64) -> Result<Vec<Claimed>, Failure> {
    let now = runtime::now_ms();
    let claim = Statement::new(
        "UPDATE webhook_invocations SET next_at = ?3, attempts = attempts + 1
         WHERE id IN (SELECT id FROM webhook_invocations WHERE webhook_id = ?1 AND status = 'queued' AND next_at <= ?2 ORDER BY next_at LIMIT ?4)
         RETURNING id, subject_id, body, attempts",
    );
    let rows = db.rows(claim.bind(webhook).bind(now).bind(now + lease_ms).bind(most)).await?;
    (0..rows.len()).map(|at| claimed(&rows, at)).collect::<Option<_>>().ok_or_else(|| Failure::Fault("an invocation does not parse".into()))
}

fn claimed(rows: &Rows, at: u32) -> Option<Claimed> {
    Some(Claimed {
        id: Id::from_number(rows.integer_at(at, "id")?).ok()?,
        subject: rows.integer_at(at, "subject_id")?,
        body: rows.text_at(at, "body")?,
        attempts: usize::try_from(rows.integer_at(at, "attempts")?).ok()?,
    })
}

/// What became of one that was sent.
pub struct Finished {
    pub invocation: Id,
    pub subject: i64,
    pub next: Next,
    pub status_code: Option<u16>,
    pub cause: Option<Cause>,
    pub headers: Vec<Header>,
    pub payload: String,
    pub invoked_ms: u64,
    pub completed_ms: u64,
}

/// A header of an answer.
#[derive(Serialize)]
pub struct Header {
    pub key: String,
    pub value: String,
}

/// Notes what became of these, in one batch; of a subject that is done with, the next may be sent.
pub async fn finish(db: &Database, webhook: Id, finished: &[Finished]) -> Result<(), Failure> {
    let attempts: Vec<_> = finished.iter().map(attempt).collect();
    let results: Vec<_> = finished.iter().map(result).collect();
    let subjects: Vec<_> = finished.iter().map(|finished| finished.subject).collect();
    let batch = vec![
        Statement::new(
            "INSERT INTO webhook_attempts (id, ulid, invocation_id, status, status_code, cause, headers, payload, invoked_at, completed_at)
             SELECT v.value ->> 0, v.value ->> 1, v.value ->> 2, v.value ->> 3, v.value ->> 4, v.value ->> 5, v.value ->> 6, v.value ->> 7,
                 v.value ->> 8, v.value ->> 9
             FROM json_each(?1) v WHERE EXISTS (SELECT 1 FROM webhook_invocations i WHERE i.id = v.value ->> 2)",
        )
        .bind(json!(attempts).to_string()),
        Statement::new(
            "UPDATE webhook_invocations AS i SET status = v.value ->> 1, next_at = v.value ->> 2, status_code = v.value ->> 3, completed_at = v.value ->> 4
             FROM json_each(?1) v WHERE i.id = v.value ->> 0 AND i.status = 'queued'",
        )
        .bind(json!(results).to_string()),
        Statement::new(
            "UPDATE webhook_invocations SET next_at = ?3 WHERE next_at IS NULL AND id IN (SELECT (SELECT min(i.id) FROM webhook_invocations i
                 WHERE i.webhook_id = ?1 AND i.subject_id = s.value AND i.status = 'queued') FROM json_each(?2) s)",
        )
        .bind(webhook)
        .bind(json!(subjects).to_string())
        .bind(runtime::now_ms()),
    ];
    db.read(batch).await.map(|_| ())
}

fn attempt(finished: &Finished) -> serde_json::Value {
    let id = runtime::new_id();
    let Finished { invocation, next, status_code, cause, headers, payload, invoked_ms, completed_ms, .. } = finished;
    let status = if *next == Next::Done { "success" } else { "failed" };
    let (invoked_at, completed_at) = (runtime::timestamp(*invoked_ms), runtime::timestamp(*completed_ms));
    json!([id, Ulid::of(id), invocation, status, status_code, cause, json!(headers).to_string(), payload, invoked_at, completed_at])
}

fn result(finished: &Finished) -> serde_json::Value {
    let (status, next_at) = match finished.next {
        Next::Done => ("success", None),
        Next::GiveUp => ("failed", None),
        Next::RetryAfter { ms } => ("queued", Some(finished.completed_ms + ms)),
    };
    json!([finished.invocation, status, next_at, finished.status_code, runtime::timestamp(finished.completed_ms)])
}

/// Has one sent again that was given up; one that is still to be sent stays as it is. Answers the body; nothing if there is none
/// that was given up, or is on its way. `Err`: the idempotency key is another request's, or this has just been done.
pub async fn resend(
    call: &Call,
    webhook: Id,
    id: Id,
    idempotency: Option<&Idempotency>,
) -> Result<Result<Option<JsValue>, Refused>, Failure> {
    let now = runtime::now();
    let given_up = "EXISTS (SELECT 1 FROM webhook_invocations WHERE id = ?5 AND webhook_id = ?8 AND status = 'failed')";
    let audit = audit::entry(call, &now, "webhook_invocation.resent", Some(id), &json!({})).bind(webhook);
    let update = Statement::new(
        "UPDATE webhook_invocations SET status = 'queued', attempts = 0, next_at = ?3 WHERE id = ?1 AND webhook_id = ?2 AND status = 'failed'",
    );
    let mut batch = vec![audit::only_if(audit, given_up), update.bind(id).bind(webhook).bind(runtime::now_ms())];
    let select = format!("{} AND i.webhook_id = {webhook} AND i.status = 'queued'", *SELECT_ONE);
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_ok(call, idempotency, &select, id));
    }
    batch.push(Statement::composed(select).bind(&call.base).bind(id));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows| rows.first("json"))))
}

/// The active webhooks that something can be sent to now.
pub async fn due(db: &Database) -> Result<Vec<Id>, Failure> {
    let select = Statement::new(
        "SELECT group_concat(w.id) AS ids FROM webhooks w WHERE w.status = 'active' AND EXISTS (SELECT 1 FROM webhook_invocations i
         WHERE i.webhook_id = w.id AND i.status = 'queued' AND i.next_at <= ?1)",
    );
    let ids = db.rows(select.bind(runtime::now_ms())).await?.long_text("ids");
    Ok(ids.split(',').filter_map(|id| Id::parse(id).ok()).collect())
}

/// The statements that give up what does not come through, let what has waited for it go, and drop the oldest of what has been
/// kept long enough.
pub fn tidy() -> Vec<Statement> {
    let now = runtime::now_ms();
    // What was sent again is as old as that, and not as its id.
    let give_up = of_oldest("UPDATE webhook_invocations SET status = 'failed', next_at = NULL", "queued", UNSENT, now - GIVEN_UP_MS);
    let drop = |status, ms| of_oldest("DELETE FROM webhook_invocations", status, DONE, now - ms).bind(runtime::timestamp(now - ms));
    vec![give_up.bind(now - GIVEN_UP_MS), release(now), drop("success", KEPT_MS), drop("failed", KEPT_FAILED_MS)]
}

/// Which could have been sent before `?3`, and which were done with before then.
const UNSENT: &str = "next_at IS NULL OR next_at < ?3";
const DONE: &str = "coalesce(completed_at, created_at) < ?3";

/// Changes the oldest rows of this status that were made before then, and of which this holds.
fn of_oldest(sql: &str, status: &str, condition: &str, before_ms: u64) -> Statement {
    let rows = format!("SELECT id FROM webhook_invocations WHERE status = '{status}' AND id < ?1 AND ({condition})");
    Statement::composed(format!("{sql} WHERE id IN ({rows} ORDER BY id LIMIT ?2)")).bind(Id::at(before_ms, 0)).bind(DROPPED)
}

/// Lets go what waits for nothing. Not of an inactive webhook: there it would only be given up a week later.
fn release(now: u64) -> Statement {
    Statement::new(
        "UPDATE webhook_invocations AS i SET next_at = ?1
         WHERE i.webhook_id IN (SELECT id FROM webhooks WHERE status = 'active') AND i.status = 'queued' AND i.next_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM webhook_invocations e WHERE e.webhook_id = i.webhook_id AND e.subject_id = i.subject_id
               AND e.status = 'queued' AND e.id < i.id)",
    )
    .bind(now)
}
