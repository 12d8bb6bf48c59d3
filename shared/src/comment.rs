//! What is said on a ticket: what was sent ([`Draft`]) and what may be stored ([`Comment`]).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::sent::{Reader, Sent, Text};
use crate::value::{Id, Invalid, LongText, is_blank};

/// What was sent of a comment (Zendesk, Ticket Comments).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CommentDraft"))]
#[serde(default)]
pub struct Draft {
    pub body: Sent<String>,
    pub html_body: Sent<String>,
    pub public: Sent<bool>,
    pub author_id: Sent<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub body: LongText,
    /// Whether customers see it; `None` where nothing was said.
    pub public: Option<bool>,
    /// Whose it is, where that is not whoever sends it.
    pub author: Option<Id>,
}

impl Comment {
    /// The comment. A blank one is a mistake, and so is what comes with one.
    pub fn parse(reader: &mut Reader, draft: &Draft) -> Option<Self> {
        let html = draft.html_body.value().filter(|html| !is_blank(html)).map(|html| Sent::Value(text_of(html)));
        let body = reader.text("comment", html.as_ref().unwrap_or(&draft.body), LongText::MAX, LongText::parse)?;
        if body.is_none() {
            reader.refuse("comment", Invalid::Required);
        }
        let public = reader.read("public", &draft.public, |public| Ok(*public)).flatten();
        let author = reader.id("author_id", &draft.author_id).flatten();
        Some(Self { body: body?, public, author })
    }

    /// The text as HTML: what anybody writes is shown to others, so markup is made here and never taken over.
    pub fn html(&self) -> String {
        let escaped = self.body.as_str().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let paragraphs: Vec<_> = escaped.split("\n\n").map(|text| text.replace('\n', "<br>")).collect();
        ["<div class=\"zd-comment\" dir=\"auto\"><p dir=\"auto\">", &paragraphs.join("</p><p dir=\"auto\">"), "</p></div>"].concat()
    }
}

/// What HTML says: a line for each block, and nothing of scripts, styles and comments.
fn text_of(html: &str) -> String {
    let (mut text, mut rest) = (String::new(), html);
    while let Some((before, after)) = rest.split_once('<') {
        push_words(&mut text, before);
        let hidden = [("!--", "-->"), ("script", "</script"), ("style", "</style")];
        let end = hidden.iter().find(|(start, _)| begins(after, start)).map_or(">", |(_, end)| end);
        if ["br", "p", "/p", "div", "/div", "li", "tr", "h"].iter().any(|block| begins(after, block)) && !text.ends_with('\n') {
            text.push('\n');
        }
        rest = after_next(after, end);
        if end.starts_with("</") {
            rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    push_words(&mut text, rest);
    text
}

/// Whether a text begins with ASCII letters, in either case. Bytes are compared: one of the text's letters may be several.
fn begins(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(start.as_bytes()))
}

/// What follows the next such letters; nothing where they never come.
fn after_next<'a>(text: &'a str, end: &str) -> &'a str {
    let at = text.as_bytes().windows(end.len()).position(|bytes| bytes.eq_ignore_ascii_case(end.as_bytes()));
    at.and_then(|at| text.get(at + end.len()..)).unwrap_or_default()
}

fn push_words(text: &mut String, html: &str) {
    let words = html.split_whitespace().collect::<Vec<_>>().join(" ");
    let spaced = |at: Option<char>| at.is_some_and(char::is_whitespace);
    if spaced(html.chars().next()) && !spaced(text.chars().next_back()) {
        text.push(' ');
    }
    let plain = words.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    *text += &plain.replace("&amp;", "&");
    if spaced(html.chars().next_back()) && !words.is_empty() {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn comment(json: &str) -> Result<Option<Comment>, Vec<(String, Invalid)>> {
        let mut reader = Reader::default();
        let comment = Comment::parse(&mut reader, &serde_json::from_str(json).unwrap());
        let told = |mistakes: Vec<crate::problem::Mistake>| mistakes.into_iter().map(|it| (it.key.into_owned(), it.invalid)).collect();
        reader.finish(comment).map_err(told)
    }

    #[test]
    fn markup_of_others_is_text_and_ours_is_html() {
        let said = comment(r#"{"body":"a <b>\n\"c\"\n\nd"}"#).unwrap().unwrap();
        let html = r#"<div class="zd-comment" dir="auto"><p dir="auto">a &lt;b&gt;<br>&quot;c&quot;</p><p dir="auto">d</p></div>"#;
        assert_eq!(said.html(), html);
    }

    #[test]
    fn of_html_what_it_says_is_kept() {
        for (html, text) in [
            ("<p>My <b>printer</b> is</p>\n<p>on &lt;fire&gt;</p>", "My printer is\non <fire>"),
            ("a<script>alert('<p>')</script>b<br>c<!-- <p> -->", "ab\nc"),
            ("a <i", "a"),
            ("a<br>你好世界<div>你好</div>é<p>ü", "a\n你好世界\n你好\né\nü"),
            ("a<script>é('<p>')</script>b<SCRIPT>é</Script >c<STYLE>p {}</STYLE>d", "abcd"),
            ("a<é>b</", "ab"),
            ("&amp;lt;", "&lt;"),
        ] {
            let json = serde_json::json!({ "body": "other", "html_body": html }).to_string();
            assert_eq!(comment(&json).unwrap().unwrap().body.as_str(), text, "{html}");
        }
    }

    #[test]
    fn every_mistake_is_told() {
        let expected =
            [("comment".into(), Invalid::Required), ("public".into(), Invalid::WrongType), ("author_id".into(), Invalid::IdForm)];
        assert_eq!(comment(r#"{"body":" ","public":"yes","author_id":"x"}"#), Err(expected.into()));
    }
}
