//! Deleting customers, and what is left of them.

use serde_json::{Value, json};

use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, TestApp, address, keys, mistakes, national_number, unique};

fn delete(id: &Value, caller: Caller) -> Answer {
    TestApp::shared().request("DELETE", &format!("/api/v2/users/{id}")).by(caller).send()
}

#[test]
fn a_deleted_user_is_shown_inactive_and_listed_nowhere_but_among_the_deleted() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "email": address(), "organization_id": 301, "external_id": unique() }));
    let mut body = delete(&user["id"], Caller::Agent).told(200);
    assert_eq!((&body["user"]["active"], &body["user"]["organization_id"]), (&json!(false), &json!(null)));
    assert_eq!(app.user(&user["id"]), body["user"].take());
    for path in [
        format!("/api/v2/users?external_id={}", user["external_id"].as_str().unwrap()),
        format!("/api/v2/users/show_many?ids={}", user["id"]),
    ] {
        assert_eq!(app.get(&path).by(Caller::Agent).told(200)["users"], json!([]), "{path}");
    }
    let with_deleted = app.get(&format!("/api/v2/users/show_many?ids={}&include_deleted=true", user["id"])).by(Caller::Agent).told(200);
    assert_eq!(with_deleted["users"][0]["id"], user["id"]);
    let deleted = app.get(&format!("/api/v2/deleted_users/{}", user["id"])).by(Caller::Agent).told(200)["deleted_user"].take();
    let expected = [
        "id",
        "url",
        "name",
        "email",
        "created_at",
        "updated_at",
        "time_zone",
        "phone",
        "shared_phone_number",
        "photo",
        "locale_id",
        "locale",
        "organization_id",
        "role",
        "active",
    ];
    assert_eq!(keys(&deleted), expected);
    assert_eq!((&deleted["email"], &deleted["name"]), (&user["email"], &user["name"]));
    assert_eq!(deleted["url"], json!(format!("{}/api/v2/deleted_users/{}.json", app.base, user["id"])));
    assert!(app.get("/api/v2/deleted_users/count").by(Caller::Agent).told(200)["count"]["value"].as_i64().unwrap() > 0);
}

#[test]
fn what_a_deleted_user_had_is_free_for_another() {
    let app = TestApp::shared();
    let contact = json!({ "name": unique(), "email": address(), "phone": national_number(), "external_id": unique() });
    let first = app.add(&contact);
    delete(&first["id"], Caller::Agent).told(200);
    let second = app.add(&contact);
    assert_ne!(second["id"], first["id"]);
    assert_eq!((&second["email"], &second["shared_phone_number"]), (&first["email"], &json!(false)));
    assert_eq!(mistakes(&app.post("/api/v2/users", &json!({ "user": contact })).by(Caller::Agent).told(422)), ["external_id: taken"]);
}

#[test]
fn a_deleted_user_cannot_be_changed_or_deleted_again() {
    let app = TestApp::shared();
    let id = app.add(&json!({ "name": unique() }))["id"].take();
    delete(&id, Caller::Agent).told(200);
    assert_eq!(delete(&id, Caller::Agent).told(404)["error"], "RecordNotFound");
    let change = app.put(&format!("/api/v2/users/{id}"), &json!({ "user": { "notes": "x" } })).by(Caller::Admin);
    assert_eq!(change.told(404)["error"], "RecordNotFound");
    assert_eq!(delete(&json!(9_223_372_036_854_775_807_i64), Caller::Admin).told(404)["error"], "RecordNotFound");
}

#[test]
fn a_deleted_agent_may_nothing_any_more() {
    let app = SettingsApp::take();
    let email = format!("{}@acme.test", unique());
    let id = app.add_by(Caller::Admin, &json!({ "name": unique(), "email": email, "role": "agent" }))["id"].take();
    let token = crate::embed_token::of(&email);
    app.get("/api/v1/form").bearer(&token).told(200);
    app.request("DELETE", &format!("/api/v2/users/{id}")).by(Caller::Admin).told(200);
    assert_eq!(app.get("/api/v1/form").bearer(&token).told(401)["code"], "token_invalid");
}

#[test]
fn nobody_deletes_themselves_and_agents_delete_customers_only() {
    assert_eq!(delete(&json!(101), Caller::Admin).told(403)["rule"], "not_oneself");
    assert_eq!(delete(&json!(103), Caller::Agent).told(403)["rule"], "agents_handle_customers");
}

#[test]
fn of_a_purged_user_nothing_is_left_that_says_who_it_was() {
    let app = TestApp::shared();
    let contact =
        json!({ "name": unique(), "email": address(), "phone": national_number(), "external_id": unique(), "notes": "x", "tags": ["a"] });
    let id = app.add(&contact)["id"].take();
    let purge = || app.request("DELETE", &format!("/api/v2/deleted_users/{id}")).by(Caller::Admin).send();
    assert_eq!(purge().told(404)["error"], "RecordNotFound");
    assert_eq!(app.user(&id)["notes"], "x");
    delete(&id, Caller::Agent).told(200);
    let purged = purge().told(200)["deleted_user"].take();
    assert_eq!((&purged["name"], &purged["email"], &purged["phone"]), (&json!("Permanently Deleted User"), &json!(null), &json!(null)));
    let shown = app.user(&id);
    for key in ["email", "phone", "external_id", "notes", "details"] {
        assert_eq!(shown[key], json!(null), "{key}");
    }
    assert_eq!((&shown["tags"], &shown["active"]), (&json!([]), &json!(false)));
    purge().told(200);
}
