//! Answers against those that Zendesk was seen to give: the same keys in the same order, and of the same types.
//! `recorded_shapes.json` has of about 40 endpoints what was recorded, or quoted by somebody: keys, their types, and which were
//! not always there.

use serde_json::{Value, json};

use crate::jobs::completed;
use crate::support::{Answer, Caller, TestApp, address, keys, unique};

const RECORDED: &str = include_str!("recorded_shapes.json");

/// What Usher means to do otherwise: the key, and why.
const INTENDED: &[(&str, &str)] = &[
    ("code", "each problem has a stable code of its own"),
    ("next_page", "null on the last page; the recorded lists went on"),
    ("authenticity_token", "null: there are no browser sessions that it would protect"),
    ("default", "null where it is not true, as the documentation has it; only true was recorded"),
    ("custom_status_id", "there are no custom statuses"),
    ("ticket_form_id", "there are no ticket forms"),
    ("brand_id", "there are no brands"),
    ("default_group_id", "an agent may be in no group"),
    ("email", "an agent may be known by another system's id alone"),
];

fn recorded() -> Value {
    serde_json::from_str(RECORDED).unwrap()
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_intended(key: &str) -> bool {
    INTENDED.iter().any(|(intended, _)| *intended == key)
}

/// What differs between an object and one that was recorded. What was null in every recording may have a value.
fn differences(what: &str, ours: &Value, recorded: &Value, optional: &Value) -> Vec<String> {
    let is_optional = |key: &str| optional.as_array().unwrap().iter().any(|optional| optional == key);
    let expected: Vec<_> = keys(recorded).into_iter().filter(|key| !is_optional(key) || ours.get(key).is_some()).collect();
    let found: Vec<_> = keys(ours).into_iter().filter(|key| !is_intended(key) || expected.contains(key)).collect();
    let mut wrong = Vec::new();
    if found != expected {
        wrong.push(format!("{what}: {found:?} instead of {expected:?}"));
    }
    for key in expected.into_iter().filter(|key| ours.get(key).is_some() && !is_intended(key)) {
        let types = recorded[key].get("types").unwrap_or(&recorded[key]).as_array().unwrap();
        let fits = types.iter().any(|kind| kind == type_of(&ours[key])) || types.iter().all(|kind| kind == "null");
        if !fits {
            wrong.push(format!("{what}.{key}: {} instead of {types:?}", ours[key]));
        }
    }
    wrong
}

fn object_differences(recorded: &Value, object: &str, ours: &Value) -> Vec<String> {
    let shape = match object {
        "user" if ours["role"] == "end-user" => &recorded["objects"]["user.end-user"],
        "user" => &recorded["objects"]["user.agent"],
        "job_status" => &recorded["objects"][format!("job_status.{}", ours["status"].as_str().unwrap())],
        "job_result" => &recorded["objects"][format!("job_result.{}", ours["status"].as_str().unwrap().to_lowercase())],
        _ => &recorded["objects"][object],
    };
    let mut wrong = if shape.is_null() { Vec::new() } else { differences(object, ours, &shape["keys"], &shape["optional"]) };
    // Of a job, what became of each item.
    let results = ours["results"].as_array().into_iter().flatten();
    wrong.extend(results.flat_map(|row| object_differences(recorded, "job_result", row)));
    wrong
}

/// An answer against the recording of this name, and each record in it against all that were recorded of its kind.
fn compare(name: &str, answer: &Answer) -> Vec<String> {
    let recorded = recorded();
    let shape = &recorded["answers"][name];
    assert!(shape.is_object(), "{name} is not recorded");
    let body = answer.told(u16::try_from(shape["status"].as_u64().unwrap()).unwrap());
    let mut wrong = differences(name, &body, &shape["keys"], &shape["optional"]);
    for key in keys(&shape["keys"]) {
        let Some(object) = shape["keys"][key]["of"].as_str() else { continue };
        let records = body[key].as_array().cloned().unwrap_or_else(|| vec![body[key].clone()]);
        wrong.extend(records.iter().flat_map(|record| object_differences(&recorded, object, record)).map(|told| format!("{name}: {told}")));
    }
    wrong
}

/// Of jobs, what is answered first and when they are done, and what is no job.
fn answers_about_many() -> Vec<(&'static str, Answer)> {
    let app = TestApp::shared();
    let post = |path: &str, body: &Value| app.post(path, body).by(Caller::Admin).send();
    let done = |answer: &Answer| {
        let id = answer.told(200)["job_status"]["id"].take();
        let job = completed(app, &id);
        (job, app.get(&format!("/api/v2/job_statuses/{}.json", id.as_str().unwrap())).by(Caller::Admin).send())
    };
    let many = |count: usize| (0..count).map(|_| json!({ "name": unique() })).collect::<Vec<_>>();
    let created = post("/api/v2/users/create_many.json", &json!({ "users": many(2) }));
    let (job, created_job) = done(&created);
    let ids = format!("{},{}", job["results"][0]["id"], job["results"][1]["id"]);
    let path = format!("/api/v2/users/update_many.json?ids={ids}");
    let updated = app.put(&path, &json!({ "user": { "notes": "x" } })).by(Caller::Admin).send();
    let updated_job = done(&updated).1;
    let deleted = app.request("DELETE", &format!("/api/v2/users/destroy_many.json?ids={ids}")).by(Caller::Admin).send();
    let deleted_job = done(&deleted).1;
    vec![
        ("users.create_many", created),
        ("jobs.show", created_job),
        ("users.update_many", updated),
        ("jobs.show", updated_job),
        ("users.destroy_many", deleted),
        ("jobs.show", deleted_job),
        ("users.create_many.too_many", post("/api/v2/users/create_many.json", &json!({ "users": many(101) }))),
        ("organizations.create_many", post("/api/v2/organizations/create_many.json", &json!({ "organizations": many(2) }))),
        ("organizations.create_many.too_many", post("/api/v2/organizations/create_many.json", &json!({ "organizations": many(101) }))),
    ]
}

/// One of each other that is recorded and here, as somebody asks for it.
fn answers() -> Vec<(&'static str, Answer)> {
    let app = TestApp::shared();
    let get = |path: &str| app.get(path).by(Caller::Admin).send();
    let put = |path: &str, body: &Value| app.put(path, body).by(Caller::Admin).send();
    let post = |path: &str, body: &Value| app.post(path, body).by(Caller::Admin).send();
    let delete = |path: &str| app.request("DELETE", path).by(Caller::Admin).send();
    let user = || json!({ "user": { "name": unique(), "email": address(), "organization_id": 301 } });
    let organization = || json!({ "organization": { "name": unique() } });
    let created = post("/api/v2/users.json", &user());
    let id = created.told(201)["user"]["id"].clone();
    let made = post("/api/v2/organizations.json", &organization());
    let made_id = made.told(201)["organization"]["id"].clone();
    let identity = get(&format!("/api/v2/users/{id}/identities")).told(200)["identities"][0]["id"].clone();
    let membership = json!({ "organization_membership": { "user_id": id, "organization_id": made_id } });
    let field = json!({ "user_field": { "key": unique(), "type": "text", "title": "x", "description": "x", "active": false } });
    let defined = post("/api/v2/user_fields.json", &field);
    let field = defined.told(201)["user_field"]["id"].clone();
    let ticket = json!({ "ticket": { "subject": "x", "comment": { "body": "x" }, "requester_id": id } });
    vec![
        ("users.create", created),
        ("users.show", get(&format!("/api/v2/users/{id}.json"))),
        ("users.me", get("/api/v2/users/me.json")),
        ("users.update", put(&format!("/api/v2/users/{id}.json"), &json!({ "user": { "notes": "x" } }))),
        ("users.create_or_update.new", post("/api/v2/users/create_or_update.json", &user())),
        ("users.list.cursor", get("/api/v2/users.json?page[size]=100")),
        ("users.list.offset", get("/api/v2/users.json")),
        ("users.show_many", get(&format!("/api/v2/users/show_many.json?ids={id}"))),
        ("users.search", get("/api/v2/users/search.json?query=nobody-at-all")),
        ("users.incremental.time", get("/api/v2/incremental/users.json?start_time=0")),
        ("users.incremental.cursor", get("/api/v2/incremental/users/cursor.json?start_time=0")),
        ("identities.list", get(&format!("/api/v2/users/{id}/identities.json"))),
        (
            "identities.create",
            post(&format!("/api/v2/users/{id}/identities.json"), &json!({ "identity": { "type": "email", "value": address() } })),
        ),
        ("identities.make_primary", put(&format!("/api/v2/users/{id}/identities/{identity}/make_primary.json"), &json!({}))),
        ("memberships.create", post("/api/v2/organization_memberships.json", &membership)),
        ("memberships.list_by_organization", get(&format!("/api/v2/organizations/{made_id}/organization_memberships.json"))),
        ("organizations.create", made),
        ("organizations.show", get(&format!("/api/v2/organizations/{made_id}.json"))),
        ("organizations.update", put(&format!("/api/v2/organizations/{made_id}.json"), &json!({ "organization": { "notes": "x" } }))),
        ("organizations.list.cursor", get("/api/v2/organizations.json?page[size]=100")),
        ("organizations.list.offset", get("/api/v2/organizations.json")),
        ("organizations.show_many", get(&format!("/api/v2/organizations/show_many.json?ids={made_id}"))),
        ("organizations.search", get("/api/v2/organizations/search.json?external_id=nobody")),
        ("organizations.autocomplete", get("/api/v2/organizations/autocomplete.json?name=north")),
        ("user_fields.create", defined),
        ("user_fields.update", put(&format!("/api/v2/user_fields/{field}.json"), &json!({ "user_field": { "position": 0 } }))),
        ("user_fields.list", get("/api/v2/user_fields.json")),
        ("organizations.not_found", delete("/api/v2/organizations/999999.json")),
        ("users.not_found", delete("/api/v2/users/999999.json")),
        ("search.export", get("/api/v2/search/export.json?query=grace&filter[type]=user")),
        ("requests.create", post("/api/v2/requests.json", &json!({ "request": { "subject": "x", "comment": { "body": "x" } } }))),
        ("tickets.create", post("/api/v2/tickets.json", &ticket)),
        ("users.delete", delete(&format!("/api/v2/users/{}.json", app.add(&user()["user"])["id"]))),
    ]
}

#[test]
fn answers_have_the_keys_and_types_that_were_recorded() {
    let wrong: Vec<_> = answers().iter().chain(&answers_about_many()).flat_map(|(name, answer)| compare(name, answer)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
