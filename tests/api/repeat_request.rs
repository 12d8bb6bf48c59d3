//! `Idempotency-Key`: the same request, sent twice, happens once.

use std::thread;

use serde_json::{Value, json};

use crate::create_user::stored;
use crate::support::{Answer, Caller, Request, TestApp, address, mistakes, unique};

const USERS: &str = usher_shared::api::USERS;

fn add(caller: Caller, key: &str, user: &Value) -> Request<'static> {
    TestApp::shared().post(USERS, &json!({ "user": user })).by(caller).header("idempotency-key", key)
}

fn assert_mismatch(answer: &Answer) {
    let expected = r#"{"error":"IdempotentRequestError","description":"Request parameters don't match the given idempotency key","code":"idempotency_mismatch"}"#;
    assert_eq!((answer.status, &*answer.text), (400, expected));
}

#[test]
fn the_same_request_gets_the_same_answer_and_happens_once() {
    for email in [json!(null), json!(address())] {
        let (key, name) = (unique(), unique());
        let user = json!({ "name": name, "email": email });
        let first = add(Caller::Agent, &key, &user).send();
        assert_eq!((first.status, first.header("x-idempotency-lookup")), (201, Some("miss")));
        // What has happened to the user since then makes no difference.
        TestApp::shared().change(&first.told(201)["user"]["id"], &json!({ "notes": "changed" }));
        for _ in 0..3 {
            let again = add(Caller::Agent, &key, &user).send();
            assert_eq!((again.status, &again.text), (201, &first.text));
            assert_eq!((again.header("location"), again.header("x-idempotency-lookup")), (first.header("location"), Some("hit")));
        }
        assert_eq!(stored(TestApp::shared(), &name), 1);
    }
}

#[test]
fn another_body_under_the_same_key_is_refused() {
    let (key, name, other) = (unique(), unique(), unique());
    add(Caller::Agent, &key, &json!({ "name": name })).told(201);
    assert_mismatch(&add(Caller::Agent, &key, &json!({ "name": other })).send());
    assert_mismatch(&add(Caller::Agent, &key, &json!({ "name": name, "email": address() })).send());
    let query = TestApp::shared().post(&format!("{USERS}?entry_point=api"), &json!({ "user": { "name": name } }));
    assert_mismatch(&query.by(Caller::Agent).header("idempotency-key", &key).send());
    assert_eq!((stored(TestApp::shared(), &name), stored(TestApp::shared(), &other)), (1, 0));
}

#[test]
fn the_same_key_of_another_caller_is_another_key() {
    let (key, name) = (unique(), unique());
    let user = json!({ "name": name });
    let first = add(Caller::Agent, &key, &user).told(201);
    let second = add(Caller::Restricted, &key, &user).send();
    assert_eq!(second.header("x-idempotency-lookup"), Some("miss"));
    assert_ne!(second.told(201)["user"]["id"], first["user"]["id"]);
    assert_eq!(stored(TestApp::shared(), &name), 2);
}

#[test]
fn a_refusal_is_not_remembered() {
    let (key, email) = (unique(), address());
    let taken = TestApp::shared().add(&json!({ "name": unique(), "email": email }));
    let user = json!({ "name": unique(), "email": email, "phone": "" });
    assert_eq!(mistakes(&add(Caller::Agent, &key, &user).told(422)), ["email: taken"]);
    assert_eq!(mistakes(&add(Caller::Agent, &key, &json!({ "name": "" })).told(422)), ["name: required"]);
    assert!(taken["id"].is_i64());
    add(Caller::Agent, &key, &json!({ "name": unique() })).told(201);
}

#[test]
fn what_is_no_key_is_refused() {
    let name = unique();
    for key in ["", "a b", "é", &"x".repeat(256)] {
        let body = add(Caller::Agent, key, &json!({ "name": name })).told(400);
        assert_eq!((&body["error"], &body["code"]), (&json!("IdempotentRequestError"), &json!("idempotency_key_form")), "{key}");
    }
    assert_eq!(stored(TestApp::shared(), &name), 0);
    add(Caller::Agent, &format!("{:x<255}", unique()), &json!({ "name": name })).told(201);
}

#[test]
fn fifty_at_once_make_one_user_and_get_one_answer() {
    let (key, name) = (unique(), unique());
    let user = json!({ "name": name, "email": address() });
    let answers = thread::scope(|scope| {
        let threads: Vec<_> = (0..50).map(|_| scope.spawn(|| add(Caller::Agent, &key, &user).send())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let first = &answers[0];
    for answer in &answers {
        assert_eq!((answer.status, &answer.text, answer.header("location")), (201, &first.text, first.header("location")));
    }
    let misses = answers.iter().filter(|answer| answer.header("x-idempotency-lookup") == Some("miss")).count();
    assert_eq!((misses, stored(TestApp::shared(), &name)), (1, 1));
}

#[test]
fn an_embed_key_is_made_once_and_its_secret_is_told_again() {
    let app = TestApp::shared();
    let (key, name) = (unique(), unique());
    let make = |name: &str| {
        let body = json!({ "embed_key": { "name": name, "origins": ["https://portal.acme.test"] } });
        app.post("/api/v1/embed_keys", &body).by(Caller::Admin).header("idempotency-key", &key).send()
    };
    let (first, again) = (make(&name), make(&name));
    assert!(first.told(201)["embed_key"]["secret"].is_string());
    assert_eq!((again.status, &again.text, again.header("x-idempotency-lookup")), (201, &first.text, Some("hit")));
    assert_mismatch(&make(&unique()));
    assert_mismatch(&add(Caller::Admin, &key, &json!({ "name": unique() })).send());
    let made = "SELECT count(*) FROM embed_keys WHERE name = ?";
    assert_eq!(crate::database::count(&app.server().state, made, &[&name]), 1);
}
