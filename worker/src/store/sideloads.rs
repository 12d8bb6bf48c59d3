//! What comes at the side of records, in their round trip (Zendesk, sideloading): asked for by `include`. What is not known is
//! ignored, as Zendesk does, and what the caller may not see is left out.

use serde_json::json;
use usher_shared::policy::{Action, Relation, Role, Target};
use usher_shared::value::Id;

use super::database::{Rows, Statement};
use super::json_object::{Key, flag, id, object, same, text};
use super::user_json::{self, View};
use super::{custom_roles, groups, organizations};
use crate::call::Call;

/// Something at the side of records: its key, and SQL that gives what is in its brackets as `json`, for the records whose ids
/// `{ids}` selects.
pub struct Sideload {
    pub key: &'static str,
    sql: String,
    brackets: [char; 2],
}

impl Sideload {
    pub fn list(key: &'static str, sql: String) -> Self {
        Self { key, sql, brackets: ['[', ']'] }
    }

    /// Values by their keys.
    pub fn map(key: &'static str, sql: String) -> Self {
        Self { key, sql, brackets: ['{', '}'] }
    }

    pub fn sql(&self, ids: &str) -> String {
        self.sql.replace("{ids}", ids)
    }

    /// The same for records that are known by something else: SQL of their ids, for what `{ids}` selects as `line`.
    pub fn by(self, ids: &str) -> Self {
        Self { sql: self.sql(ids), ..self }
    }

    /// Beside a single record.
    pub fn of_one(&self, call: &Call, id: Id) -> Statement {
        Statement::composed(self.sql("SELECT ?2")).bind(&call.base).bind(id)
    }

    /// The JSON of what was answered.
    pub fn json(&self, rows: &Rows) -> String {
        let [open, close] = self.brackets;
        format!("{open}{}{close}", rows.long_text("json"))
    }
}

/// What is at the side of records, by its key: JSON.
pub type Beside = Vec<(&'static str, String)>;

/// What statements answered, one for each.
pub fn read(sideloads: &[Sideload], rows: &[Rows]) -> Beside {
    sideloads.iter().zip(rows).map(|(sideload, rows)| (sideload.key, sideload.json(rows))).collect()
}

/// Records that others name.
#[derive(Clone, Copy)]
pub enum Named {
    Users,
    Organizations,
    Groups,
    /// Custom roles.
    Roles,
}

impl Named {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Organizations => "organizations",
            Self::Groups => "groups",
            Self::Roles => "roles",
        }
    }

    /// Nothing where the caller may not see any.
    fn sideload(self, call: &Call, ids: &str) -> Option<Sideload> {
        let may = |action| call.require(action).is_ok();
        let sql = match self {
            Self::Users => user_json::beside(View::of(call.actor().standing), ids, &allowed(call, Action::ViewUser)),
            Self::Organizations => may(Action::ListOrganizations).then(|| organizations::beside(ids))?,
            Self::Groups => may(Action::ReadAccount).then(|| groups::beside(ids))?,
            Self::Roles => may(Action::ReadAccount).then(|| custom_roles::beside(ids))?,
        };
        Some(Sideload::list(self.key(), sql))
    }
}

/// What of this is asked for; with SQL of the ids of what the records name that `{ids}` selects.
pub fn asked(call: &Call, offered: &[(Named, &str)]) -> Vec<Sideload> {
    let includes = call.includes();
    let asked = offered.iter().filter(|(named, _)| includes.contains(&named.key()));
    asked.filter_map(|(named, ids)| named.sideload(call, ids)).collect()
}

/// SQL of whether the caller may do this with the user `u`: the rulebook is asked for every role and relation, and SQL picks
/// the answer.
fn allowed(call: &Call, action: fn(Target) -> Action) -> String {
    let me = call.actor().id.map_or(0, Id::number);
    let shares = format!(
        "EXISTS (SELECT 1 FROM organization_memberships x WHERE x.user_id = u.id AND x.organization_id IN (SELECT value FROM json_each('{}')))",
        json!(call.caller.organizations)
    );
    let verdict = |role: Role, relation: Relation| {
        let verdict = |shares_organization| call.require(action(Target { role, relation, shares_organization })).is_ok();
        let (elsewhere, in_own) = (verdict(false), verdict(true));
        if elsewhere == in_own { elsewhere.to_string() } else { format!("iif({shares}, {in_own}, {elsewhere})") }
    };
    let of_role = |role: &Role| {
        let [oneself, own, other] = [Relation::Oneself, Relation::AddedByCaller, Relation::Other].map(|relation| verdict(*role, relation));
        format!("WHEN '{}' THEN CASE WHEN u.id = {me} THEN {oneself} WHEN u.added_by = {me} THEN {own} ELSE {other} END", role.code())
    };
    let cases: Vec<_> = Role::ALL.iter().map(of_role).collect();
    format!("CASE u.role {} END", cases.join(" "))
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

/// What the caller may do with each user.
pub fn abilities(call: &Call) -> Sideload {
    let adds = if call.require(Action::AddUser { role: Role::EndUser }).is_ok() { "TRUE" } else { "FALSE" };
    let json = object(ABILITY_KEYS).replace("{edit}", &allowed(call, Action::EditUser)).replace("{add}", adds);
    Sideload::list("abilities", format!("SELECT group_concat({json}, ',') AS json FROM users u WHERE u.id IN ({{ids}})"))
}
