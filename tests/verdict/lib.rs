//! One question to the rulebook and its answer, as text: compiled natively and to WebAssembly, asked by `tests/parity`.
//!
//! A verdict is told in full, every value with all that is derived from it, so that no difference hides.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use usher_shared::custom_field::{self, CustomField};
use usher_shared::form::{Field, Form};
use usher_shared::policy::{Action, Actor, Decision, Role, Standing, Strictness, TicketRestriction, decide};
#[cfg(feature = "tables")]
use usher_shared::settings::{Change, Settings, SettingsError};
use usher_shared::user::{Changes, Contact, ContactKind, Draft, FieldError, NewUser, OrganizationChoice, Values};
use usher_shared::value::{EmailAddress, Id, TimeZone};
use wasm_bindgen::prelude::wasm_bindgen;

/// What is asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// May this be stored, as a new user of this form and as a change?
    Draft { form: Form, typed: Typed },
    /// May somebody do this, under the settings that these changes make?
    Permission {
        id: Option<Id>,
        standing: Standing,
        /// The action's place in `Action::every`; the verdict has its name.
        action: usize,
        strict_zendesk_rules: bool,
    },
    /// What is a user with these columns?
    Standing {
        role: Role,
        role_type: Option<i64>,
        restriction: Option<TicketRestriction>,
        /// A standing with a custom role, for that role.
        custom: Option<Standing>,
        in_good_standing: bool,
    },
    /// What do these changes make of an account's first settings?
    Settings { changes: Vec<Wish> },
}

/// A [`Draft`].
#[derive(Serialize, Deserialize)]
pub struct Typed {
    /// In the order of `Field::ALL`.
    pub texts: Vec<Option<String>>,
    pub organization_id: Option<String>,
    pub more: Vec<(ContactKind, String)>,
    /// In the order of the form's.
    pub user_fields: Vec<String>,
}

/// A path in the settings, as `SettingsError` names it, and what is to stand there.
pub type Wish = (String, Value);

/// The verdict on a [`Case`], both as JSON on one line.
#[wasm_bindgen]
pub fn verdict(case: &str) -> String {
    let verdict = match serde_json::from_str(case) {
        Ok(Case::Draft { form, typed }) => judge(&typed.draft(&form), &form),
        Ok(Case::Permission { id, standing, action, strict_zendesk_rules }) => {
            permission(Actor { id, standing }, action, Strictness { strict_zendesk_rules })
        }
        Ok(Case::Standing { role, role_type, restriction, custom, in_good_standing }) => {
            let custom_role = if let Some(Standing::Custom(role)) = custom { Some(role) } else { None };
            let standing = Standing::of(role, role_type, restriction, custom_role, in_good_standing);
            json!([standing, standing.is_staff(), standing.through_a_portal()])
        }
        Ok(Case::Settings { changes }) => changed(&changes),
        Err(error) => json!({ "not_a_case": error.to_string() }),
    };
    verdict.to_string()
}

impl Typed {
    fn draft(self, form: &Form) -> Draft {
        let Self { texts, organization_id, more, user_fields } = self;
        let mut draft = Draft::default();
        for (field, text) in Field::ALL.iter().zip(texts) {
            if let Some(text) = text {
                draft.set(*field, text);
            }
        }
        draft.organization_id = organization_id;
        draft.more = more;
        for (field, text) in form.user_fields.iter().zip(user_fields) {
            draft.set_user_field(&field.key, text);
        }
        draft
    }
}

fn judge(draft: &Draft, form: &Form) -> Value {
    let added = NewUser::parse(draft, form).map(|NewUser { name, values }| (name.as_str().to_owned(), told(&values)));
    let changes = Changes::parse(draft, form.default_region);
    let normal_forms = changes.as_ref().ok().map(|changes| normal_forms(&changes.values));
    let changed = changes.map(|Changes { values, given }| (given, told(&values)));
    let user_fields: Map<_, _> = form.user_fields.iter().map(|field| (field.key.clone(), user_field(draft, field))).collect();
    json!({ "added": outcome(added, &user_fields), "changed": outcome(changed, &Map::new()), "normal_forms": normal_forms })
}

/// What becomes of a field that the account has defined: its mistake, or its value.
fn user_field(draft: &Draft, field: &CustomField) -> Value {
    let text = draft.user_field(&field.key).unwrap_or_default();
    let value = field.parse(text).ok().flatten().map(|value| match value {
        custom_field::Value::Flag(flag) => json!(flag),
        custom_field::Value::Number(text) | custom_field::Value::Text(text) => json!(text),
        custom_field::Value::Many(texts) => json!(texts),
    });
    json!({ "mistake": field.mistake(text), "value": value })
}

#[cfg(feature = "tables")]
fn normal_forms(values: &Values) -> Value {
    let organization = match &values.organization {
        Some(OrganizationChoice::Name(name)) => Some(name.normal_form()),
        _ => None,
    };
    let name = values.name.as_ref().map(|name| name.normal_form());
    let external_id = values.external_id.as_ref().map(|id| id.normal_form());
    json!({ "name": name, "organization": organization, "external_id": external_id })
}

/// Without the tables there are none.
#[cfg(not(feature = "tables"))]
fn normal_forms(_: &Values) -> Value {
    Value::Null
}

/// `user_fields`: each key with what becomes of it. A mistake there stands among the others.
fn outcome(parsed: Result<impl Serialize, Vec<FieldError>>, user_fields: &Map<String, Value>) -> Value {
    let in_user_fields = user_fields.iter().filter(|(_, told)| !told["mistake"].is_null());
    let in_user_fields: Vec<_> = in_user_fields.map(|(key, told)| (format!("user_fields.{key}"), told["mistake"].clone())).collect();
    match parsed {
        Ok(user) if in_user_fields.is_empty() => json!({ "user": user, "user_fields": user_fields }),
        Ok(_) => json!({ "mistakes": in_user_fields.into_iter().collect::<Map<_, _>>() }),
        Err(mistakes) => {
            let mistakes = mistakes.iter().map(|mistake| (mistake.field.code().to_owned(), json!(mistake.invalid)));
            json!({ "mistakes": mistakes.chain(in_user_fields).collect::<Map<_, _>>() })
        }
    }
}

fn told(values: &Values) -> Value {
    let Values { name, email, phone, organization, external_id, locale, time_zone, tags, details, notes, more } = values;
    json!({
        "name": name.as_ref().map(|name| name.as_str()),
        "email": email.as_ref().map(address),
        "phone": phone.as_ref().map(|phone| [phone.as_str(), phone.normal_form()]),
        "organization": organization.as_ref().map(|organization| match organization {
            OrganizationChoice::Id(id) => json!(id.to_string()),
            OrganizationChoice::Name(name) => json!([name.as_str()]),
        }),
        "external_id": external_id.as_ref().map(|id| id.as_str()),
        "locale": locale.as_ref().map(|locale| locale.as_str()),
        "time_zone": time_zone.as_ref().map(|zone| [zone.as_str(), iana(zone)]),
        "tags": tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(),
        "details": details,
        "notes": notes,
        "more": more.iter().map(|contact| match contact {
            Contact::Email(email) => address(email),
            Contact::Phone(phone) => json!(phone),
        }).collect::<Vec<_>>(),
    })
}

fn address(email: &EmailAddress) -> Value {
    json!([email.as_str(), email.normal_form(), email.is_reserved(), email.suggestion()])
}

#[cfg(feature = "tables")]
fn iana(zone: &TimeZone) -> &str {
    zone.iana()
}

/// Without the tables there is no time zone that could be asked.
#[cfg(not(feature = "tables"))]
fn iana(zone: &TimeZone) -> &str {
    zone.as_str()
}

fn permission(actor: Actor, action: usize, strictness: Strictness) -> Value {
    let Some(action) = Action::every().get(action).copied() else { return Value::Null };
    let decision = match decide(actor, action, strictness) {
        Decision::Allow => "allowed",
        Decision::Deny(denial) => denial.code(),
    };
    json!([
        action.code(),
        action.target().map(|target| [target.role.code(), target.relation.code()]),
        strictness.strict_zendesk_rules,
        decision
    ])
}

#[cfg(feature = "tables")]
fn changed(changes: &[Wish]) -> Value {
    match settings(changes) {
        Ok(settings) => json!({ "settings": settings }),
        Err(refused) => json!({ "refused": refused }),
    }
}

/// Without the tables no settings can be changed.
#[cfg(not(feature = "tables"))]
fn changed(_: &[Wish]) -> Value {
    Value::Null
}

/// An account's settings after these changes.
///
/// # Errors
///
/// What is wrong with the changes.
#[cfg(feature = "tables")]
pub fn settings(changes: &[Wish]) -> Result<Settings, Vec<SettingsError>> {
    Settings::default().change(&changes.iter().map(change).collect::<Vec<_>>())
}

#[cfg(feature = "tables")]
fn change((path, value): &Wish) -> Change {
    let text = value.as_str().unwrap_or_default().to_owned();
    let truth = value == &Value::Bool(true);
    match path.split('.').collect::<Vec<_>>()[..] {
        ["default_region"] => Change::DefaultRegion(value.as_str().map(str::to_owned)),
        ["default_locale"] => Change::DefaultLocale(text),
        ["default_time_zone"] => Change::DefaultTimeZone(text),
        ["strict_zendesk_rules"] => Change::StrictZendeskRules(truth),
        ["entry_points", entry_point, "contact_required"] => Change::ContactRequired { entry_point: entry_point.to_owned(), value: truth },
        _ => {
            let mut parts = path.splitn(4, '.').skip(1).map(str::to_owned);
            let (entry_point, _, field) = (parts.next(), parts.next(), parts.next());
            Change::Requirement { entry_point: entry_point.unwrap_or_default(), field: field.unwrap_or_default(), requirement: text }
        }
    }
}
