//! An update of the columns that change, and of no other: of two changes at once neither takes the other's back.

use serde::Serialize;

use super::database::Statement;
use usher_shared::sent::Change;
use usher_shared::value::Id;

/// `column = ?n, …` of the record `?1`, and the values.
pub struct Assignments {
    sql: String,
    statement: Statement,
    next: u32,
}

impl Assignments {
    pub fn new(id: Id, now: &str) -> Self {
        let statement = Statement::new("").bind(id).bind(now);
        Self { sql: "updated_at = ?2".into(), statement, next: 3 }
    }

    pub fn add(&mut self, column: &str, value: impl Serialize) {
        let value = self.value(value);
        self.add_sql(column, &value);
    }

    pub fn add_sql(&mut self, column: &str, expression: &str) {
        self.sql += &format!(", {column} = {expression}");
    }

    /// Where there is a change; to nothing, null.
    #[expect(clippy::ref_option, reason = "records hold a change as it is")]
    pub fn change<T, V: Serialize>(&mut self, column: &str, change: &Change<T>, value: impl Fn(&T) -> V) {
        if let Some(change) = change {
            self.add(column, change.as_ref().map(value));
        }
    }

    /// Where the value stands in SQL.
    pub fn value(&mut self, value: impl Serialize) -> String {
        self.statement.push(value);
        self.next += 1;
        format!("?{}", self.next - 1)
    }

    pub fn update(self, table: &str) -> Statement {
        self.update_if(table, "TRUE")
    }

    /// Only where this SQL holds.
    pub fn update_if(self, table: &str, condition: &str) -> Statement {
        self.statement.with_sql(format!("UPDATE {table} SET {} WHERE id = ?1 AND {condition}", self.sql))
    }
}
