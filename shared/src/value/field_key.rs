//! The key of a field that an account has defined.

use alloc::string::String;

use super::Invalid;
use super::text::{line, text_value};

/// 1 to [`FieldKey::MAX`] letters, digits and underscores of ASCII, not digits alone (Zendesk, User Fields API).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldKey(String);

text_value!(FieldKey);

impl FieldKey {
    pub const MAX: usize = 255;

    /// Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`, `KeyForm`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = line(text, Self::MAX)?;
        let fits = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        // An object of JavaScript has no room for this one.
        if !fits || text.bytes().all(|byte| byte.is_ascii_digit()) || text == "__proto__" {
            return Err(Invalid::KeyForm);
        }
        Ok(Self(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_word_of_ascii_and_no_number() {
        for key in ["plan", "Plan_2", "2nd", "_"] {
            assert_eq!(FieldKey::parse(key).unwrap().as_str(), key);
        }
        for key in ["7", "a b", "a-b", "größe", "__proto__"] {
            assert_eq!(FieldKey::parse(key), Err(Invalid::KeyForm), "{key}");
        }
    }
}
