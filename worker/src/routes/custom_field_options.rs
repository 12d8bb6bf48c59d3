//! The choices of a list that an account has defined for its users, as Zendesk's API has them.

use usher_shared::custom_field::{Choice, ChoiceDraft, Object};
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::Id;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::custom_field_options::{self, SORTS};
use crate::store::custom_fields;

pub async fn list(call: &Call, field: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    let owner = custom_fields::select_type(Object::User, field);
    let listed = custom_field_options::of_field(field).page_of(call, &page, owner, &[]).await?.ok_or(Plain::NotFound)?;
    Ok(page.answer(call, "custom_field_options", &listed))
}

pub async fn show(call: &Call, field: Id, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    Ok(Answer::json_text(200, custom_field_options::find(call, field, id).await?.ok_or(Plain::NotFound)?))
}

/// `POST /api/v2/user_fields/{user_field_id}/options`: with an id, the option that has it changes (200), else there is a new one
/// (201).
pub async fn create_or_update(call: &Call, field: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageFields)?;
    let draft: ChoiceDraft = json::record(&call.json().await?, "custom_field_option")?;
    let choice = Choice::parse(&draft)?;
    let idempotency = Idempotency::of(call)?;
    let idempotency = idempotency.as_ref();
    let Some(id) = choice.id else { return add(call, field, &choice, idempotency).await };
    let stored = custom_field_options::update(call, field, id, &choice, idempotency).await?;
    idempotency::changed(call, idempotency, 200, stored).await
}

async fn add(call: &Call, field: Id, choice: &Choice, idempotency: Option<&Idempotency>) -> Result<Answer, Failure> {
    let location = |call: &Call, id| custom_field_options::location(call, field, id);
    idempotency::add(call, idempotency, location, async || match custom_field_options::insert(call, field, choice, idempotency).await? {
        Ok((id, Some(body))) => Ok(Ok((id, body))),
        Ok((_, None)) => Err(Plain::NotFound.into()),
        Err(conflict) => Ok(Err(conflict)),
    })
    .await
}

pub async fn delete(call: &Call, field: Id, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageFields)?;
    if custom_field_options::delete(call, field, id).await? { Ok(Answer::empty(204)) } else { Err(Plain::NotFound.into()) }
}
