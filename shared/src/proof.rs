//! Proof that an address is somebody's: what it is asked for, how long it can be given, and what follows from it.

use crate::codes::codes;
use crate::mail::MailKind;
use crate::policy::Role;
use crate::value::Id;

codes! {
    /// What somebody wants who proves an address.
    pub enum Purpose {
        SignUp = "sign_up",
        SignIn = "sign_in",
        /// An address that is said to be a customer's is theirs.
        VerifyIdentity = "verify_identity",
        /// What was sent from it waits no more.
        Request = "request",
    }
}

/// How long the code of a mail does what its link does. Shorter than links live: there are only a million of them.
pub const CODE_MINUTES: u64 = 15;
/// Codes that are compared with the right one before no code does it any more.
pub const MOST_ATTEMPTS: u32 = 5;
/// The same of all mails to one address within a day, whoever asks for them: else whoever asks often enough guesses one. Its links
/// do what they are for all the same, so nobody is kept out by it.
pub const MOST_GUESSES: u32 = 30;
/// How often the mail is sent once more, and how many seconds apart.
pub const MOST_RESENT: u32 = 3;
pub const RESENT_AFTER_S: u64 = 60;
/// Addresses that a customer says are theirs and has not proved.
pub const MOST_CLAIMS: u32 = 5;

impl Purpose {
    /// How long the link of its mail does what it is for.
    pub const fn minutes(self) -> u64 {
        match self {
            Self::SignIn => CODE_MINUTES,
            Self::SignUp | Self::VerifyIdentity => 24 * 60,
            Self::Request => 3 * 24 * 60,
        }
    }
}

/// Whose the directory says an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub user: Id,
    pub role: Role,
    pub suspended: bool,
    /// Whether they have proved it.
    pub verified: bool,
    /// Whether they have proved another one.
    pub verified_another: bool,
}

/// What it means that somebody reads the mail of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nobody has it.
    Free,
    /// They are this customer, who has proved it.
    Proved(Id),
    /// They are this customer, of whom nothing is proved yet.
    Unproved(Id),
    /// Somebody has said that it is this customer's, who is known by another address and never proved this one. Perhaps it was never
    /// theirs: whoever reads its mail is not let into their account, and has the address.
    Said(Id),
    /// Nothing that mail opens: staff, and customers whom staff have suspended.
    Closed,
}

impl Claim {
    pub fn of(holder: Option<&Holder>) -> Self {
        match holder {
            None => Self::Free,
            Some(holder) if holder.suspended || holder.role != Role::EndUser => Self::Closed,
            Some(holder) if holder.verified => Self::Proved(holder.user),
            Some(holder) if holder.verified_another => Self::Said(holder.user),
            Some(holder) => Self::Unproved(holder.user),
        }
    }

    /// The customer whom it opens.
    pub const fn opens(self) -> Option<Id> {
        match self {
            Self::Proved(user) | Self::Unproved(user) => Some(user),
            Self::Free | Self::Said(_) | Self::Closed => None,
        }
    }

    /// What is written to the address when somebody asks to prove it, `by` a customer who is signed in or whom staff handle. Only
    /// this mail tells whether the directory knows the address.
    pub fn mail(self, purpose: Purpose, by: Option<Id>) -> Option<MailKind> {
        match (purpose, self) {
            (_, Self::Closed) => None,
            (Purpose::SignUp, Self::Proved(_)) => Some(MailKind::SignUpKnown),
            (Purpose::SignUp, _) => Some(MailKind::SignUp),
            (Purpose::SignIn, Self::Proved(_) | Self::Unproved(_)) => Some(MailKind::SignIn),
            (Purpose::SignIn, _) => Some(MailKind::SignInUnknown),
            (Purpose::Request, _) => Some(MailKind::RequestWaiting),
            (Purpose::VerifyIdentity, Self::Proved(user)) if Some(user) != by => Some(MailKind::IdentityTaken),
            (Purpose::VerifyIdentity, _) => Some(MailKind::VerifyIdentity),
        }
    }

    /// What follows once it is proved; `by` as for the mail. Nothing where it proves too little by now.
    pub fn consequence(self, purpose: Purpose, by: Option<Id>) -> Option<Consequence> {
        match (purpose, self, by) {
            (_, Self::Closed, _) | (Purpose::SignIn, Self::Free | Self::Said(_), _) => None,
            (Purpose::VerifyIdentity, claim, Some(by)) => match claim {
                Self::Proved(user) | Self::Said(user) | Self::Unproved(user) if user == by => Some(Consequence::Verify { user }),
                Self::Proved(_) | Self::Closed => None,
                Self::Free => Some(Consequence::Verify { user: by }),
                Self::Said(from) => Some(Consequence::TakeOver { from, user: by }),
                Self::Unproved(from) => Some(Consequence::Merge { from, into: by }),
            },
            (Purpose::VerifyIdentity, _, None) => None,
            (_, Self::Proved(user) | Self::Unproved(user), _) => Some(Consequence::Verify { user }),
            (_, Self::Free, _) => Some(Consequence::Add { from: None }),
            (_, Self::Said(from), _) => Some(Consequence::Add { from: Some(from) }),
        }
    }
}

/// What becomes of a proved address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// It is this customer's, and verified.
    Verify { user: Id },
    /// A new customer has it; whoever was said to have it has it no more.
    Add { from: Option<Id> },
    /// The customer has it, and the other one, who was said to, has it no more.
    TakeOver { from: Id, user: Id },
    /// Both are one person: of the one nothing was proved but this.
    Merge { from: Id, into: Id },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> Holder {
        Holder { user: Id::at(1, 1), role: Role::EndUser, suspended: false, verified: true, verified_another: false }
    }

    fn unproved() -> Holder {
        Holder { verified: false, ..ana() }
    }

    fn said() -> Holder {
        Holder { verified: false, verified_another: true, ..ana() }
    }

    #[test]
    fn mail_opens_nothing_of_staff_and_of_the_suspended() {
        for holder in [Holder { role: Role::Agent, ..ana() }, Holder { role: Role::Admin, ..ana() }, Holder { suspended: true, ..ana() }] {
            let claim = Claim::of(Some(&holder));
            for purpose in Purpose::ALL {
                assert_eq!((claim.mail(*purpose, None), claim.consequence(*purpose, Some(ana().user))), (None, None));
            }
        }
    }

    #[test]
    fn whoever_proves_an_address_of_a_customer_is_that_customer_unless_they_are_known_by_another_one() {
        for purpose in [Purpose::SignUp, Purpose::Request, Purpose::SignIn] {
            let of = |holder| Claim::of(Some(&holder)).consequence(purpose, None);
            assert_eq!([of(ana()), of(unproved())], [Some(Consequence::Verify { user: ana().user }); 2]);
            let taken = (purpose != Purpose::SignIn).then_some(Consequence::Add { from: Some(ana().user) });
            assert_eq!(of(said()), taken);
        }
        assert_eq!(Claim::Free.consequence(Purpose::SignUp, None), Some(Consequence::Add { from: None }));
        assert_eq!(Claim::Free.consequence(Purpose::SignIn, None), None);
    }

    #[test]
    fn an_address_that_somebody_else_has_proved_cannot_be_taken_and_one_that_was_only_said_can() {
        let ben = Id::at(2, 2);
        let of = |holder| Claim::of(Some(&holder)).consequence(Purpose::VerifyIdentity, Some(ben));
        assert_eq!(of(ana()), None);
        assert_eq!(of(said()), Some(Consequence::TakeOver { from: ana().user, user: ben }));
        assert_eq!(of(unproved()), Some(Consequence::Merge { from: ana().user, into: ben }));
        assert_eq!(Claim::Free.consequence(Purpose::VerifyIdentity, Some(ben)), Some(Consequence::Verify { user: ben }));
        assert_eq!(
            Claim::of(Some(&said())).consequence(Purpose::VerifyIdentity, Some(ana().user)),
            Some(Consequence::Verify { user: ana().user })
        );
    }

    #[test]
    fn only_the_mail_tells_whether_an_address_is_known() {
        use MailKind as M;
        let mails = |purpose| {
            [None, Some(unproved()), Some(said()), Some(ana())].map(|holder| Claim::of(holder.as_ref()).mail(purpose, None).unwrap())
        };
        assert_eq!(mails(Purpose::SignUp), [M::SignUp, M::SignUp, M::SignUp, M::SignUpKnown]);
        assert_eq!(mails(Purpose::SignIn), [M::SignInUnknown, M::SignIn, M::SignInUnknown, M::SignIn]);
        assert_eq!(mails(Purpose::Request), [M::RequestWaiting; 4]);
        assert_eq!(mails(Purpose::VerifyIdentity), [M::VerifyIdentity, M::VerifyIdentity, M::VerifyIdentity, M::IdentityTaken]);
    }
}
