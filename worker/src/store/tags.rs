//! Tags: those of a record, changed where they are (of two changes at once neither takes the other's back), and all that the
//! account uses, which triggers count.

use serde_json::json;
use usher_shared::value::{Id, MOST_TAGS, Tag};
use wasm_bindgen::JsValue;

use super::database::{Refused, Statement};
use super::json_object::{Key, at, integer, object, text};
use super::listing::Listing;
use super::{audit, idempotency};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// What all tags are sorted by: how often they are used, as a text that a cursor can hold, or the name.
pub const SORTS: &[(&str, &str)] = &[("popularity", "g.rank"), ("name", "g.name")];

/// A tag, and how often it is used. `g` is the row.
pub const KEYS: &[Key] = &[("name", text("g.name")), ("count", integer("g.count"))];

/// Those that a user who is not deleted, an organization or a ticket has; to be sorted by this column.
pub fn all(sort: &str) -> Listing {
    // A search from its first text on, where SQLite would call it a scan.
    Listing::new("tags g", "g.id", object(KEYS))
        .filter(&format!("{sort} > ''"), [])
        .counted_by("SELECT value FROM counts WHERE name = 'tags'")
}

/// So many are shown of those that begin with something (Zendesk, autocompletion).
const MOST_COMPLETED: u32 = 15;

/// `{"tags": […]}`: those that begin so, in the order of the alphabet.
pub async fn with_prefix(call: &Call, prefix: Option<&Tag>) -> Result<JsValue, Failure> {
    let select = Statement::new(
        "SELECT json_object('tags', json_group_array(name)) AS json
         FROM (SELECT name FROM tags WHERE name >= ?1 AND name < ?1 || char(1114111) ORDER BY name LIMIT ?2)",
    );
    let rows = call.db()?.rows(select.bind(prefix).bind(MOST_COMPLETED)).await?;
    rows.first("json").ok_or_else(|| Failure::Fault("there is a list, if an empty one".into()))
}

/// What has tags.
#[derive(Clone, Copy)]
pub enum Tagged {
    User,
    Organization,
}

impl Tagged {
    const fn table(self) -> &'static str {
        match self {
            Self::User => "users",
            Self::Organization => "organizations",
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::User => "user.updated",
            Self::Organization => "organization.updated",
        }
    }
}

/// How the tags that are sent change those that are there.
#[derive(Clone, Copy)]
pub enum Change {
    Replace,
    Add,
    Remove,
}

impl Change {
    /// SQL of the new tags; `?3` is the sent ones, as a JSON array.
    const fn tags(self) -> &'static str {
        match self {
            Self::Replace => "?3",
            Self::Add => {
                "(SELECT json_group_array(value ORDER BY value) FROM (SELECT value FROM json_each(tags) UNION SELECT value FROM json_each(?3)))"
            }
            Self::Remove => {
                "(SELECT json_group_array(value ORDER BY value) FROM (SELECT value FROM json_each(tags) EXCEPT SELECT value FROM json_each(?3)))"
            }
        }
    }
}

/// `{"tags": […]}` of a record that there is.
pub fn select(call: &Call, tagged: Tagged, id: Id) -> Statement {
    Statement::composed(select_sql(tagged)).bind(&call.base).bind(id)
}

/// `?1` is the base of links, of which there are none here, and `?2` the record.
fn select_sql(tagged: Tagged) -> String {
    format!("SELECT {} AS json FROM {} WHERE id = ?2", at("tags", "json(tags)"), tagged.table())
}

/// Fails where the record would have more tags than it may, with those that are added: how many, nobody knows before.
fn has_room(table: &str, id: Id, tags: &[Tag]) -> Statement {
    let all = format!("SELECT t.value FROM {table} r, json_each(r.tags) t WHERE r.id = ?1 UNION SELECT value FROM json_each(?2)");
    Statement::require(&format!("(SELECT count(*) FROM ({all})) <= {MOST_TAGS}")).bind(id).bind(json!(tags).to_string())
}

/// Changes the tags. Answers all of them; nothing if there is no such record. `Err`: the same request came before, or with those
/// that are added there would be too many ([`Refused::Changed`]).
pub async fn change(
    call: &Call,
    tagged: Tagged,
    id: Id,
    change: Change,
    tags: &[Tag],
    idempotency: Option<&Idempotency>,
) -> Result<Result<Option<JsValue>, Refused>, Failure> {
    let now = runtime::now();
    let table = tagged.table();
    let update = format!("UPDATE {table} SET tags = {}, updated_at = ?2 WHERE id = ?1", change.tags());
    let audit = audit::entry(call, &now, tagged.action(), Some(id), &json!({ "fields": ["tags"] }));
    let mut batch = if let Change::Add = change { vec![has_room(table, id, tags)] } else { vec![] };
    batch.extend([
        Statement::composed(update).bind(id).bind(&now).bind(json!(tags).to_string()),
        audit::only_if(audit, &format!("EXISTS (SELECT 1 FROM {table} WHERE id = ?5)")),
    ]);
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_created(call, idempotency, &select_sql(tagged), id));
    }
    batch.push(select(call, tagged, id));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows| rows.first("json"))))
}
