//! Tickets, as Zendesk's API has them.

use serde_json::json;
use usher_shared::form::EntryPoint;
use usher_shared::mail::MailKind;
use usher_shared::policy::{Action, Denial, Role};
use usher_shared::problem::Plain;
use usher_shared::proof::Purpose;
use usher_shared::registration::{Access, Outcome, Reason};
use usher_shared::ticket::{Cast, Changes, Draft, Facts, New, Person};
use usher_shared::value::{ExternalId, Id};

use super::incremental_exports::start_time;
use super::tickets_on_behalf;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency, Obstacle};
use crate::json;
use crate::page::Page;
use crate::runtime;
use crate::store::database::Statement;
use crate::store::listing::{Listing, as_they_come};
use crate::store::participants::{self, Found, Target};
use crate::store::proofs::{self, Asked};
use crate::store::sideloads::{self, Sideload};
use crate::store::suspended_tickets::{self, Waiting};
use crate::store::tickets::{self, SELECT_AUDITED, SORTS, Writing};
use crate::store::{organizations, ticket_comments, users};

/// How a ticket is written and told: to those who work on it, or to those who asked.
pub struct Told {
    /// SQL of the answer, by the audit.
    pub answer: String,
    pub sender: Sender,
}

/// Whom what is written comes from.
pub enum Sender {
    Staff,
    /// One of those who asked: they need no right to add customers for those whom they name.
    Customer,
    /// Somebody who is not signed in, with the request as it was sent.
    Stranger(String),
    /// Somebody whose request has waited, and waits no more.
    Suspended(Id),
}

impl Told {
    fn as_ticket() -> Self {
        Self { answer: SELECT_AUDITED.clone(), sender: Sender::Staff }
    }
}

/// `GET /api/v2/tickets`, of all or with `?external_id=…`, and with `?start_time=…`.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    let start = start_time(call)?.map(|start| runtime::timestamp(start * 1000));
    let tickets = match (call.query("external_id").map(ExternalId::parse), start.as_deref()) {
        (None, None) => tickets::all(call),
        (None, Some(start)) => tickets::since(tickets::some(call), start),
        (Some(Ok(id)), None) => tickets::with_external_id(call, &id),
        (Some(Ok(id)), Some(start)) => tickets::since(tickets::with_external_id(call, &id), start),
        (Some(Err(_)), _) => tickets::with_ids(call, &[]),
    };
    listed(call, &tickets).await
}

pub async fn count(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    Ok(Answer::count(tickets::all(call).count(call).await?))
}

/// `GET /api/v2/tickets/show_many?ids=1,2`: those that there are, in the order of ids.
pub async fn show_many(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    listed(call, &tickets::with_ids(call, &call.ids()?)).await
}

async fn listed(call: &Call, asked: &Listing) -> Result<Answer, Failure> {
    let page = Page::of_tickets(call, SORTS)?;
    Ok(page.answer(call, "tickets", &asked.page(call, &page, &beside(call), as_they_come).await?))
}

fn beside(call: &Call) -> Vec<Sideload> {
    sideloads::asked(call, tickets::BESIDE)
}

/// Whose tickets: SQL that holds of them ([`tickets::requested_by`] and others).
type Condition = fn(&str) -> String;

/// `GET /api/v2/users/{user_id}/tickets/…`.
pub async fn of_user(call: &Call, user: Id, condition: Condition) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    let page = Page::of_tickets(call, SORTS)?;
    let listed = tickets::of(call, condition, user).page_of(call, &page, users::select_active(user), &beside(call)).await?;
    Ok(page.answer(call, "tickets", &listed.ok_or(Plain::NotFound)?))
}

pub async fn count_of_user(call: &Call, user: Id, condition: Condition) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    let count = tickets::of(call, condition, user).count_of(call, users::select_active(user)).await?;
    Ok(Answer::count(count.ok_or(Plain::NotFound)?))
}

/// `GET /api/v2/organizations/{organization_id}/tickets`.
pub async fn of_organization(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    let page = Page::of_tickets(call, SORTS)?;
    let asked = tickets::of(call, tickets::of_organization, id);
    let listed = asked.page_of(call, &page, organizations::select_id(id), &beside(call)).await?;
    Ok(page.answer(call, "tickets", &listed.ok_or(Plain::NotFound)?))
}

pub async fn count_of_organization(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    let asked = tickets::of(call, tickets::of_organization, id);
    Ok(Answer::count(asked.count_of(call, organizations::select_id(id)).await?.ok_or(Plain::NotFound)?))
}

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    let (json, beside) = tickets::find(call, id, &beside(call)).await?.ok_or(Plain::NotFound)?;
    Ok(Answer::with_beside(json, &beside))
}

/// `GET /api/v2/tickets/{ticket_id}/comments`.
pub async fn comments(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadTickets)?;
    let page = Page::of(call, ticket_comments::SORTS)?;
    let listed = ticket_comments::of_ticket(id)
        .page_of(call, &page, tickets::select_seen(call, id), &sideloads::asked(call, ticket_comments::BESIDE))
        .await?;
    Ok(page.answer(call, "comments", &listed.ok_or(Plain::NotFound)?))
}

pub async fn create(call: &mut Call) -> Result<Answer, Failure> {
    call.require(Action::WriteTickets)?;
    let body = call.json().await?;
    // A form was filled in: the requester is no name and address, but all that was typed of a customer.
    if call.query("entry_point").is_some() {
        return tickets_on_behalf::create(call, &body).await;
    }
    let draft: Draft = json::record(&body, "ticket")?;
    add(call, &New::parse(&draft)?, &Told::as_ticket()).await
}

/// Adds a ticket. Somebody may have become a customer between the look and the writing.
pub async fn add(call: &mut Call, new: &New, told: &Told) -> Result<Answer, Failure> {
    let idempotency = Idempotency::of(call)?;
    call.caller.entry_point = EntryPoint::Request;
    let (call, idempotency) = (&*call, idempotency.as_ref());
    idempotency::write(call, idempotency, async || {
        let found = participants::find(call, &new.changes, None).await?;
        // The same request finds its own newcomers known, and rules that may have changed since.
        match Becomes::of(call, new, &found, told) {
            Ok(becomes) => becomes.stored(call, new, &found, told, idempotency).await,
            Err(failure) => Ok(Err(Obstacle::Lasting(failure))),
        }
    })
    .await
}

/// What becomes of what somebody asks for.
enum Becomes<'a> {
    Ticket(Cast),
    /// The request as it was sent, and why it waits.
    Waiting(&'a str, Reason),
}

impl<'a> Becomes<'a> {
    fn of(call: &Call, new: &New, found: &Found, told: &'a Told) -> Result<Self, Failure> {
        if let Sender::Stranger(draft) = &told.sender {
            new.changes.check_stranger(&call.account.settings.form(EntryPoint::Request))?;
            if let Some(reason) = waits(call, new, found)? {
                return Ok(Self::Waiting(draft, reason));
            }
        }
        cast(call, &new.changes, found, call.actor().id, told).map(Self::Ticket)
    }

    async fn stored(
        self,
        call: &Call,
        new: &New,
        found: &Found,
        told: &Told,
        idempotency: Option<&Idempotency>,
    ) -> Result<Result<Answer, Obstacle>, Failure> {
        let stored = match self {
            Self::Waiting(draft, reason) => {
                let asks = if reason == Reason::AskToRegister { asks_for_proof(call, new, found)? } else { Vec::new() };
                suspended_tickets::insert(call, Waiting { new, draft, reason, asks }, idempotency).await?
            }
            Self::Ticket(cast) => {
                let Some(requester) = cast.requester.or(call.actor().id) else { unreachable!("without a requester there is no cast") };
                let (number, author) = match told.sender {
                    Sender::Suspended(number) => (Some(number), requester),
                    _ => (None, call.actor().id.unwrap_or(requester)),
                };
                let writing = Writing { changes: &new.changes, cast: &cast, author, answer: &told.answer };
                tickets::insert(call, new, requester, number, &writing, idempotency).await?
            }
        };
        Ok(stored.map(|(location, body)| idempotency::added(location, body)).map_err(|_| Obstacle::Passing))
    }
}

/// The mail that asks the sender of what waits to prove the address. Mail opens nothing of staff.
fn asks_for_proof(call: &Call, new: &New, found: &Found) -> Result<Vec<Statement>, Failure> {
    let Some(Person::Address { email, name, locale }) = &new.changes.requester else { return Ok(Vec::new()) };
    let known = found.known.iter().find(|known| known.address.as_deref() == Some(email.normal_form()));
    let asked = Asked {
        purpose: Purpose::Request,
        email,
        locale: locale.as_deref().unwrap_or(call.account.settings.default_locale.as_str()),
        by: None,
        draft: Some(json!({ "name": name, "email": email.as_str(), "locale": locale }).to_string()),
        is_due: false,
        mail: known.is_none_or(|known| !known.is_staff).then_some(MailKind::RequestWaiting),
        reader: known.map(|known| known.id),
    };
    Ok(proofs::ask(call, &asked)?.0)
}

/// Why a stranger's request waits, if it does.
fn waits(call: &Call, new: &New, found: &Found) -> Result<Option<Reason>, Failure> {
    let rules = found.lists.rules(call.account.settings.registration);
    let Some(decision) = new.changes.decide(&rules, &found.known) else { return Ok(None) };
    match (decision.outcome, decision.reason) {
        (Outcome::Admit, _) => Ok(None),
        (Outcome::AwaitVerification | Outcome::Suspend, reason) => Ok(Some(reason)),
        (Outcome::Refuse, Reason::Closed | Reason::AuthenticationRequired) => Err(Denial::SignInRequired.into()),
        (Outcome::Refuse, _) => Err(Plain::AddressRefused.into()),
    }
}

/// Who is who, newcomers held against the form for those who come with a request.
pub fn cast(call: &Call, changes: &Changes, found: &Found, requester: Option<Id>, told: &Told) -> Result<Cast, Failure> {
    let settings = &call.account.settings;
    let facts = Facts {
        known: &found.known,
        has_group: found.has_group,
        form: &settings.form(EntryPoint::Request),
        rules: (!matches!(told.sender, Sender::Staff)).then(|| found.lists.rules(settings.registration)),
        copies_only_known: settings.strict_zendesk_rules && settings.registration.access == Access::Closed,
        new_id: &runtime::new_id,
    };
    let cast = changes.cast(&facts, requester)?;
    if !cast.newcomers.is_empty() && matches!(told.sender, Sender::Staff) {
        call.require(Action::AddUser { role: Role::EndUser })?;
        // They come into the organization of whoever adds them, or into none.
        call.require(Action::ChooseOrganization { own: !call.caller.organizations.is_empty() })?;
    }
    Ok(cast)
}

pub async fn update(call: &mut Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::WriteTickets)?;
    let draft: Draft = json::record(&call.json().await?, "ticket")?;
    let target = Target { id, seen: tickets::one_seen(call, "?1") };
    change(call, &target, &Changes::parse(&draft)?, &Told::as_ticket()).await
}

/// Changes a ticket that the caller sees.
pub async fn change(call: &mut Call, target: &Target, changes: &Changes, told: &Told) -> Result<Answer, Failure> {
    call.caller.entry_point = EntryPoint::Request;
    let call = &*call;
    idempotency::write(call, None, async || {
        let found = participants::find(call, changes, Some(target)).await?;
        let before = found.ticket.as_ref().ok_or(Plain::NotFound)?;
        let cast = cast(call, changes, &found, Some(before.requester_id), told)?;
        let Some(author) = call.actor().id else { unreachable!("only who is signed in may change anything") };
        let mut changes = changes.clone();
        let by_requester = cast.author.unwrap_or(author) == cast.requester.unwrap_or(before.requester_id);
        changes.settle(before.status, before.is_assigned, by_requester).map_err(|mistake| vec![mistake])?;
        let writing = Writing { changes: &changes, cast: &cast, author, answer: &told.answer };
        let Ok(body) = tickets::update(call, target.id, &writing).await? else { return Ok(Err(Obstacle::Passing)) };
        Ok(Ok(Answer::json_text(200, body.ok_or(Plain::Collision)?)))
    })
    .await
}

pub async fn delete(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::WriteTickets)?;
    if tickets::delete(call, id).await? { Ok(Answer::empty(204)) } else { Err(Plain::NotFound.into()) }
}
