//! Which handler answers which operation.

use usher_shared::custom_field::Object;
use usher_shared::job::JobKind;
use usher_shared::operation::{self, Asked, Operation};
use usher_shared::policy::Action;
use usher_shared::problem::{Plain, Problem};
use usher_shared::value::Id;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::routes::{
    bulk, capabilities, custom_field_options, custom_fields, custom_roles, deleted_users, embed_keys, end_users, form, group_memberships,
    groups, health, identities, incremental_exports, job_statuses, organization_memberships, organization_merges, organizations, outbox,
    own_profile, proofs, registration, requests, search, session, settings, sign_ins, sign_ups, suggestions, suspended_tickets, tags,
    tickets, user_lists, user_merges, user_related, users, webhook_invocations, webhooks,
};
use crate::store::incremental_exports::{ORGANIZATIONS, USERS};
use crate::store::tags::Change;
use crate::store::tickets::{assigned_to, copied_to, followed_by, requested_by};
use crate::{auth, cors, etag, rate_limit};

/// Answers a request: who calls is known before anything of the body is read.
pub async fn answer(call: &mut Call) -> Result<Answer, Failure> {
    if call.method == "OPTIONS" {
        call.route = "preflight";
        auth::load_account(call).await?;
        return Ok(cors::preflight());
    }
    let (method, path) = (call.method.clone(), call.path.clone());
    let asked = operation::find(&method, &path);
    if !matches!(asked, Asked::For(Operation::ShowHealth, _)) {
        let authenticated = auth::authenticate(call).await;
        // Whoever tries tokens is counted too.
        rate_limit::count(call).await?;
        match authenticated {
            // Whoever is unknown is shown as anonymous, as Zendesk does; scripts ask here whether their token works.
            Err(Failure::Problem(_)) if matches!(asked, Asked::For(Operation::ShowMe, _)) => {}
            authenticated => authenticated?,
        }
    }
    match asked {
        Asked::For(operation, arguments) => {
            call.route = operation.path();
            require_unchanged(call, &path).await?;
            run(operation, call, &Arguments(arguments)).await
        }
        Asked::ByAnotherMethod { route, methods } => {
            call.route = route;
            let problem = Problem::from(Plain::MethodNotAllowed);
            Ok(Answer::json(problem.status(), &problem).header("allow", methods.join(", ")))
        }
        Asked::ForNothing => Err(Plain::NoSuchEndpoint.into()),
    }
}

/// `If-Match`: shows the caller the record that is to be changed once more, and refuses if it is not what they have seen.
async fn require_unchanged(call: &mut Call, path: &str) -> Result<(), Failure> {
    let Some(tags) = call.header("if-match").filter(|_| matches!(&*call.method, "PUT" | "PATCH" | "DELETE")) else { return Ok(()) };
    let Asked::For(shown, arguments) = operation::find("GET", path) else { return Err(Plain::PreconditionFailed.into()) };
    call.precondition.watch();
    let mut answer = run(shown, call, &Arguments(arguments)).await?;
    let is_seen = etag::names(&tags, &etag::of(&mut answer));
    if call.precondition.hold() && is_seen { Ok(()) } else { Err(Plain::PreconditionFailed.into()) }
}

#[expect(clippy::too_many_lines, reason = "a line for each operation, and nothing else")]
async fn run(operation: Operation, call: &mut Call, path: &Arguments<'_>) -> Result<Answer, Failure> {
    use Operation as Op;
    call.operation = Some(operation);
    match operation {
        Op::ShowHealth => health::show(call).await,

        Op::ListJobStatuses => job_statuses::list(call).await,
        Op::ShowManyJobStatuses => job_statuses::show_many(call).await,
        Op::ShowJobStatus => job_statuses::show(call, path.text(0)).await,
        Op::CreateManyUsers => bulk::add_users(call, JobKind::CreateUsers).await,
        Op::CreateOrUpdateManyUsers => bulk::add_users(call, JobKind::CreateOrUpdateUsers).await,
        Op::UpdateManyUsers => bulk::update_users(call).await,
        Op::DestroyManyUsers => bulk::delete_users(call).await,
        Op::CreateManyOrganizations => bulk::add_organizations(call).await,
        Op::UpdateManyOrganizations => bulk::update_organizations(call).await,
        Op::DestroyManyOrganizations => bulk::delete_organizations(call).await,
        Op::CreateManyOrganizationMemberships => bulk::add_organization_memberships(call).await,
        Op::DestroyManyOrganizationMemberships => bulk::delete_organization_memberships(call).await,

        Op::Search => search::find(call).await,
        Op::CountSearch => search::count(call).await,
        Op::ExportSearch => search::export(call).await,
        Op::SearchUsers => search::users(call).await,
        Op::AutocompleteUsers => search::autocomplete(call).await,
        Op::AutocompleteUsersByBody => search::autocomplete_by_body(call).await,

        Op::ShowMe => users::me(call).await,
        Op::ListUsers => user_lists::list(call).await,
        Op::CreateUser => users::create(call).await,
        Op::CountUsers => user_lists::count(call).await,
        Op::ShowManyUsers => user_lists::show_many(call).await,
        Op::CreateOrUpdateUser => users::create_or_update(call).await,
        Op::ShowUser => users::show(call, path.id(0)?).await,
        Op::UpdateUser => users::update(call, path.id(0)?).await,
        Op::DeleteUser => deleted_users::delete(call, path.id(0)?).await,
        Op::MergeUser => user_merges::merge(call, path.id(0)?).await,
        Op::ShowUserRelated => user_related::show(call, path.id(0)?).await,
        Op::ListUserTags => tags::of_user(call, path.id(0)?).await,
        Op::ReplaceUserTags => tags::change_of_user(call, path.id(0)?, Change::Replace).await,
        Op::AddUserTags => tags::change_of_user(call, path.id(0)?, Change::Add).await,
        Op::RemoveUserTags => tags::change_of_user(call, path.id(0)?, Change::Remove).await,
        Op::ListDeletedUsers => deleted_users::list(call).await,
        Op::CountDeletedUsers => deleted_users::count(call).await,
        Op::ShowDeletedUser => deleted_users::show(call, path.id(0)?).await,
        Op::PurgeDeletedUser => deleted_users::purge(call, path.id(0)?).await,
        Op::ExportUsersByTime => incremental_exports::by_time(call, &USERS).await,
        Op::ExportUsersByCursor => incremental_exports::by_cursor(call).await,
        Op::SampleUsers => incremental_exports::sample(call, &USERS).await,
        Op::ExportOrganizations => incremental_exports::by_time(call, &ORGANIZATIONS).await,
        Op::SampleOrganizations => incremental_exports::sample(call, &ORGANIZATIONS).await,

        Op::ListIdentities => identities::list(call, path.id(0)?).await,
        Op::CreateIdentity => identities::create(call, path.id(0)?, Action::EditUser).await,
        Op::ShowIdentity => identities::show(call, path.id(0)?, path.id(1)?).await,
        Op::UpdateIdentity => identities::update(call, path.id(0)?, path.id(1)?).await,
        Op::DeleteIdentity => identities::delete(call, path.id(0)?, path.id(1)?, Action::EditUser).await,
        Op::MakeIdentityPrimary => identities::make_primary(call, path.id(0)?, path.id(1)?, Action::EditUser).await,
        Op::VerifyIdentity => identities::verify(call, path.id(0)?, path.id(1)?).await,
        Op::RequestIdentityVerification => identities::request_verification(call, path.id(0)?, path.id(1)?, Action::EditUser).await,

        Op::ShowEndUser => end_users::show(call, path.id(0)?).await,
        Op::UpdateEndUser => end_users::update(call, path.id(0)?).await,
        Op::ListEndUserIdentities => identities::list(call, path.id(0)?).await,
        Op::CreateEndUserIdentity => identities::create(call, path.id(0)?, Action::EditOwnProfile).await,
        Op::ShowEndUserIdentity => identities::show(call, path.id(0)?, path.id(1)?).await,
        Op::DeleteEndUserIdentity => identities::delete(call, path.id(0)?, path.id(1)?, Action::EditOwnProfile).await,
        Op::MakeEndUserIdentityPrimary => identities::make_primary(call, path.id(0)?, path.id(1)?, Action::EditOwnProfile).await,
        Op::RequestEndUserIdentityVerification => {
            identities::request_verification(call, path.id(0)?, path.id(1)?, Action::EditOwnProfile).await
        }

        Op::ListOrganizations => organizations::list(call).await,
        Op::CreateOrganization => organizations::create(call).await,
        Op::CountOrganizations => organizations::count(call).await,
        Op::ShowManyOrganizations => organizations::show_many(call).await,
        Op::SearchOrganizations => organizations::search(call).await,
        Op::AutocompleteOrganizations => organizations::autocomplete(call).await,
        Op::CreateOrUpdateOrganization => organizations::create_or_update(call).await,
        Op::ShowOrganization => organizations::show(call, path.id(0)?).await,
        Op::UpdateOrganization => organizations::update(call, path.id(0)?).await,
        Op::DeleteOrganization => organizations::delete(call, path.id(0)?).await,
        Op::ShowOrganizationRelated => organizations::related(call, path.id(0)?).await,
        Op::MergeOrganization => organization_merges::merge(call, path.id(0)?).await,
        Op::ListOrganizationMerges => organization_merges::of_organization(call, path.id(0)?).await,
        Op::ShowOrganizationMerge => organization_merges::show(call, path.text(0)).await,
        Op::ListUserOrganizations => organizations::of_user(call, path.id(0)?).await,
        Op::CountUserOrganizations => organizations::count_of_user(call, path.id(0)?).await,

        Op::ListOrganizationUsers => user_lists::of_organization(call, path.id(0)?).await,
        Op::CountOrganizationUsers => user_lists::count_of_organization(call, path.id(0)?).await,
        Op::ListOrganizationTags => tags::of_organization(call, path.id(0)?).await,
        Op::SetOrganizationTags => tags::change_of_organization(call, path.id(0)?, Change::Replace).await,
        Op::AddOrganizationTags => tags::change_of_organization(call, path.id(0)?, Change::Add).await,
        Op::RemoveOrganizationTags => tags::change_of_organization(call, path.id(0)?, Change::Remove).await,

        Op::ListTags => tags::list(call).await,
        Op::CountTags => tags::count(call).await,
        Op::AutocompleteTags => tags::autocomplete(call).await,
        Op::AutocompleteTagsByBody => tags::autocomplete_by_body(call).await,

        Op::ListOrganizationMemberships => organization_memberships::list(call).await,
        Op::CreateOrganizationMembership => organization_memberships::create(call, None).await,
        Op::ShowOrganizationMembership => organization_memberships::show(call, None, path.id(0)?).await,
        Op::DeleteOrganizationMembership => organization_memberships::delete(call, None, path.id(0)?).await,
        Op::ListMembershipsOfOrganization => organization_memberships::of_organization(call, path.id(0)?).await,
        Op::ListUserOrganizationMemberships => organization_memberships::of_user(call, path.id(0)?).await,
        Op::CreateUserOrganizationMembership => organization_memberships::create(call, Some(path.id(0)?)).await,
        Op::ShowUserOrganizationMembership => organization_memberships::show(call, Some(path.id(0)?), path.id(1)?).await,
        Op::DeleteUserOrganizationMembership => organization_memberships::delete(call, Some(path.id(0)?), path.id(1)?).await,
        Op::MakeOrganizationMembershipDefault => organization_memberships::make_default(call, path.id(0)?, path.id(1)?).await,
        Op::LeaveOrganization => organization_memberships::leave(call, path.id(0)?, path.id(1)?).await,
        Op::MakeOrganizationDefault => organization_memberships::make_organization_default(call, path.id(0)?, path.id(1)?).await,

        Op::ListGroups | Op::ListAssignableGroups => groups::list(call).await,
        Op::CreateGroup => groups::create(call).await,
        Op::CountGroups => groups::count(call).await,
        Op::ShowGroup => groups::show(call, path.id(0)?).await,
        Op::UpdateGroup => groups::update(call, path.id(0)?).await,
        Op::DeleteGroup => groups::delete(call, path.id(0)?).await,
        Op::ListGroupUsers => user_lists::of_group(call, path.id(0)?).await,
        Op::CountGroupUsers => user_lists::count_of_group(call, path.id(0)?).await,
        Op::ListUserGroups => groups::of_user(call, path.id(0)?).await,
        Op::CountUserGroups => groups::count_of_user(call, path.id(0)?).await,

        Op::ListGroupMemberships => group_memberships::list(call).await,
        Op::CreateGroupMembership => group_memberships::create(call, None).await,
        Op::ListAssignableGroupMemberships => group_memberships::assignable(call).await,
        Op::ShowGroupMembership => group_memberships::show(call, None, path.id(0)?).await,
        Op::DeleteGroupMembership => group_memberships::delete(call, None, path.id(0)?).await,
        Op::ListMembershipsOfGroup => group_memberships::of_group(call, path.id(0)?).await,
        Op::ListAssignableMembershipsOfGroup => group_memberships::assignable_of_group(call, path.id(0)?).await,
        Op::ListUserGroupMemberships => group_memberships::of_user(call, path.id(0)?).await,
        Op::CreateUserGroupMembership => group_memberships::create(call, Some(path.id(0)?)).await,
        Op::ShowUserGroupMembership => group_memberships::show(call, Some(path.id(0)?), path.id(1)?).await,
        Op::DeleteUserGroupMembership => group_memberships::delete(call, Some(path.id(0)?), path.id(1)?).await,
        Op::MakeGroupMembershipDefault => group_memberships::make_default(call, path.id(0)?, path.id(1)?).await,

        Op::ListUserFields => custom_fields::list(call, Object::User).await,
        Op::CreateUserField => custom_fields::create(call, Object::User).await,
        Op::ReorderUserFields => custom_fields::reorder(call, Object::User).await,
        Op::ShowManyUserFields => custom_fields::show_many(call, Object::User).await,
        Op::ShowUserField => custom_fields::show(call, Object::User, path.id(0)?).await,
        Op::UpdateUserField => custom_fields::update(call, Object::User, path.id(0)?).await,
        Op::DeleteUserField => custom_fields::delete(call, Object::User, path.id(0)?).await,
        Op::ListUserFieldOptions => custom_field_options::list(call, path.id(0)?).await,
        Op::CreateOrUpdateUserFieldOption => custom_field_options::create_or_update(call, path.id(0)?).await,
        Op::ShowUserFieldOption => custom_field_options::show(call, path.id(0)?, path.id(1)?).await,
        Op::DeleteUserFieldOption => custom_field_options::delete(call, path.id(0)?, path.id(1)?).await,
        Op::ListOrganizationFields => custom_fields::list(call, Object::Organization).await,
        Op::CreateOrganizationField => custom_fields::create(call, Object::Organization).await,
        Op::ReorderOrganizationFields => custom_fields::reorder(call, Object::Organization).await,
        Op::ShowOrganizationField => custom_fields::show(call, Object::Organization, path.id(0)?).await,
        Op::UpdateOrganizationField => custom_fields::update(call, Object::Organization, path.id(0)?).await,
        Op::DeleteOrganizationField => custom_fields::delete(call, Object::Organization, path.id(0)?).await,

        Op::ListCustomRoles => custom_roles::list(call).await,
        Op::ShowCustomRole => custom_roles::show(call, path.id(0)?).await,
        Op::ListTickets => tickets::list(call).await,
        Op::CreateTicket => tickets::create(call).await,
        Op::CountTickets => tickets::count(call).await,
        Op::ShowManyTickets => tickets::show_many(call).await,
        Op::ShowTicket => tickets::show(call, path.id(0)?).await,
        Op::UpdateTicket => tickets::update(call, path.id(0)?).await,
        Op::DeleteTicket => tickets::delete(call, path.id(0)?).await,
        Op::ListTicketComments => tickets::comments(call, path.id(0)?).await,
        Op::ListRequestedTickets => tickets::of_user(call, path.id(0)?, requested_by).await,
        Op::CountRequestedTickets => tickets::count_of_user(call, path.id(0)?, requested_by).await,
        Op::ListCcdTickets => tickets::of_user(call, path.id(0)?, copied_to).await,
        Op::CountCcdTickets => tickets::count_of_user(call, path.id(0)?, copied_to).await,
        Op::ListAssignedTickets => tickets::of_user(call, path.id(0)?, assigned_to).await,
        Op::CountAssignedTickets => tickets::count_of_user(call, path.id(0)?, assigned_to).await,
        Op::ListFollowedTickets => tickets::of_user(call, path.id(0)?, followed_by).await,
        Op::ListOrganizationTickets => tickets::of_organization(call, path.id(0)?).await,
        Op::CountOrganizationTickets => tickets::count_of_organization(call, path.id(0)?).await,
        Op::ListSuspendedTickets => suspended_tickets::list(call).await,
        Op::RecoverManySuspendedTickets => suspended_tickets::recover_many(call).await,
        Op::DestroyManySuspendedTickets => suspended_tickets::delete_many(call).await,
        Op::ShowSuspendedTicket => suspended_tickets::show(call, path.id(0)?).await,
        Op::RecoverSuspendedTicket => suspended_tickets::recover(call, path.id(0)?).await,
        Op::DeleteSuspendedTicket => suspended_tickets::delete(call, path.id(0)?).await,

        Op::ListRequests => requests::list(call).await,
        Op::CreateRequest => requests::create(call).await,
        Op::ListOpenRequests => requests::list_open(call).await,
        Op::ListSolvedRequests => requests::list_solved(call).await,
        Op::ListCcdRequests => requests::list_ccd(call).await,
        Op::SearchRequests => requests::search(call).await,
        Op::ShowRequest => requests::show(call, path.id(0)?).await,
        Op::UpdateRequest => requests::update(call, path.id(0)?).await,
        Op::ListRequestComments => requests::comments(call, path.id(0)?).await,
        Op::ShowRequestComment => requests::show_comment(call, path.id(0)?, path.id(1)?).await,
        Op::ListUserRequests => requests::of_user(call, path.id(0)?).await,
        Op::ListOrganizationRequests => requests::of_organization(call, path.id(0)?).await,

        Op::ListWebhooks => webhooks::list(call).await,
        Op::CreateWebhook => webhooks::create(call).await,
        Op::TestWebhook => webhooks::test(call).await,
        Op::ShowWebhook => webhooks::show(call, path.text(0)).await,
        Op::ReplaceWebhook => webhooks::replace(call, path.text(0)).await,
        Op::UpdateWebhook => webhooks::update(call, path.text(0)).await,
        Op::DeleteWebhook => webhooks::delete(call, path.text(0)).await,
        Op::ShowWebhookSecret => webhooks::show_secret(call, path.text(0)).await,
        Op::ResetWebhookSecret => webhooks::reset_secret(call, path.text(0)).await,
        Op::ListWebhookInvocations => webhook_invocations::list(call, path.text(0)).await,
        Op::ListWebhookAttempts => webhook_invocations::attempts(call, path.text(0), path.text(1)).await,
        Op::ResendWebhookInvocation => webhook_invocations::resend(call, path.text(0), path.text(1)).await,

        Op::ShowForm => form::show(call).await,
        Op::ListCapabilities => capabilities::list(call).await,
        Op::FindSuggestions => suggestions::find(call).await,
        Op::ShowSettings => settings::show(call).await,
        Op::UpdateSettings => settings::update(call).await,
        Op::CheckRegistration => registration::check(call).await,
        Op::ShowRegistrationList => registration::show(call, path.text(0)).await,
        Op::ReplaceRegistrationList => registration::replace(call, path.text(0)).await,
        Op::ChangeRegistrationList => registration::change(call, path.text(0)).await,
        Op::SignUp => sign_ups::create(call).await,
        Op::SignIn => sign_ins::create(call).await,
        Op::ProveByToken => proofs::by_token(call).await,
        Op::ProveByCode => proofs::by_code(call, path.text(0)).await,
        Op::ResendProof => proofs::resend(call, path.text(0)).await,
        Op::SignOut => session::delete(call).await,
        Op::ShowOwnProfile => own_profile::show(call).await,
        Op::ExportOwnProfile => own_profile::export(call).await,
        Op::RequestOwnDeletion => own_profile::request_deletion(call).await,
        Op::ListOutbox => outbox::list(call).await,
        Op::ShowOutboxEntry => outbox::show(call, path.id(0)?).await,
        Op::ResendOutboxEntry => outbox::resend(call, path.id(0)?).await,
        Op::PreviewMail => outbox::preview(call).await,
        Op::ListEmbedKeys => embed_keys::list(call).await,
        Op::CreateEmbedKey => embed_keys::create(call).await,
        Op::RevokeEmbedKey => embed_keys::revoke(call, path.id(0)?).await,
    }
}

/// What the path has in the places of its arguments, in their order.
struct Arguments<'a>(Vec<&'a str>);

impl Arguments<'_> {
    fn text(&self, at: usize) -> &str {
        self.0[at]
    }

    fn id(&self, at: usize) -> Result<Id, Failure> {
        Id::parse(self.0[at]).map_err(|_| Plain::InvalidId.into())
    }
}
