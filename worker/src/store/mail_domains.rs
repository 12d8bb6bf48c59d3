//! What DNS has said of the domains of addresses, for as long as it holds.
//!
//! In KV: it may be lost at any moment, and is asked for again then.

use usher_shared::dns::{Found, MailState};
use worker::Env;

const PREFIX: &str = "mail_domain:";

/// Seconds. KV keeps nothing for less than a minute; and what has changed is to be noticed within a day.
const LEAST_S: u32 = 60;
const MOST_S: u32 = 24 * 60 * 60;

/// What is remembered of a domain, if anything is.
pub async fn find(env: &Env, domain: &str) -> Option<MailState> {
    let text = env.kv("CACHE").ok()?.get(&format!("{PREFIX}{domain}")).text().await.ok()??;
    MailState::from_code(&text)
}

/// Remembers what was found. Lost is lost.
pub async fn keep(env: Env, found: Vec<(String, Found)>) {
    let Ok(kv) = env.kv("CACHE") else { return };
    for (domain, found) in found {
        let put = kv.put(&format!("{PREFIX}{domain}"), found.state.code());
        if let Ok(put) = put {
            let _ = put.expiration_ttl(u64::from(found.ttl_s.clamp(LEAST_S, MOST_S))).execute().await;
        }
    }
}
