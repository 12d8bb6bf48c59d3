//! What one fills in: a line, lines, or a choice.

use leptos::prelude::*;
use usher_shared::form::{Field, FieldKind};

use super::{Bound, heard, press};
use crate::i18n::decimal;

/// A control of the form or of the profile.
pub struct Control {
    pub field: Field,
    pub id: String,
    pub autocomplete: &'static str,
    pub required: bool,
    pub disabled: bool,
    /// The id of a `datalist`.
    pub list: Option<String>,
    pub value: Bound,
    pub invalid: Bound,
    pub typed: Box<dyn FnMut(String)>,
    pub left: Box<dyn FnMut()>,
}

/// `choices`, the options of a picker, is `()` for what is no picker. Made by its tag, because a view for each would bring a
/// copy each of the code that draws it.
pub fn control(tag: &str, control: Control, choices: impl IntoView) -> impl IntoView {
    let Control { field, id, mut typed, left, .. } = control;
    // Not `type=email`: a browser would spell an internationalised domain in ASCII, and show what nobody typed.
    let mode = match field.kind() {
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        _ => "text",
    };
    leptos::html::custom(tag.to_owned())
        .attr("part", "input")
        .attr("aria-describedby", [&id, "-help ", &id, "-error"].concat())
        .attr("id", id)
        .attr("name", field.code())
        .attr("inputmode", mode)
        .attr("autocomplete", control.autocomplete)
        .attr("maxlength", decimal(field.max_length() as u64))
        .attr("list", control.list)
        .attr("required", control.required)
        .attr("disabled", control.disabled)
        .attr("dir", if mode == "text" { "auto" } else { "ltr" })
        .prop("ariaInvalid", control.invalid)
        .prop("value", control.value)
        .prop("oninput", heard(Box::new(move |event| typed(event_target_value(&event)))))
        .prop("onblur", press(left))
        .child(choices)
}

/// Several lines where the field has several, one where not.
pub const fn tag(field: Field) -> &'static str {
    if matches!(field.kind(), FieldKind::LongText) { "textarea" } else { "input" }
}
