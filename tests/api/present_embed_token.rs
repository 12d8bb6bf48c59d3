//! `Authorization` with an embed token: what a portal signs for one of its agents.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::embed_token::{KEY, SECRET, encoded, now, signed, with_header};
use crate::settings_app::SettingsApp;
use crate::support::{Caller, TestApp, unique};

const FORM: &str = "/api/v1/form";

fn claims() -> Value {
    json!({ "email": "agent@example.com", "iat": now(), "exp": now() + 900 })
}

/// The claims with these in the place of theirs; null takes one away.
fn claims_with(other: &Value) -> Value {
    let mut claims = claims();
    for (key, value) in other.as_object().unwrap() {
        claims[key] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

fn assert_refused(token: &str, code: &str, what: &str) {
    let answer = TestApp::shared().get(FORM).bearer(token).send();
    let body = answer.told(401);
    assert_eq!((&body["error"], &body["code"]), (&json!("Couldn't authenticate you"), &json!(code)), "{what}");
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"Web Password\""));
}

#[test]
fn a_signed_token_acts_for_its_agent() {
    for caller in Caller::STAFF {
        let answer = TestApp::shared().get(FORM).embedded(caller).told(200);
        // What a page may do is at the most what an agent may.
        let standing = if caller == Caller::Admin { "agent" } else { caller.code() };
        assert_eq!(answer["caller"], json!({ "id": caller.id(), "standing": standing }));
    }
    let token = signed(KEY, SECRET, &claims_with(&json!({ "email": "Agent@Example.COM" })));
    TestApp::shared().get(FORM).bearer(&token).told(200);
}

#[test]
fn an_agent_may_be_named_by_external_id() {
    let app = TestApp::shared();
    let id = unique();
    let agent = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent", "external_id": id }));
    let token = signed(KEY, SECRET, &claims_with(&json!({ "email": null, "external_id": id.to_uppercase() })));
    assert_eq!(app.get(FORM).bearer(&token).told(200)["caller"]["id"], agent["id"]);
}

#[test]
fn an_expired_token_is_told_so() {
    let past = claims_with(&json!({ "iat": now() - 1000, "exp": now() - 1 }));
    assert_refused(&signed(KEY, SECRET, &past), "token_expired", "exp a second ago");
}

#[test]
fn a_token_that_expires_while_it_is_remembered_is_refused() {
    let token = signed(KEY, SECRET, &claims_with(&json!({ "exp": now() + 2 })));
    let app = TestApp::shared();
    app.get(FORM).bearer(&token).told(200);
    let started = std::time::Instant::now();
    while app.get(FORM).bearer(&token).send().status == 200 {
        assert!(started.elapsed().as_secs() < 4, "it is remembered for longer than it may live");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_refused(&token, "token_expired", "exp has passed");
}

#[test]
fn claims_that_are_missing_doubled_or_beyond_bounds_are_refused() {
    for other in [
        json!({ "exp": now() + 3601, "iat": now() }),
        json!({ "iat": now() + 120, "exp": now() + 900 }),
        json!({ "exp": u64::MAX }),
        json!({ "exp": "tomorrow" }),
        json!({ "exp": null }),
        json!({ "iat": null }),
        json!({ "iat": -1 }),
        json!({ "email": null }),
        json!({ "external_id": "x" }),
        json!({ "email": "nobody@example.com" }),
        json!({ "email": "nonsense" }),
        json!({ "email": 5 }),
        json!({ "email": null, "external_id": "nobody-quagga" }),
        json!({ "email": null, "external_id": "" }),
    ] {
        assert_refused(&signed(KEY, SECRET, &claims_with(&other)), "token_invalid", &other.to_string());
    }
}

#[test]
fn a_token_may_live_for_an_hour_and_a_clock_may_be_a_little_fast() {
    for other in [json!({ "iat": now(), "exp": now() + 3600 }), json!({ "iat": now() + 30, "exp": now() + 900 })] {
        TestApp::shared().get(FORM).bearer(&signed(KEY, SECRET, &claims_with(&other))).told(200);
    }
}

#[test]
fn a_forged_signature_is_refused() {
    let token = signed(KEY, SECRET, &claims());
    let (rest, signature) = token.rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    bytes[0] ^= 1;
    let flipped = URL_SAFE_NO_PAD.encode(&bytes);
    let short = URL_SAFE_NO_PAD.encode(&bytes[..16]);
    for forged in ["", "AAAA", "!", &*flipped, &*short] {
        assert_refused(&format!("{rest}.{forged}"), "token_invalid", forged);
    }
    assert_refused(&signed(KEY, "guessed", &claims()), "token_invalid", "another secret");
    assert_refused(&signed(KEY, "usher-local-development-only", &claims()), "token_invalid", "the Worker's own secret");
    let (_, signed_part) = rest.split_once('.').unwrap();
    let other = token.replacen(signed_part, &encoded(&claims_with(&json!({ "email": "admin@example.com" }))), 1);
    assert_refused(&other, "token_invalid", "other claims below the same signature");
}

#[test]
fn a_token_does_not_choose_how_it_is_checked() {
    for alg in [
        json!("none"),
        json!("None"),
        json!("HS512"),
        json!("HS384"),
        json!("RS256"),
        json!("hs256"),
        json!(""),
        json!(null),
        json!(["HS256"]),
    ] {
        let header = json!({ "alg": alg, "typ": "JWT", "kid": KEY });
        assert_refused(&with_header(&header, SECRET, &claims()), "token_invalid", &alg.to_string());
    }
    let unsigned = format!("{}.{}.", encoded(&json!({ "alg": "none", "kid": KEY })), encoded(&claims()));
    assert_refused(&unsigned, "token_invalid", "without a signature");
}

#[test]
fn an_unknown_key_is_refused() {
    for kid in [json!("1002"), json!("9223372036854775807"), json!("0"), json!("x"), json!(1001), json!(null), json!("1001 ")] {
        let header = json!({ "alg": "HS256", "kid": kid });
        assert_refused(&with_header(&header, SECRET, &claims()), "token_invalid", &kid.to_string());
    }
    assert_refused(&with_header(&json!({ "alg": "HS256" }), SECRET, &claims()), "token_invalid", "no kid");
}

#[test]
fn parts_that_are_no_json_are_refused() {
    for token in ["..", "a.b.c", "e30.e30.", "e30.e30.e30", "eyJhbGciOiJIUzI1NiJ9..", "a.b.c.d"] {
        let answer = TestApp::shared().get(FORM).bearer(token).send();
        assert_eq!((answer.status, answer.told(401)["error"].as_str()), (401, Some("Couldn't authenticate you")), "{token}");
    }
}

#[test]
fn nothing_that_a_revoked_key_signs_is_accepted_from_then_on() {
    let app = SettingsApp::take();
    let wish = json!({ "embed_key": { "name": unique(), "origins": ["https://portal.acme.test"] } });
    let key = app.post("/api/v1/embed_keys", &wish).by(Caller::Admin).told(201)["embed_key"].take();
    let token = signed(&key["id"].to_string(), key["secret"].as_str().unwrap(), &claims());
    let call = || app.get(FORM).header("origin", "https://portal.acme.test").bearer(&token).send();
    let answer = call();
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("https://portal.acme.test")));
    app.request("DELETE", &format!("/api/v1/embed_keys/{}", key["id"])).by(Caller::Admin).told(200);
    // In the isolate that revoked it, at once: here there is one.
    let answer = call();
    assert_eq!((answer.told(401)["code"].as_str(), answer.header("access-control-allow-origin")), (Some("token_invalid"), None));
}
