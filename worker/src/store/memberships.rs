//! What memberships of organizations and of groups have in common: a user has any number of each, every one once, and one of
//! them is the default. Where the default goes, a trigger makes the oldest that is left the default.

use std::collections::BTreeMap;

use serde_json::json;
use usher_shared::membership::New;
use usher_shared::policy::Role;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::conflict::Conflict;
use super::database::{Refused, Rows, Statement};
use super::json_object::{Key, at, object};
use super::user_json::DECIDING;
use super::users::{self, Deciding};
use super::{audit, idempotency, still};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// Memberships of one kind.
pub struct Kind {
    pub table: &'static str,
    /// The column, and the key, of what one is a member of.
    pub of: &'static str,
    /// As the audit log and the body name one.
    pub object: &'static str,
    /// Of the row `m`; `?1` is the base of links.
    pub keys: &'static [Key],
}

/// One membership of a user.
#[derive(Clone, Copy)]
pub enum Which {
    Id(Id),
    /// By what it is a membership of.
    Of(Id),
}

/// A membership, and what decides about its user.
pub struct Found {
    pub json: JsValue,
    pub user: Id,
    pub deciding: Deciding,
}

impl Kind {
    /// SQL of the JSON of the row `m`.
    pub fn json(&self) -> String {
        object(self.keys)
    }

    /// SQL of `{"…_membership": …}`.
    fn told(&self) -> String {
        at(self.object, &self.json())
    }

    /// That of the membership `?2`.
    fn select_one(&self) -> String {
        format!("SELECT {} AS json FROM {} m WHERE m.id = ?2", self.told(), self.table)
    }

    fn column(&self, which: Which) -> (&'static str, Id) {
        match which {
            Which::Id(id) => ("id", id),
            Which::Of(id) => (self.of, id),
        }
    }

    /// Where a membership is found.
    pub fn location(&self, call: &Call, id: Id) -> String {
        format!("{}/api/v2/{}/{id}.json", call.base, self.table)
    }
}

pub async fn find(call: &Call, kind: &Kind, id: Id) -> Result<Option<Found>, Failure> {
    let (table, told) = (kind.table, kind.told());
    let select = format!(
        "SELECT {told} AS json, m.user_id, {DECIDING} AS deciding
         FROM {table} m JOIN users u ON u.id = m.user_id WHERE m.id = ?2"
    );
    let rows = call.db()?.rows(Statement::composed(select).bind(&call.base).bind(id)).await?;
    Ok(found(&rows))
}

fn found(rows: &Rows) -> Option<Found> {
    let user = Id::from_number(rows.integer("user_id")?).ok()?;
    Some(Found { json: rows.first("json")?, user, deciding: users::deciding(rows)? })
}

/// Adds a membership of a user of this role, in one batch. Answers the id and the body.
pub async fn insert(
    call: &Call,
    kind: &Kind,
    new: &New,
    role: Role,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(Id, JsValue), Conflict>, Failure> {
    let id = runtime::new_id();
    let now = runtime::now();
    let mut batch = insertion(call, kind, id, new, role, &now);
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember(call, idempotency, &kind.location(call, id), &kind.select_one(), id));
    }
    batch.push(Statement::composed(kind.select_one()).bind(&call.base).bind(id));
    let answered = call.db()?.batch(batch).await?;
    Ok(answered
        .map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or_default()))
        .map_err(|refused| conflict(kind, &refused)))
}

/// The statements that add a membership of a user of this role.
pub fn insertion(call: &Call, kind: &Kind, id: Id, new: &New, role: Role, now: &str) -> Vec<Statement> {
    let Kind { table, of, .. } = kind;
    let mut statements = vec![still::of_role(new.user, role)];
    statements.extend(new.is_default.then(|| no_default(kind, new.user)));
    // An id beyond 2^53 comes as a fraction, which the column refuses; as an integer it is only unknown.
    let insert = format!(
        "INSERT INTO {table} (id, user_id, {of}, is_default, created_at, updated_at)
         SELECT ?1, ?2, CAST(?3 AS INTEGER), NOT EXISTS (SELECT 1 FROM {table} WHERE user_id = ?2 AND is_default = 1), ?4, ?4"
    );
    statements.push(Statement::composed(insert).bind(id).bind(new.user).bind(new.of).bind(now));
    statements.push(users::touch(new.user, now));
    statements.push(audit::entry(call, now, &format!("{}.created", kind.object), Some(new.user), &json!({ *of: new.of })));
    statements
}

/// What the database's refusal means: that there is the user has been seen, and users' rows stay.
pub fn conflict(kind: &Kind, refused: &Refused) -> Conflict {
    Conflict::of(refused, Some(kind.of), &[(&format!("{0}.user_id, {0}.{1}", kind.table, kind.of), "user_id")])
}

/// Takes a membership from a user of this role, in one batch. Whether there was one.
pub async fn remove(call: &Call, kind: &Kind, user: Id, role: Role, which: Which) -> Result<bool, Failure> {
    let batch = removal(call, kind, user, role, which, &runtime::now());
    Ok(call.db()?.read(batch).await?.last().is_some_and(|rows| rows.len() > 0))
}

/// The statements that take a membership from a user of this role; the last answers a row if there was one.
pub fn removal(call: &Call, kind: &Kind, user: Id, role: Role, which: Which, now: &str) -> Vec<Statement> {
    let ((column, id), table) = (kind.column(which), kind.table);
    let audit = audit::entry(call, now, &format!("{}.deleted", kind.object), Some(user), &json!({ column: id })).bind(id);
    let delete = format!("DELETE FROM {table} WHERE user_id = ?1 AND {column} = ?2 RETURNING id");
    vec![
        still::of_role(user, role),
        touch_member(kind, user, which, now),
        audit::only_if(audit, &format!("EXISTS (SELECT 1 FROM {table} WHERE user_id = ?5 AND {column} = ?8)")),
        Statement::composed(delete).bind(user).bind(id),
    ]
}

/// Whoever is shown with their default has changed, if there is such a membership.
fn touch_member(kind: &Kind, user: Id, which: Which, now: &str) -> Statement {
    let ((column, id), table) = (kind.column(which), kind.table);
    let update =
        format!("UPDATE users SET updated_at = ?3 WHERE id = ?1 AND EXISTS (SELECT 1 FROM {table} WHERE user_id = ?1 AND {column} = ?2)");
    Statement::composed(update).bind(user).bind(id).bind(now)
}

/// Whose each of these memberships is.
pub async fn users_of(call: &Call, kind: &Kind, ids: &[Id]) -> Result<BTreeMap<Id, Id>, Failure> {
    let select =
        format!("SELECT json_group_object(m.id, m.user_id) AS users FROM json_each(?1) s CROSS JOIN {} m ON m.id = s.value", kind.table);
    let rows = call.db()?.rows(Statement::composed(select).bind(json!(ids).to_string())).await?;
    serde_json::from_str(&rows.long_text("users")).map_err(|error| Failure::Fault(error.to_string()))
}

/// Makes a membership the user's default one; the first statement answers a row if there is such a membership.
pub fn make_default(call: &Call, kind: &Kind, user: Id, which: Which) -> Vec<Statement> {
    let now = runtime::now();
    let ((column, id), table) = (kind.column(which), kind.table);
    let exists = |user, id| format!("EXISTS (SELECT 1 FROM {table} WHERE user_id = ?{user} AND {column} = ?{id})");
    let sql = [
        format!("SELECT id FROM {table} WHERE user_id = ?1 AND {column} = ?2"),
        format!("UPDATE {table} SET is_default = 0 WHERE user_id = ?1 AND is_default = 1 AND {}", exists(1, 2)),
        format!("UPDATE {table} SET is_default = 1 WHERE user_id = ?1 AND {column} = ?2"),
    ];
    let mut statements: Vec<_> = sql.iter().map(|sql| Statement::composed(sql).bind(user).bind(id)).collect();
    statements.push(touch_member(kind, user, which, &now));
    let audit = audit::entry(call, &now, &format!("{}.made_default", kind.object), Some(user), &json!({ column: id })).bind(id);
    statements.push(audit::only_if(audit, &exists(5, 8)));
    statements
}

/// `{"…_membership": …}` of a membership that is known by what it is of.
pub fn select_of(call: &Call, kind: &Kind, user: Id, of: Id) -> Statement {
    let (table, told, column) = (kind.table, kind.told(), kind.of);
    let select = format!("SELECT {told} AS json FROM {table} m WHERE m.user_id = ?2 AND m.{column} = ?3");
    Statement::composed(select).bind(&call.base).bind(user).bind(of)
}

/// Gives a user these memberships and no others; the first is the default. What the user is in already stays as it was.
pub fn replace(kind: &Kind, user: Id, of: &[Id], now: &str) -> Vec<Statement> {
    let Kind { table, of: column, .. } = kind;
    let delete = format!("DELETE FROM {table} WHERE user_id = ?1 AND {column} NOT IN (SELECT value FROM json_each(?2))");
    let insert = format!(
        "INSERT INTO {table} (id, user_id, {column}, is_default, created_at, updated_at)
         SELECT json_extract(value, '$[0]'), ?1, json_extract(value, '$[1]'), 0, ?3, ?3 FROM json_each(?2)
         WHERE json_extract(value, '$[1]') NOT IN (SELECT {column} FROM {table} WHERE user_id = ?1)"
    );
    let rows: Vec<_> = of.iter().map(|of| (runtime::new_id(), of)).collect();
    let mut statements = vec![
        // First, so that the trigger finds no default that goes.
        no_default(kind, user),
        Statement::composed(delete).bind(user).bind(json!(of).to_string()),
        Statement::composed(insert).bind(user).bind(json!(rows).to_string()).bind(now),
    ];
    let set_default = format!("UPDATE {table} SET is_default = 1 WHERE user_id = ?1 AND {column} = ?2");
    statements.extend(of.first().map(|first| Statement::composed(set_default).bind(user).bind(first)));
    statements
}

/// Makes one the user's default, whether the user is in it already or not.
pub fn prefer(kind: &Kind, user: Id, of: Id, now: &str) -> Vec<Statement> {
    let Kind { table, of: column, .. } = kind;
    let insert = format!(
        "INSERT INTO {table} (id, user_id, {column}, is_default, created_at, updated_at)
         SELECT ?1, ?2, ?3, 0, ?4, ?4 WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE user_id = ?2 AND {column} = ?3)"
    );
    let set_default = format!("UPDATE {table} SET is_default = 1 WHERE user_id = ?1 AND {column} = ?2");
    vec![
        no_default(kind, user),
        Statement::composed(insert).bind(runtime::new_id()).bind(user).bind(of).bind(now),
        Statement::composed(set_default).bind(user).bind(of),
    ]
}

fn no_default(kind: &Kind, user: Id) -> Statement {
    let sql = format!("UPDATE {} SET is_default = 0 WHERE user_id = ?1 AND is_default = 1", kind.table);
    Statement::composed(sql).bind(user)
}
