//! Users who were deleted: still there, and known to nobody as a caller or a namesake, until they are purged.

use std::sync::LazyLock;

use serde_json::json;
use usher_shared::policy::Role;
use usher_shared::problem::Mistake;
use usher_shared::value::{Id, Invalid};
use wasm_bindgen::JsValue;

use super::conflict::Conflict;
use super::database::{Refused, Statement};
use super::json_object::at;
use super::listing::Listing;
use super::user_json::{DELETED_JSON, SELECT_ONE};
use super::{audit, still, tickets};
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

pub const SORTS: &[(&str, &str)] = &[("id", "u.id")];

/// The name that is left of a purged user (Zendesk).
const PURGED_NAME: &str = "Permanently Deleted User";

pub fn all() -> Listing {
    Listing::new("users u", "u.id", &*DELETED_JSON)
        .filter("u.active = 0 AND u.id > 0", [])
        .counted_by("SELECT value FROM counts WHERE name = 'users.deleted'")
}

static FIND: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} AS json FROM users u WHERE u.id = ?2 AND u.active = 0", at("deleted_user", &DELETED_JSON)));

/// `{"deleted_user": …}`.
pub async fn find(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    Ok(call.db()?.rows(Statement::new(&FIND).bind(&call.base).bind(id)).await?.first("json"))
}

/// Deletes a user of this role: what they were recognised by is free for others, and they are in no organization and no group.
/// Answers the body of the user. Refused of whoever still waits for help (Zendesk).
pub async fn delete(call: &Call, id: Id, role: Role) -> Result<Result<JsValue, Conflict>, Failure> {
    let mut batch = deletion(call, id, role, &runtime::now());
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    match call.db()?.batch(batch).await? {
        Ok(rows) => Ok(Ok(rows.last().and_then(|rows| rows.first("json")).unwrap_or_default())),
        Err(refused) => refusal(call, &refused, id).await.map(Err),
    }
}

/// The statements of a deletion, which the database refuses of whoever still waits for help.
pub fn deletion(call: &Call, id: Id, role: Role, now: &str) -> Vec<Statement> {
    let mut statements = still::for_deletion(call, id, role);
    statements.extend([
        Statement::require(&format!("{} = 0", tickets::number(&tickets::unclosed_of("?1")))).bind(id),
        audit::entry(call, now, "user.deleted", Some(id), &json!({})),
    ]);
    statements.extend(deactivation(id, now));
    statements
}

/// What the database's refusal of a deletion means: that somebody waits for help, and with how many tickets, or is another by now.
pub async fn refusal(call: &Call, refused: &Refused, id: Id) -> Result<Conflict, Failure> {
    if *refused != Refused::Changed {
        return Ok(Conflict::of(refused, None, &[]));
    }
    let unclosed = tickets::number(&tickets::unclosed_of("?1"));
    let count = call.db()?.rows(Statement::composed(format!("SELECT {unclosed} AS count")).bind(id)).await?.integer("count");
    Ok(match count {
        Some(1..) => {
            Conflict::Invalid(Mistake { about: count.map(|count| count.to_string()), ..Mistake::new("base", Invalid::HasTickets) })
        }
        _ => Conflict::of(refused, None, &[]),
    })
}

/// What makes of a user one who was deleted.
pub fn deactivation(id: Id, now: &str) -> Vec<Statement> {
    let by_id = |sql| Statement::new(sql).bind(id);
    vec![
        by_id("UPDATE users SET active = 0, deleted_at = ?2, updated_at = ?2 WHERE id = ?1 AND active = 1").bind(now),
        by_id("UPDATE identities SET released = 1 WHERE user_id = ?1"),
        by_id("DELETE FROM organization_memberships WHERE user_id = ?1"),
        by_id("DELETE FROM group_memberships WHERE user_id = ?1"),
        by_id("UPDATE api_tokens SET revoked_at = ?2 WHERE user_id = ?1 AND revoked_at IS NULL").bind(now),
    ]
}

/// Takes away everything that says who a deleted user was. Answers the body; nothing if no such user is deleted.
pub async fn purge(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    let now = runtime::now();
    let is_deleted = "EXISTS (SELECT 1 FROM users WHERE id = ?1 AND active = 0)";
    let audit = audit::entry(call, &now, "user.purged", Some(id), &json!({}));
    let batch = vec![
        audit::only_if(audit, "EXISTS (SELECT 1 FROM users WHERE id = ?5 AND active = 0 AND purged_at IS NULL)"),
        Statement::composed(format!("DELETE FROM identities WHERE user_id = ?1 AND {is_deleted}")).bind(id),
        Statement::new(
            "UPDATE users SET name = ?3, name_normal_form = '', phone = NULL, external_id = NULL, external_id_normal_form = NULL,
                 tags = '[]', details = NULL, notes = NULL, alias = NULL, signature = NULL, user_fields = '{}', purged_at = ?2,
                 updated_at = ?2
             WHERE id = ?1 AND active = 0 AND purged_at IS NULL",
        )
        .bind(id)
        .bind(&now)
        .bind(PURGED_NAME),
        Statement::new(&FIND).bind(&call.base).bind(id),
    ];
    Ok(call.db()?.read(batch).await?.last().and_then(|rows| rows.first("json")))
}
