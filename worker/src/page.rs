//! Which part of a list is asked for, and the links to its neighbours: by offset (`page`, `per_page`) and by cursor
//! (`page[size]`, `page[after]`, `page[before]`), as Zendesk has both.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use usher_shared::problem::Plain;
use usher_shared::search::Query;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::listing::Listed;

/// Rows a page: the default and the most (Zendesk).
const ROWS: u32 = 100;
/// Rows a page of an export, at the most (Zendesk).
const EXPORTED_ROWS: u32 = 1_000;
/// Offset pages end here (Zendesk, since 2024); cursors do not.
pub const MAX_OFFSET_ROWS: u32 = 10_000;

/// An order that a list can have: by a column and, where that is the same, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub key: &'static str,
    pub column: &'static str,
    pub descending: bool,
}

/// A row's place in a list: what it is sorted by, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub value: String,
    pub id: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    Start,
    After(Position),
    Before(Position),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The how manieth page, from 1.
    Number(u32),
    Cursor(From),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub size: u32,
    pub part: Part,
    pub sort: Sort,
}

impl Page {
    /// The page that is asked for, of a list that can be sorted by `keys` (the key in the query, and its column) and else
    /// comes in the order of the first.
    pub fn of(call: &Call, keys: &[(&'static str, &'static str)]) -> Result<Self, Failure> {
        Self::sorted(call, |asked, descending| sort(keys, asked, descending))
    }

    /// The same of tickets, which Zendesk sorts by more (`status`, `assignee.name`): keys that these are not sorted by say nothing.
    pub fn of_tickets(call: &Call, keys: &[(&'static str, &'static str)]) -> Result<Self, Failure> {
        Self::sorted(call, |asked, descending| sort(keys, asked, descending).or_else(|| sort(keys, "", descending)))
    }

    fn sorted(call: &Call, sort: impl FnOnce(&str, bool) -> Option<Sort>) -> Result<Self, Failure> {
        let by_cursor = ["page[size]", "page[after]", "page[before]"].iter().any(|name| call.query(name).is_some());
        if by_cursor { Self::by_cursor(call, sort) } else { Self::by_offset(call, sort) }
    }

    fn by_cursor(call: &Call, sort: impl FnOnce(&str, bool) -> Option<Sort>) -> Result<Self, Failure> {
        let size = call.query_number("page[size]", ROWS)?;
        if !(1..=ROWS).contains(&size) {
            return Err(Plain::InvalidParameter.at("page[size]").into());
        }
        let asked = call.query("sort").unwrap_or_default();
        let sort = sort(asked.trim_start_matches('-'), asked.starts_with('-')).ok_or(Plain::InvalidParameter.at("sort"))?;
        let from = match (call.query("page[after]"), call.query("page[before]")) {
            (Some(cursor), _) => From::After(sort.read("page[after]", cursor)?),
            (None, Some(cursor)) => From::Before(sort.read("page[before]", cursor)?),
            (None, None) => From::Start,
        };
        Ok(Self { size, part: Part::Cursor(from), sort })
    }

    fn by_offset(call: &Call, sort: impl FnOnce(&str, bool) -> Option<Sort>) -> Result<Self, Failure> {
        let descending = call.query("sort_order").is_some_and(|order| order.eq_ignore_ascii_case("desc"));
        let sort = sort(call.query("sort_by").unwrap_or_default(), descending);
        Self::numbered(call, sort.ok_or(Plain::InvalidParameter.at("sort_by"))?)
    }

    fn numbered(call: &Call, sort: Sort) -> Result<Self, Failure> {
        let size = call.query_number("per_page", ROWS)?.clamp(1, ROWS);
        let number = call.query_number("page", 1)?.max(1);
        if (number - 1).saturating_mul(size).saturating_add(size) > MAX_OFFSET_ROWS {
            return Err(Plain::PageTooDeep.into());
        }
        Ok(Self { size, part: Part::Number(number), sort })
    }

    /// A page of what a search found, by offset: the newest first unless it is asked for otherwise. Keys that nobody sorts these
    /// by say nothing, as for Zendesk, which sorts tickets by more. What the question says of it counts where no parameter does.
    pub fn of_search(call: &Call, keys: &[(&'static str, &'static str)], query: &Query) -> Result<Self, Failure> {
        let asked = call.query("sort_by").or(query.sort_by()).unwrap_or_default();
        let (key, column) = *keys.iter().find(|(key, _)| *key == asked).unwrap_or(&keys[0]);
        let ascending = call.query("sort_order").or(query.sort_order()).is_some_and(|order| order.eq_ignore_ascii_case("asc"));
        Self::numbered(call, Sort { key, column, descending: !ascending })
    }

    /// A page of an export, by cursor: the newest first, by the column of the id.
    pub fn of_export(call: &Call, column: &'static str) -> Result<Self, Failure> {
        let size = call.query_number("page[size]", ROWS)?;
        if !(1..=EXPORTED_ROWS).contains(&size) {
            return Err(Plain::InvalidParameter.at("page[size]").into());
        }
        let sort = Sort { key: "id", column, descending: true };
        let from = call.query("page[after]").map_or(Ok(From::Start), |cursor| sort.read("page[after]", cursor).map(From::After))?;
        Ok(Self { size, part: Part::Cursor(from), sort })
    }

    /// The last row that a page by offset may have.
    pub fn end(&self) -> u32 {
        if let Part::Number(number) = self.part { number.saturating_mul(self.size) } else { 0 }
    }

    /// The answer with these rows at `key`.
    pub fn answer(&self, call: &Call, key: &str, listed: &Listed) -> Answer {
        Answer::list(key, listed, &Value::Object(self.rest(call, listed)))
    }

    /// What the answer says besides its rows.
    pub fn rest(&self, call: &Call, listed: &Listed) -> Map<String, Value> {
        let mut rest = Map::new();
        match &self.part {
            Part::Number(number) => {
                let end = i64::from(number * self.size);
                let link = |page: u32| link(call, &[("page", &page.to_string()), ("per_page", &self.size.to_string())], is_page);
                rest.insert("next_page".into(), json!((end < listed.count).then(|| link(number + 1))));
                rest.insert("previous_page".into(), json!((*number > 1).then(|| link(number - 1))));
                rest.insert("count".into(), json!(listed.count));
            }
            Part::Cursor(from) => {
                let cursor = |position: &Option<Position>| position.as_ref().map(|position| self.sort.cursor(position));
                let (before, after) = (cursor(&listed.first), cursor(&listed.last));
                let size = self.size.to_string();
                let link = |name, cursor: &Option<String>| {
                    cursor.as_ref().map(|cursor| link(call, &[(name, cursor.as_str()), ("page[size]", size.as_str())], is_page))
                };
                // Clients follow `next` until it is null; some never read `has_more`.
                let next = link("page[after]", &after).filter(|_| listed.has_more || matches!(from, From::Before(_)));
                rest.insert("meta".into(), json!({ "has_more": listed.has_more, "after_cursor": after, "before_cursor": before }));
                rest.insert("links".into(), json!({ "prev": link("page[before]", &before), "next": next }));
            }
        }
        rest
    }
}

/// Keys that nobody sorts by are none, as for Zendesk; so is a direction without a key.
fn sort(keys: &[(&'static str, &'static str)], asked: &str, descending: bool) -> Option<Sort> {
    match keys.iter().find(|(key, _)| *key == asked) {
        Some((key, column)) => Some(Sort { key, column, descending }),
        None if asked.is_empty() => Some(Sort { key: keys[0].0, column: keys[0].1, descending }),
        None => None,
    }
}

impl Sort {
    /// Opaque to callers; the form is that of Zendesk's cursors.
    fn cursor(&self, position: &Position) -> String {
        let value = if self.key == "id" { json!(position.id) } else { json!([position.value, position.id]) };
        URL_SAFE_NO_PAD.encode(json!({ "o": self.order(), "v": value }).to_string())
    }

    /// A cursor, from the parameter of this name; one of another order is none of this list.
    fn read(&self, name: &'static str, cursor: &str) -> Result<Position, Failure> {
        let read = || {
            let json: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor.trim_end_matches('=')).ok()?).ok()?;
            if json.get("o").is_some_and(|order| *order != self.order()) {
                return None;
            }
            let value = json.get("v")?;
            match self.key {
                "id" => Some(Position { value: String::new(), id: value.as_i64().filter(|id| *id > 0)? }),
                _ => Some(Position { value: value.get(0)?.as_str()?.into(), id: value.get(1)?.as_i64()? }),
            }
        };
        read().ok_or_else(|| Plain::InvalidParameter.at(name).into())
    }

    fn order(&self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.key)
    }
}

/// The address that was called, with these parameters instead of those that are dropped.
pub fn link(call: &Call, parameters: &[(&str, &str)], is_dropped: impl Fn(&str) -> bool) -> String {
    let others = call.parameters().iter().filter(|(name, _)| !is_dropped(name));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters).extend_pairs(others);
    format!("{}{}.json?{}", call.base, call.path.strip_suffix(".json").unwrap_or(&call.path), query.finish())
}

/// Whether a parameter says which page.
fn is_page(name: &str) -> bool {
    name == "page" || name == "per_page" || name.starts_with("page[")
}
