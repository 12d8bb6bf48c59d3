//! Where webhooks may not lead: into networks that the public has no way into, by whatever name.

use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::support::{Caller, TestApp, mistakes, unique};
use crate::tell_webhooks::{WEBHOOKS, webhook};

/// What a resolver answers, in the JSON form of DNS over HTTPS.
fn resolver() -> Receiver {
    Receiver::answering(|heard| {
        let of_type_a = heard.path.ends_with("type=A");
        let records = match heard.path.split(['=', '&']).nth(1).unwrap() {
            "private.acme.test" if of_type_a => json!([{ "type": 5, "data": "other." }, { "type": 1, "data": "10.0.0.7" }]),
            "mixed.acme.test" if of_type_a => json!([{ "type": 1, "data": "93.184.216.34" }]),
            "mixed.acme.test" => json!([{ "type": 28, "data": "fd00::7" }]),
            _ => json!([]),
        };
        let body = json!({ "Status": 0, "Answer": records }).to_string();
        Some(format!("200 OK\r\ncontent-type: application/dns-json\r\n\r\n{body}"))
    })
}

/// As it is deployed: nothing allows anything.
fn app(resolver: &Receiver) -> TestApp {
    TestApp::start_with(&[("WEBHOOK_PRIVATE_TARGETS", ""), ("WEBHOOK_RESOLVER", &resolver.url)])
}

fn tested(app: &TestApp, endpoint: &str) -> Value {
    let request = json!({ "request": { "endpoint": endpoint, "http_method": "POST", "request_format": "json" } });
    app.post(&format!("{WEBHOOKS}/test"), &request).by(Caller::Admin).told(200)["response"]["cause"].take()
}

#[test]
fn no_name_and_no_address_leads_into_a_private_network() {
    let resolver = resolver();
    let app = app(&resolver);
    for (endpoint, mistake) in [
        ("http://hooks.acme.com", "endpoint_insecure"),
        ("https://127.1/x", "endpoint_private"),
        ("https://[::ffff:10.0.0.1]/", "endpoint_private"),
        ("https://0xA9FEA9FE/latest/meta-data", "endpoint_private"),
        ("https://localhost:8787/", "endpoint_private"),
    ] {
        let told = app.post(WEBHOOKS, &json!({ "webhook": webhook(endpoint, &[]) })).by(Caller::Admin).told(422);
        assert_eq!(mistakes(&told), [format!("endpoint: {mistake}")], "{endpoint}");
    }
    // A name is looked up when something is sent there.
    assert_eq!(tested(&app, "https://private.acme.test/"), "private_address");
    assert_eq!(tested(&app, "https://mixed.acme.test/"), "private_address");
    assert_eq!(tested(&app, "https://nobody.acme.test/"), "unresolved");
    let asked: Vec<_> = resolver.heard().iter().map(|heard| (heard.path.clone(), heard.header("accept").to_owned())).collect();
    assert!(asked.contains(&("/hook?name=private.acme.test&type=AAAA".into(), "application/dns-json".into())), "{asked:?}");

    // Nothing is sent, and it is not tried again.
    let endpoint = format!("https://private.acme.test/{}", unique());
    let body = json!({ "webhook": webhook(&endpoint, &["user.created"]) });
    let path = format!("{WEBHOOKS}/{}", app.post(WEBHOOKS, &body).by(Caller::Admin).told(201)["webhook"]["id"].as_str().unwrap());
    app.add(&json!({ "name": unique() }));
    assert_given_up(&app, &path, 1);
    // Nor to an address that was stored while that was allowed.
    let move_away = "UPDATE webhooks SET endpoint = 'https://10.0.0.7/hook'";
    crate::database::run(&app.server().state, move_away, &[]);
    app.add(&json!({ "name": unique() }));
    assert_given_up(&app, &path, 2);
}

/// So many invocations have been tried once, and not sent.
fn assert_given_up(app: &TestApp, webhook: &str, count: usize) {
    for _ in 0..200 {
        let list = app.get(&format!("{webhook}/invocations?filter[status]=failed")).by(Caller::Admin).told(200);
        let dead = list["invocations"].as_array().unwrap();
        if dead.len() == count {
            for dead in dead {
                let path = format!("{webhook}/invocations/{}/attempts", dead["id"].as_str().unwrap());
                let attempts = app.get(&path).by(Caller::Admin).told(200);
                assert_eq!((&attempts["attempts"][0]["cause"], &attempts["count"]), (&json!("private_address"), &json!(1)));
            }
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("it is not given up: {}", app.server().end_of_log());
}
