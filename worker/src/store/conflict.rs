//! What the database's refusal of a record means.

use usher_shared::problem::Mistake;

/// Why a record was not stored.
pub enum Conflict {
    Invalid(Mistake),
    /// The idempotency key is another request's, or the same request has just been carried out.
    Repeated,
    /// Chance gave an id that another row has. Trying again gives another.
    Id,
}
