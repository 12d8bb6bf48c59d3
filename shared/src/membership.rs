//! A user's membership, of an organization or of a group, on the way in.

use alloc::vec::Vec;

use serde::Deserialize;

use crate::problem::Mistake;
use crate::sent::{Reader, Sent, Text};
use crate::value::Id;

/// What was sent of a membership (Zendesk, Organization Memberships and Group Memberships API).
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "MembershipDraft"))]
#[serde(default)]
pub struct Draft {
    pub user_id: Sent<Text>,
    pub organization_id: Sent<Text>,
    pub group_id: Sent<Text>,
    pub default: Sent<bool>,
}

/// A membership that may be stored, if there are such a user and such an organization or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct New {
    pub user: Id,
    /// Of which organization or group.
    pub of: Id,
    /// Whether it takes the place of the user's default one. The first is the default in any case.
    pub is_default: bool,
}

impl New {
    /// The membership of an organization, or every mistake in it. The path may say whose it is.
    pub fn of_organization(draft: &Draft, user: Option<Id>) -> Result<Self, Vec<Mistake>> {
        Self::parse(draft, user, "organization_id", &draft.organization_id)
    }

    /// The membership of a group, or every mistake in it.
    pub fn of_group(draft: &Draft, user: Option<Id>) -> Result<Self, Vec<Mistake>> {
        Self::parse(draft, user, "group_id", &draft.group_id)
    }

    fn parse(draft: &Draft, user: Option<Id>, key: &'static str, of: &Sent<Text>) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let user = user.or_else(|| reader.needed_id("user_id", &draft.user_id));
        let of = reader.needed_id(key, of);
        let is_default = reader.flag("default", &draft.default).unwrap_or_default();
        let new = user.zip(of).map(|(user, of)| Self { user, of, is_default });
        reader.finish(new).and_then(|new| new.ok_or_else(Vec::new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Invalid;

    fn parse(json: &str, user: Option<i64>) -> Result<New, Vec<(alloc::string::String, Invalid)>> {
        let user = user.map(|id| Id::from_number(id).unwrap());
        New::of_organization(&serde_json::from_str(json).unwrap(), user)
            .map_err(|mistakes| mistakes.into_iter().map(|mistake| (mistake.key.into_owned(), mistake.invalid)).collect())
    }

    #[test]
    fn a_membership_needs_a_user_and_an_organization() {
        let required = |key: &str| (key.into(), Invalid::Required);
        assert_eq!(parse(r#"{"group_id":3}"#, None).unwrap_err(), [required("user_id"), required("organization_id")]);
        assert_eq!(parse(r#"{"organization_id":null}"#, Some(7)).unwrap_err(), [required("organization_id")]);
        assert_eq!(parse(r#"{"user_id":[],"organization_id":"x","default":1}"#, None).unwrap_err().len(), 3);
    }

    #[test]
    fn the_path_says_whose_it_is_before_the_body_does() {
        let new = parse(r#"{"user_id":8,"organization_id":"9","default":true}"#, Some(7)).unwrap();
        assert_eq!((new.user.number(), new.of.number(), new.is_default), (7, 9, true));
    }
}
