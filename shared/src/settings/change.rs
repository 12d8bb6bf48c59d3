//! Changing settings: to what somebody could satisfy, or not at all.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use super::{EntrySettings, Settings, SettingsError, SettingsFault};
use crate::custom_field::{Definition, Object};
use crate::form::{EntryPoint, Field, Requirement};
use crate::mail::Template;
use crate::registration::Access;
use crate::value::{Locale, Region, TimeZone};

/// A wish to change settings: only what is named changes. What does not parse is refused at its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Requirement {
        entry_point: String,
        field: String,
        requirement: String,
    },
    /// Of a field that the account has defined.
    UserField {
        entry_point: String,
        key: String,
        requirement: String,
    },
    ContactRequired {
        entry_point: String,
        value: bool,
    },
    DefaultRegion(Option<String>),
    DefaultLocale(String),
    DefaultTimeZone(String),
    StrictZendeskRules(bool),
    Access(String),
    /// One of [`crate::registration::Registration::FLAGS`].
    RegistrationFlag {
        name: String,
        value: bool,
    },
    /// What stands above the form for signing up.
    SignUpMessage(Option<String>),
    /// What whoever signs up agrees to: its text, and where one reads it.
    Consent(Option<(String, String)>),
    /// Who is asked about the domains of addresses.
    AddressResolver(Option<String>),
    /// Of addresses that are `dead`, or `disposable`.
    AddressTreatment {
        about: String,
        entry_point: String,
        treatment: String,
    },
    /// What mails are sent under.
    SenderName(String),
    /// Where links lead in mails that no request leads to.
    MailBaseUrl(Option<String>),
    WelcomeMail(bool),
    AgentCreatedWelcomeMail(bool),
    /// What a mail of this kind says in this language; nothing: what Usher says.
    MailTemplate {
        kind: String,
        locale: String,
        template: Option<Template>,
    },
    /// The addresses that mail is taken for.
    InboundAddresses(Vec<String>),
}

impl Settings {
    /// These settings with all the changes, or everything that is wrong with them.
    pub fn change(&self, changes: &[Change]) -> Result<Self, Vec<SettingsError>> {
        let mut changed = self.clone();
        let mut errors: Vec<_> = changes.iter().filter_map(|change| changed.apply(change).err()).collect();
        errors.extend(changed.unsatisfiable());
        if errors.is_empty() { Ok(changed) } else { Err(errors) }
    }

    fn apply(&mut self, change: &Change) -> Result<(), SettingsError> {
        let invalid = |path: &str| SettingsError { path: path.to_string(), code: SettingsFault::InvalidValue };
        match change {
            Change::Requirement { entry_point, field, requirement } => {
                let path = format!("entry_points.{entry_point}.fields.{field}");
                let requirement = Requirement::from_code(requirement).ok_or_else(|| invalid(&path))?;
                let field = Field::from_code(field).ok_or(SettingsError { path, code: SettingsFault::UnknownSetting })?;
                self.entry(entry_point)?.requirements[field as usize] = requirement;
            }
            Change::UserField { entry_point, key, requirement } => self.apply_user_field(entry_point, key, requirement)?,
            Change::ContactRequired { entry_point, value } => self.entry(entry_point)?.contact_required = *value,
            Change::DefaultRegion(region) => {
                let region = region.as_deref().map(Region::parse).transpose();
                self.default_region = region.map_err(|_| invalid("default_region"))?;
            }
            Change::DefaultLocale(locale) => self.default_locale = Locale::parse(locale).map_err(|_| invalid("default_locale"))?,
            Change::DefaultTimeZone(zone) => {
                self.default_time_zone = TimeZone::parse(zone).map_err(|_| invalid("default_time_zone"))?;
            }
            Change::StrictZendeskRules(value) => self.strict_zendesk_rules = *value,
            Change::Access(access) => self.registration.access = Access::from_code(access).ok_or_else(|| invalid("registration.access"))?,
            Change::RegistrationFlag { name, value } => {
                let path = || format!("registration.{name}");
                *self.registration.flag(name).ok_or_else(|| SettingsError { path: path(), code: SettingsFault::UnknownSetting })? = *value;
            }
            Change::SignUpMessage(message) => self.sign_up.set_message(message.as_deref())?,
            Change::Consent(consent) => self.sign_up.set_consent(consent.as_ref())?,
            Change::AddressResolver(url) => self.addresses.set_resolver(url.as_deref())?,
            Change::AddressTreatment { about, entry_point, treatment } => self.addresses.set_treatment(about, entry_point, treatment)?,
            Change::SenderName(name) => self.mail.set_sender_name(name)?,
            Change::MailBaseUrl(url) => self.mail.set_base_url(url.as_deref())?,
            Change::WelcomeMail(value) => self.mail.welcome = *value,
            Change::AgentCreatedWelcomeMail(value) => self.mail.agent_created_welcome = *value,
            Change::MailTemplate { kind, locale, template } => self.mail.set_template(kind, locale, template.as_ref())?,
            Change::InboundAddresses(addresses) => self.inbound.set_addresses(addresses)?,
        }
        Ok(())
    }

    fn apply_user_field(&mut self, entry_point: &str, key: &str, requirement: &str) -> Result<(), SettingsError> {
        let path = || user_field_path(entry_point, key);
        let requirement =
            Requirement::from_code(requirement).ok_or_else(|| SettingsError { path: path(), code: SettingsFault::InvalidValue })?;
        let said = &mut self.entry(entry_point)?.user_fields;
        match said.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = requirement,
            None => said.push((key.to_string(), requirement)),
        }
        Ok(())
    }

    /// What is wished for fields that there are not, and of which these settings say nothing: whoever sends back what they were
    /// shown may name one that has been deleted since.
    pub fn unknown_user_fields(&self, changes: &[Change], definitions: &[Definition]) -> Vec<SettingsError> {
        let is_known = |key: &String| {
            definitions.iter().any(|definition| definition.object == Object::User && definition.field.key == *key)
                || self.entry_points.iter().any(|entry| entry.user_fields.iter().any(|(known, _)| known == key))
        };
        let unknown = |change: &Change| match change {
            Change::UserField { entry_point, key, .. } if !is_known(key) => {
                Some(SettingsError { path: user_field_path(entry_point, key), code: SettingsFault::UnknownSetting })
            }
            _ => None,
        };
        changes.iter().filter_map(unknown).collect()
    }

    fn entry(&mut self, code: &str) -> Result<&mut EntrySettings, SettingsError> {
        match EntryPoint::from_code(code) {
            Some(entry_point) => Ok(&mut self.entry_points[entry_point as usize]),
            None => Err(SettingsError { path: format!("entry_points.{code}"), code: SettingsFault::UnknownSetting }),
        }
    }

    /// Forms that nobody could send, or that no customer could have sent.
    fn unsatisfiable(&self) -> Vec<SettingsError> {
        let mut errors = vec![];
        for &entry_point in EntryPoint::ALL {
            let hidden = |field| self.requirement(entry_point, field) == Requirement::Hidden;
            let mut refuse =
                |at: &str, code| errors.push(SettingsError { path: format!("entry_points.{}.{at}", entry_point.code()), code });
            if self.requirement(entry_point, Field::Name) != Requirement::Required {
                refuse("fields.name", SettingsFault::NameMustBeRequired);
            }
            if self.contact_required(entry_point) && hidden(Field::Email) && hidden(Field::Phone) {
                refuse("contact_required", SettingsFault::ContactHidden);
            }
            if entry_point == EntryPoint::Organization && hidden(Field::Organization) {
                refuse("fields.organization", SettingsFault::OrganizationHidden);
            }
            for field in Field::ALL.iter().filter(|field| field.staff_only() && entry_point.is_for_customers() && !hidden(**field)) {
                refuse(&format!("fields.{}", field.code()), SettingsFault::CustomersCannotFill);
            }
            let said = &self.entry_points[entry_point as usize].user_fields;
            for (key, _) in said.iter().filter(|(_, said)| entry_point.is_for_customers() && *said != Requirement::Hidden) {
                refuse(&format!("user_fields.{key}"), SettingsFault::CustomersCannotFill);
            }
        }
        errors
    }
}

fn user_field_path(entry_point: &str, key: &str) -> String {
    format!("entry_points.{entry_point}.user_fields.{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requirement(entry_point: &str, field: &str, requirement: &str) -> Change {
        Change::Requirement { entry_point: entry_point.into(), field: field.into(), requirement: requirement.into() }
    }

    fn refused(changes: &[Change]) -> Vec<(String, SettingsFault)> {
        Settings::default().change(changes).unwrap_err().into_iter().map(|error| (error.path, error.code)).collect()
    }

    #[test]
    fn an_account_starts_with_settings_that_can_be_satisfied() {
        assert_eq!(Settings::default().change(&[]), Ok(Settings::default()));
    }

    #[test]
    fn phone_is_on_the_agents_form_by_default() {
        assert!(Settings::default().form(EntryPoint::Agent).field(Field::Phone).is_some_and(|field| !field.required));
    }

    #[test]
    fn an_address_can_be_made_mandatory_for_one_entry_point() {
        let settings = Settings::default().change(&[requirement("api", "email", "required")]).unwrap();
        assert!(settings.form(EntryPoint::Api).field(Field::Email).unwrap().required);
        assert!(!settings.form(EntryPoint::Agent).field(Field::Email).unwrap().required);
    }

    #[test]
    fn a_form_without_a_name_is_refused() {
        let expected = [("entry_points.agent.fields.name".into(), SettingsFault::NameMustBeRequired)];
        assert_eq!(refused(&[requirement("agent", "name", "optional")]), expected);
    }

    #[test]
    fn asking_for_a_contact_with_both_hidden_is_refused() {
        let changes = [
            requirement("agent", "email", "hidden"),
            requirement("agent", "phone", "hidden"),
            Change::ContactRequired { entry_point: "agent".into(), value: true },
        ];
        assert_eq!(refused(&changes), [("entry_points.agent.contact_required".into(), SettingsFault::ContactHidden)]);
    }

    #[test]
    fn customers_are_not_asked_for_what_only_staff_may_write() {
        let expected = [("entry_points.signup.fields.notes".into(), SettingsFault::CustomersCannotFill)];
        assert_eq!(refused(&[requirement("signup", "notes", "required")]), expected);
    }

    fn user_field(entry_point: &str, key: &str, requirement: &str) -> Change {
        Change::UserField { entry_point: entry_point.into(), key: key.into(), requirement: requirement.into() }
    }

    fn plan() -> Vec<Definition> {
        serde_json::from_str(r#"[{"id":1,"object":"user","key":"plan","type":"text","title":"Plan"}]"#).unwrap()
    }

    #[test]
    fn a_defined_field_is_on_the_forms_of_staff_until_an_admin_says_something_else() {
        let required = |settings: &Settings, entry_point| {
            settings.user_fields(entry_point, &plan()).into_iter().map(|field| field.required).collect::<Vec<_>>()
        };
        let settings = Settings::default();
        assert_eq!((required(&settings, EntryPoint::Agent), required(&settings, EntryPoint::Signup)), (vec![false], vec![]));
        let settings = settings.change(&[user_field("agent", "plan", "required"), user_field("api", "plan", "hidden")]).unwrap();
        assert_eq!((required(&settings, EntryPoint::Agent), required(&settings, EntryPoint::Api)), (vec![true], vec![]));
    }

    #[test]
    fn nothing_can_be_said_of_a_field_that_there_is_not_and_customers_fill_in_none() {
        let changes = [user_field("agent", "plan", "required"), user_field("agent", "moon", "required")];
        let told = Settings::default().unknown_user_fields(&changes, &plan());
        assert_eq!(told.into_iter().map(|error| error.path).collect::<Vec<_>>(), ["entry_points.agent.user_fields.moon"]);
        let before = Settings::default().change(&changes).unwrap();
        assert!(before.unknown_user_fields(&changes, &[]).is_empty());
        let expected = [("entry_points.signup.user_fields.plan".into(), SettingsFault::CustomersCannotFill)];
        assert_eq!(refused(&[user_field("signup", "plan", "optional")]), expected);
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let changes = [
            requirement("agnet", "email", "required"),
            requirement("agent", "emial", "required"),
            requirement("agent", "email", "mandatory"),
            Change::DefaultRegion(Some("XX".into())),
        ];
        let codes: Vec<_> = refused(&changes).into_iter().map(|(path, _)| path).collect();
        assert_eq!(codes, ["entry_points.agnet", "entry_points.agent.fields.emial", "entry_points.agent.fields.email", "default_region"]);
    }
}
