//! The audit log: who did what. Written in the batch of the action itself, so neither is without the other.

use serde_json::{Value, json};
use usher_shared::value::Id;

use super::database::Statement;
use crate::call::Call;
use crate::runtime;

const INSERT: &str = "INSERT INTO audit_log (id, at, actor_id, action, target_id, request_id, detail) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7";

/// `action` is `object.past_participle`; `detail` names fields, never what is in them.
pub fn entry(call: &Call, at: &str, action: &str, target: Option<Id>, detail: &Value) -> Statement {
    Statement::new(INSERT)
        .bind(runtime::new_id())
        .bind(at)
        .bind(call.actor().id)
        .bind(action)
        .bind(target)
        .bind(&call.request_id)
        .bind(detail.to_string())
}

/// An entry about each of these targets `t.id` of which this SQL holds, in one statement.
pub fn of_each(call: &Call, at: &str, action: &str, targets: &[Id], condition: &str) -> Statement {
    let entries: Vec<_> = targets.iter().map(|target| json!({ "entry": runtime::new_id(), "target": target })).collect();
    let insert = INSERT.replace("?1", "t.entry").replace("?5", "t.id").replace("?6", "?5").replace("?7", "'{}'");
    let each = "FROM (SELECT value ->> 'entry' AS entry, value ->> 'target' AS id FROM json_each(?1)) t";
    Statement::composed(format!("{insert} {each} WHERE {condition}"))
        .bind(json!(entries).to_string())
        .bind(at)
        .bind(call.actor().id)
        .bind(action)
        .bind(&call.request_id)
}

/// The entry only where this SQL holds: what does not happen is not logged. `?5` is the target.
pub fn only_if(entry: Statement, condition: &str) -> Statement {
    entry.with_sql(format!("{INSERT} WHERE {condition}"))
}

/// The entry about a target that only the database knows: SQL of it, in which `?5` is the target that was given.
pub fn about(entry: Statement, target: &str) -> Statement {
    entry.with_sql(format!("{} WHERE EXISTS {target}", INSERT.replace("?5", target)))
}
