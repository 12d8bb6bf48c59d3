//! What the database's refusal of a record means.

use usher_shared::policy::Denial;
use usher_shared::problem::{Mistake, Plain, Problem};
use usher_shared::value::Invalid;

use super::database::Refused;

/// Why a record was not stored.
pub enum Conflict {
    Invalid(Mistake),
    /// The caller may not do it any more.
    Denied(Denial),
    /// The idempotency key is another request's, or the same request has just been carried out.
    Repeated,
    /// Chance gave an id that another row has. Trying again gives another.
    Id,
}

impl Conflict {
    /// `unknown` is the key that names another record, if one does; `taken` has indexes, and the keys whose values they keep
    /// from being there twice.
    pub fn of(refused: &Refused, unknown: Option<&'static str>, taken: &[(&str, &'static str)]) -> Self {
        match refused {
            Refused::ForeignKey => unknown.map_or(Self::Id, |key| Self::Invalid(Mistake::new(key, Invalid::Unknown))),
            Refused::Unique(index) if index == "idempotency_keys.caller_id, idempotency_keys.key" => Self::Repeated,
            Refused::Unique(index) => {
                let key = taken.iter().find(|(name, _)| name == index).map(|(_, key)| *key);
                key.map_or(Self::Id, |key| Self::Invalid(Mistake::new(key, Invalid::Taken)))
            }
            Refused::Changed => Self::Id,
            Refused::Denied(denial) => Self::Denied(*denial),
            Refused::Mistaken(mistake) => Self::Invalid(mistake.clone()),
        }
    }
}

impl From<Conflict> for Problem {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::Invalid(mistake) => vec![mistake].into(),
            Conflict::Denied(denial) => denial.into(),
            Conflict::Id | Conflict::Repeated => Plain::Collision.into(),
        }
    }
}
