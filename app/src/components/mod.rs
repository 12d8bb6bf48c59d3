//! Leaves: they show state and report what was done. They never fetch.

mod control;
pub mod field;
mod node;
pub mod notice;
mod similar;
pub mod summary;
mod user_field;

pub use control::Control;
pub use node::Node;
pub use notice::{denied, notice};
pub use similar::similar;
pub use user_field::{Drawn, UserField};

use leptos::prelude::request_animation_frame;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement};

/// A property of an element that follows the state. Of one type for all, texts too (`textContent`): each type of its own would
/// bring its own copy of the code that draws it, and the module is bytes on somebody's phone (a third of it, measured).
pub type Bound = Box<dyn FnMut() -> JsValue + Send>;

/// Once what is to be focused has been drawn.
pub fn focus(root: HtmlElement, selector: String) {
    request_animation_frame(move || {
        if let Ok(Some(element)) = root.query_selector(&selector) {
            // An element that cannot be focused stays as it is.
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
    });
}

pub fn bound<T: Into<JsValue>>(mut value: impl FnMut() -> T + Send + 'static) -> Bound {
    Box::new(move || value().into())
}

/// What an `on…` property calls. Not `on:`: that brings along what delegates events to the window, which nobody asks for
/// (2.5 kB of the module, brotli).
pub fn heard(heard: Box<dyn FnMut(Event)>) -> JsValue {
    Closure::wrap(heard).into_js_value()
}

pub fn press(mut done: impl FnMut() + 'static) -> JsValue {
    heard(Box::new(move |_| done()))
}
