//! The keys that portals sign embed tokens with.

use std::sync::LazyLock;

use usher_shared::value::{Id, KeyName};
use wasm_bindgen::JsValue;

use super::database::{Refused, Statement};
use super::json_object::{Key, TEXTS, at, id, json, object, text, time};
use super::{account, audit, idempotency};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// `last_used_at` is filled in from what is kept elsewhere.
pub const KEYS: &[Key] = &[
    ("id", id("k.id")),
    ("name", text("k.name")),
    ("origins", json(&TEXTS, "json(k.origins)")),
    ("created_at", time("k.created_at")),
    ("last_used_at", time("NULL").or_null()),
    ("revoked_at", time("k.revoked_at").or_null()),
];

/// `?1` is the base of links, which keys have none of; it is named so that every such statement takes the same values.
static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} AS json FROM embed_keys k WHERE k.id = ?2 AND ?1 IS NOT NULL", at("embed_key", &object(KEYS))));

/// Answers the id, and the body without the secret.
pub async fn insert(
    call: &Call,
    name: &KeyName,
    origins: &[String],
    idempotency: Option<&Idempotency>,
) -> Result<Result<(Id, JsValue), Refused>, Failure> {
    let id = runtime::new_id();
    let now = runtime::now();
    let insert = Statement::new("INSERT INTO embed_keys (id, name, origins, created_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(id)
        .bind(name.as_str())
        .bind(serde_json::json!(origins).to_string())
        .bind(call.actor().id)
        .bind(&now);
    let mut batch = vec![insert, audit::entry(call, &now, "embed_key.created", Some(id), &serde_json::json!({ "origins": origins }))];
    if let Some(idempotency) = idempotency {
        let location = format!("{}/api/v1/embed_keys/{id}", call.base);
        batch.extend(idempotency::remember(call, idempotency, &location, &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    let rows = call.db()?.batch(batch).await?;
    account::forget();
    Ok(rows.map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or(JsValue::NULL))))
}

/// `{"embed_keys": […]}`, the newest first, the revoked ones too.
pub async fn list(call: &Call) -> Result<JsValue, Failure> {
    let select = format!(
        "SELECT json_object('embed_keys', json_group_array(json(j))) AS json FROM (SELECT {} AS j FROM embed_keys k ORDER BY k.id DESC)",
        object(KEYS)
    );
    Ok(call.db()?.rows(Statement::composed(select)).await?.first("json").unwrap_or(JsValue::NULL))
}

/// Revokes a key, if there is one that is not revoked yet, and answers its record.
pub async fn revoke(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    let now = runtime::now();
    let revoke = Statement::new("UPDATE embed_keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL").bind(id).bind(&now);
    let select = Statement::new(&SELECT_ONE).bind(&call.base).bind(id);
    // Before the key is revoked, and only if it is not yet.
    let audit = audit::entry(call, &now, "embed_key.revoked", Some(id), &serde_json::json!({}));
    let audit = audit::only_if(audit, "EXISTS (SELECT 1 FROM embed_keys WHERE id = ?5 AND revoked_at IS NULL)");
    let rows = call.db()?.read(vec![audit, revoke, select]).await?;
    account::forget();
    Ok(rows.last().and_then(|rows| rows.first("json")))
}
