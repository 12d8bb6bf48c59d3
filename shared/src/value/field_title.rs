//! What a field that an account has defined, or one of its options, is called on forms.

use alloc::string::String;

use super::Invalid;
use super::text::{line, text_value};

/// One line of 1 to [`FieldTitle::MAX`] UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTitle(String);

text_value!(FieldTitle);

impl FieldTitle {
    pub const MAX: usize = 255;

    /// Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        line(text, Self::MAX).map(|text| Self(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(FieldTitle::parse(" Plan ").unwrap().as_str(), "Plan");
        assert_eq!(FieldTitle::parse("a\nb"), Err(Invalid::ControlCharacter));
    }
}
