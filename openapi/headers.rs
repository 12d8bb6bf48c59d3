//! The headers that requests and answers have beside what every server's have.

use serde_json::{Map, Value, json};
use usher_shared::operation::Operation;

/// What programs may send: a name in the document, the header, its schema, and what it is for.
fn known() -> [(&'static str, &'static str, Value, &'static str); 4] {
    let key = json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" });
    let text = json!({ "type": "string" });
    [
        (
            "IdempotencyKey",
            "Idempotency-Key",
            key,
            "The same request with the same key, sent again within a day, happens once and gets the same answer.",
        ),
        ("IfNoneMatch", "If-None-Match", text.clone(), "Entity tags: what is still so is not sent again."),
        (
            "IfMatch",
            "If-Match",
            text.clone(),
            "The entity tag of what is to be changed, as it was read; nothing happens if it is no longer so.",
        ),
        ("Bookmark", "X-D1-Bookmark", text, "What the last answer said: nothing older is shown. Without it, nothing is old."),
    ]
}

/// The parameters of the document.
pub fn sent() -> Map<String, Value> {
    let described = |(name, header, schema, about): (&str, &str, Value, &str)| {
        (name.to_owned(), json!({ "name": header, "in": "header", "description": about, "schema": schema }))
    };
    known().into_iter().map(described).collect()
}

/// Those that an operation reads.
pub fn of_operation(operation: Operation) -> impl Iterator<Item = &'static str> {
    let is_shown = || Operation::ALL.iter().any(|other| other.method() == "GET" && other.path() == operation.path());
    let own = match operation.method() {
        "POST" => Some("IdempotencyKey"),
        "GET" => Some("IfNoneMatch"),
        _ => is_shown().then_some("IfMatch"),
    };
    own.into_iter().chain((operation != Operation::ShowHealth).then_some("Bookmark"))
}

/// What answers say of themselves.
const ANSWERED: &[(&str, &str)] = &[
    ("X-Request-Id", "What the log has this request under."),
    ("X-Rate-Limit", "How many requests a minute the caller may send."),
    ("X-Rate-Limit-Remaining", "How many of them are left: an estimate, each machine counts for itself."),
    ("RateLimit-Limit", "The same as X-Rate-Limit."),
    ("RateLimit-Remaining", "The same as X-Rate-Limit-Remaining."),
    ("RateLimit-Reset", "Seconds until they are counted anew."),
    ("X-D1-Bookmark", "How far along the database this answer is. Send it back to see nothing older."),
    ("ETag", "What the body is, in a word."),
    ("Location", "Where the record is found."),
    ("X-Idempotency-Lookup", "hit: the request came before, and this is what it was answered. miss: it did not."),
    ("X-Denied-Rule", "The rule that refused."),
    ("X-Address-Warning", "What there is to say against an address that was taken all the same: codes, parted by commas."),
    ("WWW-Authenticate", "How to say who calls."),
    ("Allow", "The methods that the address takes."),
    ("Retry-After", "How many seconds to wait."),
];

/// Every answer has these, and those of health and of unknown callers some of them.
const OF_EVERY_ANSWER: usize = 7;

/// The headers of the document.
pub fn answered() -> Map<String, Value> {
    let described = |(name, about): &(&str, &str)| ((*name).to_owned(), json!({ "description": about, "schema": { "type": "string" } }));
    ANSWERED.iter().map(described).collect()
}

/// The headers of an answer: those of every answer, and these.
pub fn of_every_answer(more: &[&str]) -> Map<String, Value> {
    let names = ANSWERED[..OF_EVERY_ANSWER].iter().map(|(name, _)| *name).chain(more.iter().copied());
    names.map(|name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }))).collect()
}
