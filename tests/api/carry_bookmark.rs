//! Bookmarks: a caller reads what they wrote, from whichever replica.

use serde_json::{Value, json};

use crate::ask_database::lines_between;
use crate::support::{Answer, Caller, TestApp, unique};

const HEADER: &str = "x-d1-bookmark";

fn add() -> Answer {
    TestApp::shared().post("/api/v2/users", &json!({ "user": { "name": unique() } })).by(Caller::Agent).send()
}

fn cookie(answer: &Answer) -> &str {
    answer.header("set-cookie").unwrap().split(';').next().unwrap()
}

#[test]
fn an_answer_brings_a_bookmark_that_the_next_request_may_carry() {
    let added = add();
    let bookmark = added.header(HEADER).unwrap();
    assert_eq!(cookie(&added), format!("usher_bookmark={bookmark}"));
    let rest = added.header("set-cookie").unwrap().split_once(';').unwrap().1;
    // Over plain HTTP, as here, a browser would not send back what is `Secure`.
    assert_eq!(rest, " Path=/api; HttpOnly; SameSite=Lax");
    let path = format!("/api/v2/users/{}", added.told(201)["user"]["id"]);
    for (name, value) in [(HEADER, bookmark), ("cookie", &*format!("other=1; {}", cookie(&added)))] {
        let read = TestApp::shared().get(&path).by(Caller::Agent).header(name, value).send();
        assert_eq!(read.status, 200);
        assert!(read.header(HEADER).unwrap() >= bookmark, "{name}");
        assert_eq!(read.header("set-cookie"), None, "a read needs no cookie");
    }
}

#[test]
fn what_is_no_bookmark_is_none() {
    for bookmark in ["", "first-unconstrained", "x", "-", "0'; DROP TABLE users", "ffffffff-ffffffff-ffffffff-zz"] {
        let read = TestApp::shared().get("/api/v2/users/me").by(Caller::Agent).header(HEADER, bookmark).send();
        assert_eq!(read.status, 200, "{bookmark}");
    }
}

/// With what the session of each round trip to D1 began that a request brings about; nothing where it is no session.
fn sessions(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Vec<Option<String>> {
    let id = |answer: &Answer| answer.header("x-request-id").unwrap().to_owned();
    let before = app.get("/api/v2/users/me").by(Caller::Admin).send();
    let request = headers.iter().fold(app.get(path).by(Caller::Admin), |request, (name, value)| request.header(name, value));
    let answer = request.send();
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    let lines = lines_between(app, &id(&before), &id(&answer));
    let told = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line.get(line.find("{\"d1\":")?..)?).ok());
    told.map(|told| told["session"].as_str().map(String::from)).collect()
}

/// D1 as it runs locally has no replicas, and tells nobody where a session begins.
#[test]
fn a_session_begins_with_the_bookmark_that_was_sent_and_without_one_at_the_primary() {
    const OWN: &str = "00000002-00000004-00004ec4-0123456789abcdef0123456789abcdef";
    const OTHER: &str = "00000001-00000001-00004ec4-00000000000000000000000000000000";
    let app = TestApp::start_spied();
    let cookie = format!("other=1; usher_bookmark={OWN}; last=2");
    let older = format!("usher_bookmark={OTHER}");
    for headers in [vec![(HEADER, OWN)], vec![("cookie", &*cookie)], vec![(HEADER, OWN), ("cookie", &*older)]] {
        let begun = sessions(&app, "/api/v2/users/102", &headers);
        assert!(!begun.is_empty() && begun.iter().all(|begun| begun.as_deref() == Some(OWN)), "{headers:?}: {begun:?}");
    }
    let long = format!("{}-{}", "0".repeat(64), "0".repeat(64));
    for nonsense in ["", "first-unconstrained", "x", "0'; DROP TABLE users", &*long] {
        let begun = sessions(&app, "/api/v2/users/102", &[(HEADER, nonsense)]);
        assert!(!begun.is_empty() && begun.iter().all(|begun| begun.as_deref() == Some("first-primary")), "{nonsense}: {begun:?}");
    }
    let begun = sessions(&app, "/api/v2/users/102", &[]);
    assert!(begun.iter().all(|begun| begun.as_deref() == Some("first-primary")), "{begun:?}");
    // Who keeps a copy is never shown a replica, however old a state they would be content with.
    for export in ["users", "users/cursor", "organizations"] {
        let begun = sessions(&app, &format!("/api/v2/incremental/{export}.json?start_time=0"), &[(HEADER, OWN)]);
        assert_eq!(begun.last(), Some(&None), "{export}: {begun:?}");
    }
}

#[test]
fn by_https_the_cookie_is_sent_back_by_https_alone() {
    let app = TestApp::start_with(&[("USHER_HTTPS", "1")]);
    let added = app.post("/api/v2/users", &json!({ "user": { "name": unique() } })).by(Caller::Agent).send();
    let (_, rest) = added.header("set-cookie").unwrap().split_once(';').unwrap();
    assert_eq!(rest, " Path=/api; HttpOnly; SameSite=Lax; Secure");
}
