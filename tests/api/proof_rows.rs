//! The rows of sign-up, sign-in, proofs and mails in the table of permissions.

use crate::check_permissions::{ADDED, ADMINS, DONE, GONE, OK, Row, SIGN_IN, Told};

const ACCEPTED: Told = (202, "");
/// No such proof.
const ENDED: Told = (422, "");

pub const ROWS: &[Row] = &[
    (
        "POST",
        "/api/v1/sign_ups",
        "/api/v1/sign_ups",
        r#"{"sign_up":{"name":"x","email":"{unique}@acme.test"},"check":{check}}"#,
        [ACCEPTED; 5],
    ),
    ("POST", "/api/v1/sign_ins", "/api/v1/sign_ins", r#"{"sign_in":{"email":"{unique}@acme.test"},"check":{check}}"#, [ACCEPTED; 5]),
    ("POST", "/api/v1/proofs", "/api/v1/proofs", r#"{"proof":{"token":"x"}}"#, [ENDED; 5]),
    ("POST", "/api/v1/proofs/{proof_id}", "/api/v1/proofs/x", r#"{"proof":{"code":"123456"}}"#, [ENDED; 5]),
    ("POST", "/api/v1/proofs/{proof_id}/resend", "/api/v1/proofs/x/resend", "{}", [ENDED; 5]),
    ("DELETE", "/api/v1/session", "/api/v1/session", "", [DONE; 5]),
    ("GET", "/api/v1/me", "/api/v1/me", "", [OK; 5]),
    ("GET", "/api/v1/me/export", "/api/v1/me/export", "", [SIGN_IN, OK, OK, OK, OK]),
    ("POST", "/api/v1/me/deletion_requests", "/api/v1/me/deletion_requests", "{}", [SIGN_IN, ADDED, ADDED, ADDED, ADDED]),
    ("GET", "/api/v1/outbox", "/api/v1/outbox", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, OK]),
    ("GET", "/api/v1/outbox/{outbox_entry_id}", "/api/v1/outbox/1", "", [SIGN_IN, ADMINS, ADMINS, ADMINS, GONE]),
    ("POST", "/api/v1/outbox/{outbox_entry_id}/resend", "/api/v1/outbox/1/resend", "{}", [SIGN_IN, ADMINS, ADMINS, ADMINS, GONE]),
    (
        "POST",
        "/api/v1/mail_previews",
        "/api/v1/mail_previews",
        r#"{"mail_preview":{"kind":"sign_in","locale":"es"}}"#,
        [SIGN_IN, ADMINS, ADMINS, ADMINS, OK],
    ),
];
