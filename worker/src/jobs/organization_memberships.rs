//! Memberships of a bulk call: each by the rules of the single call.

use serde::Deserialize;
use serde_json::Value;
use usher_shared::job::Outcome;
use usher_shared::membership::{Draft, New};
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::value::{Id, Invalid};

use super::pack::{Stake, Step};
use super::{each, id, object};
use crate::call::Call;
use crate::failure::Failure;
use crate::routes::users::check;
use crate::runtime;
use crate::store::memberships::{Which, insertion, removal, users_of};
use crate::store::organization_memberships::KIND;
use crate::store::sought_users::{Found, Sought, seek};

pub async fn additions(call: &Call, records: &[Value]) -> Result<Vec<Step>, Failure> {
    let new: Vec<_> = records.iter().filter_map(|record| new(record).ok()).collect();
    let (ids, organizations) = (new.iter().map(|new| new.user).collect(), new.iter().map(|new| new.of).collect());
    let found = seek(call, &[Sought { ids, organizations, ..Sought::default() }]).await?;
    let now = runtime::now();
    let claims = |at: usize| user_of_new(&records[at]).into_iter().collect();
    each(records, claims, async |record| adding(call, record, &found, &now).map_err(|failure| (None, failure))).await
}

fn new(record: &Value) -> Result<New, Failure> {
    object(record)?;
    let draft = Draft::deserialize(record).map_err(|_| Plain::MissingObject)?;
    Ok(New::of_organization(&draft, None)?)
}

fn user_of_new(record: &Value) -> Option<String> {
    Some(format!("user {}", new(record).ok()?.user))
}

fn adding(call: &Call, record: &Value, found: &Found, now: &str) -> Result<Step, Failure> {
    let new = new(record)?;
    let mistaken = |key, invalid| Err(vec![Mistake::new(key, invalid)].into());
    let Some(deciding) = found.deciding(new.user).filter(|deciding| deciding.active) else {
        return mistaken("user_id", Invalid::Unknown);
    };
    check(call, new.user, Some(deciding), Action::EditMemberships)?;
    call.require(Action::ChooseOrganization { own: call.caller.organizations.contains(&new.of) })?;
    if deciding.organizations.contains(&new.of) {
        return mistaken("user_id", Invalid::Taken);
    }
    if !found.organizations.contains(&new.of) {
        return mistaken("organization_id", Invalid::Unknown);
    }
    let id = runtime::new_id();
    Ok(Step::new(insertion(call, &KIND, id, &new, deciding.role, now), Outcome::Created(id), Stake::OrganizationMembership))
}

pub async fn deletions(call: &Call, records: &[Value]) -> Result<Vec<Step>, Failure> {
    let ids: Vec<_> = records.iter().filter_map(|record| id_of(record).ok()).collect();
    let users = users_of(call, &KIND, &ids).await?;
    let found = seek(call, &[Sought { ids: users.values().copied().collect(), ..Sought::default() }]).await?;
    let now = runtime::now();
    let user = |record: &Value| id_of(record).ok().and_then(|id| users.get(&id).copied());
    let claims = |at: usize| user(&records[at]).map(|user| format!("user {user}")).into_iter().collect();
    each(records, claims, async |record| {
        let id = id_of(record).map_err(|failure| (None, failure))?;
        let told = |failure| (Some(id), failure);
        let user = user(record);
        let deciding = user.and_then(|user| found.deciding(user));
        check(call, user.unwrap_or(id), deciding, Action::EditMemberships).map_err(told)?;
        let (user, deciding) = user.zip(deciding).ok_or_else(|| told(Plain::NotFound.into()))?;
        Ok(Step::new(removal(call, &KIND, user, deciding.role, Which::Id(id), &now), Outcome::Deleted(id), Stake::Nothing))
    })
    .await
}

fn id_of(record: &Value) -> Result<Id, Failure> {
    id(object(record)?)?.ok_or_else(|| Plain::NotFound.into())
}
