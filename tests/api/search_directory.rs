//! `GET /api/v2/search`, `/search/count`, `/search/export` and `/users/search`.

use serde_json::{Value, json};
use usher_shared::search::SEPARATORS;

use crate::jobs::results;
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, TestApp, address, keys, national_number, unique};

fn ask(path: &str, query: &str) -> Answer {
    let query = query.bytes().fold(String::new(), |query, byte| format!("{query}%{byte:02X}"));
    TestApp::shared().get(&format!("/api/v2/{path}query={query}")).by(Caller::Agent).send()
}

/// The ids of what a question finds, the newest first.
fn found(query: &str) -> Vec<Value> {
    let answer = ask("search.json?", query).told(200);
    answer["results"].as_array().unwrap().iter().map(|result| result["id"].clone()).collect()
}

#[track_caller]
fn only(query: &str, id: &Value) {
    assert_eq!(json!(found(query)), json!([id]), "{query}");
}

#[track_caller]
fn nothing(query: &str) {
    assert_eq!(json!(found(query)), json!([]), "{query}");
}

fn add(user: &Value) -> Value {
    TestApp::shared().add_by(Caller::Admin, user)["id"].clone()
}

fn add_organization(organization: &Value) -> Value {
    let body = json!({ "organization": organization });
    TestApp::shared().post("/api/v2/organizations", &body).by(Caller::Admin).told(201)["organization"]["id"].clone()
}

#[test]
fn results_are_whole_records_that_say_what_they_are() {
    let app = TestApp::shared();
    let word = unique();
    let organization = add_organization(&json!({ "name": word }));
    let user = add(&json!({ "name": format!("Ana {word}") }));
    let answer = ask("search?", &word).told(200);
    assert_eq!(keys(&answer), ["results", "facets", "next_page", "previous_page", "count"]);
    assert_eq!((&answer["count"], &answer["facets"], &answer["next_page"]), (&json!(2), &json!(null), &json!(null)));
    let mut expected = app.user(&user);
    expected["result_type"] = "user".into();
    assert_eq!(answer["results"][0], expected);
    let path = format!("/api/v2/organizations/{organization}");
    let mut expected = app.get(&path).by(Caller::Agent).told(200)["organization"].take();
    expected["result_type"] = "organization".into();
    assert_eq!(answer["results"][1], expected);
    only(&format!("{word} type:user"), &user);
    only(&format!("type:organization {word}"), &organization);
    nothing(&format!("type:ticket {word}"));
    assert_eq!(ask("search/count?", &word).told(200), json!({ "count": 2 }));
}

#[test]
fn whatever_one_types_of_a_name_finds_it() {
    for (query, id) in
        [("diaz", 201), ("DÍAZ ana", 201), ("王", 202), ("小明", 202), ("王小明", 202), ("okaf", 204), ("kafor", 204), ("علي", 203)]
    {
        assert!(found(query).contains(&json!(id)), "{query}");
    }
    let tanaka = add(&json!({ "name": "田中 太郎ミカ" }));
    for query in ["田中", "中", "太郎", "田中太", "ミ"] {
        assert!(found(query).contains(&tanaka), "{query}");
    }
    assert!(!found("明小").contains(&json!(202)));
    let word = unique();
    let (ng, ngo) = (add(&json!({ "name": format!("Ng {word}") })), add(&json!({ "name": format!("Bongo {word}") })));
    only(&format!("ng {word}"), &ng);
    nothing(&format!("\"bong\" {word}"));
    only(&format!("bon* {word} -xyz"), &ngo);
    only(&format!("{word} -name:bongo"), &ng);
}

#[test]
fn each_field_is_searched_by_its_name_and_without() {
    let (app, word) = (TestApp::shared(), unique());
    let (email, number) = (address(), national_number());
    let user = add(
        &json!({ "name": format!("Grace {word}"), "email": email, "phone": format!("+1{number}"), "external_id": format!("crm-{word}"),
        "details": "likes\ngreen tea", "notes": "calls “late”", "tags": ["gold_member", "vip"] }),
    );
    for query in [
        format!("email:{email}"),
        email.clone(),
        format!("phone:{number}"),
        format!("phone:({}){}-{}", &number[..3], &number[3..6], &number[6..]),
        format!("+1{number}"),
        format!("external_id:CRM-{word}"),
        format!("crm-{word}"),
        format!("name:grace {word}"),
        format!("details:\"green tea\" {word}"),
        format!("notes:late {word}"),
        format!("tags:vip tags:gold_member {word}"),
        format!("tags:gold* {word}"),
        format!("role:end-user {word}"),
        format!("is_suspended:false is_verified:false {word}"),
        format!("organization:none {word}"),
        format!("notes:* {word}"),
        format!("created>=2026-01-01 updated<2096 {word}"),
        format!("created>1hour updated>2weeks updated<=0minutes {word}"),
        format!("email:*{} {word}", &email[email.find('@').unwrap()..]),
    ] {
        only(&query, &user);
    }
    for query in [
        format!("tags:gold {word}"),
        format!("details:late {word}"),
        format!("role:admin {word}"),
        format!("is_verified:true {word}"),
        format!("notes:none {word}"),
        format!("created<2026-01-01 {word}"),
        format!("updated>2096 {word}"),
        format!("created<1hour {word}"),
        format!("email:*@no.{} {word}", &email[email.find('@').unwrap() + 1..]),
        format!("external_id:crm {word}"),
        format!("-tags:vip {word}"),
    ] {
        nothing(&query);
    }
    app.change(&user, &json!({ "notes": null, "tags": ["silver"], "name": format!("Hope {word}") }));
    only(&format!("hope tags:silver notes:none green {word}"), &user);
    nothing(&format!("grace {word}"));
    let second = address();
    app.change(&user, &json!({ "email": second, "phone": null }));
    only(&second, &user);
    nothing(&format!("phone:{number}"));
}

#[test]
fn members_are_found_by_their_organization_whatever_it_is_called_now() {
    let (app, name, word) = (TestApp::shared(), unique(), unique());
    let organization = add_organization(&json!({ "name": name, "domain_names": [format!("{name}.test")] }));
    let member = add(&json!({ "name": word, "organization_id": organization }));
    add(&json!({ "name": word }));
    only(&format!("{word} organization:{name}"), &member);
    only(&format!("{word} organization:{organization}"), &member);
    only(&format!("{name}.test"), &organization);
    let renamed = unique();
    let changes = json!({ "organization": { "name": renamed } });
    app.put(&format!("/api/v2/organizations/{organization}"), &changes).by(Caller::Admin).told(200);
    only(&format!("organization:{renamed}"), &member);
    nothing(&format!("organization:{name}"));
    app.change(&member, &json!({ "organization_id": null }));
    nothing(&format!("organization:{renamed}"));
    app.request("DELETE", &format!("/api/v2/organizations/{organization}")).by(Caller::Admin).send();
    nothing(&renamed);
}

#[test]
fn an_address_or_a_number_is_whom_it_belongs_to() {
    let (app, word, number) = (TestApp::shared(), unique(), format!("+1{}", national_number()));
    let email = format!("ana.{word}@acme.com");
    let user = add(&json!({ "name": format!("Ana {word}"), "email": email, "phone": number }));
    // Whoever shares the number is found by it too; who only mentions the address, by the words in quotes.
    let other = add(&json!({ "name": format!("Bea {word}"), "phone": number, "notes": format!("assists {email}") }));
    for query in
        [email.clone(), email.to_uppercase(), email[..email.len() - 1].into(), format!("email:{email}"), format!("{email} ana type:user")]
    {
        only(&query, &user);
    }
    assert_eq!(found(&format!("\"{email}\"")), [other.clone(), user.clone()]);
    for query in [number.clone(), format!("phone:{number}"), format!("phone:{}", &number[2..]), format!("{number} is_suspended:false")] {
        assert_eq!(found(&query), [other.clone(), user.clone()], "{query}");
    }
    only(&format!("{number} -bea"), &user);
    only(&format!("{number} {email}"), &user);
    for query in [
        format!("email:{}", &email[..email.len() - 1]),
        format!("{email} bea"),
        format!("{email} type:organization"),
        format!("{email}.au"),
    ] {
        nothing(&query);
    }
    assert_eq!(ask("users/search?sort_by=updated_at&", &number).told(200)["count"], 2);
    assert_eq!(ask("search/export?filter[type]=user&page[size]=1&", &number).told(200)["meta"]["has_more"], true);
    app.request("DELETE", &format!("/api/v2/users/{user}")).by(Caller::Admin).told(200);
    nothing(&email);
    only(&number, &other);
}

#[test]
fn all_members_of_all_organizations_of_a_name_are_found() {
    let (app, name) = (TestApp::shared(), unique());
    let organizations: Vec<_> = (0..100).map(|n| json!({ "name": format!("{name} {n}") })).collect();
    let oldest = add_organization(&json!({ "name": name }));
    let members = [(); 2].map(|()| add(&json!({ "name": unique(), "organization_id": oldest })));
    let body = json!({ "organizations": organizations });
    let made = results(app, app.post("/api/v2/organizations/create_many", &body).by(Caller::Admin));
    // Of two of them, and once in the results.
    let membership = json!({ "organization_membership": { "user_id": members[0], "organization_id": made[0]["id"] } });
    app.post("/api/v2/organization_memberships", &membership).by(Caller::Admin).told(201);
    let [first, second] = members;
    assert_eq!(found(&format!("organization:{name}")), [second.clone(), first.clone()]);
    assert_eq!(found(&format!("type:user organization:{oldest}")), [second, first]);
    assert_eq!(ask("search/count?", &format!("organization:{name}")).told(200)["count"], 2);
}

#[test]
fn a_page_that_is_full_says_that_more_follow() {
    let word = unique();
    let users = [(); 3].map(|()| add(&json!({ "name": word })));
    for (per_page, counts) in [(3, vec![3]), (2, vec![3, 3, 3]), (4, vec![3, 3])] {
        for (page, count) in counts.into_iter().enumerate() {
            let answer = ask(&format!("users/search?per_page={per_page}&page={}&", page + 1), &word).told(200);
            assert_eq!(answer["count"], count);
            assert_eq!(answer["next_page"].is_null(), (page + 1) * per_page >= users.len(), "page {page} of {per_page}");
        }
    }
}

#[test]
fn the_index_parts_words_as_the_rulebook_does() {
    for separator in SEPARATORS {
        let (first, second) = (unique(), unique());
        let user = add(&json!({ "name": format!("{first}{separator}{second}") }));
        only(&format!("\"{first}\" \"{second}\""), &user);
    }
    let word = unique();
    for letter in ['ぁ', 'ヿ', '㐀', '鿿', '가', '힣', '豈', '𠀀', '𲎯'] {
        let user = add(&json!({ "name": format!("{word}{letter}{letter}x") }));
        only(&format!("\"{word} {letter}\" \"{letter} x\""), &user);
    }
}

#[test]
fn no_question_is_a_mistake_of_ours() {
    for query in [
        "",
        " ",
        "\"",
        "*",
        "-",
        "--",
        "-*",
        "a\"b",
        "name:",
        "name:\"",
        "AND OR NOT",
        "NEAR(a b)",
        "^x",
        "{name}:x",
        "a AND (b",
        "x'; DROP TABLE users",
        "%",
        "\u{0}",
        "😀",
        "\u{301}a\u{301}",
        "created>x",
        "type:",
        "role:\"",
        "organization:\"",
        "group:x",
        "https://x.test:8080/?a=b",
        "- facts:x",
        "🇫🇷",
    ] {
        assert_eq!(ask("search?", query).status, 200, "{query}");
        assert_eq!(ask("users/search?", query).status, 200, "{query}");
    }
    assert_eq!(ask("search?", &"x".repeat(501)).told(400)["error"], "Query Error");
    assert_eq!(TestApp::shared().get("/api/v2/search").by(Caller::Agent).told(400)["code"], "invalid_parameter");
}

#[test]
fn a_question_of_many_words_is_answered_and_of_more_refused() {
    let word = unique();
    let user = add(&json!({ "name": format!("{word} ng n"), "tags": ["a"] }));
    let found = |query: &str| ask("users/search?", query).told(200)["users"].as_array().unwrap().len();
    for (term, most) in
        [("ng", 63), ("-w", 63), ("tags:a", 62), ("-tags:b", 55), ("-organization:x", 10), ("-group:x", 10), ("-a@b.co", 40)]
    {
        let query = format!("{word}{}", format!(" {term}").repeat(most));
        only(&query, &user);
        assert_eq!(found(&query), 1, "{query}");
        assert_eq!(ask("search/count?", &query).told(200)["count"], 1, "{query}");
    }
    let complete = |words: usize| {
        let name = "+n".repeat(words);
        TestApp::shared().get(&format!("/api/v2/users/autocomplete?name={word}{name}")).by(Caller::Agent).send()
    };
    assert_eq!(complete(63).told(200)["users"][0]["id"], user);
    assert_eq!(complete(64).told(400)["error"], "Query Error");
    nothing(&"a@b.co ".repeat(10));
    for (term, most) in [("ng ", 64), ("organization:x ", 10), ("group:x ", 10), ("a@b.co ", 10), ("phone:+12125550123 ", 10)] {
        for path in ["search?", "users/search?", "search/export?"] {
            assert_eq!(ask(path, &term.repeat(most)).status, 200, "{term}");
            assert_eq!(ask(path, &term.repeat(most + 1)).told(400)["error"], "Query Error", "{term}");
        }
    }
}

#[test]
fn pages_go_on_to_the_thousandth_result_and_exports_to_the_end() {
    let (app, word) = (TestApp::shared(), unique());
    let mut users: Vec<_> = (0..3).map(|_| add(&json!({ "name": word }))).collect();
    let first = ask("search?per_page=2&include=None&", &word).told(200);
    assert_eq!((&first["count"], first["results"].as_array().unwrap().len()), (&json!(3), 2));
    let second = app.get(first["next_page"].as_str().unwrap()).by(Caller::Agent).told(200);
    assert_eq!((&second["results"][0]["id"], &second["next_page"]), (&users[0], &json!(null)));
    for order in ["sort_by=created_at", "sort_by=updated_at"] {
        let ascending = ask(&format!("search?{order}&sort_order=asc&"), &word).told(200);
        assert_eq!(ascending["results"][0]["id"], users[0], "{order}");
    }
    for order in ["created_at", "updated_at"] {
        let query = format!("{word} order_by:{order} sort:asc");
        assert_eq!(ask("search?", &query).told(200)["results"][0]["id"], users[0], "{query}");
        assert_eq!(ask("search?sort_order=desc&", &query).told(200)["results"][0]["id"], users[2], "{query}");
        assert_eq!(ask("users/search?per_page=1&", &query).told(200)["users"][0]["id"], users[0], "{query}");
    }
    // zenpy stops at this error, and no other.
    assert_eq!(ask("search?page=11&", &word).told(422)["error"], "invalid");

    let mut page = ask("search/export.json?filter[type]=user&page[size]=2&", &word).told(200);
    assert_eq!(keys(&page), ["results", "facets", "meta", "links"]);
    assert_eq!(
        (&page["links"]["prev"], &page["meta"]["before_cursor"], &page["meta"]["has_more"]),
        (&json!(null), &json!(null), &json!(true))
    );
    let mut exported = page["results"].as_array().unwrap().clone();
    while let Some(next) = page["links"]["next"].as_str() {
        page = app.get(next).by(Caller::Agent).told(200);
        exported.extend(page["results"].as_array().unwrap().clone());
    }
    users.reverse();
    assert_eq!(exported.iter().map(|user| user["id"].clone()).collect::<Vec<_>>(), users);
    assert_eq!(ask("search/export?filter[type]=organization&", &word).told(200)["results"], json!([]));
    assert_eq!(ask("search/export?page[size]=1001&", &word).status, 400);
}

#[test]
fn users_are_searched_among_users_only() {
    let (app, word) = (TestApp::shared(), unique());
    add_organization(&json!({ "name": word }));
    let user = add(&json!({ "name": word, "external_id": word }));
    let answer = ask("users/search.json?", &word).told(200);
    assert_eq!(keys(&answer), ["users", "next_page", "previous_page", "count"]);
    assert_eq!((&answer["users"], &answer["count"]), (&json!([app.user(&user)]), &json!(1)));
    let by_id = app.get(&format!("/api/v2/users/search?external_id={}", word.to_uppercase())).by(Caller::Agent).told(200);
    assert_eq!(by_id["users"][0]["id"], user);
    assert_eq!(app.get("/api/v2/users/search?external_id=quagga%20none").by(Caller::Agent).told(200)["count"], 0);
    assert_eq!(ask("users/search?", &format!("{word} type:organization")).told(200)["count"], 0);
}

#[test]
fn times_alone_are_a_question_too() {
    let app = SettingsApp::take();
    let user = app.add(&json!({ "name": unique() }));
    for query in ["updated%3E=2026-01-03+type:user", "created%3E=2026-01-03", "updated%3E=2026-01-03"] {
        let answer = app.get(&format!("/api/v2/search?query={query}&per_page=1")).by(Caller::Admin).told(200);
        assert_eq!(answer["results"][0]["id"], user["id"], "{query}");
    }
    let answer = app.get("/api/v2/search?query=updated:2026-01-02+type:organization").by(Caller::Admin).told(200);
    assert_eq!(answer["count"], 2);
}

#[test]
fn nobody_is_left_to_be_indexed_later() {
    let app = SettingsApp::take();
    app.add(&json!({ "name": unique(), "email": address() }));
    assert_eq!(crate::database::count(&app.server().state, "SELECT count(*) FROM search_due", &[]), 0);
}

#[test]
fn what_is_deleted_is_found_no_more() {
    let (app, word, email) = (TestApp::shared(), unique(), address());
    let user = add(&json!({ "name": word, "email": address() }));
    let path = format!("/api/v2/users/{user}");
    let identity = json!({ "identity": { "type": "email", "value": email } });
    let made = app.post(&format!("{path}/identities"), &identity).by(Caller::Admin).told(201);
    only(&email, &user);
    app.request("DELETE", &format!("{path}/identities/{}", made["identity"]["id"])).by(Caller::Admin).send();
    nothing(&email);
    app.request("DELETE", &path).by(Caller::Admin).told(200);
    nothing(&word);
}
