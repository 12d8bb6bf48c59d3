//! What became of bulk calls, as Zendesk's API tells it.

use usher_shared::job;
use usher_shared::policy::Action;
use usher_shared::problem::Plain;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::jobs::send_again;
use crate::page::Page;
use crate::store::jobs::{self, SORTS};
use crate::store::listing::Listing;

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    listed(call, &jobs::all(call)).await
}

/// `GET /api/v2/job_statuses/show_many?ids=V3-…,V3-…`: those that there are.
pub async fn show_many(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let ids: Vec<_> = call.texts("ids")?.into_iter().filter_map(job::parse_public_id).collect();
    listed(call, &jobs::with_ids(call, &ids)).await
}

async fn listed(call: &Call, asked: &Listing) -> Result<Answer, Failure> {
    let page = Page::of(call, SORTS)?;
    let (listed, stale) = jobs::page(call, asked, &page).await?;
    send_again(call, &stale).await;
    Ok(page.answer(call, "job_statuses", &listed))
}

/// `GET /api/v2/job_statuses/{job_status_id}`.
pub async fn show(call: &Call, id: &str) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let id = job::parse_public_id(id).ok_or(Plain::NotFound)?;
    let (body, is_stale) = jobs::show(call, id).await?.ok_or(Plain::NotFound)?;
    if is_stale {
        send_again(call, &[id]).await;
    }
    Ok(Answer::json_text(200, body))
}
