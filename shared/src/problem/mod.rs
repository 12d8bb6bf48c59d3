//! Everything that can go wrong, once; with the status and the body in which the API tells it.

mod body;
mod plain;
mod sentence;

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use crate::form::Field;
use crate::policy::Denial;
use crate::settings::SettingsError;
use crate::user::FieldError;
use crate::value::Invalid;
pub use plain::Plain;
pub(crate) use sentence::label;
use sentence::{has_limit, sentence};

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// What was sent cannot be stored; every mistake in it.
    InvalidFields(Vec<Mistake>),
    /// The caller may not do this.
    Denied(Denial),
    /// What needs nothing but its code.
    Plain(Plain),
    /// The same about one parameter, in the address or in the body, by its name.
    Named(Plain, &'static str),
    /// Settings that are none, or that nobody could satisfy.
    InvalidSettings(Vec<SettingsError>),
}

/// A mistake in a record, and the key that it is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub key: Cow<'static, str>,
    pub invalid: Invalid,
    /// What another record has already.
    pub taken: Option<String>,
    /// What or whom at the key it is about, where the key's value is a record: a part of it, or somebody's name.
    pub about: Option<String>,
    /// How long the text may be, in UTF-16 units, where it is too long; how many tags, where they are too many.
    pub max: Option<usize>,
}

impl Mistake {
    pub fn new(key: impl Into<Cow<'static, str>>, invalid: Invalid) -> Self {
        Self { key: key.into(), invalid, taken: None, about: None, max: None }
    }

    /// The same in a user who is sent within a ticket.
    #[must_use]
    pub fn of_requester(self) -> Self {
        Self { key: [OF_REQUESTER, &self.key].concat().into(), ..self }
    }
}

/// What the keys of such mistakes begin with.
pub const OF_REQUESTER: &str = "requester.";

impl From<FieldError> for Mistake {
    fn from(error: FieldError) -> Self {
        Self { max: has_limit(error.invalid).then(|| error.limit()), ..Self::new(error.field.code(), error.invalid) }
    }
}
impl From<Plain> for Problem {
    fn from(plain: Plain) -> Self {
        Self::Plain(plain)
    }
}

impl From<Vec<FieldError>> for Problem {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::InvalidFields(errors.into_iter().map(Mistake::from).collect())
    }
}

impl From<Vec<Mistake>> for Problem {
    fn from(mistakes: Vec<Mistake>) -> Self {
        Self::InvalidFields(mistakes)
    }
}

impl From<Denial> for Problem {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl Problem {
    /// The HTTP status (RFC 9110; where Zendesk has one of its own for the case, that one).
    pub const fn status(&self) -> u16 {
        match self {
            Self::InvalidFields(_) | Self::InvalidSettings(_) => 422,
            Self::Denied(Denial::SignInRequired) => 401,
            Self::Denied(_) => 403,
            Self::Plain(plain) | Self::Named(plain, _) => plain.told().0,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidFields(_) => "invalid_fields",
            Self::Denied(_) => "denied",
            Self::Plain(plain) | Self::Named(plain, _) => plain.code(),
            Self::InvalidSettings(_) => "invalid_settings",
        }
    }
}

impl Problem {
    /// Zendesk's `error`, and what is wrong, for where both are one text: the rows of jobs.
    pub fn in_words(&self) -> (&'static str, String) {
        match self {
            Self::InvalidFields(mistakes) => {
                let told: Vec<_> = mistakes.iter().map(|mistake| format!("{}: {}", label(&mistake.key), sentence(mistake))).collect();
                ("RecordInvalid", told.join("; "))
            }
            Self::InvalidSettings(_) => ("RecordInvalid", "These settings cannot be saved".to_string()),
            Self::Denied(denial) => ("Forbidden", denial.reason().to_string()),
            Self::Plain(plain) => (plain.told().1, plain.told().2.to_string()),
            Self::Named(plain, name) => (plain.told().1, plain.told_of(name)),
        }
    }
}
impl Problem {
    /// One of each, for the golden file of wire codes and for the test that renders them all.
    pub fn samples() -> Vec<Self> {
        let refused = |invalid| Mistake::from(FieldError { field: Field::Email, invalid });
        let mut samples: Vec<_> = Invalid::ALL.iter().map(|invalid| Self::InvalidFields(vec![refused(*invalid)])).collect();
        samples.push(Self::InvalidFields(vec![Mistake { taken: Some("a@b.example".into()), ..refused(Invalid::Taken) }]));
        samples.extend(Denial::ALL.iter().map(|denial| Self::Denied(*denial)));
        samples.extend(Plain::ALL.iter().map(|plain| Self::Plain(*plain)));
        samples.extend([Plain::InvalidParameter.at("sort_by"), Plain::TooManyValues.at("ids"), Plain::MissingObject.at("ids")]);
        samples.push(Plain::InvalidId.at("permission_set"));
        samples.extend(
            crate::settings::SettingsFault::ALL
                .iter()
                .map(|code| Self::InvalidSettings(vec![SettingsError { path: "entry_points.agent.fields.name".into(), code: *code }])),
        );
        samples
    }
}
