//! The summary of mistakes: takes the focus on submitting, and leads to each field.

use leptos::prelude::*;
use usher_shared::form::Field;
use usher_shared::user::FieldError;

use super::notice::mistake;
use super::{bound, press};
use crate::add::Add;
use crate::i18n;

pub fn summary(add: Add, items: impl IntoView) -> impl IntoView {
    // One mistake, at the field that was just left, needs no summary.
    let hidden = bound(move || add.state.with(|state| !state.submitted || state.errors.is_empty()));
    let heading = bound(move || {
        let count = add.state.with(|state| state.errors.len());
        let category = add.shell.host().plural_category(u32::try_from(count).unwrap_or(u32::MAX));
        i18n::fill(&add.shell.text(i18n::mistakes(&category)), &i18n::decimal(count as u64))
    });
    view! { <div part="summary" role="alert" tabindex="-1" prop:hidden=hidden><strong prop:textContent=heading></strong><ul>{items}</ul></div> }
}

/// A button, not a link: an address with a fragment would be the page's, and finds nothing inside a shadow root.
pub fn item(add: Add, field: Field) -> impl IntoView {
    let error = move || add.state.with(|state| state.error(field));
    let text = bound(move || match error() {
        Some(invalid) => [&add.shell.text(i18n::label(field)), ": ", &mistake(add.shell, FieldError { field, invalid })].concat(),
        None => String::new(),
    });
    let go = press(move || add.shell.focus(&["[name=", field.code(), "]"].concat()));
    view! { <li prop:hidden=bound(move || error().is_none())><button part="link" type="button" prop:onclick=go prop:textContent=text></button></li> }
}
