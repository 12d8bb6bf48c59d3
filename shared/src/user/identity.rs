//! One of the ways by which a user is recognised, on the way in.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::{Contact, ContactKind, MOST_IDENTITIES};
use crate::problem::Mistake;
use crate::sent::{Reader, Sent, Text};
use crate::value::{EmailAddress, ExternalId, Invalid, PhoneNumber, Region};

/// What was sent of an identity (Zendesk, User Identities API).
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct IdentityDraft {
    #[serde(rename = "type")]
    pub kind: Sent<String>,
    pub value: Sent<Text>,
    pub verified: Sent<bool>,
    pub verification_method: Sent<String>,
    pub primary: Sent<bool>,
}

impl IdentityDraft {
    /// Whether it is said to be verified. How it was goes before whether, which Zendesk has given up; that somebody has shown it
    /// by signing in (`sso`, `embed`, `full`) nobody else can say.
    fn verified(&self, reader: &mut Reader) -> Option<bool> {
        let by_method = |method: &String| match method.as_str() {
            "low" => Ok(true),
            "none" => Ok(false),
            _ => Err(Invalid::Unknown),
        };
        let method = reader.read("verification_method", &self.verification_method, by_method);
        let flag = reader.flag("verified", &self.verified);
        method.flatten().or(flag)
    }
}

crate::codes::codes! {
    /// Kinds that are stored and shown, and that nobody is reached by.
    pub enum ForeignKind {
        Twitter = "twitter",
        Facebook = "facebook",
        Google = "google",
        AgentForwarding = "agent_forwarding",
        AnyChannel = "any_channel",
        Foreign = "foreign",
        Sdk = "sdk",
        Messaging = "messaging",
        Microsoft = "microsoft",
    }
}

/// What an identity is of, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityValue {
    Contact(Contact),
    Foreign(ForeignKind, ExternalId),
}

impl IdentityValue {
    fn parse(kind: &str, text: &str, region: Option<Region>) -> Result<Self, (&'static str, Invalid)> {
        let at_value = |invalid| ("value", invalid);
        match ContactKind::from_code(kind) {
            Some(ContactKind::Email) => EmailAddress::parse(text).map(|email| Self::Contact(Contact::Email(email))).map_err(at_value),
            Some(ContactKind::Phone) => {
                PhoneNumber::parse(text, region).map(|phone| Self::Contact(Contact::Phone(phone))).map_err(at_value)
            }
            None => {
                let kind = ForeignKind::from_code(kind).ok_or(("type", Invalid::Unknown))?;
                ExternalId::parse(text).map(|value| Self::Foreign(kind, value)).map_err(at_value)
            }
        }
    }

    pub const fn code(&self) -> &'static str {
        match self {
            Self::Contact(contact) => contact.kind().code(),
            Self::Foreign(kind, _) => kind.code(),
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Contact(contact) => contact.as_str(),
            Self::Foreign(_, value) => value.as_str(),
        }
    }

    pub fn normal_form(&self) -> String {
        match self {
            Self::Contact(contact) => contact.normal_form().into(),
            Self::Foreign(_, value) => value.normal_form(),
        }
    }

    /// Whether they are one: nobody else can have it then.
    pub fn is(&self, other: &Self) -> bool {
        self.code() == other.code() && self.normal_form() == other.normal_form()
    }

    /// Whether mail or a call could ever arrive (`deliverable_state` of Zendesk).
    pub fn is_reserved(&self) -> bool {
        matches!(self, Self::Contact(Contact::Email(email)) if email.is_reserved())
    }
}

/// An identity that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIdentity {
    pub value: IdentityValue,
    pub verified: bool,
    pub primary: bool,
}

impl NewIdentity {
    /// The identity, or every mistake in it.
    pub fn parse(draft: &IdentityDraft, region: Option<Region>) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let kind = reader.read("type", &draft.kind, |kind| Ok(kind.clone())).flatten();
        let text = reader.read("value", &draft.value, |text| Ok(text.0.clone())).flatten();
        let verified = draft.verified(&mut reader).unwrap_or_default();
        let primary = reader.flag("primary", &draft.primary).unwrap_or_default();
        for (key, given) in [("type", kind.is_some()), ("value", text.is_some())] {
            if !given && !reader.has(key) {
                reader.refuse(key, Invalid::Required);
            }
        }
        let value = kind.zip(text).and_then(|(kind, text)| {
            let parsed = IdentityValue::parse(&kind, &text, region);
            parsed.map_err(|(key, invalid)| reader.refuse(key, invalid)).ok()
        });
        match value {
            Some(value) => reader.finish(Self { value, verified, primary }),
            None => Err(reader.mistakes()),
        }
    }

    /// What `identities` of a user's own record says: each identity once, and of each type at most one as primary, the last. What
    /// is wrong with an address or a number is told with the rest of the form (`Values`), and left out here.
    pub fn parse_all(sent: &Sent<Vec<IdentityDraft>>, region: Option<Region>) -> Result<Vec<Self>, Vec<Mistake>> {
        let mut reader = Reader::default();
        let drafts = reader.read("identities", sent, |drafts| Ok(drafts.clone())).flatten().unwrap_or_default();
        let is_contact = |draft: &IdentityDraft| draft.kind.value().is_some_and(|kind| ContactKind::from_code(kind).is_some());
        if drafts.len() > MOST_IDENTITIES {
            if drafts.iter().filter(|draft| is_contact(draft)).count() <= MOST_IDENTITIES {
                reader.refuse("identities", Invalid::TooMany);
            }
            return reader.finish(Vec::new());
        }
        let mut identities = Vec::new();
        for draft in &drafts {
            match Self::parse(draft, region) {
                Ok(identity) => identity.add_to(&mut identities),
                Err(mistakes) => {
                    let told = mistakes.iter().find(|mistake| !(is_contact(draft) && mistake.key == "value"));
                    if let Some(mistake) = told.filter(|_| !reader.has("identities")) {
                        reader.push(Mistake { key: "identities".into(), ..mistake.clone() });
                    }
                }
            }
        }
        reader.finish(identities)
    }

    fn add_to(self, identities: &mut Vec<Self>) {
        if self.primary {
            identities.iter_mut().filter(|other| other.value.code() == self.value.code()).for_each(|other| other.primary = false);
        }
        match identities.iter_mut().find(|known| known.value.is(&self.value)) {
            Some(known) => *known = Self { verified: known.verified || self.verified, primary: known.primary || self.primary, ..self },
            None => identities.push(self),
        }
    }
}

/// What changes of an identity; its type never does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityChanges {
    pub value: Option<IdentityValue>,
    pub verified: Option<bool>,
}

impl IdentityChanges {
    /// The changes of an identity of this type, or every mistake in them.
    pub fn parse(draft: &IdentityDraft, kind: &str, region: Option<Region>) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let value = reader.read("value", &draft.value, |text| IdentityValue::parse(kind, &text.0, region).map_err(|(_, invalid)| invalid));
        if value == Some(None) {
            reader.refuse("value", Invalid::Required);
        }
        let verified = draft.verified(&mut reader);
        reader.finish(Self { value: value.flatten(), verified })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<NewIdentity, Vec<(String, Invalid)>> {
        let told = |mistakes: Vec<Mistake>| mistakes.into_iter().map(|mistake| (mistake.key.into_owned(), mistake.invalid)).collect();
        NewIdentity::parse(&serde_json::from_str(json).unwrap(), None).map_err(told)
    }

    #[test]
    fn each_type_has_values_of_its_own() {
        for (json, normal_form) in [
            (r#"{"type":"email","value":"Ana@ACME.com"}"#, "ana@acme.com"),
            (r#"{"type":"phone_number","value":"+1 212 555 0123"}"#, "+12125550123"),
            (r#"{"type":"twitter","value":"AnaDiaz"}"#, "anadiaz"),
            (r#"{"type":"foreign","value":7}"#, "7"),
        ] {
            assert_eq!(parse(json).unwrap().value.normal_form(), normal_form);
        }
    }

    #[test]
    fn those_of_a_record_are_each_there_once_and_one_of_a_type_is_primary() {
        let sent = r#"[{"type":"email","value":"a@b.de","primary":true},{"type":"email","value":"x","verified":true},
            {"type":"email","value":"c@b.de","primary":true},{"type":"email","value":"A@b.de","verified":true},
            {"type":"sdk","value":"A@b.de","primary":true}]"#;
        let identities = NewIdentity::parse_all(&serde_json::from_str(sent).unwrap(), None).unwrap();
        let told = identities.iter().map(|one| (one.value.code(), one.value.normal_form(), one.verified, one.primary)).collect::<Vec<_>>();
        let expected = [("email", "a@b.de", true, false), ("email", "c@b.de", false, true), ("sdk", "a@b.de", false, true)];
        assert_eq!(told, expected.map(|(kind, value, verified, primary)| (kind, value.into(), verified, primary)));
    }

    #[test]
    fn every_mistake_is_told() {
        let told = |mistakes: &[(&str, Invalid)]| Err(mistakes.iter().map(|(key, invalid)| (String::from(*key), *invalid)).collect());
        assert_eq!(parse("{}"), told(&[("type", Invalid::Required), ("value", Invalid::Required)]));
        assert_eq!(parse(r#"{"type":"pigeon","value":"x"}"#), told(&[("type", Invalid::Unknown)]));
        assert_eq!(
            parse(r#"{"type":"email","value":"x","verified":"yes"}"#),
            told(&[("verified", Invalid::WrongType), ("value", Invalid::EmailIncomplete)])
        );
        assert_eq!(parse(r#"{"type":[],"value":"x"}"#), told(&[("type", Invalid::WrongType)]));
    }
}
