//! Users, as Zendesk's API has them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use usher_shared::form::Field;
use usher_shared::policy::{Action, Relation, Role, Target, TicketRestriction};
use usher_shared::problem::Plain;
use usher_shared::user::{Changes, FieldError, NewUser, Rank};
use usher_shared::value::{Id, Invalid};

use super::form::entry_point_of_addition;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::json;
use crate::store::users::{self, Addition, Conflict, From, Stored, Update};

/// Rows a page: the default and the most (Zendesk).
const PAGE: u32 = 100;
/// Offset pages end here (Zendesk, since 2024); cursors do not.
const MAX_OFFSET_ROWS: u32 = 10_000;
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
    let target = stored.as_ref().map_or(Target { role: Role::EndUser, relation: Relation::Other }, |stored| target(call, id, stored));
    call.require(action(target))?;
    stored.ok_or_else(|| Plain::NotFound.into())
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

/// `GET /api/v2/users`: by cursor if asked so (`page[size]`, `page[after]`, `page[before]`), else by offset.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    let by_cursor = ["page[size]", "page[after]", "page[before]"].iter().any(|name| call.query(name).is_some());
    if by_cursor { list_by_cursor(call).await } else { list_by_offset(call).await }
}

async fn list_by_cursor(call: &Call) -> Result<Answer, Failure> {
    let size = call.query_number("page[size]", PAGE)?;
    if !(1..=PAGE).contains(&size) {
        return Err(Plain::InvalidParameter.into());
    }
    let from = match (call.query("page[after]"), call.query("page[before]")) {
        (Some(cursor), _) => From::After(read_cursor(cursor)?),
        (None, Some(cursor)) => From::Before(read_cursor(cursor)?),
        (None, None) => From::Start,
    };
    let page = users::page_from(call, from, size).await?;
    let link = |direction: &str, cursor: &Option<String>| {
        cursor.as_ref().map(|cursor| format!("{}/api/v2/users.json?page%5B{direction}%5D={cursor}&page%5Bsize%5D={size}", call.base))
    };
    let (before, after) = (page.first.map(cursor), page.last.map(cursor));
    // Clients follow `next` until it is null; some never read `has_more`.
    let next = link("after", &after).filter(|_| page.has_more || matches!(from, From::Before(_)));
    let rest = serde_json::json!({
        "meta": { "has_more": page.has_more, "after_cursor": after, "before_cursor": before },
        "links": { "prev": link("before", &before), "next": next },
    });
    Ok(Answer::list("users", &page.users, &rest))
}

async fn list_by_offset(call: &Call) -> Result<Answer, Failure> {
    let size = call.query_number("per_page", PAGE)?.clamp(1, PAGE);
    let page = call.query_number("page", 1)?.max(1);
    let offset = (page - 1).saturating_mul(size);
    if offset.saturating_add(size) > MAX_OFFSET_ROWS {
        return Err(Plain::PageTooDeep.into());
    }
    let (users, count) = users::page_at(call, offset, size).await?;
    let link = |page: u32| format!("{}/api/v2/users.json?page={page}&per_page={size}", call.base);
    let rest = serde_json::json!({
        "next_page": (i64::from(offset + size) < count).then(|| link(page + 1)),
        "previous_page": (page > 1).then(|| link(page - 1)),
        "count": count,
    });
    Ok(Answer::list("users", &users, &rest))
}

/// Opaque to callers; the form is that of Zendesk's cursors.
fn cursor(id: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{{\"o\":\"id\",\"v\":{id}}}"))
}

fn read_cursor(text: &str) -> Result<Id, Failure> {
    let read = || {
        let json: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?).ok()?;
        Id::from_number(json.get("v")?.as_i64()?).ok()
    };
    read().ok_or_else(|| Plain::InvalidParameter.into())
}

/// `POST /api/v2/users` with `{"user": {…}}`.
pub async fn create(call: &mut Call) -> Result<Answer, Failure> {
    // Before the body is read, only whether the caller may add anybody: customers are what everybody who may, may.
    call.require(Action::AddUser { role: Role::EndUser })?;
    let body = call.json().await?;
    let user = user_of(&body)?;
    let rank = rank(user, Role::EndUser)?;
    call.require(Action::AddUser { role: rank.role })?;
    call.caller.entry_point = entry_point_of_addition(call)?;
    let form = call.account.settings.form(call.caller.entry_point);
    let idempotency = Idempotency::of(call)?;
    let new_user = match json::draft(user).and_then(|draft| NewUser::parse(&draft, &form)) {
        Ok(new_user) => new_user,
        // The settings may have changed since the same request was carried out.
        Err(mistakes) => return replay_or(call, idempotency.as_ref(), mistakes.into()).await,
    };
    let verified = flag(user, "verified");
    let addition = Addition { user: &new_user, rank, verified, idempotency: idempotency.as_ref() };
    store(call, &addition).await
}

/// What the request was answered before, if it was; else the failure.
async fn replay_or(call: &Call, idempotency: Option<&Idempotency>, failure: Failure) -> Result<Answer, Failure> {
    match idempotency {
        Some(idempotency) => idempotency.replay(call).await?.ok_or(failure),
        None => Err(failure),
    }
}

async fn store(call: &Call, addition: &Addition<'_>) -> Result<Answer, Failure> {
    for _ in 0..TRIES {
        let conflict = match users::insert(call, addition).await? {
            Ok((id, body)) => {
                let answer = Answer::json_text(201, body).header("location", users::location(call, id));
                return Ok(if addition.idempotency.is_some() { answer.header("x-idempotency-lookup", "miss") } else { answer });
            }
            Err(conflict) => conflict,
        };
        // A request that is sent again finds its own address taken: what it was answered before goes first.
        if let Some(idempotency) = addition.idempotency
            && let Some(answer) = idempotency.replay(call).await?
        {
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
    let stored = find(call, id, Action::EditUser).await?;
    let body = call.json().await?;
    let user = user_of(&body)?;
    let rank = changed_rank(user, &stored)?;
    if rank.is_some() {
        call.require(Action::ChangeRole(target(call, id, &stored)))?;
    }
    let changes = Changes::parse(&json::draft(user)?, call.account.settings.default_region)?;
    let no_other = changes.values.email.is_none() && changes.values.more.is_empty();
    if changes.clears_phone() && stored.deciding.phone_is_last_contact && no_other {
        return Err(vec![FieldError { field: Field::Phone, invalid: Invalid::LastContact }].into());
    }
    let update = Update { changes: &changes, rank, verified: flag(user, "verified"), phone: stored.deciding.phone.as_deref() };
    for _ in 0..TRIES {
        match users::update(call, id, &update).await? {
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
