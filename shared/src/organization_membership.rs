//! A membership on the way in: which user belongs to which organization.

use alloc::vec::Vec;

use serde::Deserialize;

use crate::problem::Mistake;
use crate::sent::{Reader, Sent, Text};
use crate::value::{Id, Invalid};

/// What was sent of a membership (Zendesk, Organization Memberships API). Keys that are not here are ignored.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub user_id: Sent<Text>,
    pub organization_id: Sent<Text>,
    #[serde(rename = "default")]
    pub is_default: Sent<bool>,
}

/// A membership that may be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct New {
    pub user: Id,
    pub organization: Id,
    /// Whether the organization is the one that the user shows.
    pub is_default: bool,
}

impl New {
    /// The membership, or every mistake in it.
    pub fn parse(draft: &Draft) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let mut id = |key, sent: &Sent<Text>| {
            let read = if sent.is_absent() { Some(None) } else { reader.id(key, sent) };
            if read == Some(None) {
                reader.refuse(key, Invalid::Required);
            }
            read.flatten()
        };
        let (user, organization) = (id("user_id", &draft.user_id), id("organization_id", &draft.organization_id));
        let is_default = reader.flag("default", &draft.is_default).unwrap_or_default();
        let (Some(user), Some(organization)) = (user, organization) else {
            return reader.finish(()).map(|()| unreachable!("an id is there or refused"));
        };
        reader.finish(Self { user, organization, is_default })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn parse(json: &str) -> Result<New, Vec<(String, Invalid)>> {
        let draft: Draft = serde_json::from_str(json).unwrap();
        New::parse(&draft).map_err(|mistakes| mistakes.into_iter().map(|mistake| (mistake.key.into_owned(), mistake.invalid)).collect())
    }

    #[test]
    fn a_membership_is_of_a_user_in_an_organization() {
        let membership = parse(r#"{"user_id":"7","organization_id":8,"default":true}"#).unwrap();
        assert_eq!((membership.user.number(), membership.organization.number(), membership.is_default), (7, 8, true));
    }

    #[test]
    fn every_mistake_is_told() {
        let expected = [("user_id", Invalid::Required), ("organization_id", Invalid::IdForm), ("default", Invalid::WrongType)];
        assert_eq!(parse(r#"{"organization_id":"x","default":1}"#).unwrap_err(), expected.map(|(key, invalid)| (key.into(), invalid)));
    }
}
