//! What one fills in: a line, lines, a choice, or a box to tick.

use leptos::prelude::*;
use usher_shared::form::{Field, FieldKind};

use super::{Bound, Node, heard, press};
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
    /// The id of a `datalist`; of none, blank.
    pub list: String,
    /// Of a `select`: text and value.
    pub choices: Vec<(String, String)>,
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
            list: String::new(),
            choices: Vec::new(),
            value: Box::new(|| "".into()),
            checked: Box::new(|| false.into()),
            invalid: Box::new(|| false.into()),
            typed: Box::new(|_| {}),
            left: Box::new(|| {}),
        }
    }

    /// With what it stands for beside it, where it is one of several.
    pub fn piece(self, name: &str) -> Node {
        let (mut tag, mut part) = ("div", "");
        if self.kind == "checkbox" {
            tag = "label";
            part = "choice";
        }
        Node::new(tag, part).child(self.node()).child(Node::new("bdi", "").text(name))
    }

    fn node(self) -> Node {
        let Self { id, mut typed, left, .. } = self;
        let is_box = self.kind == "checkbox";
        let typed = move |event| {
            let ticked = if event_target_checked(&event) { "true" } else { "false" };
            typed(if is_box { ticked.into() } else { event_target_value(&event) });
        };
        let mut part = "input";
        if is_box {
            part = "box";
        }
        let node = Node::new(self.tag, part)
            .attr("aria-describedby", &[&id, "-help ", &id, "-error"].concat())
            .attr("id", &id)
            .attr("name", &self.name)
            .flag("type", self.kind, self.tag == "input")
            .attr("inputmode", self.mode)
            .attr("autocomplete", self.autocomplete)
            .attr("list", &self.list)
            .flag("maxlength", &decimal(self.max_length as u64), self.max_length > 0)
            .flag("required", "", self.required)
            .flag("disabled", "", self.disabled)
            .attr("dir", if self.mode == "text" { "auto" } else { "ltr" });
        // Before the value, which is one of them.
        let choices = self.choices.iter();
        let node = choices.fold(node, |node, (text, value)| node.child(Node::new("option", "").flag("value", value, true).text(text)));
        node.bound("ariaInvalid", self.invalid)
            .bound("value", self.value)
            .bound("checked", self.checked)
            .set("oninput", &heard(Box::new(typed)))
            .set("onblur", &press(left))
    }
}
