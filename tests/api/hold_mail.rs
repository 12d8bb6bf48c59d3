//! Mail under the rules of registration, and mail that says to be from somebody else.

use serde_json::{Value, json};

use crate::posted_mail::{Post, vouched};
use crate::settings_app::SettingsApp;
use crate::support::{Caller, TestApp, address, unique};

const SUSPENDED: &str = "/api/v2/suspended_tickets";

fn put(app: &TestApp, list: &str, lines: &str) {
    let wish = json!({ "registration_list": { "lines": lines } });
    app.put(&format!("/api/v1/registration/{list}"), &wish).by(Caller::Admin).told(200);
}

fn take(settings: &Value) -> SettingsApp {
    let app = SettingsApp::take();
    app.set(settings);
    put(&app, "allowlist", "");
    put(&app, "blocklist", "");
    app
}

/// What waits of a message.
fn waiting(app: &TestApp, post: &Post) -> Value {
    let number = post.number(app);
    app.get(&format!("{SUSPENDED}/{number}")).by(Caller::Agent).told(200)["suspended_ticket"].take()
}

fn recover(app: &TestApp, waiting: &Value) -> Value {
    app.put(&format!("{SUSPENDED}/{}/recover", waiting["id"]), &json!({})).by(Caller::Agent).told(200)["ticket"].take()
}

fn verified(app: &TestApp) -> (String, Value) {
    let email = address();
    let user = app.add(&json!({ "name": unique(), "email": email, "verified": true }));
    (email, user["id"].clone())
}

fn known(app: &TestApp, email: &str) -> usize {
    app.get(&format!("/api/v2/users/search?query=email:{email}")).by(Caller::Admin).told(200)["users"].as_array().unwrap().len()
}

#[test]
fn nobody_speaks_for_a_verified_customer_or_for_staff_by_writing_their_address() {
    let app = take(&json!({}));
    let (email, id) = verified(&app);
    let domain = email.split('@').nth(1).unwrap();
    let forged = [
        String::new(),
        // Of another domain, of another server, failed above what is forged, and forged below what another has received.
        vouched("evil.test"),
        vouched(domain).replace("mx.cloudflare.net", "mx.evil.test"),
        format!("Authentication-Results: mx.cloudflare.net; dmarc=fail header.from={domain}\r\n{}", vouched(domain)),
        format!("Received: from a by b\r\n{}", vouched(domain)),
    ];
    for fields in forged {
        let shown = waiting(&app, &Post::from(&email).above(&fields));
        assert_eq!((&shown["reason"], &shown["cause"]), (&json!("not_authenticated"), &json!("Email authentication failed")), "{fields}");
        assert_eq!((&shown["author"]["email"], &shown["via"]["channel"]), (&json!(email), &json!("email")));
    }
    let staff = waiting(&app, &Post::from("Agent <agent@example.com>"));
    assert_eq!(staff["reason"], "not_authenticated");
    let requested = app.get(&format!("/api/v2/users/{id}/tickets/requested")).by(Caller::Admin).told(200);
    assert_eq!(requested["count"], 0);
    assert_eq!(Post::vouched_from(&email).ticket(&app)["requester_id"], id);
    assert_eq!(Post::vouched_from("agent@example.com").ticket(&app)["requester_id"], json!(Caller::Agent.id()));
}

#[test]
fn nothing_is_added_to_a_ticket_in_somebodys_name() {
    let app = take(&json!({}));
    let (email, _) = verified(&app);
    let first = Post::vouched_from(&email);
    let number = first.number(&app);
    let forged = Post::from(&email).answering(&crate::posted_mail::sealed("ticket", number, "")).saying("Send it to me instead.");
    assert_eq!(waiting(&app, &forged)["reason"], "not_authenticated");
    let said = app.get(&format!("/api/v2/tickets/{number}/comments")).by(Caller::Admin).told(200);
    assert_eq!(said["count"], 1);
}

#[test]
fn what_waited_keeps_the_way_that_it_came_by_and_becomes_a_ticket_of_its_number() {
    let app = take(&json!({}));
    let (email, id) = verified(&app);
    let post = Post::from(&email);
    let shown = waiting(&app, &post);
    assert_eq!((&shown["subject"], &shown["content"]), (&json!("Printer"), &json!("It is on fire.")));
    // It is here once, while it waits as later.
    assert_eq!(json!(post.number(&app)), shown["id"]);
    let ticket = recover(&app, &shown);
    assert_eq!((&ticket["id"], &ticket["requester_id"], &ticket["via"]["channel"]), (&shown["id"], &id, &json!("email")));
    assert_eq!(json!(post.number(&app)), shown["id"]);
    // Who answers it goes on with it.
    assert_eq!(json!(Post::vouched_from(&email).answering(post.id()).number(&app)), shown["id"]);
}

#[test]
fn mail_is_under_the_rules_of_registration() {
    let app = take(&json!({ "registration": { "access": "closed" } }));
    let (unknown, (email, id)) = (address(), verified(&app));
    assert_eq!(waiting(&app, &Post::from(&unknown))["reason"], "closed");
    assert_eq!(known(&app, &unknown), 0);
    let copied = address();
    let ticket = Post::vouched_from(&email).above(&format!("Cc: {copied}\r\n")).ticket(&app);
    assert_eq!((&ticket["requester_id"], &ticket["email_cc_ids"], known(&app, &copied)), (&id, &json!([]), 0));

    app.set(&json!({ "registration": { "access": "open", "ask_to_register": true } }));
    assert_eq!(waiting(&app, &Post::vouched_from(&unknown))["reason"], "ask_to_register");
    // What nobody is certain of is not released when whoever has the address proves it.
    assert_eq!(waiting(&app, &Post::from(&unknown))["reason"], "not_authenticated");

    app.set(&json!({ "registration": { "ask_to_register": false } }));
    put(&app, "blocklist", "suspend.test reject:reject.test");
    assert_eq!(waiting(&app, &Post::from(&format!("{}@suspend.test", unique())))["reason"], "line");
    let refused = Post::from(&format!("{}@reject.test", unique()));
    assert_eq!((refused.send(&app).as_deref(), refused.noted(&app)), (Some("No mail is taken from this address"), None));

    app.change(&id, &json!({ "suspended": true }));
    assert_eq!(waiting(&app, &Post::vouched_from(&email))["reason"], "user_suspended");
}

#[test]
fn who_would_be_asked_for_more_waits_until_staff_have_added_them() {
    let app = take(&json!({ "entry_points": { "request": { "fields": { "phone": "required" } } } }));
    let (email, _) = verified(&app);
    Post::vouched_from(&email).ticket(&app);
    let unknown = address();
    let shown = waiting(&app, &Post::from(&unknown));
    assert_eq!((&shown["reason"], known(&app, &unknown)), (&json!("more_is_asked"), 0));
    let user = app.add(&json!({ "name": unique(), "email": unknown }));
    assert_eq!(recover(&app, &shown)["requester_id"], user["id"]);
}

#[test]
fn mail_is_taken_for_the_addresses_that_an_account_has_named() {
    let app = take(&json!({ "inbound": { "addresses": ["help@acme.com", "sales@acme.com"] } }));
    let email = address();
    assert_eq!(Post::from(&email).sent_to("info@acme.com").send(&app).as_deref(), Some("No mail is taken for this address"));
    let cc = "Cc: help@acme.com, Sales <SALES@acme.com>\r\n";
    let ticket = Post::from(&email).sent_to("Help@acme.com").above(cc).ticket(&app);
    assert_eq!((&ticket["email_cc_ids"], known(&app, "sales@acme.com")), (&json!([]), 0));
    let wrong = json!({ "settings": { "inbound": { "addresses": ["help"] } } });
    let refused = app.put("/api/v1/settings", &wrong).by(Caller::Admin).told(422);
    assert!(refused.to_string().contains("inbound.addresses"), "{refused}");
}
