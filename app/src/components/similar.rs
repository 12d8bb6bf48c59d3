//! Existing customers who are like the one on the form.

use leptos::prelude::*;
use usher_shared::api::{MOST_SUGGESTIONS, Suggestion};

use super::{bound, press};
use crate::add::Add;
use crate::i18n::Text;

/// The region is there before it has anything in it: screen readers announce only what changes in one they know.
pub fn similar(add: Add) -> impl IntoView {
    let items: [_; MOST_SUGGESTIONS as usize] = std::array::from_fn(|index| item(add, index));
    let none = bound(move || add.state.with(|state| state.similar.is_empty()));
    view! {
        <div part="similar" role="status">
            <div part="similar-list" prop:hidden=none><strong>{add.shell.text(Text::SimilarCustomers)}</strong><ul>{items}</ul></div>
        </div>
    }
}

fn item(add: Add, index: usize) -> impl IntoView {
    let state = add.state;
    let text = move |of: fn(Add, &Suggestion) -> String| {
        bound(move || state.with(|state| state.similar.get(index).map(|suggestion| of(add, suggestion)).unwrap_or_default()))
    };
    let id = move || state.with(|state| state.similar.get(index).and_then(|suggestion| suggestion.id));
    let choose = press(move || id().into_iter().for_each(|id| add.choose(id)));
    view! {
        <li part="similar-item" prop:hidden=bound(move || state.with(|state| index >= state.similar.len()))>
            <bdi prop:textContent=text(|_, suggestion| suggestion.name.clone())></bdi>
            <bdi part="similar-email" prop:textContent=text(|_, suggestion| suggestion.email.clone().unwrap_or_default())></bdi>
            <button part="link" type="button" prop:hidden=bound(move || id().is_none()) prop:onclick=choose prop:ariaLabel=text(use_label)>
                {add.shell.text(Text::UseThisOne)}
            </button>
            <small part="why" prop:hidden=bound(move || id().is_some())>{add.shell.text(Text::AskForAccess)}</small>
        </li>
    }
}

/// With whom it is about: the other customers have such buttons too.
fn use_label(add: Add, suggestion: &Suggestion) -> String {
    [&add.shell.text(Text::UseThisOne), ": ", &suggestion.name, " ", suggestion.email.as_deref().unwrap_or_default()].concat()
}
