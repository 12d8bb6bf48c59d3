//! Memberships of a bulk call.

use serde::Deserialize;
use serde_json::Value;
use usher_shared::job::Outcome;
use usher_shared::organization_membership::{Draft, New};
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::value::{Id, Invalid};

use super::pack::{Stake, Step};
use super::{each, id, object};
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;
use crate::store::organization_memberships::{self, Found, seek};

pub async fn additions(call: &Call, records: &[Value]) -> Result<Vec<Step>, Failure> {
    let pairs: Vec<_> = records.iter().filter_map(|record| new(record).ok()).map(|new| (new.user, new.organization)).collect();
    let found = seek(call, &[], &pairs).await?;
    let now = runtime::timestamp(runtime::now_ms());
    let claims = |at: usize| new(&records[at]).iter().map(|new| format!("user {}", new.user)).collect();
    each(records, claims, |record| adding(call, record, &found, &now).map_err(|failure| (None, failure)))
}

fn new(record: &Value) -> Result<New, Failure> {
    object(record)?;
    Ok(New::parse(&Draft::deserialize(record).map_err(|_| Plain::MissingObject)?)?)
}

fn adding(call: &Call, record: &Value, found: &Found, now: &str) -> Result<Step, Failure> {
    call.require(Action::EditMemberships)?;
    let New { user, organization, is_default } = new(record)?;
    let unknown = [("user_id", found.users.contains(&user)), ("organization_id", found.organizations.contains(&organization))];
    let mut mistakes: Vec<_> =
        unknown.iter().filter(|(_, is_there)| !is_there).map(|(key, _)| Mistake::new(*key, Invalid::Unknown)).collect();
    if found.pairs.contains(&(user, organization)) {
        mistakes.push(Mistake::new("user_id", Invalid::Taken));
    }
    if !mistakes.is_empty() {
        return Err(mistakes.into());
    }
    let id = runtime::new_id();
    let statements = organization_memberships::insertion(call, id, (user, organization), is_default, now);
    Ok(Step::new(statements, Outcome::Created(id), Stake::Nothing))
}

pub async fn deletions(call: &Call, records: &[Value]) -> Result<Vec<Step>, Failure> {
    let ids: Vec<_> = records.iter().filter_map(|record| id_of(record).ok()).collect();
    let found = seek(call, &ids, &[]).await?;
    let now = runtime::timestamp(runtime::now_ms());
    let claims = |at: usize| {
        let user = id_of(&records[at]).ok().and_then(|id| found.memberships.get(&id));
        user.iter().map(|user| format!("user {user}")).collect()
    };
    each(records, claims, |record| {
        let id = id_of(record).map_err(|failure| (None, failure))?;
        deleting(call, id, &found, &now).map_err(|failure| (Some(id), failure))
    })
}

fn id_of(record: &Value) -> Result<Id, Failure> {
    id(object(record)?)?.ok_or_else(|| Plain::NotFound.into())
}

fn deleting(call: &Call, id: Id, found: &Found, now: &str) -> Result<Step, Failure> {
    call.require(Action::EditMemberships)?;
    let user = *found.memberships.get(&id).ok_or(Plain::NotFound)?;
    let statements = organization_memberships::deletion(call, id, user, now);
    Ok(Step::new(statements, Outcome::Deleted(id), Stake::Nothing))
}
