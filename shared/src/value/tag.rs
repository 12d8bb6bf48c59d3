//! A tag: one lower-case word.

use alloc::string::String;

use serde::Serialize;

use super::Invalid;
use super::text::{is_blank, line, text_value};

/// One word of 1 to [`Tag::MAX`] UTF-16 units in lower case: no white space, comma, quote or angle bracket.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Tag(String);

text_value!(Tag);

/// Tags that a record may be given: Zendesk's field takes about as many.
pub const MOST_TAGS: usize = 1_000;

impl Tag {
    pub const MAX: usize = 255;

    /// Errors: `Blank`, `TagTooLong`, `ControlCharacter`, `BidiOverride`, `TagCharacter`, and `NeedsTables` for letters beyond
    /// ASCII in a build without the tables.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = line(text, Self::MAX).map_err(|invalid| if invalid == Invalid::TooLong { Invalid::TagTooLong } else { invalid })?;
        if text.chars().any(|c| parts(c) || matches!(c, '"' | '\'' | '<' | '>' | '\\')) {
            return Err(Invalid::TagCharacter);
        }
        lower_case(text).map(Self)
    }

    /// What tags begin with: of at least two letters, so that a list of them says something (Zendesk, tag autocompletion).
    pub fn parse_prefix(text: &str) -> Option<Self> {
        Self::parse(text).ok().filter(|prefix| prefix.0.chars().nth(1).is_some())
    }

    /// The words of a text, parted by white space and commas, as people type tags.
    pub fn split(text: &str) -> impl Iterator<Item = &str> {
        text.split(parts).filter(|word| !is_blank(word))
    }
}

/// White space, and commas as Latin, Chinese and Arabic keyboards have them.
fn parts(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '，' | '、' | '،')
}

#[cfg(feature = "tables")]
#[expect(clippy::unnecessary_wraps, reason = "the build without the tables can fail")]
fn lower_case(text: &str) -> Result<String, Invalid> {
    Ok(text.to_lowercase())
}

/// Unicode's lower case is a table of 11 kB.
#[cfg(not(feature = "tables"))]
fn lower_case(text: &str) -> Result<String, Invalid> {
    if text.is_ascii() { Ok(text.to_ascii_lowercase()) } else { Err(Invalid::NeedsTables) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn tags_are_completed_from_two_letters_on() {
        let prefix = |text| Tag::parse_prefix(text).map(|prefix| prefix.as_str().to_string());
        assert_eq!((prefix(" VI "), prefix("客户")), (Some("vi".into()), Some("客户".into())));
        assert!(["", "v", "客", "a b", "<a"].iter().all(|text| prefix(text).is_none()));
    }

    #[test]
    fn tags_are_lower_case() {
        assert_eq!(Tag::parse("VIP_Ünter").unwrap().as_str(), "vip_ünter");
    }

    #[test]
    fn one_text_may_hold_several_tags() {
        assert_eq!(Tag::split(" vip, gold  eu,").collect::<alloc::vec::Vec<_>>(), ["vip", "gold", "eu"]);
    }

    #[test]
    fn two_words_are_no_tag() {
        assert_eq!(Tag::parse("two words"), Err(Invalid::TagCharacter));
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in ".*") {
            if let Ok(tag) = Tag::parse(&text)
                && let Ok(again) = Tag::parse(tag.as_str()) {
                prop_assert_eq!(again, tag);
            }
        }
    }
}
