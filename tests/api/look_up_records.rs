//! Records that values of lookups name: only such as there are.

use serde_json::{Value, json};

use crate::fields_app::{FieldsApp, ORGANIZATION_FIELDS, USER_FIELDS};
use crate::jobs::results;
use crate::support::{Answer, Caller, address, mistakes, unique};

/// An id that no record has.
const NOBODY: i64 = 9_007_199_254_740_991;

/// A lookup of users and of organizations for each kind of record.
fn define_all(app: &FieldsApp) {
    for (key, target) in [
        ("owner", "zen:user"),
        ("firm", "zen:organization"),
        ("case", "zen:ticket"),
        ("lead", "zen:lead"),
        ("car", "zen:custom_object:car"),
    ] {
        for path in [USER_FIELDS, ORGANIZATION_FIELDS] {
            app.define_at(path, key, "lookup", &json!({ "relationship_target_type": target }));
        }
    }
}

fn user(fields: &Value) -> Value {
    json!({ "name": unique(), "user_fields": fields })
}

fn organization(fields: &Value) -> Value {
    json!({ "name": unique(), "organization_fields": fields })
}

fn create(app: &FieldsApp, name: &str, record: &Value) -> Answer {
    app.post(&format!("/api/v2/{name}s"), &json!({ name: record })).by(Caller::Admin).send()
}

fn update(app: &FieldsApp, name: &str, id: &Value, fields: &Value) -> Answer {
    let body = json!({ name: { format!("{name}_fields"): fields } });
    app.put(&format!("/api/v2/{name}s/{id}"), &body).by(Caller::Admin).send()
}

/// One of each kind of record, and what deletes it.
fn targets(app: &FieldsApp) -> Vec<(&'static str, Value, String)> {
    let owner = app.add(&json!({ "name": unique() }))["id"].take();
    let firm = create(app, "organization", &json!({ "name": unique() })).told(201)["organization"]["id"].take();
    let ticket = json!({ "ticket": { "subject": unique(), "comment": { "body": "x" } } });
    let case = app.post("/api/v2/tickets", &ticket).by(Caller::Admin).told(201)["ticket"]["id"].take();
    let path = |records: &str, id: &Value| format!("/api/v2/{records}/{id}");
    let paths = [path("users", &owner), path("organizations", &firm), path("tickets", &case)];
    ["owner", "firm", "case"].into_iter().zip([owner, firm, case]).zip(paths).map(|((key, id), path)| (key, id, path)).collect()
}

#[test]
fn a_lookup_names_a_record_that_there_is() {
    let app = FieldsApp::take();
    define_all(&app);
    let new = |name: &str, fields: &Value| if name == "user" { user(fields) } else { organization(fields) };
    for name in ["user", "organization"] {
        let key = format!("{name}_fields");
        let at = |field: &str| [format!("{key}.{field}: unknown")];
        for (field, target, path) in targets(&app) {
            let refused = create(&app, name, &new(name, &json!({ field: NOBODY }))).told(422);
            assert_eq!(mistakes(&refused), at(field));
            assert_eq!(refused["details"][format!("{key}.{field}")][0]["error"], "RecordNotFound");
            let made = create(&app, name, &new(name, &json!({ field: target }))).told(201)[name].take();
            assert_eq!(made[&key][field], target.to_string());
            let other = create(&app, name, &new(name, &json!({}))).told(201)[name].take();
            update(&app, name, &other["id"], &json!({ field: target })).told(200);
            update(&app, name, &other["id"], &json!({ field: null })).told(200);
            // Whatever is deleted is not there, but for those that name it already: programs send whole records back.
            app.request("DELETE", &path).by(Caller::Admin).send();
            assert_eq!(mistakes(&update(&app, name, &other["id"], &json!({ field: target })).told(422)), at(field));
            assert_eq!(update(&app, name, &made["id"], &made[&key]).told(200)[name][&key], made[&key]);
            let both = json!({ field: target, "lead": 7 });
            assert_eq!(mistakes(&update(&app, name, &other["id"], &both).told(422)), at(field));
        }
        // Of these there are none here that anybody could look for.
        create(&app, name, &new(name, &json!({ "lead": NOBODY, "car": NOBODY }))).told(201);
    }
}

#[test]
fn jobs_and_create_or_update_refuse_lookups_of_nothing() {
    let app = FieldsApp::take();
    define_all(&app);
    let (owner, email) = (app.add(&json!({ "name": unique() }))["id"].take(), address());
    let mut users: Vec<_> = (0..30).map(|_| user(&json!({ "owner": owner }))).collect();
    users[7]["user_fields"]["owner"] = json!(NOBODY);
    let told = |rows: &[Value]| rows.iter().map(|row| (row["status"] == "Failed", row["error"] == "RecordInvalid")).collect::<Vec<_>>();
    let expected: Vec<_> = (0..30).map(|at| (at == 7, at == 7)).collect();
    let rows = results(&app, app.post("/api/v2/users/create_many", &json!({ "users": users })).by(Caller::Admin));
    assert_eq!(told(&rows), expected, "{rows:?}");
    assert_eq!(rows[7]["details"], "Owner: does not exist", "{}", rows[7]);
    let changes: Vec<_> = rows.iter().map(|row| json!({ "id": row["id"], "user_fields": { "firm": 301 } })).collect();
    let changes = json!({ "users": [changes[0], { "id": changes[1]["id"], "user_fields": { "firm": NOBODY } }, changes[2]] });
    let rows = results(&app, app.put("/api/v2/users/update_many", &changes).by(Caller::Admin));
    assert_eq!(told(&rows), [(false, false), (true, true), (false, false)], "{rows:?}");
    let same = |owner: &Value| json!({ "user": { "name": unique(), "email": email, "user_fields": { "owner": owner } } });
    for (owner, status) in [(&json!(NOBODY), 422), (&owner, 201), (&json!(NOBODY), 422), (&owner, 200)] {
        assert_eq!(app.post("/api/v2/users/create_or_update", &same(owner)).by(Caller::Agent).send().status, status);
    }
    let organizations = json!({ "organizations": [organization(&json!({ "case": NOBODY })), organization(&json!({ "firm": 301 }))] });
    let rows = results(&app, app.post("/api/v2/organizations/create_many", &organizations).by(Caller::Admin));
    assert_eq!(told(&rows), [(true, true), (false, false)], "{rows:?}");
    let changes = json!({ "organization": { "organization_fields": { "owner": NOBODY } } });
    let path = format!("/api/v2/organizations/update_many?ids={}", rows[1]["id"]);
    assert_eq!(told(&results(&app, app.put(&path, &changes).by(Caller::Admin))), [(true, true)]);
}
