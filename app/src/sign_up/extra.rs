//! The fields that are not the directory's, each with its label and its mistake.

use std::sync::Arc;

use leptos::prelude::*;
use usher_shared::value::Invalid;
use wasm_bindgen::JsValue;

use super::state::Extra;
use super::view::SignUp;
use crate::api::get;
use crate::components::summary::Item;
use crate::components::{Control, Drawn, Node, bound};
use crate::i18n::{self, SignUpText, Text};

pub fn field(form: SignUp, extra: Extra) -> Node {
    let drawn = Drawn {
        id: id(form, extra),
        label: label(form, extra),
        optional: false,
        controls: vec![(control(form, extra), String::new())],
        told: bound(move || told(form, extra).unwrap_or_default()),
        note: String::new(),
    };
    drawn.node(|label| label)
}

/// A box beside what one agrees to, and a link to what that is.
pub fn consent(form: SignUp, consent: &JsValue) -> Node {
    let text = |key| get(consent, key).as_string().unwrap_or_default();
    let read = Node::new("a", "link").attr("href", &text("url")).attr("target", "_blank").attr("rel", "noopener");
    let read = read.text(&form.filled.shell.text(SignUpText::ReadIt));
    let mistake = Node::new("p", "error").attr("aria-live", "polite").attr("id", &(id(form, Extra::Consent) + "-error"));
    let mistake = mistake.bound("textContent", bound(move || told(form, Extra::Consent).unwrap_or_default()));
    let choice = control(form, Extra::Consent).piece(&text("text"));
    Node::new("div", "field").child(choice).child(Node::new("p", "help").child(read)).child(mistake)
}

fn id(form: SignUp, extra: Extra) -> String {
    form.filled.shell.host().prefix() + extra.code()
}

fn label(form: SignUp, extra: Extra) -> String {
    form.filled.shell.text(match extra {
        Extra::Subject => SignUpText::Subject,
        Extra::Description => SignUpText::Description,
        // It has its own.
        Extra::Consent => SignUpText::AgreeFirst,
    })
}

fn control(form: SignUp, extra: Extra) -> Control {
    let extras = form.extras;
    let text = move || extras.with(|extras| extras.text(extra).to_owned());
    let (tag, kind) = match extra {
        Extra::Subject => ("input", "text"),
        Extra::Description => ("textarea", "text"),
        Extra::Consent => ("input", "checkbox"),
    };
    Control {
        tag,
        kind,
        name: extra.code().into(),
        max_length: extra.max_length(),
        required: true,
        value: bound(text),
        checked: bound(move || text() == "true"),
        invalid: bound(move || extras.with(|extras| extras.error(extra).is_some())),
        typed: Box::new(move |text| form.typed(extra, text)),
        left: Box::new(move || extras.update(|extras| extras.left(extra))),
        ..Control::with_id(id(form, extra))
    }
}

fn told(form: SignUp, extra: Extra) -> Option<String> {
    let invalid = form.extras.with(|extras| extras.error(extra))?;
    Some(match (extra, invalid) {
        (Extra::Consent, _) => form.filled.shell.text(SignUpText::AgreeFirst),
        (_, Invalid::Blank | Invalid::Required) => form.filled.shell.text(Text::Required),
        (_, Invalid::TooLong) => i18n::fill(&form.filled.shell.text(Text::TooLong), &i18n::decimal(extra.max_length() as u64)),
        (_, Invalid::ControlCharacter | Invalid::BidiOverride) => form.filled.shell.text(Text::ForbiddenCharacter),
        _ => form.filled.shell.text(Text::NotAccepted),
    })
}

/// For the summary of mistakes.
pub fn item(form: SignUp, extra: Extra) -> Item {
    let told = move || {
        let told = told(form, extra)?;
        Some(if extra == Extra::Consent { told } else { [&label(form, extra), ": ", &told].concat() })
    };
    Item { name: extra.code().into(), told: Arc::new(told) }
}
