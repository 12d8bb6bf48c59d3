//! What bodies have in them: from the drafts that the rulebook reads.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use usher_shared::form::{EntryPoint, Field, Requirement};
use usher_shared::mail::MailKind;
use usher_shared::operation::Operation;
use usher_shared::policy::{Role, TicketRestriction};
use usher_shared::registration::{Access, Registration, Way};
use usher_shared::sent::{FieldValues, Sent, TagsDraft, Text, Words};
use usher_shared::settings::Treatment;
use usher_shared::user::{AttributesDraft, BelongingDraft, IdentityDraft, ReceiverDraft};
use usher_shared::{custom_field, group, membership, organization, request, ticket, webhook};

/// A record that is sent: the key that it is at, the key where it is one of many, and its schema.
struct Sendable(&'static str, &'static str, Value);

/// Makes the schemas of bodies, and collects those that they refer to.
pub struct Bodies {
    generator: SchemaGenerator,
}

impl Bodies {
    pub fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        Self { generator: settings.into_generator() }
    }

    /// What the operation's body is, if it reads one.
    pub fn of(&mut self, operation: Operation) -> Option<Value> {
        use Operation as Op;
        Some(match operation {
            Op::CreateUser | Op::CreateOrUpdateUser | Op::UpdateUser | Op::UpdateEndUser | Op::FindSuggestions => one(&self.user()),
            Op::MergeUser => self.single::<ReceiverDraft>("user"),
            Op::CreateManyUsers | Op::CreateOrUpdateManyUsers => many(&self.user()),
            Op::UpdateManyUsers => one_or_many(&self.user()),

            Op::CreateIdentity | Op::UpdateIdentity | Op::CreateEndUserIdentity => self.single::<IdentityDraft>("identity"),

            Op::CreateOrganization | Op::CreateOrUpdateOrganization | Op::UpdateOrganization => one(&self.organization()),
            Op::CreateManyOrganizations => many(&self.organization()),
            Op::UpdateManyOrganizations => one_or_many(&self.organization()),

            Op::CreateOrganizationMembership | Op::CreateUserOrganizationMembership => one(&self.organization_membership()),
            Op::CreateManyOrganizationMemberships => many(&self.organization_membership()),
            Op::CreateGroup | Op::UpdateGroup => self.single::<group::Draft>("group"),
            Op::CreateGroupMembership | Op::CreateUserGroupMembership => self.single::<membership::Draft>("group_membership"),

            Op::ReplaceUserTags
            | Op::AddUserTags
            | Op::RemoveUserTags
            | Op::SetOrganizationTags
            | Op::AddOrganizationTags
            | Op::RemoveOrganizationTags => self.schema::<TagsDraft>(),

            Op::CreateTicket | Op::UpdateTicket => self.single::<ticket::Draft>("ticket"),
            Op::CreateRequest => with_check(self.single::<request::Draft>("request")),
            Op::UpdateRequest => self.single::<request::Draft>("request"),

            Op::CreateUserField | Op::UpdateUserField => self.single::<custom_field::Draft>("user_field"),
            Op::CreateOrganizationField | Op::UpdateOrganizationField => self.single::<custom_field::Draft>("organization_field"),
            Op::ReorderUserFields => object(&[("user_field_ids", ids())], &["user_field_ids"]),
            Op::ReorderOrganizationFields => object(&[("organization_field_ids", ids())], &["organization_field_ids"]),
            Op::CreateOrUpdateUserFieldOption => self.single::<custom_field::ChoiceDraft>("custom_field_option"),
            Op::CreateWebhook | Op::ReplaceWebhook | Op::UpdateWebhook => self.single::<webhook::Draft>("webhook"),
            Op::TestWebhook => object(&[("request", self.schema::<webhook::Draft>())], &[]),

            Op::MergeOrganization => self.single::<organization::MergeDraft>("organization_merge"),
            Op::AutocompleteTagsByBody => object(&[("name", text())], &[]),
            Op::AutocompleteUsersByBody => object(&[("name", text()), ("phone", text()), ("filter", text())], &[]),
            Op::UpdateSettings => object(&[("settings", settings())], &["settings"]),
            Op::SignUp => with_check(object(&[("sign_up", self.sign_up())], &["sign_up"])),
            Op::SignIn => {
                let sign_in = object(&[("email", text()), ("locale", text())], &["email"]);
                with_check(object(&[("sign_in", sign_in)], &["sign_in"]))
            }
            Op::ProveByToken => object(&[("proof", object(&[("token", text())], &["token"]))], &["proof"]),
            Op::ProveByCode => object(&[("proof", object(&[("code", text())], &["code"]))], &["proof"]),
            Op::PreviewMail => {
                let asked = [("kind", json!({ "enum": MailKind::CODES })), ("locale", text()), ("template", template())];
                object(&[("mail_preview", object(&asked, &["kind", "locale"]))], &["mail_preview"])
            }
            Op::CheckRegistration => object(&[("registration", check())], &["registration"]),
            Op::ReplaceRegistrationList => lines(&["lines"]),
            Op::ChangeRegistrationList => lines(&["add", "remove"]),
            Op::CreateEmbedKey => object(&[("embed_key", embed_key())], &["embed_key"]),
            _ => return None,
        })
    }

    /// What bodies refer to, by name.
    pub fn definitions(self) -> Map<String, Value> {
        let Self { mut generator } = self;
        generator.take_definitions(true)
    }

    fn schema<T: JsonSchema>(&mut self) -> Value {
        self.generator.subschema_for::<T>().to_value()
    }

    /// Users are not read by one draft: their form has fields, and the rest has drafts of its own.
    fn user(&mut self) -> Sendable {
        let mut properties: Map<_, _> = Field::ALL.iter().map(|field| (field.code().into(), self.field(*field))).collect();
        properties.extend([
            ("organization_id".into(), self.schema::<Sent<Text>>()),
            ("language".into(), self.schema::<Sent<String>>()),
            ("locale_id".into(), json!({ "type": ["integer", "null"] })),
            ("role".into(), json!({ "enum": or_null(Role::CODES) })),
            ("ticket_restriction".into(), json!({ "enum": or_null(TicketRestriction::CODES) })),
            ("verified".into(), self.schema::<Sent<bool>>()),
            ("user_fields".into(), self.schema::<Sent<FieldValues>>()),
        ]);
        for draft in [AttributesDraft::json_schema(&mut self.generator), BelongingDraft::json_schema(&mut self.generator)] {
            properties.extend(draft.get("properties").and_then(Value::as_object).cloned().into_iter().flatten());
        }
        self.generator.definitions_mut().insert("UserDraft".into(), json!({ "type": "object", "properties": properties }));
        Sendable("user", "users", json!({ "$ref": "#/components/schemas/UserDraft" }))
    }

    fn sign_up(&mut self) -> Value {
        let asked = Field::ALL.iter().filter(|field| !field.staff_only());
        let mut properties: Map<_, _> = asked.map(|field| (field.code().into(), self.field(*field))).collect();
        properties.insert("user_fields".into(), self.schema::<Sent<FieldValues>>());
        properties.insert("consent".into(), json!({ "type": "boolean" }));
        json!({ "type": "object", "properties": properties })
    }

    fn field(&mut self, field: Field) -> Value {
        match field {
            Field::Tags => self.schema::<Sent<Words>>(),
            Field::ExternalId | Field::Phone => self.schema::<Sent<Text>>(),
            Field::Organization => json!({ "type": ["object", "null"], "properties": { "name": text() }, "required": ["name"] }),
            _ => self.schema::<Sent<String>>(),
        }
    }

    fn organization(&mut self) -> Sendable {
        Sendable("organization", "organizations", self.schema::<organization::Draft>())
    }

    fn organization_membership(&mut self) -> Sendable {
        Sendable("organization_membership", "organization_memberships", self.schema::<membership::Draft>())
    }

    /// A record of which no call brings many.
    fn single<T: JsonSchema>(&mut self, key: &'static str) -> Value {
        object(&[(key, self.schema::<T>())], &[key])
    }
}

fn one(Sendable(key, _, schema): &Sendable) -> Value {
    object(&[(key, schema.clone())], &[key])
}

fn many(Sendable(_, key, schema): &Sendable) -> Value {
    object(&[(key, json!({ "type": "array", "maxItems": 100, "items": schema }))], &[key])
}

/// One change for all that the query names, or each with its own.
fn one_or_many(record: &Sendable) -> Value {
    json!({ "anyOf": [one(record), many(record)] })
}

fn object(keys: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: Map<_, _> = keys.iter().map(|(key, schema)| ((*key).into(), schema.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// What strangers send beside it: what the form of `/api/v1/form` brought, and nothing in the field that people do not see.
fn with_check(mut body: Value) -> Value {
    let check = json!({ "form_token": text(), "website": text(), "turnstile_token": { "type": ["string", "null"] } });
    body["properties"]["check"] = json!({ "type": "object", "properties": check });
    body
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn ids() -> Value {
    json!({ "type": "array", "maxItems": 100, "items": { "type": "integer", "format": "int64", "minimum": 1 } })
}

fn or_null(values: &[&str]) -> Vec<Value> {
    values.iter().map(|value| json!(value)).chain([Value::Null]).collect()
}

fn settings() -> Value {
    let fields: Map<_, _> = Field::CODES.iter().map(|field| ((*field).into(), json!({ "enum": Requirement::CODES }))).collect();
    let entry_point = json!({
        "type": "object",
        "properties": {
            "fields": { "type": "object", "properties": fields },
            "user_fields": { "type": "object", "additionalProperties": { "enum": Requirement::CODES } },
            "contact_required": { "type": "boolean" },
        },
    });
    let mut registration = Map::from_iter([("access".into(), json!({ "enum": Access::CODES }))]);
    registration.extend(Registration::FLAGS.iter().map(|flag| ((*flag).into(), json!({ "type": "boolean" }))));
    let consent = object(&[("text", text()), ("url", text())], &["text", "url"]);
    let sign_up = json!({ "message": { "type": ["string", "null"] }, "consent": { "anyOf": [consent, { "type": "null" }] } });
    let of_languages = json!({ "type": "object", "additionalProperties": { "anyOf": [template(), { "type": "null" }] } });
    let templates: Map<_, _> = MailKind::CODES.iter().map(|kind| ((*kind).into(), of_languages.clone())).collect();
    let mail = json!({
        "sender_name": text(),
        "base_url": { "type": ["string", "null"] },
        "welcome": { "type": "boolean" },
        "agent_created_welcome": { "type": "boolean" },
        "templates": { "type": "object", "properties": templates },
    });
    let entry_points: Map<_, _> = EntryPoint::CODES.iter().map(|code| ((*code).into(), entry_point.clone())).collect();
    object(
        &[
            ("version", json!({ "type": "integer", "description": "Changes only this version of the settings." })),
            ("entry_points", json!({ "type": "object", "properties": entry_points })),
            ("default_region", json!({ "type": ["string", "null"] })),
            ("default_locale", text()),
            ("default_time_zone", text()),
            ("strict_zendesk_rules", json!({ "type": "boolean" })),
            ("registration", json!({ "type": "object", "properties": registration })),
            ("sign_up", json!({ "type": "object", "properties": sign_up })),
            ("mail", json!({ "type": "object", "properties": mail })),
            ("addresses", addresses()),
        ],
        &[],
    )
}

fn addresses() -> Value {
    let treatments: Map<_, _> = EntryPoint::CODES.iter().map(|code| ((*code).into(), json!({ "enum": Treatment::CODES }))).collect();
    let of_entry_points = json!({ "type": "object", "properties": treatments });
    let resolver = json!({ "type": ["string", "null"], "description": "DNS over HTTPS, in JSON; it learns the domains of customers." });
    object(&[("resolver", resolver), ("dead", of_entry_points.clone()), ("disposable", of_entry_points)], &[])
}

fn template() -> Value {
    object(&[("subject", text()), ("body", text()), ("button", text())], &["subject", "body"])
}

fn check() -> Value {
    object(&[("email", text()), ("way", json!({ "enum": Way::CODES }))], &["email", "way"])
}

/// Lines of the allowlist or the blocklist.
fn lines(keys: &[&str]) -> Value {
    let lines = json!({ "type": "string", "description": "Addresses, domains and `*`, parted by white space; on the blocklist after `suspend:` or `reject:`." });
    let properties: Vec<_> = keys.iter().map(|key| (*key, lines.clone())).collect();
    object(&[("registration_list", object(&properties, &[]))], &["registration_list"])
}

fn embed_key() -> Value {
    let origins = json!({ "type": "array", "items": text(), "description": "Scheme, host and port, as a browser sends them." });
    object(&[("name", text()), ("origins", origins)], &["name", "origins"])
}
