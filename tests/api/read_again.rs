//! `ETag` and `If-None-Match`: what somebody has already is not sent again; `If-Match`: what has changed since is not changed
//! unseen.

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, TestApp, address, unique};

fn get(path: &str, by: Caller) -> Answer {
    TestApp::shared().get(path).by(by).send()
}

fn tag(path: &str, by: Caller) -> String {
    get(path, by).header("etag").unwrap().into()
}

fn user(id: &Value) -> String {
    format!("/api/v2/users/{id}")
}

#[test]
fn what_somebody_has_is_not_sent_again() {
    let path = user(&TestApp::shared().add(&json!({ "name": unique() }))["id"]);
    let first = get(&path, Caller::Agent);
    let tag = first.header("etag").unwrap();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    for tags in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".into()] {
        for method in ["GET", "HEAD"] {
            let again = TestApp::shared().request(method, &path).by(Caller::Agent).header("if-none-match", &tags).send();
            assert_eq!((again.status, &*again.text, again.header("etag")), (304, "", Some(tag)), "{method} {tags}");
            assert_eq!(again.header("cache-control"), first.header("cache-control"));
        }
    }
    let other = TestApp::shared().get(&path).by(Caller::Agent).header("if-none-match", "\"other\"").send();
    assert_eq!((other.status, &other.text), (200, &first.text));
}

#[test]
fn every_change_that_one_sees_is_another_tag() {
    let added = TestApp::shared().add(&json!({ "name": unique(), "email": address() }));
    let path = user(&added["id"]);
    let mut tags = vec![tag(&path, Caller::Agent)];
    TestApp::shared().change(&added["id"], &json!({ "notes": "changed" }));
    tags.push(tag(&path, Caller::Agent));
    // Neither of these is in the user's own row.
    let identity = json!({ "identity": { "type": "phone_number", "value": "+12125550187" } });
    TestApp::shared().post(&format!("{path}/identities"), &identity).by(Caller::Admin).told(201);
    TestApp::shared().change(&added["id"], &json!({ "verified": true }));
    tags.push(tag(&path, Caller::Agent));
    assert_eq!(tags.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{tags:?}");
}

#[test]
fn lists_have_tags_and_failures_and_writes_have_none() {
    let path = format!("/api/v2/users/search?query=external_id:{}", unique());
    let list = tag(&path, Caller::Agent);
    let again = TestApp::shared().get(&path).by(Caller::Agent).header("if-none-match", &list).send();
    assert_eq!(again.status, 304);
    assert_eq!(get("/api/v2/users/9", Caller::Agent).header("etag"), None);
    let added = TestApp::shared().post("/api/v2/users", &json!({ "user": { "name": unique() } })).by(Caller::Agent).send();
    assert_eq!((added.status, added.header("etag")), (201, None));
}

#[test]
fn a_change_of_what_has_changed_since_is_refused_and_leaves_it() {
    let added = TestApp::shared().add(&json!({ "name": unique(), "email": address() }));
    let path = user(&added["id"]);
    let seen = tag(&path, Caller::Agent);
    let change = |notes: &str, tag: &str| {
        TestApp::shared().put(&path, &json!({ "user": { "notes": notes } })).by(Caller::Agent).header("if-match", tag).send()
    };
    assert_eq!(change("first", &seen).told(200)["user"]["notes"], "first");
    let stale = change("second", &seen).told(412);
    assert_eq!((&stale["error"], &stale["code"]), (&json!("PreconditionFailed"), &json!("precondition_failed")));
    assert_eq!(TestApp::shared().user(&added["id"])["notes"], "first");
    assert_eq!(change("third", &format!("\"x\", W/{}", tag(&path, Caller::Agent))).status, 200);
    assert_eq!(change("fourth", "*").told(200)["user"]["notes"], "fourth");
    // An identity is no part of the user's row, and seen all the same.
    let seen = tag(&path, Caller::Agent);
    TestApp::shared().change(&added["id"], &json!({ "verified": true }));
    assert_eq!(change("fifth", &seen).status, 412);
}

#[test]
fn every_kind_of_record_is_changed_only_as_it_was_seen() {
    let app = TestApp::shared();
    let organization = app.post("/api/v2/organizations", &json!({ "organization": { "name": unique() } })).by(Caller::Admin).told(201);
    let group = app.post("/api/v2/groups", &json!({ "group": { "name": unique() } })).by(Caller::Admin).told(201);
    let customer = app.add(&json!({ "name": unique(), "email": address() }));
    let identity = json!({ "identity": { "type": "email", "value": address() } });
    let identity = app.post(&format!("{}/identities", user(&customer["id"])), &identity).by(Caller::Admin).told(201);
    let ticket = json!({ "ticket": { "requester_id": customer["id"], "comment": { "body": unique() } } });
    let ticket = app.post("/api/v2/tickets", &ticket).by(Caller::Admin).told(201);
    for (path, body) in [
        (format!("/api/v2/organizations/{}", organization["organization"]["id"]), json!({ "organization": { "notes": "seen" } })),
        (format!("/api/v2/groups/{}", group["group"]["id"]), json!({ "group": { "description": "seen" } })),
        (format!("{}/identities/{}", user(&customer["id"]), identity["identity"]["id"]), json!({ "identity": { "verified": true } })),
        (format!("/api/v2/tickets/{}", ticket["ticket"]["id"]), json!({ "ticket": { "subject": "seen" } })),
        (format!("/api/v2/end_users/{}", customer["id"]), json!({ "user": { "name": "seen" } })),
    ] {
        let seen = tag(&path, Caller::Admin);
        let put = |tag: &str| app.put(&path, &body).by(Caller::Admin).header("if-match", tag).send().status;
        assert_eq!((put(&seen), put(&seen)), (200, 412), "{path}");
        if path.contains("end_users") {
            continue;
        }
        let delete = |tag: &str| app.request("DELETE", &path).by(Caller::Admin).header("if-match", tag).send().status;
        assert_eq!((delete(&seen), delete(&tag(&path, Caller::Admin))), (412, 204), "{path}");
    }
}

/// What was looked at is asked again where it is written: nothing changes unseen in between.
#[test]
fn what_changes_while_a_change_is_on_its_way_is_not_changed_unseen() {
    let app = TestApp::shared();
    let customer = app.add(&json!({ "name": unique() }));
    let organization = app.post("/api/v2/organizations", &json!({ "organization": { "name": unique() } })).by(Caller::Admin).told(201);
    let ticket = json!({ "ticket": { "subject": "x", "comment": { "body": "x" }, "requester_id": customer["id"] } });
    let ticket = app.post("/api/v2/tickets", &ticket).by(Caller::Admin).told(201);
    for (path, key, field) in [
        (user(&customer["id"]), "user", "notes"),
        (format!("/api/v2/organizations/{}", organization["organization"]["id"]), "organization", "notes"),
        (format!("/api/v2/tickets/{}", ticket["ticket"]["id"]), "ticket", "subject"),
    ] {
        let put = |text: &str| app.put(&path, &json!({ key: { field: text } })).by(Caller::Admin);
        let late = put("late").header("if-match", &tag(&path, Caller::Admin));
        let answer = late.send_during(|| drop(put("meanwhile").told(200)));
        assert_eq!(answer.told(412)["code"], "precondition_failed", "{path}");
        assert_eq!(app.get(&path).by(Caller::Admin).told(200)[key][field], "meanwhile");
    }
}

#[test]
fn of_many_changes_at_once_of_what_all_have_seen_one_is_made() {
    let added = TestApp::shared().add(&json!({ "name": unique() }));
    let path = user(&added["id"]);
    let seen = tag(&path, Caller::Agent);
    let start = Barrier::new(20);
    let change = |at: usize| {
        start.wait();
        let changes = json!({ "user": { "notes": format!("{at}") } });
        let answer = TestApp::shared().put(&path, &changes).by(Caller::Agent).header("if-match", &seen).send();
        (answer.status == 200).then(|| answer.told(200)["user"]["notes"].take())
    };
    let made: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..20).map(|at| scope.spawn(move || change(at))).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(TestApp::shared().user(&added["id"])["notes"], made[0]);
}

#[test]
fn what_is_refused_for_another_reason_says_so_whoever_has_seen_it() {
    let app = TestApp::shared();
    let customer = app.add(&json!({ "name": unique(), "email": address() }));
    let ticket = json!({ "ticket": { "subject": "x", "comment": { "body": "x" }, "requester_id": customer["id"] } });
    app.post("/api/v2/tickets", &ticket).by(Caller::Admin).told(201);
    let path = user(&customer["id"]);
    let delete = |tag: &str| app.request("DELETE", &path).by(Caller::Admin).header("if-match", tag).send().status;
    assert_eq!((delete(&tag(&path, Caller::Admin)), delete("\"x\"")), (422, 412));
}

#[test]
fn settings_change_for_whoever_has_seen_them() {
    let app = SettingsApp::take();
    let tag = || app.get("/api/v1/settings").by(Caller::Admin).send().header("etag").unwrap().to_owned();
    let put = |tag: &str| {
        app.put("/api/v1/settings", &json!({ "settings": { "strict_zendesk_rules": true } }))
            .by(Caller::Admin)
            .header("if-match", tag)
            .send()
    };
    let seen = tag();
    assert_eq!((put(&seen).status, put(&seen).status, put(&tag()).status), (200, 412, 200));
}

#[test]
fn what_nobody_can_have_seen_is_not_changed() {
    let added = TestApp::shared().add(&json!({ "name": unique(), "email": address() }));
    let verify = format!("{}/identities/1/verify", user(&added["id"]));
    for (path, status) in [(user(&json!(9)), 404), (verify, 412)] {
        assert_eq!(TestApp::shared().request("PUT", &path).by(Caller::Admin).header("if-match", "*").send().status, status, "{path}");
    }
}
