//! The whole directory for systems that keep a copy: what has changed since a time, or since the last call.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use usher_shared::policy::Action;
use usher_shared::problem::Plain;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::page::Position;
use crate::runtime;
use crate::store::incremental_users::{self, Export};
use crate::store::listing::Listed;

/// Rows a call: the default and the most (Zendesk).
const ROWS: u32 = 1000;

/// `GET /api/v2/incremental/users?start_time=…`: seconds since 1970. `end_time` is where the next call begins.
pub async fn by_time(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ExportUsers)?;
    let start = start_time(call)?.ok_or(Plain::InvalidParameter)?;
    let export = incremental_users::from(call, &runtime::timestamp(start * 1000), size(call)?).await?;
    let end = export.last.as_ref().map_or(start, |last| runtime::seconds(&last.value) + 1);
    let next = format!("{}/api/v2/incremental/users.json?start_time={end}&per_page={}", call.base, size(call)?);
    let rest = json!({ "next_page": next, "count": export.count, "end_of_stream": export.is_end, "end_time": end });
    Ok(answer(export, &rest))
}

/// `GET /api/v2/incremental/users/cursor?start_time=…`, then `?cursor=…`.
pub async fn by_cursor(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ExportUsers)?;
    let place = match call.query("cursor") {
        Some(cursor) => read(cursor).ok_or(Plain::InvalidParameter)?,
        None => Position { value: runtime::timestamp(start_time(call)?.ok_or(Plain::InvalidParameter)? * 1000), id: 0 },
    };
    let export = incremental_users::after(call, &place, size(call)?).await?;
    let cursor = written(export.last.as_ref().unwrap_or(&place));
    let encoded: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
    let rest = json!({
        "after_url": format!("{}/api/v2/incremental/users/cursor.json?cursor={encoded}&per_page={}", call.base, size(call)?),
        "before_url": null, "after_cursor": cursor, "before_cursor": null, "end_of_stream": export.is_end,
    });
    Ok(answer(export, &rest))
}

fn answer(export: Export, rest: &serde_json::Value) -> Answer {
    Answer::list("users", &Listed { rows: export.users, ..Listed::default() }, rest)
}

fn size(call: &Call) -> Result<u32, Failure> {
    Ok(call.query_number("per_page", ROWS)?.clamp(1, ROWS))
}

fn start_time(call: &Call) -> Result<Option<u64>, Failure> {
    let Some(text) = call.query("start_time") else { return Ok(None) };
    // As far as times are written with four digits of a year.
    let time = text.parse().ok().filter(|time| *time < 253_402_300_800);
    Ok(Some(time.ok_or(Plain::InvalidParameter)?))
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
