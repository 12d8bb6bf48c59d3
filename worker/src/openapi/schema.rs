//! JSON Schema (draft 2020-12, as OpenAPI 3.1 has it) of what the tables of objects say.

use serde_json::{Map, Value, json};

use crate::store::json_object::{Key, Kind, Shape, Source};

/// An object with all of these keys.
pub fn object<'a>(keys: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let properties: Map<_, _> = keys.into_iter().map(|(key, schema)| (key.into(), schema)).collect();
    let required: Vec<_> = properties.keys().cloned().collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

pub fn of_keys(keys: &[Key]) -> Value {
    object(keys.iter().map(|(key, source)| (*key, of_source(*source))))
}

pub fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// The schema of this name among the document's own.
pub fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

pub fn text() -> Value {
    json!({ "type": "string" })
}

pub fn integer() -> Value {
    json!({ "type": "integer" })
}

pub fn flag() -> Value {
    json!({ "type": "boolean" })
}

pub fn time() -> Value {
    of_kind(Kind::Time)
}

pub fn id() -> Value {
    of_kind(Kind::Id)
}

pub fn one_of(values: &[&str]) -> Value {
    json!({ "type": "string", "enum": values })
}

pub fn link() -> Value {
    or_null(json!({ "type": "string", "format": "uri" }))
}

/// What this is, or null.
pub fn or_null(mut schema: Value) -> Value {
    match schema.get("type").cloned() {
        Some(Value::String(kind)) => {
            schema["type"] = json!([kind, "null"]);
            if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
                values.push(Value::Null);
            }
            schema
        }
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

fn of_source(source: Source) -> Value {
    let schema = match source.kind {
        Kind::Same => json!({ "const": serde_json::from_str::<Value>(source.sql).unwrap_or_default() }),
        kind => of_kind(kind),
    };
    if source.nullable { or_null(schema) } else { schema }
}

fn of_kind(kind: Kind) -> Value {
    match kind {
        Kind::Same => json!({}),
        Kind::Id => json!({ "type": "integer", "format": "int64", "minimum": 1 }),
        Kind::Integer => integer(),
        Kind::Text => text(),
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Flag => flag(),
        Kind::OneOf(values) => one_of(values),
        Kind::Json(shape) => of_shape(shape),
    }
}

fn of_shape(shape: &Shape) -> Value {
    match shape {
        Shape::Any => json!({}),
        Shape::Value(kind) => of_kind(*kind),
        Shape::Map(values) => json!({ "type": "object", "additionalProperties": of_shape(values) }),
        Shape::List(items) => list(&of_shape(items)),
    }
}
