//! A language, perhaps of a region.

use alloc::string::String;

use super::Invalid;
use super::text::text_value;

/// A language tag in its usual case: `en-US`, `zh-Hans-CN` (BCP 47, RFC 5646: language, script, region, variants).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale(String);

text_value!(Locale);

/// What a new account speaks.
impl Default for Locale {
    fn default() -> Self {
        Self(String::from("en-US"))
    }
}

impl Locale {
    /// Room for language, script, region and three variants.
    pub const MAX: usize = 35;

    /// Errors: `Blank`, `TooLong`, `LocaleForm`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::Blank);
        }
        if text.len() > Self::MAX {
            return Err(Invalid::TooLong);
        }
        let mut tag = String::with_capacity(text.len());
        for (position, part) in text.split(['-', '_']).enumerate() {
            push_subtag(&mut tag, position, part).ok_or(Invalid::LocaleForm)?;
        }
        Ok(Self(tag))
    }

    /// The tag of a language by its number: Zendesk's of those that it had first (`locale_id`).
    pub const fn tag_of_number(number: i64) -> Option<&'static str> {
        Some(match number {
            1 => "en-US",
            2 => "es",
            8 => "de",
            9 => "zh-TW",
            10 => "zh-CN",
            16 => "fr",
            19 => "pt-BR",
            22 => "it",
            27 => "ru",
            66 => "ar",
            67 => "ja",
            69 => "ko",
            _ => return None,
        })
    }
}

/// RFC 5646, 2.1.1: language in lower case, a script of four letters with a capital, a region of two in capitals.
fn push_subtag(tag: &mut String, position: usize, part: &str) -> Option<()> {
    let shape = match position {
        0 => 2..=3,
        _ => 1..=8,
    };
    let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
    if !shape.contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) || (position == 0 && !letters) {
        return None;
    }
    if position > 0 {
        tag.push('-');
    }
    for (index, c) in part.chars().enumerate() {
        let upper = position > 0 && letters && (part.len() == 2 || (part.len() == 4 && index == 0));
        tag.push(if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_get_their_usual_case() {
        for (typed, tag) in [("EN-us", "en-US"), ("zh_hans_cn", "zh-Hans-CN"), ("es-419", "es-419"), ("ar", "ar")] {
            assert_eq!(Locale::parse(typed).unwrap().as_str(), tag);
        }
    }

    #[test]
    fn a_sentence_is_no_language() {
        for typed in ["english", "e", "en--us", "1n", "en-us!"] {
            assert_eq!(Locale::parse(typed), Err(Invalid::LocaleForm), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in "\\PC*|[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8}){0,3}") {
            if let Ok(locale) = Locale::parse(&text) {
                prop_assert_eq!(Locale::parse(locale.as_str()).unwrap(), locale.clone());
            }
        }
    }
}
