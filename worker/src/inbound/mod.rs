//! Mail on the way in: what the Worker's handler of messages brings about (docs/inbound-mail.md).
//!
//! A message that cannot be dealt with, for no reason of its sender's, makes the handler fail: then the sender's server keeps it and
//! tries again, and what was done already is not done twice.

pub mod references;

use js_sys::Promise;
use sha2::{Digest, Sha256};
use usher_shared::form::EntryPoint;
use usher_shared::inbound::{self, Authenticator, Bounce, Envelope, Here, MAX_BYTES, Message, Read, Refusal, Sender, Unread};
use usher_shared::mail::Language;
use usher_shared::policy::{Actor, Standing};
use usher_shared::problem::Plain;
use usher_shared::registration::{Outcome, Reason};
use usher_shared::request::Draft;
use usher_shared::ticket::{New, Status};
use usher_shared::value::EmailAddress;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::{Env, ForwardableEmailMessage};

use crate::auth::{Caller, hex, load_account};
use crate::call::Call;
use crate::failure::{Failure, fault};
use crate::log;
use crate::outbox;
use crate::routes::tickets::{self, Told};
use crate::runtime;
use crate::store::account::Account;
use crate::store::inbound_messages::{self, Answered, Found, Letter};
use crate::store::participants::Target;
use crate::store::suspended_tickets::{self, Waiting};
use crate::store::{identities, requests};

#[wasm_bindgen]
extern "C" {
    /// A message whose refusal can be waited for.
    #[wasm_bindgen(extends = ForwardableEmailMessage)]
    type Rejectable;
    #[wasm_bindgen(method, js_name = setReject)]
    fn set_reject(this: &Rejectable, reason: &str) -> JsValue;
}

/// What has become of a message.
pub enum Done {
    Added,
    /// It goes on with a ticket.
    Continued,
    Waits(Reason),
    /// Mails of ours have not arrived.
    Bounced,
    Unread(Unread),
    Refused(Refusal),
}

/// Deals with a message, and logs what has become of it. Whether somebody is to be told.
pub async fn receive(message: &ForwardableEmailMessage, env: &Env) -> Result<bool, Failure> {
    let started = runtime::now_ms();
    let mut call = Call::afterwards(env.clone(), "inbound", runtime::unique(), Caller::ANONYMOUS, Account::default())?;
    call.caller.entry_point = EntryPoint::Request;
    let done = match deal(&mut call, message).await {
        Ok(done) => done,
        Err(failure) => {
            log::message_fault(&call, &failure);
            return Err(failure);
        }
    };
    if let Done::Refused(refusal) = done {
        // Another Worker that has passed the message on hears of it later than the function returns.
        let told = message.unchecked_ref::<Rejectable>().set_reject(refusal.sentence());
        JsFuture::from(Promise::resolve(&told)).await.map_err(|error| fault(&error))?;
    }
    if call.mails.get() {
        outbox::tell(env.clone()).await;
    }
    log::message(&call, &done, runtime::now_ms() - started);
    Ok(call.account.is_listened_to && !matches!(done, Done::Unread(_) | Done::Refused(_)))
}

async fn deal(call: &mut Call, message: &ForwardableEmailMessage) -> Result<Done, Failure> {
    load_account(call).await?;
    call.base = call.account.settings.mail.base_url.clone().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    if message.raw_size() > MAX_BYTES as f64 {
        return Ok(Done::Refused(Refusal::TooLarge));
    }
    let failed = |error: worker::Error| Failure::Fault(error.to_string());
    let raw = message.raw_bytes().await.map_err(failed)?;
    let authenticator = call.env.var("MAIL_AUTHSERV_ID").map_err(failed)?.to_string();
    let (from, to) = (message.from(), message.to());
    let sender = call.env.var("MAIL_FROM").ok().and_then(|sender| EmailAddress::parse(&sender.to_string()).ok());
    let addresses = &call.account.settings.inbound.addresses;
    let here = Here { addresses, sender: sender.as_ref(), authenticator: Authenticator(&authenticator) };
    match inbound::read(&raw, &Envelope { from: &from, to: &to }, &here) {
        Read::Message(message) => take(call, &message).await,
        Read::Bounces(bounces) => note(call, &bounces).await,
        Read::Unread(unread) => Ok(Done::Unread(unread)),
        Read::Refused(refusal) => Ok(Done::Refused(refusal)),
    }
}

/// How often somebody else may be faster.
const TRIES: usize = 3;

/// Makes something of somebody's message.
async fn take(call: &mut Call, message: &Message) -> Result<Done, Failure> {
    let digest = digest(&message.identity());
    let language = Language::of(call.account.settings.default_locale.as_str()).unwrap_or(Language::English);
    let request = message.request(language);
    let new = draft(&request)?.new_ticket(true).map_err(Failure::from)?;
    let answered = answered(call, message)?;
    for _ in 0..TRIES {
        let found = inbound_messages::find(call, &digest, &message.from, &answered).await?;
        if found.is_repeated {
            return Ok(Done::Unread(Unread::Repeated));
        }
        let message_id = message.message_id.as_deref().map(|id| self::digest(&[id]));
        let letter = Letter { digest: digest.clone(), message_id, from: message.from.clone(), sender: found.sender.clone() };
        let done = match verdict(call, message, &new, &found) {
            Verdict::Refused => return Ok(Done::Refused(Refusal::AddressRefused)),
            Verdict::Waits(reason) => {
                // Whoever is not certain to have sent it is not written to for it.
                let asks = reason == Reason::AskToRegister && message.is_authenticated && !call.base.is_empty();
                let known = found.id.map(|id| (id, found.is_staff));
                let asks = if asks { tickets::asks_for_proof(call, &new, known)? } else { Vec::new() };
                let waiting = Waiting { new: &new, draft: &request.to_string(), reason, asks, letter: Some(&letter) };
                wait(call, waiting).await
            }
            Verdict::Goes => go(call, message, &new, &found, letter, language).await,
        };
        match done {
            Err(Failure::Problem(problem)) if problem == Plain::Collision.into() => {}
            done => return done,
        }
    }
    Err(Plain::Collision.into())
}

/// What becomes of a message by whom it is from.
enum Verdict {
    Goes,
    Waits(Reason),
    Refused,
}

fn verdict(call: &Call, message: &Message, new: &New, found: &Found) -> Verdict {
    let settings = &call.account.settings;
    let sender = Sender {
        address: &message.from,
        known: found.known,
        is_staff: found.is_staff,
        is_authenticated: message.is_authenticated,
        is_complete: new.changes.check_stranger(&settings.form(EntryPoint::Request)).is_ok(),
    };
    let decision = inbound::decide(&found.lists.rules(settings.registration), &sender);
    match decision.outcome {
        Outcome::Admit => Verdict::Goes,
        Outcome::AwaitVerification | Outcome::Suspend => Verdict::Waits(decision.reason),
        Outcome::Refuse => Verdict::Refused,
    }
}

async fn wait(call: &Call, waiting: Waiting<'_>) -> Result<Done, Failure> {
    let reason = waiting.reason;
    let stored = suspended_tickets::insert(call, waiting, None).await?;
    stored.map(|_| Done::Waits(reason)).map_err(|_| Plain::Collision.into())
}

/// Goes on with what it answers, or begins something new; what is closed stays so.
async fn go(call: &mut Call, message: &Message, new: &New, found: &Found, letter: Letter, language: Language) -> Result<Done, Failure> {
    let told = Told::by_message(letter);
    let answers = found.id.zip(found.ticket.filter(|(_, status)| *status != Status::Closed));
    let Some((sender, (ticket, _))) = answers else {
        call.caller.actor = Actor::ANONYMOUS;
        return tickets::add(call, new, &told).await.map(|_| Done::Added);
    };
    // As whoever they are, they have asked: what they may do here, every customer may.
    call.caller.actor = Actor { id: Some(sender), standing: Standing::EndUser };
    let changes = draft(&message.comment(language))?.changes().map_err(Failure::from)?;
    let target = Target { id: ticket, seen: requests::one_seen(sender, "?1") };
    match tickets::change(call, &target, &changes, &told).await {
        // It is not to be seen any more.
        Err(Failure::Problem(problem)) if problem == Plain::NotFound.into() => Err(Plain::Collision.into()),
        done => done.map(|_| Done::Continued),
    }
}

/// What a message may go on with. Anybody can learn a Message-ID that others have made, so it counts from those alone who are vouched
/// for.
fn answered(call: &Call, message: &Message) -> Result<Answered, Failure> {
    let tickets = references::tickets(&call.env, &message.references)?;
    let message_ids = message.references.iter().filter(|_| message.is_authenticated).map(|id| digest(&[id])).collect();
    Ok(Answered { tickets, message_ids })
}

fn draft(request: &serde_json::Value) -> Result<Draft, Failure> {
    serde_json::from_value(request.clone()).map_err(|error| Failure::Fault(error.to_string()))
}

/// In hex, of all of these.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// Marks addresses that mails of ours did not come to.
async fn note(call: &Call, bounces: &[Bounce]) -> Result<Done, Failure> {
    let mut done = Done::Unread(Unread::Automatic);
    for Bounce { address, message_id } in bounces {
        if references::went_to(&call.env, message_id, address)? {
            identities::note_bounce(call, address).await?;
            done = Done::Bounced;
        }
    }
    Ok(done)
}
