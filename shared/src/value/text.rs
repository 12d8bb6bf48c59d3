//! What all texts have in common: trimmed, not blank, not too long, and nothing in them that reads as something else.

use alloc::string::String;

use serde::Serialize;

use super::Invalid;

/// The text without white space at its ends, if it is fit to be shown on one line and has at most `max` UTF-16 units.
pub(super) fn line(text: &str, max: usize) -> Result<&str, Invalid> {
    let text = text.trim();
    check(text, max, |_| false)?;
    Ok(text)
}

fn check(text: &str, max: usize, allowed: impl Fn(char) -> bool) -> Result<(), Invalid> {
    if text.is_empty() {
        return Err(Invalid::Blank);
    }
    if text.encode_utf16().count() > max {
        return Err(Invalid::TooLong);
    }
    text.chars().filter(|c| !allowed(*c)).try_for_each(refuse_deceptive)
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

/// Details and notes: free text of several lines, at most [`LongText::MAX`] UTF-16 units. Only agents see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LongText(String);

impl LongText {
    /// Zendesk documents no limit for `details` and `notes`; this is that of its ticket comments (64 kB), in units.
    pub const MAX: usize = 65_535;

    /// The text with its line breaks as `\n`. Errors: `Blank`, `TooLong`, `ControlCharacter`, `BidiOverride`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().replace("\r\n", "\n");
        check(&text, Self::MAX, |c| matches!(c, '\n' | '\t'))?;
        Ok(Self(text))
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

/// One spelling for comparing: lower case, runs of white space as one space.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.to_lowercase());
    }
    folded
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
    fn length_is_counted_as_a_browser_counts_it() {
        assert_eq!(line("😀😀", 4), Ok("😀😀"));
        assert_eq!(line("😀😀", 3), Err(Invalid::TooLong));
    }
}
