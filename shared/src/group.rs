//! A group of agents on the way in: what was sent ([`Draft`]) and what may be stored ([`New`], [`Changes`]).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::problem::Mistake;
use crate::sent::{Change, Reader, Sent};
use crate::value::{GroupName, Invalid, LongText};

/// What was sent of a group (Zendesk, Groups API). Keys that are not here are ignored.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "GroupDraft"))]
#[serde(default)]
pub struct Draft {
    pub name: Sent<String>,
    pub description: Sent<String>,
    pub is_public: Sent<bool>,
}

/// What changes of a group; `None` stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    pub name: Option<GroupName>,
    pub description: Change<LongText>,
    pub is_public: Option<bool>,
}

/// A group that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub name: GroupName,
    pub changes: Changes,
}

impl New {
    /// The group, or every mistake in it.
    pub fn parse(draft: &Draft) -> Result<Self, Vec<Mistake>> {
        let changes = Changes::parse(&Draft { name: draft.name.needed(), ..draft.clone() })?;
        let Some(name) = changes.name.clone() else { unreachable!("a name that is not there is refused") };
        Ok(Self { name, changes })
    }
}

impl Changes {
    /// The changes, or every mistake in them.
    pub fn parse(draft: &Draft) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let name = reader.text("name", &draft.name, GroupName::MAX, GroupName::parse);
        if name == Some(None) {
            reader.refuse("name", Invalid::Required);
        }
        let changes = Self {
            name: name.flatten(),
            description: reader.long_text("description", &draft.description),
            is_public: reader.flag("is_public", &draft.is_public),
        };
        reader.finish(changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(json: &str) -> Vec<String> {
        let mistakes = New::parse(&serde_json::from_str(json).unwrap()).unwrap_err();
        mistakes.into_iter().map(|mistake| mistake.key.into_owned()).collect()
    }

    #[test]
    fn a_name_is_needed_and_every_mistake_is_told() {
        assert_eq!(keys("{}"), ["name"]);
        assert_eq!(keys(r#"{"name":" ","description":7,"is_public":"yes"}"#), ["name", "description", "is_public"]);
    }

    #[test]
    fn a_change_has_only_what_was_sent() {
        let changes = Changes::parse(&serde_json::from_str(r#"{"description":null}"#).unwrap()).unwrap();
        assert_eq!(changes, Changes { name: None, description: Some(None), is_public: None });
    }
}
