//! Items that are written by one batch.

use std::collections::HashSet;

use usher_shared::job::{JobKind, Outcome};
use usher_shared::problem::Problem;
use usher_shared::user::{Attributes, Values};
use usher_shared::value::Id;

use super::row;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::conflict::Conflict;
use crate::store::database::{Refused, Statement};
use crate::store::multi_row::MultiRow;
use crate::store::organization_memberships::KIND;
use crate::store::{deleted_users, jobs, memberships, organizations, users};

/// A pack is full once it takes so many statements; the last item may have brought two that stay its own.
const FULL: usize = 23;

/// What an item comes to.
pub struct Step {
    pub statements: Vec<Statement>,
    pub outcome: Outcome,
    /// What no other item of the same batch may be about, refused or not: records that are there, and what only one can have.
    /// What is decided about an item counts on nothing having happened to them.
    pub claims: Vec<String>,
    pub stake: Stake,
}

/// What it takes to say why the database refuses an item.
#[derive(Default)]
pub enum Stake {
    #[default]
    Nothing,
    /// The user who is changed, if it is a change.
    User(Box<(Values, Attributes)>, Option<Id>),
    /// A user who is deleted.
    Deletion(Id),
    Organization,
    OrganizationMembership,
}

impl Step {
    pub fn new(statements: Vec<Statement>, outcome: Outcome, stake: Stake) -> Self {
        Self { statements, outcome, claims: Vec::new(), stake }
    }

    pub fn failed(id: Option<Id>, problem: Problem) -> Self {
        Self::new(Vec::new(), Outcome::Failed(id, problem), Stake::Nothing)
    }
}

/// What the database's refusal of an item that went alone means; nothing where it may be tried again.
pub async fn blame(call: &Call, refused: Refused, stake: Stake) -> Result<Option<Problem>, Failure> {
    let conflict = match stake {
        Stake::Nothing => Conflict::of(&refused, None, &[]),
        Stake::User(user, owner) => users::refusal(call, refused, &user.0, &user.1, owner).await?,
        Stake::Deletion(id) => deleted_users::refusal(call, &refused, id).await?,
        Stake::Organization => organizations::conflict(&refused),
        Stake::OrganizationMembership => memberships::conflict(&KIND, &refused),
    };
    Ok(match conflict {
        lasting @ (Conflict::Invalid(_) | Conflict::Denied(_)) => Some(lasting.into()),
        Conflict::Id | Conflict::Repeated => None,
    })
}

#[derive(Default)]
pub struct Pack {
    rows: MultiRow,
    items: usize,
    claims: HashSet<String>,
    stake: Stake,
}

impl Pack {
    /// Takes an item, unless the pack is full or has one of its claims.
    pub fn take(&mut self, job: Id, kind: JobKind, item: usize, step: Step) -> bool {
        let Step { mut statements, outcome, claims, stake } = step;
        if self.rows.len() >= FULL || claims.iter().any(|claim| self.claims.contains(claim)) {
            return false;
        }
        statements.push(jobs::result(job, &row(kind, item, outcome)));
        self.rows.add(statements);
        self.items += 1;
        self.claims.extend(claims);
        self.stake = stake;
        true
    }

    pub fn items(&self) -> usize {
        self.items
    }

    pub fn statements(&self) -> usize {
        self.rows.len()
    }

    /// That of the last item: it matters where there is one.
    pub fn take_stake(&mut self) -> Stake {
        std::mem::take(&mut self.stake)
    }

    pub fn into_statements(self) -> Vec<Statement> {
        self.rows.into_statements()
    }
}
