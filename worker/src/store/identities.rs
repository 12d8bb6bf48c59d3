//! What users are recognised and reached by.

use std::sync::LazyLock;

use serde_json::json;
use usher_shared::policy::Role;
use usher_shared::user::{Contact, IdentityChanges, IdentityValue, NewIdentity, Values};
use usher_shared::value::{EmailAddress, Id, Invalid};

use wasm_bindgen::JsValue;

use super::database::{Refused, Rows, Statement};
use super::json_object::{Key, at, flag, id, integer, object, text, time};
use super::listing::Listing;
use super::{audit, idempotency, organization_memberships, still};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// An identity as Zendesk's API shows one, in the order of the recorded answers. `?1` is the base of links.
pub const KEYS: &[Key] = &[
    ("url", text("?1 || '/api/v2/users/' || i.user_id || '/identities/' || i.id || '.json'")),
    ("id", id("i.id")),
    ("user_id", id("i.user_id")),
    ("type", text("i.type")),
    ("value", text("i.value")),
    ("verified", flag("i.verified")),
    ("primary", flag("i.is_primary")),
    ("created_at", time("i.created_at")),
    ("updated_at", time("i.updated_at")),
    ("undeliverable_count", integer("i.undeliverable_count")),
    ("deliverable_state", text("i.deliverable_state").or_null()),
];

pub static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

pub const SORTS: &[(&str, &str)] = &[("id", "i.id")];

/// Those of a user, of these types if any are named.
pub fn of_user(user: Id, kinds: &[&str]) -> Listing {
    let all = Listing::new("identities i", "i.id", &*JSON).filter("i.user_id = ?", [json!(user)]);
    if kinds.is_empty() { all } else { all.among("i.type", &kinds) }
}

/// `{"identity": …}` of the identity `?2` of the user `?3`.
static SELECT_ONE: LazyLock<String> = LazyLock::new(|| {
    let columns = "i.type, iif(i.type = 'email', i.value, NULL) AS email, i.verified, i.released";
    format!("SELECT {} AS json, {columns} FROM identities i WHERE i.id = ?2 AND i.user_id = ?3", at("identity", &JSON))
});

/// An identity as it is shown, and what decides about it.
pub struct Identity {
    pub json: JsValue,
    pub kind: String,
    /// The address, of one that is an address.
    pub email: Option<String>,
    pub verified: bool,
    /// Of somebody who is there, it is released where they have said so and nothing more.
    pub is_claim: bool,
}

pub fn select_one(call: &Call, user: Id, id: Id) -> Statement {
    Statement::new(&SELECT_ONE).bind(&call.base).bind(id).bind(user)
}

/// What [`select_one`] answered.
pub fn found(rows: &Rows) -> Option<Identity> {
    let flag = |column| rows.integer(column) == Some(1);
    Some(Identity {
        json: rows.first("json")?,
        kind: rows.text("type")?,
        email: rows.text("email"),
        verified: flag("verified"),
        is_claim: flag("released"),
    })
}

/// Adds one to a user of this role, as all writes here are to. Answers the id and the body.
pub async fn insert_one(
    call: &Call,
    user: Id,
    role: Role,
    new: &NewIdentity,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(Id, JsValue), Refused>, Failure> {
    let id = runtime::new_id();
    let now = runtime::now();
    let insert = Statement::new(
        "INSERT INTO identities (id, user_id, type, value, normal_form, is_primary, verified, verified_at, deliverable_state, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?2 AND type = ?3), ?6, iif(?6, ?8, NULL), ?7, ?8, ?8)",
    )
    .bind(id)
    .bind(user)
    .bind(new.value.code())
    .bind(new.value.as_str())
    .bind(new.value.normal_form())
    .bind(new.verified)
    .bind(deliverable_state(new.value.is_reserved()))
    .bind(&now);
    let mut batch = vec![still::of_role(user, role), insert];
    if new.primary {
        batch.extend(make_primary(user, id));
    }
    if new.verified {
        batch.push(organization_memberships::join_by_domain(user, false, &now));
    }
    batch.extend(touch_user(call, user, &now));
    if let Some(idempotency) = idempotency {
        let body = format!("SELECT {} AS json FROM identities i WHERE i.id = ?2", at("identity", &JSON));
        batch.extend(idempotency::remember(call, idempotency, &location(call, user, id), &body, id));
    }
    batch.push(select_one(call, user, id));
    Ok(call.db()?.batch(batch).await?.map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or_default())))
}

/// Changes one of a user's. Answers the body.
pub async fn update(
    call: &Call,
    user: Id,
    role: Role,
    id: Id,
    changes: &IdentityChanges,
) -> Result<Result<Option<JsValue>, Refused>, Failure> {
    let now = runtime::now();
    let mut batch = vec![still::of_role(user, role)];
    if let Some(value) = &changes.value {
        // Another address is one that nobody has verified.
        let update = Statement::new(
            "UPDATE identities SET value = ?3, normal_form = ?4, deliverable_state = ?5, undeliverable_count = 0,
                 verified = iif(normal_form = ?4, verified, 0), verified_at = iif(normal_form = ?4, verified_at, NULL), updated_at = ?6
             WHERE id = ?1 AND user_id = ?2",
        );
        let state = deliverable_state(value.is_reserved());
        batch.push(update.bind(id).bind(user).bind(value.as_str()).bind(value.normal_form()).bind(state).bind(&now));
    }
    if let Some(verified) = changes.verified {
        let update = "UPDATE identities SET verified = ?3, verified_at = iif(?3, coalesce(verified_at, ?4), NULL), updated_at = ?4
            WHERE id = ?1 AND user_id = ?2";
        batch.push(Statement::new(update).bind(id).bind(user).bind(verified).bind(&now));
        batch.push(organization_memberships::join_by_domain(user, false, &now));
    }
    batch.extend(touch_user(call, user, &now));
    batch.push(select_one(call, user, id));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows| rows.first("json"))))
}

/// Makes one the first that its user is shown with and reached by. Answers all of the user's, as JSON with commas between, and
/// how many these are.
pub async fn promote(call: &Call, user: Id, role: Role, id: Id) -> Result<(String, i64), Failure> {
    let now = runtime::now();
    let all =
        format!("SELECT group_concat({}, ',' ORDER BY i.id) AS json, count(*) AS count FROM identities i WHERE i.user_id = ?2", *JSON);
    let mut batch = vec![still::of_role(user, role)];
    batch.extend(make_primary(user, id));
    batch.extend(touch_user(call, user, &now));
    batch.push(Statement::composed(all).bind(&call.base).bind(user));
    let rows = call.db()?.read(batch).await?;
    Ok(rows.last().map(|rows| (rows.long_text("json"), rows.integer("count").unwrap_or(0))).unwrap_or_default())
}

/// Takes one away; the oldest of its type that is left takes its place. The last one stays.
pub async fn delete(call: &Call, user: Id, role: Role, id: Id) -> Result<Result<(), Refused>, Failure> {
    let now = runtime::now();
    let last = "SELECT 'value' WHERE NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND id != ?2)";
    let mut batch = vec![
        still::of_role(user, role),
        Statement::refuse(last, Invalid::LastContact).bind(user).bind(id),
        Statement::new("DELETE FROM identities WHERE id = ?1 AND user_id = ?2").bind(id).bind(user),
        promote_oldest(user),
    ];
    batch.extend(touch_user(call, user, &now));
    Ok(call.db()?.batch(batch).await?.map(|_| ()))
}

/// Mail has come back from the address, whosever it is: no more is sent there.
pub async fn note_bounce(call: &Call, address: &EmailAddress) -> Result<(), Failure> {
    let now = runtime::now();
    let update = "UPDATE identities SET undeliverable_count = undeliverable_count + 1, updated_at = ?2,
            deliverable_state = iif(deliverable_state = 'reserved_example', deliverable_state, 'undeliverable')
        WHERE type = 'email' AND normal_form = ?1 AND released = 0";
    let owner = "(SELECT user_id FROM identities WHERE type = 'email' AND normal_form = ?8 AND released = 0)";
    let entry = audit::entry(call, &now, "identity.bounced", None, &json!({})).bind(address.normal_form());
    let batch = vec![Statement::new(update).bind(address.normal_form()).bind(&now), audit::about(entry, owner)];
    call.db()?.read(batch).await.map(|_| ())
}

/// Where an identity is found.
pub fn location(call: &Call, user: Id, id: Id) -> String {
    format!("{}/api/v2/users/{user}/identities/{id}.json", call.base)
}

pub(super) const fn deliverable_state(is_reserved: bool) -> &'static str {
    if is_reserved { "reserved_example" } else { "deliverable" }
}

/// At most one of a type is primary, at every moment.
fn make_primary(user: Id, id: Id) -> [Statement; 2] {
    let of_same_type = "type = (SELECT type FROM identities WHERE id = ?2 AND user_id = ?1)";
    [
        Statement::composed(format!(
            "UPDATE identities SET is_primary = 0 WHERE user_id = ?1 AND {of_same_type} AND is_primary = 1 AND id != ?2"
        )),
        Statement::new("UPDATE identities SET is_primary = 1 WHERE id = ?2 AND user_id = ?1"),
    ]
    .map(|statement| statement.bind(user).bind(id))
}

/// Where none of a type is primary, the oldest is.
pub fn promote_oldest(user: Id) -> Statement {
    Statement::new(
        "UPDATE identities SET is_primary = 1 WHERE id IN
             (SELECT min(id) FROM identities WHERE user_id = ?1 GROUP BY type HAVING max(is_primary) = 0)",
    )
    .bind(user)
}

/// The user whose identities have changed: shows another number if the one that is shown is gone, or another is primary.
pub(super) fn touch_user(call: &Call, user: Id, now: &str) -> [Statement; 2] {
    let update = format!(
        "UPDATE users SET phone = iif(EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND type = 'phone_number'), ({PRIMARY_PHONE}),
             iif(EXISTS (SELECT 1 FROM identities WHERE type = 'phone_number' AND normal_form = users.phone AND released = 0), phone, NULL)),
             updated_at = ?2
         WHERE id = ?1"
    );
    let audit = audit::entry(call, now, "user.updated", Some(user), &json!({ "fields": ["identities"] }));
    [Statement::composed(update).bind(user).bind(now), audit]
}

/// The identities of a new user, or those that are there to come: the first of its type is primary. `said`: what is said of them,
/// and those that nobody is reached by; `verified`: the address that is.
pub fn insert_all(values: &Values, said: &[NewIdentity], user: Id, verified: Option<&EmailAddress>, now: &str) -> Vec<Statement> {
    let insert = |value: &IdentityValue, may_be_shared: bool| {
        let is_said = said.iter().any(|one| one.verified && one.value.is(value));
        let is_named = matches!(value, IdentityValue::Contact(Contact::Email(email)) if Some(email) == verified);
        insert(value, user, now).bind(is_said || is_named).bind(may_be_shared)
    };
    let contact = |contact| insert(&IdentityValue::Contact(contact), false);
    let email = values.email.iter().map(|email| contact(Contact::Email(email.clone())));
    let phone = values.phone.iter().map(|phone| insert(&IdentityValue::Contact(Contact::Phone(phone.clone())), true));
    let more = values.more.iter().map(|more| contact(more.clone()));
    let foreign = said.iter().filter(|one| matches!(one.value, IdentityValue::Foreign(..))).map(|one| insert(&one.value, false));
    email.chain(phone).chain(more).chain(foreign).collect()
}

/// Primary if the user has no other of its type. Not inserted if the user has it already, nor where the user's row shows a
/// number that is another's line: that is shared, and no identity (Zendesk Talk). `?8` and `?9` are left to bind: whether it
/// is verified, and whether it may be such a number.
fn insert(value: &IdentityValue, user: Id, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO identities
             (id, user_id, type, value, normal_form, is_primary, verified, verified_at, deliverable_state, created_at, updated_at)
         SELECT ?1, ?2, ?3, ?4, ?5, NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?2 AND type = ?3), ?8, iif(?8, ?7, NULL), ?6, ?7, ?7
         WHERE NOT EXISTS (SELECT 1 FROM identities WHERE type = ?3 AND normal_form = ?5 AND user_id = ?2)
           AND NOT (?9 AND EXISTS (SELECT 1 FROM identities WHERE type = ?3 AND normal_form = ?5 AND released = 0)
                       AND EXISTS (SELECT 1 FROM users WHERE id = ?2 AND phone = ?5))",
    )
    .bind(runtime::new_id())
    .bind(user)
    .bind(value.code())
    .bind(value.as_str())
    .bind(value.normal_form())
    .bind(deliverable_state(value.is_reserved()))
    .bind(now)
}

/// Makes primary what is said to be, of what the user `?1` has by now; the number that is shown is the primary one.
pub fn promote_said(said: &[NewIdentity], user: Id) -> Vec<Statement> {
    static DEMOTE: LazyLock<String> = LazyLock::new(|| {
        format!(
            "UPDATE identities SET is_primary = 0
             WHERE user_id = ?1 AND is_primary = 1 AND type IN (SELECT i.type FROM identities i WHERE {SAID} AND i.is_primary = 0)"
        )
    });
    static PROMOTE: LazyLock<String> = LazyLock::new(|| {
        format!("UPDATE identities SET is_primary = 1 WHERE id IN (SELECT i.id FROM identities i WHERE {SAID} AND i.is_primary = 0)")
    });
    static SHOW: LazyLock<String> = LazyLock::new(|| format!("UPDATE users SET phone = coalesce(({PRIMARY_PHONE}), phone) WHERE id = ?1"));
    let primary: Vec<_> = said.iter().filter(|one| one.primary).collect();
    if primary.is_empty() {
        return Vec::new();
    }
    let of_phone = primary.iter().any(|one| matches!(one.value, IdentityValue::Contact(Contact::Phone(_))));
    let show = of_phone.then(|| Statement::new(&SHOW).bind(user));
    [&DEMOTE, &PROMOTE].into_iter().map(|sql| Statement::new(sql).bind(user).bind(names(primary.iter().copied()))).chain(show).collect()
}

/// Verifies what is said to be, of what the user had before.
pub fn verify_said(said: &[NewIdentity], user: Id, now: &str) -> Option<Statement> {
    static VERIFY: LazyLock<String> = LazyLock::new(|| {
        format!(
            "UPDATE identities SET verified = 1, verified_at = ?3, updated_at = ?3
             WHERE id IN (SELECT i.id FROM identities i WHERE {SAID} AND i.verified = 0)"
        )
    });
    let verified = || said.iter().filter(|one| one.verified);
    verified().next().map(|_| Statement::new(&VERIFY).bind(user).bind(names(verified())).bind(now))
}

/// SQL that holds of the identities `i` of the user `?1` that [`names`] names as `?2`.
const SAID: &str =
    "i.user_id = ?1 AND EXISTS (SELECT 1 FROM json_each(?2) s WHERE s.value ->> 0 = i.type AND s.value ->> 1 = i.normal_form)";

fn names<'a>(identities: impl Iterator<Item = &'a NewIdentity>) -> String {
    json!(identities.map(|one| (one.value.code(), one.value.normal_form())).collect::<Vec<_>>()).to_string()
}

/// The number that a row of `users` shows once the shown one is gone: the primary of those left, else the oldest.
pub const PRIMARY_PHONE: &str =
    "SELECT value FROM identities WHERE user_id = users.id AND type = 'phone_number' ORDER BY is_primary DESC, id LIMIT 1";

/// Fails, and with it the batch, where the number that goes is all that the user is reached by.
pub fn keep_last_contact(user: Id, phone: Option<&str>) -> Statement {
    let last = "SELECT 'phone' FROM users u WHERE u.id = ?1 AND u.phone = ?2
        AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.normal_form != u.phone)";
    Statement::refuse(last, Invalid::LastContact).bind(user).bind(phone)
}

pub fn delete_phone(user: Id, phone: Option<&str>) -> Statement {
    Statement::new("DELETE FROM identities WHERE user_id = ?1 AND type = 'phone_number' AND normal_form = ?2").bind(user).bind(phone)
}

/// The number that is shown is the primary one.
pub fn make_phone_primary(user: Id) -> Statement {
    Statement::new(
        "UPDATE identities SET is_primary = 1 WHERE user_id = ?1 AND type = 'phone_number'
         AND normal_form = (SELECT phone FROM users WHERE id = ?1)
         AND NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND type = 'phone_number' AND is_primary = 1)",
    )
    .bind(user)
}

/// A placeholder gives way to the first address that mail reaches.
pub fn prefer_deliverable_email(user: Id) -> [Statement; 2] {
    let demote = "UPDATE identities SET is_primary = 0 WHERE user_id = ?1 AND type = 'email' AND deliverable_state = 'reserved_example'
        AND EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND type = 'email' AND deliverable_state = 'deliverable')";
    let promote = "UPDATE identities SET is_primary = 1
        WHERE id = (SELECT id FROM identities WHERE user_id = ?1 AND type = 'email' AND deliverable_state = 'deliverable' ORDER BY id LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND type = 'email' AND is_primary = 1)";
    [demote, promote].map(|sql| Statement::new(sql).bind(user))
}

/// Without an address, the primary one (Zendesk, Users API).
pub fn verify_email(user: Id, email: Option<&EmailAddress>) -> Statement {
    Statement::new(
        "UPDATE identities SET verified = 1 WHERE user_id = ?1 AND type = 'email' AND iif(?2 IS NULL, is_primary, normal_form = ?2)",
    )
    .bind(user)
    .bind(email.map(|email| email.normal_form()))
}

/// The first of the identities that somebody else than their owner has. A number may be shared as the one that is shown, so
/// it is the last to be the cause.
pub async fn taken(call: &Call, values: &Values, said: &[NewIdentity], owner: Option<Id>) -> Result<Option<IdentityValue>, Failure> {
    let foreign = said.iter().map(|one| one.value.clone()).filter(|value| matches!(value, IdentityValue::Foreign(..)));
    let email = values.email.iter().cloned().map(Contact::Email);
    let contacts = email.chain(values.more.iter().cloned()).map(IdentityValue::Contact);
    let phone = values.phone.iter().cloned().map(Contact::Phone).map(IdentityValue::Contact);
    let mut all: Vec<_> = contacts.chain(foreign).chain(phone).collect();
    let names: Vec<_> = all.iter().map(|value| (value.code(), value.normal_form())).collect();
    let select = Statement::new(
        "SELECT min(s.key) AS first FROM json_each(?1) s
         JOIN identities i ON i.type = s.value ->> 0 AND i.normal_form = s.value ->> 1 AND i.released = 0 WHERE i.user_id IS NOT ?2",
    )
    .bind(json!(names).to_string())
    .bind(owner);
    let first = call.db()?.rows(select).await?.integer("first").and_then(|at| usize::try_from(at).ok());
    Ok(first.map(|at| all.swap_remove(at)))
}
