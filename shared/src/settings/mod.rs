//! What an admin decides: which form each entry point shows, how strict the rules are, and who may come in by themselves.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::codes::codes;
#[cfg(feature = "tables")]
use crate::custom_field::{CustomField, Definition, Object};
use crate::form::{EntryPoint, Field, Form, FormField, Requirement};
use crate::registration::Registration;
use crate::value::{Locale, Region, TimeZone};

// What is written at length, and whether a time zone is one, is for the full rulebook alone.
#[cfg(feature = "tables")]
mod addresses;
#[cfg(feature = "tables")]
mod change;
#[cfg(feature = "tables")]
mod inbound;
#[cfg(feature = "tables")]
mod mail;
#[cfg(feature = "tables")]
mod sign_up;

#[cfg(feature = "tables")]
pub use addresses::{AddressSettings, DomainFacts, Judgement, Treatment};
#[cfg(feature = "tables")]
pub use change::Change;
#[cfg(feature = "tables")]
pub use inbound::InboundSettings;
#[cfg(feature = "tables")]
pub use mail::MailSettings;
#[cfg(feature = "tables")]
pub use sign_up::{Consent, SignUpSettings};

/// The settings of an account. Only `Settings::change` makes others than the default ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    entry_points: Vec<EntrySettings>,
    pub default_region: Option<Region>,
    pub default_locale: Locale,
    pub default_time_zone: TimeZone,
    /// Refuse restricted agents what Zendesk refuses them.
    pub strict_zendesk_rules: bool,
    pub registration: Registration,
    #[cfg(feature = "tables")]
    pub sign_up: SignUpSettings,
    #[cfg(feature = "tables")]
    pub mail: MailSettings,
    #[cfg(feature = "tables")]
    pub inbound: InboundSettings,
    #[cfg(feature = "tables")]
    pub addresses: AddressSettings,
}

/// One entry point's part: a requirement for each field, in the order of [`Field::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
struct EntrySettings {
    requirements: Vec<Requirement>,
    /// Of fields that the account has defined, by key, where an admin has said something. Whoever deletes a field may make
    /// another of the same key, of which it holds too.
    user_fields: Vec<(String, Requirement)>,
    contact_required: bool,
}

codes! {
    /// Why settings are refused: a value that is none, or a form that nobody could satisfy.
    pub enum SettingsFault {
        /// No such setting, entry point or field.
        UnknownSetting = "unknown_setting",
        /// Not a value that this setting takes.
        InvalidValue = "invalid_value",
        /// Every customer has a name, so every form asks for it.
        NameMustBeRequired = "name_must_be_required",
        /// "At least one of e-mail and phone", with both hidden.
        ContactHidden = "contact_hidden",
        /// A field that only staff may write, on a form that customers fill in.
        CustomersCannotFill = "customers_cannot_fill",
        /// The form on an organization's page, without the organization.
        OrganizationHidden = "organization_hidden",
        /// A mail's template that says nothing or too much, or more than one line where there is one.
        TemplateForm = "template_form",
        /// Something in braces that a mail of this kind does not know, or that does not belong there.
        UnknownPlaceholder = "unknown_placeholder",
        /// A template without what its mail is for.
        PlaceholderMissing = "placeholder_missing",
    }
}

/// Where in the settings what is wrong, the path with dots: `entry_points.agent.fields.name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingsError {
    pub path: String,
    pub code: SettingsFault,
}

impl Default for Settings {
    /// What an account starts with: a name is all that is asked for, phone is on the form, nobody is refused for the
    /// tickets they may see.
    fn default() -> Self {
        Self {
            entry_points: EntryPoint::ALL.iter().map(|entry_point| EntrySettings::default_of(*entry_point)).collect(),
            default_region: Region::parse("US").ok(),
            default_locale: Locale::default(),
            default_time_zone: TimeZone::default(),
            strict_zendesk_rules: false,
            registration: Registration::DEFAULT,
            #[cfg(feature = "tables")]
            sign_up: SignUpSettings::default(),
            #[cfg(feature = "tables")]
            mail: MailSettings::default(),
            #[cfg(feature = "tables")]
            inbound: InboundSettings::default(),
            #[cfg(feature = "tables")]
            addresses: AddressSettings::default(),
        }
    }
}

impl EntrySettings {
    fn default_of(entry_point: EntryPoint) -> Self {
        Self {
            requirements: Field::ALL.iter().map(|field| default_requirement(entry_point, *field)).collect(),
            user_fields: Vec::new(),
            contact_required: false,
        }
    }
}

fn default_requirement(entry_point: EntryPoint, field: Field) -> Requirement {
    use {EntryPoint as E, Field as F};
    match (entry_point, field) {
        (_, F::Name) | (E::Organization, F::Organization) | (E::Signup | E::Request, F::Email) => Requirement::Required,
        (E::Api | E::Import, _) | (E::Agent | E::Organization | E::Signup, F::Email | F::Phone) => Requirement::Optional,
        (E::Signup | E::Request, F::Locale) => Requirement::Optional,
        _ => Requirement::Hidden,
    }
}

impl Settings {
    /// The form of one entry point. Whoever signs up proves an address, so they are always asked for one; and nobody is asked for what
    /// the account chooses for its customers.
    pub fn form(&self, entry_point: EntryPoint) -> Form {
        let entry = &self.entry_points[entry_point as usize];
        let is_chosen_for_customers = |field: &Field| match field {
            Field::Locale => !self.registration.language_selection,
            Field::TimeZone => !self.registration.time_zone_selection,
            _ => false,
        };
        let asked = |field: &Field| match entry.requirements[*field as usize] {
            _ if entry_point == EntryPoint::Signup && *field == Field::Email => Some(FormField { name: *field, required: true }),
            _ if entry_point.is_for_customers() && is_chosen_for_customers(field) => None,
            Requirement::Hidden => None,
            requirement => Some(FormField { name: *field, required: requirement == Requirement::Required }),
        };
        Form {
            entry_point,
            fields: Field::ALL.iter().filter_map(asked).collect(),
            user_fields: Vec::new(),
            contact_required: entry.contact_required,
            default_region: self.default_region,
        }
    }

    /// The fields that the account has defined on the form of one entry point. Until an admin says something else, those who
    /// are staff may fill in any, and customers are asked for none.
    #[cfg(feature = "tables")]
    pub fn user_fields(&self, entry_point: EntryPoint, definitions: &[Definition]) -> Vec<CustomField> {
        let said = &self.entry_points[entry_point as usize].user_fields;
        let default = if entry_point.is_for_customers() { Requirement::Hidden } else { Requirement::Optional };
        let asked = |definition: &Definition| {
            let requirement = said.iter().find(|(key, _)| *key == definition.field.key).map_or(default, |(_, requirement)| *requirement);
            let field = CustomField { required: requirement == Requirement::Required, ..definition.field.clone() };
            (requirement != Requirement::Hidden).then_some(field)
        };
        definitions.iter().filter(|definition| definition.object == Object::User).filter_map(asked).collect()
    }

    pub fn requirement(&self, entry_point: EntryPoint, field: Field) -> Requirement {
        self.entry_points[entry_point as usize].requirements[field as usize]
    }

    pub fn contact_required(&self, entry_point: EntryPoint) -> bool {
        self.entry_points[entry_point as usize].contact_required
    }
}

/// The settings as JSON has them, in both directions: what D1 keeps and what the API shows.
impl Serialize for Settings {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;

        struct Entries<'a>(&'a Settings);
        struct Entry<'a>(&'a EntrySettings);
        struct Fields<'a>(&'a EntrySettings);
        struct UserFields<'a>(&'a EntrySettings);

        impl Serialize for Entries<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(EntryPoint::ALL.iter().map(|entry| (entry, Entry(&self.0.entry_points[*entry as usize]))))
            }
        }
        impl Serialize for Entry<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("fields", &Fields(self.0))?;
                map.serialize_entry("user_fields", &UserFields(self.0))?;
                map.serialize_entry("contact_required", &self.0.contact_required)?;
                map.end()
            }
        }
        impl Serialize for UserFields<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.user_fields.iter().map(|(key, requirement)| (key, requirement)))
            }
        }
        impl Serialize for Fields<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(Field::ALL.iter().zip(&self.0.requirements))
            }
        }

        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("entry_points", &Entries(self))?;
        map.serialize_entry("default_region", &self.default_region)?;
        map.serialize_entry("default_locale", self.default_locale.as_str())?;
        map.serialize_entry("default_time_zone", self.default_time_zone.as_str())?;
        map.serialize_entry("strict_zendesk_rules", &self.strict_zendesk_rules)?;
        map.serialize_entry("registration", &self.registration)?;
        #[cfg(feature = "tables")]
        {
            map.serialize_entry("sign_up", &self.sign_up)?;
            map.serialize_entry("mail", &self.mail)?;
            map.serialize_entry("inbound", &self.inbound)?;
            map.serialize_entry("addresses", &self.addresses)?;
        }
        map.end()
    }
}
