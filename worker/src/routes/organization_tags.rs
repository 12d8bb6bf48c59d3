//! Tags of an organization, as Zendesk's API has them.

use usher_shared::organization::Tags;
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::Id;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::json;
use crate::store::organizations;
use crate::store::tags::TagChange;

pub async fn list(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    Ok(Answer::json_text(200, organizations::tags(call, id).await?.ok_or(Plain::NotFound)?))
}

/// With `{"tags": […]}`: the tags as they are then. Setting them is 201, as Zendesk has it.
pub async fn change(call: &Call, id: Id, change: TagChange) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    let tags = Tags::parse(&json::whole(&call.json().await?)?)?;
    let body = organizations::change_tags(call, id, change, &tags).await?.ok_or(Plain::NotFound)?;
    Ok(Answer::json_text(if matches!(change, TagChange::Set) { 201 } else { 200 }, body))
}
