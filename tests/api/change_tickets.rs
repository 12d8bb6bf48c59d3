//! `PUT` and `DELETE /api/v2/tickets/{id}`, and what is said on tickets.

use serde_json::{Value, json};

use crate::create_tickets::added;
use crate::support::{Answer, Caller, TestApp, address, mistakes, unique};

const TICKETS: &str = "/api/v2/tickets";

fn change(id: &Value, changes: &Value) -> Answer {
    TestApp::shared().put(&format!("{TICKETS}/{id}"), &json!({ "ticket": changes })).by(Caller::Agent).send()
}

fn changed(id: &Value, changes: &Value) -> Value {
    change(id, changes).told(200)["ticket"].take()
}

fn comments(id: &Value) -> Vec<Value> {
    let path = format!("{TICKETS}/{id}/comments");
    TestApp::shared().get(&path).by(Caller::Agent).told(200)["comments"].as_array().unwrap().clone()
}

#[test]
fn a_change_touches_only_what_was_sent_and_tells_what_was_there_before() {
    let before = added(&json!({ "subject": "a", "description": "x", "requester_id": 201, "tags": ["a"], "priority": "low" }));
    let body = change(&before["id"], &json!({ "status": "pending", "priority": null, "subject": "a", "assignee_id": 102, "tags": ["b"] }))
        .told(200);
    let after = &body["ticket"];
    let event = |event: &Value| json!([event["type"], event["field_name"], event["previous_value"], event["value"]]);
    let events: Vec<_> = body["audit"]["events"].as_array().unwrap().iter().map(event).collect();
    let expected = [
        json!(["Change", "status", "new", "pending"]),
        json!(["Change", "priority", "low", null]),
        json!(["Change", "tags", ["a"], ["b"]]),
        json!(["Change", "assignee_id", null, 102]),
    ];
    assert_eq!(events, expected);
    assert_eq!((&after["status"], &after["priority"], &after["tags"]), (&json!("pending"), &json!(null), &json!(["b"])));
    for key in ["id", "url", "subject", "description", "requester_id", "organization_id", "created_at", "submitter_id"] {
        assert_eq!(after[key], before[key], "{key}");
    }
}

#[test]
fn comments_are_public_or_private_and_come_in_their_order() {
    let ticket = added(&json!({ "comment": { "body": "first", "public": false, "author_id": 101 }, "requester_id": 201 }));
    assert_eq!(ticket["is_public"], false);
    // As the ticket is, where nothing is said.
    assert_eq!(changed(&ticket["id"], &json!({ "comment": { "body": "second" } }))["is_public"], false);
    let third = change(&ticket["id"], &json!({ "comment": { "html_body": "<p>third <script>x</script></p>", "public": true } })).told(200);
    assert_eq!((&third["ticket"]["is_public"], &third["ticket"]["description"]), (&json!(true), &json!("first")));
    let comments = comments(&ticket["id"]);
    let said = |comment: &Value| json!([comment["body"], comment["public"], comment["author_id"]]);
    let expected = [json!(["first", false, 101]), json!(["second", false, 102]), json!(["third", true, 102])];
    assert_eq!(comments.iter().map(said).collect::<Vec<_>>(), expected);
    assert_eq!((&comments[2]["audit_id"], &third["audit"]["events"][0]["id"]), (&third["audit"]["id"], &comments[2]["id"]));
    assert_eq!(comments[2]["via"]["source"]["rel"], json!(null));
    assert!(comments[2]["via"]["source"].as_object().unwrap().contains_key("rel"));
}

#[test]
fn a_closed_ticket_changes_no_more() {
    let ticket = added(&json!({ "description": "x" }));
    assert_eq!(changed(&ticket["id"], &json!({ "status": "closed" }))["status"], "closed");
    for changes in [json!({ "status": "open" }), json!({ "comment": { "body": "y" } }), json!({ "tags": ["y"] })] {
        let body = change(&ticket["id"], &changes).told(422);
        assert_eq!(mistakes(&body), ["status: closed"]);
        assert_eq!(body["details"]["status"][0]["description"], "Status: closed prevents ticket update");
    }
    assert_eq!(comments(&ticket["id"]).len(), 1);
}

#[test]
fn a_ticket_that_is_given_to_somebody_is_open_and_its_requester_opens_it_again() {
    let ticket = added(&json!({ "description": "x", "requester_id": 201 }));
    let id = &ticket["id"];
    assert_eq!(changed(id, &json!({ "assignee_email": "AGENT@example.com" }))["assignee_id"], 102);
    assert_eq!(changed(id, &json!({ "status": "solved" }))["status"], "solved");
    assert_eq!(changed(id, &json!({ "comment": { "body": "agents do not" } }))["status"], "solved");
    assert_eq!(changed(id, &json!({ "comment": { "body": "still", "author_id": 201 } }))["status"], "open");
}

#[test]
fn who_gets_copies_comes_goes_and_is_replaced() {
    let ticket =
        added(&json!({ "description": "x", "email_ccs": [{ "user_id": 201 }, { "user_id": 202 }], "followers": [{ "user_id": 101 }] }));
    let id = &ticket["id"];
    let ccs = |ticket: &Value| ticket["email_cc_ids"].clone();
    let email = address();
    let changed_ccs = changed(
        id,
        &json!({ "email_ccs": [{ "user_email": email, "action": "put" }, { "user_email": "ANA.DIAZ@example.org", "action": "delete" }] }),
    );
    let newcomer = ccs(&changed_ccs)[1].clone();
    assert_eq!(ccs(&changed_ccs), json!([202, newcomer]));
    assert_eq!(TestApp::shared().user(&newcomer)["email"], json!(email));
    assert_eq!(ccs(&changed(id, &json!({ "collaborator_ids": [203] }))), json!([203]));
    let last = changed(id, &json!({ "collaborators": [], "followers": [{ "user_id": 101, "action": "delete" }] }));
    assert_eq!((ccs(&last), &last["follower_ids"]), (json!([]), &json!([])));
}

#[test]
fn another_requester_brings_their_organization() {
    let ticket = added(&json!({ "description": "x", "requester_id": 201 }));
    let after = changed(&ticket["id"], &json!({ "requester": { "name": unique(), "email": "xiaoming@example.org" } }));
    assert_eq!((&after["requester_id"], &after["organization_id"]), (&json!(202), &json!(302)));
}

#[test]
fn mistakes_change_nothing() {
    let ticket = added(&json!({ "description": "x" }));
    let wrong = json!({ "subject": "new", "status": "lost", "comment": { "body": "y" } });
    assert_eq!(mistakes(&change(&ticket["id"], &wrong).told(422)), ["status: not_offered"]);
    assert_eq!(mistakes(&change(&ticket["id"], &json!({ "subject": "new", "assignee_id": 201 })).told(422)), ["assignee_id: unknown"]);
    let now = TestApp::shared().get(&format!("{TICKETS}/{}", ticket["id"])).by(Caller::Agent).told(200);
    assert_eq!(now["ticket"], ticket);
    for id in ["999999999", "9223372036854775807"] {
        assert_eq!(change(&serde_json::from_str(id).unwrap(), &json!({ "tags": [] })).told(404)["error"], "RecordNotFound");
    }
}

#[test]
fn a_deleted_ticket_is_gone_from_everywhere() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    let ticket = added(&json!({ "description": "x", "requester_id": user["id"] }));
    let path = format!("{TICKETS}/{}", ticket["id"]);
    assert_eq!(app.request("DELETE", &path).by(Caller::Agent).send().status, 204);
    for (method, path) in [("GET", path.clone()), ("DELETE", path.clone()), ("GET", format!("{path}/comments"))] {
        assert_eq!(app.request(method, &path).by(Caller::Agent).told(404)["error"], "RecordNotFound", "{path}");
    }
    assert_eq!(change(&ticket["id"], &json!({ "tags": [] })).status, 404);
    let requested = app.get(&format!("/api/v2/users/{}/tickets/requested", user["id"])).by(Caller::Agent).told(200);
    assert_eq!((&requested["tickets"], &requested["count"]), (&json!([]), &json!(0)));
    let many = app.get(&format!("{TICKETS}/show_many?ids={}", ticket["id"])).by(Caller::Agent).told(200);
    assert_eq!(many["count"], 0);
    // No number comes twice.
    assert!(added(&json!({ "description": "x" }))["id"].as_i64() > ticket["id"].as_i64());
}
