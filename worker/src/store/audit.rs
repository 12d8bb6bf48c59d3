//! The audit log: who did what. Written in the batch of the action itself, so neither is without the other.

use serde_json::Value;
use usher_shared::value::Id;

use super::database::Statement;
use crate::call::Call;
use crate::runtime;

/// `action` is `object.past_participle`; `detail` names fields, never what is in them.
pub fn entry(call: &Call, at: &str, action: &str, target: Option<Id>, detail: &Value) -> Statement {
    Statement::new("INSERT INTO audit_log (id, at, actor_id, action, target_id, request_id, detail) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7")
        .bind_id(runtime::new_id())
        .bind(at)
        .bind_option(call.actor().id.map(|id| super::database::number(id.number())))
        .bind(action)
        .bind_option(target.map(|id| super::database::number(id.number())))
        .bind(&call.request_id)
        .bind(detail.to_string())
}
