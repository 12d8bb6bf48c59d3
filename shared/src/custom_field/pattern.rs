//! Patterns that an admin writes for values (Zendesk, `regexp_for_validation`).

use regex_lite::{Regex, RegexBuilder};

/// UTF-16 units of a pattern: no published limit; what is longer is a program.
pub const MAX: usize = 1_000;

/// Bytes that a pattern may take once it is compiled: `(a{999}){999}` is refused, not compiled.
const MOST_BYTES: usize = 1 << 20;

/// Compiled, if it is a pattern. In time that grows with the text alone (no look-around, no back-references).
pub fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(MOST_BYTES).build().ok()
}

/// Whether the pattern is found in the text: anywhere, as Zendesk's are, unless it says `\A` or `^`. One that cannot be
/// compiled, though it could when it was stored, refuses nothing.
pub fn is_match(pattern: &str, text: &str) -> bool {
    compile(pattern).is_none_or(|pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_found_anywhere() {
        assert!(is_match("[0-9]+", "a7b") && !is_match(r"\A[0-9]+\z", "a7b"));
    }

    #[test]
    fn what_would_take_long_is_no_pattern_or_takes_no_longer() {
        assert!(compile("(a{999}){999}").is_none() && compile("(?=a)").is_none() && compile("(").is_none());
        assert!(!is_match("(a+)+$", &("a".repeat(10_000) + "b")));
    }
}
