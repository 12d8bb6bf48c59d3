//! What a text is searched by: its words. The index has the same rule in SQL (`worker/migrations/0007_create_search.sql`), so that
//! it follows every write, whoever makes it; `tests/api/search_directory.rs` holds the two together.

use alloc::string::String;
use alloc::vec::Vec;

use crate::value::folded;

/// What is no part of a word, besides white space.
pub const SEPARATORS: &[char] = &[
    '.', ',', ';', ':', '-', '_', '+', '@', '&', '#', '/', '\\', '*', '=', '<', '>', '(', ')', '"', '\'', '|', '’', '‘', '“', '”', '·',
    '・', '、', '。', '（', '）',
];

/// A letter of Chinese, Japanese or Korean: nothing there says where a word ends.
pub const fn is_word_by_itself(letter: char) -> bool {
    matches!(letter, 'ぁ'..='ヿ' | '㐀'..='鿿' | '가'..='힣' | '豈'..='\u{FAFF}' | '𠀀'..='𲎯')
}

/// A mark above or below the letter before it. Both sides leave them out, as SQLite does with accents.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

/// The words of a text, with one space between. There is nothing in them that FTS5's syntax knows within quotes.
pub fn words(text: &str) -> String {
    let mut spaced = String::new();
    for letter in folded(text).chars().filter(|letter| !is_mark(*letter) && !letter.is_control() || letter.is_whitespace()) {
        match letter {
            _ if SEPARATORS.contains(&letter) => spaced.push(' '),
            _ if is_word_by_itself(letter) => spaced.extend([' ', letter, ' ']),
            _ => spaced.push(letter),
        }
    }
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_its_words() {
        for (text, expected) in [
            (" Ana  DÍAZ ", "ana díaz"),
            ("ana.diaz@example.org", "ana diaz example org"),
            ("王小明", "王 小 明"),
            ("田中 太郎・Tanaka", "田 中 太 郎 tanaka"),
            ("\"O’Brien\"|x*", "o brien x"),
            ("q\u{301}x", "qx"),
            ("-- @", ""),
        ] {
            assert_eq!(words(text), expected);
        }
    }

    proptest! {
        #[test]
        fn words_are_made_of_nothing_but_words(text in ".*") {
            let words = words(&text);
            prop_assert!(!words.contains(SEPARATORS) && !words.contains("  ") && words.trim() == words, "{words}");
            prop_assert!(!words.contains(char::is_control));
        }
    }
}
