//! Whom a message may speak for.

use crate::registration::{Decision, Known, Outcome, Reason, Rules, Way};
use crate::value::EmailAddress;

/// Whoever a message says to be from, and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    pub address: &'a EmailAddress,
    pub known: Known,
    pub is_staff: bool,
    /// Whether the mail servers have found that it is from there ([`super::Authenticator`]).
    pub is_authenticated: bool,
    /// Whether the message says all that the account asks of newcomers.
    pub is_complete: bool,
}

/// What becomes of a message: as of whoever comes in by themselves; but anybody can write anybody's address on it, so what says to be
/// from somebody who has proved theirs, or works here, waits until staff have looked at it, unless it is certain. So does what would be
/// released when they prove it: they may prove it for another reason, and know of no message.
pub fn decide(rules: &Rules<'_>, sender: &Sender<'_>) -> Decision {
    let decision = rules.decide(Way::Mail, sender.address, sender.known);
    let suspend = |reason| Decision { outcome: Outcome::Suspend, reason, line: None };
    let is_or_will_be_somebody = sender.is_staff || sender.known == Known::Verified || decision.outcome == Outcome::AwaitVerification;
    match decision.outcome {
        Outcome::Suspend | Outcome::Refuse => decision,
        _ if is_or_will_be_somebody && !sender.is_authenticated => suspend(Reason::NotAuthenticated),
        _ if sender.known == Known::Nobody && !sender.is_complete => suspend(Reason::MoreIsAsked),
        _ => decision,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::Registration;

    #[test]
    fn what_waits_for_a_proof_is_of_whoever_is_vouched_for() {
        let address = EmailAddress::parse("ana@acme.com").unwrap();
        let registration = Registration { ask_to_register: true, ..Registration::DEFAULT };
        let rules = Rules { registration, lines: &[], has_allowlist: false };
        let of = |is_authenticated| {
            let sender = Sender { address: &address, known: Known::Nobody, is_staff: false, is_authenticated, is_complete: true };
            decide(&rules, &sender).reason
        };
        assert_eq!((of(true), of(false)), (Reason::AskToRegister, Reason::NotAuthenticated));
    }

    #[test]
    fn only_who_is_vouched_for_is_spoken_for() {
        let address = EmailAddress::parse("ana@acme.com").unwrap();
        let rules = Rules { registration: Registration::DEFAULT, lines: &[], has_allowlist: false };
        let of = |known, is_staff, is_authenticated, is_complete| {
            let decision = decide(&rules, &Sender { address: &address, known, is_staff, is_authenticated, is_complete });
            (decision.outcome, decision.reason)
        };
        let (admitted, forged) = ((Outcome::Admit, Reason::Access), (Outcome::Suspend, Reason::NotAuthenticated));
        assert_eq!((of(Known::Verified, false, true, true), of(Known::Verified, false, false, true)), (admitted, forged));
        assert_eq!((of(Known::Unverified, true, true, true), of(Known::Unverified, true, false, true)), (admitted, forged));
        assert_eq!((of(Known::Unverified, false, false, false), of(Known::Nobody, false, false, true)), (admitted, admitted));
        assert_eq!(of(Known::Nobody, false, true, false), (Outcome::Suspend, Reason::MoreIsAsked));
        assert_eq!(of(Known::Suspended, false, false, true), (Outcome::Suspend, Reason::UserSuspended));
    }
}
