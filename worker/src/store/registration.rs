//! The allowlist and the blocklist, and what the directory knows of somebody who comes in.

use serde::Deserialize;
use serde_json::{Value, json};
use usher_shared::proof::Holder;
use usher_shared::registration::{Effect, Line, List, Pattern, Registration, Rules};
use usher_shared::value::EmailAddress;

use super::database::{Rows, Statement};
use super::{audit, proofs};
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// Of the two lists, what is about some addresses.
pub struct Lists {
    lines: Vec<Line>,
    has_allowlist: bool,
}

impl Lists {
    pub fn rules(&self, registration: Registration) -> Rules<'_> {
        Rules { registration, lines: &self.lines, has_allowlist: self.has_allowlist }
    }
}

#[derive(Deserialize)]
struct Stored {
    effect: Effect,
    pattern: String,
}

/// The lines of a list, as they are written, by pattern. In parts: no text of SQLite's is longer than 2 MB (Cloudflare, D1 limits).
pub async fn list(call: &Call, list: List) -> Result<Vec<String>, Failure> {
    let select = "SELECT json_group_array(json_object('effect', effect, 'pattern', pattern) ORDER BY n) AS lines
        FROM (SELECT effect, pattern, row_number() OVER (ORDER BY pattern, effect) AS n FROM registration_lines WHERE list = ?1)
        GROUP BY n / 2000 ORDER BY n / 2000";
    let rows = call.db()?.rows(Statement::new(select).bind(list)).await?;
    let mut texts = Vec::new();
    for part in 0..rows.len() {
        texts.extend(lines(&rows.text_at(part, "lines").unwrap_or_default())?.iter().map(Line::text));
    }
    Ok(texts)
}

/// Makes these the list's lines.
pub async fn replace(call: &Call, list: List, lines: &[Line]) -> Result<(), Failure> {
    let others =
        "DELETE FROM registration_lines WHERE list = ?1 AND (pattern, effect) NOT IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
    let delete = Statement::new(others).bind(list).bind(pairs(lines).to_string());
    write(call, list, vec![delete], lines, &json!({ "list": list, "lines": lines.len() })).await
}

/// Adds lines to the list, and takes lines from it.
pub async fn change(call: &Call, list: List, add: &[Line], remove: &[Line]) -> Result<(), Failure> {
    let these =
        "DELETE FROM registration_lines WHERE list = ?1 AND (pattern, effect) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
    let delete = Statement::new(these).bind(list).bind(pairs(remove).to_string());
    write(call, list, vec![delete], add, &json!({ "list": list, "added": add.len(), "removed": remove.len() })).await
}

async fn write(call: &Call, list: List, mut batch: Vec<Statement>, add: &[Line], detail: &Value) -> Result<(), Failure> {
    let now = runtime::now();
    let insert = "INSERT OR IGNORE INTO registration_lines (list, pattern, effect, added_by, created_at)
        SELECT ?1, value ->> 0, value ->> 1, ?3, ?4 FROM json_each(?2)";
    batch.push(Statement::new(insert).bind(list).bind(pairs(add).to_string()).bind(call.actor().id).bind(&now));
    batch.push(audit::entry(call, &now, "registration_list.changed", None, detail));
    call.db()?.read(batch).await.map(|_| ())
}

fn pairs(lines: &[Line]) -> Value {
    lines.iter().map(|line| json!([line.pattern.as_str(), line.effect])).collect()
}

/// What the lists say about these addresses, in their normal form; [`lists`] reads it.
pub fn select(addresses: &[&str]) -> Statement {
    let patterns = addresses.iter().filter_map(|address| EmailAddress::parse(address).ok()).flat_map(|address| Pattern::all_of(&address));
    let patterns: Vec<_> = patterns.map(|pattern| String::from(pattern.as_str())).collect();
    let select = "SELECT json_group_array(json_object('effect', effect, 'pattern', pattern)) AS lines,
            EXISTS (SELECT 1 FROM registration_lines WHERE list = 'allowlist') AS has_allowlist
        FROM registration_lines WHERE list IN ('allowlist', 'blocklist') AND pattern IN (SELECT value FROM json_each(?1))";
    Statement::new(select).bind(json!(patterns).to_string())
}

pub fn lists(rows: &Rows) -> Result<Lists, Failure> {
    Ok(Lists { lines: lines(&rows.long_text("lines"))?, has_allowlist: rows.integer("has_allowlist") == Some(1) })
}

/// What the lists say about an address, and whose the directory says it is. One round trip.
pub async fn facts(call: &Call, address: &EmailAddress) -> Result<(Lists, Option<Holder>), Failure> {
    let rows = call.db()?.read(vec![select(&[address.normal_form()]), proofs::select_holder(address.normal_form())]).await?;
    Ok((lists(&rows[0])?, proofs::holder(&rows[1])))
}

fn lines(json: &str) -> Result<Vec<Line>, Failure> {
    let stored: Vec<Stored> = serde_json::from_str(json).map_err(|error| Failure::Fault(error.to_string()))?;
    Ok(stored.into_iter().map(|Stored { effect, pattern }| Line { effect, pattern: Pattern::stored(pattern) }).collect())
}
