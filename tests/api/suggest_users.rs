//! `POST /api/v1/suggestions`: who is already there like the one on the form.

use serde_json::{Value, json};
use usher_shared::api::SUGGESTIONS;

use crate::support::{Caller, TestApp, address, national_number, unique};

fn suggestions(caller: Caller, user: &Value) -> Value {
    TestApp::shared().post(SUGGESTIONS, &json!({ "user": user })).by(caller).told(200)["suggestions"].take()
}

#[test]
fn somebody_with_the_same_address_is_found_in_every_spelling() {
    let (name, email) = (unique(), address());
    let user = TestApp::shared().add(&json!({ "name": name, "email": email }));
    let expected = json!([{ "id": user["id"], "name": name, "email": email, "same": "email" }]);
    assert_eq!(suggestions(Caller::Agent, &json!({ "email": email.to_uppercase() })), expected);
}

#[test]
fn somebody_with_the_same_number_is_found_in_every_spelling() {
    let (name, number) = (unique(), national_number());
    let user = TestApp::shared().add(&json!({ "name": name, "phone": number }));
    let spelling = format!("001 ({}) {}", &number[..3], &number[3..]);
    let expected = json!([{ "id": user["id"], "name": name, "email": null, "same": "phone" }]);
    assert_eq!(suggestions(Caller::Admin, &json!({ "name": "Somebody Else", "phone": spelling })), expected);
}

#[test]
fn everybody_who_shares_the_number_is_found() {
    let (app, number) = (TestApp::shared(), national_number());
    let ids = [(); 2].map(|()| app.add(&json!({ "name": unique(), "phone": number }))["id"].take());
    let found = suggestions(Caller::Agent, &json!({ "phone": number }));
    let found: Vec<_> = found.as_array().unwrap().iter().map(|found| &found["id"]).collect();
    assert_eq!(found, ids.iter().collect::<Vec<_>>());
}

#[test]
fn a_namesake_is_found_in_the_same_organization_only() {
    let app = TestApp::shared();
    let (name, organization) = (format!("Ana {}", unique()), unique());
    let by_name = json!({ "name": organization });
    let inside = app.add(&json!({ "name": name, "organization": by_name }));
    let outside = app.add(&json!({ "name": name }));
    let found =
        |draft: &Value| suggestions(Caller::Agent, draft).as_array().unwrap().iter().map(|found| found["id"].clone()).collect::<Vec<_>>();
    let spelled = name.to_uppercase().replace(' ', "  ");
    assert_eq!(found(&json!({ "name": spelled, "organization": by_name })), [inside["id"].clone()]);
    assert_eq!(found(&json!({ "name": spelled, "organization_id": inside["organization_id"] })), [inside["id"].clone()]);
    assert_eq!(found(&json!({ "name": spelled })), [outside["id"].clone()]);
    assert!(found(&json!({ "name": spelled, "organization_id": 301 })).is_empty());
    assert!(found(&json!({ "name": spelled, "organization": { "name": unique() } })).is_empty());
}

#[test]
fn the_surest_come_first_each_once_and_five_at_the_most() {
    let app = TestApp::shared();
    let (name, email) = (unique(), address());
    let namesakes: Vec<_> = (0..6).map(|_| app.add(&json!({ "name": name }))).collect();
    let sure = app.add(&json!({ "name": name, "email": email }));
    let found = suggestions(Caller::Agent, &json!({ "name": name, "email": email }));
    let found: Vec<_> = found.as_array().unwrap().iter().map(|found| (&found["id"], found["same"].as_str().unwrap())).collect();
    let mut expected = vec![(&sure["id"], "email")];
    expected.extend(namesakes[..4].iter().map(|user| (&user["id"], "name")));
    assert_eq!(found, expected);
}

#[test]
fn restricted_agents_learn_only_what_they_recognise() {
    let (name, email) = (unique(), address());
    TestApp::shared().add(&json!({ "name": name, "email": email }));
    let answer = TestApp::shared().post(SUGGESTIONS, &json!({ "user": { "email": email } })).by(Caller::Restricted).send();
    assert_eq!(
        (answer.status, answer.text),
        (200, format!(r#"{{"suggestions":[{{"name":"{name}","email":"q•••@a•••.test","same":"email"}}]}}"#))
    );
}

#[test]
fn restricted_agents_may_open_the_customers_whom_they_added() {
    let app = TestApp::shared();
    let (name, email) = (unique(), address());
    let user = app.add_by(Caller::Restricted, &json!({ "name": name, "email": email }));
    let found = suggestions(Caller::Restricted, &json!({ "email": email }));
    assert_eq!(found, json!([{ "id": user["id"], "name": name, "email": email, "same": "email" }]));
}

#[test]
fn nothing_is_found_for_somebody_unknown_or_unreadable_and_staff_is_not_suggested() {
    for draft in [
        json!({}),
        json!({ "name": unique(), "email": address(), "phone": national_number() }),
        json!({ "name": "\u{202E}", "email": "nonsense", "phone": "x" }),
        json!({ "name": ["Ana"], "email": 5 }),
        json!({ "email": "agent@example.com" }),
    ] {
        assert_eq!(suggestions(Caller::Agent, &draft), json!([]), "{draft}");
    }
}

#[test]
fn a_body_without_a_user_is_refused() {
    for body in [json!({}), json!({ "user": [] }), json!([])] {
        assert_eq!(TestApp::shared().post(SUGGESTIONS, &body).by(Caller::Agent).told(400)["code"], "missing_object");
    }
}
