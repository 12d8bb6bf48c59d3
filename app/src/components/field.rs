//! One field of the form, with its label, its mistake, and what helps.

use std::sync::Arc;

use leptos::prelude::*;
use usher_shared::custom_field::CustomField;
use usher_shared::form::{Field, FormField};
use usher_shared::user::FieldError;
use usher_shared::value::EmailAddress;

use super::notice::mistake;
use super::{Control, Drawn, Node, UserField, bound, press};
use crate::form::Filled;
use crate::i18n::{self, Text};

/// A field that every customer has.
pub fn known(form: Filled, spec: FormField) -> Drawn {
    let (state, name) = (form.state, spec.name);
    // All ids of one form are in one root, so that labels and descriptions find them.
    let id = form.shell.host().prefix() + name.code();
    let error = move || state.with(|state| state.error(name));
    let told = bound(move || error().map(|invalid| mistake(form.shell, FieldError { field: name, invalid })).unwrap_or_default());
    let is_contact = matches!(name, Field::Email | Field::Phone);
    let one_of_two = is_contact && state.with_untracked(|state| state.form.contact_required);
    let control = Control {
        required: spec.required,
        disabled: form.disabled,
        value: bound(move || state.with(|state| state.draft.text(name).unwrap_or_default().to_owned())),
        invalid: bound(move || error().is_some()),
        typed: Box::new(move |text| form.typed(name, &text)),
        left: Box::new(move || state.update(|state| state.left(name))),
        ..Control::of(name, id.clone())
    };
    let (label, optional) = (form.shell.text(i18n::label(name)), !spec.required && !one_of_two);
    Drawn { id, label, optional, controls: vec![(control, String::new())], told, note: String::new() }
}

/// One that the account has defined, by its place on the form.
pub fn defined(form: Filled, at: usize, field: CustomField) -> Drawn {
    let (state, key) = (form.state, field.key.clone());
    let user_field = UserField {
        disabled: form.disabled,
        text: Arc::new(move || state.with(|state| state.draft.user_field(&key).unwrap_or_default().to_owned())),
        error: Arc::new(move || state.with(|state| state.errors.user_field(at))),
        typed: Arc::new(move |text| state.update(|state| state.typed_user_field(at, &text))),
        left: Arc::new(move || state.update(|state| state.left_user_field(at))),
        field,
    };
    user_field.drawn(form.shell, "")
}

/// Everything that may be shown is there from the start, and hidden while it is not: one shape for all fields keeps the
/// module small, and screen readers announce only what changes in a region that they know. `email`: what is offered to whoever has none,
/// where it is that field.
pub fn field(form: Filled, drawn: Drawn, email: Option<Offer>) -> Node {
    let optional = Node::new("span", "optional").flag("hidden", "", !drawn.optional).text(&form.shell.text(Text::Optional));
    let (note, id) = (drawn.note.clone(), [&drawn.id, "-help"].concat());
    let help = Node::new("p", "help").attr("id", &id).attr("role", "status").child(Node::new("bdi", "").text(&note));
    let help = match email {
        Some(offer) => email_help(form, offer, help),
        None => help,
    };
    // Without the space Arabic letters of the two would join.
    drawn.node(|label| label.text(" ").child(optional)).child(help)
}

/// Makes the address that reaches nobody, which is offered to whoever leaves it blank; nothing where one has to be given, or is not to be
/// made up.
pub type Offer = Option<fn() -> String>;

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

fn email_help(form: Filled, offer: Offer, help: Node) -> Node {
    let state = form.state;
    let advice = move || {
        state.with(|state| match (&state.suggestion, state.draft.text(Field::Email).unwrap_or_default()) {
            (Some(meant), _) => Advice::Typo(meant.clone()),
            (None, "") if offer.is_some() => Advice::Placeholder,
            (None, text) if EmailAddress::parse(text).is_ok_and(|email| email.is_reserved()) => Advice::Reserved,
            _ => Advice::None,
        })
    };
    let advised = bound(move || match advice() {
        Advice::None => String::new(),
        Advice::Typo(meant) => i18n::fill(&form.shell.text(Text::DidYouMean), &meant),
        Advice::Placeholder => form.shell.text(Text::NoEmail),
        Advice::Reserved => form.shell.text(Text::ReservedEmail),
    });
    let offer_text = bound(move || match advice() {
        Advice::Typo(_) => form.shell.text(Text::UseSuggestion),
        Advice::Placeholder => form.shell.text(Text::UsePlaceholder),
        Advice::None | Advice::Reserved => String::new(),
    });
    let fill = press(move || {
        let text = match advice() {
            Advice::Typo(meant) => meant,
            _ => offer.map(|make| make()).unwrap_or_default(),
        };
        form.typed(Field::Email, &text);
        form.shell.focus("[name=email]");
    });
    let no_offer = bound(move || matches!(advice(), Advice::None | Advice::Reserved));
    let no_why = bound(move || advice() != Advice::Placeholder);
    help.child(Node::new("span", "hint").bound("textContent", advised))
        .text(" ")
        .child(
            Node::new("button", "link")
                .attr("type", "button")
                .bound("hidden", no_offer)
                .set("onclick", &fill)
                .bound("textContent", offer_text),
        )
        .text(" ")
        .child(Node::new("small", "why").bound("hidden", no_why).text(&form.shell.text(Text::WhyPlaceholder)))
}
