//! What a write was decided by, asked again in its batch: between a look and a write people become something else.

use usher_shared::policy::{Denial, Role};
use usher_shared::value::Id;

use super::database::Statement;
use super::users::Update;
use crate::call::Call;

/// The user is there and has the role that they had when it was decided what may be done with them. Whoever is deleted is given
/// nothing anyway: see migration 0017.
pub fn of_role(user: Id, role: Role) -> Statement {
    Statement::require("EXISTS (SELECT 1 FROM users WHERE id = ?1 AND active = 1 AND role = ?2)").bind(user).bind(role)
}

/// That of an update. Agents suspend customers; whatever else makes less of a caller, an admin does.
pub fn for_update(call: &Call, user: Id, update: &Update<'_>) -> Vec<Statement> {
    let suspends = update.attributes.suspended == Some(true);
    let takes_an_admin = update.rank.is_some() || suspends && update.role != Role::EndUser;
    takes_an_admin.then(|| by_an_admin(call)).into_iter().chain([of_role(user, update.role)]).collect()
}

/// That of a deletion.
pub fn for_deletion(call: &Call, user: Id, role: Role) -> Vec<Statement> {
    (role != Role::EndUser).then(|| by_an_admin(call)).into_iter().chain([of_role(user, role)]).collect()
}

/// The caller is an admin. Callers are remembered for seconds: of two admins who end each other's rank, both would be done.
fn by_an_admin(call: &Call) -> Statement {
    let is_admin = "EXISTS (SELECT 1 FROM users WHERE id = ?1 AND active = 1 AND suspended = 0 AND role = 'admin')";
    Statement::permit(is_admin, Denial::AdminsOnly).bind(call.actor().id)
}
