//! Webhooks as records: adding, changing, showing and deleting them, what is refused, and what nobody sees again.

use serde_json::{Value, json};

use crate::database;
use crate::receiver::Receiver;
use crate::support::{Caller, TestApp, keys, mistakes, unique};
use crate::tell_webhooks::WEBHOOKS;

/// Inactive: who shares the server is not listened to.
fn webhook(more: &Value) -> Value {
    let mut webhook = json!({ "name": unique(), "endpoint": "https://hooks.acme.com/usher", "http_method": "POST", "request_format": "json",
        "status": "inactive", "subscriptions": ["zen:event-type:user.created"] });
    webhook.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "webhook": webhook })
}

fn add(app: &TestApp, more: &Value) -> Value {
    app.post(WEBHOOKS, &webhook(more)).by(Caller::Admin).told(201)["webhook"].take()
}

fn path(webhook: &Value) -> String {
    format!("{WEBHOOKS}/{}", webhook["id"].as_str().unwrap())
}

fn show(path: &str) -> Value {
    TestApp::shared().get(path).by(Caller::Admin).told(200)["webhook"].take()
}

#[test]
fn a_webhook_is_stored_changed_cloned_and_deleted() {
    let app = TestApp::shared();
    let answer = app.post(WEBHOOKS, &webhook(&json!({ "custom_headers": { "X-Team": "blue" } }))).by(Caller::Admin).send();
    let made = answer.told(201)["webhook"].take();
    let expected = [
        "id",
        "name",
        "description",
        "status",
        "endpoint",
        "http_method",
        "request_format",
        "subscriptions",
        "custom_headers",
        "authentication",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
    ];
    assert_eq!(keys(&made), expected);
    let path = path(&made);
    assert_eq!((answer.header("location"), show(&path)), (Some(&*format!("{}{path}", app.base)), made.clone()));
    let change = json!({ "webhook": { "description": "d", "subscriptions": [], "http_method": "GET" } });
    assert_eq!(app.request("PATCH", &path).json(&change).by(Caller::Admin).send().status, 204);
    let changed = show(&path);
    assert_eq!((&changed["description"], &changed["http_method"], &changed["name"]), (&json!("d"), &json!("GET"), &made["name"]));
    // The whole of it has to be sent.
    let missing = mistakes(&app.put(&path, &change).by(Caller::Admin).told(422));
    assert_eq!(missing, ["request_format: required", "status: required", "name: required", "endpoint: required"]);
    let seen = app.get(&path).by(Caller::Admin).send();
    let replace = || app.put(&path, &webhook(&json!({}))).by(Caller::Admin).header("if-match", seen.header("etag").unwrap()).send().status;
    assert_eq!((replace(), replace()), (204, 412));
    let clone = app.request("POST", &format!("{WEBHOOKS}?clone_webhook_id={}", made["id"].as_str().unwrap())).by(Caller::Admin).told(201);
    let like = show(&path);
    for key in ["name", "endpoint", "description", "custom_headers", "subscriptions", "status"] {
        assert_eq!(clone["webhook"][key], like[key], "{key}");
    }
    assert_eq!(app.request("DELETE", &path).by(Caller::Admin).send().status, 204);
    for gone in [app.get(&path), app.request("DELETE", &path), app.get(&format!("{WEBHOOKS}/7")), app.get(&format!("{path}/invocations"))] {
        assert_eq!(gone.by(Caller::Admin).told(404)["error"], "RecordNotFound");
    }
}

#[test]
fn webhooks_are_listed_by_name_and_status_and_by_both_kinds_of_pages() {
    let app = TestApp::shared();
    let word = unique();
    let made: Vec<_> = (0..3).map(|at| add(app, &json!({ "name": format!("Hook {word} {at}") }))["id"].clone()).collect();
    let get = |query: &str| {
        let list = app.get(&format!("{WEBHOOKS}?filter[name_contains]={}&{query}", word.to_uppercase())).by(Caller::Admin).told(200);
        let ids: Vec<_> = list["webhooks"].as_array().unwrap().iter().map(|webhook| webhook["id"].clone()).collect();
        (ids, list)
    };
    assert_eq!(get("").0, made);
    assert_eq!(get("sort=-name&page[size]=3").0, made.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!((get("filter[status]=active").0, get("filter[status]=inactive").0), (vec![], made.clone()));
    let (first, list) = get("page[size]=2");
    assert_eq!((&first[..], &list["meta"]["has_more"]), (&made[..2], &json!(true)));
    let next = app.get(list["links"]["next"].as_str().unwrap()).by(Caller::Admin).told(200);
    assert_eq!((&next["webhooks"][0]["id"], &next["links"]["next"]), (&made[2], &json!(null)));
    app.get(&format!("{WEBHOOKS}?filter[status]=asleep")).by(Caller::Admin).told(400);
}

#[test]
fn a_time_that_is_none_is_no_time_to_list_invocations_from() {
    let app = TestApp::shared();
    let path = path(&add(app, &json!({})));
    for name in ["filter[from_ts]", "filter[to_ts]"] {
        let body = app.get(&format!("{path}/invocations?{name}=abc")).by(Caller::Admin).told(400);
        assert_eq!(body["code"], "invalid_parameter");
        assert!(body["description"].as_str().unwrap().starts_with(&format!("Parameter {name} ")), "{body}");
        app.get(&format!("{path}/invocations?{name}=2026-01-01T00:00:00Z")).by(Caller::Admin).told(200);
    }
}

#[test]
fn every_mistake_is_told_and_nothing_is_stored() {
    let app = TestApp::shared();
    let name = unique();
    let wrong = json!({ "name": name, "endpoint": "hooks.acme.com", "http_method": "BREW", "request_format": 7, "status": "asleep",
        "subscriptions": ["zen:event-type:user.eaten"], "custom_headers": { "Host": "a" }, "authentication": { "type": "magic" } });
    let told = mistakes(&app.post(WEBHOOKS, &webhook(&wrong)).by(Caller::Admin).told(422));
    let expected = [
        "endpoint: endpoint_form",
        "http_method: not_offered",
        "request_format: wrong_type",
        "status: not_offered",
        "subscriptions: not_offered",
        "custom_headers: header_form",
        "authentication: not_offered",
    ];
    assert_eq!(told, expected);
    let list = app.get(&format!("{WEBHOOKS}?filter[name_contains]={name}")).by(Caller::Admin).told(200);
    assert_eq!(list["count"], 0);
    // Events are told by POST; also where only one of the two changes.
    let told = mistakes(&app.post(WEBHOOKS, &webhook(&json!({ "http_method": "PUT" }))).by(Caller::Admin).told(422));
    assert_eq!(told, ["http_method: not_offered"]);
    let change = json!({ "webhook": { "http_method": "PUT" } });
    let path = path(&add(app, &json!({})));
    assert_eq!(mistakes(&app.request("PATCH", &path).json(&change).by(Caller::Admin).told(422)), ["http_method: not_offered"]);
}

#[test]
fn credentials_are_sent_and_shown_to_nobody() {
    let app = TestApp::shared();
    let receiver = Receiver::start();
    let secret = "zebra-secret";
    let sent = |authentication: Value| {
        let made = add(app, &json!({ "endpoint": receiver.url, "authentication": authentication }));
        app.post(&format!("{WEBHOOKS}/test?webhook_id={}", made["id"].as_str().unwrap()), &json!({})).by(Caller::Admin).told(200);
        (made, receiver.heard().pop().unwrap())
    };
    let (basic, heard) =
        sent(json!({ "type": "basic_auth", "data": { "username": "usher", "password": secret }, "add_position": "header" }));
    assert_eq!(heard.header("authorization"), "Basic dXNoZXI6emVicmEtc2VjcmV0");
    assert_eq!(basic["authentication"], json!({ "type": "basic_auth", "data": { "username": "usher" }, "add_position": "header" }));
    let (_, heard) = sent(json!({ "type": "bearer_token", "data": { "token": secret } }));
    assert_eq!(heard.header("authorization"), format!("Bearer {secret}"));
    let (_, heard) = sent(json!({ "type": "api_key", "data": { "name": "X-Key", "value": secret } }));
    assert_eq!(heard.header("x-key"), secret);

    let key = unique();
    let body = webhook(&json!({ "authentication": { "type": "bearer_token", "data": { "token": secret } } }));
    let created = [(); 2].map(|()| app.post(WEBHOOKS, &body).header("idempotency-key", &key).by(Caller::Admin).send());
    assert_eq!((&created[0].text, created[1].header("x-idempotency-lookup")), (&created[1].text, Some("hit")));
    let list = app.get(&format!("{WEBHOOKS}?per_page=100")).by(Caller::Admin).send();
    assert!(!list.text.contains(secret) && !created[0].text.contains(secret) && !app.server().log().contains(secret));
    for table in ["audit_log WHERE detail", "idempotency_keys WHERE body", "webhooks WHERE authentication", "webhooks WHERE credential"] {
        let kept = database::count(&app.server().state, &format!("SELECT count(*) FROM {table} LIKE '%' || ? || '%'"), &[secret]);
        assert_eq!(kept, 0, "{table}");
    }
}

#[test]
fn credentials_stay_where_they_were_meant_for() {
    let app = TestApp::shared();
    let (theirs, mine) = (Receiver::start(), Receiver::start());
    let token = |token: &str| json!({ "type": "bearer_token", "data": { "token": token } });
    let made = add(app, &json!({ "endpoint": theirs.url, "authentication": token("stored") }));
    let id = made["id"].as_str().unwrap();
    let test = |receiver: &Receiver, request: Value| {
        app.post(&format!("{WEBHOOKS}/test?webhook_id={id}"), &json!({ "request": request })).by(Caller::Admin).told(200);
        receiver.heard().pop().unwrap().headers.remove("authorization")
    };
    let elsewhere_there = theirs.url.replace("/hook", "/other");
    assert_eq!(test(&theirs, json!({ "endpoint": elsewhere_there })).as_deref(), Some("Bearer stored"));
    assert_eq!(test(&mine, json!({ "endpoint": mine.url })), None);
    assert_eq!(test(&mine, json!({ "endpoint": mine.url, "authentication": token("mine") })).as_deref(), Some("Bearer mine"));
    let noted = "SELECT count(*) FROM audit_log a JOIN webhooks w ON w.id = a.target_id
                 WHERE w.ulid = ? AND a.action = 'webhook.tested' AND a.actor_id = 101";
    assert_eq!(database::count(&app.server().state, noted, &[id]), 3);

    // Who has it lead somewhere else, or a copy of it, says anew as whom.
    let path = path(&made);
    let moved = json!({ "webhook": { "endpoint": mine.url } });
    let clone = format!("{WEBHOOKS}?clone_webhook_id={id}");
    let whole = webhook(&json!({ "endpoint": mine.url }));
    for request in [app.request("PATCH", &path).json(&moved), app.put(&path, &whole), app.post(&clone, &moved)] {
        assert_eq!(mistakes(&request.by(Caller::Admin).told(422)), ["authentication: required"]);
    }
    assert_eq!(show(&path)["endpoint"], theirs.url);
    let patch = |webhook: Value| app.request("PATCH", &path).json(&json!({ "webhook": webhook })).by(Caller::Admin).send().status;
    assert_eq!(patch(json!({ "endpoint": elsewhere_there })), 204);
    assert_eq!(test(&theirs, json!({})).as_deref(), Some("Bearer stored"));
    assert_eq!(patch(json!({ "endpoint": mine.url, "authentication": null })), 204);
    assert_eq!((patch(json!({ "endpoint": theirs.url })), test(&theirs, json!({}))), (204, None));
}

#[test]
fn the_secret_that_signs_is_shown_and_made_anew_once_for_each_request() {
    let app = TestApp::shared();
    let path = format!("{}/signing_secret", path(&add(app, &json!({}))));
    let get = || app.get(&path).by(Caller::Admin).told(200)["signing_secret"]["secret"].take();
    let (first, again) = (get(), get());
    assert_eq!((first.as_str().unwrap().len(), &first), (43, &again));
    let key = unique();
    let reset =
        || app.post(&path, &json!({})).header("idempotency-key", &key).by(Caller::Admin).told(201)["signing_secret"]["secret"].take();
    let (second, repeated) = (reset(), reset());
    assert_ne!(first, second);
    assert_eq!((&second, get()), (&repeated, second.clone()));
}

#[test]
fn a_test_tells_what_came_back_and_keeps_nothing() {
    let app = TestApp::shared();
    let receiver = Receiver::answering(|_| Some("418 Teapot\r\nx-mood: calm".into()));
    let request = json!({ "request": { "endpoint": receiver.url, "http_method": "PUT", "request_format": "xml", "payload": "<a/>",
        "custom_headers": { "X-Team": "blue" } } });
    let told = app.post(&format!("{WEBHOOKS}/test"), &request).by(Caller::Admin).told(200)["response"].take();
    assert_eq!((&told["status"], &told["cause"]), (&json!(418), &json!(null)));
    assert!(told["headers"].as_array().unwrap().contains(&json!({ "key": "x-mood", "value": "calm" })), "{told}");
    let heard = &receiver.heard()[0];
    assert_eq!((heard.method.as_str(), heard.body.as_str(), heard.header("content-type")), ("PUT", "<a/>", "application/xml"));
    assert_eq!(heard.header("x-team"), "blue");
    // Nobody is there.
    let request = json!({ "request": { "endpoint": "http://127.0.0.1:9", "http_method": "POST", "request_format": "json" } });
    let told = app.post(&format!("{WEBHOOKS}/test"), &request).by(Caller::Admin).told(200)["response"].take();
    assert_eq!((&told["status"], &told["cause"]), (&json!(502), &json!("unreachable")));
    assert_eq!(mistakes(&app.post(&format!("{WEBHOOKS}/test"), &json!({ "request": {} })).by(Caller::Admin).told(422)).len(), 3);
}
