//! What one fills in: a line, lines, or a choice.

use leptos::prelude::*;
use usher_shared::form::{Field, FieldKind};

use super::{Said, Typed};

/// A control of the form or of the profile.
pub struct Control {
    pub field: Field,
    pub id: String,
    pub autocomplete: &'static str,
    pub required: bool,
    pub disabled: bool,
    /// The id of a `datalist`.
    pub list: Option<String>,
    pub value: Said,
    /// `true` or `false`.
    pub invalid: Said,
    pub typed: Typed,
    pub left: Box<dyn FnMut()>,
}

/// `choices`, the options of a picker, is `()` for what is no picker. Made by its tag, because a view for each would bring a
/// copy each of the code that draws it.
pub fn control(tag: &str, control: Control, choices: impl IntoView) -> impl IntoView {
    let Control { field, id, mut typed, mut left, .. } = control;
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
        .attr("maxlength", field.max_length().to_string())
        .attr("list", control.list)
        .attr("required", control.required)
        .attr("disabled", control.disabled)
        .attr("dir", if mode == "text" { "auto" } else { "ltr" })
        .attr("aria-invalid", control.invalid)
        .prop("value", control.value)
        .on(leptos::ev::input, move |event| typed(event_target_value(&event)))
        .on(leptos::ev::blur, move |_| left())
        .child(choices)
}

/// Several lines where the field has several, one where not.
pub const fn tag(field: Field) -> &'static str {
    if matches!(field.kind(), FieldKind::LongText) { "textarea" } else { "input" }
}
