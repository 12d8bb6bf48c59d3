//! The whole directory in the order of its changes, deleted users too, for systems that keep a copy.

use super::database::Statement;
use super::listing::as_lines;
use super::user_json::{self, LINE};
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Position;
use crate::runtime;

/// The users of a part, as JSON, and the place of the last of them.
pub struct Export {
    pub users: Vec<u8>,
    pub count: usize,
    pub last: Option<Position>,
    /// Nothing follows, for now.
    pub is_end: bool,
}

/// What follows a place: a time and, within its second, an id. A second that is not over is left for the next time: more may happen in it.
pub async fn after(call: &Call, place: &Position, size: u32) -> Result<Export, Failure> {
    let select = format!(
        "SELECT group_concat(line, char(30)) AS lines FROM (
             SELECT u.id || char(31) || u.updated_at || char(31) || {} AS line FROM users u
             WHERE (u.updated_at, u.id) > (?2, ?3) AND u.updated_at < ?4 ORDER BY u.updated_at, u.id LIMIT ?5)",
        *LINE
    );
    let select = Statement::composed(select)
        .bind(&call.base)
        .bind(&place.value)
        .bind(place.id)
        .bind(runtime::timestamp(runtime::now_ms()))
        .bind(size);
    export(call, select, size).await
}

/// What has happened from a time on, up to the end of a second: whoever asks from the next one on misses nothing, however
/// many have changed in one.
pub async fn from(call: &Call, time: &str, size: u32) -> Result<Export, Failure> {
    let select = format!(
        "SELECT group_concat(line, char(30)) AS lines FROM (
             SELECT u.id || char(31) || u.updated_at || char(31) || {} AS line FROM users u
             WHERE u.updated_at >= ?2 AND u.updated_at < ?3 AND u.updated_at <= coalesce(
                 (SELECT l.updated_at FROM users l WHERE l.updated_at >= ?2 AND l.updated_at < ?3 ORDER BY l.updated_at, l.id LIMIT 1 OFFSET ?4), ?3)
             ORDER BY u.updated_at, u.id)",
        *LINE
    );
    let select = Statement::composed(select).bind(&call.base).bind(time).bind(runtime::timestamp(runtime::now_ms())).bind(size - 1);
    export(call, select, size).await
}

async fn export(call: &Call, select: Statement, size: u32) -> Result<Export, Failure> {
    let rows = call.db()?.rows(select).await?;
    let lines = rows.long_text("lines");
    let lines: Vec<_> = as_lines(&lines).collect();
    let texts: Vec<_> = lines.iter().map(|(_, text)| *text).collect();
    let last = lines.last().map(|(place, _)| place.clone());
    Ok(Export { users: user_json::list(&texts)?, count: texts.len(), last, is_end: texts.len() < size as usize })
}
