//! Organizations.

use std::sync::LazyLock;

use usher_shared::value::{Id, OrganizationName};
use wasm_bindgen::JsValue;

use super::audit;
use super::database::{Statement, Texts};
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// The id of the organization whose normal form is `?4`.
pub const ID_BY_NAME: &str = "(SELECT id FROM organizations WHERE name_normal_form = ?4)";

/// The keys in the order of the recorded answers. `o` is the row, `?1` the base of links.
const ROW_JSON: &str = "'{\"url\":' || json_quote(?1 || '/api/v2/organizations/' || o.id || '.json') || ',\"id\":' || o.id || ',\"name\":' || json_quote(o.name)
    || ',\"shared_tickets\":false,\"shared_comments\":false,\"external_id\":null,\"created_at\":' || json_quote(o.created_at)
    || ',\"updated_at\":' || json_quote(o.updated_at)
    || ',\"domain_names\":[],\"details\":null,\"notes\":null,\"group_id\":null,\"tags\":[],\"organization_fields\":{}}'";

static SELECT_ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT '{{\"organization\":' || {ROW_JSON} || '}}' AS json FROM organizations o WHERE o.id = ?2"));

static SELECT_BY_PREFIX: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {ROW_JSON} AS json FROM organizations o WHERE o.name_normal_form >= ?2 AND o.name_normal_form < ?2 || char(1114111)
         ORDER BY o.name_normal_form LIMIT ?3"
    )
});

/// The organization, and that it was made; neither where there is one of this name.
pub fn insert_if_new(call: &Call, name: &OrganizationName, now: &str) -> [Statement; 2] {
    let id = runtime::new_id();
    let insert = Statement::new(
        "INSERT OR IGNORE INTO organizations (id, name, name_normal_form, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
    )
    .bind(id)
    .bind(name.as_str())
    .bind(name.normal_form())
    .bind(now);
    let audit = audit::entry(call, now, "organization.created", Some(id), &serde_json::json!({}));
    [insert, audit::only_if(audit, "EXISTS (SELECT 1 FROM organizations WHERE id = ?5)")]
}

pub async fn find(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    Ok(call.db()?.rows(Statement::new(&SELECT_ONE).bind(&call.base).bind(id)).await?.first("json"))
}

/// Those whose names begin so, each as JSON.
pub async fn find_by_prefix(call: &Call, prefix: &OrganizationName, limit: u32) -> Result<Texts, Failure> {
    call.db()?.texts(Statement::new(&SELECT_BY_PREFIX).bind(&call.base).bind(prefix.normal_form()).bind(limit)).await
}
