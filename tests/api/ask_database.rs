//! How often each operation goes to D1, and what SQLite plans there: seen from D1's own side (`tests/d1_spy.mjs`).

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::check_permissions::{path, rows};
use crate::jobs::results;
use crate::receiver::Receiver;
use crate::support::{Answer, Caller, TestApp, address, national_number, unique};
use crate::tell_webhooks::webhook;

/// Round trips of a read: who calls and what the account's settings are, and the read.
const READ: usize = 2;
/// Of a write: the same, what is to be changed, and one batch.
const WRITE: usize = 3;

/// Writes that look at more before, and why.
const MORE: &[(&str, &str)] = &[("/api/v2/users/{user_id}/merge", "two users, one of whom may be named by an address")];

/// What is scanned on purpose: tables of a few rows, by name or alias, and what is made for the moment.
const SMALL: &[&str] = &["settings", "s", "embed_keys", "k", "CONSTANT", "(subquery", "found", "shown"];

/// Whether SQLite means to go through a whole table. A function or an index of words that is asked for something is none:
/// its plan has a number, or what is matched.
fn is_scan(sql: &str, step: &str) -> bool {
    let Some(table) = step.strip_prefix("SCAN ") else { return false };
    let name = table.split([' ', '-']).next().unwrap_or_default();
    // Children of a new row: looked for only while a foreign key waits for its parent, and here none ever does.
    if sql.starts_with("INSERT") && !sql.contains(name) {
        return false;
    }
    if table.contains("VIRTUAL TABLE") { table.ends_with("INDEX 0:") } else { !SMALL.contains(&name) }
}

struct Asked {
    what: String,
    route: &'static str,
    method: &'static str,
    /// Of each round trip, the statements and their plans.
    trips: Vec<Vec<(String, Vec<String>)>>,
}

/// The lines of the log between those of two requests; the log takes a moment to come.
pub fn lines_between(app: &TestApp, first: &str, second: &str) -> Vec<String> {
    let started = Instant::now();
    loop {
        let lines: Vec<_> = app.server().log().lines().map(str::to_owned).collect();
        let at = |request_id: &str| lines.iter().position(|line| line.contains(request_id));
        if let (Some(first), Some(second)) = (at(first), at(second)) {
            return lines[first + 1..second].to_vec();
        }
        assert!(started.elapsed() < Duration::from_secs(10), "no line for request {second}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn trip(line: &str) -> Option<Vec<(String, Vec<String>)>> {
    let told: Value = serde_json::from_str(line.get(line.find("{\"d1\":")?..)?).ok()?;
    let statement = |told: &Value| {
        let plan = told["plan"].as_array().unwrap().iter().map(|step| step.as_str().unwrap().to_owned()).collect();
        (told["sql"].as_str().unwrap().to_owned(), plan)
    };
    Some(told["d1"].as_array().unwrap().iter().map(statement).collect())
}

/// How many rows the round trip read.
fn rows_read(line: &str) -> Option<u64> {
    let told: Value = serde_json::from_str(line.get(line.find("{\"d1\":")?..)?).ok()?;
    Some(told["d1"].as_array().unwrap().iter().filter_map(|told| told["read"].as_u64()).sum())
}

/// Every operation once, by somebody whose token nobody has seen before.
fn ask_everything() -> Vec<Asked> {
    let app = TestApp::start_spied();
    define_fields(&app);
    let mut asked = Vec::new();
    for (method, route, template, body, _) in rows() {
        let (path, body) = (path(&app, template, Caller::Admin), path(&app, body, Caller::Admin));
        // Any write to the settings makes the isolate forget what it knows of callers and account.
        let before = app.put("/api/v1/settings", &json!({ "settings": {} })).by(Caller::Admin).send();
        let request = app.request(method, &path).by(Caller::Admin);
        let request = if body.is_empty() { request } else { request.header("content-type", "application/json").bytes(body) };
        let answer = request.send();
        let id = |answer: &Answer| answer.header("x-request-id").unwrap().to_owned();
        let lines = lines_between(&app, &id(&before), &id(&answer));
        asked.push(Asked {
            what: format!("{method} {template}"),
            route,
            method,
            trips: lines.iter().filter_map(|line| trip(line)).filter(|trip| !is_of_a_job(trip)).collect(),
        });
    }
    asked
}

/// Fields of users and organizations, so that showing and storing their values is asked for too.
fn define_fields(app: &TestApp) {
    let field =
        json!({ "key": "plan", "type": "dropdown", "title": "Plan", "custom_field_options": [{ "name": "Gold", "value": "gold" }] });
    let lookup = json!({ "key": "owner", "type": "lookup", "title": "Owner", "relationship_target_type": "zen:user" });
    for name in ["user_field", "organization_field"] {
        for field in [&field, &lookup] {
            app.post(&format!("/api/v2/{name}s"), &json!({ name: field })).by(Caller::Admin).told(201);
        }
    }
}

/// What a job asks for that an earlier call, or this one, has left to be done: its own row, which is all while it has no items.
fn is_of_a_job(trip: &[(String, Vec<String>)]) -> bool {
    trip.iter().any(|(sql, _)| sql.starts_with("SELECT j.kind") || sql.starts_with("UPDATE jobs SET moved_at"))
}

fn is_write(trip: &[(String, Vec<String>)]) -> bool {
    trip.iter().any(|(sql, _)| ["INSERT", "UPDATE", "DELETE"].iter().any(|word| sql.trim_start().starts_with(word)))
}

fn scans(what: &str, trips: &[Vec<(String, Vec<String>)>]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (sql, plan) in trips.iter().flatten() {
        let scans = plan.iter().filter(|step| is_scan(sql, step));
        wrong.extend(scans.map(|step| format!("{what}: {step}: {}", &sql[..sql.len().min(120)])));
    }
    wrong
}

#[test]
fn a_job_scans_nothing_and_writes_few_statements() {
    let app = TestApp::start_spied();
    define_fields(&app);
    let users: Vec<_> = (0..100).map(|_| json!({ "name": unique(), "email": address(), "phone": format!("+1{}", national_number()), "organization_id": 301, "verified": true, "user_fields": { "plan": "gold", "owner": 101 } })).collect();
    let ids = |rows: &[Value]| rows.iter().map(|row| row["id"].to_string()).collect::<Vec<_>>().join(",");
    let post = |path: &str, body: &Value| results(&app, app.post(path, body).by(Caller::Admin));
    let created = post("/api/v2/users/create_many", &json!({ "users": users }));
    post("/api/v2/users/create_or_update_many", &json!({ "users": users }));
    let path = format!("/api/v2/users/update_many?ids={}", ids(&created));
    results(
        &app,
        app.put(&path, &json!({ "user": { "notes": "x", "verified": true, "organization_id": 302, "phone": "" } })).by(Caller::Admin),
    );
    let memberships: Vec<_> =
        created.iter().map(|user| json!({ "user_id": user["id"], "organization_id": 301, "default": true })).collect();
    let joined = post("/api/v2/organization_memberships/create_many", &json!({ "organization_memberships": memberships }));
    let delete = |path: &str| results(&app, app.request("DELETE", path).by(Caller::Admin));
    delete(&format!("/api/v2/organization_memberships/destroy_many?ids={}", ids(&joined)));
    delete(&format!("/api/v2/users/destroy_many?ids={}", ids(&created)));
    let organizations: Vec<_> = (0..100)
        .map(|_| json!({ "name": unique(), "domain_names": ["a.example"], "organization_fields": { "plan": "gold", "owner": 101 } }))
        .collect();
    let made = post("/api/v2/organizations/create_many", &json!({ "organizations": organizations }));
    let path = format!("/api/v2/organizations/update_many?ids={}", ids(&made));
    results(&app, app.put(&path, &json!({ "organization": { "notes": "x" } })).by(Caller::Admin));
    delete(&format!("/api/v2/organizations/destroy_many?ids={}", ids(&made)));

    let log = app.server().log();
    let trips: Vec<_> = log.lines().filter_map(trip).collect();
    let wrong = scans("a job", &trips);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let longest = trips.iter().map(Vec::len).max().unwrap();
    assert!(longest <= 26, "{longest} statements in a batch of 50 items");
}

/// The plan is the same where a page is walked to, but not the number of rows.
#[test]
fn a_page_far_down_a_list_is_read_without_the_way_there() {
    let app = TestApp::start_spied();
    for _ in 0..3 {
        let users: Vec<_> = (0..100).map(|_| json!({ "name": unique(), "organization_id": 301 })).collect();
        results(&app, app.post("/api/v2/users/create_many", &json!({ "users": users })).by(Caller::Admin));
    }
    let get = |path: &str| app.get(path).by(Caller::Admin).send();
    let id = |answer: &Answer| answer.header("x-request-id").unwrap().to_owned();
    for list in ["users?", "organization_memberships?", "organizations/301/users?", "organizations/301/users?sort=name&"] {
        let mut path = format!("/api/v2/{list}page[size]=100");
        for _ in 0..2 {
            path = get(&path).told(200)["links"]["next"].as_str().unwrap().into();
        }
        let before = get("/api/v2/users/count");
        let answer = get(&path.replace("=100", "=1"));
        assert_eq!(answer.told(200)["meta"]["has_more"], true);
        let lines = lines_between(&app, &id(&before), &id(&answer));
        let read = lines.iter().filter_map(|line| rows_read(line)).max().unwrap();
        assert!(read < 100, "{list}: {read} rows read for one");
    }
}

#[test]
fn webhooks_are_told_without_a_scan() {
    let (app, receiver) = (TestApp::start_spied(), Receiver::start());
    let types = ["user.created", "user.identity_created", "user.notes_changed"];
    app.post("/api/v2/webhooks", &json!({ "webhook": webhook(&receiver.url, &types) })).by(Caller::Admin).told(201);
    let user = app.add(&json!({ "name": unique(), "email": address() }));
    app.change(&user["id"], &json!({ "notes": "x" }));
    receiver.wait_for(3);
    // What the clock does comes last in the log.
    app.server().strike();
    let told = || app.server().log().lines().filter_map(trip).collect::<Vec<_>>();
    let started = Instant::now();
    while !told().iter().flatten().any(|(sql, _)| sql.contains("group_concat(w.id)")) {
        assert!(started.elapsed() < Duration::from_secs(10), "the clock does not strike");
        thread::sleep(Duration::from_millis(20));
    }
    let trips = told();
    assert!(trips.iter().flatten().any(|(sql, _)| sql.starts_with("INSERT INTO webhook_attempts")));
    let wrong = scans("webhooks", &trips);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_read_asks_once_a_write_writes_once_and_nothing_is_scanned() {
    let mut wrong = Vec::new();
    for Asked { what, route, method, trips } in ask_everything() {
        let writes = trips.iter().filter(|trip| is_write(trip)).count();
        let most = if *method == *"GET" { READ } else { WRITE + 2 * usize::from(MORE.iter().any(|(more, _)| *more == route)) };
        if trips.len() > most || writes > usize::from(*method != *"GET") {
            wrong.push(format!("{what}: {} round trips, {writes} of them write", trips.len()));
        }
        wrong.extend(scans(&what, &trips));
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
