//! `GET /api/v2/users/{id}/identities`.

use serde_json::json;

use crate::support::{Caller, TestApp, address, unique};

#[test]
fn identities_have_the_keys_that_zendesk_recorded_and_the_primary_one_comes_first() {
    let app = TestApp::shared();
    let answer = app.get("/api/v2/users/201/identities.json").by(Caller::Light).send();
    let identity = |id: u32, kind: &str, value: &str, state: &str| {
        format!(
            r#"{{"url":"{}/api/v2/users/201/identities/{id}.json","id":{id},"user_id":201,"type":"{kind}","value":"{value}","verified":false,"primary":true,"created_at":"2026-01-02T09:00:00Z","updated_at":"2026-01-02T09:00:00Z","undeliverable_count":0,"deliverable_state":"{state}"}}"#,
            app.base
        )
    };
    let expected = format!(
        r#"{{"identities":[{},{}],"next_page":null,"previous_page":null,"count":2}}"#,
        identity(405, "email", "ana.diaz@example.org", "reserved_example"),
        identity(406, "phone_number", "+34911234567", "deliverable"),
    );
    assert_eq!((answer.status, answer.text), (200, expected));
}

#[test]
fn what_an_update_adds_is_listed_after_what_there_was() {
    let app = TestApp::shared();
    let [first, second] = [(); 2].map(|()| address());
    let id = app.add(&json!({ "name": unique(), "email": first }))["id"].take();
    app.put(&format!("/api/v2/users/{id}"), &json!({ "user": { "identities": [{ "type": "email", "value": second }] } }))
        .by(Caller::Agent)
        .told(200);
    let listed = app.get(&format!("/api/v2/users/{id}/identities")).by(Caller::Agent).told(200);
    let shown: Vec<_> = listed["identities"].as_array().unwrap().iter().map(|one| (one["value"].clone(), one["primary"].clone())).collect();
    assert_eq!(shown, [(json!(first), json!(true)), (json!(second), json!(false))]);
    assert_eq!(app.get("/api/v2/users/999999/identities").by(Caller::Agent).told(404)["error"], "RecordNotFound");
}
