//! A ticket's own row: what is written of it.

use serde_json::{Value, json};
use usher_shared::sent::Change;
use usher_shared::ticket::{Cast, Changes, Channel, Status};
use usher_shared::value::Id;

use super::assignments::Assignments;
use super::database::Statement;

/// SQL of the number of the next ticket. What waits has one already.
pub const NEXT_NUMBER: &str =
    "(SELECT max(coalesce((SELECT max(id) FROM tickets), 0), coalesce((SELECT max(id) FROM suspended_tickets), 0)) + 1)";

/// The columns that are written, by Zendesk's names for them, and their values as JSON has them.
pub fn fields(changes: &Changes, cast: &Cast) -> Vec<(&'static str, Value)> {
    let fields = [
        changes.subject.as_ref().map(|subject| ("subject", json!(subject.as_str()))),
        changes.status.map(|status: Status| ("status", json!(status))),
        change("priority", &changes.priority, |priority| json!(priority)),
        change("type", &changes.kind, |kind| json!(kind)),
        change("external_id", &changes.external_id, |id| json!(id.as_str())),
        changes.tags.as_ref().map(|list| ("tags", json!(list))),
        cast.requester.map(|id| ("requester_id", json!(id))),
        change("assignee_id", &cast.assignee, |id| json!(id)),
        change("group_id", &changes.group, |id| json!(id)),
        change("organization_id", &changes.organization, |id| json!(id)),
    ];
    fields.into_iter().flatten().collect()
}

#[expect(clippy::ref_option, reason = "records hold a change as it is")]
fn change<T>(key: &'static str, change: &Change<T>, value: impl Fn(&T) -> Value) -> Option<(&'static str, Value)> {
    change.as_ref().map(|change| (key, change.as_ref().map_or(Value::Null, value)))
}

/// As a column keeps it.
fn column(value: &Value) -> Value {
    if value.is_array() { json!(value.to_string()) } else { value.clone() }
}

/// The organization of a ticket of which nothing was said: its requester's.
fn organization_of(requester: &str) -> String {
    format!("(SELECT organization_id FROM organization_memberships WHERE user_id = {requester} AND is_default = 1)")
}

/// SQL of these tags, and those of a new ticket's requester (Zendesk).
fn with_tags_of(requester: &str, tags: &str) -> String {
    format!(
        "(SELECT json_group_array(value ORDER BY value) FROM (SELECT value FROM json_each({tags})
          UNION SELECT t.value FROM users u, json_each(u.tags) t WHERE u.id = {requester}))"
    )
}

/// Adds the row, under this number or the next. What has waited under the number keeps the way that it came by.
pub fn insert(
    number: Option<Id>,
    fields: &[(&'static str, Value)],
    changes: &Changes,
    [requester, submitter]: [Id; 2],
    channel: Channel,
    now: &str,
) -> Statement {
    let is_public = changes.comment.as_ref().and_then(|comment| comment.public).unwrap_or(true);
    let mut columns = String::from("id, requester_id, submitter_id, is_public, created_at, updated_at, via");
    let mut values =
        format!("coalesce(?5, {NEXT_NUMBER}), ?1, ?2, ?3, ?4, ?4, coalesce((SELECT via FROM suspended_tickets WHERE id = ?5), ?6)");
    let mut statement = Statement::new("").bind(requester).bind(submitter).bind(i32::from(is_public)).bind(now).bind(number).bind(channel);
    for (at, (key, value)) in fields.iter().filter(|(key, _)| *key != "requester_id").enumerate() {
        let place = format!("?{}", at + 7);
        columns += &format!(", {key}");
        values += &format!(", {}", if *key == "tags" { with_tags_of("?1", &place) } else { place });
        statement.push(column(value));
    }
    if changes.tags.is_none() {
        columns += ", tags";
        values += &format!(", {}", with_tags_of("?1", "'[]'"));
    }
    if changes.organization.is_none() {
        columns += ", organization_id";
        values += &format!(", {}", organization_of("?1"));
    }
    statement.with_sql(format!("INSERT INTO tickets ({columns}) VALUES ({values})"))
}

/// Changes the row, if the audit is there.
pub fn update(id: Id, audit: Id, fields: &[(&'static str, Value)], changes: &Changes, cast: &Cast, now: &str) -> Statement {
    let mut set = Assignments::new(id, now);
    for (key, value) in fields {
        set.add(key, column(value));
    }
    if let (None, Some(requester)) = (&changes.organization, cast.requester) {
        let requester = set.value(requester);
        set.add_sql("organization_id", &organization_of(&requester));
    }
    if changes.comment.as_ref().is_some_and(|comment| comment.public == Some(true)) {
        set.add_sql("is_public", "1");
    }
    let audit = set.value(audit);
    set.update_if("tickets", &format!("EXISTS (SELECT 1 FROM ticket_audits WHERE id = {audit})"))
}

/// What the audit log says of it: which keys, not what is in them.
pub fn given(fields: &[(&'static str, Value)], changes: &Changes) -> Value {
    let comment = changes.comment.as_ref().map(|_| "comment");
    json!({ "fields": fields.iter().map(|(key, _)| *key).chain(comment).collect::<Vec<_>>() })
}
