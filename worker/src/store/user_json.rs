//! A user as JSON, made by SQLite.

use std::sync::LazyLock;

use usher_shared::policy::Standing;

/// A user as Zendesk's API shows one: its 37 keys, in the order of the recorded answers, each with the SQL of its JSON
/// text. `u` is the row; `?1` is the base of links. SQLite makes the text, so a list of 100 is one string, not 3,700 values.
const KEYS: &[(&str, &str)] = &[
    ("id", "u.id"),
    ("url", "json_quote(?1 || '/api/v2/users/' || u.id || '.json')"),
    ("name", "json_quote(u.name)"),
    ("email", "json_quote((SELECT i.value FROM identities i WHERE i.user_id = u.id AND i.type = 'email' AND i.is_primary = 1))"),
    ("created_at", "json_quote(u.created_at)"),
    ("updated_at", "json_quote(u.updated_at)"),
    ("time_zone", "json_quote(u.time_zone)"),
    ("iana_time_zone", "json_quote(u.iana_time_zone)"),
    ("phone", "json_quote(u.phone)"),
    // Null without a number; false where it is this user's own line; true where another user's identity holds it.
    (
        "shared_phone_number",
        "CASE WHEN u.phone IS NULL THEN 'null' WHEN EXISTS (SELECT 1 FROM identities i WHERE i.type = 'phone_number'
         AND i.normal_form = u.phone AND i.user_id = u.id) THEN 'false' ELSE 'true' END",
    ),
    ("photo", "'null'"),
    ("locale_id", LOCALE_ID),
    ("locale", "json_quote(u.locale)"),
    (
        "organization_id",
        "coalesce((SELECT m.organization_id FROM organization_memberships m WHERE m.user_id = u.id AND m.is_default = 1), 'null')",
    ),
    ("role", "json_quote(u.role)"),
    ("verified", "iif(EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.verified = 1), 'true', 'false')"),
    ("external_id", "json_quote(u.external_id)"),
    ("tags", "u.tags"),
    ("alias", "'null'"),
    ("active", "iif(u.active, 'true', 'false')"),
    ("shared", "'false'"),
    ("shared_agent", "'false'"),
    ("last_login_at", "'null'"),
    ("two_factor_auth_enabled", "'false'"),
    ("signature", "'null'"),
    ("details", "json_quote(u.details)"),
    ("notes", "json_quote(u.notes)"),
    ("role_type", "json_quote(u.role_type)"),
    ("custom_role_id", "'null'"),
    ("moderator", "iif(u.role = 'admin', 'true', 'false')"),
    ("ticket_restriction", "json_quote(u.ticket_restriction)"),
    ("only_private_comments", "iif(u.role_type = 1, 'true', 'false')"),
    ("restricted_agent", "iif(u.ticket_restriction IS NULL AND u.role != 'end-user', 'false', 'true')"),
    ("suspended", "iif(u.suspended, 'true', 'false')"),
    ("default_group_id", "'null'"),
    ("report_csv", "iif(u.role = 'admin', 'true', 'false')"),
    ("user_fields", "'{}'"),
];

/// Zendesk's numbers of the languages that it had first; others show the account's, 1, with their own `locale`.
const LOCALE_ID: &str = "CASE u.locale WHEN 'es' THEN 2 WHEN 'de' THEN 8 WHEN 'zh-TW' THEN 9 WHEN 'zh-CN' THEN 10
    WHEN 'fr' THEN 16 WHEN 'pt-BR' THEN 19 WHEN 'it' THEN 22 WHEN 'ru' THEN 27 WHEN 'ar' THEN 66 WHEN 'ja' THEN 67 WHEN 'ko' THEN 69 ELSE 1 END";

/// Customers see of themselves the keys up to this one, and nothing that agents write about them (Zendesk, Users API).
const LAST_OF_CUSTOMERS: &str = "verified";

/// An SQL expression for the JSON text of the row `u`, with `extra` after `verified`. One `format()`, and what is the same
/// for all users in its first argument: with `||` SQLite copies the growing text seventy times (docs/benchmarks.md).
fn user_json(view: View, extra: &str) -> String {
    let (mut text, mut arguments) = (String::new(), String::new());
    for (key, value) in KEYS {
        let comma = if text.is_empty() { "" } else { "," };
        let literal = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).filter(|literal| !literal.contains('\''));
        text += &format!("{comma}\"{key}\":{}", literal.unwrap_or("%s"));
        if literal.is_none() {
            arguments += &format!(", {value}");
        }
        if *key == LAST_OF_CUSTOMERS {
            text += extra;
            if view == View::Customer {
                break;
            }
        }
    }
    format!("format('{{{text}}}'{arguments})")
}

/// Who looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    Staff,
    Customer,
}

impl View {
    pub fn of(standing: Standing) -> Self {
        if standing.is_staff() { Self::Staff } else { Self::Customer }
    }
}

pub static ROW_JSON: LazyLock<String> = LazyLock::new(|| user_json(View::Staff, ""));

/// `{"user": …}` of the user `?2`, as `json`.
pub static SELECT_ONE: LazyLock<String> = LazyLock::new(|| select_one(&ROW_JSON, ""));

static FOR_STAFF: LazyLock<String> = LazyLock::new(|| with_rights(View::Staff));
static FOR_CUSTOMERS: LazyLock<String> = LazyLock::new(|| with_rights(View::Customer));

/// With the columns that decide who may see it.
pub fn select_for_caller(view: View) -> &'static str {
    match view {
        View::Staff => &FOR_STAFF,
        View::Customer => &FOR_CUSTOMERS,
    }
}

fn with_rights(view: View) -> String {
    let columns = ", u.role, u.ticket_restriction, u.added_by, u.phone IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.normal_form != u.phone) AS phone_is_last_contact";
    select_one(&user_json(view, ""), columns)
}

/// Zendesk adds `authenticity_token` to one's own record; browser sessions are what it is for, so here it is null.
pub fn select_me(view: View) -> String {
    select_one(&user_json(view, ",\"authenticity_token\":null"), "")
}

fn select_one(json: &str, columns: &str) -> String {
    format!("SELECT format('{{\"user\":%s}}', {json}) AS json{columns} FROM users u WHERE u.id = ?2")
}
