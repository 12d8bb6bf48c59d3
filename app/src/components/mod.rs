//! Leaves: they show state and report what was done. They never fetch.

mod control;
mod field;
pub mod notice;
mod similar;
pub mod summary;

pub use control::{Control, control, tag};
pub use field::field;
pub use notice::{denied, notice};
pub use similar::similar;

use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A text that follows the state. Boxed, as are the others here: each closure of its own type would bring its own copy of
/// the code that draws it, and the module is bytes on somebody's phone (a third of it, measured).
pub type Said = Box<dyn FnMut() -> String + Send>;
/// A `hidden` or `disabled` that follows the state.
pub type Flag = Box<dyn FnMut() -> bool + Send>;
/// What typing does.
pub type Typed = Box<dyn FnMut(String)>;
/// What a press does.
pub type Press = Box<dyn FnMut(leptos::ev::MouseEvent)>;

/// Once what is to be focused has been drawn.
pub fn focus(root: HtmlElement, selector: String) {
    request_animation_frame(move || {
        if let Ok(Some(element)) = root.query_selector(&selector) {
            // An element that cannot be focused stays as it is.
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
    });
}

pub fn said(text: impl FnMut() -> String + Send + 'static) -> Said {
    Box::new(text)
}

pub fn flag(value: impl FnMut() -> bool + Send + 'static) -> Flag {
    Box::new(value)
}

pub fn press(mut done: impl FnMut() + 'static) -> Press {
    Box::new(move |_| done())
}
