//! D1 as the store uses it: statements with values, batches that are one transaction, errors by what they mean.

use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::Env;
use worker::worker_sys;

use crate::failure::{Failure, fault};

pub struct Database(worker_sys::D1Database);

/// One statement and the values of `?1`, `?2`, …
pub struct Statement {
    sql: String,
    values: Array,
}

/// What a statement answered.
pub struct Rows(Array);

/// Why D1 refused to write, where that is no fault of ours. D1 tells it as text only.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// A unique index: `table.column, table.column`.
    Unique(String),
    ForeignKey,
}

impl Statement {
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Array::new() }
    }

    pub fn bind(self, value: impl Into<JsValue>) -> Self {
        self.values.push(&value.into());
        self
    }

    /// An integer: D1 takes JavaScript's numbers, which hold ours exactly.
    pub fn bind_id(self, id: usher_shared::value::Id) -> Self {
        self.bind(number(id.number()))
    }

    pub fn push(&mut self, value: impl Into<JsValue>) {
        self.values.push(&value.into());
    }

    /// The same values for another text.
    pub fn with_sql(self, sql: String) -> Self {
        Self { sql, ..self }
    }

    /// An insert that does nothing where an index would refuse the row.
    pub fn or_ignore(self) -> Self {
        let sql = self.sql.replacen("INSERT INTO", "INSERT OR IGNORE INTO", 1);
        self.with_sql(sql)
    }

    /// An `INSERT … SELECT` without a table that does nothing where the condition does not hold.
    pub fn only_if(self, condition: &str) -> Self {
        let sql = format!("{} WHERE {condition}", self.sql);
        self.with_sql(sql)
    }

    pub fn bind_option(self, value: Option<impl Into<JsValue>>) -> Self {
        self.bind(value.map_or(JsValue::NULL, Into::into))
    }
}

/// An integer as D1 takes it. Ids of callers may be up to 2^63: beyond 2^53 a number is rounded, but no row has one there.
pub fn number(number: i64) -> JsValue {
    #[expect(clippy::cast_precision_loss, reason = "no id in the database is beyond 2^53, so a rounded one finds nothing")]
    let number = number as f64;
    number.into()
}

impl Database {
    pub fn of(env: &Env) -> Result<Self, Failure> {
        let binding = Reflect::get(env, &"DB".into()).map_err(|error| fault(&error))?;
        Ok(Self(binding.unchecked_into()))
    }

    fn prepare(&self, statement: &Statement) -> Result<worker_sys::D1PreparedStatement, JsValue> {
        self.0.prepare(&statement.sql)?.bind(statement.values.clone())
    }

    /// Runs the statements as one transaction: all of them, or none. One round trip.
    pub async fn batch(&self, statements: Vec<Statement>) -> Result<Result<Vec<Rows>, Refused>, Failure> {
        match self.send(statements).await {
            Ok(results) => Ok(Ok(results)),
            Err(error) => refused(&error).map(Err),
        }
    }

    async fn send(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, JsValue> {
        let prepared = statements.iter().map(|statement| self.prepare(statement)).collect::<Result<Array, _>>()?;
        let results: Array = JsFuture::from(self.0.batch(prepared)?).await?.unchecked_into();
        results.iter().map(|result| rows(&result)).collect()
    }

    /// Runs statements that cannot be refused: reads.
    pub async fn read(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, Failure> {
        self.send(statements).await.map_err(|error| fault(&error))
    }

    /// Runs one read.
    pub async fn rows(&self, statement: Statement) -> Result<Rows, Failure> {
        let answered = async { JsFuture::from(self.prepare(&statement)?.all()?).await };
        let result = answered.await.map_err(|error| fault(&error))?;
        rows(&result).map_err(|error| fault(&error))
    }
}

fn rows(result: &JsValue) -> Result<Rows, JsValue> {
    Ok(Rows(Reflect::get(result, &"results".into())?.unchecked_into()))
}

fn refused(error: &JsValue) -> Result<Refused, Failure> {
    let message = String::from(js_sys::Error::from(error.clone()).message());
    if let Some((_, index)) = message.split_once("UNIQUE constraint failed: ") {
        let columns = index.split(": ").next().unwrap_or(index);
        return Ok(Refused::Unique(columns.into()));
    }
    if message.contains("FOREIGN KEY constraint failed") {
        return Ok(Refused::ForeignKey);
    }
    Err(fault(error))
}

impl Rows {
    pub fn len(&self) -> u32 {
        self.0.length()
    }

    /// A column of the first row, still JavaScript's.
    pub fn first(&self, column: &str) -> Option<JsValue> {
        self.column(0, column)
    }

    pub fn column(&self, row: u32, column: &str) -> Option<JsValue> {
        let row = self.0.get(row);
        if row.is_undefined() {
            return None;
        }
        Reflect::get(&row, &column.into()).ok().filter(|value| !value.is_null() && !value.is_undefined())
    }

    pub fn text(&self, column: &str) -> Option<String> {
        self.text_at(0, column)
    }

    pub fn text_at(&self, row: u32, column: &str) -> Option<String> {
        self.column(row, column).and_then(|value| value.as_string())
    }

    pub fn integer(&self, column: &str) -> Option<i64> {
        self.integer_at(0, column)
    }

    pub fn integer_at(&self, row: u32, column: &str) -> Option<i64> {
        #[expect(clippy::cast_possible_truncation, reason = "the columns that are read so hold integers below 2^53")]
        let integer = self.column(row, column)?.as_f64()? as i64;
        Some(integer)
    }

    /// The column of `count` rows from row `first`, with commas between.
    pub fn joined(&self, column: &str, first: u32, count: u32) -> JsString {
        let values: Array = (first..first + count).filter_map(|row| self.column(row, column)).collect();
        values.join(",")
    }
}
