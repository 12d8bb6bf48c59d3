//! Groups of agents, as Zendesk's API has them.

use serde_json::Value;
use usher_shared::group::{Changes, Draft, New};
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::Id;

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::groups::{self, Deleted, SORTS};
use crate::store::listing::as_they_come;
use crate::store::sideloads::asked;

/// `GET /api/v2/groups`, and those to which tickets can be given: every one.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, "groups", &groups::all().page(call, &page, &asked(call, groups::BESIDE), as_they_come).await?))
}

pub async fn count(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    Ok(Answer::count(groups::all().count(call).await?))
}

pub async fn of_user(call: &Call, user: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, "groups", &users::list_of(call, user, &page, &groups::of_user(user), &[]).await?))
}

pub async fn count_of_user(call: &Call, user: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    users::count_of(call, user, &groups::of_user(user)).await
}

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    Ok(Answer::json_text(200, groups::find(call, id).await?.ok_or(Plain::NotFound)?))
}

pub async fn create(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageGroups)?;
    let new = New::parse(&draft(&call.json().await?)?)?;
    let idempotency = Idempotency::of(call)?;
    idempotency::add(call, idempotency.as_ref(), groups::location, async || groups::insert(call, &new, idempotency.as_ref()).await).await
}

pub async fn update(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageGroups)?;
    let changes = Changes::parse(&draft(&call.json().await?)?)?;
    let body = groups::update(call, id, &changes).await??.ok_or(Plain::NotFound)?;
    Ok(Answer::json_text(200, body))
}

pub async fn delete(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageGroups)?;
    match groups::delete(call, id).await? {
        Deleted::Done => Ok(Answer::empty(204)),
        Deleted::IsDefault => Err(Plain::DefaultGroup.into()),
        Deleted::NotThere => Err(Plain::NotFound.into()),
    }
}

fn draft(body: &Value) -> Result<Draft, Failure> {
    json::record(body, "group")
}
