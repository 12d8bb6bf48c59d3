//! Webhooks: where events are sent.

use std::sync::LazyLock;

use serde_json::{Value, json};
use usher_shared::event::EventType;
use usher_shared::value::{Id, Ulid};
use usher_shared::webhook::{Authentication, Changes, Format, Method, Status};
use wasm_bindgen::JsValue;
use worker::Env;

use super::assignments::Assignments;
use super::database::{Database, Refused, Rows, Statement};
use super::json_object::{Key, Kind, Shape, TEXTS, at, json, object, one_of, text, time};
use super::listing::Listing;
use super::{account, audit, idempotency};
use crate::auth::secrets;
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// Zendesk's keys, and of the authentication what is no secret. `w` is the row.
pub const KEYS: &[Key] = &[
    ("id", text("w.ulid")),
    ("name", text("w.name")),
    ("description", text("w.description").or_null()),
    ("status", one_of(Status::CODES, "w.status")),
    ("endpoint", text("w.endpoint")),
    ("http_method", one_of(Method::CODES, "w.http_method")),
    ("request_format", one_of(Format::CODES, "w.request_format")),
    ("subscriptions", json(&TEXTS, "w.subscriptions")),
    ("custom_headers", json(&Shape::Map(&Shape::Value(Kind::Text)), "w.custom_headers").or_null()),
    ("authentication", json(&Shape::Map(&Shape::Any), "w.authentication").or_null()),
    ("created_at", time("w.created_at")),
    ("created_by", text("CAST(w.created_by AS TEXT)")),
    ("updated_at", time("w.updated_at")),
    ("updated_by", text("CAST(w.updated_by AS TEXT)")),
];

static JSON: LazyLock<String> = LazyLock::new(|| object(KEYS));

/// `{"webhook": …}` of the webhook `?2`; `?1` is the base of links, which it has none of.
static SELECT_ONE: LazyLock<String> = LazyLock::new(|| format!("SELECT {} AS json FROM webhooks w WHERE w.id = ?2", at("webhook", &JSON)));

/// What it takes to send something there.
const COLUMNS: &str =
    "w.id, w.name, w.status, w.endpoint, w.http_method, w.request_format, w.subscriptions, w.custom_headers, w.authentication, w.credential,
     w.secret_version, w.version";

pub const SORTS: &[(&str, &str)] = &[("id", "w.id"), ("name", "w.name"), ("status", "w.status")];

/// A webhook as it is stored.
pub struct Webhook {
    pub id: Id,
    pub status: Status,
    pub endpoint: String,
    pub method: Method,
    pub format: Format,
    pub subscriptions: Vec<EventType>,
    pub custom_headers: Vec<(String, String)>,
    pub authentication: Option<Authentication>,
    secret_version: i64,
    version: i64,
}

impl Webhook {
    /// What its requests are signed with.
    pub fn signing_secret(&self, env: &Env) -> Result<String, Failure> {
        secrets::derive(env, &format!("webhook:{}:{}", self.id, self.secret_version))
    }
}

pub fn all() -> Listing {
    Listing::new("webhooks w", "w.id", &**JSON).filter("w.id > 0", [])
}

/// Those whose name has this in it.
pub fn named(listing: Listing, part: &str) -> Listing {
    listing.filter("instr(lower(w.name), lower(?)) > 0", [json!(part)])
}

pub fn with_status(listing: Listing, status: Status) -> Listing {
    listing.filter("w.status = ?", [json!(status)])
}

pub async fn show(call: &Call, id: Id) -> Result<Option<JsValue>, Failure> {
    Ok(call.db()?.rows(Statement::new(&SELECT_ONE).bind(&call.base).bind(id)).await?.first("json"))
}

pub async fn find(env: &Env, id: Id) -> Result<Option<Webhook>, Failure> {
    let rows = Database::of(env)?.rows(Statement::composed(format!("SELECT {COLUMNS} FROM webhooks w WHERE w.id = ?1")).bind(id)).await?;
    if rows.len() == 0 {
        return Ok(None);
    }
    let credential = rows.text("credential").map(|sealed| secrets::open(env, &sealed)).transpose()?;
    stored(&rows, credential.as_deref()).map(Some).ok_or_else(|| Failure::Fault("a stored webhook does not parse".into()))
}

fn stored(rows: &Rows, credential: Option<&str>) -> Option<Webhook> {
    let parsed = |column| serde_json::from_str::<Value>(&rows.text(column)?).ok();
    let authentication = match (parsed("authentication"), credential) {
        (Some(shown), Some(secret)) => Some(Authentication::stored(&shown, secret)?),
        _ => None,
    };
    let headers = parsed("custom_headers")?;
    let headers = headers.as_object()?.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
    Some(Webhook {
        id: Id::from_number(rows.integer("id")?).ok()?,
        status: Status::from_code(&rows.text("status")?)?,
        endpoint: rows.text("endpoint")?,
        method: Method::from_code(&rows.text("http_method")?)?,
        format: Format::from_code(&rows.text("request_format")?)?,
        subscriptions: serde_json::from_value(parsed("subscriptions")?).ok()?,
        custom_headers: headers.collect(),
        authentication,
        secret_version: rows.integer("secret_version")?,
        version: rows.integer("version")?,
    })
}

/// Adds a webhook, in one batch: a new one, or one like another but for what changes. Answers the id and the body.
pub async fn insert(
    call: &Call,
    like: Option<&Webhook>,
    changes: &Changes,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(Id, JsValue), Refused>, Failure> {
    let (id, now) = (runtime::new_id(), runtime::now());
    let by = call.actor().id;
    let copied = "name, description, endpoint, http_method, request_format, subscriptions, custom_headers, authentication, credential";
    let insert = match like {
        None => Statement::new(
            "INSERT INTO webhooks (id, ulid, created_by, updated_by, created_at, updated_at) VALUES (?1, ?2, ?3, ?3, ?4, ?4)",
        ),
        Some(_) => Statement::composed(format!(
            "INSERT INTO webhooks (id, ulid, created_by, updated_by, created_at, updated_at, {copied})
             SELECT ?1, ?2, ?3, ?3, ?4, ?4, {copied} FROM webhooks WHERE id = ?5"
        )),
    };
    let insert = insert.bind(id).bind(Ulid::of(id)).bind(by).bind(&now);
    let insert = like.map(|like| like.id).into_iter().fold(insert, Statement::bind);
    let mut batch: Vec<_> = like.map(is_unchanged).into_iter().collect();
    batch.extend([insert, write(call, id, changes, &now)?, audit::entry(call, &now, "webhook.created", Some(id), &given(changes))]);
    if let Some(idempotency) = idempotency {
        batch.extend(idempotency::remember(call, idempotency, &location(call, id), &SELECT_ONE, id));
    }
    batch.push(Statement::new(&SELECT_ONE).bind(&call.base).bind(id));
    let answered = call.db()?.batch(batch).await?;
    account::forget();
    Ok(answered.map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or_default())))
}

/// Changes a webhook that nobody has changed since, in one batch.
pub async fn update(call: &Call, webhook: &Webhook, changes: &Changes) -> Result<Result<(), Refused>, Failure> {
    let now = runtime::now();
    let batch = vec![
        is_unchanged(webhook),
        write(call, webhook.id, changes, &now)?,
        audit::entry(call, &now, "webhook.updated", Some(webhook.id), &given(changes)),
    ];
    let answered = call.db()?.batch(batch).await?;
    account::forget();
    Ok(answered.map(|_| ()))
}

/// What fails once somebody has changed the webhook: what was decided by its endpoint holds for no other.
fn is_unchanged(webhook: &Webhook) -> Statement {
    Statement::require("(SELECT version FROM webhooks WHERE id = ?1) IS ?2").bind(webhook.id).bind(webhook.version)
}

/// Notes in the audit log that a webhook, or what is none yet, is called, before it is.
pub async fn note_test(call: &Call, webhook: Option<Id>, changes: &Changes) -> Result<(), Failure> {
    let audit = audit::entry(call, &runtime::now(), "webhook.tested", webhook, &given(changes));
    call.db()?.rows(audit).await.map(|_| ())
}

/// Deletes a webhook, and with it what it was to be told. Whether there was one.
pub async fn delete(call: &Call, id: Id) -> Result<bool, Failure> {
    let now = runtime::now();
    let audit = audit::entry(call, &now, "webhook.deleted", Some(id), &json!({}));
    let batch = vec![
        audit::only_if(audit, "EXISTS (SELECT 1 FROM webhooks WHERE id = ?5)"),
        Statement::new("DELETE FROM webhooks WHERE id = ?1 RETURNING id").bind(id),
    ];
    let answered = call.db()?.read(batch).await?;
    account::forget();
    Ok(answered.last().is_some_and(|rows| rows.len() > 0))
}

/// Gives a webhook another secret to sign with. `Err`: the idempotency key is another request's, or this has just been done.
pub async fn reset_secret(call: &Call, id: Id, idempotency: Option<&Idempotency>) -> Result<Result<(), Refused>, Failure> {
    let now = runtime::now();
    let audit = audit::entry(call, &now, "webhook.secret_reset", Some(id), &json!({}));
    let mut batch = vec![
        audit::only_if(audit, "EXISTS (SELECT 1 FROM webhooks WHERE id = ?5)"),
        Statement::new("UPDATE webhooks SET secret_version = secret_version + 1 WHERE id = ?1").bind(id),
    ];
    if let Some(idempotency) = idempotency {
        // The webhook, and not the secret, is remembered: that is derived again.
        batch.extend(idempotency::remember(call, idempotency, &location(call, id), &SELECT_ONE, id));
    }
    Ok(call.db()?.batch(batch).await?.map(|_| ()))
}

/// Where a webhook is found.
pub fn location(call: &Call, id: Id) -> String {
    format!("{}/api/v2/webhooks/{}", call.base, Ulid::of(id))
}

fn write(call: &Call, id: Id, changes: &Changes, now: &str) -> Result<Statement, Failure> {
    let Changes { name, description, endpoint, http_method, request_format, status, subscriptions, custom_headers, authentication } =
        changes;
    let mut set = Assignments::new(id, now);
    set.add("updated_by", call.actor().id);
    set.change("description", description, |text| text.clone());
    if let Some(name) = name {
        set.add("name", name.as_str());
    }
    if let Some(endpoint) = endpoint {
        set.add("endpoint", endpoint.as_str());
    }
    if let Some(method) = http_method {
        set.add("http_method", method);
    }
    if let Some(format) = request_format {
        set.add("request_format", format);
    }
    if let Some(status) = status {
        set.add("status", status);
        if *status == Status::Active {
            set.add_sql("hears_after", "iif(status = 'active', hears_after, (SELECT coalesce(max(id), 0) FROM events))");
        }
    }
    if let Some(subscriptions) = subscriptions {
        set.add("subscriptions", json!(subscriptions).to_string());
    }
    if let Some(headers) = custom_headers {
        set.add("custom_headers", json!(headers).to_string());
    }
    if let Some(authentication) = authentication {
        let sealed = authentication.as_ref().map(|authentication| secrets::seal(&call.env, authentication.secret())).transpose()?;
        set.add("authentication", authentication.as_ref().map(|authentication| authentication.shown().to_string()));
        set.add("credential", sealed);
    }
    Ok(set.update("webhooks"))
}

/// What the audit log says of a change: which keys, not what is in them.
fn given(changes: &Changes) -> Value {
    let Changes { name, description, endpoint, http_method, request_format, status, subscriptions, custom_headers, authentication } =
        changes;
    let given = [
        ("name", name.is_some()),
        ("description", description.is_some()),
        ("endpoint", endpoint.is_some()),
        ("http_method", http_method.is_some()),
        ("request_format", request_format.is_some()),
        ("status", status.is_some()),
        ("subscriptions", subscriptions.is_some()),
        ("custom_headers", custom_headers.is_some()),
        ("authentication", authentication.is_some()),
    ];
    json!({ "fields": given.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect::<Vec<_>>() })
}
