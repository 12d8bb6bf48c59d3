//! `POST /api/v2/users`.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use usher_shared::value::Id;

use crate::support::{Caller, TestApp, address, keys, mistakes, national_number, unique};
use crate::{database, embed_token};

const USERS: &str = usher_shared::api::USERS;

#[test]
fn a_name_is_enough_and_the_answer_is_what_zendesk_recorded() {
    let app = TestApp::shared();
    let answer = app.post(USERS, &json!({ "user": { "name": "testUser" } })).by(Caller::Agent).send();
    let user = answer.told(201)["user"].take();
    let (id, at, base) = (&user["id"], &user["created_at"], &app.base);
    let expected = format!(
        r#"{{"user":{{"id":{id},"url":"{base}/api/v2/users/{id}.json","name":"testUser","email":null,"created_at":{at},"updated_at":{at},"time_zone":"America/New_York","iana_time_zone":"America/New_York","phone":null,"shared_phone_number":null,"photo":null,"locale_id":1,"locale":"en-US","organization_id":null,"role":"end-user","verified":false,"external_id":null,"tags":[],"alias":null,"active":true,"shared":false,"shared_agent":false,"last_login_at":null,"two_factor_auth_enabled":false,"signature":null,"details":null,"notes":null,"role_type":null,"custom_role_id":null,"moderator":false,"ticket_restriction":"requested","only_private_comments":false,"restricted_agent":true,"suspended":false,"default_group_id":null,"report_csv":false,"user_fields":{{}}}}}}"#
    );
    assert_eq!(answer.text, expected);
    assert_eq!(keys(&user).len(), 37);
    assert_eq!(answer.header("location"), user["url"].as_str());
    assert_eq!(answer.header("x-idempotency-lookup"), None);
    let at = at.as_str().unwrap();
    assert!(at.len() == 20 && at.starts_with("20") && at.ends_with('Z') && &at[10..11] == "T", "{at}");
    assert!(id.as_i64().is_some_and(|id| 0 < id && id < 1 << 53), "{id}");
}

/// What docs/scale.md splits an account by.
#[test]
fn an_id_says_when_it_was_made() {
    #[expect(clippy::disallowed_methods, reason = "the server's clock is this machine's")]
    let id_now = || Id::at(u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap(), 0).number();
    let before = id_now();
    let id = TestApp::shared().add(&json!({ "name": unique() }))["id"].as_i64().unwrap();
    assert!(before <= id && id < id_now() + 4096, "{before} {id}");
}

#[test]
fn everything_that_is_sent_is_stored_in_one_form() {
    let app = TestApp::shared();
    let (name, email, id, number) = (unique(), address(), unique(), national_number());
    let user = app.add(&json!({
        "name": format!("  Añá {name}\u{3000}"), "email": format!(" {} ", email.to_uppercase()), "phone": format!("({}) {}", &number[..3], &number[3..]),
        "external_id": id, "locale": "de", "time_zone": "Arizona", "tags": ["Zebra", "ant", "zebra"],
        "details": "one\r\ntwo\t", "notes": "three", "organization_id": 301, "verified": true,
    }));
    let expected = json!({
        "name": format!("Añá {name}"), "email": email.to_uppercase(), "phone": format!("+1{number}"), "shared_phone_number": false,
        "external_id": id, "locale": "de", "locale_id": 8, "time_zone": "Arizona", "iana_time_zone": "America/Phoenix",
        "tags": ["ant", "zebra"], "details": "one\ntwo", "notes": "three", "organization_id": 301, "verified": true,
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&user[key], value, "{key}");
    }
    assert_eq!(app.user(&user["id"]), user);
}

#[test]
fn an_address_that_somebody_has_is_refused_in_every_spelling() {
    let app = TestApp::shared();
    let name = unique();
    app.add(&json!({ "name": name, "email": format!("{name}@bücher.test") }));
    for spelling in [format!("{name}@bücher.test"), format!("{}@BÜCHER.TEST", name.to_uppercase()), format!("{name}@xn--bcher-kva.test")]
    {
        let again = unique();
        let answer = app.post(USERS, &json!({ "user": { "name": again, "email": spelling } })).by(Caller::Agent).send();
        let expected = format!(
            r#"{{"error":"RecordInvalid","description":"Record validation errors","details":{{"email":[{{"description":"Email: {spelling} is already being used by another user","error":"DuplicateValue","code":"taken"}}]}},"code":"invalid_fields"}}"#
        );
        assert_eq!((answer.status, answer.text), (422, expected));
        assert_eq!(stored(app, &again), 0);
    }
}

#[test]
fn an_external_id_that_somebody_has_is_refused_in_every_case() {
    let app = TestApp::shared();
    let (id, again) = (unique(), unique());
    app.add(&json!({ "name": "First", "external_id": id }));
    let body = app.post(USERS, &json!({ "user": { "name": again, "external_id": id.to_uppercase() } })).by(Caller::Agent).told(422);
    assert_eq!(mistakes(&body), ["external_id: taken"]);
    assert_eq!(body["details"]["external_id"][0]["description"], "External: has already been taken");
    assert_eq!(stored(app, &again), 0);
}

#[test]
fn a_number_is_a_direct_line_for_the_first_and_shared_by_the_next() {
    let app = TestApp::shared();
    let number = national_number();
    let first = app.add(&json!({ "name": unique(), "phone": number }));
    let second = app.add(&json!({ "name": unique(), "phone": format!("+1 {number}") }));
    assert_eq!((&first["phone"], &first["shared_phone_number"]), (&json!(format!("+1{number}")), &json!(false)));
    assert_eq!((&second["phone"], &second["shared_phone_number"]), (&json!(format!("+1{number}")), &json!(true)));
    let lines = "SELECT user_id FROM identities WHERE type = 'phone_number' AND normal_form = ?";
    assert_eq!(database::run(&app.server().state, lines, &[&format!("+1{number}")]), [[first["id"].clone()]]);
}

#[test]
fn more_identities_are_stored_with_the_user_and_are_unique_too() {
    let app = TestApp::shared();
    let (first, second, name) = (address(), address(), unique());
    let (google, identities) = (
        unique(),
        |google: &str| json!([{ "type": "email", "value": second }, { "type": "email", "value": first.to_uppercase() }, { "type": "google", "value": google }]),
    );
    let user = app.add(&json!({ "name": unique(), "email": first, "identities": identities(&google) }));
    assert_eq!(user["email"], json!(first));
    let rows = database::run(
        &app.server().state,
        "SELECT value, is_primary FROM identities WHERE user_id = ? ORDER BY id",
        &[&user["id"].to_string()],
    );
    assert_eq!(rows, [[json!(first), json!(1)], [json!(second), json!(0)], [json!(google), json!(1)]]);
    let body = app.post(USERS, &json!({ "user": { "name": name, "email": second } })).by(Caller::Agent).told(422);
    assert_eq!(mistakes(&body), ["email: taken"]);
    let of_another = json!([{ "type": "google", "value": google.to_uppercase() }]);
    let body = app.post(USERS, &json!({ "user": { "name": name, "identities": of_another } })).by(Caller::Agent).told(422);
    assert_eq!(mistakes(&body), ["identities: taken"]);
    assert_eq!(stored(app, &name), 0);
}

#[test]
fn a_language_comes_by_its_number_too_and_its_name_goes_before() {
    let app = TestApp::shared();
    for (sent, shown) in [
        (json!({ "locale_id": 8 }), json!([8, "de"])),
        (json!({ "locale_id": 8, "locale": "es" }), json!([2, "es"])),
        (json!({ "locale_id": 8, "language": "es" }), json!([2, "es"])),
        (json!({ "locale_id": 8, "locale": null }), json!([8, "de"])),
        (json!({ "locale_id": 999_999 }), json!([1, "en-US"])),
        (json!({ "locale_id": null }), json!([1, "en-US"])),
    ] {
        let mut user = sent.clone();
        user["name"] = json!(unique());
        let added = app.add(&user);
        assert_eq!(json!([added["locale_id"], added["locale"]]), shown, "{sent}");
        let changed = app.change(&app.add(&json!({ "name": unique() }))["id"], &sent);
        assert_eq!(json!([changed["locale_id"], changed["locale"]]), shown, "{sent}");
    }
}

#[test]
fn an_organization_by_name_is_made_once() {
    let app = TestApp::shared();
    let organization = unique();
    let first = app.add(&json!({ "name": unique(), "organization": { "name": organization } }));
    let second = app.add(&json!({ "name": unique(), "organization": { "name": format!(" {} ", organization.to_uppercase()) } }));
    assert!(first["organization_id"].is_i64());
    assert_eq!(first["organization_id"], second["organization_id"]);
}

#[test]
fn an_organization_that_does_not_exist_is_refused_and_nobody_is_added() {
    let app = TestApp::shared();
    for id in [json!(999_999), json!("999999"), json!(i64::MAX)] {
        let name = unique();
        let body =
            app.post(USERS, &json!({ "user": { "name": name, "email": address(), "organization_id": id } })).by(Caller::Agent).told(422);
        assert_eq!(mistakes(&body), ["organization: unknown"], "{id}");
        assert_eq!(body["details"]["organization"][0]["error"], "RecordNotFound");
        assert_eq!(stored(app, &name), 0);
    }
}

#[test]
fn what_zendesks_clients_send_along_is_ignored() {
    let app = TestApp::shared();
    let name = unique();
    let user = app.add(&json!({
        "id": "", "url": "", "name": name, "email": null, "created_at": "1999-01-01T00:00:00Z", "active": false, "skip_verify_email": true,
        "user_fields": { "a": 1 }, "nonsense": { "deep": [1, 2] }, "tags": null, "organization": null, "role": null,
    }));
    assert_eq!((&user["name"], &user["active"], &user["role"]), (&json!(name), &json!(true), &json!("end-user")));
    assert!(user["id"].is_i64() && user["created_at"] != "1999-01-01T00:00:00Z");
}

#[test]
fn numbers_are_taken_for_ids_and_phone_numbers() {
    let app = TestApp::shared();
    let number = national_number();
    let user =
        app.add(&json!({ "name": unique(), "phone": number.parse::<u64>().unwrap(), "external_id": number.parse::<u64>().unwrap() }));
    assert_eq!((&user["phone"], &user["external_id"]), (&json!(format!("+1{number}")), &json!(number)));
}

#[test]
fn the_suffix_json_and_a_charset_make_no_difference() {
    let body = json!({ "user": { "name": unique() } }).to_string();
    let request = TestApp::shared().request("POST", "/api/v2/users.json").by(Caller::Agent);
    request.header("content-type", "Application/JSON; charset=utf-8").bytes(body).told(201);
}

#[test]
fn an_admin_adds_staff_with_the_restriction_that_is_named() {
    let app = TestApp::shared();
    for (sent, shown) in [
        (json!({ "role": "agent", "ticket_restriction": "groups" }), json!(["agent", null, "groups", true, false])),
        (json!({ "role": "agent" }), json!(["agent", null, null, false, false])),
        (json!({ "role": "admin" }), json!(["admin", 4, null, false, true])),
        (json!({ "role": "end-user", "ticket_restriction": "nonsense" }), json!(["end-user", null, "requested", true, false])),
    ] {
        let mut sent = sent;
        sent["name"] = json!(unique());
        let user = app.add_by(Caller::Admin, &sent);
        let told = ["role", "role_type", "ticket_restriction", "restricted_agent", "moderator"].map(|key| user[key].clone());
        assert_eq!(Value::from(told.to_vec()), shown);
    }
}

#[test]
fn a_restriction_that_does_not_exist_makes_no_agent_without_one() {
    let app = TestApp::shared();
    for restriction in [json!("group"), json!(5), json!("")] {
        let name = unique();
        let body = json!({ "user": { "name": name, "role": "agent", "ticket_restriction": restriction } });
        assert_eq!(app.post(USERS, &body).by(Caller::Admin).told(400)["code"], "invalid_parameter", "{restriction}");
        assert_eq!(stored(app, &name), 0);
    }
}

#[test]
fn the_widget_adds_with_its_own_form_and_programs_with_theirs() {
    let app = TestApp::shared();
    let body = || json!({ "user": { "name": unique(), "notes": "by whom" } });
    let by_widget = app.post(USERS, &body()).embedded(Caller::Agent).told(201);
    let by_program = app.post(USERS, &body()).by(Caller::Agent).told(201);
    // The widget's form does not ask for notes; what is sent for a hidden field is dropped.
    assert_eq!((&by_widget["user"]["notes"], &by_program["user"]["notes"]), (&json!(null), &json!("by whom")));
}

#[test]
fn the_widget_may_stand_on_an_organizations_page_where_the_organization_is_mandatory() {
    let app = TestApp::shared();
    let path = format!("{USERS}?entry_point=organization");
    let body = app.post(&path, &json!({ "user": { "name": unique() } })).embedded(Caller::Agent).told(422);
    assert_eq!(mistakes(&body), ["organization: required"]);
    let user = json!({ "user": { "name": unique(), "organization_id": 302 } });
    assert_eq!(app.post(&path, &user).embedded(Caller::Agent).told(201)["user"]["organization_id"], 302);
}

#[test]
fn nobody_chooses_the_form_of_another_way_in() {
    let app = TestApp::shared();
    let name = unique();
    let body = json!({ "user": { "name": name } });
    for entry_point in ["agent", "organization", "import", "signup", "request", "nonsense", ""] {
        let answer = app.post(&format!("{USERS}?entry_point={entry_point}"), &body).by(Caller::Admin).told(400);
        assert_eq!(answer["code"], "invalid_parameter", "{entry_point}");
    }
    for entry_point in ["api", "import", "signup", "request", "nonsense"] {
        let token = embed_token::of("agent@example.com");
        let answer = app.post(&format!("{USERS}?entry_point={entry_point}"), &body).bearer(&token).told(400);
        assert_eq!(answer["code"], "invalid_parameter", "{entry_point}");
    }
    assert_eq!(stored(app, &name), 0);
    app.post(&format!("{USERS}?entry_point=api"), &body).by(Caller::Agent).told(201);
}

#[test]
fn an_addition_is_in_the_audit_log_with_the_fields_and_without_what_is_in_them() {
    let app = TestApp::shared();
    let user = app.add_by(Caller::Restricted, &json!({ "name": unique(), "email": address(), "tags": [] }));
    let sql = "SELECT actor_id, action, detail FROM audit_log WHERE target_id = ?";
    let rows = database::run(&app.server().state, sql, &[&user["id"].to_string()]);
    let detail = r#"{"fields":["name","email"],"entry_point":"api"}"#;
    assert_eq!(rows, [[json!(103), json!("user.created"), json!(detail)]]);
}

#[test]
fn an_organization_that_a_name_made_is_in_the_audit_log_once() {
    let (app, organization) = (TestApp::shared(), unique());
    let [first, _] = [(); 2].map(|()| app.add(&json!({ "name": unique(), "organization": { "name": organization } })));
    let sql = "SELECT actor_id, detail FROM audit_log WHERE action = 'organization.created' AND target_id = ?";
    let rows = database::run(&app.server().state, sql, &[&first["organization_id"].to_string()]);
    assert_eq!(rows, [[json!(102), json!("{}")]]);
}

/// How many users have this name.
pub fn stored(app: &TestApp, name: &str) -> i64 {
    database::count(&app.server().state, "SELECT count(*) FROM users WHERE name LIKE '%' || ? || '%'", &[name])
}
