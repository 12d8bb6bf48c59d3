//! The forms that strangers fill in: for signing up, and for a request.

#[cfg(target_arch = "wasm32")]
mod extra;
pub mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::SignUp;
