//! The audit log: who did what. Written in the batch of the action itself, so neither is without the other.

use serde_json::Value;
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

/// The entry only where this SQL holds: what does not happen is not logged. `?5` is the target.
pub fn only_if(entry: Statement, condition: &str) -> Statement {
    entry.with_sql(format!("{INSERT} WHERE {condition}"))
}

/// The entry about a target that only the database knows: SQL of it, in which `?5` is the target that was given.
pub fn about(entry: Statement, target: &str) -> Statement {
    entry.with_sql(format!("{} WHERE EXISTS {target}", INSERT.replace("?5", target)))
}
