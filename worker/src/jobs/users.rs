//! Users of a bulk call: each by the rules of the single call.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use usher_shared::form::Field;
use usher_shared::job::{JobKind, Outcome};
use usher_shared::policy::{Action, Target};
use usher_shared::problem::{Mistake, Plain};
use usher_shared::user::{Contact, ContactKind, OrganizationChoice, Values};
use usher_shared::value::{ExternalId, Id, Invalid};

use super::pack::{Stake, Step};
use super::{each, id, object};
use crate::call::Call;
use crate::failure::Failure;
use crate::json;
use crate::routes::users::{changes, check, flag, new_user};
use crate::runtime;
use crate::store::deleted_users;
use crate::store::sought_users::{Found, FoundUser, Sought, seek};
use crate::store::users::{self, Addition, Deciding, Update};

pub async fn steps(call: &Call, kind: JobKind, records: &[Value]) -> Result<Vec<Step>, Failure> {
    let sought: Vec<_> = records.iter().map(|record| sought(call, record)).collect();
    let found = seek(call, &sought).await?;
    let now = runtime::now();
    let claims = |at: usize| claims(&sought[at], &found);
    each(records, claims, async |record| {
        let told = |failure| (None, failure);
        let user = object(record).map_err(told)?;
        let Some(id) = meant(kind, user, &found).map_err(told)? else {
            return match kind {
                JobKind::UpdateUsers | JobKind::DeleteUsers => Err(told(Plain::NotFound.into())),
                _ => adding(call, user, &found, &now).await.map_err(told),
            };
        };
        let step = match kind {
            JobKind::DeleteUsers => deleting(call, id, &found, &now),
            // It says only who is meant.
            JobKind::UpdateUsers if !user.contains_key("id") => changing(call, id, &without_external_id(user), &found, &now).await,
            _ => changing(call, id, user, &found, &now).await,
        };
        step.map_err(|failure| (Some(id), failure))
    })
    .await
}

fn without_external_id(user: &Map<String, Value>) -> Map<String, Value> {
    let mut user = user.clone();
    user.remove("external_id");
    user
}

fn sought(call: &Call, record: &Value) -> Sought {
    let mut sought = Sought::default();
    let Some(user) = record.as_object() else { return sought };
    let values = Values::readable(&json::draft(user).unwrap_or_default(), call.account.settings.default_region);
    sought.ids.extend(id(user).ok().flatten());
    sought.external_ids.extend(values.external_id.iter().map(ExternalId::normal_form));
    sought.contacts.extend(contacts(&values).iter().map(|contact| (contact.kind().code(), contact.normal_form().to_owned())));
    if let Some(OrganizationChoice::Id(id)) = values.organization {
        sought.organizations.insert(id);
    }
    sought
}

/// Whom a record may be about, and what it may take. A number that somebody has is shared, by however many.
fn claims(sought: &Sought, found: &Found) -> Vec<String> {
    let mut users: BTreeSet<_> = sought.ids.iter().copied().collect();
    let mut free = Vec::new();
    for external_id in &sought.external_ids {
        match found.with_external_id(external_id) {
            Some(user) => drop(users.insert(user.id)),
            None => free.push(format!("external_id {external_id}")),
        }
    }
    for (kind, normal_form) in &sought.contacts {
        match found.with_contact(kind, normal_form) {
            Some(user) if *kind == ContactKind::Email.code() => drop(users.insert(user.id)),
            Some(_) => {}
            None => free.push(format!("{kind} {normal_form}")),
        }
    }
    free.into_iter().chain(users.iter().map(|id| format!("user {id}"))).collect()
}

/// In the order in which one that is taken is told.
fn contacts(values: &Values) -> Vec<Contact> {
    let email = values.email.iter().cloned().map(Contact::Email);
    email.chain(values.more.iter().cloned()).chain(values.phone.iter().cloned().map(Contact::Phone)).collect()
}

/// The user who is there already: by id, else by external id, else, where one may be created too, by any address (Zendesk).
fn meant(kind: JobKind, user: &Map<String, Value>, found: &Found) -> Result<Option<Id>, Failure> {
    if kind == JobKind::CreateUsers {
        return Ok(None);
    }
    if let Some(id) = id(user)? {
        return Ok(Some(id));
    }
    let values = Values::readable(&json::draft(user)?, None);
    let mut addresses = contacts(&Values { phone: None, ..values.clone() });
    addresses.retain(|contact| kind == JobKind::CreateOrUpdateUsers && matches!(contact, Contact::Email(_)));
    let by_external_id = values.external_id.and_then(|id| found.with_external_id(&id.normal_form()));
    let meant = by_external_id.or_else(|| addresses.iter().find_map(|contact| found.of(contact)));
    Ok(meant.map(|user| user.id))
}

async fn adding(call: &Call, user: &Map<String, Value>, found: &Found, now: &str) -> Result<Step, Failure> {
    let (new_user, attributes, rank) = new_user(call, user).await?;
    refuse_taken(&new_user.values, None, found)?;
    let id = runtime::new_id();
    let addition =
        Addition { user: &new_user, attributes: &attributes, rank, verified: flag(user, "verified"), welcome: false, idempotency: None };
    let statements = users::insertion(call, &addition, id, now);
    let stake = Stake::User(Box::new((new_user.values, attributes)), None);
    Ok(Step::new(statements, Outcome::Created(id), stake))
}

async fn changing(call: &Call, id: Id, user: &Map<String, Value>, found: &Found, now: &str) -> Result<Step, Failure> {
    let deciding = active(call, id, found, Action::EditUser)?;
    let (changes, attributes, rank) = changes(call, id, deciding, user).await?;
    refuse_taken(&changes.values, Some(id), found)?;
    let phone = deciding.phone.as_deref();
    let update = Update { changes: &changes, attributes: &attributes, rank, verified: flag(user, "verified"), phone, role: deciding.role };
    let statements = users::changing(call, id, &update, now);
    let stake = Stake::User(Box::new((changes.values, attributes)), Some(id));
    Ok(Step::new(statements, Outcome::Updated(id), stake))
}

fn deleting(call: &Call, id: Id, found: &Found, now: &str) -> Result<Step, Failure> {
    let role = active(call, id, found, Action::DeleteUser)?.role;
    Ok(Step::new(deleted_users::deletion(call, id, role, now), Outcome::Deleted(id), Stake::Deletion(id)))
}

/// What is needed to decide about a user, if the caller may do this with them and they are not deleted.
fn active<'a>(call: &Call, id: Id, found: &'a Found, action: impl Fn(Target) -> Action) -> Result<&'a Deciding, Failure> {
    let stored = found.deciding(id);
    check(call, id, stored, action)?;
    stored.filter(|deciding| deciding.active).ok_or_else(|| Plain::NotFound.into())
}

/// What the indexes would refuse, in the order in which they would: one mistake, as in the single call. They have the last
/// word all the same.
fn refuse_taken(values: &Values, owner: Option<Id>, found: &Found) -> Result<(), Failure> {
    let another = |user: Option<&FoundUser>| user.is_some_and(|user| Some(user.id) != owner);
    let refuse = |field: Field, invalid, taken| Err(vec![Mistake { taken, ..Mistake::new(field.code(), invalid) }].into());
    if values.external_id.as_ref().is_some_and(|id| another(found.with_external_id(&id.normal_form()))) {
        return refuse(Field::ExternalId, Invalid::Taken, None);
    }
    // Whether the number that is shown may be another's is left to the database.
    let taken = contacts(&Values { phone: None, ..values.clone() }).into_iter().find(|contact| another(found.of(contact)));
    match taken {
        Some(Contact::Email(email)) => refuse(Field::Email, Invalid::Taken, Some(email.as_str().into())),
        Some(Contact::Phone(phone)) => refuse(Field::Phone, Invalid::Taken, Some(phone.as_str().into())),
        None => match &values.organization {
            Some(OrganizationChoice::Id(id)) if !found.organizations.contains(id) => refuse(Field::Organization, Invalid::Unknown, None),
            _ => Ok(()),
        },
    }
}

impl Found {
    pub fn deciding(&self, id: Id) -> Option<&Deciding> {
        self.users.iter().find(|user| user.id == id).map(|user| &user.deciding)
    }

    fn with_external_id(&self, normal_form: &str) -> Option<&FoundUser> {
        self.users.iter().find(|user| user.external_id.as_deref() == Some(normal_form))
    }

    fn of(&self, contact: &Contact) -> Option<&FoundUser> {
        self.with_contact(contact.kind().code(), contact.normal_form())
    }

    fn with_contact(&self, kind: &str, normal_form: &str) -> Option<&FoundUser> {
        let key = (kind.to_owned(), normal_form.to_owned());
        self.users.iter().find(|user| user.contacts.contains(&key))
    }
}
