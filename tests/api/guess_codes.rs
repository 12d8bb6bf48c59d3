//! The codes of mails: there are a million of each, and nobody tries many.

use serde_json::{Value, json};

use crate::mailbox;
use crate::support::{Answer, TestApp, unique};

fn ask(app: &TestApp, email: &str) -> String {
    let body = json!({ "sign_in": { "email": email }, "check": mailbox::check(app) });
    app.post("/api/v1/sign_ins", &body).told(202)["proof"]["id"].as_str().unwrap().to_owned()
}

fn guess(app: &TestApp, handle: &str, code: &str) -> Answer {
    app.post(&format!("/api/v1/proofs/{handle}"), &json!({ "proof": { "code": code } })).send()
}

/// Another code than the mail's.
fn wrong(mail: &Value) -> &'static str {
    if mailbox::code(mail) == "000000" { "111111" } else { "000000" }
}

#[test]
fn whoever_asks_again_and_again_guesses_no_more_codes_of_an_address_and_its_links_still_sign_in() {
    let app = TestApp::shared();
    let email = format!("{}@quagga.dev", unique());
    app.add(&json!({ "name": unique(), "email": email }));
    for mails in 1..=6 {
        let handle = ask(app, &email);
        let all = || mailbox::to(app, &email);
        let mail = mailbox::wait(app, &email, |_| all().len() == mails);
        for _ in 0..5 {
            assert_eq!(guess(app, &handle, wrong(&mail)).told(422)["code"], "code_wrong");
        }
        assert_eq!(guess(app, &handle, &mailbox::code(&mail)).told(422)["code"], "proof_expired");
    }
    let handle = ask(app, &email);
    let mail = mailbox::wait(app, &email, |_| mailbox::to(app, &email).len() == 7);
    assert_eq!(guess(app, &handle, &mailbox::code(&mail)).told(422)["code"], "proof_expired");
    assert_eq!(mailbox::press(app, &mail).told(200)["purpose"], "sign_in");
    // Another address is another matter.
    let other = format!("{}@quagga.dev", unique());
    app.add(&json!({ "name": unique(), "email": other }));
    let handle = ask(app, &other);
    let mail = mailbox::wait(app, &other, |_| true);
    guess(app, &handle, &mailbox::code(&mail)).told(200);
}
