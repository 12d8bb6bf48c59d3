//! Which pages of other origins may talk to this API: those that an embed key names; and all of them, without whoever is signed in,
//! where somebody comes in by themselves.

use usher_shared::operation::{self, Asked, Operation};

use crate::answer::Answer;
use crate::call::Call;

/// What scripts of other origins may read of an answer's header.
const EXPOSED: &str = "location, etag, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-d1-bookmark, \
    x-request-id, x-denied-rule, x-idempotency-lookup, x-address-warning";

/// The answer to a preflight request (Fetch standard, CORS protocol).
pub fn preflight() -> Answer {
    Answer::empty(204)
        .header("access-control-allow-methods", "GET, POST, PUT")
        .header("access-control-allow-headers", "authorization, content-type, idempotency-key, if-match, if-none-match, x-d1-bookmark")
        // Ten minutes: an origin that an admin takes away is refused by the requests themselves at once.
        .header("access-control-max-age", "600")
}

/// Lets the page read the answer.
pub fn allow(call: &Call, answer: Answer) -> Answer {
    let answer = answer.header("vary", "origin");
    match &call.origin {
        Some(origin) if call.account.origins.contains(origin) => {
            answer.header("access-control-allow-origin", origin).header("access-control-expose-headers", EXPOSED)
        }
        Some(_) if is_by_a_stranger(call) && asked(call).is_some_and(Operation::is_for_strangers) => {
            answer.header("access-control-allow-origin", "*").header("access-control-expose-headers", EXPOSED)
        }
        _ => answer,
    }
}

/// Whether no token is sent, or is to be. What a token opens is for the pages that its key names.
fn is_by_a_stranger(call: &Call) -> bool {
    let announced = call.header("access-control-request-headers").unwrap_or_default();
    call.header("authorization").is_none() && !announced.to_ascii_lowercase().contains("authorization")
}

/// What the page asks for, or asks whether it may ask for.
fn asked(call: &Call) -> Option<Operation> {
    let method = call.header("access-control-request-method").filter(|_| call.method == "OPTIONS");
    match operation::find(&method.unwrap_or_else(|| call.method.clone()), &call.path) {
        Asked::For(operation, _) => Some(operation),
        _ => None,
    }
}
