//! What is said on tickets.

use std::sync::LazyLock;

use serde_json::json;
use usher_shared::comment::Comment;
use usher_shared::value::Id;

use super::database::Statement;
use super::json_object::Source::{Flag, Same, Value};
use super::json_object::{Source, object};
use super::listing::Listing;
use super::sideloads::Named;
use super::tickets::VIA;
use crate::runtime;

pub const SORTS: &[(&str, &str)] = &[("created_at", "c.id"), ("id", "c.id")];

/// Who says it.
pub const BESIDE: &[(Named, &str)] = &[(Named::Users, "SELECT x.author_id FROM ticket_comments x WHERE x.id IN ({ids})")];

/// The keys as in an event of an audit. `c` is the row.
const EVENT: &[(&str, Source)] = &[
    ("id", Value("c.id")),
    ("type", Same("\"Comment\"")),
    ("author_id", Value("c.author_id")),
    ("body", Value("c.body")),
    ("html_body", Value("c.html_body")),
    ("plain_body", Value("c.body")),
    ("public", Flag("c.public")),
    ("attachments", Same("[]")),
    ("audit_id", Value("c.audit_id")),
];

/// SQL of the comment `c` as an event of its audit.
pub fn event() -> String {
    object(EVENT)
}

/// And those of a comment in a list.
const LISTED: &[(&str, Source)] =
    &[("via", Same(VIA)), ("created_at", Value("c.created_at")), ("metadata", Same(r#"{"system":{},"custom":{}}"#))];

static JSON: LazyLock<String> = LazyLock::new(|| object(&[EVENT, LISTED].concat()));

/// SQL of the comment `c` as customers see it.
pub static OF_REQUEST: LazyLock<String> = LazyLock::new(|| {
    object(&[
        ("url", Value("?1 || '/api/v2/requests/' || c.ticket_id || '/comments/' || c.id || '.json'")),
        ("id", Value("c.id")),
        ("type", Same("\"Comment\"")),
        ("request_id", Value("c.ticket_id")),
        ("author_id", Value("c.author_id")),
        ("body", Value("c.body")),
        ("html_body", Value("c.html_body")),
        ("plain_body", Value("c.body")),
        ("public", Flag("c.public")),
        ("attachments", Same("[]")),
        ("created_at", Value("c.created_at")),
    ])
});

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
