//! Mails on their way out: what the queue's messages and the clock bring about.
//!
//! What is to be sent is in the database, written with what it tells of; a message only says that there is something. A mail is sent
//! until somebody has noted that it was: whoever dies in between has it sent again, with the same `Message-ID`, by which mail programs
//! and servers know it for the same one, and with the same link.

mod message;

use futures_util::future::join_all;
use usher_shared::mail::{self, Mail, MailKind, Placeholder, Values};
use usher_shared::retry;
use usher_shared::settings::Settings;
use worker::{EmailMessage, Env, MessageBatch, MessageExt};

use crate::auth::secrets;
use crate::failure::Failure;
use crate::inbound::references;
use crate::log;
use crate::store::account;
use crate::store::database::Database;
use crate::store::outbox::{self, Claimed, Content, Outcome};

/// The queue of wrangler.toml.
pub const QUEUE: &str = "usher-outbox";

/// Mails at the same time, and how often one message sends so many: a call of the Worker may make 50 requests on its free plan.
const AT_ONCE: usize = 5;
const ROUNDS: usize = 5;
/// What is being sent is nobody else's for so long.
const LEASE_MS: u64 = 60_000;

/// Several messages say the same.
pub async fn receive(messages: &MessageBatch<String>, env: &Env) {
    let done = send_due(env).await;
    for message in messages.iter().flatten() {
        match &done {
            Ok(()) => message.ack(),
            Err(_) => message.retry(),
        }
    }
    if let Err(failure) = done {
        log::outbox_fault(&failure);
    }
}

/// Once a minute: what has lost its message, or waits for another attempt, has one, and what is old goes.
pub async fn tidy(env: &Env) -> Result<(), Failure> {
    let db = Database::of(env)?;
    db.read(outbox::tidy().into()).await?;
    if outbox::is_any_due(&db).await? { wake(env).await } else { Ok(()) }
}

/// Has the mails sent that an answer has left behind. What fails is done by the clock.
pub async fn tell(env: Env) {
    if let Err(failure) = wake(&env).await {
        log::outbox_fault(&failure);
    }
}

async fn wake(env: &Env) -> Result<(), Failure> {
    let failed = |error: worker::Error| Failure::Fault(error.to_string());
    env.queue("OUTBOX").map_err(failed)?.send("due").await.map_err(failed)
}

async fn send_due(env: &Env) -> Result<(), Failure> {
    let db = Database::of(env)?;
    for _ in 0..ROUNDS {
        let claimed = outbox::claim(&db, AT_ONCE, LEASE_MS).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let account = account::keep(&db.rows(account::select()).await?)?;
        let outcomes = join_all(claimed.iter().map(|claimed| send(env, &account.settings, claimed))).await;
        let finished: Vec<_> = claimed.iter().map(|claimed| claimed.id).zip(outcomes).collect();
        outbox::finish(&db, &finished).await?;
    }
    wake(env).await
}

async fn send(env: &Env, settings: &Settings, claimed: &Claimed) -> Outcome {
    match try_to_send(env, settings, claimed).await {
        Ok(()) => Outcome::Sent,
        Err(cause) => match retry::after_s(claimed.attempts) {
            Some(seconds) => Outcome::RetryAfter { ms: seconds * 1000, cause },
            None => Outcome::GivenUp { cause },
        },
    }
}

async fn try_to_send(env: &Env, settings: &Settings, claimed: &Claimed) -> Result<(), String> {
    let sender = env.var("MAIL_FROM").map(|value| value.to_string()).unwrap_or_default();
    if sender.is_empty() {
        return Err("The variable MAIL_FROM has no address to send from.".into());
    }
    let content = secrets::open(env, &claimed.sealed).map_err(|failure| format!("{failure:?}"))?;
    let content: Content = serde_json::from_str(&content).map_err(|error| error.to_string())?;
    let message_id = references::of_mail(env, claimed.id, &claimed.email, &sender).map_err(|failure| format!("{failure:?}"))?;
    let raw = message::write(&message::Envelope {
        from: &sender,
        from_name: &settings.mail.sender_name,
        to: &claimed.email,
        id: claimed.id,
        message_id: &message_id,
        mail: &rendered(settings, claimed, &content),
    });
    let message = EmailMessage::new(&sender, &claimed.email, &raw).map_err(|error| String::from(error.message()))?;
    let binding = env.send_email("MAIL").map_err(|error| error.to_string())?;
    binding.send(&message).await.map(|_| ()).map_err(|error| String::from(error.message()))
}

fn rendered(settings: &Settings, claimed: &Claimed, content: &Content) -> Mail {
    let (template, language) = mail::template(claimed.kind, &settings.mail.templates, &claimed.locale, settings.default_locale.as_str());
    let link = match (&content.token, claimed.kind) {
        (Some(token), kind) if kind != MailKind::SignInUnknown => format!("{}/verify#{token}", content.base),
        (_, MailKind::SignInUnknown) => format!("{}/sign-up", content.base),
        _ => format!("{}/me", content.base),
    };
    let about = content.about.as_ref().unwrap_or(&claimed.email);
    let values = Values::default()
        .with(Placeholder::Account, &settings.mail.sender_name)
        .with(Placeholder::Name, claimed.name.as_deref().unwrap_or_default())
        .with(Placeholder::Address, about)
        .with(Placeholder::Owner, content.owner.as_deref().unwrap_or_default())
        .with(Placeholder::Link, link)
        .with(Placeholder::Code, content.code.as_deref().unwrap_or_default());
    mail::render(&template, &language, &values, content.minutes)
}
