//! Requests that wait: looked through by staff, or released when their sender has proved the address.

use serde_json::json;
use usher_shared::form::EntryPoint;
use usher_shared::policy::Action;
use usher_shared::problem::{Plain, Problem};
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
use crate::store::suspended_tickets::{self, SORTS, Stored};
use crate::store::tickets::{SELECT_AUDITED, SELECT_TICKET};

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
    let stored = suspended_tickets::one(call, id).await?.ok_or(Plain::NotFound)?;
    let mut answer = become_ticket(call, &stored, &SELECT_AUDITED).await?;
    answer.status = 200;
    Ok(answer)
}

/// `PUT /api/v2/suspended_tickets/recover_many?ids=1,2`: of what waits, the tickets that were made, each in a batch of its own; what
/// cannot become one is there as it waits, with what is wrong. What does not wait is in none of it.
pub async fn recover_many(call: &mut Call) -> Result<Answer, Failure> {
    call.require(Action::ReviewSuspendedTickets)?;
    let mut told = Vec::new();
    for stored in suspended_tickets::those(call, &call.ids()?).await? {
        told.push(match become_ticket(call, &stored, &SELECT_TICKET).await {
            Ok(mut answer) => String::from_utf8_lossy(answer.body()).into_owned(),
            Err(Failure::Problem(problem)) => left(&stored, &problem),
            Err(fault) => return Err(fault),
        });
    }
    Ok(Answer::json_bytes(200, format!("{{\"tickets\":[{}]}}", told.join(",")).into_bytes()))
}

/// What still waits, and why it does.
fn left(stored: &Stored, problem: &Problem) -> String {
    let told = json!([problem.in_words().1]);
    let shown = stored.json.strip_suffix('}').unwrap_or_default();
    format!("{shown},\"error_messages\":{told}}}")
}

pub async fn delete(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReviewSuspendedTickets)?;
    if suspended_tickets::delete(call, &[id]).await? > 0 { Ok(Answer::empty(204)) } else { Err(Plain::NotFound.into()) }
}

/// `DELETE /api/v2/suspended_tickets/destroy_many?ids=1,2`: those of them that wait, in one batch.
pub async fn delete_many(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReviewSuspendedTickets)?;
    suspended_tickets::delete(call, &call.ids()?).await?;
    Ok(Answer::empty(204))
}

/// `answer` is SQL of what is told of the ticket.
async fn become_ticket(call: &mut Call, stored: &Stored, answer: &str) -> Result<Answer, Failure> {
    let draft: Draft = serde_json::from_str(&stored.draft).map_err(|error| Failure::Fault(error.to_string()))?;
    let told = Told { answer: answer.into(), sender: Sender::Suspended(stored.id) };
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
        let Some(stored) = suspended_tickets::one(&call, id).await? else { continue };
        match become_ticket(&mut call, &stored, &SELECT_AUDITED).await {
            Err(Failure::Problem(_)) => suspended_tickets::keep(&db, id, Reason::NotReleased).await?,
            done => drop(done?),
        }
    }
    Ok(())
}
