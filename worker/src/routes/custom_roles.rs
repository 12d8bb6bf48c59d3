//! Roles that an account has defined for its agents, as Zendesk's API has them.

use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::Id;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Page;
use crate::store::custom_roles::{self, SORTS};
use crate::store::listing::as_they_come;

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, "custom_roles", &custom_roles::all().page(call, &page, &[], as_they_come).await?))
}

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    Ok(Answer::json_text(200, custom_roles::find(call, id).await?.ok_or(Plain::NotFound)?))
}
