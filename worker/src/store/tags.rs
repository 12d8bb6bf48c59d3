//! Tags of a record, changed in SQL: of two changes at once neither takes the other's back.

use serde_json::json;
use usher_shared::value::Tag;

/// What is done with the tags that are given.
#[derive(Clone, Copy)]
pub enum TagChange {
    Set,
    Add,
    Remove,
}

/// SQL of the column `tags` after a change by the JSON array that stands at `given`: sorted, each once.
pub fn after(change: TagChange, given: &str) -> String {
    match change {
        TagChange::Set => given.into(),
        TagChange::Add => format!(
            "(SELECT json_group_array(value ORDER BY value)
              FROM (SELECT value FROM json_each(tags) UNION SELECT value FROM json_each({given})))"
        ),
        TagChange::Remove => format!(
            "(SELECT json_group_array(value ORDER BY value) FROM json_each(tags)
              WHERE value NOT IN (SELECT value FROM json_each({given})))"
        ),
    }
}

pub fn json(tags: &[Tag]) -> String {
    json!(tags.iter().map(Tag::as_str).collect::<Vec<_>>()).to_string()
}
