//! Secrets that are derived from the Worker's own: what is in the database signs nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use worker::Env;

use crate::failure::Failure;

/// A secret for this purpose, as text of URL-safe base 64: the same each time.
pub fn derive(env: &Env, purpose: &str) -> Result<String, Failure> {
    let own = env.secret("USHER_SECRET").map_err(|_| Failure::Fault("the secret USHER_SECRET is not set".into()))?;
    Ok(URL_SAFE_NO_PAD.encode(mac(own.to_string().as_bytes(), purpose.as_bytes()).finalize().into_bytes()))
}

/// HMAC-SHA256 (RFC 2104).
pub fn mac(key: &[u8], text: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of every length.
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap_or_else(|_| unreachable!());
    mac.update(text);
    mac
}
