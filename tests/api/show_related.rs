//! How much there is of what a user has to do with.

use serde_json::{Value, json};

use crate::create_tickets::added;
use crate::embed_token;
use crate::support::{Caller, TestApp, address, keys, unique};

fn related(id: &Value) -> Value {
    let body = TestApp::shared().get(&format!("/api/v2/users/{id}/related.json")).by(Caller::Agent).told(200);
    assert_eq!(keys(&body), ["user_related"]);
    assert_eq!(keys(&body["user_related"]), ["assigned_tickets", "requested_tickets", "ccd_tickets", "organization_subscriptions"]);
    body["user_related"].clone()
}

fn numbers(id: &Value) -> [i64; 3] {
    let related = related(id);
    ["assigned_tickets", "requested_tickets", "ccd_tickets"].map(|key| related[key].as_i64().unwrap())
}

#[test]
fn tickets_are_counted_by_what_a_user_has_to_do_with_them() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }))["id"].take();
    let staff = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent" }))["id"].take();
    assert_eq!(numbers(&user), [0, 0, 0]);
    let ticket = added(&json!({ "description": "x", "requester_id": user, "assignee_id": staff }));
    added(&json!({ "description": "x", "requester_id": user, "status": "closed" }));
    added(&json!({ "description": "x", "email_ccs": [{ "user_id": user }] }));
    assert_eq!((numbers(&user), numbers(&staff)), ([0, 2, 1], [1, 0, 0]));
    app.request("DELETE", &format!("/api/v2/tickets/{}", ticket["id"])).by(Caller::Admin).send();
    assert_eq!((numbers(&user), numbers(&staff)), ([0, 1, 1], [0, 0, 0]));
}

#[test]
fn whoever_may_see_the_user_sees_it_the_user_too() {
    let app = TestApp::shared();
    let email = address();
    let id = app.add(&json!({ "name": unique(), "email": email }))["id"].take();
    let by_customer = |path: String| app.get(&path).bearer(&embed_token::of(&email));
    assert_eq!(by_customer(format!("/api/v2/users/{id}/related")).told(200)["user_related"]["requested_tickets"], 0);
    assert_eq!(by_customer("/api/v2/users/201/related".into()).told(403)["rule"], "customers_own_profile");
    assert_eq!(app.get("/api/v2/users/999999/related").by(Caller::Agent).told(404)["error"], "RecordNotFound");
}
