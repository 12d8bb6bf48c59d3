//! Fields that an account adds to its users and organizations, as Zendesk's API has them.

use serde_json::Value;
use usher_shared::custom_field::{Changes, Draft, New, Object};
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::Id;

use crate::answer::Answer;
use crate::call::{Call, MOST_VALUES};
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::custom_fields::{self, SORTS};
use crate::store::listing::{Listing, as_they_come};

pub async fn list(call: &Call, object: Object) -> Result<Answer, Failure> {
    listed(call, object, &custom_fields::all(object)).await
}

/// `GET /api/v2/user_fields/show_many?keys=a,b`: those that there are, in their order.
pub async fn show_many(call: &Call, object: Object) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    listed(call, object, &custom_fields::with_keys(object, &call.texts("keys")?)).await
}

async fn listed(call: &Call, object: Object, asked: &Listing) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, object.fields_key(), &asked.page(call, &page, &[], as_they_come).await?))
}

pub async fn show(call: &Call, object: Object, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    Ok(Answer::json_text(200, custom_fields::find(call, object, id).await?.ok_or(Plain::NotFound)?))
}

pub async fn create(call: &Call, object: Object) -> Result<Answer, Failure> {
    call.require(Action::ManageFields)?;
    let new = New::parse(&draft(&call.json().await?, object)?)?;
    let idempotency = Idempotency::of(call)?;
    let location = |call: &Call, id| custom_fields::location(call, object, id);
    idempotency::add(call, idempotency.as_ref(), location, async || custom_fields::insert(call, object, &new, idempotency.as_ref()).await)
        .await
}

pub async fn update(call: &Call, object: Object, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageFields)?;
    let draft = draft(&call.json().await?, object)?;
    let kind = custom_fields::kind_of(call, object, id).await?.ok_or(Plain::NotFound)?;
    let body = custom_fields::update(call, object, id, &Changes::parse(&draft, kind)?).await??.ok_or(Plain::NotFound)?;
    Ok(Answer::json_text(200, body))
}

pub async fn delete(call: &Call, object: Object, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageFields)?;
    if custom_fields::delete(call, object, id).await? { Ok(Answer::empty(204)) } else { Err(Plain::NotFound.into()) }
}

/// `PUT /api/v2/user_fields/reorder` with `{"user_field_ids": […]}`. The answer is documented as an empty text.
pub async fn reorder(call: &Call, object: Object) -> Result<Answer, Failure> {
    call.require(Action::ManageFields)?;
    let body = call.json().await?;
    let ids = body.get(format!("{}_ids", object.field_key())).and_then(Value::as_array).ok_or(Plain::MissingObject)?;
    if ids.len() > MOST_VALUES {
        return Err(Plain::TooManyValues.into());
    }
    let ids: Option<Vec<_>> = ids.iter().map(|id| Id::from_number(id.as_i64()?).ok()).collect();
    custom_fields::reorder(call, object, &ids.ok_or(Plain::InvalidId)?).await?;
    Ok(Answer::json(200, &""))
}

fn draft(body: &Value, object: Object) -> Result<Draft, Failure> {
    json::record(body, object.field_key())
}
