//! What each call did to a ticket.

use serde_json::{Value, json};
use usher_shared::ticket::Channel;
use usher_shared::value::Id;

use super::database::Statement;
use super::json_object::{FIELDS, Key, Shape, id, json, object, same, time, via};
use super::ticket_comments;
use crate::runtime;

/// SQL of the ticket that the audit `?5` is about.
pub const TICKET_OF: &str = "(SELECT ticket_id FROM ticket_audits WHERE id = ?5)";

/// The audit `a`, in the order of the recorded answers: the comment first, then what else happened. `{comment}` is SQL of the
/// comment `c` as an event.
pub const KEYS: &[Key] = &[
    ("id", id("a.id")),
    ("ticket_id", id("a.ticket_id")),
    ("created_at", time("a.created_at")),
    ("author_id", id("a.author_id")),
    ("metadata", same(r#"{"system":{},"custom":{}}"#)),
    (
        "events",
        json(
            &Shape::List(&FIELDS),
            "(SELECT json_group_array(json(event)) FROM (
                SELECT {comment} AS event FROM ticket_comments c WHERE c.audit_id = a.id
                UNION ALL SELECT e.value FROM json_each(a.events) e))",
        ),
    ),
    ("via", via!("a.via")),
];

/// SQL of the JSON of the audit `a`.
pub fn json_of_one() -> String {
    object(KEYS).replace("{comment}", &object(ticket_comments::EVENT))
}

/// The first audit of the ticket that the batch has just added: no other can have come between, and without a number of its own it
/// has the highest. Its tags are told as the ticket
/// has them: some are its requester's.
pub fn created(id: Id, number: Option<Id>, author: Id, fields: &[(&'static str, Value)], now: &str) -> Statement {
    let event = |(key, value): &(&str, Value)| json!({ "id": runtime::new_id(), "type": "Create", "value": value, "field_name": key });
    let events: Vec<_> = fields.iter().filter(|(key, _)| *key != "tags").map(event).collect();
    Statement::new(
        "INSERT INTO ticket_audits (id, ticket_id, author_id, via, events, created_at)
         SELECT ?1, t.id, ?2, t.via, iif(t.tags = '[]', ?3,
             json_insert(?3, '$[#]',
                 json_object('id', CAST(?5 AS INTEGER), 'type', 'Create', 'value', json(t.tags), 'field_name', 'tags'))), ?4
         FROM tickets t WHERE t.id = coalesce(?6, (SELECT max(id) FROM tickets))",
    )
    .bind(id)
    .bind(author)
    .bind(json!(events).to_string())
    .bind(now)
    .bind(runtime::new_id())
    .bind(number)
}

/// What differs from what is there, with what was there before. No row for a ticket that is gone or closed by now.
pub fn changed(id: Id, ticket: Id, author: Id, fields: &[(&'static str, Value)], channel: Channel, now: &str) -> Statement {
    let event = |(key, value): &(&str, Value)| json!({ "id": runtime::new_id(), "key": key, "value": value });
    Statement::new(
        "INSERT INTO ticket_audits (id, ticket_id, author_id, via, events, created_at)
         SELECT ?1, b.id, ?2, ?6, (SELECT json_group_array(json_object('id', e.value ->> 'id', 'type', 'Change',
                'value', json(e.value -> 'value'), 'field_name', e.value ->> 'key', 'previous_value', json(b.had -> (e.value ->> 'key'))))
                FROM json_each(?3) e WHERE e.value -> 'value' IS NOT b.had -> (e.value ->> 'key')), ?4
         FROM (SELECT t.id, json_object('subject', t.subject, 'status', t.status, 'priority', t.priority, 'type', t.type,
                'external_id', t.external_id, 'tags', json(t.tags), 'requester_id', t.requester_id, 'assignee_id', t.assignee_id,
                'group_id', t.group_id, 'organization_id', t.organization_id) AS had
               FROM tickets t WHERE t.id = ?5 AND t.deleted = 0 AND t.status != 'closed') b",
    )
    .bind(id)
    .bind(author)
    .bind(json!(fields.iter().map(event).collect::<Vec<_>>()).to_string())
    .bind(now)
    .bind(ticket)
    .bind(channel)
}
