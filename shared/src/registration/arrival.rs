//! What becomes of somebody who comes in by themselves.

use alloc::vec::Vec;

use super::line::deciding;
use super::{Access, Effect, Known, Line, Outcome, Pattern, Reason, Registration, Way};
use crate::value::EmailAddress;

/// Somebody who comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival<'a> {
    pub way: Way,
    pub known: Known,
    /// Those that are about the address: [`Pattern::all_of`].
    pub lines: &'a [Line],
    /// Whether the allowlist has any line.
    pub has_allowlist: bool,
}

/// What becomes of somebody, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub outcome: Outcome,
    pub reason: Reason,
    /// The line, where one decided.
    pub line: Option<Line>,
}

/// What is asked of all who come in with one request or message.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    pub registration: Registration,
    /// Those that are about any of the addresses.
    pub lines: &'a [Line],
    pub has_allowlist: bool,
}

impl Rules<'_> {
    /// What becomes of the one whose address this is.
    pub fn decide(&self, way: Way, address: &EmailAddress, known: Known) -> Decision {
        let fitting = Pattern::all_of(address);
        let lines: Vec<_> = self.lines.iter().filter(|line| fitting.contains(&line.pattern)).cloned().collect();
        self.registration.decide(&Arrival { way, known, lines: &lines, has_allowlist: self.has_allowlist })
    }
}

impl Registration {
    /// What becomes of somebody who comes in by themselves. Whom staff add is not asked about.
    pub fn decide(self, arrival: &Arrival<'_>) -> Decision {
        let Arrival { way, known, lines, has_allowlist } = *arrival;
        let decision = |outcome, reason| Decision { outcome, reason, line: None };
        if way == Way::Request && self.authentication_required {
            return decision(Outcome::Refuse, Reason::AuthenticationRequired);
        }
        if known == Known::Suspended {
            return decision(kept_apart(way), Reason::UserSuspended);
        }
        if self.access == Access::Closed && !is_added(way, known) {
            return decision(if way == Way::Mail { Outcome::Suspend } else { Outcome::Refuse }, Reason::Closed);
        }
        let by = |line: &Line, outcome| Decision { outcome, reason: Reason::Line, line: Some(line.clone()) };
        let admitted = self.of_admitted(way, known);
        match deciding(lines) {
            Some(line) if line.effect == Effect::Reject => return by(line, Outcome::Refuse),
            Some(line) if line.effect == Effect::Suspend => return by(line, kept_apart(way)),
            Some(line) if admitted.outcome == Outcome::Admit => return by(line, Outcome::Admit),
            Some(_) => return admitted,
            None => {}
        }
        if self.access == Access::Restricted && has_allowlist {
            return decision(kept_apart(way), Reason::NotOnAllowlist);
        }
        admitted
    }

    /// What becomes of somebody against whom nothing stands.
    fn of_admitted(self, way: Way, known: Known) -> Decision {
        let sends = matches!(way, Way::Request | Way::Mail);
        let (outcome, reason) = if self.ask_to_register && sends && known != Known::Verified {
            (Outcome::AwaitVerification, Reason::AskToRegister)
        } else {
            (Outcome::Admit, Reason::Access)
        };
        Decision { outcome, reason, line: None }
    }
}

/// Whether somebody counts as added by staff. Anybody can give anybody's address in a form: in a closed account only who is signed in
/// sends a request (Zendesk), and nobody signs up.
fn is_added(way: Way, known: Known) -> bool {
    !matches!(way, Way::Request | Way::Signup) && known != Known::Nobody
}

/// Of a sign-up or a copy there is nothing to look at: neither is kept.
fn kept_apart(way: Way) -> Outcome {
    if matches!(way, Way::Request | Way::Mail) { Outcome::Suspend } else { Outcome::Refuse }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::{Access, List};
    use std::vec::Vec;

    fn decided(registration: Registration, way: Way, known: Known, lines: &[(List, &str)]) -> (Outcome, Reason) {
        let lines: Vec<_> = lines.iter().map(|(list, text)| Line::parse(*list, text).unwrap()).collect();
        let has_allowlist = lines.iter().any(|line| line.effect == Effect::Allow);
        let decision = registration.decide(&Arrival { way, known, lines: &lines, has_allowlist });
        assert_eq!(decision.line.is_some(), decision.reason == Reason::Line);
        (decision.outcome, decision.reason)
    }

    #[test]
    fn an_open_account_takes_everybody_whom_the_blocklist_does_not_keep_out() {
        let open = |way, lines: &[_]| decided(Registration::DEFAULT, way, Known::Nobody, lines);
        for way in Way::ALL {
            assert_eq!(open(*way, &[]), (Outcome::Admit, Reason::Access));
            assert_eq!(open(*way, &[(List::Blocklist, "reject:acme.com")]), (Outcome::Refuse, Reason::Line));
        }
        let suspended = Way::ALL.iter().map(|way| open(*way, &[(List::Blocklist, "acme.com")]).0).collect::<Vec<_>>();
        assert_eq!(suspended, [Outcome::Refuse, Outcome::Suspend, Outcome::Suspend, Outcome::Refuse]);
    }

    #[test]
    fn a_closed_account_takes_those_whom_staff_have_added_but_no_form_of_whoever_is_not_signed_in() {
        let closed = Registration { access: Access::Closed, ..Registration::DEFAULT };
        let of = |known| Way::ALL.iter().map(|way| decided(closed, *way, known, &[]).0).collect::<Vec<_>>();
        assert_eq!(of(Known::Nobody), [Outcome::Refuse, Outcome::Refuse, Outcome::Suspend, Outcome::Refuse]);
        for known in [Known::Unverified, Known::Verified] {
            assert_eq!(of(known), [Outcome::Refuse, Outcome::Refuse, Outcome::Admit, Outcome::Admit]);
        }
        // A line lets nobody into it.
        assert_eq!(decided(closed, Way::Signup, Known::Nobody, &[(List::Allowlist, "acme.com")]), (Outcome::Refuse, Reason::Closed));
    }

    #[test]
    fn a_restricted_account_takes_those_on_the_allowlist_and_everybody_while_that_is_blank() {
        let restricted = Registration { access: Access::Restricted, ..Registration::DEFAULT };
        let of = |has_allowlist| restricted.decide(&Arrival { way: Way::Request, known: Known::Nobody, lines: &[], has_allowlist });
        assert_eq!((of(true).outcome, of(true).reason), (Outcome::Suspend, Reason::NotOnAllowlist));
        assert_eq!(of(false).outcome, Outcome::Admit);
        assert_eq!(decided(restricted, Way::Request, Known::Nobody, &[(List::Allowlist, "acme.com")]), (Outcome::Admit, Reason::Line));
    }

    #[test]
    fn whoever_has_not_proved_their_address_waits_where_they_are_asked_to_register() {
        let asking = Registration { ask_to_register: true, ..Registration::DEFAULT };
        let of = |way, known| decided(asking, way, known, &[(List::Allowlist, "acme.com")]);
        for way in [Way::Request, Way::Mail] {
            assert_eq!(of(way, Known::Nobody), (Outcome::AwaitVerification, Reason::AskToRegister));
            assert_eq!(of(way, Known::Unverified), (Outcome::AwaitVerification, Reason::AskToRegister));
            assert_eq!(of(way, Known::Verified), (Outcome::Admit, Reason::Line));
        }
        assert_eq!(of(Way::Signup, Known::Nobody), (Outcome::Admit, Reason::Line));
    }

    #[test]
    fn requests_can_be_left_to_those_who_are_signed_in() {
        let strict = Registration { authentication_required: true, ..Registration::DEFAULT };
        let of = |way| decided(strict, way, Known::Verified, &[(List::Allowlist, "acme.com")]);
        assert_eq!(of(Way::Request), (Outcome::Refuse, Reason::AuthenticationRequired));
        assert_eq!(of(Way::Mail), (Outcome::Admit, Reason::Line));
    }

    #[test]
    fn whom_staff_have_suspended_no_list_lets_in() {
        let of = |way| decided(Registration::DEFAULT, way, Known::Suspended, &[(List::Allowlist, "acme.com")]);
        let outcomes = Way::ALL.iter().map(|way| of(*way).0).collect::<Vec<_>>();
        assert_eq!(outcomes, [Outcome::Refuse, Outcome::Suspend, Outcome::Suspend, Outcome::Refuse]);
    }
}
