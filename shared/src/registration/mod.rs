//! Who may come in by themselves, what becomes of whoever may not, and which setting or line decided.

use serde::Serialize;

use crate::codes::codes;
use crate::form::{EntryPoint, Field};
#[cfg(feature = "tables")]
use crate::proof::Holder;

#[cfg(feature = "tables")]
mod arrival;
#[cfg(feature = "tables")]
mod line;

#[cfg(feature = "tables")]
pub use arrival::{Arrival, Decision, Rules};
#[cfg(feature = "tables")]
pub use line::{Effect, Line, List, Pattern};

codes! {
    /// Whom the account takes without somebody of its own adding them.
    pub enum Access {
        /// Everybody whom the blocklist does not keep out.
        Open = "open",
        /// Those on the allowlist; everybody while that is blank (Zendesk).
        Restricted = "restricted",
        /// Those whom staff have added.
        Closed = "closed",
    }
}

codes! {
    /// What the directory knows of the one whose address it is.
    pub enum Known {
        Nobody = "nobody",
        /// Somebody who has not proved that the address is theirs.
        Unverified = "unverified",
        Verified = "verified",
        /// Somebody whom staff have suspended.
        Suspended = "suspended",
    }
}

#[cfg(feature = "tables")]
impl Known {
    /// What is known of an address, by whose it is.
    pub fn of(holder: Option<&Holder>) -> Self {
        match holder {
            None => Self::Nobody,
            Some(Holder { suspended: true, .. }) => Self::Suspended,
            Some(Holder { verified: true, .. }) => Self::Verified,
            Some(_) => Self::Unverified,
        }
    }
}

codes! {
    /// How somebody comes in by themselves.
    pub enum Way {
        Signup = "signup",
        /// The form for requests, or the API, without being signed in.
        Request = "request",
        /// A message to the support address.
        Mail = "mail",
        /// A copy of somebody's request or message.
        Copy = "copy",
    }
}

impl Way {
    /// The form that whoever comes in so has filled in, if they have.
    pub const fn entry_point(self) -> Option<EntryPoint> {
        match self {
            Self::Signup => Some(EntryPoint::Signup),
            Self::Request => Some(EntryPoint::Request),
            Self::Mail | Self::Copy => None,
        }
    }
}

codes! {
    /// What becomes of somebody who comes in.
    pub enum Outcome {
        Admit = "admit",
        /// What they send is kept, and released when they have proved that the address is theirs.
        AwaitVerification = "await_verification",
        /// What they send is kept until somebody of the account has looked at it.
        Suspend = "suspend",
        /// Nothing is kept.
        Refuse = "refuse",
    }
}

codes! {
    /// What decided.
    pub enum Reason {
        /// Nothing stands against it.
        Access = "access",
        /// The account takes only those whom staff have added.
        Closed = "closed",
        /// The account takes requests only of those who are signed in.
        AuthenticationRequired = "authentication_required",
        /// A line of the allowlist or of the blocklist.
        Line = "line",
        /// The allowlist has lines, and none about this address.
        NotOnAllowlist = "not_on_allowlist",
        /// Whoever has not proved their address is asked to register.
        AskToRegister = "ask_to_register",
        /// Somebody of the account has suspended this customer.
        UserSuspended = "user_suspended",
        /// It was to be released, and could not become a ticket as the settings are now.
        NotReleased = "not_released",
        /// A message says to be from somebody who has proved the address, or works here, and does not prove that it is.
        NotAuthenticated = "not_authenticated",
        /// The account asks more of newcomers than a message says of its sender.
        MoreIsAsked = "more_is_asked",
    }
}

impl Reason {
    /// Why something waits, for whoever looks through what does; Zendesk's words where they are known.
    pub const fn cause(self) -> &'static str {
        match self {
            Self::Access => "Nothing stands against it",
            Self::Closed => "User must sign up to submit email",
            Self::AuthenticationRequired => "User must sign in to submit a request",
            Self::Line => "Email is from a blocklisted sender or domain",
            Self::NotOnAllowlist => "Email is not from an allowlisted sender or domain",
            Self::AskToRegister => "The sender has not proved the address yet",
            Self::UserSuspended => "The sender is suspended",
            Self::NotReleased => "The address was proved, but the settings do not allow this ticket",
            Self::NotAuthenticated => "Email authentication failed",
            Self::MoreIsAsked => "The account asks more of new customers than an email says",
        }
    }
}

/// What an admin has decided about those who come in by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as it is in the settings")]
pub struct Registration {
    /// Zendesk's "Anybody can submit tickets".
    pub access: Access,
    /// What customers send who have not proved their address waits until they have.
    pub ask_to_register: bool,
    /// Refuses requests of whoever is not signed in (Zendesk, "Require authentication for request and uploads APIs").
    pub authentication_required: bool,
    /// Whoever signs up is added when they have proved that the address is theirs, and not before.
    pub verification_required: bool,
    /// Customers change what they say of themselves (Zendesk, "Allow users to view and edit their profile data").
    pub self_editing: bool,
    /// Customers choose the language that they are written to in (Zendesk, `language_selection`).
    pub language_selection: bool,
    /// Customers choose their time zone (Zendesk, `time_zone_selection`).
    pub time_zone_selection: bool,
    /// Customers ask for what is known of them to be deleted, on their profile.
    pub deletion_requests: bool,
}

impl Registration {
    /// What an account starts with: Zendesk's own, and what gives customers most.
    pub const DEFAULT: Self = Self {
        access: Access::Open,
        ask_to_register: false,
        authentication_required: false,
        verification_required: true,
        self_editing: true,
        language_selection: true,
        time_zone_selection: true,
        deletion_requests: true,
    };

    /// Those that are on or off, by their names.
    pub const FLAGS: &'static [&'static str] = &[
        "ask_to_register",
        "authentication_required",
        "verification_required",
        "self_editing",
        "language_selection",
        "time_zone_selection",
        "deletion_requests",
    ];

    /// Whether customers say this of themselves; addresses they prove one by one.
    pub const fn customers_change(self, field: Field) -> bool {
        self.self_editing
            && match field {
                Field::Name | Field::Phone => true,
                Field::Locale => self.language_selection,
                Field::TimeZone => self.time_zone_selection,
                _ => false,
            }
    }

    /// The one with this name.
    #[cfg(feature = "tables")]
    pub(crate) fn flag(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "ask_to_register" => &mut self.ask_to_register,
            "authentication_required" => &mut self.authentication_required,
            "verification_required" => &mut self.verification_required,
            "self_editing" => &mut self.self_editing,
            "language_selection" => &mut self.language_selection,
            "time_zone_selection" => &mut self.time_zone_selection,
            "deletion_requests" => &mut self.deletion_requests,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_has_a_place_of_its_own_under_its_name() {
        for name in Registration::FLAGS {
            let mut registration = Registration::DEFAULT;
            let flag = registration.flag(name).unwrap();
            *flag = !*flag;
            let (before, after) = (serde_json::to_value(Registration::DEFAULT).unwrap(), serde_json::to_value(registration).unwrap());
            let changed = before.as_object().unwrap().iter().filter(|(key, value)| after[key.as_str()] != **value);
            assert_eq!(changed.map(|(key, _)| key.as_str()).collect::<std::vec::Vec<_>>(), [*name]);
        }
    }
}
