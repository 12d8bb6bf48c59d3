//! The cookie of a customer who is signed in. Scripts cannot read it, and no page of another site sends it (`SameSite`); what
//! changes something by it has to come from a page of Usher's own origin.

use sha2::{Digest, Sha256};
use usher_shared::problem::Plain;

use super::hex;
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;
use crate::store::sessions::LIFETIME_S;

/// A new session: what the cookie has, and the hash by which the database knows it.
pub struct Session {
    secret: String,
    pub hash: String,
}

impl Session {
    pub fn begun() -> Self {
        let secret = runtime::secret();
        let hash = hex(&Sha256::digest(&secret));
        Self { secret, hash }
    }

    pub fn cookie(&self, call: &Call) -> String {
        cookie(call, &self.secret, LIFETIME_S)
    }
}

/// Takes the cookie away.
pub fn ended(call: &Call) -> String {
    cookie(call, "", 0)
}

fn cookie(call: &Call, value: &str, seconds: u64) -> String {
    let secure = if is_secure(call) { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", name(call))
}

/// Of a secure page, under a name that browsers take from this very host alone (RFC 6265bis, 4.1.3.2).
fn name(call: &Call) -> &'static str {
    if is_secure(call) { "__Host-usher_session" } else { "usher_session" }
}

fn is_secure(call: &Call) -> bool {
    call.base.starts_with("https:")
}

/// The SHA-256 of what the cookie has that was sent, if one was.
pub fn hash_of(call: &Call) -> Option<String> {
    call.cookie(name(call)).map(|secret| hex(&Sha256::digest(secret)))
}

/// Browsers name the page's origin with everything that is not a GET (Fetch standard).
pub fn check_origin(call: &Call) -> Result<(), Failure> {
    if call.method == "GET" || call.origin.as_ref() == Some(&call.base) { Ok(()) } else { Err(Plain::OriginRefused.into()) }
}
