//! What is told beside the fields: that the caller may not, that sending failed.

use leptos::prelude::*;
use usher_shared::policy::Denial;

use super::said;
use crate::add::Add;
use crate::i18n::{self, Text};
use crate::state::{Failed, Phase};

/// Why the form is disabled, and what helps. Never hidden where there is something to tell.
pub fn denied(add: Add) -> impl IntoView {
    let text = add.denial.map(|denial| refusal(add, denial));
    view! { <p part="denial" role="note" hidden=add.denial.is_none()>{text}</p> }
}

/// Why sending failed.
pub fn notice(add: Add) -> impl IntoView {
    let told = said(move || {
        add.state.with(|state| match &state.phase {
            Phase::Failed(failed) => failure(add, failed),
            Phase::Editing | Phase::Sending => String::new(),
        })
    });
    view! { <p part="notice" role="alert">{told}</p> }
}

fn failure(add: Add, failed: &Failed) -> String {
    match failed {
        Failed::Offline => add.text(Text::Offline),
        Failed::SessionEnded => add.text(Text::SessionEnded),
        Failed::Refused(code) => Denial::from_code(code).map_or_else(|| add.text(Text::Failed), |denial| refusal(add, denial)),
    }
}

fn refusal(add: Add, denial: Denial) -> String {
    let (reason, remedy) = i18n::refusal(denial);
    [add.text(reason), add.text(remedy)].join(" ")
}
