//! HTTP headers that a webhook sends because somebody has chosen them.

use alloc::collections::BTreeMap;
use alloc::string::String;

use crate::value::Invalid;

/// Zendesk, Webhooks API.
const MOST_HEADERS: usize = 5;
const LONGEST_HEADER_NAME: usize = 128;
const LONGEST_HEADER: usize = 1_000;

/// Headers that say how a request is sent, or by whom: they are not to be chosen.
const RESERVED: &[&str] = &[
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "origin",
    "proxy-authorization",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];
const RESERVED_BEGINNINGS: &[&str] = &["cf-", "proxy-", "sec-", "x-forwarded-", "x-zendesk-"];

pub(super) fn parse(headers: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Invalid> {
    if headers.len() > MOST_HEADERS {
        return Err(Invalid::TooMany);
    }
    if headers.iter().any(|(name, value)| !may_be_sent(name) || !is_value(value)) { Err(Invalid::HeaderForm) } else { Ok(headers.clone()) }
}

/// RFC 9110, 5.1: a token.
pub(super) fn may_be_sent(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let lower = name.to_ascii_lowercase();
    (1..=LONGEST_HEADER_NAME).contains(&name.len())
        && name.bytes().all(is_token)
        && !RESERVED.contains(&&*lower)
        && !RESERVED_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
}

/// RFC 9110, 5.5, without what is not ASCII.
pub(super) fn is_value(value: &str) -> bool {
    value.len() <= LONGEST_HEADER && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && value.trim() == value
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn headers_are_those_that_may_be_chosen() {
        let headers = |name: &str, value: &str| parse(&BTreeMap::from([(name.to_string(), value.to_string())]));
        assert!(headers("X-Team", "blue one").is_ok());
        for (name, value) in [
            ("authorization", "x"),
            ("X-Zendesk-Webhook-Id", "x"),
            ("CF-Ray", "x"),
            ("a b", "x"),
            ("", "x"),
            ("a", "x\r\nb: c"),
            ("a", " x"),
            ("a", "é"),
        ] {
            assert_eq!(headers(name, value), Err(Invalid::HeaderForm), "{name}: {value}");
        }
    }
}
