//! Times in questions: a year, a month, a day or a second, each from its beginning to where the next begins; or so long ago.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Seconds since 1970: the first, and the first after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: i64,
    pub end: i64,
}

impl Span {
    /// `2026`, `2026-11`, `2026-11-23`, or `2026-11-23T08:20:00Z` with or without `Z`, an offset such as `+01:00`, or fractions.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(['T', 't', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
        let parts = date.split('-').map(number).collect::<Option<Vec<_>>>()?;
        let (start, end) = match *parts.as_slice() {
            [year] => (day(year, 1, 1)?, day(year + 1, 1, 1)?),
            [year, 12] => (day(year, 12, 1)?, day(year + 1, 1, 1)?),
            [year, month] => (day(year, month, 1)?, day(year, month + 1, 1)?),
            [year, month, of_month] => (day(year, month, of_month)?, day(year, month, of_month)? + 1),
            _ => return None,
        };
        match time {
            None => Some(Self { start: start * DAY, end: end * DAY }),
            Some(time) if parts.len() == 3 => {
                let start = start * DAY + seconds(time)?;
                Some(Self { start, end: start + 1 })
            }
            Some(_) => None,
        }
    }

    /// `4hours`, `1week`: the second that long before `now` (Zendesk: `created>4hours` is the last four hours).
    pub fn ago(text: &str, now: i64) -> Option<Self> {
        let (count, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit())?);
        let unit = unit.trim().to_ascii_lowercase();
        let (_, seconds) = UNITS.into_iter().find(|(name, _)| *name == unit.strip_suffix('s').unwrap_or(&unit))?;
        // No overflow: 2³² years are fewer than 2⁶³ seconds.
        let start = now - count.parse::<u32>().ok().map(i64::from)? * seconds;
        Some(Self { start, end: start + 1 })
    }
}

/// A time from which (`start`, including) and up to which (`end`, excluding).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub start: Option<i64>,
    pub end: Option<i64>,
}

impl Range {
    /// Narrows it by what is said of a span.
    pub fn narrow(&mut self, operator: &str, span: Span) {
        let (start, end) = match operator {
            ">" => (Some(span.end), None),
            ">=" => (Some(span.start), None),
            "<" => (None, Some(span.start)),
            "<=" => (None, Some(span.end)),
            _ => (Some(span.start), Some(span.end)),
        };
        self.start = self.start.max(start);
        self.end = [self.end, end].into_iter().flatten().min();
    }
}

const DAY: i64 = 86_400;

/// Seconds of each unit of relative times.
const UNITS: [(&str, i64); 6] = [("minute", 60), ("hour", 3600), ("day", DAY), ("week", 7 * DAY), ("month", 30 * DAY), ("year", 365 * DAY)];

/// Of at most four digits: no sum of these overflows.
fn number(text: &str) -> Option<i64> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Days since 1970 (the proleptic Gregorian calendar, years from March).
fn day(year: i64, month: i64, of_month: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&of_month) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + of_month - 1;
    Some(365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468)
}

/// Of a time of day, less its offset from UTC.
fn seconds(time: &str) -> Option<i64> {
    let time = time.trim_end_matches(['Z', 'z']);
    let (clock, offset) = match time.find(['+', '-', ' ']) {
        Some(at) => (&time[..at], of_clock(&time[at + 1..])? * if time[at..].starts_with('-') { -1 } else { 1 }),
        None => (time, 0),
    };
    Some(of_clock(clock.split('.').next().unwrap_or_default())? - offset)
}

fn of_clock(clock: &str) -> Option<i64> {
    let parts = clock.split(':').map(number).collect::<Option<Vec<_>>>()?;
    match *parts.as_slice() {
        [hour] if hour < 24 => Some(hour * 3600),
        [hour, minute] if hour < 24 && minute < 60 => Some(hour * 3600 + minute * 60),
        [hour, minute, second] if hour < 24 && minute < 60 && second < 61 => Some(hour * 3600 + minute * 60 + second),
        _ => None,
    }
}

/// As the database has times: `2026-11-23T08:20:00Z`.
pub fn timestamp(seconds: i64) -> String {
    let (days, of_day) = (seconds.div_euclid(DAY) + 719_468, seconds.rem_euclid(DAY));
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let (of_month, month) = (of_year - (153 * from_march + 2) / 5 + 1, (from_march + 2) % 12 + 1);
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{of_month:02}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn span(text: &str) -> Option<(String, String)> {
        Span::parse(text).map(|span| (timestamp(span.start), timestamp(span.end)))
    }

    #[test]
    fn each_way_to_say_a_time_is_from_its_beginning_to_the_next() {
        for (text, start, end) in [
            ("2024", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
            ("2024-12", "2024-12-01T00:00:00Z", "2025-01-01T00:00:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
            ("2019-09-14T00:39:54Z", "2019-09-14T00:39:54Z", "2019-09-14T00:39:55Z"),
            ("2019-09-14T00:39:54.123+02:00", "2019-09-13T22:39:54Z", "2019-09-13T22:39:55Z"),
            ("1969-12-31T23:59:59", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(span(text), Some((start.to_string(), end.to_string())), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "4hours", "2024-13", "2024-00-01", "24-1-1-1", "2024-01-01T25:00", "2024-01T10:00", "-2024", "20245", "²"] {
            assert_eq!(span(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_ago_is_told_from_now() {
        let ago = |text| Span::ago(text, 1_767_312_000).map(|span| (timestamp(span.start), span.end - span.start));
        for (text, start) in [
            ("4hours", "2026-01-01T20:00:00Z"),
            ("1hour", "2026-01-01T23:00:00Z"),
            ("90minutes", "2026-01-01T22:30:00Z"),
            ("1 Day", "2026-01-01T00:00:00Z"),
            ("2weeks", "2025-12-19T00:00:00Z"),
            ("1month", "2025-12-03T00:00:00Z"),
            ("2years", "2024-01-03T00:00:00Z"),
        ] {
            assert_eq!(ago(text), Some((start.to_string(), 1)), "{text}");
        }
        for text in ["", "4", "hours", "-4hours", "4fortnights", "4hourss", "99999999999hours", "4.5hours"] {
            assert_eq!(ago(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_much(text in "[0-9]{0,12}(minute|hour|day|week|month|year|.*)s?") {
            let _ = (Span::parse(&text), Span::ago(&text, 0).map(|span| timestamp(span.start)));
        }

        #[test]
        fn a_timestamp_is_read_as_it_was_written(seconds in -62_000_000_000i64..250_000_000_000) {
            prop_assert_eq!(Span::parse(&timestamp(seconds)).unwrap().start, seconds);
        }
    }
}
