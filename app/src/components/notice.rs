//! What is told beside the fields: that the caller may not, that sending failed.

use leptos::prelude::*;
use usher_shared::form::Field;
use usher_shared::policy::Denial;
use usher_shared::user::FieldError;
use usher_shared::value::Invalid;

use super::{Node, bound};
use crate::form::Filled;
use crate::host::Host;
use crate::i18n::{self, AddText, Text};
use crate::shell::Shell;
use crate::state::{Failed, Phase};

/// Why the form is disabled, and what helps. Never hidden where there is something to tell.
pub fn denied(shell: Shell, denial: Option<Denial>) -> Node {
    let told = denial.map(|denial| refusal(&shell.host(), denial)).unwrap_or_default();
    Node::new("p", "denial").attr("role", "note").flag("hidden", "", denial.is_none()).text(&told)
}

/// Why sending failed, in the words of `why`.
pub fn notice(form: Filled, why: fn(Shell, &Failed) -> String) -> Node {
    let told = bound(move || {
        form.state.with(|state| match &state.phase {
            Phase::Failed(failed) => why(form.shell, failed),
            Phase::Editing | Phase::Sending => String::new(),
        })
    });
    Node::new("p", "notice").attr("role", "alert").bound("textContent", told)
}

/// What to tell staff about a request that failed.
pub fn failure(shell: Shell, failed: &Failed) -> String {
    match failed {
        Failed::Offline => shell.text(Text::Offline),
        Failed::SessionEnded => shell.text(AddText::SessionEnded),
        Failed::Refused(code) => match Denial::from_code(code) {
            Some(denial) => refusal(&shell.host(), denial),
            None => shell.text(Text::Failed),
        },
    }
}

/// What to tell about a mistake.
pub fn mistake(shell: Shell, error: FieldError) -> String {
    i18n::fill(&shell.text(i18n::mistake(error.field, error.invalid)), &i18n::decimal(error.limit() as u64))
}

/// The same in a field that the account has defined: what is too long there is what details would be too.
pub fn user_field_mistake(shell: Shell, invalid: Invalid) -> String {
    mistake(shell, FieldError { field: Field::Details, invalid })
}

/// Why the caller may not, and what helps.
pub fn refusal(host: &Host, denial: Denial) -> String {
    let (reason, remedy) = i18n::refusal(denial);
    [&host.text(reason), " ", &host.text(remedy)].concat()
}
