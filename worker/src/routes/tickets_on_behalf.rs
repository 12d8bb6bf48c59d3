//! Tickets of customers who are added with them, in one request: who is on the phone for the first time.

use serde_json::{Map, Value};
use usher_shared::policy::{Action, Role};
use usher_shared::problem::{Mistake, Problem};
use usher_shared::sent::Sent;
use usher_shared::ticket::{Draft, New, Newcomer};
use usher_shared::user::Rank;
use usher_shared::value::Invalid;

use super::form::entry_point_of_addition;
use super::tickets::{Sender, Told, cast};
use super::users::{both, flag, is_welcomed, new_user};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency, Obstacle};
use crate::json;
use crate::runtime;
use crate::store::participants;
use crate::store::tickets::{self, SELECT_AUDITED_WITH_USER, Writing};
use crate::store::users::{Conflict, refusal};

/// `POST /api/v2/tickets?entry_point=…` with `{"ticket": {"requester": {…}, …}}`: the requester is a user as `POST /api/v2/users`
/// takes one, held against the same form.
pub async fn create(call: &mut Call, body: &Value) -> Result<Answer, Failure> {
    call.require(Action::AddUser { role: Role::EndUser })?;
    call.caller.entry_point = entry_point_of_addition(call)?;
    let idempotency = Idempotency::of(call)?;
    let (requester, new) = match read(call, body).await {
        // The settings may have changed since the same request was carried out.
        Err(Failure::Problem(mistakes @ Problem::InvalidFields(_))) => {
            return idempotency::replay(call, idempotency.as_ref()).await?.ok_or_else(|| mistakes.into());
        }
        other => other?,
    };
    let (call, idempotency) = (&*call, idempotency.as_ref());
    idempotency::write(call, idempotency, async || stored(call, &new, &requester, idempotency).await).await
}

/// Whose ticket it is, and the ticket, or every mistake in both.
async fn read(call: &Call, body: &Value) -> Result<(Newcomer, New), Failure> {
    let draft: Draft = json::record(body, "ticket")?;
    let new = New::parse(&Draft { requester: Sent::Absent, requester_id: Sent::Absent, ..draft });
    let requester = match body["ticket"]["requester"].as_object() {
        Some(user) => match newcomer(call, user).await {
            Err(Failure::Problem(Problem::InvalidFields(mistakes))) => Err(mistakes.into_iter().map(Mistake::of_requester).collect()),
            other => Ok(other?),
        },
        None => Err(vec![Mistake::new("requester", Invalid::Required)]),
    };
    Ok(both(requester, new)?)
}

async fn newcomer(call: &Call, user: &Map<String, Value>) -> Result<Newcomer, Failure> {
    let (new_user, attributes, rank) = new_user(call, user).await?;
    if rank != Rank::CUSTOMER {
        return Err(vec![Mistake::new("role", Invalid::NotOffered)].into());
    }
    let (verified, welcome) = (flag(user, "verified"), is_welcomed(call, user, rank));
    Ok(Newcomer { id: runtime::new_id(), user: new_user, attributes, verified, welcome })
}

/// Both in one batch, or why not.
async fn stored(
    call: &Call,
    new: &New,
    requester: &Newcomer,
    idempotency: Option<&Idempotency>,
) -> Result<Result<Answer, Obstacle>, Failure> {
    let told = Told { answer: SELECT_AUDITED_WITH_USER.clone(), sender: Sender::Staff };
    let mut found = participants::find(call, &new.changes, None).await?;
    found.known.push(requester.known());
    let mut cast = match cast(call, &new.changes, &found, Some(requester.id), &told) {
        Ok(cast) => cast,
        Err(failure) => return Ok(Err(Obstacle::Lasting(failure))),
    };
    cast.newcomers.insert(0, requester.clone());
    let writing = Writing { changes: &new.changes, cast: &cast, author: call.actor().id.unwrap_or(requester.id), answer: &told.answer };
    match tickets::insert(call, new, requester.id, None, &writing, idempotency).await? {
        Ok((location, body)) => Ok(Ok(idempotency::added(location, body))),
        Err(refused) => Ok(Err(match refusal(call, refused, &requester.user.values, &requester.attributes, None).await? {
            Conflict::Invalid(mistake) => Obstacle::Lasting(vec![mistake.of_requester()].into()),
            other => other.into(),
        })),
    }
}
