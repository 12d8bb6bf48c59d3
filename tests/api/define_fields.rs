//! Fields that an account adds to its users and organizations: defining, changing, ordering and deleting them.

use serde_json::{Value, json};

use crate::fields_app::{FieldsApp, ORGANIZATION_FIELDS, USER_FIELDS};
use crate::support::{Caller, keys, mistakes};

const KEYS: [&str; 14] = [
    "url",
    "id",
    "type",
    "key",
    "title",
    "description",
    "raw_title",
    "raw_description",
    "position",
    "active",
    "system",
    "regexp_for_validation",
    "created_at",
    "updated_at",
];

fn options(values: &[&str]) -> Value {
    values.iter().map(|value| json!({ "name": value.to_uppercase(), "value": value })).collect()
}

fn listed(app: &FieldsApp, path: &str) -> Vec<Value> {
    app.get(path).by(Caller::Agent).told(200)[path["/api/v2/".len()..].split('?').next().unwrap()].as_array().unwrap().clone()
}

fn values_of(field: &Value) -> Vec<&str> {
    field["custom_field_options"].as_array().unwrap().iter().map(|option| option["value"].as_str().unwrap()).collect()
}

#[test]
fn a_field_is_stored_shown_changed_and_deleted() {
    let app = FieldsApp::take();
    for (path, name) in [(USER_FIELDS, "user_field"), (ORGANIZATION_FIELDS, "organization_field")] {
        let sent = json!({ name: { "key": "plan", "type": "text", "title": " Plan ", "description": "What they pay for" } });
        let answer = app.post(&format!("{path}.json"), &sent).by(Caller::Admin).send();
        let field = answer.told(201)[name].take();
        assert_eq!(keys(&field), KEYS);
        assert_eq!(field["url"], format!("{}{path}/{}.json", app.base, field["id"]));
        assert_eq!(answer.header("location"), field["url"].as_str());
        assert_eq!(
            (&field["title"], &field["raw_title"], &field["description"], &field["position"], &field["active"], &field["system"]),
            (&json!("Plan"), &json!("Plan"), &json!("What they pay for"), &json!(9999), &json!(true), &json!(false))
        );
        let own = format!("{path}/{}", field["id"]);
        assert_eq!(app.get(&own).by(Caller::Agent).told(200)[name], field);
        // The key and the type stay.
        let change = json!({ name: { "title": "Tariff", "description": null, "key": "other", "type": "date", "position": 3 } });
        let changed = app.put(&own, &change).by(Caller::Admin).told(200)[name].take();
        assert_eq!(
            (&changed["title"], &changed["description"], &changed["key"], &changed["type"], &changed["position"]),
            (&json!("Tariff"), &json!(""), &json!("plan"), &json!("text"), &json!(3))
        );
        assert_eq!(app.request("DELETE", &own).by(Caller::Admin).send().status, 204);
        for gone in [app.get(&own), app.put(&own, &change), app.request("DELETE", &own)] {
            assert_eq!(gone.by(Caller::Admin).told(404)["error"], "RecordNotFound");
        }
    }
}

#[test]
fn a_field_of_users_is_none_of_organizations() {
    let app = FieldsApp::take();
    let field = app.define("plan", "text", &json!({}));
    let other = format!("{ORGANIZATION_FIELDS}/{}", field["id"]);
    let change = json!({ "organization_field": { "title": "x" } });
    for gone in [app.get(&other), app.put(&other, &change), app.request("DELETE", &other)] {
        gone.by(Caller::Admin).told(404);
    }
    // So both may have one of this key.
    app.define_at(ORGANIZATION_FIELDS, "plan", "date", &json!({}));
    assert_eq!((listed(&app, USER_FIELDS).len(), listed(&app, ORGANIZATION_FIELDS).len()), (1, 1));
}

#[test]
fn a_key_is_one_fields_whatever_its_case_and_free_once_that_is_deleted() {
    let app = FieldsApp::take();
    let field = app.define("plan", "text", &json!({}));
    let again = json!({ "user_field": { "key": "PLAN", "type": "text", "title": "x" } });
    let refused = app.post(USER_FIELDS, &again).by(Caller::Admin).told(422);
    assert_eq!(mistakes(&refused), ["key: taken"]);
    assert_eq!(refused["details"]["key"][0]["description"], "Key: has already been taken");
    app.request("DELETE", &format!("{USER_FIELDS}/{}", field["id"])).by(Caller::Admin).send();
    app.post(USER_FIELDS, &again).by(Caller::Admin).told(201);
}

#[test]
fn each_type_shows_what_it_is_made_of() {
    let app = FieldsApp::take();
    let with = |more: &[&'static str]| [&KEYS[..], more].concat();
    let checkbox = app.define("vip", "checkbox", &json!({ "tag": "VIP" }));
    assert_eq!((keys(&checkbox), &checkbox["tag"]), (with(&["tag"]), &json!("vip")));
    let lookup = app.define("owner", "lookup", &json!({ "relationship_target_type": "zen:user" }));
    assert_eq!(keys(&lookup), with(&["relationship_target_type", "relationship_filter"]));
    let regexp = app.define("code", "regexp", &json!({ "regexp_for_validation": "[0-9]+" }));
    assert_eq!((keys(&regexp), &regexp["regexp_for_validation"]), (with(&[]), &json!("[0-9]+")));
    for kind in ["dropdown", "multiselect"] {
        let list = app.define(kind, kind, &json!({ "custom_field_options": options(&["gold", "tin"]) }));
        assert_eq!((keys(&list), values_of(&list)), (with(&["custom_field_options"]), vec!["gold", "tin"]));
        assert_eq!(keys(&list["custom_field_options"][0]), ["id", "name", "raw_name", "value"]);
    }
    for kind in ["text", "textarea", "date", "integer", "decimal", "currency"] {
        assert_eq!(keys(&app.define(kind, kind, &json!({}))), KEYS);
    }
}

#[test]
fn every_mistake_in_a_field_is_told() {
    let app = FieldsApp::take();
    let told = |field: Value| mistakes(&app.post(USER_FIELDS, &json!({ "user_field": field })).by(Caller::Admin).told(422));
    assert_eq!(told(json!({ "key": "a b", "type": "colour", "title": 7 })), ["key: key_form", "type: not_offered", "title: wrong_type"]);
    assert_eq!(
        told(json!({ "key": "x", "type": "regexp", "title": "X", "regexp_for_validation": "(" })),
        ["regexp_for_validation: pattern_form"]
    );
    let taken = json!({ "key": "x", "type": "dropdown", "title": "X", "custom_field_options": options(&["a", "a"]) });
    assert_eq!(told(taken), ["custom_field_options: taken"]);
    assert!(listed(&app, USER_FIELDS).is_empty());
}

#[test]
fn fields_come_in_their_order_by_offset_and_by_cursor() {
    let app = FieldsApp::take();
    let ids: Vec<_> = ["a", "b", "c"].iter().map(|key| app.define(key, "text", &json!({}))["id"].clone()).collect();
    let order = |path: &str| listed(&app, path).iter().map(|field| field["key"].as_str().unwrap().to_owned()).collect::<String>();
    assert_eq!(order(USER_FIELDS), "abc");
    let reordered = app.put(&format!("{USER_FIELDS}/reorder"), &json!({ "user_field_ids": [ids[2], ids[0]] })).by(Caller::Admin).told(200);
    assert_eq!(reordered, json!(""));
    assert_eq!(order(USER_FIELDS), "cab");
    let mut page = app.get(&format!("{USER_FIELDS}?page[size]=2")).by(Caller::Agent).told(200);
    assert_eq!((page["user_fields"][1]["key"].take(), page["meta"]["has_more"].take()), (json!("a"), json!(true)));
    let next = app.get(page["links"]["next"].as_str().unwrap()).by(Caller::Agent).told(200);
    assert_eq!((&next["user_fields"][0]["key"], &next["links"]["next"]), (&json!("b"), &json!(null)));
    let some = app.get(&format!("{USER_FIELDS}/show_many?keys=B,c,none")).by(Caller::Agent).told(200);
    assert_eq!((&some["count"], &some["user_fields"][0]["key"]), (&json!(2), &json!("c")));
}

#[test]
fn the_options_of_a_list_stay_those_that_they_are() {
    let app = FieldsApp::take();
    let field = app.define("plan", "dropdown", &json!({ "custom_field_options": options(&["gold", "tin", "lead"]) }));
    let id = |at: usize| field["custom_field_options"][at]["id"].clone();
    let change = json!({ "user_field": { "custom_field_options": [
        // Two change places, one is named by its value, one is new, one goes.
        { "id": id(1), "name": "Gold", "value": "gold" }, { "id": id(0), "name": "Tin", "value": "tin" }, { "name": "New", "value": "new" },
    ] } });
    let path = format!("{USER_FIELDS}/{}", field["id"]);
    let changed = app.put(&path, &change).by(Caller::Admin).told(200)["user_field"].take();
    assert_eq!(values_of(&changed), ["gold", "tin", "new"]);
    assert_eq!((&changed["custom_field_options"][0]["id"], &changed["custom_field_options"][1]["id"]), (&id(1), &id(0)));
    let change = json!({ "user_field": { "custom_field_options": options(&["new", "gold"]) } });
    let again = app.put(&path, &change).by(Caller::Admin).told(200)["user_field"].take();
    assert_eq!((values_of(&again), &again["custom_field_options"][1]["id"]), (vec!["new", "gold"], &id(1)));
}

#[test]
fn an_option_is_added_changed_and_deleted() {
    let app = FieldsApp::take();
    let field = app.define("plan", "dropdown", &json!({ "custom_field_options": options(&["gold"]) }));
    let path = format!("{USER_FIELDS}/{}/options", field["id"]);
    let send = |option: Value| app.post(&path, &json!({ "custom_field_option": option })).by(Caller::Admin).send();
    let answer = send(json!({ "name": "Tin", "value": "tin" }));
    let added = answer.told(201)["custom_field_option"].take();
    assert_eq!(keys(&added), ["id", "name", "raw_name", "position", "value", "url"]);
    assert_eq!((answer.header("location"), &added["position"]), (added["url"].as_str(), &json!(1)));
    let changed = send(json!({ "id": added["id"], "name": "Pewter", "value": "tin" })).told(200)["custom_field_option"].take();
    assert_eq!((&changed["id"], &changed["name"]), (&added["id"], &json!("Pewter")));
    assert_eq!(mistakes(&send(json!({ "name": "x", "value": "GOLD" })).told(422)), ["value: taken"]);
    assert_eq!(mistakes(&send(json!({ "name": "" })).told(422)), ["name: required", "value: required"]);
    send(json!({ "id": 7, "name": "x", "value": "x" })).told(404);
    let list = app.get(&path).by(Caller::Agent).told(200);
    assert_eq!((keys(&list), &list["count"]), (vec!["custom_field_options", "next_page", "previous_page", "count"], &json!(2)));
    let own = format!("{path}/{}", added["id"]);
    assert_eq!(app.get(&own).by(Caller::Agent).told(200)["custom_field_option"], changed);
    assert_eq!(app.request("DELETE", &own).by(Caller::Admin).send().status, 204);
    app.get(&own).by(Caller::Agent).told(404);
    let text = app.define("note", "text", &json!({}));
    let none = format!("{USER_FIELDS}/{}/options", text["id"]);
    app.post(&none, &json!({ "custom_field_option": { "name": "x", "value": "x" } })).by(Caller::Admin).told(404);
}

#[test]
fn a_field_that_is_sent_twice_is_made_once() {
    let app = FieldsApp::take();
    let send = || {
        let field = json!({ "user_field": { "key": "plan", "type": "text", "title": "Plan" } });
        app.post(USER_FIELDS, &field).header("idempotency-key", "a-field-sent-twice").by(Caller::Admin).told(201)
    };
    assert_eq!(send(), send());
    assert_eq!(listed(&app, USER_FIELDS).len(), 1);
}
