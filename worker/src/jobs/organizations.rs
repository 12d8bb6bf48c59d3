//! Organizations of a bulk call: each by the rules of the single call.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;
use usher_shared::job::{JobKind, Outcome};
use usher_shared::organization::{Changes, Draft, New};
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::sent::Sent;
use usher_shared::value::{ExternalId, Id, Invalid};

use super::pack::{Stake, Step};
use super::{each, id, object};
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;
use crate::store::organizations::{self, Found, seek};

pub async fn steps(call: &Call, kind: JobKind, records: &[Value]) -> Result<Vec<Step>, Failure> {
    let ids: Vec<_> = records.iter().filter_map(|record| id(record.as_object()?).ok()?).collect();
    let readable: Vec<_> = records.iter().filter_map(|record| Changes::parse(&draft(record).ok()?, &call.account.fields).ok()).collect();
    let names: Vec<_> = readable.iter().filter_map(|changes| Some(changes.name.as_ref()?.normal_form())).collect();
    let external_ids: Vec<_> = readable.iter().filter_map(external_id).collect();
    let found = seek(call, &ids, &names, &external_ids).await?;
    let now = runtime::now();
    each(
        records,
        |at| claims(&records[at], &found),
        async |record| {
            let told = |failure| (None, failure);
            if kind == JobKind::CreateOrganizations {
                return adding(call, record, &found, &now).map_err(told);
            }
            let meant = meant(record, &found).map_err(told)?;
            let told = |failure| (Some(meant), failure);
            if kind == JobKind::UpdateOrganizations {
                return changing(call, meant, record, &found, &now).map_err(told);
            }
            call.require(Action::ManageOrganizations).map_err(told)?;
            if !found.has(meant) {
                return Err(told(Plain::NotFound.into()));
            }
            Ok(Step::new(organizations::deletion(call, meant, &now), Outcome::Deleted(meant), Stake::Organization))
        },
    )
    .await
}

fn draft(record: &Value) -> Result<Draft, Failure> {
    object(record)?;
    Draft::deserialize(record).map_err(|_| Plain::MissingObject.into())
}

fn external_id(changes: &Changes) -> Option<String> {
    changes.external_id.as_ref()?.as_ref().map(ExternalId::normal_form)
}

/// By id, else by external id.
fn meant(record: &Value, found: &Found) -> Result<Id, Failure> {
    if let Some(id) = id(object(record)?)? {
        return Ok(id);
    }
    let changes = Changes::parse(&Draft { external_id: draft(record)?.external_id, ..Draft::default() }, &[])?;
    let known = external_id(&changes).and_then(|id| found.external_ids.get(&id).copied());
    known.ok_or_else(|| Plain::NotFound.into())
}

fn adding(call: &Call, record: &Value, found: &Found, now: &str) -> Result<Step, Failure> {
    call.require(Action::ManageOrganizations)?;
    let new = New::parse(&draft(record)?, &call.account.fields)?;
    refuse_taken(&new.changes, None, found)?;
    let id = runtime::new_id();
    Ok(Step::new(organizations::insertion(call, &new, id, now), Outcome::Created(id), Stake::Organization))
}

fn changing(call: &Call, id: Id, record: &Value, found: &Found, now: &str) -> Result<Step, Failure> {
    let mut draft = draft(record)?;
    if !found.ids.contains(&id) {
        // It says only which is meant.
        draft.external_id = Sent::Absent;
    }
    let changes = Changes::parse(&draft, &call.account.fields)?;
    call.require(if changes.is_of_notes() { Action::EditOrganizationNotes } else { Action::ManageOrganizations })?;
    if !found.has(id) {
        return Err(Plain::NotFound.into());
    }
    refuse_taken(&changes, Some(id), found)?;
    Ok(Step::new(organizations::changing(call, id, &changes, now), Outcome::Updated(id), Stake::Organization))
}

/// Which organizations a record may be about, and what it may take.
fn claims(record: &Value, found: &Found) -> Vec<String> {
    let changes = draft(record).ok().and_then(|draft| Changes::parse(&draft, &[]).ok());
    let name = changes.as_ref().and_then(|changes| Some(changes.name.as_ref()?.normal_form()));
    let external_id = changes.as_ref().and_then(external_id);
    let holders = [name.as_ref().and_then(|name| found.names.get(name)), external_id.as_ref().and_then(|id| found.external_ids.get(id))];
    let own = record.as_object().and_then(|record| id(record).ok().flatten());
    let ids = holders.into_iter().flatten().copied().chain(own).collect::<BTreeSet<_>>();
    let texts = name.map(|name| format!("name {name}")).into_iter().chain(external_id.map(|id| format!("external_id {id}")));
    texts.chain(ids.iter().map(|id| format!("id {id}"))).collect()
}

/// What the indexes would refuse, in the order in which they would.
fn refuse_taken(changes: &Changes, owner: Option<Id>, found: &Found) -> Result<(), Failure> {
    let name = changes.name.as_ref().and_then(|name| found.names.get(&name.normal_form()).copied());
    let external_id = external_id(changes).and_then(|id| found.external_ids.get(&id).copied());
    for (key, has) in [("name", name), ("external_id", external_id)] {
        if has.is_some() && has != owner {
            return Err(vec![Mistake::new(key, Invalid::Taken)].into());
        }
    }
    Ok(())
}
