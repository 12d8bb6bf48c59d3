//! Requests of those who are not signed in, under the rules of registration: admitted, made to wait, refused.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::database;
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, TestApp, address, unique};

const SUSPENDED: &str = "/api/v2/suspended_tickets";

fn request(email: &str, more: &Value) -> Value {
    let mut request = json!({ "requester": { "name": "Ana Díaz", "email": email }, "subject": "Where is my parcel?", "comment": { "body": "It is late." } });
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "request": request })
}

pub fn send(app: &TestApp, email: &str) -> Answer {
    app.post("/api/v2/requests", &request(email, &json!({}))).send()
}

pub fn put(app: &TestApp, list: &str, lines: &str) {
    let wish = json!({ "registration_list": { "lines": lines } });
    app.put(&format!("/api/v1/registration/{list}"), &wish).by(Caller::Admin).told(200);
}

/// An instance with these settings.
pub fn take(registration: &Value) -> SettingsApp {
    let app = SettingsApp::take();
    app.set(&json!({ "registration": registration }));
    app
}

/// What waits for somebody, if it does.
pub fn waiting(app: &TestApp, email: &str) -> Option<Value> {
    let list = app.get(&format!("{SUSPENDED}?page[size]=100")).by(Caller::Agent).told(200);
    list["suspended_tickets"].as_array().unwrap().iter().find(|waiting| waiting["author"]["email"] == email).cloned()
}

pub fn known(app: &TestApp, email: &str) -> usize {
    app.get(&format!("/api/v2/users/search?query=email:{email}")).by(Caller::Admin).told(200)["users"].as_array().unwrap().len()
}

/// What is told of a request, but for what differs from one to the next.
fn told(answer: &Answer) -> Value {
    let mut request = answer.told(201)["request"].take();
    for key in ["id", "url", "created_at", "updated_at"] {
        assert!(!request[key].take().is_null(), "{key}");
    }
    request
}

#[test]
fn what_waits_is_answered_as_what_does_not_and_becomes_a_ticket_of_its_number() {
    let app = take(&json!({}));
    put(&app, "blocklist", "waits.acme.com");
    let (admitted, held) = (address(), format!("{}@waits.acme.com", unique()));
    let (first, second) = (send(&app, &admitted), send(&app, &held));
    assert_eq!(told(&first), told(&second));
    let number = |answer: &Answer| answer.told(201)["request"]["id"].as_i64().unwrap();
    let (ticket, waits) = (number(&first), number(&second));
    assert_eq!(waits, ticket + 1);
    assert_eq!((known(&app, &admitted), known(&app, &held)), (1, 0));
    // The next has a number of its own.
    assert_eq!(number(&send(&app, &address())), waits + 1);

    let shown = waiting(&app, &held).unwrap();
    assert_eq!((&shown["id"], &shown["reason"]), (&json!(waits), &json!("line")));
    assert_eq!((&shown["subject"], &shown["content"]), (&json!("Where is my parcel?"), &json!("It is late.")));
    assert_eq!(app.get(&format!("{SUSPENDED}/{waits}")).by(Caller::Agent).told(200)["suspended_ticket"], shown);
    app.get(&format!("/api/v2/tickets/{waits}")).by(Caller::Agent).told(404);

    let recovered = app.put(&format!("{SUSPENDED}/{waits}/recover"), &json!({})).by(Caller::Agent).told(200);
    assert_eq!((&recovered["ticket"]["id"], &recovered["ticket"]["description"]), (&json!(waits), &json!("It is late.")));
    assert_eq!(recovered["ticket"]["submitter_id"], recovered["ticket"]["requester_id"]);
    assert_eq!((known(&app, &held), waiting(&app, &held)), (1, None));
    app.put(&format!("{SUSPENDED}/{waits}/recover"), &json!({})).by(Caller::Agent).told(404);
}

#[test]
fn what_is_deleted_leaves_its_number_and_nothing_else() {
    let app = take(&json!({ "access": "restricted" }));
    put(&app, "allowlist", "acme.com");
    let email = address();
    let waits = send(&app, &email).told(201)["request"]["id"].as_i64().unwrap();
    assert_eq!(waiting(&app, &email).unwrap()["reason"], "not_on_allowlist");
    let path = format!("{SUSPENDED}/{waits}");
    assert_eq!(app.request("DELETE", &path).by(Caller::Agent).send().status, 204);
    app.request("DELETE", &path).by(Caller::Agent).told(404);
    app.put(&format!("{path}/recover"), &json!({})).by(Caller::Agent).told(404);
    let left = database::run(
        &app.server().state,
        "SELECT state, name, email, content, draft FROM suspended_tickets WHERE id = ?",
        &[&waits.to_string()],
    );
    assert_eq!(json!(left), json!([["deleted", null, null, null, null]]));
    let next = app.post("/api/v2/requests", &request(&format!("{}@acme.com", unique()), &json!({}))).send();
    assert!(next.told(201)["request"]["id"].as_i64().unwrap() > waits);
}

#[test]
fn what_is_refused_is_told_why_and_leaves_nothing() {
    let app = take(&json!({}));
    put(&app, "blocklist", "reject:spam.acme.com");
    let email = format!("{}@spam.acme.com", unique());
    assert_eq!(send(&app, &email).told(403)["code"], "address_refused");
    assert_eq!((known(&app, &email), waiting(&app, &email)), (0, None));
    for closed in [json!({ "access": "closed" }), json!({ "access": "open", "authentication_required": true })] {
        app.set(&json!({ "registration": closed }));
        let (email, name) = (address(), unique());
        let added = json!({ "user": { "name": name, "email": email, "verified": true } });
        app.post("/api/v2/users", &added).by(Caller::Admin).told(201);
        // Anybody can give anybody's address: what is told does not say whether it is known.
        assert_eq!(send(&app, &email).told(401), send(&app, &address()).told(401));
    }
}

#[test]
fn whom_the_directory_knows_no_answer_tells() {
    let app = take(&json!({}));
    let known_as = address();
    let id =
        app.post("/api/v2/users", &json!({ "user": { "name": unique(), "email": known_as } })).by(Caller::Admin).told(201)["user"]["id"]
            .take();
    let nameless = |email: &str| {
        let sent = json!({ "request": { "requester": { "email": email }, "comment": { "body": "x" } } });
        app.post("/api/v2/requests", &sent).told(422)
    };
    assert_eq!(nameless(&known_as), nameless(&address()));
    assert_eq!(told(&send(&app, &known_as)), told(&send(&app, &address())));
    let copied = |whom: &Value| told(&app.post("/api/v2/requests", &request(&address(), &json!({ "collaborators": [whom] }))).send());
    assert_eq!(copied(&id), copied(&json!(999_999_999)));
    assert_eq!(copied(&json!(known_as)), copied(&json!(address())));
}

#[test]
fn who_is_suspended_is_told_nothing_of_it() {
    let app = take(&json!({}));
    let email = address();
    let user = json!({ "user": { "name": unique(), "email": email, "suspended": true } });
    app.post("/api/v2/users", &user).by(Caller::Admin).told(201);
    assert_eq!(told(&send(&app, &email)), told(&send(&app, &address())));
    assert_eq!(waiting(&app, &email).unwrap()["reason"], "user_suspended");
}

#[test]
fn the_same_request_twice_waits_once() {
    let app = take(&json!({ "ask_to_register": true }));
    let (email, key) = (address(), unique());
    let again = || app.post("/api/v2/requests", &request(&email, &json!({}))).header("idempotency-key", &key).told(201);
    let first = again();
    assert_eq!(first, again());
    // Though it would be refused by now.
    app.set(&json!({ "registration": { "authentication_required": true } }));
    assert_eq!(first, again());
    let all = app.get(&format!("{SUSPENDED}?page[size]=100")).by(Caller::Agent).told(200);
    let theirs = all["suspended_tickets"].as_array().unwrap().iter().filter(|waiting| waiting["author"]["email"] == email.as_str());
    assert_eq!(theirs.count(), 1);
}

#[test]
fn what_waits_for_a_proof_is_released_when_there_is_one() {
    let app = take(&json!({ "ask_to_register": true }));
    let (email, other) = (address(), address());
    let waits = send(&app, &email).told(201)["request"]["id"].as_i64().unwrap();
    send(&app, &other).told(201);
    assert_eq!(waiting(&app, &email).unwrap()["reason"], "ask_to_register");
    let user = json!({ "user": { "name": "Ana D.", "email": email, "verified": true } });
    let user = app.post("/api/v2/users", &user).by(Caller::Agent).told(201)["user"]["id"].clone();
    let until = Instant::now() + Duration::from_secs(30);
    while waiting(&app, &email).is_some() {
        assert!(Instant::now() < until, "not released");
        app.server().strike();
        thread::sleep(Duration::from_millis(200));
    }
    let ticket = app.get(&format!("/api/v2/tickets/{waits}")).by(Caller::Agent).told(200)["ticket"].take();
    assert_eq!((&ticket["requester_id"], &ticket["subject"]), (&user, &json!("Where is my parcel?")));
    assert!(waiting(&app, &other).is_some());
    // Whoever has proved it waits no more.
    send(&app, &email).told(201);
    assert_eq!(waiting(&app, &email), None);
}

#[test]
fn what_nobody_looks_at_for_two_weeks_goes() {
    let app = take(&json!({ "ask_to_register": true }));
    let emails = [address(), address()];
    let ids = emails.each_ref().map(|email| send(&app, email).told(201)["request"]["id"].to_string());
    for (id, days) in ids.iter().zip(["-13 days", "-15 days"]) {
        let age = "UPDATE suspended_tickets SET created_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', ?) WHERE id = ?";
        database::run(&app.server().state, age, &[days, id]);
    }
    let until = Instant::now() + Duration::from_secs(30);
    while waiting(&app, &emails[1]).is_some() {
        assert!(Instant::now() < until, "it stays");
        app.server().strike();
        thread::sleep(Duration::from_millis(200));
    }
    assert!(waiting(&app, &emails[0]).is_some());
}

#[test]
fn a_stranger_copies_in_only_those_who_may_come_in() {
    let app = take(&json!({}));
    put(&app, "blocklist", "spam.acme.com");
    let (new, spam) = (address(), format!("{}@spam.acme.com", unique()));
    let sent = request(&address(), &json!({ "collaborators": [new, spam] }));
    let answer = app.post("/api/v2/requests", &sent).told(201);
    assert_eq!((&answer["request"]["email_cc_ids"], &answer["request"]["requester_id"]), (&json!([]), &Value::Null));
    assert_eq!((known(&app, &new), known(&app, &spam)), (1, 0));
}
