//! Lists and counts of tickets, and which of them restricted agents see.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::create_tickets::added;
use crate::database;
use crate::export_users;
use crate::settings_app::SettingsApp;
use crate::support::{Caller, TestApp, unique};

fn get(path: &str) -> Value {
    TestApp::shared().get(&format!("/api/v2{path}")).by(Caller::Agent).told(200)
}

fn ids(page: &Value) -> Vec<i64> {
    page["tickets"].as_array().unwrap().iter().map(|ticket| ticket["id"].as_i64().unwrap()).collect()
}

fn id(record: &Value) -> i64 {
    record["id"].as_i64().unwrap()
}

#[test]
fn the_tickets_of_a_user_are_listed_and_counted_by_what_they_have_to_do_with_them() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    let staff = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent" }));
    let one = added(&json!({ "description": "x", "requester_id": user["id"], "assignee_id": staff["id"] }));
    let other = added(&json!({ "description": "x", "collaborator_ids": [user["id"]], "followers": [{ "user_id": staff["id"] }] }));
    for (who, what, expected) in
        [(&user, "requested", id(&one)), (&user, "ccd", id(&other)), (&staff, "assigned", id(&one)), (&staff, "followed", id(&other))]
    {
        let path = format!("/users/{}/tickets/{what}", who["id"]);
        assert_eq!(ids(&get(&path)), [expected], "{what}");
        if what != "followed" {
            assert_eq!(get(&format!("{path}/count"))["count"]["value"], 1, "{what}");
        }
    }
    for path in ["/users/999999/tickets/requested", "/users/9223372036854775807/tickets/ccd/count", "/organizations/999999/tickets"] {
        assert_eq!(app.get(&format!("/api/v2{path}")).by(Caller::Agent).told(404)["error"], "RecordNotFound", "{path}");
    }
    assert_eq!(ids(&get(&format!("/users/{}/tickets/assigned", user["id"]))), [0_i64; 0]);
}

#[test]
fn lists_are_paged_both_ways_and_lead_to_every_ticket_once() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    let made: Vec<_> = [(); 5].map(|()| id(&added(&json!({ "description": "x", "requester_id": user["id"] })))).into();
    for query in ["page[size]=2", "per_page=2", "page[size]=2&sort=-updated_at", "per_page=2&sort_by=created_at&sort_order=desc"] {
        let mut all = Vec::new();
        let mut next = json!(format!("{}/api/v2/users/{}/tickets/requested?{query}", app.base, user["id"]));
        while let Some(link) = next.as_str() {
            let mut page = app.get(link).by(Caller::Agent).told(200);
            all.extend(ids(&page));
            next = if query.contains("page[") { page["links"]["next"].take() } else { page["next_page"].take() };
        }
        if query.contains("desc") || query.contains('-') {
            all.reverse();
        }
        assert_eq!(all, made, "{query}");
    }
    let many = get(&format!("/tickets/show_many?ids={},999999999,{}", made[3], made[1]));
    assert_eq!(ids(&many), [made[1], made[3]]);
    let last = get("/tickets?page[size]=1&sort=-created_at");
    assert!(ids(&last)[0] >= made[4] && get("/tickets/count")["count"]["value"].as_i64() >= Some(5));
}

#[test]
fn a_key_that_tickets_are_not_sorted_by_says_nothing() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    let made: Vec<_> = [(); 3].map(|()| id(&added(&json!({ "description": "x", "requester_id": user["id"] })))).into();
    for query in ["sort_by=status", "sort_by=assignee.name&sort_order=asc", "page[size]=5&sort=status"] {
        assert_eq!(ids(&get(&format!("/users/{}/tickets/requested?{query}", user["id"]))), made, "{query}");
        get(&format!("/tickets?{query}"));
    }
    app.get("/api/v2/users?sort_by=nonsense").by(Caller::Agent).told(400);
}

#[test]
fn tickets_are_listed_from_a_time_on() {
    let external_id = unique();
    let add = || id(&added(&json!({ "description": "x", "external_id": external_id })));
    let old = add();
    thread::sleep(Duration::from_millis(1100));
    let now = export_users::now();
    let new = add();
    for query in ["sort_by=created_at&sort_order=desc", "sort_by=updated_at&sort_order=desc", "page[size]=100&sort=-id"] {
        let listed = ids(&get(&format!("/tickets?start_time={now}&{query}")));
        assert!(listed.contains(&new) && !listed.contains(&old), "{query}");
    }
    for (start, expected) in [(now, &[new][..]), (now - 60, &[old, new]), (now + 3600, &[])] {
        let page = get(&format!("/tickets?external_id={external_id}&start_time={start}"));
        assert_eq!((ids(&page).as_slice(), page["count"].as_u64()), (expected, Some(expected.len() as u64)));
    }
    for wrong in ["yesterday", "-1", "999999999999"] {
        TestApp::shared().get(&format!("/api/v2/tickets?start_time={wrong}")).by(Caller::Agent).told(400);
    }
}

#[test]
fn tickets_are_found_by_an_id_of_another_system() {
    let external_id = unique();
    let ticket = added(&json!({ "description": "x", "external_id": external_id }));
    assert_eq!(ids(&get(&format!("/tickets?external_id={external_id}"))), [id(&ticket)]);
    assert_eq!(ids(&get("/tickets?external_id=nobodys")), [0_i64; 0]);
}

#[test]
fn whoever_waits_for_help_is_not_deleted() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    let path = format!("/api/v2/users/{}", user["id"]);
    let made = [(); 2].map(|()| added(&json!({ "description": "x", "requester_id": user["id"], "status": "solved" })));
    let body = app.request("DELETE", &path).by(Caller::Admin).told(422);
    let expected =
        json!([{ "description": "User is requester on 2 ticket(s) that are not closed.", "error": "InvalidValue", "code": "has_tickets" }]);
    assert_eq!((&body["error"], &body["details"]["base"]), (&json!("RecordInvalid"), &expected));
    assert_eq!(app.user(&user["id"])["active"], true);
    for ticket in &made {
        let closed = json!({ "ticket": { "status": "closed" } });
        app.put(&format!("/api/v2/tickets/{}", ticket["id"]), &closed).by(Caller::Agent).told(200);
    }
    assert_eq!(app.request("DELETE", &path).by(Caller::Admin).told(200)["user"]["active"], false);
}

#[test]
fn the_tickets_of_two_who_are_one_are_theirs() {
    let app = TestApp::shared();
    let [from, into] = [(); 2].map(|()| app.add(&json!({ "name": unique() })));
    let asked =
        added(&json!({ "comment": { "body": "x", "author_id": from["id"] }, "requester_id": from["id"], "submitter_id": from["id"] }));
    let both = added(&json!({ "description": "x", "collaborator_ids": [from["id"], into["id"]] }));
    app.put(&format!("/api/v2/users/{}/merge", from["id"]), &json!({ "user": { "id": into["id"] } })).by(Caller::Admin).told(200);
    let ticket = get(&format!("/tickets/{}", asked["id"]))["ticket"].take();
    assert_eq!((&ticket["requester_id"], &ticket["submitter_id"]), (&into["id"], &into["id"]));
    assert_eq!(get(&format!("/tickets/{}/comments", asked["id"]))["comments"][0]["author_id"], into["id"]);
    assert_eq!(get(&format!("/tickets/{}", both["id"]))["ticket"]["email_cc_ids"], json!([into["id"]]));
}

/// On an instance of its own, for an agent's restriction holds for all tickets.
#[test]
fn a_restricted_agent_sees_what_the_restriction_allows_and_what_they_requested() {
    let app = SettingsApp::take();
    let state = &app.server().state;
    let restricted = Caller::Restricted.id();
    let run = |sql: &str| database::run(state, sql, &[]);
    let stamp = "'2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'";
    run(&format!("INSERT OR IGNORE INTO groups (id, name, name_normal_form, created_at, updated_at) VALUES (701, 'a', 'a', {stamp})"));
    run(&format!(
        "INSERT OR IGNORE INTO group_memberships (id, user_id, group_id, created_at, updated_at) VALUES (801, 103, 701, {stamp})"
    ));
    run(&format!(
        "INSERT OR IGNORE INTO organization_memberships (id, user_id, organization_id, created_at, updated_at) VALUES (901, 103, 302, {stamp})"
    ));
    let add = |ticket: Value| app.post("/api/v2/tickets", &json!({ "ticket": ticket })).by(Caller::Admin).told(201)["ticket"]["id"].clone();
    let nobodys = add(json!({ "description": "x", "requester_id": 201 }));
    let theirs = add(json!({ "description": "x", "requester_id": 201, "assignee_id": restricted }));
    let groups = add(json!({ "description": "x", "requester_id": 201, "group_id": 701 }));
    let organizations = add(json!({ "description": "x", "requester_id": 202 }));
    let requested = add(json!({ "description": "x", "requester_id": restricted }));
    let every = [&nobodys, &theirs, &groups, &organizations, &requested];
    for (restriction, seen) in [
        ("assigned", vec![&theirs, &requested]),
        ("groups", vec![&theirs, &groups, &requested]),
        ("organization", vec![&theirs, &organizations, &requested]),
    ] {
        app.change(&json!(restricted), &json!({ "role": "agent", "ticket_restriction": restriction }));
        let listed = app.get("/api/v2/tickets?page[size]=100").by(Caller::Restricted).told(200);
        for ticket in every {
            let is_seen = seen.contains(&ticket);
            let path = format!("/api/v2/tickets/{ticket}");
            assert_eq!(listed["tickets"].as_array().unwrap().iter().any(|row| row["id"] == *ticket), is_seen, "{restriction} {ticket}");
            assert_eq!(app.get(&path).by(Caller::Restricted).send().status, if is_seen { 200 } else { 404 }, "{restriction} {ticket}");
            let comments = app.get(&format!("{path}/comments")).by(Caller::Restricted).send().status;
            let change = app.put(&path, &json!({ "ticket": {} })).by(Caller::Restricted).send().status;
            assert_eq!((comments, change), if is_seen { (200, 200) } else { (404, 404) }, "{restriction} {ticket}");
        }
        let count = app.get("/api/v2/users/202/tickets/requested/count").by(Caller::Restricted).told(200);
        assert_eq!(count["count"]["value"] == 0, restriction != "organization", "{restriction}");
    }
    app.change(&json!(restricted), &json!({ "role": "agent", "ticket_restriction": "groups" }));
    // Light agents, who see all as a rule, may have a restriction too.
    app.change(&json!(Caller::Light.id()), &json!({ "role": "agent", "ticket_restriction": "assigned" }));
    app.get(&format!("/api/v2/tickets/{nobodys}")).by(Caller::Light).told(404);
    app.change(&json!(Caller::Light.id()), &json!({ "role": "agent", "ticket_restriction": null }));
}
