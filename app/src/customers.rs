//! What the elements for customers have in common: why something was not taken, and what strangers send beside what they ask for.

use js_sys::{Function, Object, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::check::Doubt;
use usher_shared::policy::Denial;
use usher_shared::problem::Plain;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::api::{self, Answered, get, object, set};
use crate::components::{Node, heard};
use crate::host::Host;
use crate::i18n::{CustomersText, Phrase, Text};
use crate::shell::Shell;
use crate::state::Failed;

/// Why nothing is taken whatever is changed in the form, and what helps.
pub fn denial(failed: &Failed) -> Option<(CustomersText, CustomersText)> {
    match failed {
        Failed::SessionEnded => Some((CustomersText::SignInFirst, CustomersText::RemedySignIn)),
        Failed::Refused(code) if code == Plain::RegistrationClosed.code() => {
            Some((CustomersText::RegistrationClosed, CustomersText::RemedyAskStaff))
        }
        Failed::Refused(code) if code == Plain::AddressRefused.code() => {
            Some((CustomersText::AddressRefused, CustomersText::RemedyAskStaff))
        }
        Failed::Refused(_) | Failed::Offline => None,
    }
}

/// What to tell a customer about what failed.
pub fn failure(shell: Shell, failed: &Failed) -> String {
    if let Some((reason, remedy)) = denial(failed) {
        return [&shell.text(reason), " ", &shell.text(remedy)].concat();
    }
    let Failed::Refused(code) = failed else { return shell.text(Text::Offline) };
    match Doubt::from_code(code) {
        Some(Doubt::FormExpired | Doubt::FormTooFast) => shell.text(CustomersText::FormTooOld),
        Some(Doubt::LooksAutomated) => shell.text(CustomersText::Automated),
        Some(Doubt::ChallengeFailed) => shell.text(CustomersText::Challenge),
        Some(Doubt::ChallengeUnavailable) => shell.text(CustomersText::ChallengeUnavailable),
        None if code == Plain::TooManyRequests.code() => shell.text(CustomersText::TooMany),
        None => shell.text(Text::Failed),
    }
}

/// Tells the page: that nothing is taken from this customer, or that something failed.
pub fn tell(shell: Shell, failed: &Failed) {
    match denial(failed) {
        None => {
            shell.failed(failed);
        }
        Some((reason, remedy)) => {
            let rule = if *failed == Failed::SessionEnded { Denial::SignInRequired.code() } else { failed.code() };
            let detail = Object::new();
            set(&detail, "rule", &rule.into());
            set(&detail, "reason", &reason.english().into());
            set(&detail, "remedy", &remedy.english().into());
            shell.host().emit("usher-denied", &detail);
        }
    }
}

/// What shows that a form comes from a person: what it brought, the field that nobody sees, and Cloudflare's challenge.
#[derive(Clone, Copy)]
pub struct Check {
    shell: Shell,
    form_token: StoredValue<Option<String>>,
    /// What stands where nobody sees it.
    hidden: StoredValue<String>,
    /// What the challenge has brought, and what asks for another.
    passed: StoredValue<Option<String>>,
    renew: StoredValue<Option<Function>, LocalStorage>,
    site_key: StoredValue<Option<String>>,
}

impl Check {
    /// `answer`: that of `GET /api/v1/form`.
    pub fn new(shell: Shell, answer: &JsValue) -> Self {
        let check = get(answer, "check");
        Self {
            shell,
            form_token: StoredValue::new(get(&check, "form_token").as_string()),
            hidden: StoredValue::new(String::new()),
            passed: StoredValue::new(None),
            renew: StoredValue::new_local(None),
            site_key: StoredValue::new(get(&check, "turnstile_site_key").as_string()),
        }
    }

    /// The field that people neither see nor come to; programs fill in whatever there is.
    pub fn trap(self) -> Node {
        let typed = heard(Box::new(move |event| self.hidden.set_value(event_target_value(&event))));
        let field =
            Node::new("input", "").attr("name", "website").attr("tabindex", "-1").attr("autocomplete", "off").set("oninput", &typed);
        Node::new("div", "trap").flag("hidden", "", true).attr("aria-hidden", "true").child(field)
    }

    /// Where the challenge is shown, if there is one.
    pub fn challenge(self) -> Node {
        let place = Node::new("div", "challenge").flag("hidden", "", self.site_key.with_value(Option::is_none));
        if let Some(site_key) = self.site_key.get_value() {
            let host = self.shell.host();
            let heard: JsValue = wasm_bindgen::prelude::Closure::<dyn FnMut(JsValue)>::new(move |token: JsValue| {
                self.passed.try_set_value(token.as_string());
            })
            .into_js_value();
            let shown = host.challenge(place.element(), &site_key, &heard);
            spawn_local(async move {
                // Out of reach, nothing is passed, and sending says so.
                if let Ok(renew) = JsFuture::from(shown).await {
                    self.renew.try_set_value(renew.dyn_into().ok());
                }
            });
        }
        place
    }

    /// `{…: object, "check": {…}}` to `path`. What was given out too long ago is asked for anew, once: nobody has to know.
    pub async fn send(self, path: &str, name: &str, value: &JsValue, key: &str) -> Answered {
        let host = self.shell.host();
        let (status, body) = self.send_once(&host, path, name, value, key).await?;
        match get(&body, "code").as_string().and_then(|code| Doubt::from_code(&code)) {
            Some(Doubt::FormExpired) => self.take_another(&host).await,
            Some(Doubt::FormTooFast) => {}
            _ => return Ok((status, body)),
        }
        rest().await;
        self.send_once(&host, path, name, value, key).await
    }

    async fn send_once(self, host: &Host, path: &str, name: &str, value: &JsValue, key: &str) -> Answered {
        let check = Object::new();
        let text = |text: Option<Option<String>>| JsValue::from(text.flatten());
        set(&check, "form_token", &text(self.form_token.try_get_value()));
        set(&check, "website", &text(self.hidden.try_get_value().map(Some)));
        set(&check, "turnstile_token", &or_null(text(self.passed.try_get_value())));
        let body = object(name, value);
        set(body.unchecked_ref(), "check", &check);
        let (status, body) = api::send(host, "POST", path, Some(&body), Some(key)).await?;
        // What was passed counts once, for what was taken or refused; without an answer the same is sent again.
        self.renew.try_with_value(|renew| renew.as_ref().map(|renew| renew.call0(&JsValue::NULL)));
        Ok((status, body))
    }

    async fn take_another(self, host: &Host) {
        let path = ["/api/v1/form?entry_point=", &host.entry_point()].concat();
        if let Ok((200, body)) = api::send(host, "GET", &path, None, None).await {
            self.form_token.try_set_value(get(&get(&body, "check"), "form_token").as_string());
        }
    }
}

/// As JSON has it, where nothing is `null`.
pub fn or_null(value: JsValue) -> JsValue {
    if value.is_undefined() { JsValue::NULL } else { value }
}

/// As long as a form has to have been there.
async fn rest() {
    let waited = Promise::new(&mut |resolve, _| {
        let resolve = move || {
            // A function of the browser's own, which takes no part in what is drawn.
            let _ = resolve.call0(&JsValue::NULL);
        };
        set_timeout(resolve, std::time::Duration::from_millis(2500));
    });
    // It never rejects.
    let _ = JsFuture::from(waited).await;
}
