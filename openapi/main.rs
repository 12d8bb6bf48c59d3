//! Writes `openapi.json`, the description of the API, and `docs.html`, a page of it, into the folder that is named.
//!
//! Both are made from what the Worker runs on: the operations and their parameters, the tables of the objects in answers, the drafts
//! that bodies are read with, and the problems.

mod bodies;
mod document;
mod headers;
mod page;
mod refusals;

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).ok_or_else(|| io::Error::other("say into which folder: openapi FOLDER"))?;
    let folder = Path::new(&folder);
    let document = document::document();
    fs::write(folder.join("openapi.json"), document.to_string())?;
    fs::write(folder.join("docs.html"), page::html(&document))?;
    fs::write(folder.join("docs.css"), include_str!("docs.css"))
}
