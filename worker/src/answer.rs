//! What is sent back: status, headers, and a body that is already JSON text.

use js_sys::JsString;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use worker::{IntoResponse, web_sys};

/// The body as JavaScript's string, so that JSON made by SQLite is never copied into WebAssembly and out again.
pub struct Answer {
    pub status: u16,
    headers: Vec<(&'static str, String)>,
    body: JsValue,
}

impl Answer {
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: JsValue::NULL }
    }

    pub fn json_text(status: u16, body: impl Into<JsValue>) -> Self {
        Self { status, headers: vec![("content-type", "application/json; charset=utf-8".into())], body: body.into() }
    }

    pub fn json(status: u16, body: &impl Serialize) -> Self {
        let text = serde_json::to_string(body).unwrap_or_else(|_| unreachable!("an answer has string keys and no failing parts"));
        Self::json_text(status, text)
    }

    /// `{"KEY":[…], …rest}`: `items` is JSON, joined by commas. A list may be long, and is never copied into WebAssembly.
    pub fn list(key: &str, items: &JsString, rest: &serde_json::Value) -> Self {
        let open: JsString = format!("{{\"{key}\":[").into();
        Self::json_text(200, open.concat(items).concat(&format!("],{}", &rest.to_string()[1..]).into()))
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl IntoResponse for Answer {
    fn into_raw(self) -> Result<web_sys::Response, impl Into<Box<dyn std::error::Error>>> {
        let headers = js_sys::Object::new();
        for (name, value) in self.headers {
            set(&headers, name, &value.into());
        }
        set(&headers, "cache-control", &"max-age=0, private, must-revalidate".into());
        let init = js_sys::Object::new();
        set(&init, "status", &self.status.into());
        set(&init, "headers", &headers);
        respond(&self.body, &init).map_err(worker::Error::from)
    }
}

fn set(object: &js_sys::Object, key: &str, value: &JsValue) {
    // A plain object refuses no key.
    let _ = js_sys::Reflect::set(object, &key.into(), value);
}

/// `new Response(body, init)`, with the body as it is.
fn respond(body: &JsValue, init: &js_sys::Object) -> Result<web_sys::Response, JsValue> {
    let constructor: js_sys::Function = js_sys::Reflect::get(&js_sys::global(), &"Response".into())?.dyn_into()?;
    let arguments = js_sys::Array::of2(body, init);
    js_sys::Reflect::construct(&constructor, &arguments)?.dyn_into()
}
