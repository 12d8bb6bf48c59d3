//! What each operation answers when it does what it was asked for.

use serde_json::{Value, json};
use usher_shared::operation::Operation;

use super::schema::{flag, integer, link, list, named, object, or_null, text, time};

/// A status, and the schema of the body if there is one.
pub type Answered = (u16, Option<Value>);

/// What comes beside a list: key, and the name of the schema.
type Beside = &'static [(&'static str, &'static str)];

const BESIDE_USERS: Beside = &[("organizations", "Organization"), ("identities", "Identity"), ("abilities", "Ability")];
const BESIDE_MEMBERSHIPS: Beside = &[("users", "User"), ("organizations", "Organization")];
const BESIDE_GROUP_MEMBERSHIPS: Beside = &[("users", "User"), ("groups", "Group")];

/// Every answer of an operation but refusals.
#[expect(clippy::too_many_lines, reason = "a line for each kind of answer, and nothing else")]
pub fn answered(operation: Operation) -> Vec<Answered> {
    use Operation as Op;
    match operation {
        Op::ShowHealth => ok(object([("status", json!({ "const": "ok" }))])),

        Op::Search => ok(with_facets(by_offset("results", &result(), &[]))),
        Op::CountSearch => ok(object([("count", integer())])),
        Op::ExportSearch => ok(with_facets(by_cursor("results", &result(), &[]))),
        Op::SearchUsers | Op::AutocompleteUsers | Op::AutocompleteUsersByBody => ok(by_offset("users", &named("User"), &[])),

        Op::ListJobStatuses | Op::ShowManyJobStatuses => ok(page("job_statuses", "JobStatus", &[])),
        Op::ShowJobStatus
        | Op::CreateManyUsers
        | Op::CreateOrUpdateManyUsers
        | Op::UpdateManyUsers
        | Op::DestroyManyUsers
        | Op::CreateManyOrganizations
        | Op::UpdateManyOrganizations
        | Op::DestroyManyOrganizations
        | Op::CreateManyOrganizationMemberships
        | Op::DestroyManyOrganizationMemberships => ok(at("job_status", "JobStatus")),

        Op::ShowMe => ok(object([("user", any_of(&["Me", "OwnMe", "AnonymousUser"]))])),
        Op::ListUsers | Op::ShowManyUsers | Op::ListOrganizationUsers | Op::ListGroupUsers => ok(page("users", "User", BESIDE_USERS)),
        Op::CreateUser => vec![created(user())],
        Op::CreateOrUpdateUser => vec![(200, Some(user())), created(user())],
        Op::ShowUser | Op::ShowEndUser => ok(beside(user(), BESIDE_USERS)),
        Op::UpdateUser | Op::UpdateEndUser | Op::DeleteUser | Op::MergeUser => ok(user()),
        Op::ListUserTags
        | Op::AddUserTags
        | Op::RemoveUserTags
        | Op::ListOrganizationTags
        | Op::AddOrganizationTags
        | Op::RemoveOrganizationTags => ok(tags()),
        Op::ReplaceUserTags | Op::SetOrganizationTags => vec![(201, Some(tags()))],
        Op::ListDeletedUsers => ok(page("deleted_users", "DeletedUser", &[])),
        Op::ShowDeletedUser | Op::PurgeDeletedUser => ok(at("deleted_user", "DeletedUser")),
        Op::ExportUsersByTime => ok(exported([("next_page", link()), ("count", integer()), ("end_time", integer())])),
        Op::ExportUsersByCursor => {
            ok(exported([("after_url", link()), ("before_url", link()), ("after_cursor", text()), ("before_cursor", or_null(text()))]))
        }

        Op::ListIdentities | Op::ListEndUserIdentities => ok(page("identities", "Identity", &[])),
        Op::CreateIdentity | Op::CreateEndUserIdentity => vec![created(at("identity", "Identity"))],
        Op::ShowIdentity | Op::UpdateIdentity | Op::VerifyIdentity | Op::ShowEndUserIdentity => ok(at("identity", "Identity")),
        Op::MakeIdentityPrimary | Op::MakeEndUserIdentityPrimary => ok(by_offset("identities", &named("Identity"), &[])),
        Op::RequestIdentityVerification | Op::RequestEndUserIdentityVerification => vec![(200, None)],

        Op::ListOrganizations
        | Op::ShowManyOrganizations
        | Op::SearchOrganizations
        | Op::AutocompleteOrganizations
        | Op::ListUserOrganizations => ok(page("organizations", "Organization", &[])),
        Op::CreateOrganization => vec![created(at("organization", "Organization"))],
        Op::CreateOrUpdateOrganization => {
            vec![(200, Some(at("organization", "Organization"))), created(at("organization", "Organization"))]
        }
        Op::ShowOrganization | Op::UpdateOrganization => ok(at("organization", "Organization")),
        Op::ShowOrganizationRelated => ok(at("organization_related", "OrganizationRelated")),

        Op::ListOrganizationMemberships
        | Op::ListMembershipsOfOrganization
        | Op::ListUserOrganizationMemberships
        | Op::MakeOrganizationMembershipDefault => ok(page("organization_memberships", "OrganizationMembership", BESIDE_MEMBERSHIPS)),
        Op::CreateOrganizationMembership | Op::CreateUserOrganizationMembership => {
            vec![created(at("organization_membership", "OrganizationMembership"))]
        }
        Op::ShowOrganizationMembership | Op::ShowUserOrganizationMembership | Op::MakeOrganizationDefault => {
            ok(at("organization_membership", "OrganizationMembership"))
        }

        Op::ListGroups | Op::ListAssignableGroups | Op::ListUserGroups => ok(page("groups", "Group", &[])),
        Op::CreateGroup => vec![created(at("group", "Group"))],
        Op::ShowGroup | Op::UpdateGroup => ok(at("group", "Group")),

        Op::ListGroupMemberships
        | Op::ListAssignableGroupMemberships
        | Op::ListMembershipsOfGroup
        | Op::ListUserGroupMemberships
        | Op::MakeGroupMembershipDefault => ok(page("group_memberships", "GroupMembership", BESIDE_GROUP_MEMBERSHIPS)),
        Op::CreateGroupMembership | Op::CreateUserGroupMembership => vec![created(at("group_membership", "GroupMembership"))],
        Op::ShowGroupMembership | Op::ShowUserGroupMembership => ok(at("group_membership", "GroupMembership")),

        Op::ListCustomRoles => ok(page("custom_roles", "CustomRole", &[])),
        Op::ShowCustomRole => ok(at("custom_role", "CustomRole")),
        Op::ListTickets
        | Op::ShowManyTickets
        | Op::ListRequestedTickets
        | Op::ListCcdTickets
        | Op::ListAssignedTickets
        | Op::ListFollowedTickets
        | Op::ListOrganizationTickets => ok(page("tickets", "Ticket", &[])),
        Op::CreateTicket => vec![created(object([("ticket", named("Ticket")), ("audit", named("TicketAudit"))]))],
        Op::UpdateTicket => ok(object([("ticket", named("Ticket")), ("audit", named("TicketAudit"))])),
        Op::ShowTicket => ok(at("ticket", "Ticket")),
        Op::ListTicketComments => ok(page("comments", "TicketComment", &[])),

        Op::ListRequests
        | Op::ListOpenRequests
        | Op::ListSolvedRequests
        | Op::ListCcdRequests
        | Op::SearchRequests
        | Op::ListUserRequests
        | Op::ListOrganizationRequests => ok(page("requests", "Request", &[])),
        Op::CreateRequest => vec![created(at("request", "Request"))],
        Op::ShowRequest | Op::UpdateRequest => ok(at("request", "Request")),
        Op::ListRequestComments => ok(page("comments", "RequestComment", &[])),
        Op::ShowRequestComment => ok(at("comment", "RequestComment")),

        Op::ShowForm => ok(named("Form")),
        Op::ListCapabilities => ok(object([("capabilities", list(&named("Capability")))])),
        Op::FindSuggestions => ok(object([("suggestions", list(&named("Suggestion")))])),
        Op::ShowSettings | Op::UpdateSettings => ok(at("settings", "Settings")),
        Op::ListEmbedKeys => ok(object([("embed_keys", list(&named("EmbedKey")))])),
        Op::CreateEmbedKey => vec![created(at("embed_key", "NewEmbedKey"))],
        Op::RevokeEmbedKey => ok(at("embed_key", "EmbedKey")),

        Op::CountUsers
        | Op::CountDeletedUsers
        | Op::CountOrganizations
        | Op::CountUserOrganizations
        | Op::CountOrganizationUsers
        | Op::CountGroups
        | Op::CountGroupUsers
        | Op::CountUserGroups
        | Op::CountTickets
        | Op::CountRequestedTickets
        | Op::CountCcdTickets
        | Op::CountAssignedTickets
        | Op::CountOrganizationTickets => ok(object([("count", object([("value", integer()), ("refreshed_at", time())]))])),

        Op::DeleteIdentity
        | Op::DeleteEndUserIdentity
        | Op::DeleteOrganization
        | Op::DeleteOrganizationMembership
        | Op::DeleteUserOrganizationMembership
        | Op::LeaveOrganization
        | Op::DeleteGroup
        | Op::DeleteGroupMembership
        | Op::DeleteUserGroupMembership
        | Op::DeleteTicket => vec![(204, None)],
    }
}

fn ok(body: Value) -> Vec<Answered> {
    vec![(200, Some(body))]
}

fn created(body: Value) -> Answered {
    (201, Some(body))
}

fn at(key: &str, name: &str) -> Value {
    object([(key, named(name))])
}

/// A user as the caller sees them: customers see of themselves less than agents do.
fn user() -> Value {
    object([("user", any_of(&["User", "OwnUser"]))])
}

fn tags() -> Value {
    object([("tags", list(&text()))])
}

/// What a search finds.
fn result() -> Value {
    any_of(&["UserResult", "OrganizationResult"])
}

fn any_of(names: &[&str]) -> Value {
    json!({ "anyOf": names.iter().map(|name| named(name)).collect::<Vec<_>>() })
}

/// The object, and what comes beside it if it is asked for.
fn beside(mut body: Value, beside: Beside) -> Value {
    for (key, name) in beside {
        body["properties"][key] = list(&named(name));
    }
    body
}

/// A page in either form of pagination.
fn page(key: &str, name: &str, beside: Beside) -> Value {
    json!({ "anyOf": [by_offset(key, &named(name), beside), by_cursor(key, &named(name), beside)] })
}

fn by_offset(key: &str, items: &Value, sides: Beside) -> Value {
    beside(object([(key, list(items)), ("next_page", link()), ("previous_page", link()), ("count", integer())]), sides)
}

fn by_cursor(key: &str, items: &Value, sides: Beside) -> Value {
    beside(object([(key, list(items)), ("meta", named("Meta")), ("links", named("Links"))]), sides)
}

/// Zendesk's searches have the key, and nothing at it.
fn with_facets(mut body: Value) -> Value {
    body["properties"]["facets"] = json!({ "type": "null" });
    body
}

fn exported<const N: usize>(rest: [(&'static str, Value); N]) -> Value {
    object([("users", list(&named("User"))), ("end_of_stream", flag())].into_iter().chain(rest))
}
