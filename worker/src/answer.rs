//! What is sent back: status, headers, and a body that is already JSON text.

use js_sys::{JSON, JsString, Uint8Array};
use serde::Serialize;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::{IntoResponse, web_sys};

use crate::runtime;
use crate::store::listing::Listed;

pub struct Answer {
    pub status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

enum Body {
    None,
    /// JavaScript's own.
    Text(JsString),
    Bytes(Vec<u8>),
}

impl Answer {
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Body::None }
    }

    /// A body that is JavaScript's string already, as JSON made by SQLite is.
    pub fn json_text(status: u16, body: JsValue) -> Self {
        Self::of(status, Body::Text(body.unchecked_into()))
    }

    pub fn json(status: u16, body: &impl Serialize) -> Self {
        Self::json_bytes(status, written(body).into_bytes())
    }

    /// Bytes of JSON as they are sent: JavaScript's string would be made of them, and bytes of that again.
    pub fn json_bytes(status: u16, body: Vec<u8>) -> Self {
        Self::of(status, Body::Bytes(body))
    }

    fn of(status: u16, body: Body) -> Self {
        Self { status, headers: vec![("content-type", "application/json; charset=utf-8".into())], body }
    }

    /// The body as it is sent; none has no bytes.
    pub fn body(&mut self) -> &[u8] {
        if let Body::Text(text) = &self.body {
            self.body = Body::Bytes(runtime::utf8(text));
        }
        if let Body::Bytes(bytes) = &self.body { bytes } else { &[] }
    }

    /// That what the caller has is still so (RFC 9110, 15.4.5).
    pub fn into_not_modified(self) -> Self {
        Self { status: 304, body: Body::None, ..self }
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
        Self::json_bytes(200, (text + "}").into_bytes())
    }

    /// `{"KEY":[…], what is beside it, …rest}`.
    pub fn list(key: &str, listed: &Listed, rest: &serde_json::Value) -> Self {
        let mut body = [format!("{{\"{key}\":[").as_bytes(), &listed.rows, b"],"].concat();
        for (key, json) in &listed.beside {
            body.extend(format!("\"{key}\":{json},").bytes());
        }
        body.extend(&rest.to_string().as_bytes()[1..]);
        Self::json_bytes(200, body)
    }

    /// A list that is its own and only page: JSON with commas between.
    pub fn list_of_all(key: &str, rows: &str, count: i64) -> Self {
        let listed = Listed { rows: rows.into(), ..Listed::default() };
        Self::list(key, &listed, &json!({ "next_page": null, "previous_page": null, "count": count }))
    }

    /// How many there are (Zendesk, count objects): as of now, since they are counted while they are written.
    pub fn count(count: i64) -> Self {
        Self::json(200, &json!({ "count": { "value": count, "refreshed_at": runtime::now() } }))
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
        let body = match body {
            Body::None => JsValue::NULL,
            Body::Text(text) => text.into(),
            Body::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        };
        // One crossing for all of it.
        let init = JSON::parse(&written(&Init { status, headers }));
        init.and_then(|init| Sent::new(&body, &init)).map(Into::into).map_err(worker::Error::from)
    }
}
