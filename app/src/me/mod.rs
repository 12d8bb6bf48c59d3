//! What mails lead to: proving an address, signing in, and one's own profile.

#[cfg(target_arch = "wasm32")]
mod addresses;
#[cfg(target_arch = "wasm32")]
mod facts;
#[cfg(target_arch = "wasm32")]
mod mail;
#[cfg(target_arch = "wasm32")]
mod profile;
#[cfg(target_arch = "wasm32")]
mod requests;
#[cfg(target_arch = "wasm32")]
mod sign_in;
pub mod state;
#[cfg(target_arch = "wasm32")]
mod stored;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use mail::Mail;
#[cfg(target_arch = "wasm32")]
pub use view::{Me, first};
