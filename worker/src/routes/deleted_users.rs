//! Deleting users, and those who were deleted.

use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::Id;

use super::users;
use crate::answer::Answer;
use crate::auth;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Obstacle};
use crate::page::Page;
use crate::store::deleted_users;
use crate::store::listing::as_they_come;

/// `DELETE /api/v2/users/{user_id}`: the user is shown with `active` false, to who knows the id, until it is purged.
pub async fn delete(call: &Call, id: Id) -> Result<Answer, Failure> {
    let answer = idempotency::write(call, None, async || {
        let role = users::find_active(call, id, Action::DeleteUser).await?.deciding.role;
        let deleted = deleted_users::delete(call, id, role).await?;
        Ok(deleted.map(|body| Answer::json_text(200, body)).map_err(Obstacle::from))
    })
    .await?;
    auth::forget();
    Ok(answer)
}

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    let page = Page::of(call, deleted_users::SORTS)?;
    let listed = deleted_users::all().page(call, &page, &[], as_they_come).await?;
    Ok(page.answer(call, "deleted_users", &listed))
}

pub async fn count(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    Ok(Answer::count(deleted_users::all().count(call).await?))
}

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    Ok(Answer::json_text(200, deleted_users::find(call, id).await?.ok_or(Plain::NotFound)?))
}

/// `DELETE /api/v2/deleted_users/{deleted_user_id}`: for good (Zendesk, permanent deletion).
pub async fn purge(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::PurgeUsers)?;
    Ok(Answer::json_text(200, deleted_users::purge(call, id).await?.ok_or(Plain::NotFound)?))
}
