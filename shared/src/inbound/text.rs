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

/// Stands where a block begins or ends: a line ends there, if there is one.
const EDGE: char = '\u{1}';
const BLOCKS: [&str; 13] = ["div", "/div", "li", "tr", "h1", "h2", "h3", "h4", "hr", "blockquote", "/blockquote", "table", "/table"];

/// A line for each block, and never two blank lines in a row.
fn of_html(html: &str) -> String {
    let mut edged = String::with_capacity(html.len());
    for (at, part) in html.split('<').enumerate() {
        let name = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '/').next().unwrap_or_default();
        if at > 0 && BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block)) {
            edged.push(EDGE);
            edged += "<br>";
        }
        edged += if at > 0 { "<" } else { "" };
        edged += part;
    }
    let text = html_to_text(&edged);
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        let said = line.trim_matches(|c: char| c == EDGE || c.is_whitespace());
        let is_edge = said.is_empty() && line.contains(EDGE);
        let is_second_blank = said.is_empty() && lines.last().is_none_or(|last| last.is_empty());
        if !is_edge && !is_second_blank {
            lines.push(said);
        }
    }
    String::from(lines.join("\n").trim())
}
