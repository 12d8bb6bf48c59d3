//! An organization's name.

use alloc::string::String;

use super::Invalid;
#[cfg(feature = "tables")]
use super::text::folded_words;
use super::text::{line, text_value};

/// One line of 1 to [`OrganizationName::MAX`] UTF-16 units without `|`; unique by what one sees of it,
/// whatever its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationName(String);

text_value!(OrganizationName);

impl OrganizationName {
    pub const MAX: usize = 255;

    /// Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`, `OrganizationNameBar`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = line(text, Self::MAX)?;
        if text.contains('|') {
            return Err(Invalid::OrganizationNameBar);
        }
        Ok(Self(String::from(text)))
    }

    /// What uniqueness is decided on.
    #[cfg(feature = "tables")]
    pub fn normal_form(&self) -> String {
        folded_words(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_one_does_not_see_makes_no_other_organization() {
        let name = |text| OrganizationName::parse(text).unwrap().normal_form();
        assert_eq!(name("ACME  Corp"), name("Acme corp"));
        assert_eq!(name("Café"), name("cafe\u{301}\u{200B}"));
    }

    #[test]
    fn the_bar_that_separates_names_in_files_is_refused() {
        assert_eq!(OrganizationName::parse("A|B"), Err(Invalid::OrganizationNameBar));
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in ".*") {
            if let Ok(name) = OrganizationName::parse(&text) {
                prop_assert_eq!(OrganizationName::parse(name.as_str()).unwrap(), name.clone());
            }
        }
    }
}
