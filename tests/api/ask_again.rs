//! What may be done with somebody is decided by their role, and asked again where it is done: they may have become another.

use serde_json::{Value, json};

use crate::held_app::HeldApp;
use crate::jobs::results;
use crate::support::{Answer, Caller, TestApp, address, unique};

/// The user as an admin changes them meanwhile.
fn become_another(app: &TestApp, user: &Value, role: &str) {
    app.change(&user["id"], &json!({ "role": role }));
}

/// Has the user become another right before the batch that writes into this table about them.
fn become_another_before(app: &HeldApp, table: &str, user: &Value, role: &'static str) {
    let id = user["id"].to_string();
    let user = user.clone();
    app.before(&[&format!("INSERT INTO {table}"), &id], move || become_another(HeldApp::shared(), &user, role));
}

/// All that is there of what these calls change.
fn shown(app: &TestApp, user: &Value) -> Value {
    let kinds = ["identities", "organization_memberships", "group_memberships"];
    let list = |kind: &str| app.get(&format!("/api/v2/users/{}/{kind}", user["id"])).by(Caller::Admin).told(200)[kind].take();
    json!([app.user(&user["id"])["active"], kinds.map(list)])
}

fn collides(answer: &Answer) {
    assert_eq!(answer.told(409)["code"], "collision");
}

/// A customer with a second address, in two organizations.
fn customer(app: &TestApp) -> Value {
    let user = app.add(&json!({ "name": unique(), "email": address(), "organization_ids": [301, 302] }));
    let identity = json!({ "identity": { "type": "email", "value": address() } });
    app.post(&format!("/api/v2/users/{}/identities", user["id"]), &identity).by(Caller::Agent).told(201);
    user
}

#[test]
fn nothing_of_a_customer_is_written_to_somebody_who_is_an_agent_by_now() {
    let app = HeldApp::shared();
    let third = json!({ "organization": { "name": unique() } });
    let third = app.post("/api/v2/organizations", &third).by(Caller::Admin).told(201)["organization"]["id"].take();
    let mut wrong = Vec::new();
    for (method, path) in [
        ("POST", "users/{user}/identities"),
        ("PUT", "users/{user}/identities/{identity}"),
        ("DELETE", "users/{user}/identities/{identity}"),
        ("PUT", "users/{user}/identities/{identity}/make_primary"),
        ("PUT", "users/{user}/identities/{identity}/verify"),
        ("PUT", "users/{user}/identities/{identity}/request_verification"),
        ("POST", "organization_memberships"),
        ("DELETE", "organization_memberships/{membership}"),
        ("PUT", "users/{user}/organization_memberships/{membership}/make_default"),
        ("PUT", "users/{user}/organizations/302/make_default"),
        ("DELETE", "users/{user}/organizations/302"),
    ] {
        let user = customer(app);
        let before = shown(app, &user);
        let identity = json!({ "identity": { "type": "email", "value": address(), "verified": true } });
        let path = path
            .replace("{user}", &user["id"].to_string())
            .replace("{identity}", &before[1][0][1]["id"].to_string())
            .replace("{membership}", &before[1][1][1]["id"].to_string());
        let joining = json!({ "organization_membership": { "user_id": user["id"], "organization_id": third } });
        let body = if path == "organization_memberships" { &joining } else { &identity };
        become_another_before(app, "audit_log", &user, "agent");
        let request = app.request(method, &format!("/api/v2/{path}")).by(Caller::Agent);
        let answer = if method == "DELETE" { request.send() } else { request.json(body).send() };
        let after = shown(app, &user);
        let stays = [&after[1][0], &after[1][1]] == [&before[1][0], &before[1][1]];
        if answer.status != 409 || !stays {
            wrong.push(format!("{method} {path}: {}, {stays}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_address_that_is_on_its_way_does_not_come_to_somebody_who_becomes_an_admin() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "email": address() }));
    let identity = json!({ "identity": { "type": "email", "value": address(), "verified": true } });
    let request = app.post(&format!("/api/v2/users/{}/identities", user["id"]), &identity).by(Caller::Agent);
    collides(&request.send_during(|| become_another(app, &user, "admin")));
    assert_eq!(shown(app, &user)[1][0].as_array().unwrap().len(), 1);
}

#[test]
fn whoever_becomes_a_customer_comes_into_no_group() {
    let app = HeldApp::shared();
    let group = app.post("/api/v2/groups", &json!({ "group": { "name": unique() } })).by(Caller::Admin).told(201)["group"]["id"].take();
    let user = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent" }));
    become_another_before(app, "audit_log", &user, "end-user");
    let membership = json!({ "group_membership": { "user_id": user["id"], "group_id": group } });
    collides(&app.post("/api/v2/group_memberships", &membership).by(Caller::Admin).send());
    assert_eq!(shown(app, &user)[1][2], json!([]));
    // Nor are they taken from one as another than they are.
    let user = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent" }));
    let path = format!("/api/v2/group_memberships/{}", shown(app, &user)[1][2][0]["id"]);
    become_another_before(app, "audit_log", &user, "admin");
    collides(&app.request("DELETE", &path).by(Caller::Admin).send());
}

#[test]
fn whether_somebody_is_deleted_is_decided_by_what_they_are_then() {
    let app = HeldApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    become_another_before(app, "audit_log", &user, "agent");
    let answer = app.request("DELETE", &format!("/api/v2/users/{}", user["id"])).by(Caller::Agent).send();
    assert_eq!(answer.told(403)["rule"], "agents_handle_customers");
    assert_eq!(shown(app, &user)[0], true);
}

#[test]
fn an_item_of_a_job_is_decided_by_what_its_user_is_then() {
    let app = HeldApp::shared();
    for method in ["POST", "DELETE"] {
        let (user, other) = (customer(app), customer(app));
        let (before, others) = (shown(app, &user)[1][1].take(), shown(app, &other)[1][1].take());
        let another = app.post("/api/v2/organizations", &json!({ "organization": { "name": unique() } })).by(Caller::Admin).told(201);
        let another = &another["organization"]["id"];
        become_another_before(app, "job_results", &user, "agent");
        let call = if method == "POST" {
            let memberships = [&user, &other].map(|user| json!({ "user_id": user["id"], "organization_id": another }));
            app.post("/api/v2/organization_memberships/create_many", &json!({ "organization_memberships": memberships }))
        } else {
            let ids = format!("{},{}", before[0]["id"], others[0]["id"]);
            app.request("DELETE", &format!("/api/v2/organization_memberships/destroy_many?ids={ids}"))
        };
        let rows = results(app, call.by(Caller::Agent));
        assert_eq!((&rows[0]["status"], &rows[0]["error"]), (&json!("Failed"), &json!("Forbidden")), "{rows:?}");
        assert_ne!(rows[1]["status"], "Failed", "{rows:?}");
        assert_eq!(shown(app, &user)[1][1], before);
    }
}
