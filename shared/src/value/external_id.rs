//! The name by which another system knows a customer.

use alloc::string::String;

use super::Invalid;
#[cfg(feature = "tables")]
use super::text::folded;
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
    #[cfg(feature = "tables")]
    pub fn normal_form(&self) -> String {
        folded(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neither_case_nor_composition_makes_another_customer() {
        let normal = |text| ExternalId::parse(text).unwrap().normal_form();
        assert_eq!(normal("CRM-7"), normal("crm-7"));
        assert_eq!(normal("é7"), normal("E\u{301}7"));
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
