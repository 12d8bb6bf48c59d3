//! Whether a stranger's form comes from a person: when it was given out, the field that nobody sees, and Turnstile where a key is set.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use usher_shared::check::{Challenge, Doubt, MOST_CHALLENGE_UNITS, host_of, judge_form};
use usher_shared::problem::Plain;
use worker::{Env, Fetch, Headers, Method, Request, RequestInit};

use crate::auth::{secrets, uuid};
use crate::call::Call;
use crate::failure::Failure;
use crate::outbound::{Aborting, within};
use crate::{log, runtime};

/// Whether a stranger has to send what a form brings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    Always,
    /// Programs write requests too, and have no form; not where a challenge keeps programs out.
    WhereChallenged,
}

/// What goes with a form for strangers, and comes back with what they send.
#[derive(Serialize)]
pub struct Given {
    form_token: String,
    turnstile_site_key: Option<String>,
}

/// What came back.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    form_token: Option<String>,
    /// The field that people do not see.
    website: Option<String>,
    turnstile_token: Option<String>,
}

/// For a form that is given out now.
pub fn given(call: &Call) -> Result<Given, Failure> {
    let now = runtime::now_ms();
    let form_token = format!("{now}.{}", URL_SAFE_NO_PAD.encode(signature(&call.env, now)?.finalize().into_bytes()));
    Ok(Given { form_token, turnstile_site_key: Turnstile::of(&call.env).map(|turnstile| turnstile.site_key) })
}

/// Refuses a stranger whose form does not look as if somebody had filled it in: `"check": {"form_token", "website", "turnstile_token"}`
/// beside the object of the body. Nothing is looked up in the directory for it.
pub async fn stranger(call: &Call, body: &Value, demand: Demand) -> Result<(), Failure> {
    let turnstile = Turnstile::of(&call.env);
    let sent = match body.get("check") {
        Some(check) if check.is_object() => Sent::deserialize(check).map_err(|_| Plain::MissingObject.at("check"))?,
        None | Some(Value::Null) if demand == Demand::WhereChallenged && turnstile.is_none() => return Ok(()),
        _ => return Err(Plain::MissingObject.at("check").into()),
    };
    let given_ms = given_at(&call.env, sent.form_token.as_deref().unwrap_or_default())?;
    let has_hidden_text = sent.website.is_some_and(|text| !text.is_empty());
    judge_form(given_ms, runtime::now_ms(), least_ms(&call.env)?, has_hidden_text)?;
    match turnstile {
        Some(turnstile) => turnstile.check(call, sent.turnstile_token.as_deref().unwrap_or_default()).await,
        None => Ok(()),
    }
}

/// When a form was given out, if it was by this Worker.
fn given_at(env: &Env, form_token: &str) -> Result<u64, Failure> {
    let none = || Failure::from(Doubt::FormExpired);
    let (time, signed) = form_token.split_once('.').ok_or_else(none)?;
    let time = time.parse().map_err(|_| none())?;
    let signed = URL_SAFE_NO_PAD.decode(signed).map_err(|_| none())?;
    // `verify_slice` compares in constant time.
    signature(env, time)?.verify_slice(&signed).map_err(|_| none())?;
    Ok(time)
}

fn signature(env: &Env, time_ms: u64) -> Result<hmac::Hmac<Sha256>, Failure> {
    Ok(secrets::mac(secrets::derive(env, "form-token")?.as_bytes(), time_ms.to_string().as_bytes()))
}

fn least_ms(env: &Env) -> Result<u64, Failure> {
    let text = env.var("FORM_LEAST_MS").map_err(|error| Failure::Fault(error.to_string()))?.to_string();
    text.parse().map_err(|_| Failure::Fault("FORM_LEAST_MS is no number".into()))
}

/// Cloudflare's challenge, where the account has one.
struct Turnstile {
    site_key: String,
    secret: String,
    verifier: String,
}

/// Nobody waits for the verifier any longer.
const TIMEOUT_MS: u64 = 5_000;

/// What the verifier answers (Cloudflare, "Validate the token").
#[derive(Deserialize)]
struct Verdict {
    success: bool,
    #[serde(default)]
    challenge_ts: String,
    #[serde(default)]
    hostname: String,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    result_with_testing_key: bool,
}

impl Turnstile {
    fn of(env: &Env) -> Option<Self> {
        let text = |name| env.var(name).map(|value| value.to_string()).ok().filter(|text| !text.is_empty());
        Some(Self { site_key: text("TURNSTILE_SITE_KEY")?, secret: text("TURNSTILE_SECRET")?, verifier: text("TURNSTILE_VERIFIER")? })
    }

    /// Without an answer nobody is let in: else whoever can keep the verifier busy could let in programs.
    async fn check(&self, call: &Call, token: &str) -> Result<(), Failure> {
        if token.is_empty() || token.encode_utf16().count() > MOST_CHALLENGE_UNITS {
            return Err(Doubt::ChallengeFailed.into());
        }
        let asked = within(TIMEOUT_MS, async |aborting: &Aborting| self.ask(call, token, aborting).await);
        let verdict = asked.await.map_err(|cause| {
            log::fault(call, &format!("turnstile: {cause}"));
            Failure::from(Doubt::ChallengeUnavailable)
        })?;
        let challenge = Challenge {
            success: verdict.success,
            passed_s: runtime::seconds(&verdict.challenge_ts),
            hostname: verdict.hostname,
            by_test_key: verdict.metadata.result_with_testing_key,
            errors: verdict.error_codes,
        };
        let hosts = [host_of(&call.base), host_of(call.origin.as_deref().unwrap_or_default())];
        let judged = challenge.judge(runtime::now_ms() / 1000, &hosts);
        if judged == Err(Doubt::ChallengeUnavailable) {
            log::fault(call, &format!("turnstile: {}", challenge.errors.join(" ")));
        }
        Ok(judged?)
    }

    async fn ask(&self, call: &Call, token: &str, aborting: &Aborting) -> worker::Result<Verdict> {
        // What was passed counts once. The same request, sent again, is the same: the verifier answers it as it did before.
        let same = Sha256::new().chain_update(token).chain_update([0]).chain_update(&*call.body_bytes()).finalize();
        let body = json!({
            "secret": self.secret,
            "response": token,
            "remoteip": call.header("cf-connecting-ip"),
            "idempotency_key": uuid(&same.into()),
        });
        let headers = Headers::new();
        headers.set("content-type", "application/json")?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_headers(headers).with_body(Some(body.to_string().into()));
        let request = Request::new_with_init(&self.verifier, &init)?;
        Fetch::Request(request).send_with_signal(&aborting.signal()).await?.json().await
    }
}
