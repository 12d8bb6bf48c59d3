//! Groups of agents: adding, changing and deleting them, and who is in which.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp, address, keys, mistakes, unique};

const GROUPS: &str = "/api/v2/groups";
const MEMBERSHIPS: &str = "/api/v2/group_memberships";

fn group() -> Value {
    let body = json!({ "group": { "name": unique() } });
    TestApp::shared().post(GROUPS, &body).by(Caller::Admin).told(201)["group"].take()
}

fn agent(more: &Value) -> Value {
    let mut user = json!({ "name": unique(), "email": address(), "role": "agent" });
    user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    TestApp::shared().add_by(Caller::Admin, &user)
}

fn join(user: &Value, group: &Value) -> Value {
    let body = json!({ "group_membership": { "user_id": user, "group_id": group } });
    TestApp::shared().post(MEMBERSHIPS, &body).by(Caller::Admin).told(201)["group_membership"].take()
}

/// The groups of a user, the oldest membership first.
fn groups_of(user: &Value) -> Vec<Value> {
    let list = TestApp::shared().get(&format!("/api/v2/users/{user}/group_memberships")).by(Caller::Agent).told(200);
    list["group_memberships"].as_array().unwrap().iter().map(|membership| membership["group_id"].clone()).collect()
}

#[test]
fn a_group_is_stored_changed_and_marked_as_deleted() {
    let app = TestApp::shared();
    let sent = json!({ "group": { "name": unique(), "description": "Calls", "is_public": false } });
    let answer = app.post(GROUPS, &sent).by(Caller::Admin).send();
    let group = answer.told(201)["group"].take();
    assert_eq!(keys(&group), ["url", "id", "is_public", "name", "description", "default", "deleted", "created_at", "updated_at"]);
    assert_eq!(answer.header("location"), group["url"].as_str());
    assert_eq!((&group["description"], &group["is_public"], &group["default"]), (&json!("Calls"), &json!(false), &json!(false)));
    let path = format!("{GROUPS}/{}", group["id"]);
    let name = unique();
    let change = json!({ "group": { "name": name, "is_public": true } });
    let changed = app.put(&path, &change).by(Caller::Admin).told(200)["group"].take();
    // What was private stays so.
    assert_eq!((&changed["name"], &changed["description"], &changed["is_public"]), (&json!(name), &json!("Calls"), &json!(false)));
    assert_eq!(app.request("DELETE", &path).by(Caller::Admin).send().status, 204);
    assert_eq!(app.get(&path).by(Caller::Agent).told(200)["group"]["deleted"], true);
    for gone in [app.request("DELETE", &path), app.put(&path, &change)] {
        assert_eq!(gone.by(Caller::Admin).told(404)["error"], "RecordNotFound");
    }
    // The name is free again.
    app.post(GROUPS, &json!({ "group": { "name": name } })).by(Caller::Admin).told(201);
    assert_eq!(app.get(&format!("{GROUPS}/{}", i64::MAX)).by(Caller::Agent).told(404)["error"], "RecordNotFound");
}

#[test]
fn a_name_is_one_groups_whatever_its_case() {
    let name = group()["name"].as_str().unwrap().to_uppercase();
    let add = |group: Value| mistakes(&TestApp::shared().post(GROUPS, &json!({ "group": group })).by(Caller::Admin).told(422));
    assert_eq!(add(json!({ "name": name })), ["name: taken"]);
    assert_eq!(add(json!({ "name": "", "is_public": 1 })), ["name: required", "is_public: wrong_type"]);
}

#[test]
fn an_account_has_a_default_group_that_stays() {
    let app = TestApp::shared();
    let first = app.get(&format!("{GROUPS}?per_page=1")).by(Caller::Agent).told(200)["groups"][0].take();
    assert_eq!((&first["name"], &first["default"]), (&json!("Support"), &json!(true)));
    let refused = app.request("DELETE", &format!("{GROUPS}/{}", first["id"])).by(Caller::Admin).told(422);
    assert_eq!(refused["code"], "default_group");
    assert!(app.get(&format!("{GROUPS}/count")).by(Caller::Agent).told(200)["count"]["value"].as_i64().unwrap() > 0);
}

#[test]
fn a_new_agent_is_in_the_default_group_and_a_customer_in_none() {
    let agent = agent(&json!({}));
    assert_eq!((groups_of(&agent["id"]), &agent["default_group_id"]), (vec![json!(1)], &json!(1)));
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "group_ids": [1] }));
    assert_eq!((groups_of(&user["id"]), &user["default_group_id"]), (vec![], &json!(null)));
    assert_eq!(app.change(&user["id"], &json!({ "role": "agent" }))["default_group_id"], 1);
    assert_eq!(app.change(&user["id"], &json!({ "role": "end-user" }))["default_group_id"], json!(null));
    assert_eq!(groups_of(&user["id"]), Vec::<Value>::new());
    let body = json!({ "group_membership": { "user_id": user["id"], "group_id": 1 } });
    assert_eq!(mistakes(&app.post(MEMBERSHIPS, &body).by(Caller::Admin).told(422)), ["user_id: unknown"]);
}

#[test]
fn admins_put_agents_into_groups_by_the_users_own_keys() {
    let app = TestApp::shared();
    let [a, b, c] = [(); 3].map(|()| group()["id"].take());
    let user = agent(&json!({ "group_ids": [a, b], "default_group_id": b }));
    assert_eq!(user["default_group_id"], b);
    let changed = app.change(&user["id"], &json!({ "default_group_id": c }));
    assert_eq!((&changed["default_group_id"], groups_of(&user["id"])), (&c, vec![b.clone(), a.clone(), c.clone()]));
    assert_eq!(app.change(&user["id"], &json!({ "group_ids": [a] }))["default_group_id"], a);
    assert_eq!(groups_of(&user["id"]), std::slice::from_ref(&a));
    let deleted = app.request("DELETE", &format!("{GROUPS}/{b}")).by(Caller::Admin).send();
    assert_eq!(deleted.status, 204);
    for (changes, mistake) in [
        (json!({ "group_ids": [a, b] }), "group_ids: unknown"),
        (json!({ "default_group_id": 999_999 }), "default_group_id: unknown"),
        (json!({ "group_ids": 7 }), "group_ids: wrong_type"),
    ] {
        let path = format!("/api/v2/users/{}", user["id"]);
        assert_eq!(mistakes(&app.put(&path, &json!({ "user": changes })).by(Caller::Admin).told(422)), [mistake]);
    }
    // Agents send their own record back as they read it, and change no group by it.
    let path = format!("/api/v2/users/{}", Caller::Agent.id());
    let own = app.get(&path).by(Caller::Agent).told(200);
    app.put(&path, &own).by(Caller::Agent).told(200);
    let other = json!({ "user": { "default_group_id": a } });
    assert_eq!(app.put(&path, &other).by(Caller::Agent).told(403)["rule"], "admins_only");
}

#[test]
fn a_membership_is_added_once_shown_and_taken_away() {
    let app = TestApp::shared();
    let (user, group) = (agent(&json!({}))["id"].take(), group()["id"].take());
    let membership = join(&user, &group);
    assert_eq!(keys(&membership), ["url", "id", "user_id", "group_id", "default", "created_at", "updated_at"]);
    assert_eq!(membership["default"], json!(false));
    let twice = json!({ "group_membership": { "user_id": user, "group_id": group } });
    assert_eq!(mistakes(&app.post(MEMBERSHIPS, &twice).by(Caller::Admin).told(422)), ["user_id: taken"]);
    let path = format!("/api/v2/users/{user}/group_memberships/{}", membership["id"]);
    assert_eq!(app.get(&path).by(Caller::Agent).told(200)["group_membership"], membership);
    let listed = app.put(&format!("{path}/make_default"), &json!({})).by(Caller::Admin).told(200);
    let defaults: Vec<_> = listed["group_memberships"].as_array().unwrap().iter().map(|membership| membership["default"].clone()).collect();
    assert_eq!((defaults, &app.user(&user)["default_group_id"]), (vec![json!(false), json!(true)], &group));
    assert_eq!(app.request("DELETE", &path).by(Caller::Admin).send().status, 204);
    assert_eq!(app.user(&user)["default_group_id"], 1);
    app.request("DELETE", &path).by(Caller::Admin).told(404);
}

#[test]
fn the_agents_of_a_group_are_listed_and_lose_it_with_the_group() {
    let app = TestApp::shared();
    let id = group()["id"].take();
    let users = [(); 2].map(|()| agent(&json!({ "group_ids": [id] }))["id"].take());
    let get = |path: &str| app.get(path).by(Caller::Agent).told(200);
    let listed = get(&format!("{GROUPS}/{id}/users"));
    assert_eq!([&listed["users"][0], &listed["users"][1]], [&app.user(&users[0]), &app.user(&users[1])]);
    assert_eq!(get(&format!("{GROUPS}/{id}/users/count"))["count"]["value"], 2);
    let beside = get(&format!("{GROUPS}/{id}/memberships?include=users,groups&page[size]=1"));
    assert_eq!((&beside["users"], &beside["groups"][0]["id"]), (&json!([app.user(&users[0])]), &id));
    assert_eq!(get(&format!("/api/v2/users/{}/groups", users[0]))["groups"][0]["id"], id);
    assert_eq!(get(&format!("/api/v2/users/{}/groups/count", users[0]))["count"]["value"], 1);
    assert_eq!(app.request("DELETE", &format!("{GROUPS}/{id}")).by(Caller::Admin).send().status, 204);
    assert_eq!((groups_of(&users[0]), &app.user(&users[1])["default_group_id"]), (vec![], &json!(null)));
    for of in ["users", "users/count", "memberships"] {
        app.get(&format!("{GROUPS}/999999/{of}")).by(Caller::Agent).told(404);
    }
}

#[test]
fn light_agents_are_in_groups_but_get_no_tickets_there() {
    let app = TestApp::shared();
    let of = |path: &str| {
        let list = app.get(&format!("{path}?per_page=100")).by(Caller::Agent).told(200)["group_memberships"].take();
        list.as_array().unwrap().iter().map(|membership| membership["user_id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    let users = |path: &str| of(&format!("{MEMBERSHIPS}{path}"));
    assert!(users("").contains(&Caller::Light.id()));
    for assignable in [users("/assignable"), of("/api/v2/groups/1/memberships/assignable")] {
        assert!(assignable.contains(&Caller::Agent.id()) && !assignable.contains(&Caller::Light.id()), "{assignable:?}");
    }
}
