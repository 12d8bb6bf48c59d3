//! The objects that answers have in them, by name.

use serde_json::{Map, Value, json};
use usher_shared::custom_field::Kind;
use usher_shared::form::{EntryPoint, Field, FieldKind, Requirement};
use usher_shared::mail::MailKind;
use usher_shared::policy::{Action, Denial, Relation, Role};
use usher_shared::registration::{Access, Known, List, Outcome, Reason, Registration, Way};
use usher_shared::webhook::Cause;

use super::schema::{flag, id, integer, link, list, named, object, of_keys, one_of, or_null, text, time};
use crate::routes::users::ANONYMOUS;
use crate::store::user_json::{self, TOKEN_KEY, View};
use crate::store::{
    custom_field_options, custom_fields, custom_roles, embed_keys, group_memberships, groups, identities, jobs, organization_memberships,
    organization_merges, organizations, outbox, requests, sideloads, suspended_tickets, tags, ticket_audits, ticket_comments, tickets,
    user_related, webhook_invocations, webhooks,
};

/// All of them.
pub fn schemas() -> Map<String, Value> {
    let of_tables = [
        ("User", of_keys(user_json::keys(View::Staff))),
        ("OwnUser", of_keys(user_json::keys(View::Customer))),
        ("UserRelated", of_keys(user_related::KEYS)),
        ("Tag", of_keys(tags::KEYS)),
        ("DeletedUser", of_keys(&user_json::deleted_keys())),
        ("Ability", of_keys(sideloads::ABILITY_KEYS)),
        ("Identity", of_keys(identities::KEYS)),
        ("Organization", of_keys(organizations::KEYS)),
        ("OrganizationRelated", of_keys(organizations::RELATED_KEYS)),
        ("OrganizationMerge", of_keys(organization_merges::KEYS)),
        ("OrganizationMembership", of_keys(organization_memberships::KIND.keys)),
        ("Group", of_keys(groups::KEYS)),
        ("GroupMembership", of_keys(group_memberships::KIND.keys)),
        ("CustomRole", of_keys(custom_roles::KEYS)),
        ("Ticket", of_keys(tickets::KEYS)),
        ("TicketAudit", of_keys(ticket_audits::KEYS)),
        ("TicketComment", of_keys(&[ticket_comments::EVENT, ticket_comments::LISTED].concat())),
        ("SuspendedTicket", of_keys(suspended_tickets::KEYS)),
        ("SuspendedTicketLeft", with(&of_keys(suspended_tickets::KEYS), &object([("error_messages", list(&text()))]))),
        ("Request", of_keys(requests::KEYS)),
        ("RequestComment", of_keys(ticket_comments::KEYS_OF_REQUEST)),
        ("JobStatus", of_keys(jobs::KEYS)),
        ("OutboxEntry", of_keys(outbox::KEYS)),
        ("EmbedKey", of_keys(embed_keys::KEYS)),
        ("CustomFieldOption", of_keys(custom_field_options::KEYS)),
        ("Webhook", of_keys(webhooks::KEYS)),
        ("WebhookInvocation", of_keys(webhook_invocations::KEYS)),
        ("WebhookAttempt", of_keys(webhook_invocations::ATTEMPT_KEYS)),
    ];
    let made_here = [
        ("Me", with(&of_keys(user_json::keys(View::Staff)), &of_keys(&[TOKEN_KEY]))),
        ("OwnMe", with(&of_keys(user_json::keys(View::Customer)), &of_keys(&[TOKEN_KEY]))),
        ("AnonymousUser", serde_json::from_str(ANONYMOUS).map(|body: Value| json!({ "const": body["user"] })).unwrap_or_default()),
        ("NewEmbedKey", with(&of_keys(embed_keys::KEYS), &object([("secret", text())]))),
        ("UserResult", with(&of_keys(user_json::keys(View::Staff)), &object([("result_type", json!({ "const": "user" }))]))),
        ("OrganizationResult", with(&of_keys(organizations::KEYS), &object([("result_type", json!({ "const": "organization" }))]))),
        ("CustomField", custom_field()),
        ("WebhookResponse", webhook_response()),
        ("SigningSecret", object([("algorithm", json!({ "const": "SHA256" })), ("secret", text())])),
        ("Form", form()),
        ("Capability", capability()),
        ("Suggestion", suggestion()),
        ("Proof", object([("id", text()), ("email", text()), ("expires_at", time())])),
        (
            "OwnSettings",
            object(["self_editing", "language_selection", "time_zone_selection", "deletion_requests"].map(|key| (key, flag()))),
        ),
        ("OwnExport", own_export()),
        (
            "MailPreview",
            object([("kind", one_of(MailKind::CODES)), ("language", text()), ("subject", text()), ("text", text()), ("html", text())]),
        ),
        ("Settings", settings()),
        ("RegistrationList", object([("name", one_of(List::CODES)), ("lines", text())])),
        ("RegistrationVerdict", registration_verdict()),
        ("Meta", object([("has_more", flag()), ("after_cursor", or_null(text())), ("before_cursor", or_null(text()))])),
        ("Links", object([("prev", link()), ("next", link())])),
    ];
    of_tables.into_iter().chain(made_here).map(|(name, schema)| (name.into(), schema)).collect()
}

/// An object with the keys of both.
fn with(one: &Value, more: &Value) -> Value {
    let properties = [one, more].into_iter().filter_map(|schema| schema["properties"].as_object()).flatten();
    object(properties.map(|(key, schema)| (key.as_str(), schema.clone())))
}

/// An object that may lack these of its keys.
fn lacking(mut schema: Value, keys: &[&str]) -> Value {
    if let Some(required) = schema["required"].as_array_mut() {
        required.retain(|key| !keys.iter().any(|lacking| key == lacking));
    }
    schema
}

/// Besides what all fields have, what some types have.
fn custom_field() -> Value {
    let option = object([("id", id()), ("name", text()), ("raw_name", text()), ("value", text())]);
    let of_some = object([
        ("tag", or_null(text())),
        ("relationship_target_type", or_null(text())),
        ("relationship_filter", json!({ "type": "null" })),
        ("custom_field_options", list(&option)),
    ]);
    lacking(
        with(&of_keys(custom_fields::KEYS), &of_some),
        &["tag", "relationship_target_type", "relationship_filter", "custom_field_options"],
    )
}

/// What a webhook's test was answered.
fn webhook_response() -> Value {
    object([("headers", json!({})), ("payload", or_null(text())), ("status", integer()), ("cause", or_null(one_of(Cause::CODES)))])
}

fn form() -> Value {
    let field = object([
        ("name", one_of(Field::CODES)),
        ("required", flag()),
        ("kind", one_of(FieldKind::CODES)),
        ("max_length", integer()),
        ("autocomplete", text()),
    ]);
    let user_field = object([
        ("key", text()),
        ("type", one_of(Kind::CODES)),
        ("title", text()),
        ("description", text()),
        ("required", flag()),
        ("regexp", or_null(text())),
        ("options", list(&object([("name", text()), ("value", text())]))),
    ]);
    let form = object([
        ("entry_point", one_of(EntryPoint::CODES)),
        ("fields", list(&field)),
        ("user_fields", list(&user_field)),
        ("contact_required", flag()),
        ("default_region", or_null(text())),
    ]);
    let caller = object([("id", or_null(id())), ("standing", json!({}))]);
    object([("form", form), ("caller", caller), ("no_tickets", or_null(one_of(Denial::CODES))), ("strict_zendesk_rules", flag())])
}

fn capability() -> Value {
    let mut actions: Vec<_> = Action::every().iter().map(|action| action.code()).collect();
    actions.dedup();
    let told = object([
        ("action", one_of(&actions)),
        ("role", one_of(Role::CODES)),
        ("relation", one_of(Relation::CODES)),
        ("shares_organization", flag()),
        ("allowed", flag()),
        ("rule", text()),
        ("reason", text()),
        ("remedy", text()),
    ]);
    lacking(told, &["role", "relation", "shares_organization", "rule", "reason", "remedy"])
}

fn own_export() -> Value {
    let of = |name| list(&named(name));
    let anything = list(&json!({ "type": "object" }));
    object([
        ("user", json!({ "anyOf": [named("Me"), named("OwnMe")] })),
        ("identities", of("Identity")),
        ("organizations", anything.clone()),
        ("requests", of("Request")),
        ("comments", of("RequestComment")),
        ("sessions", anything.clone()),
        ("mails", anything),
    ])
}

fn suggestion() -> Value {
    lacking(object([("id", id()), ("name", text()), ("email", or_null(text())), ("same", one_of(Field::CODES))]), &["id"])
}

fn registration_verdict() -> Value {
    object([
        ("email", text()),
        ("way", one_of(Way::CODES)),
        ("known", one_of(Known::CODES)),
        ("outcome", one_of(Outcome::CODES)),
        ("reason", one_of(Reason::CODES)),
        ("decided_by", or_null(object([("list", one_of(List::CODES)), ("line", text())]))),
    ])
}

fn settings() -> Value {
    let fields = object(Field::CODES.iter().map(|field| (*field, one_of(Requirement::CODES))));
    let user_fields = json!({ "type": "object", "additionalProperties": one_of(Requirement::CODES) });
    let entry_point = object([("fields", fields), ("user_fields", user_fields), ("contact_required", flag())]);
    let flags = Registration::FLAGS.iter().map(|name| (*name, flag()));
    let registration = object([("access", one_of(Access::CODES))].into_iter().chain(flags));
    let sign_up = object([("message", or_null(text())), ("consent", or_null(object([("text", text()), ("url", text())])))]);
    let template = object([("subject", text()), ("body", text()), ("button", text())]);
    let templates = object(MailKind::CODES.iter().map(|kind| (*kind, json!({ "type": "object", "additionalProperties": template }))));
    let mail = object([
        ("sender_name", text()),
        ("welcome", flag()),
        ("agent_created_welcome", flag()),
        ("templates", lacking(templates, MailKind::CODES)),
    ]);
    object([
        ("version", integer()),
        ("entry_points", object(EntryPoint::CODES.iter().map(|code| (*code, entry_point.clone())))),
        ("default_region", or_null(text())),
        ("default_locale", text()),
        ("default_time_zone", text()),
        ("strict_zendesk_rules", flag()),
        ("registration", registration),
        ("sign_up", sign_up),
        ("mail", mail),
    ])
}
