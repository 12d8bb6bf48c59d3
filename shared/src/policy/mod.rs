//! Who may do what: one pure function, [`decide`].
//!
//! The right to add a customer does not depend on which tickets one may see. That is the point of this file.

mod action;
mod custom_role;
mod denial;
mod standing;

pub use action::Action;
pub use custom_role::{Configuration, CustomRole, ProfileAccess, Right};
pub use denial::Denial;
pub use standing::{LIGHT_AGENT, Standing};

use crate::codes::codes;
use crate::value::Id;

codes! {
    /// The role on the wire (Zendesk, Users API).
    pub enum Role {
        EndUser = "end-user",
        Agent = "agent",
        Admin = "admin",
    }
}

codes! {
    /// Which tickets an agent may see, where not all (Zendesk, Users API, `ticket_restriction`).
    pub enum TicketRestriction {
        Organization = "organization",
        Groups = "groups",
        Assigned = "assigned",
        Requested = "requested",
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `None` for nobody in particular.
    pub id: Option<Id>,
    pub standing: Standing,
}

impl Actor {
    pub const ANONYMOUS: Self = Self { id: None, standing: Standing::Anonymous };
}

codes! {
    /// What a user record is to the one who asks about it.
    pub enum Relation {
        Oneself = "oneself",
        /// The caller added this customer.
        AddedByCaller = "added_by_caller",
        Other = "other",
    }
}

/// A user that an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub role: Role,
    pub relation: Relation,
    /// Whether caller and user belong to one organization.
    pub shares_organization: bool,
}

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    Allow,
    Deny(Denial),
}

impl Decision {
    /// Why not, if not.
    pub const fn denial(self) -> Option<Denial> {
        match self {
            Self::Allow => None,
            Self::Deny(denial) => Some(denial),
        }
    }
}

/// What of the settings permissions depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Strictness {
    /// See [`crate::settings::Settings::strict_zendesk_rules`].
    pub strict_zendesk_rules: bool,
}

/// May `actor` do `action`?
pub fn decide(actor: Actor, action: Action, strictness: Strictness) -> Decision {
    match actor.standing {
        // Whoever comes in by themselves is nobody yet.
        _ if action == Action::ReadCustomersForm => Decision::Allow,
        // It is asked whose an address is, not who calls.
        _ if action == Action::ProveAddress => Decision::Allow,
        // Who needs help need not be signed in for it.
        Standing::Anonymous if action == Action::AddRequest => Decision::Allow,
        Standing::Anonymous => Decision::Deny(Denial::SignInRequired),
        Standing::Suspended => Decision::Deny(Denial::AccountSuspended),
        Standing::EndUser => decide_for_customer(action),
        Standing::Light => decide_for_light_agent(action),
        Standing::Restricted => decide_for_restricted_agent(action, strictness),
        Standing::Agent => decide_for_agent(action),
        Standing::Custom(role) => decide_for_custom_role(role, action),
        Standing::Admin => decide_for_admin(action),
    }
}

fn decide_for_customer(action: Action) -> Decision {
    match action {
        Action::ViewUser(Target { relation: Relation::Oneself, .. })
        | Action::EditOwnProfile(Target { relation: Relation::Oneself, .. })
        | Action::AddRequest
        | Action::ReadRequests => Decision::Allow,
        Action::ReadForm
        | Action::AddUser { .. }
        | Action::FindSimilar
        | Action::ViewUser(_)
        | Action::EditUser(_)
        | Action::EditOwnProfile(_)
        | Action::ChangeRole(_)
        | Action::DeleteUser(_)
        | Action::ListUsers
        | Action::AutocompleteUsers
        | Action::ListOrganizations
        | Action::EditOrganizationNotes
        | Action::ChooseOrganization { .. }
        | Action::EditMemberships(_)
        | Action::ReadAccount
        | Action::ReadTickets
        | Action::WriteTickets
        | Action::ReviewSuspendedTickets => Decision::Deny(Denial::CustomersOwnProfile),
        _ => Decision::Deny(Denial::AdminsOnly),
    }
}

fn decide_for_light_agent(action: Action) -> Decision {
    match action {
        Action::ReadForm
        | Action::ViewUser(_)
        | Action::ListUsers
        | Action::AutocompleteUsers
        | Action::ListOrganizations
        | Action::ReadAccount
        | Action::ReadTickets
        | Action::AddRequest
        | Action::ReadRequests
        | Action::EditOwnProfile(Target { relation: Relation::Oneself, .. }) => Decision::Allow,
        Action::AddUser { .. }
        | Action::FindSimilar
        | Action::EditUser(_)
        | Action::EditOwnProfile(_)
        | Action::ChangeRole(_)
        | Action::DeleteUser(_)
        | Action::EditOrganizationNotes
        | Action::ChooseOrganization { .. }
        | Action::EditMemberships(_)
        | Action::WriteTickets
        | Action::ReviewSuspendedTickets => Decision::Deny(Denial::LightAgentsRead),
        _ => Decision::Deny(Denial::AdminsOnly),
    }
}

fn decide_for_restricted_agent(action: Action, strictness: Strictness) -> Decision {
    match action {
        Action::AddUser { role: Role::EndUser } | Action::FindSimilar if strictness.strict_zendesk_rules => {
            Decision::Deny(Denial::StrictRestrictedAgents)
        }
        Action::EditUser(Target { role: Role::EndUser, .. }) if strictness.strict_zendesk_rules => {
            Decision::Deny(Denial::StrictRestrictedAgents)
        }
        // Who adds a caller also takes down the rest of what the caller says.
        Action::ViewUser(target) | Action::EditUser(target) | Action::EditOwnProfile(target) | Action::DeleteUser(target)
            if target.relation == Relation::Other =>
        {
            Decision::Deny(Denial::RestrictedAgentsOwnCustomers)
        }
        Action::ListUsers | Action::EditMemberships(_) | Action::ReviewSuspendedTickets => {
            Decision::Deny(Denial::RestrictedAgentsOwnCustomers)
        }
        other => decide_for_agent(other),
    }
}

fn decide_for_agent(action: Action) -> Decision {
    match action {
        Action::ReadForm
        | Action::ReadCustomersForm
        | Action::FindSimilar
        | Action::ViewUser(_)
        | Action::ListUsers
        | Action::AutocompleteUsers
        | Action::ListOrganizations
        | Action::EditOrganizationNotes
        | Action::ChooseOrganization { .. }
        | Action::ReadAccount
        | Action::ReadTickets
        | Action::WriteTickets
        | Action::ReviewSuspendedTickets
        | Action::AddRequest
        | Action::ReadRequests
        | Action::EditUser(Target { relation: Relation::Oneself, .. })
        | Action::EditOwnProfile(Target { relation: Relation::Oneself, .. }) => Decision::Allow,
        Action::AddUser { role }
        | Action::EditUser(Target { role, .. })
        | Action::EditOwnProfile(Target { role, .. })
        | Action::EditMemberships(Target { role, .. })
        | Action::DeleteUser(Target { role, .. }) => match role {
            Role::EndUser => Decision::Allow,
            Role::Agent | Role::Admin => Decision::Deny(Denial::AgentsHandleCustomers),
        },
        Action::ChangeRole(_)
        | Action::PurgeUsers
        | Action::ExportUsers
        | Action::ManageOrganizations
        | Action::ManageFields
        | Action::ManageGroups
        | Action::ManageWebhooks
        | Action::ReadSettings
        | Action::ChangeSettings
        | Action::ManageOutbox
        | Action::ProveAddress
        | Action::ManageEmbedKeys => Decision::Deny(Denial::AdminsOnly),
    }
}

/// Never what only admins do, and never anything to agents or admins, whatever the role gives (Zendesk, Custom Roles API).
fn decide_for_custom_role(role: CustomRole, action: Action) -> Decision {
    let with = |right| if role.has(right) { Decision::Allow } else { Decision::Deny(Denial::CustomRoleLacks) };
    let from = |access| if role.profiles >= access { Decision::Allow } else { Decision::Deny(Denial::CustomRoleLacks) };
    match action {
        Action::ReadForm
        | Action::ReadCustomersForm
        | Action::ViewUser(_)
        | Action::AutocompleteUsers
        | Action::ListOrganizations
        | Action::ReadAccount
        | Action::ReadTickets
        | Action::AddRequest
        | Action::ReadRequests => Decision::Allow,
        Action::EditUser(Target { relation: Relation::Oneself, .. })
        | Action::EditOwnProfile(Target { relation: Relation::Oneself, .. }) => with(Right::EditOwnProfile),
        Action::AddUser { role: Role::EndUser } | Action::FindSimilar => from(ProfileAccess::EditWithinOrganization),
        Action::ChooseOrganization { own: false }
        | Action::EditUser(Target { role: Role::EndUser, shares_organization: false, .. })
        | Action::EditOwnProfile(Target { role: Role::EndUser, shares_organization: false, .. })
        | Action::EditMemberships(Target { role: Role::EndUser, shares_organization: false, .. })
            if role.profiles == ProfileAccess::EditWithinOrganization =>
        {
            Decision::Deny(Denial::CustomRoleOwnOrganization)
        }
        Action::ChooseOrganization { .. }
        | Action::EditUser(Target { role: Role::EndUser, .. })
        | Action::EditOwnProfile(Target { role: Role::EndUser, .. })
        | Action::EditMemberships(Target { role: Role::EndUser, .. }) => from(ProfileAccess::EditWithinOrganization),
        Action::DeleteUser(Target { role: Role::EndUser, .. }) => from(ProfileAccess::Full),
        Action::ListUsers => with(Right::ListUsers),
        Action::EditOrganizationNotes => with(Right::EditOrganizationNotes),
        Action::ManageOrganizations => with(Right::ManageOrganizations),
        Action::ManageFields => with(Right::ManageFields),
        Action::ManageGroups => with(Right::ManageGroups),
        Action::WriteTickets | Action::ReviewSuspendedTickets => with(Right::EditTickets),
        Action::AddUser { .. } | Action::EditUser(_) | Action::EditOwnProfile(_) | Action::EditMemberships(_) | Action::DeleteUser(_) => {
            Decision::Deny(Denial::AgentsHandleCustomers)
        }
        Action::ChangeRole(_)
        | Action::PurgeUsers
        | Action::ExportUsers
        | Action::ManageWebhooks
        | Action::ReadSettings
        | Action::ChangeSettings
        | Action::ManageOutbox
        | Action::ProveAddress
        | Action::ManageEmbedKeys => Decision::Deny(Denial::AdminsOnly),
    }
}

fn decide_for_admin(action: Action) -> Decision {
    match action {
        // So there is always an admin left: whoever has made another one less.
        Action::DeleteUser(Target { relation: Relation::Oneself, .. }) | Action::ChangeRole(Target { relation: Relation::Oneself, .. }) => {
            Decision::Deny(Denial::NotOneself)
        }
        _ => Decision::Allow,
    }
}
