//! `GET /api/v2/users`, by cursor and by offset.

use serde_json::{Value, json};

use crate::database;
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, TestApp, address, national_number, unique};

fn list(query: &str) -> Answer {
    TestApp::shared().get(&format!("/api/v2/users{query}")).by(Caller::Agent).send()
}

fn ids(page: &Value) -> Vec<i64> {
    page["users"].as_array().unwrap().iter().map(|user| user["id"].as_i64().unwrap()).collect()
}

/// All pages from this one on, by the links that they name.
fn follow(first: &str, link: impl Fn(&Value) -> &Value) -> Vec<Value> {
    let mut pages = vec![list(first).told(200)];
    while let Some(next) = link(pages.last().unwrap()).as_str() {
        assert!(pages.len() < 5_000, "the links go in a circle: {next}");
        let next = TestApp::shared().get(next).by(Caller::Agent).told(200);
        pages.push(next);
    }
    pages
}

#[test]
fn the_links_of_cursor_pages_lead_to_everybody_once_and_end() {
    let added: Vec<_> = (0..7).map(|_| TestApp::shared().add(&json!({ "name": unique() }))["id"].as_i64().unwrap()).collect();
    let pages = follow("?page[size]=3", |page| &page["links"]["next"]);
    let all: Vec<_> = pages.iter().flat_map(ids).collect();
    assert!(all.is_sorted_by(|a, b| a < b), "each once, in the order of ids: {all:?}");
    assert!([101, 102, 103, 104].iter().chain(&added).all(|id| all.contains(id)));
    let (last, others) = pages.split_last().unwrap();
    assert!(others.iter().all(|page| page["meta"]["has_more"] == true && ids(page).len() == 3));
    assert_eq!((&last["meta"]["has_more"], &last["links"]["next"]), (&json!(false), &json!(null)));
}

#[test]
fn a_cursor_page_of_one_has_the_keys_and_links_that_were_recorded() {
    let app = TestApp::shared();
    let staff = list("?page%5Bsize%5D=4").told(200);
    let page = list(&format!("?page%5Bsize%5D=1&page%5Bafter%5D={}", staff["meta"]["after_cursor"].as_str().unwrap())).told(200);
    assert_eq!(ids(&page), [201]);
    assert_eq!(page["users"][0], app.user(&json!(201)));
    let (after, before) = (page["meta"]["after_cursor"].as_str().unwrap(), page["meta"]["before_cursor"].as_str().unwrap());
    let link = |which: &str, cursor: &str| format!("{}/api/v2/users.json?page%5B{which}%5D={cursor}&page%5Bsize%5D=1", app.base);
    let rest = json!({
        "users": page["users"],
        "meta": { "has_more": true, "after_cursor": after, "before_cursor": before },
        "links": { "prev": link("before", before), "next": link("after", after) },
    });
    assert_eq!(page.to_string(), rest.to_string());
}

#[test]
fn a_list_shows_each_user_as_one_is_shown() {
    let app = TestApp::shared();
    let full = json!({
        "name": "\"Ana\\\\\" <b>Łucja</b> 安娜 👩‍🔧 null", "email": address(), "phone": national_number(), "external_id": unique(), "organization_id": 301,
        "tags": ["b", "a"], "notes": "one\n\ttwo \"three\"", "details": "%s %d ?1", "locale": "ar", "time_zone": "Arizona", "verified": true,
    });
    let ids = [full, json!({ "name": unique() })].map(|user| app.add(&user)["id"].as_i64().unwrap());
    let users: Vec<_> = follow("?page[size]=100", |page| &page["links"]["next"])
        .iter()
        .flat_map(|page| page["users"].as_array().unwrap().clone())
        .filter(|user| ids.contains(&user["id"].as_i64().unwrap()))
        .collect();
    assert_eq!(users.iter().map(Value::to_string).collect::<Vec<_>>(), ids.map(|id| app.user(&json!(id)).to_string()));
}

#[test]
fn rather_no_list_than_values_at_other_keys() {
    // What parts values on their way out of the database is in no text that Usher has stored; here somebody else did.
    let app = SettingsApp::take();
    let external_id = unique();
    let user = app.add(&json!({ "name": unique(), "external_id": external_id }));
    let list = || app.get(&format!("/api/v2/users?external_id={external_id}")).by(Caller::Agent);
    for separator in ["127", "30"] {
        let sql = format!("UPDATE users SET notes = 'x' || char({separator}) || 'y' WHERE id = ?");
        database::run(&app.server().state, &sql, &[&user["id"].to_string()]);
        let answer = list().try_send().unwrap();
        assert_eq!(answer.told(500)["code"], "internal");
    }
    database::run(&app.server().state, "UPDATE users SET notes = NULL WHERE id = ?", &[&user["id"].to_string()]);
    assert_eq!(list().told(200)["users"][0]["id"], user["id"]);
}

#[test]
fn cursors_lead_back_where_they_came_from() {
    let first = list("?page[size]=2").told(200);
    let second = list(&format!("?page[size]=2&page[after]={}", first["meta"]["after_cursor"].as_str().unwrap())).told(200);
    assert_eq!((ids(&first), ids(&second)), (vec![101, 102], vec![103, 104]));
    let back = list(&format!("?page[size]=2&page[before]={}", second["meta"]["before_cursor"].as_str().unwrap())).told(200);
    assert_eq!((ids(&back), &back["meta"]["has_more"]), (vec![101, 102], &json!(false)));
    assert!(back["links"]["next"].is_string());
}

#[test]
fn a_page_before_the_first_is_empty() {
    let first = list("?page[size]=2").told(200);
    let before = list(&format!("?page[before]={}", first["meta"]["before_cursor"].as_str().unwrap())).told(200);
    assert_eq!(before["users"], json!([]));
    assert_eq!(before["meta"], json!({ "has_more": false, "after_cursor": null, "before_cursor": null }));
}

#[test]
fn offset_pages_chain_by_next_page_until_all_are_counted() {
    TestApp::shared().add(&json!({ "name": unique() }));
    let pages = follow("?per_page=4", |page| &page["next_page"]);
    let all: Vec<_> = pages.iter().flat_map(ids).collect();
    assert!(all.is_sorted_by(|a, b| a < b), "each once, in the order of ids: {all:?}");
    let (last, others) = pages.split_last().unwrap();
    assert_eq!(last["count"].as_u64(), u64::try_from(all.len()).ok());
    assert!(others.iter().all(|page| ids(page).len() == 4));
    assert_eq!((&pages[0]["previous_page"], ids(&pages[0])), (&json!(null), vec![101, 102, 103, 104]));
    assert_eq!(pages[1]["previous_page"], json!(format!("{}/api/v2/users.json?page=1&per_page=4", TestApp::shared().base)));
}

#[test]
fn a_list_without_parameters_is_the_first_offset_page() {
    let page = list("").told(200);
    let keys = crate::support::keys(&page);
    assert_eq!(keys, ["users", "next_page", "previous_page", "count"]);
    assert_eq!(ids(&page)[..4], [101, 102, 103, 104]);
}

#[test]
fn per_page_is_bounded_as_zendesk_bounds_it() {
    assert_eq!(ids(&list("?per_page=0").told(200)), [101]);
    assert_eq!(ids(&list("?per_page=1&page=0").told(200)), [101]);
    let link = list("?per_page=1000&page=2").told(200)["previous_page"].take();
    assert!(link.as_str().unwrap().ends_with("?page=1&per_page=100"), "{link}");
}

#[test]
fn offset_pages_end_at_ten_thousand_rows() {
    assert_eq!(list("?page=100&per_page=100").told(200)["users"], json!([]));
    assert_eq!(list("?page=10000&per_page=1").told(200)["users"], json!([]));
    for query in ["?page=101", "?page=101&per_page=100", "?page=10001&per_page=1", "?page=4294967295"] {
        let answer = list(query).told(400);
        assert_eq!((&answer["error"], &answer["code"]), (&json!("InvalidPage"), &json!("page_too_deep")), "{query}");
    }
}

#[test]
fn a_parameter_that_is_none_is_refused() {
    for query in [
        "?page=abc",
        "?page=-1",
        "?per_page=1.5",
        "?page=99999999999",
        "?page[size]=0",
        "?page[size]=101",
        "?page[size]=x",
        "?page[after]=nonsense",
        "?page[after]=",
        "?page[before]=eyJ2IjotMX0",
        "?page[after]=eyJ2IjoiMSJ9",
    ] {
        assert_eq!(list(query).told(400)["code"], "invalid_parameter", "{query}");
    }
}
