//! Who may do what: one pure function, [`decide`].
//!
//! The right to add a customer does not depend on which tickets one may see. That is the point of this file.

use alloc::vec::Vec;

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

codes! {
    /// What a caller is, as far as rights go.
    pub enum Standing {
        /// Nobody in particular.
        Anonymous = "anonymous",
        /// Somebody whose account is suspended or deleted, whatever they were.
        Suspended = "suspended",
        /// A customer.
        EndUser = "end_user",
        /// A light agent: reads, and comments in private.
        Light = "light",
        /// An agent who sees only some tickets.
        Restricted = "restricted",
        /// An agent who sees all tickets.
        Agent = "agent",
        Admin = "admin",
    }
}

/// Zendesk's `role_type` of a light agent.
pub const LIGHT_AGENT: i64 = 1;

impl Standing {
    /// The standing of a user with these columns.
    pub fn of(role: Role, role_type: Option<i64>, restriction: Option<TicketRestriction>, in_good_standing: bool) -> Self {
        match role {
            _ if !in_good_standing => Self::Suspended,
            Role::EndUser => Self::EndUser,
            Role::Admin => Self::Admin,
            Role::Agent if role_type == Some(LIGHT_AGENT) => Self::Light,
            Role::Agent if restriction.is_some() => Self::Restricted,
            Role::Agent => Self::Agent,
        }
    }

    /// Whether somebody sees of a user what agents write about them: notes, details, tags, ids of other systems.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Light | Self::Restricted | Self::Agent | Self::Admin)
    }

    /// What a portal's token gives: a page may not make keys, change settings or ranks, whoever is signed in to it.
    #[must_use]
    pub const fn through_a_portal(self) -> Self {
        match self {
            Self::Admin => Self::Agent,
            other => other,
        }
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
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See the form for adding customers.
    ReadForm,
    /// Add a user with this role.
    AddUser {
        role: Role,
    },
    /// Learn whether a customer like the one on the form exists already.
    FindSimilar,
    ViewUser(Target),
    EditUser(Target),
    /// Give a user another role, or another restriction.
    ChangeRole(Target),
    ListUsers,
    /// Find organizations by name.
    ListOrganizations,
    ReadSettings,
    ChangeSettings,
    /// Make, list and revoke the keys that portals sign with.
    ManageEmbedKeys,
}

codes! {
    /// The rule that refused, for ever under this id.
    pub enum Denial {
        SignInRequired = "sign_in_required",
        AccountSuspended = "account_suspended",
        CustomersOwnProfile = "customers_own_profile",
        LightAgentsRead = "light_agents_read",
        StrictRestrictedAgents = "strict_restricted_agents",
        RestrictedAgentsOwnCustomers = "restricted_agents_own_customers",
        AgentsHandleCustomers = "agents_handle_customers",
        AdminsOnly = "admins_only",
    }
}

impl Denial {
    /// Why, for a person.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::SignInRequired => "This needs somebody who is signed in.",
            Self::AccountSuspended => "Your account is suspended or deleted.",
            Self::CustomersOwnProfile => "Customers can see and change only their own profile.",
            Self::LightAgentsRead => "Light agents can see customers, not add or change them.",
            Self::StrictRestrictedAgents => {
                "This account follows Zendesk's strict rules: agents who do not see all tickets cannot add customers."
            }
            Self::RestrictedAgentsOwnCustomers => "Agents who do not see all tickets can open only the customers whom they added.",
            Self::AgentsHandleCustomers => "Agents can add and change customers, not agents or admins.",
            Self::AdminsOnly => "Only admins can do this.",
        }
    }

    /// What helps: whom to ask, which setting.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::SignInRequired => "Sign in, or send an API token.",
            Self::AccountSuspended => "Ask an admin to lift the suspension.",
            Self::CustomersOwnProfile => "Ask the support team to make the change.",
            Self::LightAgentsRead => "Ask an admin to give you an agent's seat.",
            Self::StrictRestrictedAgents => {
                "Ask an admin to turn off the setting strict_zendesk_rules, or to give you access to all tickets."
            }
            Self::RestrictedAgentsOwnCustomers => "Ask an admin to give you access to all tickets.",
            Self::AgentsHandleCustomers | Self::AdminsOnly => "Ask an admin to do it, or to make you one.",
        }
    }
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
        Standing::Anonymous => Decision::Deny(Denial::SignInRequired),
        Standing::Suspended => Decision::Deny(Denial::AccountSuspended),
        Standing::EndUser => decide_for_customer(action),
        Standing::Light => decide_for_light_agent(action),
        Standing::Restricted => decide_for_restricted_agent(action, strictness),
        Standing::Agent => decide_for_agent(action),
        Standing::Admin => Decision::Allow,
    }
}

fn decide_for_customer(action: Action) -> Decision {
    match action {
        Action::ViewUser(Target { relation: Relation::Oneself, .. }) => Decision::Allow,
        Action::ReadForm
        | Action::AddUser { .. }
        | Action::FindSimilar
        | Action::ViewUser(_)
        | Action::EditUser(_)
        | Action::ChangeRole(_)
        | Action::ListUsers
        | Action::ListOrganizations => Decision::Deny(Denial::CustomersOwnProfile),
        Action::ReadSettings | Action::ChangeSettings | Action::ManageEmbedKeys => Decision::Deny(Denial::AdminsOnly),
    }
}

fn decide_for_light_agent(action: Action) -> Decision {
    match action {
        Action::ReadForm | Action::ViewUser(_) | Action::ListUsers | Action::ListOrganizations => Decision::Allow,
        Action::AddUser { .. } | Action::FindSimilar | Action::EditUser(_) | Action::ChangeRole(_) => {
            Decision::Deny(Denial::LightAgentsRead)
        }
        Action::ReadSettings | Action::ChangeSettings | Action::ManageEmbedKeys => Decision::Deny(Denial::AdminsOnly),
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
        Action::ViewUser(target) | Action::EditUser(target) if target.relation == Relation::Other => {
            Decision::Deny(Denial::RestrictedAgentsOwnCustomers)
        }
        Action::ListUsers => Decision::Deny(Denial::RestrictedAgentsOwnCustomers),
        other => decide_for_agent(other),
    }
}

fn decide_for_agent(action: Action) -> Decision {
    match action {
        Action::ReadForm | Action::FindSimilar | Action::ViewUser(_) | Action::ListUsers | Action::ListOrganizations => Decision::Allow,
        Action::AddUser { role } | Action::EditUser(Target { role, relation: Relation::AddedByCaller | Relation::Other }) => match role {
            Role::EndUser => Decision::Allow,
            Role::Agent | Role::Admin => Decision::Deny(Denial::AgentsHandleCustomers),
        },
        Action::EditUser(Target { relation: Relation::Oneself, .. }) => Decision::Allow,
        Action::ChangeRole(_) | Action::ReadSettings | Action::ChangeSettings | Action::ManageEmbedKeys => {
            Decision::Deny(Denial::AdminsOnly)
        }
    }
}

impl Action {
    /// Every action with every target: what the permission table, and the capabilities of a caller, are made from.
    pub fn every() -> Vec<Self> {
        let targets = || {
            let of_role =
                |role: &Role| Relation::ALL.iter().map(|relation| Target { role: *role, relation: *relation }).collect::<Vec<_>>();
            Role::ALL.iter().flat_map(of_role)
        };
        let mut every = Vec::from([Self::ReadForm, Self::FindSimilar]);
        every.extend(Role::ALL.iter().map(|role| Self::AddUser { role: *role }));
        every.extend(targets().map(Self::ViewUser));
        every.extend(targets().map(Self::EditUser));
        every.extend(targets().map(Self::ChangeRole));
        every.extend([Self::ListUsers, Self::ListOrganizations, Self::ReadSettings, Self::ChangeSettings, Self::ManageEmbedKeys]);
        every
    }

    /// The stable name; actions on a target have the target beside it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ReadForm => "read_form",
            Self::AddUser { role: Role::EndUser } => "add_customer",
            Self::AddUser { role: Role::Agent } => "add_agent",
            Self::AddUser { role: Role::Admin } => "add_admin",
            Self::FindSimilar => "find_similar",
            Self::ViewUser(_) => "view_user",
            Self::EditUser(_) => "edit_user",
            Self::ChangeRole(_) => "change_role",
            Self::ListUsers => "list_users",
            Self::ListOrganizations => "list_organizations",
            Self::ReadSettings => "read_settings",
            Self::ChangeSettings => "change_settings",
            Self::ManageEmbedKeys => "manage_embed_keys",
        }
    }

    /// The user that it is about, if it is about one who exists.
    pub const fn target(self) -> Option<Target> {
        match self {
            Self::ViewUser(target) | Self::EditUser(target) | Self::ChangeRole(target) => Some(target),
            _ => None,
        }
    }
}
