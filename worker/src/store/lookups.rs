//! Records that the values of lookups name.

use serde_json::json;
use usher_shared::custom_field::{FieldChanges, Object, Target};
use usher_shared::value::{Id, Invalid};

use super::database::Statement;

/// SQL that holds of a record `l.value ->> 'id'` that there is. Whoever and whatever was deleted is not there.
const fn exists(target: Target) -> &'static str {
    match target {
        Target::User => "EXISTS (SELECT 1 FROM users WHERE id = l.value ->> 'id' AND active = 1)",
        Target::Organization => "EXISTS (SELECT 1 FROM organizations WHERE id = l.value ->> 'id')",
        Target::Ticket => "EXISTS (SELECT 1 FROM tickets WHERE id = l.value ->> 'id' AND deleted = 0)",
    }
}

/// Fails, and with it the batch, if the values name a record that there is not: before they are written to the record `owner`,
/// which may keep the one that it names already. Programs send whole records back.
pub fn check(object: Object, owner: Id, changes: &FieldChanges) -> Option<Statement> {
    if changes.lookups.is_empty() {
        return None;
    }
    let cases: Vec<_> = Target::ALL.iter().map(|target| format!("WHEN '{}' THEN {}", target.code(), exists(*target))).collect();
    let cases = cases.join(" ");
    let (table, column) = (object.code(), object.fields_key());
    let missing = format!(
        "SELECT l.value ->> 'key' FROM json_each(?1) l WHERE NOT CASE l.value ->> 'target' {cases} END AND NOT EXISTS
             (SELECT 1 FROM {table}s WHERE id = ?2 AND CAST({column} ->> ('$.\"' || (l.value ->> 'field') || '\"') AS INTEGER) = l.value ->> 'id')
         LIMIT 1"
    );
    Some(Statement::refuse(&missing, Invalid::Unknown).bind(json!(changes.lookups).to_string()).bind(owner))
}
