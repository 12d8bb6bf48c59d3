//! Adding, changing, listing and deleting organizations.

use serde_json::{Value, json};

use crate::support::{Answer, Caller, Request, TestApp, keys, mistakes, unique};

const ORGANIZATIONS: &str = "/api/v2/organizations";

fn add(organization: &Value) -> Request<'static> {
    TestApp::shared().post(ORGANIZATIONS, &json!({ "organization": organization })).by(Caller::Admin)
}

fn added(organization: &Value) -> Value {
    add(organization).told(201)["organization"].take()
}

fn change(id: &Value, changes: &Value) -> Answer {
    TestApp::shared().put(&format!("{ORGANIZATIONS}/{id}"), &json!({ "organization": changes })).by(Caller::Admin).send()
}

fn get(path: &str) -> Value {
    TestApp::shared().get(&format!("{ORGANIZATIONS}{path}")).by(Caller::Agent).told(200)
}

fn ids(page: &Value) -> Vec<i64> {
    page["organizations"].as_array().unwrap().iter().map(|organization| organization["id"].as_i64().unwrap()).collect()
}

#[test]
fn an_organization_is_stored_as_it_was_sent() {
    let sent = json!({
        "name": unique(), "external_id": format!("CRM {}", unique()), "domain_names": ["B.example", "a.example"], "details": "Big",
        "notes": "Pays late", "shared_tickets": true, "tags": ["vip", "Gold"],
    });
    let answer = add(&sent).send();
    let organization = answer.told(201)["organization"].take();
    assert_eq!(answer.header("location"), organization["url"].as_str());
    let mut expected = sent.clone();
    expected["domain_names"] = json!(["b.example", "a.example"]);
    expected["tags"] = json!(["gold", "vip"]);
    for key in keys(&expected) {
        assert_eq!(organization[key], expected[key], "{key}");
    }
    assert_eq!(get(&format!("/{}", organization["id"]))["organization"], organization);
}

#[test]
fn a_change_touches_only_what_was_sent() {
    let before = added(&json!({ "name": unique(), "external_id": unique(), "domain_names": ["a.example"], "notes": "x", "tags": ["a"] }));
    let after = change(&before["id"], &json!({ "details": "new", "notes": null, "domain_names": [] })).told(200)["organization"].take();
    assert_eq!((&after["details"], &after["notes"], &after["domain_names"]), (&json!("new"), &json!(null), &json!([])));
    for key in ["id", "url", "name", "external_id", "tags", "created_at"] {
        assert_eq!(after[key], before[key], "{key}");
    }
}

#[test]
fn a_name_and_an_external_id_are_one_organizations_whatever_their_case() {
    let first = added(&json!({ "name": unique(), "external_id": unique() }));
    let upper = |key: &str| first[key].as_str().unwrap().to_uppercase();
    assert_eq!(mistakes(&add(&json!({ "name": upper("name") })).told(422)), ["name: taken"]);
    assert_eq!(mistakes(&add(&json!({ "name": unique(), "external_id": upper("external_id") })).told(422)), ["external_id: taken"]);
    let second = added(&json!({ "name": unique() }));
    assert_eq!(mistakes(&change(&second["id"], &json!({ "name": upper("name"), "notes": "x" })).told(422)), ["name: taken"]);
    assert_eq!(get(&format!("/{}", second["id"]))["organization"], second);
}

#[test]
fn every_mistake_is_told_and_nothing_is_stored() {
    let wrong = json!({ "name": "a|b", "tags": ["<"], "domain_names": "no_domain", "shared_comments": 1, "group_id": "x" });
    let expected = [
        "name: organization_name_bar",
        "domain_names: email_domain",
        "group_id: id_form",
        "shared_comments: wrong_type",
        "tags: tag_character",
    ];
    assert_eq!(mistakes(&add(&wrong).told(422)), expected);
    assert_eq!(mistakes(&add(&json!({ "notes": "x" })).told(422)), ["name: required"]);
    let name = unique();
    assert_eq!(mistakes(&add(&json!({ "name": name, "group_id": 4_611_686_018_427_387_904_i64 })).told(422)), ["group_id: unknown"]);
    assert_eq!(get(&format!("/search?name={name}"))["count"], 0);
}

#[test]
fn the_one_that_is_there_is_updated_and_else_one_is_created() {
    let app = TestApp::shared();
    let put = |organization: &Value| {
        app.post(&format!("{ORGANIZATIONS}/create_or_update"), &json!({ "organization": organization })).by(Caller::Admin).send()
    };
    let (external_id, name) = (unique(), unique());
    let first = put(&json!({ "name": name, "external_id": external_id }));
    let created = first.told(201)["organization"].take();
    assert!(first.header("location").is_some());
    let updated = put(&json!({ "external_id": external_id.to_uppercase(), "notes": "again" })).told(200)["organization"].take();
    assert_eq!((&updated["id"], &updated["notes"], &updated["name"]), (&created["id"], &json!("again"), &json!(name)));
    assert_eq!(updated["external_id"], json!(external_id.to_uppercase()));
    assert_eq!(put(&json!({ "id": created["id"], "notes": "by id" })).told(200)["organization"]["notes"], "by id");
    assert_eq!(put(&json!({ "id": 999_999, "notes": "x" })).told(404)["error"], "RecordNotFound");
    // The name is no key (Zendesk).
    assert_eq!(mistakes(&put(&json!({ "name": name })).told(422)), ["name: taken"]);
}

#[test]
fn the_same_request_adds_one() {
    let key = unique();
    let organization = json!({ "name": unique() });
    let [first, again] = [(); 2].map(|()| add(&organization).header("idempotency-key", &key).send());
    assert_eq!((first.status, &first.text, first.header("x-idempotency-lookup")), (201, &again.text, Some("miss")));
    assert_eq!(
        (again.status, again.header("location"), again.header("x-idempotency-lookup")),
        (201, first.header("location"), Some("hit"))
    );
}

#[test]
fn a_deleted_organization_is_gone_and_its_members_are_in_none() {
    let app = TestApp::shared();
    let organization = added(&json!({ "name": unique(), "domain_names": ["a.example"] }));
    let user = app.add(&json!({ "name": unique(), "organization_id": organization["id"] }));
    let path = format!("{ORGANIZATIONS}/{}", organization["id"]);
    assert_eq!(get(&format!("/{}/related", organization["id"]))["organization_related"], json!({ "tickets_count": 0, "users_count": 1 }));
    assert_eq!(app.request("DELETE", &path).by(Caller::Admin).send().status, 204);
    assert_eq!(app.user(&user["id"])["organization_id"], json!(null));
    for method in ["GET", "DELETE"] {
        assert_eq!(app.request(method, &path).by(Caller::Admin).told(404)["error"], "RecordNotFound");
    }
    assert_eq!(change(&organization["id"], &json!({ "notes": "x" })).status, 404);
}

#[test]
fn many_are_shown_in_the_order_of_their_ids_without_those_that_there_are_not() {
    let [a, b] = [(); 2].map(|()| added(&json!({ "name": unique(), "external_id": unique() })));
    let page = get(&format!("/show_many?ids={},999999,{}", b["id"], a["id"]));
    assert_eq!(page, json!({ "organizations": [a, b], "next_page": null, "previous_page": null, "count": 2 }));
    let external = |organization: &Value| organization["external_id"].as_str().unwrap().to_owned();
    assert_eq!(get(&format!("/show_many?external_ids={},nobody", external(&b).to_uppercase()))["organizations"], json!([b]));
    let too_many = vec!["1"; 101].join(",");
    let answer = TestApp::shared().get(&format!("{ORGANIZATIONS}/show_many?ids={too_many}")).by(Caller::Agent).send();
    let expected = r#"{"error":"TooManyValues","description":"Parameter ids cannot specify more than 100 values","max_count":100,"code":"too_many_values"}"#;
    assert_eq!((answer.status, &*answer.text), (400, expected));
}

#[test]
fn one_is_found_by_its_whole_name_or_external_id() {
    let organization = added(&json!({ "name": unique(), "external_id": unique() }));
    let text = |key: &str| organization[key].as_str().unwrap().to_uppercase();
    for query in [format!("name={}", text("name")), format!("external_id={}", text("external_id"))] {
        assert_eq!(get(&format!("/search?{query}"))["organizations"], json!([organization]));
    }
    let half = &text("name")[..6];
    assert_eq!(get(&format!("/search?name={half}"))["organizations"], json!([]));
}

#[test]
fn lists_are_sorted_as_asked_and_their_links_lead_to_everybody_once() {
    let app = TestApp::shared();
    // Names that sort against the order of ids.
    let prefix = unique();
    let made: Vec<_> =
        ["c", "b", "a"].iter().map(|end| added(&json!({ "name": format!("{prefix} {end}") }))["id"].as_i64().unwrap()).collect();
    for (query, descending) in
        [("sort=name&page[size]=7", false), ("sort=-name&page[size]=7", true), ("sort_by=name&sort_order=desc&per_page=7", true)]
    {
        let mut all = Vec::new();
        let mut next = json!(format!("{}{ORGANIZATIONS}?{query}", app.base));
        while let Some(link) = next.as_str() {
            let mut page = app.get(link).by(Caller::Agent).told(200);
            all.extend(ids(&page));
            next = if query.contains("page[") { page["links"]["next"].take() } else { page["next_page"].take() };
        }
        let mut ours: Vec<_> = all.iter().copied().filter(|id| made.contains(id)).collect();
        // What others add meanwhile moves the rows of offset pages on.
        ours.dedup();
        if !descending {
            ours.reverse();
        }
        // What another test adds in the meantime moves a row to the next page by offset, where it is met again.
        ours.dedup();
        assert_eq!(ours, made, "{query}");
    }
    assert!(get("/count")["count"]["value"].as_i64().unwrap() >= 5);
    let answer = app.get(&format!("{ORGANIZATIONS}?sort=secret&page[size]=1")).by(Caller::Agent);
    assert_eq!(answer.told(400)["code"], "invalid_parameter");
}

#[test]
fn the_organizations_of_a_user_are_listed_and_counted() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "organization_id": 301 }));
    let path = format!("/api/v2/users/{}/organizations", user["id"]);
    assert_eq!(ids(&app.get(&path).by(Caller::Agent).told(200)), [301]);
    assert_eq!(app.get(&format!("{path}/count")).by(Caller::Agent).told(200)["count"]["value"], 1);
    assert_eq!(app.get("/api/v2/users/999999/organizations").by(Caller::Agent).told(404)["error"], "RecordNotFound");
}

#[test]
fn tags_are_set_added_and_taken_away() {
    let path = format!("{ORGANIZATIONS}/{}/tags", added(&json!({ "name": unique(), "tags": ["old"] }))["id"]);
    let send = |method: &str, status, tags: Value| {
        let request = TestApp::shared().request(method, &path).json(&json!({ "tags": tags }));
        request.by(Caller::Admin).told(status)
    };
    assert_eq!(send("POST", 201, json!(["VIP", "gold"])), json!({ "tags": ["gold", "vip"] }));
    assert_eq!(send("PUT", 200, json!("beta vip")), json!({ "tags": ["beta", "gold", "vip"] }));
    assert_eq!(send("DELETE", 200, json!(["gold", "none"])), json!({ "tags": ["beta", "vip"] }));
    assert_eq!(TestApp::shared().get(&path).by(Caller::Agent).told(200), json!({ "tags": ["beta", "vip"] }));
    assert_eq!(mistakes(&send("PUT", 422, json!(["<"]))), ["tags: tag_character"]);
    let nothing = TestApp::shared().put(&path, &json!({})).by(Caller::Admin);
    assert_eq!(nothing.told(400)["code"], "missing_object");
    TestApp::shared().get(&format!("{ORGANIZATIONS}/999999/tags")).by(Caller::Agent).told(404);
}
