//! Which agents work in which group.

use serde_json::json;
use usher_shared::user::Belonging;
use usher_shared::value::Id;

use super::database::Statement;
use super::groups;
use super::json_object::{Key, flag, id, text, time};
use super::listing::Listing;
use super::memberships::{self, Kind};
use super::sideloads::Named;
use crate::runtime;

/// The keys in the order in which Zendesk shows them.
pub const KIND: Kind = Kind { table: "group_memberships", of: "group_id", object: "group_membership", keys: KEYS };

const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/group_memberships/' || m.id || '.json'")),
    ("id", id("m.id")),
    ("user_id", id("m.user_id")),
    ("group_id", id("m.group_id")),
    ("default", flag("m.is_default")),
    ("created_at", time("m.created_at")),
    ("updated_at", time("m.updated_at")),
];

pub const SORTS: &[(&str, &str)] = &[("id", "m.id"), ("created_at", "m.id")];

pub fn all() -> Listing {
    // A search from the first id on, where SQLite would call it a scan.
    Listing::new("group_memberships m", "m.id", KIND.json()).filter("m.id > 0", [])
}

pub fn of_user(user: Id) -> Listing {
    all().filter("m.user_id = ?", [json!(user)])
}

/// Of some, those in a group.
pub fn in_group(some: Listing, group: Id) -> Listing {
    some.filter("m.group_id = ?", [json!(group)])
}

/// Those of agents to whom tickets can be given: light agents and the suspended get none.
pub fn assignable() -> Listing {
    all().filter("EXISTS (SELECT 1 FROM users u WHERE u.id = m.user_id AND u.active = 1 AND u.suspended = 0 AND u.role_type IS NOT 1)", [])
}

/// What memberships name.
pub const BESIDE: &[(Named, &str)] = &[
    (Named::Users, "SELECT x.user_id FROM group_memberships x WHERE x.id IN ({ids})"),
    (Named::Groups, "SELECT x.group_id FROM group_memberships x WHERE x.id IN ({ids})"),
];

/// The groups that an agent is to be in. A new agent of whom nothing is said is in the account's default group (Zendesk).
pub fn place(user: Id, belonging: &Belonging, is_new: bool, now: &str) -> Vec<Statement> {
    match (&belonging.groups, belonging.default_group) {
        (Some(groups), _) => memberships::replace(&KIND, user, groups, now),
        (None, Some(group)) => memberships::prefer(&KIND, user, group, now),
        (None, None) if is_new => vec![join_default(user, now)],
        (None, None) => vec![],
    }
}

fn join_default(user: Id, now: &str) -> Statement {
    let sql = format!(
        "INSERT INTO group_memberships (id, user_id, group_id, is_default, created_at, updated_at)
         SELECT ?1, ?2, {0}, 1, ?3, ?3 WHERE {0} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM group_memberships WHERE user_id = ?2)",
        groups::DEFAULT
    );
    Statement::composed(sql).bind(runtime::new_id()).bind(user).bind(now)
}

/// Customers are in no group.
pub fn leave_all(user: Id) -> Statement {
    Statement::new("DELETE FROM group_memberships WHERE user_id = ?1").bind(user)
}
