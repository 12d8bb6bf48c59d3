//! Requests that wait, many at once: made tickets of, or deleted (Zendesk, Suspended Tickets API).

use serde_json::{Value, json};

use crate::database;
use crate::hold_requests::{known, put, send, take, waiting};
use crate::support::{Answer, Caller, TestApp, address, unique};

const MANY: &str = "/api/v2/suspended_tickets";

/// A request that waits: its number.
fn wait(app: &TestApp, email: &str) -> i64 {
    send(app, email).told(201)["request"]["id"].as_i64().unwrap()
}

fn ids(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

fn recover(app: &TestApp, of: &[i64]) -> Vec<Value> {
    let answer = app.request("PUT", &format!("{MANY}/recover_many?ids={}", ids(of))).by(Caller::Agent).told(200);
    answer["tickets"].as_array().unwrap().clone()
}

fn destroy(app: &TestApp, of: &[i64]) -> Answer {
    app.request("DELETE", &format!("{MANY}/destroy_many?ids={}", ids(of))).by(Caller::Agent).send()
}

/// An instance where everybody waits.
fn held() -> crate::settings_app::SettingsApp {
    let app = take(&json!({}));
    put(&app, "blocklist", "*");
    app
}

#[test]
fn each_that_waits_becomes_a_ticket_of_its_number_and_others_are_left_out() {
    let app = held();
    let emails = [address(), address()];
    let [first, second] = [wait(&app, &emails[0]), wait(&app, &emails[1])];
    let recovered = recover(&app, &[second, 9_007_199_254_740_991, first, second]);
    let numbers: Vec<_> = recovered.iter().map(|ticket| ticket["id"].as_i64().unwrap()).collect();
    // In the order in which they came.
    assert_eq!(numbers, [first, second]);
    for (ticket, email) in recovered.iter().zip(&emails) {
        assert_eq!(app.get(ticket["url"].as_str().unwrap()).by(Caller::Agent).told(200)["ticket"], *ticket);
        assert_eq!((known(&app, email), waiting(&app, email)), (1, None));
    }
    assert_eq!(recover(&app, &[first, second]), Vec::<Value>::new());
}

#[test]
fn what_cannot_become_a_ticket_is_there_still_and_says_why() {
    let app = held();
    let (good, bad) = (address(), address());
    let [first, second] = [wait(&app, &bad), wait(&app, &good)];
    // Whoever is suspended by now requests nothing.
    let name = unique();
    let id = app.add(&json!({ "name": name, "email": bad }))["id"].take();
    app.change(&id, &json!({ "suspended": true }));
    let mut told = recover(&app, &[first, second]);
    assert_eq!(told[1]["id"], second);
    let mut left = told.swap_remove(0);
    assert_eq!(left["error_messages"].take(), json!([format!("Requester: {name} is suspended.")]));
    left.as_object_mut().unwrap().remove("error_messages");
    assert_eq!(Some(left), waiting(&app, &bad));
    assert_eq!(waiting(&app, &good), None);
}

#[test]
fn those_that_wait_are_deleted_and_each_is_logged() {
    let app = held();
    let emails = [address(), address(), address()];
    let numbers: Vec<_> = emails.iter().map(|email| wait(&app, email)).collect();
    recover(&app, &numbers[..1]);
    let answer = destroy(&app, &[&numbers[..], &numbers[1..], &[9_007_199_254_740_991]].concat());
    assert_eq!((answer.status, &*answer.text), (204, ""));
    assert!(emails.iter().all(|email| waiting(&app, email).is_none()));
    app.get(&format!("/api/v2/tickets/{}", numbers[0])).by(Caller::Agent).told(200);
    let logged = "SELECT count(*) FROM audit_log WHERE action = 'suspended_ticket.deleted' AND actor_id = 102 AND target_id = ?";
    let logged = numbers.iter().map(|number| database::count(&app.server().state, logged, &[&number.to_string()]));
    assert_eq!(logged.collect::<Vec<_>>(), [0, 1, 1]);
}

#[test]
fn a_hundred_can_be_named_at_once() {
    let app = held();
    let number = wait(&app, &address());
    let many: Vec<_> = (1_000_000..1_000_100).collect();
    for path in ["recover_many", "destroy_many"] {
        let method = if path == "recover_many" { "PUT" } else { "DELETE" };
        let ask = |query: &str| app.request(method, &format!("{MANY}/{path}{query}")).by(Caller::Agent).told(400);
        assert_eq!(ask(&format!("?ids={number},{}", ids(&many)))["code"], "too_many_values");
        assert_eq!(ask("")["code"], "invalid_parameter");
        assert_eq!(ask("?ids=x")["code"], "invalid_id");
    }
    assert_eq!(recover(&app, &[&[number], &many[1..]].concat()).len(), 1);
}
