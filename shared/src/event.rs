//! What has happened to a user or an organization, as webhooks are told of it: from a row of the log to events.
//!
//! Types, envelope and properties: Zendesk, webhook event types. The log has what a row was and what it is
//! (`worker/migrations/0012_create_event_log.sql`); what that is called is decided here.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use serde_json::{Map, Value, json};

use crate::codes::codes;

codes! {
    /// What a webhook can subscribe to.
    pub enum EventType {
        /// Tickets, by Zendesk's triggers and automations. Kept as it is sent; nothing here brings it about.
        ConditionalTicket = "conditional_ticket_events",
        OrganizationCreated = "zen:event-type:organization.created",
        OrganizationCustomFieldChanged = "zen:event-type:organization.custom_field_changed",
        OrganizationDeleted = "zen:event-type:organization.deleted",
        OrganizationExternalIdChanged = "zen:event-type:organization.external_id_changed",
        OrganizationNameChanged = "zen:event-type:organization.name_changed",
        OrganizationTagsChanged = "zen:event-type:organization.tags_changed",
        ActiveChanged = "zen:event-type:user.active_changed",
        AliasChanged = "zen:event-type:user.alias_changed",
        Created = "zen:event-type:user.created",
        CustomFieldChanged = "zen:event-type:user.custom_field_changed",
        CustomRoleChanged = "zen:event-type:user.custom_role_changed",
        DefaultGroupChanged = "zen:event-type:user.default_group_changed",
        /// For good: until then, `active` is what has changed.
        Deleted = "zen:event-type:user.deleted",
        DetailsChanged = "zen:event-type:user.details_changed",
        ExternalIdChanged = "zen:event-type:user.external_id_changed",
        GroupMembershipCreated = "zen:event-type:user.group_membership_created",
        GroupMembershipDeleted = "zen:event-type:user.group_membership_deleted",
        IdentityChanged = "zen:event-type:user.identity_changed",
        IdentityCreated = "zen:event-type:user.identity_created",
        IdentityDeleted = "zen:event-type:user.identity_deleted",
        /// Nobody signs in here yet.
        LastLoginChanged = "zen:event-type:user.last_login_changed",
        Merged = "zen:event-type:user.merged",
        NameChanged = "zen:event-type:user.name_changed",
        NotesChanged = "zen:event-type:user.notes_changed",
        OnlyPrivateCommentsChanged = "zen:event-type:user.only_private_comments_changed",
        OrganizationMembershipCreated = "zen:event-type:user.organization_membership_created",
        OrganizationMembershipDeleted = "zen:event-type:user.organization_membership_deleted",
        /// Nobody has a password here yet.
        PasswordChanged = "zen:event-type:user.password_changed",
        /// Nobody has a photo here yet.
        PhotoChanged = "zen:event-type:user.photo_changed",
        RoleChanged = "zen:event-type:user.role_changed",
        SuspendedChanged = "zen:event-type:user.suspended_changed",
        TagsChanged = "zen:event-type:user.tags_changed",
        TimeZoneChanged = "zen:event-type:user.time_zone_changed",
    }
}

codes! {
    /// Which table's row has changed.
    pub enum Kind {
        User = "user",
        /// A user who is another's now.
        Merge = "merge",
        Identity = "identity",
        OrganizationMembership = "organization_membership",
        GroupMembership = "group_membership",
        DefaultGroup = "default_group",
        Organization = "organization",
    }
}

/// A row of the log: the columns that have changed, before and after. Without `previous` the row is new, without `current` gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    pub kind: Kind,
    pub previous: Option<Map<String, Value>>,
    pub current: Option<Map<String, Value>>,
}

/// An event of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub event_type: EventType,
    /// The key of the account's own field that it is about: a change of several is as many events.
    pub field: Option<String>,
    /// What the envelope has at `event`.
    pub properties: Value,
}

impl Event {
    fn new(event_type: EventType, properties: Value) -> Self {
        Self { event_type, field: None, properties }
    }

    fn changed(event_type: EventType, previous: &Value, current: &Value) -> Self {
        Self::new(event_type, json!({ "current": current, "previous": previous }))
    }
}

impl Logged {
    /// What the row tells.
    pub fn events(&self) -> Vec<Event> {
        use EventType as E;
        match self.kind {
            Kind::User => self.record(E::Created, E::Deleted, of_user),
            Kind::Organization => self.record(E::OrganizationCreated, E::OrganizationDeleted, of_organization),
            Kind::Identity => self.part("identity", identity, [E::IdentityCreated, E::IdentityChanged, E::IdentityDeleted]),
            // A membership never changes; it goes, and there is another.
            Kind::OrganizationMembership => {
                let deleted = E::OrganizationMembershipDeleted;
                self.part("organization", id_only, [E::OrganizationMembershipCreated, deleted, deleted])
            }
            Kind::GroupMembership => {
                let deleted = E::GroupMembershipDeleted;
                self.part("group", id_only, [E::GroupMembershipCreated, deleted, deleted])
            }
            Kind::DefaultGroup => {
                let id = |side: &Option<Map<_, _>>| id(side.as_ref().and_then(|group| group.get("id")));
                vec![Event::changed(E::DefaultGroupChanged, &id(&self.previous), &id(&self.current))]
            }
            Kind::Merge => {
                let into = self.current.as_ref().and_then(|detail| detail.get("into"));
                vec![Event::new(E::Merged, json!({ "user": { "id": id(into) } }))]
            }
        }
    }

    /// A record whose columns change one by one.
    fn record(&self, created: EventType, deleted: EventType, of_column: fn(&str, &Value, &Value) -> Vec<Event>) -> Vec<Event> {
        match (&self.previous, &self.current) {
            (Some(previous), Some(current)) => {
                let changed = current.iter().map(|(column, now)| of_column(column, previous.get(column).unwrap_or(&Value::Null), now));
                changed.flatten().collect()
            }
            (None, _) => vec![Event::new(created, json!({}))],
            (_, None) => vec![Event::new(deleted, json!({}))],
        }
    }

    /// Something that a user has.
    fn part(&self, key: &str, shown: fn(&Map<String, Value>) -> Value, types: [EventType; 3]) -> Vec<Event> {
        let [created, changed, deleted] = types;
        vec![match (&self.previous, &self.current) {
            (Some(previous), Some(current)) => Event::changed(changed, &shown(previous), &shown(current)),
            (previous, current) => {
                let event_type = if current.is_some() { created } else { deleted };
                let part = current.as_ref().or(previous.as_ref()).map_or(Value::Null, shown);
                Event::new(event_type, Value::Object(Map::from_iter([(key.to_string(), part)])))
            }
        }]
    }
}

fn of_user(column: &str, was: &Value, is: &Value) -> Vec<Event> {
    use EventType as E;
    let plain = |event_type| vec![Event::changed(event_type, was, is)];
    let flag = |event_type| {
        let (was, is) = (truth(was), truth(is));
        // What is not set is not so.
        if was == is { Vec::new() } else { vec![Event::changed(event_type, &was, &is)] }
    };
    match column {
        "name" => plain(E::NameChanged),
        "alias" => plain(E::AliasChanged),
        "role" => plain(E::RoleChanged),
        "external_id" => plain(E::ExternalIdChanged),
        "details" => plain(E::DetailsChanged),
        "notes" => plain(E::NotesChanged),
        "time_zone" => plain(E::TimeZoneChanged),
        "active" => flag(E::ActiveChanged),
        "suspended" => flag(E::SuspendedChanged),
        "only_private_comments" => flag(E::OnlyPrivateCommentsChanged),
        "custom_role_id" => vec![Event::changed(E::CustomRoleChanged, &id(Some(was)), &id(Some(is)))],
        "tags" => vec![tags(E::TagsChanged, was, is)],
        "user_fields" => fields(E::CustomFieldChanged, was, is),
        _ => Vec::new(),
    }
}

fn of_organization(column: &str, was: &Value, is: &Value) -> Vec<Event> {
    use EventType as E;
    let plain = |event_type| vec![Event::changed(event_type, was, is)];
    match column {
        "name" => plain(E::OrganizationNameChanged),
        "external_id" => plain(E::OrganizationExternalIdChanged),
        "tags" => vec![tags(E::OrganizationTagsChanged, was, is)],
        "organization_fields" => fields(E::OrganizationCustomFieldChanged, was, is),
        _ => Vec::new(),
    }
}

/// All of them, and which have come and gone.
fn tags(event_type: EventType, was: &Value, is: &Value) -> Event {
    let list = |json: &Value| nested(json).and_then(|tags| tags.as_array().cloned()).unwrap_or_default();
    let (was, is) = (list(was), list(is));
    let without = |some: &[Value], others: &[Value]| some.iter().filter(|tag| !others.contains(tag)).cloned().collect::<Vec<_>>();
    let (added, removed) = (without(&is, &was), without(&was, &is));
    let properties = json!({ "current": is, "previous": was, "added": { "tags": added }, "removed": { "tags": removed } });
    Event::new(event_type, properties)
}

/// One event for each field whose value is another now.
fn fields(event_type: EventType, was: &Value, is: &Value) -> Vec<Event> {
    let object = |json: &Value| nested(json).and_then(|values| values.as_object().cloned()).unwrap_or_default();
    let (was, is) = (object(was), object(is));
    let mut keys: Vec<_> = was.keys().chain(is.keys()).collect();
    keys.sort();
    keys.dedup();
    let value = |side: &Map<String, Value>, key: &str| side.get(key).cloned().unwrap_or_default();
    let changed = keys.into_iter().filter(|key| was.get(*key) != is.get(*key));
    let event = |key: &String| Event {
        event_type,
        field: Some(key.clone()),
        properties: json!({ "current": value(&is, key), "previous": value(&was, key), "field": { "key": key } }),
    };
    changed.map(event).collect()
}

/// A column that holds JSON comes as its text.
fn nested(json: &Value) -> Option<Value> {
    serde_json::from_str(json.as_str()?).ok()
}

/// SQLite's yes and no are numbers.
fn truth(flag: &Value) -> Value {
    json!(flag.as_i64() == Some(1))
}

/// Ids are texts in events (Zendesk); there may be none.
fn id(id: Option<&Value>) -> Value {
    id.and_then(Value::as_i64).map_or(Value::Null, |id| json!(id.to_string()))
}

fn id_only(part: &Map<String, Value>) -> Value {
    json!({ "id": id(part.get("id")) })
}

fn identity(row: &Map<String, Value>) -> Value {
    let flag = |key| truth(row.get(key).unwrap_or(&Value::Null));
    json!({ "id": id(row.get("id")), "type": row.get("type"), "value": row.get("value"), "primary": flag("primary"),
        "verified": flag("verified") })
}

/// The one account that there is (Zendesk, `account_id`).
const ACCOUNT_ID: u32 = 1;
/// Zendesk's version of what events look like.
const VERSION: &str = "2022-06-20";

/// What all events of a row have in common.
pub struct Subject<'a> {
    pub kind: Kind,
    pub id: i64,
    /// When it happened: ISO 8601, to the second.
    pub at: &'a str,
    /// The user's or the organization's columns as they are now; nothing of one that is gone.
    pub detail: &'a Map<String, Value>,
}

/// The body that is sent. `id` is a UUID that is the event's own.
pub fn envelope(subject: &Subject<'_>, id: &str, event: &Event) -> Value {
    let of_organization = subject.kind == Kind::Organization;
    json!({
        "type": event.event_type,
        "account_id": ACCOUNT_ID,
        "id": id,
        "time": subject.at,
        "zendesk_event_version": VERSION,
        "subject": format!("zen:{}:{}", if of_organization { "organization" } else { "user" }, subject.id),
        "detail": if of_organization { organization_detail(subject) } else { user_detail(subject) },
        "event": event.properties,
    })
}

/// Without one, an id is "0", and a text is empty (Zendesk, example payloads).
fn user_detail(subject: &Subject<'_>) -> Value {
    json!({
        "created_at": text(subject, "created_at"),
        "email": text(subject, "email"),
        "external_id": text(subject, "external_id"),
        "default_group_id": reference(subject, "default_group_id"),
        "id": subject.id.to_string(),
        "organization_id": reference(subject, "organization_id"),
        "role": text(subject, "role"),
        "updated_at": text(subject, "updated_at"),
    })
}

fn organization_detail(subject: &Subject<'_>) -> Value {
    let flag = |key| truth(subject.detail.get(key).unwrap_or(&Value::Null));
    json!({
        "created_at": text(subject, "created_at"),
        "external_id": text(subject, "external_id"),
        "group_id": reference(subject, "group_id"),
        "id": subject.id.to_string(),
        "name": text(subject, "name"),
        "shared_comments": flag("shared_comments"),
        "shared_tickets": flag("shared_tickets"),
        "updated_at": text(subject, "updated_at"),
    })
}

fn text<'a>(subject: &'a Subject<'_>, key: &str) -> &'a str {
    subject.detail.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn reference(subject: &Subject<'_>, key: &str) -> String {
    subject.detail.get(key).and_then(Value::as_i64).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(json: &Value) -> Option<Map<String, Value>> {
        json.as_object().cloned()
    }

    fn told(kind: Kind, previous: &Value, current: &Value) -> Vec<(&'static str, Value)> {
        let logged = Logged { kind, previous: object(previous), current: object(current) };
        logged.events().into_iter().map(|event| (event.event_type.code().rsplit(':').next().unwrap(), event.properties)).collect()
    }

    #[test]
    fn a_row_of_several_changes_is_as_many_events() {
        let previous = json!({ "name": "Ana", "suspended": 0, "custom_role_id": null, "only_private_comments": null });
        let current = json!({ "name": "Bea", "suspended": 1, "custom_role_id": 801, "only_private_comments": 0 });
        assert_eq!(
            told(Kind::User, &previous, &current),
            [
                ("user.name_changed", json!({ "current": "Bea", "previous": "Ana" })),
                ("user.suspended_changed", json!({ "current": true, "previous": false })),
                ("user.custom_role_changed", json!({ "current": "801", "previous": null })),
            ]
        );
    }

    #[test]
    fn what_is_new_and_what_is_gone_is_told_as_that() {
        assert_eq!(told(Kind::User, &Value::Null, &json!({})), [("user.created", json!({}))]);
        assert_eq!(told(Kind::User, &json!({}), &Value::Null), [("user.deleted", json!({}))]);
        assert_eq!(told(Kind::Organization, &json!({ "name": "A" }), &Value::Null), [("organization.deleted", json!({}))]);
        let group = json!({ "group": { "id": "7" } });
        assert_eq!(told(Kind::GroupMembership, &Value::Null, &json!({ "id": 7 })), [("user.group_membership_created", group.clone())]);
        assert_eq!(told(Kind::GroupMembership, &json!({ "id": 7 }), &Value::Null), [("user.group_membership_deleted", group)]);
        let changed = json!({ "current": null, "previous": "7" });
        assert_eq!(told(Kind::DefaultGroup, &json!({ "id": 7 }), &json!({ "id": null })), [("user.default_group_changed", changed)]);
        assert_eq!(told(Kind::Merge, &Value::Null, &json!({ "into": 9 })), [("user.merged", json!({ "user": { "id": "9" } }))]);
    }

    #[test]
    fn identities_are_shown_with_what_they_say_of_a_user() {
        let row = |verified| json!({ "id": 5, "type": "email", "value": "a@acme.com", "primary": 1, "verified": verified });
        let shown = |verified| json!({ "id": "5", "type": "email", "value": "a@acme.com", "primary": true, "verified": verified });
        assert_eq!(told(Kind::Identity, &Value::Null, &row(0)), [("user.identity_created", json!({ "identity": shown(false) }))]);
        let changed = json!({ "current": shown(true), "previous": shown(false) });
        assert_eq!(told(Kind::Identity, &row(0), &row(1)), [("user.identity_changed", changed)]);
        assert_eq!(told(Kind::Identity, &row(1), &Value::Null), [("user.identity_deleted", json!({ "identity": shown(true) }))]);
    }

    #[test]
    fn tags_are_told_with_those_that_have_come_and_gone_and_fields_one_by_one() {
        let told_tags = told(Kind::User, &json!({ "tags": r#"["a","b"]"# }), &json!({ "tags": r#"["b","c"]"# }));
        let properties = json!({ "current": ["b", "c"], "previous": ["a", "b"], "added": { "tags": ["c"] }, "removed": { "tags": ["a"] } });
        assert_eq!(told_tags, [("user.tags_changed", properties)]);
        let (was, is) = (json!({ "user_fields": r#"{"a":1,"b":2,"c":3}"# }), json!({ "user_fields": r#"{"a":1,"b":"x","d":true}"# }));
        let logged = Logged { kind: Kind::User, previous: object(&was), current: object(&is) };
        let fields: Vec<_> = logged.events().into_iter().map(|event| (event.field.unwrap(), event.properties)).collect();
        let changed = |key: &str, previous: Value, current: Value| {
            (key.to_string(), json!({ "current": current, "previous": previous, "field": { "key": key } }))
        };
        assert_eq!(
            fields,
            [changed("b", json!(2), json!("x")), changed("c", json!(3), Value::Null), changed("d", Value::Null, json!(true))]
        );
    }

    #[test]
    fn the_envelope_is_zendesks() {
        let detail = object(&json!({ "created_at": "c", "email": null, "external_id": null, "organization_id": 301, "role": "end-user" }));
        let subject = Subject { kind: Kind::Identity, id: 441, at: "2026-11-23T21:00:00Z", detail: &detail.unwrap() };
        let body = envelope(&subject, "uuid", &Event::new(EventType::Created, json!({})));
        let expected = r#"{"type":"zen:event-type:user.created","account_id":1,"id":"uuid","time":"2026-11-23T21:00:00Z","zendesk_event_version":"2022-06-20","subject":"zen:user:441","detail":{"created_at":"c","email":"","external_id":"","default_group_id":"0","id":"441","organization_id":"301","role":"end-user","updated_at":""},"event":{}}"#;
        assert_eq!(body.to_string(), expected);
    }
}
