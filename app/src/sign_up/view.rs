//! The component that knows the whole of a stranger's form.

use js_sys::Object;
use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::api::FormAnswer;
use usher_shared::form::{EntryPoint, Field};
use usher_shared::policy::Standing;
use usher_shared::problem::Plain;
use usher_shared::value::Invalid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::extra;
use super::state::{Extra, Extras};
use crate::api::{self, get, object, set};
use crate::components::{Node, bound, field, heard, notice, press, summary};
use crate::customers::{Check, failure, or_null, tell};
use crate::form::{Filled, SUMMARY};
use crate::host::{Host, random_uuid};
use crate::i18n::{self, CustomersText, SignUpText, Text};
use crate::kept;
use crate::shell::Shell;
use crate::state::{Failed, FormState, Phase, Submission};

const SIGN_UPS: &str = "/api/v1/sign_ups";
const REQUESTS: &str = "/api/v2/requests";

/// What the parts of the form share. Copied freely: it holds only the names of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct SignUp {
    pub filled: Filled,
    pub extras: RwSignal<Extras>,
    check: Check,
    is_request: bool,
}

impl SignUp {
    pub fn new(host: Host, root: HtmlElement, answer: FormAnswer, json: &JsValue) -> Self {
        let is_request = answer.form.entry_point == EntryPoint::Request;
        let mut form = answer.form;
        if is_request {
            // Of whoever is signed in it is known who they are; of others the API takes these two.
            let is_known = answer.caller.standing != Standing::Anonymous;
            form.fields.retain(|field| !is_known && matches!(field.name, Field::Name | Field::Email));
            form.contact_required = !is_known;
        }
        let asked = if is_request {
            vec![Extra::Subject, Extra::Description]
        } else if get(&get(json, "sign_up"), "consent").is_object() {
            vec![Extra::Consent]
        } else {
            Vec::new()
        };
        let kept = host.kept().unwrap_or_default();
        let (draft, texts, key) = kept::asked(&kept);
        let mut extras = Extras::new(asked);
        for (extra, text) in [Extra::Subject, Extra::Description].into_iter().zip(texts) {
            extras.typed(extra, text);
        }
        let shell = Shell::new(host, root);
        let state = RwSignal::new(FormState::new(form, draft, None));
        let new = Self {
            filled: Filled { shell, state, disabled: false, heard: |_, _| {} },
            extras: RwSignal::new(extras),
            check: Check::new(shell, json),
            is_request,
        };
        let text = new.text(None);
        new.extras.update_untracked(|extras| extras.sent = key.map(|key| (text, key)));
        new
    }

    /// `said`: what the account says besides, `{message, consent}`.
    pub fn view(self, said: &JsValue) -> Node {
        let submit = heard(Box::new(move |event| {
            event.prevent_default();
            self.submit();
        }));
        let shell = self.filled.shell;
        let specs = self.filled.state.with_untracked(|state| state.form.fields.clone());
        let extras = self.extras.with_untracked(|extras| extras.asked().to_vec());
        let mut mistakes: Vec<_> = Field::ALL.iter().map(|field| summary::of_known(self.filled, *field)).collect();
        mistakes.extend(Extra::ALL.iter().map(|extra| extra::item(self, *extra)));
        let known = specs.into_iter().map(|spec| {
            let email = (spec.name == Field::Email).then_some(None);
            field::field(self.filled, field::known(self.filled, spec), email)
        });
        let own = extras.into_iter().map(|extra| match extra {
            Extra::Consent => extra::consent(self, &get(said, "consent")),
            Extra::Subject | Extra::Description => extra::field(self, extra),
        });
        let count = move || {
            let submitted = self.filled.state.with(|state| if state.submitted { Some(state.errors.count()) } else { None });
            submitted.map_or(0, |count| count + self.extras.with(Extras::count))
        };
        let message = get(said, "message").as_string().filter(|_| !self.is_request).unwrap_or_default();
        let done = bound(move || self.extras.with(|extras| extras.done.is_some()));
        let form = Node::new("form", "form")
            .flag("novalidate", "", true)
            .set("onsubmit", &submit)
            .bound("hidden", done)
            .child(Node::new("p", "help").flag("hidden", "", message.is_empty()).attr("dir", "auto").text(&message))
            .child(summary::summary(shell, mistakes, count))
            .children(known)
            .children(own)
            .child(self.check.trap())
            .child(self.check.challenge())
            .child(notice(self.filled, failure))
            .child(actions(self));
        Node::new("div", "").child(form).child(sent(self))
    }

    pub fn typed(self, extra: Extra, text: String) {
        self.extras.update(|extras| extras.typed(extra, text));
        self.filled.state.update(FormState::edited);
    }

    /// What has been typed, as [`Host::kept`] takes it; nothing once it has been sent.
    pub fn kept(self) -> String {
        let text = self.text(None);
        let (is_done, key) = self.extras.with_untracked(|extras| (extras.done.is_some(), extras.key_of(&text)));
        if is_done { String::new() } else { self.text(key.as_deref()) }
    }

    fn text(self, key: Option<&str>) -> String {
        let texts = self.extras.with_untracked(|extras| [Extra::Subject, Extra::Description].map(|extra| extras.text(extra).to_owned()));
        self.filled.state.with_untracked(|state| kept::asked_text(&state.draft, texts, key))
    }

    fn submit(self) {
        let state = self.filled.state;
        if state.with_untracked(|state| state.phase == Phase::Sending) {
            return;
        }
        let complete = self.extras.try_update(Extras::submit) == Some(true);
        let submission = state.try_update(|state| if complete { state.submit() } else { state.submit_with_others() });
        match submission {
            // What this module cannot judge, the API does.
            Some(Submission::Ready | Submission::NeedsTables) => spawn_local(self.send()),
            Some(Submission::Suggested) => self.filled.shell.focus("[name=email]"),
            _ => self.filled.shell.focus(SUMMARY),
        }
    }

    async fn send(self) {
        let host = self.filled.shell.host();
        let text = self.text(None);
        let known = self.extras.with_untracked(|extras| extras.key_of(&text));
        let key = known.unwrap_or_else(random_uuid);
        self.extras.update_untracked(|extras| extras.sent = Some((text, key.clone())));
        // Until it is known what became of it: a request whose answer was lost is sent again under the same key.
        host.keep(Some(self.text(Some(&key))));
        let (path, name, body) =
            if self.is_request { (REQUESTS, "request", self.request()) } else { (SIGN_UPS, "sign_up", self.sign_up()) };
        let answered = self.check.send(path, name, &body, &key).await;
        let (status, body) = match answered {
            Ok(answered) => answered,
            Err(failed) => return self.failed(&host, failed),
        };
        match status {
            201 | 202 if self.is_request => self.requested(&host, &body),
            202 => {
                host.keep(None);
                let proof = get(&body, "proof");
                host.emit("usher-signed-up", &object("email", &get(&proof, "email")));
                host.wait_for(&proof);
            }
            _ => self.refused(&host, status, &body),
        }
    }

    fn requested(self, host: &Host, body: &JsValue) {
        host.keep(None);
        host.emit("usher-requested", &object("request", &or_null(get(body, "request"))));
        let email = self.filled.state.try_with_untracked(|state| state.draft.text(Field::Email).unwrap_or_default().to_owned());
        let asks = self.filled.state.try_with_untracked(|state| !state.form.fields.is_empty()).unwrap_or_default();
        if let Some(email) = email {
            self.filled.state.try_update(FormState::sent);
            self.extras.update(|extras| extras.done = Some(if asks { email } else { String::new() }));
            self.filled.shell.focus("[part~=added]");
        }
    }

    fn refused(self, host: &Host, status: u16, body: &JsValue) {
        let mut mistakes = api::mistakes(body, &[]);
        let details = get(body, "details");
        let invalid = |key: &str| {
            let code = get(&api::list(&details, key).get(0), "code").as_string()?;
            Some(Invalid::from_code(&code).unwrap_or(Invalid::WrongType))
        };
        // Who asks is told as one.
        mistakes.at(Field::Email, invalid("requester"));
        self.extras.try_update(|extras| extras.judged(invalid));
        let others = self.extras.try_with_untracked(Extras::count).unwrap_or_default();
        if mistakes.count() + others == 0 {
            return self.failed(host, api::failed(status, body));
        }
        host.keep(None);
        self.filled.state.try_update(|state| state.refused(mistakes));
        self.filled.shell.focus(SUMMARY);
    }

    fn failed(self, host: &Host, failed: Failed) {
        // It has come, and was sent again as something else (another page brought another form): it is not sent a third time.
        if failed.code() == Plain::IdempotencyMismatch.code() && self.is_request {
            return self.requested(host, &JsValue::UNDEFINED);
        }
        if !matches!(failed, Failed::Offline) {
            self.extras.try_update_untracked(|extras| extras.sent = None);
        }
        if self.filled.state.is_disposed() {
            return;
        }
        tell(self.filled.shell, &failed);
        self.filled.state.try_update(|state| state.failed(failed));
    }

    fn sign_up(self) -> JsValue {
        let user = self.user();
        if self.extras.with_untracked(|extras| extras.asked().contains(&Extra::Consent)) {
            set(&user, "consent", &true.into());
        }
        user.into()
    }

    fn request(self) -> JsValue {
        let request = Object::new();
        let text = |extra| self.extras.with_untracked(|extras| JsValue::from(extras.text(extra)));
        set(&request, "subject", &text(Extra::Subject));
        set(&request, "comment", &object("body", &text(Extra::Description)));
        if self.filled.state.with_untracked(|state| !state.form.fields.is_empty()) {
            set(&request, "requester", &self.user());
        }
        request.into()
    }

    /// Who asks, and the language in which they do, unless they have named another.
    fn user(self) -> Object {
        let user: Object = self.filled.state.with_untracked(|state| get(&api::user_body(&state.draft), "user")).unchecked_into();
        if !get(&user, "locale").is_truthy() {
            set(&user, "locale", &self.filled.shell.host().locale().into());
        }
        user
    }
}

fn actions(form: SignUp) -> Node {
    let (shell, state) = (form.filled.shell, form.filled.state);
    let label = bound(move || {
        state.with(|state| match &state.phase {
            Phase::Editing if form.is_request => shell.text(SignUpText::Send),
            Phase::Editing => shell.text(CustomersText::SignUp),
            Phase::Sending => shell.text(CustomersText::Sending),
            Phase::Failed(_) => shell.text(Text::TryAgain),
        })
    });
    let busy = bound(move || state.with(|state| state.phase == Phase::Sending));
    let cancel = Node::new("button", "button cancel")
        .attr("type", "button")
        .set("onclick", &press(move || shell.host().close()))
        .text(&shell.text(Text::Cancel));
    let submit = Node::new("button", "button submit").attr("type", "submit").bound("ariaBusy", busy).bound("textContent", label);
    Node::new("div", "actions").child(cancel).child(submit)
}

/// What becomes of a request that was sent: the API answers the same whether it waits or not, so this says both.
fn sent(form: SignUp) -> Node {
    let shell = form.filled.shell;
    let told = bound(move || {
        form.extras.with(|extras| match extras.done.as_deref() {
            None => String::new(),
            Some("") => shell.text(SignUpText::ReceivedKnown),
            Some(email) => i18n::fill(&shell.text(SignUpText::ReceivedUnknown), &["\u{2068}", email, "\u{2069}"].concat()),
        })
    });
    let another = press(move || {
        form.extras.update(|extras| *extras = Extras::new(extras.asked().to_vec()));
        shell.focus("[name=subject]");
    });
    let none = bound(move || form.extras.with(|extras| extras.done.is_none()));
    Node::new("div", "added")
        .attr("role", "status")
        .attr("tabindex", "-1")
        .bound("hidden", none)
        .child(Node::new("strong", "").text(&shell.text(SignUpText::Received)))
        .child(Node::new("p", "").bound("textContent", told))
        .child(Node::new("button", "button").attr("type", "button").set("onclick", &another).text(&shell.text(SignUpText::Another)))
}
