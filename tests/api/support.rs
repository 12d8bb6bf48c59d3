//! The one way in which tests talk to Usher: a request by somebody, and the answer to it.

use std::io::{self, Read};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use ureq::http;
use ureq::{Body, SendBody};

use crate::contract::Contract;
use crate::embed_token;
use crate::server::Server;

/// In every name, address and number that tests make up: what must never be in a log.
pub const MARKER: &str = "quagga";

/// What no answer may show of the machinery.
const INTERNALS: &[&str] = &["serde", "D1_", "SQLITE", "panicked", ".rs"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Anonymous,
    Light,
    Restricted,
    Agent,
    Admin,
}

impl Caller {
    pub const ALL: [Self; 5] = [Self::Anonymous, Self::Light, Self::Restricted, Self::Agent, Self::Admin];
    pub const STAFF: [Self; 4] = [Self::Light, Self::Restricted, Self::Agent, Self::Admin];

    /// As demo/seed.sql has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Light => "light",
            Self::Restricted => "restricted",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }

    pub const fn id(self) -> i64 {
        match self {
            Self::Anonymous => 0,
            Self::Admin => 101,
            Self::Agent => 102,
            Self::Restricted => 103,
            Self::Light => 104,
        }
    }

    pub fn email(self) -> String {
        format!("{}@example.com", self.code())
    }

    pub fn token(self) -> String {
        format!("dev-{}-token", self.code())
    }
}

pub struct TestApp {
    server: Server,
    pub base: String,
    agent: ureq::Agent,
}

impl TestApp {
    /// The one that most tests share; they use names and addresses of their own, and leave the settings alone.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<TestApp> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// One whose log has what is asked of D1 (`tests/d1_spy.mjs`).
    pub fn start_spied() -> Self {
        Self::start_with(&[("USHER_SPY", "1")])
    }

    /// One that allows a caller so many requests a minute.
    pub fn start_limited(limit: u32) -> Self {
        Self::start_with(&[("RATE_LIMIT", &limit.to_string())])
    }

    /// One with these variables in place of its own (wrangler.toml, demo/local.env).
    pub fn start_with(variables: &[(&str, &str)]) -> Self {
        Self::on(Server::start(variables))
    }

    fn on(server: Server) -> Self {
        let base = format!("http://127.0.0.1:{}", server.port);
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_idle_connections(0)
            .timeout_global(Some(Duration::from_mins(2)))
            .build();
        Self { server, base, agent: config.into() }
    }

    pub fn restart(&mut self) {
        self.server.restart();
        self.base = format!("http://127.0.0.1:{}", self.server.port);
    }

    pub fn server(&self) -> &Server {
        &self.server
    }

    /// What is promised of every answer.
    pub fn contract(&self) -> &'static Contract {
        Contract::of(|| serde_json::from_str(&self.get("/openapi.json").try_send().unwrap().text).unwrap())
    }

    pub fn get(&self, path: &str) -> Request<'_> {
        self.request("GET", path)
    }

    pub fn post(&self, path: &str, body: &Value) -> Request<'_> {
        self.request("POST", path).json(body)
    }

    pub fn put(&self, path: &str, body: &Value) -> Request<'_> {
        self.request("PUT", path).json(body)
    }

    pub fn request(&self, method: &str, path: &str) -> Request<'_> {
        // Links in answers are whole addresses.
        let path = path.strip_prefix(&self.base).unwrap_or(path);
        let uri = format!("{}{path}", self.base);
        Request { app: self, method: method.into(), uri, headers: Vec::new(), body: None, chunked: false }
    }

    /// A customer whom the agent has added.
    pub fn add(&self, user: &Value) -> Value {
        self.add_by(Caller::Agent, user)
    }

    pub fn add_by(&self, caller: Caller, user: &Value) -> Value {
        self.post("/api/v2/users", &json!({ "user": user })).by(caller).told(201)["user"].take()
    }

    pub fn user(&self, id: &Value) -> Value {
        self.get(&format!("/api/v2/users/{id}")).by(Caller::Admin).told(200)["user"].take()
    }

    /// What an admin's change makes of a user.
    pub fn change(&self, id: &Value, changes: &Value) -> Value {
        self.put(&format!("/api/v2/users/{id}"), &json!({ "user": changes })).by(Caller::Admin).told(200)["user"].take()
    }
}

#[must_use]
pub struct Request<'a> {
    app: &'a TestApp,
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    chunked: bool,
}

/// A body that comes only after something else has happened.
struct Late<'a, F> {
    body: &'a [u8],
    meanwhile: Option<F>,
}

impl<F: FnOnce()> Read for Late<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(meanwhile) = self.meanwhile.take() {
            // Until the server has looked at what it looks at before it reads a body.
            thread::sleep(Duration::from_millis(500));
            meanwhile();
        }
        self.body.read(buffer)
    }
}

impl Request<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With the caller's API token, as a program sends it.
    pub fn by(self, caller: Caller) -> Self {
        if caller == Caller::Anonymous { self } else { self.bearer(&caller.token()) }
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn basic(self, user: &str, password: &str) -> Self {
        self.header("authorization", &format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
    }

    /// With an embed token of the demo portal, as the widget sends it.
    pub fn embedded(self, caller: Caller) -> Self {
        if caller == Caller::Anonymous { self } else { self.bearer(&embed_token::of(&caller.email())) }
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").bytes(body.to_string())
    }

    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Without saying beforehand how long the body is.
    pub fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// The answer, of which it is certain that it is as described, shows nothing of the machinery and can be found in the log.
    pub fn send(self) -> Answer {
        let answer = self.try_send().unwrap();
        self.hold(answer)
    }

    /// The answer to a request during which something else happens: after the server has looked, before it writes.
    pub fn send_during(self, meanwhile: impl FnOnce()) -> Answer {
        let mut late = Late { body: self.body.as_deref().unwrap_or_default(), meanwhile: Some(meanwhile) };
        let mut response = self.app.agent.run(self.head().body(SendBody::from_reader(&mut late)).unwrap()).unwrap();
        let answer = Answer::read(&mut response).unwrap();
        self.hold(answer)
    }

    fn hold(&self, answer: Answer) -> Answer {
        assert_ne!(answer.status, 500, "{}:\n{}", answer.text, self.app.server.end_of_log());
        assert!(answer.header("x-request-id").is_some_and(|id| id.len() == 36), "{}: {:?}", answer.status, answer.headers);
        for word in INTERNALS {
            assert!(!answer.text.contains(word), "{word}: {}", answer.text);
        }
        self.app.contract().hold(&self.method, self.uri.strip_prefix(&self.app.base).unwrap_or_default(), &answer);
        answer
    }

    /// The body, if the answer has this status.
    pub fn told(self, status: u16) -> Value {
        self.send().told(status)
    }

    fn head(&self) -> http::request::Builder {
        let head = http::Request::builder().method(&*self.method).uri(&self.uri);
        self.headers.iter().fold(head, |head, (name, value)| head.header(name, value))
    }

    /// Whatever comes back, if anything does: for servers that are being killed.
    pub fn try_send(&self) -> Result<Answer, ureq::Error> {
        let head = self.head();
        let agent = &self.app.agent;
        let mut response = match &self.body {
            None => agent.run(head.body(()).unwrap())?,
            Some(body) if self.chunked => agent.run(head.body(SendBody::from_reader(&mut &body[..])).unwrap())?,
            Some(body) => agent.run(head.body(&body[..]).unwrap())?,
        };
        Answer::read(&mut response)
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub text: String,
}

impl Answer {
    fn read(response: &mut http::Response<Body>) -> Result<Self, ureq::Error> {
        let text = response.body_mut().read_to_string()?;
        Ok(Self { status: response.status().as_u16(), headers: response.headers().clone(), text })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn told(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/json; charset=utf-8"));
        serde_json::from_str(&self.text).unwrap()
    }
}

fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A word that no other test uses.
pub fn unique() -> String {
    format!("{MARKER}{}", next())
}

/// An address that no other test uses.
pub fn address() -> String {
    format!("{}@acme.test", unique())
}

/// A telephone number that no other test uses, without its country code.
pub fn national_number() -> String {
    format!("212{:07}", 9_000_000 + next())
}

/// The codes of what is wrong, by field: `name: required`.
pub fn mistakes(body: &Value) -> Vec<String> {
    assert_eq!((&body["error"], &body["description"]), (&json!("RecordInvalid"), &json!("Record validation errors")), "{body}");
    let details = body["details"].as_object().unwrap();
    details.iter().map(|(field, details)| format!("{field}: {}", details[0]["code"].as_str().unwrap())).collect()
}

pub fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}
