//! The custom element, as the WebAssembly modules see it: an object of the class `Host` of `element/host.ts`.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::api::object;
use crate::i18n::{ProfileText, Text, en};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    pub type Host;

    /// Where the API is: scheme and host.
    #[wasm_bindgen(method, getter)]
    pub fn endpoint(this: &Host) -> String;

    /// `agent` or `organization`.
    #[wasm_bindgen(method, getter, js_name = entryPoint)]
    pub fn entry_point(this: &Host) -> String;

    #[wasm_bindgen(method, getter, js_name = organizationId)]
    pub fn organization_id(this: &Host) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub fn locale(this: &Host) -> String;

    /// The texts of that locale in the order of `Text::ALL`; `null` for English.
    #[wasm_bindgen(method, getter)]
    pub fn texts(this: &Host) -> Option<js_sys::Array>;

    /// The texts of that locale in the order of `ProfileText::ALL`; `null` for English.
    #[wasm_bindgen(method, getter, js_name = profileTexts)]
    pub fn profile_texts(this: &Host) -> Option<js_sys::Array>;

    /// `{status, body}` of a request. Rejects with a text where no token is left, with an error where no answer came.
    #[wasm_bindgen(method)]
    pub fn send(this: &Host, method: &str, path: &str, body: &JsValue, key: Option<&str>) -> Promise;

    /// The token to send; with `renew` a fresh one. Rejects where there is none.
    #[wasm_bindgen(method)]
    pub fn token(this: &Host, renew: bool) -> Promise;

    /// Begins every id, so that two elements on one page have none in common.
    #[wasm_bindgen(method, getter)]
    pub fn prefix(this: &Host) -> String;

    /// `{status, body}` of `GET /api/v1/form`, perhaps asked for while this module was still on its way.
    #[wasm_bindgen(method, js_name = takeForm)]
    pub fn take_form(this: &Host) -> Promise;

    /// What was typed before a session ended or the form was drawn anew (`kept.rs`); and what is to be kept, or `null`.
    #[wasm_bindgen(method, getter)]
    pub fn kept(this: &Host) -> Option<String>;
    #[wasm_bindgen(method)]
    pub fn keep(this: &Host, draft: Option<String>);
    /// Whether the form that is there now has this draft.
    #[wasm_bindgen(method)]
    pub fn shows(this: &Host, draft: &str) -> bool;

    /// Dispatches a `CustomEvent` on the element.
    #[wasm_bindgen(method)]
    pub fn emit(this: &Host, name: &str, detail: &JsValue);

    #[wasm_bindgen(method)]
    pub fn close(this: &Host);

    /// The profile of this user, just `added` or found, takes the place of the form.
    #[wasm_bindgen(method, js_name = openProfile)]
    pub fn open_profile(this: &Host, user: &JsValue, added: bool);

    /// Adds the customer of `{"user": …}`, with the ticket that is asked for: `{status, body}`, the body with the user or the mistakes.
    #[wasm_bindgen(method)]
    pub fn add(this: &Host, user: &JsValue, key: &str) -> Promise;
    /// The same of a customer who is there, by id.
    #[wasm_bindgen(method)]
    pub fn choose(this: &Host, id: f64) -> Promise;

    /// Has the module `profile` ask for a ticket (`ticket::view`) within `root`, where `text` was typed; without one, no more.
    #[wasm_bindgen(method, js_name = askForTicket)]
    pub fn ask_for_ticket(this: &Host, root: &HtmlElement, text: Option<&str>);
    /// What is typed of the ticket, if one is asked for; and whether it has all that it needs: else it shows, and focuses, what lacks.
    #[wasm_bindgen(method, getter, js_name = ticketText)]
    pub fn ticket_text(this: &Host) -> Option<String>;
    #[wasm_bindgen(method, js_name = checkTicket)]
    pub fn check_ticket(this: &Host) -> bool;

    /// `usher_shared::api::FormAnswer` as the API gave it, for the module `profile`.
    #[wasm_bindgen(method, getter, js_name = formAnswer)]
    pub fn form_answer(this: &Host) -> JsValue;

    /// Has the module `profile`, which has the full rulebook, judge a draft (`kept::text`): `{field: [{code}]}`.
    #[wasm_bindgen(method)]
    pub fn judge(this: &Host, draft: &str) -> Promise;

    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    pub fn random_uuid() -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str) -> PluralRules;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, count: u32) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &JsValue) -> DisplayNames;
    #[wasm_bindgen(method)]
    fn of(this: &DisplayNames, code: &str) -> Option<String>;
    #[wasm_bindgen(js_namespace = Intl, js_name = supportedValuesOf)]
    fn supported_values_of(key: &str) -> js_sys::Array;
}

/// How a language is called in another one (CLDR).
pub fn language_name(locale: &str, code: &str) -> String {
    DisplayNames::new(locale, &object("type", &"language".into())).of(code).unwrap_or_else(|| code.into())
}

/// The IANA time zones that the browser knows.
pub fn time_zones() -> Vec<String> {
    supported_values_of("timeZone").iter().filter_map(|zone| zone.as_string()).collect()
}

impl Host {
    /// A text in the language of the element.
    pub fn text(&self, text: Text) -> String {
        let loaded = self.texts().and_then(|texts| texts.get(text as u32).as_string());
        loaded.unwrap_or_else(|| en::text(text).into())
    }

    pub fn profile_text(&self, text: ProfileText) -> String {
        let loaded = self.profile_texts().and_then(|texts| texts.get(text as u32).as_string());
        loaded.unwrap_or_else(|| en::profile(text).into())
    }

    /// `zero`, `one`, `two`, `few`, `many` or `other` (CLDR), as the language has it.
    pub fn plural_category(&self, count: u32) -> String {
        PluralRules::new(&self.locale()).select(count)
    }
}
