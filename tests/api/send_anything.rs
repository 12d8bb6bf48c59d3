//! Everything that `/openapi.json` describes, sent wrongly: nothing breaks, and nothing is answered that is not described.
//!
//! The requests are made from the document; the same document makes the same requests. Each answer is held against it
//! (`contract`), and none may be a fault of ours (`support`).

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};

use crate::obey_roles::READER;
use crate::support::{Caller, Request, TestApp, address};
use crate::tell_webhooks::webhook;

/// What stands where an id should, as it is written in an address.
const IDS: &[&str] = &[
    "0",
    "-1",
    "1",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999",
    "x",
    "%00",
    "%C3%A9",
    "%FF",
    "1%27%20OR%201=1",
    "V3-ffffffffffffffffffffffffffffffff",
];

/// What stands where a parameter's value should.
const PARAMETERS: &[&str] =
    &["", "-1", "0", "99999999999999999999", "%00", "%FF%FE", "%F0%9F%92%A9", "%22", "*", "a,b,,c", "%E2%80%AE", "desc", "true"];

/// Bodies that are none.
const BODIES: &[&str] =
    &["", "null", "[]", "{}", "7", "\"x\"", "{", "{\"user\":", "\u{FEFF}{}", "{\"a\":\"\\ud800\"}", "{\"user\":null,\"user\":[]}"];

/// A value of every type, and texts that are odd.
fn values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("\u{0}"),
        json!("\u{202E}\u{200F}\u{FEFF}"),
        json!("💩e\u{301}\u{10FFFF}"),
        json!("'); DROP TABLE users; --"),
        json!("%s%n?1"),
        json!("x".repeat(70_000)),
        json!("9".repeat(400)),
        json!([]),
        json!([null, 1, "x", {}, []]),
        json!(vec!["x"; 101]),
        json!({}),
        json!({ "id": [], "name": {}, "email": 7, "body": null, "type": false }),
        nested(100),
    ]
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(json!("x"), |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({ "name": inner }) })
}

/// Chance that is the same every time (Marsaglia, xorshift).
struct Chance(u64);

impl Chance {
    fn of(seed: usize) -> Self {
        Self(0x9E37_79B9_7F4A_7C15 ^ (seed as u64 + 1))
    }

    fn pick<'a, T>(&mut self, some: &'a [T]) -> &'a T {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        &some[usize::try_from(self.0 % some.len() as u64).unwrap()]
    }
}

/// An operation of the document, and records to try it on.
struct Tried<'a> {
    app: &'a TestApp,
    document: &'a Value,
    method: String,
    path: &'a str,
    operation: &'a Value,
    /// By the names of arguments.
    records: &'a BTreeMap<&'static str, String>,
}

impl Tried<'_> {
    /// The address of a record. What is deleted must not be there: others are tried on it.
    fn address(&self) -> String {
        let known = |name: &str| self.records.get(name).filter(|_| self.method != "DELETE").map_or("7777", String::as_str);
        let parts = self.path.split('/').map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')).map_or(part, known));
        parts.collect::<Vec<_>>().join("/")
    }

    fn request(&self, address: &str) -> Request<'_> {
        self.app.request(&self.method, address)
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        value["$ref"]
            .as_str()
            .and_then(|target| self.document.pointer(target.strip_prefix('#')?))
            .map_or(value, |value| self.resolved(value))
    }

    fn body_schema(&self) -> Option<&Value> {
        self.operation.pointer("/requestBody/content/application~1json/schema").map(|schema| self.resolved(schema))
    }

    fn parameters(&self) -> impl Iterator<Item = &str> {
        let named = self.operation["parameters"].as_array().into_iter().flatten().map(|parameter| self.resolved(parameter));
        named.filter(|parameter| parameter["in"] == "query").filter_map(|parameter| parameter["name"].as_str())
    }

    /// Everything that is sent.
    fn requests(&self, chance: &mut Chance) -> Vec<Request<'_>> {
        let mut requests = self.by_others();
        requests.extend(self.with_other_ids(chance));
        requests.extend(self.with_other_parameters(chance));
        requests.extend(self.with_other_headers());
        if let Some(schema) = self.body_schema() {
            requests.extend(self.with_no_body());
            requests.extend(self.with_other_bodies(schema, chance));
        }
        requests
    }

    fn by_others(&self) -> Vec<Request<'_>> {
        let callers = Caller::ALL.map(|caller| self.request(&self.address()).by(caller).json(&json!({})));
        let strangers = ["x", "eyJhbGciOiJub25lIn0.e30."];
        callers
            .into_iter()
            .chain(strangers.map(|token| self.request(&self.address()).header("authorization", &format!("Bearer {token}"))))
            .collect()
    }

    fn with_other_ids(&self, chance: &mut Chance) -> Vec<Request<'_>> {
        let arguments: Vec<_> = self.path.split('/').filter(|part| part.starts_with('{')).collect();
        let replaced = arguments.iter().flat_map(|argument| {
            let ids: Vec<_> = if arguments.len() == 1 { IDS.to_vec() } else { (0..6).map(|_| *chance.pick(IDS)).collect() };
            ids.into_iter().map(|id| (*argument, id)).collect::<Vec<_>>()
        });
        let with = |(argument, id): (&str, &str)| {
            let parts: Vec<_> = self
                .path
                .split('/')
                .zip(self.address().split('/').map(String::from).collect::<Vec<_>>())
                .map(|(part, known)| if part == argument { id.into() } else { known })
                .collect();
            self.request(&parts.join("/")).by(Caller::Admin).json(&json!({}))
        };
        replaced.map(with).collect()
    }

    fn with_other_parameters(&self, chance: &mut Chance) -> Vec<Request<'_>> {
        let others = [&"x".repeat(5_000), &vec!["1"; 101].join(","), "1&page=2"];
        let values = [PARAMETERS, &others].concat();
        let mut queries = Vec::from(["%", "&&==", "nobody=knows&include=,"].map(String::from));
        for name in self.parameters() {
            let name = name.replace('[', "%5B").replace(']', "%5D");
            queries.extend([0; 2].map(|_| format!("{name}={}", chance.pick(&values))));
        }
        queries.iter().map(|query| self.request(&format!("{}?{query}", self.address())).by(Caller::Admin).json(&json!({}))).collect()
    }

    fn with_other_headers(&self) -> Vec<Request<'_>> {
        let sent = |name, value| self.request(&self.address()).by(Caller::Admin).header(name, value).json(&json!({}));
        let long = "k".repeat(256);
        vec![
            sent("idempotency-key", &*long),
            sent("idempotency-key", "a b"),
            sent("if-match", "\"x\""),
            sent("if-match", "*"),
            sent("if-none-match", "*"),
            sent("x-d1-bookmark", "0-0-0-0"),
            sent("x-d1-bookmark", "zzz"),
            sent("origin", "null"),
        ]
    }

    fn with_no_body(&self) -> Vec<Request<'_>> {
        let admin = || self.request(&self.address()).by(Caller::Admin);
        let mut requests =
            vec![admin(), admin().header("content-type", "text/plain").bytes("{}"), admin().header("content-type", "").bytes("{}")];
        let json = |bytes: Vec<u8>| admin().header("content-type", "application/json").bytes(bytes);
        requests.extend(BODIES.iter().map(|body| json(body.as_bytes().to_vec())));
        requests.push(json(b"\xFF\xFE{}".to_vec()));
        requests.push(json([vec![b'['; 5_000], vec![b']'; 5_000]].concat()));
        // Without its length: to one that announces too much, the connection may end before all of it is sent.
        requests.push(json(vec![b' '; (1 << 20) + 1]).chunked());
        requests
    }

    /// Each key of the record with values of other types, all keys at once, and more of them than there may be.
    fn with_other_bodies(&self, schema: &Value, chance: &mut Chance) -> Vec<Request<'_>> {
        let values = values();
        let mut bodies = Vec::new();
        for form in schema["anyOf"].as_array().map_or_else(|| vec![schema], |forms| forms.iter().collect()) {
            for (key, inner) in self.resolved(form)["properties"].as_object().into_iter().flatten() {
                bodies.extend((0..3).map(|_| json!({ key: chance.pick(&values) })));
                let inner = self.resolved(inner);
                let (inner, is_list) = if inner["type"] == "array" { (self.resolved(&inner["items"]), true) } else { (inner, false) };
                let body = |record: Value| json!({ key: if is_list { json!([record]) } else { record } });
                let names: Vec<_> = inner["properties"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
                // Every value at least once, at some key.
                let each = values.len().div_ceil(names.len().max(1)).max(2);
                let mut next = values.iter().cycle();
                bodies.extend(
                    names.iter().flat_map(|name| next.by_ref().take(each).map(|value| body(self.record(name, value))).collect::<Vec<_>>()),
                );
                bodies.push(body(names.iter().map(|name| ((*name).clone(), chance.pick(&values).clone())).collect()));
                if is_list {
                    bodies.push(json!({ key: vec![json!({ "name": "x" }); 101] }));
                }
            }
        }
        bodies.iter().map(|body| self.request(&self.address()).by(Caller::Admin).json(body)).collect()
    }

    /// A record that would do, but for one key.
    fn record(&self, key: &str, value: &Value) -> Value {
        let mut record = json!({ "name": "x", "email": address(), "subject": "x", "comment": { "body": "x" } });
        record["user_id"] = json!(self.records["user_id"]);
        record[key] = value.clone();
        record
    }
}

/// One of everything, by the name that addresses have for its id.
fn records(app: &TestApp) -> BTreeMap<&'static str, String> {
    let add = |path: &str, key: &str, body: Value| app.post(path, &json!({ key: body })).by(Caller::Admin).told(201)[key]["id"].to_string();
    let user = app.add(&json!({ "name": "x", "email": address() }))["id"].to_string();
    let gone = app.add(&json!({ "name": "x" }))["id"].to_string();
    app.request("DELETE", &format!("/api/v2/users/{gone}")).by(Caller::Admin).told(200);
    let organization = add("/api/v2/organizations", "organization", json!({ "name": "x" }));
    let group = add("/api/v2/groups", "group", json!({ "name": "x" }));
    let request = add("/api/v2/requests", "request", json!({ "subject": "x", "comment": { "body": "x" } }));
    let text = |path: &str, key: &str, body: Value| {
        app.post(path, &json!({ key: body })).by(Caller::Admin).told(201)[key]["id"].as_str().unwrap().to_owned()
    };
    let field =
        |key: &str| json!({ "key": key, "title": "x", "type": "dropdown", "custom_field_options": [{ "name": "x", "value": key }] });
    let user_field = add("/api/v2/user_fields", "user_field", field("one_of_users"));
    let old = add("/api/v2/organizations", "organization", json!({ "name": "x, before" }));
    let merge = json!({ "organization_merge": { "winner_id": organization } });
    let merged = app.post(&format!("/api/v2/organizations/{old}/merge"), &merge).by(Caller::Admin).told(200);
    let first = |path: String, key: &str| app.get(&path).by(Caller::Admin).told(200)[key][0]["id"].to_string();
    let job = app.post("/api/v2/users/create_many", &json!({ "users": [{ "name": "x" }] })).by(Caller::Admin).told(200);
    BTreeMap::from([
        (
            "organization_membership_id",
            add("/api/v2/organization_memberships", "organization_membership", json!({ "user_id": user, "organization_id": organization })),
        ),
        ("group_membership_id", add("/api/v2/group_memberships", "group_membership", json!({ "user_id": 102, "group_id": group }))),
        ("ticket_id", add("/api/v2/tickets", "ticket", json!({ "subject": "x", "comment": { "body": "x" } }))),
        ("user_identity_id", first(format!("/api/v2/users/{user}/identities"), "identities")),
        ("user_field_option_id", first(format!("/api/v2/user_fields/{user_field}/options"), "custom_field_options")),
        ("organization_field_id", add("/api/v2/organization_fields", "organization_field", field("one_of_organizations"))),
        ("organization_merge_id", merged["organization_merge"]["id"].as_str().unwrap().into()),
        ("webhook_id", text("/api/v2/webhooks", "webhook", webhook("https://hooks.acme.com", &[]))),
        ("custom_role_id", READER.to_string()),
        ("comment_id", first(format!("/api/v2/requests/{request}/comments"), "comments")),
        ("job_status_id", job["job_status"]["id"].as_str().unwrap().into()),
        ("embed_key_id", "1001".into()),
        ("deleted_user_id", gone),
        ("organization_id", organization),
        ("request_id", request),
        ("group_id", group),
        ("user_field_id", user_field),
        ("user_id", user),
    ])
}

#[test]
fn whatever_is_sent_is_answered_as_described() {
    // One of its own: settings are changed too.
    let app = &TestApp::start();
    let document = &app.contract().document;
    let records = &records(app);
    let paths = document["paths"].as_object().unwrap();
    let all: Vec<_> = paths
        .iter()
        .flat_map(|(path, operations)| operations.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation)))
        .collect();
    let (next, sent) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let mut broken = Vec::new();
        while let Some((path, method, operation)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let tried = Tried { app, document, method: method.to_uppercase(), path, operation, records };
            let seed = operation["operationId"]
                .as_str()
                .unwrap()
                .bytes()
                .fold(7_usize, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
            for request in tried.requests(&mut Chance::of(seed)) {
                sent.fetch_add(1, Ordering::Relaxed);
                if catch_unwind(AssertUnwindSafe(|| request.send())).is_err() {
                    broken.push(format!("{method} {path}"));
                }
            }
        }
        broken
    };
    let broken: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let sent = sent.into_inner();
    assert!(broken.is_empty(), "{} of {sent}: {broken:#?}", broken.len());
    assert!((2_000..10_000).contains(&sent), "{sent} requests");
    app.get("/healthz").told(200);
}
