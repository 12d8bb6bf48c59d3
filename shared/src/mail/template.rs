//! What a mail says, with places for what is known only when it is sent.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{MailKind, Placeholder};
use crate::settings::SettingsFault;

/// UTF-16 units of a template's body; of its subject and its button, what fits one line.
const MOST_UNITS: usize = 10_000;
const MOST_UNITS_OF_LINE: usize = 200;

/// What a mail says. A paragraph of the body that is nothing but `{{link}}` is a button in the page, one that is nothing but
/// `{{code}}` is shown large: so one text is both forms of the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    pub subject: String,
    /// Paragraphs, with an empty line between two.
    pub body: String,
    /// What stands on the link.
    pub button: String,
}

impl Template {
    /// Whether mails of this kind can be made from it.
    pub fn check(&self, kind: MailKind) -> Result<(), SettingsFault> {
        let lines = [(&self.subject, true), (&self.button, self.body.contains("{{link}}"))];
        let is_line = |(text, needed): (&String, bool)| {
            !text.contains(char::is_control) && (!needed || !text.trim().is_empty()) && text.encode_utf16().count() <= MOST_UNITS_OF_LINE
        };
        if !lines.into_iter().all(is_line) || self.body.trim().is_empty() || self.body.encode_utf16().count() > MOST_UNITS {
            return Err(SettingsFault::TemplateForm);
        }
        let named: Vec<_> = [&self.subject, &self.body].into_iter().flat_map(|text| pieces(text)).filter_map(Piece::name).collect();
        let known = |name: &&str| Placeholder::from_code(name).is_some_and(|placeholder| kind.placeholders().contains(&placeholder));
        if !named.iter().all(known) || self.button.contains("{{") {
            return Err(SettingsFault::UnknownPlaceholder);
        }
        let is_there = |placeholder: &Placeholder| self.body.contains(&alloc::format!("{{{{{}}}}}", placeholder.code()));
        if Placeholder::ALL.iter().any(|placeholder| kind.needs(*placeholder) && !is_there(placeholder)) {
            return Err(SettingsFault::PlaceholderMissing);
        }
        // Secrets are for the one who opens the mail, not for whoever sees a list of subjects.
        if [Placeholder::Link, Placeholder::Code]
            .iter()
            .any(|secret| self.subject.contains(secret.code()) && named_in(&self.subject, *secret))
        {
            return Err(SettingsFault::UnknownPlaceholder);
        }
        Ok(())
    }
}

fn named_in(text: &str, placeholder: Placeholder) -> bool {
    pieces(text).any(|piece| piece.name() == Some(placeholder.code()))
}

/// A part of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// What stands between `{{` and `}}`.
    Named(&'a str),
}

impl<'a> Piece<'a> {
    fn name(self) -> Option<&'a str> {
        match self {
            Self::Text(_) => None,
            Self::Named(name) => Some(name),
        }
    }
}

/// The parts of a template, in their order. Braces that are never closed are text.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        if let Some((name, after)) = rest.strip_prefix("{{").and_then(|inside| inside.split_once("}}")) {
            rest = after;
            return Some(Piece::Named(name.trim()));
        }
        let end = rest.char_indices().skip(1).find(|(at, _)| rest[*at..].starts_with("{{")).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(Piece::Text(piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(kind: MailKind, subject: &str, body: &str, button: &str) -> Result<(), SettingsFault> {
        Template { subject: subject.into(), body: body.into(), button: button.into() }.check(kind)
    }

    #[test]
    fn a_template_that_nobody_could_use_is_refused() {
        let of = |subject, body, button| checked(MailKind::SignIn, subject, body, button);
        assert_eq!(of("Sign in", "Press: {{link}}", "Sign in"), Ok(()));
        assert_eq!(of("Sign in", "{{code}}", "Sign in"), Err(SettingsFault::PlaceholderMissing));
        assert_eq!(of("Sign in", "{{link}} {{name}}", "Sign in"), Err(SettingsFault::UnknownPlaceholder));
        assert_eq!(of("Sign in", "{{link}} {{ nmae }}", "Sign in"), Err(SettingsFault::UnknownPlaceholder));
        assert_eq!(of("{{code}}", "{{link}}", "Sign in"), Err(SettingsFault::UnknownPlaceholder));
        for (subject, body, button) in [("", "{{link}}", "Go"), ("a\nb", "{{link}}", "Go"), ("a", " ", "Go"), ("a", "{{link}}", " ")] {
            assert_eq!(of(subject, body, button), Err(SettingsFault::TemplateForm), "{subject:?} {body:?} {button:?}");
        }
        assert_eq!(of("a", &"x".repeat(MOST_UNITS + 1), "Go"), Err(SettingsFault::TemplateForm));
        assert_eq!(checked(MailKind::IdentityTaken, "a", "{{address}}", ""), Ok(()));
    }

    #[test]
    fn braces_that_nobody_closes_are_text() {
        assert_eq!(pieces("a {{b}} {{c").collect::<Vec<_>>(), [Piece::Text("a "), Piece::Named("b"), Piece::Text(" "), Piece::Text("{{c")]);
        assert_eq!(pieces("").count(), 0);
    }
}
