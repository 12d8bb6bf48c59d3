//! What a caller is, as far as rights go.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::{CustomRole, ProfileAccess, Right, Role, TicketRestriction};

/// What a caller is, as far as rights go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody in particular.
    Anonymous,
    /// Somebody whose account is suspended or deleted, whatever they were.
    Suspended,
    /// A customer.
    EndUser,
    /// A light agent: reads, and comments in private.
    Light,
    /// An agent who sees only some tickets.
    Restricted,
    /// An agent who sees all tickets.
    Agent,
    Admin,
    /// An agent with a role that the account has defined.
    Custom(CustomRole),
}

/// Zendesk's `role_type` of a light agent.
pub const LIGHT_AGENT: i64 = 1;

/// How the code of a custom role begins; what it gives follows.
const CUSTOM: &str = "custom:";

const CODES: [(Standing, &str); 7] = [
    (Standing::Anonymous, "anonymous"),
    (Standing::Suspended, "suspended"),
    (Standing::EndUser, "end_user"),
    (Standing::Light, "light"),
    (Standing::Restricted, "restricted"),
    (Standing::Agent, "agent"),
    (Standing::Admin, "admin"),
];

impl Standing {
    /// The standing of a user with these columns.
    pub fn of(
        role: Role,
        role_type: Option<i64>,
        restriction: Option<TicketRestriction>,
        custom_role: Option<CustomRole>,
        in_good_standing: bool,
    ) -> Self {
        match (role, custom_role) {
            _ if !in_good_standing => Self::Suspended,
            (Role::EndUser, _) => Self::EndUser,
            (Role::Admin, _) => Self::Admin,
            (Role::Agent, Some(custom_role)) => Self::Custom(custom_role),
            (Role::Agent, None) if role_type == Some(LIGHT_AGENT) => Self::Light,
            (Role::Agent, None) if restriction.is_some() => Self::Restricted,
            (Role::Agent, None) => Self::Agent,
        }
    }

    /// All of them; of custom roles, each access to profiles with no right and with every right.
    pub fn every() -> Vec<Self> {
        let custom = |access: &ProfileAccess| [&[], Right::ALL].map(|rights| Self::Custom(CustomRole::new(*access, rights)));
        CODES.iter().map(|(standing, _)| *standing).chain(ProfileAccess::ALL.iter().flat_map(custom)).collect()
    }

    /// The stable name in JSON: of a custom role, `custom:` with its access to profiles and its rights.
    pub fn code(self) -> Cow<'static, str> {
        let Self::Custom(role) = self else {
            let known = CODES.iter().find(|(standing, _)| *standing == self);
            return Cow::Borrowed(known.map_or("", |(_, code)| code));
        };
        let mut code = String::from(CUSTOM) + role.profiles.code();
        for right in role.rights() {
            code.push(' ');
            code += right.code();
        }
        Cow::Owned(code)
    }

    /// The standing with this code. Rights that this build does not know are none.
    pub fn from_code(code: &str) -> Option<Self> {
        let Some(custom) = code.strip_prefix(CUSTOM) else {
            return CODES.iter().find(|(_, known)| *known == code).map(|(standing, _)| *standing);
        };
        let mut words = custom.split(' ');
        let profiles = ProfileAccess::from_code(words.next()?)?;
        Some(Self::Custom(CustomRole::new(profiles, &words.filter_map(Right::from_code).collect::<Vec<_>>())))
    }

    /// Whether somebody sees of a user what agents write about them: notes, details, tags, ids of other systems.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Light | Self::Restricted | Self::Agent | Self::Admin | Self::Custom(_))
    }

    /// What a portal's token gives: a page may not make keys, change settings, ranks, groups, fields or organizations,
    /// whoever is signed in to it.
    #[must_use]
    pub const fn through_a_portal(self) -> Self {
        match self {
            Self::Admin => Self::Agent,
            Self::Custom(role) => {
                Self::Custom(role.without(Right::ManageOrganizations).without(Right::ManageFields).without(Right::ManageGroups))
            }
            other => other,
        }
    }
}

impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.code())
    }
}

impl<'de> Deserialize<'de> for Standing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = <Cow<'de, str>>::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| D::Error::custom("not a known Standing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standing_is_read_from_its_code() {
        for standing in Standing::every() {
            assert_eq!(Standing::from_code(&standing.code()), Some(standing), "{}", standing.code());
        }
        assert_eq!(Standing::from_code("custom:"), None);
        let newer = Standing::from_code("custom:edit list_users fly");
        assert_eq!(newer, Some(Standing::Custom(CustomRole::new(ProfileAccess::Edit, &[Right::ListUsers]))));
    }

    #[test]
    fn a_custom_role_makes_agents_what_they_are_and_nobody_else() {
        let role = Some(CustomRole::new(ProfileAccess::Full, Right::ALL));
        let of = |of_role, good| Standing::of(of_role, Some(LIGHT_AGENT), Some(TicketRestriction::Groups), role, good);
        assert!(matches!(of(Role::Agent, true), Standing::Custom(_)));
        assert_eq!(
            [of(Role::EndUser, true), of(Role::Admin, true), of(Role::Agent, false)],
            [Standing::EndUser, Standing::Admin, Standing::Suspended]
        );
    }
}
