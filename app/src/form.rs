//! A form that somebody fills in, whoever it is for.

use leptos::prelude::*;
use usher_shared::form::Field;

use crate::shell::Shell;
use crate::state::FormState;

/// What the fields of a form, the summary of its mistakes and its buttons share. Copied freely: it holds only the names of what the
/// reactive owner keeps.
#[derive(Clone, Copy)]
pub struct Filled {
    pub shell: Shell,
    pub state: RwSignal<FormState>,
    /// Whoever sees it may not send it.
    pub disabled: bool,
    /// Told of each field that somebody types in.
    pub heard: fn(Self, Field),
}

impl Filled {
    pub fn typed(self, field: Field, text: &str) {
        self.state.update(|state| state.typed(field, text));
        (self.heard)(self, field);
    }
}

/// Where the focus goes when there are mistakes.
pub const SUMMARY: &str = "[part~=summary]";
