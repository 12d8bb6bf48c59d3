//! Calls that are about many records: each is answered by a job, which is done afterwards (`jobs`).

use serde_json::{Map, Value, json};
use usher_shared::job::JobKind;
use usher_shared::policy::{Action, Relation, Role, Target};
use usher_shared::problem::Plain;
use usher_shared::value::ExternalId;

use super::form::entry_point_of_addition;
use super::users::ANY_CUSTOMER;
use crate::answer::Answer;
use crate::call::{Call, MOST_VALUES};
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency, Obstacle};
use crate::jobs::send;
use crate::log;
use crate::store::database::Refused;
use crate::store::jobs::{self, Payload};

/// `POST /api/v2/users/create_many`, and `…/create_or_update_many`, with `{"users": […]}`.
pub async fn add_users(call: &mut Call, kind: JobKind) -> Result<Answer, Failure> {
    call.require(Action::AddUser { role: Role::EndUser })?;
    let items = items(&call.json().await?, "users", Plain::TooManyUsers)?;
    call.caller.entry_point = entry_point_of_addition(call)?;
    accept(call, kind, Payload { items, ..Payload::default() }).await
}

/// `PUT /api/v2/users/update_many`: `{"user": …}` for all that the query names, or `{"users": […]}`.
pub async fn update_users(call: &Call) -> Result<Answer, Failure> {
    // What everybody may who may change anybody.
    call.require(Action::EditUser(Target { role: Role::EndUser, relation: Relation::AddedByCaller, shares_organization: true }))?;
    let payload = changes(call, &call.json().await?, "user", "users")?;
    accept(call, JobKind::UpdateUsers, payload).await
}

/// `DELETE /api/v2/users/destroy_many?ids=1,2` or `?external_ids=a,b`.
pub async fn delete_users(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::PurgeUsers)?;
    let items = named(call)?.ok_or(Plain::InvalidParameter.at("ids"))?;
    accept(call, JobKind::DeleteUsers, Payload { items, ..Payload::default() }).await
}

/// `POST /api/v2/organizations/create_many`.
pub async fn add_organizations(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    let items = items(&call.json().await?, "organizations", Plain::TooManyValues)?;
    accept(call, JobKind::CreateOrganizations, Payload { items, ..Payload::default() }).await
}

/// `PUT /api/v2/organizations/update_many`, in both forms.
pub async fn update_organizations(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::EditOrganizationNotes)?;
    let payload = changes(call, &call.json().await?, "organization", "organizations")?;
    accept(call, JobKind::UpdateOrganizations, payload).await
}

/// `DELETE /api/v2/organizations/destroy_many?ids=1,2` or `?external_ids=a,b`.
pub async fn delete_organizations(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    let items = named(call)?.ok_or(Plain::InvalidParameter.at("ids"))?;
    accept(call, JobKind::DeleteOrganizations, Payload { items, ..Payload::default() }).await
}

/// `POST /api/v2/organization_memberships/create_many`.
pub async fn add_organization_memberships(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::EditMemberships(ANY_CUSTOMER))?;
    let items = items(&call.json().await?, "organization_memberships", Plain::TooManyValues)?;
    accept(call, JobKind::CreateOrganizationMemberships, Payload { items, ..Payload::default() }).await
}

/// `DELETE /api/v2/organization_memberships/destroy_many?ids=1,2`.
pub async fn delete_organization_memberships(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::EditMemberships(ANY_CUSTOMER))?;
    let items = call.ids()?.into_iter().map(|id| json!({ "id": id })).collect();
    accept(call, JobKind::DeleteOrganizationMemberships, Payload { items, ..Payload::default() }).await
}

fn items(body: &Value, key: &str, too_many: Plain) -> Result<Vec<Value>, Failure> {
    let items = body.get(key).and_then(Value::as_array).ok_or(Plain::MissingObject)?;
    if items.len() > MOST_VALUES { Err(too_many.into()) } else { Ok(items.clone()) }
}

/// The records that the query names, if it does.
fn named(call: &Call) -> Result<Option<Vec<Value>>, Failure> {
    if let Some(ids) = call.external_ids()? {
        return Ok(Some(ids.iter().map(ExternalId::as_str).map(|id| json!({ "external_id": id })).collect()));
    }
    let ids = call.query("ids").is_some().then(|| call.ids()).transpose()?;
    Ok(ids.map(|ids| ids.iter().map(|id| json!({ "id": id })).collect()))
}

/// One change for all that the query names, or each with its own.
fn changes(call: &Call, body: &Value, one: &str, many: &str) -> Result<Payload, Failure> {
    match (named(call)?, body.get(one).and_then(Value::as_object)) {
        (Some(items), Some(common)) => Ok(Payload { common: common.clone(), items }),
        // One change, and nobody to change.
        (None, Some(_)) if body.get(many).is_none() => Err(Plain::MissingObject.at("ids").into()),
        // zenpy names those in the query too whom it sends with their own.
        _ => Ok(Payload { common: Map::new(), items: items(body, many, Plain::TooManyValues)? }),
    }
}

/// Stores what is asked for, has it done, and answers how far it is: nowhere.
async fn accept(call: &Call, kind: JobKind, payload: Payload) -> Result<Answer, Failure> {
    let idempotency = Idempotency::of(call)?;
    idempotency::write(call, idempotency.as_ref(), async || {
        Ok(match jobs::insert(call, kind, &payload, idempotency.as_ref()).await? {
            Ok((id, body)) => {
                // The job is stored: whoever looks at it has it sent again.
                if let Err(Failure::Fault(cause)) = send(&call.env, id).await {
                    log::fault(call, &cause);
                }
                Ok(Answer::json_text(200, body))
            }
            Err(Refused::Changed) => Err(Obstacle::Lasting(Plain::TooManyJobs.into())),
            Err(_) => Err(Obstacle::Passing),
        })
    })
    .await
}
