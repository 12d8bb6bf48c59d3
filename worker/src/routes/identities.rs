//! What a user is recognised and reached by.

use serde_json::json;
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
    let (found, count) = identities::list(call, user).await?;
    Ok(Answer::list("identities", &found, &json!({ "next_page": null, "previous_page": null, "count": count })))
}
