//! Bulk calls, and what became of their items.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use usher_shared::custom_field::Definition;
use usher_shared::form::EntryPoint;
use usher_shared::job::{JobKind, Row};
use usher_shared::policy::{Action, Actor, Standing, TicketRestriction};
use usher_shared::settings::Settings;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::account;
use super::database::{Database, Refused, Statement};
use super::json_object::{FIELDS, Key, Shape, at, integer, json, object, one_of, text};
use super::listing::{Listed, Listing, as_they_come};
use super::sideloads::Sideload;
use super::{audit, custom_fields, idempotency};
use crate::auth::Caller;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::page::Page;
use crate::runtime;

/// A job that has not moved for so long has lost its message.
pub const STALE_MS: u64 = 5_000;
/// What has not become of a job in an hour never will.
const GIVEN_UP_MS: u64 = 60 * 60 * 1000;
/// How long a job can be looked at.
const KEPT_MS: u64 = 24 * 60 * 60 * 1000;

/// Jobs that may be under way at once (Zendesk, rate limits).
const MOST_UNFINISHED: usize = 30;

const UNFINISHED: &str = "j.status IN ('queued', 'working')";

/// The columns that refuse an item that is done already.
pub const DONE_ALREADY: &str = "job_results.job_id, job_results.item";

/// What a bulk call brings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Payload {
    /// What every item has, beside its own keys.
    pub common: Map<String, Value>,
    pub items: Vec<Value>,
}

/// A job that is not finished.
pub struct Job {
    pub kind: JobKind,
    pub caller: Caller,
    /// Of the request that asked for it; the audit log has it.
    pub request_id: String,
    pub settings: Settings,
    /// As they are now: what a field that is gone would have allowed, nothing stores.
    pub fields: Vec<Definition>,
    pub payload: Payload,
    /// The items that have a row.
    pub done: Vec<usize>,
    /// Somebody is to be told what it changes.
    pub is_listened_to: bool,
}

/// A column that depends on the kind.
fn by_kind(value: impl Fn(JobKind) -> &'static str) -> String {
    let cases: Vec<_> = JobKind::ALL.iter().map(|kind| format!("WHEN '{}' THEN '{}'", kind.code(), value(*kind))).collect();
    format!("CASE j.kind {} END", cases.join(" "))
}

/// The keys in the order of the recorded answers. `j` is the row, `?1` the base of links.
pub const KEYS: &[Key] = &[
    ("id", text("format('V3-%032x', j.id)")),
    ("job_type", text("{job_type}")),
    ("url", text("?1 || format('/api/v2/job_statuses/V3-%032x.json', j.id)")),
    ("total", integer("j.total")),
    ("progress", integer("iif(j.status = 'queued', NULL, {done})").or_null()),
    ("status", one_of(&["queued", "working", "completed", "failed"], "j.status")),
    (
        "message",
        text(
            "CASE j.status WHEN 'working' THEN {doing} || ' #' || {done} WHEN 'completed' THEN 'Completed' || {at}
             WHEN 'failed' THEN 'Failed' || {at} END",
        )
        .or_null(),
    ),
    (
        "results",
        json(
            &Shape::List(&FIELDS),
            "iif({unfinished}, NULL, (SELECT json_group_array(json(r.result) ORDER BY r.item) FROM job_results r WHERE r.job_id = j.id))",
        )
        .or_null(),
    ),
];

static JSON: LazyLock<String> = LazyLock::new(|| {
    let at = "' at ' || replace(rtrim(j.moved_at, 'Z'), 'T', ' ') || ' +0000'";
    let done = "(SELECT count(*) FROM job_results r WHERE r.job_id = j.id)";
    [("{job_type}", &*by_kind(JobKind::job_type)), ("{doing}", &by_kind(JobKind::doing)), ("{done}", done), ("{at}", at)]
        .iter()
        .fold(object(KEYS), |sql, (name, value)| sql.replace(name, value))
        .replace("{unfinished}", UNFINISHED)
});

/// `{"job_status": …}` of the job `?2`.
static SELECT_ONE: LazyLock<String> = LazyLock::new(|| format!("SELECT {} AS json FROM jobs j WHERE j.id = ?2", at("job_status", &JSON)));

/// The same, and whether it has not moved since `?3`.
static SELECT_TO_SHOW: LazyLock<String> = LazyLock::new(|| {
    let stale = format!("{UNFINISHED} AND j.moved_at < ?3 AS stale");
    format!("SELECT {} AS json, {stale} FROM jobs j WHERE j.id = ?2 AND (?4 IS NULL OR j.caller_id = ?4)", at("job_status", &JSON))
});

pub const SORTS: &[(&str, &str)] = &[("id", "j.id"), ("created_at", "j.id")];

pub fn all(call: &Call) -> Listing {
    let all = Listing::new("jobs j", "j.id", &**JSON).filter("j.id > 0", []);
    only(call).into_iter().fold(all, |jobs, caller| jobs.filter("j.caller_id = ?", [json!(caller)]))
}

/// Whose jobs alone the caller sees: a refusal in a job's row has addresses, and not everybody may list people.
fn only(call: &Call) -> Option<Id> {
    call.actor().id.filter(|_| call.require(Action::ListUsers).is_err())
}

pub fn with_ids(call: &Call, ids: &[Id]) -> Listing {
    all(call).filter("j.id IN (SELECT value FROM json_each(?))", [json!(json!(ids).to_string())])
}

/// A page of jobs, and those of them that have lost their message.
pub async fn page(call: &Call, jobs: &Listing, page: &Page) -> Result<(Listed, Vec<Id>), Failure> {
    let sql = format!(
        "SELECT group_concat(j.id) AS json FROM jobs j WHERE j.id IN ({{ids}}) AND {UNFINISHED} AND j.moved_at < '{}'",
        ago(STALE_MS)
    );
    let mut listed = jobs.page(call, page, &[Sideload::list("stale", sql)], as_they_come).await?;
    let stale = listed.beside.pop().map(|(_, ids)| serde_json::from_str(&ids)).transpose();
    Ok((listed, stale.map_err(|error| Failure::Fault(error.to_string()))?.unwrap_or_default()))
}

/// The body, and whether the job has lost its message.
pub async fn show(call: &Call, id: Id) -> Result<Option<(JsValue, bool)>, Failure> {
    let rows = call.db()?.rows(Statement::new(&SELECT_TO_SHOW).bind(&call.base).bind(id).bind(ago(STALE_MS)).bind(only(call))).await?;
    Ok(rows.first("json").map(|json| (json, rows.integer("stale") == Some(1))))
}

/// Those that have lost their message, of all.
pub async fn stale(db: &Database) -> Result<Vec<Id>, Failure> {
    let select = Statement::composed(format!(
        "SELECT group_concat(id) AS ids FROM (SELECT j.id FROM jobs j WHERE {UNFINISHED} AND j.moved_at < ?1 ORDER BY j.moved_at LIMIT 100)"
    ));
    let ids = db.rows(select.bind(ago(STALE_MS))).await?.long_text("ids");
    Ok(ids.split(',').filter_map(|id| Id::parse(id).ok()).collect())
}

/// Gives up those that do not come to an end, and drops those that have been kept long enough.
pub async fn tidy(db: &Database) -> Result<(), Failure> {
    let now = runtime::now_ms();
    let before = |ms| Id::at(now - ms, 0);
    let give_up = format!("UPDATE jobs AS j SET status = 'failed', payload = '', moved_at = ?2 WHERE {UNFINISHED} AND j.id < ?1");
    let give_up = Statement::composed(give_up).bind(before(GIVEN_UP_MS)).bind(runtime::timestamp(now));
    db.read(vec![give_up, Statement::new("DELETE FROM jobs WHERE id < ?1").bind(before(KEPT_MS))]).await.map(|_| ())
}

fn ago(ms: u64) -> String {
    runtime::timestamp(runtime::now_ms() - ms)
}

/// Stores a job, in one batch. Answers the id and the body. `Err`: the id is taken, or the idempotency key; or so many are
/// under way that no more may be (`Changed`).
pub async fn insert(
    call: &Call,
    kind: JobKind,
    payload: &Payload,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(Id, JsValue), Refused>, Failure> {
    let (id, now) = (runtime::new_id(), runtime::now());
    let insert = Statement::new(
        "INSERT INTO jobs (id, kind, caller_id, standing, organizations, restriction, entry_point, settings_version, request_id, total,
                           payload, created_at, moved_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
    )
    .bind(id)
    .bind(kind)
    .bind(call.actor().id)
    .bind(call.actor().standing)
    .bind(json!(call.caller.organizations).to_string())
    .bind(call.caller.restriction)
    .bind(call.caller.entry_point)
    .bind(call.account.version)
    .bind(&call.request_id)
    .bind(payload.items.len())
    .bind(json!(payload).to_string())
    .bind(&now);
    let detail = json!({ "kind": kind, "total": payload.items.len() });
    let unfinished = format!("SELECT 1 FROM jobs j WHERE {UNFINISHED} AND j.moved_at > '' LIMIT {MOST_UNFINISHED}");
    let room = Statement::require(&format!("(SELECT count(*) FROM ({unfinished})) < {MOST_UNFINISHED}"));
    let mut batch = vec![room, insert, audit::entry(call, &now, "job.created", Some(id), &detail)];
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_ok(call, idempotency, &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    let stored = call.db()?.batch(batch).await?;
    Ok(stored.map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or_default())))
}

/// A job that is to be done; nothing if it is finished.
pub async fn find(db: &Database, id: Id) -> Result<Option<Job>, Failure> {
    let select = format!(
        "SELECT j.kind, j.caller_id, j.standing, j.organizations, j.restriction, j.entry_point, j.request_id, j.payload,
            (SELECT s.value FROM settings s WHERE s.version = j.settings_version) AS settings, {} AS fields,
            EXISTS (SELECT 1 FROM webhooks w WHERE w.status = 'active') AS listened_to,
            (SELECT json_group_array(r.item) FROM job_results r WHERE r.job_id = j.id) AS done
         FROM jobs j WHERE j.id = ?1 AND {UNFINISHED}",
        *custom_fields::ACTIVE
    );
    let rows = db.rows(Statement::composed(select).bind(id)).await?;
    let Some(kind) = rows.text("kind") else { return Ok(None) };
    let stored = || {
        let standing = Standing::from_code(&rows.text("standing")?)?;
        let actor = Actor { id: Id::from_number(rows.integer("caller_id")?).ok(), standing };
        let organizations = serde_json::from_str(&rows.text("organizations")?).ok()?;
        let entry_point = EntryPoint::from_code(&rows.text("entry_point")?)?;
        let restriction = rows.text("restriction").and_then(|code| TicketRestriction::from_code(&code));
        let caller = Caller { actor, organizations, restriction, entry_point, embed_key: None };
        let payload = serde_json::from_str(&rows.long_text("payload")).ok()?;
        let done = serde_json::from_str(&rows.long_text("done")).ok()?;
        let is_listened_to = rows.integer("listened_to") == Some(1);
        let settings = account::settings(rows.text("settings").as_deref()).ok()?;
        let fields = account::fields(&rows.long_text("fields")).ok()?;
        Some(Job {
            kind: JobKind::from_code(&kind)?,
            caller,
            request_id: rows.text("request_id")?,
            settings,
            fields,
            payload,
            done,
            is_listened_to,
        })
    };
    stored().map(Some).ok_or_else(|| Failure::Fault("a stored job does not parse".into()))
}

/// An item's row, for the batch of its effect.
pub fn result(job: Id, row: &Row) -> Statement {
    Statement::new("INSERT INTO job_results (job_id, item, result) VALUES (?1, ?2, ?3)")
        .bind(job)
        .bind(row.index)
        .bind(json!(row).to_string())
}

/// That a job has moved, for the end of each batch of it: the last finishes it.
pub fn moved(job: Id) -> Statement {
    Statement::new(
        "UPDATE jobs SET moved_at = ?2, status = iif(total = found.done, 'completed', 'working'), payload = iif(total = found.done, '', payload)
         FROM (SELECT count(*) AS done FROM job_results WHERE job_id = ?1) found WHERE id = ?1 AND status IN ('queued', 'working')",
    )
    .bind(job)
    .bind(runtime::now())
}
