//! The form for adding a customer: the one component that knows the whole.

use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::api::FormAnswer;
use usher_shared::form::{Field, FormField};
use usher_shared::policy::{Action, Denial, Role, decide};
use usher_shared::user::Draft;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::api::{self, Refused};
use crate::components::notice::refusal;
use crate::components::{Node, bound, denied, field, heard, notice, press, similar, summary};
use crate::host::{Host, random_uuid};
use crate::i18n::{self, Text};
use crate::kept;
use crate::shell::Shell;
use crate::state::{Failed, FormState, Phase, Submission};

/// What the parts of the form share. Copied freely: it holds only the names of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct Add {
    pub shell: Shell,
    pub state: RwSignal<FormState>,
    pub denial: Option<Denial>,
    /// Why the caller may open no ticket.
    no_tickets: Option<Denial>,
}

impl Add {
    pub fn new(host: Host, root: HtmlElement, answer: FormAnswer) -> Self {
        let denial = decide(answer.actor(), Action::AddUser { role: Role::EndUser }, answer.strictness()).denial();
        let (mut draft, key, ticket) = host.kept().map(|kept| kept::draft(&kept)).unwrap_or_default();
        let sent = key.map(|key| (draft.clone(), key));
        draft.organization_id = host.organization_id();
        if ticket.is_some() {
            host.ask_for_ticket(&root, ticket.as_deref());
        }
        let state = RwSignal::new(FormState::new(answer.form, draft, ticket.is_some(), sent));
        Self { shell: Shell::new(host, root), state, denial, no_tickets: answer.no_tickets }
    }

    pub fn view(self) -> Node {
        if let Some(denial) = self.denial {
            self.shell.host().emit("usher-denied", &denial_detail(denial));
        }
        let submit = heard(Box::new(move |event| {
            event.prevent_default();
            self.submit();
        }));
        // On an organization's page it is known which one.
        let known = self.shell.host().organization_id().map(|_| Field::Organization);
        let specs = self.state.with_untracked(|state| state.form.fields.clone());
        let specs: Vec<_> = specs.into_iter().filter(|spec| Some(spec.name) != known).collect();
        // Of every field: the server may refuse one that is not drawn here.
        let user_fields = self.state.with_untracked(|state| state.form.user_fields.clone());
        let mut mistakes: Vec<_> = Field::ALL.iter().map(|field| summary::of_known(self, *field)).collect();
        mistakes.extend(user_fields.iter().enumerate().map(|(at, spec)| summary::of_defined(self, at, spec)));
        let email = |spec: &FormField| (spec.name == Field::Email).then_some(spec.required);
        let mut drawn: Vec<_> = specs.into_iter().map(|spec| (email(&spec), field::known(self, spec))).collect();
        drawn.extend(user_fields.into_iter().enumerate().map(|(at, spec)| (None, field::defined(self, at, spec))));
        let fields = drawn.into_iter().map(|(email, drawn)| field::field(self, drawn, email));
        Node::new("form", "form")
            .flag("novalidate", "", true)
            .set("onsubmit", &submit)
            .child(denied(self.shell, self.denial))
            .child(summary::summary(self, mistakes))
            .children(fields)
            .child(Node::new("div", "ticket"))
            .child(similar(self))
            .child(notice(self))
            .child(actions(self))
    }

    pub fn typed(self, field: Field, text: &str) {
        self.state.update(|state| state.typed(field, text));
        if matches!(field, Field::Name | Field::Email | Field::Phone) {
            self.look_for_similar();
        }
    }

    /// Looks once typing has rested: if the draft is then another, somebody is still typing.
    fn look_for_similar(self) {
        let before = self.draft();
        let look = move || {
            if !self.state.is_disposed() && self.draft() == before {
                let host = self.shell.host();
                spawn_local(async move {
                    let found = api::suggestions(&host, &before).await;
                    // Answers may overtake each other.
                    if !self.state.is_disposed() && self.draft() == before {
                        self.state.update(|state| state.similar = found);
                    }
                });
            }
        };
        set_timeout(look, crate::PAUSE);
    }

    /// What has been typed, as [`Host::kept`] takes it.
    pub fn kept(self) -> String {
        let ticket = self.shell.host().ticket_text();
        self.state.with_untracked(|state| kept::text(&state.draft, state.key_of(&state.draft), ticket.as_deref()))
    }

    fn draft(self) -> Draft {
        self.state.with_untracked(|state| state.draft.clone())
    }

    /// Asks for a ticket too, or no more.
    fn turn_ticket(self) {
        let asks = self.state.try_update(|state| {
            state.ticket = !state.ticket;
            state.ticket
        });
        self.shell.ask_for_ticket((asks == Some(true)).then_some(""));
    }

    fn submit(self) {
        if self.denial.is_some() || self.state.with_untracked(|state| state.phase == Phase::Sending) {
            return;
        }
        let ticket = self.shell.host().check_ticket();
        match self.state.try_update(|state| state.submit(ticket)) {
            Some(Submission::Ready) => spawn_local(self.send(false)),
            Some(Submission::NeedsTables) => spawn_local(self.send(true)),
            Some(Submission::Suggested) => self.shell.focus("[name=email]"),
            Some(Submission::Chosen(id)) => self.choose(id),
            _ => self.shell.focus(SUMMARY),
        }
    }

    /// Sends the draft; where this module cannot judge it, after the full rulebook has. Where that cannot be loaded, the
    /// server judges, which has it.
    async fn send(self, judge_first: bool) {
        let (host, draft) = (self.shell.host(), self.draft());
        let form = self.state.with_untracked(|state| state.form.clone());
        if judge_first {
            let mistakes = api::judge(&host, &draft, &form).await.unwrap_or_default();
            if self.state.try_update(|state| state.judged(mistakes)) != Some(Submission::Ready) {
                return self.shell.focus(SUMMARY);
            }
        }
        let Some(key) = self.state.try_update(|state| state.idempotency_key(&draft, random_uuid)) else { return };
        // Until it is known what became of it: a request whose answer was lost is sent again under the same key.
        let sent = kept::text(&draft, Some(&key), host.ticket_text().as_deref());
        host.keep(Some(sent.clone()));
        match api::add(&host, &draft, &form, &key).await {
            Ok(user) => self.open(&host, "usher-added", &user, Some(sent)),
            Err(Refused::Fields(mistakes)) => {
                host.keep(None);
                self.state.try_update(|state| state.judged(mistakes));
                self.shell.focus(SUMMARY);
            }
            Err(Refused::Failed(failed)) => self.failed(failed, None),
        }
    }

    /// An existing customer is taken instead of adding them again; the ticket is theirs then.
    pub fn choose(self, id: Id) {
        let host = self.shell.host();
        if !host.check_ticket() {
            return;
        }
        spawn_local(async move {
            match api::choose(&host, id).await {
                Ok(user) => self.open(&host, "usher-chosen", &user, None),
                Err(failed) => self.failed(failed, Some(id)),
            }
        });
    }

    /// The form has done its work: the profile takes its place, unless the form is gone by now and another customer's is
    /// there. `sent`: the draft that the customer was added from.
    fn open(self, host: &Host, event: &str, user: &JsValue, sent: Option<String>) {
        host.keep(None);
        host.emit(event, &api::object("user", user));
        let added = sent.is_some();
        if !self.state.is_disposed() || sent.is_some_and(|sent| host.shows(&sent)) {
            host.open_profile(user, added);
        }
    }

    fn failed(self, failed: Failed, chosen: Option<Id>) {
        self.shell.failed(&failed);
        self.state.try_update(|state| state.failed(failed, chosen));
    }
}

const SUMMARY: &str = "[part~=summary]";

fn denial_detail(denial: Denial) -> JsValue {
    let detail = js_sys::Object::new();
    let (reason, remedy) = i18n::refusal(denial);
    api::set(&detail, "rule", &denial.code().into());
    api::set(&detail, "reason", &i18n::en::text(reason).into());
    api::set(&detail, "remedy", &i18n::en::text(remedy).into());
    detail.into()
}

fn actions(add: Add) -> Node {
    let label = bound(move || {
        add.shell.text(add.state.with(|state| match state.phase {
            Phase::Editing if state.ticket => Text::OpenTicket,
            Phase::Editing => Text::AddCustomer,
            Phase::Sending => Text::Adding,
            Phase::Failed(_) => Text::TryAgain,
        }))
    });
    let busy = bound(move || add.state.with(|state| state.phase == Phase::Sending));
    let cancel = Node::new("button", "button cancel")
        .attr("type", "button")
        .set("onclick", &press(move || add.shell.host().close()))
        .text(&add.shell.text(Text::Cancel));
    let submit = Node::new("button", "button submit")
        .attr("type", "submit")
        .flag("disabled", "", add.denial.is_some())
        .bound("ariaBusy", busy)
        .bound("textContent", label);
    // Of who may not even add customers, it is told above why.
    let why = add.no_tickets.filter(|_| add.denial.is_none());
    let why = why.map(|denial| refusal(&add.shell.host(), denial)).unwrap_or_default();
    let id = add.shell.host().prefix() + "why";
    let why = Node::new("small", "why").attr("id", &id).flag("hidden", "", why.is_empty()).text(&why);
    Node::new("div", "actions").child(cancel).child(with_ticket(add, &id)).child(submit).child(why)
}

/// The second way: asks for a ticket too, or no more.
fn with_ticket(add: Add, why: &str) -> Node {
    let asks = move || add.state.with(|state| state.ticket);
    let label = bound(move || if asks() { add.shell.text(Text::NoTicket) } else { add.shell.text(Text::OpenTicket) + "…" });
    Node::new("button", "button with-ticket")
        .attr("type", "button")
        .attr("aria-describedby", why)
        .flag("disabled", "", add.denial.or(add.no_tickets).is_some())
        .set("onclick", &press(move || add.turn_ticket()))
        .bound("textContent", label)
}
