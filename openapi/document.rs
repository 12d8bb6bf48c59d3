//! The description of the API: OpenAPI 3.1.

use serde_json::{Map, Value, json};
use usher_edge::openapi::{answered, schemas};
use usher_shared::operation::Operation;
use usher_shared::parameter::{Kind, Parameter};

use crate::bodies::Bodies;
use crate::{headers, refusals};

const ABOUT: &str = "A directory of customers for support teams, compatible with Zendesk's Support API.\n\n\
    Every address takes .json at its end, and means the same. Lists come by offset (page, per_page) and by cursor (page[size], \
    page[after], page[before]). Records may have more keys tomorrow than are described today: clients ignore what they do not know.";

pub fn document() -> Value {
    let mut bodies = Bodies::new();
    let mut paths = Map::new();
    for operation in Operation::ALL {
        let path = paths.entry(operation.path()).or_insert_with(|| json!({}));
        path[operation.method().to_lowercase()] = described(*operation, bodies.of(*operation));
    }
    let mut all_schemas = schemas();
    all_schemas.extend(refusals::schemas());
    all_schemas.extend(bodies.definitions());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Usher",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT or Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": credentials(),
        "tags": tags(),
        "paths": paths,
        "components": {
            "schemas": all_schemas,
            "responses": refusals::responses(),
            "parameters": headers::sent(),
            "headers": headers::answered(),
            "securitySchemes": security_schemes(),
        },
    })
}

fn tags() -> Vec<Value> {
    let mut tags: Vec<&str> = Operation::ALL.iter().map(|operation| tag(*operation)).collect();
    let mut seen = Vec::new();
    tags.retain(|tag| {
        !seen.contains(tag) && {
            seen.push(*tag);
            true
        }
    });
    tags.into_iter().map(|tag| json!({ "name": tag })).collect()
}

/// What follows the version in the path.
fn tag(operation: Operation) -> &'static str {
    operation.path().strip_prefix("/api/").and_then(|path| path.split('/').nth(1)).unwrap_or("health")
}

fn described(operation: Operation, body: Option<Value>) -> Value {
    let mut described = json!({ "operationId": operation.name(), "tags": [tag(operation)], "summary": operation.summary() });
    let in_path = operation.path().split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<_> = in_path.map(path_parameter).chain(operation.parameters().map(query_parameter)).collect();
    parameters.extend(headers::of_operation(operation).map(|name| json!({ "$ref": format!("#/components/parameters/{name}") })));
    if !parameters.is_empty() {
        described["parameters"] = parameters.into();
    }
    let has_body = body.is_some();
    if let Some(schema) = body {
        described["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    let answers = answered(operation).into_iter().map(|(status, schema)| (status.to_string(), answer(operation, status, schema)));
    let refusals = refusals::statuses(operation, has_body).into_iter();
    let refusals =
        refusals.map(|status| (status.to_string(), json!({ "$ref": format!("#/components/responses/{}", refusals::name(status)) })));
    let unchanged = (operation.method() == "GET")
        .then(|| ("304".into(), json!({ "description": "It is as If-None-Match says.", "headers": headers::of_every_answer(&["ETag"]) })));
    described["responses"] = answers.chain(unchanged).chain(refusals).collect::<Map<_, _>>().into();
    match operation {
        Operation::ShowHealth => described["security"] = json!([]),
        // What strangers may do, those who are known may too.
        operation if operation == Operation::ShowMe || operation.is_for_strangers() => {
            described["security"] = [vec![json!({})], credentials()].concat().into();
        }
        _ => {}
    }
    described
}

fn answer(operation: Operation, status: u16, schema: Option<Value>) -> Value {
    let headers: &[&str] = match (operation.method(), status) {
        ("GET", _) => &["ETag"],
        ("POST", 201) => &["Location", "X-Idempotency-Lookup", "X-Address-Warning"],
        ("POST", _) => &["X-Idempotency-Lookup", "X-Address-Warning"],
        _ => &[],
    };
    let description = match status {
        201 => "It is there now.",
        204 => "It is gone.",
        _ => "As asked.",
    };
    let mut answer = json!({ "description": description, "headers": headers::of_every_answer(headers) });
    if let Some(schema) = schema {
        answer["content"] = json!({ "application/json": { "schema": schema } });
    }
    answer
}

fn path_parameter(name: &str) -> Value {
    let schema = if matches!(name, "job_status_id" | "organization_merge_id" | "webhook_id" | "invocation_id") {
        json!({ "type": "string" })
    } else {
        json!({ "type": "integer", "format": "int64", "minimum": 1 })
    };
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

fn query_parameter(parameter: &Parameter) -> Value {
    let many = |items: Value| json!({ "type": "array", "items": items, "maxItems": 100 });
    let schema = match parameter.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Number { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::OneOf(codes) => json!({ "type": "string", "enum": codes }),
        Kind::Ids => many(json!({ "type": "integer", "format": "int64", "minimum": 1 })),
        Kind::Texts => many(json!({ "type": "string" })),
    };
    let mut described = json!({ "name": parameter.name, "in": "query", "description": parameter.about, "schema": schema });
    if matches!(parameter.kind, Kind::Ids | Kind::Texts) {
        described["explode"] = false.into();
    }
    described
}

/// Any one of these says who calls.
fn credentials() -> Vec<Value> {
    ["basic", "token", "embedToken"].map(|name| json!({ name: [] })).into()
}

fn security_schemes() -> Value {
    json!({
        "basic": { "type": "http", "scheme": "basic", "description": "EMAIL/token as the name, the API token as the password." },
        "token": { "type": "http", "scheme": "bearer", "description": "The API token." },
        "embedToken": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "A token that a portal's back end has signed for one of its agents with an embed key (HS256).",
        },
    })
}
