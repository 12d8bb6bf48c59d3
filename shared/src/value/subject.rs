//! What a ticket is about, in a line.

use alloc::string::String;
use alloc::vec::Vec;

use super::text::{line, text_value};
use super::{Invalid, LongText};

/// One line of 1 to [`Subject::MAX`] UTF-16 units. Runs of white space are one space: subjects of mails are folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(String);

text_value!(Subject);

impl Subject {
    pub const MAX: usize = 255;
    /// What of a description stands in for a subject, in characters.
    const BEGINNING: usize = 100;

    /// Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        line(&text.split_whitespace().collect::<Vec<_>>().join(" "), Self::MAX).map(|text| Self(text.into()))
    }

    /// The beginning of a description, where nothing was said (Zendesk, Requests API).
    pub fn of(description: &LongText) -> Self {
        let words = description.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
        Self(words.chars().take(Self::BEGINNING).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_subject_is_one_line() {
        assert_eq!(Subject::parse(" My\r\n printer ").unwrap().as_str(), "My printer");
        assert_eq!(Subject::parse(" \n"), Err(Invalid::Blank));
    }

    #[test]
    fn a_description_begins_with_what_it_is_about() {
        let description = LongText::parse(&("It is on\nfire. ".repeat(20))).unwrap();
        let subject = Subject::of(&description);
        assert!(subject.as_str().starts_with("It is on fire. It") && Subject::parse(subject.as_str()).is_ok());
    }
}
