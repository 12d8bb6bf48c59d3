//! Bulk calls: users and organizations, many at once.

use serde_json::{Value, json};

use crate::jobs::{completed, queued, results};
use crate::support::{Caller, Request, TestApp, address, keys, unique};

const USERS: &str = "/api/v2/users";
const ORGANIZATIONS: &str = "/api/v2/organizations";

fn create_many(users: &Value) -> Request<'static> {
    TestApp::shared().post(&format!("{USERS}/create_many"), &json!({ "users": users })).by(Caller::Admin)
}

#[test]
fn users_are_created_by_a_job_that_is_queued_first_and_then_completed() {
    let app = TestApp::shared();
    let names: Vec<_> = (0..60).map(|_| unique()).collect();
    let users: Vec<_> = names.iter().map(|name| json!({ "name": name, "email": address(), "organization": { "name": "Many" } })).collect();
    let job = queued(&create_many(&json!(users)).send());
    assert_eq!((&job["job_type"], &job["total"]), (&json!("Bulk Create User"), &json!(60)));
    let id = job["id"].as_str().unwrap();
    assert!(id.len() == 35 && id.starts_with("V3-") && id[3..].chars().all(|c| c.is_ascii_hexdigit()), "{id}");
    assert_eq!(job["url"], format!("{}/api/v2/job_statuses/{id}.json", app.base));
    let job = completed(app, &job["id"]);
    let message = job["message"].as_str().unwrap();
    assert!(message.starts_with("Completed at 20") && message.ends_with(" +0000") && message.len() == 38, "{message}");
    for (row, (name, sent)) in job["results"].as_array().unwrap().iter().zip(names.iter().zip(&users)) {
        assert_eq!((keys(row), &row["status"]), (vec!["status", "id"], &json!("Created")));
        let user = app.user(&row["id"]);
        assert_eq!((&user["name"], &user["email"]), (&json!(name), &sent["email"]));
        assert!(user["organization_id"].is_i64());
    }
}

/// What single calls and jobs are sent alike; `{n}` and `{m}` are unlike each time, `{taken}` is somebody's already.
const ITEMS: &[&str] = &[
    r#"{"name":"Ana {n}"}"#,
    r#"{"name":" Ana {n} ","email":"{n}@Acme.test","phone":"+1 (212) 55{m}","verified":true,"role":"end-user","tags":["b","a"],"id":""}"#,
    r#"{"name":"Ana {n}","organization":{"name":"Org {n}"},"external_id":"X {n}","locale":"de","time_zone":"Berlin","notes":"n","details":"d"}"#,
    r#"{"name":"Ana {n}","organization":{"name":"Shared of both"},"email":"{n}@acme.test","identities":[{"type":"email","value":"more.{n}@acme.test"},{"type":"phone_number","value":"+121266{m}"}]}"#,
    r#"{"name":"Ana {n}","organization_id":301,"phone":"+121266{taken_number}"}"#,
    r#"{"name":"Ana {n}","organization_id":301,"phone":"+121266{taken_number}"}"#,
    r#"{"name":"Ana {n}","role":"agent"}"#,
    r#"{"name":"Ana {n}","email":"{taken}@acme.test","external_id":"X {taken}"}"#,
    r#"{"name":"Ana {n}","identities":[{"type":"email","value":"{taken}@acme.test"}]}"#,
    r#"{"name":"Ana {n}","phone":"+121266{taken_number}","email":"ph.{n}@acme.test"}"#,
    r#"{"name":"Ana {n}","identities":[{"type":"phone_number","value":"+121266{taken_number}"}]}"#,
    r#"{"name":"Ana {n}","organization_id":999999}"#,
    r#"{"name":"Ana {n}","organization_id":9223372036854775807}"#,
    r#"{"name":" ","email":"nobody","tags":[7]}"#,
    r#"{"email":"{n}@acme.test"}"#,
    r#"{"name":"Ana {n}","role":"king"}"#,
    r#""a text""#,
];

/// What became of an item, without what is unlike each time.
fn told(app: &TestApp, id: &Value, unlike: &[&str]) -> Value {
    let mut user = app.user(id);
    for key in ["id", "url", "created_at", "updated_at", "organization_id"] {
        user[key] = json!(user[key].is_null());
    }
    let identities = app.get(&format!("{USERS}/{id}/identities")).by(Caller::Admin).told(200);
    let of_each = |identity: &Value| ["type", "value", "verified", "primary", "deliverable_state"].map(|key| identity[key].clone());
    user["identities"] = identities["identities"].as_array().unwrap().iter().map(of_each).map(|values| json!(values)).collect();
    let text = unlike.iter().fold(user.to_string(), |text, word| text.replace(word, "~"));
    serde_json::from_str(&text).unwrap()
}

/// The sentences of a refusal, as a row has them.
fn refused(body: &Value) -> Vec<String> {
    let Some(details) = body["details"].as_object() else { return vec![body["error"].as_str().unwrap().into()] };
    details.values().flat_map(|list| list.as_array().unwrap()).map(|detail| detail["description"].as_str().unwrap().into()).collect()
}

#[test]
fn an_item_becomes_what_the_single_call_would_have_made_of_it() {
    let app = TestApp::shared();
    let (taken, taken_number) = (unique(), crate::support::national_number()[5..].to_owned());
    app.add(&json!({
        "name": taken, "email": format!("{taken}@acme.test"), "external_id": format!("X {taken}"), "phone": format!("+121266{taken_number}"),
    }));
    let fill = |item: &str| {
        let (n, m) = (unique(), crate::support::national_number()[5..].to_owned());
        let text = item.replace("{n}", &n).replace("{m}", &m).replace("{taken}", &taken).replace("{taken_number}", &taken_number);
        (serde_json::from_str::<Value>(&text).unwrap(), n, m)
    };
    let many: Vec<_> = ITEMS.iter().map(|item| fill(item)).collect();
    let rows = results(app, create_many(&many.iter().map(|(item, ..)| item.clone()).collect()));
    for ((item, row), (_, n, m)) in ITEMS.iter().zip(&rows).zip(&many) {
        let (alone, own_n, own_m) = fill(item);
        let answer = app.post(USERS, &json!({ "user": alone })).by(Caller::Admin).send();
        let body: Value = serde_json::from_str(&answer.text).unwrap();
        if answer.status == 201 {
            assert_eq!(row["status"], "Created", "{item}: {row}");
            assert_eq!(told(app, &row["id"], &[n, m]), told(app, &body["user"]["id"], &[&own_n, &own_m]), "{item}");
        } else {
            let details = refused(&body).join("; ").replace(&own_n, n);
            assert!(row["details"] == json!(details) || row["error"] == json!(details), "{item}: {row} {body}");
            assert_eq!((&row["status"], &row["success"]), (&json!("Failed"), &json!(false)));
        }
    }
}

#[test]
fn what_another_item_of_the_same_call_has_is_taken() {
    let (email, phone) = (address(), format!("+1{}", crate::support::national_number()));
    let of = |value: Value| json!([{ "name": "a" }, value, { "name": "b" }, value, { "name": "c" }]);
    let rows = results(TestApp::shared(), create_many(&of(json!({ "name": "x", "email": email }))));
    let statuses = |rows: &[Value]| rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(statuses(&rows), ["Created", "Created", "Created", "Failed", "Created"]);
    let expected = json!({
        "index": 3, "action": "create", "success": false, "status": "Failed", "error": "RecordInvalid",
        "details": format!("Email: {email} is already being used by another user"),
    });
    assert_eq!(rows[3], expected);
    // A number is shared.
    let rows = results(TestApp::shared(), create_many(&of(json!({ "name": "x", "phone": phone }))));
    assert_eq!(statuses(&rows), ["Created"; 5]);
    let shared = |row: usize| TestApp::shared().user(&rows[row]["id"])["shared_phone_number"].take();
    assert_eq!((shared(1), shared(3)), (json!(false), json!(true)));
}

#[test]
fn those_who_are_there_are_updated_and_the_others_created() {
    let app = TestApp::shared();
    let (external_id, email) = (unique(), address());
    let [by_id, by_external_id, by_email] =
        [json!({}), json!({ "external_id": external_id }), json!({ "email": email })].map(|mut user: Value| {
            user["name"] = json!(unique());
            app.add(&user)["id"].take()
        });
    let new = unique();
    let users = json!([
        { "id": by_id, "notes": "1" }, { "external_id": external_id.to_uppercase(), "notes": "2" }, { "email": email.to_uppercase(), "notes": "3" },
        { "name": "new", "external_id": new }, { "external_id": new, "notes": "4" }, { "notes": "nobody" },
    ]);
    let rows = results(app, app.post(&format!("{USERS}/create_or_update_many"), &json!({ "users": users })).by(Caller::Agent));
    let expected = [
        (&by_id, "Updated"),
        (&by_external_id, "Updated"),
        (&by_email, "Updated"),
        (&rows[3]["id"], "Created"),
        (&rows[3]["id"], "Updated"),
    ];
    for (at, (id, status)) in expected.into_iter().enumerate() {
        assert_eq!(rows[at], json!({ "id": id, "status": status }), "{at}");
    }
    assert_eq!((&rows[5]["status"], &rows[5]["error"]), (&json!("Failed"), &json!("RecordInvalid")));
    for (row, notes) in [(0, "1"), (1, "2"), (2, "3"), (3, "4")] {
        assert_eq!(app.user(&rows[row]["id"])["notes"], notes);
    }
}

fn update_many(path: &str, body: &Value) -> Request<'static> {
    TestApp::shared().put(path, body).by(Caller::Agent)
}

#[test]
fn many_users_are_changed_alike_or_each_in_its_own_way() {
    let app = TestApp::shared();
    let users: Vec<_> = (0..30).map(|_| app.add(&json!({ "name": unique(), "external_id": unique() }))).collect();
    let ids: Vec<_> = users.iter().map(|user| user["id"].to_string()).collect();
    let path = format!("{USERS}/update_many?ids={},999999", ids.join(","));
    let rows = results(app, update_many(&path, &json!({ "user": { "notes": "alike", "tags": ["vip"] } })));
    for (row, user) in rows.iter().zip(&users) {
        assert_eq!(*row, json!({ "id": user["id"], "action": "update", "status": "Updated", "success": true }));
        let changed = app.user(&user["id"]);
        assert_eq!((&changed["notes"], &changed["tags"], &changed["name"]), (&json!("alike"), &json!(["vip"]), &user["name"]));
    }
    let missing = json!({
        "index": 30, "id": 999_999, "action": "update", "success": false, "status": "Failed", "error": "RecordNotFound", "details": "Not found",
    });
    assert_eq!(rows[30], missing);

    let path = format!("{USERS}/update_many?external_ids={}", users[0]["external_id"].as_str().unwrap().to_uppercase());
    assert_eq!(results(app, update_many(&path, &json!({ "user": { "details": "x" } })))[0]["id"], users[0]["id"]);
    assert_eq!(app.user(&users[0]["id"])["external_id"], users[0]["external_id"]);

    let own = json!([
        { "id": users[1]["id"], "notes": "first" }, { "external_id": users[2]["external_id"], "phone": "+12125550123", "notes": "second" },
        { "id": users[1]["id"], "notes": "later" }, { "id": 101, "notes": "an admin's" }, { "id": users[3]["id"], "role": "admin" },
        { "id": users[4]["id"], "name": "" }, { "notes": "whose?" }, { "id": "x" },
    ]);
    let rows = results(app, update_many(&format!("{USERS}/update_many"), &json!({ "users": own })));
    let told: Vec<_> = rows.iter().map(|row| row["error"].as_str().unwrap_or_default()).collect();
    assert_eq!(told, ["", "", "", "Forbidden", "Forbidden", "RecordInvalid", "RecordNotFound", "InvalidId"]);
    assert_eq!((&rows[4]["id"], &rows[4]["details"]), (&users[3]["id"], &json!("Only admins can do this.")));
    assert_eq!((app.user(&users[1]["id"])["notes"].take(), app.user(&users[2]["id"])["notes"].take()), (json!("later"), json!("second")));
    assert_eq!(app.user(&users[3]["id"])["role"], "end-user");
}

#[test]
fn many_users_are_deleted_by_their_ids_or_external_ids() {
    let app = TestApp::shared();
    let users: Vec<_> = (0..3).map(|_| app.add(&json!({ "name": unique(), "email": address(), "external_id": unique() }))).collect();
    let delete = |query: &str| results(app, app.request("DELETE", &format!("{USERS}/destroy_many?{query}")).by(Caller::Admin));
    let rows = delete(&format!("ids={},999999,{}", users[0]["id"], users[1]["id"]));
    assert_eq!(rows[0], json!({ "id": users[0]["id"], "action": "delete", "status": "Deleted", "success": true }));
    assert_eq!((&rows[1]["error"], &rows[2]["id"]), (&json!("RecordNotFound"), &users[1]["id"]));
    assert_eq!(delete(&format!("external_ids={}", users[2]["external_id"].as_str().unwrap()))[0]["id"], users[2]["id"]);
    assert_eq!(delete(&format!("ids={}", users[0]["id"]))[0]["error"], "RecordNotFound");
    for user in &users {
        assert_eq!(app.user(&user["id"])["active"], false);
    }
    app.add(&json!({ "name": unique(), "email": users[0]["email"] }));
}

#[test]
fn organizations_are_deleted_by_their_external_ids() {
    let app = TestApp::shared();
    let external_id = unique();
    let body = json!({ "organization": { "name": unique(), "external_id": external_id } });
    let id = app.post(ORGANIZATIONS, &body).by(Caller::Admin).told(201)["organization"]["id"].take();
    let path = format!("{ORGANIZATIONS}/destroy_many?external_ids={external_id},nobody");
    let rows = results(app, app.request("DELETE", &path).by(Caller::Admin));
    assert_eq!((&rows[0]["status"], &rows[0]["id"], &rows[1]["error"]), (&json!("Deleted"), &id, &json!("RecordNotFound")));
    app.get(&format!("{ORGANIZATIONS}/{id}")).by(Caller::Admin).told(404);
}

#[test]
fn organizations_are_created_changed_and_deleted() {
    let app = TestApp::shared();
    let post = |organizations: &Value| {
        app.post(&format!("{ORGANIZATIONS}/create_many"), &json!({ "organizations": organizations })).by(Caller::Admin)
    };
    let name = unique();
    let sent = json!([
        { "name": name, "external_id": format!("E {name}"), "domain_names": ["a.example", "b.example"], "tags": ["t"], "notes": "n" },
        { "name": unique() }, { "name": name.to_uppercase() }, { "name": "a|b" }, { "name": unique(), "external_id": format!("e {name}") }, {},
    ]);
    let rows = results(app, post(&sent));
    let details: Vec<_> = rows.iter().map(|row| row["details"].as_str().unwrap_or_default()).collect();
    let expected = [
        "",
        "",
        "Name: has already been taken",
        "Name: cannot contain |",
        "External: has already been taken",
        "Name: is too short (minimum is 1 character)",
    ];
    assert_eq!(details, expected);
    assert_eq!(rows[0], json!({ "id": rows[0]["id"], "status": "Created" }));
    let show = |id: &Value| app.get(&format!("{ORGANIZATIONS}/{id}")).by(Caller::Agent).send();
    let stored = show(&rows[0]["id"]).told(200);
    for key in keys(&sent[0]) {
        assert_eq!(stored["organization"][key], sent[0][key], "{key}");
    }

    let path = format!("{ORGANIZATIONS}/update_many?ids={},{}", rows[0]["id"], rows[1]["id"]);
    let updated = results(app, update_many(&path, &json!({ "organization": { "notes": "by an agent" } })));
    assert_eq!(updated[1], json!({ "id": rows[1]["id"], "action": "update", "status": "Updated", "success": true }));
    assert_eq!(show(&rows[1]["id"]).told(200)["organization"]["notes"], "by an agent");
    let own = json!([{ "external_id": format!("E {name}"), "notes": "own" }, { "id": rows[1]["id"], "details": "no" }, { "id": 999_999, "notes": "x" }]);
    let updated = results(app, update_many(&format!("{ORGANIZATIONS}/update_many"), &json!({ "organizations": own })));
    assert_eq!(
        (&updated[0]["id"], &updated[1]["error"], &updated[2]["error"]),
        (&rows[0]["id"], &json!("Forbidden"), &json!("RecordNotFound"))
    );

    let member = app.add(&json!({ "name": unique(), "organization_id": rows[0]["id"] }));
    let path = format!("{ORGANIZATIONS}/destroy_many?ids={},999999,{}", rows[0]["id"], rows[1]["id"]);
    let deleted = results(app, app.request("DELETE", &path).by(Caller::Admin));
    assert_eq!(deleted[0], json!({ "id": rows[0]["id"], "action": "delete", "status": "Deleted", "success": true }));
    assert_eq!((&deleted[1]["error"], &deleted[2]["status"]), (&json!("RecordNotFound"), &json!("Deleted")));
    assert_eq!(
        (show(&rows[0]["id"]).status, show(&rows[1]["id"]).status, app.user(&member["id"])["organization_id"].take()),
        (404, 404, json!(null))
    );
}

#[test]
fn memberships_are_created_and_deleted() {
    let app = TestApp::shared();
    let user = app.add(&json!({ "name": unique() }))["id"].take();
    let of = |organization: i64, default: bool| json!({ "user_id": user, "organization_id": organization, "default": default });
    let sent = json!([of(301, false), of(302, true), of(301, false), of(999_999, false), { "organization_id": 301 }]);
    let path = "/api/v2/organization_memberships";
    let post = app.post(&format!("{path}/create_many"), &json!({ "organization_memberships": sent })).by(Caller::Agent);
    let rows = results(app, post);
    let details: Vec<_> = rows.iter().map(|row| row["details"].as_str().unwrap_or_default()).collect();
    assert_eq!(details, ["", "", "User: has already been taken", "Organization: does not exist", "User: cannot be blank"]);
    assert_eq!(app.user(&user)["organization_id"], 302);
    let path = format!("{path}/destroy_many?ids={},999999", rows[1]["id"]);
    let deleted = results(app, app.request("DELETE", &path).by(Caller::Agent));
    assert_eq!((&deleted[0]["status"], &deleted[1]["error"]), (&json!("Deleted"), &json!("RecordNotFound")));
    assert_eq!(app.user(&user)["organization_id"], 301);
}

#[test]
fn more_than_a_hundred_are_too_many() {
    let app = TestApp::shared();
    let many = |key: &str| json!({ key: vec![json!({ "name": "x" }); 101] });
    let users = r#"{"error":"TooManyValues","description":"Maximum 100 users may be created per call","code":"too_many_users"}"#;
    let others = r#"{"error":"TooManyValues","description":"Parameter  cannot specify more than 100 values","max_count":100,"code":"too_many_values"}"#;
    let named = |name: &str| others.replace("Parameter  ", &format!("Parameter {name} "));
    let (in_ids, in_external_ids) = (named("ids"), named("external_ids"));
    let ids = vec!["1"; 101].join(",");
    for (method, path, body, expected) in [
        ("POST", "/api/v2/users/create_many".into(), many("users"), users),
        ("POST", "/api/v2/users/create_or_update_many".into(), many("users"), users),
        ("PUT", "/api/v2/users/update_many".into(), many("users"), others),
        ("PUT", format!("/api/v2/users/update_many?ids={ids}"), json!({ "user": {} }), in_ids.as_str()),
        ("POST", "/api/v2/organizations/create_many".into(), many("organizations"), others),
        ("DELETE", format!("/api/v2/organizations/destroy_many?external_ids={ids}"), json!({}), in_external_ids.as_str()),
        ("POST", "/api/v2/organization_memberships/create_many".into(), many("organization_memberships"), others),
    ] {
        let answer = app.request(method, &path).by(Caller::Admin).json(&body).send();
        assert_eq!((answer.status, &*answer.text), (400, expected), "{method} {path}");
    }
    assert_eq!(create_many(&json!({})).told(400)["error"], "ParameterMissing");
    assert_eq!(results(app, create_many(&json!([]))), Vec::<Value>::new());
}

#[test]
fn the_same_call_is_one_job() {
    let (key, email) = (unique(), address());
    let users = json!([{ "name": "x", "email": email }]);
    let [first, again] = [(); 2].map(|()| create_many(&users).header("idempotency-key", &key).send());
    assert_eq!(
        (&first.text, first.header("x-idempotency-lookup"), again.header("x-idempotency-lookup")),
        (&again.text, Some("miss"), Some("hit"))
    );
    assert_eq!(completed(TestApp::shared(), &queued(&again)["id"])["results"][0]["status"], "Created");
    let other = create_many(&json!([{ "name": "y" }])).header("idempotency-key", &key);
    assert_eq!(other.told(400)["code"], "idempotency_mismatch");
}
