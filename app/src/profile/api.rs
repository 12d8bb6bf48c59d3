//! What the profile asks the API. Unlike the form's module it is not what somebody waits for, so it has `gloo-net` and serde.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Array, JSON, Object};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use usher_shared::api::{IDENTITIES, Identity, ORGANIZATIONS, Organization, USERS, User};
use usher_shared::custom_field::CustomField;
use usher_shared::user::Draft;
use usher_shared::value::Id;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestCredentials;

use crate::api::{Refused, get, refused, set, user_body};
use crate::host::Host;
use crate::state::Failed;

/// A user as JSON, for the page; and as the profile reads it.
pub struct Answered {
    pub json: JsValue,
    pub user: User,
}

pub async fn save(host: &Host, id: Id, changed: &Draft, user_fields: &[CustomField]) -> Result<Answered, Refused> {
    let path = [USERS, "/", &id.number().to_string()].concat();
    let (status, body) = send(host, Method::PUT, &path, &update_body(changed)).await.map_err(Refused::Failed)?;
    let json = get(&body, "user");
    match read(&json) {
        Some(user) if status == 200 => Ok(Answered { json, user }),
        _ => Err(refused(status, &body, user_fields)),
    }
}

/// What of a customer the user's JSON does not have.
pub struct Details {
    pub organization: Option<String>,
    pub identities: Vec<Identity>,
}

pub async fn details(host: &Host, user: &User) -> Details {
    let organization = match user.organization_id {
        Some(id) => organization(host, id).await,
        None => None,
    };
    Details { organization, identities: identities(host, user.id).await }
}

#[derive(Deserialize)]
struct Identities {
    identities: Vec<Identity>,
}

/// What there is of addresses and numbers. None where the question fails: the customer is shown all the same.
pub async fn identities(host: &Host, user: Id) -> Vec<Identity> {
    let path = [USERS, "/", &user.number().to_string(), IDENTITIES].concat();
    let found: Option<Identities> = ask(host, &path).await;
    found.map(|found| found.identities).unwrap_or_default()
}

#[derive(Deserialize)]
struct OrganizationAnswer {
    organization: Organization,
}

/// The name of an organization.
async fn organization(host: &Host, id: Id) -> Option<String> {
    let found: OrganizationAnswer = ask(host, &[ORGANIZATIONS, "/", &id.number().to_string()].concat()).await?;
    Some(found.organization.name)
}

#[derive(Deserialize)]
struct Organizations {
    organizations: Vec<Organization>,
}

/// The names of organizations that begin so.
pub async fn organizations(host: &Host, prefix: &str) -> Vec<String> {
    let prefix: String = js_sys::encode_uri_component(prefix).into();
    let found: Option<Organizations> = ask(host, &[ORGANIZATIONS, "/autocomplete?per_page=20&name=", &prefix].concat()).await;
    found.map(|found| found.organizations.into_iter().map(|organization| organization.name).collect()).unwrap_or_default()
}

async fn ask<T: DeserializeOwned>(host: &Host, path: &str) -> Option<T> {
    let (status, body) = send(host, Method::GET, path, &JsValue::UNDEFINED).await.ok()?;
    if status == 200 { read(&body) } else { None }
}

/// A part of an answer; `None` of one that is not as expected.
pub fn read<T: DeserializeOwned>(json: &JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(json.clone()).ok()
}

/// Sends with the token that there is, and once more with a fresh one where that is refused.
async fn send(host: &Host, method: Method, path: &str, body: &JsValue) -> Result<(u16, JsValue), Failed> {
    for renew in [false, true] {
        let token = JsFuture::from(host.token(renew)).await.map_err(|_| Failed::SessionEnded)?;
        let bearer = ["Bearer ", &token.as_string().unwrap_or_default()].concat();
        let request = RequestBuilder::new(&(host.endpoint() + path)).method(method.clone()).header("authorization", &bearer);
        // With credentials the browser would ask for a password on a 401 (Fetch standard, HTTP-network-or-cache fetch).
        let request = request.credentials(RequestCredentials::Omit);
        let request = if body.is_undefined() {
            request.build()
        } else {
            let text = JSON::stringify(body).map(String::from).unwrap_or_default();
            request.header("content-type", "application/json").body(text)
        };
        let response = request.map_err(|_| Failed::Offline)?.send().await.map_err(|_| Failed::Offline)?;
        if response.status() != 401 {
            let text = response.text().await.map_err(|_| Failed::Offline)?;
            return Ok((response.status(), JSON::parse(&text).unwrap_or_else(|_| not_ours())));
        }
    }
    Err(Failed::SessionEnded)
}

/// A proxy answers in HTML: an answer all the same, so the connection is not what is missing.
fn not_ours() -> JsValue {
    let body = Object::new();
    set(&body, "code", &"internal".into());
    body.into()
}

/// `{"user": {…}}` with what changes; more addresses and numbers are identities.
fn update_body(changed: &Draft) -> JsValue {
    let body = user_body(changed);
    let identity = |(kind, text): &(usher_shared::user::ContactKind, String)| {
        let identity = Object::new();
        set(&identity, "type", &kind.code().into());
        set(&identity, "value", &text.into());
        JsValue::from(identity)
    };
    if !changed.more.is_empty() {
        set(get(&body, "user").unchecked_ref(), "identities", &changed.more.iter().map(identity).collect::<Array>());
    }
    body
}
