//! Lists of users.

use usher_shared::policy::{Action, Role};
use usher_shared::problem::Plain;
use usher_shared::value::{ExternalId, Id};

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Page;
use crate::store::database::Statement;
use crate::store::listing::Listing;
use crate::store::user_lists::{self, GROUP_SORTS, ORGANIZATION_SORTS, SORTS, sideloads};
use crate::store::{groups, organizations, user_json};

/// `GET /api/v2/users`: everybody, or those with a `role` (or several `role[]`), an `external_id` or a `permission_set`.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    listed(call, &asked_for(call)?).await
}

pub async fn count(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    Ok(Answer::count(asked_for(call)?.count(call).await?))
}

/// `GET /api/v2/users/show_many?ids=1,2` or `?external_ids=a,b`: those that there are, in the order of ids.
pub async fn show_many(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    let deleted = call.query("include_deleted") == Some("true");
    let asked = match call.external_ids()? {
        Some(ids) => user_lists::with_external_ids(&ids),
        None => user_lists::with_ids(&call.ids()?, deleted),
    };
    listed(call, &asked).await
}

/// A page of any list of users.
pub async fn listed(call: &Call, asked: &Listing) -> Result<Answer, Failure> {
    let page = Page::of(call, SORTS)?;
    let listed = asked.page(call, &page, &sideloads(call), user_json::list).await?;
    Ok(page.answer(call, "users", &listed))
}

fn asked_for(call: &Call) -> Result<Listing, Failure> {
    if let Some(id) = call.query("external_id") {
        let ids: Vec<_> = ExternalId::parse(id).ok().into_iter().collect();
        return Ok(user_lists::with_external_ids(&ids));
    }
    if let Some(role) = call.query("permission_set") {
        return Ok(user_lists::with_custom_role(Id::parse(role).map_err(|_| Plain::InvalidId.at("permission_set"))?));
    }
    let roles = roles(call)?;
    Ok(if roles.is_empty() { user_lists::all() } else { user_lists::of_roles(&roles) })
}

fn roles(call: &Call) -> Result<Vec<Role>, Failure> {
    let mut roles = Vec::new();
    for name in call.queries(&["role", "role[]"]).flat_map(|value| value.split(',')) {
        roles.push(Role::from_code(name.trim()).ok_or(Plain::InvalidParameter.at("role"))?);
    }
    Ok(roles)
}

/// `GET /api/v2/organizations/{organization_id}/users`.
pub async fn of_organization(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    let page = Page::of(call, ORGANIZATION_SORTS)?;
    members(call, user_lists::of_organization(id, page.sort.column), &page, organizations::select_id(id)).await
}

pub async fn count_of_organization(call: &Call, id: Id) -> Result<Answer, Failure> {
    count_members(call, user_lists::of_organization(id, ORGANIZATION_SORTS[0].1), organizations::select_id(id)).await
}

/// `GET /api/v2/groups/{group_id}/users`.
pub async fn of_group(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    members(call, user_lists::of_group(id), &Page::of(call, GROUP_SORTS)?, groups::select_id(id)).await
}

pub async fn count_of_group(call: &Call, id: Id) -> Result<Answer, Failure> {
    count_members(call, user_lists::of_group(id), groups::select_id(id)).await
}

/// The members of what `of` answers a row for, if it does; of some roles, if asked for.
async fn members(call: &Call, all: Listing, page: &Page, of: Statement) -> Result<Answer, Failure> {
    let asked = user_lists::in_roles(all, &roles(call)?);
    let (of, listed) = asked.page_after(call, vec![of], page, &sideloads(call), user_json::list).await?;
    if of[0].len() > 0 { Ok(page.answer(call, "users", &listed)) } else { Err(Plain::NotFound.into()) }
}

async fn count_members(call: &Call, all: Listing, of: Statement) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    let (of, count) = user_lists::in_roles(all, &roles(call)?).count_after(call, of).await?;
    if of.len() > 0 { Ok(Answer::count(count)) } else { Err(Plain::NotFound.into()) }
}
