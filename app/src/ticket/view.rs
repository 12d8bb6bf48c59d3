//! The two fields, below those of the customer.

use leptos::prelude::*;
use usher_shared::form::Field;
use usher_shared::value::Invalid;
use web_sys::HtmlElement;

use super::state::{Part, TicketState};
use crate::components::{Control, Drawn, Node, bound};
use crate::host::Host;
use crate::i18n::{self, ProfileText, Text, decimal};
use crate::shell::Shell;

/// Copied freely: it holds only the names of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct Ticket {
    shell: Shell,
    pub state: RwSignal<TicketState>,
}

impl Ticket {
    /// `text`: what was typed before.
    pub fn new(host: Host, root: HtmlElement, text: &str) -> Self {
        Self { shell: Shell::new(host, root), state: RwSignal::new(TicketState::of(text)) }
    }

    pub fn view(self) -> impl IntoView {
        let root = self.shell.root();
        let named = [("role", "group"), ("aria-label", &*self.shell.text(Text::OpenTicket))];
        for (name, value) in named {
            // Neither name is one that an element cannot have.
            let _ = root.set_attribute(name, value);
        }
        (self.field(Part::Subject), self.field(Part::Said))
    }

    pub fn begin(self) {
        self.shell.focus("[name=subject]");
    }

    /// Whether it has all that it needs; else it shows, and focuses, what lacks.
    pub fn check(self) -> bool {
        let complete = self.state.try_update(TicketState::check).unwrap_or_default();
        if !complete {
            self.shell.focus("[aria-invalid=true]");
        }
        complete
    }

    fn field(self, part: Part) -> Node {
        let Self { shell, state } = self;
        let (label, required) = match part {
            Part::Subject => (ProfileText::TicketSubject, false),
            Part::Said => (ProfileText::TicketSaid, true),
        };
        let id = shell.host().prefix() + part.name();
        let error = move || state.with(|state| state.error(part));
        let told = bound(move || error().map(|invalid| mistake(shell, part, invalid)).unwrap_or_default());
        let control = Control {
            tag: if required { "textarea" } else { "input" },
            name: part.name().into(),
            max_length: part.max_length(),
            required,
            value: bound(move || state.with(|state| state.typed_text(part).to_owned())),
            invalid: bound(move || error().is_some()),
            typed: Box::new(move |text| state.update(|state| state.typed(part, &text))),
            left: Box::new(move || state.update(|state| state.left(part))),
            ..Control::with_id(id.clone())
        };
        let label = shell.profile_text(label);
        let drawn = Drawn { id, label, optional: !required, controls: vec![(control, String::new())], told, note: String::new() };
        let optional = Node::new("span", "optional").flag("hidden", "", required).text(&shell.text(Text::Optional));
        drawn.node(|label| label.text(" ").child(optional))
    }
}

fn mistake(shell: Shell, part: Part, invalid: Invalid) -> String {
    i18n::fill(&shell.text(i18n::mistake(Field::Details, invalid)), &decimal(part.max_length() as u64))
}
