//! Roles that an account has defined: stored, shown and obeyed.

use serde_json::{Value, json};

use crate::embed_token;
use crate::jobs::results;
use crate::support::{Caller, Request, TestApp, address, keys, mistakes, unique};

/// As demo/seed.sql has them; there is no call that makes one.
pub const READER: i64 = 801;
const EDITOR: i64 = 802;
const PARTNER: i64 = 803;

/// An agent of a role.
struct Agent {
    user: Value,
    email: String,
}

impl Agent {
    fn of(role: i64, organization: &Value) -> Self {
        let email = address();
        let agent = json!({ "name": unique(), "email": email, "custom_role_id": role, "organization_id": organization });
        Self { user: TestApp::shared().add_by(Caller::Admin, &agent), email }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request: Request<'_> = TestApp::shared().request(method, path).bearer(&embed_token::of(&self.email));
        let answer = if body.is_null() { request.send() } else { request.json(body).send() };
        let body: Value = if answer.text.is_empty() { json!(null) } else { serde_json::from_str(&answer.text).unwrap() };
        (answer.status, body)
    }

    /// The status, and the rule that refused.
    fn told(&self, method: &str, path: &str, body: &Value) -> (u16, String) {
        let (status, body) = self.ask(method, path, body);
        (status, body["rule"].as_str().unwrap_or_default().into())
    }
}

fn lacks() -> (u16, String) {
    (403, "custom_role_lacks".into())
}

fn elsewhere() -> (u16, String) {
    (403, "custom_role_own_organization".into())
}

fn done(status: u16) -> (u16, String) {
    (status, String::new())
}

fn new_user(user: &Value) -> Value {
    json!({ "user": user })
}

fn organization() -> Value {
    let body = json!({ "organization": { "name": unique() } });
    TestApp::shared().post("/api/v2/organizations", &body).by(Caller::Admin).told(201)["organization"]["id"].take()
}

#[test]
fn a_role_is_listed_and_shown_as_it_is_stored() {
    let app = TestApp::shared();
    Agent::of(READER, &json!(null));
    let shown = app.get(&format!("/api/v2/custom_roles/{READER}")).by(Caller::Agent).told(200)["custom_role"].take();
    let expected = ["id", "name", "description", "role_type", "created_at", "updated_at", "configuration", "team_member_count"];
    assert_eq!(keys(&shown), expected);
    let configuration = json!({ "end_user_profile_access": "readonly", "end_user_list_access": "none", "ticket_access": "assigned-only" });
    assert_eq!((&shown["configuration"], &shown["role_type"]), (&configuration, &json!(0)));
    assert!(shown["team_member_count"].as_i64().unwrap() > 0);
    let list = app.get("/api/v2/custom_roles").by(Caller::Agent).told(200);
    assert_eq!((&list["custom_roles"][0]["id"], &list["count"]), (&shown["id"], &json!(3)));
    app.get("/api/v2/custom_roles/999999").by(Caller::Agent).told(404);
}

#[test]
fn a_role_makes_an_agent_of_its_restriction_and_leaves_with_it() {
    let app = TestApp::shared();
    let id = json!(EDITOR);
    let user = app.add(&json!({ "name": unique() }))["id"].take();
    let of = |user: &Value| ["role", "role_type", "custom_role_id", "ticket_restriction"].map(|key| user[key].clone());
    let agent = app.change(&user, &json!({ "custom_role_id": id }));
    assert_eq!(of(&agent), [json!("agent"), json!(0), id.clone(), json!("groups")]);
    assert_eq!(agent["default_group_id"], 1);
    // A record that is sent back as it was read changes nothing, whoever sends it.
    assert_eq!(of(&app.change(&user, &agent)), of(&agent));
    let plain = app.change(&user, &json!({ "custom_role_id": null }));
    assert_eq!(of(&plain), [json!("agent"), json!(null), json!(null), json!(null)]);
    app.change(&user, &json!({ "custom_role_id": id }));
    let customer = app.change(&user, &json!({ "role": "end-user" }));
    assert_eq!(of(&customer), [json!("end-user"), json!(null), json!(null), json!("requested")]);
    assert_eq!(customer["default_group_id"], json!(null));
    let body = new_user(&json!({ "custom_role_id": 999_999 }));
    let path = format!("/api/v2/users/{user}");
    assert_eq!(mistakes(&app.put(&path, &body).by(Caller::Admin).told(422)), ["custom_role_id: unknown"]);
    let by_agent = app.put(&path, &new_user(&json!({ "custom_role_id": id }))).by(Caller::Agent);
    assert_eq!(by_agent.told(403)["rule"], "admins_only");
    let added = app.post("/api/v2/users", &new_user(&json!({ "name": unique(), "custom_role_id": id }))).by(Caller::Agent);
    assert_eq!(added.told(403)["rule"], "agents_handle_customers");
}

#[test]
fn a_role_that_only_reads_adds_and_changes_nobody() {
    let agent = Agent::of(READER, &json!(null));
    let customer = format!("/api/v2/users/{}", TestApp::shared().add(&json!({ "name": unique() }))["id"]);
    assert_eq!(agent.told("GET", &customer, &json!(null)), done(200));
    assert_eq!(agent.told("GET", "/api/v2/users", &json!(null)), lacks());
    assert_eq!(agent.told("GET", "/api/v2/organization_memberships", &json!(null)), lacks());
    assert_eq!(agent.told("POST", "/api/v2/users", &new_user(&json!({ "name": "x" }))), lacks());
    assert_eq!(agent.told("PUT", &customer, &new_user(&json!({ "notes": "x" }))), lacks());
    assert_eq!(agent.told("PUT", &format!("/api/v2/users/{}", agent.user["id"]), &new_user(&json!({ "name": "x" }))), lacks());
    let notes = json!({ "organization": { "notes": "x" } });
    assert_eq!(agent.told("PUT", "/api/v2/organizations/301", &notes), lacks());
}

#[test]
fn a_role_that_edits_adds_and_changes_customers_and_nobody_else() {
    let agent = Agent::of(EDITOR, &json!(null));
    assert_eq!(agent.told("POST", "/api/v2/users", &new_user(&json!({ "name": unique() }))), done(201));
    let customer = format!("/api/v2/users/{}", TestApp::shared().add(&json!({ "name": unique() }))["id"]);
    assert_eq!(agent.told("PUT", &customer, &new_user(&json!({ "organization_id": 301 }))), done(200));
    assert_eq!(agent.told("GET", "/api/v2/users?page[size]=1", &json!(null)), done(200));
    assert_eq!(agent.told("PUT", "/api/v2/users/101", &new_user(&json!({}))), (403, "agents_handle_customers".into()));
    let change =
        |changes: Value| agent.told("PUT", &format!("/api/v2/organizations/{}", organization()), &json!({ "organization": changes }));
    assert_eq!(change(json!({ "notes": "x" })), done(200));
    assert_eq!(change(json!({ "details": "x" })), lacks());
}

#[test]
fn a_role_that_edits_within_an_organization_stays_in_its_own() {
    let app = TestApp::shared();
    let (own, other) = (organization(), organization());
    let agent = Agent::of(PARTNER, &own);
    let (status, mut added) = agent.ask("POST", "/api/v2/users", &new_user(&json!({ "name": unique() })));
    assert_eq!((status, &added["user"]["organization_id"]), (201, &own));
    let colleague = format!("/api/v2/users/{}", added["user"]["id"].take());
    assert_eq!(agent.told("PUT", &colleague, &new_user(&json!({ "notes": "x" }))), done(200));
    for organization_of in
        [json!({ "organization_id": other }), json!({ "organization_ids": [own, other] }), json!({ "organization": { "name": "x" } })]
    {
        let mut user = organization_of;
        user["name"] = json!(unique());
        // Of the forms of a portal only this one asks for an organization.
        if user["organization_ids"].is_null() {
            assert_eq!(agent.told("POST", "/api/v2/users?entry_point=organization", &new_user(&user)), elsewhere(), "{user}");
        }
        assert_eq!(agent.told("PUT", &colleague, &new_user(&user)), elsewhere(), "{user}");
    }
    let stranger = app.add(&json!({ "name": unique(), "organization_id": other }))["id"].take();
    assert_eq!(agent.told("PUT", &format!("/api/v2/users/{stranger}"), &new_user(&json!({ "notes": "x" }))), elsewhere());
    // Nor does the agent move to where they could.
    let oneself = format!("/api/v2/users/{}", agent.user["id"]);
    assert_eq!(agent.told("PUT", &oneself, &new_user(&json!({ "organization_id": other }))), elsewhere());
    let membership =
        |user: &Value, organization: &Value| json!({ "organization_membership": { "user_id": user, "organization_id": organization } });
    let join = |user: &Value, organization: &Value| agent.told("POST", "/api/v2/organization_memberships", &membership(user, organization));
    assert_eq!(join(&stranger, &own), elsewhere());
    assert_eq!(join(&agent.user["id"], &other), (403, "agents_handle_customers".into()));
    let colleague = json!(colleague.rsplit('/').next().unwrap().parse::<i64>().unwrap());
    assert_eq!(join(&colleague, &other), elsewhere());
    // Many at once are no way around it, and nobody is taken out of where they are.
    let many = |user: &Value, organization: &Value| {
        let body = json!({ "organization_memberships": [{ "user_id": user, "organization_id": organization }] });
        let path = "/api/v2/organization_memberships/create_many";
        results(app, app.post(path, &body).bearer(&embed_token::of(&agent.email)))[0]["error"].take()
    };
    for (user, organization) in [(&stranger, &own), (&agent.user["id"], &other), (&colleague, &other)] {
        assert_eq!(many(user, organization), "Forbidden", "{user} {organization}");
    }
    for (user, organization, refused) in
        [(&stranger, &other, elsewhere()), (&agent.user["id"], &own, (403, "agents_handle_customers".into()))]
    {
        let list = format!("/api/v2/users/{user}/organization_memberships");
        let membership = app.get(&list).by(Caller::Admin).told(200)["organization_memberships"][0]["id"].take();
        for (method, path) in [
            ("DELETE", format!("/api/v2/organization_memberships/{membership}")),
            ("DELETE", format!("/api/v2/users/{user}/organizations/{organization}")),
            ("PUT", format!("/api/v2/users/{user}/organizations/{organization}/make_default")),
            ("PUT", format!("{list}/{membership}/make_default")),
        ] {
            assert_eq!(agent.told(method, &path, &json!(null)), refused, "{method} {path}");
        }
        let path = format!("/api/v2/organization_memberships/destroy_many?ids={membership}");
        assert_eq!(results(app, app.request("DELETE", &path).bearer(&embed_token::of(&agent.email)))[0]["error"], "Forbidden");
        assert_eq!(app.user(user)["organization_id"], *organization);
    }
    // One who belongs nowhere has nowhere to add anybody.
    let nowhere = Agent::of(PARTNER, &json!(null));
    assert_eq!(nowhere.told("POST", "/api/v2/users", &new_user(&json!({ "name": unique() }))), elsewhere());
}

#[test]
fn who_may_edit_customers_may_merge_them_and_deletes_none() {
    let app = TestApp::shared();
    let customer = |organization: &Value| app.add(&json!({ "name": unique(), "organization_id": organization }))["id"].take();
    let merge = |agent: &Agent, from: &Value, into: &Value| {
        agent.told("PUT", &format!("/api/v2/users/{from}/merge"), &json!({ "user": { "id": into } }))
    };
    let (own, other) = (organization(), organization());
    let (nobodys, theirs) = (customer(&json!(null)), customer(&other));
    let editor = Agent::of(EDITOR, &json!(null));
    assert_eq!(merge(&Agent::of(READER, &json!(null)), &nobodys, &theirs), lacks());
    assert_eq!(editor.told("DELETE", &format!("/api/v2/users/{nobodys}"), &json!(null)), lacks());
    assert_eq!(merge(&editor, &nobodys, &theirs), done(200));
    // Within an organization: both of its own.
    let partner = Agent::of(PARTNER, &own);
    let [first, second] = [(); 2].map(|()| customer(&own));
    assert_eq!(merge(&partner, &theirs, &first), elsewhere());
    assert_eq!(merge(&partner, &first, &theirs), elsewhere());
    assert_eq!(merge(&partner, &first, &second), done(200));
}
