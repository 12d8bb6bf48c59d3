//! Making one of two organizations, as Zendesk's API has it.

use usher_shared::organization::{MergeDraft, winner};
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::value::{Id, Invalid};

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::organization_merges::{self, SORTS};
use crate::store::organizations;

/// `POST /api/v2/organizations/{organization_id}/merge` with `{"organization_merge": {"winner_id": …}}`: the organization of
/// the path goes into the one of the body.
pub async fn merge(call: &Call, loser: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    let winner = winner(&json::record::<MergeDraft>(&call.json().await?, "organization_merge")?)?;
    let idempotency = Idempotency::of(call)?;
    if let Ok(body) = organization_merges::merge(call, loser, winner, idempotency.as_ref()).await? {
        return Ok(idempotency::first(idempotency.as_ref(), Answer::json_text(200, body)));
    }
    if let Some(answer) = idempotency::replay(call, idempotency.as_ref()).await? {
        return Ok(answer);
    }
    // There are not both, or both are the same.
    organizations::find(call, loser).await?.ok_or(Plain::NotFound)?;
    Err(vec![Mistake::new("winner_id", Invalid::Unknown)].into())
}

/// `GET /api/v2/organizations/{organization_id}/merges`: those that it has won or lost.
pub async fn of_organization(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    let page = Page::of(call, SORTS)?;
    let asked = organization_merges::of_organization(id);
    let listed = asked.page_of(call, &page, organization_merges::select_organization(id), &[]).await?;
    Ok(page.answer(call, "organization_merges", &listed.ok_or(Plain::NotFound)?))
}

/// `GET /api/v2/organization_merges/{organization_merge_id}`: the id is a text, of which any may be asked for.
pub async fn show(call: &Call, id: &str) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    let id = Id::parse(id).map_err(|_| Plain::NotFound)?;
    Ok(Answer::json_text(200, organization_merges::find(call, id).await?.ok_or(Plain::NotFound)?))
}
