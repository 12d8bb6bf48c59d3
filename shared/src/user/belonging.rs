//! What of a user only programs send: organizations and groups in lists, and a custom role.

use alloc::vec::Vec;

use serde::Deserialize;

use crate::policy::{Role, Standing};
use crate::problem::Mistake;
use crate::sent::{Change, Reader, Sent, Text};
use crate::value::{Id, Invalid};

/// What was sent (Zendesk, Users API).
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct BelongingDraft {
    organization_ids: Sent<Vec<Text>>,
    group_ids: Sent<Vec<Text>>,
    default_group_id: Sent<Text>,
    custom_role_id: Sent<Text>,
}

/// Where a user belongs; `None` where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belonging {
    /// All of the user's organizations, each once; the first is the default.
    pub organizations: Option<Vec<Id>>,
    /// All of the user's groups, each once; the first is the default.
    pub groups: Option<Vec<Id>>,
    pub default_group: Option<Id>,
    pub custom_role: Change<Id>,
}

/// A program that has more sends them one by one.
pub const MOST_IDS: usize = 100;

impl Belonging {
    pub const NONE: Self = Self { organizations: None, groups: None, default_group: None, custom_role: None };

    /// What was sent, or every mistake in it.
    pub fn parse(draft: &BelongingDraft) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let default_group = reader.id("default_group_id", &draft.default_group_id).flatten();
        let groups = ids(&mut reader, "group_ids", &draft.group_ids).map(|mut groups| {
            // Whatever is the default is one of them, and the first.
            if let Some(default) = default_group {
                groups.retain(|group| *group != default);
                groups.insert(0, default);
            }
            groups
        });
        let belonging = Self {
            organizations: ids(&mut reader, "organization_ids", &draft.organization_ids),
            groups,
            default_group,
            custom_role: reader.id("custom_role_id", &draft.custom_role_id),
        };
        reader.finish(belonging)
    }

    /// The role that this makes of a role: a custom role makes a customer an agent (Zendesk, Users API).
    pub fn role(&self, role: Role) -> Role {
        if role == Role::EndUser && self.custom_role.flatten().is_some() { Role::Agent } else { role }
    }

    /// The keys that change, for the audit log.
    pub fn given(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            ("organization_ids", self.organizations.is_some()),
            ("group_ids", self.groups.is_some()),
            ("default_group_id", self.default_group.is_some()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(key, _)| key)
    }

    /// Whether it says other groups than the user has who has this one as the default.
    pub fn changes_groups(&self, default: Option<Id>) -> bool {
        self.groups.is_some() || (self.default_group.is_some() && self.default_group != default)
    }
}

/// Whether whom somebody of this standing adds belongs to their own organization, where nothing else is said.
pub fn joins_organization_of(standing: Standing) -> bool {
    use crate::policy::{CustomRole, ProfileAccess};
    matches!(standing, Standing::Custom(CustomRole { profiles: ProfileAccess::EditWithinOrganization, .. }))
}

fn ids(reader: &mut Reader, key: &'static str, sent: &Sent<Vec<Text>>) -> Option<Vec<Id>> {
    reader.read(key, sent, |texts| parse_ids(texts)).map(Option::unwrap_or_default)
}

fn parse_ids(texts: &[Text]) -> Result<Vec<Id>, Invalid> {
    if texts.len() > MOST_IDS {
        return Err(Invalid::TooMany);
    }
    let mut ids = Vec::new();
    for text in texts {
        let id = Id::parse(&text.0)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Belonging, Vec<Mistake>> {
        Belonging::parse(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn nothing_said_is_nothing_changed() {
        assert_eq!(parse(r#"{"name":"Ana","default_group_id":null}"#).unwrap(), Belonging::NONE);
    }

    #[test]
    fn lists_have_each_once_and_the_default_group_first() {
        let belonging = parse(r#"{"organization_ids":[3,"2",3],"group_ids":[5,6],"default_group_id":6}"#).unwrap();
        let numbers = |ids: Option<Vec<Id>>| ids.unwrap().into_iter().map(Id::number).collect::<Vec<_>>();
        assert_eq!((numbers(belonging.organizations), numbers(belonging.groups)), ([3, 2].into(), [6, 5].into()));
        assert_eq!(parse(r#"{"organization_ids":null}"#).unwrap().organizations, Some([].into()));
    }

    #[test]
    fn every_mistake_is_told() {
        let mistakes = parse(r#"{"organization_ids":"1","group_ids":[0],"default_group_id":true,"custom_role_id":"x"}"#).unwrap_err();
        let keys: Vec<_> = mistakes.iter().map(|mistake| &*mistake.key).collect();
        assert_eq!(keys, ["default_group_id", "group_ids", "organization_ids", "custom_role_id"]);
    }

    #[test]
    fn a_custom_role_makes_a_customer_an_agent() {
        let belonging = parse(r#"{"custom_role_id":7}"#).unwrap();
        assert_eq!([Role::EndUser, Role::Admin].map(|role| belonging.role(role)), [Role::Agent, Role::Admin]);
        assert_eq!(Belonging::NONE.role(Role::EndUser), Role::EndUser);
    }
}
