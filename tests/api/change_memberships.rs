//! Which organizations a user belongs to: adding, listing, choosing the default, leaving.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp, address, keys, mistakes, unique};

const MEMBERSHIPS: &str = "/api/v2/organization_memberships";

fn organization(organization: &Value) -> Value {
    let body = json!({ "organization": organization });
    TestApp::shared().post("/api/v2/organizations", &body).by(Caller::Admin).told(201)["organization"].take()
}

fn organizations<const N: usize>() -> [Value; N] {
    std::array::from_fn(|_| organization(&json!({ "name": unique() }))["id"].take())
}

fn join(user: &Value, organization: &Value) -> Value {
    let body = json!({ "organization_membership": { "user_id": user, "organization_id": organization } });
    TestApp::shared().post(MEMBERSHIPS, &body).by(Caller::Agent).told(201)["organization_membership"].take()
}

/// Of a user: the organization of each membership, and whether it is the default.
fn memberships(user: &Value) -> Vec<(Value, Value)> {
    let list = TestApp::shared().get(&format!("/api/v2/users/{user}/organization_memberships")).by(Caller::Agent).told(200);
    let pair = |membership: &Value| (membership["organization_id"].clone(), membership["default"].clone());
    list["organization_memberships"].as_array().unwrap().iter().map(pair).collect()
}

fn customer() -> Value {
    TestApp::shared().add(&json!({ "name": unique() }))["id"].take()
}

#[test]
fn the_first_membership_is_the_default_and_looks_as_recorded() {
    let app = TestApp::shared();
    let (user, [first, second]) = (customer(), organizations());
    let body = json!({ "organization_membership": { "id": "", "user_id": user, "organization_id": first } });
    let answer = app.post(MEMBERSHIPS, &body).by(Caller::Agent).send();
    let membership = answer.told(201)["organization_membership"].take();
    let expected = ["url", "id", "user_id", "organization_id", "default", "created_at", "organization_name", "updated_at", "view_tickets"];
    assert_eq!(keys(&membership), expected);
    assert_eq!(membership["url"], json!(format!("{}{MEMBERSHIPS}/{}.json", app.base, membership["id"])));
    assert_eq!(answer.header("location"), membership["url"].as_str());
    assert_eq!((&membership["default"], &membership["view_tickets"]), (&json!(true), &json!(false)));
    let second_membership = join(&user, &second);
    assert_eq!(second_membership["default"], json!(null));
    let path = format!("{MEMBERSHIPS}/{}.json", second_membership["id"]);
    assert_eq!(app.get(&path).by(Caller::Agent).told(200)["organization_membership"], second_membership);
    assert_eq!(app.user(&user)["organization_id"], first);
}

#[test]
fn a_membership_twice_or_of_nobody_or_nothing_is_refused() {
    let (user, [organization]) = (customer(), organizations());
    join(&user, &organization);
    let refused = |membership: Value| {
        let body = json!({ "organization_membership": membership });
        TestApp::shared().post(MEMBERSHIPS, &body).by(Caller::Agent).told(422)
    };
    let twice = refused(json!({ "user_id": user, "organization_id": organization }));
    assert_eq!(mistakes(&twice), ["user_id: taken"]);
    assert_eq!(twice["details"]["user_id"][0]["description"], "User: has already been taken");
    assert_eq!(mistakes(&refused(json!({ "user_id": user, "organization_id": i64::MAX }))), ["organization_id: unknown"]);
    assert_eq!(mistakes(&refused(json!({ "user_id": 999_999, "organization_id": organization }))), ["user_id: unknown"]);
    assert_eq!(mistakes(&refused(json!({ "user_id": {}, "default": 1 }))).len(), 3);
    assert_eq!(memberships(&user).len(), 1);
}

#[test]
fn another_default_is_chosen_and_the_oldest_that_is_left_follows_it() {
    let app = TestApp::shared();
    let (user, [a, b, c]) = (customer(), organizations());
    let ids = [&a, &b, &c].map(|organization| join(&user, organization)["id"].take());
    let path = format!("/api/v2/users/{user}/organization_memberships");
    let listed = app.put(&format!("{path}/{}/make_default", ids[2]), &json!({})).by(Caller::Agent).told(200);
    assert_eq!(listed["organization_memberships"][0]["organization_id"], c, "{listed}");
    assert_eq!((listed["count"].as_i64(), app.user(&user)["organization_id"].clone()), (Some(3), c.clone()));
    app.request("DELETE", &format!("{path}/{}", ids[2])).by(Caller::Agent).send().status.eq(&204).then_some(()).unwrap();
    assert_eq!(memberships(&user), [(a.clone(), json!(true)), (b.clone(), json!(null))]);
    // By the organization; and the deletion of one is leaving it.
    let default = app.request("PUT", &format!("/api/v2/users/{user}/organizations/{b}/make_default")).by(Caller::Agent).told(200);
    assert_eq!(default["organization_membership"]["default"], json!(true));
    assert_eq!(app.request("DELETE", &format!("/api/v2/organizations/{b}")).by(Caller::Admin).send().status, 204);
    assert_eq!(memberships(&user), [(a.clone(), json!(true))]);
    assert_eq!(app.request("DELETE", &format!("/api/v2/users/{user}/organizations/{a}")).by(Caller::Agent).send().status, 204);
    assert_eq!(app.user(&user)["organization_id"], json!(null));
    for path in [format!("organizations/{a}"), format!("organizations/{}", i64::MAX), format!("organization_memberships/{}", ids[0])] {
        app.request("DELETE", &format!("/api/v2/users/{user}/{path}")).by(Caller::Agent).told(404);
    }
    app.request("PUT", &format!("{path}/{}/make_default", ids[0])).by(Caller::Agent).told(404);
}

#[test]
fn a_membership_is_found_only_below_its_own_user() {
    let app = TestApp::shared();
    let (user, other, [organization]) = (customer(), customer(), organizations());
    let id = join(&user, &organization)["id"].take();
    let path = |user: &Value| format!("/api/v2/users/{user}/organization_memberships/{id}");
    app.get(&path(&user)).by(Caller::Agent).told(200);
    for method in ["GET", "DELETE"] {
        assert_eq!(app.request(method, &path(&other)).by(Caller::Agent).told(404)["error"], "RecordNotFound");
    }
    assert_eq!(memberships(&user).len(), 1);
}

#[test]
fn agents_say_of_customers_only_where_they_belong() {
    let app = TestApp::shared();
    let body = json!({ "organization_membership": { "user_id": Caller::Agent.id(), "organization_id": 301 } });
    assert_eq!(app.post(MEMBERSHIPS, &body).by(Caller::Agent).told(403)["rule"], "agents_handle_customers");
}

#[test]
fn the_members_of_an_organization_are_listed_counted_and_at_the_side() {
    let app = TestApp::shared();
    let [organization] = organizations();
    let users = [(); 3].map(|()| app.add(&json!({ "name": unique(), "organization_id": organization }))["id"].take());
    let path = format!("/api/v2/organizations/{organization}");
    let get = |path: &str| app.get(path).by(Caller::Agent).told(200);
    let page = get(&format!("{path}/users?page[size]=2"));
    assert_eq!([&page["users"][0], &page["users"][1]], [&app.user(&users[0]), &app.user(&users[1])]);
    assert_eq!(get(page["links"]["next"].as_str().unwrap())["users"][0]["id"], users[2]);
    assert_eq!(get(&format!("{path}/users?sort_by=name&sort_order=desc"))["count"], 3);
    assert_eq!(get(&format!("{path}/users/count"))["count"]["value"], 3);
    let beside = get(&format!("{path}/organization_memberships?include=users,organizations&page[size]=2"));
    assert_eq!(beside["users"], json!([app.user(&users[0]), app.user(&users[1])]));
    assert_eq!(beside["organizations"][0]["id"], organization);
    assert_eq!(beside["organizations"].as_array().unwrap().len(), 1);
    let rest = get(beside["links"]["next"].as_str().unwrap());
    assert_eq!((&rest["organization_memberships"][0]["user_id"], &rest["links"]["next"]), (&users[2], &json!(null)));
    for of in ["users", "users/count", "organization_memberships"] {
        app.get(&format!("/api/v2/organizations/999999/{of}")).by(Caller::Agent).told(404);
    }
}

#[test]
fn an_organizations_users_come_by_name_whatever_becomes_of_them() {
    let (app, [organization, other]) = (TestApp::shared(), organizations());
    let word = unique();
    let add = |name: &str| app.add(&json!({ "name": format!("{name} {word}"), "organization_id": organization }))["id"].take();
    let [a, b, c] = ["Ana", "Bea", "Cem"].map(add);
    let by_name = |organization: &Value| {
        let path = format!("/api/v2/organizations/{organization}/users?sort=name&page[size]=1");
        let (mut ids, mut next) = (Vec::new(), json!(path));
        while let Some(link) = next.as_str() {
            let mut page = app.get(link).by(Caller::Agent).told(200);
            ids.extend(page["users"].as_array().unwrap().iter().map(|user| user["id"].clone()));
            next = page["links"]["next"].take();
        }
        Value::from(ids)
    };
    assert_eq!(by_name(&organization), json!([a, b, c]));
    app.change(&a, &json!({ "name": format!("Zoe {word}") }));
    assert_eq!(by_name(&organization), json!([b, c, a]));
    app.change(&b, &json!({ "organization_id": other }));
    app.request("DELETE", &format!("/api/v2/users/{c}")).by(Caller::Admin).told(200);
    assert_eq!((by_name(&organization), by_name(&other)), (json!([a]), json!([b])));
    app.put(&format!("/api/v2/users/{b}/merge"), &json!({ "user": { "id": a } })).by(Caller::Admin).told(200);
    assert_eq!((by_name(&organization), by_name(&other)), (json!([a]), json!([a])));
    app.request("DELETE", &format!("/api/v2/organizations/{other}")).by(Caller::Admin).send();
    assert_eq!(by_name(&organization), json!([a]));
}

#[test]
fn a_membership_is_added_once_for_a_request_that_is_sent_twice() {
    let app = TestApp::shared();
    let (user, [organization]) = (customer(), organizations());
    let path = format!("/api/v2/users/{user}/organization_memberships");
    let body = json!({ "organization_membership": { "organization_id": organization } });
    let send = || app.post(&path, &body).by(Caller::Agent).header("idempotency-key", &unique_key(&user)).send();
    let (first, second) = (send(), send());
    assert_eq!((first.status, &first.text), (201, &second.text));
    assert_eq!(second.header("x-idempotency-lookup"), Some("hit"));
}

fn unique_key(user: &Value) -> String {
    format!("join-{user}")
}

#[test]
fn a_new_customer_joins_the_organization_of_the_addresss_domain() {
    let app = TestApp::shared();
    let domain = format!("{}.example", unique());
    // The first by name, not the first that was made.
    let [later, first] = ["z", "a"].map(|name| organization(&json!({ "name": format!("{name} {}", unique()), "domain_names": [domain] })));
    let add = |user: Value| app.add(&user)["organization_id"].take();
    assert_eq!(add(json!({ "name": unique(), "email": format!("Ana@{}", domain.to_uppercase()) })), first["id"]);
    assert_eq!(add(json!({ "name": unique(), "email": format!("b@{domain}"), "organization_id": later["id"] })), later["id"]);
    assert_eq!(add(json!({ "name": unique(), "email": format!("c@sub.{domain}") })), json!(null));
    let staff = json!({ "name": unique(), "email": format!("d@{domain}"), "role": "agent" });
    assert_eq!(app.add_by(Caller::Admin, &staff)["organization_id"], json!(null));
}

#[test]
fn a_customer_who_is_there_joins_by_domain_once_an_address_is_verified_and_stays_when_the_domain_goes() {
    let app = TestApp::shared();
    let domain = format!("{}.example", unique());
    let user = app.add(&json!({ "name": unique(), "email": format!("a@{domain}") }))["id"].take();
    let organization = organization(&json!({ "name": unique(), "domain_names": [domain] }));
    assert_eq!(app.change(&user, &json!({ "notes": "x" }))["organization_id"], json!(null));
    assert_eq!(app.change(&user, &json!({ "email": address(), "verified": true }))["organization_id"], json!(null));
    assert_eq!(app.change(&user, &json!({ "verified": true }))["organization_id"], organization["id"]);
    let path = format!("/api/v2/organizations/{}", organization["id"]);
    app.put(&path, &json!({ "organization": { "domain_names": [] } })).by(Caller::Admin).told(200);
    assert_eq!(app.user(&user)["organization_id"], organization["id"]);
}

#[test]
fn verifying_an_identity_joins_by_domain_too() {
    let app = TestApp::shared();
    let domain = format!("{}.example", unique());
    let user = app.add(&json!({ "name": unique(), "email": format!("a@{domain}") }))["id"].take();
    let organization = organization(&json!({ "name": unique(), "domain_names": [domain] }));
    let path = format!("/api/v2/users/{user}/identities");
    let identity = app.get(&path).by(Caller::Agent).told(200)["identities"][0]["id"].take();
    app.put(&format!("{path}/{identity}/verify"), &json!({})).by(Caller::Agent).told(200);
    assert_eq!(app.user(&user)["organization_id"], organization["id"]);
}

#[test]
fn a_list_of_organizations_takes_the_place_of_all_and_the_first_is_the_default() {
    let app = TestApp::shared();
    let [a, b, c] = organizations();
    let user = app.add(&json!({ "name": unique(), "organization_ids": [b, a] }));
    assert_eq!(user["organization_id"], b);
    let id = &user["id"];
    let kept =
        app.get(&format!("/api/v2/users/{id}/organization_memberships")).by(Caller::Agent).told(200)["organization_memberships"].take();
    app.change(id, &json!({ "organization_ids": [c, b] }));
    assert_eq!(memberships(id), [(c.clone(), json!(true)), (b.clone(), json!(null))]);
    let now = app.get(&format!("/api/v2/users/{id}/organization_memberships")).by(Caller::Agent).told(200);
    assert_eq!(now["organization_memberships"][1]["id"], kept[0]["id"]);
    let wrong = |ids: Value| {
        let body = json!({ "user": { "organization_ids": ids } });
        mistakes(&app.put(&format!("/api/v2/users/{id}"), &body).by(Caller::Agent).told(422))
    };
    assert_eq!(wrong(json!([a, 999_999])), ["organization_ids: unknown"]);
    assert_eq!(wrong(json!("x")), ["organization_ids: wrong_type"]);
    assert_eq!(memberships(id).len(), 2);
    assert_eq!(app.change(id, &json!({ "organization_id": a }))["organization_id"], a);
    assert_eq!(memberships(id), [(a, json!(true))]);
    assert_eq!(app.change(id, &json!({ "organization_ids": [] }))["organization_id"], json!(null));
}
