//! What is wrong with what was typed.

use usher_shared::form::{Field, Form};
use usher_shared::user::{Draft, FieldError, NewUser, UserFieldError};
use usher_shared::value::Invalid;

/// What is wrong with a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    pub fields: Vec<FieldError>,
    /// In the fields that the account has defined.
    pub user_fields: Vec<UserFieldError>,
}

impl Mistakes {
    /// Everything that is wrong with a draft for this form.
    pub fn in_form(draft: &Draft, form: &Form) -> Self {
        Self { fields: NewUser::parse(draft, form).err().unwrap_or_default(), user_fields: user_field_errors(draft, form) }
    }

    pub const fn count(&self) -> usize {
        self.fields.len() + self.user_fields.len()
    }

    pub fn error(&self, field: Field) -> Option<FieldError> {
        self.fields.iter().find(|error| error.field == field).copied()
    }

    pub fn user_field(&self, at: usize) -> Option<Invalid> {
        self.user_fields.iter().find(|error| error.at == at).map(|error| error.invalid)
    }

    /// Adds one at this field, if there is none.
    pub fn at(&mut self, field: Field, invalid: Option<Invalid>) {
        if self.error(field).is_none() {
            self.fields.extend(invalid.map(|invalid| FieldError { field, invalid }));
        }
    }

    /// Only those of which this holds.
    pub fn retain(&mut self, holds: fn(Invalid) -> bool) {
        self.fields.retain(|error| holds(error.invalid));
        self.user_fields.retain(|error| holds(error.invalid));
    }
}

fn user_field_errors(draft: &Draft, form: &Form) -> Vec<UserFieldError> {
    if cfg!(feature = "customers") { Vec::new() } else { draft.user_field_errors(&form.user_fields) }
}
