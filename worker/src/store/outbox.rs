//! Mails: each in the batch of what it tells of, then the consumer's.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::json;
use usher_shared::mail::MailKind;
use usher_shared::value::{EmailAddress, Id};
use usher_shared::webhook::STATUSES;
use wasm_bindgen::JsValue;

use super::audit;
use super::database::{Database, Rows, Statement};
use super::json_object::{Key, at, id, integer, object, one_of, text, time};
use super::listing::Listing;
use crate::auth::secrets;
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// `o` is the row. What the mail says is not there: its link signs in.
pub const KEYS: &[Key] = &[
    ("id", id("o.id")),
    ("kind", one_of(MailKind::CODES, "o.kind")),
    ("email", text("o.email")),
    ("locale", text("o.locale")),
    ("user_id", id("o.user_id").or_null()),
    ("status", one_of(STATUSES, "o.status")),
    ("attempts", integer("o.attempts")),
    ("cause", text("o.cause").or_null()),
    ("created_at", time("o.created_at")),
    ("updated_at", time("o.updated_at")),
];

static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

pub const SORTS: &[(&str, &str)] = &[("id", "o.id")];

/// How long one can be looked at that was sent; a dead letter is kept for longer.
const KEPT_MS: u64 = 7 * 24 * 60 * 60 * 1000;
const KEPT_FAILED_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// A mail that is to be sent.
pub struct Outgoing<'a> {
    pub kind: MailKind,
    pub to: &'a EmailAddress,
    /// The language tag that it is written in, if there is such a template.
    pub locale: &'a str,
    /// The customer to whom it is written: their name is in it.
    pub user: Option<Id>,
    pub content: Content,
}

/// What a mail says that its kind does not.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Content {
    /// Scheme and host of the links.
    pub base: String,
    pub token: Option<String>,
    pub code: Option<String>,
    /// The address of whoever has said something about this one.
    pub owner: Option<String>,
    /// The address that it is about, where that is another one than it goes to.
    pub about: Option<String>,
    /// How long its link does what it is for.
    pub minutes: u64,
}

/// The mail, for the batch of what it tells of. None to an address that reaches nobody, as far as is known.
pub fn entry(call: &Call, mail: &Outgoing<'_>) -> Result<Option<Statement>, Failure> {
    if mail.to.is_reserved() {
        return Ok(None);
    }
    let content = serde_json::to_string(&mail.content).map_err(|error| Failure::Fault(error.to_string()))?;
    call.mails.set(true);
    let insert = "INSERT INTO outbox (id, kind, email, locale, user_id, sealed, status, due_ms, created_at, updated_at)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, 'queued', ?7, ?8, ?8 WHERE NOT EXISTS (SELECT 1 FROM identities
            WHERE type = 'email' AND normal_form = ?9 AND released = 0 AND deliverable_state = 'undeliverable')";
    let statement = Statement::new(insert)
        .bind(runtime::new_id())
        .bind(mail.kind)
        .bind(mail.to.as_str())
        .bind(mail.locale)
        .bind(mail.user)
        .bind(secrets::seal(&call.env, &content)?)
        .bind(runtime::now_ms())
        .bind(runtime::now())
        .bind(mail.to.normal_form());
    Ok(Some(statement))
}

pub fn all() -> Listing {
    // A search from the first on, where SQLite would call it a scan.
    Listing::new("outbox o", "o.id", &*JSON).filter("o.id > 0", [])
}

pub fn with_status(listing: Listing, status: &str) -> Listing {
    listing.filter("o.status = ?", [json!(status)])
}

/// `{"outbox_entry": …}` of the entry `?1`.
static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} AS json FROM outbox o WHERE o.id = ?1", at("outbox_entry", &JSON)));

pub async fn find(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    Ok(call.db()?.rows(Statement::new(&SELECT_ONE).bind(id)).await?.first("json"))
}

/// Has a dead letter sent as if it never had been. Nothing if there is no such dead letter.
pub async fn resend(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    let now = runtime::now();
    let dead = "EXISTS (SELECT 1 FROM outbox WHERE id = ?5 AND status = 'failed')";
    let update = "UPDATE outbox SET status = 'queued', attempts = 0, due_ms = ?2, cause = NULL, updated_at = ?3
        WHERE id = ?1 AND status = 'failed' RETURNING id";
    let batch = vec![
        audit::only_if(audit::entry(call, &now, "outbox_entry.resent", Some(id), &json!({})), dead),
        Statement::new(update).bind(id).bind(runtime::now_ms()).bind(&now),
        Statement::new(&SELECT_ONE).bind(id),
    ];
    let rows = call.db()?.read(batch).await?;
    call.mails.set(true);
    Ok(if rows[1].len() > 0 { rows[2].first("json") } else { None })
}

/// A mail that the caller has, and nobody else for some time.
pub struct Claimed {
    pub id: Id,
    pub kind: MailKind,
    pub email: String,
    pub locale: String,
    /// The customer's name, where it is written to one.
    pub name: Option<String>,
    pub sealed: String,
    pub attempts: usize,
}

/// Takes some that may be sent now. Whoever takes them and dies leaves them to others after `lease_ms`.
pub async fn claim(db: &Database, most: usize, lease_ms: u64) -> Result<Vec<Claimed>, Failure> {
    let now = runtime::now_ms();
    let update = "UPDATE outbox SET due_ms = ?2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM outbox WHERE status = 'queued' AND due_ms <= ?1 ORDER BY due_ms LIMIT ?3)
        RETURNING id, kind, email, locale, sealed, attempts,
            (SELECT u.name FROM users u WHERE u.id = outbox.user_id AND u.active = 1) AS name";
    let rows = db.rows(Statement::new(update).bind(now).bind(now + lease_ms).bind(most)).await?;
    Ok((0..rows.len()).filter_map(|at| claimed(&rows, at)).collect())
}

fn claimed(rows: &Rows, at: u32) -> Option<Claimed> {
    Some(Claimed {
        id: Id::from_number(rows.integer_at(at, "id")?).ok()?,
        kind: MailKind::from_code(&rows.text_at(at, "kind")?)?,
        email: rows.text_at(at, "email")?,
        locale: rows.text_at(at, "locale")?,
        name: rows.text_at(at, "name"),
        sealed: rows.text_at(at, "sealed")?,
        attempts: rows.integer_at(at, "attempts").and_then(|attempts| usize::try_from(attempts).ok())?,
    })
}

/// What became of an attempt.
pub enum Outcome {
    Sent,
    RetryAfter { ms: u64, cause: String },
    GivenUp { cause: String },
}

/// Notes it. Of what was sent, what it said is kept no longer.
pub async fn finish(db: &Database, finished: &[(Id, Outcome)]) -> Result<(), Failure> {
    let now = runtime::now_ms();
    let statement = |(id, outcome): &(Id, Outcome)| {
        let sql = match outcome {
            Outcome::Sent => {
                "UPDATE outbox SET status = 'success', sealed = NULL, cause = NULL, due_ms = ?2, updated_at = ?3 WHERE id = ?1 AND ?4 IS NULL"
            }
            Outcome::RetryAfter { .. } => "UPDATE outbox SET due_ms = ?2, updated_at = ?3, cause = ?4 WHERE id = ?1 AND status = 'queued'",
            Outcome::GivenUp { .. } => {
                "UPDATE outbox SET status = 'failed', due_ms = ?2, updated_at = ?3, cause = ?4 WHERE id = ?1 AND status = 'queued'"
            }
        };
        let (due, cause) = match outcome {
            Outcome::Sent => (now, None),
            Outcome::RetryAfter { ms, cause } => (now + ms, Some(cause)),
            Outcome::GivenUp { cause } => (now, Some(cause)),
        };
        Statement::new(sql).bind(*id).bind(due).bind(runtime::timestamp(now)).bind(cause)
    };
    match db.batch(finished.iter().map(statement).collect()).await? {
        Ok(_) => Ok(()),
        Err(refused) => Err(Failure::Fault(format!("{refused:?}"))),
    }
}

/// Whether something could be sent by now.
pub async fn is_any_due(db: &Database) -> Result<bool, Failure> {
    let select = "SELECT 1 AS found FROM outbox WHERE status = 'queued' AND due_ms <= ?1 LIMIT 1";
    Ok(db.rows(Statement::new(select).bind(runtime::now_ms())).await?.len() > 0)
}

/// Drops what is old.
pub fn tidy() -> [Statement; 2] {
    let now = runtime::now_ms();
    let drop = |status: &str, kept| {
        let sql = "DELETE FROM outbox WHERE status = ?1 AND updated_at < ?2";
        Statement::new(sql).bind(status).bind(runtime::timestamp(now - kept))
    };
    [drop("success", KEPT_MS), drop("failed", KEPT_FAILED_MS)]
}
