//! When what was not taken is sent again: a webhook's call, a mail.

/// How many seconds to wait after the first attempt, the second, …: seven attempts in about seven hours.
const WAITS_S: [u64; 6] = [5, 30, 2 * 60, 10 * 60, 60 * 60, 6 * 60 * 60];

/// In how many seconds it is sent again after so many attempts; nothing where it is given up.
pub fn after_s(attempts: usize) -> Option<u64> {
    WAITS_S.get(attempts.saturating_sub(1)).copied()
}
