//! Requests: tickets as those see them who asked.

use serde_json::json;
use usher_shared::ticket::{self, Priority, Status};
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::database::Statement;
use super::json_object::{IDS, Key, at, flag, id, json, object, one_of, same, text, time, via};
use super::listing::Listing;
use super::suspended_tickets::LAST;
use super::ticket_comments::OF_REQUEST;
use super::ticket_copies;
use super::tickets::{self, copied_to, requested_by};
use crate::call::Call;
use crate::failure::Failure;

pub const SORTS: &[(&str, &str)] = tickets::SORTS;

/// A request, in the order of the answer that Zendesk's documentation lacks and others have quoted. `t` is the row, `?1` the base
/// of links, `{caller}` an id, and `{solvable}` states. Nothing of it says what only agents see.
pub const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/requests/' || t.id || '.json'")),
    ("id", id("t.id")),
    ("status", one_of(Status::CODES, "t.status")),
    ("priority", one_of(Priority::CODES, "t.priority").or_null()),
    ("type", one_of(ticket::Kind::CODES, "t.type").or_null()),
    ("subject", text("t.subject")),
    ("description", text("(SELECT c.body FROM ticket_comments c WHERE c.ticket_id = t.id AND c.public = 1 ORDER BY c.id LIMIT 1)")),
    ("organization_id", id("t.organization_id").or_null()),
    ("via", via!("t.via")),
    ("custom_fields", same("[]")),
    ("requester_id", id("t.requester_id").or_null()),
    ("collaborator_ids", json(&IDS, ticket_copies::EMAIL_CC_IDS)),
    ("email_cc_ids", json(&IDS, ticket_copies::EMAIL_CC_IDS)),
    ("is_public", flag("t.is_public")),
    ("due_at", same("null")),
    ("can_be_solved_by_me", flag("t.assignee_id IS NOT NULL AND t.requester_id = {caller} AND t.status IN ({solvable})")),
    ("created_at", time("t.created_at")),
    ("updated_at", time("t.updated_at")),
    ("recipient", same("null")),
    ("followup_source_id", same("null")),
    ("assignee_id", id("t.assignee_id").or_null()),
    ("ticket_form_id", same("null")),
    ("custom_status_id", same("null")),
    ("fields", same("[]")),
];

/// SQL of the JSON of the ticket `t` as a request.
fn request_json(call: &Call) -> String {
    json_of(call.actor().id.map_or(0, Id::number))
}

/// The same as this customer sees it.
pub fn json_for(user: Id) -> String {
    json_of(user.number())
}

fn json_of(caller: i64) -> String {
    object(KEYS).replace("{caller}", &caller.to_string()).replace("{solvable}", &states(Status::can_be_solved))
}

/// The states of which this holds, as SQL lists them.
fn states(are: fn(Status) -> bool) -> String {
    Status::ALL.iter().filter(|status| are(**status)).map(|status| format!("'{}'", status.code())).collect::<Vec<_>>().join(", ")
}

/// `{"request": …}` of what the audit `?2` did, and where the request is found.
pub fn select_audited(call: &Call) -> String {
    format!(
        "SELECT {} AS json, ?1 || '/api/v2/requests/' || t.id || '.json' AS location
         FROM ticket_audits a JOIN tickets t ON t.id = a.ticket_id WHERE a.id = ?2",
        at("request", &request_json(call))
    )
}

/// What somebody who is not signed in is told of what they sent: nothing that says whom the directory knows, and the same whether it
/// waits or not. `description` is SQL of what they said.
fn strangers_json(description: &'static str) -> String {
    let told = KEYS.iter().map(|(key, source)| match *key {
        "requester_id" | "organization_id" | "assignee_id" => (*key, same("null")),
        "collaborator_ids" | "email_cc_ids" => (*key, same("[]")),
        "can_be_solved_by_me" => (*key, same("false")),
        "description" => (*key, text(description)),
        _ => (*key, *source),
    });
    at("request", &object(&told.collect::<Vec<_>>()))
}

/// `{"request": …}` of what the audit `?2` did, as a stranger is told, and where the request is found.
pub fn select_sent() -> String {
    let said = "(SELECT c.body FROM ticket_comments c WHERE c.audit_id = a.id)";
    format!(
        "SELECT {} AS json, ?1 || '/api/v2/requests/' || t.id || '.json' AS location
         FROM ticket_audits a JOIN tickets t ON t.id = a.ticket_id WHERE a.id = ?2",
        strangers_json(said)
    )
}

/// The same of the request that the batch has just made wait; `?2` is anything.
pub fn select_waiting() -> String {
    format!(
        "SELECT {} AS json, ?1 || '/api/v2/requests/' || t.id || '.json' AS location
         FROM (SELECT *, 'new' AS status, 1 AS is_public FROM suspended_tickets WHERE id = {LAST} AND ?2 IS NOT NULL) t",
        strangers_json("t.content")
    )
}

fn some(call: &Call) -> Listing {
    Listing::new("tickets t", "t.id", request_json(call)).filter("t.is_public = 1", [])
}

/// Those of somebody or something, such as [`requested_by`]; agents see those that they see as tickets.
pub fn of(call: &Call, condition: fn(&str) -> String, whom: Id) -> Listing {
    tickets::seen(call, some(call)).filter(&condition("?"), [json!(whom)])
}

/// The caller's own, or those of which they get copies.
pub fn own(call: &Call, caller: Id, condition: fn(&str) -> String) -> Listing {
    some(call).filter(&condition("?"), [json!(caller)])
}

pub fn own_in_state(call: &Call, caller: Id, are: fn(Status) -> bool) -> Listing {
    own(call, caller, requested_by).filter(&format!("t.status IN ({})", states(are)), [])
}

/// The caller's own and those of which they get copies, where all these words stand in the subject or in what was said.
pub fn own_with(call: &Call, caller: Id, words: &[&str]) -> Listing {
    let theirs = format!("SELECT t.id FROM tickets t WHERE {} UNION {}", requested_by("?"), ticket_copies::tickets_of("email_cc", "?"));
    let listing = some(call).filter(&format!("t.deleted = 0 AND t.id IN ({theirs})"), [json!(caller), json!(caller)]);
    let said = "EXISTS (SELECT 1 FROM ticket_comments c WHERE c.ticket_id = t.id AND c.public = 1 AND instr(lower(c.body), lower(?)))";
    words.iter().fold(listing, |listing, word| {
        listing.filter(&format!("(instr(lower(t.subject), lower(?)) OR {said})"), [json!(word), json!(word)])
    })
}

/// SQL that holds of the ticket `t` with this id, SQL too, if it is there and the caller asked for it or gets copies.
pub fn one_seen(caller: Id, id: &str) -> String {
    let caller = caller.to_string();
    format!("t.id = {id} AND t.is_public = 1 AND (({}) OR ({}))", requested_by(&caller), copied_to(&caller))
}

/// A row if the request is there and the caller sees it.
pub fn select_seen(caller: Id, id: Id) -> Statement {
    Statement::composed(format!("SELECT 1 AS found FROM tickets t WHERE {}", one_seen(caller, "?1"))).bind(id)
}

pub async fn find(call: &Call, caller: Id, id: Id) -> Result<Option<JsValue>, Failure> {
    let select = format!("SELECT {} AS json FROM tickets t WHERE {}", at("request", &request_json(call)), one_seen(caller, "?2"));
    Ok(call.db()?.rows(Statement::composed(select).bind(&call.base).bind(id)).await?.first("json"))
}

/// What was said for customers to see on a request that the caller sees ([`select_seen`]).
pub fn comments(id: Id) -> Listing {
    Listing::new("ticket_comments c", "c.id", &*OF_REQUEST).filter("c.ticket_id = ? AND c.public = 1", [json!(id)])
}

/// Of some of these, those from a time on.
pub fn said_since(comments: Listing, time: &str) -> Listing {
    comments.filter("c.created_at >= ?", [json!(time)])
}

/// Of some of these, those of staff, or of customers.
pub fn said_by_staff(comments: Listing, staff: bool) -> Listing {
    let is = if staff { "!=" } else { "=" };
    comments.filter(&format!("EXISTS (SELECT 1 FROM users u WHERE u.id = c.author_id AND u.role {is} 'end-user')"), [])
}

pub async fn find_comment(call: &Call, caller: Id, id: Id, comment: Id) -> Result<Option<JsValue>, Failure> {
    let select = format!(
        "SELECT {} AS json FROM ticket_comments c
         WHERE c.id = ?3 AND c.ticket_id = ?2 AND c.public = 1 AND EXISTS (SELECT 1 FROM tickets t WHERE {})",
        at("comment", &OF_REQUEST),
        one_seen(caller, "?2")
    );
    Ok(call.db()?.rows(Statement::composed(select).bind(&call.base).bind(id).bind(comment)).await?.first("json"))
}
