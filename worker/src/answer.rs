//! What is sent back: status, headers, and a body that is already JSON text.

use js_sys::{JSON, Uint8Array};
use serde::Serialize;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{IntoResponse, web_sys};

use crate::runtime;
use crate::store::listing::Listed;

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

    /// A record as JSON text, and what is beside it.
    pub fn with_beside(body: JsValue, beside: &[(&'static str, String)]) -> Self {
        if beside.is_empty() {
            return Self::json_text(200, body);
        }
        let mut text = body.as_string().unwrap_or_default();
        text.pop();
        for (key, json) in beside {
            text += &format!(",\"{key}\":{json}");
        }
        Self::bytes(200, (text + "}").as_bytes())
    }

    /// `{"KEY":[…], what is beside it, …rest}`.
    pub fn list(key: &str, listed: &Listed, rest: &serde_json::Value) -> Self {
        let mut body = [format!("{{\"{key}\":[").as_bytes(), &listed.rows, b"],"].concat();
        for (key, json) in &listed.beside {
            body.extend(format!("\"{key}\":{json},").bytes());
        }
        body.extend(&rest.to_string().as_bytes()[1..]);
        Self::bytes(200, &body)
    }

    /// A list that is its own and only page: JSON with commas between.
    pub fn list_of_all(key: &str, rows: &str, count: i64) -> Self {
        let listed = Listed { rows: rows.into(), ..Listed::default() };
        Self::list(key, &listed, &json!({ "next_page": null, "previous_page": null, "count": count }))
    }

    /// How many there are (Zendesk, count objects): as of now, since they are counted while they are written.
    pub fn count(count: i64) -> Self {
        Self::json(200, &json!({ "count": { "value": count, "refreshed_at": runtime::timestamp(runtime::now_ms()) } }))
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
