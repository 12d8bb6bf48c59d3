//! The incremental export of organizations, and samples.

use serde_json::{Value, json};

use crate::export_users::{now, settle};
use crate::support::{Caller, TestApp, keys, unique};

fn get(path: &str) -> Value {
    TestApp::shared().get(path).by(Caller::Admin).told(200)
}

#[test]
fn every_organization_that_has_changed_since_a_time_is_exported_once() {
    let app = TestApp::shared();
    let start = now();
    let add = || app.post("/api/v2/organizations", &json!({ "organization": { "name": unique() } })).by(Caller::Admin).told(201);
    let made: Vec<_> = (0..3).map(|_| add()["organization"].take()).collect();
    settle();
    let mut found = Vec::new();
    let mut page = get(&format!("/api/v2/incremental/organizations.json?start_time={start}&per_page=2"));
    assert_eq!(keys(&page), ["organizations", "next_page", "count", "end_of_stream", "end_time"]);
    for _ in 0..500 {
        found.extend(page["organizations"].as_array().unwrap().clone());
        if page["end_of_stream"] == true {
            break;
        }
        page = get(page["next_page"].as_str().unwrap());
    }
    assert_eq!(page["end_of_stream"], true);
    for organization in &made {
        assert_eq!(found.iter().filter(|found| *found == organization).count(), 1);
    }
}

#[test]
fn a_sample_is_the_same_in_small() {
    for kind in ["users", "organizations"] {
        let sample = get(&format!("/api/v2/incremental/{kind}/sample.json?start_time=0"));
        assert_eq!(keys(&sample), [kind, "next_page", "count", "end_of_stream", "end_time"]);
        let whole = get(&format!("/api/v2/incremental/{kind}.json?start_time=0"));
        assert_eq!(sample[kind][0], whole[kind][0]);
        let next = sample["next_page"].as_str().unwrap();
        assert!(next.contains("/sample.json?start_time=") && next.ends_with("per_page=50"), "{next}");
        let without = TestApp::shared().get(&format!("/api/v2/incremental/{kind}/sample")).by(Caller::Admin).told(400);
        assert_eq!(without["code"], "invalid_parameter");
    }
}
