//! Each route × each caller: what is answered, and of a refusal the rule.

use serde_json::{Value, json};
use usher_shared::operation::Operation;

use crate::support::{Answer, Caller, Request, TestApp, address, national_number, unique};
use crate::{belonging_rows, bulk_rows, check_ticket_permissions, directory_rows, field_rows, proof_rows, registration_rows, webhook_rows};

/// A status, and the rule that refused.
pub type Told = (u16, &'static str);

pub const OK: Told = (200, "");
pub const ADDED: Told = (201, "");
pub const DONE: Told = (204, "");
pub const GONE: Told = (404, "");
pub const SIGN_IN: Told = (401, "sign_in_required");
pub const LIGHT: Told = (403, "light_agents_read");
pub const OWN: Told = (403, "restricted_agents_own_customers");
const STAFF: Told = (403, "agents_handle_customers");
pub const ADMINS: Told = (403, "admins_only");

/// Method, route as the router has it, path, body, and what anonymous, light, restricted, agent and admin are told.
/// `{customer}` is one whom somebody else has just added, `{own}` one whom the caller has, `{key}` a new embed key,
/// `{job}` a new job, `{ticket}` one of a customer, `{request}` one that the caller has asked for.
pub type Row = (&'static str, &'static str, &'static str, &'static str, [Told; 5]);

const ROWS: &[Row] = &[
    ("GET", "/healthz", "/healthz", "", [OK; 5]),
    ("GET", "/api/v2/users/me", "/api/v2/users/me", "", [OK; 5]),
    ("GET", "/api/v2/users", "/api/v2/users", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users", "/api/v2/users?page[size]=1", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("POST", "/api/v2/users", "/api/v2/users", r#"{"user":{"name":"x"}}"#, [SIGN_IN, LIGHT, ADDED, ADDED, ADDED]),
    ("POST", "/api/v2/users", "/api/v2/users", r#"{"user":{"name":"x","role":"agent"}}"#, [SIGN_IN, LIGHT, STAFF, STAFF, ADDED]),
    ("POST", "/api/v2/users", "/api/v2/users", r#"{"user":{"name":"x","role":"admin"}}"#, [SIGN_IN, LIGHT, STAFF, STAFF, ADDED]),
    ("GET", "/api/v2/users/{user_id}", "/api/v2/users/{customer}", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/{user_id}", "/api/v2/users/{own}", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/users/{user_id}", "/api/v2/users/101", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/{user_id}/identities", "/api/v2/users/{customer}/identities", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/{user_id}/identities", "/api/v2/users/{own}/identities", "", [SIGN_IN, OK, OK, OK, OK]),
    ("PUT", "/api/v2/users/{user_id}", "/api/v2/users/{customer}", r#"{"user":{"notes":"x"}}"#, [SIGN_IN, LIGHT, OWN, OK, OK]),
    ("PUT", "/api/v2/users/{user_id}", "/api/v2/users/{own}", r#"{"user":{"notes":"x"}}"#, [SIGN_IN, LIGHT, OK, OK, OK]),
    ("PUT", "/api/v2/users/{user_id}", "/api/v2/users/{own}", r#"{"user":{"role":"agent"}}"#, [SIGN_IN, LIGHT, ADMINS, ADMINS, OK]),
    ("PUT", "/api/v2/users/{user_id}", "/api/v2/users/101", r#"{"user":{}}"#, [SIGN_IN, LIGHT, OWN, STAFF, OK]),
    ("GET", "/api/v2/users/count", "/api/v2/users/count?role=agent", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/show_many", "/api/v2/users/show_many?ids=201", "", [SIGN_IN, OK, OWN, OK, OK]),
    (
        "POST",
        "/api/v2/users/create_or_update",
        "/api/v2/users/create_or_update",
        r#"{"user":{"name":"x"}}"#,
        [SIGN_IN, LIGHT, ADDED, ADDED, ADDED],
    ),
    ("DELETE", "/api/v2/users/{user_id}", "/api/v2/users/{customer}", "", [SIGN_IN, LIGHT, OWN, OK, OK]),
    ("DELETE", "/api/v2/users/{user_id}", "/api/v2/users/{own}", "", [SIGN_IN, LIGHT, OK, OK, OK]),
    (
        "PUT",
        "/api/v2/users/{user_id}/merge",
        "/api/v2/users/{customer}/merge",
        r#"{"user":{"email":"nobody@acme.test"}}"#,
        [SIGN_IN, LIGHT, OWN, GONE, GONE],
    ),
    ("GET", "/api/v2/users/{user_id}/tags", "/api/v2/users/{customer}/tags", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("POST", "/api/v2/users/{user_id}/tags", "/api/v2/users/{customer}/tags", r#"{"tags":["a"]}"#, [SIGN_IN, LIGHT, OWN, ADDED, ADDED]),
    ("PUT", "/api/v2/users/{user_id}/tags", "/api/v2/users/{customer}/tags", r#"{"tags":["a"]}"#, [SIGN_IN, LIGHT, OWN, OK, OK]),
    ("DELETE", "/api/v2/users/{user_id}/tags", "/api/v2/users/{customer}/tags", r#"{"tags":["a"]}"#, [SIGN_IN, LIGHT, OWN, OK, OK]),
    (
        "POST",
        "/api/v2/users/{user_id}/identities",
        "/api/v2/users/{customer}/identities",
        r#"{"identity":{"type":"twitter","value":"{unique}"}}"#,
        [SIGN_IN, LIGHT, OWN, ADDED, ADDED],
    ),
    (
        "GET",
        "/api/v2/users/{user_id}/identities/{user_identity_id}",
        "/api/v2/users/{customer}/identities/{identity}",
        "",
        [SIGN_IN, OK, OWN, OK, OK],
    ),
    (
        "PUT",
        "/api/v2/users/{user_id}/identities/{user_identity_id}",
        "/api/v2/users/{customer}/identities/{identity}",
        r#"{"identity":{"verified":true}}"#,
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
    (
        "PUT",
        "/api/v2/users/{user_id}/identities/{user_identity_id}/make_primary",
        "/api/v2/users/{customer}/identities/{identity}/make_primary",
        "",
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
    (
        "PUT",
        "/api/v2/users/{user_id}/identities/{user_identity_id}/verify",
        "/api/v2/users/{customer}/identities/{identity}/verify",
        "",
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
    (
        "PUT",
        "/api/v2/users/{user_id}/identities/{user_identity_id}/request_verification",
        "/api/v2/users/{customer}/identities/{identity}/request_verification",
        "",
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
    (
        "DELETE",
        "/api/v2/users/{user_id}/identities/{user_identity_id}",
        "/api/v2/users/{customer}/identities/{identity}",
        "",
        [SIGN_IN, LIGHT, OWN, DONE, DONE],
    ),
    ("GET", "/api/v2/end_users/{user_id}/identities", "/api/v2/end_users/{customer}/identities", "", [SIGN_IN, OK, OWN, OK, OK]),
    (
        "POST",
        "/api/v2/end_users/{user_id}/identities",
        "/api/v2/end_users/{customer}/identities",
        r#"{"identity":{"type":"twitter","value":"{unique}"}}"#,
        [SIGN_IN, LIGHT, OWN, ADDED, ADDED],
    ),
    (
        "GET",
        "/api/v2/end_users/{user_id}/identities/{user_identity_id}",
        "/api/v2/end_users/{customer}/identities/{identity}",
        "",
        [SIGN_IN, OK, OWN, OK, OK],
    ),
    (
        "PUT",
        "/api/v2/end_users/{user_id}/identities/{user_identity_id}/make_primary",
        "/api/v2/end_users/{customer}/identities/{identity}/make_primary",
        "",
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
    (
        "PUT",
        "/api/v2/end_users/{user_id}/identities/{user_identity_id}/request_verification",
        "/api/v2/end_users/{customer}/identities/{identity}/request_verification",
        "",
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
    (
        "DELETE",
        "/api/v2/end_users/{user_id}/identities/{user_identity_id}",
        "/api/v2/end_users/{customer}/identities/{identity}",
        "",
        [SIGN_IN, LIGHT, OWN, DONE, DONE],
    ),
    ("GET", "/api/v2/end_users/{user_id}", "/api/v2/end_users/{customer}", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("PUT", "/api/v2/end_users/{user_id}", "/api/v2/end_users/{customer}", r#"{"user":{"name":"x"}}"#, [SIGN_IN, LIGHT, OWN, OK, OK]),
    ("GET", "/api/v2/deleted_users", "/api/v2/deleted_users", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/deleted_users/count", "/api/v2/deleted_users/count", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/deleted_users/{deleted_user_id}", "/api/v2/deleted_users/{deleted}", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("DELETE", "/api/v2/deleted_users/{deleted_user_id}", "/api/v2/deleted_users/{deleted}", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("GET", "/api/v2/incremental/users", "/api/v2/incremental/users?start_time=0", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("GET", "/api/v2/incremental/users/cursor", "/api/v2/incremental/users/cursor?start_time=0", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("GET", "/api/v2/users/{user_id}/organizations", "/api/v2/users/{customer}/organizations", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/{user_id}/organizations/count", "/api/v2/users/{customer}/organizations/count", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/organizations", "/api/v2/organizations", "", [SIGN_IN, OK, OK, OK, OK]),
    (
        "POST",
        "/api/v2/organizations",
        "/api/v2/organizations",
        r#"{"organization":{"name":"{unique}"}}"#,
        [SIGN_IN, ADMINS, ADMINS, ADMINS, ADDED],
    ),
    ("GET", "/api/v2/organizations/count", "/api/v2/organizations/count", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/organizations/show_many", "/api/v2/organizations/show_many?ids=301,302", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/organizations/search", "/api/v2/organizations/search?name=x", "", [SIGN_IN, OK, OK, OK, OK]),
    (
        "POST",
        "/api/v2/organizations/create_or_update",
        "/api/v2/organizations/create_or_update",
        r#"{"organization":{"name":"{unique}"}}"#,
        [SIGN_IN, ADMINS, ADMINS, ADMINS, ADDED],
    ),
    (
        "PUT",
        "/api/v2/organizations/{organization_id}",
        "/api/v2/organizations/{organization}",
        r#"{"organization":{"notes":"x"}}"#,
        [SIGN_IN, LIGHT, OK, OK, OK],
    ),
    (
        "PUT",
        "/api/v2/organizations/{organization_id}",
        "/api/v2/organizations/{organization}",
        r#"{"organization":{"details":"x"}}"#,
        [SIGN_IN, LIGHT, ADMINS, ADMINS, OK],
    ),
    (
        "DELETE",
        "/api/v2/organizations/{organization_id}",
        "/api/v2/organizations/{organization}",
        "",
        [SIGN_IN, ADMINS, ADMINS, ADMINS, DONE],
    ),
    (
        "GET",
        "/api/v2/organizations/{organization_id}/related",
        "/api/v2/organizations/{organization}/related",
        "",
        [SIGN_IN, OK, OK, OK, OK],
    ),
    ("GET", "/api/v2/organizations/autocomplete", "/api/v2/organizations/autocomplete?name=north", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/organizations/{organization_id}", "/api/v2/organizations/301", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/search", "/api/v2/search?query=x", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/search", "/api/v2/search?query=x+type:organization", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/search", "/api/v2/search?query=x+type:ticket", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/search/count", "/api/v2/search/count?query=x", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/search/export", "/api/v2/search/export?query=x&filter[type]=user", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/search", "/api/v2/users/search?query=x", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/autocomplete", "/api/v2/users/autocomplete?name=x", "", [SIGN_IN, OK, OK, OK, OK]),
    ("POST", "/api/v2/users/autocomplete", "/api/v2/users/autocomplete", r#"{"name":"x"}"#, [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v1/form", "/api/v1/form", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v1/capabilities", "/api/v1/capabilities", "", [OK; 5]),
    ("POST", "/api/v1/suggestions", "/api/v1/suggestions", r#"{"user":{"name":"x"}}"#, [SIGN_IN, LIGHT, OK, OK, OK]),
    ("GET", "/api/v1/settings", "/api/v1/settings", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("PUT", "/api/v1/settings", "/api/v1/settings", r#"{"settings":{}}"#, [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("GET", "/api/v1/embed_keys", "/api/v1/embed_keys", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    (
        "POST",
        "/api/v1/embed_keys",
        "/api/v1/embed_keys",
        r#"{"embed_key":{"name":"x","origins":[]}}"#,
        [SIGN_IN, ADMINS, ADMINS, ADMINS, ADDED],
    ),
    ("DELETE", "/api/v1/embed_keys/{embed_key_id}", "/api/v1/embed_keys/{key}", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
];

pub fn rows() -> impl Iterator<Item = &'static Row> {
    let more = [
        belonging_rows::ROWS,
        bulk_rows::ROWS,
        check_ticket_permissions::ROWS,
        directory_rows::ROWS,
        field_rows::ROWS,
        proof_rows::ROWS,
        registration_rows::ROWS,
        webhook_rows::ROWS,
    ];
    ROWS.iter().chain(more.into_iter().flatten())
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let routes = Operation::ALL.iter().map(|operation| (operation.method(), operation.path()));
    let (mut routes, mut rows) = (routes.collect::<Vec<_>>(), rows().map(|row| (row.0, row.1)).collect::<Vec<_>>());
    for list in [&mut routes, &mut rows] {
        list.sort_unstable();
        list.dedup();
    }
    assert_eq!(routes, rows);
}

/// The path, or the body, with somebody, or something, in it that only this request is about.
pub fn path(app: &TestApp, template: &str, caller: Caller) -> String {
    let adds = matches!(caller, Caller::Restricted | Caller::Agent | Caller::Admin);
    let add = |by| app.add_by(by, &json!({ "name": unique() }))["id"].to_string();
    let mut path = field_rows::path(app, template);
    if path.contains("{customer}") && !path.contains("{identity}") {
        path = path.replace("{customer}", &add(if caller == Caller::Admin { Caller::Agent } else { Caller::Admin }));
    }
    if path.contains("{own}") {
        path = path.replace("{own}", &add(if adds { caller } else { Caller::Admin }));
    }
    if path.contains("{identity}") {
        let user = app.add_by(Caller::Admin, &json!({ "name": unique(), "email": address(), "phone": national_number() }));
        let identities = app.get(&format!("/api/v2/users/{}/identities", user["id"])).by(Caller::Admin).told(200);
        path = path.replace("{customer}", &user["id"].to_string()).replace("{identity}", &identities["identities"][1]["id"].to_string());
    }
    if path.contains("{deleted}") {
        let id = add(Caller::Agent);
        app.request("DELETE", &format!("/api/v2/users/{id}")).by(Caller::Agent).told(200);
        path = path.replace("{deleted}", &id);
    }
    if path.contains("{organization}") {
        let organization = json!({ "organization": { "name": unique() } });
        let made = app.post("/api/v2/organizations", &organization).by(Caller::Admin).told(201);
        path = path.replace("{organization}", &made["organization"]["id"].to_string());
    }
    if path.contains("{check}") {
        path = path.replace("{check}", &crate::mailbox::check(app).to_string());
    }
    if path.contains("{job}") {
        let made = app.post("/api/v2/users/create_many", &json!({ "users": [] })).by(Caller::Admin).told(200);
        path = path.replace("{job}", made["job_status"]["id"].as_str().unwrap());
    }
    if path.contains("{member") {
        let member = app.add_by(Caller::Admin, &json!({ "name": unique(), "organization_id": 301 }))["id"].take();
        let list = app.get(&format!("/api/v2/users/{member}/organization_memberships")).by(Caller::Admin).told(200);
        let membership = &list["organization_memberships"][0]["id"];
        path = path.replace("{member}", &member.to_string()).replace("{membership}", &membership.to_string());
    }
    if path.contains("{group") {
        let made = app.post("/api/v2/groups", &json!({ "group": { "name": unique() } })).by(Caller::Admin).told(201);
        path = path.replace("{group}", &made["group"]["id"].to_string());
        if path.contains("{group_membership}") {
            let membership = json!({ "group_membership": { "user_id": 101, "group_id": made["group"]["id"] } });
            let made = app.post("/api/v2/group_memberships", &membership).by(Caller::Admin).told(201);
            path = path.replace("{group_membership}", &made["group_membership"]["id"].to_string());
        }
    }
    if path.contains("{key}") {
        let key = json!({ "embed_key": { "name": unique(), "origins": [] } });
        let made = app.post("/api/v1/embed_keys", &key).by(Caller::Admin).told(201);
        path = path.replace("{key}", &made["embed_key"]["id"].to_string());
    }
    path = webhook_rows::path(app, &path);
    if path.contains("{ticket}") {
        let ticket = json!({ "ticket": { "description": "x", "requester_id": 201 } });
        let made = app.post("/api/v2/tickets", &ticket).by(Caller::Admin).told(201);
        path = path.replace("{ticket}", &made["ticket"]["id"].to_string());
    }
    if path.contains("{request}") {
        let by = if caller == Caller::Anonymous { Caller::Agent } else { caller };
        let made = app.post("/api/v2/requests", &json!({ "request": { "comment": { "body": "x" } } })).by(by).told(201);
        path = path.replace("{request}", &made["request"]["id"].to_string());
    }
    path.replace("{unique}", &unique())
}

fn check(answer: &Answer, told: Told, what: &str) {
    let body: Value = if answer.text.is_empty() { Value::Null } else { serde_json::from_str(&answer.text).unwrap() };
    assert_eq!((answer.status, body["rule"].as_str().unwrap_or_default()), told, "{what}: {body}");
    if told.1.is_empty() {
        return;
    }
    assert_eq!(body["code"], "denied");
    assert!(["reason", "remedy"].iter().all(|key| body[key].as_str().is_some_and(|text| text.ends_with('.'))), "{body}");
    if told.0 == 401 {
        assert_eq!(body["error"], "Couldn't authenticate you");
        assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"Web Password\""));
    } else {
        assert_eq!(body["error"]["title"], "Forbidden");
        assert!(body["error"]["message"].as_str().unwrap().starts_with("You do not have access to this page."));
        assert_eq!(answer.header("x-denied-rule"), Some(told.1));
    }
}

fn check_all(authorize: impl for<'a> Fn(Request<'a>, Caller) -> Request<'a>, told: impl Fn(&str, [Told; 5]) -> [Told; 5]) {
    let app = TestApp::shared();
    for (method, _, template, body, row) in rows() {
        for (caller, told) in Caller::ALL.into_iter().zip(told(template, *row)) {
            let request = authorize(app.request(method, &path(app, template, caller)), caller);
            let request =
                if body.is_empty() { request } else { request.header("content-type", "application/json").bytes(path(app, body, caller)) };
            check(&request.send(), told, &format!("{method} {template} {caller:?} {body}"));
        }
    }
}

#[test]
fn every_caller_is_told_what_the_table_says() {
    check_all(|request, caller| request.by(caller), |_, row| row);
}

#[test]
fn every_caller_in_the_widget_is_told_the_same_and_an_admin_there_is_an_agent() {
    let told = |template: &str, [anonymous, light, restricted, agent, admin]: [Told; 5]| {
        // 101 is the admin, who may change their own record.
        let own = template.ends_with("/101");
        [anonymous, light, restricted, agent, if own { admin } else { agent }]
    };
    check_all(|request, caller| request.embedded(caller), told);
}

#[test]
fn a_customer_with_a_token_has_nothing_but_the_own_profile() {
    let app = TestApp::shared();
    let email = crate::support::address();
    let id = app.add(&json!({ "name": unique(), "email": email }))["id"].take();
    let by_customer = |method: &str, path: &str| app.request(method, path).bearer(&crate::embed_token::of(&email));
    by_customer("GET", &format!("/api/v2/users/{id}")).told(200);
    for (method, path) in
        [("GET", "/api/v2/users"), ("GET", "/api/v2/users/201"), ("PUT", &format!("/api/v2/users/{id}")), ("POST", "/api/v2/users")]
    {
        let answer = by_customer(method, path).header("content-type", "application/json").send();
        check(&answer, (403, "customers_own_profile"), path);
    }
    check(&by_customer("GET", "/api/v1/settings").send(), ADMINS, "settings");
}

#[test]
fn a_refused_caller_is_refused_before_the_body_is_read() {
    let app = TestApp::shared();
    for (caller, told) in [(Caller::Anonymous, SIGN_IN), (Caller::Light, LIGHT)] {
        let answer = app.request("POST", "/api/v2/users").by(caller).header("content-type", "text/plain").bytes("{").send();
        check(&answer, told, "nonsense");
    }
}
