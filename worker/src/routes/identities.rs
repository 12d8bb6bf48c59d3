//! What a user is recognised and reached by: for agents at `/users/{user_id}/identities`, and for people themselves at
//! `/end_users/{user_id}/identities` (Zendesk, User Identities API).

use usher_shared::form::EntryPoint;
use usher_shared::policy::{Action, Role, Target};
use usher_shared::problem::{Mistake, Plain};
use usher_shared::proof::MOST_CLAIMS;
use usher_shared::user::{Contact, IdentityChanges, IdentityDraft, IdentityValue, NewIdentity};
use usher_shared::value::{EmailAddress, Id, Invalid};

use super::users;
use crate::addresses;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::conflict::Conflict;
use crate::store::database::{Refused, Rows};
use crate::store::identities::{self, Identity};
use crate::store::identity_claims;
use crate::store::users::Stored;

/// How one comes to a user: as somebody who handles them, or as they themselves.
type Way = fn(Target) -> Action;

pub async fn list(call: &Call, user: Id) -> Result<Answer, Failure> {
    let page = Page::of(call, identities::SORTS)?;
    let kinds: Vec<_> = call.queries(&["type", "type[]"]).collect();
    let listed = users::list_of(call, user, &page, &identities::of_user(user, &kinds), &[]).await?;
    Ok(page.answer(call, "identities", &listed))
}

pub async fn show(call: &Call, user: Id, id: Id) -> Result<Answer, Failure> {
    let (_, identity) = find(call, user, id, Action::ViewUser).await?;
    Ok(Answer::json_text(200, identity.json))
}

/// Customers say that an address is theirs, and prove it by its mail: until then it is nobody's but in their own list.
pub async fn create(call: &Call, user: Id, way: Way) -> Result<Answer, Failure> {
    let (stored, rows) = users::find_and(call, user, way, vec![identity_claims::select(user)]).await?;
    let role = stored.deciding.active.then_some(stored.deciding.role).ok_or(Plain::NotFound)?;
    let draft: IdentityDraft = json::record(&call.json().await?, "identity")?;
    let mut new = NewIdentity::parse(&draft, call.account.settings.default_region).map_err(refusal)?;
    // What people say of themselves is to be verified.
    new.verified &= call.require(Action::ListUsers).is_ok();
    let idempotency = Idempotency::of(call)?;
    if let IdentityValue::Contact(Contact::Email(email)) = &new.value
        && let Some(invalid) = addresses::refusal(call, entry_point(call), [email]).await
    {
        let mistakes = vec![Mistake::new("value", invalid)];
        // The same request may have been carried out before.
        return idempotency::replay(call, idempotency.as_ref()).await?.ok_or_else(|| mistakes.into());
    }
    if let (IdentityValue::Contact(Contact::Email(email)), false) = (&new.value, call.actor().standing.is_staff()) {
        return claim(call, user, email, &rows[0], idempotency.as_ref()).await;
    }
    let location = |call: &Call, id| identities::location(call, user, id);
    idempotency::add(call, idempotency.as_ref(), location, async || {
        let added = identities::insert_one(call, user, role, &new, idempotency.as_ref()).await?;
        Ok(added.map_err(|refused| conflict(&refused, new.value.as_str())))
    })
    .await
}

/// Customers come in by themselves, with whatever address.
fn entry_point(call: &Call) -> EntryPoint {
    if call.actor().standing.is_staff() { call.caller.entry_point } else { EntryPoint::Signup }
}

async fn claim(call: &Call, user: Id, email: &EmailAddress, claims: &Rows, idempotency: Option<&Idempotency>) -> Result<Answer, Failure> {
    if !call.account.settings.registration.self_editing {
        return Err(Plain::SelfEditingOff.into());
    }
    if identity_claims::number(claims) >= i64::from(MOST_CLAIMS) {
        return Err(vec![Mistake::new("value", Invalid::TooMany)].into());
    }
    let asked = identity_claims::asked(call, user, email).await?;
    let location = |call: &Call, id| identities::location(call, user, id);
    idempotency::add(call, idempotency, location, async || {
        let added = identity_claims::insert(call, user, email, &asked, idempotency).await?;
        Ok(added.map_err(|refused| Conflict::of(&refused, None, &[])))
    })
    .await
}

pub async fn update(call: &Call, user: Id, id: Id) -> Result<Answer, Failure> {
    let (role, identity) = find_active(call, user, id, Action::EditUser).await?;
    let draft: IdentityDraft = json::record(&call.json().await?, "identity")?;
    let changes = IdentityChanges::parse(&draft, &identity.kind, call.account.settings.default_region).map_err(refusal)?;
    changed(call, user, role, id, &changes).await
}

pub async fn verify(call: &Call, user: Id, id: Id) -> Result<Answer, Failure> {
    let (role, _) = find_active(call, user, id, Action::EditUser).await?;
    changed(call, user, role, id, &IdentityChanges { value: None, verified: Some(true) }).await
}

async fn changed(call: &Call, user: Id, role: Role, id: Id, changes: &IdentityChanges) -> Result<Answer, Failure> {
    let value = changes.value.as_ref().map_or("", |value| value.as_str());
    let body = identities::update(call, user, role, id, changes).await?.map_err(|refused| conflict(&refused, value))?;
    Ok(Answer::json_text(200, body.ok_or(Plain::NotFound)?))
}

/// The answer is all identities of the user, as recorded.
pub async fn make_primary(call: &Call, user: Id, id: Id, way: Way) -> Result<Answer, Failure> {
    let (role, identity) = find_active(call, user, id, way).await?;
    if identity.is_claim {
        return Err(vec![Mistake::new("value", Invalid::NotOffered)].into());
    }
    let (all, count) = identities::promote(call, user, role, id).await?;
    Ok(Answer::list_of_all("identities", &all, count))
}

pub async fn delete(call: &Call, user: Id, id: Id, way: Way) -> Result<Answer, Failure> {
    let (role, _) = find_active(call, user, id, way).await?;
    identities::delete(call, user, role, id).await?.map_err(|refused| conflict(&refused, ""))?;
    Ok(Answer::empty(204))
}

/// Answered empty, as recorded. What nobody can be written to, and what is proved already, is not asked about.
pub async fn request_verification(call: &Call, user: Id, id: Id, way: Way) -> Result<Answer, Failure> {
    let (role, identity) = find_active(call, user, id, way).await?;
    let email = identity.email.filter(|_| !identity.verified).and_then(|email| EmailAddress::parse(&email).ok());
    let asked = match &email {
        Some(email) => Some(identity_claims::asked(call, user, email).await?),
        None => None,
    };
    identity_claims::request_verification(call, user, role, id, email.as_ref().zip(asked.as_ref())).await?;
    Ok(Answer::empty(200))
}

/// An identity of a user with whom the caller may do this.
async fn find(call: &Call, user: Id, id: Id, way: Way) -> Result<(Stored, Identity), Failure> {
    let (stored, rows) = users::find_and(call, user, way, vec![identities::select_one(call, user, id)]).await?;
    Ok((stored, identities::found(&rows[0]).ok_or(Plain::NotFound)?))
}

/// The same of somebody who is not deleted, and the role by which it was decided.
async fn find_active(call: &Call, user: Id, id: Id, way: Way) -> Result<(Role, Identity), Failure> {
    let (stored, identity) = find(call, user, id, way).await?;
    if stored.deciding.active { Ok((stored.deciding.role, identity)) } else { Err(Plain::NotFound.into()) }
}

/// A way of verifying that nobody can say is no mistake in a field for Zendesk: 400.
fn refusal(mistakes: Vec<Mistake>) -> Failure {
    if mistakes.iter().any(|mistake| mistake.key == "verification_method") {
        Plain::InvalidParameter.at("verification_method").into()
    } else {
        mistakes.into()
    }
}

/// What the database's refusal of this value means.
fn conflict(refused: &Refused, value: &str) -> Conflict {
    if *refused == Refused::Unique("identities.type, identities.normal_form".into()) {
        Conflict::Invalid(Mistake { taken: Some(value.into()), ..Mistake::new("value", Invalid::Taken) })
    } else {
        Conflict::of(refused, None, &[])
    }
}
