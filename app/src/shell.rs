//! What form and profile have in common: the element that they stand in, and where in it they are drawn.

use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::api::object;
use crate::components::focus;
use crate::host::Host;
use crate::i18n::{ProfileText, Text};
use crate::state::Failed;

/// Copied freely: it holds only the name of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct Shell(StoredValue<(Host, HtmlElement), LocalStorage>);

impl Shell {
    pub fn new(host: Host, root: HtmlElement) -> Self {
        Self(StoredValue::new_local((host, root)))
    }

    pub fn host(self) -> Host {
        self.0.with_value(|(host, _)| host.clone())
    }

    /// Where it is drawn.
    pub fn root(self) -> HtmlElement {
        self.0.with_value(|(_, root)| root.clone())
    }

    /// Asks for a ticket, where `text` was typed; without one, no more.
    pub fn ask_for_ticket(self, text: Option<&str>) {
        self.0.with_value(|(host, root)| host.ask_for_ticket(root, text));
    }

    /// A text in the language of the element.
    pub fn text(self, text: Text) -> String {
        self.0.with_value(|(host, _)| host.text(text))
    }

    /// One that only the profile says.
    pub fn profile_text(self, text: ProfileText) -> String {
        self.0.with_value(|(host, _)| host.profile_text(text))
    }

    /// Once what is to be focused has been drawn.
    pub fn focus(self, selector: &str) {
        self.0.try_with_value(|(_, root)| focus(root.clone(), selector.into()));
    }

    /// Tells the page that something failed. `None` where what was drawn is gone by now.
    pub fn failed(self, failed: &Failed) -> Option<Host> {
        let host = self.0.try_with_value(|(host, _)| host.clone())?;
        host.emit("usher-error", &object("code", &failed.code().into()));
        Some(host)
    }
}
