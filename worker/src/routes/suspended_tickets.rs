//! Requests that wait: looked through by staff, or released when their sender has proved the address.

use usher_shared::form::EntryPoint;
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::registration::Reason;
use usher_shared::request::Draft;
use usher_shared::value::Id;
use worker::Env;

use super::tickets::{self, Sender, Told};
use crate::answer::Answer;
use crate::auth::Caller;
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Page;
use crate::runtime;
use crate::store::account;
use crate::store::database::Database;
use crate::store::listing::as_they_come;
use crate::store::suspended_tickets::{self, SORTS};
use crate::store::tickets::SELECT_AUDITED;

/// `GET /api/v2/suspended_tickets`.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReviewSuspendedTickets)?;
    let page = Page::of(call, SORTS)?;
    let listed = suspended_tickets::all().page(call, &page, &[], as_they_come).await?;
    Ok(page.answer(call, "suspended_tickets", &listed))
}

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReviewSuspendedTickets)?;
    Ok(Answer::json_text(200, suspended_tickets::find(call, id).await?.ok_or(Plain::NotFound)?))
}

/// `PUT /api/v2/suspended_tickets/{id}/recover`: makes a ticket of it, of the same number.
pub async fn recover(call: &mut Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReviewSuspendedTickets)?;
    let mut answer = become_ticket(call, id).await?;
    answer.status = 200;
    Ok(answer)
}

pub async fn delete(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReviewSuspendedTickets)?;
    if suspended_tickets::delete(call, id).await? { Ok(Answer::empty(204)) } else { Err(Plain::NotFound.into()) }
}

async fn become_ticket(call: &mut Call, id: Id) -> Result<Answer, Failure> {
    let draft = suspended_tickets::draft(call, id).await?.ok_or(Plain::NotFound)?;
    let draft: Draft = serde_json::from_str(&draft).map_err(|error| Failure::Fault(error.to_string()))?;
    let told = Told { answer: SELECT_AUDITED.clone(), sender: Sender::Suspended(id) };
    tickets::add(call, &draft.new_ticket(true)?, &told).await
}

/// Once a minute: releases what waits for addresses that are proved by now, each in a batch of its own, and deletes what is old. What
/// cannot become a ticket is left to staff.
pub async fn tidy(env: &Env) -> Result<(), Failure> {
    let db = Database::of(env)?;
    suspended_tickets::tidy(&db).await?;
    for id in suspended_tickets::released(&db).await? {
        let account = account::keep(&db.rows(account::select()).await?)?;
        let mut call = Call::afterwards(env.clone(), "suspended_tickets", runtime::unique(), Caller::ANONYMOUS, (*account).clone())?;
        call.caller.entry_point = EntryPoint::Request;
        match become_ticket(&mut call, id).await {
            Err(Failure::Problem(_)) => suspended_tickets::keep(&db, id, Reason::NotReleased).await?,
            done => drop(done?),
        }
    }
    Ok(())
}
