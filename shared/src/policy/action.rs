//! What can be asked for.

use alloc::vec::Vec;

use super::{Relation, Role, Target};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See the form for adding customers.
    ReadForm,
    /// See a form that customers fill in themselves.
    ReadCustomersForm,
    /// Add a user with this role.
    AddUser {
        role: Role,
    },
    /// Learn whether a customer like the one on the form exists already.
    FindSimilar,
    ViewUser(Target),
    EditUser(Target),
    /// Change what people say of themselves: name, language, addresses, numbers (Zendesk, End Users API).
    EditOwnProfile(Target),
    /// Give a user another role, or another restriction.
    ChangeRole(Target),
    /// Delete a user, so that an admin can still see and restore who it was.
    DeleteUser(Target),
    /// List, count, search and export users.
    ListUsers,
    /// Find a user by how a name begins, or by number.
    AutocompleteUsers,
    /// Delete for good, or many at once.
    PurgeUsers,
    /// Copy the whole directory, deleted users too.
    ExportUsers,
    /// Find and show organizations.
    ListOrganizations,
    EditOrganizationNotes,
    /// Add, change, merge and delete organizations.
    ManageOrganizations,
    /// Say to which organization a user belongs whom one adds or edits; `own`: one of the caller's own.
    ChooseOrganization {
        own: bool,
    },
    /// Change one by one which organizations a user belongs to.
    EditMemberships(Target),
    /// See the account's groups, roles, fields and jobs.
    ReadAccount,
    ManageFields,
    ManageGroups,
    ManageWebhooks,
    ReadTickets,
    WriteTickets,
    /// See what waits, make tickets of it, delete it.
    ReviewSuspendedTickets,
    /// Ask for help, oneself.
    AddRequest,
    /// Sign up, sign in, and prove an address.
    ProveAddress,
    /// See, and answer, what one has asked for or gets copies of.
    ReadRequests,
    ReadSettings,
    ChangeSettings,
    /// See which mails were sent, and have dead letters sent again.
    ManageOutbox,
    /// Make, list and revoke the keys that portals sign with.
    ManageEmbedKeys,
}

impl Action {
    /// Every action with every target: what the permission table, and the capabilities of a caller, are made from.
    pub fn every() -> Vec<Self> {
        let targets = || {
            let of = |role: Role, relation: Relation, shares_organization| Target { role, relation, shares_organization };
            let of_role = move |role: &Role| Relation::ALL.iter().map(|relation| of(*role, *relation, false)).collect::<Vec<_>>();
            // Of nobody but customers does it matter.
            let shared = [Relation::AddedByCaller, Relation::Other].map(|relation| of(Role::EndUser, relation, true));
            Role::ALL.iter().flat_map(of_role).chain(shared)
        };
        let mut every = Vec::from([Self::ReadForm, Self::ReadCustomersForm, Self::FindSimilar]);
        every.extend(Role::ALL.iter().map(|role| Self::AddUser { role: *role }));
        every.extend(targets().map(Self::ViewUser));
        every.extend(targets().map(Self::EditUser));
        every.extend(targets().map(Self::ChangeRole));
        every.extend(targets().map(Self::DeleteUser));
        every.extend(targets().map(Self::EditMemberships));
        every.extend([true, false].map(|own| Self::ChooseOrganization { own }));
        every.extend(targets().map(Self::EditOwnProfile));
        every.extend([
            Self::ListUsers,
            Self::AutocompleteUsers,
            Self::PurgeUsers,
            Self::ExportUsers,
            Self::ListOrganizations,
            Self::EditOrganizationNotes,
            Self::ManageOrganizations,
            Self::ReadAccount,
            Self::ManageFields,
            Self::ManageGroups,
            Self::ManageWebhooks,
            Self::ReadTickets,
            Self::WriteTickets,
            Self::ReviewSuspendedTickets,
            Self::AddRequest,
            Self::ProveAddress,
            Self::ReadRequests,
            Self::ReadSettings,
            Self::ChangeSettings,
            Self::ManageOutbox,
            Self::ManageEmbedKeys,
        ]);
        every
    }

    /// The stable name; actions on a target have the target beside it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ReadForm => "read_form",
            Self::ReadCustomersForm => "read_customers_form",
            Self::AddUser { role: Role::EndUser } => "add_customer",
            Self::AddUser { role: Role::Agent } => "add_agent",
            Self::AddUser { role: Role::Admin } => "add_admin",
            Self::FindSimilar => "find_similar",
            Self::ViewUser(_) => "view_user",
            Self::EditUser(_) => "edit_user",
            Self::ChangeRole(_) => "change_role",
            Self::DeleteUser(_) => "delete_user",
            Self::EditOwnProfile(_) => "edit_own_profile",
            Self::ListUsers => "list_users",
            Self::AutocompleteUsers => "autocomplete_users",
            Self::PurgeUsers => "purge_users",
            Self::ExportUsers => "export_users",
            Self::ListOrganizations => "list_organizations",
            Self::EditOrganizationNotes => "edit_organization_notes",
            Self::ManageOrganizations => "manage_organizations",
            Self::ChooseOrganization { own: true } => "choose_own_organization",
            Self::ChooseOrganization { own: false } => "choose_organization",
            Self::EditMemberships(_) => "edit_memberships",
            Self::ReadAccount => "read_account",
            Self::ManageFields => "manage_fields",
            Self::ManageGroups => "manage_groups",
            Self::ManageWebhooks => "manage_webhooks",
            Self::ReadTickets => "read_tickets",
            Self::WriteTickets => "write_tickets",
            Self::ReviewSuspendedTickets => "review_suspended_tickets",
            Self::AddRequest => "add_request",
            Self::ProveAddress => "prove_address",
            Self::ReadRequests => "read_requests",
            Self::ReadSettings => "read_settings",
            Self::ChangeSettings => "change_settings",
            Self::ManageOutbox => "manage_outbox",
            Self::ManageEmbedKeys => "manage_embed_keys",
        }
    }

    /// The user that it is about, if it is about one who exists.
    pub const fn target(self) -> Option<Target> {
        match self {
            Self::ViewUser(target)
            | Self::EditUser(target)
            | Self::EditOwnProfile(target)
            | Self::ChangeRole(target)
            | Self::DeleteUser(target)
            | Self::EditMemberships(target) => Some(target),
            _ => None,
        }
    }
}
