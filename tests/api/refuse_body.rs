//! Requests that are none, whatever they are about: told cleanly, and nothing of them stored.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::create_user::stored;
use crate::support::{Answer, Caller, Request, TestApp, unique};

const USERS: &str = usher_shared::api::USERS;

fn post() -> Request<'static> {
    TestApp::shared().request("POST", USERS).by(Caller::Agent)
}

fn post_json() -> Request<'static> {
    post().header("content-type", "application/json")
}

/// What a client gets that listens while it sends, as curl does: the rest of the body is not taken, and the connection
/// closed (RFC 9110, 15.5.14).
fn answer_while_sending(body: &str, chunked: bool) -> String {
    let mut listening = TcpStream::connect(TestApp::shared().base.strip_prefix("http://").unwrap()).unwrap();
    let mut sending = listening.try_clone().unwrap();
    let framed = if chunked {
        format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
    } else {
        format!("content-length: {}\r\n\r\n{body}", body.len())
    };
    let token = Caller::Agent.token();
    let head = format!("POST {USERS} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    // Fails once the server has heard enough.
    thread::spawn(move || sending.write_all([head, framed].concat().as_bytes()));
    listening.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        let mut part = [0; 1024];
        let length = listening.read(&mut part).unwrap();
        assert_ne!(length, 0, "{answer:?}");
        answer.extend(&part[..length]);
    }
    String::from_utf8(answer).unwrap()
}

fn code(answer: &Answer, status: u16) -> Value {
    answer.told(status)["code"].take()
}

#[test]
fn a_body_beyond_the_limit_is_refused_announced_or_not() {
    let name = unique();
    for size in [(1 << 20) + 1, 10_000_000] {
        let mut body = json!({ "user": { "name": name } }).to_string();
        body.push_str(&" ".repeat(size - body.len()));
        for chunked in [false, true] {
            let answer = answer_while_sending(&body, chunked);
            let expected = r#"{"error":"PayloadTooLarge","description":"The body is larger than it may be.","code":"body_too_large"}"#;
            assert!(answer.starts_with("HTTP/1.1 413 ") && answer.ends_with(expected), "{answer}");
        }
    }
    assert_eq!(stored(TestApp::shared(), &name), 0);
}

#[test]
fn a_body_just_within_the_limit_is_read_announced_or_not() {
    for chunked in [false, true] {
        let mut body = json!({ "user": { "name": unique() } }).to_string();
        body.push_str(&" ".repeat((1 << 20) - body.len()));
        let request = post_json().bytes(body);
        if chunked { request.chunked() } else { request }.told(201);
    }
}

#[test]
fn another_content_type_is_refused() {
    let name = unique();
    let body = json!({ "user": { "name": name } }).to_string();
    assert_eq!(code(&post().bytes(body.clone()).send(), 415), "content_type");
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp",
        "",
        "application/xml; application/json",
    ] {
        let answer = post().header("content-type", content_type).bytes(body.clone()).send();
        assert_eq!(
            (code(&answer, 415), answer.told(415)["error"].as_str()),
            (json!("content_type"), Some("UnsupportedMediaType")),
            "{content_type}"
        );
    }
    assert_eq!(stored(TestApp::shared(), &name), 0);
}

#[test]
fn what_is_no_json_is_refused() {
    let name = unique();
    let whole = json!({ "user": { "name": name } }).to_string();
    for body in [
        &b""[..],
        b" ",
        b"{",
        b"nonsense",
        b"{'user':{}}",
        b"{\"user\":{\"name\":\"\xff\xfe\"}}",
        b"{\"user\":{\"name\":\"a\xc0\xaf\"}}",
        b"{\"user\":{\"name\":\"\\ud800\"}}",
        b"{\"user\":{\"name\":\"a\nb\"}}",
        b"{\"user\":{\"name\":NaN}}",
        &whole.as_bytes()[..whole.len() - 1],
        format!("{whole}x").as_bytes(),
        format!("{whole}{whole}").as_bytes(),
        "\u{feff}{}".as_bytes(),
    ] {
        let answer = post_json().bytes(body).send();
        assert_eq!((code(&answer, 400), answer.told(400)["error"].as_str()), (json!("malformed_json"), Some("InvalidJSON")), "{body:?}");
    }
    assert_eq!(code(&post_json().send(), 400), "malformed_json");
    assert_eq!(stored(TestApp::shared(), &name), 0);
}

#[test]
fn json_that_nests_too_deep_is_refused() {
    let name = unique();
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for levels in [200, 100_000] {
            let inner = format!("{}1{}", open.repeat(levels), close.repeat(levels));
            let body = format!(r#"{{"user":{{"name":"{name}","x":{inner}}}}}"#);
            assert_eq!(code(&post_json().bytes(body).send(), 400), "malformed_json");
        }
    }
    assert_eq!(stored(TestApp::shared(), &name), 0);
}

#[test]
fn a_body_without_a_user_is_refused() {
    for body in [
        "{}",
        "[]",
        "null",
        "5",
        "\"user\"",
        r#"{"user":[]}"#,
        r#"{"user":null}"#,
        r#"{"user":"x"}"#,
        r#"{"User":{"name":"x"}}"#,
        r#"{"name":"x"}"#,
    ] {
        let answer = post_json().bytes(body).send();
        assert_eq!((code(&answer, 400), answer.told(400)["error"].as_str()), (json!("missing_object"), Some("ParameterMissing")), "{body}");
        let put = TestApp::shared().request("PUT", "/api/v2/users/204").by(Caller::Agent).header("content-type", "application/json");
        assert_eq!(code(&put.bytes(body).send(), 400), "missing_object", "{body}");
    }
}

#[test]
fn other_methods_are_refused_with_those_that_are_not() {
    let app = TestApp::shared();
    for (path, allowed) in [
        ("/healthz", "GET"),
        ("/api/v2/users", "GET, POST"),
        ("/api/v2/users/201", "GET, PUT, DELETE"),
        ("/api/v2/users/me", "GET"),
        ("/api/v2/organizations/301", "GET, PUT, DELETE"),
        ("/api/v1/settings", "GET, PUT"),
        ("/api/v1/suggestions", "POST"),
        ("/api/v1/embed_keys/1", "DELETE"),
    ] {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "PROPFIND"].into_iter().filter(|method| !allowed.contains(method)) {
            let answer = app.request(method, path).by(Caller::Admin).send();
            assert_eq!((code(&answer, 405), answer.header("allow")), (json!("method_not_allowed"), Some(allowed)), "{method} {path}");
        }
    }
}

#[test]
fn what_is_no_address_of_the_api_is_told_so() {
    let app = TestApp::shared();
    for path in [
        "/api/v2",
        "/api/v2/",
        "/api/v2/users/",
        "/api/v2/users/201/",
        "/api/v2/users/201/identity",
        "/api/v3/users",
        "//api/v2/users",
        "/api/v2/Users",
        "/.json",
        "/api/v1/embed_keys/1/2",
    ] {
        let answer = app.get(path).by(Caller::Admin).send();
        let status = if path.ends_with("users/") { 400 } else { 404 };
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
    }
    let answer = app.get("/api/v2/nowhere").send();
    assert_eq!((answer.status, &*answer.text), (404, r#"{"error":"InvalidEndpoint","description":"Not found","code":"no_such_endpoint"}"#));
}
