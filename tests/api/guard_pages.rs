//! What browsers are told of answers and of pages: what may run, who may embed them, and what they tell others.

use serde_json::json;

use crate::support::{Answer, Caller, TestApp, unique};

fn page(path: &str) -> Answer {
    TestApp::shared().get(path).try_send().unwrap()
}

/// What a policy says of this.
fn directive<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let policy = answer.header("content-security-policy")?;
    policy.split(';').map(str::trim).find_map(|directive| directive.strip_prefix(name)?.strip_prefix(' '))
}

#[test]
fn an_answer_is_data_that_no_page_runs_embeds_or_guesses_about() {
    let app = TestApp::shared();
    let answers = [
        app.get("/api/v2/users/me").by(Caller::Agent).send(),
        app.get("/api/v2/users").send(),
        app.get("/api/v2/nothing").send(),
        app.get("/healthz").send(),
        app.post("/api/v2/users", &json!({ "user": { "name": unique() } })).by(Caller::Agent).send(),
        app.request("OPTIONS", "/api/v2/users").try_send().unwrap(),
    ];
    for answer in answers {
        let told = ["x-content-type-options", "referrer-policy", "cross-origin-resource-policy", "content-security-policy"]
            .map(|name| answer.header(name).unwrap_or_default());
        assert_eq!(told, ["nosniff", "no-referrer", "same-origin", "default-src 'none'; frame-ancestors 'none'"], "{}", answer.text);
        // Said without encryption, it is not believed.
        assert_eq!(answer.header("strict-transport-security"), None);
    }
}

#[test]
fn who_came_by_https_is_told_to_come_so_again() {
    let app = TestApp::start_with(&[("USHER_HTTPS", "1")]);
    for answer in [app.get("/healthz").send(), app.get("/api/v2/users").send()] {
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
    }
}

#[test]
fn a_customers_page_runs_ushers_own_scripts_asks_usher_alone_and_is_in_no_frame() {
    for path in ["/sign-up", "/request", "/sign-in", "/verify", "/me"] {
        let answer = page(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(directive(&answer, "default-src"), Some("'none'"), "{path}");
        assert_eq!(directive(&answer, "script-src"), Some("'self' 'wasm-unsafe-eval' https://challenges.cloudflare.com"), "{path}");
        let rest = ["connect-src", "style-src", "base-uri", "form-action", "frame-ancestors"].map(|name| directive(&answer, name).unwrap());
        assert_eq!(rest, ["'self'", "'self'", "'none'", "'none'", "'none'"], "{path}");
        assert_eq!((answer.header("x-frame-options"), answer.header("referrer-policy")), (Some("DENY"), Some("no-referrer")), "{path}");
        assert!(answer.header("permissions-policy").is_some_and(|policy| policy.contains("camera=()")), "{path}");
        // Nothing in it that the policy would refuse.
        let inline = [" style=", "<style", "onclick=", "<script>"];
        assert!(inline.iter().all(|text| !answer.text.contains(text)), "{path}: {}", answer.text);
    }
}

#[test]
fn what_other_pages_embed_they_may_and_all_of_it_is_what_it_says_it_is() {
    for path in ["/usher.js", "/frame", "/docs", "/openapi.json", "/me"] {
        let answer = page(path);
        assert_eq!((answer.status, answer.header("x-content-type-options")), (200, Some("nosniff")), "{path}");
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
    }
    let frame = page("/frame");
    assert_eq!((directive(&frame, "default-src"), directive(&frame, "frame-ancestors")), (Some("'none'"), None));
    assert_eq!(frame.header("x-frame-options"), None);
    assert_eq!(directive(&page("/docs"), "frame-ancestors"), Some("'none'"));
}
