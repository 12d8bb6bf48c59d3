//! The ticket that is opened with a customer, for the agent on the phone: a part of the form that comes when it is asked for.

#[cfg(all(target_arch = "wasm32", feature = "profile"))]
mod api;
#[cfg(any(test, feature = "profile"))]
pub mod state;
#[cfg(all(target_arch = "wasm32", feature = "profile"))]
mod view;

#[cfg(all(target_arch = "wasm32", feature = "profile"))]
pub use api::open;
#[cfg(all(target_arch = "wasm32", feature = "profile"))]
pub use view::Ticket;
