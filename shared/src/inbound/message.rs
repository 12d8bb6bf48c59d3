//! A message of somebody's: what becomes a ticket, or goes on with one.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use mail_parser::{Address, HeaderName, HeaderValue, MimeHeaders};
use serde_json::{Value, json};

use super::{Envelope, Here, Reference, Refusal, text};
use crate::mail::Language;
use crate::ticket::MOST_COPIES;
use crate::value::{EmailAddress, Locale, LongText, PersonName, Subject};

/// What it says, as far as anybody here is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub from: EmailAddress,
    /// As it stands beside the address, or that of the mailbox.
    pub name: PersonName,
    /// Those on the field `Cc`, but for its sender and ourselves.
    pub copies: Vec<(EmailAddress, Option<PersonName>)>,
    pub subject: Option<Subject>,
    pub text: String,
    pub locale: Option<Locale>,
    /// Whether the server that took it vouches for the address that it is from.
    pub is_authenticated: bool,
    pub message_id: Option<String>,
    date: String,
    /// The messages that it answers, the nearest first.
    pub references: Vec<String>,
    /// Names of what came with it, and is not kept.
    pub attachments: Vec<String>,
}

/// References that are looked at: the nearest ones, and of ours the first that there was.
const MOST_REFERENCES: usize = 20;
/// Names of attachments that are told, and letters of one.
const MOST_NAMES: usize = 10;
const LONGEST_NAME: usize = 80;

impl Message {
    /// Errors: nobody is named whom it is from, or there is nothing to read.
    pub(super) fn of(message: &mail_parser::Message<'_>, envelope: &Envelope<'_>, here: &Here<'_>) -> Result<Self, Refusal> {
        let (from, name) = sender(message).ok_or(Refusal::NoSender)?;
        let subject = message.subject().and_then(|subject| Subject::parse(&LongText::fitted(&one_line(subject), Subject::MAX)).ok());
        let text = LongText::fitted(&text::of(message), LongText::MAX);
        let text = match (LongText::parse(&text), &subject) {
            (Ok(text), _) => text.as_str().into(),
            // Who has written all of it into the subject has said something.
            (Err(_), Some(subject)) => subject.as_str().into(),
            (Err(_), None) => return Err(Refusal::NoText),
        };
        Ok(Self {
            is_authenticated: here.authenticator.vouches(message, envelope, &from),
            copies: copies(message, |address| here.is_ours(envelope, address) || address.normal_form() == from.normal_form()),
            name: name_of(name.as_deref(), &from)?,
            subject,
            text,
            locale: message.header_raw("Content-Language").and_then(|tags| Locale::parse(tags.split(',').next()?).ok()),
            message_id: message.message_id().map(ToString::to_string),
            date: message.header_raw("Date").unwrap_or_default().trim().into(),
            references: references(message),
            attachments: message.attachments().map(|part| part.attachment_name().unwrap_or("?").into()).collect(),
            from,
        })
    }

    /// What tells it from every other: the same message, delivered once more, says the same.
    pub fn identity(&self) -> [&str; 5] {
        let Self { message_id, date, from, subject, text, .. } = self;
        let subject = subject.as_ref().map_or("", |subject| subject.as_str());
        [message_id.as_deref().unwrap_or_default(), date, from.normal_form(), subject, text]
    }

    /// As a request ([`crate::request::Draft`]), with a note of what is not kept in the language of those who work here.
    pub fn request(&self, language: Language) -> Value {
        let note = self.note(language);
        let room = LongText::MAX - note.encode_utf16().count();
        let body = [LongText::fitted(&self.text, room), note].concat();
        let copies = self.copies.iter().map(
            |(email, name)| json!({ "user_email": email.as_str(), "user_name": name.as_ref().map(|name| name.as_str()), "action": "put" }),
        );
        json!({
            "requester": { "email": self.from.as_str(), "name": self.name.as_str(), "locale": self.locale.as_ref().map(|it| it.as_str()) },
            "subject": self.subject.as_ref().map(|subject| subject.as_str()),
            "comment": { "body": body },
            "email_ccs": copies.collect::<Vec<_>>(),
        })
    }

    /// What of the same is said on a ticket that is there: nobody goes who gets copies.
    pub fn comment(&self, language: Language) -> Value {
        let mut request = self.request(language);
        let copies: Vec<_> = self.copies.iter().map(|(email, _)| email.as_str()).collect();
        json!({ "comment": request["comment"].take(), "additional_collaborators": copies })
    }

    fn note(&self, language: Language) -> String {
        if self.attachments.is_empty() {
            return String::new();
        }
        let shown = |name: &String| LongText::fitted(&one_line(name), LONGEST_NAME);
        let mut names: Vec<_> = self.attachments.iter().take(MOST_NAMES).map(shown).collect();
        names.extend((self.attachments.len() > MOST_NAMES).then(|| "…".to_string()));
        let (number, names) = (self.attachments.len(), names.join(", "));
        match language {
            Language::English => format!("\n\n[Attachments that were not kept ({number}): {names}]"),
            Language::Spanish => format!("\n\n[Archivos adjuntos que no se han conservado ({number}): {names}]"),
            Language::Chinese => format!("\n\n[未保存的附件（{number}）：{names}]"),
            Language::Arabic => format!("\n\n[مرفقات لم تُحفظ ({number}): {names}]"),
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The one that is named in the one field that there has to be (RFC 5322, section 3.6).
fn sender(message: &mail_parser::Message<'_>) -> Option<(EmailAddress, Option<String>)> {
    let fields = message.headers().iter().filter(|header| header.name == HeaderName::From).count();
    match message.from()? {
        Address::List(list) if list.len() == 1 && fields == 1 => {
            let one = list.first()?;
            Some((EmailAddress::parse(one.address.as_deref()?).ok()?, one.name.as_deref().map(ToString::to_string)))
        }
        _ => None,
    }
}

/// Who calls themselves what nobody can be called has the name of the mailbox.
fn name_of(said: Option<&str>, address: &EmailAddress) -> Result<PersonName, Refusal> {
    let mailbox = address.as_str().split('@').next().unwrap_or_default();
    said.and_then(parse_name).map_or_else(|| PersonName::parse(mailbox), Ok).map_err(|_| Refusal::NoSender)
}

fn parse_name(said: &str) -> Option<PersonName> {
    PersonName::parse(&one_line(said)).ok()
}

fn copies(message: &mail_parser::Message<'_>, is_skipped: impl Fn(&EmailAddress) -> bool) -> Vec<(EmailAddress, Option<PersonName>)> {
    let mut copies: Vec<(EmailAddress, Option<PersonName>)> = Vec::new();
    for one in message.all_cc().flat_map(|addresses| addresses.iter()) {
        let Some(address) = one.address.as_deref().and_then(|address| EmailAddress::parse(address).ok()) else { continue };
        let is_there = copies.iter().any(|(known, _)| known.normal_form() == address.normal_form());
        if copies.len() < MOST_COPIES && !is_there && !is_skipped(&address) {
            copies.push((address, one.name.as_deref().and_then(parse_name)));
        }
    }
    copies
}

/// RFC 5322, 3.6.4: `In-Reply-To` names the message itself, `References` all before it, the first of them first.
fn references(message: &mail_parser::Message<'_>) -> Vec<String> {
    let mut references = ids(message.in_reply_to());
    references.extend(ids(message.references()).into_iter().rev());
    let ours = references.iter().rposition(|id| Reference::parse(id).is_some()).filter(|at| *at >= MOST_REFERENCES);
    let ours = ours.map(|at| references[at].clone());
    references.truncate(MOST_REFERENCES);
    references.extend(ours);
    references
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => Vec::from([id.to_string()]),
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::Named;
    use crate::inbound::tests::message;
    use std::vec;

    #[test]
    fn what_is_written_is_read_in_every_coding() {
        let plain = message(
            "From: =?UTF-8?B?546L5bCP5piO?= <wang@acme.com>\nSubject: =?gb2312?B?tPLTobv6?=\n\nIt is\n\non fire.\n\n> quoted\n-- \nWang\n",
        );
        assert_eq!((plain.name.as_str(), plain.subject.as_ref().map(|it| it.as_str())), ("王小明", Some("打印机")));
        assert_eq!(plain.text, "It is\n\non fire.\n\n> quoted\n-- \nWang");
        let part = |fields: &str, body: &str| message(&format!("From: a@acme.com\n{fields}\n\n{body}\n")).text;
        assert_eq!(
            part("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable", "D=C3=ADaz =\nsoft"),
            "Díaz soft"
        );
        assert_eq!(part("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", "5L2g5aW9"), "你好");
        assert_eq!(part("Content-Type: text/plain; charset=gbk\nContent-Transfer-Encoding: base64", "xOO6ww=="), "你好");
        assert_eq!(part("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable", "D=EDaz"), "Díaz");
        let html = "<html><head><title>t</title><style>p{}</style></head><body><div>One &eacute;</div><div><br></div><div>Two<br>Three</div><div>Four</div><p>&lt;b&gt;</p></body></html>";
        assert_eq!(part("Content-Type: text/html; charset=utf-8", html), "One é\n\nTwo\nThree\nFour\n<b>");
    }

    #[test]
    fn of_two_spellings_the_plain_one_is_read_and_attachments_are_named() {
        let told = message(
            "From: a@acme.com\nSubject: s\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n\
             --a\nContent-Type: text/plain\n\nplain\n--a\nContent-Type: text/html\n\n<p>html</p>\n--a--\n--m\n\
             Content-Type: application/pdf; name=\"b.pdf\"\nContent-Disposition: attachment; filename=\"a\n b.pdf\"\n\nx\n--m--\n",
        );
        assert_eq!((told.text.as_str(), told.attachments.len()), ("plain", 1));
        let said = |language| told.request(language)["comment"]["body"].as_str().unwrap().to_string();
        assert_eq!(said(Language::English), "plain\n\n[Attachments that were not kept (1): a b.pdf]");
        for language in Language::ALL {
            assert!(said(*language).contains("(1)") || said(*language).contains("（1）"), "{language:?}");
        }
        // Who has written all of it into the subject has said something.
        assert_eq!(message("From: a@acme.com\nSubject: Call me\n\n").text, "Call me");
    }

    #[test]
    fn who_gets_copies_is_nobody_twice_and_not_ourselves() {
        let told = message(
            "From: ana@acme.com\nCc: \"Bob B\" <Bob@acme.com>, bob@ACME.com, help@usher.test, ana@acme.com,\n Team: Eve <eve@b.com>, x;, \u{202e} <kim@b.com>\n\nx\n",
        );
        let told: Vec<_> = told.copies.iter().map(|(email, name)| (email.as_str(), name.as_ref().map(|it| it.as_str()))).collect();
        assert_eq!(told, [("Bob@acme.com", Some("Bob B")), ("eve@b.com", Some("Eve")), ("kim@b.com", None)]);
    }

    #[test]
    fn the_nearest_reference_comes_first_and_the_first_of_ours_is_not_lost() {
        let told = message("From: a@acme.com\nMessage-ID: <me@a>\nIn-Reply-To: <3@a>\nReferences: <1@a>\n <2@a> <3@a>\n\nx\n");
        assert_eq!(
            (told.references, told.message_id.as_deref()),
            (vec!["3@a".into(), "3@a".into(), "2@a".into(), "1@a".into()], Some("me@a"))
        );
        let many = (0..100).map(|n| format!(" <{n}@a>")).collect::<Vec<_>>().join("\n");
        let told = message(&format!("From: a@acme.com\nReferences: <ticket.42.aa@h>\n{many}\n\nx\n"));
        assert_eq!((told.references.len(), told.references.last().map(String::as_str)), (21, Some("ticket.42.aa@h")));
        let reference = |id| Reference::parse(id).map(|it| (it.named, it.id.number(), it.seal));
        assert_eq!(reference("ticket.42.aa@h"), Some((Named::Ticket, 42, "aa")));
        for id in ["ticket.42@h", "ticket.x.aa@h", "ticket.42.aa.b@h", "mails.42.aa@h", "ticket.42.aa"] {
            assert_eq!(reference(id), None, "{id}");
        }
    }
}
