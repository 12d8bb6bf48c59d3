//! Who belongs to which organization.

use usher_shared::user::{OrganizationChoice, Values};
use usher_shared::value::Id;

use super::database::Statement;
use super::organizations;
use crate::runtime;

/// An id beyond 2^53 comes as a fraction, which the column refuses; as an integer it is only unknown.
const ID: &str = "CAST(?4 AS INTEGER)";

/// The membership that the values ask for; an organization by name is made if there is none.
pub fn join(values: &Values, user: Id, now: &str) -> Vec<Statement> {
    let membership = |organization_sql: &str| {
        Statement::new(format!(
            "INSERT INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at)
             VALUES (?1, ?2, {organization_sql}, 1, ?3, ?3)"
        ))
        .bind_id(runtime::new_id())
        .bind_id(user)
        .bind(now)
    };
    match &values.organization {
        None => vec![],
        Some(OrganizationChoice::Id(id)) => vec![membership(ID).bind_id(*id)],
        Some(OrganizationChoice::Name(name)) => {
            vec![organizations::insert_if_new(name, now), membership(organizations::ID_BY_NAME).bind(name.normal_form())]
        }
    }
}

/// Zendesk's rule: another `organization_id` takes the place of all memberships.
pub fn leave_all(user: Id) -> Statement {
    Statement::new("DELETE FROM organization_memberships WHERE user_id = ?1").bind_id(user)
}
