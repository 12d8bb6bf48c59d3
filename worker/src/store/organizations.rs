//! Organizations, and the domains whose addresses belong to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};
use usher_shared::custom_field::Object;
use usher_shared::organization::{Changes, New};
use usher_shared::value::{DomainName, ExternalId, Id, OrganizationName};
use wasm_bindgen::JsValue;

use super::assignments::Assignments;
use super::conflict::Conflict;
use super::custom_fields::values;
use super::database::{Refused, Statement};
use super::json_object::{FIELDS, Key, TEXTS, at, flag, id, integer, json, object, text, time};
use super::listing::{Listing, MOST_COUNTED};
use super::{audit, custom_fields, idempotency, lookups, organization_memberships, tickets};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// The id of the organization whose normal form is `?4`.
pub const ID_BY_NAME: &str = "(SELECT id FROM organizations WHERE name_normal_form = ?4)";

/// The keys in the order of the recorded answers. `o` is the row, `?1` the base of links.
pub const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/organizations/' || o.id || '.json'")),
    ("id", id("o.id")),
    ("name", text("o.name")),
    ("shared_tickets", flag("o.shared_tickets")),
    ("shared_comments", flag("o.shared_comments")),
    ("external_id", text("o.external_id").or_null()),
    ("created_at", time("o.created_at")),
    ("updated_at", time("o.updated_at")),
    (
        "domain_names",
        json(&TEXTS, "(SELECT json_group_array(d.domain ORDER BY d.position) FROM organization_domains d WHERE d.organization_id = o.id)"),
    ),
    ("details", text("o.details").or_null()),
    ("notes", text("o.notes").or_null()),
    ("group_id", id("o.group_id").or_null()),
    ("tags", json(&TEXTS, "json(o.tags)")),
    ("organization_fields", json(&FIELDS, concat!("json(", values!("organization", "o.organization_fields"), ")"))),
];

pub static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

/// `{"organization": …}` of the organization `?2`.
static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} AS json FROM organizations o WHERE o.id = ?2", at("organization", &JSON)));

pub const SORTS: &[(&str, &str)] =
    &[("id", "o.id"), ("created_at", "o.id"), ("name", "o.name_normal_form"), ("updated_at", "o.updated_at")];

fn some() -> Listing {
    Listing::new("organizations o", "o.id", &*JSON)
}

pub fn all() -> Listing {
    // A search from the first id on, where SQLite would call it a scan.
    some().filter("o.id > 0", []).counted_by("SELECT value FROM counts WHERE name = 'organizations'")
}

pub fn with_ids(ids: &[Id]) -> Listing {
    some().among("o.id", &ids)
}

pub fn with_external_ids(ids: &[ExternalId]) -> Listing {
    let normal_forms: Vec<_> = ids.iter().map(ExternalId::normal_form).collect();
    some().among("o.external_id_normal_form", &normal_forms)
}

pub fn named(name: &OrganizationName) -> Listing {
    some().filter("o.name_normal_form = ?", [json!(name.normal_form())])
}

/// Those whose names begin so.
pub fn with_prefix(prefix: &OrganizationName) -> Listing {
    let prefix = prefix.normal_form();
    some().filter("o.name_normal_form >= ? AND o.name_normal_form < ? || char(1114111)", [json!(prefix), json!(prefix)])
}

pub fn of_user(user: Id) -> Listing {
    some().filter("o.id IN (SELECT organization_id FROM organization_memberships WHERE user_id = ?)", [json!(user)])
}

/// SQL of the organizations at the side of a list, for the ids that this selects.
pub fn beside(ids: &str) -> String {
    format!("SELECT group_concat(json) AS json FROM (SELECT {} AS json FROM organizations o WHERE o.id IN ({ids}) ORDER BY o.id)", *JSON)
}

/// A row if there is such an organization.
pub fn select_id(id: Id) -> Statement {
    Statement::new("SELECT id FROM organizations WHERE id = ?1").bind(id)
}

pub async fn find(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    Ok(call.db()?.rows(Statement::new(&SELECT_ONE).bind(&call.base).bind(id)).await?.first("json"))
}

/// The id of the organization with this id of another system.
pub async fn id_of(call: &Call, external_id: &ExternalId) -> Result<Option<Id>, Failure> {
    let select = Statement::new("SELECT id FROM organizations WHERE external_id_normal_form = ?1").bind(external_id.normal_form());
    Ok(call.db()?.rows(select).await?.integer("id").and_then(|id| Id::from_number(id).ok()))
}

/// What of several organizations there is already: ids, and normal forms of names and of external ids with whose they are.
#[derive(Deserialize)]
pub struct Found {
    pub ids: BTreeSet<Id>,
    pub names: BTreeMap<String, Id>,
    pub external_ids: BTreeMap<String, Id>,
}

impl Found {
    pub fn has(&self, id: Id) -> bool {
        self.ids.contains(&id) || self.external_ids.values().any(|known| *known == id)
    }
}

/// Looks for all of it at once.
pub async fn seek(call: &Call, ids: &[Id], names: &[String], external_ids: &[String]) -> Result<Found, Failure> {
    let select = Statement::new(
        "SELECT json_object('ids', (SELECT json_group_array(o.id) FROM json_each(?1) s CROSS JOIN organizations o ON o.id = s.value),
            'names', (SELECT json_group_object(s.value, o.id) FROM json_each(?2) s
                CROSS JOIN organizations o ON o.name_normal_form = s.value),
            'external_ids', (SELECT json_group_object(s.value, o.id) FROM json_each(?3) s
                CROSS JOIN organizations o ON o.external_id_normal_form = s.value)) AS found",
    );
    let select = select.bind(json!(ids).to_string()).bind(json!(names).to_string()).bind(json!(external_ids).to_string());
    let rows = call.db()?.rows(select).await?;
    serde_json::from_str(&rows.long_text("found")).map_err(|error| Failure::Fault(error.to_string()))
}

/// `{tickets}` is SQL of a number, `{most}` the number up to which is counted.
pub const RELATED_KEYS: &[Key] = &[
    ("tickets_count", integer("{tickets}")),
    (
        "users_count",
        integer("(SELECT count(*) FROM (SELECT 1 FROM organization_memberships m WHERE m.organization_id = o.id LIMIT {most}))"),
    ),
];

/// `{"organization_related": …}`.
pub async fn related(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        let related = object(RELATED_KEYS)
            .replace("{tickets}", &tickets::number(&tickets::of_organization("o.id")))
            .replace("{most}", &MOST_COUNTED.to_string());
        format!("SELECT {} AS json FROM organizations o WHERE o.id = ?1", at("organization_related", &related))
    });
    Ok(call.db()?.rows(Statement::new(&SELECT).bind(id)).await?.first("json"))
}

/// The organization, and that it was made; neither where there is one of this name.
pub fn insert_if_new(call: &Call, name: &OrganizationName, now: &str) -> [Statement; 2] {
    let id = runtime::new_id();
    let insert = Statement::new(
        "INSERT OR IGNORE INTO organizations (id, name, name_normal_form, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
    )
    .bind(id)
    .bind(name.as_str())
    .bind(name.normal_form())
    .bind(now);
    let audit = audit::entry(call, now, "organization.created", Some(id), &json!({}));
    [insert, audit::only_if(audit, "EXISTS (SELECT 1 FROM organizations WHERE id = ?5)")]
}

/// Adds an organization, in one batch. Answers the id and the body.
pub async fn insert(call: &Call, new: &New, idempotency: Option<&Idempotency>) -> Result<Result<(Id, JsValue), Conflict>, Failure> {
    let id = runtime::new_id();
    let mut batch = insertion(call, new, id, &runtime::now());
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember(call, idempotency, &location(call, id), &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    Ok(call
        .db()?
        .batch(batch)
        .await?
        .map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or_default()))
        .map_err(|refused| conflict(&refused)))
}

/// The statements that add an organization.
pub fn insertion(call: &Call, new: &New, id: Id, now: &str) -> Vec<Statement> {
    let insert =
        Statement::new("INSERT INTO organizations (id, name, name_normal_form, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)")
            .bind(id)
            .bind(new.name.as_str())
            .bind(new.name.normal_form())
            .bind(now);
    let mut statements: Vec<_> = lookups::check(Object::Organization, id, &new.changes.fields).into_iter().collect();
    statements.push(insert);
    statements.extend(write(id, &new.changes, now));
    statements.push(audit::entry(call, now, "organization.created", Some(id), &given(&new.changes)));
    statements
}

/// Changes an organization, in one batch. Answers the body; nothing if there is none of this id.
pub async fn update(
    call: &Call,
    id: Id,
    changes: &Changes,
    idempotency: Option<&Idempotency>,
) -> Result<Result<Option<JsValue>, Conflict>, Failure> {
    let mut batch = changing(call, id, changes, &runtime::now());
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_ok(call, idempotency, &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows| rows.first("json"))).map_err(|refused| conflict(&refused)))
}

/// The statements of an update.
pub fn changing(call: &Call, id: Id, changes: &Changes, now: &str) -> Vec<Statement> {
    let mut statements: Vec<_> = lookups::check(Object::Organization, id, &changes.fields).into_iter().collect();
    statements.extend(write(id, changes, now));
    let audit = audit::entry(call, now, "organization.updated", Some(id), &given(changes));
    statements.push(audit::only_if(audit, "EXISTS (SELECT 1 FROM organizations WHERE id = ?5)"));
    statements
}

/// Deletes an organization; its members lose it. Whether there was one.
pub async fn delete(call: &Call, id: Id) -> Result<bool, Failure> {
    let batch = deletion(call, id, &runtime::now());
    Ok(call.db()?.read(batch).await?.last().is_some_and(|rows| rows.len() > 0))
}

/// The statements of a deletion; the last tells whether there was one.
pub fn deletion(call: &Call, id: Id, now: &str) -> Vec<Statement> {
    let audit = audit::entry(call, now, "organization.deleted", Some(id), &json!({}));
    let by_id = |sql| Statement::new(sql).bind(id);
    vec![
        audit::only_if(audit, "EXISTS (SELECT 1 FROM organizations WHERE id = ?5)"),
        organization_memberships::touch_members(id, now),
        by_id("DELETE FROM organization_memberships WHERE organization_id = ?1"),
        by_id("DELETE FROM organizations WHERE id = ?1 RETURNING id"),
    ]
}

/// Where an organization is found.
pub fn location(call: &Call, id: Id) -> String {
    format!("{}/api/v2/organizations/{id}.json", call.base)
}

fn write(id: Id, changes: &Changes, now: &str) -> Vec<Statement> {
    let Changes { name, external_id, domain_names, details, notes, group_id, shared_tickets, shared_comments, tags, fields } = changes;
    let mut set = Assignments::new(id, now);
    if let Some(name) = name {
        set.add("name", name.as_str());
        set.add("name_normal_form", name.normal_form());
    }
    set.change("external_id", external_id, |id| id.as_str().to_owned());
    set.change("external_id_normal_form", external_id, ExternalId::normal_form);
    set.change("details", details, |text| text.as_str().to_owned());
    set.change("notes", notes, |text| text.as_str().to_owned());
    set.change("group_id", group_id, |id| *id);
    if let Some(shared) = shared_tickets {
        set.add("shared_tickets", i32::from(*shared));
    }
    if let Some(shared) = shared_comments {
        set.add("shared_comments", i32::from(*shared));
    }
    let tags = tags.as_ref().map(|tags| json!(tags).to_string());
    custom_fields::assign(&mut set, Object::Organization.fields_key(), fields, tags);
    let mut statements = vec![set.update("organizations")];
    statements.extend(domain_names.iter().flat_map(|names| replace_domains(id, names)));
    statements
}

/// Members stay when a domain goes: nobody can tell who of them is there only by it, and who lost an organization to the
/// editing of a list would not be found again. (Zendesk removes them.)
fn replace_domains(id: Id, names: &[DomainName]) -> [Statement; 2] {
    let names: Vec<_> = names.iter().map(DomainName::as_str).collect();
    [
        Statement::new("DELETE FROM organization_domains WHERE organization_id = ?1").bind(id),
        Statement::new(
            "INSERT INTO organization_domains (organization_id, domain, position)
             SELECT o.id, d.value, d.key FROM organizations o, json_each(?2) d WHERE o.id = ?1",
        )
        .bind(id)
        .bind(json!(names).to_string()),
    ]
}

/// What the audit log says of a change: which keys, not what is in them.
fn given(changes: &Changes) -> Value {
    let Changes { name, external_id, domain_names, details, notes, group_id, shared_tickets, shared_comments, tags, fields } = changes;
    let given = [
        ("name", name.is_some()),
        ("external_id", external_id.is_some()),
        ("domain_names", domain_names.is_some()),
        ("details", details.is_some()),
        ("notes", notes.is_some()),
        ("group_id", group_id.is_some()),
        ("shared_tickets", shared_tickets.is_some()),
        ("shared_comments", shared_comments.is_some()),
        ("tags", tags.is_some()),
        (Object::Organization.fields_key(), !fields.is_empty()),
    ];
    json!({ "fields": given.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect::<Vec<_>>() })
}

/// What the database's refusal means.
pub fn conflict(refused: &Refused) -> Conflict {
    let taken = [("organizations.name_normal_form", "name"), ("organizations.external_id_normal_form", "external_id")];
    Conflict::of(refused, Some("group_id"), &taken)
}
