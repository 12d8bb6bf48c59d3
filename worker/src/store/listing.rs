//! Lists of records: what all of them have in common, by offset and by cursor, in one round trip with their sideloads.

use serde::Serialize;
use serde_json::{Value, json};

use super::database::{Rows, Statement};
use super::sideloads::{self, Beside, Sideload};
use crate::call::Call;
use crate::failure::Failure;
use crate::page::{From, Page, Part, Position};

/// What stands between rows, and between a row's place and its JSON: control characters (RS, US), which JSON escapes.
const ROW: char = '\u{1E}';
const PLACE: char = '\u{1F}';
const ROW_SQL: &str = "char(30)";
const PLACE_SQL: &str = "char(31)";

/// No list that is not counted on the side says of more rows than these how many they are (Zendesk, counts).
pub const MOST_COUNTED: u32 = 100_000;

/// A list before anybody has said which page of it. `?1` is the base of links in all its SQL.
pub struct Listing {
    /// SQL of rows that are found once, for the page and for how many there are.
    with: String,
    /// The tables, joined, and the column of the id.
    from: String,
    id: &'static str,
    /// SQL of a row's text.
    row: String,
    conditions: Vec<String>,
    /// Of `?2` and what follows, as JSON.
    values: Vec<Value>,
    count: Option<String>,
}

/// Makes JSON, with commas between, of the texts of rows.
pub type Decode = fn(&[&str]) -> Result<Vec<u8>, Failure>;

/// A page of a list.
#[derive(Default)]
pub struct Listed {
    /// The rows as JSON, with commas between.
    pub rows: Vec<u8>,
    pub first: Option<Position>,
    pub last: Option<Position>,
    pub has_more: bool,
    /// Of offset pages: how many rows the list has.
    pub count: i64,
    pub beside: Beside,
}

impl Listing {
    pub fn new(from: &'static str, id: &'static str, row: impl Into<String>) -> Self {
        Self { with: String::new(), from: from.into(), id, row: row.into(), conditions: Vec::new(), values: Vec::new(), count: None }
    }

    /// Of tables that need values themselves; each `?` in `from` is the next of them.
    pub fn of(from: &str, values: impl IntoIterator<Item = Value>, id: &'static str, row: impl Into<String>) -> Self {
        let mut listing = Self::new("", id, row);
        listing.from = listing.numbered(from, values);
        listing
    }

    /// Only rows of which this holds; each `?` in it is the next of the values.
    pub fn filter(mut self, condition: &str, values: impl IntoIterator<Item = Value>) -> Self {
        let condition = self.numbered(condition, values);
        self.conditions.push(condition);
        self
    }

    /// Only rows where the column has one of these values.
    pub fn among(self, column: &str, values: &impl Serialize) -> Self {
        self.filter(&format!("{column} IN (SELECT value FROM json_each(?))"), [json!(json!(values).to_string())])
    }

    fn numbered(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) -> String {
        let mut parts = sql.split('?');
        let mut sql = String::from(parts.next().unwrap_or_default());
        for (part, value) in parts.zip(values) {
            self.values.push(value);
            sql += &format!("?{}{part}", self.values.len() + 1);
        }
        sql
    }

    /// Of its rows the `most` with the highest ids, which are found once for the page and for how many there are. `from` joins
    /// them, a table `s` of their ids in the column `rowid`, with the tables of what the page shows.
    pub fn newest(self, most: u32, from: &str) -> Self {
        let (id, found) = (self.id, self.found(""));
        let with = format!("WITH s (rowid) AS MATERIALIZED (SELECT {id} {found} ORDER BY {id} DESC LIMIT {most}) ");
        Self { with, from: from.into(), conditions: Vec::new(), ..self }
    }

    /// How many rows there are, where that is known without counting: SQL of a number.
    pub fn counted_by(mut self, sql: impl Into<String>) -> Self {
        self.count = Some(sql.into());
        self
    }

    /// How many rows there are, at most [`MOST_COUNTED`] where they have to be counted.
    pub async fn count(&self, call: &Call) -> Result<i64, Failure> {
        Ok(call.db()?.rows(self.counting(call)).await?.integer("count").unwrap_or(0))
    }

    /// How many there are, and what says of whom or of what.
    pub async fn count_after(&self, call: &Call, of: Statement) -> Result<(Rows, i64), Failure> {
        let mut answered = call.db()?.read(vec![of, self.counting(call)]).await?;
        let count = answered.pop().and_then(|rows| rows.integer("count")).unwrap_or(0);
        answered.pop().map(|of| (of, count)).ok_or_else(|| Failure::Fault("a batch answered less than it was asked".into()))
    }

    fn counting(&self, call: &Call) -> Statement {
        let sql = format!("{}SELECT {} AS count", self.with, self.counted());
        // D1 refuses values that the SQL has no place for.
        if self.count.is_some() || self.values.is_empty() { Statement::composed(sql) } else { self.bound(call, &sql, &[]) }
    }

    /// SQL of how many rows there are.
    fn counted(&self) -> String {
        match &self.count {
            Some(known) => format!("({known})"),
            None => format!("(SELECT count(*) FROM (SELECT 1 {} LIMIT {MOST_COUNTED}))", self.found("")),
        }
    }

    /// SQL of how many rows there are, beside the rows of a page. A page that is not full is the last, and tells by itself; one
    /// after which there are more is never after all that were counted.
    fn counted_after(&self, page: &Page) -> String {
        let (counted, size, before) = (self.counted(), page.size, page.end() - page.size);
        if self.count.is_some() {
            return counted;
        }
        let so_far = format!("iif(count(*) = 0, 0, {before} + count(*))");
        format!("iif(count(*) > {size} OR count(*) = 0 AND {before} > 0, max({so_far}, {counted}), {so_far})")
    }

    /// The page's own condition first: of two that say where to begin SQLite takes the first, and walks from there to the other.
    fn found(&self, of_page: &str) -> String {
        let conditions: Vec<_> =
            (!of_page.is_empty()).then_some(of_page).into_iter().chain(self.conditions.iter().map(String::as_str)).collect();
        let which = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        format!("FROM {}{which}", self.from)
    }

    fn bound(&self, call: &Call, sql: &str, page: &[Value]) -> Statement {
        let statement = Statement::composed(sql).bind(&call.base);
        self.values.iter().chain(page).fold(statement, Statement::bind)
    }

    /// A page, and what is at the side of it.
    pub async fn page(&self, call: &Call, page: &Page, sideloads: &[Sideload], decode: Decode) -> Result<Listed, Failure> {
        Ok(self.page_after(call, Vec::new(), page, sideloads, decode).await?.1)
    }

    /// A page in the round trip of other statements, and what these answer: of whom or of what the list is, or a write that it
    /// shows.
    pub async fn page_after(
        &self,
        call: &Call,
        before: Vec<Statement>,
        page: &Page,
        sideloads: &[Sideload],
        decode: Decode,
    ) -> Result<(Vec<Rows>, Listed), Failure> {
        let first = before.len();
        let (statements, asked) = self.ask(call, page, sideloads);
        let mut before = call.db()?.read(before.into_iter().chain(statements).collect()).await?;
        let rows = before.split_off(first);
        Ok((before, asked.listed(&rows, decode)?))
    }

    /// A page of what belongs to something; nothing where `owner` selects no row.
    pub async fn page_of(&self, call: &Call, page: &Page, owner: Statement, sideloads: &[Sideload]) -> Result<Option<Listed>, Failure> {
        let (owner, listed) = self.page_after(call, vec![owner], page, sideloads, as_they_come).await?;
        Ok((owner[0].len() > 0).then_some(listed))
    }

    /// How many there are of what belongs to something; nothing where `owner` selects no row.
    pub async fn count_of(&self, call: &Call, owner: Statement) -> Result<Option<i64>, Failure> {
        let (owner, count) = self.count_after(call, owner).await?;
        Ok((owner.len() > 0).then_some(count))
    }

    /// What a page asks, and how its answers are read.
    fn ask<'a>(&self, call: &Call, page: &Page, sideloads: &'a [Sideload]) -> (Vec<Statement>, Asked<'a>) {
        let slice = self.slice(page);
        let row = format!("{} || {PLACE_SQL} || {} || {PLACE_SQL} || {}", self.id, page.sort.column, self.row);
        let count = if let Part::Number(_) = page.part { format!(", {} AS count", self.counted_after(page)) } else { String::new() };
        let lines = format!("{}SELECT group_concat(line, {ROW_SQL}) AS lines{count} FROM ({})", self.with, slice.sql(&row, 1));
        let mut statements = vec![self.bound(call, &lines, &slice.values)];
        let ids = format!("{}{}", self.with, slice.sql(self.id, 0));
        statements.extend(sideloads.iter().map(|sideload| self.bound(call, &sideload.sql(&ids), &slice.values)));
        (statements, Asked { size: page.size as usize, backwards: slice.backwards, sideloads })
    }

    fn slice(&self, page: &Page) -> Slice {
        let next = self.values.len() + 2;
        let (column, id) = (page.sort.column, self.id);
        let by_id = column == id;
        let mut values = vec![json!(page.size)];
        let (mut condition, mut offset, mut backwards) = (String::new(), String::new(), false);
        match &page.part {
            Part::Number(number) => {
                values.push(json!((number - 1) * page.size));
                offset = format!(" OFFSET ?{}", next + 1);
            }
            Part::Cursor(From::Start) => {}
            Part::Cursor(From::After(position) | From::Before(position)) => {
                backwards = matches!(page.part, Part::Cursor(From::Before(_)));
                let than = if backwards == page.sort.descending { '>' } else { '<' };
                values.push(json!(position.id));
                condition = if by_id {
                    format!("{id} {than} ?{}", next + 1)
                } else {
                    values.push(json!(position.value));
                    format!("({column}, {id}) {than} (?{}, ?{})", next + 2, next + 1)
                };
            }
        }
        let direction = if backwards == page.sort.descending { "ASC" } else { "DESC" };
        let order = if by_id { format!("{id} {direction}") } else { format!("{column} {direction}, {id} {direction}") };
        let rest = format!("{} ORDER BY {order} LIMIT ?{next}", self.found(&condition));
        Slice { rest, offset, values, backwards }
    }
}

/// The part of a list that is a page.
struct Slice {
    /// What follows the columns, up to the size of the page.
    rest: String,
    offset: String,
    values: Vec<Value>,
    /// It is read from its end.
    backwards: bool,
}

impl Slice {
    /// With so many rows more than the page has: whether there are any tells whether there is another page.
    fn sql(&self, columns: &str, more: u32) -> String {
        format!("SELECT {columns} AS line {} + {more}{}", self.rest, self.offset)
    }
}

/// A page that is asked for.
struct Asked<'a> {
    size: usize,
    /// It is read from its end.
    backwards: bool,
    sideloads: &'a [Sideload],
}

impl Asked<'_> {
    /// The page of what the statements answered.
    fn listed(&self, rows: &[Rows], decode: Decode) -> Result<Listed, Failure> {
        let lines = rows[0].long_text("lines");
        let mut lines: Vec<_> = as_lines(&lines).collect();
        let has_more = lines.len() > self.size;
        lines.truncate(self.size);
        if self.backwards {
            lines.reverse();
        }
        let texts: Vec<_> = lines.iter().map(|(_, text)| *text).collect();
        let place = |line: Option<&(Position, &str)>| line.map(|(place, _)| place.clone());
        Ok(Listed {
            rows: decode(&texts)?,
            first: place(lines.first()),
            last: place(lines.last()),
            has_more,
            count: rows[0].integer("count").unwrap_or(0),
            beside: sideloads::read(self.sideloads, &rows[1..]),
        })
    }
}

/// The rows of a text: the place of each, and what it says.
pub fn as_lines(text: &str) -> impl Iterator<Item = (Position, &str)> {
    text.split(ROW).filter(|line| !line.is_empty()).map(|line| {
        let mut parts = line.splitn(3, PLACE);
        let id = parts.next().and_then(|id| id.parse().ok()).unwrap_or_default();
        let value = parts.next().unwrap_or_default().into();
        (Position { value, id }, parts.next().unwrap_or_default())
    })
}

/// Rows that are JSON as they come.
#[expect(clippy::unnecessary_wraps, reason = "a `Decode` may fail")]
pub fn as_they_come(rows: &[&str]) -> Result<Vec<u8>, Failure> {
    Ok(rows.join(",").into_bytes())
}
