//! `If-Match`: a change that is made only while the record is as the caller has seen it (RFC 9110, 13.1.1).
//!
//! The record is shown once more, as to a GET of the same address. If its tag is the one that was sent, whatever the
//! database answered for it becomes a condition of all that follows, within the transaction that writes: between looking and
//! writing nobody changes anything unnoticed.

use std::cell::RefCell;
use std::rc::Rc;

use crate::store::database::{Rows, Statement};

/// What has to hold for the statements of a call. Shared by the call and its database.
#[derive(Clone, Default)]
pub struct Precondition(Rc<RefCell<State>>);

#[derive(Default)]
enum State {
    #[default]
    None,
    /// What is read becomes a condition.
    Watching(Vec<Statement>),
    Holding(Vec<Statement>),
}

impl Precondition {
    /// From now on, what is read becomes a condition.
    pub fn watch(&self) {
        self.0.replace(State::Watching(Vec::new()));
    }

    /// From now on, the conditions hold. Whether there are any.
    pub fn hold(&self) -> bool {
        let State::Watching(conditions) = self.0.take() else { return false };
        let has_any = !conditions.is_empty();
        self.0.replace(State::Holding(conditions));
        has_any
    }

    /// What had to hold has held: something has been written.
    pub fn release(&self) {
        self.0.take();
    }

    /// Whether a call neither watches nor holds, as nearly all.
    pub fn is_none(&self) -> bool {
        matches!(*self.0.borrow(), State::None)
    }

    /// What fails where something has changed.
    pub fn conditions(&self) -> Vec<Statement> {
        if let State::Holding(conditions) = &*self.0.borrow() { conditions.clone() } else { Vec::new() }
    }

    /// Notes what a statement answered.
    pub fn note(&self, statement: &Statement, rows: &Rows) {
        if let State::Watching(conditions) = &mut *self.0.borrow_mut() {
            conditions.extend(statement.still_answers(rows));
        }
    }
}
