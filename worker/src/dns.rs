//! A resolver is asked, by DNS over HTTPS (RFC 8484's JSON form): the platform's own fetch does not tell where a name leads.

use usher_shared::dns::{RecordType, Response};
use worker::{Fetch, Headers, Request, RequestInit};

use crate::outbound::Aborting;

pub async fn ask(resolver: &str, name: &str, kind: RecordType, aborting: &Aborting) -> worker::Result<Response> {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("name", name).append_pair("type", kind.code()).finish();
    let headers = Headers::new();
    headers.set("accept", "application/dns-json")?;
    let mut init = RequestInit::new();
    let request = Request::new_with_init(&format!("{resolver}?{query}"), init.with_headers(headers))?;
    Fetch::Request(request).send_with_signal(&aborting.signal()).await?.json().await
}
