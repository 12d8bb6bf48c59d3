//! How refusals look, by status: from the problems themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use usher_shared::operation::Operation;
use usher_shared::policy::Denial;
use usher_shared::problem::Problem;
use usher_shared::settings::SettingsFault;
use usher_shared::value::Invalid;

use crate::headers;

/// The statuses that an operation can refuse with.
pub fn statuses(operation: Operation, has_body: bool) -> Vec<u16> {
    use Operation as Op;
    let is_open = matches!(operation, Op::ShowHealth | Op::ShowMe);
    let writes = operation.method() != "GET";
    let has_id = operation.path().contains('{');
    let may = [
        (400, has_id || has_body || writes || operation.parameters().next().is_some()),
        (401, !is_open),
        (403, !is_open),
        (404, has_id || names_another(operation)),
        (409, writes),
        (412, matches!(operation.method(), "PUT" | "PATCH" | "DELETE")),
        (413, has_body),
        (415, has_body),
        (422, has_body || writes || operation == Op::Search),
        (429, operation != Op::ShowHealth),
        (500, true),
        (503, operation.is_for_strangers() && writes),
    ];
    may.into_iter().filter(|(_, may)| *may).map(|(status, _)| status).collect()
}

/// Whether another record is named beside the address: in the query, or in the body.
fn names_another(operation: Operation) -> bool {
    use Operation as Op;
    matches!(operation, Op::CreateOrUpdateUser | Op::CreateOrUpdateOrganization | Op::CreateWebhook | Op::TestWebhook)
}

/// The name of the response in the document.
pub fn name(status: u16) -> String {
    format!("Refused{status}")
}

/// A response for each status, with every code that it comes with and an example of each.
pub fn responses() -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<Problem>> = BTreeMap::new();
    for problem in Problem::samples() {
        by_status.entry(problem.status()).or_default().push(problem);
    }
    by_status.into_iter().map(|(status, problems)| (name(status), response(status, &problems))).collect()
}

fn response(status: u16, problems: &[Problem]) -> Value {
    let codes: BTreeSet<_> = problems.iter().map(Problem::code).collect();
    let examples: BTreeMap<_, _> = problems.iter().map(|problem| (problem.code(), json!({ "value": problem }))).collect();
    let schema = json!({ "allOf": [{ "$ref": "#/components/schemas/Problem" }, { "properties": { "code": { "enum": codes } } }] });
    json!({
        "description": description(status),
        "headers": headers(status),
        "content": { "application/json": { "schema": schema, "examples": examples } },
    })
}

fn headers(status: u16) -> Map<String, Value> {
    match status {
        401 => headers::of_every_answer(&["WWW-Authenticate"]),
        403 => headers::of_every_answer(&["X-Denied-Rule"]),
        405 => headers::of_every_answer(&["Allow"]),
        429 => headers::of_every_answer(&["Retry-After"]),
        _ => headers::of_every_answer(&[]),
    }
}

fn description(status: u16) -> &'static str {
    match status {
        400 => "What was sent cannot be read, or a value cannot be what it is.",
        401 => "Who calls is not known.",
        403 => "The caller may not do this.",
        404 => "There is no such record, or none that the caller sees.",
        405 => "The address takes other methods: see Allow.",
        409 => "Somebody else was faster. Read again, then send again.",
        412 => "The record is not as the entity tag in If-Match says.",
        413 => "The body is too large.",
        503 => "Somebody who is asked for it does not answer. Try again.",
        415 => "The body is of another type than JSON.",
        422 => "What was sent cannot be done; the details say why, by key.",
        429 => "There were too many requests, or too much is under way.",
        500 => "Something went wrong here; the log has it under the request's id.",
        _ => "The request is refused.",
    }
}

/// The schemas that refusals are made of.
pub fn schemas() -> Map<String, Value> {
    let codes: BTreeSet<_> = Problem::samples().iter().map(Problem::code).collect();
    let text = json!({ "type": "string" });
    let mistake = json!({
        "type": "object",
        "required": ["description", "error", "code"],
        "properties": {
            "description": text, "error": text,
            "code": { "type": "string", "enum": Invalid::CODES },
            "max": { "type": "integer", "description": "How long the text may be, in UTF-16 units; of tags, how many." },
        },
    });
    let of_settings = json!({
        "type": "object",
        "required": ["path", "code"],
        "properties": { "path": text, "code": { "type": "string", "enum": SettingsFault::CODES } },
    });
    let details = json!({ "anyOf": [
        { "type": "object", "additionalProperties": { "type": "array", "items": { "$ref": "#/components/schemas/Mistake" } } },
        { "type": "array", "items": { "$ref": "#/components/schemas/SettingsMistake" } },
    ] });
    let problem = json!({
        "type": "object",
        "description": "Branch on code: it never changes. The texts are for people.",
        "required": ["error", "code"],
        "properties": {
            "error": { "anyOf": [
                text,
                { "type": "object", "required": ["title", "message"], "properties": { "title": text, "message": text } },
            ] },
            "description": text,
            "details": details,
            "max_count": { "type": "integer" },
            "code": { "type": "string", "enum": codes },
            "rule": { "type": "string", "enum": Denial::CODES, "description": "The rule that refused." },
            "reason": text,
            "remedy": { "type": "string", "description": "What helps." },
        },
    });
    [("Mistake", mistake), ("SettingsMistake", of_settings), ("Problem", problem)]
        .map(|(name, schema)| (name.into(), schema))
        .into_iter()
        .collect()
}
