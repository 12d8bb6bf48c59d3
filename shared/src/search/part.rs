//! What an expression of the index (FTS5) is made of.

use alloc::string::String;
use alloc::vec::Vec;

/// A part of an expression of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    /// Here stand the terms of the organizations that this expression finds.
    Organizations(String),
    /// Here stand the terms of the groups whose names have this normal form.
    Groups(String),
}

/// The same with one text for texts that follow each other: D1 takes a hundred values, and SQL no deeper than that.
pub fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut joined = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    joined
}
