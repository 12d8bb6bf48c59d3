//! Ids of records.

use serde::{Deserialize, Serialize};

use super::Invalid;

/// A positive integer. Those that Usher makes are below 2^53, so that JavaScript holds them exactly;
/// a caller may name any up to 2^63 - 1, and finds nothing there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(i64);

impl Id {
    /// The largest integer that JavaScript's numbers hold with all its neighbours (ECMA-262, `MAX_SAFE_INTEGER`).
    pub const MAX_MADE: i64 = (1 << 53) - 1;
    /// 2026-01-01T00:00:00Z in milliseconds since 1970, where the clock of ids begins.
    const EPOCH_MS: u64 = 1_767_225_600_000;
    /// Ids that one millisecond has room for: 2^12, which leaves 41 bits of milliseconds, or 69 years.
    pub const PER_MILLISECOND: u64 = 1 << 12;

    /// Error: `IdForm`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // `parse` of an integer takes a sign; an id in a path has none.
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Invalid::IdForm);
        }
        Self::from_number(text.parse().map_err(|_| Invalid::IdForm)?)
    }

    /// Error: `IdForm` for zero and below.
    pub fn from_number(number: i64) -> Result<Self, Invalid> {
        if number > 0 { Ok(Self(number)) } else { Err(Invalid::IdForm) }
    }

    /// The id number `sequence` (below [`Self::PER_MILLISECOND`]) of a millisecond since 1970: later ids are larger.
    pub fn at(now_ms: u64, sequence: u64) -> Self {
        let since = now_ms.saturating_sub(Self::EPOCH_MS);
        let id = since * Self::PER_MILLISECOND + sequence % Self::PER_MILLISECOND;
        // Past 2095 the clock runs over; better an id that is taken, and refused, than one that JavaScript rounds.
        Self(i64::try_from(id).unwrap_or(Self::MAX_MADE).clamp(1, Self::MAX_MADE))
    }

    /// When an id that was made was made, in milliseconds since 1970.
    pub const fn made_at_ms(self) -> u64 {
        Self::EPOCH_MS + self.0.unsigned_abs() / Self::PER_MILLISECOND
    }

    pub const fn number(self) -> i64 {
        self.0
    }
}

impl core::fmt::Display for Id {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn ids_are_positive_integers() {
        assert_eq!(Id::parse("9223372036854775807").unwrap().number(), i64::MAX);
        for text in ["", "0", "-1", "+1", "1.0", "9223372036854775808", "abc", "１"] {
            assert_eq!(Id::parse(text), Err(Invalid::IdForm), "{text}");
        }
    }

    #[test]
    fn made_ids_are_exact_in_javascript_for_decades() {
        let in_2094 = 3_913_056_000_000;
        let id = Id::at(in_2094, Id::PER_MILLISECOND - 1).number();
        assert!(id < Id::MAX_MADE && id > Id::at(in_2094, 0).number() && id < Id::at(in_2094 + 1, 0).number());
    }

    /// What docs/scale.md splits an account by.
    #[test]
    fn a_time_parts_ids_and_their_last_bits_spread_them() {
        let boundary = 1_800_000_000_000;
        for sequence in [0, 1, Id::PER_MILLISECOND - 1] {
            assert!(Id::at(boundary - 1, sequence) < Id::at(boundary, 0) && Id::at(boundary, 0) <= Id::at(boundary, sequence));
        }
        // The Worker begins each millisecond somewhere in its first half.
        let mut of_each = [0; 16];
        for sequence in 0..Id::PER_MILLISECOND / 2 {
            of_each[usize::try_from(Id::at(boundary, sequence).number() % 16).unwrap()] += 1;
        }
        assert_eq!(of_each, [128; 16]);
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in "[0-9]{0,20}|\\PC*") {
            if let Ok(id) = Id::parse(&text) {
                prop_assert_eq!(Id::parse(&id.to_string()).unwrap(), id);
            }
        }
    }
}
