//! A webhook on the way in (Zendesk, Webhooks API).

mod authentication;
mod delivery;
mod headers;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::codes::codes;
use crate::event::EventType;
use crate::problem::Mistake;
use crate::sent::{Change, Reader, Sent};
use crate::value::{Endpoint, Invalid, KeyName, LongText, Reach};

pub use authentication::{Authentication, AuthenticationDraft};
pub use delivery::{Cause, Next, Outcome, STATUSES, TIMEOUT_MS};

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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WebhookDraft"))]
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

/// Types that one webhook can subscribe to: more than there are is a mistake.
const MOST_SUBSCRIPTIONS: usize = 100;
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
        let custom_headers = reader.read("custom_headers", &draft.custom_headers, headers::parse).map(Option::unwrap_or_default);
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

    /// Whether the credentials of a webhook with this endpoint are for where these lead, too: nobody sees them again, so nobody may
    /// have them sent to another origin.
    pub fn keep_credentials(&self, endpoint: &str) -> bool {
        let is_same = |sent: &Endpoint| Endpoint::parse(endpoint, Reach::Private).is_ok_and(|stored| stored.has_origin_of(sent));
        self.endpoint.as_ref().is_none_or(is_same)
    }

    /// What is wrong with them for a webhook with this endpoint that has credentials: who has it lead elsewhere sends others, or null.
    pub fn check_credentials(&self, endpoint: &str) -> Result<(), Vec<Mistake>> {
        let mut reader = Reader::default();
        if self.authentication.is_none() && !self.keep_credentials(endpoint) {
            reader.refuse("authentication", Invalid::Required);
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

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
    fn credentials_stay_with_their_origin() {
        let check = |json: &str| {
            let changes = Changes::parse(&draft(json), Reach::Public).unwrap();
            mistakes(changes.check_credentials("https://hooks.acme.com/a"))
        };
        for json in [
            "{}",
            r#"{"endpoint":"https://hooks.acme.com/b"}"#,
            r#"{"endpoint":"https://mine.example","authentication":null}"#,
            r#"{"endpoint":"https://mine.example","authentication":{"type":"bearer_token","data":{"token":"mine"}}}"#,
        ] {
            assert_eq!(check(json), [], "{json}");
        }
        assert_eq!(check(r#"{"endpoint":"https://mine.example"}"#), [("authentication".to_string(), Invalid::Required)]);
    }

    #[test]
    fn events_are_told_by_post_and_in_json() {
        let created = [EventType::Created];
        assert_eq!(mistakes(Changes::check_events(Method::Post, Format::Json, &created)), []);
        assert_eq!(mistakes(Changes::check_events(Method::Get, Format::Xml, &[EventType::ConditionalTicket])), []);
        let both = mistakes(Changes::check_events(Method::Put, Format::Xml, &created));
        assert_eq!(both, [("http_method".to_string(), Invalid::NotOffered), ("request_format".to_string(), Invalid::NotOffered)]);
    }
}
