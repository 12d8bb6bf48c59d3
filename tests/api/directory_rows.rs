//! The rows of merges, exports, tags and numbers in the table of `check_permissions.rs`.

use crate::check_permissions::{ADMINS, GONE, LIGHT, OK, OWN, Row, SIGN_IN, Told};

const READ: [Told; 5] = [SIGN_IN, OK, OK, OK, OK];
const MANAGED: [Told; 5] = [SIGN_IN, ADMINS, ADMINS, ADMINS, OK];

pub const ROWS: &[Row] = &[
    (
        "PUT",
        "/api/v2/users/{user_id}",
        "/api/v2/users/{own}",
        r#"{"user":{"identities":[{"type":"email","value":"{customer}@said.test","verified":true,"primary":true},{"type":"sdk","value":"{customer}","primary":true}]}}"#,
        [SIGN_IN, LIGHT, OK, OK, OK],
    ),
    ("GET", "/api/v2/users/{user_id}/related", "/api/v2/users/{customer}/related", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/{user_id}/related", "/api/v2/users/{own}/related", "", READ),
    (
        "GET",
        "/api/v2/users/{user_id}",
        "/api/v2/users/{own}?include=groups,roles,open_ticket_count,identities,abilities,organization_memberships,group_memberships",
        "",
        READ,
    ),
    ("GET", "/api/v2/users", "/api/v2/users?include=groups,roles,organizations,open_ticket_count", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/users/search", "/api/v2/users/search?query=ana&include=groups,open_ticket_count", "", [SIGN_IN, OK, OWN, OK, OK]),
    ("GET", "/api/v2/tickets", "/api/v2/tickets?include=users,groups,organizations", "", READ),
    ("GET", "/api/v2/tickets/{ticket_id}", "/api/v2/tickets/{request}?include=users,groups,organizations", "", READ),
    ("GET", "/api/v2/tickets/{ticket_id}/comments", "/api/v2/tickets/{request}/comments?include=users", "", READ),
    (
        "GET",
        "/api/v2/organization_memberships",
        "/api/v2/organization_memberships?include=users,organizations",
        "",
        [SIGN_IN, OK, OWN, OK, OK],
    ),
    ("GET", "/api/v2/group_memberships", "/api/v2/group_memberships?include=users,groups", "", READ),
    ("GET", "/api/v2/groups", "/api/v2/groups?include=users", "", READ),
    ("GET", "/api/v2/requests", "/api/v2/requests?include=users,groups,organizations", "", READ),
    ("GET", "/api/v2/groups/{group_id}/memberships/assignable", "/api/v2/groups/{group}/memberships/assignable?include=users", "", READ),
    ("GET", "/api/v2/incremental/organizations", "/api/v2/incremental/organizations?start_time=0", "", MANAGED),
    ("GET", "/api/v2/incremental/organizations/sample", "/api/v2/incremental/organizations/sample?start_time=0", "", MANAGED),
    ("GET", "/api/v2/incremental/users/sample", "/api/v2/incremental/users/sample?start_time=0&include=organizations", "", MANAGED),
    (
        "POST",
        "/api/v2/organizations/{organization_id}/merge",
        "/api/v2/organizations/{organization}/merge",
        r#"{"organization_merge":{"winner_id":{organization}}}"#,
        MANAGED,
    ),
    ("GET", "/api/v2/organizations/{organization_id}/merges", "/api/v2/organizations/{organization}/merges", "", MANAGED),
    (
        "GET",
        "/api/v2/organization_merges/{organization_merge_id}",
        "/api/v2/organization_merges/1",
        "",
        [SIGN_IN, ADMINS, ADMINS, ADMINS, GONE],
    ),
    ("GET", "/api/v2/tags", "/api/v2/tags", "", READ),
    ("GET", "/api/v2/tags", "/api/v2/tags?page[size]=1&sort=-name", "", READ),
    ("GET", "/api/v2/tags/count", "/api/v2/tags/count", "", READ),
    ("GET", "/api/v2/autocomplete/tags", "/api/v2/autocomplete/tags?name=vi", "", READ),
    ("POST", "/api/v2/autocomplete/tags", "/api/v2/autocomplete/tags", r#"{"name":"vi"}"#, READ),
];
