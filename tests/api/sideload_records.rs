//! What comes at the side of records (`include`).

use serde_json::{Value, json};

use crate::create_tickets::added;
use crate::embed_token;
use crate::support::{Caller, TestApp, address, keys, unique};

fn get(path: &str) -> Value {
    TestApp::shared().get(path).by(Caller::Agent).told(200)
}

fn id(record: &Value) -> i64 {
    record.as_i64().unwrap()
}

fn ids(records: &Value) -> Vec<i64> {
    records.as_array().unwrap_or_else(|| panic!("{records}")).iter().map(|record| id(&record["id"])).collect()
}

fn organization() -> i64 {
    let body = json!({ "organization": { "name": unique() } });
    id(&TestApp::shared().post("/api/v2/organizations", &body).by(Caller::Admin).told(201)["organization"]["id"])
}

#[test]
fn groups_roles_and_open_tickets_come_beside_users() {
    let app = TestApp::shared();
    let agent = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent", "custom_role_id": 802 }))["id"].take();
    let user = app.add(&json!({ "name": unique() }))["id"].take();
    for status in ["new", "pending", "solved", "closed"] {
        added(&json!({ "description": "x", "requester_id": user, "status": status }));
    }
    let include = "include=groups,roles,open_ticket_count,nonsense,groups";
    let page = get(&format!("/api/v2/users/show_many?ids={user},{agent}&{include}"));
    assert_eq!(keys(&page), ["users", "groups", "roles", "open_ticket_count", "next_page", "previous_page", "count"]);
    assert_eq!((ids(&page["groups"]), ids(&page["roles"])), (vec![1], vec![802]));
    let counts = json!({ agent.to_string(): 0, user.to_string(): 2 });
    assert_eq!(page["open_ticket_count"], counts);
    let shown = get(&format!("/api/v2/users/{user}?{include}"));
    assert_eq!(keys(&shown), ["user", "groups", "roles", "open_ticket_count"]);
    assert_eq!(shown["open_ticket_count"], json!({ user.to_string(): 2 }));
    let role = get("/api/v2/custom_roles/802")["custom_role"].take();
    assert_eq!(page["roles"][0], role);
}

#[test]
fn what_comes_beside_found_users_is_theirs() {
    let app = TestApp::shared();
    let name = unique();
    let user = app.add(&json!({ "name": name, "email": address(), "organization_id": 302, "external_id": name }))["id"].take();
    for question in [format!("query={name}"), format!("query={name}&sort_by=updated_at"), format!("external_id={name}")] {
        let page = get(&format!("/api/v2/users/search?{question}&include=organizations,identities"));
        assert_eq!((ids(&page["users"]), ids(&page["organizations"])), (vec![id(&user)], vec![302]), "{question}");
        assert_eq!(page["identities"][0]["user_id"], user);
    }
}

#[test]
fn users_groups_and_organizations_come_beside_tickets() {
    let app = TestApp::shared();
    let organization = organization();
    let [requester, copied] = [(); 2].map(|()| app.add(&json!({ "name": unique(), "organization_id": organization }))["id"].take());
    let ticket = added(&json!({
        "comment": { "body": "x" }, "requester_id": requester, "assignee_id": Caller::Admin.id(), "group_id": 1,
        "email_ccs": [{ "user_id": copied }],
    }));
    let people = [Caller::Admin.id(), Caller::Agent.id(), id(&requester), id(&copied)];
    let include = "include=users,groups,organizations,sharing_agreements";
    for path in [
        format!("/api/v2/tickets/{}?{include}", ticket["id"]),
        format!("/api/v2/tickets/show_many?ids={}&{include}", ticket["id"]),
        format!("/api/v2/users/{requester}/tickets/requested?page[size]=5&{include}"),
        format!("/api/v2/organizations/{organization}/tickets?{include}"),
    ] {
        let page = get(&path);
        assert_eq!(ids(&page["users"]), people, "{path}");
        assert_eq!((ids(&page["groups"]), ids(&page["organizations"])), (vec![1], vec![organization]), "{path}");
        assert_eq!(page["users"][2], app.user(&requester));
    }
    let comments = get(&format!("/api/v2/tickets/{}/comments?include=users", ticket["id"]));
    assert_eq!(ids(&comments["users"]), [Caller::Agent.id()]);
}

#[test]
fn whom_a_caller_may_not_see_is_left_out() {
    let app = TestApp::shared();
    let requester = app.add(&json!({ "name": unique() }))["id"].take();
    let body = json!({ "ticket": { "description": "x", "requester_id": requester, "assignee_id": Caller::Restricted.id() } });
    let ticket = app.post("/api/v2/tickets", &body).by(Caller::Admin).told(201)["ticket"]["id"].take();
    let restricted = |path: &str| app.get(path).by(Caller::Restricted).told(200);
    let own = [Caller::Restricted.id()];
    assert_eq!(ids(&restricted(&format!("/api/v2/tickets/{ticket}?include=users"))["users"]), own);
    let page = restricted("/api/v2/group_memberships?include=users,groups");
    assert_eq!(ids(&page["users"]), own);
    // A customer is told nothing that agents write about organizations.
    let email = address();
    let customer = app.add(&json!({ "name": unique(), "email": email, "organization_id": 301 }))["id"].take();
    let path = format!("/api/v2/users/{customer}?include=organizations,groups,identities");
    assert_eq!(keys(&app.get(&path).bearer(&embed_token::of(&email)).told(200)), ["user", "identities"]);
}

#[test]
fn those_who_asked_see_beside_their_requests_themselves() {
    let app = TestApp::shared();
    let (email, organization) = (address(), organization());
    let customer = app.add(&json!({ "name": unique(), "email": email, "organization_id": organization }))["id"].take();
    let request =
        added(&json!({ "description": "x", "requester_id": customer, "assignee_id": Caller::Admin.id(), "group_id": 1 }))["id"].take();
    let include = "include=users,groups,organizations";
    let by_customer = |path: String| app.get(&path).bearer(&embed_token::of(&email)).told(200);
    let own = by_customer(format!("/api/v2/requests?{include}"));
    assert_eq!(keys(&own), ["requests", "users", "next_page", "previous_page", "count"]);
    assert_eq!((ids(&own["requests"]), ids(&own["users"])), (vec![id(&request)], vec![id(&customer)]));
    // Nothing of what agents write about them.
    assert_eq!(own["users"][0], by_customer(format!("/api/v2/users/{customer}"))["user"]);
    let comments = by_customer(format!("/api/v2/requests/{request}/comments?include=users"));
    assert_eq!(comments["users"], json!([]));
    for of in [format!("users/{customer}"), format!("organizations/{organization}")] {
        let seen = get(&format!("/api/v2/{of}/requests?{include}"));
        assert_eq!((ids(&seen["groups"]), ids(&seen["organizations"])), (vec![1], vec![organization]), "{of}");
        assert_eq!(ids(&seen["users"]), [Caller::Admin.id(), Caller::Agent.id(), id(&customer)]);
    }
}

#[test]
fn agents_come_beside_groups_and_what_users_have_beside_their_export() {
    let page = get("/api/v2/groups?include=users");
    assert!(ids(&page["users"]).contains(&Caller::Agent.id()));
    let page = TestApp::shared().get("/api/v2/incremental/users?start_time=0&per_page=3&include=identities").by(Caller::Admin).told(200);
    let users = ids(&page["users"]);
    assert!(!page["identities"].as_array().unwrap().is_empty());
    assert!(page["identities"].as_array().unwrap().iter().all(|identity| users.contains(&id(&identity["user_id"]))));
    assert!(page["next_page"].as_str().unwrap().contains("include=identities"));
}

#[test]
fn memberships_come_beside_users() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "organization_ids": [301, 302] }))["id"].take();
    let agent = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent" }))["id"].take();
    for (path, who, key, of) in [
        (format!("/api/v2/users/{user}?include=organization_memberships"), &user, "organization_memberships", "organization_id"),
        (
            format!("/api/v2/users/show_many?ids={user}&include=organization_memberships"),
            &user,
            "organization_memberships",
            "organization_id",
        ),
        (format!("/api/v2/users/{agent}?include=group_memberships"), &agent, "group_memberships", "group_id"),
        (format!("/api/v2/users/show_many?ids={agent}&include=group_memberships"), &agent, "group_memberships", "group_id"),
    ] {
        let page = app.get(&path).by(Caller::Agent).told(200);
        let listed = app.get(&format!("/api/v2/users/{who}/{key}")).by(Caller::Agent).told(200)[key].take();
        let sorted = |list: &Value| {
            let mut list = list.as_array().unwrap_or_else(|| panic!("{path}: {page}")).clone();
            list.sort_by_key(|one| one[of].as_i64());
            list
        };
        assert!(!sorted(&listed).is_empty());
        assert_eq!(sorted(&page[key]), sorted(&listed), "{path}");
    }
}

#[test]
fn what_may_be_done_with_oneself_comes_beside_oneself() {
    let app = TestApp::shared();
    for (caller, edits) in [(Caller::Agent, true), (Caller::Light, false)] {
        let me = app.get("/api/v2/users/me.json?include=abilities,organizations").by(caller).told(200);
        assert_eq!(me["abilities"].as_array().map(Vec::len), Some(1), "{me}");
        assert_eq!((&me["abilities"][0]["user_id"], &me["abilities"][0]["can_edit"]), (&me["user"]["id"], &json!(edits)));
        assert!(me["organizations"].is_array());
    }
    let nobody = app.get("/api/v2/users/me?include=abilities").send().told(200);
    assert_eq!((&nobody["user"]["name"], &nobody["abilities"]), (&json!("Anonymous user"), &json!(null)));
}
