//! One line a request, with nothing in it of anybody.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Caller, MARKER, TestApp, address, national_number, unique};

/// The line of an answer; workerd's output takes a moment to get into the file.
fn line(answer: &Answer) -> Value {
    let id = answer.header("x-request-id").unwrap();
    let started = Instant::now();
    loop {
        let log = TestApp::shared().server().log();
        if let Some(line) = log.lines().find(|line| line.contains(id)) {
            return serde_json::from_str(&line[line.find('{').unwrap()..]).unwrap();
        }
        assert!(started.elapsed() < Duration::from_secs(10), "no line for request {id}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn every_request_has_one_line_that_says_what_happened() {
    let app = TestApp::shared();
    let (name, email) = (unique(), address());
    let body = json!({ "user": { "name": name, "email": email } });
    for (answer, expected) in [
        (app.get(&format!("/api/v2/users/{name}")).by(Caller::Agent).send(), json!(["GET", "/api/v2/users/{user_id}", 400, 102])),
        (app.get(&format!("/{name}?q={name}")).send(), json!(["GET", "", 404, null])),
        (app.get("/api/v2/users").bearer(&name).send(), json!(["GET", "", 401, null])),
        (app.post("/api/v2/users", &body).by(Caller::Agent).send(), json!(["POST", "/api/v2/users", 201, 102])),
        (app.post("/api/v2/users", &body).embedded(Caller::Restricted).send(), json!(["POST", "/api/v2/users", 422, 103])),
    ] {
        let line = line(&answer);
        assert_eq!(json!([line["method"], line["route"], line["status"], line["caller_id"]]), expected);
        assert_eq!((&line["event"], line["ms"].is_u64()), (&json!("request"), true));
        assert_eq!(crate::support::keys(&line).len(), 7);
    }
}

#[test]
fn each_request_has_another_id() {
    let app = TestApp::shared();
    let ids = [(); 2].map(|()| app.get("/healthz").send().header("x-request-id").unwrap().to_string());
    assert_ne!(ids[0], ids[1]);
    let sent = app.get("/healthz").header("x-request-id", "mine").send();
    assert_ne!(sent.header("x-request-id"), Some("mine"));
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let app = TestApp::shared();
    let (name, email, number) = (unique(), address(), national_number());
    let user = json!({ "user": { "name": name, "email": email, "phone": number, "notes": name, "organization": { "name": name } } });
    app.post("/api/v2/users", &user).by(Caller::Agent).header("idempotency-key", &name).told(201);
    app.post("/api/v2/users", &user).by(Caller::Agent).told(422);
    app.post("/api/v1/suggestions", &user).embedded(Caller::Agent).told(200);
    app.get(&format!("/api/v2/organizations/autocomplete?name={name}")).by(Caller::Agent).told(200);
    app.get("/api/v1/form").basic(&format!("{email}/token"), &name).told(401);
    let last = app.post("/api/v2/users", &json!(name)).by(Caller::Agent).send();
    line(&last);
    // The other tests have sent the same marker, so this is about all that has happened so far.
    let log = app.server().log();
    let said: Vec<_> = log.lines().filter(|line| line.contains("\"event\":")).collect();
    assert!(said.len() > 5);
    for secret in [MARKER, &number, "@", "dev-agent-token", "bücher", "usher-local-development-only"] {
        assert_eq!(said.iter().find(|line| line.contains(secret)), None, "{secret}");
    }
    assert!(said.iter().all(|line| !line.contains("\"event\":\"fault\"")), "{said:?}");
}
