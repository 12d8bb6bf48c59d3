//! The rulebook without its tables, as the widget's first module has it.

#![cfg_attr(target_arch = "wasm32", no_main)]

use usher_verdict as _;

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
