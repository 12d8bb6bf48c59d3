//! How much there is of what a user has to do with.

use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::Id;

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::user_related;

/// `GET /api/v2/users/{user_id}/related`, for those who may see the user.
pub async fn show(call: &Call, user: Id) -> Result<Answer, Failure> {
    let (_, rows) = users::find_and(call, user, Action::ViewUser, vec![user_related::select(user)]).await?;
    Ok(Answer::json_text(200, rows[0].first("json").ok_or(Plain::NotFound)?))
}
