//! The house's rules, held by tests: what neither the compiler nor clippy sees. `cargo test -p usher-tests --test tidy`.

// What they read, and how they complain.
mod files;

mod code;
mod element;
mod licences;
mod papers;
mod pins;
