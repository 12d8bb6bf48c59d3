//! The choices of the lists that an account has defined.

use std::sync::LazyLock;

use serde_json::json;
use usher_shared::custom_field::{Choice, Object};
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::conflict::Conflict;
use super::database::{Rows, Statement};
use super::json_object::{Key, at, id, integer, object, text};
use super::listing::Listing;
use super::{account, audit, idempotency};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// The index that refuses a second option of one value.
pub const BY_VALUE: &str = "custom_field_options.field_id, custom_field_options.value";

/// The options of the field `f` as a field shows them, a JSON array.
pub const OF_FIELD: &str = "(SELECT json_group_array(json_object('id', p.id, 'name', p.name, 'raw_name', p.name, 'value', p.value)
    ORDER BY p.position, p.id) FROM custom_field_options p WHERE p.field_id = f.id)";

/// The documented keys; none was recorded. `p` is the row, `?1` the base of links.
pub const KEYS: &[Key] = &[
    ("id", id("p.id")),
    ("name", text("p.name")),
    ("raw_name", text("p.name")),
    ("position", integer("p.position")),
    ("value", text("p.value")),
    ("url", text("?1 || '/api/v2/user_fields/' || p.field_id || '/options/' || p.id || '.json'")),
];

static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

/// `{"custom_field_option": …}` of the option `?2`.
static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} AS json FROM custom_field_options p WHERE p.id = ?2", at("custom_field_option", &JSON)));

pub const SORTS: &[(&str, &str)] = &[("position", "p.position"), ("id", "p.id")];

/// What may have options: the fields that are lists.
const LISTS: &str = "type IN ('dropdown', 'multiselect')";

pub fn of_field(field: Id) -> Listing {
    Listing::new("custom_field_options p", "p.id", &**JSON).filter("p.field_id = ?", [json!(field)])
}

pub async fn find(call: &Call, field: Id, id: Id) -> Result<Option<JsValue>, Failure> {
    let select = Statement::composed(format!("{} AND p.field_id = ?3", *SELECT_ONE)).bind(&call.base).bind(id).bind(field);
    Ok(call.db()?.rows(select).await?.first("json"))
}

/// The statements that give a field these options instead of its own. One that is named by its id, or has the value of one that
/// there was, stays the one that it is.
pub fn replace(field: Id, options: &[Choice]) -> [Statement; 3] {
    let row = |(at, option): (usize, &Choice)| json!({ "id": option.id, "new_id": runtime::new_id(), "name": option.name.as_str(), "value": option.value.as_str(), "at": at });
    let rows = json!(options.iter().enumerate().map(row).collect::<Vec<_>>()).to_string();
    let with_rows = |sql| Statement::new(sql).bind(field).bind(rows.clone());
    [
        with_rows(
            "DELETE FROM custom_field_options WHERE field_id = ?1
               AND id NOT IN (SELECT d.value ->> 'id' FROM json_each(?2) d WHERE d.value ->> 'id' IS NOT NULL)
               AND value NOT IN (SELECT d.value ->> 'value' FROM json_each(?2) d WHERE d.value ->> 'id' IS NULL)",
        ),
        // Values may change places: for a moment each is its own id, which no tag of another is.
        with_rows(
            "UPDATE custom_field_options SET value = char(1) || id
             WHERE field_id = ?1 AND id IN (SELECT d.value ->> 'id' FROM json_each(?2) d)",
        ),
        with_rows(
            "INSERT INTO custom_field_options (id, field_id, name, value, position)
             SELECT coalesce((SELECT p.id FROM custom_field_options p WHERE p.field_id = ?1 AND p.id = d.value ->> 'id'), d.value ->> 'new_id'),
                 ?1, d.value ->> 'name', d.value ->> 'value', d.value ->> 'at' FROM json_each(?2) d WHERE TRUE
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, value = excluded.value, position = excluded.position
             ON CONFLICT (field_id, value) DO UPDATE SET name = excluded.name, position = excluded.position",
        ),
    ]
}

/// Adds an option at the end, or where it says, in one batch. Answers the id and the body; an id without a body where there is no
/// list of this id.
pub async fn insert(
    call: &Call,
    field: Id,
    choice: &Choice,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(Id, Option<JsValue>), Conflict>, Failure> {
    let id = runtime::new_id();
    let insert = Statement::composed(format!(
        "INSERT INTO custom_field_options (id, field_id, name, value, position)
         SELECT ?1, ?2, ?3, ?4, coalesce(?5, (SELECT max(p.position) + 1 FROM custom_field_options p WHERE p.field_id = ?2), 0)
         FROM custom_fields WHERE id = ?2 AND object = ?6 AND {LISTS}"
    ));
    let insert = insert.bind(id).bind(field).bind(choice.name.as_str()).bind(choice.value.as_str()).bind(choice.position);
    let remember = idempotency.map(|idempotency| idempotency::remember(call, idempotency, &location(call, field, id), &SELECT_ONE, id));
    write(call, field, id, insert.bind(Object::User), "user_field_option.created", remember).await
}

/// Changes an option, in one batch. Answers the body; nothing where the field has none of this id.
pub async fn update(
    call: &Call,
    field: Id,
    id: Id,
    choice: &Choice,
    idempotency: Option<&Idempotency>,
) -> Result<Result<Option<JsValue>, Conflict>, Failure> {
    let update = Statement::new(
        "UPDATE custom_field_options SET name = ?3, value = ?4, position = coalesce(?5, position) WHERE id = ?1 AND field_id = ?2
           AND EXISTS (SELECT 1 FROM custom_fields f WHERE f.id = ?2 AND f.object = ?6)",
    );
    let update = update.bind(id).bind(field).bind(choice.name.as_str()).bind(choice.value.as_str()).bind(choice.position);
    let remember = idempotency.map(|idempotency| idempotency::remember_ok(call, idempotency, &SELECT_ONE, id));
    let written = write(call, field, id, update.bind(Object::User), "user_field_option.updated", remember).await?;
    Ok(written.map(|(_, body)| body))
}

async fn write(
    call: &Call,
    field: Id,
    id: Id,
    statement: Statement,
    action: &str,
    remember: Option<[Statement; 2]>,
) -> Result<Result<(Id, Option<JsValue>), Conflict>, Failure> {
    let now = runtime::now();
    let audit = audit::entry(call, &now, action, Some(id), &json!({ "field": field }));
    let mut batch =
        vec![statement, audit::only_if(audit, "EXISTS (SELECT 1 FROM custom_field_options WHERE id = ?5 AND field_id = ?7 ->> 'field')")];
    batch.extend(remember.into_iter().flatten());
    batch.push(Statement::composed(format!("{} AND p.field_id = ?3", *SELECT_ONE)).bind(&call.base).bind(id).bind(field));
    let answered = call.db()?.batch(batch).await?;
    account::forget();
    let body = |rows: Vec<Rows>| (id, rows.last().and_then(|rows| rows.first("json")));
    Ok(answered.map(body).map_err(|refused| Conflict::of(&refused, None, &[(BY_VALUE, "value")])))
}

/// Deletes an option; records keep what they have of it. Whether there was one.
pub async fn delete(call: &Call, field: Id, id: Id) -> Result<bool, Failure> {
    let now = runtime::now();
    let audit = audit::entry(call, &now, "user_field_option.deleted", Some(id), &json!({ "field": field }));
    let batch = vec![
        audit::only_if(audit, "EXISTS (SELECT 1 FROM custom_field_options WHERE id = ?5 AND field_id = ?7 ->> 'field')"),
        Statement::new(
            "DELETE FROM custom_field_options WHERE id = ?1 AND field_id = ?2
               AND EXISTS (SELECT 1 FROM custom_fields f WHERE f.id = ?2 AND f.object = ?3) RETURNING id",
        )
        .bind(id)
        .bind(field)
        .bind(Object::User),
    ];
    let answered = call.db()?.read(batch).await?;
    account::forget();
    Ok(answered.last().is_some_and(|rows| rows.len() > 0))
}

/// Where an option is found.
pub fn location(call: &Call, field: Id, id: Id) -> String {
    format!("{}/api/v2/user_fields/{field}/options/{id}.json", call.base)
}
