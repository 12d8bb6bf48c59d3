//! What somebody has asked for, and how far it is.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::facts::{self, Asked};
use super::profile::Profile;
use crate::components::{Node, bound, press};
use crate::i18n::MeText;

pub fn section(profile: Profile) -> Node {
    let shell = profile.me.shell;
    let host = shell.host();
    let id = host.prefix() + "requests";
    let heading = Node::new("h3", "label").attr("id", &id).text(&shell.text(MeText::Requests));
    let list = Node::new("div", "").drawn(move || {
        let items: Vec<_> = profile.asked.get().into_iter().map(|asked| item(profile, &asked)).collect();
        Node::new("ul", "contacts").children(items.into_iter())
    });
    let some = bound(move || profile.asked.with(|asked| !asked.is_empty()));
    let none = Node::new("p", "help").bound("hidden", some).text(&shell.text(MeText::NoRequests));
    let more = press(move || spawn_local(more(profile)));
    let last = bound(move || profile.next.with(Option::is_none));
    let more = Node::new("button", "link").attr("type", "button").bound("hidden", last).set("onclick", &more);
    let new = Node::new("a", "link").attr("href", &(host.endpoint() + "/request")).text(&shell.text(MeText::NewRequest));
    let links = Node::new("div", "links").child(more.text(&shell.text(MeText::MoreRequests))).child(new);
    Node::new("section", "section form").attr("aria-labelledby", &id).child(heading).child(none).child(list).child(links)
}

fn item(profile: Profile, asked: &Asked) -> Node {
    let shell = profile.me.shell;
    let state = match asked.status.as_str() {
        "new" => Some(MeText::StateNew),
        "open" => Some(MeText::StateOpen),
        "pending" => Some(MeText::StatePending),
        "hold" => Some(MeText::StateHold),
        "solved" => Some(MeText::StateSolved),
        "closed" => Some(MeText::StateClosed),
        _ => None,
    };
    let state = state.map_or_else(|| asked.status.clone(), |state| shell.text(state));
    let when = ["#", &asked.id, " · ", &facts::date(&shell.host().locale(), &asked.created_at)].concat();
    Node::new("li", "contact")
        .child(Node::new("bdi", "").text(&asked.subject))
        .text(" ")
        .child(Node::new("small", "badge").text(&state))
        .child(Node::new("p", "help").text(&when))
}

async fn more(profile: Profile) {
    let Some(page) = profile.next.get_untracked() else { return };
    let (asked, more) = facts::requests(&profile.me.shell.host(), page).await;
    profile.asked.try_update(|all| all.extend(asked));
    profile.next.try_set(more.then_some(page + 1));
}
