//! Tags of a customer, replaced, added and removed.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp, mistakes, unique};

fn tags(method: &str, id: &Value, body: &Value) -> crate::support::Answer {
    TestApp::shared().request(method, &format!("/api/v2/users/{id}/tags")).by(Caller::Agent).json(body).send()
}

#[test]
fn tags_are_replaced_added_and_removed() {
    let app = TestApp::shared();
    let id = app.add(&json!({ "name": unique(), "tags": ["old"] }))["id"].take();
    assert_eq!(app.get(&format!("/api/v2/users/{id}/tags")).by(Caller::Light).told(200), json!({ "tags": ["old"] }));
    assert_eq!(tags("POST", &id, &json!({ "tags": ["b", "A"] })).told(201), json!({ "tags": ["a", "b"] }));
    assert_eq!(tags("PUT", &id, &json!({ "tags": ["c", "b"] })).told(200), json!({ "tags": ["a", "b", "c"] }));
    assert_eq!(tags("DELETE", &id, &json!({ "tags": ["b", "x"] })).told(200), json!({ "tags": ["a", "c"] }));
    assert_eq!(app.user(&id)["tags"], json!(["a", "c"]));
}

#[test]
fn tags_added_at_once_are_all_there() {
    let app = TestApp::shared();
    let id = app.add(&json!({ "name": unique() }))["id"].take();
    std::thread::scope(|scope| {
        for number in 10..20 {
            let id = &id;
            scope.spawn(move || tags("PUT", id, &json!({ "tags": [format!("t{number}")] })).told(200));
        }
    });
    let expected: Vec<_> = (10..20).map(|number| format!("t{number}")).collect();
    assert_eq!(app.user(&id)["tags"], json!(expected));
}

#[test]
fn a_record_has_at_most_a_thousand_tags() {
    let app = TestApp::shared();
    let many = |from: usize, to: usize| json!({ "tags": (from..to).map(|number| format!("t{number}")).collect::<Vec<_>>() });
    let refused = |answer: &crate::support::Answer| {
        let body = answer.told(422);
        assert_eq!((mistakes(&body), &body["details"]["tags"][0]["max"]), (vec!["tags: too_many_tags".into()], &json!(1_000)));
    };
    let id = app.add(&json!({ "name": unique() }))["id"].take();
    for method in ["POST", "PUT", "DELETE"] {
        refused(&tags(method, &id, &many(0, 1_001)));
    }
    tags("POST", &id, &many(0, 999)).told(201);
    // Those that it has already count once.
    tags("PUT", &id, &many(1, 1_000)).told(200);
    refused(&tags("PUT", &id, &many(999, 1_001)));
    assert_eq!(app.user(&id)["tags"].as_array().unwrap().len(), 1_000);
    refused(&app.post("/api/v2/users", &json!({ "user": { "name": unique(), "tags": many(0, 1_001)["tags"] } })).by(Caller::Agent).send());
}

#[test]
fn tags_that_are_not_sent_are_missed_by_name() {
    let id = TestApp::shared().add(&json!({ "name": unique(), "tags": ["a"] }))["id"].take();
    let body = TestApp::shared().request("DELETE", &format!("/api/v2/users/{id}/tags.json")).by(Caller::Agent).told(400);
    assert_eq!((&body["error"], &body["code"]), (&json!("ParameterMissing"), &json!("missing_object")));
    assert!(body["description"].as_str().unwrap().starts_with("Parameter tags "), "{body}");
}

#[test]
fn what_are_no_tags_is_refused() {
    let id = TestApp::shared().add(&json!({ "name": unique(), "tags": ["a"] }))["id"].take();
    assert_eq!(mistakes(&tags("PUT", &id, &json!({ "tags": ["<"] })).told(422)), ["tags: tag_character"]);
    for body in [json!({}), json!([]), json!("x")] {
        assert_eq!(tags("POST", &id, &body).told(400)["code"], "missing_object", "{body}");
    }
    assert_eq!(TestApp::shared().user(&id)["tags"], json!(["a"]));
}
