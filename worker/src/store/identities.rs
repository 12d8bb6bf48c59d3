//! What users are recognised and reached by.

use serde_json::json;
use usher_shared::user::{Contact, Values};
use usher_shared::value::{EmailAddress, Id};

use super::database::Statement;
use super::listing::Listing;
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// An identity as Zendesk's API shows one, in the order of the recorded answers. `?1` is the base of links.
const JSON: &str = "
    json_object('url', ?1 || '/api/v2/users/' || i.user_id || '/identities/' || i.id || '.json', 'id', i.id, 'user_id', i.user_id,
        'type', i.type, 'value', i.value, 'verified', json(iif(i.verified, 'true', 'false')),
        'primary', json(iif(i.is_primary, 'true', 'false')), 'created_at', i.created_at, 'updated_at', i.updated_at,
        'undeliverable_count', i.undeliverable_count, 'deliverable_state', i.deliverable_state)";

pub const SORTS: &[(&str, &str)] = &[("id", "i.id")];

pub fn of_user(user: Id) -> Listing {
    Listing::new("identities i", "i.id", JSON).filter("i.user_id = ?", [json!(user)])
}

/// The identities of a new user: the first address and number are primary.
pub fn insert_all(values: &Values, user: Id, verified: bool, now: &str) -> Vec<Statement> {
    let insert = |contact: &Contact, verified, may_be_shared| insert(contact, user, now).bind(verified).bind(may_be_shared);
    let email = values.email.iter().map(|email| insert(&Contact::Email(email.clone()), verified, false));
    let phone = values.phone.iter().map(|phone| insert(&Contact::Phone(phone.clone()), false, true));
    email.chain(phone).chain(values.more.iter().map(|contact| insert(contact, false, false))).collect()
}

/// Primary if the user has no other of its type. Not inserted if the user has it already, nor where the user's row shows a
/// number that is another's line: that is shared, and no identity (Zendesk Talk). `?8` and `?9` are left to bind: whether it
/// is verified, and whether it may be such a number.
fn insert(contact: &Contact, user: Id, now: &str) -> Statement {
    let deliverable = match contact {
        Contact::Email(email) if email.is_reserved() => "reserved_example",
        Contact::Email(_) | Contact::Phone(_) => "deliverable",
    };
    Statement::new(
        "INSERT INTO identities (id, user_id, type, value, normal_form, is_primary, verified, deliverable_state, created_at, updated_at)
         SELECT ?1, ?2, ?3, ?4, ?5, NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?2 AND type = ?3), ?8, ?6, ?7, ?7
         WHERE NOT EXISTS (SELECT 1 FROM identities WHERE type = ?3 AND normal_form = ?5 AND user_id = ?2)
           AND NOT (?9 AND EXISTS (SELECT 1 FROM identities WHERE type = ?3 AND normal_form = ?5)
                       AND EXISTS (SELECT 1 FROM users WHERE id = ?2 AND phone = ?5))",
    )
    .bind(runtime::new_id())
    .bind(user)
    .bind(contact.kind().code())
    .bind(contact.as_str())
    .bind(contact.normal_form())
    .bind(deliverable)
    .bind(now)
}

/// The number that a row of `users` shows once the shown one is gone: the primary of those left, else the oldest.
pub const PRIMARY_PHONE: &str =
    "SELECT value FROM identities WHERE user_id = users.id AND type = 'phone_number' ORDER BY is_primary DESC, id LIMIT 1";

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

/// The first of the contacts that somebody else than their owner has. A number may be shared as the one that is shown, so
/// it is the last to be the cause.
pub async fn taken(call: &Call, values: &Values, owner: Option<Id>) -> Result<Option<Contact>, Failure> {
    let mut contacts: Vec<_> = values.email.iter().cloned().map(Contact::Email).collect();
    contacts.extend(values.more.iter().cloned().chain(values.phone.iter().cloned().map(Contact::Phone)));
    let normal_forms: Vec<_> = contacts.iter().map(Contact::normal_form).collect();
    let select = Statement::new(
        "SELECT json_group_array(normal_form) AS taken FROM identities
         WHERE type IN ('email', 'phone_number') AND normal_form IN (SELECT value FROM json_each(?1)) AND user_id IS NOT ?2",
    )
    .bind(json!(normal_forms).to_string())
    .bind(owner);
    let taken: Vec<String> =
        call.db()?.rows(select).await?.text("taken").and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(contacts.into_iter().find(|contact| taken.iter().any(|taken| taken == contact.normal_form())))
}
