//! An organization on the way in: what was sent ([`Draft`]) and what may be stored ([`Changes`]).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::custom_field::{Definition, FieldChanges, Object};
use crate::problem::Mistake;
use crate::sent::{Change, FieldValues, Reader, Sent, Text, Words};
use crate::value::{DomainName, ExternalId, Id, Invalid, LongText, OrganizationName, Tag};

/// What was sent of an organization (Zendesk, Organizations API). Keys that are not here are ignored.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OrganizationDraft"))]
#[serde(default)]
pub struct Draft {
    pub id: Sent<Text>,
    pub name: Sent<String>,
    pub external_id: Sent<Text>,
    pub domain_names: Sent<Words>,
    pub details: Sent<String>,
    pub notes: Sent<String>,
    pub group_id: Sent<Text>,
    pub shared_tickets: Sent<bool>,
    pub shared_comments: Sent<bool>,
    pub tags: Sent<Words>,
    pub organization_fields: Sent<FieldValues>,
}

/// What changes of an organization; `None` stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    pub name: Option<OrganizationName>,
    pub external_id: Change<ExternalId>,
    /// In the order given, each once.
    pub domain_names: Option<Vec<DomainName>>,
    pub details: Change<LongText>,
    pub notes: Change<LongText>,
    pub group_id: Change<Id>,
    pub shared_tickets: Option<bool>,
    pub shared_comments: Option<bool>,
    pub tags: Option<Vec<Tag>>,
    pub fields: FieldChanges,
}

/// An organization that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub name: OrganizationName,
    pub changes: Changes,
}

/// What was sent to merge an organization into another (Zendesk, Organization Merges).
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OrganizationMergeDraft"))]
#[serde(default)]
pub struct MergeDraft {
    pub winner_id: Sent<Text>,
}

/// The organization that stays, or what is wrong with it.
pub fn winner(draft: &MergeDraft) -> Result<Id, Vec<Mistake>> {
    let mut reader = Reader::default();
    let winner = reader.needed_id("winner_id", &draft.winner_id);
    reader.finish(winner).and_then(|winner| winner.ok_or_else(Vec::new))
}

/// More are a list that somebody else keeps; each is a row, and all are written by one statement.
pub const MOST_DOMAINS: usize = 100;

impl New {
    /// The organization, or every mistake in it.
    pub fn parse(draft: &Draft, definitions: &[Definition]) -> Result<Self, Vec<Mistake>> {
        let changes = Changes::parse(&Draft { name: draft.name.needed(), ..draft.clone() }, definitions)?;
        let Some(name) = changes.name.clone() else { unreachable!("a name that is not there is refused") };
        Ok(Self { name, changes })
    }
}

impl Changes {
    /// The changes, or every mistake in them. `definitions`: the fields that the account has.
    pub fn parse(draft: &Draft, definitions: &[Definition]) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let name = reader.text("name", &draft.name, OrganizationName::MAX, OrganizationName::parse);
        if name == Some(None) {
            reader.refuse("name", Invalid::Required);
        }
        let changes = Self {
            name: name.flatten(),
            external_id: reader.external_id(&draft.external_id),
            domain_names: domain_names(&mut reader, &draft.domain_names),
            details: reader.long_text("details", &draft.details),
            notes: reader.long_text("notes", &draft.notes),
            group_id: reader.id("group_id", &draft.group_id),
            shared_tickets: reader.flag("shared_tickets", &draft.shared_tickets),
            shared_comments: reader.flag("shared_comments", &draft.shared_comments),
            tags: reader.tags(&draft.tags),
            fields: reader.part(FieldChanges::parse(Object::Organization, definitions, &draft.organization_fields, &[])),
        };
        reader.finish(changes)
    }

    /// Whether only the notes change: agents who may not change organizations may write them (Zendesk).
    pub fn is_of_notes(&self) -> bool {
        let without = Self { notes: None, ..self.clone() };
        without == Self::NONE
    }

    const NONE: Self = Self {
        name: None,
        external_id: None,
        domain_names: None,
        details: None,
        notes: None,
        group_id: None,
        shared_tickets: None,
        shared_comments: None,
        tags: None,
        fields: FieldChanges::NONE,
    };
}

fn domain_names(reader: &mut Reader, sent: &Sent<Words>) -> Option<Vec<DomainName>> {
    reader.read("domain_names", sent, parse_domain_names).map(Option::unwrap_or_default)
}

fn parse_domain_names(words: &Words) -> Result<Vec<DomainName>, Invalid> {
    let words: Vec<&str> = match words {
        Words::Text(text) => Tag::split(text).collect(),
        Words::List(list) => list.iter().map(String::as_str).collect(),
    };
    if words.len() > MOST_DOMAINS {
        return Err(Invalid::TooMany);
    }
    let mut names = Vec::new();
    for name in words.into_iter().map(DomainName::parse) {
        let name = name?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(json: &str) -> Draft {
        serde_json::from_str(json).unwrap()
    }

    fn mistakes(json: &str) -> Vec<(String, Invalid)> {
        New::parse(&draft(json), &[]).unwrap_err().into_iter().map(|mistake| (mistake.key.into_owned(), mistake.invalid)).collect()
    }

    #[test]
    fn a_name_is_enough_and_needed() {
        assert_eq!(New::parse(&draft(r#"{"name":" Acme ","id":""}"#), &[]).unwrap().name.as_str(), "Acme");
        for json in ["{}", r#"{"name":null}"#, r#"{"name":" "}"#] {
            assert_eq!(mistakes(json), [("name".into(), Invalid::Required)], "{json}");
        }
    }

    #[test]
    fn every_mistake_is_told() {
        let json = r#"{"name":"a|b","domain_names":["no domain"],"group_id":"x","tags":[1],"shared_tickets":"yes","details":{}}"#;
        let keys: Vec<_> = mistakes(json).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["name", "domain_names", "details", "group_id", "shared_tickets", "tags"]);
    }

    #[test]
    fn a_domain_in_two_spellings_is_one() {
        let changes = Changes::parse(&draft(r#"{"domain_names":["Acme.com","acme.com","bücher.de","xn--bcher-kva.de"]}"#), &[]).unwrap();
        let names: Vec<_> = changes.domain_names.unwrap().iter().map(|name| String::from(name.as_str())).collect();
        assert_eq!(names, ["acme.com", "xn--bcher-kva.de"]);
    }

    #[test]
    fn notes_alone_are_told_from_other_changes() {
        assert!(Changes::parse(&draft(r#"{"notes":"x"}"#), &[]).unwrap().is_of_notes());
        assert!(!Changes::parse(&draft(r#"{"notes":"x","tags":[]}"#), &[]).unwrap().is_of_notes());
    }
}
