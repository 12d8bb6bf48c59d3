//! Fields that are sent wrongly: told cleanly, and nothing of it stored.

use serde_json::{Value, json};
use usher_shared::user::MOST_IDENTITIES;

use crate::create_user::stored;
use crate::support::{Caller, TestApp, address, mistakes, unique};

const USERS: &str = usher_shared::api::USERS;

/// That a user with each of these in the place of what is right is refused so, and nobody is stored.
fn assert_refused(cases: impl IntoIterator<Item = (Value, impl ToString)>) {
    let unique = unique();
    for (fields, expected) in cases {
        let mut user = json!({ "name": unique, "email": address() });
        for (key, value) in fields.as_object().unwrap() {
            user[key] = value.clone();
        }
        if let Some(name) = fields["name"].as_str() {
            user["name"] = json!(format!("{name}{unique}"));
        }
        let body = TestApp::shared().post(USERS, &json!({ "user": user })).by(Caller::Agent).told(422);
        assert_eq!(mistakes(&body), [expected.to_string()], "{fields}");
    }
    assert_eq!(stored(TestApp::shared(), &unique), 0);
}

#[test]
fn nobody_is_added_without_a_name() {
    let email = address();
    for name in [json!(null), json!(""), json!(" \t\u{3000}"), json!("\n")] {
        let body = TestApp::shared().post(USERS, &json!({ "user": { "name": name, "email": email } })).by(Caller::Agent).told(422);
        assert_eq!(mistakes(&body), ["name: required"], "{name}");
        let told = &body["details"]["name"][0];
        assert_eq!((&told["description"], &told["error"]), (&json!("Name: is too short (minimum is 1 character)"), &json!("BlankValue")));
    }
    assert_eq!(mistakes(&TestApp::shared().post(USERS, &json!({ "user": {} })).by(Caller::Agent).told(422)), ["name: required"]);
    // Nobody has the address: it is still free.
    TestApp::shared().add(&json!({ "name": unique(), "email": email }));
}

#[test]
fn each_field_refuses_the_wrong_type() {
    let mut cases = vec![
        (json!({ "identities": { "type": "email" } }), "identities: wrong_type"),
        (json!({ "identities": [{ "type": "email" }] }), "email: wrong_type"),
        (json!({ "identities": [{ "type": "phone_number", "value": 5 }] }), "phone: wrong_type"),
        (json!({ "name": 5 }), "name: wrong_type"),
        (json!({ "email": 5 }), "email: wrong_type"),
        (json!({ "locale": 5 }), "locale: wrong_type"),
        (json!({ "notes": 5 }), "notes: wrong_type"),
    ];
    for value in [json!({}), json!(true), json!([1]), json!({ "a": "b" })] {
        cases.extend([
            (json!({ "name": value }), "name: wrong_type"),
            (json!({ "email": value }), "email: wrong_type"),
            (json!({ "phone": value }), "phone: wrong_type"),
            (json!({ "organization": value }), "organization: wrong_type"),
            (json!({ "organization_id": value }), "organization: wrong_type"),
            (json!({ "external_id": value }), "external_id: wrong_type"),
            (json!({ "locale": value }), "locale: wrong_type"),
            (json!({ "language": value }), "locale: wrong_type"),
            (json!({ "time_zone": value }), "time_zone: wrong_type"),
            (json!({ "tags": value }), "tags: wrong_type"),
            (json!({ "details": value }), "details: wrong_type"),
            (json!({ "notes": value }), "notes: wrong_type"),
        ]);
    }
    assert_refused(cases);
}

#[test]
fn more_identities_than_a_request_may_bring_are_refused() {
    let identities = |count| (0..count).map(|_| json!({ "type": "email", "value": address() })).collect::<Vec<_>>();
    let user = |count| json!({ "name": unique(), "identities": identities(count) });
    assert_refused([(user(MOST_IDENTITIES + 1), "email: too_many")]);
    TestApp::shared().add(&user(MOST_IDENTITIES));
}

#[test]
fn a_parameter_that_cannot_be_is_named() {
    let app = TestApp::shared();
    for (path, name) in [
        ("/api/v2/users?sort_by=foo", "sort_by"),
        ("/api/v2/users?page[size]=10&sort=foo", "sort"),
        ("/api/v2/users?page[size]=101", "page[size]"),
        ("/api/v2/users?page[after]=x", "page[after]"),
        ("/api/v2/users?per_page=x", "per_page"),
        ("/api/v2/users?role=king", "role"),
        ("/api/v2/users/show_many", "ids"),
        ("/api/v2/users/search", "query"),
        ("/api/v2/search", "query"),
        ("/api/v2/autocomplete/tags", "name"),
    ] {
        let body = app.get(path).by(Caller::Agent).told(400);
        let description = format!("Parameter {name} is missing, or has a value that it cannot have.");
        assert_eq!(body, json!({ "error": "InvalidParameter", "description": description, "code": "invalid_parameter" }), "{path}");
    }
    let body = app.get("/api/v2/users?permission_set=abc").by(Caller::Agent).told(400);
    let message = "You passed an invalid value for the permission_set attribute. must be an integer";
    assert_eq!((&body["error"]["message"], &body["code"]), (&json!(message), &json!("invalid_id")));
    let nobody = app.request("PUT", "/api/v2/users/update_many").by(Caller::Admin).json(&json!({ "user": { "notes": "x" } }));
    let body = nobody.send().told(400);
    assert_eq!((&body["error"], &body["code"]), (&json!("ParameterMissing"), &json!("missing_object")));
    assert!(body["description"].as_str().unwrap().starts_with("Parameter ids "), "{body}");
}

#[test]
fn what_is_no_role_is_refused() {
    let name = unique();
    for role in [json!("boss"), json!(5), json!([]), json!("")] {
        let body = json!({ "user": { "name": name, "role": role } });
        assert_eq!(TestApp::shared().post(USERS, &body).by(Caller::Admin).told(400)["code"], "invalid_parameter", "{role}");
    }
    assert_eq!(stored(TestApp::shared(), &name), 0);
}

#[test]
fn each_field_refuses_what_is_too_long_and_says_how_long_it_may_be() {
    let long_local = format!("{}@acme.test", "a".repeat(65));
    for (field, value, code, max) in [
        ("name", "😀".repeat(128), "too_long", 255),
        ("email", long_local, "email_local_part_too_long", 64),
        ("external_id", "x".repeat(256), "too_long", 255),
        ("tags", "x".repeat(256), "tag_too_long", 255),
        ("details", "x".repeat(65_536), "too_long", 65_535),
        ("notes", "x".repeat(65_536), "too_long", 65_535),
    ] {
        let body = TestApp::shared().post(USERS, &json!({ "user": { "name": "x", field: value } })).by(Caller::Agent).told(422);
        let told = &body["details"][field][0];
        assert_eq!((&told["code"], &told["error"], &told["max"]), (&json!(code), &json!("ValueTooLong"), &json!(max)), "{field}");
    }
    let longest = format!("{:x<255}", unique());
    assert_eq!(TestApp::shared().add(&json!({ "name": longest, "notes": "é".repeat(65_535) }))["name"], json!(longest));
}

#[test]
fn characters_that_deceive_are_refused() {
    let mut cases = vec![(json!({ "name": "a\n" }), "name: control_character")];
    for c in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{2028}', '\u{feff}'] {
        let text = format!("a{c}b");
        cases.extend([
            (json!({ "name": text }), "name: control_character"),
            (json!({ "details": text }), "details: control_character"),
            (json!({ "external_id": text }), "external_id: control_character"),
            (json!({ "organization": { "name": text } }), "organization: control_character"),
        ]);
    }
    for c in ['\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'] {
        let text = format!("a{c}b");
        cases.extend([(json!({ "name": text }), "name: bidi_override"), (json!({ "notes": text }), "notes: bidi_override")]);
    }
    assert_refused(cases);
}

#[test]
fn what_is_no_address_number_tag_locale_or_zone_is_refused() {
    assert_refused([
        (json!({ "email": "ana" }), "email: email_incomplete"),
        (json!({ "email": "a b@acme.test" }), "email: email_local_part"),
        (json!({ "email": "ana@acme..test" }), "email: email_domain"),
        (json!({ "email": "ana@acme.test\0" }), "email: email_domain"),
        (json!({ "email": "ana@acme.test', 1); DROP TABLE users; --" }), "email: email_domain"),
        (json!({ "phone": "12" }), "phone: phone_too_short"),
        (json!({ "phone": "+999 123456" }), "phone: phone_country_code"),
        (json!({ "phone": "555 123 0000 x1" }), "phone: phone_character"),
        (json!({ "tags": ["a", "b<c"] }), "tags: tag_character"),
        (json!({ "locale": "nonsense!" }), "locale: locale_form"),
        (json!({ "time_zone": "Mars" }), "time_zone: time_zone_unknown"),
        (json!({ "organization": { "name": "a|b" } }), "organization: organization_name_bar"),
        (json!({ "organization_id": "abc" }), "organization: id_form"),
        (json!({ "organization_id": -1 }), "organization: id_form"),
        (json!({ "organization_id": 1.5 }), "organization: id_form"),
        (json!({ "identities": [{ "type": "email", "value": "x" }] }), "email: email_incomplete"),
    ]);
}

#[test]
fn every_mistake_is_told_at_once() {
    let user = json!({ "name": " ", "email": "x", "phone": "12", "tags": ["<"], "time_zone": "Mars" });
    let body = TestApp::shared().post(USERS, &json!({ "user": user })).by(Caller::Agent).told(422);
    let expected =
        ["name: required", "email: email_incomplete", "phone: phone_too_short", "time_zone: time_zone_unknown", "tags: tag_character"];
    assert_eq!(mistakes(&body), expected);
}

#[test]
fn sql_and_markup_are_only_text() {
    let app = TestApp::shared();
    for text in
        ["'; DROP TABLE users; --", "\" || (SELECT hash FROM api_tokens) || \"", "<script>alert(1)</script>", "%_?1:a$b", r"\u0000\"]
    {
        let name = format!("{text} {}", unique());
        let user = app.add(&json!({ "name": name, "notes": text, "external_id": name }));
        assert_eq!((&user["name"], &user["notes"], &user["external_id"]), (&json!(name), &json!(text), &json!(name)));
        assert_eq!(app.user(&user["id"]), user);
    }
}

#[test]
fn many_identities_are_stored_or_refused_but_never_break_anything() {
    let name = unique();
    let identities: Vec<_> = (0..2000).map(|at| json!({ "type": "email", "value": format!("{at}-{name}@acme.test") })).collect();
    let answer = TestApp::shared().post(USERS, &json!({ "user": { "name": name, "identities": identities } })).by(Caller::Agent).send();
    assert!(matches!(answer.status, 201 | 413 | 422), "{}: {}", answer.status, answer.text);
    assert_eq!(stored(TestApp::shared(), &name), i64::from(answer.status == 201));
}
