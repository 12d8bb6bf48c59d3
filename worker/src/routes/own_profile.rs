//! The customer who is signed in: what is stored about them, and that they want to be deleted.

use serde_json::json;
use usher_shared::policy::{Action, Denial, Relation, Role, Target};
use usher_shared::problem::Plain;
use usher_shared::ticket::{Draft, New};
use usher_shared::value::Id;
use wasm_bindgen::JsValue;

use super::requests;
use super::tickets;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::own_profile;

/// Whoever calls, as somebody who sees their own record.
fn caller(call: &Call) -> Result<Id, Failure> {
    call.require(Action::ViewUser(Target { role: Role::EndUser, relation: Relation::Oneself, shares_organization: false }))?;
    call.actor().id.ok_or_else(|| Denial::SignInRequired.into())
}

/// `GET /api/v1/me`: of whoever is not signed in, what an account lets its customers do.
pub async fn show(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ProveAddress)?;
    let found = match call.actor().id {
        Some(id) => own_profile::find_me(call, id, &[]).await?,
        None => None,
    };
    let body = found.map_or_else(|| JsValue::from("{\"user\":null}"), |(body, _)| body);
    let registration = call.account.settings.registration;
    let settings = json!({
        "self_editing": registration.self_editing,
        "language_selection": registration.language_selection,
        "time_zone_selection": registration.time_zone_selection,
        "deletion_requests": registration.deletion_requests,
    });
    Ok(Answer::with_beside(body, &[("settings", settings.to_string())]))
}

/// `GET /api/v1/me/export`, as a file.
pub async fn export(call: &Call) -> Result<Answer, Failure> {
    let export = own_profile::export(call, caller(call)?).await?;
    Ok(Answer::json_bytes(200, export).header("content-disposition", "attachment; filename=\"profile.json\""))
}

/// `POST /api/v1/me/deletion_requests`: a request like any other, so that somebody answers it.
pub async fn request_deletion(call: &mut Call) -> Result<Answer, Failure> {
    let caller = caller(call)?;
    if !call.account.settings.registration.deletion_requests {
        return Err(Plain::DeletionRequestsOff.into());
    }
    let draft = json!({
        "subject": "Delete my data", "comment": { "body": "I ask you to delete what you have stored about me." },
        "tags": ["deletion_requested"], "requester_id": caller,
    });
    let draft: Draft = serde_json::from_value(draft).map_err(|error| Failure::Fault(error.to_string()))?;
    let told = requests::told(call);
    tickets::add(call, &New::parse(&draft)?, &told).await
}
