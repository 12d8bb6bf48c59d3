//! The form for adding a customer: the one component that knows the whole.

use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::api::FormAnswer;
use usher_shared::form::{Field, FormField};
use usher_shared::policy::{Action, Denial, Role, decide};
use usher_shared::user::Draft;
use usher_shared::value::{EmailAddress, Id};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::api::{self, Refused};
use crate::components::notice::failure;
use crate::components::{Node, bound, denied, field, heard, notice, press, similar, summary};
use crate::form::{Filled, SUMMARY};
use crate::host::{Host, random_uuid};
use crate::i18n::{self, AddText, Phrase, Text};
use crate::kept;
use crate::shell::Shell;
use crate::state::{Failed, FormState, Phase, Submission};

/// The form, and why its caller may not send it.
#[derive(Clone, Copy)]
pub struct Add {
    pub form: Filled,
    denial: Option<Denial>,
}

impl Add {
    pub fn new(host: Host, root: HtmlElement, answer: FormAnswer) -> Self {
        let denial = decide(answer.actor(), Action::AddUser { role: Role::EndUser }, answer.strictness()).denial();
        let (mut draft, key) = host.kept().map(|kept| kept::draft(&kept)).unwrap_or_default();
        let sent = key.map(|key| (draft.clone(), key));
        draft.organization_id = host.organization_id();
        let state = RwSignal::new(FormState::new(answer.form, draft, sent));
        let form = Filled { shell: Shell::new(host, root), state, disabled: denial.is_some(), heard: look_for_similar };
        Self { form, denial }
    }

    pub fn view(self) -> Node {
        if let Some(denial) = self.denial {
            self.form.shell.host().emit("usher-denied", &denial_detail(denial));
        }
        let submit = heard(Box::new(move |event| {
            event.prevent_default();
            self.submit();
        }));
        // On an organization's page it is known which one.
        let known = self.form.shell.host().organization_id().map(|_| Field::Organization);
        let specs = self.form.state.with_untracked(|state| state.form.fields.clone());
        let specs: Vec<_> = specs.into_iter().filter(|spec| Some(spec.name) != known).collect();
        // Of every field: the server may refuse one that is not drawn here.
        let user_fields = self.form.state.with_untracked(|state| state.form.user_fields.clone());
        let mut mistakes: Vec<_> = Field::ALL.iter().map(|field| summary::of_known(self.form, *field)).collect();
        mistakes.extend(user_fields.iter().enumerate().map(|(at, spec)| summary::of_defined(self.form, at, spec)));
        let offers = |spec: &FormField| !spec.required && !self.form.disabled;
        let email = |spec: &FormField| (spec.name == Field::Email).then(|| offers(spec).then_some(placeholder as fn() -> String));
        let mut drawn: Vec<_> = specs.into_iter().map(|spec| (email(&spec), field::known(self.form, spec))).collect();
        drawn.extend(user_fields.into_iter().enumerate().map(|(at, spec)| (None, field::defined(self.form, at, spec))));
        let fields = drawn.into_iter().map(|(email, drawn)| field::field(self.form, drawn, email));
        let count = move || self.form.state.with(|state| if state.submitted { state.errors.count() } else { 0 });
        Node::new("form", "form")
            .flag("novalidate", "", true)
            .set("onsubmit", &submit)
            .child(denied(self.form.shell, self.denial))
            .child(summary::summary(self.form.shell, mistakes, count))
            .children(fields)
            .child(similar(self))
            .child(notice(self.form, failure))
            .child(actions(self))
    }

    /// What has been typed, as [`Host::kept`] takes it.
    pub fn kept(self) -> String {
        self.form.state.with_untracked(|state| kept::text(&state.draft, state.key_of(&state.draft)))
    }

    fn draft(self) -> Draft {
        self.form.state.with_untracked(|state| state.draft.clone())
    }

    fn submit(self) {
        if self.form.disabled || self.form.state.with_untracked(|state| state.phase == Phase::Sending) {
            return;
        }
        match self.form.state.try_update(FormState::submit) {
            Some(Submission::Ready) => spawn_local(self.send(false)),
            Some(Submission::NeedsTables) => spawn_local(self.send(true)),
            Some(Submission::Suggested) => self.form.shell.focus("[name=email]"),
            _ => self.form.shell.focus(SUMMARY),
        }
    }

    /// Sends the draft; where this module cannot judge it, after the full rulebook has. Where that cannot be loaded, the
    /// server judges, which has it.
    async fn send(self, judge_first: bool) {
        let (host, draft) = (self.form.shell.host(), self.draft());
        let form = self.form.state.with_untracked(|state| state.form.clone());
        if judge_first {
            let mistakes = api::judge(&host, &draft, &form).await.unwrap_or_default();
            if self.form.state.try_update(|state| state.judged(mistakes)) != Some(Submission::Ready) {
                return self.form.shell.focus(SUMMARY);
            }
        }
        let Some(key) = self.form.state.try_update(|state| state.idempotency_key(&draft, random_uuid)) else { return };
        // Until it is known what became of it: a request whose answer was lost is sent again under the same key.
        let sent = kept::text(&draft, Some(&key));
        host.keep(Some(sent.clone()));
        match api::add(&host, &draft, &form, &key).await {
            Ok(user) => self.open(&host, "usher-added", &user, Some(sent)),
            Err(Refused::Fields(mistakes)) => {
                host.keep(None);
                self.form.state.try_update(|state| state.judged(mistakes));
                self.form.shell.focus(SUMMARY);
            }
            Err(Refused::Failed(failed)) => self.failed(failed),
        }
    }

    /// An existing customer is taken instead of adding them again.
    pub fn choose(self, id: Id) {
        spawn_local(async move {
            let host = self.form.shell.host();
            match api::user(&host, id).await {
                Ok(user) => self.open(&host, "usher-chosen", &user, None),
                Err(failed) => self.failed(failed),
            }
        });
    }

    /// The form has done its work: the profile takes its place, unless the form is gone by now and another customer's is
    /// there. `sent`: the draft that the customer was added from.
    fn open(self, host: &Host, event: &str, user: &JsValue, sent: Option<String>) {
        host.keep(None);
        host.emit(event, &api::object("user", user));
        let added = sent.is_some();
        if !self.form.state.is_disposed() || sent.is_some_and(|sent| host.shows(&sent)) {
            host.open_profile(user, added);
        }
    }

    fn failed(self, failed: Failed) {
        self.form.shell.failed(&failed);
        self.form.state.try_update(|state| state.failed(failed));
    }
}

/// Looks once typing has rested: if the draft is then another, somebody is still typing.
fn look_for_similar(form: Filled, field: Field) {
    if !matches!(field, Field::Name | Field::Email | Field::Phone) {
        return;
    }
    let draft = move || form.state.with_untracked(|state| state.draft.clone());
    let before = draft();
    let look = move || {
        if !form.state.is_disposed() && draft() == before {
            let host = form.shell.host();
            spawn_local(async move {
                let found = api::suggestions(&host, &before).await;
                // Answers may overtake each other.
                if !form.state.is_disposed() && draft() == before {
                    form.state.update(|state| state.similar = found);
                }
            });
        }
    };
    set_timeout(look, crate::PAUSE);
}

fn placeholder() -> String {
    // Eight hexadecimal digits: the index of addresses refuses what chance did not keep apart.
    EmailAddress::placeholder(&random_uuid()[..8]).map(|email| email.as_str().to_owned()).unwrap_or_default()
}

fn denial_detail(denial: Denial) -> JsValue {
    let detail = js_sys::Object::new();
    let (reason, remedy) = i18n::refusal(denial);
    api::set(&detail, "rule", &denial.code().into());
    api::set(&detail, "reason", &reason.english().into());
    api::set(&detail, "remedy", &remedy.english().into());
    detail.into()
}

fn actions(add: Add) -> Node {
    let label = bound(move || {
        add.form.state.with(|state| match &state.phase {
            Phase::Editing => add.form.shell.text(AddText::AddCustomer),
            Phase::Sending => add.form.shell.text(AddText::Adding),
            Phase::Failed(_) => add.form.shell.text(Text::TryAgain),
        })
    });
    let busy = bound(move || add.form.state.with(|state| state.phase == Phase::Sending));
    let cancel = Node::new("button", "button cancel")
        .attr("type", "button")
        .set("onclick", &press(move || add.form.shell.host().close()))
        .text(&add.form.shell.text(Text::Cancel));
    let submit = Node::new("button", "button submit")
        .attr("type", "submit")
        .flag("disabled", "", add.form.disabled)
        .bound("ariaBusy", busy)
        .bound("textContent", label);
    Node::new("div", "actions").child(cancel).child(submit)
}
