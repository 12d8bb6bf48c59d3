//! Webhooks are told what has happened: what the queue's messages and the clock bring about.
//!
//! The log of events and what is to be sent are in the database; a message only says that there is something to do. So it may come
//! late, twice or never. An event comes to a webhook's list once (`read`), and is sent until somebody has noted what became of it
//! (`deliver`): whoever dies in between has it sent again, under the same id.

mod deliver;
mod read;
pub mod request;
mod resolve;

use std::cell::Cell;
use std::collections::BTreeSet;

use futures_util::future::join_all;
use usher_shared::value::Id;
use worker::{Env, MessageBatch, MessageBuilder, MessageExt};

use crate::failure::Failure;
use crate::log;
use crate::runtime;
use crate::store::database::Database;
use crate::store::{events, webhook_invocations};

/// The queue of wrangler.toml.
pub const QUEUE: &str = "usher-webhooks";

/// A message without a webhook: the log is to be read.
const READ: &str = "events";

/// The longest that a queue holds a message back (Cloudflare, Queues limits); the clock looks after what waits for longer.
const LONGEST_DELAY_S: u64 = 12 * 60 * 60;

/// What several messages say is done once.
pub async fn receive(messages: &MessageBatch<String>, env: &Env) {
    let bodies: BTreeSet<_> = messages.iter().flatten().map(|message| message.body().clone()).collect();
    let done = join_all(bodies.iter().map(|body| run(env, body))).await;
    for message in messages.iter().flatten() {
        let result = bodies.iter().zip(&done).find(|(body, _)| *body == message.body());
        match result {
            Some((_, Err(cause))) => {
                log::webhook_fault(cause);
                message.retry();
            }
            _ => message.ack(),
        }
    }
}

async fn run(env: &Env, body: &str) -> Result<(), Failure> {
    if body == READ {
        return read::on(env).await;
    }
    match Id::parse(body) {
        Ok(webhook) => deliver::to(env, webhook).await,
        Err(_) => Ok(()),
    }
}

/// Once a minute: what has lost its message has another, and what is old goes.
pub async fn tidy(env: &Env) -> Result<(), Failure> {
    let db = Database::of(env)?;
    let mut batch = webhook_invocations::tidy();
    batch.push(events::drop_old());
    db.read(batch).await?;
    if events::is_any_unread(&db).await? {
        send(env, READ, 0).await?;
    }
    for webhook in webhook_invocations::due(&db).await? {
        wake(env, webhook, 0).await?;
    }
    Ok(())
}

thread_local! {
    /// When this isolate has last had the log read at once, and until when a message of its own is still on its way.
    static SENT: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

/// Messages of an isolate that sends many come so far apart.
const APART_MS: u64 = 1_000;

/// Has the log read, once an answer is out: at once, or together with what else is written within a second. What fails is done by
/// the clock.
pub async fn tell(env: Env) {
    let (now, (last, until)) = (runtime::now_ms(), SENT.get());
    if now < until {
        return;
    }
    let delay_ms = if now < last + APART_MS { APART_MS } else { 0 };
    SENT.set(if delay_ms == 0 { (now, 0) } else { (last, now + delay_ms) });
    if let Err(failure) = send(&env, READ, delay_ms / 1000).await {
        log::webhook_fault(&failure);
    }
}

/// Has a webhook told what there is to tell, in so many milliseconds.
pub async fn wake(env: &Env, webhook: Id, in_ms: u64) -> Result<(), Failure> {
    send(env, &webhook.to_string(), in_ms.div_ceil(1000).min(LONGEST_DELAY_S)).await
}

async fn send(env: &Env, body: &str, delay_s: u64) -> Result<(), Failure> {
    let failed = |error: worker::Error| Failure::Fault(error.to_string());
    let message = MessageBuilder::new(body).delay_seconds(u32::try_from(delay_s).unwrap_or(u32::MAX)).build();
    env.queue("WEBHOOKS").map_err(failed)?.send(message).await.map_err(failed)
}
