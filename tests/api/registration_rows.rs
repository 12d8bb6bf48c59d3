//! The rows of registration in the table of permissions.

use crate::check_permissions::{ADMINS, DONE, GONE, LIGHT, OK, OWN, Row, SIGN_IN};

pub const ROWS: &[Row] = &[
    (
        "POST",
        "/api/v1/registration/check",
        "/api/v1/registration/check",
        r#"{"registration":{"email":"a@acme.com","way":"mail"}}"#,
        [SIGN_IN, ADMINS, ADMINS, ADMINS, OK],
    ),
    ("GET", LIST, "/api/v1/registration/allowlist", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("PUT", LIST, "/api/v1/registration/allowlist", r#"{"registration_list":{"lines":""}}"#, [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("PATCH", LIST, "/api/v1/registration/allowlist", r#"{"registration_list":{"remove":"*"}}"#, [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("GET", "/api/v2/suspended_tickets", "/api/v2/suspended_tickets", "", [SIGN_IN, LIGHT, OWN, OK, OK]),
    ("GET", WAITING, "/api/v2/suspended_tickets/9007199254740991", "", [SIGN_IN, LIGHT, OWN, GONE, GONE]),
    (
        "PUT",
        "/api/v2/suspended_tickets/{suspended_ticket_id}/recover",
        "/api/v2/suspended_tickets/9007199254740991/recover",
        "{}",
        [SIGN_IN, LIGHT, OWN, GONE, GONE],
    ),
    (
        "PUT",
        "/api/v2/suspended_tickets/recover_many",
        "/api/v2/suspended_tickets/recover_many?ids=9007199254740991",
        "",
        [SIGN_IN, LIGHT, OWN, OK, OK],
    ),
    (
        "DELETE",
        "/api/v2/suspended_tickets/destroy_many",
        "/api/v2/suspended_tickets/destroy_many?ids=9007199254740991",
        "",
        [SIGN_IN, LIGHT, OWN, DONE, DONE],
    ),
    ("DELETE", WAITING, "/api/v2/suspended_tickets/9007199254740991", "", [SIGN_IN, LIGHT, OWN, GONE, GONE]),
];

const WAITING: &str = "/api/v2/suspended_tickets/{suspended_ticket_id}";
const LIST: &str = "/api/v1/registration/{registration_list}";
