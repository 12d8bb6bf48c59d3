//! Customers add themselves, sign in, and prove what is theirs.

use serde_json::{Value, json};

use crate::mailbox::{self, cookie, press, token, with_subject};
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, Request, TestApp, keys, mistakes, unique};

/// An address that no other test uses, of a domain that could have mail.
fn address() -> String {
    format!("{}@quagga.dev", unique())
}

fn sign_up(app: &TestApp, user: &Value) -> Answer {
    app.post("/api/v1/sign_ups", &json!({ "sign_up": user, "check": mailbox::check(app) })).send()
}

fn sign_in(app: &TestApp, email: &str) -> Value {
    sign_in_answer(app, email).told(202)["proof"].take()
}

fn sign_in_answer(app: &TestApp, email: &str) -> Answer {
    app.post("/api/v1/sign_ins", &json!({ "sign_in": { "email": email }, "check": mailbox::check(app) })).send()
}

/// A customer who has signed up and proved the address: what they are shown as, and their cookie.
fn signed_up(app: &TestApp, email: &str) -> (Value, String) {
    assert_eq!(sign_up(app, &json!({ "name": unique(), "email": email })).status, 202);
    let answer = press(app, &with_subject(app, email, "Confirm"));
    (answer.told(200)["user"].clone(), cookie(&answer))
}

fn found(app: &TestApp, email: &str) -> Vec<Value> {
    let found = app.get(&format!("/api/v2/users/search?query={email}")).by(Caller::Admin).told(200);
    found["users"].as_array().unwrap().clone()
}

/// As a browser sends it from a page of Usher's own.
fn by_cookie<'a>(request: Request<'a>, app: &TestApp, cookie: &str) -> Request<'a> {
    request.header("cookie", cookie).header("origin", &app.base)
}

#[test]
fn whoever_signs_up_is_a_customer_once_they_have_pressed_on_the_link_of_their_mail_and_not_before() {
    let app = TestApp::shared();
    let email = address();
    let told = sign_up(
        app,
        &json!({ "name": "王小明", "email": email, "phone": "+86 138 1234 5600", "locale": "zh-CN", "notes": "x", "role": "admin" }),
    );
    assert_eq!(keys(&told.told(202)["proof"]), ["id", "email", "expires_at"]);
    assert!(told.header("set-cookie").is_none_or(|cookie| !cookie.contains("session")));
    let mail = mailbox::wait(app, &email, |_| true);
    assert_eq!((&mail["subject"], &mail["language"]), (&json!("请确认您的邮箱地址"), &json!("zh")));
    assert!(found(app, &email).is_empty());

    let answer = press(app, &mail);
    let body = answer.told(200);
    assert_eq!((&body["purpose"], &body["user"]["name"], &body["user"]["verified"]), (&json!("sign_up"), &json!("王小明"), &json!(true)));
    let stored = app.user(&body["user"]["id"]);
    assert_eq!((&stored["role"], &stored["notes"], &stored["email"]), (&json!("end-user"), &Value::Null, &json!(email)));

    let me = app.get("/api/v1/me").header("cookie", &cookie(&answer)).told(200);
    assert_eq!((&me["user"]["id"], &me["settings"]["self_editing"]), (&stored["id"], &json!(true)));
    with_subject(app, &email, "欢迎来到");
    press(app, &mail).told(422);
}

#[test]
fn a_code_does_what_the_link_does_a_few_times_wrong_and_once_right() {
    let app = TestApp::shared();
    let email = address();
    let proof = sign_up(app, &json!({ "name": unique(), "email": email })).told(202)["proof"].take();
    let code = mailbox::code(&with_subject(app, &email, "Confirm"));
    let path = format!("/api/v1/proofs/{}", proof["id"].as_str().unwrap());
    let typed = |code: &str| app.post(&path, &json!({ "proof": { "code": code } })).send();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        assert_eq!(typed(wrong).told(422)["code"], "code_wrong");
    }
    let right = typed(&code);
    assert_eq!(right.told(200)["user"]["email"], email.as_str());
    assert_eq!(typed(&code).told(422)["code"], "proof_expired");

    let proof = sign_in(app, &email);
    let code = mailbox::code(&with_subject(app, &email, "Sign in"));
    let path = format!("/api/v1/proofs/{}", proof["id"].as_str().unwrap());
    let typed = |code: &str| app.post(&path, &json!({ "proof": { "code": code } })).send();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(typed(wrong).told(422)["code"], "code_wrong");
    }
    assert_eq!(typed(&code).told(422)["code"], "proof_expired");
}

#[test]
fn what_is_answered_does_not_say_whether_an_address_is_known_and_the_mail_tells_its_owner() {
    let app = TestApp::shared();
    let (known, unknown) = (address(), address());
    let (_, _) = signed_up(app, &known);
    let shape = |answer: &Answer, email: &str| {
        let mut proof = answer.told(202)["proof"].take();
        for key in ["id", "expires_at"] {
            let length = proof[key].as_str().unwrap().len();
            proof[key] = json!(length);
        }
        let mut headers: Vec<_> = answer.headers.keys().map(|name| name.to_string()).collect();
        headers.sort_unstable();
        (proof.to_string().replace(email, "?"), headers)
    };
    let up = |email: &str| shape(&sign_up(app, &json!({ "name": "Ana", "email": email })), email);
    assert_eq!(up(&known), up(&unknown));
    let nobody = address();
    let into = |email: &str| shape(&sign_in_answer(app, email), email);
    assert_eq!(into(&known), into(&nobody));
    with_subject(app, &known, "You have an account already");
    with_subject(app, &unknown, "Confirm your email address");
    assert!(!with_subject(app, &nobody, "No account has this address")["text"].as_str().unwrap().contains("/verify#"));
}

#[test]
fn every_mistake_is_told_at_once_with_the_consent_that_is_missing() {
    let app = SettingsApp::take();
    let consent = json!({ "text": "I agree to the terms.", "url": "https://acme.com/terms" });
    app.set(&json!({ "sign_up": { "consent": consent }, "entry_points": { "signup": { "fields": { "phone": "required" } } } }));
    let refused = sign_up(&app, &json!({ "name": " ", "email": "ana" })).told(422);
    assert_eq!(mistakes(&refused), ["name: required", "email: email_incomplete", "phone: required", "consent: required"]);
    sign_up(&app, &json!({ "name": "Ana", "email": address(), "phone": "212 555 0123", "consent": true })).told(202);
}

#[test]
fn nobody_signs_up_where_the_account_is_closed_and_no_address_that_the_blocklist_keeps_out() {
    let app = SettingsApp::take();
    app.set(&json!({ "registration": { "access": "closed" } }));
    let known = address();
    app.add(&json!({ "name": unique(), "email": known }));
    for email in [known, address()] {
        assert_eq!(sign_up(&app, &json!({ "name": "Ana", "email": email })).told(403)["code"], "registration_closed");
    }
    app.set(&json!({ "registration": { "access": "open" } }));
    let blocked = format!("{}.dev", unique());
    app.request("PATCH", "/api/v1/registration/blocklist")
        .by(Caller::Admin)
        .json(&json!({ "registration_list": { "add": blocked } }))
        .told(200);
    assert_eq!(sign_up(&app, &json!({ "name": "Ana", "email": format!("ana@{blocked}") })).told(403)["code"], "address_refused");
}

#[test]
fn whoever_has_signed_up_comes_in_only_if_they_still_may_when_they_press() {
    let app = SettingsApp::take();
    let email = address();
    sign_up(&app, &json!({ "name": unique(), "email": email })).told(202);
    let mail = with_subject(&app, &email, "Confirm");
    app.set(&json!({ "registration": { "access": "closed" } }));
    assert_eq!(press(&app, &mail).told(403)["code"], "registration_closed");
    app.set(&json!({ "registration": { "access": "open" } }));
    press(&app, &mail).told(200);
}

#[test]
fn where_no_proof_is_asked_for_whoever_signs_up_is_in_at_once_and_proves_it_later() {
    let app = SettingsApp::take();
    app.set(&json!({ "registration": { "verification_required": false } }));
    let email = address();
    sign_up(&app, &json!({ "name": unique(), "email": email })).told(202);
    let mail = with_subject(&app, &email, "Confirm");
    let added = found_soon(&app, &email);
    assert_eq!(added["verified"], false);
    let user = press(&app, &mail).told(200)["user"].take();
    assert_eq!((&user["id"], &user["verified"]), (&added["id"], &json!(true)));
    assert_eq!(found(&app, &email).len(), 1);
}

fn found_soon(app: &TestApp, email: &str) -> Value {
    for _ in 0..100 {
        if let [user] = &found(app, email)[..] {
            return user.clone();
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{email} is nobody's")
}

#[test]
fn whom_staff_have_added_is_the_same_customer_when_they_sign_up_and_keeps_their_name() {
    let app = TestApp::shared();
    let email = address();
    let added = app.add(&json!({ "name": "Ana Díaz", "email": email }));
    sign_up(app, &json!({ "name": "somebody else", "email": email })).told(202);
    let user = press(app, &with_subject(app, &email, "Confirm")).told(200)["user"].take();
    assert_eq!((&user["id"], &user["name"], &user["verified"]), (&added["id"], &json!("Ana Díaz"), &json!(true)));
}

#[test]
fn an_address_that_was_only_said_to_be_a_customers_goes_to_whoever_reads_its_mail() {
    let app = TestApp::shared();
    let (own, said) = (address(), address());
    let other = app.add(&json!({ "name": unique(), "email": own, "verified": true, "identities": [{ "type": "email", "value": said }] }));
    let (user, _) = signed_up(app, &said);
    assert_ne!(user["id"], other["id"]);
    let left = app.get(&format!("/api/v2/users/{}/identities", other["id"])).by(Caller::Admin).told(200);
    assert_eq!(left["identities"].as_array().unwrap().len(), 1);
}

#[test]
fn staff_and_whom_staff_have_suspended_are_not_signed_in_by_mail() {
    let app = TestApp::shared();
    let (suspended, agent) = (address(), address());
    let id = app.add(&json!({ "name": unique(), "email": suspended, "verified": true }))["id"].take();
    app.change(&id, &json!({ "suspended": true }));
    app.add_by(Caller::Admin, &json!({ "name": unique(), "email": agent, "role": "agent" }));
    let witness = address();
    for email in [&suspended, &agent, &witness] {
        sign_in(app, email);
    }
    with_subject(app, &witness, "No account");
    assert!(mailbox::to(app, &suspended).is_empty() && mailbox::to(app, &agent).is_empty());
}

#[test]
fn a_session_ends_with_a_press_with_suspension_and_with_deletion() {
    let app = TestApp::shared();
    let is_in = |cookie: &str| !app.get("/api/v1/me").header("cookie", cookie).told(200)["user"].is_null();
    let (_, cookie) = signed_up(app, &address());
    assert!(is_in(&cookie));
    let ended = by_cookie(app.request("DELETE", "/api/v1/session"), app, &cookie).send();
    assert_eq!(ended.status, 204);
    assert!(!is_in(&cookie));
    for change in [json!({ "suspended": true }), Value::Null] {
        let (user, cookie) = signed_up(app, &address());
        if change.is_null() {
            app.request("DELETE", &format!("/api/v2/users/{}", user["id"])).by(Caller::Admin).told(200);
        } else {
            app.change(&user["id"], &change);
        }
        // What an isolate remembers of a caller is five seconds old at the most.
        std::thread::sleep(std::time::Duration::from_secs(6));
        assert!(!is_in(&cookie), "{change}");
    }
}

#[test]
fn a_page_of_another_origin_changes_nothing_by_a_customers_cookie() {
    let app = TestApp::shared();
    let (user, cookie) = signed_up(app, &address());
    let change = json!({ "user": { "name": "Mallory" } });
    let path = format!("/api/v2/end_users/{}", user["id"]);
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let request = app.put(&path, &change).header("cookie", &cookie);
        let request = if let Some(origin) = origin { request.header("origin", origin) } else { request };
        assert_eq!(request.told(403)["code"], "origin_refused", "{origin:?}");
    }
    assert_eq!(by_cookie(app.put(&path, &json!({ "user": { "name": "Ana" } })), app, &cookie).told(200)["user"]["name"], "Ana");
    let others = by_cookie(app.put("/api/v2/end_users/201", &change), app, &cookie).told(403);
    assert_eq!(others["rule"], "customers_own_profile");
}

#[test]
fn a_second_address_is_a_customers_once_it_is_proved_and_then_signs_in() {
    let app = TestApp::shared();
    let (first, second) = (address(), address());
    let (user, cookie) = signed_up(app, &first);
    let path = format!("/api/v2/end_users/{}/identities", user["id"]);
    let added = by_cookie(app.post(&path, &json!({ "identity": { "type": "email", "value": second } })), app, &cookie).told(201);
    assert_eq!((&added["identity"]["verified"], &added["identity"]["primary"]), (&json!(false), &json!(false)));
    let primary = format!("{path}/{}/make_primary", added["identity"]["id"]);
    by_cookie(app.put(&primary, &json!({})), app, &cookie).told(422);
    // It is not theirs yet.
    sign_in(app, &second);
    with_subject(app, &second, "No account");

    let mail = with_subject(app, &second, "Confirm");
    assert!(mail["text"].as_str().unwrap().contains(&first));
    let proved = press(app, &mail);
    assert_eq!((&proved.told(200)["purpose"], &proved.told(200)["user"]["id"]), (&json!("verify_identity"), &user["id"]));
    assert!(proved.headers.get_all("set-cookie").iter().all(|cookie| !cookie.to_str().unwrap().contains("session")));
    with_subject(app, &first, "An address was added");
    sign_in(app, &second);
    let entered = press(app, &with_subject(app, &second, "Sign in to")).told(200);
    assert_eq!(entered["user"]["id"], user["id"]);
    by_cookie(app.put(&primary, &json!({})), app, &cookie).told(200);
}

#[test]
fn what_a_customer_only_says_is_theirs_keeps_it_from_nobody_and_what_another_has_proved_stays_theirs() {
    let app = TestApp::shared();
    let (mine, victim) = (address(), address());
    let (user, cookie) = signed_up(app, &mine);
    let path = format!("/api/v2/end_users/{}/identities", user["id"]);
    let say = |value: &str| by_cookie(app.post(&path, &json!({ "identity": { "type": "email", "value": value } })), app, &cookie).send();
    say(&victim).told(201);
    let claim = with_subject(app, &victim, "Confirm");
    assert!(sign_up(app, &json!({ "name": unique(), "email": victim })).status == 202);
    let own = mailbox::wait(app, &victim, |mail| token_of(mail).is_some_and(|it| it != token(&claim)));
    let owner = press(app, &own).told(200)["user"].take();
    assert_ne!(owner["id"], user["id"]);
    // The press that comes too late takes nothing.
    assert_eq!(press(app, &claim).told(422)["code"], "proof_expired");

    // Saying so is answered alike, whoever has it.
    let (other, proved) = (address(), address());
    signed_up(app, &proved);
    let same = |value: &str| keys(&say(value).told(201)["identity"]).join(" ");
    assert_eq!(same(&other), same(&proved));
    with_subject(app, &proved, "Your address in another account");
}

fn token_of(mail: &Value) -> Option<String> {
    mail["text"].as_str()?.contains("/verify#").then(|| token(mail))
}

#[test]
fn a_mail_is_sent_once_more_after_a_minute_and_no_sooner() {
    let app = TestApp::shared();
    let proof = sign_in(app, &address());
    let path = format!("/api/v1/proofs/{}/resend", proof["id"].as_str().unwrap());
    assert_eq!(app.post(&path, &json!({})).told(429)["code"], "too_many_requests");
}

#[test]
fn no_mail_goes_to_an_address_that_reaches_nobody() {
    let app = TestApp::shared();
    let reserved = format!("{}@example.com", unique());
    let witness = address();
    sign_up(app, &json!({ "name": unique(), "email": reserved })).told(202);
    sign_up(app, &json!({ "name": unique(), "email": witness })).told(202);
    with_subject(app, &witness, "Confirm");
    assert!(mailbox::to(app, &reserved).is_empty());
    let listed = app.get("/api/v1/outbox?page[size]=100&sort=-id").by(Caller::Admin).told(200);
    let entries = listed["outbox"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["email"] == witness) && entries.iter().all(|entry| entry["email"] != reserved));
}
