//! Two profiles of one person become one.

use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp, address, national_number, unique};

fn merge(source: &Value, receiver: &Value) -> Answer {
    TestApp::shared().put(&format!("/api/v2/users/{source}/merge"), &json!({ "user": receiver })).by(Caller::Agent).send()
}

fn identities(id: &Value) -> Vec<(String, bool)> {
    let list = TestApp::shared().get(&format!("/api/v2/users/{id}/identities")).by(Caller::Agent).told(200);
    let identity = |identity: &Value| (identity["value"].as_str().unwrap().to_owned(), identity["primary"].as_bool().unwrap());
    list["identities"].as_array().unwrap().iter().map(identity).collect()
}

#[test]
fn nothing_that_either_profile_had_is_lost() {
    let app = TestApp::shared();
    let (first, second, number) = (address(), address(), national_number());
    let source = app.add(&json!({
        "name": unique(), "email": first, "phone": number, "external_id": unique(), "tags": ["b", "c"], "notes": "from source",
        "details": "only here", "organization_id": 301,
    }));
    let receiver =
        app.add(&json!({ "name": unique(), "email": second, "tags": ["a", "b"], "notes": "from receiver", "organization_id": 302 }));
    let merged = merge(&source["id"], &json!({ "id": receiver["id"] })).told(200)["user"].take();
    for (key, expected) in [
        ("id", &receiver["id"]),
        ("name", &receiver["name"]),
        ("email", &receiver["email"]),
        ("organization_id", &json!(302)),
        ("phone", &source["phone"]),
        ("external_id", &source["external_id"]),
        ("tags", &json!(["a", "b", "c"])),
        ("notes", &json!("from receiver\nfrom source")),
        ("details", &json!("only here")),
    ] {
        assert_eq!(merged[key], *expected, "{key}");
    }
    assert_eq!(app.user(&receiver["id"]), merged);
    let mut expected = [(first, false), (second, true), (source["phone"].as_str().unwrap().to_owned(), true)];
    let mut found = identities(&receiver["id"]);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    let organizations = app.get(&format!("/api/v2/users/{}/organizations", receiver["id"])).by(Caller::Agent).told(200);
    assert_eq!(organizations["organizations"].as_array().unwrap().iter().map(|one| &one["id"]).collect::<Vec<_>>(), [301, 302]);
    let gone = app.user(&source["id"]);
    assert_eq!((&gone["active"], &gone["notes"]), (&json!(false), &json!("from source")));
}

#[test]
fn the_receiver_is_named_by_any_address_of_theirs() {
    let app = TestApp::shared();
    let (source, email) = (app.add(&json!({ "name": unique() })), address());
    let receiver = app.add(&json!({ "name": unique(), "email": email }));
    assert_eq!(merge(&source["id"], &json!({ "email": email.to_uppercase() })).told(200)["user"]["id"], receiver["id"]);
}

#[test]
fn only_two_customers_can_be_merged() {
    let app = TestApp::shared();
    let id = app.add(&json!({ "name": unique() }))["id"].take();
    assert_eq!(merge(&id, &json!({ "id": id })).told(422)["code"], "cannot_merge");
    let by_admin = |source: &Value, receiver: &Value| {
        app.put(&format!("/api/v2/users/{source}/merge"), &json!({ "user": { "id": receiver } })).by(Caller::Admin).send()
    };
    assert_eq!(by_admin(&id, &json!(103)).told(422)["code"], "cannot_merge");
    assert_eq!(by_admin(&json!(103), &id).told(422)["code"], "cannot_merge");
    assert_eq!(merge(&id, &json!({ "id": 999_999 })).told(404)["error"], "RecordNotFound");
    assert_eq!(merge(&id, &json!({})).told(422)["details"]["id"][0]["code"], "required");
    assert_eq!(app.user(&id)["active"], true);
}
