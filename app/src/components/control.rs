//! What one fills in: a line, lines, a choice, or a box to tick.

use leptos::prelude::*;
use usher_shared::form::{Field, FieldKind};

use super::{Bound, heard, press};
use crate::i18n::decimal;

/// A control of the form or of the profile.
pub struct Control {
    /// `input`, `textarea` or `select`.
    pub tag: &'static str,
    /// Of an `input`.
    pub kind: &'static str,
    pub mode: &'static str,
    pub name: String,
    pub id: String,
    /// In UTF-16 units.
    pub max_length: usize,
    pub autocomplete: &'static str,
    pub required: bool,
    pub disabled: bool,
    /// The id of a `datalist`.
    pub list: Option<String>,
    /// Of a `select`: text and value.
    pub choices: Vec<(String, String)>,
    /// What is chosen of them at first.
    pub chosen: String,
    pub value: Bound,
    pub checked: Bound,
    pub invalid: Bound,
    /// Of a box, `true` or `false`.
    pub typed: Box<dyn FnMut(String)>,
    pub left: Box<dyn FnMut()>,
}

impl Control {
    /// One for a field that every customer has.
    pub fn of(field: Field, id: String) -> Self {
        let mode = match field.kind() {
            FieldKind::Email => "email",
            FieldKind::Phone => "tel",
            _ => "text",
        };
        let max_length = field.max_length();
        let tag = if matches!(field.kind(), FieldKind::LongText) { "textarea" } else { "input" };
        Self { tag, mode, name: field.code().into(), max_length, autocomplete: field.autocomplete(), ..Self::with_id(id) }
    }

    /// A line of text that says and does nothing yet.
    pub fn with_id(id: String) -> Self {
        Self {
            tag: "input",
            // Not `email`: a browser would spell an internationalised domain in ASCII, and show what nobody typed.
            kind: "text",
            mode: "text",
            name: String::new(),
            id,
            max_length: 0,
            autocomplete: "off",
            required: false,
            disabled: false,
            list: None,
            choices: Vec::new(),
            chosen: String::new(),
            value: Box::new(|| "".into()),
            checked: Box::new(|| false.into()),
            invalid: Box::new(|| false.into()),
            typed: Box::new(|_| {}),
            left: Box::new(|| {}),
        }
    }

    /// Before what it stands for, where it is one of several.
    pub fn piece(self, name: String) -> impl IntoView {
        let (tag, part) = if self.kind == "checkbox" { ("label", "choice") } else { ("div", "line") };
        leptos::html::custom(tag.to_owned()).attr("part", part).child((self.view(), view! { <bdi>{name}</bdi> }))
    }

    /// Made by its tag, because a view for each would bring a copy each of the code that draws it.
    fn view(self) -> impl IntoView {
        let Self { id, mut typed, left, chosen, .. } = self;
        let is_box = self.kind == "checkbox";
        let typed = move |event| typed(if is_box { event_target_checked(&event).to_string() } else { event_target_value(&event) });
        let option = move |(text, value): (String, String)| view! { <option selected=value == chosen value=value>{text}</option> };
        leptos::html::custom(self.tag.to_owned())
            .attr("part", if is_box { "box" } else { "input" })
            .attr("aria-describedby", [&id, "-help ", &id, "-error"].concat())
            .attr("id", id)
            .attr("name", self.name)
            .attr("type", (self.tag == "input").then_some(self.kind))
            .attr("inputmode", self.mode)
            .attr("autocomplete", self.autocomplete)
            .attr("maxlength", (self.max_length > 0).then(|| decimal(self.max_length as u64)))
            .attr("list", self.list)
            .attr("required", self.required)
            .attr("disabled", self.disabled)
            .attr("dir", if self.mode == "text" { "auto" } else { "ltr" })
            .prop("ariaInvalid", self.invalid)
            .prop("value", self.value)
            .prop("checked", self.checked)
            .prop("oninput", heard(Box::new(typed)))
            .prop("onblur", press(left))
            .child(self.choices.into_iter().map(option).collect::<Vec<_>>())
    }
}
