//! Who may come in by themselves: the allowlist and the blocklist, and what would become of an address.

use serde_json::{Value, json};
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::registration::{Known, Line, List, Way};
use usher_shared::value::EmailAddress;

use crate::addresses;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::registration;

/// `GET /api/v1/registration/{list}`: `{"registration_list": {"name": "blocklist", "lines": "* reject:megaspam.com"}}`.
pub async fn show(call: &Call, name: &str) -> Result<Answer, Failure> {
    call.require(Action::ReadSettings)?;
    shown(call, list(name)?).await
}

/// `PUT /api/v1/registration/{list}` with `{"registration_list": {"lines": "…"}}`: these are the lines from now on.
pub async fn replace(call: &Call, name: &str) -> Result<Answer, Failure> {
    call.require(Action::ChangeSettings)?;
    let list = list(name)?;
    let lines = lines(&call.json().await?, list, "lines")?.ok_or(Plain::InvalidParameter.at("lines"))?;
    registration::replace(call, list, &lines).await?;
    shown(call, list).await
}

/// `PATCH /api/v1/registration/{list}` with `{"registration_list": {"add": "…", "remove": "…"}}`.
pub async fn change(call: &Call, name: &str) -> Result<Answer, Failure> {
    call.require(Action::ChangeSettings)?;
    let list = list(name)?;
    let body = call.json().await?;
    let (add, remove) = (lines(&body, list, "add")?.unwrap_or_default(), lines(&body, list, "remove")?.unwrap_or_default());
    registration::change(call, list, &add, &remove).await?;
    shown(call, list).await
}

/// `POST /api/v1/registration/check` with `{"registration": {"email": "…", "way": "request"}}`: what would become of whoever
/// came in so, and what decides it. Nothing comes of it.
pub async fn check(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadSettings)?;
    let body = call.json().await?;
    let asked = body.get("registration").and_then(Value::as_object).ok_or(Plain::MissingObject.at("registration"))?;
    let text = |key| asked.get(key).and_then(Value::as_str).unwrap_or_default();
    let address = EmailAddress::parse(text("email")).map_err(|invalid| vec![Mistake::new("email", invalid)])?;
    let way = Way::from_code(text("way")).ok_or(Plain::InvalidParameter.at("way"))?;
    let (lists, holder) = registration::facts(call, &address).await?;
    let known = Known::of(holder.as_ref());
    let decision = lists.rules(call.account.settings.registration).decide(way, &address, known);
    let line = decision.line.map(|line| json!({ "list": line.effect.list(), "line": line.text() }));
    let facts = addresses::facts_of(call, &address).await;
    let judgement = way.entry_point().map(|entry_point| call.account.settings.addresses.judge(entry_point, facts));
    let told = json!({
        "email": address.normal_form(), "way": way, "known": known,
        "outcome": decision.outcome, "reason": decision.reason, "decided_by": line,
        "address": {
            "domain": address.domain(), "mail": facts.mail, "disposable": facts.is_disposable,
            "outcome": judgement.map(|judgement| judgement.treatment()),
        },
    });
    Ok(Answer::json(200, &json!({ "registration": told })))
}

async fn shown(call: &Call, list: List) -> Result<Answer, Failure> {
    let lines = registration::list(call, list).await?.join(" ");
    Ok(Answer::json(200, &json!({ "registration_list": { "name": list, "lines": lines } })))
}

fn list(name: &str) -> Result<List, Failure> {
    List::from_code(name).ok_or_else(|| Plain::NotFound.into())
}

/// The lines at this key of the body, if it is there; every one that is none is a mistake.
fn lines(body: &Value, list: List, key: &'static str) -> Result<Option<Vec<Line>>, Failure> {
    let wish = body.get("registration_list").and_then(Value::as_object).ok_or(Plain::MissingObject.at("registration_list"))?;
    let Some(value) = wish.get(key) else { return Ok(None) };
    let text = value.as_str().ok_or(Plain::InvalidParameter.at(key))?;
    let told = |(line, invalid)| Mistake { about: Some(line), ..Mistake::new(key, invalid) };
    Ok(Some(Line::parse_all(list, text).map_err(|mistakes| mistakes.into_iter().map(told).collect::<Vec<_>>())?))
}
