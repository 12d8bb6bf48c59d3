//! A mail as it goes over the wire (RFC 5322, RFC 2045): text and HTML, both in base 64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use usher_shared::mail::Mail;
use usher_shared::value::Id;

use crate::runtime;

/// Who writes to whom.
pub struct Envelope<'a> {
    pub from: &'a str,
    pub from_name: &'a str,
    pub to: &'a str,
    /// Of the entry.
    pub id: Id,
    /// The message is known by it, however often it is sent.
    pub message_id: &'a str,
    pub mail: &'a Mail,
}

/// Lines of base 64 are so long (RFC 2045, 6.8).
const LINE: usize = 76;
/// Letters of an encoded word take at most so many bytes: with what stands around it, it has 75 characters (RFC 2047, 2).
const WORD_BYTES: usize = 45;

pub fn write(envelope: &Envelope<'_>) -> String {
    let Envelope { from, from_name, to, id, message_id, mail } = envelope;
    let boundary = format!("usher-{id}");
    // It answers nobody, and is not to be answered by a machine (RFC 3834, 5).
    let headers = [
        format!("From: {} <{from}>", encoded(from_name)),
        format!("To: <{to}>"),
        format!("Subject: {}", encoded(&mail.subject)),
        format!("Date: {}", runtime::rfc5322(runtime::now_ms())),
        format!("Message-ID: <{message_id}>"),
        format!("Content-Language: {}", mail.language),
        "Auto-Submitted: auto-generated".into(),
        "X-Auto-Response-Suppress: All".into(),
        "MIME-Version: 1.0".into(),
        format!("Content-Type: multipart/alternative; boundary=\"{boundary}\""),
    ];
    let part = |kind: &str, body: &str| {
        format!("--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n", folded(body))
    };
    [&headers.join("\r\n"), "\r\n\r\n", &part("text/plain", &mail.text), &part("text/html", &mail.html), &format!("--{boundary}--\r\n")]
        .concat()
}

fn folded(text: &str) -> String {
    let encoded = STANDARD.encode(text);
    let lines: Vec<_> = encoded.as_bytes().chunks(LINE).map(|line| String::from_utf8_lossy(line)).collect();
    lines.join("\r\n")
}

/// Encoded words (RFC 2047), whatever is in it: then nothing of it is taken for a header.
fn encoded(text: &str) -> String {
    let mut words = vec![String::new()];
    for letter in text.chars() {
        if words.last().is_some_and(|word| word.len() + letter.len_utf8() > WORD_BYTES) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    words.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word))).collect::<Vec<_>>().join("\r\n ")
}
