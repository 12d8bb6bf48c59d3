//! Everything that the API does, by method and path: what the edge answers, and what `/openapi.json` describes.

use alloc::vec::Vec;

use crate::parameter::{
    CURSOR, DELETED, ENTRY_POINT, EXPORTED, EXTERNAL_ID, EXTERNAL_IDS, FOUND, IDS, INCLUDE, INVOCATIONS, KEYS, LIKE_WEBHOOK, NAME, OUTBOX,
    PAGED, PERMISSION_SET, PHONE, Parameter, QUERY, RESULT_TYPE, ROLES, SAID, SINCE, START_TIME, TESTED_WEBHOOK, TYPES, WEBHOOKS,
    WHOLE_NAME,
};

/// Declares the operations: what each does, `Name = METHOD "/path/{argument}"`, and what its query can say.
macro_rules! operations {
    ($(#[doc = $summary:literal] $name:ident = $method:ident $path:literal $([$($parameters:ident),+])?,)+) => {
        /// One of the things that a caller can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation { $(#[doc = $summary] $name,)+ }

        impl Operation {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            pub const fn method(self) -> &'static str {
                match self { $(Self::$name => stringify!($method),)+ }
            }

            /// The path as it is written down, with `{argument}` for what differs from call to call.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)+ }
            }

            /// What it does, in a sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $summary,)+ }.trim_start()
            }

            /// What the query can say.
            const fn groups(self) -> &'static [&'static [Parameter]] {
                match self { $(Self::$name => &[$($($parameters),+)?],)+ }
            }
        }
    };
}

impl Operation {
    /// Whether pages of every origin may ask for it and read the answer: what those need who come in by themselves.
    pub const fn is_for_strangers(self) -> bool {
        matches!(
            self,
            Self::ShowForm | Self::CreateRequest | Self::SignUp | Self::SignIn | Self::ProveByToken | Self::ProveByCode | Self::ResendProof
        )
    }

    /// What the query can say.
    pub fn parameters(self) -> impl Iterator<Item = &'static Parameter> {
        self.groups().iter().copied().flatten()
    }
}

operations! {
    /// Tells whether this can serve.
    ShowHealth = GET "/healthz",

    /// Finds users and organizations.
    Search = GET "/api/v2/search" [FOUND, QUERY, RESULT_TYPE],
    /// Counts what a search finds.
    CountSearch = GET "/api/v2/search/count" [QUERY, RESULT_TYPE],
    /// Finds all users and organizations that there are, by cursor.
    ExportSearch = GET "/api/v2/search/export" [EXPORTED, QUERY, RESULT_TYPE],
    /// Finds users by a question, or by an external id.
    SearchUsers = GET "/api/v2/users/search" [FOUND, QUERY, EXTERNAL_ID, INCLUDE],
    /// Finds users by the beginning of a name, or by a telephone number.
    AutocompleteUsers = GET "/api/v2/users/autocomplete" [FOUND, NAME, PHONE, INCLUDE],
    /// The same, asked in the body.
    AutocompleteUsersByBody = POST "/api/v2/users/autocomplete" [FOUND, NAME, PHONE, INCLUDE],

    // Jobs. Before what has an id in the same place.
    /// Lists the jobs of the last day.
    ListJobStatuses = GET "/api/v2/job_statuses" [PAGED],
    /// Shows the jobs with these ids.
    ShowManyJobStatuses = GET "/api/v2/job_statuses/show_many" [PAGED, IDS],
    /// Shows how far a job is, and what has become of its items.
    ShowJobStatus = GET "/api/v2/job_statuses/{job_status_id}",
    /// Adds up to 100 users, as a job.
    CreateManyUsers = POST "/api/v2/users/create_many" [ENTRY_POINT],
    /// Adds or changes up to 100 users, as a job.
    CreateOrUpdateManyUsers = POST "/api/v2/users/create_or_update_many" [ENTRY_POINT],
    /// Changes up to 100 users, all alike or each in its own way, as a job.
    UpdateManyUsers = PUT "/api/v2/users/update_many" [IDS, EXTERNAL_IDS],
    /// Deletes up to 100 users, as a job.
    DestroyManyUsers = DELETE "/api/v2/users/destroy_many" [IDS, EXTERNAL_IDS],
    /// Adds up to 100 organizations, as a job.
    CreateManyOrganizations = POST "/api/v2/organizations/create_many",
    /// Changes up to 100 organizations, all alike or each in its own way, as a job.
    UpdateManyOrganizations = PUT "/api/v2/organizations/update_many" [IDS, EXTERNAL_IDS],
    /// Deletes up to 100 organizations, as a job.
    DestroyManyOrganizations = DELETE "/api/v2/organizations/destroy_many" [IDS, EXTERNAL_IDS],
    /// Adds up to 100 memberships, as a job.
    CreateManyOrganizationMemberships = POST "/api/v2/organization_memberships/create_many",
    /// Ends up to 100 memberships, as a job.
    DestroyManyOrganizationMemberships = DELETE "/api/v2/organization_memberships/destroy_many" [IDS],

    /// Shows who calls; whoever is unknown is told so, without a refusal.
    ShowMe = GET "/api/v2/users/me" [INCLUDE],
    /// Lists users.
    ListUsers = GET "/api/v2/users" [PAGED, INCLUDE, ROLES, PERMISSION_SET, EXTERNAL_ID],
    /// Adds a user.
    CreateUser = POST "/api/v2/users" [ENTRY_POINT],
    /// Counts users.
    CountUsers = GET "/api/v2/users/count" [ROLES, PERMISSION_SET, EXTERNAL_ID],
    /// Shows the users with these ids.
    ShowManyUsers = GET "/api/v2/users/show_many" [PAGED, INCLUDE, IDS, EXTERNAL_IDS, DELETED],
    /// Adds a user, or changes the one who is known by this address or external id.
    CreateOrUpdateUser = POST "/api/v2/users/create_or_update" [ENTRY_POINT],
    /// Shows a user.
    ShowUser = GET "/api/v2/users/{user_id}" [INCLUDE],
    /// Changes what is named of a user.
    UpdateUser = PUT "/api/v2/users/{user_id}",
    /// Deletes a user; what is left can be looked at among the deleted users.
    DeleteUser = DELETE "/api/v2/users/{user_id}",
    /// Merges a customer into another, who keeps everything.
    MergeUser = PUT "/api/v2/users/{user_id}/merge",
    /// Counts what a user has to do with.
    ShowUserRelated = GET "/api/v2/users/{user_id}/related",
    /// Lists a user's tags.
    ListUserTags = GET "/api/v2/users/{user_id}/tags",
    /// Gives a user these tags, and no others.
    ReplaceUserTags = POST "/api/v2/users/{user_id}/tags",
    /// Gives a user these tags too.
    AddUserTags = PUT "/api/v2/users/{user_id}/tags",
    /// Takes these tags from a user.
    RemoveUserTags = DELETE "/api/v2/users/{user_id}/tags",
    /// Lists users who were deleted.
    ListDeletedUsers = GET "/api/v2/deleted_users" [PAGED],
    /// Counts users who were deleted.
    CountDeletedUsers = GET "/api/v2/deleted_users/count",
    /// Shows what is left of a user who was deleted.
    ShowDeletedUser = GET "/api/v2/deleted_users/{deleted_user_id}",
    /// Deletes a deleted user for good.
    PurgeDeletedUser = DELETE "/api/v2/deleted_users/{deleted_user_id}",
    /// Exports users in the order of their changes, by time.
    ExportUsersByTime = GET "/api/v2/incremental/users" [SINCE, INCLUDE],
    /// Exports users in the order of their changes, by cursor.
    ExportUsersByCursor = GET "/api/v2/incremental/users/cursor" [SINCE, CURSOR, INCLUDE],
    /// The same by time, in small.
    SampleUsers = GET "/api/v2/incremental/users/sample" [SINCE, INCLUDE],
    /// Exports organizations in the order of their changes, by time.
    ExportOrganizations = GET "/api/v2/incremental/organizations" [SINCE],
    /// The same, in small.
    SampleOrganizations = GET "/api/v2/incremental/organizations/sample" [SINCE],

    /// Lists what a user is recognised and reached by.
    ListIdentities = GET "/api/v2/users/{user_id}/identities" [PAGED, TYPES],
    /// Adds an identity to a user.
    CreateIdentity = POST "/api/v2/users/{user_id}/identities",
    /// Shows an identity.
    ShowIdentity = GET "/api/v2/users/{user_id}/identities/{user_identity_id}",
    /// Changes an identity, or verifies it.
    UpdateIdentity = PUT "/api/v2/users/{user_id}/identities/{user_identity_id}",
    /// Takes an identity from a user.
    DeleteIdentity = DELETE "/api/v2/users/{user_id}/identities/{user_identity_id}",
    /// Makes an identity the first of its type.
    MakeIdentityPrimary = PUT "/api/v2/users/{user_id}/identities/{user_identity_id}/make_primary",
    /// Says that an identity is its user's.
    VerifyIdentity = PUT "/api/v2/users/{user_id}/identities/{user_identity_id}/verify",
    /// Asks a user to verify an identity.
    RequestIdentityVerification = PUT "/api/v2/users/{user_id}/identities/{user_identity_id}/request_verification",

    /// Shows a customer to agents, or a caller to themselves.
    ShowEndUser = GET "/api/v2/end_users/{user_id}",
    /// Changes a customer, or what callers may change of themselves.
    UpdateEndUser = PUT "/api/v2/end_users/{user_id}",
    /// Lists a customer's, or the caller's own, identities.
    ListEndUserIdentities = GET "/api/v2/end_users/{user_id}/identities" [PAGED, TYPES],
    /// Adds an identity to a customer, or to the caller.
    CreateEndUserIdentity = POST "/api/v2/end_users/{user_id}/identities",
    /// Shows an identity.
    ShowEndUserIdentity = GET "/api/v2/end_users/{user_id}/identities/{user_identity_id}",
    /// Takes an identity from a customer, or from the caller.
    DeleteEndUserIdentity = DELETE "/api/v2/end_users/{user_id}/identities/{user_identity_id}",
    /// Makes an identity the first of its type.
    MakeEndUserIdentityPrimary = PUT "/api/v2/end_users/{user_id}/identities/{user_identity_id}/make_primary",
    /// Asks to verify an identity.
    RequestEndUserIdentityVerification = PUT "/api/v2/end_users/{user_id}/identities/{user_identity_id}/request_verification",

    /// Lists organizations.
    ListOrganizations = GET "/api/v2/organizations" [PAGED],
    /// Adds an organization.
    CreateOrganization = POST "/api/v2/organizations",
    /// Counts organizations.
    CountOrganizations = GET "/api/v2/organizations/count",
    /// Shows the organizations with these ids.
    ShowManyOrganizations = GET "/api/v2/organizations/show_many" [PAGED, IDS, EXTERNAL_IDS],
    /// Finds organizations by their whole name, or by an external id.
    SearchOrganizations = GET "/api/v2/organizations/search" [PAGED, EXTERNAL_ID, WHOLE_NAME],
    /// Finds organizations by how their names begin.
    AutocompleteOrganizations = GET "/api/v2/organizations/autocomplete" [PAGED, NAME],
    /// Adds an organization, or changes the one with this id or external id.
    CreateOrUpdateOrganization = POST "/api/v2/organizations/create_or_update",
    /// Shows an organization.
    ShowOrganization = GET "/api/v2/organizations/{organization_id}",
    /// Changes what is named of an organization.
    UpdateOrganization = PUT "/api/v2/organizations/{organization_id}",
    /// Deletes an organization.
    DeleteOrganization = DELETE "/api/v2/organizations/{organization_id}",
    /// Counts what goes with an organization.
    ShowOrganizationRelated = GET "/api/v2/organizations/{organization_id}/related",
    /// Merges an organization into another, which keeps everything.
    MergeOrganization = POST "/api/v2/organizations/{organization_id}/merge",
    /// Lists the merges that an organization has won or lost.
    ListOrganizationMerges = GET "/api/v2/organizations/{organization_id}/merges" [PAGED],
    /// Shows a merge.
    ShowOrganizationMerge = GET "/api/v2/organization_merges/{organization_merge_id}",
    /// Lists a user's organizations.
    ListUserOrganizations = GET "/api/v2/users/{user_id}/organizations" [PAGED],
    /// Counts a user's organizations.
    CountUserOrganizations = GET "/api/v2/users/{user_id}/organizations/count",

    /// Lists an organization's users.
    ListOrganizationUsers = GET "/api/v2/organizations/{organization_id}/users" [PAGED, INCLUDE, ROLES],
    /// Counts an organization's users.
    CountOrganizationUsers = GET "/api/v2/organizations/{organization_id}/users/count" [ROLES],
    /// Lists an organization's tags.
    ListOrganizationTags = GET "/api/v2/organizations/{organization_id}/tags",
    /// Gives an organization these tags, and no others.
    SetOrganizationTags = POST "/api/v2/organizations/{organization_id}/tags",
    /// Gives an organization these tags too.
    AddOrganizationTags = PUT "/api/v2/organizations/{organization_id}/tags",
    /// Takes these tags from an organization.
    RemoveOrganizationTags = DELETE "/api/v2/organizations/{organization_id}/tags",
    /// Lists all tags that are used, and how often.
    ListTags = GET "/api/v2/tags" [PAGED],
    /// Counts the tags that are used.
    CountTags = GET "/api/v2/tags/count",
    /// Finds tags by how they begin.
    AutocompleteTags = GET "/api/v2/autocomplete/tags" [NAME],
    /// The same, asked in the body.
    AutocompleteTagsByBody = POST "/api/v2/autocomplete/tags" [NAME],

    /// Lists memberships in organizations.
    ListOrganizationMemberships = GET "/api/v2/organization_memberships" [PAGED, INCLUDE],
    /// Makes a user a member of an organization.
    CreateOrganizationMembership = POST "/api/v2/organization_memberships",
    /// Shows a membership.
    ShowOrganizationMembership = GET "/api/v2/organization_memberships/{organization_membership_id}",
    /// Ends a membership.
    DeleteOrganizationMembership = DELETE "/api/v2/organization_memberships/{organization_membership_id}",
    /// Lists the memberships in an organization.
    ListMembershipsOfOrganization = GET "/api/v2/organizations/{organization_id}/organization_memberships" [PAGED, INCLUDE],
    /// Lists a user's memberships in organizations.
    ListUserOrganizationMemberships = GET "/api/v2/users/{user_id}/organization_memberships" [PAGED, INCLUDE],
    /// Makes this user a member of an organization.
    CreateUserOrganizationMembership = POST "/api/v2/users/{user_id}/organization_memberships",
    /// Shows a membership of this user.
    ShowUserOrganizationMembership = GET "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}",
    /// Ends a membership of this user.
    DeleteUserOrganizationMembership = DELETE "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}",
    /// Makes a membership the user's default.
    MakeOrganizationMembershipDefault = PUT "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}/make_default" [PAGED, INCLUDE],
    /// Ends this user's membership in this organization.
    LeaveOrganization = DELETE "/api/v2/users/{user_id}/organizations/{organization_id}",
    /// Makes an organization the user's default.
    MakeOrganizationDefault = PUT "/api/v2/users/{user_id}/organizations/{organization_id}/make_default",

    /// Lists groups of agents.
    ListGroups = GET "/api/v2/groups" [PAGED, INCLUDE],
    /// Adds a group.
    CreateGroup = POST "/api/v2/groups",
    /// Lists the groups that tickets can be assigned to.
    ListAssignableGroups = GET "/api/v2/groups/assignable" [PAGED, INCLUDE],
    /// Counts groups.
    CountGroups = GET "/api/v2/groups/count",
    /// Shows a group.
    ShowGroup = GET "/api/v2/groups/{group_id}",
    /// Changes what is named of a group.
    UpdateGroup = PUT "/api/v2/groups/{group_id}",
    /// Deletes a group.
    DeleteGroup = DELETE "/api/v2/groups/{group_id}",
    /// Lists a group's agents.
    ListGroupUsers = GET "/api/v2/groups/{group_id}/users" [PAGED, INCLUDE, ROLES],
    /// Counts a group's agents.
    CountGroupUsers = GET "/api/v2/groups/{group_id}/users/count" [ROLES],
    /// Lists an agent's groups.
    ListUserGroups = GET "/api/v2/users/{user_id}/groups" [PAGED],
    /// Counts an agent's groups.
    CountUserGroups = GET "/api/v2/users/{user_id}/groups/count",

    /// Lists memberships in groups.
    ListGroupMemberships = GET "/api/v2/group_memberships" [PAGED, INCLUDE],
    /// Puts an agent into a group.
    CreateGroupMembership = POST "/api/v2/group_memberships",
    /// Lists the memberships of agents whom tickets can be assigned to.
    ListAssignableGroupMemberships = GET "/api/v2/group_memberships/assignable" [PAGED, INCLUDE],
    /// Shows a membership.
    ShowGroupMembership = GET "/api/v2/group_memberships/{group_membership_id}",
    /// Takes an agent out of a group.
    DeleteGroupMembership = DELETE "/api/v2/group_memberships/{group_membership_id}",
    /// Lists the memberships in a group.
    ListMembershipsOfGroup = GET "/api/v2/groups/{group_id}/memberships" [PAGED, INCLUDE],
    /// Lists the memberships of those in a group whom tickets can be assigned to.
    ListAssignableMembershipsOfGroup = GET "/api/v2/groups/{group_id}/memberships/assignable" [PAGED, INCLUDE],
    /// Lists an agent's memberships in groups.
    ListUserGroupMemberships = GET "/api/v2/users/{user_id}/group_memberships" [PAGED, INCLUDE],
    /// Puts this agent into a group.
    CreateUserGroupMembership = POST "/api/v2/users/{user_id}/group_memberships",
    /// Shows a membership of this agent.
    ShowUserGroupMembership = GET "/api/v2/users/{user_id}/group_memberships/{group_membership_id}",
    /// Takes this agent out of a group.
    DeleteUserGroupMembership = DELETE "/api/v2/users/{user_id}/group_memberships/{group_membership_id}",
    /// Makes a membership the agent's default.
    MakeGroupMembershipDefault = PUT "/api/v2/users/{user_id}/group_memberships/{group_membership_id}/make_default" [PAGED, INCLUDE],

    /// Lists the fields that the account has defined for users.
    ListUserFields = GET "/api/v2/user_fields" [PAGED],
    /// Defines a field of users.
    CreateUserField = POST "/api/v2/user_fields",
    /// Puts the fields of users into another order.
    ReorderUserFields = PUT "/api/v2/user_fields/reorder",
    /// Shows the fields with these keys.
    ShowManyUserFields = GET "/api/v2/user_fields/show_many" [PAGED, KEYS],
    /// Shows a field of users.
    ShowUserField = GET "/api/v2/user_fields/{user_field_id}",
    /// Changes what is named of a field of users.
    UpdateUserField = PUT "/api/v2/user_fields/{user_field_id}",
    /// Deletes a field of users, and its values.
    DeleteUserField = DELETE "/api/v2/user_fields/{user_field_id}",
    /// Lists the options of a field.
    ListUserFieldOptions = GET "/api/v2/user_fields/{user_field_id}/options" [PAGED],
    /// Adds an option to a field, or changes the one with this id.
    CreateOrUpdateUserFieldOption = POST "/api/v2/user_fields/{user_field_id}/options",
    /// Shows an option of a field.
    ShowUserFieldOption = GET "/api/v2/user_fields/{user_field_id}/options/{user_field_option_id}",
    /// Takes an option from a field.
    DeleteUserFieldOption = DELETE "/api/v2/user_fields/{user_field_id}/options/{user_field_option_id}",
    /// Lists the fields that the account has defined for organizations.
    ListOrganizationFields = GET "/api/v2/organization_fields" [PAGED],
    /// Defines a field of organizations.
    CreateOrganizationField = POST "/api/v2/organization_fields",
    /// Puts the fields of organizations into another order.
    ReorderOrganizationFields = PUT "/api/v2/organization_fields/reorder",
    /// Shows a field of organizations.
    ShowOrganizationField = GET "/api/v2/organization_fields/{organization_field_id}",
    /// Changes what is named of a field of organizations.
    UpdateOrganizationField = PUT "/api/v2/organization_fields/{organization_field_id}",
    /// Deletes a field of organizations, and its values.
    DeleteOrganizationField = DELETE "/api/v2/organization_fields/{organization_field_id}",

    /// Lists the roles that the account has defined for its agents.
    ListCustomRoles = GET "/api/v2/custom_roles" [PAGED],
    /// Shows a role that the account has defined.
    ShowCustomRole = GET "/api/v2/custom_roles/{custom_role_id}",
    // Tickets, and what those see of them who asked.
    /// Lists the tickets that the caller sees.
    ListTickets = GET "/api/v2/tickets" [PAGED, EXTERNAL_ID, START_TIME, INCLUDE],
    /// Opens a ticket; who asks is added if they are new. With an entry point the requester is a user as its form has one.
    CreateTicket = POST "/api/v2/tickets" [ENTRY_POINT],
    /// Counts the tickets that the caller sees.
    CountTickets = GET "/api/v2/tickets/count",
    /// Shows the tickets with these ids.
    ShowManyTickets = GET "/api/v2/tickets/show_many" [PAGED, IDS, INCLUDE],
    /// Shows a ticket.
    ShowTicket = GET "/api/v2/tickets/{ticket_id}" [INCLUDE],
    /// Changes a ticket, or says something on it.
    UpdateTicket = PUT "/api/v2/tickets/{ticket_id}",
    /// Deletes a ticket.
    DeleteTicket = DELETE "/api/v2/tickets/{ticket_id}",
    /// Lists what was said on a ticket.
    ListTicketComments = GET "/api/v2/tickets/{ticket_id}/comments" [PAGED, INCLUDE],
    /// Lists the tickets that a user has asked for.
    ListRequestedTickets = GET "/api/v2/users/{user_id}/tickets/requested" [PAGED, INCLUDE],
    /// Counts the tickets that a user has asked for.
    CountRequestedTickets = GET "/api/v2/users/{user_id}/tickets/requested/count",
    /// Lists the tickets of which a user gets copies.
    ListCcdTickets = GET "/api/v2/users/{user_id}/tickets/ccd" [PAGED, INCLUDE],
    /// Counts the tickets of which a user gets copies.
    CountCcdTickets = GET "/api/v2/users/{user_id}/tickets/ccd/count",
    /// Lists the tickets that are assigned to an agent.
    ListAssignedTickets = GET "/api/v2/users/{user_id}/tickets/assigned" [PAGED, INCLUDE],
    /// Counts the tickets that are assigned to an agent.
    CountAssignedTickets = GET "/api/v2/users/{user_id}/tickets/assigned/count",
    /// Lists the tickets that an agent follows.
    ListFollowedTickets = GET "/api/v2/users/{user_id}/tickets/followed" [PAGED, INCLUDE],
    /// Lists an organization's tickets.
    ListOrganizationTickets = GET "/api/v2/organizations/{organization_id}/tickets" [PAGED, INCLUDE],
    /// Counts an organization's tickets.
    CountOrganizationTickets = GET "/api/v2/organizations/{organization_id}/tickets/count",
    /// Lists the requests that wait to be looked at, or for their sender to prove the address.
    ListSuspendedTickets = GET "/api/v2/suspended_tickets" [PAGED],
    /// Makes tickets of the requests with these ids; what cannot become one is shown as it is, with what is wrong.
    RecoverManySuspendedTickets = PUT "/api/v2/suspended_tickets/recover_many" [IDS],
    /// Deletes the requests with these ids that wait.
    DestroyManySuspendedTickets = DELETE "/api/v2/suspended_tickets/destroy_many" [IDS],
    /// Shows a request that waits.
    ShowSuspendedTicket = GET "/api/v2/suspended_tickets/{suspended_ticket_id}",
    /// Makes a ticket of a request that waits.
    RecoverSuspendedTicket = PUT "/api/v2/suspended_tickets/{suspended_ticket_id}/recover",
    /// Deletes a request that waits.
    DeleteSuspendedTicket = DELETE "/api/v2/suspended_tickets/{suspended_ticket_id}",

    /// Lists the caller's requests.
    ListRequests = GET "/api/v2/requests" [PAGED, INCLUDE],
    /// Asks for help; without credentials too, with a name and an address.
    CreateRequest = POST "/api/v2/requests",
    /// Lists those of the caller's requests that are not solved.
    ListOpenRequests = GET "/api/v2/requests/open" [PAGED, INCLUDE],
    /// Lists those of the caller's requests that are solved.
    ListSolvedRequests = GET "/api/v2/requests/solved" [PAGED, INCLUDE],
    /// Lists the requests of which the caller gets copies.
    ListCcdRequests = GET "/api/v2/requests/ccd" [PAGED, INCLUDE],
    /// Finds the caller's requests with these words.
    SearchRequests = GET "/api/v2/requests/search" [PAGED, INCLUDE, QUERY],
    /// Shows a request.
    ShowRequest = GET "/api/v2/requests/{request_id}",
    /// Says something on a request, or that it is solved.
    UpdateRequest = PUT "/api/v2/requests/{request_id}",
    /// Lists what was said on a request.
    ListRequestComments = GET "/api/v2/requests/{request_id}/comments" [PAGED, SAID, INCLUDE],
    /// Shows what was said on a request.
    ShowRequestComment = GET "/api/v2/requests/{request_id}/comments/{comment_id}",
    /// Lists a user's requests.
    ListUserRequests = GET "/api/v2/users/{user_id}/requests" [PAGED, INCLUDE],
    /// Lists an organization's requests.
    ListOrganizationRequests = GET "/api/v2/organizations/{organization_id}/requests" [PAGED, INCLUDE],

    // What happens, told to others. `test` is before what has an id in the same place.
    /// Lists webhooks.
    ListWebhooks = GET "/api/v2/webhooks" [PAGED, WEBHOOKS],
    /// Adds a webhook.
    CreateWebhook = POST "/api/v2/webhooks" [LIKE_WEBHOOK],
    /// Calls a webhook once, stored or not.
    TestWebhook = POST "/api/v2/webhooks/test" [TESTED_WEBHOOK],
    /// Shows a webhook.
    ShowWebhook = GET "/api/v2/webhooks/{webhook_id}",
    /// Puts another webhook in the place of this one.
    ReplaceWebhook = PUT "/api/v2/webhooks/{webhook_id}",
    /// Changes what is named of a webhook.
    UpdateWebhook = PATCH "/api/v2/webhooks/{webhook_id}",
    /// Deletes a webhook.
    DeleteWebhook = DELETE "/api/v2/webhooks/{webhook_id}",
    /// Shows what a webhook's calls are signed with.
    ShowWebhookSecret = GET "/api/v2/webhooks/{webhook_id}/signing_secret",
    /// Has a webhook's calls signed with something else from now on.
    ResetWebhookSecret = POST "/api/v2/webhooks/{webhook_id}/signing_secret",
    /// Lists what a webhook was, or is to be, told.
    ListWebhookInvocations = GET "/api/v2/webhooks/{webhook_id}/invocations" [PAGED, INVOCATIONS],
    /// Lists how often that was tried, and with what success.
    ListWebhookAttempts = GET "/api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/attempts" [PAGED],
    /// Has a dead letter sent again.
    ResendWebhookInvocation = POST "/api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/resend",

    /// Shows what the form asks for.
    ShowForm = GET "/api/v1/form" [ENTRY_POINT],
    /// Lists what the caller may do, and why not what they may not.
    ListCapabilities = GET "/api/v1/capabilities",
    /// Finds customers who are like the one on the form.
    FindSuggestions = POST "/api/v1/suggestions",
    /// Shows the account's settings.
    ShowSettings = GET "/api/v1/settings",
    /// Changes what is named of the settings.
    UpdateSettings = PUT "/api/v1/settings",
    /// Tells what would become of an address that comes in by itself, and what decides it.
    CheckRegistration = POST "/api/v1/registration/check",
    /// Shows the allowlist or the blocklist.
    ShowRegistrationList = GET "/api/v1/registration/{registration_list}",
    /// Gives the allowlist or the blocklist these lines, and no others.
    ReplaceRegistrationList = PUT "/api/v1/registration/{registration_list}",
    /// Adds lines to the allowlist or the blocklist, and takes lines from it.
    ChangeRegistrationList = PATCH "/api/v1/registration/{registration_list}",
    /// Asks for a customer to be added: whoever reads the address's mail is. Answers the same whether it is known or not.
    SignUp = POST "/api/v1/sign_ups",
    /// Asks for a mail to sign in with. Answers the same whether the address is known or not.
    SignIn = POST "/api/v1/sign_ins",
    /// Proves an address by what its mail's link has, and signs in.
    ProveByToken = POST "/api/v1/proofs",
    /// Proves an address by the code of its mail, and signs in.
    ProveByCode = POST "/api/v1/proofs/{proof_id}",
    /// Has the mail sent once more, with another link and another code.
    ResendProof = POST "/api/v1/proofs/{proof_id}/resend",
    /// Signs out.
    SignOut = DELETE "/api/v1/session",
    /// Shows the customer who is signed in, and what the account lets them do.
    ShowOwnProfile = GET "/api/v1/me",
    /// Gives the customer who is signed in all that is stored about them and theirs to see.
    ExportOwnProfile = GET "/api/v1/me/export",
    /// Asks staff to delete the customer who is signed in.
    RequestOwnDeletion = POST "/api/v1/me/deletion_requests",
    /// Lists mails: sent, to be sent, and dead letters.
    ListOutbox = GET "/api/v1/outbox" [PAGED, OUTBOX],
    /// Shows a mail's way.
    ShowOutboxEntry = GET "/api/v1/outbox/{outbox_entry_id}",
    /// Has a dead letter sent again.
    ResendOutboxEntry = POST "/api/v1/outbox/{outbox_entry_id}/resend",
    /// Shows what a mail looks like, by a template that is sent or by the account's own.
    PreviewMail = POST "/api/v1/mail_previews",
    /// Lists the keys that portals sign with.
    ListEmbedKeys = GET "/api/v1/embed_keys",
    /// Makes a key that a portal signs with; only this answer has its secret.
    CreateEmbedKey = POST "/api/v1/embed_keys",
    /// Revokes a key: what it has signed is no longer accepted.
    RevokeEmbedKey = DELETE "/api/v1/embed_keys/{embed_key_id}",
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// An operation, and the arguments in its path.
    For(Operation, Vec<&'a str>),
    /// This path has operations, by other methods.
    ByAnotherMethod { route: &'static str, methods: Vec<&'static str> },
    /// No operation has this path.
    ForNothing,
}

/// Finds the operation of a request. `.json` at the end of a path says nothing (Zendesk's clients send both). The first
/// path that fits counts, for every method: `/users/me` is nobody whose id is `me`.
pub fn find<'a>(method: &str, path: &'a str) -> Asked<'a> {
    let path = path.strip_suffix(".json").unwrap_or(path);
    let Some(route) = Operation::ALL.iter().map(|operation| operation.path()).find(|pattern| fits(pattern, path)) else {
        return Asked::ForNothing;
    };
    let of_route = || Operation::ALL.iter().filter(|operation| operation.path() == route);
    match of_route().find(|operation| operation.method() == method) {
        Some(operation) => Asked::For(*operation, arguments(route, path)),
        None => Asked::ByAnotherMethod { route, methods: of_route().map(|operation| operation.method()).collect() },
    }
}

fn is_argument(segment: &str) -> bool {
    segment.starts_with('{')
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    pattern.split('/').all(|part| segments.next().is_some_and(|segment| is_argument(part) || part == segment)) && segments.next().is_none()
}

/// What a path has in the places of its pattern's arguments.
fn arguments<'a>(pattern: &str, path: &'a str) -> Vec<&'a str> {
    pattern.split('/').zip(path.split('/')).filter(|(part, _)| is_argument(part)).map(|(_, segment)| segment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_with_and_without_json_and_its_arguments_are_given() {
        assert_eq!(find("GET", "/api/v2/users.json"), Asked::For(Operation::ListUsers, [].into()));
        assert_eq!(find("PUT", "/api/v2/users/7.json"), Asked::For(Operation::UpdateUser, ["7"].into()));
        assert_eq!(find("GET", "/api/v2/users/me"), Asked::For(Operation::ShowMe, [].into()));
    }

    #[test]
    fn another_method_is_told_those_that_the_path_has() {
        let others = |method, path| match find(method, path) {
            Asked::ByAnotherMethod { route, methods } => (route, methods),
            other => panic!("{other:?}"),
        };
        assert_eq!(others("PATCH", "/api/v2/users/7"), ("/api/v2/users/{user_id}", ["GET", "PUT", "DELETE"].into()));
        assert_eq!(others("PUT", "/api/v2/users/me"), ("/api/v2/users/me", ["GET"].into()));
    }

    #[test]
    fn what_is_no_path_is_nothing() {
        for path in ["", "/", "/api/v2", "/api/v2/users/", "/api/v2/users/7/", "//api/v2/users", "/api/v2/Users", "/.json"] {
            let found = find("GET", path);
            assert!(found == Asked::ForNothing || path == "/api/v2/users/", "{path}: {found:?}");
        }
    }

    #[test]
    fn every_operation_is_found_by_its_own_path() {
        for operation in Operation::ALL {
            let Asked::For(found, _) = find(operation.method(), operation.path()) else { panic!("{}", operation.name()) };
            assert_eq!(found, *operation);
        }
    }
}
