//! Tags of a record, changed where they are: of two changes at once neither takes the other's back.

use serde_json::json;
use usher_shared::value::{Id, Tag};
use wasm_bindgen::JsValue;

use super::audit;
use super::database::Statement;
use super::json_object::at;
use crate::call::Call;
use crate::failure::Failure;
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
pub fn select(tagged: Tagged, id: Id) -> Statement {
    Statement::composed(format!("SELECT {} AS json FROM {} WHERE id = ?1", at("tags", "json(tags)"), tagged.table())).bind(id)
}

/// Changes the tags. Answers all of them.
pub async fn change(call: &Call, tagged: Tagged, id: Id, change: Change, tags: &[Tag]) -> Result<Option<JsValue>, Failure> {
    let now = runtime::timestamp(runtime::now_ms());
    let table = tagged.table();
    let update = format!("UPDATE {table} SET tags = {}, updated_at = ?2, version = version + 1 WHERE id = ?1", change.tags());
    let tags: Vec<_> = tags.iter().map(Tag::as_str).collect();
    let audit = audit::entry(call, &now, tagged.action(), Some(id), &json!({ "fields": ["tags"] }));
    let batch = vec![
        Statement::composed(update).bind(id).bind(&now).bind(json!(tags).to_string()),
        audit::only_if(audit, &format!("EXISTS (SELECT 1 FROM {table} WHERE id = ?5)")),
        select(tagged, id),
    ];
    Ok(call.db()?.read(batch).await?.last().and_then(|rows| rows.first("json")))
}
