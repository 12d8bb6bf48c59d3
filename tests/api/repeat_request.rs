//! `Idempotency-Key`: the same request, sent twice, happens once.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use usher_shared::operation::Operation;

use crate::create_user::stored;
use crate::mailbox::check;
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, Request, TestApp, address, mistakes, unique};
use crate::tell_webhooks::webhook;

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
fn what_was_answered_is_forgotten_after_a_day_by_the_clock() {
    let app = TestApp::start();
    let state = &app.server().state;
    let made = ["old", "new"]
        .map(|key| app.post(USERS, &json!({ "user": { "name": unique() } })).by(Caller::Agent).header("idempotency-key", key));
    for request in made {
        request.told(201);
    }
    // Nobody sends a key any more.
    let age = "UPDATE idempotency_keys SET created_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-25 hours') WHERE key = 'old'";
    crate::database::run(state, age, &[]);
    app.server().strike();
    for _ in 0..200 {
        let kept = crate::database::run(state, "SELECT key FROM idempotency_keys", &[]);
        if kept == [["new"]] {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("it is kept: {}", app.server().end_of_log());
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

/// What may be written is decided anew each time, and what was written is told all the same.
#[test]
fn what_would_be_refused_by_now_gets_the_answer_that_it_got() {
    let app = SettingsApp::take();
    let send = |path: &str, body: &Value, key: &str| app.post(path, body).by(Caller::Admin).header("idempotency-key", key).send();
    let user = json!({ "user": { "name": unique() } });
    let group = app.post("/api/v2/groups", &json!({ "group": { "name": unique() } })).by(Caller::Admin).told(201)["group"]["id"].take();
    let ticket = json!({ "ticket": { "comment": { "body": "x" }, "group_id": group } });
    let [of_user, of_ticket] = [(); 2].map(|()| unique());
    let first = [send(USERS, &user, &of_user), send("/api/v2/tickets", &ticket, &of_ticket)];
    app.set(&json!({ "entry_points": { "api": { "fields": { "email": "required" } } } }));
    assert_eq!(app.request("DELETE", &format!("/api/v2/groups/{group}")).by(Caller::Admin).send().status, 204);
    let again = [send(USERS, &user, &of_user), send("/api/v2/tickets", &ticket, &of_ticket)];
    for (first, again) in first.iter().zip(&again) {
        assert_eq!((first.status, again.status, &first.text), (201, 201, &again.text));
        assert_eq!(again.header("x-idempotency-lookup"), Some("hit"));
    }
    for (path, body) in [(USERS, &user), ("/api/v2/tickets", &ticket)] {
        assert_eq!(send(path, body, &unique()).status, 422, "{path}");
    }
}

/// A path and a body for each POST that writes.
fn writes() -> Vec<(Operation, String, Value)> {
    let app = TestApp::shared();
    let organization = || {
        let body = json!({ "organization": { "name": unique() } });
        app.post("/api/v2/organizations", &body).by(Caller::Admin).told(201)["organization"]["id"].take()
    };
    let group = || app.post("/api/v2/groups", &json!({ "group": { "name": unique() } })).by(Caller::Admin).told(201)["group"]["id"].take();
    let customer = || app.add(&json!({ "name": unique() }))["id"].take();
    let user = || json!({ "name": unique(), "email": address(), "external_id": unique() });
    let identity = || json!({ "identity": { "type": "email", "value": address() } });
    let admin = Caller::Admin.id();
    let member = |organization: Value| json!({ "organization_membership": { "user_id": customer(), "organization_id": organization } });
    let of_group = || json!({ "group_membership": { "user_id": admin, "group_id": group() } });
    // Inactive, so that no other test is shown them.
    let list = json!({ "key": unique(), "type": "dropdown", "title": "x", "active": false, "custom_field_options": [{ "name": "A", "value": "a" }] });
    let list = app.post("/api/v2/user_fields", &json!({ "user_field": list })).by(Caller::Admin).told(201)["user_field"].take();
    let of_list = list["id"].to_string();
    let option = json!({ "id": list["custom_field_options"][0]["id"], "name": "B", "value": "b" });
    let field = || json!({ "key": unique(), "type": "text", "title": "x", "active": false });
    Vec::from([
        (Operation::CreateUserField, String::new(), json!({ "user_field": field() })),
        (Operation::CreateOrganizationField, String::new(), json!({ "organization_field": field() })),
        (Operation::CreateOrUpdateUserFieldOption, of_list.clone(), json!({ "custom_field_option": { "name": "C", "value": "c" } })),
        (Operation::CreateOrUpdateUserFieldOption, of_list, json!({ "custom_field_option": option })),
        (Operation::CreateUser, String::new(), json!({ "user": user() })),
        (Operation::CreateOrUpdateUser, String::new(), json!({ "user": user() })),
        (Operation::CreateOrUpdateUser, String::new(), json!({ "user": { "id": customer(), "notes": "changed" } })),
        (Operation::CreateManyUsers, String::new(), json!({ "users": [user()] })),
        (Operation::CreateOrUpdateManyUsers, String::new(), json!({ "users": [user()] })),
        (Operation::ReplaceUserTags, customer().to_string(), json!({ "tags": [unique()] })),
        (Operation::CreateIdentity, customer().to_string(), identity()),
        (Operation::CreateEndUserIdentity, admin.to_string(), identity()),
        (Operation::CreateOrganization, String::new(), json!({ "organization": { "name": unique() } })),
        (Operation::CreateOrUpdateOrganization, String::new(), json!({ "organization": { "name": unique(), "external_id": unique() } })),
        (Operation::CreateOrUpdateOrganization, String::new(), json!({ "organization": { "id": organization(), "notes": "changed" } })),
        (Operation::CreateManyOrganizations, String::new(), json!({ "organizations": [{ "name": unique() }] })),
        (Operation::MergeOrganization, organization().to_string(), json!({ "organization_merge": { "winner_id": organization() } })),
        (Operation::SetOrganizationTags, organization().to_string(), json!({ "tags": [unique()] })),
        (Operation::CreateOrganizationMembership, String::new(), member(organization())),
        (Operation::CreateUserOrganizationMembership, customer().to_string(), member(organization())),
        (
            Operation::CreateManyOrganizationMemberships,
            String::new(),
            json!({ "organization_memberships": [member(organization())["organization_membership"]] }),
        ),
        (Operation::CreateGroup, String::new(), json!({ "group": { "name": unique() } })),
        (Operation::CreateGroupMembership, String::new(), of_group()),
        (Operation::CreateUserGroupMembership, admin.to_string(), of_group()),
        (Operation::CreateTicket, String::new(), json!({ "ticket": { "comment": { "body": unique() } } })),
        (Operation::CreateRequest, String::new(), json!({ "request": { "subject": unique(), "comment": { "body": unique() } } })),
        (Operation::CreateWebhook, String::new(), json!({ "webhook": webhook("https://hooks.acme.com", &[]) })),
        (Operation::ResetWebhookSecret, dead_letter(), json!({})),
        (Operation::ResendWebhookInvocation, dead_letter(), json!({})),
        (Operation::SignUp, String::new(), json!({ "sign_up": { "name": unique(), "email": address() }, "check": check(app) })),
        (Operation::SignIn, String::new(), json!({ "sign_in": { "email": address() }, "check": check(app) })),
        (Operation::RequestOwnDeletion, String::new(), json!({})),
        (Operation::CreateEmbedKey, String::new(), json!({ "embed_key": { "name": unique(), "origins": ["https://portal.test"] } })),
    ])
}

/// An id that is a webhook's, and that of something that the webhook could not be told.
fn dead_letter() -> String {
    let app = TestApp::shared();
    let made = app.post("/api/v2/webhooks", &json!({ "webhook": webhook("https://hooks.acme.com", &[]) })).by(Caller::Admin).told(201);
    let id = made["webhook"]["id"].as_str().unwrap();
    let insert = "INSERT INTO webhook_invocations (id, ulid, webhook_id, event_id, type, subject_id, body, status, created_at)
                  SELECT id, ulid, id, ulid, 'x', 1, '{}', 'failed', created_at FROM webhooks WHERE ulid = ?";
    crate::database::run(&app.server().state, insert, &[id]);
    id.into()
}

/// They only read, or try something out: sent again, they say how things are now.
const READS: &[Operation] = &[
    Operation::AutocompleteUsersByBody,
    Operation::AutocompleteTagsByBody,
    Operation::CheckRegistration,
    Operation::FindSuggestions,
    Operation::TestWebhook,
    Operation::PreviewMail,
];

/// They use up what they are about, or wait for a minute: sent again, they are refused.
const ONCE: &[Operation] = &[Operation::ProveByToken, Operation::ProveByCode, Operation::ResendProof, Operation::ResendOutboxEntry];

#[test]
fn every_request_that_adds_something_is_carried_out_once() {
    let writes = writes();
    for operation in Operation::ALL.iter().filter(|operation| operation.method() == "POST") {
        assert!(
            READS.contains(operation) || ONCE.contains(operation) || writes.iter().any(|(written, ..)| written == operation),
            "{}",
            operation.name()
        );
    }
    for (operation, id, body) in writes {
        let path = operation.path().split('/').map(|part| if part.starts_with('{') { &*id } else { part }).collect::<Vec<_>>().join("/");
        let key = unique();
        let send = || TestApp::shared().post(&path, &body).by(Caller::Admin).header("idempotency-key", &key).send();
        let (first, again) = (send(), send());
        let told = |answer: &Answer| (answer.status, answer.text.clone(), answer.header("location").map(String::from));
        assert!((200..300).contains(&first.status), "{path}: {}", first.text);
        assert_eq!(told(&first), told(&again), "{path}");
        let lookups = [&first, &again].map(|answer| answer.header("x-idempotency-lookup").map(String::from));
        assert_eq!(lookups, [Some("miss".into()), Some("hit".into())], "{path}");
    }
}
