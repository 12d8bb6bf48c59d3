//! How many requests a minute one caller may send: counted by Cloudflare's rate-limiting bindings, and told in every answer.
//!
//! Strangers are counted more narrowly, where they have mails sent or write what staff read. A binding counts in each of
//! Cloudflare's places for itself, so "overall" is of one place.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;

use futures_util::future::join3;
use sha2::{Digest, Sha256};
use usher_shared::check::network;
use usher_shared::problem::Plain;
use worker::Env;

use crate::answer::Answer;
use crate::auth::hex;
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// The bindings count by the minute.
const WINDOW_S: u64 = 60;

/// A binding of wrangler.toml, and the variable that has its `limit` once more, which code can read.
struct Limit {
    binding: &'static str,
    variable: &'static str,
}

const CALLER: Limit = Limit { binding: "RATE_LIMITER", variable: "RATE_LIMIT" };
/// One e-mail address, whoever gives it: nobody is flooded with mails that they have not asked for.
const ADDRESS: Limit = Limit { binding: "RATE_LIMITER_ADDRESS", variable: "RATE_LIMIT_ADDRESS" };
/// What strangers send from one network.
const NETWORK: Limit = Limit { binding: "RATE_LIMITER_NETWORK", variable: "RATE_LIMIT_NETWORK" };
/// What strangers send at all.
const STRANGERS: Limit = Limit { binding: "RATE_LIMITER_STRANGERS", variable: "RATE_LIMIT_STRANGERS" };

/// What a caller has left.
#[derive(Clone, Copy)]
pub struct Allowance {
    limit: u32,
    /// An estimate: the binding tells only whether there is something left, so this is what this isolate has counted itself.
    remaining: u32,
    /// Seconds until it is counted anew.
    reset: u64,
}

/// Binding, and who is counted.
type Counted = (&'static str, String);

thread_local! {
    static LIMITS: RefCell<HashMap<&'static str, u32>> = RefCell::default();
    /// The minute, and how many requests of whom this isolate has answered in it.
    static COUNTED: RefCell<(u64, HashMap<Counted, u32>)> = RefCell::default();
}

/// Counts the request; an error if it is one too many.
pub async fn count(call: &mut Call) -> Result<(), Failure> {
    let (limit, counted, is_allowed) = CALLER.counts(&call.env, key(call)).await?;
    let remaining = if is_allowed { limit.saturating_sub(counted) } else { 0 };
    call.allowance = Some(Allowance { limit, remaining, reset: WINDOW_S - runtime::now_ms() / 1000 % WINDOW_S });
    if is_allowed { Ok(()) } else { Err(Plain::TooManyRequests.into()) }
}

/// Counts what a stranger asks for about the e-mail address with this normal form: by the address, by the network that it comes
/// from, and together with all other strangers. Before anything is looked up, so that it is the same for who is known.
pub async fn stranger(call: &Call, address: &str) -> Result<(), Failure> {
    let of_address = ADDRESS.counts(&call.env, hex(&Sha256::digest(address)));
    let (address, network, all) =
        join3(of_address, NETWORK.counts(&call.env, network_of(call)), STRANGERS.counts(&call.env, String::new())).await;
    let is_allowed = [address?, network?, all?].iter().all(|(_, _, is_allowed)| *is_allowed);
    if is_allowed { Ok(()) } else { Err(Plain::TooManyRequests.into()) }
}

impl Limit {
    /// How many there may be, how many this isolate has counted, and whether this is not one too many.
    async fn counts(&self, env: &Env, key: String) -> Result<(u32, u32, bool), Failure> {
        let (limit, counted) = (self.of(env)?, count_here(self.binding, &key));
        let is_allowed = match env.rate_limiter(self.binding) {
            Ok(limiter) => limiter.limit(key).await.map_err(|error| Failure::Fault(error.to_string()))?.success,
            // `wrangler dev` takes the bindings from all Workers but the first, which is the demo's; there this isolate is the only one.
            Err(_) => counted <= limit,
        };
        Ok((limit, counted, is_allowed))
    }

    fn of(&self, env: &Env) -> Result<u32, Failure> {
        if let Some(limit) = LIMITS.with_borrow(|limits| limits.get(self.variable).copied()) {
            return Ok(limit);
        }
        let text = env.var(self.variable).map_err(|error| Failure::Fault(error.to_string()))?.to_string();
        let limit = text.parse().map_err(|_| Failure::Fault(format!("{} is no number", self.variable)))?;
        LIMITS.with_borrow_mut(|limits| limits.insert(self.variable, limit));
        Ok(limit)
    }
}

fn count_here(binding: &'static str, key: &str) -> u32 {
    let minute = runtime::now_ms() / 1000 / WINDOW_S;
    COUNTED.with_borrow_mut(|(of_minute, counted)| {
        if *of_minute != minute {
            (*of_minute, *counted) = (minute, HashMap::new());
        }
        let counted = counted.entry((binding, key.into())).or_default();
        *counted += 1;
        *counted
    })
}

/// Who is known counts by themselves, whatever network they come from; all others by their network.
fn key(call: &Call) -> String {
    call.actor().id.map_or_else(|| network_of(call), |id| id.to_string())
}

fn network_of(call: &Call) -> String {
    let address = call.header("cf-connecting-ip").unwrap_or_default();
    address.parse::<IpAddr>().map_or(address, network)
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
