//! The name of a group of agents.

use alloc::string::String;

use super::Invalid;
#[cfg(feature = "tables")]
use super::text::folded_words;
use super::text::{line, text_value};

/// One line of 1 to [`GroupName::MAX`] UTF-16 units; unique by what one sees of it, whatever its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupName(String);

text_value!(GroupName);

impl GroupName {
    pub const MAX: usize = 255;

    /// Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        line(text, Self::MAX).map(String::from).map(Self)
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
    fn what_one_does_not_see_makes_no_other_group() {
        let name = |text| GroupName::parse(text).unwrap().normal_form();
        assert_eq!(name("First  Line"), name("first line"));
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in ".*") {
            if let Ok(name) = GroupName::parse(&text) {
                prop_assert_eq!(GroupName::parse(name.as_str()).unwrap(), name.clone());
            }
        }
    }
}
