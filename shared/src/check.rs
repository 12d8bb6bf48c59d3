//! Whether a stranger who sends a form looks like somebody who has filled it in.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

use crate::codes::codes;

codes! {
    /// Why a stranger's form is not taken.
    pub enum Doubt {
        /// No token of a form comes with it, or one that is none or too old.
        FormExpired = "form_expired",
        /// It comes back faster than somebody could have filled it in.
        FormTooFast = "form_too_fast",
        /// A field is filled in that people do not see.
        LooksAutomated = "looks_automated",
        /// The challenge was not passed, not here, not now, or not by this form.
        ChallengeFailed = "challenge_failed",
        /// Whoever says whether it was passed does not.
        ChallengeUnavailable = "challenge_unavailable",
    }
}

impl Doubt {
    pub const fn status(self) -> u16 {
        match self {
            Self::ChallengeUnavailable => 503,
            _ => 422,
        }
    }

    /// Why, for a person.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::FormExpired => "The form is not one that was given out within the last hours.",
            Self::FormTooFast => "The form was sent faster than somebody can fill it in.",
            Self::LooksAutomated => "A field is filled in that people do not see.",
            Self::ChallengeFailed => "The check that a person is there was not passed, or is used up.",
            Self::ChallengeUnavailable => "Whether a person is there cannot be checked at the moment.",
        }
    }

    /// What helps.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::FormExpired => "Ask for the form again, and send what it brings.",
            Self::FormTooFast => "Wait a few seconds, and send it again.",
            Self::LooksAutomated => "Leave the field website empty.",
            Self::ChallengeFailed => "Pass the check again, and send what it brings.",
            Self::ChallengeUnavailable => "Nothing was kept. Try again in a few minutes.",
        }
    }
}

/// How long somebody may take over a form: one that was left open over lunch, and not one that a script has kept.
pub const LONGEST_MS: u64 = 12 * 60 * 60 * 1000;

/// Judges a form by when it was given out, and by what stands in the field that people do not see.
pub const fn judge_form(given_ms: u64, now_ms: u64, least_ms: u64, has_hidden_text: bool) -> Result<(), Doubt> {
    let took_ms = now_ms.saturating_sub(given_ms);
    if has_hidden_text {
        Err(Doubt::LooksAutomated)
    } else if took_ms > LONGEST_MS {
        Err(Doubt::FormExpired)
    } else if took_ms < least_ms {
        Err(Doubt::FormTooFast)
    } else {
        Ok(())
    }
}

/// UTF-16 units of what a passed challenge brings (Cloudflare, Turnstile).
pub const MOST_CHALLENGE_UNITS: usize = 2_048;

/// What Turnstile says of a challenge (Cloudflare, "Validate the token").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge {
    pub success: bool,
    /// When it was passed, in seconds since 1970.
    pub passed_s: u64,
    /// Where it was passed.
    pub hostname: String,
    /// It is one of the keys that Cloudflare has published for tests: they are passed at `example.com`.
    pub by_test_key: bool,
    pub errors: Vec<String>,
}

/// Seconds for which what a challenge brings is good (Cloudflare), and by which clocks may differ.
const GOOD_FOR_S: u64 = 300;
const LEEWAY_S: u64 = 60;

/// What is wrong with the one who asks, not with the answer to the challenge.
const OUR_MISTAKES: &[&str] = &["missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"];

impl Challenge {
    /// Whether it was passed just now, on a page of one of these hosts.
    pub fn judge(&self, now_s: u64, hosts: &[&str]) -> Result<(), Doubt> {
        if self.errors.iter().any(|error| OUR_MISTAKES.contains(&error.as_str())) {
            return Err(Doubt::ChallengeUnavailable);
        }
        let is_recent = self.passed_s <= now_s + LEEWAY_S && now_s <= self.passed_s + GOOD_FOR_S + LEEWAY_S;
        let is_here = self.by_test_key || hosts.contains(&self.hostname.as_str());
        if self.success && is_recent && is_here { Ok(()) } else { Err(Doubt::ChallengeFailed) }
    }
}

/// The host of an origin or of the beginning of an address, as Turnstile tells it: without its port.
pub fn host_of(origin: &str) -> &str {
    let host = origin.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    // What is in brackets has colons of its own.
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Whom an address counts for. Of version 4 it counts by itself: whole towns share one, but what is beside it is somebody else's.
/// Of version 6 whoever has one has its /64 (RFC 6177), and another address for each request.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => format!("{address}"),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    #[test]
    fn a_form_is_taken_when_somebody_can_have_filled_it_in_and_has_not_kept_it() {
        const GIVEN: u64 = 1_800_000_000_000;
        let judged = |took_ms| judge_form(GIVEN, GIVEN + took_ms, 2_000, false);
        assert_eq!(judged(1_999), Err(Doubt::FormTooFast));
        assert_eq!((judged(2_000), judged(LONGEST_MS)), (Ok(()), Ok(())));
        assert_eq!(judged(LONGEST_MS + 1), Err(Doubt::FormExpired));
        // One that is given out tomorrow.
        assert_eq!(judge_form(GIVEN + 60_000, GIVEN, 2_000, false), Err(Doubt::FormTooFast));
        assert_eq!(judge_form(GIVEN, GIVEN + 5_000, 2_000, true), Err(Doubt::LooksAutomated));
    }

    #[test]
    fn a_challenge_is_passed_here_and_now() {
        const NOW: u64 = 1_800_000_000;
        let passed = Challenge { success: true, passed_s: NOW - 30, hostname: "help.acme.com".into(), ..Challenge::default() };
        let judged = |challenge: &Challenge| challenge.judge(NOW, &["usher.acme.com", "help.acme.com"]);
        assert_eq!(judged(&passed), Ok(()));
        for failed in [
            Challenge { success: false, ..passed.clone() },
            Challenge { hostname: "evil.example".into(), ..passed.clone() },
            Challenge { passed_s: NOW - GOOD_FOR_S - LEEWAY_S - 1, ..passed.clone() },
            Challenge { passed_s: NOW + LEEWAY_S + 1, ..passed.clone() },
            Challenge { success: false, errors: vec!["timeout-or-duplicate".into()], ..passed.clone() },
        ] {
            assert_eq!(judged(&failed), Err(Doubt::ChallengeFailed), "{failed:?}");
        }
        assert_eq!(judged(&Challenge { hostname: "example.com".into(), by_test_key: true, ..passed.clone() }), Ok(()));
        let ours = Challenge { success: false, errors: vec!["invalid-input-secret".into()], ..passed };
        assert_eq!(judged(&ours), Err(Doubt::ChallengeUnavailable));
    }

    #[test]
    fn a_host_has_no_port() {
        for (origin, host) in [
            ("https://help.acme.com", "help.acme.com"),
            ("http://localhost:8787", "localhost"),
            ("https://[2606:4700::1111]:8443/", "[2606:4700::1111]"),
            ("https://[2606:4700::1111]", "[2606:4700::1111]"),
            ("null", ""),
        ] {
            assert_eq!(host_of(origin), host, "{origin}");
        }
    }

    #[test]
    fn who_has_an_address_of_version_6_has_its_network() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
