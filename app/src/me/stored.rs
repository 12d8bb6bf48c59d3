//! What is stored about somebody: all of it as a file, and their wish that it be deleted.

use js_sys::Object;
use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::problem::Plain;

use super::facts::{self, ME};
use super::profile::Profile;
use crate::api;
use crate::components::{Node, bound, press};
use crate::host::random_uuid;
use crate::i18n::{MeText, Text};

pub fn section(profile: Profile) -> Node {
    let shell = profile.me.shell;
    let host = shell.host();
    let id = host.prefix() + "stored";
    let heading = Node::new("h3", "label").attr("id", &id).text(&shell.text(MeText::Stored));
    let download = Node::new("a", "link").attr("href", &[&host.endpoint(), ME, "/export"].concat()).attr("download", "profile.json");
    let download = download.text(&shell.text(MeText::Download));
    let may = profile.own.with_value(|own| own.registration.deletion_requests);
    let asks = RwSignal::new(false);
    let ask = press(move || {
        asks.set(true);
        shell.focus("[part~=deletion]");
    });
    let ask = Node::new("button", "link").attr("type", "button").flag("hidden", "", !may).set("onclick", &ask);
    let links = Node::new("div", "links").child(download).child(ask.text(&shell.text(MeText::AskDeletion)));
    Node::new("section", "section form").attr("aria-labelledby", &id).child(heading).child(links).child(question(profile, asks))
}

/// Asked once more: it cannot be taken back.
fn question(profile: Profile, asks: RwSignal<bool>) -> Node {
    let shell = profile.me.shell;
    // Pressed twice, it is one wish.
    let key = random_uuid();
    let delete = press(move || {
        let key = key.clone();
        spawn_local(async move {
            ask_deletion(profile, &key).await;
            asks.try_set(false);
        });
    });
    let keep = press(move || asks.set(false));
    let delete = Node::new("button", "button").attr("type", "button").set("onclick", &delete).text(&shell.text(MeText::ReallyDelete));
    let keep = Node::new("button", "button").attr("type", "button").set("onclick", &keep).text(&shell.text(Text::Cancel));
    Node::new("div", "denial form deletion")
        .attr("tabindex", "-1")
        .bound("hidden", bound(move || !asks.get()))
        .child(Node::new("p", "").text(&shell.text(MeText::WhyDeletion)))
        .child(Node::new("div", "actions").child(keep).child(delete))
}

async fn ask_deletion(profile: Profile, key: &str) {
    let (me, host) = (profile.me, profile.me.shell.host());
    let path = [ME, "/deletion_requests"].concat();
    match api::send(&host, "POST", &path, Some(&Object::new()), Some(key)).await {
        Ok((200..300, _)) => {
            let (asked, more) = facts::requests(&host, 1).await;
            profile.asked.try_set(asked);
            profile.next.try_set(more.then_some(2));
            me.done(MeText::DeletionAsked);
        }
        Ok((status, body)) => {
            let failed = api::failed(status, &body);
            if failed.code() == Plain::DeletionRequestsOff.code() { me.refused(MeText::DeletionOff) } else { me.failed(&failed) }
        }
        Err(failed) => me.failed(&failed),
    }
}
