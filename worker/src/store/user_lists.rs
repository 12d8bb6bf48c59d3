//! Lists of users, and what comes at the side of them.

use serde_json::json;
use usher_shared::policy::{Action, Relation, Role, Target};
use usher_shared::value::{ExternalId, Id};

use super::json_object::{Key, flag, id, object, same, text};
use super::listing::{Listing, Sideload};
use super::user_json::LINE;
use super::{identities, organizations};
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

/// Keys that the lists of an organization's and of a group's users are sorted by: the index of memberships has the ids.
pub const MEMBER_SORTS: &[(&str, &str)] =
    &[("id", "m.user_id"), ("created_at", "m.user_id"), ("name", "u.name_normal_form"), ("updated_at", "u.updated_at")];

pub fn of_organization(id: Id) -> Listing {
    let members = "organization_memberships m CROSS JOIN users u ON u.id = m.user_id";
    Listing::new(members, "m.user_id", &*LINE).filter("u.active = 1 AND m.organization_id = ?", [json!(id)])
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

/// What is asked for beside users (`include`). What is not known is ignored, as Zendesk does.
pub fn sideloads(call: &Call) -> Vec<Sideload> {
    call.includes().iter().filter_map(|name| sideload(call, name)).collect()
}

fn sideload(call: &Call, name: &str) -> Option<Sideload> {
    let (key, sql) = match name {
        "organizations" => {
            ("organizations", organizations::beside("SELECT organization_id FROM organization_memberships WHERE user_id IN ({ids})"))
        }
        "identities" => (
            "identities",
            format!("SELECT group_concat({}, ',') AS json FROM identities i WHERE i.user_id IN ({{ids}})", *identities::JSON),
        ),
        "abilities" => ("abilities", abilities(call)),
        _ => return None,
    };
    Some(Sideload { key, sql })
}

/// `{edit}` and `{add}` are SQL of a yes or no.
pub const ABILITY_KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/users/' || u.id || '.json'")),
    ("user_id", id("u.id")),
    ("can_edit", flag("{edit}")),
    ("can_edit_password", same("false")),
    ("can_manage_identities_of", flag("{edit}")),
    ("can_verify_identities", flag("{edit}")),
    ("can_create_end_users", flag("{add}")),
];

/// What the caller may do with each user: the rulebook is asked for every role and relation, and SQL picks the answer.
fn abilities(call: &Call) -> String {
    let me = call.actor().id.map_or(0, Id::number);
    let shares = format!(
        "EXISTS (SELECT 1 FROM organization_memberships x WHERE x.user_id = u.id AND x.organization_id IN (SELECT value FROM json_each('{}')))",
        json!(call.caller.organizations)
    );
    let may = |action: fn(Target) -> Action| {
        let verdict = |role: Role, relation: Relation| {
            let verdict = |shares_organization| call.require(action(Target { role, relation, shares_organization })).is_ok();
            let (elsewhere, in_own) = (verdict(false), verdict(true));
            if elsewhere == in_own { elsewhere.to_string() } else { format!("iif({shares}, {in_own}, {elsewhere})") }
        };
        let of_role = |role: &Role| {
            let [oneself, own, other] =
                [Relation::Oneself, Relation::AddedByCaller, Relation::Other].map(|relation| verdict(*role, relation));
            format!("WHEN '{}' THEN CASE WHEN u.id = {me} THEN {oneself} WHEN u.added_by = {me} THEN {own} ELSE {other} END", role.code())
        };
        let cases: Vec<_> = Role::ALL.iter().map(of_role).collect();
        format!("CASE u.role {} END", cases.join(" "))
    };
    let edit = may(Action::EditUser);
    let adds = if call.require(Action::AddUser { role: Role::EndUser }).is_ok() { "TRUE" } else { "FALSE" };
    let json = object(ABILITY_KEYS).replace("{edit}", &edit).replace("{add}", adds);
    format!("SELECT group_concat({json}, ',') AS json FROM users u WHERE u.id IN ({{ids}})")
}
