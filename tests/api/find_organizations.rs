//! `GET /api/v2/organizations/{id}` and `GET /api/v2/organizations/autocomplete`.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp, unique};

fn autocomplete(name: &str) -> Value {
    TestApp::shared().get(&format!("/api/v2/organizations/autocomplete.json?name={name}")).by(Caller::Restricted).told(200)
}

#[test]
fn an_organization_has_the_keys_that_zendesk_recorded() {
    let app = TestApp::shared();
    let answer = app.get("/api/v2/organizations/301.json").by(Caller::Light).send();
    let expected = format!(
        r#"{{"organization":{{"url":"{}/api/v2/organizations/301.json","id":301,"name":"Northwind Traders","shared_tickets":false,"shared_comments":false,"external_id":null,"created_at":"2026-01-02T09:00:00Z","updated_at":"2026-01-02T09:00:00Z","domain_names":[],"details":null,"notes":null,"group_id":null,"tags":[],"organization_fields":{{}}}}}}"#,
        app.base
    );
    assert_eq!((answer.status, answer.text), (200, expected));
}

#[test]
fn an_organization_that_does_not_exist_is_not_found() {
    let app = TestApp::shared();
    for id in ["999999", "9223372036854775807"] {
        assert_eq!(app.get(&format!("/api/v2/organizations/{id}")).by(Caller::Agent).told(404)["error"], "RecordNotFound");
    }
    assert_eq!(app.get("/api/v2/organizations/abc").by(Caller::Agent).told(400)["code"], "invalid_id");
}

#[test]
fn organizations_are_found_by_how_their_names_begin() {
    let found = autocomplete("NORTH");
    assert_eq!(
        found["organizations"],
        json!([TestApp::shared().get("/api/v2/organizations/301").by(Caller::Agent).told(200)["organization"]])
    );
    assert_eq!((&found["next_page"], &found["previous_page"], &found["count"]), (&json!(null), &json!(null), &json!(1)));
}

#[test]
fn nothing_is_found_for_nothing_and_for_what_is_no_name() {
    let nothing = json!({ "organizations": [], "next_page": null, "previous_page": null, "count": 0 });
    for name in ["", "%20", "wind", "%25", "_orthwind", "a%00b", "a%7Cb"] {
        assert_eq!(autocomplete(name), nothing, "{name}");
    }
    assert_eq!(TestApp::shared().get("/api/v2/organizations/autocomplete").by(Caller::Agent).told(200), nothing);
}

#[test]
fn as_many_are_found_as_are_asked_for() {
    let app = TestApp::shared();
    let name = unique();
    for number in 10..31 {
        app.add(&json!({ "name": unique(), "organization": { "name": format!("{name} {number}") } }));
    }
    let found = autocomplete(&format!("{name}&per_page=20"));
    let names: Vec<_> = found["organizations"].as_array().unwrap().iter().map(|found| found["name"].as_str().unwrap()).collect();
    let expected: Vec<_> = (10..30).map(|number| format!("{name} {number}")).collect();
    assert_eq!(names, expected);
}
