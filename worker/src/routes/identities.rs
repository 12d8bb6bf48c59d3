//! What a user is recognised and reached by.

use usher_shared::value::Id;

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Page;
use crate::store::identities;

pub async fn list(call: &Call, user: Id) -> Result<Answer, Failure> {
    let page = Page::of(call, identities::SORTS)?;
    Ok(page.answer(call, "identities", &users::page_of(call, user, &identities::of_user(user), &page, &[]).await?))
}
