//! Which agents work in which group, as Zendesk's API has it.

use serde_json::Value;
use usher_shared::membership::{Draft, New};
use usher_shared::policy::{Action, Role};
use usher_shared::problem::{Mistake, Plain};
use usher_shared::value::{Id, Invalid};

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::group_memberships::{self as store, KIND, SORTS};
use crate::store::listing::{Listing, as_they_come};
use crate::store::memberships::{self, Found, Which};
use crate::store::sideloads::{self, Sideload};
use crate::store::{groups, users as stored_users};

const KEY: &str = "group_memberships";

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    listed(call, &store::all()).await
}

pub async fn assignable(call: &Call) -> Result<Answer, Failure> {
    listed(call, &store::assignable()).await
}

async fn listed(call: &Call, asked: &Listing) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, KEY, &asked.page(call, &page, &beside(call), as_they_come).await?))
}

pub async fn of_user(call: &Call, user: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, KEY, &users::list_of(call, user, &page, &store::of_user(user), &beside(call)).await?))
}

/// `GET /api/v2/groups/{group_id}/memberships`.
pub async fn of_group(call: &Call, group: Id) -> Result<Answer, Failure> {
    listed_of_group(call, group, store::all()).await
}

/// The same, of those to whom tickets can be given.
pub async fn assignable_of_group(call: &Call, group: Id) -> Result<Answer, Failure> {
    listed_of_group(call, group, store::assignable()).await
}

async fn listed_of_group(call: &Call, group: Id, some: Listing) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    let of = vec![groups::select_id(group)];
    let (of, listed) = store::in_group(some, group).page_after(call, of, &page, &beside(call), as_they_come).await?;
    if of[0].len() > 0 { Ok(page.answer(call, KEY, &listed)) } else { Err(Plain::NotFound.into()) }
}

fn beside(call: &Call) -> Vec<Sideload> {
    sideloads::asked(call, store::BESIDE)
}

/// `GET /api/v2/group_memberships/{id}`, and the same below its user.
pub async fn show(call: &Call, user: Option<Id>, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    Ok(Answer::json_text(200, find(call, user, id).await?.json))
}

async fn find(call: &Call, user: Option<Id>, id: Id) -> Result<Found, Failure> {
    let found = memberships::find(call, &KIND, id).await?.filter(|found| user.is_none_or(|user| user == found.user));
    found.ok_or_else(|| Plain::NotFound.into())
}

/// `POST /api/v2/group_memberships`, and the same below its user.
pub async fn create(call: &Call, user: Option<Id>) -> Result<Answer, Failure> {
    call.require(Action::ManageGroups)?;
    let body: Value = call.json().await?;
    let draft: Draft = json::record(&body, "group_membership")?;
    let new = New::of_group(&draft, user)?;
    let looked = call.db()?.read(vec![stored_users::select_deciding(new.user), groups::select_unknown(&[new.of])]).await?;
    let role = match stored_users::deciding(&looked[0]).filter(|user| user.active) {
        None if user.is_some() => return Err(Plain::NotFound.into()),
        Some(found) if found.role != Role::EndUser => found.role,
        // Customers are in no group.
        _ => return Err(vec![Mistake::new("user_id", Invalid::Unknown)].into()),
    };
    if looked[1].integer("unknown") == Some(1) {
        return Err(vec![Mistake::new("group_id", Invalid::Unknown)].into());
    }
    let idempotency = Idempotency::of(call)?;
    idempotency::add(
        call,
        idempotency.as_ref(),
        |call, id| KIND.location(call, id),
        async || memberships::insert(call, &KIND, &new, role, idempotency.as_ref()).await,
    )
    .await
}

pub async fn delete(call: &Call, user: Option<Id>, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageGroups)?;
    let found = find(call, user, id).await?;
    if memberships::remove(call, &KIND, found.user, found.deciding.role, Which::Id(id)).await? {
        Ok(Answer::empty(204))
    } else {
        Err(Plain::NotFound.into())
    }
}

/// `PUT …/group_memberships/{id}/make_default`: the user's memberships as they are then. Agents choose their own.
pub async fn make_default(call: &Call, user: Id, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    if call.actor().id != Some(user) {
        call.require(Action::ManageGroups)?;
    }
    let page = Page::of(call, SORTS)?;
    let write = memberships::make_default(call, &KIND, user, Which::Id(id));
    let (written, listed) = store::of_user(user).page_after(call, write, &page, &beside(call), as_they_come).await?;
    if written[0].len() > 0 { Ok(page.answer(call, KEY, &listed)) } else { Err(Plain::NotFound.into()) }
}
