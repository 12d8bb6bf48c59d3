//! Tickets: whose they are, who sees them, and their rows.

use std::iter;
use std::sync::LazyLock;

use serde_json::json;
use usher_shared::ticket::{self, Cast, Changes, New, Newcomer, Priority, Status};
use usher_shared::user::Rank;
use usher_shared::value::{ExternalId, Id};
use wasm_bindgen::JsValue;

use super::database::{Refused, Rows, Statement};
use super::json_object::{IDS, Key, TEXTS, at, flag, id, integer, json, object, one_of, same, text, time};
use super::listing::{Listing, MOST_COUNTED};
use super::sideloads::{self, Beside, Named, Sideload};
use super::user_json;
use super::users::{self, Addition};
use super::{audit, idempotency, proofs, suspended_tickets, ticket_audits, ticket_comments, ticket_copies, ticket_rows};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// What every ticket came by: this API.
pub const VIA: &str = r#"{"channel":"api","source":{"from":{},"to":{},"rel":null}}"#;

/// The keys in the order of the recorded answers. `t` is the row, `?1` the base of links. There are no brands, forms and
/// statuses of one's own here, so their ids are null rather than numbers that lead nowhere.
pub const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/tickets/' || t.id || '.json'")),
    ("id", id("t.id")),
    ("external_id", text("t.external_id").or_null()),
    ("via", same(VIA)),
    ("created_at", time("t.created_at")),
    ("updated_at", time("t.updated_at")),
    ("generated_timestamp", integer("unixepoch(t.updated_at)")),
    ("type", one_of(ticket::Kind::CODES, "t.type").or_null()),
    ("subject", text("t.subject")),
    ("raw_subject", text("t.subject")),
    ("description", text("(SELECT c.body FROM ticket_comments c WHERE c.ticket_id = t.id ORDER BY c.id LIMIT 1)")),
    ("priority", one_of(Priority::CODES, "t.priority").or_null()),
    ("status", one_of(Status::CODES, "t.status")),
    ("recipient", same("null")),
    ("requester_id", id("t.requester_id")),
    ("submitter_id", id("t.submitter_id")),
    ("assignee_id", id("t.assignee_id").or_null()),
    ("organization_id", id("t.organization_id").or_null()),
    ("group_id", id("t.group_id").or_null()),
    ("collaborator_ids", json(&IDS, ticket_copies::ALL_IDS)),
    ("follower_ids", json(&IDS, ticket_copies::FOLLOWER_IDS)),
    ("email_cc_ids", json(&IDS, ticket_copies::EMAIL_CC_IDS)),
    ("forum_topic_id", same("null")),
    ("problem_id", same("null")),
    ("has_incidents", same("false")),
    ("is_public", flag("t.is_public")),
    ("due_at", same("null")),
    ("tags", json(&TEXTS, "t.tags")),
    ("custom_fields", same("[]")),
    ("satisfaction_rating", same("null")),
    ("sharing_agreement_ids", same("[]")),
    ("custom_status_id", same("null")),
    ("fields", same("[]")),
    ("followup_ids", same("[]")),
    ("ticket_form_id", same("null")),
    ("brand_id", same("null")),
    ("allow_channelback", same("false")),
    ("allow_attachments", same("true")),
    ("from_messaging_channel", same("false")),
];

static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

/// `{"ticket": …, "audit": …}` of what the audit `?2` did, and where the ticket is found.
pub static SELECT_AUDITED: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT format('{{\"ticket\":%s,\"audit\":%s}}', {}, {}) AS json, ?1 || '/api/v2/tickets/' || t.id || '.json' AS location
         FROM ticket_audits a JOIN tickets t ON t.id = a.ticket_id WHERE a.id = ?2",
        *JSON,
        ticket_audits::json_of_one()
    )
});

/// The same with the requester, for whoever has just added them.
pub static SELECT_AUDITED_WITH_USER: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT format('{{\"ticket\":%s,\"audit\":%s,\"user\":%s}}', {}, {}, {}) AS json,
                ?1 || '/api/v2/tickets/' || t.id || '.json' AS location
         FROM ticket_audits a JOIN tickets t ON t.id = a.ticket_id JOIN users u ON u.id = t.requester_id WHERE a.id = ?2",
        *JSON,
        ticket_audits::json_of_one(),
        object(user_json::KEYS)
    )
});

/// The ticket alone.
pub static SELECT_TICKET: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {} AS json, '' AS location FROM ticket_audits a JOIN tickets t ON t.id = a.ticket_id WHERE a.id = ?2", *JSON)
});

pub const SORTS: &[(&str, &str)] = &[("id", "t.id"), ("created_at", "t.id"), ("updated_at", "t.updated_at")];

/// What tickets name.
pub const BESIDE: &[(Named, &str)] = &[
    (
        Named::Users,
        "WITH shown (id) AS MATERIALIZED ({ids})
         SELECT p.value FROM shown s CROSS JOIN tickets t ON t.id = s.id, json_each(json_array(t.requester_id, t.submitter_id, t.assignee_id)) p
         UNION ALL SELECT c.user_id FROM shown s CROSS JOIN ticket_copies c ON c.ticket_id = s.id",
    ),
    (Named::Organizations, "SELECT x.organization_id FROM tickets x WHERE x.id IN ({ids})"),
    (Named::Groups, "SELECT x.group_id FROM tickets x WHERE x.id IN ({ids})"),
];

/// SQL that holds of tickets `t` that somebody requested; `whom` is SQL too, such as `u.id`.
pub fn requested_by(whom: &str) -> String {
    format!("t.deleted = 0 AND t.requester_id = {whom}")
}

/// Those of somebody that are not done with for good.
pub fn unclosed_of(whom: &str) -> String {
    format!("{} AND t.status != 'closed'", requested_by(whom))
}

/// Those of somebody that still wait for an answer.
pub fn unsolved_of(whom: &str) -> String {
    format!("{} AND t.status NOT IN ('solved', 'closed')", requested_by(whom))
}

pub fn assigned_to(whom: &str) -> String {
    format!("t.deleted = 0 AND t.assignee_id = {whom}")
}

/// Those of which somebody gets copies by mail.
pub fn copied_to(whom: &str) -> String {
    format!("t.deleted = 0 AND t.id IN ({})", ticket_copies::tickets_of("email_cc", whom))
}

pub fn followed_by(whom: &str) -> String {
    format!("t.deleted = 0 AND t.id IN ({})", ticket_copies::tickets_of("follower", whom))
}

pub fn of_organization(which: &str) -> String {
    format!("t.deleted = 0 AND t.organization_id = {which}")
}

/// SQL of how many tickets there are of which the condition holds.
pub fn number(condition: &str) -> String {
    format!("(SELECT count(*) FROM (SELECT 1 FROM tickets t WHERE {condition} LIMIT {MOST_COUNTED}))")
}

/// SQL of the ids of the tickets that an agent sees whose restriction says which; `only` narrows it further. Each part is
/// found by an index of its own (Zendesk, `ticket_restriction`: what they requested is always theirs).
fn seen_by(agent: Id, only: &str) -> String {
    let seen = |restrictions: &str, joined: &str| {
        format!(
            "SELECT t.id FROM users r {joined} WHERE r.id = {agent} AND r.ticket_restriction IN ({restrictions}) AND t.deleted = 0{only}"
        )
    };
    let groups = "JOIN group_memberships m ON m.user_id = r.id JOIN tickets t ON t.group_id = m.group_id";
    let organizations = "JOIN organization_memberships m ON m.user_id = r.id JOIN tickets t ON t.organization_id = m.organization_id";
    [
        format!("SELECT t.id FROM tickets t WHERE {}{only}", requested_by(&agent.to_string())),
        seen("'assigned', 'groups', 'organization'", "JOIN tickets t ON t.assignee_id = r.id"),
        seen("'groups'", groups),
        seen("'organization'", organizations),
    ]
    .join(" UNION ALL ")
}

/// SQL that holds of the ticket `t` with this id, SQL too, if it is there and the caller sees it.
pub fn one_seen(call: &Call, id: &str) -> String {
    let seen = restricted(call).map(|agent| format!(" AND t.id IN ({})", seen_by(agent, &format!(" AND t.id = {id}"))));
    format!("t.id = {id} AND t.deleted = 0{}", seen.unwrap_or_default())
}

/// A row if the ticket is there and the caller sees it.
pub fn select_seen(call: &Call, id: Id) -> Statement {
    Statement::composed(format!("SELECT 1 AS found FROM tickets t WHERE {}", one_seen(call, "?1"))).bind(id)
}

/// Whoever works on tickets, and not on all.
fn restricted(call: &Call) -> Option<Id> {
    call.actor().id.filter(|_| call.actor().standing.is_staff() && call.caller.restriction.is_some())
}

/// Those that the caller sees.
pub fn some(call: &Call) -> Listing {
    seen(call, Listing::new("tickets t", "t.id", &*JSON))
}

/// Of a list of tickets `t`, those that the caller sees.
pub fn seen(call: &Call, listing: Listing) -> Listing {
    match restricted(call) {
        Some(agent) => listing.filter(&format!("t.id IN ({})", seen_by(agent, "")), []),
        None => listing,
    }
}

pub fn all(call: &Call) -> Listing {
    // A search from the first number on, where SQLite would call it a scan.
    let all = some(call).filter("t.id > 0 AND t.deleted = 0", []);
    if restricted(call).is_some() { all } else { all.counted_by("SELECT value FROM counts WHERE name = 'tickets'") }
}

/// Of some, those that have changed since a time.
pub fn since(some: Listing, time: &str) -> Listing {
    // As a list of ids: whatever the order is, SQLite takes the index of the time, and does not go through all in that order.
    some.filter("t.deleted = 0 AND t.id IN (SELECT x.id FROM tickets x WHERE x.deleted = 0 AND x.updated_at >= ?)", [json!(time)])
}

pub fn with_ids(call: &Call, ids: &[Id]) -> Listing {
    some(call).filter("t.deleted = 0", []).among("t.id", &ids)
}

pub fn with_external_id(call: &Call, id: &ExternalId) -> Listing {
    some(call).filter("t.deleted = 0 AND t.external_id = ?", [json!(id.as_str())])
}

/// Of somebody or something: one of the conditions above, such as [`requested_by`].
pub fn of(call: &Call, condition: fn(&str) -> String, whom: Id) -> Listing {
    some(call).filter(&condition("?"), [json!(whom)])
}

/// The ticket, and what is at its side.
pub async fn find(call: &Call, id: Id, sideloads: &[Sideload]) -> Result<Option<(JsValue, Beside)>, Failure> {
    let select = format!("SELECT {} AS json FROM tickets t WHERE {}", at("ticket", &JSON), one_seen(call, "?2"));
    let select = Statement::composed(select).bind(&call.base).bind(id);
    let beside = sideloads.iter().map(|sideload| sideload.of_one(call, id));
    let rows = call.db()?.read(iter::once(select).chain(beside).collect()).await?;
    Ok(rows[0].first("json").map(|json| (json, sideloads::read(sideloads, &rows[1..]))))
}

/// What is written of a ticket, and how it is told.
pub struct Writing<'a> {
    pub changes: &'a Changes,
    pub cast: &'a Cast,
    /// Who does it; of what nobody in particular sends, the requester.
    pub author: Id,
    /// SQL of the answer: what the audit `?2` did, with `?1` the base of links.
    pub answer: &'a str,
}

/// Adds a ticket with all that belongs to one, in one batch; what has waited for it under this number waits no more. Answers where
/// it is found, and the body.
pub async fn insert(
    call: &Call,
    new: &New,
    requester: Id,
    number: Option<Id>,
    writing: &Writing<'_>,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(String, JsValue), Refused>, Failure> {
    let audit_id = runtime::new_id();
    let now = runtime::now();
    let Writing { changes, cast, author, answer } = *writing;
    let submitter = cast.submitter.unwrap_or(author);
    let changes = Changes { subject: Some(new.subject.clone()), status: Some(new.status()), ..changes.clone() };
    let fields = ticket_rows::fields(&changes, &Cast { requester: Some(requester), ..cast.clone() });
    let mut batch: Vec<_> = number.into_iter().flat_map(|number| suspended_tickets::take(number, &now)).collect();
    batch.extend(newcomers(call, cast, &now)?);
    batch.push(ticket_rows::insert(number, &fields, &changes, requester, submitter, &now));
    batch.push(ticket_audits::created(audit_id, number, author, &fields, &now));
    batch.push(ticket_comments::insert(&new.comment, audit_id, cast.author.unwrap_or(submitter)));
    batch.extend(ticket_copies::write(audit_id, &changes, cast));
    let entry = audit::entry(call, &now, "ticket.created", Some(audit_id), &ticket_rows::given(&fields, &changes));
    batch.push(audit::about(entry, ticket_audits::TICKET_OF));
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_found(call, idempotency, answer, audit_id));
    }
    batch.push(Statement::composed(answer).bind(&call.base).bind(audit_id));
    Ok(call.db()?.batch(batch).await?.map(|rows| located(&rows)))
}

/// Where what a batch has added is found, and the body: its last statement selects both.
pub fn located(rows: &[Rows]) -> (String, JsValue) {
    let last = rows.last();
    let location = last.and_then(|rows| rows.text("location")).unwrap_or_default();
    (location, last.and_then(|rows| rows.first("json")).unwrap_or_default())
}

/// Changes a ticket, in one batch. Answers the body; nothing if it is gone, or closed, by now.
pub async fn update(call: &Call, id: Id, writing: &Writing<'_>) -> Result<Result<Option<JsValue>, Refused>, Failure> {
    let audit_id = runtime::new_id();
    let now = runtime::now();
    let Writing { changes, cast, author, answer } = *writing;
    let fields = ticket_rows::fields(changes, cast);
    let mut batch = newcomers(call, cast, &now)?;
    batch.push(ticket_audits::changed(audit_id, id, author, &fields, &now));
    batch.push(ticket_rows::update(id, audit_id, &fields, changes, cast, &now));
    batch.extend(changes.comment.as_ref().map(|comment| ticket_comments::insert(comment, audit_id, cast.author.unwrap_or(author))));
    batch.extend(ticket_copies::write(audit_id, changes, cast));
    let entry = audit::entry(call, &now, "ticket.updated", Some(audit_id), &ticket_rows::given(&fields, changes));
    batch.push(audit::about(entry, ticket_audits::TICKET_OF));
    batch.push(Statement::composed(answer).bind(&call.base).bind(audit_id));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows: &Rows| rows.first("json"))))
}

/// Hides a ticket for good. Whether there was one that the caller sees.
pub async fn delete(call: &Call, id: Id) -> Result<bool, Failure> {
    let now = runtime::now();
    let entry = audit::entry(call, &now, "ticket.deleted", Some(id), &json!({}));
    let hide = format!("UPDATE tickets AS t SET deleted = 1, updated_at = ?1 WHERE {} RETURNING id", one_seen(call, "?2"));
    let batch = vec![
        audit::only_if(entry, &format!("EXISTS (SELECT 1 FROM tickets t WHERE {})", one_seen(call, "?5"))),
        Statement::composed(hide).bind(&now).bind(id),
    ];
    Ok(call.db()?.read(batch).await?.last().is_some_and(|rows| rows.len() > 0))
}

/// What somebody asked for, said there and gets copies of is somebody else's: they are one person (Zendesk, merging users).
pub fn hand_over(from: Id, to: Id) -> [Statement; 4] {
    let statement = |sql| Statement::new(sql).bind(from).bind(to);
    [
        statement(
            "UPDATE ticket_comments SET author_id = ?2
             WHERE author_id = ?1 AND ticket_id IN (SELECT id FROM tickets WHERE requester_id = ?1 AND deleted = 0)",
        ),
        statement(
            "UPDATE tickets SET requester_id = ?2, submitter_id = iif(submitter_id = ?1, ?2, submitter_id)
             WHERE requester_id = ?1 AND deleted = 0",
        ),
        statement("UPDATE OR IGNORE ticket_copies SET user_id = ?2 WHERE user_id = ?1"),
        Statement::new("DELETE FROM ticket_copies WHERE user_id = ?1").bind(from),
    ]
}

/// Those who become customers with the ticket.
fn newcomers(call: &Call, cast: &Cast, now: &str) -> Result<Vec<Statement>, Failure> {
    let mut batch = Vec::new();
    for Newcomer { id, user, attributes, verified, welcome } in &cast.newcomers {
        let (verified, welcome) = (*verified, *welcome);
        let addition = Addition { user, attributes, rank: Rank::CUSTOMER, verified, welcome, idempotency: None };
        batch.extend(users::insertion(call, &addition, *id, now));
        if welcome {
            batch.extend(proofs::welcome(call, user, *id)?);
        }
    }
    Ok(batch)
}
