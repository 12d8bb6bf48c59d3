//! What is sent back: status, headers, and a body that is already JSON text.

use js_sys::{JSON, Uint8Array};
use serde::Serialize;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{IntoResponse, web_sys};

pub struct Answer {
    pub status: u16,
    headers: Vec<(&'static str, String)>,
    body: JsValue,
}

impl Answer {
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: JsValue::NULL }
    }

    /// A body that is JavaScript's string already: JSON made by SQLite is never copied into WebAssembly and out again.
    pub fn json_text(status: u16, body: impl Into<JsValue>) -> Self {
        Self { status, headers: vec![("content-type", "application/json; charset=utf-8".into())], body: body.into() }
    }

    pub fn json(status: u16, body: &impl Serialize) -> Self {
        Self::bytes(status, written(body).as_bytes())
    }

    /// Bytes as they are sent: JavaScript's string would be made of them, and bytes of that again.
    fn bytes(status: u16, body: &[u8]) -> Self {
        Self::json_text(status, Uint8Array::from(body))
    }

    /// `{"KEY":[…], …rest}`: `items` is JSON, joined by commas.
    pub fn list(key: &str, items: &[u8], rest: &serde_json::Value) -> Self {
        Self::bytes(200, &[format!("{{\"{key}\":[").as_bytes(), items, b"],", &rest.to_string().as_bytes()[1..]].concat())
    }

    /// A list that is its own and only page: each item is JSON.
    pub fn all<'a>(key: &str, items: impl Iterator<Item = &'a str>) -> Self {
        let items: Vec<_> = items.collect();
        let rest = json!({ "next_page": null, "previous_page": null, "count": items.len() });
        Self::list(key, items.join(",").as_bytes(), &rest)
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| unreachable!("an answer has string keys and no failing parts"))
}

#[wasm_bindgen]
extern "C" {
    /// `Response`, for a body and an `init` that are JavaScript's already (Fetch standard).
    #[wasm_bindgen(extends = web_sys::Response, js_name = Response)]
    type Sent;
    #[wasm_bindgen(constructor, js_class = "Response", catch)]
    fn new(body: &JsValue, init: &JsValue) -> Result<Sent, JsValue>;
}

/// The second argument of `Response`.
#[derive(Serialize)]
struct Init {
    status: u16,
    headers: Vec<(&'static str, String)>,
}

impl IntoResponse for Answer {
    fn into_raw(self) -> Result<web_sys::Response, impl Into<Box<dyn std::error::Error>>> {
        let Self { status, mut headers, body } = self;
        headers.push(("cache-control", "max-age=0, private, must-revalidate".into()));
        // One crossing for all of it.
        let init = JSON::parse(&written(&Init { status, headers }));
        init.and_then(|init| Sent::new(&body, &init)).map(Into::into).map_err(worker::Error::from)
    }
}
