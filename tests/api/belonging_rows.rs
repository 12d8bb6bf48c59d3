//! Rows of the permission table about who belongs where (`check_permissions.rs`).

use super::check_permissions::{ADDED, ADMINS, DONE, LIGHT, OK, OWN, Row, SIGN_IN};

const READ: [(u16, &str); 5] = [SIGN_IN, OK, OK, OK, OK];
const SEEN: [(u16, &str); 5] = [SIGN_IN, OK, OWN, OK, OK];
const JOINED: [(u16, &str); 5] = [SIGN_IN, LIGHT, OWN, ADDED, ADDED];
const LEFT: [(u16, &str); 5] = [SIGN_IN, LIGHT, OWN, DONE, DONE];
const CHANGED: [(u16, &str); 5] = [SIGN_IN, LIGHT, OWN, OK, OK];
const MADE: [(u16, &str); 5] = [SIGN_IN, ADMINS, ADMINS, ADMINS, ADDED];
const MANAGED: [(u16, &str); 5] = [SIGN_IN, ADMINS, ADMINS, ADMINS, OK];
const DELETED: [(u16, &str); 5] = [SIGN_IN, ADMINS, ADMINS, ADMINS, DONE];

pub const ROWS: &[Row] = &[
    ("GET", "/api/v2/organizations/{organization_id}/users", "/api/v2/organizations/{organization}/users", "", SEEN),
    ("GET", "/api/v2/organizations/{organization_id}/users/count", "/api/v2/organizations/{organization}/users/count", "", SEEN),
    ("GET", "/api/v2/organizations/{organization_id}/tags", "/api/v2/organizations/{organization}/tags", "", READ),
    ("POST", "/api/v2/organizations/{organization_id}/tags", "/api/v2/organizations/{organization}/tags", r#"{"tags":["x"]}"#, MADE),
    ("PUT", "/api/v2/organizations/{organization_id}/tags", "/api/v2/organizations/{organization}/tags", r#"{"tags":["x"]}"#, MANAGED),
    ("DELETE", "/api/v2/organizations/{organization_id}/tags", "/api/v2/organizations/{organization}/tags", r#"{"tags":["x"]}"#, MANAGED),
    (
        "GET",
        "/api/v2/organizations/{organization_id}/organization_memberships",
        "/api/v2/organizations/{organization}/organization_memberships",
        "",
        SEEN,
    ),
    ("GET", "/api/v2/organization_memberships", "/api/v2/organization_memberships", "", SEEN),
    (
        "POST",
        "/api/v2/organization_memberships",
        "/api/v2/organization_memberships",
        r#"{"organization_membership":{"user_id":{customer},"organization_id":302}}"#,
        JOINED,
    ),
    ("GET", "/api/v2/organization_memberships/{organization_membership_id}", "/api/v2/organization_memberships/{membership}", "", SEEN),
    ("DELETE", "/api/v2/organization_memberships/{organization_membership_id}", "/api/v2/organization_memberships/{membership}", "", LEFT),
    ("GET", "/api/v2/users/{user_id}/organization_memberships", "/api/v2/users/{customer}/organization_memberships", "", SEEN),
    ("GET", "/api/v2/users/{user_id}/organization_memberships", "/api/v2/users/{own}/organization_memberships", "", READ),
    (
        "POST",
        "/api/v2/users/{user_id}/organization_memberships",
        "/api/v2/users/{customer}/organization_memberships",
        r#"{"organization_membership":{"organization_id":302}}"#,
        JOINED,
    ),
    (
        "GET",
        "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}",
        "/api/v2/users/{member}/organization_memberships/{membership}",
        "",
        SEEN,
    ),
    (
        "DELETE",
        "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}",
        "/api/v2/users/{member}/organization_memberships/{membership}",
        "",
        LEFT,
    ),
    (
        "PUT",
        "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}/make_default",
        "/api/v2/users/{member}/organization_memberships/{membership}/make_default",
        "",
        CHANGED,
    ),
    ("DELETE", "/api/v2/users/{user_id}/organizations/{organization_id}", "/api/v2/users/{member}/organizations/301", "", LEFT),
    (
        "PUT",
        "/api/v2/users/{user_id}/organizations/{organization_id}/make_default",
        "/api/v2/users/{member}/organizations/301/make_default",
        "",
        CHANGED,
    ),
    ("GET", "/api/v2/groups", "/api/v2/groups", "", READ),
    ("POST", "/api/v2/groups", "/api/v2/groups", r#"{"group":{"name":"{unique}"}}"#, MADE),
    ("GET", "/api/v2/groups/assignable", "/api/v2/groups/assignable", "", READ),
    ("GET", "/api/v2/groups/count", "/api/v2/groups/count", "", READ),
    ("GET", "/api/v2/groups/{group_id}", "/api/v2/groups/{group}", "", READ),
    ("PUT", "/api/v2/groups/{group_id}", "/api/v2/groups/{group}", r#"{"group":{}}"#, MANAGED),
    ("DELETE", "/api/v2/groups/{group_id}", "/api/v2/groups/{group}", "", DELETED),
    ("GET", "/api/v2/groups/{group_id}/users", "/api/v2/groups/{group}/users", "", SEEN),
    ("GET", "/api/v2/groups/{group_id}/users/count", "/api/v2/groups/{group}/users/count", "", SEEN),
    ("GET", "/api/v2/groups/{group_id}/memberships", "/api/v2/groups/{group}/memberships", "", READ),
    ("GET", "/api/v2/users/{user_id}/groups", "/api/v2/users/101/groups", "", SEEN),
    ("GET", "/api/v2/users/{user_id}/groups/count", "/api/v2/users/101/groups/count", "", SEEN),
    ("GET", "/api/v2/group_memberships", "/api/v2/group_memberships", "", READ),
    ("GET", "/api/v2/group_memberships/assignable", "/api/v2/group_memberships/assignable", "", READ),
    ("POST", "/api/v2/group_memberships", "/api/v2/group_memberships", r#"{"group_membership":{"user_id":101,"group_id":{group}}}"#, MADE),
    ("GET", "/api/v2/group_memberships/{group_membership_id}", "/api/v2/group_memberships/701", "", READ),
    ("DELETE", "/api/v2/group_memberships/{group_membership_id}", "/api/v2/group_memberships/{group_membership}", "", DELETED),
    ("GET", "/api/v2/users/{user_id}/group_memberships", "/api/v2/users/101/group_memberships", "", SEEN),
    (
        "POST",
        "/api/v2/users/{user_id}/group_memberships",
        "/api/v2/users/101/group_memberships",
        r#"{"group_membership":{"group_id":{group}}}"#,
        MADE,
    ),
    ("GET", "/api/v2/users/{user_id}/group_memberships/{group_membership_id}", "/api/v2/users/101/group_memberships/701", "", READ),
    (
        "DELETE",
        "/api/v2/users/{user_id}/group_memberships/{group_membership_id}",
        "/api/v2/users/101/group_memberships/{group_membership}",
        "",
        DELETED,
    ),
    (
        "PUT",
        "/api/v2/users/{user_id}/group_memberships/{group_membership_id}/make_default",
        "/api/v2/users/104/group_memberships/704/make_default",
        "",
        [SIGN_IN, OK, ADMINS, ADMINS, OK],
    ),
    ("GET", "/api/v2/custom_roles", "/api/v2/custom_roles", "", READ),
    ("GET", "/api/v2/custom_roles/{custom_role_id}", "/api/v2/custom_roles/801", "", READ),
];
