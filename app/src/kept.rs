//! What was typed, as text: for the time between a session that ended and the next, for what is drawn anew, and for the
//! module that has the tables.

use js_sys::{Array, JSON, Object};
use usher_shared::form::Field;
use usher_shared::user::Draft;
use wasm_bindgen::{JsCast, JsValue};

use crate::api::{get, set};

/// A JSON list: a text for each field, in the order of `Field::ALL`, the organization's id, `beside`, and the `ticket`; then the key
/// and the text of each field that the account has defined. `beside` is the idempotency key under which a form's draft was sent, or
/// the further contact of a profile; `ticket` is what is said in the ticket that is opened with a form's customer.
pub fn text(draft: &Draft, beside: Option<&str>, ticket: Option<&str>) -> String {
    let texts = Field::ALL.iter().map(|field| draft.text(*field)).chain([draft.organization_id.as_deref(), beside, ticket]);
    let user_fields = draft.user_fields.iter().flat_map(|(key, text)| [Some(key.as_str()), Some(text.as_str())]);
    // What was never typed is `null`: another request than what was typed and taken back.
    let texts: Array = texts.chain(user_fields).map(JsValue::from).collect();
    stringify(&texts)
}

/// The draft of such a text, what was beside it, and the ticket; an empty draft of any other text.
pub fn draft(text: &str) -> (Draft, Option<String>, Option<String>) {
    let mut draft = Draft::default();
    let texts = parse(text).dyn_into::<Array>().unwrap_or_default();
    let mut texts = texts.iter().map(|text| text.as_string());
    for (field, text) in Field::ALL.iter().zip(&mut texts) {
        if let Some(text) = text {
            draft.set(*field, text);
        }
    }
    draft.organization_id = texts.next().flatten();
    let (beside, ticket) = (texts.next().flatten(), texts.next().flatten());
    while let (Some(Some(key)), Some(Some(text))) = (texts.next(), texts.next()) {
        draft.user_fields.push((key, text));
    }
    (draft, beside, ticket)
}

/// A profile that was left in mid-edit: `user` as the API shows one, whether they were just `added`, and the `changes`
/// ([`text`]). No list, so that a form takes it for no draft.
pub fn profile_text(user: &JsValue, added: bool, changes: &str) -> String {
    let profile = Object::new();
    set(&profile, "user", user);
    set(&profile, "added", &added.into());
    set(&profile, "changes", &changes.into());
    stringify(&profile)
}

/// The object of such a text, `None` of any other.
pub fn profile(text: &str) -> Option<JsValue> {
    Some(parse(text)).filter(|kept| get(kept, "user").is_object())
}

fn stringify(value: &JsValue) -> String {
    JSON::stringify(value).map(Into::into).unwrap_or_default()
}

fn parse(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or_default()
}
