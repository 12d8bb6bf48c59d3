//! The draft as text: for the time between a session that ended and the next, and for the module that has the tables.

use js_sys::{Array, JSON};
use usher_shared::form::Field;
use usher_shared::user::Draft;
use wasm_bindgen::{JsCast, JsValue};

/// A JSON list: a text for each field, in the order of `Field::ALL`, and the organization's id.
pub fn text(draft: &Draft) -> String {
    let texts = Field::ALL.iter().map(|field| draft.text(*field)).chain([draft.organization_id.as_deref()]);
    let texts: Array = texts.map(|text| JsValue::from(text.unwrap_or_default())).collect();
    JSON::stringify(&texts).map(Into::into).unwrap_or_default()
}

/// The draft of such a text; an empty one of any other.
pub fn draft(text: &str) -> Draft {
    let mut draft = Draft::default();
    let texts = JSON::parse(text).ok().and_then(|value| value.dyn_into::<Array>().ok()).unwrap_or_default();
    let mut texts = texts.iter().map(|text| text.as_string().filter(|text| !text.is_empty()));
    for (field, text) in Field::ALL.iter().zip(&mut texts) {
        if let Some(text) = text {
            draft.set(*field, text);
        }
    }
    draft.organization_id = texts.next().flatten();
    draft
}
