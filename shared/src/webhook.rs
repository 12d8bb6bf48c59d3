//! A webhook on the way in, and when what it could not be told is sent again (Zendesk, Webhooks API).

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::codes::codes;
use crate::event::EventType;
use crate::problem::Mistake;
use crate::sent::{Change, Reader, Sent};
use crate::value::{Endpoint, Invalid, KeyName, LongText, Reach};

codes! {
    pub enum Method {
        Get = "GET",
        Post = "POST",
        Put = "PUT",
        Patch = "PATCH",
        Delete = "DELETE",
    }
}

impl Method {
    /// Whether a request by it has a body.
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

codes! {
    /// What the body of a request is. Events are told in JSON only.
    pub enum Format {
        Json = "json",
        Xml = "xml",
        Form = "form_encoded",
    }
}

impl Format {
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }
}

codes! {
    pub enum Status {
        Active = "active",
        Inactive = "inactive",
    }
}

/// What was sent of a webhook. Keys that are not here are ignored.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub name: Sent<String>,
    pub description: Sent<String>,
    pub endpoint: Sent<String>,
    pub http_method: Sent<String>,
    pub request_format: Sent<String>,
    pub status: Sent<String>,
    pub subscriptions: Sent<Vec<String>>,
    pub custom_headers: Sent<BTreeMap<String, String>>,
    pub authentication: Sent<AuthenticationDraft>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuthenticationDraft {
    pub r#type: String,
    pub data: BTreeMap<String, String>,
    pub add_position: Option<String>,
}

/// How it shows at the receiver who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    Basic { username: String, password: String },
    Bearer { token: String },
    ApiKey { name: String, value: String },
}

/// What changes of a webhook; `None` stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    pub name: Option<KeyName>,
    pub description: Change<LongText>,
    pub endpoint: Option<Endpoint>,
    pub http_method: Option<Method>,
    pub request_format: Option<Format>,
    pub status: Option<Status>,
    pub subscriptions: Option<Vec<EventType>>,
    pub custom_headers: Option<BTreeMap<String, String>>,
    pub authentication: Change<Authentication>,
}

/// Types that one webhook can subscribe to, and headers that it can send: more than there are is a mistake.
const MOST_SUBSCRIPTIONS: usize = 100;
/// Zendesk, Webhooks API.
const MOST_HEADERS: usize = 5;
const LONGEST_HEADER_NAME: usize = 128;
const LONGEST_HEADER: usize = 1_000;

impl Changes {
    /// All of a webhook, such as a new one; or every mistake in it.
    pub fn whole(draft: &Draft, reach: Reach) -> Result<Self, Vec<Mistake>> {
        let mut draft = draft.clone();
        for required in [&mut draft.name, &mut draft.endpoint, &mut draft.http_method, &mut draft.request_format, &mut draft.status] {
            if required.is_absent() {
                *required = Sent::Null;
            }
        }
        Self::parse(&draft, reach)
    }

    /// The changes, or every mistake in them.
    pub fn parse(draft: &Draft, reach: Reach) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let name = reader.text("name", &draft.name, KeyName::MAX, KeyName::parse);
        let description = reader.long_text("description", &draft.description);
        let endpoint = reader.text("endpoint", &draft.endpoint, Endpoint::MAX, |text| Endpoint::parse(text, reach));
        let http_method = one_of(&mut reader, "http_method", &draft.http_method, Method::from_code);
        let request_format = one_of(&mut reader, "request_format", &draft.request_format, Format::from_code);
        let status = one_of(&mut reader, "status", &draft.status, Status::from_code);
        for (key, missing) in [("name", name == Some(None)), ("endpoint", endpoint == Some(None))] {
            if missing {
                reader.refuse(key, Invalid::Required);
            }
        }
        let subscriptions = reader.read("subscriptions", &draft.subscriptions, |codes| subscriptions(codes)).map(Option::unwrap_or_default);
        let custom_headers = reader.read("custom_headers", &draft.custom_headers, custom_headers).map(Option::unwrap_or_default);
        let authentication = reader.read("authentication", &draft.authentication, Authentication::parse);
        reader.finish(Self {
            name: name.flatten(),
            description,
            endpoint: endpoint.flatten(),
            http_method,
            request_format,
            status,
            subscriptions,
            custom_headers,
            authentication,
        })
    }

    /// What is wrong with these together, of which some may be as they were: events are told by POST, and in JSON (Zendesk).
    pub fn check_events(method: Method, format: Format, subscriptions: &[EventType]) -> Result<(), Vec<Mistake>> {
        let mut reader = Reader::default();
        if subscriptions.iter().any(|subscription| *subscription != EventType::ConditionalTicket) {
            if method != Method::Post {
                reader.refuse("http_method", Invalid::NotOffered);
            }
            if format != Format::Json {
                reader.refuse("request_format", Invalid::NotOffered);
            }
        }
        reader.finish(())
    }
}

/// A code of a list. Null is none, and one is needed.
fn one_of<T>(reader: &mut Reader, key: &'static str, sent: &Sent<String>, from_code: fn(&str) -> Option<T>) -> Option<T> {
    let read = reader.read(key, sent, |code| from_code(code).ok_or(Invalid::NotOffered));
    if matches!(read, Some(None)) {
        reader.refuse(key, Invalid::Required);
    }
    read.flatten()
}

/// Each once, in the order of the list.
fn subscriptions(codes: &[String]) -> Result<Vec<EventType>, Invalid> {
    if codes.len() > MOST_SUBSCRIPTIONS {
        return Err(Invalid::TooMany);
    }
    let mut types = codes.iter().map(|code| EventType::from_code(code).ok_or(Invalid::NotOffered)).collect::<Result<Vec<_>, _>>()?;
    types.sort_unstable();
    types.dedup();
    Ok(types)
}

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

fn custom_headers(headers: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Invalid> {
    if headers.len() > MOST_HEADERS {
        return Err(Invalid::TooMany);
    }
    if headers.iter().any(|(name, value)| !may_be_sent(name) || !is_header_value(value)) {
        Err(Invalid::HeaderForm)
    } else {
        Ok(headers.clone())
    }
}

/// RFC 9110, 5.1: a token.
fn may_be_sent(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let lower = name.to_ascii_lowercase();
    (1..=LONGEST_HEADER_NAME).contains(&name.len())
        && name.bytes().all(is_token)
        && !RESERVED.contains(&&*lower)
        && !RESERVED_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
}

/// RFC 9110, 5.5, without what is not ASCII.
fn is_header_value(value: &str) -> bool {
    value.len() <= LONGEST_HEADER && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && value.trim() == value
}

impl Authentication {
    fn parse(draft: &AuthenticationDraft) -> Result<Self, Invalid> {
        if draft.add_position.as_deref().is_some_and(|position| position != "header") {
            return Err(Invalid::NotOffered);
        }
        let text = |key: &str| draft.data.get(key).filter(|text| !text.is_empty()).cloned().ok_or(Invalid::Required);
        let secret = |key: &str| text(key).and_then(|text| if is_header_value(&text) { Ok(text) } else { Err(Invalid::HeaderForm) });
        match draft.r#type.as_str() {
            // A colon would end the name (RFC 7617).
            "basic_auth" if text("username")?.contains(':') => Err(Invalid::HeaderForm),
            "basic_auth" => Ok(Self::Basic { username: text("username")?, password: text("password")? }),
            "bearer_token" => Ok(Self::Bearer { token: secret("token")? }),
            "api_key" if !may_be_sent(&text("name")?) => Err(Invalid::HeaderForm),
            "api_key" => Ok(Self::ApiKey { name: text("name")?, value: secret("value")? }),
            _ => Err(Invalid::NotOffered),
        }
    }

    /// What may be seen of it.
    pub fn shown(&self) -> Value {
        let (code, data) = match self {
            Self::Basic { username, .. } => ("basic_auth", json!({ "username": username })),
            Self::Bearer { .. } => ("bearer_token", json!({})),
            Self::ApiKey { name, .. } => ("api_key", json!({ "name": name })),
        };
        json!({ "type": code, "data": data, "add_position": "header" })
    }

    /// What nobody sees again.
    pub fn secret(&self) -> &str {
        match self {
            Self::Basic { password, .. } => password,
            Self::Bearer { token } => token,
            Self::ApiKey { value, .. } => value,
        }
    }

    /// It again, of what is seen and what is not.
    pub fn stored(shown: &Value, secret: &str) -> Option<Self> {
        let text = |key: &str| shown["data"][key].as_str().map(ToString::to_string);
        let secret = secret.to_string();
        match shown["type"].as_str()? {
            "basic_auth" => Some(Self::Basic { username: text("username")?, password: secret }),
            "bearer_token" => Some(Self::Bearer { token: secret }),
            "api_key" => Some(Self::ApiKey { name: text("name")?, value: secret }),
            _ => None,
        }
    }
}

codes! {
    /// Why nobody has answered.
    pub enum Cause {
        /// Not within [`TIMEOUT_MS`].
        Timeout = "timeout",
        Unreachable = "unreachable",
        /// The endpoint's name has no address.
        Unresolved = "unresolved",
        /// Its address is in a private network, or it is no endpoint any more.
        PrivateAddress = "private_address",
    }
}

/// What became of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A status, and how many seconds the receiver asks us to wait.
    Answered {
        status: u16,
        retry_after_s: Option<u64>,
    },
    NoAnswer(Cause),
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Done,
    RetryAfter { ms: u64 },
    GiveUp,
}

/// How long a receiver may take to answer (Zendesk: 10 to 12 seconds).
pub const TIMEOUT_MS: u64 = 10_000;

/// How long to wait after the first attempt, the second, …: seven attempts in about seven hours.
const WAITS_S: [u64; 6] = [5, 30, 2 * 60, 10 * 60, 60 * 60, 6 * 60 * 60];

/// Nobody is waited for any longer.
const LONGEST_WAIT_S: u64 = 24 * 60 * 60;

impl Outcome {
    pub const fn status(self) -> Option<u16> {
        if let Self::Answered { status, .. } = self { Some(status) } else { None }
    }

    pub const fn cause(self) -> Option<Cause> {
        if let Self::NoAnswer(cause) = self { Some(cause) } else { None }
    }

    /// `attempts` have been made, this one among them. Zendesk sends again after 409, and after 429 and 503 with `Retry-After`;
    /// here also after what else may pass: no answer, 408, 425, 429 and every 5xx.
    pub fn next(self, attempts: usize) -> Next {
        let (may_pass, asked) = match self {
            Self::Answered { status: 200..=299, .. } => return Next::Done,
            Self::Answered { status, retry_after_s } => (matches!(status, 408 | 409 | 425 | 429 | 500..=599), retry_after_s),
            Self::NoAnswer(cause) => (cause != Cause::PrivateAddress, None),
        };
        match WAITS_S.get(attempts.saturating_sub(1)) {
            Some(wait) if may_pass => Next::RetryAfter { ms: asked.unwrap_or(*wait).min(LONGEST_WAIT_S) * 1000 },
            _ => Next::GiveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(json: &str) -> Draft {
        serde_json::from_str(json).unwrap()
    }

    fn mistakes<T>(parsed: Result<T, Vec<Mistake>>) -> Vec<(String, Invalid)> {
        parsed.err().unwrap_or_default().into_iter().map(|mistake| (mistake.key.into_owned(), mistake.invalid)).collect()
    }

    #[test]
    fn a_new_webhook_needs_a_name_an_endpoint_a_method_a_format_and_a_status() {
        let told = mistakes(Changes::whole(&draft("{}"), Reach::Public));
        let missing = ["http_method", "request_format", "status", "name", "endpoint"].map(|key| (key.to_string(), Invalid::Required));
        assert_eq!(told, missing);
        assert_eq!(mistakes(Changes::parse(&draft("{}"), Reach::Public)), []);
    }

    #[test]
    fn every_mistake_is_told() {
        let json = r#"{"name":7,"endpoint":"https://10.0.0.1","http_method":"BREW","status":null,"subscriptions":["zen:event-type:user.eaten"],
            "custom_headers":{"Host":"a"},"authentication":{"type":"basic_auth","data":{"username":"a"}}}"#;
        let told = mistakes(Changes::parse(&draft(json), Reach::Public));
        let expected = [
            ("name", Invalid::WrongType),
            ("endpoint", Invalid::EndpointPrivate),
            ("http_method", Invalid::NotOffered),
            ("status", Invalid::Required),
            ("subscriptions", Invalid::NotOffered),
            ("custom_headers", Invalid::HeaderForm),
            ("authentication", Invalid::Required),
        ];
        assert_eq!(told, expected.map(|(key, invalid)| (key.to_string(), invalid)));
    }

    #[test]
    fn headers_are_those_that_may_be_chosen() {
        let headers = |name: &str, value: &str| custom_headers(&BTreeMap::from([(name.to_string(), value.to_string())]));
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

    #[test]
    fn what_is_shown_of_an_authentication_has_no_secret_and_comes_back_with_it() {
        for json in [
            r#"{"type":"basic_auth","data":{"username":"a","password":"s3cret"},"add_position":"header"}"#,
            r#"{"type":"bearer_token","data":{"token":"s3cret"}}"#,
            r#"{"type":"api_key","data":{"name":"X-Key","value":"s3cret"}}"#,
        ] {
            let authentication = Authentication::parse(&serde_json::from_str(json).unwrap()).unwrap();
            let shown = authentication.shown();
            assert!(!shown.to_string().contains("s3cret"));
            assert_eq!(Authentication::stored(&shown, authentication.secret()), Some(authentication));
        }
    }

    #[test]
    fn events_are_told_by_post_and_in_json() {
        let created = [EventType::Created];
        assert_eq!(mistakes(Changes::check_events(Method::Post, Format::Json, &created)), []);
        assert_eq!(mistakes(Changes::check_events(Method::Get, Format::Xml, &[EventType::ConditionalTicket])), []);
        let both = mistakes(Changes::check_events(Method::Put, Format::Xml, &created));
        assert_eq!(both, [("http_method".to_string(), Invalid::NotOffered), ("request_format".to_string(), Invalid::NotOffered)]);
    }

    #[test]
    fn what_may_pass_is_sent_again_later_and_later_and_then_given_up() {
        let answered = |status, retry_after_s| Outcome::Answered { status, retry_after_s };
        assert_eq!(answered(204, None).next(1), Next::Done);
        let waits: Vec<_> = (1..=7).map(|attempts| answered(503, None).next(attempts)).collect();
        let expected = [5, 30, 120, 600, 3600, 21600].map(|s| Next::RetryAfter { ms: s * 1000 });
        assert_eq!(waits[..6], expected);
        assert_eq!(waits[6], Next::GiveUp);
        assert_eq!(answered(429, Some(7)).next(2), Next::RetryAfter { ms: 7_000 });
        assert_eq!(answered(503, Some(u64::MAX)).next(1), Next::RetryAfter { ms: 86_400_000 });
        for status in [301, 400, 401, 404, 410, 422] {
            assert_eq!(answered(status, Some(1)).next(1), Next::GiveUp, "{status}");
        }
        assert_eq!(Outcome::NoAnswer(Cause::Timeout).next(1), Next::RetryAfter { ms: 5_000 });
        assert_eq!(Outcome::NoAnswer(Cause::PrivateAddress).next(1), Next::GiveUp);
    }
}
