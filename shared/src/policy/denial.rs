//! Which rule refused, why, and what helps.

use crate::codes::codes;

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
        CustomRoleLacks = "custom_role_lacks",
        CustomRoleOwnOrganization = "custom_role_own_organization",
        AdminsOnly = "admins_only",
        NotOneself = "not_oneself",
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
            Self::CustomRoleLacks => "Your role does not include this.",
            Self::CustomRoleOwnOrganization => "Your role includes only customers of your own organizations.",
            Self::AdminsOnly => "Only admins can do this.",
            Self::NotOneself => "Nobody can delete or suspend themselves, or give themselves another role.",
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
            Self::CustomRoleLacks | Self::CustomRoleOwnOrganization => "Ask an admin to do it, or to give you a role that includes it.",
            Self::NotOneself => "Ask another admin to do it.",
            Self::AgentsHandleCustomers | Self::AdminsOnly => "Ask an admin to do it, or to make you one.",
        }
    }
}
