//! `PUT /api/v2/users/{id}`: what is named changes, the rest stays.

use serde_json::{Value, json};

use crate::database;
use crate::settings_app::SettingsApp;
use crate::support::{Caller, TestApp, address, mistakes, national_number, unique};

fn put(app: &TestApp, id: &Value, changes: &Value, status: u16) -> Value {
    app.put(&format!("/api/v2/users/{id}"), &json!({ "user": changes })).by(Caller::Agent).told(status)
}

/// Value, primary, verified of a user's identities, the oldest first.
fn identities(app: &TestApp, id: &Value) -> Value {
    let sql = "SELECT value, is_primary, verified FROM identities WHERE user_id = ? ORDER BY id";
    json!(database::run(&app.server().state, sql, &[&id.to_string()]))
}

#[test]
fn what_is_not_named_stays() {
    let app = TestApp::shared();
    let before = app.add(&json!({ "name": unique(), "email": address(), "tags": ["a"], "notes": "n", "details": "d", "organization_id": 301, "locale": "fr" }));
    let name = unique();
    let mut expected = before.clone();
    expected["name"] = json!(name);
    let mut after = put(app, &before["id"], &json!({ "name": name }), 200)["user"].take();
    assert_eq!(app.user(&before["id"]), after);
    after["updated_at"] = before["updated_at"].clone();
    assert_eq!(after, expected);
}

#[test]
fn another_address_is_added_beside_the_first() {
    let app = TestApp::shared();
    let (first, second, third) = (address(), address(), address());
    let user = app.add(&json!({ "name": unique(), "email": first }));
    let after = put(app, &user["id"], &json!({ "email": second }), 200)["user"].take();
    assert_eq!((&after["email"], &after["verified"]), (&json!(first), &json!(false)));
    let after = put(app, &user["id"], &json!({ "email": third, "verified": true }), 200)["user"].take();
    assert_eq!((&after["email"], &after["verified"]), (&json!(first), &json!(true)));
    assert_eq!(identities(app, &user["id"]), json!([[first, 1, 0], [second, 0, 0], [third, 0, 1]]));
}

#[test]
fn an_address_of_ones_own_changes_nothing() {
    let app = TestApp::shared();
    let email = address();
    let user = app.add(&json!({ "name": unique(), "email": email }));
    put(app, &user["id"], &json!({ "email": email.to_uppercase() }), 200);
    assert_eq!(identities(app, &user["id"]), json!([[email, 1, 0]]));
}

#[test]
fn an_address_of_somebody_else_is_refused_and_nothing_else_changes() {
    let app = TestApp::shared();
    let (taken, own) = (address(), address());
    app.add(&json!({ "name": unique(), "email": taken }));
    let user = app.add(&json!({ "name": unique(), "email": own }));
    let body = put(app, &user["id"], &json!({ "name": unique(), "email": taken, "organization_id": 301 }), 422);
    let detail = json!([{ "description": format!("Email: {taken} is already being used by another user"), "error": "DuplicateValue", "code": "taken" }]);
    assert_eq!(body["details"], json!({ "email": detail }));
    assert_eq!(app.user(&user["id"]), user);
}

#[test]
fn verified_alone_speaks_of_the_primary_address() {
    let app = TestApp::shared();
    let (first, second) = (address(), address());
    let user = app.add(&json!({ "name": unique(), "email": first, "identities": [{ "type": "email", "value": second }] }));
    let after = put(app, &user["id"], &json!({ "verified": true }), 200);
    assert_eq!(after["user"]["verified"], true);
    assert_eq!(identities(app, &user["id"]), json!([[first, 1, 1], [second, 0, 0]]));
}

#[test]
fn another_organization_takes_the_place_of_the_first_and_null_of_all() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "organization_id": 301 }));
    let memberships = || {
        let sql = "SELECT organization_id FROM organization_memberships WHERE user_id = ?";
        json!(database::run(&app.server().state, sql, &[&user["id"].to_string()]))
    };
    assert_eq!(put(app, &user["id"], &json!({ "organization_id": 302 }), 200)["user"]["organization_id"], 302);
    assert_eq!(memberships(), json!([[302]]));
    let body = put(app, &user["id"], &json!({ "organization_id": 999_999 }), 422);
    assert_eq!(mistakes(&body), ["organization: unknown"]);
    assert_eq!(memberships(), json!([[302]]));
    assert_eq!(put(app, &user["id"], &json!({ "organization_id": null }), 200)["user"]["organization_id"], json!(null));
    assert_eq!(memberships(), json!([]));
}

#[test]
fn tags_take_the_place_of_those_before() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "tags": ["a", "b"] }));
    assert_eq!(put(app, &user["id"], &json!({ "tags": ["C", "b"] }), 200)["user"]["tags"], json!(["b", "c"]));
    assert_eq!(put(app, &user["id"], &json!({ "tags": [] }), 200)["user"]["tags"], json!([]));
}

#[test]
fn text_is_cleared_by_null_and_by_nothing() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "details": "d", "notes": "n", "external_id": unique() }));
    let after = put(app, &user["id"], &json!({ "details": null, "notes": " ", "external_id": "" }), 200)["user"].take();
    assert_eq!((&after["details"], &after["notes"], &after["external_id"]), (&json!(null), &json!(null), &json!(null)));
}

#[test]
fn a_name_cannot_be_taken_away() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    for name in [json!(""), json!("  "), json!(null)] {
        assert_eq!(mistakes(&put(app, &user["id"], &json!({ "name": name }), 422)), ["name: required"]);
    }
    assert_eq!(app.user(&user["id"]), user);
}

#[test]
fn a_number_can_be_cleared_but_not_the_last_way_to_reach_somebody() {
    let app = TestApp::shared();
    let number = national_number();
    let only = app.add(&json!({ "name": unique(), "phone": number }));
    for nothing in [json!(null), json!("")] {
        let body = put(app, &only["id"], &json!({ "phone": nothing }), 422);
        assert_eq!(mistakes(&body), ["phone: last_contact"]);
    }
    assert_eq!(app.user(&only["id"]), only);
    put(app, &only["id"], &json!({ "email": address() }), 200);
    let after = put(app, &only["id"], &json!({ "phone": null }), 200)["user"].take();
    assert_eq!((&after["phone"], &after["shared_phone_number"]), (&json!(null), &json!(null)));
    // The line is free again.
    assert_eq!(app.add(&json!({ "name": unique(), "phone": number }))["shared_phone_number"], false);
}

#[test]
fn a_second_number_is_one_more_identity_and_the_first_is_shown() {
    let app = TestApp::shared();
    let [first, second] = [(); 2].map(|()| format!("+1{}", national_number()));
    let user = app.add(&json!({ "name": unique(), "phone": first }));
    let after = put(app, &user["id"], &json!({ "phone": second }), 200);
    assert_eq!((&after["user"]["phone"], &after["user"]["shared_phone_number"]), (&json!(first), &json!(false)));
    assert_eq!(identities(app, &user["id"]), json!([[first, 1, 0], [second, 0, 0]]));
}

#[test]
fn a_placeholder_gives_way_to_the_first_address_that_mail_reaches() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "email": format!("{}@example.com", unique()) }));
    let real = format!("{}@acme.de", unique());
    assert_eq!(put(app, &user["id"], &json!({ "email": real }), 200)["user"]["email"], json!(real));
    let second = format!("{}@acme.de", unique());
    assert_eq!(put(app, &user["id"], &json!({ "email": second }), 200)["user"]["email"], json!(real));
}

#[test]
fn a_number_can_be_cleared_by_the_request_that_gives_an_address() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "phone": national_number() }));
    let after = put(app, &user["id"], &json!({ "phone": "", "email": address() }), 200)["user"].take();
    assert_eq!(after["phone"], json!(null));
}

#[test]
fn the_second_number_is_shown_once_the_first_is_cleared() {
    let app = TestApp::shared();
    let [first, second] = [(); 2].map(|()| format!("+1{}", national_number()));
    let user = app.add(&json!({ "name": unique(), "phone": first, "identities": [{ "type": "phone_number", "value": second }] }));
    assert_eq!(user["phone"], json!(first));
    let after = put(app, &user["id"], &json!({ "phone": null }), 200);
    assert_eq!((&after["user"]["phone"], &after["user"]["shared_phone_number"]), (&json!(second), &json!(false)));
    assert_eq!(identities(app, &user["id"]), json!([[second, 1, 0]]));
}

#[test]
fn a_number_among_more_identities_is_shown_where_there_was_none() {
    let app = TestApp::shared();
    let [first, second] = [(); 2].map(|()| format!("+1{}", national_number()));
    let more = |number: &String| json!([{ "type": "phone_number", "value": number }]);
    let added = app.add(&json!({ "name": unique(), "identities": more(&first) }));
    assert_eq!(added["phone"], json!(first));
    let user = app.add(&json!({ "name": unique() }));
    let after = put(app, &user["id"], &json!({ "identities": more(&second) }), 200);
    assert_eq!((&after["user"]["phone"], &after["user"]["shared_phone_number"]), (&json!(second), &json!(false)));
}

#[test]
fn a_number_that_another_has_is_shared_by_an_update_too() {
    let app = TestApp::shared();
    let number = national_number();
    app.add(&json!({ "name": unique(), "phone": number }));
    let user = app.add(&json!({ "name": unique() }));
    let after = put(app, &user["id"], &json!({ "phone": number }), 200)["user"].take();
    assert_eq!((&after["phone"], &after["shared_phone_number"]), (&json!(format!("+1{number}")), &json!(true)));
    assert_eq!(identities(app, &user["id"]), json!([]));
}

#[test]
fn a_number_that_another_has_is_refused_where_it_would_not_be_the_one_that_is_shown() {
    let app = TestApp::shared();
    let [taken, own] = [(); 2].map(|()| format!("+1{}", national_number()));
    app.add(&json!({ "name": unique(), "phone": taken }));
    let user = app.add(&json!({ "name": unique(), "phone": own, "email": address() }));
    let answer = put(app, &user["id"], &json!({ "phone": taken, "notes": "n" }), 422);
    assert_eq!(mistakes(&answer), ["phone: taken"]);
    let after = app.user(&user["id"]);
    assert_eq!((&after["phone"], &after["notes"]), (&json!(own), &json!(null)));
}

#[test]
fn verified_speaks_of_the_address_that_it_is_sent_with() {
    let app = TestApp::shared();
    let [first, second] = [(); 2].map(|()| address());
    let user = app.add(&json!({ "name": unique(), "email": first, "identities": [{ "type": "email", "value": second }] }));
    put(app, &user["id"], &json!({ "email": second.to_uppercase(), "verified": true }), 200);
    assert_eq!(identities(app, &user["id"]), json!([[first, 1, 0], [second, 0, 1]]));
    put(app, &user["id"], &json!({ "verified": true }), 200);
    assert_eq!(identities(app, &user["id"]), json!([[first, 1, 1], [second, 0, 1]]));
}

/// Sends a record back as it was shown, and compares what became of it.
fn send_back(app: &TestApp, caller: Caller, id: &Value) {
    let before = app.user(id);
    let mut after = app.put(&format!("/api/v2/users/{id}"), &json!({ "user": before })).by(caller).told(200)["user"].take();
    after["updated_at"] = before["updated_at"].clone();
    assert_eq!(after, before);
}

#[test]
fn a_whole_record_can_be_sent_back() {
    let app = TestApp::shared();
    let number = national_number();
    let full = json!({
        "name": unique(), "email": address(), "phone": number, "external_id": unique(), "organization_id": 301, "tags": ["b", "a"],
        "notes": "n", "details": "d", "locale": "ja", "time_zone": "Arizona", "verified": true,
    });
    for user in [full, json!({ "name": unique() }), json!({ "name": unique(), "phone": number })] {
        let id = app.add(&user)["id"].take();
        send_back(app, Caller::Agent, &id);
        send_back(app, Caller::Admin, &id);
    }
}

#[test]
fn a_whole_record_of_staff_can_be_sent_back_and_changes_no_rights() {
    let app = TestApp::shared();
    for staff in Caller::STAFF {
        send_back(app, Caller::Admin, &json!(staff.id()));
    }
    for oneself in [Caller::Restricted, Caller::Agent, Caller::Admin] {
        send_back(app, oneself, &json!(oneself.id()));
    }
}

#[test]
fn only_admins_change_roles_and_restrictions() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    let path = format!("/api/v2/users/{}", user["id"]);
    let promote = json!({ "user": { "role": "agent", "ticket_restriction": "groups" } });
    assert_eq!(app.put(&path, &promote).by(Caller::Agent).told(403)["rule"], "admins_only");
    let after = app.change(&user["id"], &promote["user"]);
    assert_eq!((&after["role"], &after["ticket_restriction"]), (&json!("agent"), &json!("groups")));
    let after = app.change(&user["id"], &json!({ "role": "agent", "ticket_restriction": null }));
    assert_eq!((&after["role"], &after["ticket_restriction"]), (&json!("agent"), &json!(null)));
    assert_eq!(app.put(&path, &json!({ "user": { "role": "boss" } })).by(Caller::Admin).told(400)["code"], "invalid_parameter");
}

#[test]
fn a_restriction_alone_can_be_changed_and_a_role_that_is_null_is_none_that_is_sent() {
    let app = TestApp::shared();
    let id = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent", "ticket_restriction": "groups" }))["id"].take();
    let rank = |user: Value| (user["role"].clone(), user["ticket_restriction"].clone());
    assert_eq!(rank(app.change(&id, &json!({ "ticket_restriction": "assigned" }))), (json!("agent"), json!("assigned")));
    assert_eq!(rank(app.change(&id, &json!({ "role": null, "notes": "n" }))), (json!("agent"), json!("assigned")));
    let misspelt = json!({ "user": { "ticket_restriction": "asigned" } });
    assert_eq!(app.put(&format!("/api/v2/users/{id}"), &misspelt).by(Caller::Admin).told(400)["code"], "invalid_parameter");
    assert_eq!(rank(app.user(&id)), (json!("agent"), json!("assigned")));
    assert_eq!(rank(app.change(&id, &json!({ "role": "end-user" }))), (json!("end-user"), json!("requested")));
}

#[test]
fn a_light_agent_who_is_given_a_restriction_stays_a_light_agent() {
    // Of its own: two writers past each other would make the database busy.
    let app = SettingsApp::take();
    let id = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent" }))["id"].take();
    // No request makes a light agent: seats are sold elsewhere.
    database::run(&app.server().state, "UPDATE users SET role_type = 1 WHERE id = ?", &[&id.to_string()]);
    let after = app.change(&id, &json!({ "role": "agent", "ticket_restriction": "groups" }));
    assert_eq!((&after["role_type"], &after["ticket_restriction"]), (&json!(1), &json!("groups")));
    assert_eq!(app.change(&id, &json!({ "role": "admin" }))["role_type"], 4);
    assert_eq!(app.change(&id, &json!({ "role": "agent" }))["role_type"], json!(null));
}

#[test]
fn an_agent_cannot_lift_their_own_restriction() {
    let app = TestApp::shared();
    for wish in [json!({ "role": "agent", "ticket_restriction": null }), json!({ "role": "admin" })] {
        let answer = app.put("/api/v2/users/103", &json!({ "user": wish })).by(Caller::Restricted).told(403);
        assert_eq!(answer["rule"], "admins_only");
    }
    assert_eq!(app.user(&json!(103))["ticket_restriction"], "groups");
}

#[test]
fn no_admin_gives_up_being_one_so_that_there_is_always_one() {
    let app = TestApp::shared();
    for wish in [json!({ "role": "end-user" }), json!({ "role": "agent" }), json!({ "suspended": true })] {
        let path = format!("/api/v2/users/{}", Caller::Admin.id());
        assert_eq!(app.put(&path, &json!({ "user": wish })).by(Caller::Admin).told(403)["rule"], "not_oneself");
    }
    app.change(&json!(Caller::Admin.id()), &json!({ "role": "admin", "suspended": false }));
}

#[test]
fn no_agent_chooses_the_organizations_that_they_are_in() {
    let app = TestApp::shared();
    for (agent, path) in [(Caller::Restricted, "/api/v2/users/103"), (Caller::Agent, "/api/v2/users/102")] {
        for wish in [json!({ "organization_ids": [302] }), json!({ "organization_id": 302 }), json!({ "organization": { "name": "Acme" } })]
        {
            assert_eq!(app.put(path, &json!({ "user": wish })).by(agent).send().status, 403, "{wish}");
        }
    }
}

#[test]
fn the_same_organization_sent_again_is_the_same_membership() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "organization_id": 301 }));
    let path = format!("/api/v2/users/{}/organization_memberships", user["id"]);
    let before = app.get(&path).by(Caller::Agent).told(200);
    app.change(&user["id"], &json!({ "organization_id": 301 }));
    assert_eq!(app.get(&path).by(Caller::Agent).told(200), before);
}

#[test]
fn a_change_is_in_the_audit_log() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }));
    put(app, &user["id"], &json!({ "notes": "secret", "email": address() }), 200);
    let sql = "SELECT actor_id, action, detail FROM audit_log WHERE target_id = ? ORDER BY id DESC LIMIT 1";
    let rows = database::run(&app.server().state, sql, &[&user["id"].to_string()]);
    assert_eq!(rows, [[json!(102), json!("user.updated"), json!(r#"{"fields":["email","notes"]}"#)]]);
}
