//! Bookmarks: how far along the database a caller has seen it, so that a replica shows them nothing older (Cloudflare, D1
//! Sessions API). Whoever sends none is answered by the primary, where nothing is old: scripts that know nothing of it read
//! what they wrote.

use crate::answer::Answer;
use crate::call::Call;
use crate::store::database::Database;

/// Programs send it back in a header, as Cloudflare's own examples do; what keeps cookies need not know of it.
const HEADER: &str = "x-d1-bookmark";
const COOKIE: &str = "usher_bookmark";

/// The bookmark that the caller has. What does not look like one is none.
pub fn sent(call: &Call) -> Option<String> {
    let bookmark = call.header(HEADER).or_else(|| call.cookie(COOKIE))?;
    let is_one = bookmark.len() <= 128 && bookmark.contains('-') && bookmark.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    is_one.then_some(bookmark)
}

/// Gives the caller a bookmark for what was read and written, and after a write also as a cookie.
pub fn give(call: &Call, answer: Answer) -> Answer {
    let Some(bookmark) = call.session().and_then(Database::bookmark) else { return answer };
    let answer = if call.method == "GET" {
        answer
    } else {
        let secure = if call.base.starts_with("https:") { "; Secure" } else { "" };
        answer.header("set-cookie", format!("{COOKIE}={bookmark}; Path=/api; HttpOnly; SameSite=Lax{secure}"))
    };
    answer.header(HEADER, bookmark)
}
