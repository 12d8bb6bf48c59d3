//! Whoever is signed in: what they change of themselves, and what else is theirs.

use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::form::{Field, FormField};
use usher_shared::problem::Plain;
use usher_shared::user::Draft;

use super::facts::{self, Asked, Identity, Own};
use super::state::{changed, form};
use super::view::Me;
use super::{addresses, requests, stored};
use crate::api::{self, get, object};
use crate::choices::choices;
use crate::components::{Control, Node, bound, field, heard, notice, press, summary};
use crate::customers::failure;
use crate::form::{Filled, SUMMARY};
use crate::i18n::MeText;
use crate::state::{Failed, FormState, Phase, Submission};

/// Copied freely: it holds only the names of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct Profile {
    pub me: Me,
    pub own: StoredValue<Own>,
    pub identities: RwSignal<Vec<Identity>>,
    pub asked: RwSignal<Vec<Asked>>,
    /// The page of requests that comes next, if there is one.
    pub next: RwSignal<Option<u32>>,
    filled: Filled,
}

impl Profile {
    pub fn new(me: Me, (own, identities, asked, more): (Own, Vec<Identity>, Vec<Asked>, bool)) -> Self {
        let state = RwSignal::new(FormState::new(form(own.registration), own.stored.clone(), None));
        Self {
            me,
            own: StoredValue::new(own),
            identities: RwSignal::new(identities),
            asked: RwSignal::new(asked),
            next: RwSignal::new(more.then_some(2)),
            filled: Filled { shell: me.shell, state, disabled: false, heard: |_, _| {} },
        }
    }

    pub fn view(self) -> Node {
        let shell = self.me.shell;
        let sign_out = press(move || spawn_local(self.sign_out()));
        let sign_out = Node::new("button", "link").attr("type", "button").set("onclick", &sign_out).text(&shell.text(MeText::SignOut));
        let name = self.own.with_value(|own| own.name.clone());
        let head = Node::new("div", "added").child(Node::new("strong", "").attr("dir", "auto").text(&name)).child(sign_out);
        Node::new("div", "")
            .child(head)
            .child(self.form())
            .child(addresses::section(self))
            .child(requests::section(self))
            .child(stored::section(self))
    }

    /// What they change of themselves; where the account does not let them, whom to write to.
    fn form(self) -> Node {
        let (shell, state) = (self.me.shell, self.filled.state);
        let specs = state.with_untracked(|state| state.form.fields.clone());
        if specs.is_empty() {
            return Node::new("p", "help").text(&shell.text(MeText::StaffChange));
        }
        let submit = heard(Box::new(move |event| {
            event.prevent_default();
            self.submit();
        }));
        let mistakes = specs.iter().map(|spec| summary::of_known(self.filled, spec.name)).collect();
        let count = move || state.with(|state| if state.submitted { state.errors.count() } else { 0 });
        let busy = bound(move || state.with(|state| state.phase == Phase::Sending));
        let save = Node::new("button", "button submit").attr("type", "submit").bound("ariaBusy", busy).text(&shell.text(MeText::Save));
        Node::new("form", "form")
            .flag("novalidate", "", true)
            .set("onsubmit", &submit)
            .child(summary::summary(shell, mistakes, count))
            .children(specs.into_iter().map(|spec| self.field(spec)))
            .child(notice(self.filled, failure))
            .child(Node::new("div", "actions").child(save))
    }

    fn field(self, spec: FormField) -> Node {
        let mut drawn = field::known(self.filled, spec);
        if matches!(spec.name, Field::Locale | Field::TimeZone) {
            let stored = self.own.with_value(|own| own.stored.text(spec.name).unwrap_or_default().to_owned());
            let choices = choices(&self.me.shell.host().locale(), spec.name, &stored);
            let select = |(control, name)| (Control { tag: "select", choices: choices.clone(), ..control }, name);
            drawn.controls = drawn.controls.into_iter().map(select).collect();
            // One is always chosen.
            drawn.optional = false;
        }
        field::field(self.filled, drawn, None)
    }

    /// What has been typed and is not stored.
    fn changed(self) -> Option<Draft> {
        self.filled.state.with_untracked(|state| self.own.with_value(|own| changed(&state.form, &own.stored, &state.draft)))
    }

    fn submit(self) {
        let state = self.filled.state;
        if state.with_untracked(|state| state.phase == Phase::Sending) {
            return;
        }
        match state.try_update(FormState::submit) {
            // What this module cannot judge, the API does.
            Some(Submission::Ready | Submission::NeedsTables) => {
                if let Some(changed) = self.changed() {
                    return spawn_local(self.save(changed));
                }
                state.update(FormState::sent);
                self.me.done(MeText::Unchanged);
            }
            _ => self.me.shell.focus(SUMMARY),
        }
    }

    async fn save(self, changed: Draft) {
        let host = self.me.shell.host();
        let path = self.own.with_value(|own| ["/api/v2/end_users/", &own.id].concat());
        match api::send(&host, "PUT", &path, Some(&api::user_body(&changed)), None).await {
            Ok((200, body)) => {
                let user = get(&body, "user");
                host.emit("usher-updated", &object("user", &user));
                self.me.enter(Some(MeText::Saved)).await;
            }
            Ok((401, _)) => self.me.failed(&Failed::SessionEnded),
            Ok((status, body)) => match api::refused(status, &body, &[]) {
                api::Refused::Fields(mistakes) => {
                    self.filled.state.try_update(|state| state.refused(mistakes));
                    self.me.shell.focus(SUMMARY);
                }
                api::Refused::Failed(failed) if failed.code() == Plain::SelfEditingOff.code() => {
                    self.me.enter(None).await;
                    self.me.refused(MeText::StaffChange);
                }
                api::Refused::Failed(failed) => self.failed(failed),
            },
            Err(failed) => self.failed(failed),
        }
    }

    fn failed(self, failed: Failed) {
        self.me.shell.failed(&failed);
        self.filled.state.try_update(|state| state.failed(failed));
    }

    async fn sign_out(self) {
        match api::send(&self.me.shell.host(), "DELETE", "/api/v1/session", None, None).await {
            Ok((204, _)) => self.me.enter(Some(MeText::SignedOut)).await,
            Ok((status, body)) => self.me.failed(&api::failed(status, &body)),
            Err(failed) => self.me.failed(&failed),
        }
    }

    /// Asks again what there is of addresses.
    pub async fn refresh(self) {
        let id = self.own.with_value(|own| own.id.clone());
        let identities = facts::identities(&self.me.shell.host(), &id).await;
        self.identities.try_set(identities);
    }
}
