//! When embed keys were last used, so that an admin sees which of them nobody would miss.
//!
//! In KV: it may be lost at any moment, and nothing is decided by it. A request waits for none of it.

use std::cell::RefCell;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use usher_shared::value::Id;
use worker::Env;
use worker::kv::KvStore;

use crate::runtime;

/// What one isolate has noted is not noted again for so long: the hour is enough to know, and KV takes one write a second
/// for a key (Cloudflare, KV limits).
const NOTED_MS: u64 = 60 * 60 * 1000;

const PREFIX: &str = "embed_key_last_used:";

thread_local! {
    static NOTED: RefCell<HashMap<Id, u64>> = RefCell::default();
}

/// In the entry's metadata, so that listing the entries reads them all at once.
#[derive(Serialize, Deserialize)]
struct Metadata {
    at: String,
}

/// What is to be noted of a use now; `None` while the last note is young.
pub fn due(key: Id) -> Option<u64> {
    let now = runtime::now_ms();
    NOTED.with_borrow_mut(|noted| match noted.insert(key, now) {
        Some(before) if now < before + NOTED_MS => {
            noted.insert(key, before);
            None
        }
        _ => Some(now),
    })
}

pub async fn note(env: Env, key: Id, now: u64) {
    let metadata = Metadata { at: runtime::timestamp(now) };
    let put = store(&env).and_then(|kv| kv.put(&format!("{PREFIX}{key}"), "").ok()?.metadata(metadata).ok());
    if let Some(put) = put {
        // Lost is lost: the next hour notes it again.
        let _ = put.execute().await;
    }
}

/// When each key was last used, as far as it is known.
pub async fn list(env: &Env) -> HashMap<String, String> {
    let Some(kv) = store(env) else { return HashMap::new() };
    let listed = kv.list().prefix(PREFIX.into()).execute().await;
    let entry = |key: worker::kv::Key| {
        let metadata: Metadata = serde_json::from_value(key.metadata?).ok()?;
        Some((key.name.strip_prefix(PREFIX)?.to_owned(), metadata.at))
    };
    listed.map(|listed| listed.keys.into_iter().filter_map(entry).collect()).unwrap_or_default()
}

fn store(env: &Env) -> Option<KvStore> {
    env.kv("CACHE").ok()
}
