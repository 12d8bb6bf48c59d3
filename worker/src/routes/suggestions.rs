//! Customers who are like the one on the form, so that nobody is added twice.

use serde_json::json;
use usher_shared::api::{Suggestion, masked};
use usher_shared::policy::{Action, Role, Target};
use usher_shared::user::Values;

use super::users::{relation, user_of};
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
    // Who may open a customer is told all; who may not, that there is one.
    let tell = |(suggestion, added_by): (Suggestion, Option<i64>)| {
        // Whether somebody may see a customer depends on no organization.
        let target = Target { role: Role::EndUser, relation: relation(call, suggestion.id, added_by), shares_organization: false };
        if call.require(Action::ViewUser(target)).is_ok() { suggestion } else { mask(suggestion) }
    };
    let told: Vec<_> = found.into_iter().map(tell).collect();
    Ok(Answer::json(200, &json!({ "suggestions": told })))
}

fn mask(suggestion: Suggestion) -> Suggestion {
    Suggestion { id: None, email: suggestion.email.as_deref().map(masked), ..suggestion }
}
