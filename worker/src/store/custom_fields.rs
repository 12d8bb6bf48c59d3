//! Fields that an account adds to its users and organizations, and how the values of a record are shown and stored.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use usher_shared::custom_field::{Changes, Choice, FieldChanges, Kind, New, Object};
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::assignments::Assignments;
use super::conflict::Conflict;
use super::custom_field_options::{self, OF_FIELD};
use super::database::{Refused, Statement};
use super::json_object::{Key, flag, id, integer, object, one_of, same, text, time};
use super::listing::Listing;
use super::{account, audit, idempotency};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// SQL of the values of a record (a literal: its object, and the column that has them, by the field's id): all active fields in
/// their order, null where there is no value. Where an account has no fields, that is asked once a statement, not once a row.
macro_rules! values {
    ($object:literal, $column:literal) => {
        concat!(
            "iif(EXISTS (SELECT 1 FROM custom_fields f WHERE f.object = '",
            $object,
            "' AND f.active = 1), (SELECT json_group_object(f.key, json(coalesce(",
            $column,
            " -> ('$.\"' || f.id || '\"'), 'null')) ORDER BY f.position, f.id) FROM custom_fields f WHERE f.object = '",
            $object,
            "' AND f.active = 1), '{}')"
        )
    };
}
pub(super) use values;

/// The keys in the order of the recorded answers. `f` is the row, `?1` the base of links.
pub const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/' || f.object || '_fields/' || f.id || '.json'")),
    ("id", id("f.id")),
    ("type", one_of(Kind::CODES, "f.type")),
    ("key", text("f.key")),
    ("title", text("f.title")),
    ("description", text("coalesce(f.description, '')")),
    ("raw_title", text("f.title")),
    ("raw_description", text("coalesce(f.description, '')")),
    ("position", integer("f.position")),
    ("active", flag("f.active")),
    ("system", same("false")),
    ("regexp_for_validation", text("f.regexp_for_validation").or_null()),
    ("created_at", time("f.created_at")),
    ("updated_at", time("f.updated_at")),
];

/// And those that only some types have.
static JSON: LazyLock<String> = LazyLock::new(|| {
    let common = object(KEYS);
    format!(
        "json(CASE f.type WHEN '{}' THEN json_insert({common}, '$.tag', f.tag)
            WHEN '{}' THEN json_insert({common}, '$.relationship_target_type', f.relationship_target_type, '$.relationship_filter', NULL)
            WHEN '{}' THEN {with_options} WHEN '{}' THEN {with_options} ELSE {common} END)",
        Kind::Checkbox.code(),
        Kind::Lookup.code(),
        Kind::Dropdown.code(),
        Kind::Multiselect.code(),
        with_options = format!("json_insert({common}, '$.custom_field_options', json({OF_FIELD}))")
    )
});

/// `{"user_field": …}` of the field `?2`.
static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT json_object(f.object || '_field', {}) AS json FROM custom_fields f WHERE f.id = ?2", *JSON));

/// What [`account`] keeps of the fields that are active: a JSON array of `Definition`s, in their order.
pub static ACTIVE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "(SELECT json_group_array(json_object('id', f.id, 'object', f.object, 'tag', f.tag, 'target', f.relationship_target_type, 'key', f.key, 'type', f.type, 'title', f.title,
              'description', coalesce(f.description, ''), 'regexp', f.regexp_for_validation, 'options', json({OF_FIELD})
          ) ORDER BY f.position, f.id) FROM custom_fields f WHERE f.object IN ('user', 'organization') AND f.active = 1)"
    )
});

pub const SORTS: &[(&str, &str)] = &[("position", "f.position"), ("id", "f.id"), ("created_at", "f.id"), ("updated_at", "f.updated_at")];

pub fn all(object: Object) -> Listing {
    Listing::new("custom_fields f", "f.id", &**JSON).filter("f.object = ?", [json!(object)])
}

pub fn with_keys(object: Object, keys: &[&str]) -> Listing {
    all(object).filter("f.key COLLATE NOCASE IN (SELECT value FROM json_each(?))", [json!(json!(keys).to_string())])
}

/// A row with the field's type if there is such a field.
pub fn select_type(object: Object, id: Id) -> Statement {
    Statement::new("SELECT type FROM custom_fields WHERE id = ?1 AND object = ?2").bind(id).bind(object)
}

pub async fn find(call: &Call, object: Object, id: Id) -> Result<Option<JsValue>, Failure> {
    let select = Statement::composed(format!("{} AND f.object = ?3", *SELECT_ONE)).bind(&call.base).bind(id).bind(object);
    Ok(call.db()?.rows(select).await?.first("json"))
}

/// The type of a field.
pub async fn kind_of(call: &Call, object: Object, id: Id) -> Result<Option<Kind>, Failure> {
    Ok(call.db()?.rows(select_type(object, id)).await?.text("type").and_then(|code| Kind::from_code(&code)))
}

/// Adds a field, in one batch. Answers the id and the body.
pub async fn insert(
    call: &Call,
    object: Object,
    new: &New,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(Id, JsValue), Conflict>, Failure> {
    let id = runtime::new_id();
    let now = runtime::now();
    let insert = Statement::new(
        "INSERT INTO custom_fields (id, object, key, type, title, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )
    .bind(id)
    .bind(object)
    .bind(new.key.as_str())
    .bind(new.kind)
    .bind(new.title.as_str())
    .bind(&now);
    let mut batch = vec![insert];
    batch.extend(write(id, &new.changes, &now));
    batch.push(audit::entry(call, &now, &action(object, "created"), Some(id), &json!({ "key": new.key.as_str() })));
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember(call, idempotency, &location(call, object, id), &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    let answered = call.db()?.batch(batch).await?;
    account::forget();
    Ok(answered.map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or_default())).map_err(|refused| conflict(&refused)))
}

/// Changes a field, in one batch. Answers the body; nothing if there is none of this id.
pub async fn update(call: &Call, object: Object, id: Id, changes: &Changes) -> Result<Result<Option<JsValue>, Conflict>, Failure> {
    let now = runtime::now();
    let audit = audit::entry(call, &now, &action(object, "updated"), Some(id), &given(changes));
    let mut batch = write(id, changes, &now);
    batch.push(audit::only_if(audit, "EXISTS (SELECT 1 FROM custom_fields WHERE id = ?5)"));
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    let answered = call.db()?.batch(batch).await?;
    account::forget();
    Ok(answered.map(|rows| rows.last().and_then(|rows| rows.first("json"))).map_err(|refused| conflict(&refused)))
}

/// Deletes a field. The values that records have of it stay where they are, under an id that no field has any more: nobody is
/// shown them, and no later field of this key begins with them. Whether there was one.
pub async fn delete(call: &Call, object: Object, id: Id) -> Result<bool, Failure> {
    let now = runtime::now();
    let audit = audit::entry(call, &now, &action(object, "deleted"), Some(id), &json!({ "object": object }));
    let batch = vec![
        audit::only_if(audit, "EXISTS (SELECT 1 FROM custom_fields WHERE id = ?5 AND object = ?7 ->> 'object')"),
        Statement::new("DELETE FROM custom_fields WHERE id = ?1 AND object = ?2 RETURNING id").bind(id).bind(object),
    ];
    let answered = call.db()?.read(batch).await?;
    account::forget();
    Ok(answered.last().is_some_and(|rows| rows.len() > 0))
}

/// Puts the fields in this order, before those that it does not name.
pub async fn reorder(call: &Call, object: Object, ids: &[Id]) -> Result<(), Failure> {
    let now = runtime::now();
    let detail = json!({ "ids": ids });
    let update = Statement::new(
        "UPDATE custom_fields SET position = d.key, updated_at = ?3 FROM json_each(?1) d
         WHERE custom_fields.id = d.value AND custom_fields.object = ?2",
    );
    let update = update.bind(json!(ids).to_string()).bind(object).bind(&now);
    call.db()?.read(vec![update, audit::entry(call, &now, &action(object, "reordered"), None, &detail)]).await?;
    account::forget();
    Ok(())
}

/// Where a field is found.
pub fn location(call: &Call, object: Object, id: Id) -> String {
    format!("{}/api/v2/{}/{id}.json", call.base, object.fields_key())
}

/// As the audit log calls what is done.
fn action(object: Object, done: &str) -> String {
    format!("{}.{done}", object.field_key())
}

fn write(id: Id, changes: &Changes, now: &str) -> Vec<Statement> {
    let Changes { title, description, active, position, regexp, tag, options, target } = changes;
    let mut set = Assignments::new(id, now);
    if let Some(title) = title {
        set.add("title", title.as_str());
    }
    set.change("description", description, |text| text.as_str().to_owned());
    if let Some(active) = active {
        set.add("active", i32::from(*active));
    }
    if let Some(position) = position {
        set.add("position", position);
    }
    if let Some(regexp) = regexp {
        set.add("regexp_for_validation", regexp);
    }
    set.change("tag", tag, |tag| tag.as_str().to_owned());
    if let Some(target) = target {
        set.add("relationship_target_type", target);
    }
    let mut statements = vec![set.update("custom_fields")];
    statements.extend(options.iter().flat_map(|options: &Vec<Choice>| custom_field_options::replace(id, options)));
    statements
}

/// What the audit log says of a change: which keys, not what is in them.
fn given(changes: &Changes) -> Value {
    let Changes { title, description, active, position, regexp, tag, options, target } = changes;
    let given = [
        ("title", title.is_some()),
        ("description", description.is_some()),
        ("active", active.is_some()),
        ("position", position.is_some()),
        ("regexp_for_validation", regexp.is_some()),
        ("tag", tag.is_some()),
        ("custom_field_options", options.is_some()),
        ("relationship_target_type", target.is_some()),
    ];
    json!({ "fields": given.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect::<Vec<_>>() })
}

/// What the database's refusal means.
fn conflict(refused: &Refused) -> Conflict {
    let taken = [("custom_fields.object, custom_fields.key", "key"), (custom_field_options::BY_VALUE, "custom_field_options")];
    Conflict::of(refused, None, &taken)
}

/// SQL of one side of a row `e` of the log of events, with values by their fields' keys. Of fields that are gone nothing is told.
pub fn logged(side: &str) -> String {
    let path = "'$.' || e.kind || '_fields'";
    // A text, as the column is one: what is put together is no JSON to SQLite any more.
    let named = format!(
        "(SELECT json_group_object(f.key, ({side} ->> ({path})) -> ('$.\"' || f.id || '\"')) || ''
          FROM json_each({side} ->> ({path})) v CROSS JOIN custom_fields f ON f.id = CAST(v.key AS INTEGER))"
    );
    format!("iif(json_type({side}, {path}) = 'text', json_set({side}, {path}, {named}), {side})")
}

/// Changes the values of a record where they are, and its tags with them: of two changes at once neither takes the other's back.
/// `tags`: all that the record is to have besides, as JSON, where that changes too.
pub fn assign(set: &mut Assignments, column: &str, changes: &FieldChanges, tags: Option<String>) {
    if !changes.is_empty() {
        // A merge patch (RFC 7396): null takes a key away.
        let patch: Map<_, _> = changes.values.iter().map(|(id, value)| (id.to_string(), json!(value))).collect();
        let patch = set.value(Value::Object(patch).to_string());
        set.add_sql(column, &format!("json_patch({column}, {patch})"));
    }
    let tags = tags.map(|tags| set.value(tags));
    if changes.removed_tags.is_empty() {
        if let Some(tags) = tags {
            set.add_sql("tags", &tags);
        }
        return;
    }
    let (removed, added) = (set.value(json!(changes.removed_tags).to_string()), set.value(json!(changes.added_tags).to_string()));
    let tags = tags.as_deref().unwrap_or("tags");
    set.add_sql(
        "tags",
        &format!(
            "(SELECT json_group_array(value ORDER BY value) FROM (SELECT value FROM json_each({tags}) EXCEPT SELECT value FROM json_each({removed})
              UNION SELECT value FROM json_each({added})))"
        ),
    );
}
