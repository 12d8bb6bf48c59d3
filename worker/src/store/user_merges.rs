//! Two profiles of one person become one. Nothing is lost: what the one that stays cannot show is still at the other, which
//! is there as a deleted user until somebody purges it.

use serde_json::json;
use usher_shared::user::Receiver;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::database::{Refused, Statement};
use super::deleted_users::deactivation;
use super::user_json::SELECT_ONE;
use super::{audit, identities, tickets};
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// The id of the user whom another is merged into, if there is one.
pub async fn receiver(call: &Call, receiver: &Receiver) -> Result<Option<Id>, Failure> {
    let select = match receiver {
        Receiver::Id(id) => return Ok(Some(*id)),
        Receiver::Email(normal_form) => {
            Statement::new("SELECT user_id FROM identities WHERE type = 'email' AND normal_form = ?1 AND released = 0").bind(normal_form)
        }
    };
    Ok(call.db()?.rows(select).await?.integer("user_id").and_then(|id| Id::from_number(id).ok()))
}

/// Each type's primary one stays that of the receiver, who may have had none.
const MOVE_IDENTITIES: &str = "UPDATE identities SET user_id = ?2, is_primary = 0, updated_at = ?3 WHERE user_id = ?1";

/// What people have written stays too, below what the receiver has: Zendesk loses tags, details, notes, fields and ids.
const RECORD: &str = "
    UPDATE users SET
        phone = coalesce(users.phone, s.phone),
        details = CASE WHEN users.details IS NULL OR s.details IS NULL THEN coalesce(users.details, s.details) ELSE users.details || char(10) || s.details END,
        notes = CASE WHEN users.notes IS NULL OR s.notes IS NULL THEN coalesce(users.notes, s.notes) ELSE users.notes || char(10) || s.notes END,
        tags = (SELECT json_group_array(value ORDER BY value) FROM (SELECT value FROM json_each(users.tags) UNION SELECT value FROM json_each(s.tags))),
        user_fields = json_patch(s.user_fields, users.user_fields),
        external_id = coalesce(users.external_id, s.external_id),
        external_id_normal_form = coalesce(users.external_id_normal_form, s.external_id_normal_form),
        updated_at = ?3
    FROM users s WHERE users.id = ?2 AND s.id = ?1";

const MOVE_MEMBERSHIPS: &str =
    "UPDATE OR IGNORE organization_memberships SET user_id = ?2, is_default = 0, updated_at = ?3 WHERE user_id = ?1";

const PROMOTE_MEMBERSHIP: &str = "UPDATE organization_memberships SET is_default = 1
    WHERE id = (SELECT min(id) FROM organization_memberships WHERE user_id = ?1)
      AND NOT EXISTS (SELECT 1 FROM organization_memberships WHERE user_id = ?1 AND is_default = 1)";

/// Merges the user `source` into `receiver`, in one batch. Answers the receiver's body; an error if one of them is no
/// customer, or not any more.
pub async fn merge(call: &Call, source: Id, receiver: Id) -> Result<Result<JsValue, Refused>, Failure> {
    let mut batch = statements(call, source, receiver, &runtime::now());
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(receiver));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows| rows.first("json")).unwrap_or_default()))
}

/// What merges them, for whoever does so on the way to something else too.
pub fn statements(call: &Call, source: Id, receiver: Id, now: &str) -> Vec<Statement> {
    let both = |sql| Statement::new(sql).bind(source).bind(receiver).bind(now);
    let of_receiver = |sql| Statement::new(sql).bind(receiver);
    let customers = "2 = (SELECT count(*) FROM users WHERE id IN (?1, ?2) AND active = 1 AND role = 'end-user')";
    let mut batch = vec![
        Statement::require(customers).bind(source).bind(receiver),
        both(MOVE_IDENTITIES),
        identities::promote_oldest(receiver),
        both(MOVE_MEMBERSHIPS),
        of_receiver(PROMOTE_MEMBERSHIP),
    ];
    batch.extend(tickets::hand_over(source, receiver));
    // Before its record goes over: then its id of another system is free for the receiver.
    batch.extend(deactivation(source, now));
    batch.extend([
        both(RECORD),
        audit::entry(call, now, "user.merged", Some(source), &json!({ "into": receiver })),
        audit::entry(call, now, "user.updated", Some(receiver), &json!({ "merged": source })),
    ]);
    batch
}
