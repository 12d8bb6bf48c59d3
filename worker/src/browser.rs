//! What an answer tells a browser that somebody has led here: it is data, no page, and nothing for other sites' pages to embed.

use crate::answer::Answer;
use crate::call::Call;

/// A year, as browsers' own lists ask for (RFC 6797).
const ONLY_HTTPS: &str = "max-age=31536000";

pub fn guard(call: &Call, answer: Answer) -> Answer {
    let answer = answer
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
        .header("referrer-policy", "no-referrer")
        .header("cross-origin-resource-policy", "same-origin");
    // Said without encryption, anybody could have said it (RFC 6797, 7.2).
    if call.base.starts_with("https:") { answer.header("strict-transport-security", ONLY_HTTPS) } else { answer }
}
