//! Two organizations become one. Nothing is lost: what the one that stays cannot take is in the row of the merge.

use std::sync::LazyLock;

use serde_json::json;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::database::{Refused, Statement};
use super::json_object::{Key, at, id, object, same, text};
use super::listing::Listing;
use super::{audit, idempotency, organization_memberships, organizations};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// The keys of the documentation, whose ids are texts. A merge is complete with the batch that it is done in.
pub const KEYS: &[Key] = &[
    ("id", text("CAST(m.id AS TEXT)")),
    ("url", text("?1 || '/api/v2/organization_merges/' || m.id")),
    ("loser_id", id("m.loser_id")),
    ("winner_id", id("m.winner_id")),
    ("status", same("\"complete\"")),
];

/// `{"organization_merge": …}` of the merge `?2`.
static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} AS json FROM organization_merges m WHERE m.id = ?2", at("organization_merge", &object(KEYS))));

pub const SORTS: &[(&str, &str)] = &[("id", "m.id"), ("created_at", "m.id")];

/// Those that an organization has won or lost.
pub fn of_organization(id: Id) -> Listing {
    let own = "SELECT id FROM organization_merges WHERE winner_id = ? UNION ALL SELECT id FROM organization_merges WHERE loser_id = ?";
    Listing::new("organization_merges m", "m.id", object(KEYS)).filter(&format!("m.id IN ({own})"), [json!(id), json!(id)])
}

/// A row if there is such an organization, or was one until it was merged.
pub fn select_organization(id: Id) -> Statement {
    Statement::new("SELECT id FROM organizations WHERE id = ?1 UNION ALL SELECT id FROM organization_merges WHERE loser_id = ?1").bind(id)
}

pub async fn find(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    Ok(call.db()?.rows(Statement::new(&SELECT_ONE).bind(&call.base).bind(id)).await?.first("json"))
}

/// The row of the merge `?2` of `?4` into `?3`. Values of fields as they are stored, by the field's id: inactive fields' too.
static INSERT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "INSERT INTO organization_merges (id, winner_id, loser_id, loser, loser_external_id_normal_form, created_at)
         SELECT ?2, ?3, o.id, json_set({}, '$.organization_fields', json(o.organization_fields)), o.external_id_normal_form, ?5 FROM organizations o WHERE o.id = ?4",
        *organizations::JSON
    )
});

/// Whoever is in both (`?1` and `?2`) keeps the membership that is the default one; then the members of `?1` go over, each with
/// what was their default.
const MOVE_MEMBERSHIPS: [&str; 3] = [
    "DELETE FROM organization_memberships WHERE organization_id = ?2 AND is_default = 0
        AND user_id IN (SELECT user_id FROM organization_memberships WHERE organization_id = ?1 AND is_default = 1)",
    "DELETE FROM organization_memberships WHERE organization_id = ?1
        AND user_id IN (SELECT user_id FROM organization_memberships WHERE organization_id = ?2)",
    "UPDATE organization_memberships SET organization_id = ?2 WHERE organization_id = ?1",
];

/// After those that the other has.
const MOVE_DOMAINS: &str = "INSERT OR IGNORE INTO organization_domains (organization_id, domain, position)
    SELECT ?2, domain, position + (SELECT count(*) FROM organization_domains WHERE organization_id = ?2)
    FROM organization_domains WHERE organization_id = ?1";

const MOVE_TICKETS: &str = "UPDATE tickets SET organization_id = ?2 WHERE organization_id = ?1";

/// What people have written goes over too, below what the winner has, when the loser has let go of its ids (Zendesk loses
/// all of it).
const RECORD: &str = "
    UPDATE organizations SET
        external_id = coalesce(organizations.external_id, m.loser ->> 'external_id'),
        external_id_normal_form = coalesce(organizations.external_id_normal_form, m.loser_external_id_normal_form),
        group_id = coalesce(organizations.group_id, m.loser ->> 'group_id'),
        details = nullif(concat_ws(char(10), organizations.details, m.loser ->> 'details'), ''),
        notes = nullif(concat_ws(char(10), organizations.notes, m.loser ->> 'notes'), ''),
        tags = (SELECT json_group_array(value ORDER BY value)
                FROM (SELECT value FROM json_each(organizations.tags) UNION SELECT value FROM json_each(m.loser, '$.tags'))),
        organization_fields = json_patch(m.loser -> 'organization_fields', organizations.organization_fields),
        updated_at = ?2
    FROM organization_merges m WHERE m.id = ?1 AND organizations.id = m.winner_id";

/// Merges the organization `loser` into `winner`, in one batch of as many statements whatever there is to move. Answers the
/// body; an error if there are not both.
pub async fn merge(call: &Call, loser: Id, winner: Id, idempotency: Option<&Idempotency>) -> Result<Result<JsValue, Refused>, Failure> {
    let id = runtime::new_id();
    let now = runtime::now();
    let both = |sql| Statement::new(sql).bind(loser).bind(winner);
    let mut batch = vec![
        Statement::require("2 = (SELECT count(*) FROM organizations WHERE id IN (?1, ?2))").bind(loser).bind(winner),
        Statement::new(&INSERT).bind(&call.base).bind(id).bind(winner).bind(loser).bind(&now),
    ];
    batch.push(organization_memberships::touch_members(loser, &now));
    batch.extend(MOVE_MEMBERSHIPS.map(both));
    batch.extend([
        both(MOVE_DOMAINS),
        both(MOVE_TICKETS),
        Statement::new("DELETE FROM organizations WHERE id = ?1").bind(loser),
        Statement::new(RECORD).bind(id).bind(&now),
        audit::entry(call, &now, "organization.merged", Some(loser), &json!({ "into": winner })),
        audit::entry(call, &now, "organization.updated", Some(winner), &json!({ "merged": loser })),
    ]);
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_ok(call, idempotency, &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows| rows.first("json")).unwrap_or_default()))
}
