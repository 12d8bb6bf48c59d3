//! `GET` and `POST /api/v2/users/autocomplete`.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp, keys, national_number, unique};

fn names(answer: &Value) -> Vec<&str> {
    answer["users"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap()).collect()
}

fn complete(query: &str) -> Value {
    TestApp::shared().get(&format!("/api/v2/users/autocomplete.json?{query}")).by(Caller::Restricted).told(200)
}

#[test]
fn users_are_found_by_how_any_word_of_the_name_begins() {
    let (app, word) = (TestApp::shared(), unique());
    let name = format!("Élodie {word}");
    let user = app.add(&json!({ "name": name, "notes": format!("not{word}") }));
    for query in [format!("name={word}"), format!("name=elo+{word}")] {
        let answer = complete(&query);
        assert_eq!(keys(&answer), ["users", "next_page", "previous_page", "count"]);
        assert_eq!((names(&answer), &answer["users"][0]["id"]), (vec![name.as_str()], &user["id"]), "{query}");
    }
    for query in [format!("name={}", &word[1..]), format!("name=not{word}")] {
        assert_eq!(complete(&query)["count"], 0, "{query}");
    }
    assert!(names(&complete("name=%E7%8E%8B")).contains(&"王小明"));
}

#[test]
fn whoever_may_not_list_users_completes_names_and_does_not_page_through_all_of_them() {
    let ask = |caller, query: &str| TestApp::shared().get(&format!("/api/v2/users/autocomplete.json?name=a&{query}")).by(caller).send();
    assert_eq!(ask(Caller::Restricted, "page=2&per_page=100").status, 400);
    assert_eq!(ask(Caller::Agent, "page=2&per_page=100").status, 200);
    assert!(!keys(&ask(Caller::Restricted, "include=identities").told(200)).contains(&"identities"));
    assert!(keys(&ask(Caller::Agent, "include=identities").told(200)).contains(&"identities"));
}

#[test]
fn users_are_found_by_number_in_every_way_to_write_it() {
    let (app, number) = (TestApp::shared(), national_number());
    let user = app.add(&json!({ "name": unique(), "phone": format!("+1{number}") }));
    for phone in [number.clone(), format!("%2B1{number}"), format!("({})+{}-{}", &number[..3], &number[3..6], &number[6..])] {
        assert_eq!(complete(&format!("phone={phone}"))["users"][0]["id"], user["id"], "{phone}");
    }
}

#[test]
fn the_body_asks_as_the_address_does() {
    let app = TestApp::shared();
    let answer = app.post("/api/v2/users/autocomplete", &json!({ "name": "ada ad", "filter": "assignable" })).by(Caller::Agent).told(200);
    assert_eq!(names(&answer), ["Ada Admin"]);
    let answer = app.post("/api/v2/users/autocomplete?filter=assignable", &json!({ "name": "grace" })).by(Caller::Agent).told(200);
    assert_eq!(answer["users"], json!([]));
}

#[test]
fn without_a_word_there_is_no_question() {
    let app = TestApp::shared();
    for query in ["", "?name=", "?name=*%20%22", "?phone=12"] {
        let answer = app.get(&format!("/api/v2/users/autocomplete{query}")).by(Caller::Agent).told(400);
        assert_eq!((&answer["error"], &answer["description"]), (&json!("Query Error"), &json!("Invalid query syntax")), "{query}");
    }
    assert_eq!(app.post("/api/v2/users/autocomplete", &json!({ "name": 7 })).by(Caller::Agent).told(400)["code"], "query_form");
}
