//! People themselves, at `/api/v2/end_users`.

use serde_json::{Value, json};

use crate::embed_token;
use crate::support::{Answer, TestApp, address, keys, unique};

/// A customer, and their own token.
fn customer() -> (Value, String) {
    let email = address();
    let user = TestApp::shared().add(&json!({ "name": unique(), "email": email, "notes": "secret", "tags": ["vip"] }));
    (user, embed_token::of(&email))
}

fn send(method: &str, path: &str, token: &str, body: &Value) -> Answer {
    TestApp::shared().request(method, path).bearer(token).json(body).send()
}

#[test]
fn people_see_of_themselves_what_is_theirs_to_see() {
    let (user, token) = customer();
    let own = TestApp::shared().get(&format!("/api/v2/end_users/{}", user["id"])).bearer(&token).told(200)["user"].take();
    let expected = [
        "id",
        "url",
        "name",
        "email",
        "created_at",
        "updated_at",
        "time_zone",
        "iana_time_zone",
        "phone",
        "shared_phone_number",
        "photo",
        "locale_id",
        "locale",
        "organization_id",
        "role",
        "verified",
    ];
    assert_eq!(keys(&own), expected);
    let other = TestApp::shared().get("/api/v2/end_users/201").bearer(&token).told(403);
    assert_eq!(other["rule"], "customers_own_profile");
}

#[test]
fn people_change_their_own_name_and_nothing_that_agents_decide() {
    let (user, token) = customer();
    let path = format!("/api/v2/end_users/{}", user["id"]);
    let wish = json!({ "user": { "name": "Mine", "time_zone": "Europe/Madrid", "notes": "hi", "role": "admin", "tags": [], "verified": true, "suspended": true, "organization_id": 301 } });
    let changed = send("PUT", &path, &token, &wish).told(200)["user"].take();
    assert_eq!(
        (&changed["name"], &changed["iana_time_zone"], &changed["role"]),
        (&json!("Mine"), &json!("Europe/Madrid"), &json!("end-user"))
    );
    let stored = TestApp::shared().user(&user["id"]);
    for (key, expected) in [
        ("notes", json!("secret")),
        ("tags", json!(["vip"])),
        ("verified", json!(false)),
        ("suspended", json!(false)),
        ("organization_id", json!(null)),
    ] {
        assert_eq!(stored[key], expected, "{key}");
    }
    assert_eq!(send("PUT", "/api/v2/end_users/201", &token, &wish).told(403)["rule"], "customers_own_profile");
    assert_eq!(send("PUT", &format!("/api/v2/users/{}", user["id"]), &token, &wish).told(403)["rule"], "customers_own_profile");
}

#[test]
fn people_add_addresses_that_they_have_not_verified() {
    let (user, token) = customer();
    let path = format!("/api/v2/end_users/{}/identities", user["id"]);
    let identity = json!({ "identity": { "type": "email", "value": address(), "verified": true } });
    let added = send("POST", &path, &token, &identity).told(201)["identity"].take();
    assert_eq!(added["verified"], false);
    let listed = TestApp::shared().get(&path).bearer(&token).told(200);
    assert_eq!(listed["count"], 2);
    assert_eq!(send("DELETE", &format!("{path}/{}", added["id"]), &token, &json!({})).status, 204);
    assert_eq!(send("POST", "/api/v2/end_users/201/identities", &token, &identity).told(403)["rule"], "customers_own_profile");
}

#[test]
fn people_say_their_language_by_its_number() {
    let (user, token) = customer();
    let path = format!("/api/v2/end_users/{}", user["id"]);
    let changed = send("PUT", &path, &token, &json!({ "user": { "locale_id": 10 } })).told(200)["user"].take();
    assert_eq!((&changed["locale_id"], &changed["locale"]), (&json!(10), &json!("zh-CN")));
}
