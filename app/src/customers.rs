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
    held: StoredValue<Held, LocalStorage>,
}

#[derive(Default)]
struct Held {
    form_token: JsValue,
    site_key: Option<String>,
    /// What stands where nobody sees it.
    website: String,
    /// What the challenge has brought, or `null`; and what asks for another.
    passed: JsValue,
    renew: Option<Function>,
}

impl Check {
    /// `answer`: that of `GET /api/v1/form`.
    pub fn new(shell: Shell, answer: &JsValue) -> Self {
        let check = get(answer, "check");
        let (form_token, site_key) = (get(&check, "form_token"), get(&check, "turnstile_site_key").as_string());
        Self { shell, held: StoredValue::new_local(Held { form_token, site_key, passed: JsValue::NULL, ..Held::default() }) }
    }

    /// The field that people neither see nor come to; programs fill in whatever there is.
    pub fn trap(self) -> Node {
        let typed = heard(Box::new(move |event| self.held.update_value(|held| held.website = event_target_value(&event))));
        let field =
            Node::new("input", "").attr("name", "website").attr("tabindex", "-1").attr("autocomplete", "off").set("oninput", &typed);
        Node::new("div", "trap").flag("hidden", "", true).attr("aria-hidden", "true").child(field)
    }

    /// Where the challenge is shown, if there is one.
    pub fn challenge(self) -> Node {
        let site_key = self.held.with_value(|held| held.site_key.clone());
        let place = Node::new("div", "challenge").flag("hidden", "", site_key.is_none());
        if let Some(site_key) = site_key {
            let host = self.shell.host();
            let heard: JsValue = wasm_bindgen::prelude::Closure::<dyn FnMut(JsValue)>::new(move |token: JsValue| {
                self.held.try_update_value(|held| held.passed = token);
            })
            .into_js_value();
            let shown = host.challenge(place.element(), &site_key, &heard);
            spawn_local(async move {
                // Out of reach, nothing is passed, and sending says so.
                if let Ok(renew) = JsFuture::from(shown).await {
                    self.held.try_update_value(|held| held.renew = renew.dyn_into().ok());
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
        self.held.try_with_value(|held| {
            set(&check, "form_token", &held.form_token);
            set(&check, "website", &held.website.as_str().into());
            set(&check, "turnstile_token", &held.passed);
        });
        let body = object(name, value);
        set(body.unchecked_ref(), "check", &check);
        let (status, body) = api::send(host, "POST", path, Some(&body), Some(key)).await?;
        // What was passed counts once, for what was taken or refused; without an answer the same is sent again.
        let renew = self.held.try_with_value(|held| held.renew.clone()).flatten();
        if let Some(renew) = renew {
            // It is Cloudflare's, and may be gone by now.
            let _ = renew.call0(&JsValue::NULL);
        }
        Ok((status, body))
    }

    async fn take_another(self, host: &Host) {
        let path = ["/api/v1/form?entry_point=", &host.entry_point()].concat();
        if let Ok((200, body)) = api::send(host, "GET", &path, None, None).await {
            self.held.try_update_value(|held| held.form_token = get(&get(&body, "check"), "form_token"));
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
