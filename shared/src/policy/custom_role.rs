//! Roles that an account defines for its agents (Zendesk, Custom Roles API).

use alloc::string::String;

use super::TicketRestriction;
use crate::codes::codes;

codes! {
    /// What a role's agents may do with customers' profiles (`end_user_profile_access`); each includes those before it.
    pub enum ProfileAccess {
        Readonly = "readonly",
        /// Add and edit customers of one's own organizations.
        EditWithinOrganization = "edit-within-org",
        Edit = "edit",
        /// Delete them too.
        Full = "full",
    }
}

codes! {
    /// What a role gives or does not give.
    pub enum Right {
        ListUsers = "list_users",
        /// Every part of it that Zendesk has a right of its own for.
        EditOwnProfile = "edit_own_profile",
        ManageOrganizations = "manage_organizations",
        EditOrganizationNotes = "edit_organization_notes",
        ManageFields = "manage_fields",
        ManageGroups = "manage_groups",
        EditTickets = "edit_tickets",
    }
}

/// What of a custom role decides anything here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomRole {
    pub profiles: ProfileAccess,
    /// A bit for each [`Right`].
    rights: u8,
}

impl CustomRole {
    pub fn new(profiles: ProfileAccess, rights: &[Right]) -> Self {
        Self { profiles, rights: rights.iter().fold(0, |rights, right| rights | right.bit()) }
    }

    pub const fn has(self, right: Right) -> bool {
        self.rights & right.bit() != 0
    }

    #[must_use]
    pub const fn without(self, right: Right) -> Self {
        Self { rights: self.rights & !right.bit(), ..self }
    }

    pub fn rights(self) -> impl Iterator<Item = Right> {
        Right::ALL.iter().copied().filter(move |right| self.has(*right))
    }
}

impl Right {
    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What an account says of a role, as far as something here depends on it. Of what is not said, or in other words than
/// Zendesk's, the role gives the least.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "tables", derive(serde::Deserialize), serde(default))]
#[expect(clippy::struct_excessive_bools, reason = "these are Zendesk's keys")]
pub struct Configuration {
    pub end_user_profile_access: String,
    pub end_user_list_access: String,
    pub ticket_access: String,
    pub organization_editing: bool,
    pub organization_notes_editing: bool,
    pub manage_user_fields: bool,
    pub manage_organization_fields: bool,
    pub group_access: bool,
    pub ticket_editing: bool,
    pub update_user_own_name: bool,
    pub manage_user_own_contacts: bool,
}

impl Configuration {
    pub fn role(&self) -> CustomRole {
        let rights = [
            (Right::ListUsers, self.end_user_list_access == "full"),
            (Right::EditOwnProfile, self.update_user_own_name && self.manage_user_own_contacts),
            (Right::ManageOrganizations, self.organization_editing),
            (Right::EditOrganizationNotes, self.organization_editing || self.organization_notes_editing),
            (Right::ManageFields, self.manage_user_fields && self.manage_organization_fields),
            (Right::ManageGroups, self.group_access),
            (Right::EditTickets, self.ticket_editing),
        ];
        let rights = rights.iter().filter(|(_, given)| *given);
        CustomRole {
            profiles: ProfileAccess::from_code(&self.end_user_profile_access).unwrap_or(ProfileAccess::Readonly),
            rights: rights.fold(0, |rights, (right, _)| rights | right.bit()),
        }
    }

    /// Which tickets the role's agents see; `None` for all.
    pub fn restriction(&self) -> Option<TicketRestriction> {
        match &*self.ticket_access {
            "all" => None,
            "within-organization" => Some(TicketRestriction::Organization),
            "within-groups" | "within-groups-and-public-groups" => Some(TicketRestriction::Groups),
            _ => Some(TicketRestriction::Assigned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_role_does_not_say_it_does_not_give() {
        let nothing: Configuration = serde_json::from_str(r#"{"end_user_profile_access":"everything","voice_access":true}"#).unwrap();
        assert_eq!(nothing.role(), CustomRole::new(ProfileAccess::Readonly, &[]));
        assert_eq!(nothing.restriction(), Some(TicketRestriction::Assigned));
    }

    #[test]
    fn a_role_gives_what_it_says() {
        let json = r#"{"end_user_profile_access":"edit-within-org","end_user_list_access":"full","organization_editing":true,
            "manage_user_fields":true,"ticket_access":"within-groups-and-public-groups"}"#;
        let configuration: Configuration = serde_json::from_str(json).unwrap();
        let rights = [Right::ListUsers, Right::ManageOrganizations, Right::EditOrganizationNotes];
        assert_eq!(configuration.role(), CustomRole::new(ProfileAccess::EditWithinOrganization, &rights));
        assert_eq!(configuration.restriction(), Some(TicketRestriction::Groups));
    }
}
