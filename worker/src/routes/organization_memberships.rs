//! Who belongs to which organization, as Zendesk's API has it.

use serde_json::Value;
use usher_shared::membership::{Draft, New};
use usher_shared::policy::{Action, Role, Target};
use usher_shared::problem::{Mistake, Plain};
use usher_shared::value::{Id, Invalid};

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::listing::as_they_come;
use crate::store::memberships::{self, Which};
use crate::store::organization_memberships::{self as store, KIND, ORGANIZATION_SORTS, SORTS, USER_SORTS};
use crate::store::organizations;
use crate::store::sideloads::{self, Sideload};
use crate::store::{still, users as stored_users};

const KEY: &str = "organization_memberships";

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, KEY, &store::all().page(call, &page, &beside(call), as_they_come).await?))
}

pub async fn of_user(call: &Call, user: Id) -> Result<Answer, Failure> {
    let page = Page::of(call, USER_SORTS)?;
    Ok(page.answer(call, KEY, &users::list_of(call, user, &page, &store::of_user(user), &beside(call)).await?))
}

pub async fn of_organization(call: &Call, organization: Id) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    let page = Page::of(call, ORGANIZATION_SORTS)?;
    let of = vec![organizations::select_id(organization)];
    let (of, listed) = store::of_organization(organization).page_after(call, of, &page, &beside(call), as_they_come).await?;
    if of[0].len() > 0 { Ok(page.answer(call, KEY, &listed)) } else { Err(Plain::NotFound.into()) }
}

fn beside(call: &Call) -> Vec<Sideload> {
    sideloads::asked(call, store::BESIDE)
}

/// `GET /api/v2/organization_memberships/{id}`, and the same below its user.
pub async fn show(call: &Call, user: Option<Id>, id: Id) -> Result<Answer, Failure> {
    Ok(Answer::json_text(200, find(call, user, id, Action::ViewUser).await?.json))
}

/// The membership, if the caller may do this with its user.
async fn find(call: &Call, user: Option<Id>, id: Id, action: impl Fn(Target) -> Action) -> Result<memberships::Found, Failure> {
    let found = memberships::find(call, &KIND, id).await?.filter(|found| user.is_none_or(|user| user == found.user));
    let (whose, deciding) = found.as_ref().map_or((id, None), |found| (found.user, Some(&found.deciding)));
    users::check(call, whose, deciding, action)?;
    found.ok_or_else(|| Plain::NotFound.into())
}

/// `POST /api/v2/organization_memberships`, and the same below its user.
pub async fn create(call: &Call, user: Option<Id>) -> Result<Answer, Failure> {
    call.require(Action::EditMemberships(users::ANY_CUSTOMER))?;
    let body: Value = call.json().await?;
    let draft: Draft = json::record(&body, "organization_membership")?;
    let new = New::of_organization(&draft, user)?;
    let found = stored_users::find_deciding(call, new.user).await?;
    match users::check(call, new.user, found.as_ref(), Action::EditMemberships) {
        // Of whom there is none is a mistake in the body, unless the path says so.
        Err(_) if found.is_none() && user.is_none() => return Err(vec![Mistake::new("user_id", Invalid::Unknown)].into()),
        checked => checked?,
    }
    let role = found.ok_or(Plain::NotFound)?.role;
    call.require(Action::ChooseOrganization { own: call.caller.organizations.contains(&new.of) })?;
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
    let found = find(call, user, id, Action::EditMemberships).await?;
    removed(memberships::remove(call, &KIND, found.user, found.deciding.role, Which::Id(id)).await?)
}

/// `DELETE /api/v2/users/{user_id}/organizations/{organization_id}`.
pub async fn leave(call: &Call, user: Id, organization: Id) -> Result<Answer, Failure> {
    let role = may_edit(call, user).await?;
    removed(memberships::remove(call, &KIND, user, role, Which::Of(organization)).await?)
}

fn removed(was_there: bool) -> Result<Answer, Failure> {
    if was_there { Ok(Answer::empty(204)) } else { Err(Plain::NotFound.into()) }
}

/// `PUT …/organization_memberships/{id}/make_default`: the user's memberships as they are then.
pub async fn make_default(call: &Call, user: Id, id: Id) -> Result<Answer, Failure> {
    let role = may_edit(call, user).await?;
    let page = Page::of(call, USER_SORTS)?;
    let mut write = memberships::make_default(call, &KIND, user, Which::Id(id));
    write.push(still::of_role(user, role));
    let (written, listed) = store::of_user(user).page_after(call, write, &page, &beside(call), as_they_come).await?;
    if written[0].len() > 0 { Ok(page.answer(call, KEY, &listed)) } else { Err(Plain::NotFound.into()) }
}

/// `PUT …/organizations/{organization_id}/make_default`: the membership.
pub async fn make_organization_default(call: &Call, user: Id, organization: Id) -> Result<Answer, Failure> {
    let role = may_edit(call, user).await?;
    let mut write = memberships::make_default(call, &KIND, user, Which::Of(organization));
    write.push(still::of_role(user, role));
    write.push(memberships::select_of(call, &KIND, user, organization));
    let body = call.db()?.read(write).await?.last().and_then(|rows| rows.first("json"));
    Ok(Answer::json_text(200, body.ok_or(Plain::NotFound)?))
}

/// The role of the user, whose memberships the caller may edit.
async fn may_edit(call: &Call, user: Id) -> Result<Role, Failure> {
    let found = stored_users::find_deciding(call, user).await?;
    users::check(call, user, found.as_ref(), Action::EditMemberships)?;
    Ok(found.ok_or(Plain::NotFound)?.role)
}
