//! Who belongs to which organization.

use std::sync::LazyLock;

use usher_shared::user::{OrganizationChoice, Values};
use usher_shared::value::Id;

use super::database::Statement;
use super::organizations;
use crate::call::Call;
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
