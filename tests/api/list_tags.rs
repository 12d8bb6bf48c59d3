//! All the tags of the account, counted.

use serde_json::{Value, json};

use crate::create_tickets::added;
use crate::support::{Caller, TestApp, unique};

fn get(path: &str) -> Value {
    TestApp::shared().get(path).by(Caller::Light).told(200)
}

/// How often a tag is used, if it is.
fn used(tag: &str) -> Option<i64> {
    let mut next = json!("/api/v2/tags?page[size]=100&sort=name");
    while let Some(link) = next.as_str() {
        let mut page = get(link);
        if let Some(found) = page["tags"].as_array().unwrap().iter().find(|found| found["name"] == tag) {
            return found["count"].as_i64();
        }
        next = page["links"]["next"].take();
    }
    None
}

#[test]
fn a_tag_is_counted_at_users_organizations_and_tickets_and_gone_with_the_last() {
    let app = TestApp::shared();
    let tag = unique();
    assert_eq!(used(&tag), None);
    let user = app.add(&json!({ "name": unique(), "tags": [tag, "vip"] }));
    let other = app.add(&json!({ "name": unique() }));
    app.change(&other["id"], &json!({ "tags": [tag] }));
    let organization = json!({ "organization": { "name": unique(), "tags": [tag] } });
    let organization = app.post("/api/v2/organizations", &organization).by(Caller::Admin).told(201)["organization"].take();
    let ticket = added(&json!({ "description": "x", "tags": [tag] }));
    assert_eq!(used(&tag), Some(4));
    // A change of others touches it not.
    app.change(&user["id"], &json!({ "tags": [tag, "gold"] }));
    assert_eq!(used(&tag), Some(4));
    for (left, path) in [
        (Some(3), format!("/api/v2/users/{}", user["id"])),
        (Some(2), format!("/api/v2/tickets/{}", ticket["id"])),
        (Some(1), format!("/api/v2/organizations/{}", organization["id"])),
    ] {
        let answer = app.request("DELETE", &path).by(Caller::Admin).send();
        assert!(answer.status < 300, "{}", answer.text);
        assert_eq!(used(&tag), left, "{path}");
    }
    let away = json!({ "tags": [tag] });
    app.request("DELETE", &format!("/api/v2/users/{}/tags", other["id"])).json(&away).by(Caller::Agent).told(200);
    assert_eq!(used(&tag), None);
}

#[test]
fn tags_are_listed_the_most_used_first_and_counted() {
    let app = TestApp::shared();
    let (often, once) = (unique(), unique());
    for tags in [json!([often]), json!([often]), json!([often, once])] {
        app.add(&json!({ "name": unique(), "tags": tags }));
    }
    let mut all = Vec::new();
    let mut next = json!("/api/v2/tags?per_page=2");
    while let Some(link) = next.as_str() {
        let mut page = get(link);
        all.extend(page["tags"].as_array().unwrap().clone());
        next = page["next_page"].take();
    }
    // Other tests add tags meanwhile, and take some away.
    let place = |tag: &str| all.iter().position(|found| found["name"] == tag).unwrap();
    assert!(place(&often) < place(&once));
    assert!(get("/api/v2/tags/count")["count"]["value"].as_i64().unwrap() >= 2);
}

#[test]
fn a_tag_is_completed_from_two_letters_on() {
    let app = TestApp::shared();
    let tag = unique();
    app.add(&json!({ "name": unique(), "tags": [format!("{tag}-b"), format!("{tag}-a")] }));
    let both = json!({ "tags": [format!("{tag}-a"), format!("{tag}-b")] });
    assert_eq!(get(&format!("/api/v2/autocomplete/tags.json?name={}", tag.to_uppercase() + "-")), both);
    assert_eq!(app.post("/api/v2/autocomplete/tags", &json!({ "name": format!("{tag}-") })).by(Caller::Light).told(200), both);
    assert_eq!(get(&format!("/api/v2/autocomplete/tags?name={tag}-c")), json!({ "tags": [] }));
    assert_eq!(get("/api/v2/autocomplete/tags?name=q"), json!({ "tags": [] }));
    assert_eq!(app.get("/api/v2/autocomplete/tags").by(Caller::Light).told(400)["code"], "invalid_parameter");
}
