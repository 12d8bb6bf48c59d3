//! workerd dies in the middle of its work; what it had acknowledged is there, and nothing is there by half.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::database;
use crate::support::{Caller, TestApp, address, national_number, unique};

const ROUNDS: usize = 3;
const WRITERS: usize = 4;

/// Rows that belong together and are not: each must be nought.
const HALVES: &[&str] = &[
    "SELECT count(*) FROM users u WHERE u.id > 10000 AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.type = 'email')",
    "SELECT count(*) FROM users u WHERE u.id > 10000 AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.type = 'phone_number')",
    "SELECT count(*) FROM users u WHERE u.id > 10000 AND NOT EXISTS (SELECT 1 FROM organization_memberships m WHERE m.user_id = u.id)",
    "SELECT count(*) FROM users u WHERE u.id > 10000 AND 1 != (SELECT count(*) FROM audit_log a WHERE a.target_id = u.id AND a.action = 'user.created')",
    "SELECT count(*) FROM users u WHERE u.id > 10000 AND 1 != (SELECT count(*) FROM idempotency_keys k WHERE k.body LIKE '{\"user\":{\"id\":' || u.id || ',%')",
    "SELECT count(*) FROM identities i WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = i.user_id)",
    "SELECT count(*) FROM organization_memberships m WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = m.user_id)",
    "SELECT count(*) FROM audit_log a WHERE a.action = 'user.created' AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = a.target_id)",
    "SELECT count(*) FROM idempotency_keys",
    "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check != 'ok'",
];

/// The users of the answers 201 until the server is gone.
fn write_until_it_dies(app: &TestApp, acknowledged: &Mutex<Vec<Value>>) {
    loop {
        let user = json!({ "name": unique(), "email": address(), "phone": national_number(), "organization": { "name": unique() } });
        let request = app.post("/api/v2/users", &json!({ "user": user })).by(Caller::Agent).header("idempotency-key", &unique());
        match request.try_send() {
            Ok(answer) if answer.status == 201 => acknowledged.lock().unwrap().push(answer.told(201)["user"].take()),
            _ => return,
        }
    }
}

/// Kills workerd once this many users are acknowledged.
fn kill_at(app: &TestApp, acknowledged: &Mutex<Vec<Value>>, count: usize) {
    let started = Instant::now();
    while acknowledged.lock().unwrap().len() < count {
        assert!(started.elapsed() < Duration::from_mins(1), "nothing is acknowledged");
        thread::sleep(Duration::from_millis(1));
    }
    app.server().kill_workerd();
}

#[test]
fn what_was_acknowledged_survives_and_nothing_is_there_by_half() {
    let mut app = TestApp::start();
    let acknowledged = Mutex::new(Vec::new());
    for round in 1..=ROUNDS {
        let before = acknowledged.lock().unwrap().len();
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| write_until_it_dies(&app, &acknowledged));
            }
            kill_at(&app, &acknowledged, before + 17 * round);
        });
        app.restart();
        let acknowledged = acknowledged.lock().unwrap();
        for user in acknowledged.iter() {
            assert_same(&app.user(&user["id"]), user);
        }
        assert_whole(&app, acknowledged.len());
    }
}

/// The same but for the port that links begin with.
fn assert_same(now: &Value, then: &Value) {
    let mut now = now.clone();
    now["url"] = then["url"].clone();
    assert_eq!(&now, then);
}

fn assert_whole(app: &TestApp, acknowledged: usize) {
    let state = &app.server().state;
    let users = database::count(state, "SELECT count(*) FROM users WHERE id > 10000", &[]);
    let acknowledged = i64::try_from(acknowledged).unwrap();
    // Answers may be lost on the way: those of a request in each writer's hand, in each round.
    let lost = i64::try_from(ROUNDS * WRITERS).unwrap();
    assert!((acknowledged..=acknowledged + lost).contains(&users), "{users} stored, {acknowledged} acknowledged");
    for sql in HALVES {
        let expected = if *sql == "SELECT count(*) FROM idempotency_keys" { users } else { 0 };
        assert_eq!(database::count(state, sql, &[]), expected, "{sql}");
    }
}
