//! Structured logs: one JSON line a request, one more for a fault. Never a name, an address, a token or a body.

use serde_json::json;
use worker::console_log;

use crate::answer::Answer;
use crate::call::Call;

pub fn request(call: &Call, answer: &Answer, ms: u64) {
    console_log!(
        "{}",
        json!({
            "event": "request",
            "request_id": call.request_id,
            "method": call.method,
            "route": call.route,
            "status": answer.status,
            "caller_id": call.caller.actor.id,
            "ms": ms,
        })
    );
}

/// The cause of an "internal" answer. SQLite's messages name tables and columns, not what is in them.
pub fn fault(call: &Call, cause: &str) {
    console_log!("{}", json!({ "event": "fault", "request_id": call.request_id, "route": call.route, "cause": cause }));
}
