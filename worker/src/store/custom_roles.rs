//! Roles that an account has defined for its agents.

use std::sync::LazyLock;

use usher_shared::policy::Configuration;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::database::Statement;
use super::json_object::{FIELDS, Key, at, id, integer, json, object, same, text, time};
use super::listing::Listing;
use crate::call::Call;
use crate::failure::Failure;

/// The keys of Zendesk's answers; `role_type` is that of every custom role. `c` is the row.
pub const KEYS: &[Key] = &[
    ("id", id("c.id")),
    ("name", text("c.name")),
    ("description", text("c.description").or_null()),
    ("role_type", same("0")),
    ("created_at", time("c.created_at")),
    ("updated_at", time("c.updated_at")),
    ("configuration", json(&FIELDS, "json(c.configuration)")),
    ("team_member_count", integer("(SELECT count(*) FROM users u WHERE u.custom_role_id = c.id AND u.active = 1)")),
];

static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} AS json FROM custom_roles c WHERE c.id = ?1", at("custom_role", &JSON)));

pub const SORTS: &[(&str, &str)] = &[("id", "c.id"), ("name", "c.name_normal_form")];

pub fn all() -> Listing {
    Listing::new("custom_roles c", "c.id", &*JSON).filter("c.id > 0", [])
}

/// SQL of the roles at the side of a list, for the ids that this selects.
pub fn beside(ids: &str) -> String {
    format!("SELECT group_concat(json) AS json FROM (SELECT {} AS json FROM custom_roles c WHERE c.id IN ({ids}) ORDER BY c.id)", *JSON)
}

pub async fn find(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    Ok(call.db()?.rows(Statement::new(&SELECT_ONE).bind(id)).await?.first("json"))
}

/// What the account says of a role. One that nothing can read gives the least.
pub async fn configuration(call: &Call, id: Id) -> Result<Option<Configuration>, Failure> {
    let rows = call.db()?.rows(Statement::new("SELECT configuration FROM custom_roles WHERE id = ?1").bind(id)).await?;
    Ok(rows.text("configuration").map(|json| serde_json::from_str(&json).unwrap_or_default()))
}
