//! What a user is recognised by: added, changed, made primary, verified and taken away.

use serde_json::{Value, json};

use crate::jobs::results;
use crate::support::{Answer, Caller, TestApp, address, keys, mistakes, national_number, unique};

fn send(method: &str, path: &str, body: &Value) -> Answer {
    TestApp::shared().request(method, path).by(Caller::Agent).json(body).send()
}

fn customer() -> (Value, String) {
    let user = TestApp::shared().add(&json!({ "name": unique(), "email": address() }));
    let path = format!("/api/v2/users/{}/identities", user["id"]);
    (user, path)
}

fn add(path: &str, identity: &Value) -> Answer {
    send("POST", path, &json!({ "identity": identity }))
}

fn list(path: &str) -> Vec<Value> {
    TestApp::shared().get(path).by(Caller::Agent).told(200)["identities"].as_array().unwrap().clone()
}

#[test]
fn an_identity_of_each_kind_is_stored_and_shown() {
    let (user, path) = customer();
    for (kind, value) in
        [("email", address()), ("phone_number", "+34911234999".into()), ("twitter", unique()), ("foreign", unique()), ("sdk", unique())]
    {
        let answer = add(&path, &json!({ "id": "", "type": kind, "value": value }));
        let identity = answer.told(201)["identity"].take();
        let expected = [
            "url",
            "id",
            "user_id",
            "type",
            "value",
            "verified",
            "primary",
            "created_at",
            "updated_at",
            "undeliverable_count",
            "deliverable_state",
        ];
        assert_eq!(keys(&identity), expected);
        assert_eq!((&identity["type"], &identity["value"], &identity["user_id"]), (&json!(kind), &json!(value), &user["id"]));
        assert_eq!((&identity["verified"], &identity["primary"]), (&json!(false), &json!(kind != "email")));
        assert_eq!(answer.header("location"), identity["url"].as_str());
        assert_eq!(send("GET", identity["url"].as_str().unwrap(), &json!({})).told(200)["identity"], identity);
    }
    assert_eq!(TestApp::shared().user(&user["id"])["phone"], "+34911234999");
    let emails = list(&format!("{path}?type[]=email"));
    assert!(emails.len() == 2 && emails.iter().all(|identity| identity["type"] == "email"));
}

/// Of each identity its value, and whether it is verified and primary.
fn standing(user: &Value) -> Vec<(String, bool, bool)> {
    let told =
        |one: &Value| (one["value"].as_str().unwrap().to_owned(), one["verified"].as_bool().unwrap(), one["primary"].as_bool().unwrap());
    let mut all: Vec<_> = list(&format!("/api/v2/users/{}/identities", user["id"])).iter().map(told).collect();
    all.sort();
    all
}

#[test]
#[expect(clippy::many_single_char_names, reason = "each address begins with its name")]
fn what_is_said_of_identities_in_a_users_own_record_holds() {
    let app = TestApp::shared();
    let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(|letter| format!("{letter}.{}", address()));
    let (mobile, desk) = (format!("+1{}", national_number()), format!("+1{}", national_number()));
    let twitter = format!("z{}", unique());
    let user = app.add(&json!({ "name": unique(), "email": a, "phone": mobile, "identities": [
        { "type": "email", "value": a, "verified": true }, { "type": "email", "value": b, "primary": true },
        { "type": "phone_number", "value": desk, "primary": true, "verified": true }, { "type": "twitter", "value": twitter, "verified": true },
    ] }));
    assert_eq!((&user["email"], &user["phone"], &user["verified"]), (&json!(b), &json!(desk), &json!(true)));
    let told = |one: &str, verified, primary| (one.to_owned(), verified, primary);
    let mut expected = vec![
        told(&a, true, false),
        told(&b, false, true),
        told(&mobile, false, false),
        told(&desk, true, true),
        told(&twitter, true, true),
    ];
    expected.sort();
    assert_eq!(standing(&user), expected);
    // The same of somebody who is there: of what they have, and of what they get.
    let changed = app.change(
        &user["id"],
        &json!({ "identities": [
        { "type": "email", "value": a.to_uppercase(), "primary": true }, { "type": "email", "value": b, "verified": true },
        { "type": "email", "value": c, "verified": true }, { "type": "phone_number", "value": mobile, "primary": true },
        { "type": "facebook", "value": unique() },
    ] }),
    );
    assert_eq!((&changed["email"], &changed["phone"]), (&json!(a), &json!(mobile)));
    let told_of = |value: &str| standing(&user).into_iter().find(|one| one.0 == value).unwrap();
    assert_eq!([&a, &b, &c].map(|one| told_of(one)), [told(&a, true, true), told(&b, true, false), told(&c, true, false)]);
    assert_eq!(standing(&user).len(), 7);
    // Where only identities are sent, the user is verified by the first address.
    let user = app.add(&json!({ "name": unique(), "verified": true, "identities": [
        { "type": "email", "value": d }, { "type": "email", "value": e, "primary": true },
    ] }));
    assert_eq!(standing(&user), [told(&d, true, false), told(&e, false, true)]);
}

#[test]
fn a_verified_address_among_the_identities_of_somebody_who_is_there_brings_the_organization_of_its_domain() {
    let app = TestApp::shared();
    let domain = format!("{}.test", unique());
    let user = app.add(&json!({ "name": unique() }));
    let organization = json!({ "organization": { "name": unique(), "domain_names": [domain] } });
    let organization = app.post("/api/v2/organizations", &organization).by(Caller::Admin).told(201)["organization"]["id"].take();
    let change = |identity: Value| app.change(&user["id"], &json!({ "identities": [identity] }))["organization_id"].take();
    let email = format!("ana@{domain}");
    assert_eq!(change(json!({ "type": "email", "value": email })), json!(null));
    assert_eq!(change(json!({ "type": "email", "value": email, "verified": true })), organization);
}

#[test]
fn identities_in_a_users_own_record_are_stored_by_bulk_calls_too() {
    let app = TestApp::shared();
    let (name, email, twitter) = (unique(), address(), format!("z{}", unique()));
    let users = json!({ "users": [{ "name": name, "identities": [
        { "type": "email", "value": email, "verified": true }, { "type": "twitter", "value": twitter },
    ] }, { "name": name, "identities": [{ "type": "twitter", "value": twitter.to_uppercase() }] }] });
    let results = results(app, app.post("/api/v2/users/create_many", &users).by(Caller::Agent));
    assert_eq!((&results[0]["status"], &results[1]["status"]), (&json!("Created"), &json!("Failed")), "{results:?}");
    assert_eq!(standing(&json!({ "id": results[0]["id"] })), [(email, true, true), (twitter, false, true)]);
}

#[test]
fn what_cannot_be_an_identity_of_a_users_own_record_is_refused() {
    let app = TestApp::shared();
    let many: Vec<_> = (0..21).map(|at| json!({ "type": "sdk", "value": format!("{at}") })).collect();
    for (identities, expected) in [
        (json!([{ "type": "pigeon", "value": "x" }]), "identities: unknown"),
        (json!([{ "type": "google", "value": "" }]), "identities: blank"),
        (json!([{ "type": "google" }]), "identities: required"),
        (json!([{ "type": "email", "value": address(), "verified": "yes" }]), "identities: wrong_type"),
        (json!([5]), "identities: wrong_type"),
        (json!(many), "identities: too_many"),
    ] {
        let body = json!({ "user": { "name": unique(), "identities": identities } });
        assert_eq!(mistakes(&app.post("/api/v2/users", &body).by(Caller::Agent).told(422)), [expected], "{body}");
    }
    app.add(&json!({ "name": unique(), "identities": null }));
}

#[test]
fn how_one_was_verified_says_whether_it_is() {
    let (_, path) = customer();
    for (said, verified) in [
        (json!({ "verification_method": "low" }), true),
        (json!({ "verification_method": "none" }), false),
        (json!({ "verification_method": "low", "verified": false }), true),
    ] {
        let mut identity = json!({ "type": "email", "value": address() });
        identity.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        let added = add(&path, &identity).told(201)["identity"].take();
        assert_eq!(added["verified"], verified, "{said}");
        let own = added["url"].as_str().unwrap();
        let other = if verified { "none" } else { "low" };
        let changed = send("PUT", own, &json!({ "identity": { "verification_method": other } })).told(200)["identity"].take();
        assert_eq!(changed["verified"], !verified, "{said}");
        for method in [json!("sso"), json!("embed"), json!("full"), json!("nonsense"), json!(5)] {
            let said = json!({ "identity": { "type": "email", "value": address(), "verification_method": method } });
            for (verb, path) in [("PUT", own), ("POST", &path)] {
                assert_eq!(send(verb, path, &said).told(400)["code"], "invalid_parameter", "{verb} {method}");
            }
        }
    }
    let user = json!({ "name": unique(), "identities": [{ "type": "email", "value": address(), "verification_method": "low" }] });
    assert_eq!(TestApp::shared().add(&user)["verified"], true);
    let said_by_hand =
        json!({ "user": { "name": unique(), "identities": [{ "type": "sdk", "value": "x", "verification_method": "sso" }] } });
    assert_eq!(mistakes(&TestApp::shared().post("/api/v2/users", &said_by_hand).by(Caller::Agent).told(422)), ["identities: unknown"]);
}

#[test]
fn one_that_somebody_has_is_refused_in_any_spelling() {
    let (user, _) = customer();
    let (_, path) = customer();
    let upper = user["email"].as_str().unwrap().to_uppercase();
    let told = add(&path, &json!({ "type": "email", "value": upper })).told(422);
    assert_eq!(mistakes(&told), ["value: taken"]);
    assert_eq!(told["details"]["value"][0]["description"], json!(format!("Value: {upper} is already being used by another user")));
    assert_eq!(told["details"]["value"][0]["error"], "DuplicateValue");
    let own = list(&path)[0]["url"].as_str().unwrap().to_owned();
    assert_eq!(mistakes(&send("PUT", &own, &json!({ "identity": { "value": upper } })).told(422)), ["value: taken"]);
    assert_eq!(list(&path).len(), 1);
}

#[test]
fn what_is_none_is_told() {
    let (_, path) = customer();
    assert_eq!(mistakes(&add(&path, &json!({})).told(422)), ["type: required", "value: required"]);
    assert_eq!(mistakes(&add(&path, &json!({ "type": "pigeon", "value": "x" })).told(422)), ["type: unknown"]);
    assert_eq!(mistakes(&add(&path, &json!({ "type": "email", "value": "x" })).told(422)), ["value: email_incomplete"]);
    assert_eq!(send("POST", &path, &json!({})).told(400)["code"], "missing_object");
    for missing in [format!("{path}/9223372036854775807"), "/api/v2/users/201/identities/407".into()] {
        assert_eq!(send("GET", &missing, &json!({})).told(404)["error"], "RecordNotFound");
        assert_eq!(send("DELETE", &missing, &json!({})).told(404)["error"], "RecordNotFound");
    }
}

#[test]
fn the_primary_one_is_what_the_user_is_shown_with() {
    let (user, path) = customer();
    let second = add(&path, &json!({ "type": "email", "value": address() })).told(201)["identity"].take();
    let answer = send("PUT", &format!("{path}/{}/make_primary", second["id"]), &json!({})).told(200);
    assert_eq!(keys(&answer), ["identities", "next_page", "previous_page", "count"]);
    let primary: Vec<_> = answer["identities"].as_array().unwrap().iter().map(|identity| identity["primary"].as_bool().unwrap()).collect();
    assert_eq!(primary, [false, true]);
    assert_eq!(TestApp::shared().user(&user["id"])["email"], second["value"]);
    let third = add(&path, &json!({ "type": "email", "value": address(), "primary": true })).told(201)["identity"].take();
    assert_eq!((&third["primary"], &TestApp::shared().user(&user["id"])["email"]), (&json!(true), &third["value"]));
}

#[test]
fn another_primary_number_is_shown_and_a_deleted_one_is_not() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique(), "phone": national_number() }));
    let path = format!("/api/v2/users/{}/identities", user["id"]);
    let second = add(&path, &json!({ "type": "phone_number", "value": national_number() })).told(201)["identity"].take();
    assert_eq!(app.user(&user["id"])["phone"], user["phone"]);
    send("PUT", &format!("{path}/{}/make_primary", second["id"]), &json!({})).told(200);
    assert_eq!(app.user(&user["id"])["phone"], second["value"]);
    assert_eq!(send("DELETE", &format!("{path}/{}", second["id"]), &json!({})).status, 204);
    assert_eq!((&app.user(&user["id"])["phone"], &app.user(&user["id"])["shared_phone_number"]), (&user["phone"], &json!(false)));
}

#[test]
fn verifying_is_kept_until_the_address_changes() {
    let (user, path) = customer();
    let url = format!("{path}/{}", list(&path)[0]["id"]);
    assert_eq!(send("PUT", &format!("{url}/verify"), &json!({})).told(200)["identity"]["verified"], true);
    assert_eq!(TestApp::shared().user(&user["id"])["verified"], true);
    let same = user["email"].as_str().unwrap().to_uppercase();
    assert_eq!(send("PUT", &url, &json!({ "identity": { "value": same } })).told(200)["identity"]["verified"], true);
    let other = send("PUT", &url, &json!({ "identity": { "value": address() } })).told(200)["identity"].take();
    assert_eq!((&other["verified"], &TestApp::shared().user(&user["id"])["email"]), (&json!(false), &other["value"]));
    assert_eq!(send("PUT", &url, &json!({ "identity": { "verified": true } })).told(200)["identity"]["verified"], true);
    let asked = send("PUT", &format!("{url}/request_verification"), &json!({}));
    assert_eq!((asked.status, &*asked.text), (200, ""));
}

#[test]
fn the_last_one_stays_and_a_primary_one_has_a_successor() {
    let (_, path) = customer();
    let first = list(&path)[0]["id"].clone();
    assert_eq!(mistakes(&send("DELETE", &format!("{path}/{first}"), &json!({})).told(422)), ["value: last_contact"]);
    let second = add(&path, &json!({ "type": "email", "value": address() })).told(201)["identity"].take();
    assert_eq!(send("DELETE", &format!("{path}/{first}"), &json!({})).status, 204);
    let left = list(&path);
    assert_eq!((left.len(), &left[0]["id"], &left[0]["primary"]), (1, &second["id"], &json!(true)));
}

#[test]
fn the_same_request_adds_one() {
    let (_, path) = customer();
    let (key, identity) = (unique(), json!({ "identity": { "type": "email", "value": address() } }));
    let send = || TestApp::shared().post(&path, &identity).by(Caller::Agent).header("idempotency-key", &key).send();
    let (first, again) = (send(), send());
    assert_eq!((first.status, &first.text, again.header("x-idempotency-lookup")), (201, &again.text, Some("hit")));
    assert_eq!(list(&path).len(), 2);
}
