//! What webhooks are told: every event, whichever way it comes about, in Zendesk's envelope, and signed.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::database;
use crate::jobs::results;
use crate::receiver::{Heard, Receiver};
use crate::support::{Caller, TestApp, address, unique};

pub const WEBHOOKS: &str = "/api/v2/webhooks";

/// All that can happen here. (Nobody signs in, has a password or a photo.)
const TYPES: &[&str] = &[
    "organization.created",
    "organization.custom_field_changed",
    "organization.deleted",
    "organization.external_id_changed",
    "organization.name_changed",
    "organization.tags_changed",
    "user.active_changed",
    "user.alias_changed",
    "user.created",
    "user.custom_field_changed",
    "user.custom_role_changed",
    "user.default_group_changed",
    "user.deleted",
    "user.details_changed",
    "user.external_id_changed",
    "user.group_membership_created",
    "user.group_membership_deleted",
    "user.identity_changed",
    "user.identity_created",
    "user.identity_deleted",
    "user.merged",
    "user.name_changed",
    "user.notes_changed",
    "user.only_private_comments_changed",
    "user.organization_membership_created",
    "user.organization_membership_deleted",
    "user.role_changed",
    "user.suspended_changed",
    "user.tags_changed",
    "user.time_zone_changed",
];

/// Somebody listens here, which the other tests' server is spared.
pub fn app() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(TestApp::start)
}

/// One test at a time brings about what others would hear too.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn subscriptions(types: &[&str]) -> Vec<String> {
    types.iter().map(|event_type| format!("zen:event-type:{event_type}")).collect()
}

/// One that listens; to nothing, and it is inactive.
pub fn webhook(url: &str, types: &[&str]) -> Value {
    let status = if types.is_empty() { "inactive" } else { "active" };
    json!({ "name": unique(), "endpoint": url, "http_method": "POST", "request_format": "json", "status": status,
        "subscriptions": subscriptions(types) })
}

/// The path of a webhook that is told of this.
pub fn listen(app: &TestApp, receiver: &Receiver, types: &[&str]) -> String {
    let body = json!({ "webhook": webhook(&receiver.url, types) });
    let made = app.post(WEBHOOKS, &body).by(Caller::Admin).told(201);
    format!("{WEBHOOKS}/{}", made["webhook"]["id"].as_str().unwrap())
}

fn post(path: &str, body: &Value) -> Value {
    app().post(path, body).by(Caller::Admin).told(201)
}

pub fn of(subject: &Value, heard: &[Heard]) -> Vec<Value> {
    let subject = [format!("zen:user:{subject}"), format!("zen:organization:{subject}")];
    heard.iter().map(Heard::json).filter(|event| subject.iter().any(|subject| event["subject"] == **subject)).collect()
}

/// The events of a subject, once there is one of the last type. Types without `zen:event-type:`, and what is at `event`.
fn events(receiver: &Receiver, subject: &Value, last: &str) -> Vec<(String, Value)> {
    let short = |event: &Value| event["type"].as_str().unwrap().trim_start_matches("zen:event-type:").to_owned();
    let heard = receiver.wait(last, |heard| of(subject, heard).iter().any(|event| short(event) == last));
    of(subject, &heard).into_iter().map(|mut event| (short(&event), event["event"].take())).collect()
}

fn types(events: &[(String, Value)]) -> Vec<&str> {
    events.iter().map(|(event_type, _)| event_type.as_str()).collect()
}

fn changed(previous: impl Into<Value>, current: impl Into<Value>) -> Value {
    json!({ "current": current.into(), "previous": previous.into() })
}

#[test]
fn each_change_of_a_user_is_an_event_and_what_is_no_change_is_none() {
    let (app, receiver, _alone) = (app(), Receiver::start(), alone());
    listen(app, &receiver, TYPES);
    let (name, email, other) = (unique(), address(), unique());
    let user = app.add_by(Caller::Admin, &json!({ "name": name, "email": email, "organization_id": 301 }));
    let id = &user["id"];
    app.change(id, &json!({ "name": other, "alias": "A", "details": "d", "notes": "n", "external_id": other, "time_zone": "Berlin" }));
    app.change(id, &json!({ "name": other, "alias": "A", "details": "d", "notes": "n", "tags": [] }));
    app.change(id, &json!({ "tags": ["x", "y"], "suspended": true }));
    app.change(id, &json!({ "tags": ["y"], "organization_id": null }));
    app.request("DELETE", &format!("/api/v2/users/{id}")).by(Caller::Admin).told(200);
    // A purge takes away what is still to be told.
    events(&receiver, id, "user.active_changed");
    app.request("DELETE", &format!("/api/v2/deleted_users/{id}")).by(Caller::Admin).told(200);
    let events = events(&receiver, id, "user.deleted");
    assert_eq!(types(&events)[..3], ["user.created", "user.identity_created", "user.organization_membership_created"].map(String::from));
    let told: HashMap<_, _> = events.iter().map(|(event_type, event)| (event_type.as_str(), event)).collect();
    assert_eq!(events.len(), 15, "{events:#?}");
    let identity = &told["user.identity_created"]["identity"];
    assert_eq!((&identity["type"], &identity["value"], &identity["primary"]), (&json!("email"), &json!(email), &json!(true)));
    for (event_type, event) in [
        ("user.created", json!({})),
        ("user.organization_membership_created", json!({ "organization": { "id": "301" } })),
        ("user.name_changed", changed(name, other.clone())),
        ("user.alias_changed", changed(Value::Null, "A")),
        ("user.details_changed", changed(Value::Null, "d")),
        ("user.notes_changed", changed(Value::Null, "n")),
        ("user.external_id_changed", changed(Value::Null, other)),
        ("user.suspended_changed", changed(false, true)),
        ("user.organization_membership_deleted", json!({ "organization": { "id": "301" } })),
        ("user.active_changed", changed(true, false)),
        ("user.deleted", json!({})),
    ] {
        assert_eq!(told.get(event_type), Some(&&event), "{event_type}");
    }
    let tags: Vec<_> = events.iter().filter(|(event_type, _)| event_type == "user.tags_changed").map(|(_, event)| event).collect();
    assert_eq!((&tags[0]["added"]["tags"], &tags[1]["removed"]["tags"]), (&json!(["x", "y"]), &json!(["x"])));
}

#[test]
fn the_envelope_and_the_signature_are_zendesks() {
    let (app, receiver) = (app(), Receiver::start());
    let path = listen(app, &receiver, &["user.created"]);
    let user = app.add_by(Caller::Admin, &json!({ "name": unique(), "email": address(), "external_id": unique() }));
    let heard = receiver.wait("it is told", |heard| !of(&user["id"], heard).is_empty());
    let subject = json!(format!("zen:user:{}", user["id"]));
    let heard = heard.iter().find(|heard| heard.json()["subject"] == subject).unwrap();
    let body = heard.json();
    assert_eq!(crate::support::keys(&body), ["type", "account_id", "id", "time", "zendesk_event_version", "subject", "detail", "event"]);
    assert_eq!((&body["type"], &body["zendesk_event_version"]), (&json!("zen:event-type:user.created"), &json!("2022-06-20")));
    let detail = json!({ "created_at": user["created_at"], "email": user["email"], "external_id": user["external_id"],
        "default_group_id": "0", "id": user["id"].to_string(), "organization_id": "0", "role": "end-user", "updated_at": user["updated_at"] });
    assert_eq!(body["detail"], detail);
    assert_eq!((heard.method.as_str(), heard.path.as_str(), heard.header("content-type")), ("POST", "/hook", "application/json"));
    assert_eq!(format!("{WEBHOOKS}/{}", heard.header("x-zendesk-webhook-id")), path);
    assert_eq!(heard.header("x-zendesk-webhook-invocation-id").len(), 26);

    // As a receiver would who has read Zendesk's page on it.
    let secret = app.get(&format!("{path}/signing_secret")).by(Caller::Admin).told(200)["signing_secret"].take();
    assert_eq!(secret["algorithm"], "SHA256");
    let mut mac = Hmac::<Sha256>::new_from_slice(secret["secret"].as_str().unwrap().as_bytes()).unwrap();
    mac.update(heard.header("x-zendesk-webhook-signature-timestamp").as_bytes());
    mac.update(heard.body.as_bytes());
    assert_eq!(heard.header("x-zendesk-webhook-signature"), STANDARD.encode(mac.finalize().into_bytes()));
}

#[test]
fn what_happens_to_agents_identities_and_organizations_is_told_too() {
    let (app, receiver) = (app(), Receiver::start());
    listen(app, &receiver, TYPES);
    let group = post("/api/v2/groups", &json!({ "group": { "name": unique() } }))["group"]["id"].take();
    let agent = app.add_by(Caller::Admin, &json!({ "name": unique(), "email": address(), "role": "agent" }))["id"].take();
    let wait = |what: &str, count: usize| {
        let is_it = |event: &Value| event["type"].as_str().unwrap().ends_with(what);
        receiver.wait(what, |heard| of(&agent, heard).into_iter().filter(is_it).count() == count);
    };
    wait("default_group_changed", 1);
    app.change(&agent, &json!({ "default_group_id": group }));
    app.change(&agent, &json!({ "default_group_id": group, "name": unique() }));
    wait("default_group_changed", 2);
    app.change(&agent, &json!({ "only_private_comments": true, "custom_role_id": 801 }));
    wait("custom_role_changed", 1);
    app.change(&agent, &json!({ "role": "end-user" }));
    let identities = format!("/api/v2/users/{agent}/identities");
    let identity = post(&identities, &json!({ "identity": { "type": "email", "value": address() } }))["identity"]["id"].take();
    app.put(&format!("{identities}/{identity}/verify"), &json!({})).by(Caller::Admin).told(200);
    app.request("DELETE", &format!("{identities}/{identity}")).by(Caller::Admin).send();
    let events_of_agent = events(&receiver, &agent, "user.identity_deleted");
    let count = |event_type: &str| types(&events_of_agent).iter().filter(|told| **told == event_type).count();
    for (event_type, times) in [
        ("user.created", 1),
        ("user.role_changed", 1),
        ("user.custom_role_changed", 2),
        ("user.only_private_comments_changed", 1),
        ("user.group_membership_created", 2),
        ("user.group_membership_deleted", 2),
        ("user.identity_created", 2),
        ("user.identity_changed", 1),
        ("user.identity_deleted", 1),
    ] {
        assert_eq!(count(event_type), times, "{event_type}: {events_of_agent:#?}");
    }
    // One change is one event, though it takes two writes.
    let defaults: Vec<_> =
        events_of_agent.iter().filter(|(told, _)| told == "user.default_group_changed").map(|(_, event)| event).collect();
    assert_eq!(defaults, [&changed(Value::Null, "1"), &changed("1", group.to_string()), &changed(group.to_string(), Value::Null)]);

    let organization = post("/api/v2/organizations", &json!({ "organization": { "name": unique() } }))["organization"].take();
    let path = format!("/api/v2/organizations/{}", organization["id"]);
    let changes = json!({ "organization": { "name": unique(), "tags": ["vip"], "external_id": unique(), "notes": "n" } });
    app.put(&path, &changes).by(Caller::Admin).told(200);
    app.request("DELETE", &path).by(Caller::Admin).send();
    let told = events(&receiver, &organization["id"], "organization.deleted");
    let mut told = types(&told);
    told.sort_unstable();
    let mut expected = TYPES[..6].to_vec();
    expected.retain(|event_type| *event_type != "organization.custom_field_changed");
    assert_eq!(told, expected);
}

#[test]
fn whichever_way_somebody_comes_in_it_is_told() {
    let (app, receiver) = (app(), Receiver::start());
    listen(app, &receiver, TYPES);
    let is_told = |id: &Value, event_type: &str| events(&receiver, id, event_type);
    // By a job, an upsert, a ticket, and by nobody who has signed in.
    let created = results(app, app.post("/api/v2/users/create_many", &json!({ "users": [{ "name": unique() }] })).by(Caller::Admin));
    is_told(&created[0]["id"], "user.created");
    let upsert = json!({ "user": { "name": unique(), "email": address() } });
    is_told(&post("/api/v2/users/create_or_update", &upsert)["user"]["id"], "user.identity_created");
    let ticket = json!({ "ticket": { "comment": { "body": "x" }, "requester": { "name": unique(), "email": address() } } });
    is_told(&post("/api/v2/tickets", &ticket)["ticket"]["requester_id"], "user.created");
    let email = address();
    let request = json!({ "request": { "requester": { "name": unique(), "email": email }, "subject": "x", "comment": { "body": "x" } } });
    app.post("/api/v2/requests", &request).told(201);
    let found = app.get(&format!("/api/v2/users/search?query={email}")).by(Caller::Admin).told(200)["users"][0]["id"].take();
    is_told(&found, "user.created");
    // A domain of an organization is a way into it.
    let domain = format!("{}.test", unique());
    let organization = json!({ "organization": { "name": unique(), "domain_names": [domain] } });
    let organization = post("/api/v2/organizations", &organization)["organization"]["id"].take();
    let member = app.add_by(Caller::Admin, &json!({ "name": unique(), "email": format!("a@{domain}"), "verified": true }));
    let joined = is_told(&member["id"], "user.organization_membership_created");
    assert_eq!(joined.last().unwrap().1["organization"]["id"], organization.to_string());
    // Two become one.
    let (gone, stays) = (app.add(&json!({ "name": unique(), "email": address() })), app.add(&json!({ "name": unique() })));
    app.put(&format!("/api/v2/users/{}/merge", gone["id"]), &json!({ "user": { "id": stays["id"] } })).by(Caller::Admin).told(200);
    let told = is_told(&gone["id"], "user.merged");
    assert!(types(&told).contains(&"user.identity_deleted") && types(&told).contains(&"user.active_changed"), "{told:#?}");
    assert_eq!(told.last().unwrap().1, json!({ "user": { "id": stays["id"].to_string() } }));
    is_told(&stays["id"], "user.identity_created");
}

#[test]
fn fields_of_the_account_are_told_one_by_one_and_the_clock_reads_what_no_message_came_for() {
    let (app, receiver) = (TestApp::start(), Receiver::start());
    let define = |name: &str, key: &str, kind: &str| {
        let field = json!({ "key": key, "type": kind, "title": key });
        app.post(&format!("/api/v2/{name}s"), &json!({ name: field })).by(Caller::Admin).told(201)[name]["id"].take()
    };
    let (plan, seats) = (define("user_field", "plan", "text"), define("user_field", "seats", "integer"));
    let tier = define("organization_field", "tier", "integer");
    listen(&app, &receiver, &["user.custom_field_changed", "organization.custom_field_changed", "user.default_group_changed"]);
    let (state, id) = (&app.server().state, app.add(&json!({ "name": unique() }))["id"].take());
    // Past the API: nothing says so to anybody.
    let values = format!(r#"{{"{plan}":"gold","{seats}":3,"7":"of a field that is gone"}}"#);
    database::run(state, "UPDATE users SET user_fields = ? WHERE id = ?", &[&values, &id.to_string()]);
    database::run(state, "UPDATE organizations SET organization_fields = ? WHERE id = 302", &[&format!(r#"{{"{tier}":1}}"#)]);
    // What was taken back before anybody was told is no event.
    for is_default in ["0", "1"] {
        database::run(state, "UPDATE group_memberships SET is_default = CAST(? AS INTEGER) WHERE user_id = 102", &[is_default]);
    }
    assert_eq!(receiver.heard().len(), 0);
    app.server().strike();
    let heard = receiver.wait_for(3);
    assert_eq!(heard.len(), 3);
    let told = |subject: &Value| of(subject, &heard).into_iter().map(|mut event| event["event"].take()).collect::<Vec<_>>();
    let field = |key: &str, current: Value| json!({ "current": current, "previous": null, "field": { "key": key } });
    assert_eq!(told(&id), [field("plan", json!("gold")), field("seats", json!(3))]);
    assert_eq!(told(&json!(302)), [field("tier", json!(1))]);
    // What is old and done goes.
    database::run(state, "UPDATE events SET at = '2026-01-01T00:00:00Z'", &[]);
    let kept = || database::count(state, "SELECT count(*) FROM events", &[]);
    assert!(kept() > 0);
    for _ in 0..100 {
        app.server().strike();
        std::thread::sleep(std::time::Duration::from_millis(100));
        if kept() == 0 {
            return;
        }
    }
    panic!("{} events are kept", kept());
}

#[test]
fn whoever_is_purged_is_in_no_log_and_in_nothing_that_was_sent() {
    let (app, receiver) = (app(), Receiver::start());
    listen(app, &receiver, TYPES);
    let id = app.add(&json!({ "name": unique(), "email": address() }))["id"].take();
    app.request("DELETE", &format!("/api/v2/users/{id}")).by(Caller::Admin).told(200);
    events(&receiver, &id, "user.active_changed");
    let kept = |sql: &str| database::count(&app.server().state, sql, &[&id.to_string()]);
    app.request("DELETE", &format!("/api/v2/deleted_users/{id}")).by(Caller::Admin).told(200);
    assert_eq!(kept("SELECT count(*) FROM events WHERE subject_id = ? AND current IS NOT NULL"), 0);
    assert_eq!(kept("SELECT count(*) FROM webhook_invocations WHERE subject_id = ? AND type != 'zen:event-type:user.deleted'"), 0);
    let told = events(&receiver, &id, "user.deleted");
    assert_eq!(types(&told).iter().filter(|event_type| **event_type == "user.name_changed").count(), 0);
}
