//! The draft as text, for the time between a session that ended and the next.

use js_sys::{Array, JSON};
use usher_shared::form::Field;
use usher_shared::user::Draft;
use wasm_bindgen::{JsCast, JsValue};

/// A JSON list: a text for each field, in the order of `Field::ALL`.
pub fn text(draft: &Draft) -> String {
    let texts: Array = Field::ALL.iter().map(|field| JsValue::from(draft.text(*field).unwrap_or_default())).collect();
    JSON::stringify(&texts).map(Into::into).unwrap_or_default()
}

/// The draft of such a text; an empty one of any other.
pub fn draft(text: &str) -> Draft {
    let mut draft = Draft::default();
    let texts = JSON::parse(text).ok().and_then(|value| value.dyn_into::<Array>().ok()).unwrap_or_default();
    for (field, text) in Field::ALL.iter().zip(texts.iter()) {
        if let Some(text) = text.as_string().filter(|text| !text.is_empty()) {
            draft.set(*field, text);
        }
    }
    draft
}
