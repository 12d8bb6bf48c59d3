//! The form as data: which fields, in which order, what each asks for. The widget draws from it, the API publishes it.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::custom_field::CustomField;
use crate::value::{EmailAddress, ExternalId, Locale, LongText, OrganizationName, PersonName, Region, Tag, TimeZone};

codes! {
    /// What is asked about a customer. The order here is the order on every form.
    pub enum Field {
        Name = "name",
        Email = "email",
        Phone = "phone",
        Organization = "organization",
        ExternalId = "external_id",
        Locale = "locale",
        TimeZone = "time_zone",
        Tags = "tags",
        Details = "details",
        Notes = "notes",
    }
}

codes! {
    /// How a field is drawn and filled in.
    pub enum FieldKind {
        Text = "text",
        Email = "email",
        Phone = "tel",
        Organization = "organization",
        Locale = "locale",
        TimeZone = "time_zone",
        Tags = "tags",
        LongText = "textarea",
    }
}

codes! {
    /// What a form makes of a field. A value sent for a hidden field is dropped, as Zendesk drops keys that are not permitted.
    pub enum Requirement {
        Required = "required",
        Optional = "optional",
        Hidden = "hidden",
    }
}

codes! {
    /// The ways into the directory. Each has its own form.
    pub enum EntryPoint {
        /// An agent, in the widget.
        Agent = "agent",
        /// An agent, in the widget, on an organization's page.
        Organization = "organization",
        /// A program, with an API token.
        Api = "api",
        /// A file.
        Import = "import",
        /// Customers themselves.
        Signup = "signup",
        /// The requester of a ticket or request that is not known yet.
        Request = "request",
    }
}

impl Field {
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Name | Self::ExternalId => FieldKind::Text,
            Self::Email => FieldKind::Email,
            Self::Phone => FieldKind::Phone,
            Self::Organization => FieldKind::Organization,
            Self::Locale => FieldKind::Locale,
            Self::TimeZone => FieldKind::TimeZone,
            Self::Tags => FieldKind::Tags,
            Self::Details | Self::Notes => FieldKind::LongText,
        }
    }

    /// In UTF-16 units, as `maxlength` counts. The bound itself belongs to the value.
    pub const fn max_length(self) -> usize {
        match self {
            Self::Name => PersonName::MAX,
            Self::Email => EmailAddress::MAX,
            // Fifteen digits (E.164), and room for the way in which people set them apart.
            Self::Phone => 40,
            Self::Organization => OrganizationName::MAX,
            Self::ExternalId => ExternalId::MAX,
            Self::Locale => Locale::MAX,
            Self::TimeZone => TimeZone::MAX,
            Self::Tags => Tag::MAX * 8,
            Self::Details | Self::Notes => LongText::MAX,
        }
    }

    /// The autofill token (HTML standard, 4.10.18.7).
    pub const fn autocomplete(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "tel",
            Self::Organization => "organization",
            Self::Locale => "language",
            Self::ExternalId | Self::TimeZone | Self::Tags | Self::Details | Self::Notes => "off",
        }
    }

    /// Whether only staff may write it, so that no form for customers can ask for it: nobody says by themselves where they belong.
    pub const fn staff_only(self) -> bool {
        matches!(self, Self::Organization | Self::ExternalId | Self::Tags | Self::Details | Self::Notes)
    }
}

impl EntryPoint {
    /// Whether customers fill this form in themselves.
    pub const fn is_for_customers(self) -> bool {
        matches!(self, Self::Signup | Self::Request)
    }
}

/// What one entry point asks for, here and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub entry_point: EntryPoint,
    /// In the order in which they are shown; hidden ones are not here.
    pub fields: Vec<FormField>,
    /// Those that the account has defined, after all others.
    #[serde(default)]
    pub user_fields: Vec<CustomField>,
    /// At least one of e-mail and phone must be given.
    pub contact_required: bool,
    /// In which country a phone number without a country code is read.
    pub default_region: Option<Region>,
}

/// One field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    pub name: Field,
    pub required: bool,
}

impl Form {
    pub fn field(&self, name: Field) -> Option<&FormField> {
        self.fields.iter().find(|field| field.name == name)
    }
}
