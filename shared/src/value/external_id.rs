//! The name by which another system knows a customer.

use alloc::string::String;

use super::Invalid;
use super::text::{line, text_value};

/// One line of 1 to [`ExternalId::MAX`] UTF-16 units; unique, whatever its case (Zendesk, Users API).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalId(String);

text_value!(ExternalId);

impl ExternalId {
    pub const MAX: usize = 255;

    /// Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Ok(Self(String::from(line(text, Self::MAX)?)))
    }

    /// What uniqueness is decided on.
    pub fn normal_form(&self) -> String {
        self.0.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_makes_no_other_customer() {
        assert_eq!(ExternalId::parse("CRM-7").unwrap().normal_form(), ExternalId::parse("crm-7").unwrap().normal_form());
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in ".*") {
            if let Ok(id) = ExternalId::parse(&text) {
                prop_assert_eq!(ExternalId::parse(id.as_str()).unwrap(), id.clone());
            }
        }
    }
}
