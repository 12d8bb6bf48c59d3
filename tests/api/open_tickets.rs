//! `POST /api/v2/tickets?entry_point=…`: a ticket, and its requester as a form for adding customers has one.

use std::thread;

use serde_json::{Value, json};

use crate::create_user::stored;
use crate::database;
use crate::embed_token;
use crate::fields_app::FieldsApp;
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, Request, TestApp, address, keys, mistakes, national_number, unique};

const OPEN: &str = "/api/v2/tickets?entry_point=agent";

fn ticket(requester: &Value) -> Value {
    json!({ "ticket": { "subject": "Parcel", "description": "It is late.", "requester": requester } })
}

/// As a program sends it, whose form has every field.
fn open_by_program<'a>(app: &'a TestApp, requester: &Value) -> Request<'a> {
    app.post("/api/v2/tickets?entry_point=api", &ticket(requester)).by(Caller::Agent)
}

/// As the widget of an agent sends it.
fn open<'a>(app: &'a TestApp, requester: &Value) -> Request<'a> {
    app.post(OPEN, &ticket(requester)).embedded(Caller::Agent)
}

#[test]
fn all_that_was_typed_of_a_caller_is_stored_with_the_ticket() {
    let app = TestApp::shared();
    let (email, external_id, phone) = (address(), unique(), format!("+1{}", national_number()));
    let body = open_by_program(
        app,
        &json!({
            "name": "New Caller", "email": email, "phone": phone, "organization_id": "301", "external_id": external_id,
            "tags": "vip", "notes": "calls early", "locale": "de",
        }),
    )
    .told(201);
    assert_eq!(keys(&body), ["ticket", "audit", "user"]);
    let (ticket, user) = (&body["ticket"], &body["user"]);
    assert_eq!(app.user(&user["id"]), *user);
    assert_eq!((&user["name"], &user["email"], &user["role"]), (&json!("New Caller"), &json!(email), &json!("end-user")));
    assert_eq!((&user["phone"], &user["organization_id"], &user["external_id"]), (&json!(phone), &json!(301), &json!(external_id)));
    assert_eq!((&user["tags"], &user["notes"], &user["locale"]), (&json!(["vip"]), &json!("calls early"), &json!("de")));
    assert_eq!((&ticket["requester_id"], &ticket["submitter_id"]), (&user["id"], &json!(102)));
    assert_eq!((&ticket["subject"], &ticket["description"]), (&json!("Parcel"), &json!("It is late.")));
    // As every ticket has them of its requester.
    assert_eq!((&ticket["organization_id"], &ticket["tags"]), (&json!(301), &json!(["vip"])));
    let logged = "SELECT json_group_array(action) FROM (SELECT action FROM audit_log
        WHERE target_id IN (?1, ?2) AND action IN ('user.created', 'ticket.created')
            AND json_extract(detail, '$.entry_point') IS iif(action = 'user.created', 'api', NULL)
        ORDER BY action DESC)";
    let ids = [user["id"].to_string(), ticket["id"].to_string()];
    let logged = database::run(&app.server().state, logged, &[&ids[0], &ids[1]]);
    assert_eq!(logged[0][0], r#"["user.created","ticket.created"]"#);
}

#[test]
fn a_caller_without_an_address_can_have_a_number() {
    let app = TestApp::shared();
    let phone = format!("+1{}", national_number());
    let body = open(app, &json!({ "name": unique(), "phone": phone })).told(201);
    assert_eq!((&body["user"]["email"], &body["user"]["phone"]), (&json!(null), &json!(phone)));
    assert_eq!(body["ticket"]["requester_id"], body["user"]["id"]);
}

#[test]
fn the_accounts_own_fields_are_stored_and_asked_for_as_the_form_has_them() {
    let app = FieldsApp::take();
    app.define("plan", "text", &json!({}));
    let settings = json!({ "settings": { "entry_points": { "agent": { "user_fields": { "plan": "required" } } } } });
    app.put("/api/v1/settings", &settings).by(Caller::Admin).told(200);
    let body = open(&app, &json!({ "name": unique() })).told(422);
    assert_eq!(mistakes(&body), ["requester.user_fields.plan: required"]);
    let body = open(&app, &json!({ "name": unique(), "user_fields": { "plan": "gold" } })).told(201);
    assert_eq!(body["user"]["user_fields"]["plan"], "gold");
}

#[test]
fn a_requester_is_held_against_the_form_of_the_entry_point() {
    let app = SettingsApp::take();
    app.set(&json!({ "entry_points": {
        "agent": { "fields": { "phone": "required", "notes": "hidden" } },
        "organization": { "fields": { "organization": "required" } },
        "request": { "fields": { "phone": "required" } },
    } }));
    let requester = json!({ "name": unique(), "notes": "x" });
    assert_eq!(mistakes(&open(&app, &requester).told(422)), ["requester.phone: required"]);
    let organization = app.post("/api/v2/tickets?entry_point=organization", &ticket(&requester)).embedded(Caller::Agent);
    assert_eq!(mistakes(&organization.told(422)), ["requester.organization: required"]);
    let with_phone = json!({ "name": unique(), "notes": "x", "phone": "+12125550177" });
    assert_eq!(open(&app, &with_phone).told(201)["user"]["notes"], json!(null));
    // A program has the form of programs, and no other.
    let by_program = |path: &str| app.post(path, &ticket(&requester)).by(Caller::Agent);
    assert_eq!(by_program(OPEN).told(400)["code"], "invalid_parameter");
    assert_eq!(by_program("/api/v2/tickets?entry_point=api").told(201)["user"]["notes"], "x");
}

#[test]
fn every_mistake_in_both_is_told_and_nothing_is_stored() {
    let app = TestApp::shared();
    let name = unique();
    let wrong = json!({ "ticket": { "priority": "soon", "requester": { "name": name, "email": "ana@", "phone": "12x" } } });
    let body = app.post(OPEN, &wrong).embedded(Caller::Agent).told(422);
    let expected =
        ["requester.email: email_incomplete", "requester.phone: phone_character", "priority: not_offered", "description: required"];
    assert_eq!(mistakes(&body), expected);
    let body = open(app, &json!({ "email": address() })).told(422);
    assert_eq!(body["details"]["requester.name"][0]["description"], "Name: is too short (minimum is 1 character)");
    for requester in [json!(null), json!(201), json!("ana@acme.test"), json!([])] {
        assert_eq!(mistakes(&open(app, &requester).told(422)), ["requester: required"], "{requester}");
    }
    assert_eq!(stored(app, &name), 0);
}

#[test]
fn an_address_that_somebody_has_is_a_mistake_at_its_field_and_opens_nothing() {
    let app = TestApp::shared();
    let (name, email, external_id) = (unique(), address(), unique());
    let owner = app.add(&json!({ "name": unique(), "email": email, "external_id": external_id }));
    let body = open(app, &json!({ "name": name, "email": email.to_uppercase() })).told(422);
    assert_eq!(mistakes(&body), ["requester.email: taken"]);
    let told = format!("Email: {} is already being used by another user", email.to_uppercase());
    assert_eq!(body["details"]["requester.email"][0]["description"], told);
    let body = open_by_program(app, &json!({ "name": name, "external_id": external_id })).told(422);
    assert_eq!(mistakes(&body), ["requester.external_id: taken"]);
    let body = open_by_program(app, &json!({ "name": name, "organization_id": "999999" })).told(422);
    assert_eq!(mistakes(&body), ["requester.organization: unknown"]);
    assert_eq!(stored(app, &name), 0);
    let count = format!("/api/v2/users/{}/tickets/requested/count", owner["id"]);
    assert_eq!(app.get(&count).by(Caller::Agent).told(200)["count"]["value"], 0);
}

#[test]
fn the_same_request_adds_one_customer_and_opens_one_ticket() {
    let app = TestApp::shared();
    for email in [json!(null), json!(address())] {
        let (key, name) = (unique(), unique());
        let requester = json!({ "name": name, "email": email });
        let send = || open(app, &requester).header("idempotency-key", &key).send();
        let first = send();
        assert_eq!((first.status, first.header("x-idempotency-lookup")), (201, Some("miss")));
        let again: Vec<_> = [(); 3].map(|()| send()).into_iter().map(|answer| (answer.text, answer.status)).collect();
        assert!(again.iter().all(|(text, status)| (text, *status) == (&first.text, 201)));
        let user = &first.told(201)["user"]["id"];
        let count = app.get(&format!("/api/v2/users/{user}/tickets/requested/count")).by(Caller::Agent).told(200);
        assert_eq!((stored(app, &name), &count["count"]["value"]), (1, &json!(1)));
        let other = open(app, &json!({ "name": unique() })).header("idempotency-key", &key).told(400);
        assert_eq!(other["code"], "idempotency_mismatch");
    }
}

#[test]
fn of_two_at_once_with_one_address_one_is_added() {
    let (email, name) = (address(), unique());
    let send = || {
        let requester = json!({ "name": name, "email": email });
        thread::spawn(move || open(TestApp::shared(), &requester).send().status)
    };
    let mut statuses: Vec<_> = [(); 4].map(|()| send()).into_iter().map(|thread| thread.join().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!((statuses, stored(TestApp::shared(), &name)), (vec![201, 422, 422, 422], 1));
}

#[test]
fn the_new_customer_can_get_copies_of_it_too_and_so_can_others() {
    let app = TestApp::shared();
    let (own, other) = (address(), address());
    let mut body = ticket(&json!({ "name": unique(), "email": own, "organization_id": "301" }));
    body["ticket"]["email_ccs"] = json!([{ "user_email": own.to_uppercase() }, { "user_email": other }]);
    body["ticket"]["organization_id"] = json!(301);
    let body = app.post("/api/v2/tickets?entry_point=api", &body).by(Caller::Agent).told(201);
    let copied = body["ticket"]["email_cc_ids"].as_array().unwrap();
    assert!(copied.len() == 2 && copied.contains(&body["user"]["id"]), "{body}");
    assert_eq!(body["ticket"]["organization_id"], 301);
}

#[test]
fn whoever_may_not_add_customers_or_not_write_tickets_gets_neither() {
    let app = SettingsApp::take();
    let requester = || json!({ "name": unique(), "email": address() });
    app.post(OPEN, &ticket(&requester())).embedded(Caller::Restricted).told(201);
    assert_eq!(app.post(OPEN, &ticket(&requester())).embedded(Caller::Light).told(403)["rule"], "light_agents_read");
    app.set(&json!({ "strict_zendesk_rules": true }));
    assert_eq!(app.post(OPEN, &ticket(&requester())).embedded(Caller::Restricted).told(403)["rule"], "strict_restricted_agents");
    app.post(OPEN, &ticket(&requester())).told(401);
    let by_admin = app.post("/api/v2/tickets?entry_point=api", &ticket(&json!({ "name": unique(), "role": "agent" }))).by(Caller::Admin);
    assert_eq!(mistakes(&by_admin.told(422)), ["requester.role: not_offered"]);
}

#[test]
fn a_role_puts_new_customers_where_it_may() {
    let app = SettingsApp::take();
    let role = r#"{"end_user_profile_access":"edit-within-org","ticket_access":"all","ticket_editing":true}"#;
    database::run(
        &app.server().state,
        "INSERT OR IGNORE INTO custom_roles (id, name, name_normal_form, configuration, created_at, updated_at)
         VALUES (809, 'Local', 'local', ?, '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z')",
        &[role],
    );
    app.set(&json!({ "entry_points": { "agent": { "fields": { "organization": "optional" } } } }));
    let agent = |organization: &Value| {
        let email = address();
        app.add_by(Caller::Admin, &json!({ "name": unique(), "email": email, "custom_role_id": 809, "organization_id": organization }));
        embed_token::of(&email)
    };
    let by = |agent: &str, path: &str, body: &Value| app.post(path, body).bearer(agent).send();
    let (partner, lonely) = (agent(&json!(301)), agent(&json!(null)));
    let requester = |organization: &Value| ticket(&json!({ "name": unique(), "organization_id": organization }));
    assert_eq!(by(&partner, OPEN, &requester(&json!("301"))).told(201)["user"]["organization_id"], 301);
    let elsewhere = |answer: Answer| assert_eq!(answer.told(403)["rule"], "custom_role_own_organization");
    elsewhere(by(&partner, OPEN, &requester(&json!("302"))));
    elsewhere(by(&lonely, OPEN, &requester(&json!(null))));
    // Nor does a name or a copy get around it.
    let named = json!({ "ticket": { "description": "x", "requester": { "name": unique(), "email": address() } } });
    elsewhere(by(&lonely, "/api/v2/tickets", &named));
    let copied = || json!({ "ticket": { "description": "x", "email_ccs": [{ "user_email": address() }] } });
    elsewhere(by(&lonely, "/api/v2/tickets", &copied()));
    let ticket = by(&partner, "/api/v2/tickets", &copied()).told(201)["ticket"].take();
    assert_eq!(app.user(&ticket["email_cc_ids"][0])["organization_id"], 301);
}

#[test]
fn strangers_and_customers_gain_nothing() {
    let app = TestApp::shared();
    let email = address();
    let requester =
        json!({ "name": "Ana Díaz", "email": email, "phone": "+12125550199", "tags": ["vip"], "notes": "x", "organization_id": 301 });
    let request = json!({ "request": { "requester": requester, "comment": { "body": "x" } } });
    app.post("/api/v2/requests?entry_point=agent", &request).told(201);
    let found = app.get(&format!("/api/v2/users/search?query=email:{email}")).by(Caller::Admin).told(200)["users"][0].take();
    assert_eq!(found["name"], "Ana Díaz");
    assert_eq!(
        (&found["phone"], &found["tags"], &found["notes"], &found["organization_id"]),
        (&json!(null), &json!([]), &json!(null), &json!(null))
    );
    // And staff who name somebody as Zendesk's programs do store a name and an address.
    let email = address();
    let named = json!({ "ticket": { "description": "x", "requester": { "name": "Ana", "email": email, "notes": "x" } } });
    let ticket = app.post("/api/v2/tickets", &named).by(Caller::Agent).told(201);
    assert_eq!((app.user(&ticket["ticket"]["requester_id"])["notes"].clone(), keys(&ticket)), (json!(null), vec!["ticket", "audit"]));
}
