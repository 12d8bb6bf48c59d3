//! D1 as the store uses it: statements with values, batches that are one transaction, errors by what they mean.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, JSON, JsString, Reflect};
use serde::Serialize;
use usher_shared::policy::Denial;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::value::Invalid;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::Env;
use worker::worker_sys::{D1Database, D1PreparedStatement};

use crate::failure::{Failure, fault};
use crate::precondition::Precondition;
use crate::runtime::utf8;

/// The database as one call sees it.
pub struct Database {
    d1: D1Database,
    precondition: Precondition,
}

/// One statement and the values of `?1`, `?2`, …
#[derive(Clone)]
pub struct Statement {
    pub(super) sql: JsString,
    /// The inside of a JSON array. JSON's null is SQL's, and its numbers are JavaScript's: they hold our integers exactly.
    pub(super) values: Vec<u8>,
}

/// What a statement answered.
pub struct Rows(Array);

/// Why D1 refused to write, where that is no fault of ours. D1 tells it as text only.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// A unique index: `table.column, table.column`.
    Unique(String),
    ForeignKey,
    /// What [`Statement::require`] asks for does not hold.
    Changed,
    /// What [`Statement::permit`] asks for does not hold.
    Denied(Denial),
    /// What [`Statement::refuse`] has found.
    Mistaken(Mistake),
}

#[wasm_bindgen]
extern "C" {
    /// D1, for SQL that is JavaScript's already.
    #[wasm_bindgen(extends = D1Database)]
    type Prepare;
    #[wasm_bindgen(method, catch)]
    fn prepare(this: &Prepare, sql: &JsString) -> Result<D1PreparedStatement, JsValue>;

    /// A part of a conversation with D1 in which nothing that was read once is read older (Cloudflare, D1 Sessions API).
    #[wasm_bindgen(extends = D1Database)]
    type Session;
    #[wasm_bindgen(method, js_name = withSession)]
    fn with_session(this: &Session, bookmark: &str) -> Session;
    #[wasm_bindgen(method, js_name = getBookmark)]
    fn get_bookmark(this: &Session) -> Option<String>;
}

thread_local! {
    /// By address and length: what stands in the program for good is copied into JavaScript once.
    static TEXTS: RefCell<HashMap<(*const u8, usize), JsString>> = RefCell::default();
}

/// JavaScript's copy of a text.
fn text(text: &'static str) -> JsString {
    TEXTS.with_borrow_mut(|texts| texts.entry((text.as_ptr(), text.len())).or_insert_with(|| text.into()).clone())
}

impl Statement {
    pub fn new(sql: &'static str) -> Self {
        Self { sql: text(sql), values: Vec::new() }
    }

    /// For SQL that is put together for the call; with [`Statement::new`] it is copied into JavaScript only once.
    pub fn composed(sql: impl AsRef<str>) -> Self {
        Self { sql: sql.as_ref().into(), values: Vec::new() }
    }

    /// Fails, and with it the batch, unless this holds: SQLite has no other way to give up within a transaction of D1's.
    pub fn require(condition: &str) -> Self {
        Self::composed(format!("SELECT json_extract(iif({condition}, '{{}}', 'changed'), '$')"))
    }

    /// Fails, and with it the batch, unless this holds, without which the caller may not do it.
    pub fn permit(condition: &str, denial: Denial) -> Self {
        Self::composed(format!("SELECT json_extract('{{}}', iif({condition}, '$', '{}'))", denial.code()))
    }

    /// Fails, and with it the batch, if this SQL finds where a mistake is: at the key that it answers, if it answers one.
    pub fn refuse(key: &str, invalid: Invalid) -> Self {
        Self::composed(format!("SELECT json_extract('{{}}', coalesce(({key}) || ' {}', '$'))", invalid.code()))
    }

    /// What fails, in another way, unless this statement answers the same JSON once more; nothing where it answered none.
    pub fn still_answers(&self, rows: &Rows) -> Option<Self> {
        let json = rows.text("json").filter(|_| rows.len() == 1)?;
        let values = [b"[", self.values.as_slice(), b"]"].concat();
        let place = serde_json::from_slice::<Vec<serde_json::Value>>(&values).ok()?.len() + 1;
        let same = format!("(SELECT json FROM ({})) IS ?{place}", String::from(&self.sql));
        let condition = Self::composed(format!("SELECT json_extract('{{}}', iif({same}, '$', 'stale'))"));
        Some(Self { values: self.values.clone(), ..condition }.bind(json))
    }

    pub fn bind(mut self, value: impl Serialize) -> Self {
        self.push(value);
        self
    }

    pub fn push(&mut self, value: impl Serialize) {
        if !self.values.is_empty() {
            self.values.push(b',');
        }
        serde_json::to_writer(&mut self.values, &value).unwrap_or_else(|_| unreachable!("texts, numbers and null are JSON"));
    }

    /// The same values for another text.
    pub fn with_sql(self, sql: impl AsRef<str>) -> Self {
        Self { sql: sql.as_ref().into(), ..self }
    }
}

/// The values of all the statements, in one crossing: an array of arrays.
fn values(statements: &[Statement]) -> Result<Array, JsValue> {
    let arrays: Vec<_> = statements.iter().map(|statement| statement.values.as_slice()).collect();
    let json = [b"[[", arrays.join(&b"],["[..]).as_slice(), b"]]"].concat();
    JSON::parse(&String::from_utf8(json).unwrap_or_else(|_| unreachable!("JSON is UTF-8"))).map(JsCast::unchecked_into)
}

impl Database {
    /// The primary, always.
    pub fn of(env: &Env) -> Result<Self, Failure> {
        let binding = Reflect::get(env, &text("DB")).map_err(|error| fault(&error))?;
        Ok(Self { d1: binding.unchecked_into(), precondition: Precondition::default() })
    }

    /// A session that has seen all that the bookmark stands for. Without one it begins at the primary, where nothing is old.
    pub fn session(env: &Env, bookmark: Option<&str>, precondition: &Precondition) -> Result<Self, Failure> {
        let d1 = Self::of(env)?.d1.unchecked_ref::<Session>().with_session(bookmark.unwrap_or("first-primary"));
        Ok(Self { d1: d1.unchecked_into(), precondition: precondition.clone() })
    }

    /// What a later session has to begin with, to read all that this one has read and written. Nothing before the first answer.
    pub fn bookmark(&self) -> Option<String> {
        self.d1.unchecked_ref::<Session>().get_bookmark()
    }

    fn prepare(&self, statements: &[Statement]) -> Result<Array, JsValue> {
        let values = values(statements)?;
        let prepare = |(statement, values): (&Statement, JsValue)| {
            let prepared = self.d1.unchecked_ref::<Prepare>().prepare(&statement.sql)?;
            prepared.bind(values.unchecked_into())
        };
        statements.iter().zip(values.iter()).map(prepare).collect()
    }

    fn prepare_one(&self, statement: Statement) -> Result<D1PreparedStatement, JsValue> {
        self.prepare(&[statement]).map(|prepared| prepared.get(0).unchecked_into())
    }

    /// Runs the statements as one transaction: all of them, or none. One round trip.
    pub async fn batch(&self, statements: Vec<Statement>) -> Result<Result<Vec<Rows>, Refused>, Failure> {
        match self.send(statements).await {
            Ok(results) => {
                self.precondition.release();
                Ok(Ok(results))
            }
            Err(error) => refused(&error).map(Err),
        }
    }

    /// With what has to hold before them.
    async fn send(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, JsValue> {
        let mut sent = self.precondition.conditions();
        let conditions = sent.len();
        sent.extend(statements);
        let results: Array = JsFuture::from(self.d1.batch(self.prepare(&sent)?)?).await?.unchecked_into();
        let answered: Vec<_> = results.iter().skip(conditions).map(|result| rows(&result)).collect::<Result<_, _>>()?;
        for (statement, rows) in sent[conditions..].iter().zip(&answered) {
            self.precondition.note(statement, rows);
        }
        Ok(answered)
    }

    /// Runs statements that no index refuses: reads, and writes that add nothing unique. Where what they require does not hold,
    /// somebody else was faster.
    pub async fn read(&self, mut statements: Vec<Statement>) -> Result<Vec<Rows>, Failure> {
        // D1 is asked for one in fewer words.
        match statements.pop() {
            Some(only) if statements.is_empty() => Ok(vec![self.rows(only).await?]),
            last => self.send(statements.into_iter().chain(last).collect()).await.map_err(|error| failed(&error)),
        }
    }

    /// Runs one read.
    pub async fn rows(&self, statement: Statement) -> Result<Rows, Failure> {
        if !self.precondition.is_none() {
            let mut answered = self.send(vec![statement]).await.map_err(|error| failed(&error))?;
            return Ok(answered.remove(0));
        }
        let answered = async { JsFuture::from(self.prepare_one(statement)?.all()?).await };
        let result = answered.await.map_err(|error| fault(&error))?;
        rows(&result).map_err(|error| fault(&error))
    }
}

fn rows(result: &JsValue) -> Result<Rows, JsValue> {
    Ok(Rows(Reflect::get(result, &text("results"))?.unchecked_into()))
}

fn failed(error: &JsValue) -> Failure {
    match refused(error) {
        Ok(Refused::Changed) => Plain::Collision.into(),
        Ok(_) => fault(error),
        Err(failure) => failure,
    }
}

/// Why nothing was written; a failure if it was because the caller has seen something else.
fn refused(error: &JsValue) -> Result<Refused, Failure> {
    let message = String::from(js_sys::Error::from(error.clone()).message());
    if let Some((_, index)) = message.split_once("UNIQUE constraint failed: ") {
        let columns = index.split(": ").next().unwrap_or(index);
        return Ok(Refused::Unique(columns.into()));
    }
    if message.contains("FOREIGN KEY constraint failed") {
        return Ok(Refused::ForeignKey);
    }
    if let Some((_, path)) = message.split_once("JSON path") {
        return told_as_path(path).ok_or_else(|| Plain::PreconditionFailed.into());
    }
    if message.contains("malformed JSON") || message.contains("changed: ") {
        return Ok(Refused::Changed);
    }
    Err(fault(error))
}

/// What [`Statement::permit`] or [`Statement::refuse`] has put in the place of a path, which SQLite tells in quotes.
fn told_as_path(path: &str) -> Option<Refused> {
    let told = path.split('\'').nth(1)?;
    if let Some(denial) = Denial::from_code(told) {
        return Some(Refused::Denied(denial));
    }
    let (key, code) = told.split_once(' ')?;
    Some(Refused::Mistaken(Mistake::new(key.to_owned(), Invalid::from_code(code)?)))
}

impl Rows {
    pub fn len(&self) -> u32 {
        self.0.length()
    }

    /// A column of the first row, still JavaScript's.
    pub fn first(&self, column: &'static str) -> Option<JsValue> {
        self.column(0, column)
    }

    pub fn column(&self, row: u32, column: &'static str) -> Option<JsValue> {
        let row = self.0.get(row);
        if row.is_undefined() {
            return None;
        }
        Reflect::get(&row, &text(column)).ok().filter(|value| !value.is_null() && !value.is_undefined())
    }

    pub fn text(&self, column: &'static str) -> Option<String> {
        self.text_at(0, column)
    }

    pub fn text_at(&self, row: u32, column: &'static str) -> Option<String> {
        self.column(row, column).and_then(|value| value.as_string())
    }

    /// A text of the first row that may have any length and any letters; nothing is the empty text.
    pub fn long_text(&self, column: &'static str) -> String {
        let Some(text) = self.first(column) else { return String::new() };
        String::from_utf8(utf8(text.unchecked_ref())).unwrap_or_else(|_| unreachable!("it was encoded as UTF-8"))
    }

    pub fn integer(&self, column: &'static str) -> Option<i64> {
        self.integer_at(0, column)
    }

    pub fn integer_at(&self, row: u32, column: &'static str) -> Option<i64> {
        #[expect(clippy::cast_possible_truncation, reason = "the columns that are read so hold integers below 2^53")]
        let integer = self.column(row, column)?.as_f64()? as i64;
        Some(integer)
    }
}
