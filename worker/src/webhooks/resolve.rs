//! Where a name leads, by DNS over HTTPS (RFC 8484's JSON form): the platform's own fetch does not tell.

use std::net::IpAddr;

use futures_util::future::join;
use serde::Deserialize;
use usher_shared::value::is_public;
use usher_shared::webhook::Cause;
use worker::{Env, Fetch, Headers, Request, RequestInit};

use super::request::within;
use crate::outbound::Aborting;

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Answer", default)]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "type")]
    kind: u16,
    data: String,
}

/// A name is called only if every address that it has is a public one.
pub async fn check(env: &Env, name: &str) -> Result<(), Cause> {
    let resolver = env.var("WEBHOOK_RESOLVER").map_err(|_| Cause::Unresolved)?.to_string();
    let (v4, v6) = join(ask(&resolver, name, "A", 1), ask(&resolver, name, "AAAA", 28)).await;
    let addresses = [v4?, v6?].concat();
    if addresses.is_empty() {
        return Err(Cause::Unresolved);
    }
    if addresses.into_iter().all(is_public) { Ok(()) } else { Err(Cause::PrivateAddress) }
}

async fn ask(resolver: &str, name: &str, record: &str, kind: u16) -> Result<Vec<IpAddr>, Cause> {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("name", name).append_pair("type", record).finish();
    let asked = within(async |signal: &Aborting| {
        let headers = Headers::new();
        headers.set("accept", "application/dns-json")?;
        let mut init = RequestInit::new();
        let request = Request::new_with_init(&format!("{resolver}?{query}"), init.with_headers(headers))?;
        Fetch::Request(request).send_with_signal(&signal.signal()).await?.json::<Answer>().await
    });
    let answer = asked.await.map_err(|_| Cause::Unresolved)?;
    let addresses = answer.records.iter().filter(|record| record.kind == kind).map(|record| record.data.parse());
    // What is no address might be any.
    addresses.collect::<Result<_, _>>().map_err(|_| Cause::Unresolved)
}
