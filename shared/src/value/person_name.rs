//! A person's name, in any script.

use alloc::string::String;

use super::Invalid;
#[cfg(feature = "tables")]
use super::text::folded_words;
use super::text::{line, text_value};

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

    /// For finding namesakes: only what one sees matters, and not its case. Names are not unique.
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
    fn what_nobody_sees_is_no_name() {
        for unseen in
            ["\u{200B}", "\u{200D}\u{200C}", "\u{2060}", "\u{AD}", "\u{3164}", "\u{115F} \u{1160}", "\u{200E}", "\u{FEFF}", "\u{E0041}"]
        {
            assert_eq!(PersonName::parse(unseen), Err(Invalid::Blank), "{}", unseen.escape_unicode());
        }
    }

    #[test]
    fn one_name_has_one_normal_form_however_it_was_typed() {
        let normal = |text| PersonName::parse(text).unwrap().normal_form();
        for (one, other) in
            [("Ana Díaz", "ana  di\u{301}az"), ("H\u{331}.", "\u{1E96}."), ("Ana\u{200B}", "ANA"), ("می\u{200C}خواهم", "میخواهم")]
        {
            assert_eq!(normal(one), normal(other), "{one}");
        }
        assert_ne!(normal("Ana Diaz"), normal("Ana Díaz"));
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
