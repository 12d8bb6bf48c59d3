//! What DNS says of a domain to which mail is to go, as DNS over HTTPS tells it in JSON.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::codes::codes;

codes! {
    /// Types of records that are asked for (RFC 1035, 3596).
    pub enum RecordType {
        A = "A",
        Mx = "MX",
        Aaaa = "AAAA",
    }
}

impl RecordType {
    const fn number(self) -> u16 {
        match self {
            Self::A => 1,
            Self::Mx => 15,
            Self::Aaaa => 28,
        }
    }
}

/// A start of authority (RFC 1035): with an answer that has nothing, how long there is nothing.
const SOA: u16 = 6;

/// What a resolver answers (the JSON form of RFC 8484 that public resolvers speak).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Response {
    /// RFC 1035, 4.1.1: 0, or what is wrong.
    #[serde(rename = "Status")]
    status: u16,
    #[serde(rename = "Answer")]
    answers: Vec<Record>,
    #[serde(rename = "Authority")]
    authority: Vec<Record>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Record {
    #[serde(rename = "type")]
    kind: u16,
    #[serde(rename = "TTL")]
    ttl_s: u32,
    data: String,
}

/// There is no such name (RFC 1035), and none below it (RFC 8020).
const NXDOMAIN: u16 = 3;

/// How long it is remembered that there is nothing, where nobody says.
const NEGATIVE_TTL_S: u32 = 300;

codes! {
    /// Whether mail to a domain can arrive.
    pub enum MailState {
        Ok = "ok",
        /// It says of itself that it takes none (RFC 7505).
        NullMx = "null_mx",
        NoDomain = "no_domain",
        /// Nobody takes mail for it, and it has no address either (RFC 5321, 5.1).
        NoMx = "no_mx",
        /// Nobody was asked, or nobody has said in time.
        Unknown = "unknown",
    }
}

impl MailState {
    /// Whether it is certain that nothing arrives.
    pub const fn is_dead(self) -> bool {
        matches!(self, Self::NullMx | Self::NoDomain | Self::NoMx)
    }
}

/// What is known, and for how many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub state: MailState,
    pub ttl_s: u32,
}

/// Of what nobody has answered nothing is remembered.
pub const UNKNOWN: Found = Found { state: MailState::Unknown, ttl_s: 0 };

impl Response {
    /// The data of the records of this type. Those of other types say on the way where a name leads.
    pub fn records(&self, kind: RecordType) -> impl Iterator<Item = &str> {
        self.answers.iter().filter(move |record| record.kind == kind.number()).map(|record| record.data.as_str())
    }

    /// How long this holds: as long as every part of it; of what is not there, as long as its zone says (RFC 2308).
    fn ttl_s(&self) -> u32 {
        let of_answers = self.answers.iter().map(|record| record.ttl_s).min();
        let of_nothing = || {
            let soa = self.authority.iter().find(|record| record.kind == SOA)?;
            let least = soa.data.split_whitespace().last()?.parse().ok()?;
            Some(soa.ttl_s.min(least))
        };
        let has_what_was_asked_for = self.status == 0 && self.authority.is_empty();
        let ttl = if has_what_was_asked_for { of_answers } else { of_nothing() };
        ttl.unwrap_or(NEGATIVE_TTL_S)
    }

    fn found(&self, state: MailState) -> Found {
        Found { state, ttl_s: self.ttl_s() }
    }
}

/// What the answer about those who take mail says by itself; nothing where the addresses of the domain decide (RFC 5321, 5.1).
pub fn by_exchanges(mx: &Response) -> Option<Found> {
    match mx.status {
        NXDOMAIN => return Some(mx.found(MailState::NoDomain)),
        0 => {}
        _ => return Some(UNKNOWN),
    }
    let mut exchanges = mx.records(RecordType::Mx).map(|data| data.split_whitespace().nth(1).unwrap_or_default());
    let first = exchanges.next()?;
    let is_null = matches!(first, "." | "") && exchanges.next().is_none();
    Some(mx.found(if is_null { MailState::NullMx } else { MailState::Ok }))
}

/// What the domain's own addresses say, where nobody else takes its mail.
pub fn by_addresses(v4: Option<&Response>, v6: Option<&Response>) -> Found {
    let answers = [(v4, RecordType::A), (v6, RecordType::Aaaa)];
    let has_address = |(response, kind): &(Option<&Response>, RecordType)| {
        response.is_some_and(|response| response.status == 0 && response.records(*kind).next().is_some())
    };
    if let Some((Some(response), _)) = answers.iter().find(|answer| has_address(answer)) {
        return response.found(MailState::Ok);
    }
    match (v4, v6) {
        (Some(v4), Some(v6)) if v4.status == 0 && v6.status == 0 => Found { state: MailState::NoMx, ttl_s: v4.ttl_s().min(v6.ttl_s()) },
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(json: &str) -> Response {
        serde_json::from_str(json).unwrap()
    }

    fn found(state: MailState, ttl_s: u32) -> Found {
        Found { state, ttl_s }
    }

    const NOTHING: &str = r#"{"Status":0,"Authority":[{"type":6,"TTL":1800,"data":"ns.acme.com. dns.acme.com. 7 10000 2400 604800 900"}]}"#;

    #[test]
    fn who_takes_mail_is_told_by_the_domain() {
        let by = |json: &str| by_exchanges(&response(json));
        let some =
            r#"{"Status":0,"Answer":[{"name":"a.","type":5,"TTL":60,"data":"b."},{"name":"b.","type":15,"TTL":300,"data":"10 mx.b."}]}"#;
        assert_eq!(by(some), Some(found(MailState::Ok, 60)));
        assert_eq!(by(r#"{"Status":0,"Answer":[{"type":15,"TTL":300,"data":"0 ."}]}"#), Some(found(MailState::NullMx, 300)));
        // Whoever has another besides takes mail.
        let two = r#"{"Status":0,"Answer":[{"type":15,"TTL":300,"data":"0 ."},{"type":15,"TTL":300,"data":"5 mx.b."}]}"#;
        assert_eq!(by(two), Some(found(MailState::Ok, 300)));
        assert_eq!(by(NOTHING), None);
        assert_eq!(by(r#"{"Status":0,"Answer":[{"type":5,"TTL":60,"data":"b."}]}"#), None);
    }

    #[test]
    fn there_is_no_domain_as_long_as_its_zone_says() {
        let with = |soa: &str| by_exchanges(&response(&[r#"{"Status":3,"Authority":["#, soa, "]}"].concat()));
        assert_eq!(with(r#"{"type":6,"TTL":1800,"data":"ns. dns. 7 10000 2400 604800 900"}"#), Some(found(MailState::NoDomain, 900)));
        assert_eq!(with(r#"{"type":6,"TTL":60,"data":"ns. dns. 7 10000 2400 604800 900"}"#), Some(found(MailState::NoDomain, 60)));
        assert_eq!(with(""), Some(found(MailState::NoDomain, NEGATIVE_TTL_S)));
    }

    #[test]
    fn without_an_exchange_the_domain_itself_takes_mail_if_it_has_an_address() {
        let nothing = response(NOTHING);
        let v6 = response(r#"{"Status":0,"Answer":[{"type":28,"TTL":120,"data":"2606:4700::1111"}]}"#);
        let failed = response(r#"{"Status":2}"#);
        assert_eq!(by_addresses(Some(&nothing), Some(&v6)), found(MailState::Ok, 120));
        assert_eq!(by_addresses(None, Some(&v6)), found(MailState::Ok, 120));
        assert_eq!(by_addresses(Some(&nothing), Some(&nothing)), found(MailState::NoMx, 900));
        for unknown in [(Some(&nothing), None), (Some(&failed), Some(&nothing)), (None, None)] {
            assert_eq!(by_addresses(unknown.0, unknown.1), UNKNOWN);
        }
    }

    #[test]
    fn a_resolver_that_fails_says_nothing() {
        for status in [1, 2, 5, 23] {
            assert_eq!(by_exchanges(&Response { status, ..Response::default() }), Some(UNKNOWN), "{status}");
        }
    }
}
