//! The incremental export.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{Caller, TestApp, keys, unique};

fn get(path: &str) -> Value {
    TestApp::shared().get(path).by(Caller::Admin).told(200)
}

pub fn now() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the server's clock is this machine's")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Three users, one of them deleted, and the second in which that happened is over.
fn change_some() -> (u64, Vec<Value>) {
    let app = TestApp::shared();
    let start = now();
    let ids: Vec<_> = (0..3).map(|_| app.add(&json!({ "name": unique() }))["id"].take()).collect();
    app.request("DELETE", &format!("/api/v2/users/{}", ids[1])).by(Caller::Agent).told(200);
    thread::sleep(Duration::from_millis(1100));
    (start, ids)
}

#[test]
fn all_that_has_changed_since_a_time_is_exported_once_deleted_users_too() {
    let (start, ids) = change_some();
    for (first, next) in [
        (format!("/api/v2/incremental/users.json?start_time={start}&per_page=2"), "next_page"),
        (format!("/api/v2/incremental/users/cursor.json?start_time={start}&per_page=2"), "after_url"),
    ] {
        let mut found = Vec::new();
        let mut page = get(&first);
        for _ in 0..500 {
            found.extend(page["users"].as_array().unwrap().clone());
            if page["end_of_stream"] == true {
                break;
            }
            page = get(page[next].as_str().unwrap());
        }
        assert_eq!(page["end_of_stream"], true);
        for (at, id) in ids.iter().enumerate() {
            let of_this: Vec<_> = found.iter().filter(|user| user["id"] == *id).collect();
            assert_eq!((of_this.len(), &of_this[0]["active"]), (1, &json!(at != 1)), "{first}");
        }
        // Whoever goes on from the end gets what is new, and only that.
        let added = change_some().1;
        let rest = get(page[next].as_str().unwrap());
        assert!(!rest["users"].as_array().unwrap().iter().any(|user| ids.contains(&user["id"])));
        assert!(rest["users"].as_array().unwrap().iter().any(|user| added.contains(&user["id"])) || rest["end_of_stream"] == false);
    }
}

#[test]
fn an_export_has_the_keys_that_were_recorded() {
    let page = get("/api/v2/incremental/users.json?start_time=0&per_page=1");
    assert_eq!(keys(&page), ["users", "next_page", "count", "end_of_stream", "end_time"]);
    let page = get("/api/v2/incremental/users/cursor.json?start_time=0&per_page=1");
    assert_eq!(keys(&page), ["users", "after_url", "before_url", "after_cursor", "before_cursor", "end_of_stream"]);
    assert_eq!(page["users"].as_array().unwrap().len(), 1);
}

#[test]
fn an_export_needs_a_time_or_a_cursor() {
    let app = TestApp::shared();
    for query in ["", "?start_time=x", "?start_time=-1", "?start_time=999999999999999"] {
        for path in ["users", "users/cursor"] {
            let answer = app.get(&format!("/api/v2/incremental/{path}{query}")).by(Caller::Admin).told(400);
            assert_eq!(answer["code"], "invalid_parameter", "{path}{query}");
        }
    }
    let answer = app.get("/api/v2/incremental/users/cursor?cursor=nonsense").by(Caller::Admin).told(400);
    assert_eq!(answer["code"], "invalid_parameter");
}
