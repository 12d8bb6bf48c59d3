//! Addresses are proved: by a press on what a mail's link leads to, or by its code. Nothing is done by looking at a link: programs
//! that look through mail follow them all.

use serde_json::{Value, json};
use usher_shared::form::EntryPoint;
use usher_shared::mail::MailKind;
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::proof::{Claim, Consequence, Purpose};
use usher_shared::registration::{Known, Outcome, Reason, Way};
use usher_shared::user::Rank;
use usher_shared::value::{EmailAddress, Id};
use worker::Env;

use super::{sign_ups, suspended_tickets};
use crate::answer::Answer;
use crate::auth::session::Session;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency, Obstacle};
use crate::rate_limit;
use crate::runtime;
use crate::store::database::{Database, Statement};
use crate::store::idempotency::remember_text;
use crate::store::outbox::{self, Content, Outgoing};
use crate::store::proofs::{self, Asked, Proof, Redeeming, Told};
use crate::store::users::Addition;
use crate::store::{registration, sessions};

/// What whoever asks for a proof is told.
fn told(email: &EmailAddress, told: &Told) -> Value {
    json!({ "proof": { "id": told.handle, "email": email.as_str(), "expires_at": told.expires_at } })
}

/// Asks for a proof, once for a request that is sent twice.
pub async fn ask(call: &Call, asked: &Asked<'_>) -> Result<Answer, Failure> {
    let idempotency = Idempotency::of(call)?;
    let (mut batch, secrets) = proofs::ask(call, asked)?;
    let body = told(asked.email, &secrets);
    batch.extend(idempotency.iter().flat_map(|idempotency| remember_text(call, idempotency, 202, &body.to_string())));
    idempotency::write(call, idempotency.as_ref(), async || {
        let written = call.db()?.batch(batch.clone()).await?;
        Ok(written.map(|_| Answer::json(202, &body)).map_err(|_| Obstacle::Passing))
    })
    .await
}

/// `POST /api/v1/proofs` with `{"proof": {"token": "…"}}`.
pub async fn by_token(call: &mut Call) -> Result<Answer, Failure> {
    call.require(Action::ProveAddress)?;
    let token = sent(call, "token").await?;
    let proof = proofs::by_token(call, &token).await?.ok_or(Plain::ProofExpired)?;
    redeem(call, proof).await
}

/// `POST /api/v1/proofs/{id}` with `{"proof": {"code": "123456"}}`.
pub async fn by_code(call: &mut Call, handle: &str) -> Result<Answer, Failure> {
    call.require(Action::ProveAddress)?;
    let code = sent(call, "code").await?;
    match proofs::by_code(call, handle, code.trim()).await?.ok_or(Plain::ProofExpired)? {
        (proof, true) => redeem(call, proof).await,
        (_, false) => Err(Plain::CodeWrong.into()),
    }
}

async fn sent(call: &Call, key: &'static str) -> Result<String, Failure> {
    let body = call.json().await?;
    let proof = body.get("proof").ok_or(Plain::MissingObject.at("proof"))?;
    proof.get(key).and_then(Value::as_str).map(String::from).ok_or_else(|| Plain::InvalidParameter.at(key).into())
}

/// `POST /api/v1/proofs/{id}/resend`.
pub async fn resend(call: &Call, handle: &str) -> Result<Answer, Failure> {
    call.require(Action::ProveAddress)?;
    let proof = proofs::open(call, handle).await?.ok_or(Plain::ProofExpired)?;
    rate_limit::stranger(call, proof.email.normal_form()).await?;
    if !proof.can_be_resent() {
        return Err(Plain::TooManyRequests.into());
    }
    let expires_at = proofs::resend(call, &proof).await?;
    Ok(Answer::json(202, &told(&proof.email, &Told { handle: handle.into(), expires_at })))
}

/// How often somebody else may be faster.
const TRIES: usize = 3;

/// Uses the proof. Whose the address is may change meanwhile: then it is decided anew.
async fn redeem(call: &mut Call, mut proof: Proof) -> Result<Answer, Failure> {
    call.caller.entry_point = if proof.purpose == Purpose::Request { EntryPoint::Request } else { EntryPoint::Signup };
    for _ in 0..TRIES {
        if let Some(answer) = attempt(call, &proof).await? {
            return Ok(answer);
        }
        proof.holder = proofs::holder(&call.db()?.rows(proofs::select_holder(proof.email.normal_form())).await?);
    }
    // It has been used.
    Err(Plain::ProofExpired.into())
}

/// Nothing where what was decided held no more when it was written.
async fn attempt(call: &Call, proof: &Proof) -> Result<Option<Answer>, Failure> {
    let consequence = Claim::of(proof.holder.as_ref()).consequence(proof.purpose, proof.by).ok_or(Plain::ProofExpired)?;
    let (id, newcomer) = match consequence {
        Consequence::Verify { user } | Consequence::TakeOver { user, .. } | Consequence::Merge { into: user, .. } => (user, None),
        Consequence::Add { .. } => {
            let draft = proof.draft.as_deref().ok_or(Plain::ProofExpired)?;
            check_arrival(call, proof).await?;
            (runtime::new_id(), Some(sign_ups::newcomer(call, draft)?))
        }
    };
    let addition = newcomer.as_ref().map(|(user, attributes)| Addition {
        user,
        attributes,
        rank: Rank::CUSTOMER,
        verified: true,
        welcome: false,
        idempotency: None,
    });
    // Whoever reads the mail of an address that another customer has named is not that customer.
    let session = (proof.purpose != Purpose::VerifyIdentity).then(Session::begun);
    let mail = follow_up(call, proof, consequence, addition.as_ref().map(|_| id))?;
    let redeeming =
        Redeeming { consequence, addition: addition.as_ref(), mail, session: session.as_ref().map(|session| session.hash.as_str()) };
    let Ok(user) = proofs::redeem(call, proof, id, redeeming).await? else { return Ok(None) };
    call.proves.set(true);
    let answer = Answer::with_beside(user, &[("purpose", json!(proof.purpose).to_string())]);
    Ok(Some(match session {
        Some(session) => answer.header("set-cookie", session.cookie(call)),
        None => answer,
    }))
}

/// Whether a newcomer may still come in: the settings and the lists may have changed since the mail was sent.
async fn check_arrival(call: &Call, proof: &Proof) -> Result<(), Failure> {
    let way = if proof.purpose == Purpose::Request { Way::Request } else { Way::Signup };
    let (lists, _) = registration::facts(call, &proof.email).await?;
    // They have proved it by now.
    let decision = lists.rules(call.account.settings.registration).decide(way, &proof.email, Known::Verified);
    match (decision.outcome, decision.reason) {
        (Outcome::Refuse, Reason::Closed | Reason::AuthenticationRequired) => Err(Plain::RegistrationClosed.into()),
        (Outcome::Refuse, _) => Err(Plain::AddressRefused.into()),
        _ => Ok(()),
    }
}

/// Whoever has signed up is welcome; whose account has another address is told so at the one that was there.
fn follow_up(call: &Call, proof: &Proof, consequence: Consequence, added: Option<Id>) -> Result<Option<Statement>, Failure> {
    let content = |about: Option<&str>| Content { base: call.base.clone(), about: about.map(String::from), ..Content::default() };
    let mail = match (proof.purpose, &proof.owner, added) {
        (Purpose::SignUp, _, Some(_)) if call.account.settings.mail.welcome => {
            Outgoing { kind: MailKind::Welcome, to: &proof.email, locale: &proof.locale, user: added, content: content(None) }
        }
        (Purpose::VerifyIdentity, Some(owner), _) if owner.normal_form() != proof.email.normal_form() => {
            let user = match consequence {
                Consequence::Verify { user } | Consequence::TakeOver { user, .. } | Consequence::Merge { into: user, .. } => Some(user),
                Consequence::Add { .. } => None,
            };
            let content = content(Some(proof.email.as_str()));
            Outgoing { kind: MailKind::IdentityAdded, to: owner, locale: &proof.locale, user, content }
        }
        _ => return Ok(None),
    };
    outbox::entry(call, &mail)
}

/// Once an answer is out that has proved an address, and once a minute: whoever has asked for it is added, and what has waited for it
/// is released.
pub async fn tidy(env: &Env) -> Result<(), Failure> {
    sign_ups::add_due(env).await?;
    Database::of(env)?.read(vec![proofs::tidy(), sessions::tidy()]).await?;
    suspended_tickets::tidy(env).await
}
