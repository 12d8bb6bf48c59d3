//! How many requests a minute a caller may send, and what they are told about it.

use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::support::{Answer, Caller, TestApp};

/// Seconds until they are counted anew, as an answer says.
fn reset(answer: &Answer) -> u64 {
    answer.header("ratelimit-reset").unwrap().parse().unwrap()
}

#[test]
fn whoever_sends_too_many_requests_waits_and_nobody_else_does() {
    let app = TestApp::start_limited(5);
    // All of it within one minute.
    let seconds = reset(&app.get("/api/v2/users/me").by(Caller::Light).send());
    if seconds < 10 {
        thread::sleep(Duration::from_secs(seconds + 1));
    }
    let me = |caller| app.get("/api/v2/users/me").by(caller).send();
    for left in (0..5).rev() {
        let answer = me(Caller::Agent);
        let told = ["x-rate-limit", "x-rate-limit-remaining", "ratelimit-limit", "ratelimit-remaining"].map(|name| answer.header(name));
        assert_eq!((answer.status, told), (200, [Some("5"), Some(&*left.to_string()), Some("5"), Some(&*left.to_string())]));
        assert!(answer.header("retry-after").is_none() && (1..=60).contains(&reset(&answer)));
    }
    let answer = me(Caller::Agent);
    assert_eq!(answer.header("retry-after"), answer.header("ratelimit-reset"));
    assert_eq!(answer.header("x-rate-limit-remaining"), Some("0"));
    let body = answer.told(429);
    assert_eq!((&body["error"], &body["code"]), (&json!("TooManyRequests"), &json!("too_many_requests")));
    // Nothing is done for them: what they would add is not there.
    let add = app.post("/api/v2/users", &json!({ "user": { "name": "over the limit" } })).by(Caller::Agent).send();
    assert_eq!(add.status, 429);
    assert_eq!(me(Caller::Admin).status, 200);
    let found = app.get("/api/v2/users/search?query=limit").by(Caller::Admin).told(200);
    assert_eq!(found["count"], 0);
    // Whoever tries tokens is nobody, and counted as such.
    for _ in 0..5 {
        assert_eq!(app.get("/api/v2/users").bearer("wrong").send().status, 401);
    }
    assert_eq!(app.get("/api/v2/users").bearer("wrong again").send().status, 429);
    assert_eq!(app.get("/healthz").send().status, 200);
}

#[test]
fn local_development_has_room() {
    let answer = TestApp::shared().get("/api/v2/users/me").by(Caller::Light).send();
    assert_eq!(answer.header("x-rate-limit"), Some("100000"));
}
