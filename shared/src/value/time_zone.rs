//! A time zone, by one of its names.

use alloc::string::String;

use super::Invalid;
use super::text::text_value;
#[cfg(feature = "tables")]
use super::time_zone_names::{IANA, RAILS};

/// A zone of the IANA database (`Europe/Berlin`) or Zendesk's name for one (`Berlin`), held as it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone(String);

text_value!(TimeZone);

/// What a new account is in: that of the recorded ones.
impl Default for TimeZone {
    fn default() -> Self {
        Self(String::from("America/New_York"))
    }
}

impl TimeZone {
    /// Longer than every name there is.
    pub const MAX: usize = 64;

    /// Errors: `Blank`, `TimeZoneUnknown`, and `NeedsTables` in a build without the tables.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::Blank);
        }
        known(text)?;
        Ok(Self(String::from(text)))
    }

    /// The IANA name, `iana_time_zone` on the wire.
    #[cfg(feature = "tables")]
    pub fn iana(&self) -> &str {
        RAILS.binary_search_by_key(&self.as_str(), |(rails, _)| rails).map_or(&self.0, |at| RAILS[at].1)
    }
}

#[cfg(feature = "tables")]
fn known(name: &str) -> Result<(), Invalid> {
    let in_rails = || RAILS.binary_search_by_key(&name, |(rails, _)| rails);
    IANA.binary_search(&name).or_else(|_| in_rails()).map(|_| ()).map_err(|_| Invalid::TimeZoneUnknown)
}

#[cfg(not(feature = "tables"))]
fn known(_: &str) -> Result<(), Invalid> {
    Err(Invalid::NeedsTables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_kinds_of_names_are_known() {
        assert_eq!(TimeZone::parse("Europe/Berlin").unwrap().iana(), "Europe/Berlin");
        let eastern = TimeZone::parse("Eastern Time (US & Canada)").unwrap();
        assert_eq!((eastern.as_str(), eastern.iana()), ("Eastern Time (US & Canada)", "America/New_York"));
    }

    #[test]
    fn the_default_is_a_zone() {
        assert_eq!(TimeZone::parse(TimeZone::default().as_str()), Ok(TimeZone::default()));
    }

    #[test]
    fn an_invented_zone_is_refused() {
        assert_eq!(TimeZone::parse("Mars/Olympus"), Err(Invalid::TimeZoneUnknown));
    }

    #[test]
    fn the_tables_are_sorted_and_lead_to_zones() {
        assert!(IANA.is_sorted() && RAILS.is_sorted());
        assert!(RAILS.iter().all(|(_, zone)| IANA.binary_search(zone).is_ok()));
        assert!(IANA.iter().all(|name| name.len() <= TimeZone::MAX));
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in "\\PC*", known in 0..IANA.len()) {
            for text in [text.as_str(), IANA[known]] {
                if let Ok(zone) = TimeZone::parse(text) {
                    prop_assert_eq!(TimeZone::parse(zone.as_str()).unwrap(), zone.clone());
                }
            }
        }
    }
}
