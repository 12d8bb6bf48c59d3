//! Users, with their identities and memberships.

use std::iter;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::json;
use usher_shared::custom_field::Object;
use usher_shared::form::Field;
use usher_shared::policy::{Role, TicketRestriction};
use usher_shared::problem::Mistake;
use usher_shared::user::{
    Attributes, Belonging, Changes, Contact, ContactKind, IdentityValue, NewIdentity, NewUser, OrganizationChoice, Rank, Values,
};
use usher_shared::value::{EmailAddress, Id, Invalid};
use wasm_bindgen::JsValue;

use super::assignments::Assignments;
pub use super::conflict::Conflict;
use super::database::{Refused, Rows, Statement};
use super::user_json::{DECIDING, SELECT_ONE, View, select_for_caller};
use super::{
    audit, custom_fields, group_memberships, idempotency, identities, lookups, memberships, organization_memberships, proofs, search, still,
};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// A user as the database has one, and what is needed to decide about it.
pub struct Stored {
    pub json: JsValue,
    pub deciding: Deciding,
}

#[derive(Deserialize)]
pub struct Deciding {
    pub active: bool,
    pub role: Role,
    pub restriction: Option<TicketRestriction>,
    pub added_by: Option<i64>,
    pub organizations: Vec<Id>,
    pub custom_role_id: Option<Id>,
    pub default_group_id: Option<Id>,
    pub phone: Option<String>,
}

/// What to write beside the user's own fields.
pub struct Addition<'a> {
    pub user: &'a NewUser,
    pub attributes: &'a Attributes,
    pub rank: Rank,
    pub verified: bool,
    /// Whether they are written to, and asked to prove the address.
    pub welcome: bool,
    pub idempotency: Option<&'a Idempotency>,
}

/// What to change of a user.
pub struct Update<'a> {
    pub changes: &'a Changes,
    pub attributes: &'a Attributes,
    pub rank: Option<Rank>,
    pub verified: bool,
    /// The number and the role that were there when this was decided.
    pub phone: Option<&'a str>,
    pub role: Role,
}

/// The user, deleted or not, and what is asked for in the same round trip.
pub async fn find(call: &Call, id: Id, more: Vec<Statement>) -> Result<(Option<Stored>, Vec<Rows>), Failure> {
    let mut rows = call.db()?.read(iter::once(select_shown(call, id)).chain(more).collect()).await?;
    let rest = rows.split_off(1);
    Ok((stored(&rows[0]), rest))
}

/// The ids of the users, if there are any, that a record which names itself so is about: its id, else its id of another
/// system, else any of its addresses (Zendesk, `create_or_update`).
pub async fn find_same(call: &Call, id: Option<Id>, values: &Values) -> Result<Option<Id>, Failure> {
    if id.is_some() {
        return Ok(id);
    }
    let emails = values.email.iter().map(EmailAddress::normal_form);
    let more = values.more.iter().filter(|contact| contact.kind() == ContactKind::Email).map(Contact::normal_form);
    let select = Statement::new(
        "SELECT coalesce((SELECT id FROM users WHERE external_id_normal_form = ?1 AND active = 1),
             (SELECT user_id FROM identities WHERE type = 'email' AND released = 0
              AND normal_form IN (SELECT value FROM json_each(?2)) LIMIT 1)) AS id",
    )
    .bind(values.external_id.as_ref().map(|id| id.normal_form()))
    .bind(json!(emails.chain(more).collect::<Vec<_>>()).to_string());
    Ok(call.db()?.rows(select).await?.integer("id").and_then(|id| Id::from_number(id).ok()))
}

/// The user as the caller is shown one.
fn select_shown(call: &Call, id: Id) -> Statement {
    Statement::new(select_for_caller(View::of(call.actor().standing))).bind(&call.base).bind(id)
}

fn stored(rows: &Rows) -> Option<Stored> {
    Some(Stored { json: rows.first("json")?, deciding: deciding(rows)? })
}

/// What decides about a user, for the round trip of something else; [`deciding`] reads it.
pub fn select_deciding(id: Id) -> Statement {
    static SELECT: LazyLock<String> = LazyLock::new(|| format!("SELECT {DECIDING} AS deciding FROM users u WHERE u.id = ?1"));
    Statement::new(&SELECT).bind(id)
}

/// What decides about a user who is not deleted.
pub async fn find_deciding(call: &Call, id: Id) -> Result<Option<Deciding>, Failure> {
    Ok(deciding(&call.db()?.rows(select_deciding(id)).await?).filter(|deciding| deciding.active))
}

pub fn deciding(rows: &Rows) -> Option<Deciding> {
    serde_json::from_str(&rows.text("deciding")?).ok()
}

/// A row if there is somebody of this id who is not deleted.
pub fn select_active(id: Id) -> Statement {
    Statement::new("SELECT 1 AS found FROM users WHERE id = ?1 AND active = 1").bind(id)
}

/// Notes that what the user is shown with has changed, for whoever keeps a copy.
pub fn touch(id: Id, now: &str) -> Statement {
    Statement::new("UPDATE users SET updated_at = ?2 WHERE id = ?1").bind(id).bind(now)
}

/// Adds a user with all that belongs to one, in one batch. Answers the id and the body.
pub async fn insert(call: &Call, addition: &Addition<'_>) -> Result<Result<(Id, JsValue), Conflict>, Failure> {
    let id = runtime::new_id();
    let now = runtime::now();
    let mut batch = insertion(call, addition, id, &now);
    if addition.welcome {
        batch.extend(proofs::welcome(call, addition.user, id)?);
    }
    if let Some(idempotency) = addition.idempotency {
        batch.extend(idempotency::remember(call, idempotency, &location(call, id), &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    match call.db()?.batch(batch).await? {
        Ok(rows) => Ok(Ok((id, rows.last().and_then(|rows| rows.first("json")).unwrap_or(JsValue::NULL)))),
        Err(refused) => refusal(call, refused, &addition.user.values, addition.attributes, None).await.map(Err),
    }
}

/// The user's row and all that belongs to it, for whoever adds a user on the way to something else too.
pub fn insertion(call: &Call, addition: &Addition<'_>, id: Id, now: &str) -> Vec<Statement> {
    let values = &addition.user.values;
    let mut statements: Vec<_> = lookups::check(Object::User, id, &addition.attributes.fields).into_iter().collect();
    statements.push(insert_user(call, addition, id, now));
    if addition.attributes.given().next().is_some() {
        let mut set = Assignments::new(id, now);
        assign_attributes(&mut set, addition.attributes, None);
        statements.push(set.update("users"));
    }
    let said = &addition.attributes.identities;
    statements.extend(identities::insert_all(values, said, id, values.first_email().filter(|_| addition.verified), now));
    statements.extend(identities::promote_said(said, id));
    statements.extend(organization_memberships::place(call, values, &addition.attributes.belonging, id, now));
    if addition.rank.role != Role::EndUser {
        statements.extend(group_memberships::place(id, &addition.attributes.belonging, true, now));
    }
    let mut statements = search::indexed_once(&[id], statements);
    let mut given: Vec<_> = Field::ALL.iter().filter(|field| is_given(addition.user, **field)).map(|field| field.code()).collect();
    given.extend(besides(said, addition.verified));
    given.extend((addition.rank != Rank::CUSTOMER).then_some("role"));
    given.extend(addition.attributes.given().chain(addition.attributes.belonging.given()));
    let detail = json!({ "fields": given, "entry_point": call.caller.entry_point });
    statements.push(audit::entry(call, now, "user.created", Some(id), &detail));
    statements
}

/// Where a user is found.
pub fn location(call: &Call, id: Id) -> String {
    format!("{}/api/v2/users/{id}.json", call.base)
}

/// What the audit log names besides fields of the form.
fn besides(said: &[NewIdentity], verified: bool) -> impl Iterator<Item = &'static str> {
    let identities = (!said.is_empty()).then_some("identities");
    identities.into_iter().chain(verified.then_some("verified"))
}

fn is_given(user: &NewUser, field: Field) -> bool {
    let Values { name: _, email, phone, organization, external_id, locale, time_zone, tags, details, notes, more: _ } = &user.values;
    match field {
        Field::Name => true,
        Field::Email => email.is_some(),
        Field::Phone => phone.is_some(),
        Field::Organization => organization.is_some(),
        Field::ExternalId => external_id.is_some(),
        Field::Locale => locale.is_some(),
        Field::TimeZone => time_zone.is_some(),
        Field::Tags => !tags.is_empty(),
        Field::Details => details.is_some(),
        Field::Notes => notes.is_some(),
    }
}

fn insert_user(call: &Call, addition: &Addition<'_>, id: Id, now: &str) -> Statement {
    let Values { name: _, email: _, phone: _, organization: _, external_id, locale, time_zone, tags, details, notes, more: _ } =
        &addition.user.values;
    let settings = &call.account.settings;
    let time_zone = time_zone.as_ref().unwrap_or(&settings.default_time_zone);
    Statement::new(
        "INSERT INTO users (id, name, name_normal_form, role, role_type, ticket_restriction, phone, external_id, external_id_normal_form,
                            locale, time_zone, iana_time_zone, tags, details, notes, added_by, created_at, updated_at, custom_role_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17, ?18)",
    )
    .bind(id)
    .bind(addition.user.name.as_str())
    .bind(addition.user.name.normal_form())
    .bind(addition.rank.role)
    .bind(addition.rank.role_type())
    .bind(addition.rank.restriction)
    .bind(addition.user.values.shown_phone().map(|phone| phone.as_str()))
    .bind(external_id.as_ref().map(|id| id.as_str()))
    .bind(external_id.as_ref().map(|id| id.normal_form()))
    .bind(locale.as_ref().unwrap_or(&settings.default_locale).as_str())
    .bind(time_zone.as_str())
    .bind(time_zone.iana())
    .bind(json!(tags).to_string())
    .bind(details.as_ref().map(|text| text.as_str()))
    .bind(notes.as_ref().map(|text| text.as_str()))
    .bind(call.actor().id)
    .bind(now)
    .bind(addition.rank.custom_role)
}

/// Changes a user, in one batch. Answers the body.
pub async fn update(
    call: &Call,
    id: Id,
    update: &Update<'_>,
    idempotency: Option<&Idempotency>,
) -> Result<Result<JsValue, Conflict>, Failure> {
    let mut batch = changing(call, id, update, &runtime::now());
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember_ok(call, idempotency, &SELECT_ONE, id));
    }
    batch.push(select_shown(call, id));
    match call.db()?.batch(batch).await? {
        Ok(rows) => Ok(Ok(rows.last().and_then(|rows| rows.first("json")).unwrap_or(JsValue::NULL))),
        Err(refused) => refusal(call, refused, &update.changes.values, update.attributes, Some(id)).await.map(Err),
    }
}

/// The statements of an update.
pub fn changing(call: &Call, id: Id, update: &Update<'_>, now: &str) -> Vec<Statement> {
    let Update { changes, attributes, rank, verified, phone, .. } = *update;
    let belonging = &attributes.belonging;
    let clears_phone = changes.clears_phone();
    let brings_contact = changes.values.email.is_some() || !changes.values.more.is_empty();
    let mut batch = still::for_update(call, id, update);
    batch.extend(lookups::check(Object::User, id, &attributes.fields));
    batch.extend((clears_phone && !brings_contact).then(|| identities::keep_last_contact(id, phone)));
    batch.extend(clears_phone.then(|| identities::delete_phone(id, phone)));
    batch.push(update_columns(id, update, now));
    batch.extend(clears_phone.then(|| identities::make_phone_primary(id)));
    if let Some(organizations) = &belonging.organizations {
        batch.extend(memberships::replace(&organization_memberships::KIND, id, organizations, now));
    } else if let Some(OrganizationChoice::Id(organization)) = &changes.values.organization {
        batch.extend(memberships::replace(&organization_memberships::KIND, id, &[*organization], now));
    } else if changes.given.contains(&Field::Organization) {
        batch.push(organization_memberships::leave_all(id));
        batch.extend(organization_memberships::join(call, &changes.values, id, now));
    }
    let said = &attributes.identities;
    batch.extend(identities::insert_all(&changes.values, said, id, changes.values.email.as_ref().filter(|_| verified), now));
    if brings_contact {
        batch.extend(identities::prefer_deliverable_email(id));
    }
    batch.extend(identities::promote_said(said, id));
    batch.extend(identities::verify_said(said, id, now));
    batch.extend(verified.then(|| identities::verify_email(id, changes.values.email.as_ref())));
    if verified || said.iter().any(|identity| identity.verified) {
        batch.push(organization_memberships::join_by_domain(id, false, now));
    }
    batch.extend(regroup(id, belonging, rank, now));
    let mut given: Vec<_> = changes.given.iter().map(|field| field.code()).collect();
    given.extend(besides(said, verified));
    given.extend(rank.map(|_| "role"));
    given.extend(attributes.given().chain(belonging.given()));
    batch.push(audit::entry(call, now, "user.updated", Some(id), &json!({ "fields": given })));
    batch
}

/// Whoever becomes an agent is in a group; whoever is one no more is in none.
fn regroup(user: Id, belonging: &Belonging, rank: Option<Rank>, now: &str) -> Vec<Statement> {
    match rank {
        Some(Rank { role: Role::EndUser, .. }) => vec![group_memberships::leave_all(user)],
        _ => group_memberships::place(user, belonging, rank.is_some(), now),
    }
}

/// Only the columns of fields that were given.
fn update_columns(id: Id, update: &Update<'_>, now: &str) -> Statement {
    let Update { changes, rank, .. } = *update;
    let Values { name, email: _, phone: _, organization: _, external_id, locale, time_zone, tags, details, notes, more: _ } =
        &changes.values;
    let mut set = Assignments::new(id, now);
    let given = |field| changes.given.contains(&field);
    if let Some(name) = name {
        set.add("name", name.as_str());
        set.add("name_normal_form", name.normal_form());
    }
    assign_phone(&mut set, update);
    if given(Field::ExternalId) {
        set.add("external_id", external_id.as_ref().map(|id| id.as_str()));
        set.add("external_id_normal_form", external_id.as_ref().map(|id| id.normal_form()));
    }
    if let Some(locale) = locale {
        set.add("locale", locale.as_str());
    }
    if let Some(zone) = time_zone {
        set.add("time_zone", zone.as_str());
        set.add("iana_time_zone", zone.iana());
    }
    if given(Field::Details) {
        set.add("details", details.as_ref().map(|text| text.as_str()));
    }
    if given(Field::Notes) {
        set.add("notes", notes.as_ref().map(|text| text.as_str()));
    }
    if let Some(rank) = rank {
        assign_rank(&mut set, rank);
    }
    assign_attributes(&mut set, update.attributes, given(Field::Tags).then(|| json!(tags).to_string()));
    set.update("users")
}

/// `tags`: all that the user is to have besides those of the account's fields, as JSON, where that changes.
fn assign_attributes(set: &mut Assignments, attributes: &Attributes, tags: Option<String>) {
    let Attributes { alias, signature, suspended, moderator, only_private_comments, belonging: _, fields, identities: _ } = attributes;
    custom_fields::assign(set, Object::User.fields_key(), fields, tags);
    set.change("alias", alias, |text| text.as_str().to_owned());
    set.change("signature", signature, |text| text.as_str().to_owned());
    for (column, flag) in [("suspended", suspended), ("moderator", moderator), ("only_private_comments", only_private_comments)] {
        if let Some(flag) = flag {
            set.add(column, i32::from(*flag));
        }
    }
}

/// A second number is one more identity; the first stays the one that is shown (recorded by zendesk-java-client #553).
fn assign_phone(set: &mut Assignments, update: &Update<'_>) {
    let phone = update.changes.values.shown_phone().map(|phone| phone.as_str());
    if update.changes.clears_phone() {
        // The number that was there when this was decided: of two requests at once, the second does not take the next one too.
        let (seen, phone) = (set.value(update.phone), set.value(phone));
        set.add_sql("phone", &format!("iif(phone IS {seen}, coalesce(({}), {phone}), phone)", identities::PRIMARY_PHONE));
    } else if phone.is_some() {
        let phone = set.value(phone);
        set.add_sql("phone", &format!("coalesce(phone, {phone})"));
    }
}

/// Who stays an agent stays of the kind that they are, unless that is a custom role: a light agent is given a restriction,
/// not a seat.
fn assign_rank(set: &mut Assignments, rank: Rank) {
    set.add("role", rank.role);
    let role_type = set.value(rank.role_type());
    let kept = format!("role = '{}' AND custom_role_id IS NULL AND {role_type} IS NOT 0", rank.role.code());
    set.add_sql("role_type", &format!("iif({kept}, role_type, {role_type})"));
    set.add("custom_role_id", rank.custom_role);
    set.add("ticket_restriction", rank.restriction);
}

/// What the database's refusal of an insertion or an update means. Only here, where a write has failed, is a second look worth a
/// round trip.
pub async fn refusal(
    call: &Call,
    refused: Refused,
    values: &Values,
    attributes: &Attributes,
    owner: Option<Id>,
) -> Result<Conflict, Failure> {
    if refused == Refused::ForeignKey && attributes.belonging.organizations.is_some() {
        return Ok(Conflict::Invalid(Mistake::new("organization_ids", Invalid::Unknown)));
    }
    if !matches!(&refused, Refused::Unique(index) if index == "identities.type, identities.normal_form") {
        let taken = [("users.external_id_normal_form", Field::ExternalId.code())];
        return Ok(Conflict::of(&refused, Some(Field::Organization.code()), &taken));
    }
    let at = |key, taken: &str| Conflict::Invalid(Mistake { taken: Some(taken.into()), ..Mistake::new(key, Invalid::Taken) });
    Ok(match identities::taken(call, values, &attributes.identities, owner).await? {
        Some(IdentityValue::Contact(Contact::Phone(phone))) => at(Field::Phone.code(), phone.as_str()),
        Some(IdentityValue::Contact(Contact::Email(email))) => at(Field::Email.code(), email.as_str()),
        Some(IdentityValue::Foreign(_, value)) => at("identities", value.as_str()),
        // Whoever had it has just given it up.
        None => Conflict::Id,
    })
}
