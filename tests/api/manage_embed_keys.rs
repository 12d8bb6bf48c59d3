//! `/api/v1/embed_keys`: the keys that portals sign with.

use serde_json::{Value, json};

use crate::database;
use crate::embed_token::{now, signed};
use crate::support::{Caller, TestApp, keys, unique};

const KEYS: &str = "/api/v1/embed_keys";

fn make(name: &str, origins: &Value) -> Value {
    let body = json!({ "embed_key": { "name": name, "origins": origins } });
    TestApp::shared().post(KEYS, &body).by(Caller::Admin).told(201)["embed_key"].take()
}

fn listed(id: &Value) -> Option<Value> {
    let list = TestApp::shared().get(KEYS).by(Caller::Admin).told(200);
    list["embed_keys"].as_array().unwrap().iter().find(|key| key["id"] == *id).cloned()
}

#[test]
fn a_new_key_signs_and_its_secret_is_told_once() {
    let app = TestApp::shared();
    let (name, origins) = (unique(), json!(["https://portal.acme.test", "http://localhost:3000"]));
    let key = make(&name, &origins);
    assert_eq!(keys(&key), ["id", "name", "origins", "created_at", "last_used_at", "revoked_at", "secret"]);
    assert_eq!((&key["name"], &key["origins"], &key["revoked_at"]), (&json!(name), &origins, &json!(null)));
    let secret = key["secret"].as_str().unwrap();
    assert_eq!(secret.len(), 43);
    let claims = json!({ "email": "agent@example.com", "iat": now(), "exp": now() + 60 });
    let mut shown = key.clone();
    shown.as_object_mut().unwrap().remove("secret");
    assert_eq!(listed(&key["id"]), Some(shown));
    app.get("/api/v1/form").bearer(&signed(&key["id"].to_string(), secret, &claims)).told(200);
    assert!(!app.get(KEYS).by(Caller::Admin).send().text.contains(secret));
}

#[test]
fn the_last_use_of_a_key_is_listed_once_it_has_signed() {
    let app = TestApp::shared();
    let key = make(&unique(), &json!([]));
    let claims = json!({ "email": "agent@example.com", "iat": now(), "exp": now() + 60 });
    let token = signed(&key["id"].to_string(), key["secret"].as_str().unwrap(), &claims);
    app.get("/api/v1/form").bearer(&token).told(200);
    // Noted after the answer has gone out.
    let last_used = (0..50).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        listed(&key["id"]).and_then(|key| key["last_used_at"].as_str().map(str::to_owned))
    });
    assert!(last_used.unwrap().as_str() >= key["created_at"].as_str().unwrap());
}

#[test]
fn no_secret_is_in_the_database() {
    let key = make(&unique(), &json!([]));
    let row = database::run(&TestApp::shared().server().state, "SELECT * FROM embed_keys WHERE id = ?", &[&key["id"].to_string()]);
    assert!(!json!(row).to_string().contains(key["secret"].as_str().unwrap()));
    assert_eq!((row.len(), row[0].len()), (1, 6));
}

#[test]
fn each_key_has_another_secret_and_the_newest_is_listed_first() {
    let (first, second) = (make(&unique(), &json!([])), make(&unique(), &json!([])));
    assert_ne!(first["secret"], second["secret"]);
    let list = TestApp::shared().get(KEYS).by(Caller::Admin).told(200);
    let ids: Vec<_> = list["embed_keys"].as_array().unwrap().iter().map(|key| key["id"].as_i64().unwrap()).collect();
    assert!(ids.is_sorted_by(|a, b| a > b), "{ids:?}");
    assert_eq!(ids.last(), Some(&1001));
}

#[test]
fn what_is_no_origin_is_refused() {
    for origin in [
        json!("https://portal.acme.test/"),
        json!("https://portal.acme.test/page"),
        json!("https://*.acme.test"),
        json!("*"),
        json!("null"),
        json!("portal.acme.test"),
        json!("HTTPS://PORTAL.acme.test"),
        json!("https://portal.acme.test:443"),
        json!("https://user@portal.acme.test"),
        json!("ftp://portal.acme.test"),
        json!("javascript:alert(1)"),
        json!(""),
        json!(5),
    ] {
        let name = unique();
        let body = json!({ "embed_key": { "name": name, "origins": ["https://fine.test", origin] } });
        let answer = TestApp::shared().post(KEYS, &body).by(Caller::Admin).told(400);
        assert_eq!(answer["code"], "invalid_parameter", "{origin}");
        assert!(!TestApp::shared().get(KEYS).by(Caller::Admin).send().text.contains(&name));
    }
}

#[test]
fn a_key_without_a_name_or_origins_is_refused() {
    let app = TestApp::shared();
    for (key, code) in [
        (json!({ "origins": [] }), "invalid_parameter"),
        (json!({ "name": "", "origins": [] }), "invalid_parameter"),
        (json!({ "name": "x".repeat(101), "origins": [] }), "invalid_parameter"),
        (json!({ "name": "two\nlines", "origins": [] }), "invalid_parameter"),
        (json!({ "name": 5, "origins": [] }), "invalid_parameter"),
        (json!({ "name": "x" }), "invalid_parameter"),
        (json!({ "name": "x", "origins": "https://fine.test" }), "invalid_parameter"),
        (json!([]), "invalid_parameter"),
    ] {
        assert_eq!(app.post(KEYS, &json!({ "embed_key": key })).by(Caller::Admin).told(400)["code"], code, "{key}");
    }
    assert_eq!(app.post(KEYS, &json!({ "key": {} })).by(Caller::Admin).told(400)["code"], "missing_object");
}

#[test]
fn a_revoked_key_stays_listed_with_the_time() {
    let app = TestApp::shared();
    let key = make(&unique(), &json!([]));
    let path = format!("{KEYS}/{}", key["id"]);
    let revoked = app.request("DELETE", &path).by(Caller::Admin).told(200)["embed_key"].take();
    assert!(revoked["revoked_at"].as_str().is_some_and(|at| at.len() == 20), "{revoked}");
    assert_eq!(listed(&key["id"]), Some(revoked.clone()));
    assert_eq!(app.request("DELETE", &path).by(Caller::Admin).told(200)["embed_key"], revoked);
}

#[test]
fn a_key_that_does_not_exist_cannot_be_revoked() {
    let app = TestApp::shared();
    for id in ["999999", "9223372036854775807"] {
        let body = app.request("DELETE", &format!("{KEYS}/{id}")).by(Caller::Admin).told(404);
        assert_eq!(body["error"], "RecordNotFound");
        let audited = "SELECT count(*) FROM audit_log WHERE action = 'embed_key.revoked' AND target_id = ?";
        assert_eq!(database::count(&app.server().state, audited, &[id]), 0);
    }
    assert_eq!(app.request("DELETE", &format!("{KEYS}/abc")).by(Caller::Admin).told(400)["code"], "invalid_id");
}

#[test]
fn making_and_revoking_are_in_the_audit_log_once_each() {
    let app = TestApp::shared();
    let key = make(&unique(), &json!(["https://portal.acme.test"]));
    for _ in 0..2 {
        app.request("DELETE", &format!("{KEYS}/{}", key["id"])).by(Caller::Admin).told(200);
    }
    let sql = "SELECT actor_id, action, detail FROM audit_log WHERE target_id = ? ORDER BY id";
    let rows = json!(database::run(&app.server().state, sql, &[&key["id"].to_string()]));
    assert_eq!(rows, json!([[101, "embed_key.created", r#"{"origins":["https://portal.acme.test"]}"#], [101, "embed_key.revoked", "{}"]]));
}
