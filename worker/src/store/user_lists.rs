//! Lists of users, and what comes at the side of them.

use serde_json::json;
use usher_shared::policy::Role;
use usher_shared::value::{ExternalId, Id};

use super::listing::Listing;
use super::memberships::Kind;
use super::sideloads::{Named, Sideload, abilities, asked};
use super::user_json::LINE;
use super::{group_memberships, identities, organization_memberships, tickets};
use crate::call::Call;

/// Keys that lists are sorted by, and their columns. Ids are made in the order of time.
pub const SORTS: &[(&str, &str)] =
    &[("id", "u.id"), ("created_at", "u.id"), ("name", "u.name_normal_form"), ("updated_at", "u.updated_at")];

/// Everybody who is not deleted.
pub fn all() -> Listing {
    of_roles(Role::ALL)
}

/// Those of these roles who are not deleted.
pub fn of_roles(roles: &[Role]) -> Listing {
    let codes = |prefix: &str| roles.iter().map(|role| format!("'{prefix}{}'", role.code())).collect::<Vec<_>>().join(", ");
    let count = format!("SELECT sum(value) FROM counts WHERE name IN ({})", codes("users."));
    // From the first id on: SQLite calls it a search then, not a scan. Staff are few, and have an index of their own.
    let everybody = some().filter("u.active = 1 AND u.id > 0", []).counted_by(count);
    match roles {
        roles if roles.len() == Role::ALL.len() => everybody,
        roles if roles.contains(&Role::EndUser) => everybody.filter(&format!("u.role IN ({})", codes("")), []),
        _ => everybody.filter(&format!("u.role != 'end-user' AND u.role IN ({})", codes("")), []),
    }
}

pub fn with_external_ids(ids: &[ExternalId]) -> Listing {
    let normal_forms: Vec<_> = ids.iter().map(ExternalId::normal_form).collect();
    some().filter("u.active = 1", []).among("u.external_id_normal_form", &normal_forms)
}

/// Deleted ones too, if asked for.
pub fn with_ids(ids: &[Id], deleted: bool) -> Listing {
    let users = some().among("u.id", &ids);
    if deleted { users } else { users.filter("u.active = 1", []) }
}

/// Those with this custom role (Zendesk's `permission_set`).
pub fn with_custom_role(id: Id) -> Listing {
    some().filter("u.active = 1 AND u.custom_role_id = ?", [json!(id)])
}

/// Keys that the list of a group's users is sorted by: the index of memberships has the ids.
pub const GROUP_SORTS: &[(&str, &str)] =
    &[("id", "m.user_id"), ("created_at", "m.user_id"), ("name", "u.name_normal_form"), ("updated_at", "u.updated_at")];

/// Those of an organization, which may have any number.
pub const ORGANIZATION_SORTS: &[(&str, &str)] =
    &[("id", "m.user_id"), ("created_at", "m.user_id"), ("name", BY_NAME), ("updated_at", "u.updated_at")];
const BY_NAME: &str = "m.name_normal_form";

/// By this column: the table that has its order.
pub fn of_organization(id: Id, column: &str) -> Listing {
    // A count needs no user, and leaves out this join: who is deleted is a member of nothing.
    let members = match column {
        BY_NAME => "organization_members_by_name m LEFT JOIN users u ON u.id = m.user_id",
        _ => "organization_memberships m LEFT JOIN users u ON u.id = m.user_id",
    };
    Listing::new(members, "m.user_id", &*LINE).filter("m.organization_id = ?", [json!(id)])
}

pub fn of_group(id: Id) -> Listing {
    let members = "group_memberships m CROSS JOIN users u ON u.id = m.user_id";
    Listing::new(members, "m.user_id", &*LINE).filter("u.active = 1 AND m.group_id = ?", [json!(id)])
}

/// Of a list, those of these roles.
pub fn in_roles(list: Listing, roles: &[Role]) -> Listing {
    if roles.is_empty() { list } else { list.among("u.role", &roles) }
}

pub fn some() -> Listing {
    Listing::new("users u", "u.id", &*LINE)
}

pub const BESIDE: &[(Named, &str)] = &[
    (Named::Organizations, "SELECT organization_id FROM organization_memberships WHERE user_id IN ({ids})"),
    (Named::Groups, "SELECT group_id FROM group_memberships WHERE user_id IN ({ids})"),
    (Named::Roles, "SELECT custom_role_id FROM users WHERE id IN ({ids})"),
];

/// What is asked for beside users.
pub fn sideloads(call: &Call) -> Vec<Sideload> {
    let is_asked = |name: &str| call.includes().contains(&name);
    let own = [
        is_asked("identities").then(identities_beside),
        is_asked("abilities").then(|| abilities(call)),
        is_asked("open_ticket_count").then(open_tickets_beside),
        is_asked("organization_memberships").then(|| memberships_beside(&organization_memberships::KIND)),
        is_asked("group_memberships").then(|| memberships_beside(&group_memberships::KIND)),
    ];
    asked(call, BESIDE).into_iter().chain(own.into_iter().flatten()).collect()
}

fn identities_beside() -> Sideload {
    let sql = format!("SELECT group_concat({}, ',') AS json FROM identities i WHERE i.user_id IN ({{ids}})", *identities::JSON);
    Sideload::list("identities", sql)
}

/// How many of the tickets that each has requested are not solved yet.
fn open_tickets_beside() -> Sideload {
    let number = tickets::number(&tickets::unsolved_of("u.id"));
    let sql = format!("SELECT group_concat(format('\"%d\":%d', u.id, {number})) AS json FROM users u WHERE u.id IN ({{ids}})");
    Sideload::map("open_ticket_count", sql)
}

fn memberships_beside(kind: &Kind) -> Sideload {
    let sql = format!("SELECT group_concat({}, ',') AS json FROM {} m WHERE m.user_id IN ({{ids}})", kind.json(), kind.table);
    Sideload::list(kind.table, sql)
}
