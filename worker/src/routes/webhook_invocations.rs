//! What a webhook was told, and what it was not: the dead letters, which can be sent again.

use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::Ulid;
use usher_shared::webhook::STATUSES;

use super::webhooks::read_id;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::log;
use crate::page::Page;
use crate::runtime;
use crate::store::webhook_invocations::{self as invocations, ATTEMPT_SORTS, SORTS};
use crate::webhooks;

/// `GET /api/v2/webhooks/{webhook_id}/invocations`, with `filter[status]`, `filter[from_ts]` and `filter[to_ts]`.
pub async fn list(call: &Call, webhook: &str) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    let webhook = read_id(webhook)?;
    let page = Page::of(call, SORTS)?;
    let mut listing = invocations::of_webhook(webhook);
    if let Some(status) = call.query("filter[status]") {
        let status = STATUSES.iter().find(|known| **known == status).ok_or(Plain::InvalidParameter.at("filter[status]"))?;
        listing = invocations::with_status(listing, status);
    }
    let (from, to) = (time(call, "filter[from_ts]")?, time(call, "filter[to_ts]")?);
    if from.is_some() || to.is_some() {
        listing = invocations::between(listing, from.unwrap_or(0), to.unwrap_or_else(runtime::now_ms));
    }
    let listed = listing.page_of(call, &page, invocations::select_webhook(webhook), &[]).await?.ok_or(Plain::NotFound)?;
    Ok(page.answer(call, "invocations", &listed))
}

/// The time at this parameter, in milliseconds since 1970.
fn time(call: &Call, name: &'static str) -> Result<Option<u64>, Failure> {
    let Some(text) = call.query(name) else { return Ok(None) };
    // What is no time is second 0; nobody was told anything then.
    let seconds = Some(runtime::seconds(text)).filter(|seconds| *seconds > 0);
    Ok(Some(seconds.ok_or(Plain::InvalidParameter.at(name))? * 1000))
}

/// `GET /api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/attempts`.
pub async fn attempts(call: &Call, webhook: &str, id: &str) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    let (webhook, id) = (read_id(webhook)?, read_id(id)?);
    let page = Page::of(call, ATTEMPT_SORTS)?;
    let listing = invocations::attempts(webhook, id);
    let listed = listing.page_of(call, &page, invocations::select_id(webhook, id), &[]).await?.ok_or(Plain::NotFound)?;
    Ok(page.answer(call, "attempts", &listed))
}

/// `POST /api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/resend`: what was given up is sent again, under the same id.
pub async fn resend(call: &Call, webhook: &str, id: &str) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    let (webhook, id) = (read_id(webhook)?, Ulid::read(id).ok_or(Plain::NotFound)?);
    let idempotency = Idempotency::of(call)?;
    let Ok(body) = invocations::resend(call, webhook, id, idempotency.as_ref()).await? else {
        return Ok(idempotency::replay(call, idempotency.as_ref()).await?.ok_or(Plain::Collision)?);
    };
    let body = body.ok_or(Plain::NotFound)?;
    if let Err(failure) = webhooks::wake(&call.env, webhook, 0).await {
        // The clock looks after it.
        log::webhook_fault(&failure);
    }
    Ok(idempotency::first(idempotency.as_ref(), Answer::json_text(200, body)))
}
