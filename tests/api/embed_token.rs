//! Embed tokens, signed as a portal's back end signs them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// The demo portal's (demo/portal.js).
pub const KEY: &str = "1001";
pub const SECRET: &str = "uq10WmtYxF7uU16jkblks0tL_T3ZGxbaT2-7d7cTkA8";

pub fn now() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a portal has a clock")]
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// A token for the agent with this address, as the demo portal makes it.
pub fn of(email: &str) -> String {
    signed(KEY, SECRET, &json!({ "email": email, "iat": now(), "exp": now() + 900 }))
}

pub fn signed(key: &str, secret: &str, claims: &Value) -> String {
    with_header(&json!({ "alg": "HS256", "typ": "JWT", "kid": key }), secret, claims)
}

/// A right signature below whatever the header says.
pub fn with_header(header: &Value, secret: &str, claims: &Value) -> String {
    let signed = format!("{}.{}", encoded(header), encoded(claims));
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

pub fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}
