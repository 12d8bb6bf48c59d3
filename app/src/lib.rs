//! The widget: a shell that shows facts, asks `usher-shared`, and sends the answer.

pub mod i18n;
pub mod state;

// What needs a browser. The rest compiles natively too, and is tested there.
#[cfg(target_arch = "wasm32")]
pub mod add;
#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod components;
#[cfg(target_arch = "wasm32")]
pub mod host;
#[cfg(target_arch = "wasm32")]
pub mod kept;
pub mod profile;
#[cfg(target_arch = "wasm32")]
mod shell;
pub mod ticket;

/// How long typing rests before what was typed is looked for.
#[cfg(target_arch = "wasm32")]
const PAUSE: std::time::Duration = std::time::Duration::from_millis(350);
