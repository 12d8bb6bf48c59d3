//! The mail that is to be read: what to do with it, its code, and what helps where it does not come.

use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::problem::Plain;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::state::{SENT_AGAIN_AFTER_S, code};
use super::view::Me;
use crate::api::{self, get, object};
use crate::components::{Control, Drawn, Node, bound, heard, press};
use crate::customers::failure;
use crate::host::Host;
use crate::i18n::{self, MeText};
use crate::shell::Shell;
use crate::state::Failed;

const SECOND: std::time::Duration = std::time::Duration::from_secs(1);

/// Copied freely: it holds only the names of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct Mail {
    shell: Shell,
    /// Where it leads; without one, it stays where it is.
    me: Option<Me>,
    id: StoredValue<String>,
    email: StoredValue<String>,
    code: RwSignal<String>,
    /// Why the code was not taken.
    mistake: RwSignal<String>,
    told: RwSignal<String>,
    /// Seconds before another mail can be asked for.
    seconds: RwSignal<u32>,
    busy: RwSignal<bool>,
    proved: RwSignal<bool>,
}

impl Mail {
    pub fn new(host: Host, root: HtmlElement, proof: &JsValue) -> Self {
        host.head(&host.text(MeText::LookIntoMail));
        Self::of(Shell::new(host, root), None, proof)
    }

    /// `proof`: as the API tells it.
    pub fn of(shell: Shell, me: Option<Me>, proof: &JsValue) -> Self {
        let text = |key| get(proof, key).as_string().unwrap_or_default();
        let mail = Self {
            shell,
            me,
            id: StoredValue::new(text("id")),
            email: StoredValue::new(text("email")),
            code: RwSignal::default(),
            mistake: RwSignal::default(),
            told: RwSignal::default(),
            seconds: RwSignal::new(SENT_AGAIN_AFTER_S),
            busy: RwSignal::default(),
            proved: RwSignal::default(),
        };
        mail.tick();
        mail
    }

    /// Whether nothing is proved yet.
    pub fn waits(self) -> bool {
        !self.proved.get_untracked()
    }

    fn tick(self) {
        let next = move || {
            if self.seconds.try_update(|seconds| *seconds = seconds.saturating_sub(1)).is_some() && self.seconds.get_untracked() > 0 {
                self.tick();
            }
        };
        set_timeout(next, SECOND);
    }

    pub fn view(self) -> Node {
        let shell = self.shell;
        let email = self.email.with_value(|email| ["\u{2068}", email, "\u{2069}"].concat());
        let submit = heard(Box::new(move |event| {
            event.prevent_default();
            self.submit();
        }));
        let proved = bound(move || self.proved.get());
        let told = bound(move || self.told.get());
        let form = Node::new("form", "form")
            .flag("novalidate", "", true)
            .set("onsubmit", &submit)
            .bound("hidden", proved)
            .child(Node::new("p", "").text(&i18n::fill(&shell.text(MeText::MailSent), &email)))
            .child(self.field())
            .child(Node::new("p", "notice").attr("role", "status").bound("textContent", told))
            .child(self.actions())
            .child(Node::new("p", "help").text(&shell.text(MeText::NoMail)))
            .child(self.others());
        Node::new("div", "").child(form).child(self.done())
    }

    fn field(self) -> Node {
        let id = self.shell.host().prefix() + "code";
        let control = Control {
            mode: "numeric",
            name: "code".into(),
            autocomplete: "one-time-code",
            // Room for how it may be pasted.
            max_length: 12,
            required: true,
            value: bound(move || self.code.get()),
            invalid: bound(move || self.mistake.with(|mistake| !mistake.is_empty())),
            typed: Box::new(move |text| {
                self.code.set(text);
                self.mistake.set(String::new());
            }),
            ..Control::with_id(id.clone())
        };
        let told = bound(move || self.mistake.get());
        let controls = vec![(control, String::new())];
        Drawn { id, label: self.shell.text(MeText::Code), optional: false, controls, told, note: String::new() }.node(|label| label)
    }

    fn actions(self) -> Node {
        let busy = bound(move || self.busy.get());
        let submit = Node::new("button", "button submit").attr("type", "submit").bound("ariaBusy", busy);
        Node::new("div", "actions").child(submit.text(&self.shell.text(MeText::Confirm)))
    }

    fn others(self) -> Node {
        let label = bound(move || match self.seconds.get() {
            0 => self.shell.text(MeText::SendAgain),
            seconds => i18n::fill(&self.shell.text(MeText::SendAgainIn), &i18n::decimal(u64::from(seconds))),
        });
        let early = bound(move || self.seconds.get() > 0);
        let again = press(move || spawn_local(self.resend()));
        let other = press(move || match self.me {
            Some(me) => me.begin(),
            None => self.shell.host().wait_for(&JsValue::NULL),
        });
        let again = Node::new("button", "link").attr("type", "button").set("onclick", &again).bound("disabled", early);
        let other = Node::new("button", "link").attr("type", "button").set("onclick", &other);
        Node::new("div", "links").child(again.bound("textContent", label)).child(other.text(&self.shell.text(MeText::OtherAddress)))
    }

    /// What is there once the address is proved.
    fn done(self) -> Node {
        let host = self.shell.host();
        let waits = bound(move || !self.proved.get());
        let profile = Node::new("a", "link").attr("href", &(host.endpoint() + "/me")).flag("hidden", "", !host.own());
        Node::new("div", "added")
            .attr("role", "status")
            .attr("tabindex", "-1")
            .bound("hidden", waits)
            .child(Node::new("strong", "").text(&self.shell.text(MeText::Confirmed)))
            .child(profile.text(&self.shell.text(MeText::YourProfile)))
    }

    fn submit(self) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(code) = self.code.with_untracked(|typed| code(typed)) else {
            return self.refuse(self.shell.text(MeText::CodeForm));
        };
        self.busy.set(true);
        self.told.set(String::new());
        spawn_local(self.send(code));
    }

    fn refuse(self, why: String) {
        self.mistake.try_set(why);
        self.shell.focus("[name=code]");
    }

    async fn send(self, code: String) {
        let host = self.shell.host();
        let path = self.id.with_value(|id| ["/api/v1/proofs/", id].concat());
        let answered = api::send(&host, "POST", &path, Some(&object("proof", &object("code", &code.into()))), None).await;
        self.busy.try_set(false);
        match answered {
            Ok((200, body)) => {
                host.emit("usher-verified", &object("user", &get(&body, "user")));
                if let Some(me) = self.me {
                    return me.enter(Some(MeText::Confirmed)).await;
                }
                self.proved.try_set(true);
                self.shell.focus("[part~=added]");
            }
            Ok((status, body)) => self.refuse(self.why(&api::failed(status, &body))),
            Err(failed) => self.fail(&failed),
        }
    }

    fn why(self, failed: &Failed) -> String {
        match failed.code() {
            code if code == Plain::CodeWrong.code() => self.shell.text(MeText::CodeWrong),
            code if code == Plain::ProofExpired.code() => self.shell.text(MeText::ProofExpired),
            _ => failure(self.shell, failed),
        }
    }

    fn fail(self, failed: &Failed) {
        if self.told.try_set(self.why(failed)).is_none() {
            self.shell.failed(failed);
        }
    }

    async fn resend(self) {
        let host = self.shell.host();
        let path = self.id.with_value(|id| ["/api/v1/proofs/", id, "/resend"].concat());
        match api::send(&host, "POST", &path, Some(&js_sys::Object::new()), None).await {
            Ok((202, _)) => {
                self.told.try_set(self.shell.text(MeText::SentAgain));
                self.seconds.try_set(SENT_AGAIN_AFTER_S);
                self.tick();
                // The button that was pressed takes no focus now.
                self.shell.focus("[name=code]");
            }
            Ok((status, body)) => self.fail(&api::failed(status, &body)),
            Err(failed) => self.fail(&failed),
        }
    }
}
