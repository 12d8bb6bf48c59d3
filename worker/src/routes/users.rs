//! Users, as Zendesk's API has them.

use serde::Deserialize;
use serde_json::{Map, Value};
use usher_shared::custom_field::{CustomField, Definition, USER_FIELDS};
use usher_shared::form::Field;
use usher_shared::policy::{Action, Relation, Role, Target};
use usher_shared::problem::{Mistake, Plain, Problem};
use usher_shared::user::{Attributes, AttributesDraft, Belonging, BelongingDraft, Changes, NewUser, OrganizationChoice, Rank, Values};
use usher_shared::value::Id;

use super::form::entry_point_of_addition;
use super::user_rank;
use crate::answer::Answer;
use crate::auth;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency, Obstacle};
use crate::json;
use crate::page::Page;
use crate::store::database::{Rows, Statement};
use crate::store::listing::{Listed, Listing, as_they_come};
use crate::store::own_profile;
use crate::store::sideloads::{self, Sideload};
use crate::store::user_lists;
use crate::store::users::{self, Addition, Deciding, Stored, Update};

/// `GET /api/v2/users/me`: whoever calls; anonymous for callers without credentials, and for wrong ones.
pub async fn me(call: &Call) -> Result<Answer, Failure> {
    let found = match call.actor().id {
        Some(id) => own_profile::find_me(call, id, &user_lists::sideloads(call)).await?,
        None => None,
    };
    let anonymous = || Answer::json_text(200, ANONYMOUS.into());
    Ok(found.map_or_else(anonymous, |(body, beside)| Answer::with_beside(body, &beside)))
}

/// As Zendesk shows nobody in particular.
pub const ANONYMOUS: &str = r#"{"user":{"id":null,"url":null,"name":"Anonymous user","email":"invalid@example.com","created_at":null,"updated_at":null,"time_zone":null,"iana_time_zone":null,"phone":null,"shared_phone_number":null,"photo":null,"locale_id":1,"locale":"en-US","organization_id":null,"role":"end-user","verified":false,"authenticity_token":null,"external_id":null,"tags":[],"alias":null,"active":false,"shared":false,"shared_agent":false,"last_login_at":null,"two_factor_auth_enabled":false,"signature":null,"details":null,"notes":null,"role_type":null,"custom_role_id":null,"moderator":false,"ticket_restriction":null,"only_private_comments":false,"restricted_agent":true,"suspended":false,"default_group_id":null,"report_csv":false,"user_fields":{}}}"#;

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    let sideloads = user_lists::sideloads(call);
    let statements = sideloads.iter().map(|sideload| sideload.of_one(call, id)).collect();
    let (stored, rows) = find_and(call, id, Action::ViewUser, statements).await?;
    Ok(Answer::with_beside(stored.json, &sideloads::read(&sideloads, &rows)))
}

/// The user, if the caller may do this with it. Whoever may not see users at all is told nothing about which there are.
pub async fn find(call: &Call, id: Id, action: impl Fn(Target) -> Action) -> Result<Stored, Failure> {
    Ok(find_and(call, id, action, vec![]).await?.0)
}

/// The same, and not if the user was deleted.
pub async fn find_active(call: &Call, id: Id, action: impl Fn(Target) -> Action) -> Result<Stored, Failure> {
    let stored = find(call, id, action).await?;
    if stored.deciding.active { Ok(stored) } else { Err(Plain::NotFound.into()) }
}

/// The user, and what else is asked for in the same round trip, for those who may do this with the user.
pub async fn find_and(
    call: &Call,
    id: Id,
    action: impl Fn(Target) -> Action,
    more: Vec<Statement>,
) -> Result<(Stored, Vec<Rows>), Failure> {
    let (stored, rows) = users::find(call, id, more).await?;
    check(call, id, stored.as_ref().map(|stored| &stored.deciding), action)?;
    Ok((stored.ok_or(Plain::NotFound)?, rows))
}

/// Refuses what the caller may not do with the user who was, or was not, found.
pub fn check(call: &Call, id: Id, found: Option<&Deciding>, action: impl Fn(Target) -> Action) -> Result<(), Failure> {
    call.require(action(found.map_or(ANY_CUSTOMER, |deciding| target(call, id, deciding))))?;
    if found.is_some() { Ok(()) } else { Err(Plain::NotFound.into()) }
}

/// Some customer: whoever may do something with none may do it with nobody.
pub const ANY_CUSTOMER: Target = Target { role: Role::EndUser, relation: Relation::Other, shares_organization: true };

fn target(call: &Call, id: Id, deciding: &Deciding) -> Target {
    let own = &call.caller.organizations;
    let shares_organization = deciding.organizations.iter().any(|organization| own.contains(organization));
    Target { role: deciding.role, relation: relation(call, Some(id), deciding.added_by), shares_organization }
}

/// A page of what a user has, for those who may see the user.
pub async fn list_of(call: &Call, user: Id, page: &Page, list: &Listing, sideloads: &[Sideload]) -> Result<Listed, Failure> {
    let (before, listed) = list.page_after(call, vec![users::select_deciding(user)], page, sideloads, as_they_come).await?;
    check(call, user, users::deciding(&before[0]).as_ref(), Action::ViewUser)?;
    Ok(listed)
}

/// How much of something a user has.
pub async fn count_of(call: &Call, user: Id, list: &Listing) -> Result<Answer, Failure> {
    let (of, count) = list.count_after(call, users::select_deciding(user)).await?;
    check(call, user, users::deciding(&of).as_ref(), Action::ViewUser)?;
    Ok(Answer::count(count))
}

/// What a user, added by whoever, is to the caller.
pub fn relation(call: &Call, id: Option<Id>, added_by: Option<i64>) -> Relation {
    match call.actor().id {
        None => Relation::Other,
        caller if caller == id => Relation::Oneself,
        caller if caller.map(Id::number) == added_by => Relation::AddedByCaller,
        Some(_) => Relation::Other,
    }
}

/// `POST /api/v2/users` with `{"user": {…}}`.
pub async fn create(call: &mut Call) -> Result<Answer, Failure> {
    // Before the body is read, only whether the caller may add anybody: customers are what everybody who may, may.
    call.require(Action::AddUser { role: Role::EndUser })?;
    let body = call.json().await?;
    add(call, user_of(&body)?).await
}

async fn add(call: &mut Call, user: &Map<String, Value>) -> Result<Answer, Failure> {
    call.caller.entry_point = entry_point_of_addition(call)?;
    let idempotency = Idempotency::of(call)?;
    let (new_user, attributes, rank) = match new_user(call, user).await {
        // The settings may have changed since the same request was carried out.
        Err(Failure::Problem(mistakes @ Problem::InvalidFields(_))) => {
            return idempotency::replay(call, idempotency.as_ref()).await?.ok_or_else(|| mistakes.into());
        }
        other => other?,
    };
    let verified = flag(user, "verified");
    let welcome = is_welcomed(call, user, rank);
    let addition = Addition { user: &new_user, attributes: &attributes, rank, verified, welcome, idempotency: idempotency.as_ref() };
    store(call, &addition).await
}

/// Whether somebody who is added is written to. Whom a program or a file adds many at once is not: only single additions come here.
pub fn is_welcomed(call: &Call, user: &Map<String, Value>, rank: Rank) -> bool {
    let silent = flag(user, "verified") || flag(user, "skip_verify_email");
    call.account.settings.mail.agent_created_welcome && rank == Rank::CUSTOMER && !silent
}

/// The user who is sent, if the caller may add one like this.
pub async fn new_user(call: &Call, user: &Map<String, Value>) -> Result<(NewUser, Attributes, Rank), Failure> {
    let form = call.account.settings.form(call.caller.entry_point);
    let user_fields = call.account.settings.user_fields(call.caller.entry_point, &call.account.fields);
    let attributes = attributes(call, user, Some(&user_fields));
    let rank = user_rank::sent(user, said(&attributes), Role::EndUser)?;
    call.require(Action::AddUser { role: rank.role })?;
    let parsed = json::draft(user).and_then(|draft| NewUser::parse(&draft, &form));
    let (new_user, mut attributes) = both(parsed, attributes)?;
    // What the form does not ask for is dropped.
    if form.field(Field::Organization).is_none() {
        attributes.belonging.organizations = None;
    }
    may_choose(call, new_user.values.organization.as_ref(), &attributes.belonging, true)?;
    let rank = user_rank::complete(call, rank).await?;
    attributes.belonging = user_rank::grouped(call, attributes.belonging, rank.role, None).await?;
    Ok((new_user, attributes, rank))
}

/// Who says this of themselves, as far as the form of their entry point asks for it: nothing else that is sent is read.
pub fn self_described(call: &Call, said: &Map<String, Value>) -> Result<(NewUser, Attributes), Vec<Mistake>> {
    let form = call.account.settings.form(call.caller.entry_point);
    let user_fields = call.account.settings.user_fields(call.caller.entry_point, &call.account.fields);
    let is_asked = |key: &str| key == USER_FIELDS || Field::from_code(key).is_some_and(|field| form.field(field).is_some());
    let asked: Map<_, _> = said.iter().filter(|(key, _)| is_asked(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
    let parsed = json::draft(&asked).and_then(|draft| NewUser::parse(&draft, &form));
    both(parsed, attributes(call, &asked, Some(&user_fields)))
}

/// `POST /api/v2/users/create_or_update`: the user with this `id`, `external_id` or address, else a new one.
pub async fn create_or_update(call: &mut Call) -> Result<Answer, Failure> {
    call.require(Action::AddUser { role: Role::EndUser })?;
    let body = call.json().await?;
    let user = user_of(&body)?;
    let id = match user.get("id") {
        Some(Value::Number(number)) => Some(number.as_i64().and_then(|id| Id::from_number(id).ok()).ok_or(Plain::InvalidId)?),
        _ => None,
    };
    let values = Values::readable(&json::draft(user)?, call.account.settings.default_region);
    match users::find_same(call, id, &values).await? {
        Some(id) => change(call, id, user).await,
        None => match add(call, user).await {
            // Somebody may have added the same user since.
            Err(refused @ Failure::Problem(_)) => match users::find_same(call, id, &values).await? {
                Some(id) => change(call, id, user).await,
                None => Err(refused),
            },
            answered => answered,
        },
    }
}

/// What is sent besides the fields of the form, as far as the caller decides it. `form`: the account's own fields that a new
/// user is asked for; what is sent for others is dropped.
fn attributes(call: &Call, user: &Map<String, Value>, form: Option<&[CustomField]>) -> Result<Attributes, Vec<Mistake>> {
    let is_asked = |definition: &&Definition| form.is_none_or(|form| form.iter().any(|field| field.key == definition.field.key));
    let definitions: Vec<_> = call.account.fields.iter().filter(is_asked).cloned().collect();
    let draft = AttributesDraft::deserialize(user).unwrap_or_default();
    let region = call.account.settings.default_region;
    let attributes = Attributes::parse(&draft, &definitions, form.unwrap_or_default(), region);
    let belonging = Belonging::parse(&BelongingDraft::deserialize(user).unwrap_or_default());
    let (attributes, belonging) = both(attributes, belonging)?;
    let attributes = Attributes { belonging, ..attributes };
    Ok(if call.require(Action::ChangeRole(ANY_CUSTOMER)).is_ok() { attributes } else { attributes.without_rank() })
}

/// Where the user is to belong, as far as that can be read.
fn said(attributes: &Result<Attributes, Vec<Mistake>>) -> &Belonging {
    attributes.as_ref().map_or(&Belonging::NONE, |attributes| &attributes.belonging)
}

async fn store(call: &Call, addition: &Addition<'_>) -> Result<Answer, Failure> {
    idempotency::add(call, addition.idempotency, users::location, async || users::insert(call, addition).await).await
}

/// `PUT /api/v2/users/{id}` with `{"user": {…}}`: what is named changes.
pub async fn update(call: &Call, id: Id) -> Result<Answer, Failure> {
    // Before the body is read, whether the caller may change this user at all.
    let stored = find_active(call, id, Action::EditUser).await?;
    let body = call.json().await?;
    change_found(call, id, &stored, user_of(&body)?).await
}

async fn change(call: &Call, id: Id, user: &Map<String, Value>) -> Result<Answer, Failure> {
    let stored = find_active(call, id, Action::EditUser).await?;
    change_found(call, id, &stored, user).await
}

async fn change_found(call: &Call, id: Id, stored: &Stored, user: &Map<String, Value>) -> Result<Answer, Failure> {
    let (changes, attributes, rank) = changes(call, id, &stored.deciding, user).await?;
    let phone = stored.deciding.phone.as_deref();
    let role = stored.deciding.role;
    let update = Update { changes: &changes, attributes: &attributes, rank, verified: flag(user, "verified"), phone, role };
    store_update(call, id, &update).await
}

/// What of a user changes, if the caller may change it.
pub async fn changes(
    call: &Call,
    id: Id,
    deciding: &Deciding,
    user: &Map<String, Value>,
) -> Result<(Changes, Attributes, Option<Rank>), Failure> {
    let attributes = attributes(call, user, None);
    let rank = user_rank::changed(user, said(&attributes), deciding)?;
    let suspends = attributes.as_ref().is_ok_and(|attributes| attributes.suspended == Some(true));
    if rank.is_some() || suspends && call.actor().id == Some(id) {
        call.require(Action::ChangeRole(target(call, id, deciding)))?;
    }
    let changes = json::draft(user).and_then(|draft| Changes::parse(&draft, call.account.settings.default_region));
    let (changes, mut attributes) = both(changes, attributes)?;
    if changes.given.contains(&Field::Organization) || attributes.belonging.organizations.is_some() {
        may_choose(call, changes.values.organization.as_ref(), &attributes.belonging, false)?;
        // Which tickets an agent sees may hang on the organizations that they are in.
        if deciding.role != Role::EndUser && !stays(&changes.values, &attributes.belonging, deciding) {
            call.require(Action::EditMemberships(target(call, id, deciding)))?;
        }
    }
    let rank = match rank {
        Some(rank) => Some(user_rank::complete(call, rank).await?),
        None => None,
    };
    let role = rank.map_or(deciding.role, |rank| rank.role);
    attributes.belonging = user_rank::grouped(call, attributes.belonging, role, deciding.default_group_id).await?;
    Ok((changes, attributes, rank))
}

/// Whether somebody is in nothing but what they are in already. Programs send whole records back.
fn stays(values: &Values, belonging: &Belonging, deciding: &Deciding) -> bool {
    match (&belonging.organizations, &values.organization) {
        (Some(organizations), _) => organizations.iter().all(|organization| deciding.organizations.contains(organization)),
        (None, Some(OrganizationChoice::Id(organization))) => deciding.organizations.contains(organization),
        (None, Some(OrganizationChoice::Name(_))) => false,
        (None, None) => deciding.organizations.is_empty(),
    }
}

/// Stores changes of a user.
pub async fn store_update(call: &Call, id: Id, update: &Update<'_>) -> Result<Answer, Failure> {
    let idempotency = Idempotency::of(call)?;
    let answer = idempotency::write(call, idempotency.as_ref(), async || {
        let stored = users::update(call, id, update, idempotency.as_ref()).await?;
        Ok(stored.map(|body| Answer::json_text(200, body)).map_err(Obstacle::from))
    })
    .await?;
    // Whoever is something else now calls as that.
    if update.rank.is_some() || update.attributes.suspended.is_some() {
        auth::forget();
    }
    Ok(answer)
}

/// Two parts of a record, or every mistake in both.
pub fn both<A, B, M: Into<Mistake>>(a: Result<A, Vec<M>>, b: Result<B, Vec<Mistake>>) -> Result<(A, B), Vec<Mistake>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err(a.err().into_iter().flatten().map(Into::into).chain(b.err().into_iter().flatten()).collect()),
    }
}

/// Refuses organizations that the caller may put nobody into. Where none is said of a new user, it depends on whether the
/// caller has one.
fn may_choose(call: &Call, choice: Option<&OrganizationChoice>, belonging: &Belonging, is_new: bool) -> Result<(), Failure> {
    let own = &call.caller.organizations;
    let own = match (&belonging.organizations, choice) {
        (Some(organizations), _) => !organizations.is_empty() && organizations.iter().all(|organization| own.contains(organization)),
        (None, Some(OrganizationChoice::Id(organization))) => own.contains(organization),
        (None, Some(OrganizationChoice::Name(_))) => false,
        (None, None) => is_new && !own.is_empty(),
    };
    call.require(Action::ChooseOrganization { own })
}

/// The object that a body is about.
pub fn user_of(body: &Value) -> Result<&Map<String, Value>, Failure> {
    body.get("user").and_then(Value::as_object).ok_or_else(|| Plain::MissingObject.into())
}

pub fn flag(user: &Map<String, Value>, key: &str) -> bool {
    user.get(key).and_then(Value::as_bool).unwrap_or(false)
}
