//! Where a name leads.

use std::net::IpAddr;

use futures_util::future::join;
use usher_shared::dns::RecordType;
use usher_shared::value::is_public;
use usher_shared::webhook::Cause;
use worker::Env;

use super::request::within;
use crate::dns;
use crate::outbound::Aborting;

/// A name is called only if every address that it has is a public one.
pub async fn check(env: &Env, name: &str) -> Result<(), Cause> {
    let resolver = env.var("WEBHOOK_RESOLVER").map_err(|_| Cause::Unresolved)?.to_string();
    let (v4, v6) = join(ask(&resolver, name, RecordType::A), ask(&resolver, name, RecordType::Aaaa)).await;
    let addresses = [v4?, v6?].concat();
    if addresses.is_empty() {
        return Err(Cause::Unresolved);
    }
    if addresses.into_iter().all(is_public) { Ok(()) } else { Err(Cause::PrivateAddress) }
}

async fn ask(resolver: &str, name: &str, kind: RecordType) -> Result<Vec<IpAddr>, Cause> {
    let asked = within(async |aborting: &Aborting| dns::ask(resolver, name, kind, aborting).await);
    let answer = asked.await.map_err(|_| Cause::Unresolved)?;
    // What is no address might be any.
    answer.records(kind).map(str::parse).collect::<Result<_, _>>().map_err(|_| Cause::Unresolved)
}
