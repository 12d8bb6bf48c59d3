//! Mails on their way: sent until it is noted that they were, again and again where they are not taken, and then listed.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::held_app::HeldApp;
use crate::mailbox;
use crate::settings_app::SettingsApp;
use crate::support::{Caller, TestApp, mistakes, unique};
use crate::{database, mailbox::with_subject};

const PATIENCE: Duration = Duration::from_secs(30);

fn address() -> String {
    format!("{}@quagga.dev", unique())
}

fn sign_up(app: &TestApp, email: &str) {
    app.post("/api/v1/sign_ups", &json!({ "sign_up": { "name": unique(), "email": email }, "check": mailbox::check(app) })).told(202);
}

/// The mail to this address, once it is as it is waited for.
fn entry(app: &TestApp, email: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let started = Instant::now();
    loop {
        let listed = app.get("/api/v1/outbox?page[size]=100&sort=-id").by(Caller::Admin).told(200);
        let found = listed["outbox"].as_array().unwrap().iter().find(|entry| entry["email"] == email).cloned().unwrap();
        if is_so(&found) {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "{found}");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_consumer_that_dies_between_sending_and_noting_it_loses_no_mail_and_the_second_is_known_for_the_first() {
    let mut app = HeldApp::start();
    let email = address();
    let (tell, is_sent) = mpsc::channel();
    app.before(&["UPDATE outbox SET status = 'success'"], move || {
        tell.send(()).unwrap();
        thread::sleep(PATIENCE);
    });
    sign_up(&app, &email);
    is_sent.recv_timeout(PATIENCE).unwrap();
    assert_eq!(mailbox::to(&app, &email).len(), 1);
    app.restart();
    assert_eq!(entry(&app, &email, |_| true)["status"], "queued");
    // What nobody has noted is sent again a minute after it was taken; that is now.
    database::run(&app.server().state, "UPDATE outbox SET due_ms = 0", &[]);
    app.server().strike();
    assert_eq!(entry(&app, &email, |entry| entry["status"] == "success")["attempts"], 2);
    let mails = mailbox::to(&app, &email);
    let same = |key: &str| mails.iter().all(|mail| mail[key] == mails[0][key]);
    assert!(mails.len() == 2 && same("id") && same("text"), "{mails:?}");
    assert_eq!(database::count(&app.server().state, "SELECT count(*) FROM outbox WHERE sealed IS NOT NULL", &[]), 0);
}

#[test]
fn a_mail_that_is_not_taken_is_tried_later_and_in_the_end_a_dead_letter_that_can_be_sent_again() {
    let mut app = TestApp::start_with(&[("MAIL_FROM", "")]);
    let email = address();
    sign_up(&app, &email);
    let tried = entry(&app, &email, |entry| entry["attempts"] == 1 && !entry["cause"].is_null());
    assert_eq!((&tried["status"], &tried["kind"]), (&json!("queued"), &json!("sign_up")));
    assert!(tried["cause"].as_str().unwrap().contains("MAIL_FROM"));
    app.post(&format!("/api/v1/outbox/{}/resend", tried["id"]), &json!({})).by(Caller::Admin).told(404);
    database::run(&app.server().state, "UPDATE outbox SET due_ms = 0, attempts = 6", &[]);
    app.server().strike();
    let dead = entry(&app, &email, |entry| entry["status"] == "failed");
    let listed = app.get("/api/v1/outbox?filter[status]=failed").by(Caller::Admin).told(200);
    assert_eq!(listed["outbox"][0], dead);
    assert_eq!(app.get("/api/v1/outbox?filter[status]=success").by(Caller::Admin).told(200)["outbox"], json!([]));

    // With an address to send from.
    app.restart();
    let sent = app.post(&format!("/api/v1/outbox/{}/resend", dead["id"]), &json!({})).by(Caller::Admin).told(200);
    assert_eq!(sent["outbox_entry"]["status"], "queued");
    entry(&app, &email, |entry| entry["status"] == "success");
    with_subject(&app, &email, "Confirm your email address");
}

#[test]
fn an_accounts_own_words_are_sent_in_place_of_ushers_and_are_shown_before_that() {
    let app = SettingsApp::take();
    let own = json!({ "subject": "Willkommen bei {{account}}", "body": "Bitte bestätigen:\n\n{{link}}", "button": "Ja, <meine>" });
    let preview = |template: &Value| {
        let asked = json!({ "mail_preview": { "kind": "sign_up", "locale": "de", "template": template } });
        app.post("/api/v1/mail_previews", &asked).by(Caller::Admin).send()
    };
    let shown = preview(&own).told(200)["mail_preview"].take();
    assert_eq!((&shown["subject"], &shown["language"]), (&json!("Willkommen bei Support"), &json!("de")));
    assert!(shown["html"].as_str().unwrap().contains("Ja, &lt;meine&gt;"));
    let refused = preview(&json!({ "subject": "x", "body": "no link" })).told(422);
    assert_eq!(refused["details"][0], json!({ "path": "template", "code": "placeholder_missing" }));
    let wrong = json!({ "mail": { "templates": { "sign_up": { "de": { "subject": "{{code}}", "body": "{{link}}", "button": "x" } } } } });
    let refused = app.put("/api/v1/settings", &json!({ "settings": wrong })).by(Caller::Admin).told(422);
    assert_eq!(refused["details"][0]["path"], "mail.templates.sign_up.de");

    app.set(&json!({ "mail": { "sender_name": "Acme", "templates": { "sign_up": { "de": own } } } }));
    let email = address();
    app.post("/api/v1/sign_ups", &json!({ "sign_up": { "name": "x", "email": email, "locale": "de-AT" }, "check": mailbox::check(&app) }))
        .told(202);
    assert_eq!(with_subject(&app, &email, "Willkommen bei Acme")["language"], "de");
    app.set(&json!({ "mail": { "templates": { "sign_up": { "de": null } } } }));
    assert_eq!(preview(&Value::Null).told(200)["mail_preview"]["language"], "en");
}

#[test]
fn whom_staff_add_is_written_to_where_an_admin_says_so_and_their_mail_proves_the_address() {
    let app = SettingsApp::take();
    app.set(&json!({ "mail": { "agent_created_welcome": true } }));
    let (email, quiet, witness) = (address(), address(), address());
    app.add(&json!({ "name": "Quiet", "email": quiet, "skip_verify_email": true }));
    app.add(&json!({ "name": "Verified", "email": witness, "verified": true }));
    let id = app.add(&json!({ "name": "Ana Díaz", "email": email, "locale": "es" }))["id"].take();
    let mail = mailbox::wait(&app, &email, |_| true);
    assert!(mail["text"].as_str().unwrap().contains("Ana Díaz") && mail["language"] == "es", "{mail}");
    mailbox::press(&app, &mail).told(200);
    assert_eq!(app.user(&id)["verified"], true);
    assert!([&quiet, &witness].iter().all(|email| mailbox::to(&app, email).is_empty()));
}

#[test]
fn a_request_that_waits_asks_its_sender_and_is_released_by_the_press() {
    let app = SettingsApp::take();
    app.set(&json!({ "registration": { "ask_to_register": true } }));
    let email = address();
    let request = json!({ "requester": { "name": "Ana Díaz", "email": email, "locale": "es" }, "subject": unique(), "comment": { "body": "It is late." } });
    let sent = app.post("/api/v2/requests", &json!({ "request": request })).told(201)["request"].take();
    let mail = mailbox::wait(&app, &email, |_| true);
    app.get(&format!("/api/v2/tickets/{}", sent["id"])).by(Caller::Agent).told(404);
    let answer = mailbox::press(&app, &mail);
    assert_eq!((&answer.told(200)["purpose"], &answer.told(200)["user"]["name"]), (&json!("request"), &json!("Ana Díaz")));
    let started = Instant::now();
    while app.get(&format!("/api/v2/tickets/{}", sent["id"])).by(Caller::Agent).send().status != 200 {
        assert!(started.elapsed() < PATIENCE, "it still waits");
        thread::sleep(Duration::from_millis(100));
    }
    let own = app.get("/api/v2/requests").header("cookie", &mailbox::cookie(&answer)).told(200);
    assert_eq!(own["requests"][0]["id"], sent["id"]);
}

#[test]
fn a_customer_takes_all_that_is_stored_along_and_asks_to_be_deleted_where_the_account_lets_them() {
    let app = SettingsApp::take();
    let email = address();
    sign_up(&app, &email);
    let cookie = mailbox::cookie(&mailbox::press(&app, &with_subject(&app, &email, "Confirm")));
    let send = |method: &str, path: &str| app.request(method, path).header("cookie", &cookie).header("origin", &app.base);
    let asked = send("POST", "/api/v1/me/deletion_requests").json(&json!({})).told(201);
    let ticket = app.get(&format!("/api/v2/tickets/{}", asked["request"]["id"])).by(Caller::Agent).told(200);
    assert_eq!(ticket["ticket"]["tags"], json!(["deletion_requested"]));
    let export = send("GET", "/api/v1/me/export").send();
    let told = export.told(200);
    assert_eq!((&told["identities"][0]["value"], &told["requests"][0]["id"]), (&json!(email), &asked["request"]["id"]));
    assert!(told["comments"][0]["body"].is_string() && !told["sessions"].as_array().unwrap().is_empty());
    assert!(export.header("content-disposition").unwrap().starts_with("attachment"));
    app.set(&json!({ "registration": { "deletion_requests": false, "self_editing": false } }));
    assert_eq!(send("POST", "/api/v1/me/deletion_requests").json(&json!({})).told(403)["code"], "deletion_requests_off");
    let own = format!("/api/v2/end_users/{}", told["user"]["id"]);
    assert_eq!(send("PUT", &own).json(&json!({ "user": { "name": "Mallory" } })).told(403)["code"], "self_editing_off");
    app.set(&json!({ "registration": { "self_editing": true, "language_selection": false } }));
    let kept =
        send("PUT", &own).json(&json!({ "user": { "name": "Ana", "locale": "es", "time_zone": "Europe/Madrid" } })).told(200)["user"]
            .take();
    assert_eq!((&kept["name"], &kept["locale"], &kept["iana_time_zone"]), (&json!("Ana"), &json!("en-US"), &json!("Europe/Madrid")));
}

#[test]
fn a_customer_cannot_say_that_too_many_addresses_are_theirs() {
    let app = TestApp::shared();
    let email = address();
    sign_up(app, &email);
    let answer = mailbox::press(app, &with_subject(app, &email, "Confirm"));
    let (user, cookie) = (answer.told(200)["user"]["id"].clone(), mailbox::cookie(&answer));
    let path = format!("/api/v2/end_users/{user}/identities");
    let say = |value: &str| {
        let identity = json!({ "identity": { "type": "email", "value": value } });
        app.post(&path, &identity).header("cookie", &cookie).header("origin", &app.base).send()
    };
    assert_eq!(mistakes(&say(&email).told(422)), ["value: taken"]);
    for _ in 0..5 {
        say(&address()).told(201);
    }
    assert_eq!(mistakes(&say(&address()).told(422)), ["value: too_many"]);
}
