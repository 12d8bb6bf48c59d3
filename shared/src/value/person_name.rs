//! A person's name, in any script.

use alloc::string::String;

use super::Invalid;
use super::text::{folded, line, text_value};

/// A name as its owner writes it: one line of 1 to [`PersonName::MAX`] UTF-16 units, any script, no structure assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

text_value!(PersonName);

impl PersonName {
    /// Zendesk's column holds 255 characters.
    pub const MAX: usize = 255;

    /// Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Ok(Self(String::from(line(text, Self::MAX)?)))
    }

    /// For finding namesakes: case and spacing do not matter. Names are not unique.
    pub fn normal_form(&self) -> String {
        folded(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_every_script_are_names() {
        for name in ["Ana Díaz", "王小明", "محمد علي", "Ng", "O’Brien-Smith", "Þóra", "👩‍🚀", "می‌خواهم"] {
            assert_eq!(PersonName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn white_space_is_no_name() {
        assert_eq!(PersonName::parse(" \u{3000}\t"), Err(Invalid::Blank));
    }

    #[test]
    fn a_line_break_is_refused() {
        assert_eq!(PersonName::parse("a\nb"), Err(Invalid::ControlCharacter));
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in ".*") {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_str()).unwrap(), name.clone());
                let normal = name.normal_form();
                if let Ok(again) = PersonName::parse(&normal) {
                    prop_assert_eq!(again.normal_form(), normal);
                }
            }
        }
    }
}
