//! When what a webhook could not be told is sent again.

use crate::codes::codes;
use crate::retry;

codes! {
    /// Why nobody has answered.
    pub enum Cause {
        /// Not within [`TIMEOUT_MS`].
        Timeout = "timeout",
        Unreachable = "unreachable",
        /// The endpoint's name has no address.
        Unresolved = "unresolved",
        /// Its address is in a private network, or it is no endpoint any more.
        PrivateAddress = "private_address",
    }
}

/// What became of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A status, and how many seconds the receiver asks us to wait.
    Answered {
        status: u16,
        retry_after_s: Option<u64>,
    },
    NoAnswer(Cause),
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Done,
    RetryAfter { ms: u64 },
    GiveUp,
}

/// What a message to a webhook can be: `failed` are the dead letters, given up.
pub const STATUSES: &[&str] = &["success", "failed", "queued"];

/// How long a receiver may take to answer (Zendesk: 10 to 12 seconds).
pub const TIMEOUT_MS: u64 = 10_000;

/// Nobody is waited for any longer.
const LONGEST_WAIT_S: u64 = 24 * 60 * 60;

impl Outcome {
    pub const fn status(self) -> Option<u16> {
        if let Self::Answered { status, .. } = self { Some(status) } else { None }
    }

    pub const fn cause(self) -> Option<Cause> {
        if let Self::NoAnswer(cause) = self { Some(cause) } else { None }
    }

    /// `attempts` have been made, this one among them. Zendesk sends again after 409, and after 429 and 503 with `Retry-After`;
    /// here also after what else may pass: no answer, 408, 425, 429 and every 5xx.
    pub fn next(self, attempts: usize) -> Next {
        let (may_pass, asked) = match self {
            Self::Answered { status: 200..=299, .. } => return Next::Done,
            Self::Answered { status, retry_after_s } => (matches!(status, 408 | 409 | 425 | 429 | 500..=599), retry_after_s),
            Self::NoAnswer(cause) => (cause != Cause::PrivateAddress, None),
        };
        match retry::after_s(attempts) {
            Some(wait) if may_pass => Next::RetryAfter { ms: asked.unwrap_or(wait).min(LONGEST_WAIT_S) * 1000 },
            _ => Next::GiveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_sent_again_later_and_later_and_then_given_up() {
        let answered = |status, retry_after_s| Outcome::Answered { status, retry_after_s };
        assert_eq!(answered(204, None).next(1), Next::Done);
        let waits = [1, 2, 3, 4, 5, 6, 7].map(|attempts| answered(503, None).next(attempts));
        let expected = [5, 30, 120, 600, 3600, 21600].map(|s| Next::RetryAfter { ms: s * 1000 });
        assert_eq!(waits[..6], expected);
        assert_eq!(waits[6], Next::GiveUp);
        assert_eq!(answered(429, Some(7)).next(2), Next::RetryAfter { ms: 7_000 });
        assert_eq!(answered(503, Some(u64::MAX)).next(1), Next::RetryAfter { ms: 86_400_000 });
        for status in [301, 400, 401, 404, 410, 422] {
            assert_eq!(answered(status, Some(1)).next(1), Next::GiveUp, "{status}");
        }
        assert_eq!(Outcome::NoAnswer(Cause::Timeout).next(1), Next::RetryAfter { ms: 5_000 });
        assert_eq!(Outcome::NoAnswer(Cause::PrivateAddress).next(1), Next::GiveUp);
    }
}
