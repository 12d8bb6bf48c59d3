//! Each route, called by a customer about the customer's own record: agents write in it what is not for the customer to read.

use serde_json::json;

use crate::check_permissions::{path, rows};
use crate::embed_token;
use crate::support::{Caller, TestApp, address, unique};

/// All that a customer is not refused, or told that there is no such thing.
const FOR_CUSTOMERS: &[(&str, &str)] = &[
    ("DELETE", "/api/v1/session"),
    ("GET", "/api/v1/capabilities"),
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/me/export"),
    ("GET", "/api/v2/end_users/{user_id}"),
    ("GET", "/api/v2/end_users/{user_id}/identities"),
    ("GET", "/api/v2/requests"),
    ("GET", "/api/v2/requests/ccd"),
    ("GET", "/api/v2/requests/open"),
    ("GET", "/api/v2/requests/search"),
    ("GET", "/api/v2/requests/solved"),
    ("GET", "/api/v2/requests/{request_id}"),
    ("GET", "/api/v2/requests/{request_id}/comments"),
    ("GET", "/api/v2/requests/{request_id}/comments/{comment_id}"),
    ("GET", "/api/v2/users/me"),
    ("GET", "/api/v2/users/{user_id}"),
    ("GET", "/api/v2/users/{user_id}/identities"),
    ("GET", "/api/v2/users/{user_id}/organization_memberships"),
    ("GET", "/api/v2/users/{user_id}/related"),
    ("GET", "/api/v2/users/{user_id}/requests"),
    ("GET", "/healthz"),
    ("POST", "/api/v1/me/deletion_requests"),
    ("POST", "/api/v1/proofs"),
    ("POST", "/api/v1/proofs/{proof_id}"),
    ("POST", "/api/v1/proofs/{proof_id}/resend"),
    ("POST", "/api/v1/sign_ins"),
    ("POST", "/api/v1/sign_ups"),
    ("POST", "/api/v2/end_users/{user_id}/identities"),
    ("POST", "/api/v2/requests"),
    ("PUT", "/api/v2/end_users/{user_id}"),
    ("PUT", "/api/v2/requests/{request_id}"),
];

#[test]
fn a_customer_is_refused_all_but_what_customers_may_do_about_themselves() {
    let app = TestApp::shared();
    let mut open = Vec::new();
    for (method, route, template, body, _) in rows() {
        let email = address();
        let id = app.add(&json!({ "name": unique(), "email": email }))["id"].to_string();
        // Somebody else's, where there must be an identity.
        let own =
            if template.contains("{identity}") { (*template).into() } else { template.replace("{customer}", &id).replace("{own}", &id) };
        let request = app.request(method, &path(app, &own, Caller::Anonymous)).bearer(&embed_token::of(&email));
        let json = path(app, body, Caller::Anonymous);
        let request = if json.is_empty() { request } else { request.header("content-type", "application/json").bytes(json) };
        if request.send().status != 403 {
            open.push((*method, *route));
        }
    }
    open.sort_unstable();
    open.dedup();
    assert_eq!(open, FOR_CUSTOMERS);
}
