//! The component that knows the whole: what a mail's link leads to, signing in, and whoever is signed in.

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::facts::{self, Asked, Identity, Own};
use super::mail::Mail;
use super::profile::Profile;
use super::sign_in::SignIn;
use crate::api::{self, get, object};
use crate::components::{Node, bound, press};
use crate::customers::failure;
use crate::host::Host;
use crate::i18n::{MeText, Phrase};
use crate::shell::Shell;
use crate::state::Failed;

/// Where somebody is.
#[derive(Clone)]
pub enum Page {
    /// With the token of a link, before a button that does what the link is for.
    Press(String),
    /// Before the form that asks for an address; with the answer of `GET /api/v1/form`.
    SignIn(JsValue),
    /// A mail is on its way; with the proof, as the API tells it.
    Mail(JsValue),
    /// Signed in.
    Profile(Box<(Own, Vec<Identity>, Vec<Asked>, bool)>),
}

/// Copied freely: it holds only the names of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct Me {
    pub shell: Shell,
    page: RwSignal<Page, LocalStorage>,
    told: RwSignal<Told>,
}

/// What has just been done, or why it was not.
#[derive(Clone, Default)]
struct Told {
    text: String,
    is_done: bool,
}

/// Where whoever comes is: before the button, where the link of a mail has led them here.
pub async fn first(host: &Host, token: Option<String>) -> Result<Page, Failed> {
    match token {
        Some(token) => Ok(Page::Press(token)),
        None => arrived(host).await,
    }
}

/// The profile of whoever is signed in, or the form for signing in.
async fn arrived(host: &Host) -> Result<Page, Failed> {
    let Some(own) = facts::own(host).await? else {
        return match api::send(host, "GET", "/api/v1/form?entry_point=signup", None, None).await? {
            (200, answer) => Ok(Page::SignIn(answer)),
            (status, body) => Err(api::failed(status, &body)),
        };
    };
    let identities = facts::identities(host, &own.id).await;
    let (asked, more) = facts::requests(host, 1).await;
    Ok(Page::Profile(Box::new((own, identities, asked, more))))
}

impl Me {
    pub fn new(host: Host, root: HtmlElement, page: Page) -> Self {
        Self { shell: Shell::new(host, root), page: RwSignal::new_local(page), told: RwSignal::default() }
    }

    pub fn view(self) -> Node {
        let told = bound(move || self.told.with(|told| told.text.clone()));
        let part = bound(move || self.told.with(|told| if told.is_done { "notice saved" } else { "notice" }));
        let notice = Node::new("p", "notice").attr("role", "status").attr("tabindex", "-1").bound("textContent", told);
        // A property of every element (CSS Shadow Parts, 3.1) that takes a text.
        let notice = notice.bound("part", part);
        Node::new("div", "me").child(notice).drawn(move || match self.page.get() {
            Page::Press(token) => self.press(token),
            Page::SignIn(answer) => SignIn::new(self, &answer).view(),
            Page::Mail(proof) => Mail::of(self.shell, Some(self), &proof).view(),
            Page::Profile(facts) => Profile::new(self, *facts).view(),
        })
    }

    pub fn show(self, page: Page) {
        self.told.try_set(Told::default());
        self.page.try_set(page);
    }

    /// Says what has been done.
    pub fn done<T: Phrase>(self, phrase: T) {
        self.done_with(self.shell.text(phrase));
    }

    pub fn done_with(self, text: String) {
        self.tell(Told { text, is_done: true });
    }

    pub fn refused<T: Phrase>(self, phrase: T) {
        self.tell(Told { text: self.shell.text(phrase), is_done: false });
    }

    /// What was pressed is often gone by now: the focus goes where it is said what came of it.
    fn tell(self, told: Told) {
        self.told.try_set(told);
        self.shell.focus("[part~=me] > [part~=notice]");
    }

    /// Says what went wrong. Whoever's session has ended signs in again.
    pub fn failed(self, failed: &Failed) {
        if *failed == Failed::SessionEnded {
            spawn_local(async move {
                self.enter(None).await;
                self.refused(MeText::SignedOut);
            });
            return;
        }
        self.tell(Told { text: failure(self.shell, failed), is_done: false });
        self.shell.failed(failed);
    }

    /// From the beginning.
    pub fn begin(self) {
        spawn_local(self.enter(None));
    }

    /// Shows whoever is signed in by now, and what has been done.
    pub async fn enter(self, done: Option<MeText>) {
        match arrived(&self.shell.host()).await {
            Ok(page) => {
                self.show(page);
                if let Some(done) = done {
                    self.done(done);
                }
            }
            Err(failed) => self.failed(&failed),
        }
    }

    /// Nothing is done by looking at a link: programs that look through mail follow them all.
    fn press(self, token: String) -> Node {
        let text = |text| self.shell.text(text);
        let busy = RwSignal::new(false);
        let confirm = press(move || {
            if !busy.get_untracked() {
                busy.set(true);
                let token = token.clone();
                spawn_local(async move {
                    self.prove(&token).await;
                    busy.try_set(false);
                });
            }
        });
        let confirm = Node::new("button", "button submit").attr("type", "button").set("onclick", &confirm);
        let confirm = confirm.bound("ariaBusy", bound(move || busy.get())).text(&text(MeText::ConfirmAddress));
        let actions = Node::new("div", "actions").child(confirm);
        Node::new("div", "form").child(Node::new("p", "").text(&text(MeText::WhyConfirm))).child(actions)
    }

    async fn prove(self, token: &str) {
        let host = self.shell.host();
        let body = object("proof", &object("token", &token.into()));
        match api::send(&host, "POST", "/api/v1/proofs", Some(&body), None).await {
            Ok((200, body)) => {
                host.pressed();
                host.emit("usher-verified", &object("user", &get(&body, "user")));
                let released = get(&body, "purpose").as_string().as_deref() == Some("request");
                self.enter(Some(if released { MeText::Released } else { MeText::Confirmed })).await;
            }
            Ok((422, _)) => {
                host.pressed();
                self.enter(None).await;
                self.refused(MeText::ProofExpired);
            }
            Ok((status, body)) => self.failed(&api::failed(status, &body)),
            Err(failed) => self.failed(&failed),
        }
    }

    /// As `mount` rejects with it: `[code, text]`.
    pub fn rejection(failed: &Failed) -> JsValue {
        Array::of1(&failed.code().into()).into()
    }
}
