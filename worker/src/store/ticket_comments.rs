//! What is said on tickets.

use std::sync::LazyLock;

use serde_json::json;
use usher_shared::comment::Comment;
use usher_shared::value::Id;

use super::database::Statement;
use super::json_object::{Key, flag, id, object, same, text, time, via};
use super::listing::Listing;
use super::sideloads::Named;
use crate::runtime;

pub const SORTS: &[(&str, &str)] = &[("created_at", "c.id"), ("id", "c.id")];

/// Who says it.
pub const BESIDE: &[(Named, &str)] = &[(Named::Users, "SELECT x.author_id FROM ticket_comments x WHERE x.id IN ({ids})")];

/// The keys as in an event of an audit. `c` is the row.
pub const EVENT: &[Key] = &[
    ("id", id("c.id")),
    ("type", same("\"Comment\"")),
    ("author_id", id("c.author_id")),
    ("body", text("c.body")),
    ("html_body", text("c.html_body")),
    ("plain_body", text("c.body")),
    ("public", flag("c.public")),
    ("attachments", same("[]")),
    ("audit_id", id("c.audit_id")),
];

/// And those of a comment in a list.
pub const LISTED: &[Key] = &[
    ("via", via!("(SELECT a.via FROM ticket_audits a WHERE a.id = c.audit_id)")),
    ("created_at", time("c.created_at")),
    ("metadata", same(r#"{"system":{},"custom":{}}"#)),
];

static JSON: LazyLock<String> = LazyLock::new(|| object(EVENT.iter().chain(LISTED)));

/// The keys of the comment `c` as customers see it.
pub const KEYS_OF_REQUEST: &[Key] = &[
    ("url", text("?1 || '/api/v2/requests/' || c.ticket_id || '/comments/' || c.id || '.json'")),
    ("id", id("c.id")),
    ("type", same("\"Comment\"")),
    ("request_id", id("c.ticket_id")),
    ("author_id", id("c.author_id")),
    ("body", text("c.body")),
    ("html_body", text("c.html_body")),
    ("plain_body", text("c.body")),
    ("public", flag("c.public")),
    ("attachments", same("[]")),
    ("created_at", time("c.created_at")),
];

pub static OF_REQUEST: LazyLock<String> = LazyLock::new(|| object(KEYS_OF_REQUEST));

/// Those of a ticket that the caller sees.
pub fn of_ticket(ticket: Id) -> Listing {
    Listing::new("ticket_comments c", "c.id", &*JSON).filter("c.ticket_id = ?", [json!(ticket)])
}

/// One more on the ticket of this audit, seen by whoever sees the ticket if nothing is said.
pub fn insert(comment: &Comment, audit: Id, author: Id) -> Statement {
    Statement::new(
        "INSERT INTO ticket_comments (id, ticket_id, audit_id, author_id, body, html_body, public, created_at)
         SELECT ?1, t.id, a.id, ?3, ?4, ?5, coalesce(?6, t.is_public), a.created_at
         FROM ticket_audits a JOIN tickets t ON t.id = a.ticket_id WHERE a.id = ?2",
    )
    .bind(runtime::new_id())
    .bind(audit)
    .bind(author)
    .bind(comment.body.as_str())
    .bind(comment.html())
    .bind(comment.public.map(i32::from))
}
