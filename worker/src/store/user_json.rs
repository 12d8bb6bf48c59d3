//! A user as JSON: one by SQLite, a list of them from lines that SQLite makes.

use std::sync::LazyLock;
use std::{iter, mem};

use usher_shared::policy::Standing;

use super::custom_fields::values;
use crate::failure::Failure;

/// Where a key's value comes from.
enum Source {
    /// JSON that is the same for all users.
    Same(&'static str),
    /// SQL of JSON text: numbers, booleans, lists.
    Json(&'static str),
    /// SQL of a text, null where there is none. Never the empty text: the rulebook keeps none.
    Text(&'static str),
}
use Source::{Json, Same, Text};

/// A user as Zendesk's API shows one: its 37 keys, in the order of the recorded answers. `u` is the row; `?1` is the base
/// of links.
const KEYS: &[(&str, Source)] = &[
    ("id", Json("u.id")),
    ("url", Text("?1 || '/api/v2/users/' || u.id || '.json'")),
    ("name", Text("u.name")),
    ("email", Text("(SELECT i.value FROM identities i WHERE i.user_id = u.id AND i.type = 'email' AND i.is_primary = 1)")),
    ("created_at", Text("u.created_at")),
    ("updated_at", Text("u.updated_at")),
    ("time_zone", Text("u.time_zone")),
    ("iana_time_zone", Text("u.iana_time_zone")),
    ("phone", Text("u.phone")),
    // Null without a number; false where it is this user's own line; true where another user's identity holds it.
    (
        "shared_phone_number",
        Json(
            "CASE WHEN u.phone IS NULL THEN 'null' WHEN EXISTS (SELECT 1 FROM identities i WHERE i.type = 'phone_number'
         AND i.normal_form = u.phone AND i.user_id = u.id) THEN 'false' ELSE 'true' END",
        ),
    ),
    ("photo", Same("null")),
    ("locale_id", Json(LOCALE_ID)),
    ("locale", Text("u.locale")),
    (
        "organization_id",
        Json("coalesce((SELECT m.organization_id FROM organization_memberships m WHERE m.user_id = u.id AND m.is_default = 1), 'null')"),
    ),
    ("role", Text("u.role")),
    ("verified", Json("iif(EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.verified = 1), 'true', 'false')")),
    ("external_id", Text("u.external_id")),
    ("tags", Json("u.tags")),
    ("alias", Text("u.alias")),
    ("active", Json("iif(u.active, 'true', 'false')")),
    ("shared", Same("false")),
    ("shared_agent", Same("false")),
    ("last_login_at", Same("null")),
    ("two_factor_auth_enabled", Same("false")),
    ("signature", Text("u.signature")),
    ("details", Text("u.details")),
    ("notes", Text("u.notes")),
    ("role_type", Json("coalesce(u.role_type, \'null\')")),
    ("custom_role_id", Json("coalesce(u.custom_role_id, 'null')")),
    ("moderator", Json("iif(coalesce(u.moderator, u.role = 'admin'), 'true', 'false')")),
    ("ticket_restriction", Text("u.ticket_restriction")),
    ("only_private_comments", Json("iif(coalesce(u.only_private_comments, u.role_type IS 1), 'true', 'false')")),
    ("restricted_agent", Json("iif(u.ticket_restriction IS NULL AND u.role != 'end-user', 'false', 'true')")),
    ("suspended", Json("iif(u.suspended, 'true', 'false')")),
    (
        "default_group_id",
        Json("coalesce((SELECT m.group_id FROM group_memberships m WHERE m.user_id = u.id AND m.is_default = 1), 'null')"),
    ),
    ("report_csv", Json("iif(u.role = 'admin', 'true', 'false')")),
    ("user_fields", Json(values!("user", "u.user_fields"))),
];

/// Zendesk's numbers of the languages that it had first; others show the account's, 1, with their own `locale`.
const LOCALE_ID: &str = "CASE u.locale WHEN 'es' THEN 2 WHEN 'de' THEN 8 WHEN 'zh-TW' THEN 9 WHEN 'zh-CN' THEN 10
    WHEN 'fr' THEN 16 WHEN 'pt-BR' THEN 19 WHEN 'it' THEN 22 WHEN 'ru' THEN 27 WHEN 'ar' THEN 66 WHEN 'ja' THEN 67 WHEN 'ko' THEN 69 ELSE 1 END";

/// Customers see of themselves the keys up to this one, and nothing that agents write about them (Zendesk, Users API).
const LAST_OF_CUSTOMERS: &str = "verified";

/// A part of the JSON text of a user: what is the same for all, or SQL as in [`Source`].
enum Part {
    Literal(String),
    Json(&'static str),
    Text(&'static str),
}

type Keys<'a> = &'a mut dyn Iterator<Item = (&'static str, &'static Source)>;

/// All keys that somebody sees.
fn keys(view: View) -> impl Iterator<Item = (&'static str, &'static Source)> {
    let last = KEYS.iter().position(|(key, _)| *key == LAST_OF_CUSTOMERS).unwrap_or_default();
    let seen = if view == View::Customer { &KEYS[..=last] } else { KEYS };
    seen.iter().map(|(key, source)| (*key, source))
}

/// The parts of the JSON text with these keys.
fn parts(keys: Keys<'_>) -> Vec<Part> {
    let (mut parts, mut literal) = (Vec::new(), String::new());
    for (at, (key, source)) in keys.enumerate() {
        literal += &format!("{}\"{key}\":", if at == 0 { "{" } else { "," });
        match source {
            Same(value) => literal += value,
            Json(sql) => parts.extend([Part::Literal(mem::take(&mut literal)), Part::Json(sql)]),
            Text(sql) => parts.extend([Part::Literal(mem::take(&mut literal)), Part::Text(sql)]),
        }
    }
    parts.push(Part::Literal(literal + "}"));
    parts
}

/// An SQL expression for the JSON text of the row `u`. One `format()`, and what is the same
/// for all users in its first argument: with `||` SQLite copies the growing text seventy times (docs/benchmarks.md).
fn user_json(keys: Keys<'_>) -> String {
    let (mut text, mut arguments) = (String::new(), String::new());
    for part in parts(keys) {
        match part {
            Part::Literal(literal) => {
                text += &literal;
                continue;
            }
            Part::Json(sql) => arguments += &format!(", {sql}"),
            Part::Text(sql) => arguments += &format!(", json_quote({sql})"),
        }
        text += "%s";
    }
    format!("format('{text}'{arguments})")
}

/// What stands between the values of a [`LINE`]: a control character (DEL), which the rulebook keeps out of every text, and
/// which JSON does not escape. Written as JSON the line were quoted once more by D1, letter by letter (docs/benchmarks.md).
const SEPARATOR: char = '\u{7F}';

/// An SQL expression for what [`list`] reads: what differs from user to user, the empty text for null.
pub static LINE: LazyLock<String> = LazyLock::new(|| {
    let value = |part: &Part| if let Part::Json(sql) | Part::Text(sql) = part { Some(*sql) } else { None };
    let values: Vec<_> = PARTS.iter().filter_map(value).collect();
    let places = vec!["%s"; values.len()].join(&SEPARATOR.to_string());
    // `concat_ws` leaves empty texts out.
    format!("format('{places}', {})", values.join(", "))
});

static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| parts(&mut keys(View::Staff)));

/// The JSON texts of the users whose [`LINE`]s these are, with commas between.
pub fn list(lines: &[&str]) -> Result<Vec<u8>, Failure> {
    let mut json = Vec::with_capacity(lines.len() * ROW_BYTES);
    for line in lines {
        let mut values = line.split(SEPARATOR);
        for part in &*PARTS {
            match part {
                Part::Literal(text) => push(&mut json, text),
                Part::Json(_) => push(&mut json, values.next().ok_or_else(misread)?),
                Part::Text(_) => quote(&mut json, values.next().ok_or_else(misread)?),
            }
        }
        if values.next().is_some() {
            return Err(misread());
        }
        json.push(b',');
    }
    json.pop();
    Ok(json)
}

/// Rather no list than values at other keys, or at other users.
fn misread() -> Failure {
    Failure::Fault("a stored text has a control character in it".into())
}

/// What a user takes as JSON, more or less.
const ROW_BYTES: usize = 1200;

fn quote(json: &mut Vec<u8>, text: &str) {
    if text.is_empty() {
        push(json, "null");
    } else {
        serde_json::to_writer(json, text).unwrap_or_else(|_| unreachable!("a text is JSON, and memory takes it"));
    }
}

/// By words: V8 leaves WebAssembly for every `memory.copy`, however short, and there are fifty a user.
fn push(json: &mut Vec<u8>, text: &str) {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    for word in words {
        json.extend_from_slice(word);
    }
    json.extend(rest);
}

/// Who looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    Staff,
    Customer,
}

impl View {
    const ALL: [Self; 2] = [Self::Staff, Self::Customer];

    pub fn of(standing: Standing) -> Self {
        if standing.is_staff() { Self::Staff } else { Self::Customer }
    }
}

/// SQL of the users at the side of a list, for the ids that this selects; those of whom the condition holds.
pub fn beside(view: View, ids: &str, condition: &str) -> String {
    format!(
        "SELECT group_concat(json) AS json FROM (SELECT {} AS json FROM users u WHERE u.id IN ({ids}) AND {condition} ORDER BY u.id)",
        user_json(&mut keys(view))
    )
}

/// `{"user": …}` of the user `?2`, as `json`.
pub static SELECT_ONE: LazyLock<String> = LazyLock::new(|| select_one(&user_json(&mut keys(View::Staff)), ""));

/// With what decides about it, as JSON: [`super::users::Deciding`].
pub fn select_for_caller(view: View) -> &'static str {
    static STATEMENTS: LazyLock<[String; 2]> =
        LazyLock::new(|| View::ALL.map(|view| select_one(&user_json(&mut keys(view)), &format!(", {DECIDING} AS deciding"))));
    &STATEMENTS[view as usize]
}

/// What decides about the user `u`, as JSON.
pub const DECIDING: &str = "json_object('active', json(iif(u.active, 'true', 'false')), 'version', u.version, 'role', u.role,
    'restriction', u.ticket_restriction, 'added_by', u.added_by, 'phone', u.phone, 'custom_role_id', u.custom_role_id,
    'default_group_id', (SELECT m.group_id FROM group_memberships m WHERE m.user_id = u.id AND m.is_default = 1),
    'organizations', (SELECT json_group_array(m.organization_id) FROM organization_memberships m WHERE m.user_id = u.id),
    'phone_is_last_contact', json(iif(u.phone IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.normal_form != u.phone), 'true', 'false')))";

/// Zendesk adds `authenticity_token` to one's own record; browser sessions are what it is for, so here it is null.
pub fn select_me(view: View) -> &'static str {
    static STATEMENTS: LazyLock<[String; 2]> = LazyLock::new(|| {
        View::ALL.map(|view| {
            let with_token = keys(view)
                .flat_map(|key| iter::once(key).chain((key.0 == LAST_OF_CUSTOMERS).then_some(("authenticity_token", &Same("null")))));
            select_one(&user_json(&mut { with_token }), "")
        })
    });
    &STATEMENTS[view as usize]
}

/// What is shown of a user who was deleted (Zendesk, Deleted Users API).
pub static DELETED_JSON: LazyLock<String> = LazyLock::new(|| {
    let shown = |(key, source): (&'static str, &'static Source)| match key {
        "url" => Some((key, &Text("?1 || '/api/v2/deleted_users/' || u.id || '.json'"))),
        "iana_time_zone" | "verified" => None,
        _ => Some((key, source)),
    };
    let active = KEYS.iter().filter(|(key, _)| *key == "active").map(|(key, source)| (*key, source));
    user_json(&mut keys(View::Customer).filter_map(shown).chain(active))
});

fn select_one(json: &str, columns: &str) -> String {
    format!("SELECT format('{{\"user\":%s}}', {json}) AS json{columns} FROM users u WHERE u.id = ?2")
}
