//! `/api/v1/registration`: who may come in by themselves, and what would become of an address.

use serde_json::{Value, json};

use crate::settings_app::SettingsApp;
use crate::support::{Caller, TestApp, address, mistakes, unique};

fn lines(app: &TestApp, list: &str) -> String {
    let told = app.get(&format!("/api/v1/registration/{list}")).by(Caller::Admin).told(200);
    assert_eq!(told["registration_list"]["name"], list);
    told["registration_list"]["lines"].as_str().unwrap().to_owned()
}

fn put(app: &TestApp, list: &str, lines: &str) -> Value {
    let wish = json!({ "registration_list": { "lines": lines } });
    app.put(&format!("/api/v1/registration/{list}"), &wish).by(Caller::Admin).told(200)["registration_list"].take()
}

/// Outcome, reason, and the line that decided.
fn verdict(app: &TestApp, email: &str, way: &str) -> (String, String, Value) {
    let asked = json!({ "registration": { "email": email, "way": way } });
    let mut told = app.post("/api/v1/registration/check", &asked).by(Caller::Admin).told(200)["registration"].take();
    let mut text = |key: &str| told[key].take().as_str().unwrap().to_owned();
    (text("outcome"), text("reason"), told["decided_by"].take())
}

/// An instance whose lists are blank, too.
fn take() -> SettingsApp {
    let app = SettingsApp::take();
    put(&app, "allowlist", "");
    put(&app, "blocklist", "");
    app
}

#[test]
fn lists_are_kept_as_they_are_written_in_zendesk() {
    let app = take();
    let told = put(&app, "blocklist", " reject:MegaSpam.com\n*  suspend:Ana@Acme.com\tacme.com reject:megaspam.com ");
    assert_eq!(told, json!({ "name": "blocklist", "lines": "* acme.com ana@acme.com reject:megaspam.com" }));
    assert_eq!(put(&app, "allowlist", "bücher.de *")["lines"], "* xn--bcher-kva.de");
    let change = json!({ "registration_list": { "add": "reject:* new.com", "remove": "acme.com reject:ana@acme.com unknown.com" } });
    app.request("PATCH", "/api/v1/registration/blocklist").json(&change).by(Caller::Admin).told(200);
    assert_eq!(lines(&app, "blocklist"), "reject:* * ana@acme.com reject:megaspam.com new.com");
    assert_eq!(put(&app, "blocklist", "")["lines"], "");
    assert_eq!(lines(&app, "allowlist"), "* xn--bcher-kva.de");
}

#[test]
fn what_is_no_line_is_refused_with_all_others_and_nothing_changes() {
    let app = take();
    put(&app, "allowlist", "acme.com");
    let wish = json!({ "registration_list": { "lines": "new.com @acme.com reject:b.com c..com" } });
    let refused = app.put("/api/v1/registration/allowlist", &wish).by(Caller::Admin).told(422);
    let told: Vec<_> = refused["details"]["lines"].as_array().unwrap().iter().map(|told| told["description"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("@acme.com"), "{told:?}");
    for wish in [json!({}), json!({ "registration_list": "acme.com" }), json!({ "registration_list": { "lines": 7 } })] {
        app.put("/api/v1/registration/allowlist", &wish).by(Caller::Admin).told(400);
    }
    assert_eq!(lines(&app, "allowlist"), "acme.com");
    app.get("/api/v1/registration/greylist").by(Caller::Admin).told(404);
}

#[test]
fn a_list_has_as_many_lines_as_it_needs() {
    let app = take();
    let many: Vec<_> = (10_000..40_000).map(|n| format!("reject:spam-{n}.com")).collect();
    assert_eq!(put(&app, "blocklist", &many.join(" "))["lines"].as_str().unwrap(), many.join(" "));
    let more: Vec<_> = (40_000..70_000).map(|n| format!("reject:spam-{n}.com")).collect();
    let change = json!({ "registration_list": { "add": more.join(" ") } });
    app.request("PATCH", "/api/v1/registration/blocklist").json(&change).by(Caller::Admin).told(200);
    assert_eq!(lines(&app, "blocklist").split(' ').count(), 60_000);
    assert_eq!(verdict(&app, "a@spam-69999.com", "signup").0, "refuse");
    assert_eq!(verdict(&app, "a@spam-70000.com", "signup").0, "admit");
}

#[test]
fn the_tester_says_what_would_happen_and_which_line_decided() {
    let app = take();
    put(&app, "allowlist", "gmail.com");
    put(&app, "blocklist", "* reject:spam@gmail.com");
    assert_eq!(verdict(&app, "ana@gmail.com", "request"), of("admit", "line", ("allowlist", "gmail.com")));
    assert_eq!(verdict(&app, "SPAM@gmail.com", "request"), of("refuse", "line", ("blocklist", "reject:spam@gmail.com")));
    assert_eq!(verdict(&app, "ana@acme.com", "mail"), of("suspend", "line", ("blocklist", "*")));
    assert_eq!(verdict(&app, "ana@acme.com", "signup"), of("refuse", "line", ("blocklist", "*")));
    put(&app, "blocklist", "");
    app.set(&json!({ "registration": { "access": "restricted" } }));
    // The account that decides is the one that was read within the last seconds, in the isolate that changed it at once.
    assert_eq!(verdict(&app, "ana@acme.com", "request"), ("suspend".into(), "not_on_allowlist".into(), Value::Null));
    app.set(&json!({ "registration": { "access": "open", "authentication_required": true } }));
    assert_eq!(verdict(&app, "ana@gmail.com", "request"), ("refuse".into(), "authentication_required".into(), Value::Null));
}

fn of(outcome: &str, reason: &str, (list, line): (&str, &str)) -> (String, String, Value) {
    (outcome.into(), reason.into(), json!({ "list": list, "line": line }))
}

#[test]
fn the_tester_knows_whose_address_it_is() {
    let app = take();
    app.set(&json!({ "registration": { "access": "closed", "ask_to_register": true } }));
    let add = |email: &str, more: Value| {
        let mut user = json!({ "name": unique(), "email": email });
        user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        app.post("/api/v2/users", &json!({ "user": user })).by(Caller::Admin).told(201);
    };
    let (unverified, verified, suspended) = (address(), address(), address());
    add(&unverified, json!({}));
    add(&verified, json!({ "verified": true }));
    add(&suspended, json!({ "verified": true, "suspended": true }));
    let of = |email: &str| {
        let (outcome, reason, _) = verdict(&app, &email.to_uppercase(), "mail");
        (outcome, reason)
    };
    assert_eq!(of(&address()), ("suspend".into(), "closed".into()));
    assert_eq!(of(&unverified), ("await_verification".into(), "ask_to_register".into()));
    assert_eq!(of(&verified), ("admit".into(), "access".into()));
    assert_eq!(of(&suspended), ("suspend".into(), "user_suspended".into()));
}

#[test]
fn an_address_that_is_none_and_a_way_that_there_is_not_are_refused() {
    let app = TestApp::shared();
    let told =
        |asked: Value, status| app.post("/api/v1/registration/check", &json!({ "registration": asked })).by(Caller::Admin).told(status);
    assert_eq!(mistakes(&told(json!({ "email": "ana@", "way": "mail" }), 422)).len(), 1);
    assert_eq!(told(json!({ "email": "ana@acme.com", "way": "door" }), 400)["code"], "invalid_parameter");
    assert_eq!(told(json!("ana@acme.com"), 400)["code"], "missing_object");
}
