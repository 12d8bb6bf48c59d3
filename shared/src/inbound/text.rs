//! What a message says, as text.

use alloc::string::String;
use alloc::vec::Vec;

use mail_parser::PartType;
use mail_parser::decoders::html::html_to_text;

/// The plain parts as they were sent; of what is there in HTML alone, its text.
pub fn of(message: &mail_parser::Message<'_>) -> String {
    let texts = message.text_bodies().filter_map(|part| match &part.body {
        PartType::Text(text) => Some(text.trim().into()),
        PartType::Html(html) => Some(of_html(html)),
        _ => None,
    });
    let texts: Vec<String> = texts.filter(|text: &String| !text.is_empty()).collect();
    texts.join("\n\n")
}

/// A line for each block, and never two blank lines in a row.
fn of_html(html: &str) -> String {
    let blocks = ["div", "/div", "li", "tr", "h1", "h2", "h3", "h4", "hr", "blockquote", "/blockquote", "table", "/table"];
    let mut parted = String::with_capacity(html.len());
    for (at, part) in html.split('<').enumerate() {
        if at > 0 {
            let name = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '/').next().unwrap_or_default();
            parted += if blocks.iter().any(|block| name.eq_ignore_ascii_case(block)) { "<br><" } else { "<" };
        }
        parted += part;
    }
    let text = html_to_text(&parted);
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    String::from(lines.join("\n").trim())
}
