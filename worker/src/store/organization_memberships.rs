//! Who belongs to which organization.

use std::sync::LazyLock;

use serde_json::json;
use usher_shared::user::{Belonging, ContactKind, OrganizationChoice, Values, joins_organization_of};
use usher_shared::value::Id;

use super::database::Statement;
use super::json_object::{self, Key, Shape, flag, id, json, text, time};
use super::listing::Listing;
use super::memberships::{self, Kind};
use super::organizations;
use super::sideloads::Named;
use crate::call::Call;
use crate::runtime;

/// The keys in the order of the recorded answers. Whether one sees the organization's tickets follows from the organization
/// and from the user (Zendesk); `default` is null where it is not true.
pub const KIND: Kind = Kind { table: "organization_memberships", of: "organization_id", object: "organization_membership", keys: KEYS };

const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/organization_memberships/' || m.id || '.json'")),
    ("id", id("m.id")),
    ("user_id", id("m.user_id")),
    ("organization_id", id("m.organization_id")),
    ("default", json(&Shape::Value(json_object::Kind::Flag), "iif(m.is_default, 'true', NULL)").or_null()),
    ("created_at", time("m.created_at")),
    ("organization_name", text("(SELECT o.name FROM organizations o WHERE o.id = m.organization_id)").or_null()),
    ("updated_at", time("m.updated_at")),
    (
        "view_tickets",
        flag(
            "(SELECT o.shared_tickets FROM organizations o WHERE o.id = m.organization_id)
             OR (SELECT u.ticket_restriction = 'organization' FROM users u WHERE u.id = m.user_id)",
        ),
    ),
];

pub const SORTS: &[(&str, &str)] = &[("id", "m.id"), ("created_at", "m.id")];

/// Of a user: the default one, and then by the organizations' names (Zendesk).
pub const USER_SORTS: &[(&str, &str)] = &[
    ("organization_name", "(SELECT iif(m.is_default, '', o.name_normal_form) FROM organizations o WHERE o.id = m.organization_id)"),
    ("id", "m.id"),
];

/// Of an organization: the index has them in the order of users.
pub const ORGANIZATION_SORTS: &[(&str, &str)] = &[("user_id", "m.user_id"), ("id", "m.id")];

pub fn all() -> Listing {
    // A search from the first id on, where SQLite would call it a scan.
    some().filter("m.id > 0", [])
}

pub fn of_user(user: Id) -> Listing {
    some().filter("m.user_id = ?", [json!(user)])
}

pub fn of_organization(organization: Id) -> Listing {
    some().filter("m.organization_id = ?", [json!(organization)])
}

fn some() -> Listing {
    Listing::new("organization_memberships m", "m.id", KIND.json())
}

/// What memberships name.
pub const BESIDE: &[(Named, &str)] = &[
    (Named::Users, "SELECT x.user_id FROM organization_memberships x WHERE x.id IN ({ids})"),
    (Named::Organizations, "SELECT x.organization_id FROM organization_memberships x WHERE x.id IN ({ids})"),
];

/// An id beyond 2^53 comes as a fraction, which the column refuses; as an integer it is only unknown.
static INSERT_BY_ID: LazyLock<String> = LazyLock::new(|| insert("CAST(?4 AS INTEGER)"));
static INSERT_BY_NAME: LazyLock<String> = LazyLock::new(|| insert(organizations::ID_BY_NAME));

fn insert(organization: &str) -> String {
    format!(
        "INSERT INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at)
         VALUES (?1, ?2, {organization}, 1, ?3, ?3)"
    )
}

/// The organizations of a new user: those that are said; else the own one of an agent who adds only there; else that of an
/// address's domain.
pub fn place(call: &Call, values: &Values, belonging: &Belonging, user: Id, now: &str) -> Vec<Statement> {
    if let Some(organizations) = &belonging.organizations {
        return memberships::replace(&KIND, user, organizations, now);
    }
    if values.organization.is_some() {
        return join(call, values, user, now);
    }
    if joins_organization_of(call.actor().standing) {
        return vec![join_that_of(call.actor().id, user, now)];
    }
    let has_email = values.email.is_some() || values.more.iter().any(|contact| contact.kind() == ContactKind::Email);
    Vec::from_iter(has_email.then(|| join_by_domain(user, true, now)))
}

fn join_that_of(colleague: Option<Id>, user: Id, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at)
         SELECT ?1, ?2, m.organization_id, 1, ?3, ?3 FROM organization_memberships m WHERE m.user_id = ?4 AND m.is_default = 1",
    )
    .bind(runtime::new_id())
    .bind(user)
    .bind(now)
    .bind(colleague)
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

/// A customer who is in no organization joins that of the domain of an address, of the primary one before others; where
/// several organizations have the domain, the first by name (Zendesk). A new customer's address counts as it is,
/// afterwards only a verified one: whoever can write any address into a profile must not choose the organization by it.
pub fn join_by_domain(user: Id, is_new: bool, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at)
         SELECT ?1, ?2, joined.id, 1, ?3, ?3 FROM organizations joined WHERE joined.id = (SELECT o.id FROM users u
            JOIN identities i ON i.user_id = u.id AND i.type = 'email' AND (?4 OR i.verified)
            JOIN organization_domains d ON d.domain = substr(i.normal_form, instr(i.normal_form, '@') + 1)
            JOIN organizations o ON o.id = d.organization_id
            WHERE u.id = ?2 AND u.role = 'end-user' AND NOT EXISTS (SELECT 1 FROM organization_memberships m WHERE m.user_id = u.id)
            ORDER BY i.is_primary DESC, o.name_normal_form, o.id LIMIT 1)",
    )
    .bind(runtime::new_id())
    .bind(user)
    .bind(now)
    .bind(is_new)
}

/// Zendesk's rule: another `organization_id` takes the place of all memberships.
pub fn leave_all(user: Id) -> Statement {
    Statement::new("DELETE FROM organization_memberships WHERE user_id = ?1").bind(user)
}

/// Notes of all members that what they are shown with has changed, for whoever keeps a copy.
pub fn touch_members(organization: Id, now: &str) -> Statement {
    let update = "UPDATE users SET updated_at = ?2 WHERE id IN (SELECT user_id FROM organization_memberships WHERE organization_id = ?1)";
    Statement::new(update).bind(organization).bind(now)
}
