//! Structured logs: one JSON line a request, one more for a fault. Never a name, an address, a token or a body.

use serde::Serialize;
use usher_shared::value::Id;
use worker::console_log;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::inbound::Done;

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line<'a> {
    Request {
        request_id: &'a str,
        method: &'a str,
        route: &'a str,
        status: u16,
        caller_id: Option<Id>,
        ms: u64,
    },
    JobFault {
        job_id: Id,
        cause: &'a str,
    },
    WebhookFault {
        cause: &'a str,
    },
    OutboxFault {
        cause: &'a str,
    },
    ScheduleFault {
        cause: &'a str,
    },
    /// A message that came in, and what has become of it.
    Message {
        request_id: &'a str,
        outcome: &'a str,
        reason: Option<&'a str>,
        ms: u64,
    },
    MessageFault {
        request_id: &'a str,
        cause: &'a str,
    },
    Fault {
        request_id: &'a str,
        route: &'a str,
        cause: &'a str,
    },
}

fn write(line: &Line<'_>) {
    console_log!("{}", serde_json::to_string(line).unwrap_or_else(|_| unreachable!("texts and numbers are JSON")));
}

pub fn request(call: &Call, answer: &Answer, ms: u64) {
    let Call { request_id, method, route, caller, .. } = call;
    write(&Line::Request { request_id, method, route, status: answer.status, caller_id: caller.actor.id, ms });
}

/// The cause of an "internal" answer. SQLite's messages name tables and columns, not what is in them.
pub fn fault(call: &Call, cause: &str) {
    write(&Line::Fault { request_id: &call.request_id, route: call.route, cause });
}

pub fn message(call: &Call, done: &Done, ms: u64) {
    let (outcome, reason) = match done {
        Done::Added => ("added", None),
        Done::Continued => ("continued", None),
        Done::Waits(reason) => ("waits", Some(reason.code())),
        Done::Bounced => ("bounced", None),
        Done::Unread(unread) => ("unread", Some(unread.code())),
        Done::Refused(refusal) => ("refused", Some(refusal.code())),
    };
    write(&Line::Message { request_id: &call.request_id, outcome, reason, ms });
}

/// Why a message that came in could not be dealt with. Its sender's server sends it again.
pub fn message_fault(call: &Call, failure: &Failure) {
    write(&Line::MessageFault { request_id: &call.request_id, cause: cause(failure) });
}

/// Why a message could not be dealt with. It comes again.
pub fn job_fault(job_id: Id, failure: &Failure) {
    write(&Line::JobFault { job_id, cause: cause(failure) });
}

/// Why webhooks are told later than they could be.
pub fn webhook_fault(failure: &Failure) {
    write(&Line::WebhookFault { cause: cause(failure) });
}

/// Why mails are sent later than they could be.
pub fn outbox_fault(failure: &Failure) {
    write(&Line::OutboxFault { cause: cause(failure) });
}

/// Why the clock brought nothing about. It strikes again.
pub fn schedule_fault(failure: &Failure) {
    write(&Line::ScheduleFault { cause: cause(failure) });
}

/// What a caller is told of a problem may name what they sent.
fn cause(failure: &Failure) -> &str {
    match failure {
        Failure::Fault(cause) => cause,
        Failure::Problem(problem) => problem.code(),
    }
}
