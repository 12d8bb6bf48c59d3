//! Entity tags: what an answer's body is, in a word, so that nobody is sent what they have (RFC 9110, 8.8.3 and 13.1.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use xxhash_rust::xxh3::xxh3_128;

use crate::answer::Answer;
use crate::call::Call;

/// The tag of a body. It is a strong one: two bodies that differ in a byte have two tags. No secret depends on it, so a fast
/// hash does, where SHA-256 would take as long as the list that it is of.
pub fn of(answer: &mut Answer) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(xxh3_128(answer.body()).to_be_bytes()))
}

/// Gives what was read its tag, and leaves the body out where the caller has it already.
pub fn apply(call: &Call, mut answer: Answer) -> Answer {
    if call.method != "GET" || answer.status != 200 {
        return answer;
    }
    let tag = of(&mut answer);
    let answer = if call.header("if-none-match").is_some_and(|tags| names(&tags, &tag)) { answer.into_not_modified() } else { answer };
    answer.header("etag", tag)
}

/// Whether a list of tags has this one, or is `*`. Compared weakly: on their way compressed answers have their tags made weak.
pub fn names(tags: &str, tag: &str) -> bool {
    tags.trim() == "*" || tags.split(',').any(|named| named.trim().trim_start_matches("W/") == tag)
}
