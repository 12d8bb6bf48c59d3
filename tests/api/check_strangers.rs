//! Whether a stranger's form comes from a person: the form's token, the field that nobody sees, Turnstile, and how many they may send.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::receiver::Receiver;
use crate::support::{Answer, Caller, TestApp, address, unique};

fn form(app: &TestApp, entry_point: &str) -> Value {
    app.get(&format!("/api/v1/form?entry_point={entry_point}")).told(200)
}

fn form_token(app: &TestApp) -> String {
    form(app, "request")["check"]["form_token"].as_str().unwrap().to_owned()
}

fn request(email: &str, check: &Value) -> Value {
    let request = json!({ "requester": { "name": unique(), "email": email }, "comment": { "body": "It is late." } });
    let mut body = json!({ "request": request });
    if !check.is_null() {
        body["check"] = check.clone();
    }
    body
}

/// What a stranger is told who sends a request with this.
fn sent(app: &TestApp, check: &Value) -> Answer {
    app.post("/api/v2/requests", &request(&address(), check)).send()
}

/// What is refused, with a reason and what helps.
fn doubt(answer: &Answer, status: u16) -> String {
    let told = answer.told(status);
    assert_eq!(told["error"], "Doubtful");
    assert!(["description", "reason", "remedy"].iter().all(|key| told[key].as_str().is_some_and(|text| text.ends_with('.'))), "{told}");
    told["code"].as_str().unwrap().to_owned()
}

/// A token as local development signs it.
fn signed(time_ms: u64) -> String {
    let mac = |key: &[u8], text: &str| {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    };
    let key = mac(b"usher-local-development-only", "form-token");
    format!("{time_ms}.{}", mac(key.as_bytes(), &time_ms.to_string()))
}

fn given_ms(token: &str) -> u64 {
    token.split_once('.').unwrap().0.parse().unwrap()
}

#[test]
fn the_forms_that_customers_fill_in_are_for_everybody_and_bring_what_goes_with_them() {
    let app = TestApp::shared();
    for entry_point in ["signup", "request"] {
        for caller in [Caller::Anonymous, Caller::Light, Caller::Admin] {
            let answer = app.get(&format!("/api/v1/form?entry_point={entry_point}")).by(caller).told(200);
            assert_eq!(answer["form"]["entry_point"], entry_point);
            assert_eq!(answer["sign_up"], json!({ "message": null, "consent": null }));
            assert_eq!(answer["check"]["turnstile_site_key"], Value::Null);
            let token = answer["check"]["form_token"].as_str().unwrap();
            assert_eq!(token, signed(given_ms(token)));
        }
    }
    for entry_point in ["agent", "organization", "api", "import"] {
        app.get(&format!("/api/v1/form?entry_point={entry_point}")).told(401);
        let answer = app.get(&format!("/api/v1/form?entry_point={entry_point}")).by(Caller::Agent).told(200);
        assert!(answer.get("check").is_none() && answer.get("sign_up").is_none(), "{answer}");
    }
    app.get("/api/v1/form").told(401);
}

#[test]
fn a_form_comes_back_neither_at_once_nor_days_later_and_only_as_it_was_given_out() {
    let app = TestApp::start_with(&[("FORM_LEAST_MS", "2000")]);
    let token = form_token(&app);
    let now = given_ms(&token);
    assert_eq!(doubt(&sent(&app, &json!({ "form_token": token, "website": "" })), 422), "form_too_fast");
    thread::sleep(Duration::from_millis(2_100));
    sent(&app, &json!({ "form_token": token, "website": "" })).told(201);
    let hour = 60 * 60 * 1000;
    sent(&app, &json!({ "form_token": signed(now - 11 * hour) })).told(201);
    let mut changed = token.clone().into_bytes();
    changed[0] += 1;
    for none in [
        json!({}),
        json!({ "form_token": null }),
        json!({ "form_token": "" }),
        json!({ "form_token": "x.y" }),
        json!({ "form_token": String::from_utf8(changed).unwrap() }),
        json!({ "form_token": format!("{now}.{}", URL_SAFE_NO_PAD.encode([0; 32])) }),
        json!({ "form_token": signed(now - 13 * hour) }),
    ] {
        assert_eq!(doubt(&sent(&app, &none), 422), "form_expired", "{none}");
    }
    for none in [json!("x"), json!({ "form_token": 7 }), json!([])] {
        assert_eq!(sent(&app, &none).told(400)["code"], "missing_object", "{none}");
    }
}

#[test]
fn what_people_do_not_see_they_do_not_fill_in() {
    let app = TestApp::shared();
    let filled = json!({ "form_token": form_token(app), "website": "https://cheap.example" });
    assert_eq!(doubt(&sent(app, &filled), 422), "looks_automated");
}

#[test]
fn programs_that_send_requests_need_no_form_and_who_is_signed_in_is_asked_nothing() {
    let app = TestApp::shared();
    sent(app, &Value::Null).told(201);
    let body = json!({ "request": { "comment": { "body": "x" } }, "check": { "website": "x" } });
    app.post("/api/v2/requests", &body).by(Caller::Agent).told(201);
}

/// Turnstile as it is told from outside: what it was asked, and what it says of a token.
struct Verifier {
    receiver: Receiver,
    app: TestApp,
}

const SECRET: &str = "0x4AAAAAAA-of-our-own";
const SITE_KEY: &str = "0x4AAAAAAA-site";

impl Verifier {
    /// One whose tokens say what becomes of them.
    fn start() -> Self {
        let spent: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let receiver = Receiver::answering(move |heard| {
            let asked = heard.json();
            let (token, key) = (asked["response"].as_str().unwrap().to_owned(), asked["idempotency_key"].as_str().unwrap().to_owned());
            let mut spent = spent.lock().unwrap();
            let is_spent = spent.iter().any(|(known, by)| *known == token && *by != key);
            spent.push((token.clone(), key));
            let body = if asked["secret"] != SECRET {
                refused("invalid-input-secret")
            } else if is_spent {
                refused("timeout-or-duplicate")
            } else {
                said(&token)?
            };
            Some(format!("200 OK\r\ncontent-type: application/json\r\n\r\n{body}"))
        });
        let app = TestApp::start_with(&[
            ("TURNSTILE_SECRET", SECRET),
            ("TURNSTILE_SITE_KEY", SITE_KEY),
            ("TURNSTILE_VERIFIER", &receiver.url.replace("/hook", "/turnstile/v0/siteverify")),
        ]);
        Self { receiver, app }
    }

    fn sent(&self, token: &str) -> Answer {
        sent(&self.app, &json!({ "form_token": form_token(&self.app), "website": "", "turnstile_token": token }))
    }
}

fn refused(code: &str) -> Value {
    json!({ "success": false, "error-codes": [code], "messages": [] })
}

/// The token's words: where it was passed, and how many seconds ago. Nothing: no answer.
fn said(token: &str) -> Option<Value> {
    let words: Vec<_> = token.split(' ').collect();
    let [_, host, ago] = words[..] else {
        return (token != "silent").then(|| refused("invalid-input-response"));
    };
    let at = time(crate::embed_token::now() - ago.parse::<u64>().unwrap());
    Some(
        json!({ "success": true, "challenge_ts": at, "hostname": host, "error-codes": [], "action": "", "cdata": "", "metadata": { "interactive": false } }),
    )
}

/// As Cloudflare writes it.
fn time(seconds: u64) -> String {
    let out = std::process::Command::new("date").args(["-u", "-d", &format!("@{seconds}"), "+%Y-%m-%dT%H:%M:%S.123Z"]).output().unwrap();
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

#[test]
fn where_turnstile_is_on_only_who_has_passed_it_just_now_and_here_is_let_in() {
    let verifier = Verifier::start();
    let app = &verifier.app;
    assert_eq!(form(app, "signup")["check"]["turnstile_site_key"], SITE_KEY);
    let token = format!("{} 127.0.0.1 1", unique());
    let body = request(&address(), &json!({ "form_token": form_token(app), "turnstile_token": token }));
    app.post("/api/v2/requests", &body).header("cf-connecting-ip", "203.0.113.7").told(201);
    let heard = verifier.receiver.heard();
    let asked = heard[0].json();
    assert_eq!((&*heard[0].method, &*heard[0].path), ("POST", "/turnstile/v0/siteverify"));
    assert_eq!((&asked["secret"], &asked["response"], &asked["remoteip"]), (&json!(SECRET), &json!(token), &json!("203.0.113.7")));
    assert_eq!(asked["idempotency_key"].as_str().unwrap().len(), 36);
    // The same request is the same; the same token with another request is not.
    app.post("/api/v2/requests", &body).header("cf-connecting-ip", "203.0.113.7").told(201);
    assert_eq!(doubt(&verifier.sent(&token), 422), "challenge_failed");

    assert_eq!(doubt(&verifier.sent(&format!("{} evil.example 1", unique())), 422), "challenge_failed");
    assert_eq!(doubt(&verifier.sent(&format!("{} 127.0.0.1 1000", unique())), 422), "challenge_failed");
    assert_eq!(doubt(&verifier.sent("nonsense"), 422), "challenge_failed");
    // Of these nobody is asked.
    let count = verifier.receiver.heard().len();
    assert_eq!(doubt(&verifier.sent(""), 422), "challenge_failed");
    assert_eq!(doubt(&verifier.sent(&"x".repeat(2_049)), 422), "challenge_failed");
    assert_eq!(sent(app, &Value::Null).told(400)["code"], "missing_object");
    assert_eq!(verifier.receiver.heard().len(), count);
    // A page elsewhere that has the form in it.
    let token = format!("{} help.acme.test 1", unique());
    let body = request(&address(), &json!({ "form_token": form_token(app), "turnstile_token": token }));
    app.post("/api/v2/requests", &body).header("origin", "https://help.acme.test").told(201);
}

#[test]
fn while_nobody_says_whether_the_challenge_was_passed_nobody_is_let_in_and_told_to_try_again() {
    let verifier = Verifier::start();
    assert_eq!(doubt(&verifier.sent("silent"), 503), "challenge_unavailable");
    let gone = TestApp::start_with(&[
        ("TURNSTILE_SECRET", SECRET),
        ("TURNSTILE_SITE_KEY", SITE_KEY),
        ("TURNSTILE_VERIFIER", "http://127.0.0.1:9/siteverify"),
    ]);
    let check = json!({ "form_token": form_token(&gone), "turnstile_token": "x" });
    assert_eq!(doubt(&sent(&gone, &check), 503), "challenge_unavailable");
    // A secret that Cloudflare does not know is no mistake of the stranger's, and the log has it.
    let wrong = TestApp::start_with(&[
        ("TURNSTILE_SECRET", "another"),
        ("TURNSTILE_SITE_KEY", SITE_KEY),
        ("TURNSTILE_VERIFIER", &verifier.receiver.url),
    ]);
    let check = json!({ "form_token": form_token(&wrong), "turnstile_token": "a 127.0.0.1 1" });
    assert_eq!(doubt(&sent(&wrong, &check), 503), "challenge_unavailable");
    assert!(wrong.server().log().contains("turnstile: invalid-input-secret"), "{}", wrong.server().end_of_log());
}

/// One instance for each of the limits: a minute that ends while it is counted would let more in.
fn limited(variable: &str) -> TestApp {
    let app = TestApp::start_with(&[(variable, "3")]);
    let reset: u64 = app.get("/api/v2/users/me").send().header("ratelimit-reset").unwrap().parse().unwrap();
    if reset < 15 {
        thread::sleep(Duration::from_secs(reset + 1));
    }
    app
}

fn from(app: &TestApp, network: &str, email: &str) -> Answer {
    app.post("/api/v2/requests", &request(email, &Value::Null)).header("cf-connecting-ip", network).send()
}

#[test]
fn nobody_floods_an_address_whose_ever_it_is_and_from_wherever() {
    let app = limited("RATE_LIMIT_ADDRESS");
    let (known, unknown) = (address(), address());
    app.add(&json!({ "name": unique(), "email": known }));
    let told = |email: &str| {
        let spellings = [email.to_owned(), email.to_uppercase(), format!(" {email} ")];
        for (at, spelling) in spellings.iter().enumerate() {
            assert_eq!(from(&app, &format!("203.0.113.{at}"), spelling).status, 201);
        }
        let refused = from(&app, "203.0.113.99", email);
        assert!(refused.header("retry-after").is_some_and(|seconds| (1..=60).contains(&seconds.parse().unwrap())));
        refused.told(429)
    };
    assert_eq!(told(&known), told(&unknown));
    assert_eq!(from(&app, "203.0.113.99", &address()).status, 201);
}

#[test]
fn nobody_floods_from_one_network_and_who_has_an_address_of_version_6_has_its_network() {
    let app = limited("RATE_LIMIT_NETWORK");
    for host in 1..=3 {
        assert_eq!(from(&app, &format!("2001:db8:1:2::{host}"), &address()).status, 201);
    }
    assert_eq!(from(&app, "2001:db8:1:2:ffff::9", &address()).told(429)["code"], "too_many_requests");
    assert_eq!(from(&app, "2001:db8:1:3::1", &address()).status, 201);
    // Whoever is signed in is no stranger.
    let own = json!({ "request": { "comment": { "body": "x" } } });
    app.post("/api/v2/requests", &own).by(Caller::Agent).header("cf-connecting-ip", "2001:db8:1:2::1").told(201);
}

#[test]
fn strangers_together_are_no_flood_either() {
    let app = limited("RATE_LIMIT_STRANGERS");
    for host in 1..=3 {
        assert_eq!(from(&app, &format!("203.0.113.{host}"), &address()).status, 201);
    }
    assert_eq!(from(&app, "203.0.113.4", &address()).told(429)["code"], "too_many_requests");
}
