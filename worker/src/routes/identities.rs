//! What a user is recognised and reached by.

use usher_shared::policy::Action;
use usher_shared::value::Id;

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::identities;

/// `GET /api/v2/users/{id}/identities`: all of them, the primary one of each type first.
pub async fn list(call: &Call, user: Id) -> Result<Answer, Failure> {
    users::find(call, user, Action::ViewUser).await?;
    Ok(Answer::all("identities", identities::list(call, user).await?.iter()))
}
