//! A problem as JSON.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::plain::NOT_AUTHENTICATED;
use super::sentence::{label, sentence, zendesk_error};
use super::{DOUBTFUL, Mistake, Plain, Problem};
use crate::policy::Denial;

/// The body as Zendesk's clients read it, with the codes that its own lacks.
///
/// Shapes of `error`, `description` and `details`: Zendesk, recorded answers and client libraries. Beyond them: `code`
/// (top level and in each detail), `max`, and of a refusal `rule`, `reason` and `remedy`.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        match self {
            Self::InvalidFields(mistakes) => {
                body.serialize_entry("error", "RecordInvalid")?;
                body.serialize_entry("description", "Record validation errors")?;
                body.serialize_entry("details", &Details(mistakes))?;
            }
            Self::Denied(Denial::SignInRequired) => body.serialize_entry("error", NOT_AUTHENTICATED)?,
            Self::Denied(_) => body.serialize_entry("error", &Forbidden)?,
            Self::Doubtful(doubt) => {
                body.serialize_entry("error", DOUBTFUL)?;
                body.serialize_entry("description", &[doubt.reason(), " ", doubt.remedy()].concat())?;
            }
            Self::Plain(Plain::InvalidId) => body.serialize_entry("error", &InvalidIdBody("id"))?,
            Self::Named(Plain::InvalidId, name) => body.serialize_entry("error", &InvalidIdBody(name))?,
            Self::Plain(plain) => {
                body.serialize_entry("error", plain.told().1)?;
                body.serialize_entry("description", plain.told().2)?;
            }
            Self::Named(plain, name) => {
                body.serialize_entry("error", plain.told().1)?;
                body.serialize_entry("description", &plain.told_of(name))?;
            }
            Self::InvalidSettings(errors) => {
                body.serialize_entry("error", "RecordInvalid")?;
                body.serialize_entry("description", "These settings cannot be saved")?;
                body.serialize_entry("details", errors)?;
            }
        }
        if let Self::Plain(Plain::TooManyValues) | Self::Named(Plain::TooManyValues, _) = self {
            body.serialize_entry("max_count", &100)?;
        }
        body.serialize_entry("code", self.code())?;
        let explained = match self {
            Self::Denied(denial) => {
                body.serialize_entry("rule", denial.code())?;
                Some((denial.reason(), denial.remedy()))
            }
            Self::Doubtful(doubt) => Some((doubt.reason(), doubt.remedy())),
            _ => None,
        };
        if let Some((reason, remedy)) = explained {
            body.serialize_entry("reason", reason)?;
            body.serialize_entry("remedy", remedy)?;
        }
        body.end()
    }
}

struct Forbidden;

impl Serialize for Forbidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("title", "Forbidden")?;
        map.serialize_entry(
            "message",
            "You do not have access to this page. Please contact the account owner of this help desk for further help.",
        )?;
        map.end()
    }
}

/// With the name of what should be an id.
struct InvalidIdBody<'a>(&'a str);

impl Serialize for InvalidIdBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("title", "Invalid attribute")?;
        map.serialize_entry("message", &format!("You passed an invalid value for the {} attribute. must be an integer", self.0))?;
        map.end()
    }
}

struct Details<'a>(&'a [Mistake]);

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_first = |at: usize| !self.0[..at].iter().any(|before| before.key == self.0[at].key);
        let at = |key: &Cow<_>| self.0.iter().filter(move |mistake| mistake.key == *key).map(Detail).collect::<Vec<_>>();
        let keys = self.0.iter().enumerate().filter(|(index, _)| is_first(*index)).map(|(_, mistake)| &mistake.key);
        serializer.collect_map(keys.map(|key| (key, at(key))))
    }
}

struct Detail<'a>(&'a Mistake);

impl Serialize for Detail<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Mistake { key, invalid, max, .. } = self.0;
        let mut map = serializer.serialize_map(None)?;
        // What is about the whole record has a sentence of its own.
        let description = if key == "base" { sentence(self.0) } else { format!("{}: {}", label(key), sentence(self.0)) };
        map.serialize_entry("description", &description)?;
        map.serialize_entry("error", zendesk_error(*invalid))?;
        map.serialize_entry("code", invalid.code())?;
        if let Some(max) = max {
            map.serialize_entry("max", max)?;
        }
        map.end()
    }
}
