//! Which pages of other origins may talk to this API: those that an embed key names, and no others.

use crate::answer::Answer;
use crate::call::Call;

/// What scripts of other origins may read of an answer's header.
const EXPOSED: &str = "location, etag, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-d1-bookmark, \
    x-request-id, x-denied-rule, x-idempotency-lookup";

/// The answer to a preflight request (Fetch standard, CORS protocol).
pub fn preflight() -> Answer {
    Answer::empty(204)
        .header("access-control-allow-methods", "GET, POST, PUT")
        .header("access-control-allow-headers", "authorization, content-type, idempotency-key, if-match, if-none-match, x-d1-bookmark")
        // Ten minutes: an origin that an admin takes away is refused by the requests themselves at once.
        .header("access-control-max-age", "600")
}

/// Lets the page read the answer, if its origin is one that a key names.
pub fn allow(call: &Call, answer: Answer) -> Answer {
    let answer = answer.header("vary", "origin");
    match &call.origin {
        Some(origin) if call.account.origins.contains(origin) => {
            answer.header("access-control-allow-origin", origin).header("access-control-expose-headers", EXPOSED)
        }
        _ => answer,
    }
}
