//! Webhooks, as Zendesk's API has them. Only admins see that there are any.

use serde::Deserialize;
use serde_json::{Value, json};
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::sent::Sent;
use usher_shared::value::{Id, Reach, Ulid};
use usher_shared::webhook::{Cause, Changes, Draft, Format, Method, Outcome, Status};

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::runtime;
use crate::store::conflict::Conflict;
use crate::store::listing::as_they_come;
use crate::store::webhooks::{self, SORTS, Webhook};
use crate::webhooks::request::{Received, Target, reach};

/// `GET /api/v2/webhooks`, with `filter[name_contains]` and `filter[status]`.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    let page = Page::of(call, SORTS)?;
    let mut listing = webhooks::all();
    if let Some(part) = call.query("filter[name_contains]") {
        listing = webhooks::named(listing, part);
    }
    if let Some(status) = call.query("filter[status]") {
        listing = webhooks::with_status(listing, Status::from_code(status).ok_or(Plain::InvalidParameter.at("filter[status]"))?);
    }
    Ok(page.answer(call, "webhooks", &listing.page(call, &page, &[], as_they_come).await?))
}

pub async fn show(call: &Call, id: &str) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    Ok(Answer::json_text(200, webhooks::show(call, read_id(id)?).await?.ok_or(Plain::NotFound)?))
}

/// `POST /api/v2/webhooks`; with `clone_webhook_id`, one like another but for what the body says.
pub async fn create(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    let like = match call.query("clone_webhook_id") {
        Some(id) => Some(find(call, id).await?),
        None => None,
    };
    let changes = match &like {
        Some(like) => {
            // One that comes without a body is as good as the other.
            let body = if call.header("content-type").is_some() { call.json().await? } else { json!({}) };
            let draft = if body.get("webhook").is_some() { json::record::<Draft>(&body, "webhook")? } else { Draft::default() };
            let status = Some(like.status);
            let changes = Changes::parse(&draft, reach(&call.env))?;
            Changes { status: changes.status.or(status), ..changes }
        }
        None => Changes::whole(&json::record::<Draft>(&call.json().await?, "webhook")?, reach(&call.env))?,
    };
    check(&changes, like.as_ref())?;
    let idempotency = Idempotency::of(call)?;
    idempotency::add(call, idempotency.as_ref(), webhooks::location, async || {
        Ok(webhooks::insert(call, like.as_ref(), &changes, idempotency.as_ref())
            .await?
            .map_err(|refused| Conflict::of(&refused, None, &[])))
    })
    .await
}

/// `PUT /api/v2/webhooks/{webhook_id}`: the whole of it, but for what is optional and not sent.
pub async fn replace(call: &Call, id: &str) -> Result<Answer, Failure> {
    change(call, id, Changes::whole).await
}

/// `PATCH /api/v2/webhooks/{webhook_id}`: what is sent changes, the rest stays.
pub async fn update(call: &Call, id: &str) -> Result<Answer, Failure> {
    change(call, id, Changes::parse).await
}

async fn change(call: &Call, id: &str, parse: fn(&Draft, Reach) -> Result<Changes, Vec<Mistake>>) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    let id = read_id(id)?;
    let changes = parse(&json::record(&call.json().await?, "webhook")?, reach(&call.env))?;
    let webhook = webhooks::find(&call.env, id).await?.ok_or(Plain::NotFound)?;
    check(&changes, Some(&webhook))?;
    webhooks::update(call, &webhook, &changes).await?.map_err(|_| Plain::Collision)?;
    Ok(Answer::empty(204))
}

pub async fn delete(call: &Call, id: &str) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    if webhooks::delete(call, read_id(id)?).await? { Ok(Answer::empty(204)) } else { Err(Plain::NotFound.into()) }
}

/// `GET /api/v2/webhooks/{webhook_id}/signing_secret`.
pub async fn show_secret(call: &Call, id: &str) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    secret(call, &find(call, id).await?, 200)
}

/// `POST /api/v2/webhooks/{webhook_id}/signing_secret`: from now on, what is sent is signed with another.
pub async fn reset_secret(call: &Call, id: &str) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    let id = read_id(id)?;
    let idempotency = Idempotency::of(call)?;
    let repeated = webhooks::reset_secret(call, id, idempotency.as_ref()).await?.is_err();
    if repeated {
        // An error if another request had the key.
        idempotency.as_ref().ok_or(Plain::Collision)?.remembered(call).await?;
    }
    let webhook = webhooks::find(&call.env, id).await?.ok_or(Plain::NotFound)?;
    let answer = secret(call, &webhook, 201)?;
    Ok(if repeated { answer.header("x-idempotency-lookup", "hit") } else { idempotency::first(idempotency.as_ref(), answer) })
}

fn secret(call: &Call, webhook: &Webhook, status: u16) -> Result<Answer, Failure> {
    let secret = webhook.signing_secret(&call.env)?;
    Ok(Answer::json(status, &json!({ "signing_secret": { "algorithm": "SHA256", "secret": secret } })))
}

/// What a test sends: in the place of what the webhook has, if there is one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct TestDraft {
    payload: Value,
    #[serde(flatten)]
    webhook: Draft,
}

/// `POST /api/v2/webhooks/test`: sends a request and tells what came back. `webhook_id` says whose it is like. It is
/// sent once, and nothing is kept but the audit log's entry.
pub async fn test(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageWebhooks)?;
    let body = if call.header("content-type").is_some() { call.json().await? } else { json!({}) };
    let TestDraft { payload, webhook: draft } = match body.get("request") {
        Some(_) => json::record(&body, "request")?,
        None => TestDraft::default(),
    };
    let like = match call.query("webhook_id") {
        Some(id) => Some(find(call, id).await?),
        None => None,
    };
    let (target, changes) = match &like {
        Some(webhook) => (Target::stored(&call.env, webhook)?, Changes::parse(&draft, reach(&call.env))?),
        None => (Target::new(), Changes::whole(&named(draft), reach(&call.env))?),
    };
    webhooks::note_test(call, like.map(|webhook| webhook.id), &changes).await?;
    let target = changed(target, &changes);
    let payload = if let Value::String(text) = payload { text } else { json!(payload).to_string() };
    Ok(tested(target.looked_up(&call.env).await.send(&Ulid::of(runtime::new_id()), &payload).await))
}

/// What is sent once needs no name.
fn named(draft: Draft) -> Draft {
    let text = |text: &str| Sent::Value(text.into());
    Draft { name: text("test"), status: text(Status::Active.code()), ..draft }
}

fn changed(target: Target, changes: &Changes) -> Target {
    let stored = target.authentication.filter(|_| changes.keep_credentials(&target.endpoint));
    Target {
        endpoint: changes.endpoint.as_ref().map_or(target.endpoint, |endpoint| endpoint.as_str().into()),
        method: changes.http_method.unwrap_or(target.method),
        format: changes.request_format.unwrap_or(target.format),
        custom_headers: changes.custom_headers.clone().map_or(target.custom_headers, |headers| headers.into_iter().collect()),
        authentication: changes.authentication.clone().unwrap_or(stored),
        ..target
    }
}

/// Where nobody answers, the status that a gateway would have, and why.
fn tested(Received { outcome, headers, payload }: Received) -> Answer {
    let (status, cause) = match outcome {
        Outcome::Answered { status, .. } => (status, None),
        Outcome::NoAnswer(Cause::Timeout) => (504, Some(Cause::Timeout)),
        Outcome::NoAnswer(cause) => (502, Some(cause)),
    };
    Answer::json(200, &json!({ "response": { "headers": headers, "payload": payload, "status": status, "cause": cause } }))
}

async fn find(call: &Call, id: &str) -> Result<Webhook, Failure> {
    webhooks::find(&call.env, read_id(id)?).await?.ok_or_else(|| Plain::NotFound.into())
}

/// What is no id of one is nobody's.
pub fn read_id(text: &str) -> Result<Id, Failure> {
    Ulid::read(text).ok_or_else(|| Plain::NotFound.into())
}

/// The changes together with what stays as it is.
fn check(changes: &Changes, stored: Option<&Webhook>) -> Result<(), Failure> {
    let method = changes.http_method.or(stored.map(|webhook| webhook.method)).unwrap_or(Method::Post);
    let format = changes.request_format.or(stored.map(|webhook| webhook.format)).unwrap_or(Format::Json);
    let subscriptions = changes.subscriptions.as_deref().or(stored.map(|webhook| &*webhook.subscriptions)).unwrap_or_default();
    Changes::check_events(method, format, subscriptions)?;
    match stored.filter(|webhook| webhook.authentication.is_some()) {
        Some(webhook) => Ok(changes.check_credentials(&webhook.endpoint)?),
        None => Ok(()),
    }
}
