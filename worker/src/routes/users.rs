//! Users, as Zendesk's API has them.

use serde::Deserialize;
use serde_json::{Map, Value};
use usher_shared::form::Field;
use usher_shared::policy::{Action, Relation, Role, Target, TicketRestriction};
use usher_shared::problem::{Plain, Problem};
use usher_shared::user::{Attributes, AttributesDraft, Changes, FieldError, NewUser, Rank, Values};
use usher_shared::value::{Id, Invalid};

use super::form::entry_point_of_addition;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::database::{Rows, Statement};
use crate::store::listing::{Listed, Listing, as_they_come};
use crate::store::user_lists;
use crate::store::users::{self, Addition, Conflict, Stored, Update};

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
    let sideloads = user_lists::sideloads(call);
    let statements = sideloads.iter().map(|sideload| sideload.of_one(call, id)).collect();
    let (stored, rows) = find_and(call, id, Action::ViewUser, statements).await?;
    let beside: Vec<_> = sideloads.iter().zip(&rows).map(|(sideload, rows)| (sideload.key, rows.long_text("json"))).collect();
    Ok(Answer::with_beside(stored.json, &beside))
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
    let target = stored.as_ref().map_or(Target { role: Role::EndUser, relation: Relation::Other }, |stored| target(call, id, stored));
    call.require(action(target))?;
    Ok((stored.ok_or(Plain::NotFound)?, rows))
}

/// A page of what a user has, for those who may see the user.
pub async fn list_of(call: &Call, user: Id, page: &Page, listing: &Listing) -> Result<Listed, Failure> {
    let asked = listing.ask(call, page, &[]);
    let (_, rows) = find_and(call, user, Action::ViewUser, asked.statements.clone()).await?;
    asked.listed(&rows, as_they_come)
}

fn target(call: &Call, id: Id, stored: &Stored) -> Target {
    Target { role: stored.deciding.role, relation: relation(call, Some(id), stored.deciding.added_by) }
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
    let rank = rank(user, Role::EndUser)?;
    call.require(Action::AddUser { role: rank.role })?;
    call.caller.entry_point = entry_point_of_addition(call)?;
    let form = call.account.settings.form(call.caller.entry_point);
    let idempotency = Idempotency::of(call)?;
    let parsed = json::draft(user).and_then(|draft| NewUser::parse(&draft, &form)).map_err(Problem::from);
    let (new_user, attributes) = match parsed.and_then(|new_user| Ok((new_user, attributes(call, user)?))) {
        Ok(parsed) => parsed,
        // The settings may have changed since the same request was carried out.
        Err(mistakes) => return idempotency::replay(call, idempotency.as_ref()).await?.ok_or_else(|| mistakes.into()),
    };
    let verified = flag(user, "verified");
    let addition = Addition { user: &new_user, attributes: &attributes, rank, verified, idempotency: idempotency.as_ref() };
    store(call, &addition).await
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
        None => add(call, user).await,
    }
}

/// What is sent besides the fields of the form, as far as the caller decides it.
fn attributes(call: &Call, user: &Map<String, Value>) -> Result<Attributes, Problem> {
    let draft = AttributesDraft::deserialize(user).unwrap_or_default();
    let attributes = Attributes::parse(&draft)?;
    let target = Target { role: Role::EndUser, relation: Relation::Other };
    Ok(if call.require(Action::ChangeRole(target)).is_ok() { attributes } else { attributes.without_rank() })
}

async fn store(call: &Call, addition: &Addition<'_>) -> Result<Answer, Failure> {
    for _ in 0..TRIES {
        let conflict = match users::insert(call, addition).await? {
            Ok((id, body)) => return Ok(idempotency::added(addition.idempotency, users::location(call, id), body)),
            Err(conflict) => conflict,
        };
        // A request that is sent again finds its own address taken: what it was answered before goes first.
        if let Some(answer) = idempotency::replay(call, addition.idempotency).await? {
            return Ok(answer);
        }
        if let Conflict::Invalid(mistake) = conflict {
            return Err(vec![mistake].into());
        }
    }
    Err(Plain::Collision.into())
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
    let rank = changed_rank(user, stored)?;
    if rank.is_some() {
        call.require(Action::ChangeRole(target(call, id, stored)))?;
    }
    let changes = Changes::parse(&json::draft(user)?, call.account.settings.default_region)?;
    let attributes = attributes(call, user)?;
    let phone = stored.deciding.phone.as_deref();
    let update = Update { changes: &changes, attributes: &attributes, rank, verified: flag(user, "verified"), phone };
    store_update(call, id, stored, &update).await
}

/// Stores changes of a user. Who is reached by a number alone keeps it.
pub async fn store_update(call: &Call, id: Id, stored: &Stored, update: &Update<'_>) -> Result<Answer, Failure> {
    let Update { changes, .. } = update;
    let no_other = changes.values.email.is_none() && changes.values.more.is_empty();
    if changes.clears_phone() && stored.deciding.phone_is_last_contact && no_other {
        return Err(vec![FieldError { field: Field::Phone, invalid: Invalid::LastContact }].into());
    }
    for _ in 0..TRIES {
        match users::update(call, id, update).await? {
            Ok(body) => return Ok(Answer::json_text(200, body)),
            Err(Conflict::Invalid(mistake)) => return Err(vec![mistake].into()),
            Err(Conflict::Id | Conflict::Repeated) => {}
        }
    }
    Err(Plain::Collision.into())
}

/// The object that a body is about.
pub fn user_of(body: &Value) -> Result<&Map<String, Value>, Failure> {
    body.get("user").and_then(Value::as_object).ok_or_else(|| Plain::MissingObject.into())
}

fn flag(user: &Map<String, Value>, key: &str) -> bool {
    user.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The rank that is sent, if it is another. Programs send whole records back: what somebody is already is no change.
fn changed_rank(user: &Map<String, Value>, stored: &Stored) -> Result<Option<Rank>, Failure> {
    let sent = rank(user, stored.deciding.role)?;
    let restricts = sent.role == Role::Agent && user.contains_key("ticket_restriction") && sent.restriction != stored.deciding.restriction;
    Ok((sent.role != stored.deciding.role || restricts).then_some(sent))
}

/// Role and restriction as sent; the role that is given where nothing is said.
fn rank(user: &Map<String, Value>, unsaid: Role) -> Result<Rank, Failure> {
    let role = code(user, "role", Role::from_code)?.unwrap_or(unsaid);
    Ok(match role {
        Role::EndUser => Rank::CUSTOMER,
        Role::Admin => Rank { role, restriction: None },
        // A restriction that is misspelt must not make an agent without one.
        Role::Agent => Rank { role, restriction: code(user, "ticket_restriction", TicketRestriction::from_code)? },
    })
}

/// One of a few words; null says nothing.
fn code<T>(user: &Map<String, Value>, key: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
    match user.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => Ok(Some(value.as_str().and_then(parse).ok_or(Plain::InvalidParameter)?)),
    }
}
