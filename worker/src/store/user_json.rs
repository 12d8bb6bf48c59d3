//! A user as JSON: one by SQLite, a list of them from lines that SQLite makes.

use std::sync::LazyLock;
use std::{iter, mem};

use usher_shared::policy::{Role, Standing};

use super::custom_fields::values;
use super::json_object::{FIELDS, Key, Kind, Shape, TEXTS, at, flag, id, integer, json, object, one_of, same, text, time};
use crate::failure::Failure;

/// A user as Zendesk's API shows one: its 37 keys, in the order of the recorded answers. `u` is the row; `?1` is the base
/// of links.
pub const KEYS: &[Key] = &[
    ("id", id("u.id")),
    ("url", text("?1 || '/api/v2/users/' || u.id || '.json'")),
    ("name", text("u.name")),
    ("email", text("(SELECT i.value FROM identities i WHERE i.user_id = u.id AND i.type = 'email' AND i.is_primary = 1)").or_null()),
    ("created_at", time("u.created_at")),
    ("updated_at", time("u.updated_at")),
    ("time_zone", text("u.time_zone")),
    ("iana_time_zone", text("u.iana_time_zone")),
    ("phone", text("u.phone").or_null()),
    // Null without a number; false where it is this user's own line; true where another user's identity holds it.
    (
        "shared_phone_number",
        json(
            &Shape::Value(Kind::Flag),
            "CASE WHEN u.phone IS NULL THEN NULL WHEN EXISTS (SELECT 1 FROM identities i WHERE i.type = 'phone_number'
         AND i.normal_form = u.phone AND i.user_id = u.id) THEN 'false' ELSE 'true' END",
        )
        .or_null(),
    ),
    ("photo", same("null")),
    ("locale_id", integer(LOCALE_ID)),
    ("locale", text("u.locale")),
    (
        "organization_id",
        id("(SELECT m.organization_id FROM organization_memberships m WHERE m.user_id = u.id AND m.is_default = 1)").or_null(),
    ),
    ("role", one_of(Role::CODES, "u.role")),
    ("verified", flag("EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.verified = 1)")),
    ("external_id", text("u.external_id").or_null()),
    ("tags", json(&TEXTS, "u.tags")),
    ("alias", text("u.alias").or_null()),
    ("active", flag("u.active")),
    ("shared", same("false")),
    ("shared_agent", same("false")),
    ("last_login_at", same("null")),
    ("two_factor_auth_enabled", same("false")),
    ("signature", text("u.signature").or_null()),
    ("details", text("u.details").or_null()),
    ("notes", text("u.notes").or_null()),
    ("role_type", integer("u.role_type").or_null()),
    ("custom_role_id", id("u.custom_role_id").or_null()),
    ("moderator", flag("coalesce(u.moderator, u.role = 'admin')")),
    ("ticket_restriction", text("u.ticket_restriction").or_null()),
    ("only_private_comments", flag("coalesce(u.only_private_comments, u.role_type IS 1)")),
    ("restricted_agent", flag("u.ticket_restriction IS NOT NULL OR u.role = 'end-user'")),
    ("suspended", flag("u.suspended")),
    ("default_group_id", id("(SELECT m.group_id FROM group_memberships m WHERE m.user_id = u.id AND m.is_default = 1)").or_null()),
    ("report_csv", flag("u.role = 'admin'")),
    ("user_fields", json(&FIELDS, values!("user", "u.user_fields"))),
];

/// Zendesk's numbers of the languages that it had first; others show the account's, 1, with their own `locale`.
const LOCALE_ID: &str = "CASE u.locale WHEN 'es' THEN 2 WHEN 'de' THEN 8 WHEN 'zh-TW' THEN 9 WHEN 'zh-CN' THEN 10
    WHEN 'fr' THEN 16 WHEN 'pt-BR' THEN 19 WHEN 'it' THEN 22 WHEN 'ru' THEN 27 WHEN 'ar' THEN 66 WHEN 'ja' THEN 67 WHEN 'ko' THEN 69 ELSE 1 END";

/// Customers see of themselves the keys up to this one, and nothing that agents write about them (Zendesk, Users API).
const LAST_OF_CUSTOMERS: &str = "verified";

/// All keys that somebody sees.
pub fn keys(view: View) -> &'static [Key] {
    let last = KEYS.iter().position(|(key, _)| *key == LAST_OF_CUSTOMERS).unwrap_or_default();
    if view == View::Customer { &KEYS[..=last] } else { KEYS }
}

/// A part of the JSON text of a user: what is the same for all, or what a [`LINE`] has.
enum Part {
    Literal(String),
    Json(String),
    Text(String),
}

/// The parts of the JSON text with all keys.
fn parts() -> Vec<Part> {
    let (mut parts, mut literal) = (Vec::new(), String::new());
    for (at, (key, source)) in KEYS.iter().enumerate() {
        literal += &format!("{}\"{key}\":", if at == 0 { "{" } else { "," });
        if let Kind::Same = source.kind {
            literal += source.sql;
            continue;
        }
        let value = if source.is_text() { Part::Text } else { Part::Json };
        parts.extend([Part::Literal(mem::take(&mut literal)), value(source.unquoted())]);
    }
    parts.push(Part::Literal(literal + "}"));
    parts
}

/// What stands between the values of a [`LINE`]: a control character (DEL), which the rulebook keeps out of every text, and
/// which JSON does not escape. Written as JSON the line were quoted once more by D1, letter by letter (docs/benchmarks.md).
const SEPARATOR: char = '\u{7F}';

/// An SQL expression for what [`list`] reads: what differs from user to user, the empty text for null.
pub static LINE: LazyLock<String> = LazyLock::new(|| {
    let values: Vec<_> =
        PARTS.iter().filter_map(|part| if let Part::Json(sql) | Part::Text(sql) = part { Some(sql.as_str()) } else { None }).collect();
    let places = vec!["%s"; values.len()].join(&SEPARATOR.to_string());
    // `concat_ws` leaves empty texts out.
    format!("format('{places}', {})", values.join(", "))
});

static PARTS: LazyLock<Vec<Part>> = LazyLock::new(parts);

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
        object(keys(view))
    )
}

/// `{"user": …}` of the user `?2`, as `json`.
pub static SELECT_ONE: LazyLock<String> = LazyLock::new(|| select_one(&object(KEYS), ""));

/// With what decides about it, as JSON: [`super::users::Deciding`].
pub fn select_for_caller(view: View) -> &'static str {
    static STATEMENTS: LazyLock<[String; 2]> =
        LazyLock::new(|| View::ALL.map(|view| select_one(&object(keys(view)), &format!(", {DECIDING} AS deciding"))));
    &STATEMENTS[view as usize]
}

/// What decides about the user `u`, as JSON.
pub const DECIDING: &str = "json_object('active', json(iif(u.active, 'true', 'false')), 'role', u.role,
    'restriction', u.ticket_restriction, 'added_by', u.added_by, 'phone', u.phone, 'custom_role_id', u.custom_role_id,
    'default_group_id', (SELECT m.group_id FROM group_memberships m WHERE m.user_id = u.id AND m.is_default = 1),
    'organizations', (SELECT json_group_array(m.organization_id) FROM organization_memberships m WHERE m.user_id = u.id))";

pub const TOKEN_KEY: Key = ("authenticity_token", same("null"));

/// Zendesk adds `authenticity_token` to one's own record; browser sessions are what it is for, so here it is null.
pub fn select_me(view: View) -> &'static str {
    static STATEMENTS: LazyLock<[String; 2]> = LazyLock::new(|| {
        View::ALL.map(|view| {
            let with_token = keys(view).iter().flat_map(|key| iter::once(key).chain((key.0 == LAST_OF_CUSTOMERS).then_some(&TOKEN_KEY)));
            select_one(&object(with_token), "")
        })
    });
    &STATEMENTS[view as usize]
}

/// What is shown of a user who was deleted (Zendesk, Deleted Users API).
pub static DELETED_JSON: LazyLock<String> = LazyLock::new(|| object(&deleted_keys()));

/// The keys of a user who was deleted.
pub fn deleted_keys() -> Vec<Key> {
    let shown = |&(key, source): &Key| match key {
        "url" => Some((key, text("?1 || '/api/v2/deleted_users/' || u.id || '.json'"))),
        "iana_time_zone" | "verified" => None,
        _ => Some((key, source)),
    };
    let active = KEYS.iter().filter(|(key, _)| *key == "active");
    keys(View::Customer).iter().filter_map(shown).chain(active.copied()).collect()
}

fn select_one(json: &str, columns: &str) -> String {
    format!("SELECT {} AS json{columns} FROM users u WHERE u.id = ?2", at("user", json))
}
