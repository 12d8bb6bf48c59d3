//! What the index of users and organizations finds. Triggers keep it (`worker/migrations/0007_create_search.sql`).

use std::sync::LazyLock;

use serde_json::{Value, json};
use usher_shared::search::{Kind, MOST_RESULTS, Named, Part, Query};
use usher_shared::value::{ExternalId, Id};

use super::database::Statement;
use super::listing::Listing;
use super::sideloads::Sideload;
use super::user_json::{self, LINE};
use super::{organizations, user_lists};
use crate::call::Call;
use crate::failure::Failure;
use crate::page::MAX_OFFSET_ROWS;

/// The row of a result is its id times two, and one more for organizations.
pub const ROW: &str = "s.rowid";

/// What results are sorted by: the order of rows is that of time.
pub const SORTS: &[(&str, &str)] = &[("created_at", ROW), ("updated_at", UPDATED_AT)];
const UPDATED_AT: &str = "coalesce(u.updated_at, o.updated_at)";

const RECORDS: &str = "LEFT JOIN users u ON s.rowid % 2 = 0 AND u.id = s.rowid / 2
    LEFT JOIN organizations o ON s.rowid % 2 = 1 AND o.id = s.rowid / 2";

static RESULT: LazyLock<String> = LazyLock::new(|| format!("iif(s.rowid % 2, {}, {})", *organizations::JSON, *LINE));

/// A name beside other words stands for so many organizations, the newest.
const MOST_ORGANIZATIONS: u32 = 100;

/// Users and organizations as [`results`] reads them.
pub fn found(query: &Query) -> Listing {
    listing(query, MOST_RESULTS, RESULT.clone())
}

/// The same to the last one, however long the way is: for exports.
pub fn found_all(query: &Query) -> Listing {
    let mut conditions = Conditions::of(query, None);
    conditions.add_times(query);
    conditions.listing(RESULT.clone())
}

/// The newest `most` users, as [`user_json::list`] reads them.
pub fn found_users(query: &Query, most: u32) -> Listing {
    listing(&query.clone().of(Some(Kind::User)), most, LINE.clone())
}

/// The user with this id of another system.
pub fn user_with_external_id(id: Option<&ExternalId>) -> Listing {
    Listing::new("users u", "u.id", &*LINE)
        .filter("u.active = 1 AND u.external_id_normal_form = ?", [json!(id.map(ExternalId::normal_form))])
}

/// What is asked for beside users whom the index has found.
pub fn sideloads(call: &Call) -> Vec<Sideload> {
    user_lists::sideloads(call).into_iter().map(|sideload| sideload.by("SELECT line / 2 FROM ({ids})")).collect()
}

/// The statements that write these users, each of whom is indexed once, when they are done.
pub fn indexed_once(users: &[Id], statements: Vec<Statement>) -> Vec<Statement> {
    let with_users = |sql| Statement::new(sql).bind(json!(users).to_string());
    let mut once = vec![with_users("INSERT INTO search_due SELECT value FROM json_each(?1)")];
    once.extend(statements);
    once.push(with_users("DELETE FROM search_due WHERE user_id IN (SELECT value FROM json_each(?1))"));
    once
}

/// The JSON of results, each with its `result_type`.
pub fn results(rows: &[&str]) -> Result<Vec<u8>, Failure> {
    let mut json = Vec::new();
    for row in rows {
        let (record, kind) = match row.strip_prefix('{') {
            Some(_) => (row.as_bytes().to_vec(), Kind::Organization),
            None => (user_json::list(&[row])?, Kind::User),
        };
        json.extend_from_slice(record.strip_suffix(b"}").unwrap_or(&record));
        json.extend(format!(",\"result_type\":\"{}\"}},", kind.code()).bytes());
    }
    json.pop();
    Ok(json)
}

/// The newest `most`: FTS5 finds and counts by walking, and that there are more nobody needs to know.
fn listing(query: &Query, most: u32, row: String) -> Listing {
    let mut conditions = Conditions::of(query, Some(most));
    conditions.add_times(query);
    conditions.add_last_updated(query);
    conditions.listing(row).newest(most, &format!("s {RECORDS}"))
}

#[derive(Default)]
struct Conditions {
    /// The table `s` of rows, and its values.
    from: (String, Vec<Value>),
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Rows of the index of words, or of whom the question names and, if it says more, whom that is true of.
    fn of(query: &Query, most: Option<u32>) -> Self {
        let mut named = query.named().into_iter().map(|named| rows(named, most));
        let Some((first, values)) = named.next() else {
            let (sql, values) = matching(query);
            let mut conditions = Self { from: ("search_index s".into(), Vec::new()), ..Self::default() };
            conditions.add(sql, values);
            if query.of_users() {
                conditions.add(format!("{ROW} % 2 = 0"), []);
            }
            return conditions;
        };
        let mut conditions = Self { from: (format!("({first}) s"), values), ..Self::default() };
        for (rows, values) in named {
            conditions.add(format!("{ROW} IN ({rows})"), values);
        }
        if query.says_more() {
            let (sql, values) = matching(query);
            conditions.add(format!("EXISTS (SELECT 1 FROM search_index WHERE rowid = {ROW} AND {sql})"), values);
        }
        conditions
    }

    fn add(&mut self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.sql.push(sql.into());
        self.values.extend(values);
    }

    fn listing(self, row: String) -> Listing {
        let (from, values) = self.from;
        let listing = Listing::of(&format!("{from} {RECORDS}"), values, ROW, row);
        if self.sql.is_empty() { listing } else { listing.filter(&self.sql.join(" AND "), self.values) }
    }

    fn add_times(&mut self, query: &Query) {
        let (first, end) = query.ids();
        for (than, id) in [(">=", first), ("<", end)] {
            if let Some(id) = id {
                self.add(format!("{ROW} {than} ? * 2"), [json!(id)]);
            }
        }
        let (from, up_to) = query.updated();
        for (than, time) in [(">=", &from), ("<", &up_to)] {
            if let Some(time) = time {
                self.add(format!("{UPDATED_AT} {than} ?"), [json!(time)]);
            }
        }
    }

    /// Where nothing but the time of the last change narrows the question: of what was changed then, what was changed last.
    fn add_last_updated(&mut self, query: &Query) {
        let (from, up_to) = query.updated();
        if !query.is_of_times_only() || from.is_none() && up_to.is_none() {
            return;
        }
        let span = [json!(from.unwrap_or_default()), json!(up_to.unwrap_or_else(|| "~".into()))];
        let of = |table, row| {
            format!(
                "SELECT {row} FROM (SELECT id FROM {table} WHERE updated_at >= ? AND updated_at < ?
                 ORDER BY updated_at DESC LIMIT {MAX_OFFSET_ROWS})"
            )
        };
        let rows = format!("{} UNION ALL {}", of("users", "id * 2"), of("organizations", "id * 2 + 1"));
        self.add(format!("{ROW} IN ({rows})"), span.iter().chain(&span).cloned());
    }
}

/// That a row matches the question's expression.
fn matching(query: &Query) -> (String, Vec<Value>) {
    let parts = query.expression();
    let sql: Vec<_> = parts.iter().map(sql).collect();
    let values = parts.into_iter().map(|part| match part {
        Part::Text(text) | Part::Organizations(text) | Part::Groups(text) => json!(text),
    });
    (format!("search_index MATCH ({})", sql.join(" || ")), values.collect())
}

/// The rows of whom a question names, each once. Of members, who may be all there are, the newest `most`.
fn rows(named: Named, most: Option<u32>) -> (String, Vec<Value>) {
    let addresses = |condition: &str| {
        format!("SELECT DISTINCT user_id * 2 AS rowid FROM identities WHERE type = 'email' AND released = 0 AND {condition}")
    };
    let members = |condition: &str| {
        let limit = most.map_or_else(String::new, |most| format!("ORDER BY user_id DESC LIMIT {most}"));
        format!("SELECT DISTINCT user_id * 2 AS rowid FROM organization_memberships WHERE organization_id {condition} {limit}")
    };
    match named {
        Named::Address(address) => (addresses("normal_form = ?"), vec![json!(address)]),
        // No letter of an address is after `~`.
        Named::AddressFrom(beginning) => (addresses("normal_form BETWEEN ? AND ?"), vec![json!(beginning), json!(format!("{beginning}~"))]),
        Named::Number(number) => (
            "SELECT user_id * 2 AS rowid FROM identities WHERE type = 'phone_number' AND normal_form = ? AND released = 0
             UNION SELECT id * 2 FROM users WHERE phone = ? AND active = 1"
                .into(),
            vec![json!(number), json!(number)],
        ),
        Named::NumberFrom(beginning) => {
            let limit = most.map_or_else(String::new, |most| format!("LIMIT {most}"));
            // No digit is after `:`.
            let end = format!("{beginning}:");
            let rows = format!(
                "SELECT * FROM (SELECT user_id * 2 AS rowid FROM identities
                    WHERE type = 'phone_number' AND normal_form BETWEEN ? AND ? AND released = 0 {limit})
                 UNION SELECT * FROM (SELECT id * 2 FROM users WHERE phone BETWEEN ? AND ? AND active = 1 {limit})"
            );
            (rows, vec![json!(beginning), json!(end), json!(beginning), json!(end)])
        }
        Named::MembersOfId(id) => (members("= ?"), vec![json!(id)]),
        Named::MembersOf(expression) => {
            (members("IN (SELECT rowid / 2 FROM search_index WHERE search_index MATCH ?)"), vec![json!(expression)])
        }
    }
}

/// SQL of the text of a part, whose value is its `?`.
fn sql(part: &Part) -> String {
    let terms = |letter, id, from: &str| {
        format!("(SELECT coalesce(group_concat(format('\" {letter}%x \"', {id}), ' OR '), '\" 0 \"') FROM {from})")
    };
    match part {
        Part::Text(_) => "?".into(),
        Part::Organizations(_) => {
            let found = format!("SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT {MOST_ORGANIZATIONS}");
            terms('o', "rowid / 2", &format!("({found})"))
        }
        Part::Groups(_) => terms('g', "id", "groups WHERE name_normal_form = ? AND deleted = 0"),
    }
}
