//! A template with its values filled in: as a line, as text, and as a page of HTML that mail programs can show.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::template::{Piece, Template, pieces};
use super::{Placeholder, Values};

/// One line, whatever the values have in them: nothing begins a header of its own.
pub fn line(template: &str, values: &Values) -> String {
    filled(template, values, |_, value| value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
}

pub fn text(template: &str, values: &Values) -> String {
    let paragraphs: Vec<_> = paragraphs(template).map(|paragraph| filled(paragraph, values, |_, value| value.into())).collect();
    paragraphs.join("\n\n") + "\n"
}

/// The page: one column, styles in place, since mail programs drop those of a head; light on both themes.
pub fn html(template: &Template, language: &str, values: &Values) -> String {
    let direction = if is_right_to_left(language) { "rtl" } else { "ltr" };
    let body: String = paragraphs(&template.body).map(|paragraph| block(paragraph, &template.button, values)).collect();
    let (subject, language) = (escaped(&line(&template.subject, values)), escaped(language));
    let account = escaped(values.get(Placeholder::Account));
    format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>{subject}</title></head>\
         <body style=\"margin:0;padding:24px 12px;background:#f4f6fb\"><div style=\"max-width:560px;margin:0 auto;padding:28px;\
         background:#ffffff;border:1px solid #dfe3ec;border-radius:12px;color:#14213d;font:16px/1.6 system-ui,-apple-system,'Segoe UI',sans-serif\">\
         <p style=\"margin:0 0 20px;font-weight:600\">{account}</p>{body}</div></body></html>\n"
    )
}

fn block(paragraph: &str, button: &str, values: &Values) -> String {
    let only = match pieces(paragraph).collect::<Vec<_>>()[..] {
        [Piece::Named(name)] => Placeholder::from_code(name),
        _ => None,
    };
    let value = |placeholder| escaped(values.get(placeholder));
    match only {
        Some(Placeholder::Link) => {
            let (link, button) = (value(Placeholder::Link), escaped(button));
            format!(
                "<p style=\"margin:24px 0\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 22px;background:#0f5f59;\
                 color:#ffffff;border-radius:8px;text-decoration:none;font-weight:600\">{button}</a></p>\
                 <p style=\"margin:0 0 16px;font-size:13px;color:#5a6378;overflow-wrap:anywhere\"><bdi dir=\"ltr\">{link}</bdi></p>"
            )
        }
        Some(Placeholder::Code) => {
            let code = value(Placeholder::Code);
            format!("<p style=\"margin:16px 0;font-size:30px;font-weight:700;letter-spacing:6px\"><bdi dir=\"ltr\">{code}</bdi></p>")
        }
        _ => {
            let filled = filled_escaped(paragraph, values).replace('\n', "<br>");
            format!("<p style=\"margin:0 0 16px\">{filled}</p>")
        }
    }
}

/// Names may be in any direction; addresses, links and codes go from left to right.
fn filled_escaped(template: &str, values: &Values) -> String {
    pieces(template)
        .map(|piece| match piece {
            Piece::Text(text) => escaped(text),
            Piece::Named(name) => {
                let Some(placeholder) = Placeholder::from_code(name) else { return String::new() };
                let value = escaped(values.get(placeholder));
                match placeholder {
                    Placeholder::Account | Placeholder::Name | Placeholder::Lifetime => format!("<bdi>{value}</bdi>"),
                    _ => format!("<bdi dir=\"ltr\">{value}</bdi>"),
                }
            }
        })
        .collect()
}

fn filled(template: &str, values: &Values, value: impl Fn(Placeholder, &str) -> String) -> String {
    pieces(template)
        .map(|piece| match piece {
            Piece::Text(text) => text.into(),
            Piece::Named(name) => {
                Placeholder::from_code(name).map(|placeholder| value(placeholder, values.get(placeholder))).unwrap_or_default()
            }
        })
        .collect()
}

fn paragraphs(body: &str) -> impl Iterator<Item = &str> {
    body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

fn is_right_to_left(language: &str) -> bool {
    matches!(language.split('-').next(), Some("ar" | "fa" | "he" | "ur"))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            c => escaped.push(c),
        }
    }
    escaped
}
