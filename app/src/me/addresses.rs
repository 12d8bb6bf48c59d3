//! What somebody is recognised and reached by, and further addresses of theirs.

use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::form::{EntryPoint, Field, Form, FormField};
use usher_shared::problem::Plain;
use usher_shared::user::Draft;
use usher_shared::value::Invalid;

use super::facts::{self, Identity};
use super::profile::Profile;
use crate::api;
use crate::components::{Node, bound, field, heard, notice, press};
use crate::customers::failure;
use crate::form::Filled;
use crate::host::random_uuid;
use crate::i18n::{self, MeText, Text};
use crate::state::{Failed, FormState, Mistakes, Phase, Submission};

pub fn section(profile: Profile) -> Node {
    let shell = profile.me.shell;
    let id = shell.host().prefix() + "addresses";
    let heading = Node::new("h3", "label").attr("id", &id).text(&shell.text(MeText::Addresses));
    // Which one is about to be taken away.
    let removing = RwSignal::new(None);
    let list = Node::new("div", "").drawn(move || {
        let identities = profile.identities.get();
        let items = identities.iter().map(|identity| item(profile, removing, identity));
        Node::new("ul", "contacts").children(items.collect::<Vec<_>>().into_iter())
    });
    let section = Node::new("section", "section form").attr("aria-labelledby", &id).child(heading).child(list);
    if profile.own.with_value(|own| own.registration.self_editing) { section.child(another(profile)) } else { section }
}

fn item(profile: Profile, removing: RwSignal<Option<String>>, identity: &Identity) -> Node {
    let shell = profile.me.shell;
    let isolated = ["\u{2068}", &identity.value, "\u{2069}"].concat();
    let badge = |shown: bool, text: MeText| Node::new("small", "badge").flag("hidden", "", !shown).text(&shell.text(text));
    let may = profile.own.with_value(|own| own.registration.self_editing);
    let act = |shown: bool, text: MeText, action: &'static str| {
        let id = identity.id.clone();
        let done = press(move || spawn_local(act(profile, id.clone(), action)));
        // With which one it is about: the others have such buttons too.
        let label = [&shell.text(text), ": ", &identity.value].concat();
        Node::new("button", "link")
            .attr("type", "button")
            .flag("hidden", "", !shown)
            .attr("aria-label", &label)
            .set("onclick", &done)
            .text(&shell.text(text))
    };
    let asks = {
        let id = identity.id.clone();
        move || removing.with(|removing| removing.as_ref() == Some(&id))
    };
    let asks_not = asks.clone();
    let id = identity.id.clone();
    let ask = press(move || {
        removing.set(Some(id.clone()));
        shell.focus("[part~=question]:not([hidden])");
    });
    let remove = Node::new("button", "link")
        .attr("type", "button")
        .flag("hidden", "", !may)
        .attr("aria-label", &[&shell.text(MeText::Remove), ": ", &identity.value].concat())
        .set("onclick", &ask)
        .text(&shell.text(MeText::Remove));
    let keep = press(move || removing.set(None));
    let question = Node::new("div", "links question")
        .attr("tabindex", "-1")
        .bound("hidden", bound(move || !asks_not()))
        .child(Node::new("span", "").text(&i18n::fill(&shell.text(MeText::ReallyRemove), &isolated)))
        .child(act(true, MeText::Remove, ""))
        .child(Node::new("button", "link").attr("type", "button").set("onclick", &keep).text(&shell.text(Text::Cancel)));
    let links = Node::new("div", "links")
        .bound("hidden", bound(asks))
        .child(act(may && identity.is_email && identity.verified && !identity.primary, MeText::MakePrimary, "/make_primary"))
        .child(act(identity.is_email && !identity.verified, MeText::Verify, "/request_verification"))
        .child(remove);
    Node::new("li", "contact")
        .child(Node::new("bdi", "").attr("dir", "ltr").text(&identity.value))
        .text(" ")
        .child(badge(identity.primary, MeText::Primary))
        .text(" ")
        .child(badge(identity.is_email && identity.verified, MeText::Verified))
        .child(badge(identity.is_email && !identity.verified, MeText::Unverified))
        .child(links)
        .child(question)
}

async fn act(profile: Profile, identity: String, action: &'static str) {
    let (me, host) = (profile.me, profile.me.shell.host());
    let user = profile.own.with_value(|own| own.id.clone());
    let value = profile.identities.with_untracked(|identities| {
        identities.iter().find(|known| known.id == identity).map(|known| known.value.clone()).unwrap_or_default()
    });
    match facts::act(&host, &user, &identity, action).await {
        Ok((200 | 204, _)) => {
            profile.refresh().await;
            match action {
                "" => me.done(MeText::Removed),
                "/request_verification" => {
                    me.done_with(i18n::fill(&me.shell.text(MeText::LookIntoThatMail), &["\u{2068}", &value, "\u{2069}"].concat()));
                }
                _ => me.done(MeText::Saved),
            }
        }
        Ok((401, _)) => me.failed(&Failed::SessionEnded),
        // The last by which they are known.
        Ok((422, _)) if action.is_empty() => me.refused(MeText::LastAddress),
        Ok((status, body)) => me.failed(&api::failed(status, &body)),
        Err(failed) => me.failed(&failed),
    }
}

/// One more address. It is theirs once its mail has been read.
fn another(profile: Profile) -> Node {
    let shell = profile.me.shell;
    let spec = FormField { name: Field::Email, required: true };
    let (fields, user_fields) = (vec![spec], Vec::new());
    let form = Form { entry_point: EntryPoint::Signup, fields, user_fields, contact_required: false, default_region: None };
    let state = RwSignal::new(FormState::new(form, Draft::default(), None));
    let filled = Filled { shell, state, disabled: false, heard: |_, _| {} };
    let submit = heard(Box::new(move |event| {
        event.prevent_default();
        if state.with_untracked(|state| state.phase == Phase::Sending) {
            return;
        }
        match state.try_update(FormState::submit) {
            Some(Submission::Ready | Submission::NeedsTables) => spawn_local(add(profile, filled)),
            _ => shell.focus("[name=email]"),
        }
    }));
    let mut drawn = field::known(filled, spec);
    drawn.label = shell.text(MeText::AnotherAddress);
    let busy = bound(move || state.with(|state| state.phase == Phase::Sending));
    let button = Node::new("button", "button").attr("type", "submit").bound("ariaBusy", busy).text(&shell.text(MeText::AddAddress));
    Node::new("form", "form")
        .flag("novalidate", "", true)
        .set("onsubmit", &submit)
        .child(field::field(filled, drawn, Some(None)))
        .child(notice(filled, failure))
        .child(Node::new("div", "actions").child(button))
}

async fn add(profile: Profile, filled: Filled) {
    let (me, state) = (profile.me, filled.state);
    let user = profile.own.with_value(|own| own.id.clone());
    let email = state.with_untracked(|state| state.draft.text(Field::Email).unwrap_or_default().trim().to_owned());
    let refuse = |invalid: Invalid| {
        let mut mistakes = Mistakes::default();
        mistakes.at(Field::Email, Some(invalid));
        state.try_update(|state| state.refused(mistakes));
        me.shell.focus("[name=email]");
    };
    match facts::add(&me.shell.host(), &user, &email, &random_uuid()).await {
        Ok((201, _)) => {
            state.try_update(|state| {
                state.typed(Field::Email, "");
                state.sent();
            });
            profile.refresh().await;
            me.done_with(i18n::fill(&me.shell.text(MeText::LookIntoThatMail), &["\u{2068}", &email, "\u{2069}"].concat()));
        }
        Ok((401, _)) => me.failed(&Failed::SessionEnded),
        Ok((status, body)) => match facts::mistake(&body, "value").and_then(|code| Invalid::from_code(&code)) {
            Some(Invalid::Taken) => {
                state.try_update(FormState::sent);
                me.refused(MeText::Yours);
            }
            Some(Invalid::TooMany) => {
                state.try_update(FormState::sent);
                me.refused(MeText::TooManyAddresses);
            }
            Some(invalid) => refuse(invalid),
            None => failed(profile, filled, api::failed(status, &body)),
        },
        Err(why) => failed(profile, filled, why),
    }
}

fn failed(profile: Profile, filled: Filled, failed: Failed) {
    if failed.code() == Plain::SelfEditingOff.code() {
        return profile.me.refused(MeText::StaffChange);
    }
    profile.me.shell.failed(&failed);
    filled.state.try_update(|state| state.failed(failed));
}
