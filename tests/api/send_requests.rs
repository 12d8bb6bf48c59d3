//! Requests: what customers, and people who are not signed in, ask for and see.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::create_tickets::added;
use crate::embed_token;
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, TestApp, address, keys, mistakes, unique};

const REQUESTS: &str = "/api/v2/requests";

/// A customer, who is signed in.
struct Customer {
    id: Value,
    token: String,
}

impl Customer {
    fn new() -> Self {
        let email = address();
        let id = TestApp::shared().add(&json!({ "name": unique(), "email": email }))["id"].take();
        Self { id, token: embed_token::of(&email) }
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        TestApp::shared().request(method, path).json(body).bearer(&self.token).send()
    }

    fn get(&self, path: &str) -> Value {
        TestApp::shared().get(path).bearer(&self.token).told(200)
    }

    fn ask(&self, request: &Value) -> Value {
        self.send("POST", REQUESTS, &json!({ "request": request })).told(201)["request"].take()
    }

    fn ids(&self, path: &str) -> Vec<Value> {
        self.get(path)["requests"].as_array().unwrap().iter().map(|request| request["id"].clone()).collect()
    }
}

fn change(id: &Value, ticket: &Value) {
    TestApp::shared().put(&format!("/api/v2/tickets/{id}"), &json!({ "ticket": ticket })).by(Caller::Agent).told(200);
}

fn anonymous(request: &Value) -> Answer {
    TestApp::shared().post(REQUESTS, &json!({ "request": request })).send()
}

#[test]
fn a_request_of_somebody_who_is_not_signed_in_makes_a_customer() {
    let app = TestApp::shared();
    let email = address();
    let sent = json!({
        "requester": { "name": "Anybody", "email": email, "locale_id": 1, "role": "admin", "tags": ["vip"], "notes": "x" },
        "subject": "Help!", "comment": { "body": "My printer", "public": false }, "priority": "normal", "status": "solved", "tags": ["vip"],
    });
    let answer = anonymous(&sent);
    let request = answer.told(201)["request"].take();
    assert_eq!(answer.header("location"), request["url"].as_str());
    let (id, at) = (&request["id"], request["created_at"].as_str().unwrap());
    let expected = format!(
        r#"{{"request":{{"url":"{}{REQUESTS}/{id}.json","id":{id},"status":"new","priority":"normal","type":null,"subject":"Help!","description":"My printer","organization_id":null,"via":{{"channel":"api","source":{{"from":{{}},"to":{{}},"rel":null}}}},"custom_fields":[],"requester_id":null,"collaborator_ids":[],"email_cc_ids":[],"is_public":true,"due_at":null,"can_be_solved_by_me":false,"created_at":"{at}","updated_at":"{at}","recipient":null,"followup_source_id":null,"assignee_id":null,"ticket_form_id":null,"custom_status_id":null,"fields":[]}}}}"#,
        app.base
    );
    assert_eq!(answer.text, expected);
    let ticket = app.get(&format!("/api/v2/tickets/{id}")).by(Caller::Agent).told(200)["ticket"].take();
    let user = app.user(&ticket["requester_id"]);
    assert_eq!((&user["name"], &user["email"], &user["role"]), (&json!("Anybody"), &json!(email), &json!("end-user")));
    assert_eq!((&user["tags"], &user["notes"], &user["verified"]), (&json!([]), &json!(null), &json!(false)));
    assert_eq!((&ticket["submitter_id"], &ticket["tags"]), (&user["id"], &json!([])));
}

#[test]
fn who_is_not_signed_in_must_say_who_they_are_and_only_by_an_address() {
    let comment = json!({ "body": "x" });
    assert_eq!(mistakes(&anonymous(&json!({ "comment": comment })).told(422)), ["requester: required"]);
    assert_eq!(mistakes(&anonymous(&json!({ "comment": comment, "requester": 201 })).told(422)), ["requester: wrong_type"]);
    let nameless = anonymous(&json!({ "comment": comment, "requester": { "email": address() } })).told(422);
    let expected = "Requester: Name:  is too short (minimum is 1 character)";
    assert_eq!(nameless["details"]["requester"][0]["description"], expected);
    let wrong = json!({ "request": { "comment": comment, "requester": { "name": "x", "email": address() } } });
    assert_eq!(TestApp::shared().post(REQUESTS, &wrong).bearer("wrong").told(401)["error"], "Couldn't authenticate you");
    assert_eq!(TestApp::shared().get(REQUESTS).told(401)["rule"], "sign_in_required");
}

#[test]
fn the_same_request_of_nobody_in_particular_happens_once() {
    let key = unique();
    let request = json!({ "request": { "comment": { "body": "x" }, "requester": { "name": unique(), "email": address() } } });
    let [first, again] = [(); 2].map(|()| TestApp::shared().post(REQUESTS, &request).header("idempotency-key", &key).send());
    assert_eq!((first.status, &first.text, first.header("location")), (201, &again.text, again.header("location")));
    assert_eq!(again.header("x-idempotency-lookup"), Some("hit"));
}

#[test]
fn an_account_that_asks_more_of_newcomers_asks_it_here_too() {
    let app = SettingsApp::take();
    let send = |name: &str, email: &str| {
        let request = json!({ "comment": { "body": "x" }, "requester": { "name": name, "email": email } });
        app.post(REQUESTS, &json!({ "request": request })).send()
    };
    let email = address();
    send("x", &email).told(201);
    app.set(&json!({ "entry_points": { "request": { "fields": { "phone": "required" } } } }));
    let refused = send("x", &address()).told(422);
    assert_eq!(refused["details"]["requester"][0]["description"], "Requester: Phone:  cannot be blank");
    // Of whoever is a customer already too: that they are is told to nobody.
    assert_eq!(send("x", &email).told(422), refused);
}

#[test]
fn customers_see_their_own_and_those_of_which_they_get_copies() {
    let (one, other) = (Customer::new(), Customer::new());
    let own = one.ask(&json!({ "subject": "mine", "comment": { "body": "x" } }));
    let copied = other.ask(&json!({ "comment": { "body": "x" }, "email_ccs": [{ "user_id": one.id }] }));
    let foreign = other.ask(&json!({ "comment": { "body": "x" } }));
    let private = added(&json!({ "comment": { "body": "x", "public": false }, "requester_id": one.id }));
    assert_eq!(own["requester_id"], one.id);
    assert_eq!((one.ids(REQUESTS), one.ids(&format!("{REQUESTS}/ccd"))), (vec![own["id"].clone()], vec![copied["id"].clone()]));
    assert_eq!(one.get(&format!("{REQUESTS}/{}", own["id"]))["request"], own);
    one.get(&format!("{REQUESTS}/{}/comments", copied["id"]));
    // Who gets copies speaks, and solves nothing.
    change(&copied["id"], &json!({ "assignee_id": 102 }));
    let path = format!("{REQUESTS}/{}", copied["id"]);
    assert_eq!(one.send("PUT", &path, &json!({ "request": { "comment": { "body": "me too" } } })).told(200)["request"]["status"], "open");
    assert_eq!(mistakes(&one.send("PUT", &path, &json!({ "request": { "solved": true } })).told(422)), ["solved: not_offered"]);
    for id in [&foreign["id"], &private["id"]] {
        for path in [format!("{REQUESTS}/{id}"), format!("{REQUESTS}/{id}/comments")] {
            assert_eq!(one.send("GET", &path, &json!({})).told(404)["error"], "RecordNotFound", "{path}");
        }
        let say = json!({ "request": { "comment": { "body": "x" } } });
        assert_eq!(one.send("PUT", &format!("{REQUESTS}/{id}"), &say).status, 404);
    }
    assert_eq!(one.ids(&format!("/api/v2/users/{}/requests", one.id)), [own["id"].clone()]);
    assert_eq!(one.send("GET", &format!("/api/v2/users/{}/requests", other.id), &json!({})).status, 403);
    assert_eq!(one.send("GET", "/api/v2/tickets", &json!({})).told(403)["rule"], "customers_own_profile");
}

#[test]
fn a_customer_says_more_and_that_it_is_solved_once_somebody_has_it() {
    let customer = Customer::new();
    let request = customer.ask(&json!({ "comment": { "body": "first" } }));
    let path = format!("{REQUESTS}/{}", request["id"]);
    let say = |request: &Value| customer.send("PUT", &path, &json!({ "request": request }));
    assert_eq!(mistakes(&say(&json!({ "solved": true })).told(422)), ["solved: not_offered"]);
    change(&request["id"], &json!({ "assignee_id": 102, "status": "pending", "comment": { "body": "secret", "public": false } }));
    assert_eq!(customer.get(&path)["request"]["can_be_solved_by_me"], true);
    let open = say(&json!({ "comment": { "body": "second", "public": false }, "priority": "urgent", "assignee_id": 101 })).told(200);
    let expected = (json!("open"), json!(null), json!(102));
    assert_eq!((open["request"]["status"].clone(), open["request"]["priority"].clone(), open["request"]["assignee_id"].clone()), expected);
    let comments = customer.get(&format!("{path}/comments"))["comments"].clone();
    let bodies: Vec<_> = comments.as_array().unwrap().iter().map(|comment| comment["body"].clone()).collect();
    assert_eq!(bodies, ["first", "second"]);
    assert_eq!(customer.get(comments[1]["url"].as_str().unwrap())["comment"], comments[1]);
    assert!(keys(&comments[0]).contains(&"html_body") && comments[1]["author_id"] == customer.id);
    assert_eq!(say(&json!({ "solved": true })).told(200)["request"]["status"], "solved");
    let lists = |list: &str| customer.ids(&format!("{REQUESTS}/{list}")).len();
    assert_eq!((lists("open"), lists("solved")), (0, 1));
    say(&json!({ "comment": { "body": "not yet" } })).told(200);
    assert_eq!((lists("open"), lists("solved")), (1, 0));
}

#[test]
fn a_private_comment_is_not_shown_to_customers_by_its_number_either() {
    let customer = Customer::new();
    let request = customer.ask(&json!({ "comment": { "body": "first" } }));
    change(&request["id"], &json!({ "comment": { "body": "secret", "public": false } }));
    let comments = TestApp::shared().get(&format!("/api/v2/tickets/{}/comments", request["id"])).by(Caller::Agent).told(200);
    let path = |at: usize| format!("{REQUESTS}/{}/comments/{}", request["id"], comments["comments"][at]["id"]);
    customer.get(&path(0));
    assert_eq!(customer.send("GET", &path(1), &json!({})).told(404)["error"], "RecordNotFound");
}

#[test]
fn requests_are_found_by_words_of_the_subject_and_of_what_was_said() {
    let (customer, other) = (Customer::new(), Customer::new());
    let word = unique();
    let request = customer.ask(&json!({ "subject": format!("Printer {word}"), "comment": { "body": "100% on fire" } }));
    let copied = other.ask(&json!({ "subject": word, "comment": { "body": "x" }, "collaborators": [customer.id] }));
    change(&request["id"], &json!({ "comment": { "body": "secret", "public": false } }));
    let found = |query: &str| customer.ids(&format!("{REQUESTS}/search?query={query}"));
    assert_eq!(found(&word.to_uppercase()), [request["id"].clone(), copied["id"].clone()]);
    assert_eq!(found(&format!("{word}%20fire%20100%25")), [request["id"].clone()]);
    for nothing in ["secret", "_rinter", "nothing"] {
        assert!(found(nothing).is_empty(), "{nothing}");
    }
    assert_eq!(customer.send("GET", &format!("{REQUESTS}/search"), &json!({})).told(400)["code"], "invalid_parameter");
}

#[test]
fn agents_list_the_requests_of_users_and_organizations() {
    let app = TestApp::shared();
    let customer = Customer::new();
    let request = customer.ask(&json!({ "comment": { "body": "x" } }));
    let get = |path: &str| app.get(path).by(Caller::Agent).send();
    assert_eq!(get(&format!("/api/v2/users/{}/requests", customer.id)).told(200)["requests"], json!([request]));
    assert_eq!(get("/api/v2/users/999999/requests").told(404)["error"], "RecordNotFound");
    let of_201 = added(&json!({ "description": "x", "requester_id": 201 }));
    let listed = get("/api/v2/organizations/301/requests?sort_by=created_at&sort_order=desc").told(200);
    assert!(listed["requests"].as_array().unwrap().iter().any(|row| row["id"] == of_201["id"]), "{listed}");
    assert_eq!(get("/api/v2/organizations/999999/requests").told(404)["error"], "RecordNotFound");
}

#[test]
fn what_was_said_is_listed_from_a_time_on_and_by_who_said_it() {
    let customer = Customer::new();
    let request = customer.ask(&json!({ "subject": "x", "comment": { "body": "by me" } }));
    thread::sleep(Duration::from_millis(1100));
    change(&request["id"], &json!({ "comment": { "body": "by agent" } }));
    let path = format!("{REQUESTS}/{}/comments", request["id"]);
    let said = |query: &str| {
        let listed = customer.get(&format!("{path}?{query}"))["comments"].take();
        let told = |comment: &Value| ["body", "created_at"].map(|key| comment[key].as_str().unwrap().to_owned());
        listed.as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    let bodies = |query: &str| said(query).into_iter().map(|[body, _]| body).collect::<Vec<_>>();
    let [[_, first], [_, second]] = said("").try_into().unwrap();
    let elsewhere = second.replace('Z', "-00:00");
    for (query, expected) in [
        ("role=agent", &["by agent"][..]),
        ("role=end_user", &["by me"]),
        (&format!("since={first}"), &["by me", "by agent"]),
        (&format!("since={second}"), &["by agent"]),
        (&format!("since={elsewhere}"), &["by agent"]),
        (&format!("since={second}&role=end_user"), &[]),
        ("since=2020-01-03", &["by me", "by agent"]),
    ] {
        assert_eq!(bodies(query), expected, "{query}");
    }
    for wrong in ["role=owner", "since=yesterday", "since="] {
        assert_eq!(customer.send("GET", &format!("{path}?{wrong}"), &json!({})).told(400)["code"], "invalid_parameter", "{wrong}");
    }
}
