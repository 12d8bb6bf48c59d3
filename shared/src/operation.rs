//! Everything that the API does, by method and path: what the edge answers, and what `/openapi.json` describes.

use alloc::vec::Vec;

/// Declares the operations: `Name = METHOD "/path/{argument}"`.
macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $method:ident $path:literal,)+) => {
        /// One of the things that a caller can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation { $($(#[$doc])* $name,)+ }

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
        }
    };
}

operations! {
    ShowHealth = GET "/healthz",

    Search = GET "/api/v2/search",
    CountSearch = GET "/api/v2/search/count",
    ExportSearch = GET "/api/v2/search/export",
    SearchUsers = GET "/api/v2/users/search",
    AutocompleteUsers = GET "/api/v2/users/autocomplete",
    AutocompleteUsersByBody = POST "/api/v2/users/autocomplete",

    // Jobs. Before what has an id in the same place.
    ListJobStatuses = GET "/api/v2/job_statuses",
    ShowManyJobStatuses = GET "/api/v2/job_statuses/show_many",
    ShowJobStatus = GET "/api/v2/job_statuses/{job_status_id}",
    CreateManyUsers = POST "/api/v2/users/create_many",
    CreateOrUpdateManyUsers = POST "/api/v2/users/create_or_update_many",
    UpdateManyUsers = PUT "/api/v2/users/update_many",
    DestroyManyUsers = DELETE "/api/v2/users/destroy_many",
    CreateManyOrganizations = POST "/api/v2/organizations/create_many",
    UpdateManyOrganizations = PUT "/api/v2/organizations/update_many",
    DestroyManyOrganizations = DELETE "/api/v2/organizations/destroy_many",
    CreateManyOrganizationMemberships = POST "/api/v2/organization_memberships/create_many",
    DestroyManyOrganizationMemberships = DELETE "/api/v2/organization_memberships/destroy_many",

    ShowMe = GET "/api/v2/users/me",
    ListUsers = GET "/api/v2/users",
    CreateUser = POST "/api/v2/users",
    CountUsers = GET "/api/v2/users/count",
    ShowManyUsers = GET "/api/v2/users/show_many",
    CreateOrUpdateUser = POST "/api/v2/users/create_or_update",
    ShowUser = GET "/api/v2/users/{user_id}",
    UpdateUser = PUT "/api/v2/users/{user_id}",
    DeleteUser = DELETE "/api/v2/users/{user_id}",
    MergeUser = PUT "/api/v2/users/{user_id}/merge",
    ShowUserRelated = GET "/api/v2/users/{user_id}/related",
    ListUserTags = GET "/api/v2/users/{user_id}/tags",
    ReplaceUserTags = POST "/api/v2/users/{user_id}/tags",
    AddUserTags = PUT "/api/v2/users/{user_id}/tags",
    RemoveUserTags = DELETE "/api/v2/users/{user_id}/tags",
    ListDeletedUsers = GET "/api/v2/deleted_users",
    CountDeletedUsers = GET "/api/v2/deleted_users/count",
    ShowDeletedUser = GET "/api/v2/deleted_users/{deleted_user_id}",
    PurgeDeletedUser = DELETE "/api/v2/deleted_users/{deleted_user_id}",
    ExportUsersByTime = GET "/api/v2/incremental/users",
    ExportUsersByCursor = GET "/api/v2/incremental/users/cursor",
    SampleUsers = GET "/api/v2/incremental/users/sample",
    ExportOrganizations = GET "/api/v2/incremental/organizations",
    SampleOrganizations = GET "/api/v2/incremental/organizations/sample",

    ListIdentities = GET "/api/v2/users/{user_id}/identities",
    CreateIdentity = POST "/api/v2/users/{user_id}/identities",
    ShowIdentity = GET "/api/v2/users/{user_id}/identities/{user_identity_id}",
    UpdateIdentity = PUT "/api/v2/users/{user_id}/identities/{user_identity_id}",
    DeleteIdentity = DELETE "/api/v2/users/{user_id}/identities/{user_identity_id}",
    MakeIdentityPrimary = PUT "/api/v2/users/{user_id}/identities/{user_identity_id}/make_primary",
    VerifyIdentity = PUT "/api/v2/users/{user_id}/identities/{user_identity_id}/verify",
    RequestIdentityVerification = PUT "/api/v2/users/{user_id}/identities/{user_identity_id}/request_verification",

    ShowEndUser = GET "/api/v2/end_users/{user_id}",
    UpdateEndUser = PUT "/api/v2/end_users/{user_id}",
    ListEndUserIdentities = GET "/api/v2/end_users/{user_id}/identities",
    CreateEndUserIdentity = POST "/api/v2/end_users/{user_id}/identities",
    ShowEndUserIdentity = GET "/api/v2/end_users/{user_id}/identities/{user_identity_id}",
    DeleteEndUserIdentity = DELETE "/api/v2/end_users/{user_id}/identities/{user_identity_id}",
    MakeEndUserIdentityPrimary = PUT "/api/v2/end_users/{user_id}/identities/{user_identity_id}/make_primary",
    RequestEndUserIdentityVerification = PUT "/api/v2/end_users/{user_id}/identities/{user_identity_id}/request_verification",

    ListOrganizations = GET "/api/v2/organizations",
    CreateOrganization = POST "/api/v2/organizations",
    CountOrganizations = GET "/api/v2/organizations/count",
    ShowManyOrganizations = GET "/api/v2/organizations/show_many",
    SearchOrganizations = GET "/api/v2/organizations/search",
    AutocompleteOrganizations = GET "/api/v2/organizations/autocomplete",
    CreateOrUpdateOrganization = POST "/api/v2/organizations/create_or_update",
    ShowOrganization = GET "/api/v2/organizations/{organization_id}",
    UpdateOrganization = PUT "/api/v2/organizations/{organization_id}",
    DeleteOrganization = DELETE "/api/v2/organizations/{organization_id}",
    ShowOrganizationRelated = GET "/api/v2/organizations/{organization_id}/related",
    MergeOrganization = POST "/api/v2/organizations/{organization_id}/merge",
    ListOrganizationMerges = GET "/api/v2/organizations/{organization_id}/merges",
    ShowOrganizationMerge = GET "/api/v2/organization_merges/{organization_merge_id}",
    ListUserOrganizations = GET "/api/v2/users/{user_id}/organizations",
    CountUserOrganizations = GET "/api/v2/users/{user_id}/organizations/count",

    ListOrganizationUsers = GET "/api/v2/organizations/{organization_id}/users",
    CountOrganizationUsers = GET "/api/v2/organizations/{organization_id}/users/count",
    ListOrganizationTags = GET "/api/v2/organizations/{organization_id}/tags",
    SetOrganizationTags = POST "/api/v2/organizations/{organization_id}/tags",
    AddOrganizationTags = PUT "/api/v2/organizations/{organization_id}/tags",
    RemoveOrganizationTags = DELETE "/api/v2/organizations/{organization_id}/tags",

    ListTags = GET "/api/v2/tags",
    CountTags = GET "/api/v2/tags/count",
    AutocompleteTags = GET "/api/v2/autocomplete/tags",
    AutocompleteTagsByBody = POST "/api/v2/autocomplete/tags",

    ListOrganizationMemberships = GET "/api/v2/organization_memberships",
    CreateOrganizationMembership = POST "/api/v2/organization_memberships",
    ShowOrganizationMembership = GET "/api/v2/organization_memberships/{organization_membership_id}",
    DeleteOrganizationMembership = DELETE "/api/v2/organization_memberships/{organization_membership_id}",
    ListMembershipsOfOrganization = GET "/api/v2/organizations/{organization_id}/organization_memberships",
    ListUserOrganizationMemberships = GET "/api/v2/users/{user_id}/organization_memberships",
    CreateUserOrganizationMembership = POST "/api/v2/users/{user_id}/organization_memberships",
    ShowUserOrganizationMembership = GET "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}",
    DeleteUserOrganizationMembership = DELETE "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}",
    MakeOrganizationMembershipDefault = PUT "/api/v2/users/{user_id}/organization_memberships/{organization_membership_id}/make_default",
    LeaveOrganization = DELETE "/api/v2/users/{user_id}/organizations/{organization_id}",
    MakeOrganizationDefault = PUT "/api/v2/users/{user_id}/organizations/{organization_id}/make_default",

    ListGroups = GET "/api/v2/groups",
    CreateGroup = POST "/api/v2/groups",
    ListAssignableGroups = GET "/api/v2/groups/assignable",
    CountGroups = GET "/api/v2/groups/count",
    ShowGroup = GET "/api/v2/groups/{group_id}",
    UpdateGroup = PUT "/api/v2/groups/{group_id}",
    DeleteGroup = DELETE "/api/v2/groups/{group_id}",
    ListGroupUsers = GET "/api/v2/groups/{group_id}/users",
    CountGroupUsers = GET "/api/v2/groups/{group_id}/users/count",
    ListUserGroups = GET "/api/v2/users/{user_id}/groups",
    CountUserGroups = GET "/api/v2/users/{user_id}/groups/count",

    ListGroupMemberships = GET "/api/v2/group_memberships",
    CreateGroupMembership = POST "/api/v2/group_memberships",
    ListAssignableGroupMemberships = GET "/api/v2/group_memberships/assignable",
    ShowGroupMembership = GET "/api/v2/group_memberships/{group_membership_id}",
    DeleteGroupMembership = DELETE "/api/v2/group_memberships/{group_membership_id}",
    ListMembershipsOfGroup = GET "/api/v2/groups/{group_id}/memberships",
    ListAssignableMembershipsOfGroup = GET "/api/v2/groups/{group_id}/memberships/assignable",
    ListUserGroupMemberships = GET "/api/v2/users/{user_id}/group_memberships",
    CreateUserGroupMembership = POST "/api/v2/users/{user_id}/group_memberships",
    ShowUserGroupMembership = GET "/api/v2/users/{user_id}/group_memberships/{group_membership_id}",
    DeleteUserGroupMembership = DELETE "/api/v2/users/{user_id}/group_memberships/{group_membership_id}",
    MakeGroupMembershipDefault = PUT "/api/v2/users/{user_id}/group_memberships/{group_membership_id}/make_default",

    ListCustomRoles = GET "/api/v2/custom_roles",
    ShowCustomRole = GET "/api/v2/custom_roles/{custom_role_id}",
    // Tickets, and what those see of them who asked.
    ListTickets = GET "/api/v2/tickets",
    CreateTicket = POST "/api/v2/tickets",
    CountTickets = GET "/api/v2/tickets/count",
    ShowManyTickets = GET "/api/v2/tickets/show_many",
    ShowTicket = GET "/api/v2/tickets/{ticket_id}",
    UpdateTicket = PUT "/api/v2/tickets/{ticket_id}",
    DeleteTicket = DELETE "/api/v2/tickets/{ticket_id}",
    ListTicketComments = GET "/api/v2/tickets/{ticket_id}/comments",
    ListRequestedTickets = GET "/api/v2/users/{user_id}/tickets/requested",
    CountRequestedTickets = GET "/api/v2/users/{user_id}/tickets/requested/count",
    ListCcdTickets = GET "/api/v2/users/{user_id}/tickets/ccd",
    CountCcdTickets = GET "/api/v2/users/{user_id}/tickets/ccd/count",
    ListAssignedTickets = GET "/api/v2/users/{user_id}/tickets/assigned",
    CountAssignedTickets = GET "/api/v2/users/{user_id}/tickets/assigned/count",
    ListFollowedTickets = GET "/api/v2/users/{user_id}/tickets/followed",
    ListOrganizationTickets = GET "/api/v2/organizations/{organization_id}/tickets",
    CountOrganizationTickets = GET "/api/v2/organizations/{organization_id}/tickets/count",
    ListRequests = GET "/api/v2/requests",
    CreateRequest = POST "/api/v2/requests",
    ListOpenRequests = GET "/api/v2/requests/open",
    ListSolvedRequests = GET "/api/v2/requests/solved",
    ListCcdRequests = GET "/api/v2/requests/ccd",
    SearchRequests = GET "/api/v2/requests/search",
    ShowRequest = GET "/api/v2/requests/{request_id}",
    UpdateRequest = PUT "/api/v2/requests/{request_id}",
    ListRequestComments = GET "/api/v2/requests/{request_id}/comments",
    ShowRequestComment = GET "/api/v2/requests/{request_id}/comments/{comment_id}",
    ListUserRequests = GET "/api/v2/users/{user_id}/requests",
    ListOrganizationRequests = GET "/api/v2/organizations/{organization_id}/requests",

    // What happens, told to others. `test` is before what has an id in the same place.
    ListWebhooks = GET "/api/v2/webhooks",
    CreateWebhook = POST "/api/v2/webhooks",
    TestWebhook = POST "/api/v2/webhooks/test",
    ShowWebhook = GET "/api/v2/webhooks/{webhook_id}",
    ReplaceWebhook = PUT "/api/v2/webhooks/{webhook_id}",
    UpdateWebhook = PATCH "/api/v2/webhooks/{webhook_id}",
    DeleteWebhook = DELETE "/api/v2/webhooks/{webhook_id}",
    ShowWebhookSecret = GET "/api/v2/webhooks/{webhook_id}/signing_secret",
    ResetWebhookSecret = POST "/api/v2/webhooks/{webhook_id}/signing_secret",
    ListWebhookInvocations = GET "/api/v2/webhooks/{webhook_id}/invocations",
    ListWebhookAttempts = GET "/api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/attempts",
    ResendWebhookInvocation = POST "/api/v2/webhooks/{webhook_id}/invocations/{invocation_id}/resend",

    ShowForm = GET "/api/v1/form",
    ListCapabilities = GET "/api/v1/capabilities",
    FindSuggestions = POST "/api/v1/suggestions",
    ShowSettings = GET "/api/v1/settings",
    UpdateSettings = PUT "/api/v1/settings",
    ListEmbedKeys = GET "/api/v1/embed_keys",
    CreateEmbedKey = POST "/api/v1/embed_keys",
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
