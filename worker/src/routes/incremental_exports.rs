//! All users, or organizations, for systems that keep a copy: what has changed since a time, or since the last call.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use usher_shared::policy::Action;
use usher_shared::problem::Plain;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::page::{Position, link};
use crate::runtime;
use crate::store::incremental_exports::{Export, Kind, USERS};
use crate::store::listing::Listed;
use crate::store::sideloads::Sideload;
use crate::store::user_lists;

/// Rows a call: the default and the most (Zendesk).
const ROWS: u32 = 1000;
/// Rows of a sample (Zendesk).
const SAMPLE_ROWS: u32 = 50;

/// `GET /api/v2/incremental/users?start_time=…`: seconds since 1970. `end_time` is where the next call begins.
pub async fn by_time(call: &Call, kind: &Kind) -> Result<Answer, Failure> {
    since(call, kind, ROWS).await
}

/// `GET /api/v2/incremental/users/sample?start_time=…`: the same in small, to see what it is like.
pub async fn sample(call: &Call, kind: &Kind) -> Result<Answer, Failure> {
    since(call, kind, SAMPLE_ROWS).await
}

async fn since(call: &Call, kind: &Kind, most: u32) -> Result<Answer, Failure> {
    call.require(Action::ExportUsers)?;
    let start = start_time(call)?.ok_or(Plain::InvalidParameter.at("start_time"))?;
    let size = size(call, most)?;
    let export = kind.from(call, &runtime::timestamp(start * 1000), size, &sideloads(call, kind)).await?;
    let end = export.last.as_ref().map_or(start, |last| runtime::seconds(&last.value) + 1);
    let rest = json!({
        "next_page": next(call, "start_time", &end.to_string(), size), "count": export.count, "end_of_stream": export.is_end,
        "end_time": end,
    });
    Ok(answer(kind, export, &rest))
}

/// `GET /api/v2/incremental/users/cursor?start_time=…`, then `?cursor=…`.
pub async fn by_cursor(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ExportUsers)?;
    let place = match call.query("cursor") {
        Some(cursor) => read(cursor).ok_or(Plain::InvalidParameter.at("cursor"))?,
        None => Position { value: runtime::timestamp(start_time(call)?.ok_or(Plain::InvalidParameter.at("start_time"))? * 1000), id: 0 },
    };
    let size = size(call, ROWS)?;
    let export = USERS.after(call, &place, size, &sideloads(call, &USERS)).await?;
    let cursor = written(export.last.as_ref().unwrap_or(&place));
    let rest = json!({
        "after_url": next(call, "cursor", &cursor, size), "before_url": null, "after_cursor": cursor, "before_cursor": null,
        "end_of_stream": export.is_end,
    });
    Ok(answer(&USERS, export, &rest))
}

fn answer(kind: &Kind, export: Export, rest: &serde_json::Value) -> Answer {
    Answer::list(kind.key, &Listed { rows: export.rows, beside: export.beside, ..Listed::default() }, rest)
}

fn sideloads(call: &Call, kind: &Kind) -> Vec<Sideload> {
    if kind.key == USERS.key { user_lists::sideloads(call) } else { Vec::new() }
}

/// Where the export goes on.
fn next(call: &Call, name: &str, place: &str, size: u32) -> String {
    let is_place = |name: &str| ["start_time", "cursor", "per_page"].contains(&name);
    link(call, &[(name, place), ("per_page", &size.to_string())], is_place)
}

fn size(call: &Call, most: u32) -> Result<u32, Failure> {
    Ok(call.query_number("per_page", most)?.clamp(1, most))
}

/// Seconds since 1970, as `?start_time=…` has them.
pub fn start_time(call: &Call) -> Result<Option<u64>, Failure> {
    let Some(text) = call.query("start_time") else { return Ok(None) };
    // As far as times are written with four digits of a year.
    let time = text.parse().ok().filter(|time| *time < 253_402_300_800);
    Ok(Some(time.ok_or(Plain::InvalidParameter.at("start_time"))?))
}

/// As Zendesk's cursors are: `1695053007.0||6162894335642|` in Base64.
fn written(place: &Position) -> String {
    STANDARD.encode(format!("{}.0||{}|", runtime::seconds(&place.value), place.id))
}

fn read(cursor: &str) -> Option<Position> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    let (time, id) = text.strip_suffix('|')?.split_once(".0||")?;
    let time: u64 = time.parse().ok().filter(|time| *time < 253_402_300_800)?;
    Some(Position { value: runtime::timestamp(time * 1000), id: id.parse().ok()? })
}
