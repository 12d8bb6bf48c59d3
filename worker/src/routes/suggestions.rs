//! Customers who are like the one on the form, so that nobody is added twice.

use serde_json::json;
use usher_shared::api::{Suggestion, masked};
use usher_shared::policy::{Action, Disclosure};
use usher_shared::user::Values;

use super::users::user_of;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::json;
use crate::store::suggestions;

/// `POST /api/v1/suggestions` with `{"user": {…}}`. By POST because names and addresses do not belong into addresses,
/// which are logged; it stores nothing, so an idempotency key has nothing to do here. What does not parse is not looked for.
pub async fn find(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::FindSimilar)?;
    let body = call.json().await?;
    let draft = json::draft(user_of(&body)?).unwrap_or_default();
    let values = Values::readable(&draft, call.account.settings.default_region);
    let found = suggestions::find(call, &values).await?;
    let told: Vec<_> = match call.actor().standing.disclosure() {
        Disclosure::Full => found,
        Disclosure::Masked => found.into_iter().map(mask).collect(),
    };
    Ok(Answer::json(200, &json!({ "suggestions": told })))
}

fn mask(suggestion: Suggestion) -> Suggestion {
    Suggestion { id: None, email: suggestion.email.as_deref().map(masked), ..suggestion }
}
