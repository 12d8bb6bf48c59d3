//! Users, as Zendesk's API has them.

use serde_json::{Map, Value};
use usher_shared::form::Field;
use usher_shared::policy::{Action, Relation, Role, Target};
use usher_shared::problem::{Mistake, Plain};
use usher_shared::user::{Belonging, Changes, FieldError, NewUser, OrganizationChoice};
use usher_shared::value::{Id, Invalid};

use super::form::entry_point_of_addition;
use super::user_rank;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::listing::{Listed, Listing, Sideload, as_they_come};
use crate::store::user_json;
use crate::store::users::{self, Addition, Conflict, Deciding, Stored, Update};

/// How often chance may give an id that is taken.
const TRIES: usize = 3;

/// `GET /api/v2/users/me`: whoever calls; anonymous for callers without credentials, and for wrong ones.
pub async fn me(call: &Call) -> Result<Answer, Failure> {
    let found = match call.actor().id {
        Some(id) => users::find_me(call, id).await?,
        None => None,
    };
    Ok(found.map_or_else(|| Answer::json_text(200, ANONYMOUS), |body| Answer::json_text(200, body)))
}

/// As Zendesk shows nobody in particular.
const ANONYMOUS: &str = r#"{"user":{"id":null,"url":null,"name":"Anonymous user","email":"invalid@example.com","created_at":null,"updated_at":null,"time_zone":null,"iana_time_zone":null,"phone":null,"shared_phone_number":null,"photo":null,"locale_id":1,"locale":"en-US","organization_id":null,"role":"end-user","verified":false,"authenticity_token":null,"external_id":null,"tags":[],"alias":null,"active":false,"shared":false,"shared_agent":false,"last_login_at":null,"two_factor_auth_enabled":false,"signature":null,"details":null,"notes":null,"role_type":null,"custom_role_id":null,"moderator":false,"ticket_restriction":null,"only_private_comments":false,"restricted_agent":true,"suspended":false,"default_group_id":null,"report_csv":false,"user_fields":{}}}"#;

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    let stored = find(call, id, Action::ViewUser).await?;
    Ok(Answer::json_text(200, stored.json))
}

/// The user, if the caller may do this with it. Whoever may not see users at all is told nothing about which there are.
pub async fn find(call: &Call, id: Id, action: impl Fn(Target) -> Action) -> Result<Stored, Failure> {
    let stored = users::find(call, id).await?;
    check(call, id, stored.as_ref().map(|stored| &stored.deciding), action)?;
    stored.ok_or_else(|| Plain::NotFound.into())
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

/// A page of what belongs to a user, in one round trip with what decides about the user.
pub async fn page_of(call: &Call, user: Id, list: &Listing, page: &Page, sideloads: &[Sideload]) -> Result<Listed, Failure> {
    let (before, listed) = list.page_after(call, vec![users::select_deciding(user)], page, sideloads, as_they_come).await?;
    check(call, user, users::deciding(&before[0]).as_ref(), Action::ViewUser)?;
    Ok(listed)
}

/// How much of something belongs to a user.
pub async fn count_of(call: &Call, user: Id, list: &Listing) -> Result<Answer, Failure> {
    let (of, count) = list.count_of(call, users::select_deciding(user)).await?;
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

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    let page = Page::of(call, users::SORTS)?;
    let listed = users::all().page(call, &page, &[], user_json::list).await?;
    Ok(page.answer(call, "users", &listed))
}

/// `POST /api/v2/users` with `{"user": {…}}`.
pub async fn create(call: &mut Call) -> Result<Answer, Failure> {
    // Before the body is read, only whether the caller may add anybody: customers are what everybody who may, may.
    call.require(Action::AddUser { role: Role::EndUser })?;
    let body = call.json().await?;
    let user = user_of(&body)?;
    let belonging = Belonging::parse(&json::whole(&body["user"])?);
    let rank = user_rank::sent(user, belonging.as_ref().unwrap_or(&Belonging::NONE), Role::EndUser)?;
    call.require(Action::AddUser { role: rank.role })?;
    call.caller.entry_point = entry_point_of_addition(call)?;
    let form = call.account.settings.form(call.caller.entry_point);
    let idempotency = Idempotency::of(call)?;
    let (new_user, belonging) = match both(json::draft(user).and_then(|draft| NewUser::parse(&draft, &form)), belonging) {
        Ok(parsed) => parsed,
        // The settings may have changed since the same request was carried out.
        Err(mistakes) => return idempotency::replay(call, idempotency.as_ref()).await?.ok_or_else(|| mistakes.into()),
    };
    // What the form does not ask for is dropped.
    let organizations = belonging.organizations.filter(|_| form.field(Field::Organization).is_some());
    let belonging = Belonging { organizations, ..belonging };
    call.require(Action::ChooseOrganization { own: chooses_own(call, new_user.values.organization.as_ref(), &belonging, true) })?;
    let rank = user_rank::complete(call, rank).await?;
    let belonging = user_rank::grouped(call, belonging, rank.role, None).await?;
    let verified = flag(user, "verified");
    let addition = Addition { user: &new_user, belonging: &belonging, rank, verified, idempotency: idempotency.as_ref() };
    store(call, &addition).await
}

async fn store(call: &Call, addition: &Addition<'_>) -> Result<Answer, Failure> {
    idempotency::add(call, addition.idempotency, users::location, async || users::insert(call, addition).await).await
}

/// `PUT /api/v2/users/{id}` with `{"user": {…}}`: what is named changes.
pub async fn update(call: &Call, id: Id) -> Result<Answer, Failure> {
    let stored = find(call, id, Action::EditUser).await?;
    let body = call.json().await?;
    let user = user_of(&body)?;
    let (belonging, deciding) = (Belonging::parse(&json::whole(&body["user"])?), &stored.deciding);
    let rank = user_rank::changed(user, belonging.as_ref().unwrap_or(&Belonging::NONE), deciding)?;
    if rank.is_some() {
        call.require(Action::ChangeRole(target(call, id, deciding)))?;
    }
    let changes = json::draft(user).and_then(|draft| Changes::parse(&draft, call.account.settings.default_region));
    let (changes, belonging) = both(changes, belonging)?;
    if changes.given.contains(&Field::Organization) || belonging.organizations.is_some() {
        call.require(Action::ChooseOrganization { own: chooses_own(call, changes.values.organization.as_ref(), &belonging, false) })?;
    }
    let rank = match rank {
        Some(rank) => Some(user_rank::complete(call, rank).await?),
        None => None,
    };
    let role = rank.map_or(deciding.role, |rank| rank.role);
    let belonging = user_rank::grouped(call, belonging, role, deciding.default_group_id).await?;
    let no_other = changes.values.email.is_none() && changes.values.more.is_empty();
    if changes.clears_phone() && deciding.phone_is_last_contact && no_other {
        return Err(vec![FieldError { field: Field::Phone, invalid: Invalid::LastContact }].into());
    }
    let update = Update {
        changes: &changes,
        belonging: &belonging,
        role: deciding.role,
        rank,
        verified: flag(user, "verified"),
        phone: deciding.phone.as_deref(),
    };
    for _ in 0..TRIES {
        match users::update(call, id, &update).await? {
            Ok(body) => return Ok(Answer::json_text(200, body)),
            Err(Conflict::Invalid(mistake)) => return Err(vec![mistake].into()),
            Err(Conflict::Id | Conflict::Repeated) => {}
        }
    }
    Err(Plain::Collision.into())
}

/// What the form has of a user and what it has not, or every mistake in both.
fn both<T>(form: Result<T, Vec<FieldError>>, beyond: Result<Belonging, Vec<Mistake>>) -> Result<(T, Belonging), Vec<Mistake>> {
    match (form, beyond) {
        (Ok(form), Ok(beyond)) => Ok((form, beyond)),
        (form, beyond) => {
            let errors = form.err().unwrap_or_default().into_iter().map(Mistake::from);
            Err(errors.chain(beyond.err().unwrap_or_default()).collect())
        }
    }
}

/// Whether all the organizations that are said are the caller's own; of a new user, where none is said, whether the caller
/// has one.
fn chooses_own(call: &Call, choice: Option<&OrganizationChoice>, belonging: &Belonging, is_new: bool) -> bool {
    let own = &call.caller.organizations;
    match (&belonging.organizations, choice) {
        (Some(organizations), _) => !organizations.is_empty() && organizations.iter().all(|organization| own.contains(organization)),
        (None, Some(OrganizationChoice::Id(organization))) => own.contains(organization),
        (None, Some(OrganizationChoice::Name(_))) => false,
        (None, None) => is_new && !own.is_empty(),
    }
}

/// The object that a body is about.
pub fn user_of(body: &Value) -> Result<&Map<String, Value>, Failure> {
    body.get("user").and_then(Value::as_object).ok_or_else(|| Plain::MissingObject.into())
}

fn flag(user: &Map<String, Value>, key: &str) -> bool {
    user.get(key).and_then(Value::as_bool).unwrap_or(false)
}
