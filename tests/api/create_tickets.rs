//! `POST /api/v2/tickets`: a ticket, and the customers who come with it.

use std::thread;

use serde_json::{Value, json};

use crate::settings_app::SettingsApp;
use crate::support::{Caller, Request, TestApp, address, keys, mistakes, unique};

const TICKETS: &str = "/api/v2/tickets";

pub fn add(ticket: &Value) -> Request<'static> {
    TestApp::shared().post(TICKETS, &json!({ "ticket": ticket })).by(Caller::Agent)
}

pub fn added(ticket: &Value) -> Value {
    add(ticket).told(201)["ticket"].take()
}

/// What is told of the first mistake at a key.
fn description(body: &Value, key: &str) -> String {
    body["details"][key][0]["description"].as_str().unwrap_or_else(|| panic!("{body}")).into()
}

#[test]
fn a_ticket_has_the_keys_that_zendesk_recorded_and_says_what_was_done() {
    let app = TestApp::shared();
    let answer =
        add(&json!({ "subject": "My printer", "comment": { "body": "It is on <fire>\nnow" }, "priority": "urgent", "tags": "b a" })).send();
    let body = answer.told(201);
    let (ticket, audit) = (&body["ticket"], &body["audit"]);
    let id = ticket["id"].as_i64().unwrap();
    let url = format!("{}{TICKETS}/{id}.json", app.base);
    assert_eq!((answer.header("location"), ticket["url"].as_str()), (Some(&*url), Some(&*url)));
    let at = ticket["created_at"].as_str().unwrap();
    let via = r#"{"channel":"api","source":{"from":{},"to":{},"rel":null}}"#;
    let expected = format!(
        r#"{{"ticket":{{"url":"{url}","id":{id},"external_id":null,"via":{via},"created_at":"{at}","updated_at":"{at}","generated_timestamp":{},"type":null,"subject":"My printer","raw_subject":"My printer","description":"It is on <fire>\nnow","priority":"urgent","status":"new","recipient":null,"requester_id":102,"submitter_id":102,"assignee_id":null,"organization_id":null,"group_id":null,"collaborator_ids":[],"follower_ids":[],"email_cc_ids":[],"forum_topic_id":null,"problem_id":null,"has_incidents":false,"is_public":true,"due_at":null,"tags":["a","b"],"custom_fields":[],"satisfaction_rating":null,"sharing_agreement_ids":[],"custom_status_id":null,"fields":[],"followup_ids":[],"ticket_form_id":null,"brand_id":null,"allow_channelback":false,"allow_attachments":true,"from_messaging_channel":false}},"audit":"#,
        ticket["generated_timestamp"]
    );
    assert!(answer.text.starts_with(&expected), "{}\n{expected}", answer.text);
    assert_eq!(keys(audit), ["id", "ticket_id", "created_at", "author_id", "metadata", "events", "via"]);
    let events = audit["events"].as_array().unwrap();
    let expected = json!({
        "id": events[0]["id"], "type": "Comment", "author_id": 102, "body": "It is on <fire>\nnow",
        "html_body": "<div class=\"zd-comment\" dir=\"auto\"><p dir=\"auto\">It is on &lt;fire&gt;<br>now</p></div>",
        "plain_body": "It is on <fire>\nnow", "public": true, "attachments": [], "audit_id": audit["id"],
    });
    assert_eq!(events[0], expected);
    let created = |event: &Value| (event["field_name"].as_str().unwrap().to_owned(), event["value"].clone());
    let fields: Vec<_> = events[1..].iter().map(created).collect();
    let pair = |key: &str, value: Value| (key.to_owned(), value);
    assert!(fields.contains(&pair("tags", json!(["a", "b"]))) && fields.contains(&pair("status", json!("new"))), "{fields:?}");
    assert_eq!(app.get(&url).by(Caller::Light).told(200)["ticket"], *ticket);
}

#[test]
fn tickets_are_numbered_one_after_another_also_at_once() {
    let ids = || added(&json!({ "description": "x" }))["id"].as_i64().unwrap();
    let first = ids();
    let mut made: Vec<_> = (0..6).map(|_| thread::spawn(ids)).map(|thread| thread.join().unwrap()).collect();
    made.sort_unstable();
    made.dedup();
    assert!(made.len() == 6 && made[0] > first && made[5] < first + 1000, "{first}: {made:?}");
}

#[test]
fn a_requester_who_is_not_known_becomes_a_customer_and_one_who_is_keeps_the_name() {
    let app = TestApp::shared();
    let email = address();
    let ticket =
        |name: &str, email: &str| added(&json!({ "description": "x", "requester": { "name": name, "email": email, "locale_id": 8 } }));
    let first = ticket("New Here", &email);
    let user = app.user(&first["requester_id"]);
    assert_eq!((&user["name"], &user["email"], &user["role"]), (&json!("New Here"), &json!(email), &json!("end-user")));
    assert_eq!((&user["locale"], &first["submitter_id"]), (&json!("de"), &json!(102)));
    let second = ticket("Other Name", &email.to_uppercase());
    assert_eq!(second["requester_id"], first["requester_id"]);
    assert_eq!(app.user(&first["requester_id"])["name"], "New Here");
}

#[test]
fn a_requester_at_a_new_address_needs_a_name() {
    let email = address();
    for requester in [json!({ "email": email }), json!({ "email": email, "name": " " }), json!(email)] {
        let body = add(&json!({ "description": "x", "requester": requester })).told(422);
        assert_eq!(mistakes(&body), ["requester: required"]);
        assert_eq!(description(&body, "requester"), "Requester: Name:  is too short (minimum is 1 character)");
    }
}

#[test]
fn a_suspended_requester_is_told_by_name() {
    let app = TestApp::shared();
    let (name, email) = (unique(), address());
    let id = app.add(&json!({ "name": name, "email": email }))["id"].take();
    app.change(&id, &json!({ "suspended": true }));
    let body = add(&json!({ "description": "x", "requester_id": id })).told(422);
    assert_eq!(description(&body, "requester"), format!("Requester: {name} is suspended."));
}

#[test]
fn everybody_who_gets_copies_becomes_a_customer_or_is_found() {
    let app = TestApp::shared();
    let [known, by_text, by_record, by_cc] = [(); 4].map(|()| address());
    let known_id = app.add(&json!({ "name": unique(), "email": known }))["id"].take();
    let ticket = added(&json!({
        "description": "x",
        "collaborators": [201, by_text, { "name": "By Record", "email": by_record }],
        "collaborator_ids": [known_id],
        "email_ccs": [{ "user_email": by_cc, "user_name": "By Copy", "action": "put" }, { "user_id": "202" }],
        "followers": [{ "user_id": 104 }],
    }));
    let copied: Vec<_> = ticket["email_cc_ids"].as_array().unwrap().clone();
    let names: Vec<_> =
        copied.iter().filter(|id| id.as_i64() > Some(300) && **id != known_id).map(|id| app.user(id)["name"].clone()).collect();
    assert_eq!(copied.len(), 6);
    for name in [json!(by_text.split('@').next()), json!("By Record"), json!("By Copy")] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert_eq!((&ticket["follower_ids"], ticket["collaborator_ids"].as_array().unwrap().len()), (&json!([104]), 7));
    assert!([json!(201), json!(202), known_id].iter().all(|id| copied.contains(id)), "{copied:?}");
}

#[test]
fn every_mistake_is_told_and_nobody_is_added() {
    let app = TestApp::shared();
    let email = address();
    let wrong = json!({
        "status": "lost", "priority": 1, "comment": { "body": "" }, "collaborators": "x", "email_ccs": [{ "user_email": "no address" }],
    });
    let expected =
        ["status: not_offered", "priority: wrong_type", "email_ccs: email_incomplete", "collaborators: wrong_type", "comment: required"];
    assert_eq!(mistakes(&add(&wrong).told(422)), expected);
    let unknown = json!({
        "description": "x", "requester": { "name": "x", "email": email }, "assignee_id": 201, "group_id": 999_999,
        "collaborator_ids": [4_611_686_018_427_387_904_i64], "organization_id": 301, "followers": [{ "user_id": 202 }],
    });
    let expected =
        ["assignee_id: unknown", "collaborator_ids: unknown", "followers: unknown", "group_id: unknown", "organization_id: unknown"];
    assert_eq!(mistakes(&add(&unknown).told(422)), expected);
    assert_eq!(mistakes(&add(&json!({ "subject": "x" })).told(422)), ["description: required"]);
    assert_eq!(add(&json!([])).told(400)["code"], "missing_object");
    // The address is nobody's still.
    app.add(&json!({ "name": unique(), "email": email }));
}

#[test]
fn a_ticket_belongs_to_the_organization_of_its_requester() {
    let app = TestApp::shared();
    let ticket = added(&json!({ "description": "x", "requester_id": 201, "assignee_id": 102, "external_id": 77 }));
    assert_eq!((&ticket["organization_id"], &ticket["status"], &ticket["external_id"]), (&json!(301), &json!("open"), &json!("77")));
    let organization = app.post("/api/v2/organizations", &json!({ "organization": { "name": unique() } })).by(Caller::Admin).told(201);
    let id = organization["organization"]["id"].clone();
    let user = app.add(&json!({ "name": unique(), "organization_id": id }));
    let ticket = added(&json!({ "description": "x", "requester_id": user["id"] }));
    let related = app.get(&format!("/api/v2/organizations/{id}/related")).by(Caller::Agent).told(200);
    assert_eq!(related["organization_related"], json!({ "tickets_count": 1, "users_count": 1 }));
    // An organization that goes takes no ticket along.
    assert_eq!(app.request("DELETE", &format!("/api/v2/organizations/{id}")).by(Caller::Admin).send().status, 204);
    let ticket = app.get(&format!("{TICKETS}/{}", ticket["id"])).by(Caller::Agent).told(200);
    assert_eq!(ticket["ticket"]["organization_id"], json!(null));
}

#[test]
fn the_same_request_adds_one_ticket_and_one_customer() {
    let (key, email) = (unique(), address());
    let ticket = json!({ "description": "x", "requester": { "name": unique(), "email": email } });
    let [first, again] = [(); 2].map(|()| add(&ticket).header("idempotency-key", &key).send());
    assert_eq!((first.status, &first.text, first.header("x-idempotency-lookup")), (201, &again.text, Some("miss")));
    assert_eq!((again.status, again.header("x-idempotency-lookup")), (201, Some("hit")));
    assert!(first.header("location").is_some_and(|url| url.contains(TICKETS)) && first.header("location") == again.header("location"));
    let count = format!("/api/v2/users/{}/tickets/requested/count", first.told(201)["ticket"]["requester_id"]);
    assert_eq!(TestApp::shared().get(&count).by(Caller::Agent).told(200)["count"]["value"], 1);
    assert_eq!(add(&json!({ "description": "y" })).header("idempotency-key", &key).told(400)["error"], "IdempotentRequestError");
}

#[test]
fn two_tickets_at_once_make_one_customer_of_one_address() {
    let email = address();
    let ticket = json!({ "description": "x", "requester": { "name": unique(), "email": email } });
    let send = |ticket: Value| thread::spawn(move || added(&ticket)["requester_id"].clone());
    let requesters: Vec<_> = [(); 4].map(|()| send(ticket.clone())).into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(requesters.iter().all(|id| *id == requesters[0]), "{requesters:?}");
}

#[test]
fn a_restricted_agent_brings_new_customers_unless_the_rules_are_strict() {
    let app = SettingsApp::take();
    let ticket = || json!({ "ticket": { "description": "x", "requester": { "name": unique(), "email": address() } } });
    app.post(TICKETS, &ticket()).by(Caller::Restricted).told(201);
    app.set(&json!({ "strict_zendesk_rules": true }));
    assert_eq!(app.post(TICKETS, &ticket()).by(Caller::Restricted).told(403)["rule"], "strict_restricted_agents");
    app.post(TICKETS, &json!({ "ticket": { "description": "x", "requester_id": 201 } })).by(Caller::Restricted).told(201);
}

#[test]
fn in_a_closed_account_with_strict_rules_only_whom_the_directory_knows_gets_copies() {
    let app = SettingsApp::take();
    let (unknown, known) = (address(), address());
    app.add(&json!({ "name": unique(), "email": known }));
    let send = |key: &str, copies: &Value| app.post(TICKETS, &json!({ "ticket": { "description": "x", key: copies } })).by(Caller::Agent);
    let copies = || json!([{ "user_email": unknown }, { "user_email": known }]);
    app.set(&json!({ "registration": { "access": "closed" } }));
    assert_eq!(send("email_ccs", &json!([{ "user_email": address() }])).told(201)["ticket"]["email_cc_ids"].as_array().unwrap().len(), 1);
    app.set(&json!({ "strict_zendesk_rules": true }));
    assert_eq!(mistakes(&send("email_ccs", &copies()).told(422)), ["email_ccs: unknown"]);
    assert_eq!(mistakes(&send("collaborators", &json!([{ "name": "x", "email": unknown }])).told(422)), ["collaborators: unknown"]);
    send("email_ccs", &json!([{ "user_email": known }])).told(201);
    // Whose ticket it is, is whom the agent adds.
    let requester = json!({ "name": unique(), "email": unknown });
    let ticket = json!({ "ticket": { "description": "x", "requester": requester, "email_ccs": copies() } });
    assert_eq!(app.post(TICKETS, &ticket).by(Caller::Agent).told(201)["ticket"]["email_cc_ids"].as_array().unwrap().len(), 2);
    app.set(&json!({ "registration": { "access": "open" } }));
    send("email_ccs", &json!([{ "user_email": address() }])).told(201);
}

#[test]
fn whoever_is_taken_off_a_ticket_is_not_added_for_it() {
    let app = TestApp::shared();
    let (unknown, kept) = (address(), address());
    let copies = json!([{ "user_email": unknown, "action": "delete" }, { "user_email": kept, "user_name": "Kept", "action": "put" }]);
    let ticket = added(&json!({ "description": "x", "email_ccs": copies, "followers": [{ "user_email": unknown, "action": "delete" }] }));
    assert_eq!(ticket["email_cc_ids"].as_array().unwrap().len(), 1);
    // The address is nobody's still.
    app.add(&json!({ "name": unique(), "email": unknown }));
    let wrong = json!({ "description": "x", "email_ccs": [{ "user_email": kept, "action": "stay" }] });
    assert_eq!(mistakes(&add(&wrong).told(422)), ["email_ccs: not_offered"]);
}

#[test]
fn a_new_ticket_has_its_requesters_tags_and_its_own() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "tags": ["vip", "a"] }))["id"].take();
    let answer = add(&json!({ "description": "x", "requester_id": user, "tags": ["b", "a"] })).told(201);
    assert_eq!(answer["ticket"]["tags"], json!(["a", "b", "vip"]));
    let events = answer["audit"]["events"].as_array().unwrap();
    let said: Vec<_> = events.iter().filter(|event| event["field_name"] == "tags").map(|event| &event["value"]).collect();
    assert_eq!(said, [&json!(["a", "b", "vip"])]);
    assert_eq!(added(&json!({ "description": "x", "requester_id": user }))["tags"], json!(["a", "vip"]));
    // What happens to the user later is not the ticket's.
    let ticket = added(&json!({ "description": "x", "requester_id": user }));
    app.change(&user, &json!({ "tags": ["other"] }));
    assert_eq!(app.get(ticket["url"].as_str().unwrap()).by(Caller::Agent).told(200)["ticket"]["tags"], json!(["a", "vip"]));
}
