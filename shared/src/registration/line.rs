//! One line of the allowlist or the blocklist, in Zendesk's syntax.

use alloc::string::String;
use alloc::vec::Vec;

use crate::codes::codes;
use crate::value::{DomainName, EmailAddress, Invalid};

codes! {
    /// The two lists of addresses and domains (Zendesk, "Using the allowlist and blocklist").
    pub enum List {
        Allowlist = "allowlist",
        Blocklist = "blocklist",
    }
}

codes! {
    /// What a line makes of whoever it is about.
    pub enum Effect {
        Allow = "allow",
        /// What they send is kept apart until somebody has looked at it.
        Suspend = "suspend",
        /// What they send is not kept.
        Reject = "reject",
    }
}

/// Whom a line is about, from the many to the one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// `*`
    Everybody,
    /// In lower case and in ASCII. Subdomains are others.
    Domain(String),
    /// In its normal form.
    Address(String),
}

/// `acme.com`, `suspend:ana@acme.com`, `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub effect: Effect,
    pub pattern: Pattern,
}

impl Effect {
    pub const fn list(self) -> List {
        match self {
            Self::Allow => List::Allowlist,
            Self::Suspend | Self::Reject => List::Blocklist,
        }
    }
}

impl Pattern {
    pub const EVERYBODY: &'static str = "*";

    /// Errors: those of an address, or of a domain. `@acme.com` is neither (Zendesk).
    fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            Self::EVERYBODY => Ok(Self::Everybody),
            address if address.contains('@') => EmailAddress::parse(address).map(|address| Self::Address(address.normal_form().into())),
            domain => DomainName::parse(domain).map(|domain| Self::Domain(domain.as_str().into())),
        }
    }

    /// One that [`Pattern::as_str`] has written.
    pub fn stored(text: String) -> Self {
        match text {
            text if text == Self::EVERYBODY => Self::Everybody,
            text if text.contains('@') => Self::Address(text),
            text => Self::Domain(text),
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Everybody => Self::EVERYBODY,
            Self::Domain(text) | Self::Address(text) => text,
        }
    }

    /// The patterns that this address fits, whichever line they stand in.
    pub fn all_of(address: &EmailAddress) -> [Self; 3] {
        [Self::Address(address.normal_form().into()), Self::Domain(address.domain().into()), Self::Everybody]
    }
}

impl Line {
    /// A line of this list. On the blocklist, what has no keyword suspends.
    pub fn parse(list: List, text: &str) -> Result<Self, Invalid> {
        let (effect, pattern) = match (list, text.split_once(':')) {
            (List::Allowlist, _) => (Effect::Allow, text),
            (List::Blocklist, Some(("suspend", pattern))) => (Effect::Suspend, pattern),
            (List::Blocklist, Some(("reject", pattern))) => (Effect::Reject, pattern),
            (List::Blocklist, _) => (Effect::Suspend, text),
        };
        Ok(Self { effect, pattern: Pattern::parse(pattern)? })
    }

    /// Every line of a text, which white space parts; or those that are none, as they were written, and why.
    pub fn parse_all(list: List, text: &str) -> Result<Vec<Self>, Vec<(String, Invalid)>> {
        let parsed = text.split_whitespace().map(|line| Self::parse(list, line).map_err(|invalid| (String::from(line), invalid)));
        let (lines, mistakes): (Vec<_>, Vec<_>) = parsed.partition(Result::is_ok);
        if mistakes.is_empty() {
            Ok(lines.into_iter().flatten().collect())
        } else {
            Err(mistakes.into_iter().filter_map(Result::err).collect())
        }
    }

    /// As it is written: [`Line::parse`] reads it.
    pub fn text(&self) -> String {
        let keyword = if self.effect == Effect::Reject { "reject:" } else { "" };
        [keyword, self.pattern.as_str()].concat()
    }
}

/// The line that decides about somebody, of all that are about them. A line of the blocklist counts unless the allowlist has
/// one that is as particular: `gmail.com` lets in whom `*` keeps out, and not whom `suspend:ana@gmail.com` does. Of those that
/// count, suspending goes before rejecting (Zendesk, "Understanding the allowlist and blocklist").
pub fn deciding(lines: &[Line]) -> Option<&Line> {
    let allowed = lines.iter().filter(|line| line.effect == Effect::Allow).max_by_key(|line| &line.pattern);
    let counts = |line: &&Line| line.effect != Effect::Allow && allowed.is_none_or(|allowed| is_narrower(&line.pattern, &allowed.pattern));
    lines.iter().filter(counts).min_by_key(|line| line.effect).or(allowed)
}

fn is_narrower(one: &Pattern, other: &Pattern) -> bool {
    let rank = |pattern: &Pattern| match pattern {
        Pattern::Everybody => 0,
        Pattern::Domain(_) => 1,
        Pattern::Address(_) => 2,
    };
    rank(one) > rank(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec;

    fn line(list: List, text: &str) -> Line {
        Line::parse(list, text).unwrap()
    }

    /// What these lists make of an address.
    fn decided(allowlist: &str, blocklist: &str, address: &str) -> Option<(Effect, String)> {
        let mut lines = Line::parse_all(List::Allowlist, allowlist).unwrap();
        lines.extend(Line::parse_all(List::Blocklist, blocklist).unwrap());
        let fitting = Pattern::all_of(&EmailAddress::parse(address).unwrap());
        lines.retain(|line| fitting.contains(&line.pattern));
        deciding(&lines).map(|line| (line.effect, line.text()))
    }

    #[test]
    fn the_examples_of_zendesk_decide_as_they_do_there() {
        let effect = |allowlist: &str, blocklist: &str, address: &str| decided(allowlist, blocklist, address).map(|(effect, _)| effect);
        let camp = |address| effect("mondocamp.com", "*", address);
        assert_eq!((camp("a@mondocamp.com"), camp("a@b.com")), (Some(Effect::Allow), Some(Effect::Suspend)));
        let spammer = |keyword: &str, address| effect("gmail.com", &["* ", keyword, "spam@gmail.com"].concat(), address);
        assert_eq!(
            (spammer("suspend:", "spam@gmail.com"), spammer("suspend:", "a@gmail.com")),
            (Some(Effect::Suspend), Some(Effect::Allow))
        );
        assert_eq!((spammer("reject:", "spam@gmail.com"), spammer("reject:", "a@b.com")), (Some(Effect::Reject), Some(Effect::Suspend)));
        let megaspam = |address| effect("", "reject:megaspam.com reject:spam@gmail.com", address);
        assert_eq!((megaspam("a@megaspam.com"), megaspam("a@gmail.com")), (Some(Effect::Reject), None));
        // The allowlist goes before the blocklist, and suspending before rejecting.
        assert_eq!(effect("ana@acme.com", "acme.com", "ana@acme.com"), Some(Effect::Allow));
        assert_eq!(effect("", "* reject:gmail.com", "a@gmail.com"), Some(Effect::Suspend));
    }

    #[test]
    fn the_line_that_decides_is_told_as_it_can_be_written() {
        assert_eq!(decided("", "* reject:SPAM@Gmail.com", "a@b.com"), Some((Effect::Suspend, "*".into())));
        assert_eq!(
            decided("gmail.com", "* reject:SPAM@Gmail.com", "spam@gmail.com"),
            Some((Effect::Reject, "reject:spam@gmail.com".into()))
        );
        assert_eq!(decided("bücher.de", "*", "a@BÜCHER.de"), Some((Effect::Allow, "xn--bcher-kva.de".into())));
    }

    #[test]
    fn a_domain_is_not_its_subdomains() {
        assert_eq!(decided("acme.com", "*", "a@mail.acme.com"), Some((Effect::Suspend, "*".into())));
    }

    #[test]
    fn what_is_no_line_is_told_as_it_was_written() {
        let mistakes = Line::parse_all(List::Blocklist, "acme.com @acme.com suspend: reject:a@b @ delete:acme.com").unwrap_err();
        let told: vec::Vec<_> = mistakes.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(told, ["@acme.com", "suspend:", "@", "delete:acme.com"]);
        assert!(Line::parse(List::Allowlist, "reject:acme.com").is_err());
    }

    proptest! {
        #[test]
        fn a_line_is_read_as_it_was_written(text in "(suspend:|reject:)?([a-z]{1,5}@)?[a-z]{1,5}\\.[a-z]{2,4}") {
            let line = line(List::Blocklist, &text);
            prop_assert_eq!(Line::parse(line.effect.list(), &line.text()), Ok(line));
        }
    }
}
