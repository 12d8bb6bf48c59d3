//! How many requests a minute one caller may send: counted by Cloudflare's rate-limiting binding, and told in every answer.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use usher_shared::problem::Plain;
use worker::Env;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// The binding counts by the minute; its `limit` in wrangler.toml is the variable `RATE_LIMIT` once more, which code can read.
const WINDOW_S: u64 = 60;

/// What a caller has left.
#[derive(Clone, Copy)]
pub struct Allowance {
    limit: u32,
    /// An estimate: the binding tells only whether there is something left, so this is what this isolate has counted itself.
    remaining: u32,
    /// Seconds until it is counted anew.
    reset: u64,
}

thread_local! {
    static LIMIT: Cell<Option<u32>> = const { Cell::new(None) };
    /// The minute, and how many requests of whom this isolate has answered in it.
    static COUNTED: RefCell<(u64, HashMap<String, u32>)> = RefCell::default();
}

/// Counts the request; an error if it is one too many.
pub async fn count(call: &mut Call) -> Result<(), Failure> {
    let (key, limit, now) = (key(call), limit(&call.env)?, runtime::now_ms() / 1000);
    let counted = count_here(&key, now / WINDOW_S);
    let is_allowed = match call.env.rate_limiter("RATE_LIMITER") {
        Ok(limiter) => limiter.limit(key).await.map_err(|error| Failure::Fault(error.to_string()))?.success,
        // `wrangler dev` takes the binding from all Workers but the first, which is the demo's; there this isolate is the only one.
        Err(_) => counted <= limit,
    };
    let remaining = if is_allowed { limit.saturating_sub(counted) } else { 0 };
    call.allowance = Some(Allowance { limit, remaining, reset: WINDOW_S - now % WINDOW_S });
    if is_allowed { Ok(()) } else { Err(Plain::TooManyRequests.into()) }
}

fn count_here(key: &str, minute: u64) -> u32 {
    COUNTED.with_borrow_mut(|(of_minute, counted)| {
        if *of_minute != minute {
            (*of_minute, *counted) = (minute, HashMap::new());
        }
        let counted = counted.entry(key.into()).or_default();
        *counted += 1;
        *counted
    })
}

/// Who is known counts by themselves, whatever network they come from; all others by their address.
fn key(call: &Call) -> String {
    match call.actor().id {
        Some(id) => id.to_string(),
        None => call.header("cf-connecting-ip").unwrap_or_default(),
    }
}

fn limit(env: &Env) -> Result<u32, Failure> {
    if let Some(limit) = LIMIT.get() {
        return Ok(limit);
    }
    let text = env.var("RATE_LIMIT").map_err(|error| Failure::Fault(error.to_string()))?.to_string();
    let limit = text.parse().map_err(|_| Failure::Fault("RATE_LIMIT is no number".into()))?;
    LIMIT.set(Some(limit));
    Ok(limit)
}

/// Zendesk's headers, those of 2024 and the older ones (recorded answers); and how long to wait, where it is too much.
pub fn tell(call: &Call, answer: Answer) -> Answer {
    let Some(Allowance { limit, remaining, reset }) = call.allowance else { return answer };
    let (limit, remaining, reset) = (limit.to_string(), remaining.to_string(), reset.to_string());
    let answer = if answer.status == 429 { answer.header("retry-after", reset.clone()) } else { answer };
    answer
        .header("x-rate-limit", limit.clone())
        .header("x-rate-limit-remaining", remaining.clone())
        .header("ratelimit-limit", limit)
        .header("ratelimit-remaining", remaining)
        .header("ratelimit-reset", reset)
}
