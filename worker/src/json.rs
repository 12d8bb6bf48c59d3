//! From what a body says to what the rulebook reads. Types are checked here, meaning there.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use usher_shared::form::Field;
use usher_shared::mail::Template;
use usher_shared::problem::Plain;
use usher_shared::registration::Registration;
use usher_shared::settings::{Change, SettingsError, SettingsFault};
use usher_shared::user::{ContactKind, Draft, FieldError};
use usher_shared::value::{Invalid, Locale};

use crate::failure::Failure;

/// The record at `key` of a body. Its keys may have any type: what is wrong with them the rulebook says.
pub fn record<T: DeserializeOwned>(body: &Value, key: &str) -> Result<T, Failure> {
    let record = body.get(key).filter(|record| record.is_object()).ok_or(Plain::MissingObject)?;
    T::deserialize(record).map_err(|_| Plain::MissingObject.into())
}

/// A draft, and the fields whose JSON was of the wrong type. Keys that a user does not have are ignored, as Zendesk does.
pub fn draft(user: &Map<String, Value>) -> Result<Draft, Vec<FieldError>> {
    let mut draft = Draft::default();
    let mut errors = Vec::new();
    for (key, value) in user {
        let read = match key.as_str() {
            "tags" => read_tags(&mut draft, value),
            "organization" => read_organization(&mut draft, value),
            "organization_id" => read_organization_id(&mut draft, value),
            "identities" => read_identities(&mut draft, value),
            "language" if user.contains_key("locale") => Ok(()),
            "language" => read_text(&mut draft, Field::Locale, value),
            _ => Field::from_code(key).map_or(Ok(()), |field| read_text(&mut draft, field, value)),
        };
        errors.extend(read.err().map(|field| FieldError { field, invalid: Invalid::WrongType }));
    }
    // The number says something only where the language is not named (Zendesk, Users API); of a whole record that is sent back,
    // both are there.
    if draft.text(Field::Locale).is_none_or(str::is_empty)
        && let Some(tag) = user.get("locale_id").and_then(Value::as_i64).and_then(Locale::tag_of_number)
    {
        draft.set(Field::Locale, tag);
    }
    if errors.is_empty() { Ok(draft) } else { Err(errors) }
}

/// Null says that there is nothing. Numbers are taken for ids and phone numbers, which many programs keep as numbers.
fn read_text(draft: &mut Draft, field: Field, value: &Value) -> Result<(), Field> {
    match value {
        Value::String(text) => draft.set(field, text.as_str()),
        Value::Null => draft.set(field, ""),
        Value::Number(number) if matches!(field, Field::ExternalId | Field::Phone) => draft.set(field, number.to_string()),
        _ => return Err(field),
    }
    Ok(())
}

fn read_tags(draft: &mut Draft, value: &Value) -> Result<(), Field> {
    let tags = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(tags) => tags.iter().map(Value::as_str).collect::<Option<Vec<_>>>().ok_or(Field::Tags)?.join(","),
        _ => return Err(Field::Tags),
    };
    draft.set(Field::Tags, tags);
    Ok(())
}

fn read_organization(draft: &mut Draft, value: &Value) -> Result<(), Field> {
    match value {
        Value::Object(organization) => match organization.get("name") {
            Some(Value::String(name)) => draft.set(Field::Organization, name.as_str()),
            _ => return Err(Field::Organization),
        },
        Value::Null => {}
        _ => return Err(Field::Organization),
    }
    Ok(())
}

fn read_organization_id(draft: &mut Draft, value: &Value) -> Result<(), Field> {
    draft.organization_id = Some(match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Err(Field::Organization),
    });
    Ok(())
}

/// Those that somebody is reached by: the form decides about them. All, and what is said of them, are in
/// [`usher_shared::user::Attributes`].
fn read_identities(draft: &mut Draft, value: &Value) -> Result<(), Field> {
    for identity in value.as_array().into_iter().flatten() {
        let text = |key| identity.get(key).and_then(Value::as_str);
        let Some(kind) = text("type").and_then(ContactKind::from_code) else { continue };
        let value = text("value").ok_or(if kind == ContactKind::Email { Field::Email } else { Field::Phone })?;
        draft.more.push((kind, value.into()));
    }
    Ok(())
}

/// The changes that a JSON object of settings asks for. Unknown keys are refused: a setting that is silently ignored
/// is one that somebody believes in.
pub fn settings_changes(value: &Value) -> Result<Vec<Change>, SettingsError> {
    let mut changes = Vec::new();
    for (key, value) in object(value, "settings")? {
        match key.as_str() {
            "entry_points" => {
                for (entry_point, value) in object(value, key)? {
                    changes.extend(entry_point_changes(entry_point, value)?);
                }
            }
            "default_region" if value.is_null() => changes.push(Change::DefaultRegion(None)),
            "default_region" => changes.push(Change::DefaultRegion(Some(text(value, key)?))),
            "default_locale" => changes.push(Change::DefaultLocale(text(value, key)?)),
            "default_time_zone" => changes.push(Change::DefaultTimeZone(text(value, key)?)),
            "strict_zendesk_rules" => changes.push(Change::StrictZendeskRules(boolean(value, key)?)),
            "registration" => {
                for (key, value) in object(value, key)? {
                    changes.push(registration_change(key, value)?);
                }
            }
            "sign_up" => {
                for (key, value) in object(value, key)? {
                    changes.push(sign_up_change(key, value)?);
                }
            }
            "addresses" => {
                for (key, value) in object(value, key)? {
                    changes.extend(address_changes(key, value)?);
                }
            }
            "mail" => {
                for (key, value) in object(value, key)? {
                    changes.extend(mail_changes(key, value)?);
                }
            }
            "inbound" => {
                for (key, value) in object(value, key)? {
                    changes.push(inbound_change(key, value)?);
                }
            }
            _ => return Err(unknown(key.clone())),
        }
    }
    Ok(changes)
}

fn sign_up_change(key: &str, value: &Value) -> Result<Change, SettingsError> {
    let path = format!("sign_up.{key}");
    match key {
        "message" if value.is_null() => Ok(Change::SignUpMessage(None)),
        "message" => Ok(Change::SignUpMessage(Some(text(value, &path)?))),
        "consent" if value.is_null() => Ok(Change::Consent(None)),
        "consent" => {
            let part = |key: &str| text(&object(value, &path)?.get(key).cloned().unwrap_or_default(), &format!("{path}.{key}"));
            Ok(Change::Consent(Some((part("text")?, part("url")?))))
        }
        _ => Err(unknown(path)),
    }
}

fn address_changes(key: &str, value: &Value) -> Result<Vec<Change>, SettingsError> {
    let path = format!("addresses.{key}");
    match key {
        "resolver" if value.is_null() => Ok(vec![Change::AddressResolver(None)]),
        "resolver" => Ok(vec![Change::AddressResolver(Some(text(value, &path)?))]),
        "dead" | "disposable" => {
            let change = |(entry_point, value): (&String, &Value)| {
                let treatment = text(value, &format!("{path}.{entry_point}"))?;
                Ok(Change::AddressTreatment { about: key.into(), entry_point: entry_point.clone(), treatment })
            };
            object(value, &path)?.iter().map(change).collect()
        }
        _ => Err(unknown(path)),
    }
}

fn mail_changes(key: &str, value: &Value) -> Result<Vec<Change>, SettingsError> {
    let path = format!("mail.{key}");
    Ok(match key {
        "sender_name" => vec![Change::SenderName(text(value, &path)?)],
        "base_url" if value.is_null() => vec![Change::MailBaseUrl(None)],
        "base_url" => vec![Change::MailBaseUrl(Some(text(value, &path)?))],
        "welcome" => vec![Change::WelcomeMail(boolean(value, &path)?)],
        "agent_created_welcome" => vec![Change::AgentCreatedWelcomeMail(boolean(value, &path)?)],
        "templates" => {
            let mut changes = Vec::new();
            for (kind, value) in object(value, &path)? {
                for (locale, value) in object(value, &format!("{path}.{kind}"))? {
                    let path = format!("{path}.{kind}.{locale}");
                    let template = if value.is_null() { None } else { Some(template(value, &path)?) };
                    changes.push(Change::MailTemplate { kind: kind.clone(), locale: locale.clone(), template });
                }
            }
            changes
        }
        _ => return Err(unknown(path)),
    })
}

fn inbound_change(key: &str, value: &Value) -> Result<Change, SettingsError> {
    let path = format!("inbound.{key}");
    match key {
        "addresses" => {
            let addresses = value.as_array().ok_or_else(|| invalid(&path))?;
            addresses.iter().map(|address| text(address, &path)).collect::<Result<_, _>>().map(Change::InboundAddresses)
        }
        _ => Err(unknown(path)),
    }
}

/// A template that is sent, at this path.
pub fn template(value: &Value, path: &str) -> Result<Template, SettingsError> {
    let template = object(value, path)?;
    let part = |key: &str| template.get(key).map_or(Ok(String::new()), |value| text(value, &format!("{path}.{key}")));
    Ok(Template { subject: part("subject")?, body: part("body")?, button: part("button")? })
}

fn registration_change(key: &str, value: &Value) -> Result<Change, SettingsError> {
    let path = format!("registration.{key}");
    match key {
        "access" => text(value, &path).map(Change::Access),
        name if Registration::FLAGS.contains(&name) => {
            boolean(value, &path).map(|value| Change::RegistrationFlag { name: name.into(), value })
        }
        _ => Err(unknown(path)),
    }
}

fn entry_point_changes(entry_point: &str, value: &Value) -> Result<Vec<Change>, SettingsError> {
    let mut changes = Vec::new();
    for (key, value) in object(value, &format!("entry_points.{entry_point}"))? {
        let path = format!("entry_points.{entry_point}.{key}");
        match key.as_str() {
            "contact_required" => changes.push(Change::ContactRequired { entry_point: entry_point.into(), value: boolean(value, &path)? }),
            "user_fields" => {
                for (key, value) in object(value, &path)? {
                    let requirement = text(value, &format!("{path}.{key}"))?;
                    changes.push(Change::UserField { entry_point: entry_point.into(), key: key.clone(), requirement });
                }
            }
            "fields" => {
                for (field, value) in object(value, &path)? {
                    let requirement = text(value, &format!("{path}.{field}"))?;
                    changes.push(Change::Requirement { entry_point: entry_point.into(), field: field.clone(), requirement });
                }
            }
            _ => return Err(unknown(path)),
        }
    }
    Ok(changes)
}

fn unknown(path: String) -> SettingsError {
    SettingsError { path, code: SettingsFault::UnknownSetting }
}

fn invalid(path: &str) -> SettingsError {
    SettingsError { path: path.into(), code: SettingsFault::InvalidValue }
}

fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Map<String, Value>, SettingsError> {
    value.as_object().ok_or_else(|| invalid(path))
}

fn text(value: &Value, path: &str) -> Result<String, SettingsError> {
    value.as_str().map(Into::into).ok_or_else(|| invalid(path))
}

fn boolean(value: &Value, path: &str) -> Result<bool, SettingsError> {
    value.as_bool().ok_or_else(|| invalid(path))
}
