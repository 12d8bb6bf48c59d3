//! Organizations, as far as adding customers to them goes.

use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::{Id, OrganizationName};

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::organizations;

/// As many as a list below a field shows.
const LIMIT: u32 = 20;

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let body = organizations::find(call, id).await?.ok_or(Plain::NotFound)?;
    Ok(Answer::json_text(200, body))
}

/// `GET /api/v2/organizations/autocomplete?name=ac`: those whose names begin so.
pub async fn autocomplete(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let Ok(prefix) = OrganizationName::parse(call.query("name").unwrap_or_default()) else {
        return Ok(Answer::all("organizations", [].into_iter()));
    };
    Ok(Answer::all("organizations", organizations::find_by_prefix(call, &prefix, LIMIT).await?.iter()))
}
