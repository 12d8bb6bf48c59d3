//! Mail on the way in: what a message says, which ones are for nobody to read, and whom one may speak for.

mod authentication;
mod automatic;
mod bounce;
mod message;
mod reference;
mod sender;
mod text;

use alloc::boxed::Box;
use alloc::vec::Vec;

use mail_parser::MessageParser;

pub use authentication::Authenticator;
pub use bounce::Bounce;
pub use message::Message;
pub use reference::{Named, Reference};
pub use sender::{Sender, decide};

use crate::codes::codes;
use crate::value::EmailAddress;

/// Bytes of a message as it was sent. Attachments are not kept, so there is no use for all of Cloudflare's 25 MiB.
pub const MAX_BYTES: usize = 10 << 20;
/// Fields of the header, and parts of the body: no mail program sends as many.
const MOST_FIELDS: usize = 500;
const MOST_PARTS: usize = 200;

codes! {
    /// Why a message is let go without a word: whoever answers a machine is answered by one (RFC 3834, section 2).
    pub enum Unread {
        /// It comes from here, or has been through too many hands.
        Loop = "loop",
        /// A program has sent it: an auto-reply, a report.
        Automatic = "automatic",
        /// It went to a mailing list.
        List = "list",
        /// It was here before.
        Repeated = "repeated",
    }
}

codes! {
    /// Why a message is not taken, where its sender can do something about it.
    pub enum Refusal {
        TooLarge = "too_large",
        /// More fields or parts than anybody reads.
        TooComplex = "too_complex",
        /// Nobody is named whom it is from, or more than one.
        NoSender = "no_sender",
        /// Nothing to read.
        NoText = "no_text",
        /// Mail is taken for other addresses than the one that it went to.
        NotHere = "not_here",
        /// A line of the blocklist keeps the address out.
        AddressRefused = "address_refused",
    }
}

impl Refusal {
    /// What the sender is told, in the words of their own mail server.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::TooLarge => "The message is larger than 10 MB",
            Self::TooComplex => "The message has too many parts",
            Self::NoSender => "The message does not say whom it is from, in one valid address",
            Self::NoText => "The message has no text",
            Self::NotHere => "No mail is taken for this address",
            Self::AddressRefused => "No mail is taken from this address",
        }
    }
}

/// How a message came: what mail servers have said to each other about it (RFC 5321).
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// Blank of what is not to be answered: bounces.
    pub from: &'a str,
    pub to: &'a str,
}

/// What is known here when a message comes.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// The addresses that mail is taken for; of none, whichever it went to.
    pub addresses: &'a [EmailAddress],
    /// The one that mails go out from.
    pub sender: Option<&'a EmailAddress>,
    /// Who checks messages before they come here.
    pub authenticator: Authenticator<'a>,
}

impl Here<'_> {
    /// Whether mail to this address comes here.
    fn is_ours(&self, envelope: &Envelope<'_>, address: &EmailAddress) -> bool {
        let went_to = EmailAddress::parse(envelope.to).ok();
        self.addresses.iter().chain(self.sender).chain(&went_to).any(|ours| ours.normal_form() == address.normal_form())
    }

    /// Whether mail to this address is taken. What comes back to the one that mails go out from is.
    fn takes(&self, to: &str) -> bool {
        let is = |to: &EmailAddress| self.addresses.iter().chain(self.sender).any(|ours| ours.normal_form() == to.normal_form());
        self.addresses.is_empty() || EmailAddress::parse(to).is_ok_and(|to| is(&to))
    }
}

/// What a message is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// Somebody's, for a ticket.
    Message(Box<Message>),
    /// What became of mails of ours.
    Bounces(Vec<Bounce>),
    Unread(Unread),
    Refused(Refusal),
}

/// Reads a message, whatever it is.
pub fn read(raw: &[u8], envelope: &Envelope<'_>, here: &Here<'_>) -> Read {
    if !here.takes(envelope.to) {
        return Read::Refused(Refusal::NotHere);
    }
    if raw.len() > MAX_BYTES {
        return Read::Refused(Refusal::TooLarge);
    }
    let Some(parsed) = MessageParser::default().parse(raw) else { return Read::Refused(Refusal::NoSender) };
    if parsed.headers().len() > MOST_FIELDS || parsed.parts.len() > MOST_PARTS {
        return Read::Refused(Refusal::TooComplex);
    }
    if bounce::is_report(&parsed) {
        let bounces = bounce::of(&parsed);
        return if bounces.is_empty() { Read::Unread(Unread::Automatic) } else { Read::Bounces(bounces) };
    }
    if let Some(unread) = automatic::unread(&parsed, envelope, here) {
        return Read::Unread(unread);
    }
    match Message::of(&parsed, envelope, here) {
        Ok(message) => Read::Message(Box::new(message)),
        Err(refusal) => Read::Refused(refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Language;
    use crate::request::Draft;
    use proptest::prelude::*;
    use std::format;
    use std::vec;

    const ENVELOPE: Envelope<'_> = Envelope { from: "ana@acme.com", to: "help@usher.test" };

    pub(super) fn read_as(raw: &[u8], envelope: &Envelope<'_>) -> Read {
        read(raw, envelope, &Here { addresses: &[], sender: None, authenticator: Authenticator("mx.cloudflare.net") })
    }

    /// A message with these fields besides what every one has.
    fn with(fields: &str) -> Read {
        let raw = format!("From: Ana <ana@acme.com>\r\nTo: help@usher.test\r\nSubject: Printer\r\n{fields}\r\nIt is on fire.\r\n");
        read_as(raw.as_bytes(), &ENVELOPE)
    }

    pub(super) fn message(raw: &str) -> Message {
        match read_as(raw.replace('\n', "\r\n").as_bytes(), &ENVELOPE) {
            Read::Message(message) => *message,
            other => unreachable!("{other:?}: {raw}"),
        }
    }

    #[test]
    fn what_machines_send_is_told_by_fields_of_real_mails() {
        for (fields, unread) in [
            // Gmail's holiday reply, Exchange's, procmail's and Postfix's vacation, and cron.
            ("Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\nX-Autoreply: yes\r\n", Unread::Automatic),
            ("X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\r\nAuto-Submitted: auto-generated\r\n", Unread::Automatic),
            ("X-Auto-Response-Suppress: All\r\n", Unread::Automatic),
            ("X-Auto-Response-Suppress: DR, RN, OOF\r\n", Unread::Automatic),
            ("Auto-Submitted: auto-replied (vacation)\r\n", Unread::Automatic),
            ("auto-submitted: Auto-Generated; x=y\r\n", Unread::Automatic),
            ("Precedence: junk\r\n", Unread::Automatic),
            ("Precedence: auto_reply\r\n", Unread::Automatic),
            ("X-Autorespond: Away\r\n", Unread::Automatic),
            ("Return-Path: <>\r\n", Unread::Automatic),
            // Mailman, GitHub, a newsletter, Google Groups.
            ("List-Id: <users.lists.example.org>\r\nPrecedence: list\r\n", Unread::List),
            ("List-Post: <mailto:x@lists.example.org>\r\n", Unread::List),
            ("List-Unsubscribe: <https://news.example.org/u/1>\r\n", Unread::List),
            ("Mailing-list: list x@googlegroups.com; contact x+owners@googlegroups.com\r\n", Unread::List),
            ("Precedence: list\r\n", Unread::List),
        ] {
            assert_eq!(with(fields), Read::Unread(unread), "{fields}");
        }
        for fields in
            ["", "Auto-Submitted: no\r\n", "X-Auto-Response-Suppress: NDR\r\n", "Precedence: first-class\r\n", "X-Priority: 1\r\n"]
        {
            assert!(matches!(with(fields), Read::Message(_)), "{fields}");
        }
    }

    #[test]
    fn what_comes_from_here_or_from_nobody_goes_no_further() {
        let raw = |from: &str| format!("From: {from}\r\nSubject: x\r\n\r\nx");
        let of = |from: &str, by: &str| read_as(raw(from).as_bytes(), &Envelope { from: by, to: "help@usher.test" });
        assert_eq!(of("Help <HELP@usher.test>", "ana@acme.com"), Read::Unread(Unread::Loop));
        assert_eq!(of("ana@acme.com", "Help@Usher.test"), Read::Unread(Unread::Loop));
        assert_eq!(of("mailer-daemon@acme.com", ""), Read::Unread(Unread::Automatic));
        assert_eq!(of("mailer-daemon@acme.com", "<>"), Read::Unread(Unread::Automatic));
        assert_eq!(with(&"Received: from a by b\r\n".repeat(51)), Read::Unread(Unread::Loop));
        assert!(matches!(with(&"Received: from a by b\r\n".repeat(20)), Read::Message(_)));
        // Other addresses of ours.
        let ours = [EmailAddress::parse("help@usher.test").unwrap(), EmailAddress::parse("sales@usher.test").unwrap()];
        let sender = EmailAddress::parse("noreply@usher.test").unwrap();
        let here = Here { addresses: &ours, sender: Some(&sender), authenticator: Authenticator("mx.cloudflare.net") };
        assert_eq!(read(raw("sales@usher.test").as_bytes(), &ENVELOPE, &here), Read::Unread(Unread::Loop));
        assert_eq!(read(raw("noreply@usher.test").as_bytes(), &ENVELOPE, &here), Read::Unread(Unread::Loop));
        let back = Envelope { to: "noreply@usher.test", ..ENVELOPE };
        assert!(matches!(read(raw("ana@acme.com").as_bytes(), &back, &here), Read::Message(_)));
        let elsewhere = Envelope { to: "info@usher.test", ..ENVELOPE };
        assert_eq!(read(raw("ana@acme.com").as_bytes(), &elsewhere, &here), Read::Refused(Refusal::NotHere));
    }

    #[test]
    fn who_cannot_be_read_is_told_why() {
        let of = |raw: &str| read_as(raw.as_bytes(), &ENVELOPE);
        for raw in [
            "",
            "x",
            "Subject: x\r\n\r\nx",
            "From: ana\r\n\r\nx",
            "From: Ana <>\r\n\r\nx",
            "From: ana@acme.com, bob@acme.com\r\n\r\nx",
            "From: ana@acme.com\r\nFrom: bob@acme.com\r\n\r\nx",
            "From: Friends: ana@acme.com;\r\n\r\nx",
        ] {
            assert_eq!(of(raw), Read::Refused(Refusal::NoSender), "{raw}");
        }
        for raw in [
            "From: ana@acme.com\r\n\r\n \r\n",
            "From: ana@acme.com\r\nSubject: \r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=",
        ] {
            assert_eq!(of(raw), Read::Refused(Refusal::NoText), "{raw}");
        }
        assert_eq!(with(&"X-Spam: x\r\n".repeat(500)), Read::Refused(Refusal::TooComplex));
        assert_eq!(read_as(&vec![b'x'; MAX_BYTES + 1], &ENVELOPE), Read::Refused(Refusal::TooLarge));
    }

    /// Parts of which messages are made, put together as nobody would.
    fn scraps() -> impl Strategy<Value = Vec<u8>> {
        let scraps: &[&[u8]] = &[
            b"From: ",
            b"From: a@b.com\r\n",
            b"Subject: ",
            b"Cc: ",
            b"a@b.com",
            b"\"",
            b"<",
            b">",
            b"(",
            b";",
            b",",
            b":",
            b"=?UTF-8?B?",
            b"=?gb2312?Q?",
            b"?=",
            b"\r\n",
            b"\n",
            b" ",
            b"\r\n\r\n",
            b"--m",
            b"--m--",
            b"Content-Type: multipart/mixed; boundary=m\r\n",
            b"Content-Type: multipart/report; boundary=m\r\n",
            b"Content-Type: message/rfc822\r\n",
            b"Content-Type: message/delivery-status\r\n",
            b"Content-Type: text/html; charset=utf-7\r\n",
            b"Content-Transfer-Encoding: base64\r\n",
            b"Content-Transfer-Encoding: quoted-printable\r\n",
            b"=",
            b"\xff\xfe",
            b"\xe4\xbd",
            b"\0",
            b"References: ",
            b"<ticket.1.a@b>",
            b"Received: from ",
            b"Date: ",
            b"Message-ID: ",
            b"Content-Language: ",
            b"Authentication-Results: mx.cloudflare.net; dmarc=",
            b"Action: failed\r\nStatus: 5\r\nFinal-Recipient: rfc822;a@b.com\r\n",
            b"\xe2\x80\xae",
            b"Content-Disposition: attachment; filename*=utf-8''%",
            b"<div>",
            b"&#x110000;",
            b"<!--",
        ];
        let scrap = prop_oneof![3 => prop::sample::select(scraps).prop_map(<[u8]>::to_vec), 1 => prop::collection::vec(any::<u8>(), 0..20)];
        prop::collection::vec(scrap, 0..60).prop_map(|scraps| scraps.concat())
    }

    /// Whatever becomes a message is a request that can be stored.
    fn hold(raw: &[u8]) {
        if let Read::Message(message) = read_as(raw, &ENVELOPE) {
            for language in Language::ALL {
                let draft: Draft = serde_json::from_value(message.request(*language)).unwrap();
                assert!(draft.new_ticket(true).is_ok(), "{:?}", draft.new_ticket(true));
                let said: Draft = serde_json::from_value(message.comment(*language)).unwrap();
                assert!(said.changes().is_ok(), "{:?}", said.changes());
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_has_an_outcome(raw in prop::collection::vec(any::<u8>(), 0..400)) {
            hold(&raw);
        }

        #[test]
        fn whatever_is_put_together_has_an_outcome(raw in scraps()) {
            hold(&raw);
            hold(&[b"From: a@b.com\r\n".as_slice(), &raw].concat());
        }

        #[test]
        fn whatever_is_said_can_be_stored(text in ".{0,200}", name in ".{0,80}", long in 0_usize..4) {
            let body = text.repeat(1 + long * 300);
            hold(format!("From: {name} <a@b.com>\r\nSubject: {text}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}").as_bytes());
        }
    }
}
