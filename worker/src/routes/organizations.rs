//! Organizations, as Zendesk's API has them.

use serde_json::Value;
use usher_shared::organization::{Changes, Draft, New};
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::{ExternalId, Id, OrganizationName};

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::listing::{Listing, as_they_come};
use crate::store::organizations::{self, SORTS};

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    listed(call, &organizations::all()).await
}

/// `GET /api/v2/users/{user_id}/organizations`. With what agents note of them: not for customers to read, who may see themselves.
pub async fn of_user(call: &Call, user: Id) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let page = Page::of(call, SORTS)?;
    let listed = users::list_of(call, user, &page, &organizations::of_user(user), &[]).await?;
    Ok(page.answer(call, "organizations", &listed))
}

pub async fn count(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    Ok(Answer::count(organizations::all().count(call).await?))
}

pub async fn count_of_user(call: &Call, user: Id) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    users::count_of(call, user, &organizations::of_user(user)).await
}

/// `GET /api/v2/organizations/show_many?ids=1,2` or `?external_ids=a,b`: those that there are, in the order of ids.
pub async fn show_many(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let asked = match call.external_ids()? {
        Some(ids) => organizations::with_external_ids(&ids),
        None => organizations::with_ids(&call.ids()?),
    };
    listed(call, &asked).await
}

/// `GET /api/v2/organizations/search?name=…` or `?external_id=…`: the one of exactly this name or id, whatever its case.
pub async fn search(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let asked = match (call.query("external_id"), call.query("name")) {
        (Some(id), _) => organizations::with_external_ids(&ExternalId::parse(id).ok().into_iter().collect::<Vec<_>>()),
        (None, Some(name)) => {
            OrganizationName::parse(name).map_or_else(|_| organizations::with_ids(&[]), |name| organizations::named(&name))
        }
        (None, None) => return Err(Plain::InvalidParameter.at("name").into()),
    };
    listed(call, &asked).await
}

/// `GET /api/v2/organizations/autocomplete?name=ac`: those whose names begin so.
pub async fn autocomplete(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let prefix = OrganizationName::parse(call.query("name").unwrap_or_default());
    let asked = prefix.map_or_else(|_| organizations::with_ids(&[]), |prefix| organizations::with_prefix(&prefix));
    let page = Page::of(call, &[("name", "o.name_normal_form")])?;
    Ok(page.answer(call, "organizations", &asked.page(call, &page, &[], as_they_come).await?))
}

async fn listed(call: &Call, asked: &Listing) -> Result<Answer, Failure> {
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, "organizations", &asked.page(call, &page, &[], as_they_come).await?))
}

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let body = organizations::find(call, id).await?.ok_or(Plain::NotFound)?;
    Ok(Answer::json_text(200, body))
}

pub async fn related(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let body = organizations::related(call, id).await?.ok_or(Plain::NotFound)?;
    Ok(Answer::json_text(200, body))
}

pub async fn create(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    let draft = draft(&call.json().await?)?;
    add(call, &draft).await
}

/// `POST /api/v2/organizations/create_or_update`: the one with this `id` or `external_id`, else a new one.
pub async fn create_or_update(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    let draft = draft(&call.json().await?)?;
    let changes = Changes::parse(&draft, &call.account.fields)?;
    let known = async || match (draft.id.value(), &changes.external_id) {
        (Some(id), _) if !id.0.is_empty() => Ok(Some(Id::parse(&id.0).map_err(|_| Plain::InvalidId)?)),
        (_, Some(Some(external_id))) => organizations::id_of(call, external_id).await,
        _ => Ok(None),
    };
    if let Some(id) = known().await? {
        return change(call, id, &changes).await;
    }
    match add(call, &draft).await {
        // Somebody may have added the same organization since.
        Err(refused @ Failure::Problem(_)) => match known().await? {
            Some(id) => change(call, id, &changes).await,
            None => Err(refused),
        },
        answered => answered,
    }
}

async fn add(call: &Call, draft: &Draft) -> Result<Answer, Failure> {
    let idempotency = Idempotency::of(call)?;
    let new = New::parse(draft, &call.account.fields)?;
    idempotency::add(call, idempotency.as_ref(), organizations::location, async || {
        organizations::insert(call, &new, idempotency.as_ref()).await
    })
    .await
}

pub async fn update(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::EditOrganizationNotes)?;
    let changes = Changes::parse(&draft(&call.json().await?)?, &call.account.fields)?;
    if !changes.is_of_notes() {
        call.require(Action::ManageOrganizations)?;
    }
    change(call, id, &changes).await
}

async fn change(call: &Call, id: Id, changes: &Changes) -> Result<Answer, Failure> {
    let idempotency = Idempotency::of(call)?;
    let stored = organizations::update(call, id, changes, idempotency.as_ref()).await?;
    idempotency::changed(call, idempotency.as_ref(), 200, stored).await
}

pub async fn delete(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    if organizations::delete(call, id).await? { Ok(Answer::empty(204)) } else { Err(Plain::NotFound.into()) }
}

fn draft(body: &Value) -> Result<Draft, Failure> {
    json::record(body, "organization")
}
