//! Secrets that are derived from the Worker's own, or sealed with it: a copy of the database signs nothing and tells none.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Aead;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use worker::Env;

use crate::failure::Failure;
use crate::runtime;

/// A secret for this purpose, as text of URL-safe base 64: the same each time.
pub fn derive(env: &Env, purpose: &str) -> Result<String, Failure> {
    Ok(URL_SAFE_NO_PAD.encode(derived(env, purpose)?))
}

fn derived(env: &Env, purpose: &str) -> Result<[u8; 32], Failure> {
    let own = env.secret("USHER_SECRET").map_err(|_| Failure::Fault("the secret USHER_SECRET is not set".into()))?;
    Ok(mac(own.to_string().as_bytes(), purpose.as_bytes()).finalize().into_bytes().into())
}

/// HMAC-SHA256 (RFC 2104).
pub fn mac(key: &[u8], text: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of every length.
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap_or_else(|_| unreachable!());
    mac.update(text);
    mac
}

/// Bytes of a nonce of `XChaCha20`: so many that chance never gives one twice.
const NONCE: usize = 24;

/// A text that only whoever has the Worker's secret reads again (`XChaCha20-Poly1305`), in URL-safe base 64.
pub fn seal(env: &Env, text: &str) -> Result<String, Failure> {
    let chance = Sha256::digest(runtime::unique());
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&chance[..NONCE]);
    let sealed = cipher(env)?.encrypt(&nonce.into(), text.as_bytes()).map_err(|_| Failure::Fault("a text cannot be sealed".into()))?;
    Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
}

/// The text again; an error where it was sealed with another secret.
pub fn open(env: &Env, sealed: &str) -> Result<String, Failure> {
    let failed = || Failure::Fault("a sealed text was sealed with another USHER_SECRET".into());
    let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| failed())?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or_else(failed)?;
    let text = cipher(env)?.decrypt(&(*nonce).into(), sealed).map_err(|_| failed())?;
    String::from_utf8(text).map_err(|_| failed())
}

fn cipher(env: &Env) -> Result<XChaCha20Poly1305, Failure> {
    Ok(<XChaCha20Poly1305 as chacha20poly1305::KeyInit>::new(&derived(env, "sealed")?.into()))
}
