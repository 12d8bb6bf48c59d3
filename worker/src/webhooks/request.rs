//! One request to a webhook's endpoint: signed, within a time, without following where it leads.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use hmac::Mac;
use usher_shared::value::{Endpoint, Reach, Ulid};
use usher_shared::webhook::{Authentication, Cause, Format, Method, Outcome, TIMEOUT_MS};
use worker::{Env, Fetch, Headers, Request, RequestInit, RequestRedirect, Response};

use super::resolve;
use crate::auth::secrets;
use crate::failure::Failure;
use crate::outbound::{self, Aborting, NoAnswer};
use crate::runtime;
use crate::store::webhook_invocations::Header;
use crate::store::webhooks::Webhook;

/// Bytes of an answer that are kept, and of the values of its headers.
const MOST_BYTES: usize = 4_000;
const MOST_HEADERS: usize = 30;

/// Where requests go, and as whose.
pub struct Target {
    pub endpoint: String,
    pub method: Method,
    pub format: Format,
    pub custom_headers: Vec<(String, String)>,
    pub authentication: Option<Authentication>,
    /// The webhook's id as the receiver knows it, and what its requests are signed with.
    pub id: String,
    pub secret: String,
    /// Why nothing may be sent there.
    pub closed: Option<Cause>,
}

/// What came back.
pub struct Received {
    pub outcome: Outcome,
    pub headers: Vec<Header>,
    pub payload: String,
}

/// Which networks webhooks may lead into.
pub fn reach(env: &Env) -> Reach {
    let allowed = env.var("WEBHOOK_PRIVATE_TARGETS").is_ok_and(|value| value.to_string() == "allow");
    if allowed { Reach::Private } else { Reach::Public }
}

impl Target {
    /// Nowhere yet, as nobody's webhook.
    pub fn new() -> Self {
        Self {
            endpoint: String::new(),
            method: Method::Post,
            format: Format::Json,
            custom_headers: Vec::new(),
            authentication: None,
            id: Ulid::of(runtime::new_id()),
            secret: runtime::unique(),
            closed: None,
        }
    }

    /// A stored webhook's.
    pub fn stored(env: &Env, webhook: &Webhook) -> Result<Self, Failure> {
        Ok(Self {
            endpoint: webhook.endpoint.clone(),
            method: webhook.method,
            format: webhook.format,
            custom_headers: webhook.custom_headers.clone(),
            authentication: webhook.authentication.clone(),
            id: Ulid::of(webhook.id),
            secret: webhook.signing_secret(env)?,
            closed: None,
        })
    }

    /// With what is found out about where it leads: each time anew, for names move.
    pub async fn looked_up(self, env: &Env) -> Self {
        let reach = reach(env);
        let checked = match Endpoint::parse(&self.endpoint, reach) {
            Err(_) => Err(Cause::PrivateAddress),
            Ok(endpoint) => match endpoint.name() {
                Some(name) if reach == Reach::Public => resolve::check(env, &name).await,
                _ => Ok(()),
            },
        };
        Self { closed: checked.err(), ..self }
    }

    pub async fn send(&self, invocation: &str, body: &str) -> Received {
        let nobody = |cause| Received { outcome: Outcome::NoAnswer(cause), headers: Vec::new(), payload: String::new() };
        match self.closed {
            Some(cause) => nobody(cause),
            None => within(async |aborting: &Aborting| self.fetch(invocation, body, aborting).await).await.unwrap_or_else(nobody),
        }
    }

    async fn fetch(&self, invocation: &str, body: &str, aborting: &Aborting) -> worker::Result<Received> {
        let mut init = RequestInit::new();
        let headers = self.headers(invocation, body)?;
        init.with_headers(headers).with_method(self.method.code().to_owned().into()).with_redirect(RequestRedirect::Manual);
        if self.method.has_body() {
            init.with_body(Some(body.into()));
        }
        let request = Request::new_with_init(&self.endpoint, &init)?;
        received(Fetch::Request(request).send_with_signal(&aborting.signal()).await?).await
    }

    /// The signature is that of Zendesk: base 64 of the HMAC-SHA256 of the time and the body, with the webhook's secret.
    fn headers(&self, invocation: &str, body: &str) -> worker::Result<Headers> {
        let signed = if self.method.has_body() { body } else { "" };
        let timestamp = runtime::now();
        let signature = secrets::mac(self.secret.as_bytes(), format!("{timestamp}{signed}").as_bytes()).finalize().into_bytes();
        let headers = Headers::new();
        for (name, value) in &self.custom_headers {
            headers.set(name, value)?;
        }
        match &self.authentication {
            Some(Authentication::Basic { username, password }) => {
                headers.set("authorization", &format!("Basic {}", STANDARD.encode(format!("{username}:{password}"))))?;
            }
            Some(Authentication::Bearer { token }) => headers.set("authorization", &format!("Bearer {token}"))?,
            Some(Authentication::ApiKey { name, value }) => headers.set(name, value)?,
            None => {}
        }
        headers.set("content-type", self.format.media_type())?;
        headers.set("user-agent", "Usher Webhook")?;
        headers.set("x-zendesk-account-id", "1")?;
        headers.set("x-zendesk-webhook-id", &self.id)?;
        headers.set("x-zendesk-webhook-invocation-id", invocation)?;
        headers.set("x-zendesk-webhook-signature", &STANDARD.encode(signature))?;
        headers.set("x-zendesk-webhook-signature-timestamp", &timestamp)?;
        Ok(headers)
    }
}

async fn received(mut response: Response) -> worker::Result<Received> {
    let retry_after_s = response.headers().get("retry-after")?.and_then(|text| seconds_from_now(text.trim()));
    let outcome = Outcome::Answered { status: response.status_code(), retry_after_s };
    let cut = |text: String| text.chars().take(MOST_BYTES / 4).collect();
    let headers = response.headers().entries().take(MOST_HEADERS).map(|(key, value)| Header { key, value: cut(value) }).collect();
    Ok(Received { outcome, headers, payload: beginning(&mut response).await })
}

/// `Retry-After` is a number of seconds, or a date (RFC 9110, 10.2.3).
fn seconds_from_now(text: &str) -> Option<u64> {
    let until =
        |date: &str| Some(runtime::seconds(date)).filter(|seconds| *seconds > 0).map(|at| at.saturating_sub(runtime::now_ms() / 1000));
    text.parse().ok().or_else(|| until(text))
}

/// The beginning of a body. Whatever comes after it is not waited for, and what breaks off has been answered all the same.
async fn beginning(response: &mut Response) -> String {
    let mut bytes = Vec::new();
    if let Ok(mut stream) = response.stream() {
        while let Some(Ok(chunk)) = stream.next().await {
            bytes.extend(chunk);
            if bytes.len() >= MOST_BYTES {
                break;
            }
        }
    }
    bytes.truncate(MOST_BYTES);
    // A letter may be cut in two.
    String::from_utf8_lossy(&bytes).replace('\0', "")
}

/// What comes of requests within the time that a receiver has.
pub async fn within<T>(request: impl AsyncFnOnce(&Aborting) -> worker::Result<T>) -> Result<T, Cause> {
    outbound::within(TIMEOUT_MS, request).await.map_err(|no_answer| match no_answer {
        NoAnswer::Late => Cause::Timeout,
        NoAnswer::Failed(_) => Cause::Unreachable,
    })
}
