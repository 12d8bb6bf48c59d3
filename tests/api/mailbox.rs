//! Mails that Usher has sent through workerd's own binding, as the demo portal shows them (demo/mailbox.mjs).

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const PATIENCE: Duration = Duration::from_mins(1);

/// What strangers send with what they ask for.
pub fn check(app: &TestApp) -> Value {
    let form = app.get("/api/v1/form?entry_point=signup").told(200);
    json!({ "form_token": form["check"]["form_token"], "website": "" })
}

/// All that were sent to this address, the newest first.
pub fn to(app: &TestApp, address: &str) -> Vec<Value> {
    let mails: Value = serde_json::from_str(&app.get("/dev/mail.json").try_send().unwrap().text).unwrap();
    mails.as_array().unwrap().iter().filter(|mail| mail["to"] == address).cloned().collect()
}

/// The mail to this address of which this holds, once it is there.
pub fn wait(app: &TestApp, address: &str, is_it: impl Fn(&Value) -> bool) -> Value {
    let started = Instant::now();
    loop {
        if let Some(mail) = to(app, address).into_iter().find(|mail| is_it(mail)) {
            return mail;
        }
        assert!(started.elapsed() < PATIENCE, "no such mail to {address}: {:?}\n{}", to(app, address), app.server().end_of_log());
        thread::sleep(Duration::from_millis(100));
    }
}

pub fn with_subject(app: &TestApp, address: &str, subject: &str) -> Value {
    wait(app, address, |mail| mail["subject"].as_str().unwrap().contains(subject))
}

/// What the mail's link has after the `#`.
pub fn token(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    let (_, after) = text.split_once("/verify#").unwrap_or_else(|| panic!("no link: {text}"));
    after.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The six digits that stand alone.
pub fn code(mail: &Value) -> String {
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
    mail["text"].as_str().unwrap().lines().map(str::trim).find(is_code).unwrap().into()
}

/// Presses on the link of a mail.
pub fn press(app: &TestApp, mail: &Value) -> Answer {
    app.post("/api/v1/proofs", &json!({ "proof": { "token": token(mail) } })).send()
}

/// The cookie that signs in.
pub fn cookie(answer: &Answer) -> String {
    let mut cookies = answer.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let session = cookies.find(|cookie| cookie.contains("usher_session=")).expect("no session");
    session.split(';').next().unwrap().into()
}
