//! Who belongs to which organization.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::json;
use usher_shared::user::{OrganizationChoice, Values};
use usher_shared::value::Id;

use super::database::Statement;
use super::{audit, organizations};
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// An id beyond 2^53 comes as a fraction, which the column refuses; as an integer it is only unknown.
static INSERT_BY_ID: LazyLock<String> = LazyLock::new(|| insert("CAST(?4 AS INTEGER)"));
static INSERT_BY_NAME: LazyLock<String> = LazyLock::new(|| insert(organizations::ID_BY_NAME));

fn insert(organization: &str) -> String {
    format!(
        "INSERT INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at)
         VALUES (?1, ?2, {organization}, 1, ?3, ?3)"
    )
}

/// The membership that the values ask for; an organization by name is made if there is none.
pub fn join(call: &Call, values: &Values, user: Id, now: &str) -> Vec<Statement> {
    let membership = |insert| Statement::new(insert).bind(runtime::new_id()).bind(user).bind(now);
    match &values.organization {
        None => vec![],
        Some(OrganizationChoice::Id(id)) => vec![membership(&INSERT_BY_ID).bind(id)],
        Some(OrganizationChoice::Name(name)) => {
            let mut statements = Vec::from(organizations::insert_if_new(call, name, now));
            statements.push(membership(&INSERT_BY_NAME).bind(name.normal_form()));
            statements
        }
    }
}

/// Zendesk's rule: another `organization_id` takes the place of all memberships.
pub fn leave_all(user: Id) -> Statement {
    Statement::new("DELETE FROM organization_memberships WHERE user_id = ?1").bind(user)
}

/// What of several memberships there is already.
#[derive(Deserialize)]
pub struct Found {
    pub users: BTreeSet<Id>,
    pub organizations: BTreeSet<Id>,
    /// User and organization.
    pub pairs: BTreeSet<(Id, Id)>,
    /// Whose each membership is.
    pub memberships: BTreeMap<Id, Id>,
}

/// Looks for all of it at once.
pub async fn seek(call: &Call, ids: &[Id], pairs: &[(Id, Id)]) -> Result<Found, Failure> {
    let select = Statement::new(
        "SELECT json_object(
            'users', (SELECT json_group_array(u.id) FROM json_each(?2) s CROSS JOIN users u ON u.id = s.value ->> 0 AND u.active = 1),
            'organizations', (SELECT json_group_array(o.id) FROM json_each(?2) s CROSS JOIN organizations o ON o.id = s.value ->> 1),
            'pairs', (SELECT json_group_array(json_array(m.user_id, m.organization_id)) FROM json_each(?2) s
                CROSS JOIN organization_memberships m ON m.user_id = s.value ->> 0 AND m.organization_id = s.value ->> 1),
            'memberships', (SELECT json_group_object(m.id, m.user_id) FROM json_each(?1) s
                CROSS JOIN organization_memberships m ON m.id = s.value)) AS found",
    );
    let rows = call.db()?.rows(select.bind(json!(ids).to_string()).bind(json!(pairs).to_string())).await?;
    serde_json::from_str(&rows.long_text("found")).map_err(|error| Failure::Fault(error.to_string()))
}

/// The statements that add a membership. Somebody's first is the default one.
pub fn insertion(call: &Call, id: Id, (user, organization): (Id, Id), is_default: bool, now: &str) -> Vec<Statement> {
    let not_default = is_default.then(|| {
        Statement::new("UPDATE organization_memberships SET is_default = 0, updated_at = ?2 WHERE user_id = ?1 AND is_default = 1")
            .bind(user)
            .bind(now)
    });
    let insert = Statement::new(
        "INSERT INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at)
         SELECT ?1, ?2, ?3, ?4 OR NOT EXISTS (SELECT 1 FROM organization_memberships WHERE user_id = ?2), ?5, ?5",
    );
    let insert = insert.bind(id).bind(user).bind(organization).bind(is_default).bind(now);
    let detail = json!({ "user_id": user, "organization_id": organization });
    not_default.into_iter().chain([insert, audit::entry(call, now, "organization_membership.created", Some(id), &detail)]).collect()
}

/// The statements of a deletion: of those that are left, the oldest becomes the default one if none is.
pub fn deletion(call: &Call, id: Id, user: Id, now: &str) -> Vec<Statement> {
    let audit = audit::entry(call, now, "organization_membership.deleted", Some(id), &json!({ "user_id": user }));
    let promote = "UPDATE organization_memberships SET is_default = 1, updated_at = ?2
        WHERE id = (SELECT min(id) FROM organization_memberships WHERE user_id = ?1)
        AND NOT EXISTS (SELECT 1 FROM organization_memberships WHERE user_id = ?1 AND is_default = 1)";
    vec![
        audit::only_if(audit, "EXISTS (SELECT 1 FROM organization_memberships WHERE id = ?5)"),
        Statement::new("DELETE FROM organization_memberships WHERE id = ?1").bind(id),
        Statement::new(promote).bind(user).bind(now),
    ]
}
