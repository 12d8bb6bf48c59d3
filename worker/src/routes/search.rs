//! Search, as Zendesk's API has it. What a question means is decided in `usher_shared::search`.

use std::iter;

use serde_json::{Map, Value, json};
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::search::{Context, Kind, MOST_RESULTS, Query};
use usher_shared::value::ExternalId;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Page;
use crate::runtime::now_ms;
use crate::store::listing::Listing;
use crate::store::search::{self, ROW, SORTS};
use crate::store::sideloads::Sideload;
use crate::store::{user_json, user_lists};

/// Whoever completes a name types on, and reads no second page: `count` goes no further.
const MOST_COMPLETED: u32 = 100;

/// `GET /api/v2/search?query=…`.
pub async fn find(call: &Call) -> Result<Answer, Failure> {
    let query = query(call)?;
    let page = Page::of_search(call, SORTS, &query)?;
    if page.end() > MOST_RESULTS {
        return Err(Plain::SearchTooDeep.into());
    }
    let listed = search::found(&query).page(call, &page, &[], search::results).await?;
    let rest = with_facets(page.rest(call, &listed));
    Ok(Answer::list("results", &listed, &Value::Object(rest)))
}

/// `GET /api/v2/search/count?query=…`.
pub async fn count(call: &Call) -> Result<Answer, Failure> {
    let count = search::found(&query(call)?).count(call).await?;
    Ok(Answer::json(200, &json!({ "count": count })))
}

/// `GET /api/v2/search/export?query=…&filter[type]=user`: all there is, forwards only.
pub async fn export(call: &Call) -> Result<Answer, Failure> {
    let query = query(call)?;
    let page = Page::of_export(call, ROW)?;
    let listed = search::found_all(&query).page(call, &page, &[], search::results).await?;
    let mut rest = with_facets(page.rest(call, &listed));
    rest["meta"]["before_cursor"] = Value::Null;
    rest["links"]["prev"] = Value::Null;
    Ok(Answer::list("results", &listed, &Value::Object(rest)))
}

/// Zendesk's answers have the key, and nothing at it.
fn with_facets(rest: Map<String, Value>) -> Map<String, Value> {
    iter::once(("facets".into(), Value::Null)).chain(rest).collect()
}

/// The question, from a caller who may ask it.
fn query(call: &Call) -> Result<Query, Failure> {
    let asked = call.query("query").ok_or(Plain::InvalidParameter.at("query"))?;
    let query = match call.query("filter[type]") {
        Some(code) => read(call, asked)?.of(Kind::from_code(code)),
        None => read(call, asked)?,
    };
    for kind in query.kinds() {
        call.require(kind.action())?;
    }
    // A question about nothing that there is here is no reason to tell a stranger so.
    call.require(Action::ListOrganizations)?;
    Ok(query)
}

fn read(call: &Call, text: &str) -> Result<Query, Failure> {
    let (region, fields) = (call.account.settings.default_region, &call.account.fields);
    let context = Context { region, fields, now: (now_ms() / 1000).cast_signed() };
    Query::parse(text, context).map_err(|_| Plain::QueryForm.into())
}

/// `GET /api/v2/users/search?query=…` or `?external_id=…`.
pub async fn users(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ListUsers)?;
    match (call.query("external_id"), call.query("query")) {
        (Some(id), _) => {
            let users = search::user_with_external_id(ExternalId::parse(id).ok().as_ref());
            listed(call, &users, &Page::of_search(call, &[("id", "u.id")], &Query::default())?, &user_lists::sideloads(call)).await
        }
        (None, Some(text)) => found(call, &read(call, text)?, MOST_RESULTS).await,
        (None, None) => Err(Plain::InvalidParameter.at("query").into()),
    }
}

/// `GET /api/v2/users/autocomplete?name=…` or `?phone=…`: users with names that have words that begin so, or with such a number.
pub async fn autocomplete(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::AutocompleteUsers)?;
    complete(call, call.query("name"), call.query("phone"), call.query("filter")).await
}

/// The same, asked in the body.
pub async fn autocomplete_by_body(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::AutocompleteUsers)?;
    let body = call.json().await?;
    let text = |key| body.get(key).and_then(Value::as_str).or_else(|| call.query(key));
    complete(call, text("name"), text("phone"), text("filter")).await
}

async fn complete(call: &Call, name: Option<&str>, phone: Option<&str>, filter: Option<&str>) -> Result<Answer, Failure> {
    let query = match (name, phone) {
        (Some(name), _) => Query::with_names(name),
        (None, Some(phone)) => Query::with_number(phone, call.account.settings.default_region),
        (None, None) => None,
    };
    let query = query.ok_or(Plain::QueryForm)?;
    found(call, &if filter == Some("assignable") { query.of_staff() } else { query }, MOST_COMPLETED).await
}

/// Users, counted up to `most` or as far as the page goes. Whoever may not list users completes names: to page through all of
/// them, and what is at their side, is what they may not.
async fn found(call: &Call, query: &Query, most: u32) -> Result<Answer, Failure> {
    let page = Page::of_search(call, SORTS, query)?;
    let (most, sideloads) = match call.require(Action::ListUsers) {
        Ok(()) => (most.max(page.end() + 1), search::sideloads(call)),
        Err(_) if page.end() > MOST_COMPLETED => return Err(Plain::InvalidParameter.at("page").into()),
        Err(_) => (MOST_COMPLETED, Vec::new()),
    };
    listed(call, &search::found_users(query, most), &page, &sideloads).await
}

async fn listed(call: &Call, users: &Listing, page: &Page, sideloads: &[Sideload]) -> Result<Answer, Failure> {
    Ok(page.answer(call, "users", &users.page(call, page, sideloads, user_json::list).await?))
}
