//! The session of a customer who is signed in: a cookie that only Usher's own pages send.

use crate::answer::Answer;
use crate::auth::session;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::sessions;
use usher_shared::policy::Action;

/// `DELETE /api/v1/session`: signs out. Whoever is not signed in is so afterwards too.
pub async fn delete(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ProveAddress)?;
    if let Some(hash) = session::hash_of(call) {
        sessions::delete(call.db()?, &hash).await?;
        crate::auth::forget();
    }
    Ok(Answer::empty(204).header("set-cookie", session::ended(call)))
}
