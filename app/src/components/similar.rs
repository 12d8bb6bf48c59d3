//! Existing customers who are like the one on the form.

use leptos::prelude::*;
use usher_shared::api::{MOST_SUGGESTIONS, Suggestion};

use super::{Node, bound, press};
use crate::add::Add;
use crate::i18n::AddText;

/// The region is there before it has anything in it: screen readers announce only what changes in one they know.
pub fn similar(add: Add) -> Node {
    let items = (0..MOST_SUGGESTIONS as usize).map(|index| item(add, index));
    let none = bound(move || add.form.state.with(|state| state.similar.is_empty()));
    let heading = Node::new("strong", "").text(&add.form.shell.text(AddText::SimilarCustomers));
    let list = Node::new("div", "similar-list").bound("hidden", none).child(heading).child(Node::new("ul", "").children(items));
    Node::new("div", "similar").attr("role", "status").child(list)
}

fn item(add: Add, index: usize) -> Node {
    let state = add.form.state;
    let text = move |of: fn(Add, &Suggestion) -> String| {
        bound(move || state.with(|state| state.similar.get(index).map(|suggestion| of(add, suggestion)).unwrap_or_default()))
    };
    let id = move || state.with(|state| state.similar.get(index).and_then(|suggestion| suggestion.id));
    let choose = press(move || id().into_iter().for_each(|id| add.choose(id)));
    let email = text(|_, suggestion| suggestion.email.clone().unwrap_or_default());
    let use_this = Node::new("button", "link")
        .attr("type", "button")
        .bound("hidden", bound(move || id().is_none()))
        .set("onclick", &choose)
        .bound("ariaLabel", text(use_label))
        .text(&add.form.shell.text(AddText::UseThisOne));
    let why = Node::new("small", "why").bound("hidden", bound(move || id().is_some())).text(&add.form.shell.text(AddText::AskForAccess));
    Node::new("li", "similar-item")
        .bound("hidden", bound(move || state.with(|state| index >= state.similar.len())))
        .child(Node::new("bdi", "").bound("textContent", text(|_, suggestion| suggestion.name.clone())))
        .child(Node::new("bdi", "similar-email").bound("textContent", email))
        .child(use_this)
        .child(why)
}

/// With whom it is about: the other customers have such buttons too.
fn use_label(add: Add, suggestion: &Suggestion) -> String {
    [&add.form.shell.text(AddText::UseThisOne), ": ", &suggestion.name, " ", suggestion.email.as_deref().unwrap_or_default()].concat()
}
