//! What a webhook is to be told is sent to it: of one subject one after the other, of several at the same time.

use futures_util::future::join_all;
use usher_shared::value::{Id, Ulid};
use usher_shared::webhook::{Next, Status, TIMEOUT_MS};
use worker::Env;

use super::request::{Received, Target};
use super::wake;
use crate::failure::Failure;
use crate::runtime;
use crate::store::database::Database;
use crate::store::webhook_invocations::{self, Claimed, Finished};
use crate::store::webhooks;

/// Requests at the same time: the Worker has six connections (Cloudflare, Workers limits).
const AT_ONCE: usize = 6;
/// How often one message sends so many: a call of the Worker may make 50 requests on its free plan.
const ROUNDS: usize = 5;
/// What is being sent is nobody else's for so long: resolving and sending may take the time-out each.
const LEASE_MS: u64 = 3 * TIMEOUT_MS;

/// Sends what may be sent now. What is left, or has to wait, is another message's.
pub async fn to(env: &Env, webhook: Id) -> Result<(), Failure> {
    let db = Database::of(env)?;
    let Some(webhook) = webhooks::find(env, webhook).await?.filter(|webhook| webhook.status == Status::Active) else { return Ok(()) };
    let mut soonest = None;
    for _ in 0..ROUNDS {
        let claimed = webhook_invocations::claim(&db, webhook.id, AT_ONCE, LEASE_MS).await?;
        if claimed.is_empty() {
            return match soonest {
                Some(ms) => wake(env, webhook.id, ms).await,
                None => Ok(()),
            };
        }
        let target = Target::stored(env, &webhook)?.looked_up(env).await;
        let finished = join_all(claimed.iter().map(|claimed| send(&target, claimed))).await;
        webhook_invocations::finish(&db, webhook.id, &finished).await?;
        let waits = finished.iter().filter_map(|finished| if let Next::RetryAfter { ms } = finished.next { Some(ms) } else { None });
        soonest = waits.chain(soonest).min();
    }
    wake(env, webhook.id, 0).await
}

async fn send(target: &Target, claimed: &Claimed) -> Finished {
    let invoked_ms = runtime::now_ms();
    let Received { outcome, headers, payload } = target.send(&Ulid::of(claimed.id), &claimed.body).await;
    Finished {
        invocation: claimed.id,
        subject: claimed.subject,
        next: outcome.next(claimed.attempts),
        status_code: outcome.status(),
        cause: outcome.cause(),
        headers,
        payload,
        invoked_ms,
        completed_ms: runtime::now_ms(),
    }
}
