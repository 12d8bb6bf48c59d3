//! The rows of jobs and bulk calls in the table of permissions.

use crate::check_permissions::{ADMINS, GONE, LIGHT, OK, OWN, Row, SIGN_IN};

pub const ROWS: &[Row] = &[
    ("GET", "/api/v2/job_statuses", "/api/v2/job_statuses", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/job_statuses/show_many", "/api/v2/job_statuses/show_many?ids=V3-x", "", [SIGN_IN, OK, OK, OK, OK]),
    ("GET", "/api/v2/job_statuses/{job_status_id}", "/api/v2/job_statuses/{job}", "", [SIGN_IN, OK, GONE, OK, OK]),
    ("POST", "/api/v2/users/create_many", "/api/v2/users/create_many", r#"{"users":[]}"#, [SIGN_IN, LIGHT, OK, OK, OK]),
    ("POST", "/api/v2/users/create_or_update_many", "/api/v2/users/create_or_update_many", r#"{"users":[]}"#, [SIGN_IN, LIGHT, OK, OK, OK]),
    ("PUT", "/api/v2/users/update_many", "/api/v2/users/update_many", r#"{"users":[]}"#, [SIGN_IN, LIGHT, OK, OK, OK]),
    ("DELETE", "/api/v2/users/destroy_many", "/api/v2/users/destroy_many?ids=", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    (
        "POST",
        "/api/v2/organizations/create_many",
        "/api/v2/organizations/create_many",
        r#"{"organizations":[]}"#,
        [SIGN_IN, ADMINS, ADMINS, ADMINS, OK],
    ),
    (
        "PUT",
        "/api/v2/organizations/update_many",
        "/api/v2/organizations/update_many",
        r#"{"organizations":[]}"#,
        [SIGN_IN, LIGHT, OK, OK, OK],
    ),
    ("DELETE", "/api/v2/organizations/destroy_many", "/api/v2/organizations/destroy_many?ids=", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    (
        "POST",
        "/api/v2/organization_memberships/create_many",
        "/api/v2/organization_memberships/create_many",
        r#"{"organization_memberships":[]}"#,
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
    (
        "DELETE",
        "/api/v2/organization_memberships/destroy_many",
        "/api/v2/organization_memberships/destroy_many?ids=",
        "",
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
];
