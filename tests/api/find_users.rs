//! Which users a list has, and what comes beside them.

use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp, address, keys, mistakes, unique};

fn get(path: &str) -> Value {
    TestApp::shared().get(path).by(Caller::Agent).told(200)
}

fn ids(page: &Value) -> Vec<i64> {
    page["users"].as_array().unwrap().iter().map(|user| user["id"].as_i64().unwrap()).collect()
}

fn put(user: &Value) -> Answer {
    TestApp::shared().post("/api/v2/users/create_or_update", &json!({ "user": user })).by(Caller::Agent).send()
}

#[test]
fn lists_and_counts_are_of_the_roles_that_are_asked_for() {
    TestApp::shared().add(&json!({ "name": unique() }));
    for (query, roles) in [
        ("role=admin", &["admin"][..]),
        ("role[]=agent&role[]=admin", &["agent", "admin"]),
        ("role=end-user", &["end-user"]),
        ("role[]=end-user&role[]=admin", &["end-user", "admin"]),
    ] {
        let page = get(&format!("/api/v2/users?{query}&per_page=10"));
        let found = page["users"].as_array().unwrap();
        assert!(!found.is_empty() && found.iter().all(|user| roles.contains(&user["role"].as_str().unwrap())), "{query}: {page}");
        assert_eq!(ids(&get(&format!("/api/v2/users?{query}&page[size]=2")))[..], ids(&page)[..ids(&page).len().min(2)]);
    }
    assert_eq!(get("/api/v2/users/count?role=admin")["count"]["value"], json!(ids(&get("/api/v2/users?role=admin")).len()));
    assert_eq!(TestApp::shared().get("/api/v2/users?role=owner").by(Caller::Agent).told(400)["code"], "invalid_parameter");
}

#[test]
fn next_pages_are_of_the_same_role_and_order() {
    let page = get("/api/v2/users?role[]=agent&role[]=admin&sort=-name&page[size]=2");
    let next = page["links"]["next"].as_str().unwrap();
    assert!(next.contains("role%5B%5D=agent&role%5B%5D=admin&sort=-name"), "{next}");
    let names =
        |page: &Value| page["users"].as_array().unwrap().iter().map(|user| user["name"].to_string().to_lowercase()).collect::<Vec<_>>();
    let all = [names(&page), names(&get(next))].concat();
    assert!(all.len() == 4 && all.is_sorted_by(|a, b| a >= b), "{all:?}");
}

#[test]
fn one_is_found_by_the_id_of_another_system() {
    let user = TestApp::shared().add(&json!({ "name": unique(), "external_id": unique() }));
    let external_id = user["external_id"].as_str().unwrap().to_uppercase();
    assert_eq!(get(&format!("/api/v2/users?external_id={external_id}"))["users"], json!([user]));
    assert_eq!(get(&format!("/api/v2/users/show_many?external_ids=nobody,{external_id}"))["users"], json!([user]));
    assert_eq!(get("/api/v2/users?external_id=nobody")["users"], json!([]));
}

#[test]
fn many_are_shown_in_the_order_of_their_ids() {
    let page = get("/api/v2/users/show_many.json?ids=202,999999,201");
    assert_eq!((ids(&page), &keys(&page)[1..]), (vec![201, 202], &["next_page", "previous_page", "count"][..]));
    let too_many = vec!["1"; 101].join(",");
    let answer = TestApp::shared().get(&format!("/api/v2/users/show_many?ids={too_many}")).by(Caller::Agent);
    assert_eq!(answer.told(400)["error"], "TooManyValues");
}

#[test]
fn organizations_identities_and_abilities_come_beside_users() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "email": address(), "organization_id": 301 }));
    for path in [
        format!("/api/v2/users/{}?include=organizations,identities,abilities,nonsense", user["id"]),
        format!("/api/v2/users/show_many?ids={}&include=organizations,identities,abilities", user["id"]),
    ] {
        let page = get(&path);
        assert_eq!(page["organizations"].as_array().unwrap().iter().map(|one| &one["id"]).collect::<Vec<_>>(), [301], "{path}");
        assert_eq!((page["identities"].as_array().unwrap().len(), &page["identities"][0]["value"]), (1, &user["email"]));
        let expected = json!([{
            "url": user["url"], "user_id": user["id"], "can_edit": true, "can_edit_password": false, "can_manage_identities_of": true,
            "can_verify_identities": true, "can_create_end_users": true,
        }]);
        assert_eq!(page["abilities"], expected);
    }
    let of_light = app.get("/api/v2/users/101?include=abilities").by(Caller::Light).told(200);
    assert_eq!((&of_light["abilities"][0]["can_edit"], &of_light["abilities"][0]["can_create_end_users"]), (&json!(false), &json!(false)));
}

#[test]
fn a_list_names_beside_its_page_only_what_belongs_to_it() {
    let page = get("/api/v2/users?page[size]=1&include=identities");
    assert!(page["identities"].as_array().unwrap().iter().all(|identity| identity["user_id"] == page["users"][0]["id"]));
}

#[test]
fn the_one_that_is_there_is_updated_and_else_one_is_created() {
    let (email, external_id) = (address(), unique());
    let created = put(&json!({ "id": "", "name": unique(), "email": email })).told(201)["user"].take();
    let updated = put(&json!({ "email": email.to_uppercase(), "external_id": external_id, "notes": "a" })).told(200)["user"].take();
    assert_eq!((&updated["id"], &updated["notes"], &updated["name"]), (&created["id"], &json!("a"), &created["name"]));
    let renamed = put(&json!({ "external_id": external_id.to_uppercase(), "name": "Renamed" })).told(200)["user"].take();
    assert_eq!((&renamed["id"], &renamed["external_id"]), (&created["id"], &json!(external_id.to_uppercase())));
    assert_eq!(put(&json!({ "id": created["id"], "notes": "by id" })).told(200)["user"]["notes"], "by id");
    assert_eq!(put(&json!({ "id": 999_999, "name": "x" })).told(404)["error"], "RecordNotFound");
    assert_eq!(mistakes(&put(&json!({ "email": address() })).told(422)), ["name: required"]);
    assert_eq!(put(&json!({ "email": "admin@example.com", "name": "x" })).told(403)["rule"], "agents_handle_customers");
}

#[test]
fn what_is_besides_the_form_is_stored_and_only_admins_decide_of_rank() {
    let app = TestApp::shared();
    let wish = json!({ "name": unique(), "alias": "Al", "signature": "Yours", "suspended": true, "moderator": true, "only_private_comments": true });
    let by_agent = app.add(&wish);
    for (key, expected) in [("alias", json!("Al")), ("signature", json!("Yours")), ("suspended", json!(true)), ("moderator", json!(false))]
    {
        assert_eq!(by_agent[key], expected, "{key}");
    }
    let by_admin =
        app.change(&by_agent["id"], &json!({ "moderator": true, "only_private_comments": true, "suspended": false, "alias": null }));
    for (key, expected) in
        [("alias", json!(null)), ("suspended", json!(false)), ("moderator", json!(true)), ("only_private_comments", json!(true))]
    {
        assert_eq!(by_admin[key], expected, "{key}");
    }
    let wrong = app.put(&format!("/api/v2/users/{}", by_agent["id"]), &json!({ "user": { "suspended": "yes" } })).by(Caller::Agent);
    assert_eq!(mistakes(&wrong.told(422)), ["suspended: wrong_type"]);
}
