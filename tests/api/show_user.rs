//! `GET /api/v2/users/{id}` and `GET /api/v2/users/me`.

use serde_json::json;

use crate::support::{Caller, TestApp, address, keys, unique};

#[test]
fn a_user_is_shown_as_it_was_answered_when_added() {
    let app = TestApp::shared();
    let added = app.post("/api/v2/users", &json!({ "user": { "name": unique() } })).by(Caller::Agent).send();
    let path = format!("/api/v2/users/{}", added.told(201)["user"]["id"]);
    for path in [path.clone(), format!("{path}.json")] {
        let shown = app.get(&path).by(Caller::Light).send();
        assert_eq!((shown.status, &shown.text), (200, &added.text));
        assert_eq!(shown.header("cache-control"), Some("max-age=0, private, must-revalidate"));
    }
}

#[test]
fn a_head_is_answered_as_the_get_without_its_body() {
    let app = TestApp::shared();
    let answer = app.request("HEAD", "/api/v2/users/201").by(Caller::Agent).send();
    assert_eq!((answer.status, &*answer.text, answer.header("content-type")), (200, "", Some("application/json; charset=utf-8")));
    assert_eq!(app.request("HEAD", "/api/v2/users/999999").by(Caller::Agent).send().status, 404);
}

#[test]
fn a_user_who_does_not_exist_is_not_found() {
    let app = TestApp::shared();
    for id in ["999999", "9007199254740993", "9223372036854775807"] {
        let answer = app.get(&format!("/api/v2/users/{id}")).by(Caller::Agent).send();
        assert_eq!((answer.status, &*answer.text), (404, r#"{"error":"RecordNotFound","description":"Not found","code":"not_found"}"#));
        app.put(&format!("/api/v2/users/{id}"), &json!({ "user": { "name": "x" } })).by(Caller::Agent).told(404);
    }
}

#[test]
fn whoever_may_not_see_users_is_not_told_which_there_are() {
    let app = TestApp::shared();
    for caller in [Caller::Anonymous, Caller::Restricted] {
        let [exists, does_not] = ["201", "999999"].map(|id| app.get(&format!("/api/v2/users/{id}")).by(caller).send());
        assert_eq!((exists.status, exists.text), (does_not.status, does_not.text));
    }
}

#[test]
fn what_is_no_id_is_told_as_zendesk_tells_it() {
    let app = TestApp::shared();
    for id in ["0", "-1", "abc", "1.5", "+1", "9223372036854775808", "%20", "1%00", "me2"] {
        for request in [app.get(&format!("/api/v2/users/{id}")), app.put(&format!("/api/v2/users/{id}"), &json!({ "user": {} }))] {
            let answer = request.by(Caller::Admin).send();
            let expected = r#"{"error":{"title":"Invalid attribute","message":"You passed an invalid value for the id attribute. must be an integer"},"code":"invalid_id"}"#;
            assert_eq!((answer.status, &*answer.text), (400, expected), "{id}");
        }
    }
}

#[test]
fn me_is_whoever_calls_with_one_key_more() {
    let app = TestApp::shared();
    for caller in Caller::STAFF {
        for request in [app.get("/api/v2/users/me").by(caller), app.get("/api/v2/users/me.json").embedded(caller)] {
            let me = request.told(200)["user"].take();
            let mut shown = app.user(&json!(caller.id()));
            assert_eq!((&me["id"], me["email"].as_str()), (&json!(caller.id()), Some(&*caller.email())));
            let keys = keys(&me);
            assert_eq!((keys.len(), keys[15], keys[16]), (38, "verified", "authenticity_token"));
            assert_eq!(me["authenticity_token"], json!(null));
            shown["authenticity_token"] = json!(null);
            // Another test may have touched them in between.
            shown["updated_at"] = me["updated_at"].clone();
            assert_eq!(me, shown);
        }
    }
}

#[test]
fn customers_see_nothing_of_what_agents_write_about_them() {
    let app = TestApp::shared();
    let email = address();
    let user = app
        .add(&json!({ "name": unique(), "email": email, "notes": "difficult", "details": "d", "tags": ["vip"], "external_id": unique() }));
    for path in ["/api/v2/users/me".to_owned(), format!("/api/v2/users/{}", user["id"])] {
        let shown = app.get(&path).bearer(&crate::embed_token::of(&email)).told(200)["user"].take();
        let mut keys = keys(&shown);
        keys.retain(|key| *key != "authenticity_token");
        assert_eq!((keys.len(), keys[0], keys[15]), (16, "id", "verified"), "{path}");
        assert!(keys.iter().all(|key| shown[*key] == user[*key]));
    }
}

#[test]
fn me_is_anonymous_without_credentials_and_with_wrong_ones() {
    let app = TestApp::shared();
    let me = || app.get("/api/v2/users/me");
    let anonymous = me().send();
    let user = anonymous.told(200)["user"].take();
    let known = me().by(Caller::Agent).told(200)["user"].take();
    assert_eq!(keys(&user), keys(&known));
    assert_eq!((&user["id"], &user["name"], &user["email"]), (&json!(null), &json!("Anonymous user"), &json!("invalid@example.com")));
    for wrong in [me().bearer("wrong"), me().basic("agent@example.com/token", "wrong"), me().header("authorization", "nonsense")] {
        let answer = wrong.send();
        assert_eq!((answer.status, &answer.text), (200, &anonymous.text));
    }
}
