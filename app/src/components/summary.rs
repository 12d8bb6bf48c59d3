//! The summary of mistakes: takes the focus on submitting, and leads to each field.

use std::sync::Arc;

use leptos::prelude::*;
use usher_shared::custom_field::CustomField;
use usher_shared::form::Field;
use usher_shared::user::FieldError;

use super::notice::{mistake, user_field_mistake};
use super::{Node, bound, press};
use crate::form::Filled;
use crate::shell::Shell;
use crate::{api, i18n};

/// `count`: how many mistakes are shown; none before somebody has sent it. One mistake, at the field that was just left, needs no
/// summary.
pub fn summary(shell: Shell, items: Vec<Item>, count: impl Fn() -> usize + Copy + Send + 'static) -> Node {
    let hidden = bound(move || count() == 0);
    let heading = bound(move || {
        let count = count();
        let category = shell.host().plural_category(u32::try_from(count).unwrap_or(u32::MAX));
        i18n::fill(&shell.text(i18n::mistakes(&category)), &i18n::decimal(count as u64))
    });
    let items = Node::new("ul", "").children(items.into_iter().map(|item| item.node(shell)));
    let summary = Node::new("div", "summary").attr("role", "alert").attr("tabindex", "-1").bound("hidden", hidden);
    summary.child(Node::new("strong", "").bound("textContent", heading)).child(items)
}

/// A mistake that there may be: where it leads, and what it says.
pub struct Item {
    pub name: String,
    pub told: Arc<dyn Fn() -> Option<String> + Send + Sync>,
}

pub fn of_known(form: Filled, field: Field) -> Item {
    let told = move || {
        let invalid = form.state.with(|state| state.error(field))?;
        Some([&form.shell.text(i18n::label(field)), ": ", &mistake(form.shell, FieldError { field, invalid })].concat())
    };
    Item { name: field.code().into(), told: Arc::new(told) }
}

/// Of a field that the account has defined, by its place on the form.
pub fn of_defined(form: Filled, at: usize, field: &CustomField) -> Item {
    let title = field.title.clone();
    let told = move || {
        let invalid = form.state.with(|state| state.errors.user_field(at))?;
        // Set apart: it may be written in the other direction.
        Some(["\u{2068}", &title, "\u{2069}: ", &user_field_mistake(form.shell, invalid)].concat())
    };
    Item { name: api::name_of(field), told: Arc::new(told) }
}

impl Item {
    /// A button, not a link: an address with a fragment would be the page's, and finds nothing inside a shadow root.
    fn node(self, shell: Shell) -> Node {
        let Self { name, told } = self;
        let text = told.clone();
        let text = bound(move || text().unwrap_or_default());
        let go = press(move || shell.focus(&["[name=\"", &name, "\"]"].concat()));
        let hidden = bound(move || told().is_none());
        let button = Node::new("button", "link").attr("type", "button").set("onclick", &go).bound("textContent", text);
        Node::new("li", "").bound("hidden", hidden).child(button)
    }
}
