//! What each operation answers when it does what it was asked for.

use serde_json::{Value, json};
use usher_shared::operation::Operation;

use super::schema::{flag, integer, link, list, named, object, one_of, or_null, text, time};
use crate::store::sideloads::Named;
use crate::store::{group_memberships, groups, organization_memberships, ticket_comments, tickets, user_lists};

/// A status, and the schema of the body if there is one.
pub type Answered = (u16, Option<Value>);

/// What comes beside records: key, and schema.
type Beside = Vec<(&'static str, Value)>;

/// Every answer of an operation but refusals.
#[expect(clippy::too_many_lines, reason = "a line for each kind of answer, and nothing else")]
pub fn answered(operation: Operation) -> Vec<Answered> {
    use Operation as Op;
    match operation {
        Op::ShowHealth => ok(object([("status", json!({ "const": "ok" }))])),

        Op::Search => ok(with_facets(by_offset("results", &result(), &Vec::new()))),
        Op::CountSearch => ok(object([("count", integer())])),
        Op::ExportSearch => ok(with_facets(by_cursor("results", &result(), &Vec::new()))),
        Op::SearchUsers | Op::AutocompleteUsers | Op::AutocompleteUsersByBody => ok(by_offset("users", &named("User"), &beside_users())),

        Op::ListJobStatuses | Op::ShowManyJobStatuses => ok(page("job_statuses", "JobStatus", &Vec::new())),
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

        Op::ShowMe => ok(beside(object([("user", any_of(&["Me", "OwnMe", "AnonymousUser"]))]), &beside_users())),
        Op::ListUsers | Op::ShowManyUsers | Op::ListOrganizationUsers | Op::ListGroupUsers => ok(page("users", "User", &beside_users())),
        Op::CreateUser => vec![created(user())],
        Op::CreateOrUpdateUser => vec![(200, Some(user())), created(user())],
        Op::ShowUser | Op::ShowEndUser => ok(beside(user(), &beside_users())),
        Op::UpdateUser | Op::UpdateEndUser | Op::DeleteUser | Op::MergeUser => ok(user()),
        Op::ShowUserRelated => ok(at("user_related", "UserRelated")),
        Op::ListTags => ok(page("tags", "Tag", &Vec::new())),
        Op::AutocompleteTags
        | Op::AutocompleteTagsByBody
        | Op::ListUserTags
        | Op::AddUserTags
        | Op::RemoveUserTags
        | Op::ListOrganizationTags
        | Op::AddOrganizationTags
        | Op::RemoveOrganizationTags => ok(tags()),
        Op::ReplaceUserTags | Op::SetOrganizationTags => vec![(201, Some(tags()))],
        Op::ListDeletedUsers => ok(page("deleted_users", "DeletedUser", &Vec::new())),
        Op::ShowDeletedUser | Op::PurgeDeletedUser => ok(at("deleted_user", "DeletedUser")),
        Op::ExportUsersByTime | Op::SampleUsers => ok(beside(exported_by_time("users", "User"), &beside_users())),
        Op::ExportOrganizations | Op::SampleOrganizations => ok(exported_by_time("organizations", "Organization")),
        Op::ExportUsersByCursor => {
            let rest = [("after_url", link()), ("before_url", link()), ("after_cursor", text()), ("before_cursor", or_null(text()))];
            ok(beside(exported("users", "User", rest), &beside_users()))
        }

        Op::ListIdentities | Op::ListEndUserIdentities => ok(page("identities", "Identity", &Vec::new())),
        Op::CreateIdentity | Op::CreateEndUserIdentity => vec![created(at("identity", "Identity"))],
        Op::ShowIdentity | Op::UpdateIdentity | Op::VerifyIdentity | Op::ShowEndUserIdentity => ok(at("identity", "Identity")),
        Op::MakeIdentityPrimary | Op::MakeEndUserIdentityPrimary => ok(by_offset("identities", &named("Identity"), &Vec::new())),
        Op::RequestIdentityVerification | Op::RequestEndUserIdentityVerification => vec![(200, None)],

        Op::ListOrganizations
        | Op::ShowManyOrganizations
        | Op::SearchOrganizations
        | Op::AutocompleteOrganizations
        | Op::ListUserOrganizations => ok(page("organizations", "Organization", &Vec::new())),
        Op::CreateOrganization => vec![created(at("organization", "Organization"))],
        Op::CreateOrUpdateOrganization => {
            vec![(200, Some(at("organization", "Organization"))), created(at("organization", "Organization"))]
        }
        Op::ShowOrganization | Op::UpdateOrganization => ok(at("organization", "Organization")),
        Op::MergeOrganization | Op::ShowOrganizationMerge => ok(at("organization_merge", "OrganizationMerge")),
        Op::ListOrganizationMerges => ok(page("organization_merges", "OrganizationMerge", &Vec::new())),
        Op::ShowOrganizationRelated => ok(at("organization_related", "OrganizationRelated")),

        Op::ListOrganizationMemberships
        | Op::ListMembershipsOfOrganization
        | Op::ListUserOrganizationMemberships
        | Op::MakeOrganizationMembershipDefault => {
            ok(page("organization_memberships", "OrganizationMembership", &names(organization_memberships::BESIDE)))
        }
        Op::CreateOrganizationMembership | Op::CreateUserOrganizationMembership => {
            vec![created(at("organization_membership", "OrganizationMembership"))]
        }
        Op::ShowOrganizationMembership | Op::ShowUserOrganizationMembership | Op::MakeOrganizationDefault => {
            ok(at("organization_membership", "OrganizationMembership"))
        }

        Op::ListGroups | Op::ListAssignableGroups | Op::ListUserGroups => ok(page("groups", "Group", &names(groups::BESIDE))),
        Op::CreateGroup => vec![created(at("group", "Group"))],
        Op::ShowGroup | Op::UpdateGroup => ok(at("group", "Group")),

        Op::ListGroupMemberships
        | Op::ListAssignableGroupMemberships
        | Op::ListMembershipsOfGroup
        | Op::ListAssignableMembershipsOfGroup
        | Op::ListUserGroupMemberships
        | Op::MakeGroupMembershipDefault => ok(page("group_memberships", "GroupMembership", &names(group_memberships::BESIDE))),
        Op::CreateGroupMembership | Op::CreateUserGroupMembership => vec![created(at("group_membership", "GroupMembership"))],
        Op::ShowGroupMembership | Op::ShowUserGroupMembership => ok(at("group_membership", "GroupMembership")),

        Op::ListUserFields | Op::ShowManyUserFields => ok(page("user_fields", "CustomField", &Vec::new())),
        Op::CreateUserField => vec![created(at("user_field", "CustomField"))],
        Op::ShowUserField | Op::UpdateUserField => ok(at("user_field", "CustomField")),
        Op::ReorderUserFields | Op::ReorderOrganizationFields => ok(json!({ "const": "" })),
        Op::ListUserFieldOptions => ok(page("custom_field_options", "CustomFieldOption", &Vec::new())),
        Op::CreateOrUpdateUserFieldOption => {
            vec![(200, Some(at("custom_field_option", "CustomFieldOption"))), created(at("custom_field_option", "CustomFieldOption"))]
        }
        Op::ShowUserFieldOption => ok(at("custom_field_option", "CustomFieldOption")),
        Op::ListOrganizationFields => ok(page("organization_fields", "CustomField", &Vec::new())),
        Op::CreateOrganizationField => vec![created(at("organization_field", "CustomField"))],
        Op::ShowOrganizationField | Op::UpdateOrganizationField => ok(at("organization_field", "CustomField")),

        Op::ListCustomRoles => ok(page("custom_roles", "CustomRole", &Vec::new())),
        Op::ShowCustomRole => ok(at("custom_role", "CustomRole")),
        Op::ListTickets
        | Op::ShowManyTickets
        | Op::ListRequestedTickets
        | Op::ListCcdTickets
        | Op::ListAssignedTickets
        | Op::ListFollowedTickets
        | Op::ListOrganizationTickets => ok(page("tickets", "Ticket", &names(tickets::BESIDE))),
        Op::CreateTicket => vec![created(beside(audited(), &vec![("user", named("User"))]))],
        Op::UpdateTicket | Op::RecoverSuspendedTicket => ok(audited()),
        Op::ShowTicket => ok(beside(at("ticket", "Ticket"), &names(tickets::BESIDE))),
        Op::ListTicketComments => ok(page("comments", "TicketComment", &names(ticket_comments::BESIDE))),

        Op::ListRequests
        | Op::ListOpenRequests
        | Op::ListSolvedRequests
        | Op::ListCcdRequests
        | Op::SearchRequests
        | Op::ListUserRequests
        | Op::ListOrganizationRequests => ok(page("requests", "Request", &names(tickets::BESIDE))),
        Op::CreateRequest => vec![created(at("request", "Request"))],
        Op::ShowRequest | Op::UpdateRequest => ok(at("request", "Request")),
        Op::ListRequestComments => ok(page("comments", "RequestComment", &names(ticket_comments::BESIDE))),
        Op::ShowRequestComment => ok(at("comment", "RequestComment")),

        Op::ListWebhooks => ok(page("webhooks", "Webhook", &Vec::new())),
        Op::CreateWebhook => vec![created(at("webhook", "Webhook"))],
        Op::ShowWebhook => ok(at("webhook", "Webhook")),
        Op::TestWebhook => ok(at("response", "WebhookResponse")),
        Op::ShowWebhookSecret => ok(at("signing_secret", "SigningSecret")),
        Op::ResetWebhookSecret => vec![created(at("signing_secret", "SigningSecret"))],
        Op::ListWebhookInvocations => ok(page("invocations", "WebhookInvocation", &Vec::new())),
        Op::ListWebhookAttempts => ok(page("attempts", "WebhookAttempt", &Vec::new())),
        Op::ResendWebhookInvocation => ok(at("invocation", "WebhookInvocation")),

        Op::ShowForm => ok(named("Form")),
        Op::ListCapabilities => ok(object([("capabilities", list(&named("Capability")))])),
        Op::FindSuggestions => ok(object([("suggestions", list(&named("Suggestion")))])),
        Op::ShowSettings | Op::UpdateSettings => ok(at("settings", "Settings")),
        Op::ListSuspendedTickets => ok(page("suspended_tickets", "SuspendedTicket", &Vec::new())),
        Op::ShowSuspendedTicket => ok(at("suspended_ticket", "SuspendedTicket")),
        Op::DeleteSuspendedTicket | Op::DestroyManySuspendedTickets => vec![(204, None)],
        Op::RecoverManySuspendedTickets => ok(object([("tickets", list(&any_of(&["Ticket", "SuspendedTicketLeft"])))])),
        Op::CheckRegistration => ok(at("registration", "RegistrationVerdict")),
        Op::ShowRegistrationList | Op::ReplaceRegistrationList | Op::ChangeRegistrationList => {
            ok(at("registration_list", "RegistrationList"))
        }
        Op::SignUp | Op::SignIn | Op::ResendProof => vec![(202, Some(at("proof", "Proof")))],
        Op::ProveByToken | Op::ProveByCode => {
            ok(beside(object([("user", named("OwnUser"))]), &vec![("purpose", one_of(usher_shared::proof::Purpose::CODES))]))
        }
        Op::SignOut => vec![(204, None)],
        Op::ShowOwnProfile => ok(object([("user", any_of(&["Me", "OwnMe"])), ("settings", named("OwnSettings"))])),
        Op::ExportOwnProfile => ok(named("OwnExport")),
        Op::RequestOwnDeletion => vec![created(at("request", "Request"))],
        Op::ListOutbox => ok(page("outbox", "OutboxEntry", &Vec::new())),
        Op::ShowOutboxEntry | Op::ResendOutboxEntry => ok(at("outbox_entry", "OutboxEntry")),
        Op::PreviewMail => ok(at("mail_preview", "MailPreview")),
        Op::ListEmbedKeys => ok(object([("embed_keys", list(&named("EmbedKey")))])),
        Op::CreateEmbedKey => vec![created(at("embed_key", "NewEmbedKey"))],
        Op::RevokeEmbedKey => ok(at("embed_key", "EmbedKey")),

        Op::CountUsers
        | Op::CountDeletedUsers
        | Op::CountOrganizations
        | Op::CountUserOrganizations
        | Op::CountOrganizationUsers
        | Op::CountTags
        | Op::CountGroups
        | Op::CountGroupUsers
        | Op::CountUserGroups
        | Op::CountTickets
        | Op::CountRequestedTickets
        | Op::CountCcdTickets
        | Op::CountAssignedTickets
        | Op::CountOrganizationTickets => ok(object([("count", object([("value", integer()), ("refreshed_at", time())]))])),

        Op::DeleteUserField
        | Op::DeleteUserFieldOption
        | Op::DeleteOrganizationField
        | Op::ReplaceWebhook
        | Op::UpdateWebhook
        | Op::DeleteWebhook
        | Op::DeleteIdentity
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
/// A ticket, and what was done to it.
fn audited() -> Value {
    object([("ticket", named("Ticket")), ("audit", named("TicketAudit"))])
}

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
fn beside(mut body: Value, beside: &Beside) -> Value {
    for (key, schema) in beside {
        body["properties"][key] = schema.clone();
    }
    body
}

/// A page in either form of pagination.
fn page(key: &str, name: &str, beside: &Beside) -> Value {
    json!({ "anyOf": [by_offset(key, &named(name), beside), by_cursor(key, &named(name), beside)] })
}

fn by_offset(key: &str, items: &Value, sides: &Beside) -> Value {
    beside(object([(key, list(items)), ("next_page", link()), ("previous_page", link()), ("count", integer())]), sides)
}

fn by_cursor(key: &str, items: &Value, sides: &Beside) -> Value {
    beside(object([(key, list(items)), ("meta", named("Meta")), ("links", named("Links"))]), sides)
}

/// Zendesk's searches have the key, and nothing at it.
fn with_facets(mut body: Value) -> Value {
    body["properties"]["facets"] = json!({ "type": "null" });
    body
}

fn exported<const N: usize>(key: &'static str, name: &str, rest: [(&'static str, Value); N]) -> Value {
    object([(key, list(&named(name))), ("end_of_stream", flag())].into_iter().chain(rest))
}

fn exported_by_time(key: &'static str, name: &str) -> Value {
    exported(key, name, [("next_page", link()), ("count", integer()), ("end_time", integer())])
}

/// What records name, and what therefore comes beside them.
fn names(offered: &[(Named, &str)]) -> Beside {
    let schema = |kind: Named| match kind {
        // Customers see of themselves less than agents do.
        Named::Users => any_of(&["User", "OwnUser"]),
        Named::Organizations => named("Organization"),
        Named::Groups => named("Group"),
        Named::Roles => named("CustomRole"),
    };
    offered.iter().map(|(one, _)| (one.key(), list(&schema(*one)))).collect()
}

fn beside_users() -> Beside {
    let own = [
        ("identities", list(&named("Identity"))),
        ("abilities", list(&named("Ability"))),
        ("open_ticket_count", json!({ "type": "object", "additionalProperties": integer() })),
        ("organization_memberships", list(&named("OrganizationMembership"))),
        ("group_memberships", list(&named("GroupMembership"))),
    ];
    names(user_lists::BESIDE).into_iter().chain(own).collect()
}
