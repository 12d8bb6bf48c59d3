//! Bulk calls: what each kind is called, and the row that tells what became of an item (Zendesk, Job Statuses API).

use alloc::format;
use alloc::string::String;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::codes::codes;
use crate::problem::Problem;
use crate::value::Id;

codes! {
    /// What a bulk call asks for.
    pub enum JobKind {
        CreateUsers = "create_users",
        CreateOrUpdateUsers = "create_or_update_users",
        UpdateUsers = "update_users",
        DeleteUsers = "delete_users",
        CreateOrganizations = "create_organizations",
        UpdateOrganizations = "update_organizations",
        DeleteOrganizations = "delete_organizations",
        CreateOrganizationMemberships = "create_organization_memberships",
        DeleteOrganizationMemberships = "delete_organization_memberships",
    }
}

impl JobKind {
    /// Zendesk's `job_type`.
    pub const fn job_type(self) -> &'static str {
        match self {
            Self::CreateUsers => "Bulk Create User",
            Self::CreateOrUpdateUsers => "Bulk Create or Update User",
            // Recorded so of both.
            Self::UpdateUsers | Self::DeleteUsers => "Bulk Update User",
            Self::CreateOrganizations => "Bulk Create Organization",
            Self::UpdateOrganizations => "Bulk Update Organization",
            Self::DeleteOrganizations => "Bulk Delete Organization",
            Self::CreateOrganizationMemberships => "Bulk Create Organization Membership",
            Self::DeleteOrganizationMemberships => "Bulk Delete Organization Membership",
        }
    }

    /// What is said while it is done, before the number of the item.
    pub const fn doing(self) -> &'static str {
        match self {
            Self::CreateUsers | Self::CreateOrUpdateUsers => "Creating User",
            Self::UpdateUsers => "Updating user",
            Self::DeleteUsers => "Deleting user",
            Self::CreateOrganizations => "Creating organization",
            Self::UpdateOrganizations => "Updating organization",
            Self::DeleteOrganizations => "Deleting organization",
            Self::CreateOrganizationMemberships => "Creating organization membership",
            Self::DeleteOrganizationMemberships => "Deleting organization membership",
        }
    }

    /// What a row says that was asked for.
    pub const fn action(self) -> &'static str {
        match self {
            Self::CreateUsers | Self::CreateOrUpdateUsers | Self::CreateOrganizations | Self::CreateOrganizationMemberships => "create",
            Self::UpdateUsers | Self::UpdateOrganizations => "update",
            Self::DeleteUsers | Self::DeleteOrganizations | Self::DeleteOrganizationMemberships => "delete",
        }
    }
}

/// What a job is called in the API: ids as Zendesk has them, from our own.
pub fn public_id(id: Id) -> String {
    format!("V3-{:032x}", id.number())
}

/// The job that is called so, if it can be one of ours.
pub fn parse_public_id(text: &str) -> Option<Id> {
    let digits = text.strip_prefix("V3-").filter(|digits| digits.len() == 32 && !digits.starts_with('+'))?;
    Id::from_number(i64::from_str_radix(digits, 16).ok()?).ok()
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Created(Id),
    Updated(Id),
    Deleted(Id),
    /// And the record that it was about, if that is known.
    Failed(Option<Id>, Problem),
}

/// An item's row in `results`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub kind: JobKind,
    /// The how manieth item, from 0.
    pub index: usize,
    pub outcome: Outcome,
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(None)?;
        let action = self.kind.action();
        match &self.outcome {
            Outcome::Created(id) | Outcome::Updated(id) if action == "create" => {
                row.serialize_entry("status", self.status())?;
                row.serialize_entry("id", id)?;
            }
            Outcome::Created(id) | Outcome::Updated(id) | Outcome::Deleted(id) => {
                row.serialize_entry("action", action)?;
                row.serialize_entry("id", id)?;
                row.serialize_entry("status", self.status())?;
                row.serialize_entry("success", &true)?;
            }
            Outcome::Failed(id, problem) => {
                row.serialize_entry("index", &self.index)?;
                if let Some(id) = id {
                    row.serialize_entry("id", id)?;
                }
                row.serialize_entry("action", action)?;
                row.serialize_entry("success", &false)?;
                row.serialize_entry("status", self.status())?;
                let (error, details) = problem.in_words();
                row.serialize_entry("error", error)?;
                row.serialize_entry("details", &details)?;
            }
        }
        row.end()
    }
}

impl Row {
    const fn status(&self) -> &'static str {
        match self.outcome {
            Outcome::Created(_) => "Created",
            Outcome::Updated(_) => "Updated",
            Outcome::Deleted(_) => "Deleted",
            Outcome::Failed(..) => "Failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Denial;
    use crate::problem::{Mistake, Plain};
    use crate::value::Invalid;
    use alloc::vec;

    fn row(kind: JobKind, outcome: Outcome) -> String {
        serde_json::to_string(&Row { kind, index: 3, outcome }).unwrap()
    }

    #[test]
    fn rows_are_as_they_were_recorded() {
        let id = Id::from_number(7).unwrap();
        assert_eq!(row(JobKind::CreateUsers, Outcome::Created(id)), r#"{"status":"Created","id":7}"#);
        assert_eq!(row(JobKind::CreateOrUpdateUsers, Outcome::Updated(id)), r#"{"status":"Updated","id":7}"#);
        let updated = r#"{"action":"update","id":7,"status":"Updated","success":true}"#;
        assert_eq!(row(JobKind::UpdateOrganizations, Outcome::Updated(id)), updated);
        let deleted = r#"{"action":"delete","id":7,"status":"Deleted","success":true}"#;
        assert_eq!(row(JobKind::DeleteOrganizations, Outcome::Deleted(id)), deleted);
    }

    #[test]
    fn a_refused_item_has_every_reason_in_its_row() {
        let mistakes = vec![Mistake::new("name", Invalid::Required), Mistake::new("email", Invalid::EmailIncomplete)];
        assert_eq!(
            row(JobKind::CreateUsers, Outcome::Failed(None, mistakes.into())),
            r#"{"index":3,"action":"create","success":false,"status":"Failed","error":"RecordInvalid","details":"Name: is too short (minimum is 1 character); Email: is not properly formatted"}"#
        );
        let failed = |problem| row(JobKind::UpdateUsers, Outcome::Failed(Id::from_number(7).ok(), problem));
        let expected =
            r#"{"index":3,"id":7,"action":"update","success":false,"status":"Failed","error":"RecordNotFound","details":"Not found"}"#;
        assert_eq!(failed(Plain::NotFound.into()), expected);
        assert!(failed(Denial::AdminsOnly.into()).contains(r#""error":"Forbidden","details":"Only admins can do this.""#));
    }

    #[test]
    fn a_job_is_called_by_its_id() {
        let id = Id::from_number(i64::MAX).unwrap();
        assert_eq!(public_id(id), "V3-00000000000000007fffffffffffffff");
        assert_eq!(parse_public_id(&public_id(id)), Some(id));
        for text in [
            "",
            "7",
            "V3-7",
            "V3-00000000000000000000000000000000",
            "V3-ffffffffffffffffffffffffffffffff",
            "V3-+000000000000000000000000000007f",
        ] {
            assert_eq!(parse_public_id(text), None, "{text}");
        }
    }
}
