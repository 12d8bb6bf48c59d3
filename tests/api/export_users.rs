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

/// Waits until what has been changed is exported.
pub fn settle() {
    thread::sleep(Duration::from_millis(11_100));
}

/// Three users, one of them deleted, and that is long enough ago.
fn change_some() -> (u64, Vec<Value>) {
    let app = TestApp::shared();
    let start = now();
    let ids: Vec<_> = (0..3).map(|_| app.add(&json!({ "name": unique() }))["id"].take()).collect();
    app.request("DELETE", &format!("/api/v2/users/{}", ids[1])).by(Caller::Agent).told(200);
    settle();
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
fn whoever_comes_into_an_organization_or_leaves_one_has_changed() {
    let app = TestApp::shared();
    let organization = || {
        let body = json!({ "organization": { "name": unique() } });
        app.post("/api/v2/organizations", &body).by(Caller::Admin).told(201)["organization"]["id"].take()
    };
    let [kept, deleted, merged] = [organization(), organization(), organization()];
    let add = |organization: &Value| app.add(&json!({ "name": unique(), "organization_id": organization }))["id"].take();
    let ids = [add(&Value::Null), add(&deleted), add(&merged), add(&kept), add(&kept)];
    let leave = |user: &Value, organization: &Value| {
        let path = format!("/api/v2/users/{user}/organizations/{organization}");
        assert!(app.request("DELETE", &path).by(Caller::Admin).send().status < 300, "{path}");
    };
    settle();
    let start = now();
    let membership = json!({ "organization_membership": { "user_id": ids[0], "organization_id": kept } });
    app.post("/api/v2/organization_memberships", &membership).by(Caller::Admin).told(201);
    assert_eq!(app.request("DELETE", &format!("/api/v2/organizations/{deleted}")).by(Caller::Admin).send().status, 204);
    let merge = json!({ "organization_merge": { "winner_id": kept } });
    app.post(&format!("/api/v2/organizations/{merged}/merge"), &merge).by(Caller::Admin).told(200);
    leave(&ids[3], &kept);
    leave(&ids[4], &kept);
    let exports = ["users", "users/cursor"].map(|path| format!("/api/v2/incremental/{path}.json?start_time={start}"));
    let export = |path: &str| get(path)["users"].as_array().unwrap().iter().map(|user| user["id"].clone()).collect::<Vec<_>>();
    // What has just happened may still be followed by what happened before it.
    for path in &exports {
        assert!(!export(path).iter().any(|user| ids.contains(user)), "{path}");
    }
    settle();
    for path in &exports {
        let exported = export(path);
        assert!(ids.iter().all(|id| exported.contains(id)), "{path}: {ids:?}: {exported:?}");
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
