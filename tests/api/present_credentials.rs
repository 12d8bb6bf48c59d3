//! `Authorization` with an API token: Bearer, and Basic as Zendesk's clients send it.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::database;
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, Request, TestApp};

fn list() -> Request<'static> {
    TestApp::shared().get("/api/v1/form")
}

fn assert_wrong(answer: &Answer) {
    let expected = r#"{"error":"Couldn't authenticate you","description":"No such token, or it belongs to somebody else.","code":"credentials_wrong"}"#;
    assert_eq!((answer.status, &*answer.text), (401, expected));
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"Web Password\""));
}

#[test]
fn a_token_works_as_bearer_and_as_basic_with_the_address_of_its_user() {
    for caller in Caller::STAFF {
        let expected = json!({ "id": caller.id(), "standing": caller.code() });
        for request in [list().by(caller), list().basic(&format!("{}/token", caller.email()), &caller.token())] {
            assert_eq!(request.told(200)["caller"], expected);
        }
    }
}

#[test]
fn case_matters_neither_in_the_scheme_nor_in_the_address() {
    list().basic("Agent@EXAMPLE.com/token", "dev-agent-token").told(200);
    list().header("authorization", "bearer dev-agent-token").told(200);
    let encoded = STANDARD.encode("agent@example.com/token:dev-agent-token");
    list().header("authorization", &format!("BASIC {encoded}")).told(200);
}

#[test]
fn a_right_token_with_the_address_of_somebody_else_is_wrong() {
    for email in ["admin@example.com", "nobody@example.com", "nonsense", ""] {
        assert_wrong(&list().basic(&format!("{email}/token"), "dev-agent-token").send());
    }
    // Not even after it was right.
    list().basic("agent@example.com/token", "dev-agent-token").told(200);
    assert_wrong(&list().basic("admin@example.com/token", "dev-agent-token").send());
}

#[test]
fn a_wrong_token_is_told_as_zendesk_tells_it() {
    for token in ["wrong", "DEV-AGENT-TOKEN", "dev-agent-token2", "' OR 1=1 --"] {
        assert_wrong(&list().bearer(token).send());
        assert_wrong(&list().basic("agent@example.com/token", token).send());
    }
}

#[test]
fn a_header_that_nobody_can_read_is_wrong() {
    let password = STANDARD.encode("agent@example.com:dev-agent-token");
    let no_colon = STANDARD.encode("agent@example.com/token");
    let no_text = STANDARD.encode([0xff, 0xfe, b':', b'x']);
    let headers = [
        "dev-agent-token",
        "Basic",
        "Bearer",
        "Digest x",
        "Basic !!!",
        &format!("Basic {password}"),
        &format!("Basic {no_colon}"),
        &format!("Basic {no_text}"),
    ];
    for header in headers {
        assert_wrong(&list().header("authorization", header).send());
    }
}

#[test]
fn wrong_credentials_are_told_before_anything_else() {
    let app = TestApp::shared();
    assert_wrong(&app.request("PATCH", "/api/v2/users").bearer("wrong").send());
    assert_wrong(&app.get("/api/v2/users/abc").bearer("wrong").send());
    assert_wrong(&app.get("/api/v2/nowhere").bearer("wrong").send());
}

#[test]
fn a_revoked_token_stops_working_within_seconds() {
    const SHA256_OF_REVOCABLE: &str = "5fa6a00e6a039d7fb4eef7605ccb89cc15dd89b88594220e84bc42aefb4762e3";
    let app = SettingsApp::take();
    let state = &app.server().state;
    let insert = "INSERT INTO api_tokens (id, user_id, hash, name, created_at) VALUES (690, 102, ?, 'x', '2026-01-02T09:00:00Z')";
    database::run(state, insert, &[SHA256_OF_REVOCABLE]);
    let call = || app.get("/api/v1/form").bearer("quagga-revocable").send();
    call().told(200);
    let revoked = Instant::now();
    database::run(state, "UPDATE api_tokens SET revoked_at = '2026-01-03T09:00:00Z' WHERE id = 690", &[]);
    let mut answer = call();
    while answer.status == 200 && revoked.elapsed() < Duration::from_secs(7) {
        std::thread::sleep(Duration::from_millis(100));
        answer = call();
    }
    assert_wrong(&answer);
}

#[test]
fn a_suspended_user_is_told_so_and_may_nothing() {
    let app = SettingsApp::take();
    let agent = json!({ "name": "quagga", "email": "quagga-suspended@acme.test", "role": "agent" });
    let id = app.add_by(Caller::Admin, &agent)["id"].to_string();
    database::run(&app.server().state, "UPDATE users SET suspended = 1 WHERE id = ?", &[&id]);
    let answer = app.get("/api/v2/users").bearer(&crate::embed_token::of("quagga-suspended@acme.test")).told(403);
    assert_eq!(answer["rule"], "account_suspended");
}
