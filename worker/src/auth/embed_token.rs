//! Embed tokens: what a portal's back end signs so that the widget on its page may act for one of its agents.
//!
//! A JSON Web Token (RFC 7519) with HMAC-SHA256. Header: `alg` HS256, `kid` the embed key's id. Claims: `email` or
//! `external_id` of the agent, `iat`, `exp` at most an hour later. Nothing is looked up before the signature holds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use usher_shared::problem::Plain;
use usher_shared::value::{EmailAddress, ExternalId, Id};

use super::secrets;
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// Seconds that a token may live: a page that stays open asks its portal for another.
const MAX_LIFETIME: u64 = 60 * 60;
/// Seconds by which the portal's clock may be ahead of ours.
const LEEWAY: u64 = 60;

/// What a valid token says.
pub struct Claims {
    pub key: Id,
    pub agent: Agent,
}

/// How a token names its agent; normal forms.
pub enum Agent {
    Email(String),
    ExternalId(String),
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Payload {
    email: Option<String>,
    external_id: Option<String>,
    iat: u64,
    exp: u64,
}

/// API tokens have no dots.
pub fn looks_like_one(token: &str) -> bool {
    token.split('.').count() == 3
}

/// The secret of an embed key: derived from the Worker's own, so the database holds none.
pub fn secret_of(call: &Call, key: Id) -> Result<String, Failure> {
    secrets::derive(&call.env, &format!("embed-key:{key}"))
}

pub fn verify(call: &Call, token: &str) -> Result<Claims, Failure> {
    let invalid = || Failure::from(Plain::TokenInvalid);
    let (signed, signature) = token.rsplit_once('.').ok_or_else(invalid)?;
    let (header, payload) = signed.split_once('.').ok_or_else(invalid)?;
    let header: Header = decode(header).ok_or_else(invalid)?;
    // Only this one: a token may not choose how it is checked (RFC 8725, 3.1).
    if header.alg != "HS256" {
        return Err(invalid());
    }
    let key = Id::parse(&header.kid).map_err(|_| invalid())?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid())?;
    // `verify_slice` compares in constant time.
    secrets::mac(secret_of(call, key)?.as_bytes(), signed.as_bytes()).verify_slice(&signature).map_err(|_| invalid())?;
    let payload: Payload = decode(payload).ok_or_else(invalid)?;
    check_times(&payload)?;
    Ok(Claims { key, agent: agent(&payload).ok_or_else(invalid)? })
}

fn check_times(payload: &Payload) -> Result<(), Failure> {
    let now = runtime::now_ms() / 1000;
    if payload.exp <= now {
        return Err(Plain::TokenExpired.into());
    }
    if payload.iat > now + LEEWAY || payload.exp > payload.iat.saturating_add(MAX_LIFETIME) {
        return Err(Plain::TokenInvalid.into());
    }
    Ok(())
}

fn agent(payload: &Payload) -> Option<Agent> {
    match (&payload.email, &payload.external_id) {
        (Some(email), None) => Some(Agent::Email(EmailAddress::parse(email).ok()?.normal_form().into())),
        (None, Some(id)) => Some(Agent::ExternalId(ExternalId::parse(id).ok()?.normal_form())),
        _ => None,
    }
}

fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
