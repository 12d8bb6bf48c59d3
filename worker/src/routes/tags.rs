//! Tags: of a record, and of the account.

use serde_json::Value;
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain, Problem};
use usher_shared::sent::{Reader, TagsDraft};
use usher_shared::value::{Id, Invalid, MOST_TAGS, Tag};

use super::users;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::page::Page;
use crate::store::database::Refused;
use crate::store::listing::as_they_come;
use crate::store::tags::{self, Change, SORTS, Tagged};

/// `GET /api/v2/tags`: all that are used, the most used first, or by name.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let page = Page::of(call, SORTS)?;
    Ok(page.answer(call, "tags", &tags::all(page.sort.column).page(call, &page, &[], as_they_come).await?))
}

pub async fn count(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    Ok(Answer::count(tags::all(SORTS[0].1).count(call).await?))
}

/// `GET /api/v2/autocomplete/tags?name=…`: those that begin so.
pub async fn autocomplete(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    complete(call, call.query("name")).await
}

/// The same, asked in the body.
pub async fn autocomplete_by_body(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let body = call.json().await?;
    complete(call, body.get("name").and_then(Value::as_str).or_else(|| call.query("name"))).await
}

async fn complete(call: &Call, name: Option<&str>) -> Result<Answer, Failure> {
    let prefix = Tag::parse_prefix(name.ok_or(Plain::InvalidParameter.at("name"))?);
    Ok(Answer::json_text(200, tags::with_prefix(call, prefix.as_ref()).await?))
}

/// `GET /api/v2/users/{user_id}/tags`. Tags are what agents say of customers: not for customers to read.
pub async fn of_user(call: &Call, user: Id) -> Result<Answer, Failure> {
    call.require(Action::ReadAccount)?;
    let (_, rows) = users::find_and(call, user, Action::ViewUser, vec![tags::select(call, Tagged::User, user)]).await?;
    Ok(Answer::json_text(200, rows[0].first("json").ok_or(Plain::NotFound)?))
}

/// `POST` (201) replaces the tags, `PUT` adds to them, `DELETE` takes some away; all with `{"tags": […]}`.
pub async fn change_of_user(call: &Call, user: Id, change: Change) -> Result<Answer, Failure> {
    users::find_active(call, user, Action::EditUser).await?;
    answer(call, Tagged::User, user, change).await
}

/// `GET /api/v2/organizations/{organization_id}/tags`.
pub async fn of_organization(call: &Call, organization: Id) -> Result<Answer, Failure> {
    call.require(Action::ListOrganizations)?;
    let found = call.db()?.rows(tags::select(call, Tagged::Organization, organization)).await?;
    Ok(Answer::json_text(200, found.first("json").ok_or(Plain::NotFound)?))
}

pub async fn change_of_organization(call: &Call, organization: Id, change: Change) -> Result<Answer, Failure> {
    call.require(Action::ManageOrganizations)?;
    answer(call, Tagged::Organization, organization, change).await
}

async fn answer(call: &Call, tagged: Tagged, id: Id, change: Change) -> Result<Answer, Failure> {
    let missing = || Plain::MissingObject.at("tags");
    // Many clients send no body with DELETE, and no type of one.
    if call.header("content-type").is_none() && call.header("content-length").is_none_or(|length| length == "0") {
        return Err(missing().into());
    }
    let body: Value = call.json().await?;
    let mut reader = Reader::default();
    let sent = reader.tags(&serde_json::from_value::<TagsDraft>(body).map_err(|_| missing())?.tags);
    let tags = reader.finish(sent).map_err(Problem::from)?.ok_or_else(missing)?;
    let idempotency = Idempotency::of(call)?;
    let stored = tags::change(call, tagged, id, change, &tags, idempotency.as_ref()).await?.map_err(|refused| match refused {
        Refused::Changed => vec![Mistake { max: Some(MOST_TAGS), ..Mistake::new("tags", Invalid::TooManyTags) }].into(),
        _ => Problem::from(Plain::Collision),
    });
    idempotency::changed(call, idempotency.as_ref(), if let Change::Replace = change { 201 } else { 200 }, stored).await
}
