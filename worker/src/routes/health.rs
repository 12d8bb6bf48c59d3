//! Whether this can serve.

use serde_json::json;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::account;

/// 200 once the database answers and its schema is there.
pub async fn show(call: &Call) -> Result<Answer, Failure> {
    call.db()?.rows(account::select()).await?;
    Ok(Answer::json(200, &json!({ "status": "ok" })))
}
