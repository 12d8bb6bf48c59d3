//! What holds for the whole account: its settings, the fields that it has defined, and the origins whose pages may call. Kept in
//! memory for seconds.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::LazyLock;

use usher_shared::custom_field::Definition;
use usher_shared::settings::Settings;
use usher_shared::value::Id;

use super::database::{Refused, Rows, Statement};
use super::{audit, custom_fields};
use crate::call::Call;
use crate::failure::Failure;
use crate::json;
use crate::runtime;

/// A change of settings, a revoked key and a revoked token act everywhere within this time, and at once in the isolate
/// that made the change. Read with the caller's token, so they cost a request no round trip of their own.
pub const FRESH_MS: u64 = 5_000;

#[derive(Clone, Debug, Default)]
pub struct Account {
    pub settings: Settings,
    /// 0: nobody has changed any.
    pub version: i64,
    /// The fields of users and organizations that are active, in their order.
    pub fields: Vec<Definition>,
    pub origins: HashSet<String>,
    /// Somebody is to be told what happens: there are active webhooks.
    pub is_listened_to: bool,
}

thread_local! {
    static CACHED: RefCell<Option<(u64, Rc<Account>)>> = const { RefCell::new(None) };
}

/// The account as it was within the last [`FRESH_MS`], if that is known.
pub fn cached() -> Option<Rc<Account>> {
    CACHED.with_borrow(|cached| cached.as_ref().filter(|(at, _)| runtime::now_ms() < at + FRESH_MS).map(|(_, account)| account.clone()))
}

/// Makes the next request read the account again.
pub fn forget() {
    CACHED.set(None);
}

pub fn select() -> Statement {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT s.version, coalesce(s.value, '{{}}') AS json, {} AS fields,
                (SELECT json_group_array(o.value) FROM embed_keys k, json_each(k.origins) o WHERE k.revoked_at IS NULL) AS origins,
                EXISTS (SELECT 1 FROM webhooks WHERE status = 'active') AS listened_to
             FROM (SELECT 1) LEFT JOIN (SELECT version, value FROM settings ORDER BY version DESC LIMIT 1) s",
            *custom_fields::ACTIVE
        )
    });
    Statement::new(&SELECT)
}

/// The account of the rows that [`select`] answered, kept for the next requests.
pub fn keep(rows: &Rows) -> Result<Rc<Account>, Failure> {
    let settings = settings(rows.text("json").as_deref())?;
    let origins = rows.text("origins").and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let fields = fields(&rows.long_text("fields"))?;
    let is_listened_to = rows.integer("listened_to") == Some(1);
    let account = Rc::new(Account { settings, version: rows.integer("version").unwrap_or(0), fields, origins, is_listened_to });
    CACHED.set(Some((runtime::now_ms(), account.clone())));
    Ok(account)
}

/// The settings of a stored version; of none, those that an account starts with.
pub fn settings(stored: Option<&str>) -> Result<Settings, Failure> {
    let Some(text) = stored else { return Ok(Settings::default()) };
    let wrong = || Failure::Fault("the stored settings do not parse".into());
    let value = serde_json::from_str(text).map_err(|_| wrong())?;
    let changes = json::settings_changes(&value).map_err(|_| wrong())?;
    Settings::default().change(&changes).map_err(|_| wrong())
}

/// The fields of [`custom_fields::ACTIVE`].
pub fn fields(stored: &str) -> Result<Vec<Definition>, Failure> {
    serde_json::from_str(stored).map_err(|error| Failure::Fault(format!("the stored fields do not parse: {error}")))
}

/// Stores the settings as the next version. `Err`: somebody else has stored that version already.
pub async fn store(call: &Call, version: i64, settings: &Settings, changed_by: Id) -> Result<Result<(), Refused>, Failure> {
    let now = runtime::now();
    let value = serde_json::to_string(settings).map_err(|error| Failure::Fault(error.to_string()))?;
    let insert = Statement::new("INSERT INTO settings (version, value, changed_by, changed_at) VALUES (?1, ?2, ?3, ?4)")
        .bind(version)
        .bind(value)
        .bind(changed_by)
        .bind(&now);
    let detail = serde_json::json!({ "version": version });
    let stored = call.db()?.batch(vec![insert, audit::entry(call, &now, "settings.changed", None, &detail)]).await?;
    forget();
    Ok(stored.map(|_| ()))
}
