//! Signing in: an address, to which a mail goes.

use js_sys::Object;
use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::form::{EntryPoint, Field, Form, FormField};
use usher_shared::user::Draft;
use wasm_bindgen::JsValue;

use super::view::{Me, Page};
use crate::api::{self, get, set};
use crate::components::{Node, bound, field, heard, notice};
use crate::customers::{Check, failure};
use crate::form::Filled;
use crate::host::random_uuid;
use crate::i18n::{CustomersText, MeText};
use crate::state::{Failed, FormState, Phase, Submission};

/// Copied freely: it holds only the names of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct SignIn {
    me: Me,
    filled: Filled,
    check: Check,
}

impl SignIn {
    /// `answer`: that of `GET /api/v1/form`.
    pub fn new(me: Me, answer: &JsValue) -> Self {
        let form = Form {
            entry_point: EntryPoint::Signup,
            fields: vec![FormField { name: Field::Email, required: true }],
            user_fields: Vec::new(),
            contact_required: false,
            default_region: None,
        };
        let state = RwSignal::new(FormState::new(form, Draft::default(), None));
        let filled = Filled { shell: me.shell, state, disabled: false, heard: |_, _| {} };
        Self { me, filled, check: Check::new(me.shell, answer) }
    }

    pub fn view(self) -> Node {
        let shell = self.me.shell;
        let submit = heard(Box::new(move |event| {
            event.prevent_default();
            self.submit();
        }));
        let drawn = field::known(self.filled, FormField { name: Field::Email, required: true });
        let busy = bound(move || self.filled.state.with(|state| state.phase == Phase::Sending));
        let button = Node::new("button", "button submit").attr("type", "submit").bound("ariaBusy", busy).text(&shell.text(MeText::SignIn));
        let sign_up = Node::new("a", "link").attr("href", &(shell.host().endpoint() + "/sign-up")).text(&shell.text(CustomersText::SignUp));
        Node::new("form", "form")
            .flag("novalidate", "", true)
            .set("onsubmit", &submit)
            .child(Node::new("p", "").text(&shell.text(MeText::HowSignIn)))
            .child(field::field(self.filled, drawn, Some(None)))
            .child(self.check.trap())
            .child(self.check.challenge())
            .child(notice(self.filled, failure))
            .child(Node::new("div", "actions").child(button))
            .child(Node::new("p", "").text(&(shell.text(MeText::NoAccount) + " ")).child(sign_up))
    }

    fn submit(self) {
        if self.filled.state.with_untracked(|state| state.phase == Phase::Sending) {
            return;
        }
        match self.filled.state.try_update(FormState::submit) {
            Some(Submission::Ready | Submission::NeedsTables) => spawn_local(self.send()),
            _ => self.me.shell.focus("[name=email]"),
        }
    }

    async fn send(self) {
        let (host, sign_in) = (self.me.shell.host(), Object::new());
        let email = self.filled.state.with_untracked(|state| state.draft.text(Field::Email).unwrap_or_default().to_owned());
        set(&sign_in, "email", &email.into());
        set(&sign_in, "locale", &host.locale().into());
        match self.check.send("/api/v1/sign_ins", "sign_in", &sign_in, &random_uuid()).await {
            Ok((202, body)) => {
                self.me.show(Page::Mail(get(&body, "proof")));
                self.me.shell.focus("[name=code]");
            }
            Ok((status, body)) => match api::refused(status, &body, &[]) {
                api::Refused::Fields(mistakes) => {
                    self.filled.state.try_update(|state| state.refused(mistakes));
                    self.me.shell.focus("[name=email]");
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
}
