//! What an admin calls an embed key, to know later whose it is.

use alloc::string::String;

use super::Invalid;
use super::text::{line, text_value};

/// One line of 1 to [`KeyName::MAX`] UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyName(String);

text_value!(KeyName);

impl KeyName {
    pub const MAX: usize = 100;

    /// Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        line(text, Self::MAX).map(|text| Self(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in ".*") {
            if let Ok(name) = KeyName::parse(&text) {
                prop_assert_eq!(KeyName::parse(name.as_str()).unwrap(), name.clone());
            }
        }
    }
}
