//! Which pages may call: those of an embed key's origins, and Usher's own.

use serde_json::json;

use crate::embed_token::{now, signed};
use crate::support::{Answer, Caller, TestApp, unique};

const FORM: &str = "/api/v1/form";
const DEMO: &str = "http://localhost:8787";
const FOREIGN: &str = "https://evil.test";

fn allowed(answer: &Answer) -> Option<&str> {
    assert_eq!(answer.header("vary"), Some("origin"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    answer.header("access-control-allow-origin")
}

const EXPOSED: &str = "location, etag, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-d1-bookmark, \
    x-request-id, x-denied-rule, x-idempotency-lookup, x-address-warning";

#[test]
fn a_page_of_the_keys_origin_may_call_and_read() {
    let answer = TestApp::shared().get(FORM).embedded(Caller::Agent).header("origin", DEMO).send();
    assert_eq!((answer.status, allowed(&answer)), (200, Some(DEMO)));
    assert_eq!(answer.header("access-control-expose-headers"), Some(EXPOSED));
}

#[test]
fn a_page_of_another_origin_may_not_even_with_a_right_token() {
    for origin in [FOREIGN, "http://localhost:8788", "https://localhost:8787", "null", "http://localhost:8787.evil.test"] {
        let answer = TestApp::shared().get(FORM).embedded(Caller::Agent).header("origin", origin).send();
        assert_eq!((answer.told(403)["code"].as_str(), allowed(&answer)), (Some("origin_refused"), None), "{origin}");
    }
}

#[test]
fn the_origins_of_another_key_are_foreign() {
    let app = TestApp::shared();
    let make = |origin: &str| {
        let wish = json!({ "embed_key": { "name": unique(), "origins": [origin] } });
        app.post("/api/v1/embed_keys", &wish).by(Caller::Admin).told(201)["embed_key"].take()
    };
    let (ours, _theirs) = (make("https://ours.test"), make("https://theirs.test"));
    let claims = json!({ "email": "agent@example.com", "iat": now(), "exp": now() + 60 });
    let token = signed(&ours["id"].to_string(), ours["secret"].as_str().unwrap(), &claims);
    let from = |origin| app.get(FORM).bearer(&token).header("origin", origin).send();
    assert_eq!(from("https://ours.test").status, 200);
    assert_eq!(from("https://theirs.test").told(403)["code"], "origin_refused");
}

#[test]
fn ushers_own_page_and_callers_that_are_no_browsers_need_no_origin() {
    let app = TestApp::shared();
    app.get(FORM).embedded(Caller::Agent).told(200);
    app.get(FORM).embedded(Caller::Agent).header("origin", &app.base).told(200);
}

#[test]
fn pages_can_read_refusals_too() {
    let app = TestApp::shared();
    let from = |origin| {
        [
            app.get(FORM).header("origin", origin),
            app.get(FORM).bearer("wrong").header("origin", origin),
            app.get(FORM).bearer("a.b.c").header("origin", origin),
            app.get("/api/v2/users").by(Caller::Restricted).header("origin", origin),
            app.get("/api/v2/users/999999").by(Caller::Agent).header("origin", origin),
            app.get("/api/v2/users/abc").by(Caller::Agent).header("origin", origin),
            app.post("/api/v2/users", &json!({ "user": {} })).by(Caller::Agent).header("origin", origin),
            app.request("DELETE", "/api/v2/users").by(Caller::Agent).header("origin", origin),
            app.get("/nowhere").header("origin", origin),
        ]
        .map(crate::support::Request::send)
    };
    for answer in from(DEMO) {
        assert!(answer.status >= 400);
        assert_eq!(allowed(&answer), Some(DEMO), "{}", answer.text);
    }
    // What nobody is asked a token for is everybody's.
    for answer in &from(FOREIGN)[1..] {
        assert_eq!(allowed(answer), None, "{}", answer.text);
    }
}

#[test]
fn preflights_are_answered_for_known_origins_only() {
    let app = TestApp::shared();
    for path in ["/api/v2/users", "/api/v1/form", "/api/v2/users/1"] {
        let preflight = |origin| {
            let request = app.request("OPTIONS", path).header("origin", origin).header("access-control-request-method", "POST");
            request.header("access-control-request-headers", "authorization,content-type,idempotency-key").send()
        };
        let (known, foreign) = (preflight(DEMO), preflight(FOREIGN));
        assert_eq!((known.status, allowed(&known), &*known.text), (204, Some(DEMO), ""));
        assert_eq!(known.header("access-control-allow-methods"), Some("GET, POST, PUT"));
        let headers = "authorization, content-type, idempotency-key, if-match, if-none-match, x-d1-bookmark";
        assert_eq!(known.header("access-control-allow-headers"), Some(headers));
        assert_eq!(known.header("access-control-max-age"), Some("600"));
        assert_eq!((foreign.status, allowed(&foreign)), (204, None));
    }
}

#[test]
fn a_page_of_any_origin_lets_strangers_in_and_reads_nothing_that_a_token_or_a_cookie_opens() {
    let app = TestApp::shared();
    let body = json!({ "sign_in": { "email": "nobody@quagga.dev" }, "check": crate::mailbox::check(app) });
    let answer = app.post("/api/v1/sign_ins", &body).header("origin", FOREIGN).send();
    assert_eq!((answer.status, allowed(&answer)), (202, Some("*")));
    let preflight = |method: &str, path: &str, headers: &str| {
        let request = app.request("OPTIONS", path).header("origin", FOREIGN).header("access-control-request-method", method);
        allowed(&request.header("access-control-request-headers", headers).send()).map(String::from)
    };
    assert_eq!(preflight("POST", "/api/v1/sign_ups", "content-type"), Some("*".into()));
    assert_eq!(preflight("POST", "/api/v2/requests", "authorization, content-type"), None);
    for (method, path) in [("GET", "/api/v1/me"), ("POST", "/api/v2/users"), ("PUT", "/api/v2/end_users/1"), ("DELETE", "/api/v1/session")]
    {
        assert_eq!(preflight(method, path, "content-type"), None, "{method} {path}");
    }
}
