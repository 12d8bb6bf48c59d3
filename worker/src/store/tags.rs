//! Tags of a record, changed where they are: of two changes at once neither takes the other's back.

use serde_json::json;
use usher_shared::value::{Id, Tag};
use wasm_bindgen::JsValue;

use super::database::{Refused, Statement};
use super::json_object::at;
use super::{audit, idempotency};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

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

/// Changes the tags. Answers all of them; nothing if there is no such record. `Err`: the same request came before.
pub async fn change(
    call: &Call,
    tagged: Tagged,
    id: Id,
    change: Change,
    tags: &[Tag],
    idempotency: Option<&Idempotency>,
) -> Result<Result<Option<JsValue>, Refused>, Failure> {
    let now = runtime::timestamp(runtime::now_ms());
    let table = tagged.table();
    let update = format!("UPDATE {table} SET tags = {}, updated_at = ?2, version = version + 1 WHERE id = ?1", change.tags());
    let tags: Vec<_> = tags.iter().map(Tag::as_str).collect();
    let audit = audit::entry(call, &now, tagged.action(), Some(id), &json!({ "fields": ["tags"] }));
    let mut batch = vec![
        Statement::composed(update).bind(id).bind(&now).bind(json!(tags).to_string()),
        audit::only_if(audit, &format!("EXISTS (SELECT 1 FROM {table} WHERE id = ?5)")),
    ];
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_created(call, idempotency, &select_sql(tagged), id));
    }
    batch.push(select(call, tagged, id));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows| rows.first("json"))))
}
