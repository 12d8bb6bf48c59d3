//! The paths and bodies that both ends of the wire compile from.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::form::{Field, FieldKind, Form};
use crate::policy::{Actor, Denial, Role, Standing, Strictness};
use crate::sent::FieldValues;
use crate::user::ContactKind;
use crate::value::Id;

pub const USERS: &str = "/api/v2/users";
pub const ORGANIZATIONS: &str = "/api/v2/organizations";
/// Below a user.
pub const IDENTITIES: &str = "/identities";
pub const SUGGESTIONS: &str = "/api/v1/suggestions";
/// Their number at the most: as many as one looks through while somebody waits on the phone.
pub const MOST_SUGGESTIONS: u32 = 5;

/// `GET /api/v1/form`: the form, and what the caller needs to ask [`crate::policy::decide`] by itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FormAnswer {
    pub form: Form,
    pub caller: Caller,
    /// The rule by which the caller may open no tickets, if they may not. Told, because asking about one action costs the widget's
    /// first module less than asking about two.
    pub no_tickets: Option<Denial>,
    pub strict_zendesk_rules: bool,
}

/// The caller as the policy sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    pub id: Option<Id>,
    pub standing: Standing,
}

impl FormAnswer {
    pub const fn actor(&self) -> Actor {
        Actor { id: self.caller.id, standing: self.caller.standing }
    }

    pub const fn strictness(&self) -> Strictness {
        Strictness { strict_zendesk_rules: self.strict_zendesk_rules }
    }
}

/// A field as the API publishes it: what the form says of it, and what follows from its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedField {
    pub name: Field,
    pub required: bool,
    pub kind: FieldKind,
    /// In UTF-16 units.
    pub max_length: usize,
    pub autocomplete: &'static str,
}

impl PublishedField {
    /// The fields of a form, in order.
    pub fn of(form: &Form) -> Vec<Self> {
        let publish = |field: &crate::form::FormField| Self {
            name: field.name,
            required: field.required,
            kind: field.name.kind(),
            max_length: field.name.max_length(),
            autocomplete: field.name.autocomplete(),
        };
        form.fields.iter().map(publish).collect()
    }
}

/// An existing customer who is like the one on the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Absent where the caller may not open this customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    pub name: String,
    /// Whole, or masked for callers who may not see it.
    pub email: Option<String>,
    /// Which of what was typed is the same.
    pub same: Field,
}

/// A user, as far as a profile shows one; the API's answer has more (Zendesk, Users API).
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct User {
    pub id: Id,
    pub name: String,
    pub role: Role,
    pub organization_id: Option<Id>,
    pub external_id: Option<String>,
    pub locale: String,
    pub iana_time_zone: String,
    pub tags: Vec<String>,
    pub details: Option<String>,
    pub notes: Option<String>,
    #[serde(default)]
    pub user_fields: FieldValues,
}

/// What a user is recognised and reached by, as far as a profile shows it (Zendesk, User Identities API).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Identity {
    #[serde(rename = "type")]
    pub kind: ContactKind,
    pub value: String,
    pub primary: bool,
    pub deliverable_state: String,
}

/// An organization, as far as a field shows it (Zendesk, Organizations API).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Organization {
    pub name: String,
}

/// An address of which one recognises only what one knows: the first character, the domain, and how it ends.
pub fn masked(email: &str) -> String {
    let Some((local, domain)) = email.rsplit_once('@') else { return String::from("•••") };
    let first = local.chars().next().map(String::from).unwrap_or_default();
    let domain_first = domain.chars().next().map(String::from).unwrap_or_default();
    let ending = domain.rsplit_once('.').map_or("", |(_, ending)| ending);
    [&first, "•••@", &domain_first, "•••.", ending].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_address_shows_only_what_one_recognises() {
        assert_eq!(masked("ana.diaz@acme.com"), "a•••@a•••.com");
        assert_eq!(masked("nonsense"), "•••");
    }
}
