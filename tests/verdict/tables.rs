//! The full rulebook, as the widget's module `rules` and the edge have it.

#![cfg_attr(target_arch = "wasm32", no_main)]

use usher_verdict as _;

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
