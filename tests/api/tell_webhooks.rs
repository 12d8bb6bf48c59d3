//! What webhooks are told: every event, once for each who listens, signed, in order, and again until somebody takes it.

use std::collections::HashMap;
use std::sync::OnceLock;

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
fn app() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(TestApp::start)
}

fn subscriptions(types: &[&str]) -> Vec<String> {
    types.iter().map(|event_type| format!("zen:event-type:{event_type}")).collect()
}

pub fn webhook(url: &str, types: &[&str]) -> Value {
    json!({ "name": unique(), "endpoint": url, "http_method": "POST", "request_format": "json", "status": "active",
        "subscriptions": subscriptions(types) })
}

/// The path of a webhook that is told of this.
fn listen(app: &TestApp, receiver: &Receiver, types: &[&str]) -> String {
    let body = json!({ "webhook": webhook(&receiver.url, types) });
    let made = app.post(WEBHOOKS, &body).by(Caller::Admin).told(201);
    format!("{WEBHOOKS}/{}", made["webhook"]["id"].as_str().unwrap())
}

fn post(path: &str, body: &Value) -> Value {
    app().post(path, body).by(Caller::Admin).told(201)
}

fn of(subject: &Value, heard: &[Heard]) -> Vec<Value> {
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
    let (app, receiver) = (app(), Receiver::start());
    listen(app, &receiver, TYPES);
    let (name, email, other) = (unique(), address(), unique());
    let user = app.add_by(Caller::Admin, &json!({ "name": name, "email": email, "organization_id": 301 }));
    let id = &user["id"];
    app.change(id, &json!({ "name": other, "alias": "A", "details": "d", "notes": "n", "external_id": other, "time_zone": "Berlin" }));
    app.change(id, &json!({ "name": other, "alias": "A", "details": "d", "notes": "n", "tags": [] }));
    app.change(id, &json!({ "tags": ["x", "y"], "suspended": true }));
    app.change(id, &json!({ "tags": ["y"], "organization_id": null }));
    app.request("DELETE", &format!("/api/v2/users/{id}")).by(Caller::Admin).told(200);
    app.request("DELETE", &format!("/api/v2/deleted_users/{id}")).by(Caller::Admin).told(200);
    let events = events(&receiver, id, "user.deleted");
    assert_eq!(
        types(&events)[..3],
        ["user.created", "user.identity_created", "user.organization_membership_created"].map(String::from)
    );
    let told: HashMap<_, _> = events.iter().map(|(event_type, event)| (event_type.as_str(), event)).collect();
    assert_eq!(events.len(), 16, "{events:#?}");
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
    let heard = heard.iter().find(|heard| heard.json()["detail"]["id"] == user["id"].to_string()).unwrap();
    let body = heard.json();
    assert_eq!(
        crate::support::keys(&body),
        ["type", "account_id", "id", "time", "zendesk_event_version", "subject", "detail", "event"]
    );
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
