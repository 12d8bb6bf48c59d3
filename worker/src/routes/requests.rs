//! Requests: tickets as those see them who asked for help.

use usher_shared::form::EntryPoint;
use usher_shared::policy::{Action, Denial};
use usher_shared::problem::{Mistake, Plain};
use usher_shared::request::Draft;
use usher_shared::ticket::Person;
use usher_shared::value::{EmailAddress, Id};

use super::tickets::{self, Sender, Told};
use crate::addresses;
use crate::answer::Answer;
use crate::call::Call;
use crate::check::{self, Demand};
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::json;
use crate::page::Page;
use crate::store::listing::{Listing, as_they_come};
use crate::store::participants::Target;
use crate::store::requests::{self, SORTS};
use crate::store::tickets::{BESIDE, copied_to, of_organization as belongs_to, requested_by};
use crate::store::{organizations, sideloads, ticket_comments, users};
use crate::{rate_limit, runtime};

/// Who asks: somebody who may read requests, and so is somebody.
fn caller(call: &Call) -> Result<Id, Failure> {
    call.require(Action::ReadRequests)?;
    call.actor().id.ok_or_else(|| Denial::SignInRequired.into())
}

/// As those are told who asked.
pub fn told(call: &Call) -> Told {
    Told { answer: requests::select_audited(call), sender: Sender::Customer, letter: None }
}

/// `POST /api/v2/requests`, by somebody who is signed in, or by nobody in particular for `requester`.
pub async fn create(call: &mut Call) -> Result<Answer, Failure> {
    call.require(Action::AddRequest)?;
    let body = call.json().await?;
    let draft: Draft = json::record(&body, "request")?;
    let is_stranger = call.actor().id.is_none();
    if is_stranger {
        check::stranger(call, &body, Demand::WhereChallenged).await?;
    }
    let told = if is_stranger {
        Told { answer: requests::select_sent(), sender: Sender::Stranger(body["request"].to_string()), letter: None }
    } else {
        told(call)
    };
    let new = draft.new_ticket(is_stranger)?;
    if let (true, Some(Person::Address { email, .. })) = (is_stranger, &new.changes.requester)
        && let Some(answer) = stranger(call, email).await?
    {
        return Ok(answer);
    }
    tickets::add(call, &new, &told).await
}

/// What is asked of a stranger before the directory is. An answer: that which the same request was given before.
async fn stranger(call: &Call, email: &EmailAddress) -> Result<Option<Answer>, Failure> {
    rate_limit::stranger(call, email.normal_form()).await?;
    let Some(invalid) = addresses::refusal(call, EntryPoint::Request, [email]).await else { return Ok(None) };
    match idempotency::replay(call, Idempotency::of(call)?.as_ref()).await? {
        None => Err(vec![Mistake::new("requester", invalid)].into()),
        answer => Ok(answer),
    }
}

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    listed(call, &requests::own(call, caller(call)?, requested_by)).await
}

/// `GET /api/v2/requests/ccd`: those of which the caller gets copies.
pub async fn list_ccd(call: &Call) -> Result<Answer, Failure> {
    listed(call, &requests::own(call, caller(call)?, copied_to)).await
}

pub async fn list_open(call: &Call) -> Result<Answer, Failure> {
    listed(call, &requests::own_in_state(call, caller(call)?, |status| !status.is_solved())).await
}

pub async fn list_solved(call: &Call) -> Result<Answer, Failure> {
    listed(call, &requests::own_in_state(call, caller(call)?, |status| status.is_solved())).await
}

/// `GET /api/v2/requests/search?query=…`: the caller's own and those of which they get copies, with all of these words.
pub async fn search(call: &Call) -> Result<Answer, Failure> {
    let caller = caller(call)?;
    let words: Vec<_> = call.query("query").ok_or(Plain::InvalidParameter.at("query"))?.split_whitespace().collect();
    if words.len() > MOST_WORDS {
        return Err(Plain::InvalidParameter.at("query").into());
    }
    listed(call, &requests::own_with(call, caller, &words)).await
}

/// Each is two values of the statement, of which D1 takes a hundred.
const MOST_WORDS: usize = 20;

async fn listed(call: &Call, asked: &Listing) -> Result<Answer, Failure> {
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, "requests", &asked.page(call, &page, &sideloads::asked(call, BESIDE), as_they_come).await?))
}

/// `GET /api/v2/users/{user_id}/requests`: one's own, or for those who work on tickets.
pub async fn of_user(call: &Call, user: Id) -> Result<Answer, Failure> {
    if call.actor().id == Some(user) {
        return list(call).await;
    }
    call.require(Action::ReadTickets)?;
    let page = Page::of(call, SORTS)?;
    let listed =
        requests::of(call, requested_by, user).page_of(call, &page, users::select_active(user), &sideloads::asked(call, BESIDE)).await?;
    Ok(page.answer(call, "requests", &listed.ok_or(Plain::NotFound)?))
}

/// `GET /api/v2/organizations/{organization_id}/requests`, for those who work on tickets.
pub async fn of_organization(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    let page = Page::of(call, SORTS)?;
    let listed =
        requests::of(call, belongs_to, id).page_of(call, &page, organizations::select_id(id), &sideloads::asked(call, BESIDE)).await?;
    Ok(page.answer(call, "requests", &listed.ok_or(Plain::NotFound)?))
}

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    Ok(Answer::json_text(200, requests::find(call, caller(call)?, id).await?.ok_or(Plain::NotFound)?))
}

/// `PUT /api/v2/requests/{request_id}`: says something more, or that it is solved.
pub async fn update(call: &mut Call, id: Id) -> Result<Answer, Failure> {
    let caller = caller(call)?;
    let draft: Draft = json::record(&call.json().await?, "request")?;
    let target = Target { id, seen: requests::one_seen(caller, "?1") };
    let told = told(call);
    tickets::change(call, &target, &draft.changes()?, &told).await
}

/// `GET /api/v2/requests/{request_id}/comments`, with `since` and `role`.
pub async fn comments(call: &Call, id: Id) -> Result<Answer, Failure> {
    let caller = caller(call)?;
    let page = Page::of(call, ticket_comments::SORTS)?;
    let mut comments = requests::comments(id);
    if let Some(text) = call.query("since") {
        // What is no time is second 0; nothing was said then.
        let time = Some(runtime::seconds(text)).filter(|seconds| *seconds > 0).ok_or(Plain::InvalidParameter.at("since"))?;
        comments = requests::said_since(comments, &runtime::timestamp(time * 1000));
    }
    match call.query("role") {
        Some("agent") => comments = requests::said_by_staff(comments, true),
        Some("end_user") => comments = requests::said_by_staff(comments, false),
        Some(_) => return Err(Plain::InvalidParameter.at("role").into()),
        None => {}
    }
    let listed = comments.page_of(call, &page, requests::select_seen(caller, id), &sideloads::asked(call, ticket_comments::BESIDE)).await?;
    Ok(page.answer(call, "comments", &listed.ok_or(Plain::NotFound)?))
}

pub async fn show_comment(call: &Call, id: Id, comment: Id) -> Result<Answer, Failure> {
    let body = requests::find_comment(call, caller(call)?, id, comment).await?.ok_or(Plain::NotFound)?;
    Ok(Answer::json_text(200, body))
}
