//! What a user is recognised and reached by.

use usher_shared::policy::Action;
use usher_shared::value::Id;

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Page;
use crate::store::identities;
use crate::store::listing::as_they_come;

pub async fn list(call: &Call, user: Id) -> Result<Answer, Failure> {
    users::find(call, user, Action::ViewUser).await?;
    let page = Page::of(call, identities::SORTS)?;
    let listed = identities::of_user(user).page(call, &page, &[], as_they_come).await?;
    Ok(page.answer(call, "identities", &listed))
}
