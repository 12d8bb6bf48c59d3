//! The keys that portals sign embed tokens with.

use serde_json::{Value, json};
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::value::{Id, KeyName};
use worker::wasm_bindgen::JsValue;

use crate::answer::Answer;
use crate::auth::{self, embed_token};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::{self, Idempotency};
use crate::store::{embed_keys, last_used};

/// With the time of their last use, to the hour and as far as it is known.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageEmbedKeys)?;
    let mut body: Value = read(&embed_keys::list(call).await?);
    let last_used = last_used::list(&call.env).await;
    for key in body["embed_keys"].as_array_mut().into_iter().flatten() {
        key["last_used_at"] = json!(last_used.get(&key["id"].to_string()));
    }
    Ok(Answer::json(200, &body))
}

/// `POST /api/v1/embed_keys` with `{"embed_key": {"name": "…", "origins": ["https://portal.acme.com"]}}`. The answer has
/// the secret; no other answer ever has.
pub async fn create(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageEmbedKeys)?;
    let body = call.json().await?;
    let wish = body.get("embed_key").ok_or(Plain::MissingObject)?;
    let name = wish.get("name").and_then(|name| KeyName::parse(name.as_str()?).ok()).ok_or(Plain::InvalidParameter.at("name"))?;
    let origins = wish.get("origins").and_then(origins).ok_or(Plain::InvalidParameter.at("origins"))?;
    let idempotency = Idempotency::of(call)?;
    match embed_keys::insert(call, &name, &origins, idempotency.as_ref()).await? {
        Ok((id, json)) => {
            let answer = with_secret(call, id, &json)?;
            Ok(idempotency::first(idempotency.as_ref(), answer))
        }
        Err(_) => match idempotency {
            Some(idempotency) => replay(call, &idempotency).await,
            None => Err(Plain::Collision.into()),
        },
    }
}

/// The same answer again, secret and all: it is derived, not stored.
async fn replay(call: &Call, idempotency: &Idempotency) -> Result<Answer, Failure> {
    let remembered = idempotency.remembered(call).await?.ok_or(Plain::Collision)?;
    let id = remembered.location.as_deref().and_then(|location| Id::parse(location.rsplit('/').next()?).ok()).ok_or(Plain::Collision)?;
    Ok(with_secret(call, id, &remembered.body)?.header("x-idempotency-lookup", "hit"))
}

fn with_secret(call: &Call, id: Id, json: &JsValue) -> Result<Answer, Failure> {
    let mut body = read(json);
    body["embed_key"]["secret"] = json!(embed_token::secret_of(call, id)?);
    Ok(Answer::json(201, &body))
}

fn read(json: &JsValue) -> Value {
    json.as_string().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Scheme, host and port, as a browser sends them (RFC 6454): no path, no wildcard.
fn origins(value: &Value) -> Option<Vec<String>> {
    let origin = |value: &Value| {
        let url = worker::Url::parse(value.as_str()?).ok()?;
        let origin = url.origin().ascii_serialization();
        (matches!(url.scheme(), "https" | "http") && value.as_str() == Some(&origin) && !origin.contains('*')).then_some(origin)
    };
    value.as_array()?.iter().map(origin).collect()
}

/// `DELETE /api/v1/embed_keys/{id}`: from now on (everywhere within seconds) nothing that it signs is accepted.
pub async fn revoke(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageEmbedKeys)?;
    let json = embed_keys::revoke(call, id).await?.ok_or(Plain::NotFound)?;
    auth::forget();
    Ok(Answer::json_text(200, json))
}
