//! What the API tells whoever is signed in, as far as it is shown.

use usher_shared::form::Field;
use usher_shared::registration::Registration;
use usher_shared::user::Draft;
use wasm_bindgen::{JsCast, JsValue};

use crate::api::{self, Answered, get};
use crate::host::Host;
use crate::i18n::decimal;

pub const ME: &str = "/api/v1/me";

/// Whoever is signed in, and what the account lets them do.
#[derive(Clone)]
pub struct Own {
    pub id: String,
    pub name: String,
    /// What of them can be changed here.
    pub stored: Draft,
    pub registration: Registration,
}

/// An address or a number.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    pub id: String,
    pub value: String,
    pub is_email: bool,
    pub primary: bool,
    pub verified: bool,
}

/// Something they asked for.
#[derive(Clone)]
pub struct Asked {
    pub id: String,
    pub subject: String,
    pub status: String,
    pub created_at: String,
}

/// Whoever is signed in. `Ok(None)`: nobody.
pub async fn own(host: &Host) -> Result<Option<Own>, crate::state::Failed> {
    match api::send(host, "GET", ME, None, None).await? {
        (200, body) => Ok(read_own(&body)),
        (401, _) => Ok(None),
        (status, body) => Err(api::failed(status, &body)),
    }
}

fn read_own(body: &JsValue) -> Option<Own> {
    let (user, settings) = (get(body, "user"), get(body, "settings"));
    let flag = |key| get(&settings, key).is_truthy();
    Some(Own {
        id: id(&user)?,
        name: text(&user, "name"),
        stored: stored(&user),
        registration: Registration {
            self_editing: flag("self_editing"),
            language_selection: flag("language_selection"),
            time_zone_selection: flag("time_zone_selection"),
            deletion_requests: flag("deletion_requests"),
            ..Registration::DEFAULT
        },
    })
}

/// What of a user (as the API shows one) can be changed.
pub fn stored(user: &JsValue) -> Draft {
    let mut stored = Draft::default();
    stored.set(Field::Name, text(user, "name"));
    stored.set(Field::Phone, text(user, "phone"));
    stored.set(Field::Locale, text(user, "locale"));
    stored.set(Field::TimeZone, text(user, "iana_time_zone"));
    stored
}

fn identities_path(user: &str) -> String {
    ["/api/v2/end_users/", user, "/identities"].concat()
}

/// What there is of addresses and numbers, and those that wait to be proved. None where the question fails: the rest is shown all the same.
pub async fn identities(host: &Host, user: &str) -> Vec<Identity> {
    let read = |identity: JsValue| {
        Some(Identity {
            id: id(&identity)?,
            value: text(&identity, "value"),
            is_email: text(&identity, "type") == "email",
            primary: get(&identity, "primary").is_truthy(),
            verified: get(&identity, "verified").is_truthy(),
        })
    };
    match api::send(host, "GET", &identities_path(user), None, None).await {
        Ok((200, body)) => api::list(&body, "identities").iter().filter_map(read).collect(),
        _ => Vec::new(),
    }
}

/// Does something to an identity: `""` is to take it away.
pub async fn act(host: &Host, user: &str, identity: &str, action: &str) -> Answered {
    let path = [&identities_path(user), "/", identity, action].concat();
    api::send(host, if action.is_empty() { "DELETE" } else { "PUT" }, &path, None, None).await
}

pub async fn add(host: &Host, user: &str, email: &str, key: &str) -> Answered {
    let identity = js_sys::Object::new();
    api::set(&identity, "type", &"email".into());
    api::set(&identity, "value", &email.into());
    api::send(host, "POST", &identities_path(user), Some(&api::object("identity", &identity)), Some(key)).await
}

/// A page of what they have asked for, the newest first; and whether there is more.
pub async fn requests(host: &Host, page: u32) -> (Vec<Asked>, bool) {
    let path = ["/api/v2/requests?sort_by=created_at&sort_order=desc&per_page=10&page=", &decimal(u64::from(page))].concat();
    let read = |request: JsValue| {
        Some(Asked {
            id: id(&request)?,
            subject: text(&request, "subject"),
            status: text(&request, "status"),
            created_at: text(&request, "created_at"),
        })
    };
    match api::send(host, "GET", &path, None, None).await {
        Ok((200, body)) => (api::list(&body, "requests").iter().filter_map(read).collect(), get(&body, "next_page").is_string()),
        _ => (Vec::new(), false),
    }
}

/// The mistake that is told of a field of what was sent, by its code.
pub fn mistake(body: &JsValue, field: &str) -> Option<String> {
    let details = get(body, "details");
    if !details.is_object() {
        return None;
    }
    get(&api::list(&details, field).get(0), "code").as_string()
}

fn id(object: &JsValue) -> Option<String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an id, below 2^53")]
    get(object, "id").as_f64().map(|id| decimal(id as u64))
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_default()
}

/// A date as the language writes it.
pub fn date(locale: &str, time: &str) -> String {
    let options = js_sys::Object::new();
    api::set(&options, "dateStyle", &"medium".into());
    let date = js_sys::Date::new(&time.into());
    date.to_locale_date_string(locale, options.unchecked_ref()).into()
}
