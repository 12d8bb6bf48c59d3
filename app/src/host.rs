//! The custom element, as the WebAssembly modules see it: an object of the class `Host` of `element/host.ts`.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::api::object;
use crate::i18n::{Phrase, ProfileText};

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

    /// The texts of that locale, at their [`Phrase::place`]; `null` for English.
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

    /// `usher_shared::api::FormAnswer` as the API gave it, for the module `profile`.
    #[wasm_bindgen(method, getter, js_name = formAnswer)]
    pub fn form_answer(this: &Host) -> JsValue;

    /// Has the module `profile`, which has the full rulebook, judge a draft (`kept::text`): `{field: [{code}]}`.
    #[wasm_bindgen(method)]
    pub fn judge(this: &Host, draft: &str) -> Promise;

    /// Whether the page is Usher's own, and the cookie of whoever is signed in goes along.
    #[wasm_bindgen(method, getter)]
    pub fn own(this: &Host) -> bool;

    /// The mail of this proof (as the API tells it) is on its way, and takes the form's place; without one the form comes back.
    #[wasm_bindgen(method, js_name = waitFor)]
    pub fn wait_for(this: &Host, proof: &JsValue);

    /// Heads what is shown.
    #[wasm_bindgen(method)]
    pub fn head(this: &Host, text: &str);

    /// Shows Cloudflare's challenge in `place`; `heard` is told the token that it brings, or `null` where it is good no more. The
    /// answer is a function that asks for another; rejects where Cloudflare is out of reach.
    #[wasm_bindgen(method)]
    pub fn challenge(this: &Host, place: &JsValue, site_key: &str, heard: &JsValue) -> Promise;

    /// The token of the link has served.
    #[wasm_bindgen(method)]
    pub fn pressed(this: &Host);

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
    pub fn text<T: Phrase>(&self, phrase: T) -> String {
        said(self.texts(), phrase.place(), phrase.english())
    }

    pub fn profile_text(&self, phrase: ProfileText) -> String {
        said(self.profile_texts(), phrase.place(), phrase.english())
    }

    /// `zero`, `one`, `two`, `few`, `many` or `other` (CLDR), as the language has it.
    pub fn plural_category(&self, count: u32) -> String {
        PluralRules::new(&self.locale()).select(count)
    }
}

fn said(texts: Option<js_sys::Array>, place: usize, english: &str) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "there are a few hundred")]
    let place = place as u32;
    texts.and_then(|texts| texts.get(place).as_string()).unwrap_or_else(|| english.into())
}
