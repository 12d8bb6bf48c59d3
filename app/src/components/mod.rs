//! Leaves: they show state and report what was done. They never fetch.

mod field;
pub mod notice;
mod similar;
pub mod summary;

pub use field::field;
pub use notice::{denied, notice};
pub use similar::similar;

/// A text that follows the state. Boxed, as are the others here: each closure of its own type would bring its own copy of
/// the code that draws it, and the module is bytes on somebody's phone (a third of it, measured).
pub type Said = Box<dyn FnMut() -> String + Send>;
/// A `hidden` or `disabled` that follows the state.
pub type Flag = Box<dyn FnMut() -> bool + Send>;
/// What a press does.
pub type Press = Box<dyn FnMut(leptos::ev::MouseEvent)>;

pub fn said(text: impl FnMut() -> String + Send + 'static) -> Said {
    Box::new(text)
}

pub fn flag(value: impl FnMut() -> bool + Send + 'static) -> Flag {
    Box::new(value)
}

pub fn press(mut done: impl FnMut() + 'static) -> Press {
    Box::new(move |_| done())
}
