//! What all texts have in common: trimmed, not blank, not too long, and nothing in them that reads as something else.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::Invalid;

/// The text without white space at its ends, if it is fit to be shown on one line and has at most `max` UTF-16 units.
pub(super) fn line(text: &str, max: usize) -> Result<&str, Invalid> {
    let text = text.trim();
    check(text, max, |_| false)?;
    Ok(text)
}

fn check(text: &str, max: usize, allowed: impl Fn(char) -> bool) -> Result<(), Invalid> {
    if is_blank(text) {
        return Err(Invalid::Blank);
    }
    if text.encode_utf16().count() > max {
        return Err(Invalid::TooLong);
    }
    text.chars().filter(|c| !allowed(*c)).try_for_each(refuse_deceptive)
}

/// Whether nobody sees anything there: white space, what fonts show nothing of, and the Braille cell without a dot.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '\u{2800}' || is_ignorable(c))
}

/// Unicode's `Default_Ignorable_Code_Point`: joiners, marks of direction, variation selectors, fillers and their like.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// U+200E and U+200F (direction marks) stay allowed: names in mixed scripts need them, and they reorder nothing.
fn refuse_deceptive(c: char) -> Result<(), Invalid> {
    match c {
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Err(Invalid::BidiOverride),
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' => Err(Invalid::ControlCharacter),
        _ if c.is_control() => Err(Invalid::ControlCharacter),
        _ => Ok(()),
    }
}

/// Details and notes, which only agents see, and what is said on tickets: free text of several lines, at most
/// [`LongText::MAX`] UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LongText(String);

impl LongText {
    /// Zendesk documents no limit for `details` and `notes`; this is that of its ticket comments (64 kB), in units.
    pub const MAX: usize = 65_535;

    /// The text with its line breaks as `\n`. Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // Not `replace`: its search for a text in a text is 0.4 kB of the widget's first module (brotli).
        let text = text.trim().lines().collect::<Vec<_>>().join("\n");
        check(&text, Self::MAX, |c| matches!(c, '\n' | '\t'))?;
        Ok(Self(text))
    }

    /// As much of any text as one has room for, without what [`LongText::parse`] refuses: what others send is not theirs to correct.
    #[cfg(feature = "inbound")]
    pub fn fitted(text: &str, room: usize) -> String {
        let (mut fitted, mut units) = (String::new(), 0);
        for line in text.trim().lines() {
            for c in line.chars().chain(['\n']).filter(|c| matches!(c, '\n' | '\t') || refuse_deceptive(*c).is_ok()) {
                units += c.len_utf16();
                if units > room {
                    return fitted;
                }
                fitted.push(c);
            }
        }
        fitted.truncate(fitted.trim_end().len());
        fitted
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Declares a value that wraps one text: the field is private, reading is free, writing goes through `parse`.
macro_rules! text_value {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(super) use text_value;

/// One spelling for comparing: what one sees of it, in lower case and composed (Unicode's normalization form C).
#[cfg(feature = "tables")]
pub(crate) fn folded(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !is_ignorable(*c)).collect();
    icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(&seen.to_lowercase()).into_owned()
}

/// The same, with runs of white space as one space.
#[cfg(feature = "tables")]
pub(crate) fn folded_words(text: &str) -> String {
    folded(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_keeps_its_lines_and_loses_carriage_returns() {
        assert_eq!(LongText::parse("a\r\nb\tc").unwrap().as_str(), "a\nb\tc");
    }

    #[test]
    fn a_direction_mark_is_allowed_and_an_override_is_not() {
        assert_eq!(line("\u{200F}שלום\u{200E}", 50), Ok("\u{200F}שלום\u{200E}"));
        assert_eq!(line("evil\u{202E}txt", 50), Err(Invalid::BidiOverride));
        assert_eq!(line("evil\u{2067}txt", 50), Err(Invalid::BidiOverride));
    }

    #[test]
    fn what_fonts_show_nothing_of_is_what_unicode_says() {
        let unicode = icu_properties::CodePointSetData::new::<icu_properties::props::DefaultIgnorableCodePoint>();
        for c in '\0'..=char::MAX {
            assert_eq!(is_ignorable(c), unicode.contains(c), "{}", c.escape_unicode());
        }
    }

    #[test]
    fn length_is_counted_as_a_browser_counts_it() {
        assert_eq!(line("😀😀", 4), Ok("😀😀"));
        assert_eq!(line("😀😀", 3), Err(Invalid::TooLong));
    }
}
