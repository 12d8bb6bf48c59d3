//! Groups of agents.

use std::sync::LazyLock;

use serde_json::{Value, json};
use usher_shared::group::{Changes, New};
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::assignments::Assignments;
use super::conflict::Conflict;
use super::database::{Refused, Statement};
use super::json_object::{Key, at, flag, id, object, text, time};
use super::listing::Listing;
use super::sideloads::Named;
use super::{audit, idempotency};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// The keys in the order in which Zendesk shows them. `g` is the row, `?1` the base of links.
pub const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/groups/' || g.id || '.json'")),
    ("id", id("g.id")),
    ("is_public", flag("g.is_public")),
    ("name", text("g.name")),
    ("description", text("g.description")),
    ("default", flag("g.is_default")),
    ("deleted", flag("g.deleted")),
    ("created_at", time("g.created_at")),
    ("updated_at", time("g.updated_at")),
];

static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

/// `{"group": …}` of the group `?2`.
static SELECT_ONE: LazyLock<String> = LazyLock::new(|| format!("SELECT {} AS json FROM groups g WHERE g.id = ?2", at("group", &JSON)));

/// The account's default group.
pub const DEFAULT: &str = "(SELECT id FROM groups WHERE is_default = 1)";

pub const SORTS: &[(&str, &str)] =
    &[("id", "g.id"), ("created_at", "g.id"), ("name", "g.name_normal_form"), ("updated_at", "g.updated_at")];

/// Those that are not deleted.
pub fn all() -> Listing {
    Listing::new("groups g", "g.id", &*JSON).filter("g.deleted = 0 AND g.id > 0", [])
}

pub fn of_user(user: Id) -> Listing {
    all().filter("g.id IN (SELECT group_id FROM group_memberships WHERE user_id = ?)", [json!(user)])
}

/// The agents who work in them.
pub const BESIDE: &[(Named, &str)] = &[(Named::Users, "SELECT x.user_id FROM group_memberships x WHERE x.group_id IN ({ids})")];

/// SQL of the groups at the side of a list, for the ids that this selects.
pub fn beside(ids: &str) -> String {
    format!("SELECT group_concat(json) AS json FROM (SELECT {} AS json FROM groups g WHERE g.id IN ({ids}) ORDER BY g.id)", *JSON)
}

/// A row if there is such a group.
pub fn select_id(id: Id) -> Statement {
    Statement::new("SELECT id FROM groups WHERE id = ?1").bind(id)
}

/// A deleted group too: tickets name it.
pub async fn find(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    Ok(call.db()?.rows(Statement::new(&SELECT_ONE).bind(&call.base).bind(id)).await?.first("json"))
}

/// Whether one of these is no group that somebody could be in, as `unknown`.
pub fn select_unknown(ids: &[Id]) -> Statement {
    Statement::new(
        "SELECT EXISTS (SELECT 1 FROM json_each(?1) d
         WHERE NOT EXISTS (SELECT 1 FROM groups g WHERE g.id = d.value AND g.deleted = 0)) AS unknown",
    )
    .bind(json!(ids).to_string())
}

/// Adds a group, in one batch. Answers the id and the body.
pub async fn insert(call: &Call, new: &New, idempotency: Option<&Idempotency>) -> Result<Result<(Id, JsValue), Conflict>, Failure> {
    let id = runtime::new_id();
    let now = runtime::now();
    let insert = Statement::new("INSERT INTO groups (id, name, name_normal_form, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)")
        .bind(id)
        .bind(new.name.as_str())
        .bind(new.name.normal_form())
        .bind(&now);
    let mut batch = vec![insert, write(id, &new.changes, &now)];
    batch.push(audit::entry(call, &now, "group.created", Some(id), &given(&new.changes)));
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember(call, idempotency, &location(call, id), &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    let answered = call.db()?.batch(batch).await?;
    Ok(answered.map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or_default())).map_err(|refused| conflict(&refused)))
}

/// Changes a group, in one batch. Answers the body; nothing if there is none of this id, or only a deleted one.
pub async fn update(call: &Call, id: Id, changes: &Changes) -> Result<Result<Option<JsValue>, Conflict>, Failure> {
    let now = runtime::now();
    let audit = audit::entry(call, &now, "group.updated", Some(id), &given(changes));
    let select = format!("{} AND g.deleted = 0", *SELECT_ONE);
    let batch = vec![
        write(id, changes, &now),
        audit::only_if(audit, "EXISTS (SELECT 1 FROM groups WHERE id = ?5 AND deleted = 0)"),
        Statement::composed(select).bind(&call.base).bind(id),
    ];
    let answered = call.db()?.batch(batch).await?;
    Ok(answered.map(|rows| rows.last().and_then(|rows| rows.first("json"))).map_err(|refused| conflict(&refused)))
}

/// What became of a group that was to be deleted.
pub enum Deleted {
    Done,
    /// The default group stays: new agents are in it.
    IsDefault,
    NotThere,
}

/// Deletes a group; the row stays for what names it, its agents and organizations lose it.
pub async fn delete(call: &Call, id: Id) -> Result<Deleted, Failure> {
    let now = runtime::now();
    let goes = |place| format!("EXISTS (SELECT 1 FROM groups WHERE id = ?{place} AND deleted = 0 AND is_default = 0)");
    let by_id = |sql: &str| Statement::composed(format!("{sql} AND {}", goes(1))).bind(id);
    let batch = vec![
        Statement::new("SELECT is_default FROM groups WHERE id = ?1 AND deleted = 0").bind(id),
        audit::only_if(audit::entry(call, &now, "group.deleted", Some(id), &json!({})), &goes(5)),
        by_id("DELETE FROM group_memberships WHERE group_id = ?1"),
        by_id("UPDATE organizations SET group_id = NULL WHERE group_id = ?1"),
        Statement::new("UPDATE groups SET deleted = 1, updated_at = ?2 WHERE id = ?1 AND deleted = 0 AND is_default = 0")
            .bind(id)
            .bind(now),
    ];
    let answered = call.db()?.read(batch).await?;
    Ok(match answered[0].integer("is_default") {
        None => Deleted::NotThere,
        Some(0) => Deleted::Done,
        Some(_) => Deleted::IsDefault,
    })
}

/// Where a group is found.
pub fn location(call: &Call, id: Id) -> String {
    format!("{}/api/v2/groups/{id}.json", call.base)
}

/// A private group stays private: what is in it was written for its members (Zendesk, Groups API).
fn write(id: Id, changes: &Changes, now: &str) -> Statement {
    let Changes { name, description, is_public } = changes;
    let mut set = Assignments::new(id, now);
    if let Some(name) = name {
        set.add("name", name.as_str());
        set.add("name_normal_form", name.normal_form());
    }
    if let Some(description) = description {
        set.add("description", description.as_ref().map_or("", |text| text.as_str()));
    }
    if let Some(public) = is_public {
        let public = set.value(i32::from(*public));
        set.add_sql("is_public", &format!("is_public AND {public}"));
    }
    set.update("groups")
}

/// What the audit log says of a change: which keys, not what is in them.
fn given(changes: &Changes) -> Value {
    let Changes { name, description, is_public } = changes;
    let given = [("name", name.is_some()), ("description", description.is_some()), ("is_public", is_public.is_some())];
    json!({ "fields": given.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect::<Vec<_>>() })
}

/// What the database's refusal means.
fn conflict(refused: &Refused) -> Conflict {
    Conflict::of(refused, None, &[("groups.name_normal_form", "name")])
}
