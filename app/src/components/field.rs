//! One field of the form, with its label, its mistake, and what helps.

use std::sync::Arc;

use leptos::prelude::*;
use usher_shared::custom_field::CustomField;
use usher_shared::form::{Field, FormField};
use usher_shared::user::FieldError;
use usher_shared::value::EmailAddress;

use super::notice::mistake;
use super::{Control, Drawn, Node, UserField, bound, press};
use crate::add::Add;
use crate::host::random_uuid;
use crate::i18n::{self, Text};

/// A field that every customer has.
pub fn known(add: Add, spec: FormField) -> Drawn {
    let (state, name) = (add.state, spec.name);
    // All ids of one form are in one root, so that labels and descriptions find them.
    let id = add.shell.host().prefix() + name.code();
    let error = move || state.with(|state| state.error(name));
    let told = bound(move || error().map(|invalid| mistake(add.shell, FieldError { field: name, invalid })).unwrap_or_default());
    let is_contact = matches!(name, Field::Email | Field::Phone);
    let one_of_two = is_contact && state.with_untracked(|state| state.form.contact_required);
    let control = Control {
        required: spec.required,
        disabled: add.denial.is_some(),
        value: bound(move || state.with(|state| state.draft.text(name).unwrap_or_default().to_owned())),
        invalid: bound(move || error().is_some()),
        typed: Box::new(move |text| add.typed(name, &text)),
        left: Box::new(move || state.update(|state| state.left(name))),
        ..Control::of(name, id.clone())
    };
    let (label, optional) = (add.shell.text(i18n::label(name)), !spec.required && !one_of_two);
    Drawn { id, label, optional, controls: vec![(control, String::new())], told, note: String::new() }
}

/// One that the account has defined, by its place on the form.
pub fn defined(add: Add, at: usize, field: CustomField) -> Drawn {
    let (state, key) = (add.state, field.key.clone());
    let user_field = UserField {
        disabled: add.denial.is_some(),
        text: Arc::new(move || state.with(|state| state.draft.user_field(&key).unwrap_or_default().to_owned())),
        error: Arc::new(move || state.with(|state| state.errors.user_field(at))),
        typed: Arc::new(move |text| state.update(|state| state.typed_user_field(at, &text))),
        left: Arc::new(move || state.update(|state| state.left_user_field(at))),
        field,
    };
    user_field.drawn(add.shell, "")
}

/// Everything that may be shown is there from the start, and hidden while it is not: one shape for all fields keeps the
/// module small, and screen readers announce only what changes in a region that they know. `email`: whether one has to be given,
/// where it is that field.
pub fn field(add: Add, drawn: Drawn, email: Option<bool>) -> Node {
    let optional = Node::new("span", "optional").flag("hidden", "", !drawn.optional).text(&add.shell.text(Text::Optional));
    let (note, id) = (drawn.note.clone(), [&drawn.id, "-help"].concat());
    let help = Node::new("p", "help").attr("id", &id).attr("role", "status").child(Node::new("bdi", "").text(&note));
    let help = match email {
        Some(required) => email_help(add, required, help),
        None => help,
    };
    // Without the space Arabic letters of the two would join.
    drawn.node(|label| label.text(" ").child(optional)).child(help)
}

/// What the guard against dead addresses has to say.
#[derive(Clone, PartialEq, Eq)]
enum Advice {
    None,
    /// This was probably meant.
    Typo(String),
    /// Nothing yet: a placeholder is at hand.
    Placeholder,
    /// Nothing is ever mailed there.
    Reserved,
}

fn email_help(add: Add, required: bool, help: Node) -> Node {
    let (state, allowed) = (add.state, add.denial.is_none());
    let advice = move || {
        state.with(|state| match (&state.suggestion, state.draft.text(Field::Email).unwrap_or_default()) {
            (Some(meant), _) => Advice::Typo(meant.clone()),
            (None, "") if required || !allowed => Advice::None,
            (None, "") => Advice::Placeholder,
            (None, text) if EmailAddress::parse(text).is_ok_and(|email| email.is_reserved()) => Advice::Reserved,
            _ => Advice::None,
        })
    };
    let advised = bound(move || match advice() {
        Advice::None => String::new(),
        Advice::Typo(meant) => i18n::fill(&add.shell.text(Text::DidYouMean), &meant),
        Advice::Placeholder => add.shell.text(Text::NoEmail),
        Advice::Reserved => add.shell.text(Text::ReservedEmail),
    });
    let offer = bound(move || match advice() {
        Advice::Typo(_) => add.shell.text(Text::UseSuggestion),
        Advice::Placeholder => add.shell.text(Text::UsePlaceholder),
        Advice::None | Advice::Reserved => String::new(),
    });
    let fill = press(move || {
        let text = match advice() {
            Advice::Typo(meant) => meant,
            _ => placeholder(),
        };
        add.typed(Field::Email, &text);
        add.shell.focus("[name=email]");
    });
    let no_offer = bound(move || matches!(advice(), Advice::None | Advice::Reserved));
    let no_why = bound(move || advice() != Advice::Placeholder);
    help.child(Node::new("span", "hint").bound("textContent", advised))
        .text(" ")
        .child(
            Node::new("button", "link").attr("type", "button").bound("hidden", no_offer).set("onclick", &fill).bound("textContent", offer),
        )
        .text(" ")
        .child(Node::new("small", "why").bound("hidden", no_why).text(&add.shell.text(Text::WhyPlaceholder)))
}

fn placeholder() -> String {
    // Eight hexadecimal digits: the index of addresses refuses what chance did not keep apart.
    EmailAddress::placeholder(&random_uuid()[..8]).map(|email| email.as_str().to_owned()).unwrap_or_default()
}
