//! Values of the fields that an account has defined: in users and organizations, alone and many at once.

use serde_json::{Value, json};

use crate::fields_app::{FieldsApp, ORGANIZATION_FIELDS, USER_FIELDS};
use crate::jobs::results;
use crate::support::{Caller, address, keys, mistakes, unique};

fn plan(app: &FieldsApp) -> Value {
    app.define(
        "plan",
        "dropdown",
        &json!({ "custom_field_options": [{ "name": "Gold", "value": "gold" }, { "name": "Tin", "value": "tin" }] }),
    )
}

/// One of each type.
fn define_all(app: &FieldsApp) {
    plan(app);
    app.define("note", "text", &json!({}));
    app.define("story", "textarea", &json!({}));
    app.define("vip", "checkbox", &json!({ "tag": "is_vip" }));
    app.define("since", "date", &json!({}));
    app.define("seats", "integer", &json!({}));
    app.define("rate", "decimal", &json!({}));
    app.define("code", "regexp", &json!({ "regexp_for_validation": r"\A[A-Z]{2}-\d+\z" }));
    app.define(
        "likes",
        "multiselect",
        &json!({ "custom_field_options": [{ "name": "Tea", "value": "tea" }, { "name": "Rum", "value": "rum" }] }),
    );
    app.define("owner", "lookup", &json!({ "relationship_target_type": "zen:user" }));
}

fn update(app: &FieldsApp, id: &Value, fields: &Value) -> Value {
    app.change(id, &json!({ "user_fields": fields }))
}

#[test]
fn each_type_keeps_its_values_and_shows_null_where_there_is_none() {
    let app = FieldsApp::take();
    define_all(&app);
    let empty = app.add(&json!({ "name": unique() }));
    let all = ["plan", "note", "story", "vip", "since", "seats", "rate", "code", "likes", "owner"];
    assert_eq!(keys(&empty["user_fields"]), all);
    assert!(empty["user_fields"].as_object().unwrap().values().all(Value::is_null));
    let values = json!({ "plan": "gold", "note": "A \"b\" é", "story": "a\nb", "vip": true, "since": "2026-03-31", "seats": 7, "rate": 2.5,
        "code": "AB-7", "likes": ["rum", "tea"], "owner": 201, "unknown": { "x": 1 } });
    let mut expected = values.clone();
    expected.as_object_mut().unwrap().remove("unknown");
    expected["since"] = json!("2026-03-31T00:00:00Z");
    expected["likes"] = json!(["tea", "rum"]);
    expected["owner"] = json!("201");
    let user = app.add(&json!({ "name": unique(), "user_fields": values }));
    assert_eq!(user["user_fields"], expected);
    assert_eq!(keys(&user["user_fields"]), all);
    // Alone, in a list, and sent back as it was shown.
    assert_eq!(app.user(&user["id"])["user_fields"], expected);
    let list = app.get(&format!("/api/v2/users/show_many?ids={}", user["id"])).by(Caller::Agent).told(200);
    assert_eq!(list["users"][0]["user_fields"], expected);
    assert_eq!(update(&app, &user["id"], &user["user_fields"])["user_fields"], expected);
}

#[test]
fn null_clears_a_value_and_what_is_not_named_stays() {
    let app = FieldsApp::take();
    define_all(&app);
    let user = app.add(&json!({ "name": unique(), "user_fields": { "note": "x", "seats": 7, "likes": ["tea"] } }));
    let changed = update(&app, &user["id"], &json!({ "note": null, "likes": "", "rate": "1.50" }));
    let fields = &changed["user_fields"];
    assert_eq!(
        (&fields["note"], &fields["likes"], &fields["seats"], &fields["rate"]),
        (&json!(null), &json!(null), &json!(7), &json!(1.5))
    );
}

#[test]
fn a_value_that_its_field_does_not_take_is_refused_at_its_key_and_nothing_is_stored() {
    let app = FieldsApp::take();
    define_all(&app);
    let user = app.add(&json!({ "name": unique(), "notes": "before" }));
    let wrong = json!({ "plan": "lead", "vip": "perhaps", "since": "2026-02-30", "seats": 1.5, "rate": "1e9", "code": "ab", "likes": [7],
        "owner": "x", "note": { "a": 1 } });
    let body = json!({ "user": { "notes": "after", "email": "x", "user_fields": wrong } });
    let refused = app.put(&format!("/api/v2/users/{}", user["id"]), &body).by(Caller::Admin).told(422);
    let mut told = mistakes(&refused);
    told.sort();
    let expected = [
        "email: email_incomplete",
        "user_fields.code: pattern_mismatch",
        "user_fields.likes: wrong_type",
        "user_fields.note: wrong_type",
        "user_fields.owner: id_form",
        "user_fields.plan: not_offered",
        "user_fields.rate: decimal_form",
        "user_fields.seats: integer_form",
        "user_fields.since: date_form",
        "user_fields.vip: wrong_type",
    ];
    assert_eq!(told, expected);
    assert_eq!(refused["details"]["user_fields.since"][0]["description"], "Since: is not a date like 2026-03-31");
    assert_eq!(app.user(&user["id"])["notes"], "before");
    let whole = app.put(&format!("/api/v2/users/{}", user["id"]), &json!({ "user": { "user_fields": 7 } })).by(Caller::Admin).told(422);
    assert_eq!(mistakes(&whole), ["user_fields: wrong_type"]);
}

#[test]
fn a_list_and_a_checkbox_put_tags_on_the_user_and_take_them_away() {
    let app = FieldsApp::take();
    define_all(&app);
    let user = app.add(&json!({ "name": unique(), "tags": ["own"], "user_fields": { "plan": "gold", "vip": true } }));
    assert_eq!(user["tags"], json!(["gold", "is_vip", "own"]));
    assert_eq!(update(&app, &user["id"], &json!({ "plan": "tin", "vip": false }))["tags"], json!(["own", "tin"]));
    assert_eq!(update(&app, &user["id"], &json!({ "note": "x" }))["tags"], json!(["own", "tin"]));
    let both = app.change(&user["id"], &json!({ "tags": ["new"], "user_fields": { "plan": "gold" } }));
    assert_eq!(both["tags"], json!(["gold", "new"]));
    assert_eq!(update(&app, &user["id"], &json!({ "plan": null }))["tags"], json!(["new"]));
}

#[test]
fn an_inactive_field_is_not_shown_and_keeps_what_there_is() {
    let app = FieldsApp::take();
    let field = app.define("note", "text", &json!({}));
    let user = app.add(&json!({ "name": unique(), "user_fields": { "note": "kept" } }));
    let activate = |active: bool| {
        let path = format!("{USER_FIELDS}/{}", field["id"]);
        app.put(&path, &json!({ "user_field": { "active": active } })).by(Caller::Admin).told(200);
    };
    activate(false);
    assert_eq!(app.user(&user["id"])["user_fields"], json!({}));
    // It is unknown for as long.
    assert_eq!(update(&app, &user["id"], &json!({ "note": "lost" }))["user_fields"], json!({}));
    activate(true);
    assert_eq!(app.user(&user["id"])["user_fields"], json!({ "note": "kept" }));
}

#[test]
fn a_new_field_of_an_old_key_begins_without_the_old_values() {
    let app = FieldsApp::take();
    let field = app.define("note", "text", &json!({}));
    let user = app.add(&json!({ "name": unique(), "user_fields": { "note": "old" } }));
    app.request("DELETE", &format!("{USER_FIELDS}/{}", field["id"])).by(Caller::Admin).send();
    assert_eq!(app.user(&user["id"])["user_fields"], json!({}));
    app.define("note", "integer", &json!({}));
    assert_eq!(app.user(&user["id"])["user_fields"], json!({ "note": null }));
}

#[test]
fn a_changed_definition_is_obeyed_at_once() {
    let app = FieldsApp::take();
    let field = plan(&app);
    let path = format!("{USER_FIELDS}/{}/options", field["id"]);
    let add = |value: &str| {
        app.post("/api/v2/users", &json!({ "user": { "name": unique(), "user_fields": { "plan": value } } })).by(Caller::Agent).send()
    };
    assert_eq!(add("iron").status, 422);
    app.post(&path, &json!({ "custom_field_option": { "name": "Iron", "value": "iron" } })).by(Caller::Admin).told(201);
    assert_eq!(add("iron").status, 201);
}

#[test]
fn a_field_that_an_entry_point_asks_for_is_missed_there_and_dropped_where_it_is_hidden() {
    let app = FieldsApp::take();
    app.define("note", "text", &json!({}));
    let set = |requirement: &str| {
        let settings = json!({ "settings": { "entry_points": { "api": { "user_fields": { "note": requirement } } } } });
        app.put("/api/v1/settings", &settings).by(Caller::Admin).told(200);
    };
    let add =
        |fields: Value| app.post("/api/v2/users", &json!({ "user": { "name": unique(), "user_fields": fields } })).by(Caller::Agent).send();
    set("required");
    assert_eq!(mistakes(&add(json!({})).told(422)), ["user_fields.note: required"]);
    add(json!({ "note": "x" })).told(201);
    let form = app.get("/api/v1/form?entry_point=api").by(Caller::Agent).told(200);
    assert_eq!(form["form"]["user_fields"][0]["required"], true);
    set("hidden");
    assert_eq!(add(json!({ "note": "x" })).told(201)["user"]["user_fields"], json!({ "note": null }));
    set("optional");
    let unknown = json!({ "settings": { "entry_points": { "api": { "user_fields": { "moon": "hidden" } } } } });
    let refused = app.put("/api/v1/settings", &unknown).by(Caller::Admin).told(422);
    assert_eq!(refused["details"][0], json!({ "path": "entry_points.api.user_fields.moon", "code": "unknown_setting" }));
}

#[test]
fn organizations_have_fields_of_their_own() {
    let app = FieldsApp::take();
    app.define("note", "text", &json!({}));
    app.define_at(ORGANIZATION_FIELDS, "region", "dropdown", &json!({ "custom_field_options": [{ "name": "North", "value": "north" }] }));
    let send = |fields: Value| {
        let body = json!({ "organization": { "name": unique(), "tags": ["own"], "organization_fields": fields } });
        app.post("/api/v2/organizations", &body).by(Caller::Admin).send()
    };
    let made = send(json!({ "region": "north", "note": "x" })).told(201)["organization"].take();
    assert_eq!((&made["organization_fields"], &made["tags"]), (&json!({ "region": "north" }), &json!(["north", "own"])));
    assert_eq!(mistakes(&send(json!({ "region": "south" })).told(422)), ["organization_fields.region: not_offered"]);
    let path = format!("/api/v2/organizations/{}", made["id"]);
    let change = json!({ "organization": { "organization_fields": { "region": null } } });
    let changed = app.put(&path, &change).by(Caller::Admin).told(200)["organization"].take();
    assert_eq!((&changed["organization_fields"], &changed["tags"]), (&json!({ "region": null }), &json!(["own"])));
    // It is no note: agents who may write only those may not.
    app.put(&path, &change).by(Caller::Agent).told(403);
}

#[test]
fn jobs_and_create_or_update_obey_the_definitions() {
    let app = FieldsApp::take();
    define_all(&app);
    app.define_at(ORGANIZATION_FIELDS, "region", "integer", &json!({}));
    let email = address();
    let users = json!({ "users": [
        { "name": unique(), "email": email, "user_fields": { "plan": "gold" } },
        { "name": unique(), "user_fields": { "plan": "lead" } },
        { "name": unique(), "tags": ["own"], "user_fields": { "plan": "tin", "seats": 2 } },
    ] });
    let rows = results(&app, app.post("/api/v2/users/create_many", &users).by(Caller::Admin));
    assert_eq!(
        (&rows[0]["status"], &rows[1]["error"], &rows[2]["status"]),
        (&json!("Created"), &json!("RecordInvalid"), &json!("Created"))
    );
    let shown = |row: &Value| {
        let user = app.user(&row["id"]);
        json!([user["user_fields"]["plan"], user["user_fields"]["seats"], user["tags"]])
    };
    assert_eq!((shown(&rows[0]), shown(&rows[2])), (json!(["gold", null, ["gold"]]), json!(["tin", 2, ["own", "tin"]])));
    let ids = [&rows[0], &rows[2]].map(|row| row["id"].to_string()).join(",");
    let change = json!({ "user": { "user_fields": { "plan": null, "seats": 9 } } });
    results(&app, app.put(&format!("/api/v2/users/update_many?ids={ids}"), &change).by(Caller::Admin));
    assert_eq!((shown(&rows[0]), shown(&rows[2])), (json!([null, 9, []]), json!([null, 9, ["own"]])));
    let again = json!({ "user": { "name": unique(), "email": email, "user_fields": { "vip": true } } });
    let updated = app.post("/api/v2/users/create_or_update", &again).by(Caller::Agent).told(200)["user"].take();
    assert_eq!((&updated["user_fields"]["vip"], &updated["user_fields"]["seats"]), (&json!(true), &json!(9)));
    let organizations = json!({ "organizations": [
        { "name": unique(), "organization_fields": { "region": 7 } }, { "name": unique(), "organization_fields": { "region": "x" } },
    ] });
    let rows = results(&app, app.post("/api/v2/organizations/create_many", &organizations).by(Caller::Admin));
    assert_eq!((&rows[0]["status"], &rows[1]["error"]), (&json!("Created"), &json!("RecordInvalid")));
}

#[test]
fn a_merge_loses_no_value() {
    let app = FieldsApp::take();
    define_all(&app);
    let kept = app.add(&json!({ "name": unique(), "user_fields": { "note": "kept", "seats": 1 } }));
    let gone = app.add(&json!({ "name": unique(), "user_fields": { "note": "gone", "rate": 2.5, "plan": "gold" } }));
    let path = format!("/api/v2/users/{}/merge", gone["id"]);
    let merged = app.put(&path, &json!({ "user": { "id": kept["id"] } })).by(Caller::Admin).told(200)["user"].take();
    let fields = &merged["user_fields"];
    assert_eq!(
        (&fields["note"], &fields["seats"], &fields["rate"], &fields["plan"]),
        (&json!("kept"), &json!(1), &json!(2.5), &json!("gold"))
    );
    assert_eq!(merged["tags"], json!(["gold"]));
}

#[test]
fn what_a_field_has_is_found_by_its_key() {
    let app = FieldsApp::take();
    define_all(&app);
    app.define_at(ORGANIZATION_FIELDS, "region", "text", &json!({}));
    let note = unique();
    let values = json!({ "note": note, "plan": "gold", "likes": ["tea", "rum"], "vip": true, "since": "2026-03-31", "rate": 2.5 });
    let user = app.add(&json!({ "name": unique(), "user_fields": values }));
    let body = json!({ "organization": { "name": unique(), "organization_fields": { "region": note } } });
    let organization = app.post("/api/v2/organizations", &body).by(Caller::Admin).told(201)["organization"]["id"].clone();
    let found = |query: &str| {
        let query = query.replace(' ', "+");
        let list = app.get(&format!("/api/v2/search?query={query}")).by(Caller::Admin).told(200);
        list["results"].as_array().unwrap().iter().map(|result| result["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(&format!("note:{note}")), [user["id"].clone()]);
    assert_eq!(found(&format!("region:{note}")), [organization]);
    for fact in ["plan:gold", "PLAN:gold", "likes:rum", "likes:tea", "vip:true", "since:2026-03-31*", "rate:2.5"] {
        assert_eq!(found(&format!("note:{note} {fact}")), [user["id"].clone()], "{fact}");
    }
    for fact in ["plan:*", "vip:* rate:*", "-plan:none", "seats:none", "-seats:*", "nosuch:none"] {
        assert_eq!(found(&format!("note:{note} {fact}")), [user["id"].clone()], "{fact}");
    }
    for other in ["plan:tin", "vip:false", "seats:7", "seats:*", "-seats:none", "plan:none", "-plan:*", "nosuch:*"] {
        assert!(found(&format!("note:{note} {other}")).is_empty(), "{other}");
    }
    update(&app, &user["id"], &json!({ "note": null }));
    assert!(found(&format!("note:{note}")).is_empty());
}

#[test]
fn a_key_that_begins_another_one_is_not_the_other() {
    let app = FieldsApp::take();
    for path in [USER_FIELDS, ORGANIZATION_FIELDS] {
        for key in ["plan", "plan_b"] {
            app.define_at(path, key, "text", &json!({}));
        }
    }
    let word = unique();
    let add = |name: &str, fields: &Value| {
        let record = json!({ "name": word, "notes": word, "tags": [name], format!("{name}_fields"): fields });
        app.post(&format!("/api/v2/{name}s"), &json!({ name: record })).by(Caller::Admin).told(201)[name]["id"].take()
    };
    let only_plan = add("user", &json!({ "plan": "b x" }));
    let only_b = add("user", &json!({ "plan_b": "x" }));
    let (neither, both) = (add("user", &json!({})), add("user", &json!({ "plan": "x", "plan_b": "x" })));
    let firm = add("organization", &json!({ "plan_b": "x" }));
    let found = |query: &str| {
        let list =
            app.get(&format!("/api/v2/search?query={query}+notes:{word}&sort_by=created_at&sort_order=asc")).by(Caller::Admin).told(200);
        list["results"].as_array().unwrap().iter().map(|result| result["id"].clone()).collect::<Vec<_>>()
    };
    let all = [&only_plan, &only_b, &neither, &both, &firm];
    for (query, expected) in [
        ("plan:*", [true, false, false, true, false]),
        ("plan_b:*", [false, true, false, true, true]),
        ("plan:none", [false, true, true, false, true]),
        ("-PLAN:NONE", [true, false, false, true, false]),
        ("Plan_B:none", [true, false, true, false, false]),
        ("nosuch:*", [false; 5]),
        ("nosuch:none", [true; 5]),
    ] {
        let expected: Vec<_> = all.into_iter().zip(expected).filter(|(_, found)| *found).map(|(id, _)| id.clone()).collect();
        assert_eq!(found(query), expected, "{query}");
    }
    update(&app, &both, &json!({ "plan": null }));
    assert_eq!(found("plan:*"), [only_plan]);
}
