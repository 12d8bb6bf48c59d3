//! What one chooses a language and a time zone from.

use usher_shared::form::Field;
use usher_shared::value::{Invalid, TimeZone};

use crate::host::{language_name, time_zones};

/// The languages that the picker offers; any other tag can be set by the API.
const LOCALES: &str = "ar bg cs da de el en-GB en-US es es-419 et fa fi fil fr fr-CA he hi hr hu id it ja ko lt lv nb nl pl pt pt-BR ro \
                       ru sk sl sr sv th tr uk vi zh-CN zh-TW";

/// The choices, and what is stored, which may be none of them: text and value.
pub fn choices(locale: &str, name: Field, stored: &str) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> = match name {
        // A browser may know zones that the rulebook does not; offering those would lead to a refusal.
        Field::TimeZone => {
            let known = time_zones().into_iter().filter(|zone| TimeZone::parse(zone) != Err(Invalid::TimeZoneUnknown));
            known.map(|zone| (zone.replace('_', " "), zone)).collect()
        }
        _ => LOCALES.split(' ').map(|code| (language_name(locale, code), code.to_owned())).collect(),
    };
    if choices.iter().all(|(_, code)| code != stored) {
        choices.push((stored.to_owned(), stored.to_owned()));
    }
    choices.sort();
    choices
}
