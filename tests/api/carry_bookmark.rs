//! Bookmarks: a caller reads what they wrote, from whichever replica.

use serde_json::json;

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
