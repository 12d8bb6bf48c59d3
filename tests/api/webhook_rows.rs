//! The rows of webhooks in the table of permissions. `{webhook}` is a new one.

use serde_json::json;

use crate::check_permissions::{ADDED, ADMINS, DONE, GONE, OK, Row, SIGN_IN, Told};
use crate::support::{Caller, TestApp};
use crate::tell_webhooks::webhook;

/// With a webhook in it that only this request is about.
pub fn path(app: &TestApp, template: &str) -> String {
    if !template.contains("{webhook}") {
        return template.into();
    }
    let made = app.post("/api/v2/webhooks", &json!({ "webhook": webhook("https://hooks.acme.com", &[]) })).by(Caller::Admin).told(201);
    template.replace("{webhook}", made["webhook"]["id"].as_str().unwrap())
}

const fn admins(told: Told) -> [Told; 5] {
    [SIGN_IN, ADMINS, ADMINS, ADMINS, told]
}

const NEW: &str =
    r#"{"webhook":{"name":"x","endpoint":"https://hooks.acme.com","http_method":"POST","request_format":"json","status":"inactive"}}"#;
const NOWHERE: &str = r#"{"request":{"endpoint":"http://127.0.0.1:9","http_method":"POST","request_format":"json"}}"#;

pub const ROWS: &[Row] = &[
    ("GET", "/api/v2/webhooks", "/api/v2/webhooks?filter[status]=active&filter[name_contains]=x", "", admins(OK)),
    ("POST", "/api/v2/webhooks", "/api/v2/webhooks", NEW, admins(ADDED)),
    ("POST", "/api/v2/webhooks", "/api/v2/webhooks?clone_webhook_id={webhook}", "{}", admins(ADDED)),
    ("POST", "/api/v2/webhooks/test", "/api/v2/webhooks/test", NOWHERE, admins(OK)),
    ("GET", "/api/v2/webhooks/{webhook_id}", "/api/v2/webhooks/{webhook}", "", admins(OK)),
    ("PUT", "/api/v2/webhooks/{webhook_id}", "/api/v2/webhooks/{webhook}", NEW, admins(DONE)),
    ("PATCH", "/api/v2/webhooks/{webhook_id}", "/api/v2/webhooks/{webhook}", r#"{"webhook":{}}"#, admins(DONE)),
    ("DELETE", "/api/v2/webhooks/{webhook_id}", "/api/v2/webhooks/{webhook}", "", admins(DONE)),
    ("GET", "/api/v2/webhooks/{webhook_id}/signing_secret", "/api/v2/webhooks/{webhook}/signing_secret", "", admins(OK)),
    ("POST", "/api/v2/webhooks/{webhook_id}/signing_secret", "/api/v2/webhooks/{webhook}/signing_secret", "{}", admins(ADDED)),
    (
        "GET",
        "/api/v2/webhooks/{webhook_id}/invocations",
        "/api/v2/webhooks/{webhook}/invocations?filter[status]=failed&filter[from_ts]=2026-01-01T00:00:00Z",
        "",
        admins(OK),
    ),
    (
        "GET",
        "/api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/attempts",
        "/api/v2/webhooks/{webhook}/invocations/{webhook}/attempts",
        "",
        admins(GONE),
    ),
    (
        "POST",
        "/api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/resend",
        "/api/v2/webhooks/{webhook}/invocations/{webhook}/resend",
        "{}",
        admins(GONE),
    ),
];
