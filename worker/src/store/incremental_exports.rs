//! All records of a kind in the order of their changes, for systems that keep a copy; of users, the deleted ones too.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::database::{Database, Statement};
use super::listing::{Decode, as_lines, as_they_come};
use super::organizations;
use super::sideloads::{self, Beside, Sideload};
use super::user_json::{self, LINE};
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Position;
use crate::runtime;

/// A change has the time at which its request was read, and is there when its batch is done: so long may lie between (Zendesk
/// leaves out a minute).
const SETTLES_MS: u64 = 10_000;

/// A kind of records that is exported.
pub struct Kind {
    /// The key of the list, and the name of the table.
    pub key: &'static str,
    /// What the SQL of a row calls the row.
    alias: &'static str,
    /// SQL of a row's text.
    row: &'static LazyLock<String>,
    decode: Decode,
}

pub const USERS: Kind = Kind { key: "users", alias: "u", row: &LINE, decode: user_json::list };
pub const ORGANIZATIONS: Kind = Kind { key: "organizations", alias: "o", row: &organizations::JSON, decode: as_they_come };

/// The records of a part, as JSON, and the place of the last of them.
pub struct Export {
    pub rows: Vec<u8>,
    pub beside: Beside,
    pub count: usize,
    pub last: Option<Position>,
    /// Nothing follows, for now.
    pub is_end: bool,
}

impl Kind {
    /// What follows a place: a time and, within its second, an id. The last seconds are left for the next time: more may happen
    /// in them.
    pub async fn after(&self, call: &Call, place: &Position, size: u32, sideloads: &[Sideload]) -> Result<Export, Failure> {
        let Self { key, alias: r, .. } = self;
        let rest = format!(
            "FROM {key} {r} WHERE ({r}.updated_at, {r}.id) > (?2, ?3) AND {r}.updated_at < ?4 ORDER BY {r}.updated_at, {r}.id LIMIT ?5"
        );
        let values = [json!(place.value), json!(place.id), json!(settled()), json!(size)];
        self.export(call, &rest, &values, size, sideloads).await
    }

    /// What has happened from a time on, up to the end of a second: whoever asks from the next one on misses nothing, however
    /// many have changed in one.
    pub async fn from(&self, call: &Call, time: &str, size: u32, sideloads: &[Sideload]) -> Result<Export, Failure> {
        let Self { key, alias: r, .. } = self;
        let rest = format!(
            "FROM {key} {r} WHERE {r}.updated_at >= ?2 AND {r}.updated_at < ?3 AND {r}.updated_at <= coalesce(
                 (SELECT l.updated_at FROM {key} l WHERE l.updated_at >= ?2 AND l.updated_at < ?3 ORDER BY l.updated_at, l.id LIMIT 1 OFFSET ?4), ?3)
             ORDER BY {r}.updated_at, {r}.id"
        );
        self.export(call, &rest, &[json!(time), json!(settled()), json!(size - 1)], size, sideloads).await
    }

    async fn export(&self, call: &Call, rest: &str, values: &[Value], size: u32, sideloads: &[Sideload]) -> Result<Export, Failure> {
        let Self { alias: r, row, decode, .. } = self;
        let line = format!("{r}.id || char(31) || {r}.updated_at || char(31) || {}", ***row);
        let select = format!("SELECT group_concat(line, char(30)) AS lines FROM (SELECT {line} AS line {rest})");
        let ids = format!("SELECT {r}.id AS line {rest}");
        let texts = [select].into_iter().chain(sideloads.iter().map(|sideload| sideload.sql(&ids)));
        let bound = |sql: String| values.iter().fold(Statement::composed(sql).bind(&call.base), Statement::bind);
        // A copy that lags has not got them all, and who asks from where it ends would never get the rest.
        let rows = Database::of(&call.env)?.read(texts.map(bound).collect()).await?;
        let lines = rows[0].long_text("lines");
        let lines: Vec<_> = as_lines(&lines).collect();
        let texts: Vec<_> = lines.iter().map(|(_, text)| *text).collect();
        Ok(Export {
            rows: decode(&texts)?,
            beside: sideloads::read(sideloads, &rows[1..]),
            count: texts.len(),
            last: lines.last().map(|(place, _)| place.clone()),
            is_end: texts.len() < size as usize,
        })
    }
}

/// Before this moment, whatever says that it has changed is there.
fn settled() -> String {
    runtime::timestamp(runtime::now_ms() - SETTLES_MS)
}
