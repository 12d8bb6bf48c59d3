//! The profile of a customer, which takes the form's place: what there was no time for while the caller was waiting.

#[cfg(all(target_arch = "wasm32", feature = "profile"))]
mod api;
#[cfg(all(target_arch = "wasm32", feature = "profile"))]
mod field;
pub mod state;
#[cfg(all(target_arch = "wasm32", feature = "profile"))]
mod view;

#[cfg(all(target_arch = "wasm32", feature = "profile"))]
pub use api::{Answered, details, read};
#[cfg(all(target_arch = "wasm32", feature = "profile"))]
pub use view::Profile;
