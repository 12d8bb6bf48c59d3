//! Rows of the permission table about the fields that an account defines (`check_permissions.rs`). Those that are made here are
//! inactive, so that no other test is shown them.

use serde_json::json;

use super::check_permissions::{ADDED, ADMINS, DONE, LIGHT, OK, Row, SIGN_IN};
use crate::support::{Caller, TestApp, unique};

const READ: [(u16, &str); 5] = [SIGN_IN, OK, OK, OK, OK];
const MADE: [(u16, &str); 5] = [SIGN_IN, ADMINS, ADMINS, ADMINS, ADDED];
const MANAGED: [(u16, &str); 5] = [SIGN_IN, ADMINS, ADMINS, ADMINS, OK];
const DELETED: [(u16, &str); 5] = [SIGN_IN, ADMINS, ADMINS, ADMINS, DONE];

const FIELD: &str =
    r#"{"user_field":{"key":"{unique}","type":"dropdown","title":"x","active":false,"custom_field_options":[{"name":"A","value":"a"}]}}"#;
const OPTIONS: &str = r#"{"user_field":{"description":"x","custom_field_options":[{"name":"B","value":"b"}]}}"#;

pub const ROWS: &[Row] = &[
    // The server that is asked how much it asks has this field (`ask_database.rs`).
    (
        "POST",
        "/api/v2/users",
        "/api/v2/users",
        r#"{"user":{"name":"x","user_fields":{"plan":"gold"}}}"#,
        [SIGN_IN, LIGHT, ADDED, ADDED, ADDED],
    ),
    (
        "PUT",
        "/api/v2/users/{user_id}",
        "/api/v2/users/{own}",
        r#"{"user":{"tags":["a"],"user_fields":{"plan":null}}}"#,
        [SIGN_IN, LIGHT, OK, OK, OK],
    ),
    ("GET", "/api/v2/user_fields", "/api/v2/user_fields", "", READ),
    ("GET", "/api/v2/user_fields", "/api/v2/user_fields?page[size]=1", "", READ),
    ("POST", "/api/v2/user_fields", "/api/v2/user_fields", FIELD, MADE),
    ("PUT", "/api/v2/user_fields/reorder", "/api/v2/user_fields/reorder", r#"{"user_field_ids":[{field}]}"#, MANAGED),
    ("GET", "/api/v2/user_fields/show_many", "/api/v2/user_fields/show_many?keys=a,b", "", READ),
    ("GET", "/api/v2/user_fields/{user_field_id}", "/api/v2/user_fields/{field}", "", READ),
    ("PUT", "/api/v2/user_fields/{user_field_id}", "/api/v2/user_fields/{field}", OPTIONS, MANAGED),
    ("DELETE", "/api/v2/user_fields/{user_field_id}", "/api/v2/user_fields/{field}", "", DELETED),
    ("GET", "/api/v2/user_fields/{user_field_id}/options", "/api/v2/user_fields/{field}/options", "", READ),
    (
        "POST",
        "/api/v2/user_fields/{user_field_id}/options",
        "/api/v2/user_fields/{field}/options",
        r#"{"custom_field_option":{"name":"B","value":"b"}}"#,
        MADE,
    ),
    ("GET", "/api/v2/user_fields/{user_field_id}/options/{user_field_option_id}", "/api/v2/user_fields/{field}/options/{option}", "", READ),
    (
        "DELETE",
        "/api/v2/user_fields/{user_field_id}/options/{user_field_option_id}",
        "/api/v2/user_fields/{field}/options/{option}",
        "",
        DELETED,
    ),
    ("GET", "/api/v2/organization_fields", "/api/v2/organization_fields", "", READ),
    (
        "POST",
        "/api/v2/organization_fields",
        "/api/v2/organization_fields",
        r#"{"organization_field":{"key":"{unique}","type":"text","title":"x","active":false}}"#,
        MADE,
    ),
    (
        "PUT",
        "/api/v2/organization_fields/reorder",
        "/api/v2/organization_fields/reorder",
        r#"{"organization_field_ids":[{organization_field}]}"#,
        MANAGED,
    ),
    ("GET", "/api/v2/organization_fields/{organization_field_id}", "/api/v2/organization_fields/{organization_field}", "", READ),
    (
        "PUT",
        "/api/v2/organization_fields/{organization_field_id}",
        "/api/v2/organization_fields/{organization_field}",
        r#"{"organization_field":{"title":"y"}}"#,
        MANAGED,
    ),
    ("DELETE", "/api/v2/organization_fields/{organization_field_id}", "/api/v2/organization_fields/{organization_field}", "", DELETED),
];

/// The path, or the body, with a field in it that only this request is about.
pub fn path(app: &TestApp, template: &str) -> String {
    let mut path = template.to_owned();
    if path.contains("{field}") {
        let body = serde_json::from_str(&FIELD.replace("{unique}", &unique())).unwrap();
        let made = app.post("/api/v2/user_fields", &body).by(Caller::Admin).told(201)["user_field"].take();
        path = path.replace("{field}", &made["id"].to_string());
        path = path.replace("{option}", &made["custom_field_options"][0]["id"].to_string());
    }
    if path.contains("{organization_field}") {
        let body = json!({ "organization_field": { "key": unique(), "type": "text", "title": "x", "active": false } });
        let made = app.post("/api/v2/organization_fields", &body).by(Caller::Admin).told(201);
        path = path.replace("{organization_field}", &made["organization_field"]["id"].to_string());
    }
    path
}
