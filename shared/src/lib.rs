//! Every rule of Usher: what a value is, what a form asks for, who may do what, and what can go wrong.
//!
//! Compiled into the widget and into the edge, so that the two cannot disagree. `no_std`: there is no clock, file,
//! socket, environment or thread here to reach for; what a rule needs to know, it is told.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod codes;

pub mod api;
pub mod check;
#[cfg(feature = "tables")]
pub mod comment;
pub mod custom_field;
#[cfg(feature = "tables")]
pub mod disposable;
#[cfg(feature = "tables")]
pub mod dns;
#[cfg(feature = "tables")]
pub mod event;
pub mod form;
#[cfg(feature = "tables")]
pub mod group;
#[cfg(feature = "inbound")]
pub mod inbound;
pub mod job;
#[cfg(feature = "tables")]
pub mod mail;
#[cfg(feature = "tables")]
pub mod membership;
#[cfg(feature = "tables")]
pub mod operation;
#[cfg(feature = "tables")]
pub mod organization;
#[cfg(feature = "tables")]
pub mod parameter;
pub mod policy;
pub mod problem;
#[cfg(feature = "tables")]
pub mod proof;
pub mod registration;
#[cfg(feature = "tables")]
pub mod request;
#[cfg(feature = "tables")]
pub mod retry;
#[cfg(feature = "tables")]
pub mod search;
pub mod sent;
pub mod settings;
#[cfg(feature = "tables")]
pub mod ticket;
pub mod user;
pub mod value;
#[cfg(feature = "tables")]
pub mod webhook;
