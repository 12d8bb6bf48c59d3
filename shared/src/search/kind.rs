//! What is searched.

use crate::policy::Action;

/// Kinds of records that are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    User,
    Organization,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::User, Self::Organization];

    /// As `type:` and `result_type` have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Organization => "organization",
        }
    }

    /// In any case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code().eq_ignore_ascii_case(code))
    }

    /// What whoever searches them must be allowed to do.
    pub const fn action(self) -> Action {
        match self {
            Self::User => Action::ListUsers,
            Self::Organization => Action::ListOrganizations,
        }
    }
}
