//! Making one of two profiles of one person.

use usher_shared::policy::{Action, Role};
use usher_shared::problem::Plain;
use usher_shared::user::{Receiver, ReceiverDraft};
use usher_shared::value::Id;

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::json;
use crate::store::user_merges;

/// `PUT /api/v2/users/{user_id}/merge` with `{"user": {"id": …}}` or `{"user": {"email": …}}`: the user of the path goes into
/// the one of the body, whose record is answered. Whoever may edit both may do it (Zendesk): of neither is anything lost.
pub async fn merge(call: &Call, source: Id) -> Result<Answer, Failure> {
    let from = users::find_active(call, source, Action::EditUser).await?;
    let receiver = Receiver::parse(&json::record::<ReceiverDraft>(&call.json().await?, "user")?)?;
    let receiver = user_merges::receiver(call, &receiver).await?.ok_or(Plain::NotFound)?;
    let into = users::find_active(call, receiver, Action::EditUser).await?;
    // Zendesk merges customers only; nobody goes into themselves.
    if receiver == source || [from, into].iter().any(|user| user.deciding.role != Role::EndUser) {
        return Err(Plain::CannotMerge.into());
    }
    let body = user_merges::merge(call, source, receiver).await?.map_err(|_| Plain::Collision)?;
    Ok(Answer::json_text(200, body))
}
