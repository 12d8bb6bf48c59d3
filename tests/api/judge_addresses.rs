//! Addresses to which no mail arrives, and addresses to throw away: told, refused, or taken, as the settings say.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::jobs::{completed, queued};
use crate::mailbox;
use crate::receiver::Receiver;
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, TestApp, mistakes, unique};

/// A resolver whose domains say what becomes of questions about them: `quagga7.null.acme-dns.com`.
fn resolver() -> Receiver {
    Receiver::answering(|heard| {
        assert_eq!(heard.header("accept"), "application/dns-json");
        let mut query = heard.path.split(['?', '&']).skip(1).map(|pair| pair.split_once('=').unwrap().1);
        let (name, kind) = (query.next().unwrap(), query.next().unwrap());
        let soa = json!([{ "name": "acme-dns.com.", "type": 6, "TTL": 3600, "data": "ns.acme-dns.com. dns.acme-dns.com. 7 10000 2400 604800 600" }]);
        let nothing = json!({ "Status": 0, "Authority": soa });
        let record = |kind: u16, data: &str| json!({ "Status": 0, "Answer": [{ "name": name, "type": kind, "TTL": 7200, "data": data }] });
        let body = match (name.split('.').nth(1).unwrap(), kind) {
            ("ok", "MX") => record(15, "10 mx.acme-dns.com."),
            ("null", "MX") => record(15, "0 ."),
            ("gone", _) => json!({ "Status": 3, "Authority": soa }),
            ("bare", "A") => record(1, "93.184.216.34"),
            ("bare6", "AAAA") => record(28, "2606:4700::1111"),
            ("fails", _) | ("half", "AAAA") => json!({ "Status": 2 }),
            ("nonsense", _) => json!("nonsense"),
            ("silent", _) | ("slow", "A") => return None,
            _ => nothing,
        };
        Some(format!("200 OK\r\ncontent-type: application/dns-json\r\n\r\n{body}"))
    })
}

/// An address at a domain that no other test asks about.
fn at(kind: &str) -> String {
    let word = unique();
    format!("{word}@{word}.{kind}.acme-dns.com")
}

fn asked(resolver: &Receiver, email: &str) -> usize {
    let domain = email.split_once('@').unwrap().1;
    resolver.heard().iter().filter(|heard| heard.path.contains(&format!("name={domain}&"))).count()
}

fn take(resolver: &Receiver, more: &Value) -> SettingsApp {
    let app = SettingsApp::take();
    let mut addresses = json!({ "resolver": resolver.url });
    addresses.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.set(&json!({ "addresses": addresses }));
    app
}

fn add(app: &TestApp, email: &str) -> Answer {
    app.post("/api/v2/users", &json!({ "user": { "name": unique(), "email": email } })).by(Caller::Agent).send()
}

fn warning(answer: &Answer) -> Option<&str> {
    answer.header("x-address-warning")
}

/// What the tester says of an address.
fn told(app: &TestApp, email: &str, way: &str) -> Value {
    let body = json!({ "registration": { "email": email, "way": way } });
    app.post("/api/v1/registration/check", &body).by(Caller::Admin).told(200)["registration"]["address"].take()
}

#[test]
fn the_tester_says_what_dns_says_of_a_domain_and_what_follows() {
    let resolver = resolver();
    let app = take(&resolver, &json!({}));
    for (kind, mail, outcome) in [
        ("ok", "ok", "ignore"),
        ("bare", "ok", "ignore"),
        ("bare6", "ok", "ignore"),
        ("null", "null_mx", "refuse"),
        ("gone", "no_domain", "refuse"),
        ("nothing", "no_mx", "refuse"),
        ("fails", "unknown", "ignore"),
        ("half", "unknown", "ignore"),
        ("nonsense", "unknown", "ignore"),
    ] {
        let email = at(kind);
        let expected = json!({ "domain": email.split_once('@').unwrap().1, "mail": mail, "disposable": false, "outcome": outcome });
        assert_eq!(told(&app, &email, "signup"), expected, "{kind}");
    }
    let null = at("null");
    assert_eq!((&told(&app, &null, "request")["outcome"], &told(&app, &null, "mail")["outcome"]), (&json!("warn"), &Value::Null));
    let thrown_away = told(&app, "x@a.b.mailinator.com", "request");
    assert_eq!((&thrown_away["disposable"], &thrown_away["outcome"]), (&json!(true), &json!("warn")));
}

#[test]
fn whoever_adds_a_dead_address_is_told_or_refused_as_the_setting_of_the_way_in_says() {
    let resolver = resolver();
    let app = take(&resolver, &json!({}));
    for kind in ["null", "gone", "nothing"] {
        let answer = add(&app, &at(kind));
        assert_eq!((answer.status, warning(&answer)), (201, Some("no_mail_domain")), "{kind}");
    }
    for kind in ["ok", "bare", "bare6", "fails", "half", "nonsense"] {
        let answer = add(&app, &at(kind));
        assert_eq!((answer.status, warning(&answer)), (201, None), "{kind}");
    }
    app.set(&json!({ "addresses": { "dead": { "api": "refuse", "organization": "ignore" } } }));
    for kind in ["null", "gone", "nothing"] {
        let told = add(&app, &at(kind)).told(422);
        assert_eq!(mistakes(&told), ["email: no_mail_domain"]);
    }
    // Each of several addresses; and the widget's ways in have settings of their own.
    let user = json!({ "user": { "name": unique(), "email": at("ok"), "identities": [{ "type": "email", "value": at("null") }] } });
    assert_eq!(mistakes(&app.post("/api/v2/users", &user).by(Caller::Agent).told(422)), ["email: no_mail_domain"]);
    let answer = app.post("/api/v2/users?entry_point=agent", &user).embedded(Caller::Agent).send();
    assert_eq!((answer.status, warning(&answer)), (201, Some("no_mail_domain")));
    let user = json!({ "user": { "name": unique(), "email": at("null"), "organization_id": 301 } });
    let answer = app.post("/api/v2/users?entry_point=organization", &user).embedded(Caller::Agent).send();
    assert_eq!((answer.status, warning(&answer)), (201, None));
    assert_eq!(asked(&resolver, user["user"]["email"].as_str().unwrap()), 0);
}

#[test]
fn another_address_of_somebody_is_judged_as_the_first() {
    let resolver = resolver();
    let app = take(&resolver, &json!({}));
    let user = app.add(&json!({ "name": unique() }))["id"].take();
    let add = |email: &str| {
        let identity = json!({ "identity": { "type": "email", "value": email } });
        app.post(&format!("/api/v2/users/{user}/identities"), &identity).by(Caller::Agent).send()
    };
    let answer = add(&at("null"));
    assert_eq!((answer.status, warning(&answer)), (201, Some("no_mail_domain")));
    app.set(&json!({ "addresses": { "dead": { "api": "refuse" } } }));
    assert_eq!(mistakes(&add(&at("null")).told(422)), ["value: no_mail_domain"]);
    assert_eq!(add(&at("ok")).status, 201);
}

#[test]
fn a_stranger_is_told_of_an_address_whether_or_not_it_is_known() {
    let resolver = resolver();
    let app = take(&resolver, &json!({ "dead": { "signup": "refuse", "request": "refuse" } }));
    let (known, unknown) = (at("null"), at("null"));
    add(&app, &known).told(201);
    let sign_up = |email: &str| {
        app.post("/api/v1/sign_ups", &json!({ "sign_up": { "name": "Ana", "email": email }, "check": mailbox::check(&app) })).send()
    };
    let request = |email: &str| {
        let request = json!({ "requester": { "name": "Ana", "email": email }, "comment": { "body": "x" } });
        app.post("/api/v2/requests", &json!({ "request": request })).send()
    };
    for (send, key) in [(&sign_up as &dyn Fn(&str) -> Answer, "email"), (&request, "requester")] {
        let (of_known, of_unknown) = (send(&known).told(422), send(&unknown).told(422));
        assert_eq!(of_known, of_unknown);
        assert_eq!(mistakes(&of_known), [format!("{key}: no_mail_domain")]);
    }
    app.set(&json!({ "addresses": { "dead": { "signup": "warn", "request": "warn" } } }));
    for email in [&known, &unknown] {
        let (signed_up, requested) = (sign_up(email), request(email));
        assert_eq!((signed_up.status, warning(&signed_up)), (202, Some("no_mail_domain")));
        assert_eq!((requested.status, warning(&requested)), (201, Some("no_mail_domain")));
    }
}

#[test]
fn an_address_to_throw_away_is_known_without_asking_anybody() {
    let app = SettingsApp::take();
    let at = |domain: &str| format!("{}@{domain}", unique());
    for domain in ["mailinator.com", "MAILINATOR.com", "any.thing.yopmail.com"] {
        let answer = add(&app, &at(domain));
        assert_eq!((answer.status, warning(&answer)), (201, Some("disposable_domain")), "{domain}");
    }
    let answer = add(&app, &at("quagga-mailinator.com"));
    assert_eq!((answer.status, warning(&answer)), (201, None));
    app.set(&json!({ "addresses": { "disposable": { "api": "refuse", "signup": "ignore" } } }));
    assert_eq!(mistakes(&add(&app, &at("mailinator.com")).told(422)), ["email: disposable_domain"]);
    let sign_up = json!({ "sign_up": { "name": "Ana", "email": at("mailinator.com") }, "check": mailbox::check(&app) });
    let answer = app.post("/api/v1/sign_ups", &sign_up).send();
    assert_eq!((answer.status, warning(&answer)), (202, None));
}

#[test]
fn whoever_does_not_answer_in_time_stands_in_nobodys_way() {
    let resolver = resolver();
    let app = take(&resolver, &json!({ "dead": { "api": "refuse" } }));
    for kind in ["silent", "slow"] {
        let started = Instant::now();
        let answer = add(&app, &at(kind));
        assert_eq!((answer.status, warning(&answer)), (201, None), "{kind}");
        let took = started.elapsed();
        assert!((Duration::from_millis(1_500)..Duration::from_secs(6)).contains(&took), "{took:?}");
    }
    app.set(&json!({ "addresses": { "resolver": "http://127.0.0.1:9/dns-query" } }));
    assert_eq!(add(&app, &at("null")).status, 201);
}

/// What KV keeps, and for how many seconds more.
fn remembered(state: &Path, email: &str) -> Option<(String, i64)> {
    let key = format!("mail_domain:{}", email.split_once('@').unwrap().1);
    let script = "
import glob, sqlite3, sys, time
for path in glob.glob(sys.argv[1] + '/v3/kv/**/*.sqlite', recursive=True):
    try:
        rows = sqlite3.connect(path, timeout=30).execute('SELECT blob_id, expiration FROM _mf_entries WHERE key = ?', [sys.argv[2]]).fetchall()
    except sqlite3.OperationalError:
        continue
    for blob, expiration in rows:
        print(blob, round(expiration / 1000 - time.time()))
";
    let output = Command::new("python3").args(["-c", script]).arg(state).arg(&key).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (blob, seconds) = text.trim().split_once(' ')?;
    let found = Command::new("find").arg(state.join("v3/kv")).args(["-name", blob]).output().unwrap();
    Some((fs::read_to_string(String::from_utf8(found.stdout).unwrap().trim()).unwrap(), seconds.parse().unwrap()))
}

#[test]
fn what_dns_has_said_is_remembered_as_long_as_it_holds_and_what_nobody_said_is_not() {
    let resolver = resolver();
    let app = take(&resolver, &json!({ "dead": { "api": "refuse" } }));
    let again = |kind: &str| {
        let email = at(kind);
        let _ = add(&app, &email);
        // It is kept once the answer is out.
        let started = Instant::now();
        while remembered(&app.server().state, &email).is_none() && started.elapsed() < Duration::from_secs(3) {
            std::thread::sleep(Duration::from_millis(50));
        }
        let first = asked(&resolver, &email);
        let _ = add(&app, &email.replacen('@', "-2@", 1));
        (first, asked(&resolver, &email) - first, remembered(&app.server().state, &email))
    };
    let about = |kept: Option<(String, i64)>, state: &str, seconds: i64| {
        let (kept, left) = kept.unwrap();
        assert_eq!(kept, state);
        assert!((seconds - 60..=seconds).contains(&left), "{left}");
    };
    let (first, more, kept) = again("ok");
    assert_eq!((first, more), (1, 0));
    about(kept, "ok", 7_200);
    let (first, more, kept) = again("nothing");
    assert_eq!((first, more), (3, 0));
    about(kept, "no_mx", 600);
    let (first, more, kept) = again("gone");
    assert_eq!((first, more), (1, 0));
    about(kept, "no_domain", 600);
    assert_eq!(again("fails"), (1, 1, None));
}

#[test]
fn of_reserved_domains_of_bulk_calls_and_where_it_does_not_matter_nobody_is_asked() {
    let resolver = resolver();
    let app = take(&resolver, &json!({}));
    let reserved = [format!("{}@acme.test", unique()), format!("{}@example.com", unique())];
    for email in &reserved {
        let answer = add(&app, email);
        assert_eq!((answer.status, warning(&answer)), (201, None));
    }
    let many = at("null");
    let body = json!({ "users": [{ "name": unique(), "email": many }] });
    let job = queued(&app.post("/api/v2/users/create_many", &body).by(Caller::Agent).send());
    assert_eq!(completed(&app, &job["id"])["results"][0]["status"], "Created");
    app.set(&json!({ "addresses": { "dead": { "api": "ignore" } } }));
    let ignored = at("null");
    assert_eq!(warning(&add(&app, &ignored)), None);
    app.set(&json!({ "addresses": { "dead": { "api": "warn" }, "resolver": null } }));
    let unasked = at("null");
    assert_eq!(warning(&add(&app, &unasked)), None);
    for email in reserved.iter().chain([&many, &ignored, &unasked]) {
        assert_eq!(asked(&resolver, email), 0, "{email}");
    }
}

#[test]
fn a_request_that_is_sent_twice_is_answered_as_before_whatever_dns_says_by_now() {
    let resolver = resolver();
    let app = take(&resolver, &json!({}));
    let (key, email) = (unique(), at("null"));
    let user = json!({ "user": { "name": unique(), "email": email } });
    let send = || app.post("/api/v2/users", &user).by(Caller::Agent).header("idempotency-key", &key).send();
    let first = send().told(201);
    app.set(&json!({ "addresses": { "dead": { "api": "refuse" } } }));
    assert_eq!(send().told(201), first);
}

#[test]
fn settings_of_addresses_are_what_they_say_or_nothing_changes() {
    let app = SettingsApp::take();
    let initial = app.initial()["settings"]["addresses"].clone();
    assert_eq!(
        (&initial["resolver"], &initial["dead"]["signup"], &initial["dead"]["api"], &initial["disposable"]["import"]),
        (&Value::Null, &json!("refuse"), &json!("warn"), &json!("warn"))
    );
    for (wish, path, code) in [
        (json!({ "resolver": "dns.acme.com" }), "resolver", "invalid_value"),
        (json!({ "resolver": 7 }), "resolver", "invalid_value"),
        (json!({ "dead": { "api": "perhaps" } }), "dead.api", "invalid_value"),
        (json!({ "dead": { "door": "warn" } }), "dead.door", "unknown_setting"),
        (json!({ "alive": {} }), "alive", "unknown_setting"),
    ] {
        let told = app.put("/api/v1/settings", &json!({ "settings": { "addresses": wish } })).by(Caller::Admin).told(422);
        assert_eq!(told["details"], json!([{ "path": format!("addresses.{path}"), "code": code }]));
    }
    let changed = app.set(&json!({ "addresses": { "resolver": "https://dns.acme.com/dns-query", "disposable": { "agent": "refuse" } } }));
    let addresses = &changed["settings"]["addresses"];
    assert_eq!((&addresses["resolver"], &addresses["disposable"]["agent"]), (&json!("https://dns.acme.com/dns-query"), &json!("refuse")));
}

#[test]
fn no_resolver_leads_into_a_private_network_where_it_is_deployed() {
    let app = TestApp::start_with(&[("WEBHOOK_PRIVATE_TARGETS", "")]);
    for url in ["http://dns.acme.com/dns-query", "https://10.0.0.1/dns-query", "https://localhost/dns-query"] {
        let wish = json!({ "settings": { "addresses": { "resolver": url } } });
        let told = app.put("/api/v1/settings", &wish).by(Caller::Admin).told(422);
        assert_eq!(told["details"], json!([{ "path": "addresses.resolver", "code": "invalid_value" }]), "{url}");
    }
    let wish = json!({ "settings": { "addresses": { "resolver": "https://cloudflare-dns.com/dns-query" } } });
    app.put("/api/v1/settings", &wish).by(Caller::Admin).told(200);
}
