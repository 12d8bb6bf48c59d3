//! A question's terms, as they are written.

/// `-key:"value"*`: a term with what stands around its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term<'a> {
    pub negated: bool,
    /// Empty for free words.
    pub key: &'a str,
    /// `:`, `>`, `>=`, `<` or `<=`; empty without a key.
    pub operator: &'static str,
    pub value: &'a str,
    /// The value is a phrase, in quotes.
    pub quoted: bool,
    /// All of it, without the sign before.
    pub text: &'a str,
}

/// The terms from left to right.
pub struct Parser<'a>(&'a str);

const QUOTES: [char; 3] = ['"', '“', '”'];

const OPERATORS: [&str; 5] = [">=", "<=", ">", "<", ":"];

impl<'a> Parser<'a> {
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// What stands before the rest and belongs to the term, with its operator.
    fn key(&mut self) -> (&'a str, &'static str) {
        let end = self.0.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(self.0.len());
        let (key, rest) = self.0.split_at(end);
        let operator = OPERATORS.into_iter().find(|operator| rest.starts_with(operator)).filter(|_| !key.is_empty());
        let Some(mut operator) = operator else { return ("", "") };
        let mut rest = &rest[operator.len()..];
        // `created:>2026`.
        if let Some(second) = OPERATORS.into_iter().find(|second| operator == ":" && rest.starts_with(second)) {
            operator = second;
            rest = &rest[second.len()..];
        }
        self.0 = rest;
        (key, operator)
    }

    /// A phrase in quotes, or what there is up to the next space. A quote that nothing closes goes on to the end.
    fn value(&mut self) -> (&'a str, bool) {
        let (value, rest, quoted) = if let Some(phrase) = self.0.strip_prefix(QUOTES) {
            let (phrase, rest) = phrase.split_once(QUOTES).unwrap_or((phrase, ""));
            (phrase, rest, true)
        } else {
            let end = self.0.find(char::is_whitespace).unwrap_or(self.0.len());
            (&self.0[..end], &self.0[end..], false)
        };
        self.0 = rest;
        (value, quoted)
    }
}

impl<'a> Iterator for Parser<'a> {
    type Item = Term<'a>;

    fn next(&mut self) -> Option<Term<'a>> {
        self.0 = self.0.trim_start();
        if self.0.is_empty() {
            return None;
        }
        let negated = self.0.strip_prefix('-').filter(|rest| rest.starts_with(|next: char| !next.is_whitespace()));
        self.0 = negated.unwrap_or(self.0);
        let whole = self.0;
        let (key, operator) = self.key();
        let (value, quoted) = self.value();
        let text = &whole[..whole.len() - self.0.len()];
        Some(Term { negated: negated.is_some(), key, operator, value, quoted, text })
    }
}
