//! Reports of mail servers on mails that did not arrive (RFC 3464).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use mail_parser::{MessageParser, MimeHeaders, PartType};

use crate::value::EmailAddress;

/// A mail that did not arrive, and never will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Whom it went to.
    pub address: EmailAddress,
    /// The Message-ID of what was sent: anybody can say that a mail did not arrive, and only whoever has got it knows this.
    pub message_id: String,
}

/// Recipients of one report: ours go to one each.
const MOST: usize = 10;

/// Whether mail servers have written it, of whatever became of a mail.
pub fn is_report(message: &mail_parser::Message<'_>) -> bool {
    message.is_content_type("multipart", "report")
}

/// The mails that did not arrive.
pub fn of(report: &mail_parser::Message<'_>) -> Vec<Bounce> {
    let status = report.parts.iter().find(|part| part.is_content_type("message", "delivery-status"));
    let (Some(status), Some(message_id)) = (status, report.parts.iter().find_map(returned)) else { return Vec::new() };
    let status = String::from_utf8_lossy(status.contents()).replace("\r\n", "\n");
    let failed = status.split("\n\n").filter(|recipient| has_failed(recipient)).flat_map(addresses);
    failed.map(|address| Bounce { address, message_id: message_id.clone() }).take(MOST).collect()
}

/// The Message-ID of the mail that comes back, whole or its header alone.
fn returned(part: &mail_parser::MessagePart<'_>) -> Option<String> {
    match &part.body {
        PartType::Message(message) => message.message_id().map(ToString::to_string),
        _ if part.is_content_type("text", "rfc822-headers") => {
            // The line break at its end belongs to what parts it from the next.
            MessageParser::default().parse_headers(&[part.contents(), b"\r\n\r\n"].concat())?.message_id().map(ToString::to_string)
        }
        _ => None,
    }
}

/// For good: what is put off may arrive yet (RFC 3464, 2.3.3 and 2.3.4).
fn has_failed(recipient: &str) -> bool {
    let is = |name, accepted: fn(&str) -> bool| field(recipient, name).is_some_and(accepted);
    is("action", |action| action.eq_ignore_ascii_case("failed")) && is("status", |status| status.starts_with('5'))
}

/// As it was written on the mail, and as it was read in the end.
fn addresses(recipient: &str) -> impl Iterator<Item = EmailAddress> {
    let named = ["original-recipient", "final-recipient"].into_iter().filter_map(|name| field(recipient, name));
    let written = named.filter_map(|value| value.split_once(';')).map(|(_, address)| address.trim().trim_matches(['<', '>']));
    written.filter_map(|address| EmailAddress::parse(address).ok())
}

fn field<'a>(group: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = group.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(it, _)| it.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use crate::inbound::tests::read_as;
    use crate::inbound::{Envelope, Read, Unread};
    use std::vec::Vec;

    const BOUNCE: &str = "From: MAILER-DAEMON@acme.com\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n\
        --r\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n\
        Reporting-MTA: dns; mx.acme.com\r\n\r\nFinal-Recipient: rfc822; Gone@acme.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
        Final-Recipient: rfc822; slow@acme.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n--r\r\nContent-Type: {TYPE}\r\n\r\n\
        Message-ID: <mail.7.aa@help.usher.test>\r\nSubject: x\r\n\r\n--r--\r\n";

    #[test]
    fn a_report_says_which_mail_of_ours_did_not_arrive() {
        let of = |raw: &str| read_as(raw.as_bytes(), &Envelope { from: "", to: "help@usher.test" });
        let as_it_ends = BOUNCE.replace("{TYPE}", "text/rfc822-headers").replace("\r\nSubject: x\r\n\r\n--r--", "\r\n--r--");
        for raw in [BOUNCE.replace("{TYPE}", "message/rfc822"), BOUNCE.replace("{TYPE}", "text/rfc822-headers"), as_it_ends] {
            let Read::Bounces(bounces) = of(&raw) else { unreachable!("{raw}") };
            let told: Vec<_> = bounces.iter().map(|bounce| (bounce.address.normal_form(), bounce.message_id.as_str())).collect();
            assert_eq!(told, [("gone@acme.com", "mail.7.aa@help.usher.test")]);
        }
        // Without what comes back nobody knows what it is about; and one of a mail that was read is none.
        assert_eq!(of(&BOUNCE.replace("{TYPE}", "text/plain")), Read::Unread(Unread::Automatic));
        assert_eq!(of(&BOUNCE.replace("failed", "relayed")), Read::Unread(Unread::Automatic));
    }
}
