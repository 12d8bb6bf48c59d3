//! What is said of a mistake in a record.

use alloc::format;
use alloc::string::{String, ToString};

use super::{Mistake, OF_REQUESTER};
use crate::form::Field;
use crate::value::Invalid;

/// The key as Zendesk's descriptions begin with it: `time_zone` is "Time zone", `external_id` "External", `fields.plan` "Plan".
pub(crate) fn label(key: &str) -> String {
    let key = key.rsplit('.').next().unwrap_or(key);
    let mut letters = key.strip_suffix("_id").unwrap_or(key).chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters.map(|letter| if letter == '_' { ' ' } else { letter })).collect()
}

/// Zendesk's own sentence where it has one, else one of ours. For people who read API answers; the widget has its own.
pub(super) fn sentence(mistake: &Mistake) -> String {
    match (&mistake.about, mistake.invalid) {
        (Some(name), Invalid::Suspended) => format!("{name} is suspended."),
        (Some(count), Invalid::HasTickets) => format!("User is requester on {count} ticket(s) that are not closed."),
        // Two spaces, as recorded.
        (Some(part), _) => format!("{part}:  {}", sentence_about(mistake, part)),
        (None, _) => sentence_about(mistake, mistake.key.strip_prefix(OF_REQUESTER).unwrap_or(&mistake.key)),
    }
}

/// About the key, or the part of its value.
fn sentence_about(mistake: &Mistake, what: &str) -> String {
    let max = mistake.max.unwrap_or_default();
    let text = match mistake.invalid {
        Invalid::Blank | Invalid::Required if what.eq_ignore_ascii_case(Field::Name.code()) => "is too short (minimum is 1 character)",
        Invalid::Blank | Invalid::Required => "cannot be blank",
        Invalid::TooLong => return format!("is too long (maximum is {max} characters)"),
        Invalid::EmailLocalPartTooLong => return format!("is too long before the @ (maximum is {max} characters)"),
        Invalid::TagTooLong => return format!("has a tag that is too long (maximum is {max} characters)"),
        Invalid::TooManyTags => return format!("has more tags than it may have (maximum is {max})"),
        Invalid::ControlCharacter => "contains a control character",
        Invalid::BidiOverride => "contains a character that changes the direction of what follows",
        Invalid::EmailIncomplete | Invalid::EmailLocalPart | Invalid::EmailDomain => "is not properly formatted",
        Invalid::PhoneNeedsCountry => "needs a country code, such as +1",
        Invalid::PhoneCountryCode => "begins with a country code that no country has",
        Invalid::PhoneCharacter => "contains something that is no part of a phone number",
        Invalid::PhoneTooShort => "has too few digits",
        Invalid::PhoneTooLong => "has too many digits",
        Invalid::RegionUnknown => "is not a country's two-letter code",
        Invalid::TagCharacter => "contains a character that a tag cannot have",
        Invalid::LocaleForm => "is not a language tag",
        Invalid::TimeZoneUnknown => "is not a known time zone",
        Invalid::OrganizationNameBar => "cannot contain |",
        Invalid::IdForm => "is not an id",
        Invalid::WrongType => "has the wrong type",
        Invalid::TooMany => "comes with more identities than one request may bring",
        Invalid::ContactRequired => "cannot be blank where there is no phone number either",
        Invalid::Taken => match &mistake.taken {
            Some(value) => return format!("{value} is already being used by another user"),
            None => "has already been taken",
        },
        Invalid::Unknown => "does not exist",
        Invalid::NotOffered => "is not one of the values that it can have",
        Invalid::DateForm => "is not a date like 2026-03-31",
        Invalid::IntegerForm => "is not a whole number of at most 15 digits",
        Invalid::DecimalForm => "is not a number of at most 15 digits",
        Invalid::PatternMismatch => "does not have the form that it must have",
        Invalid::PatternForm => "is not a regular expression that can be used here",
        Invalid::KeyForm => "must have letters, digits and underscores only, and not digits alone",
        Invalid::Suspended => "is suspended",
        Invalid::HasTickets => "is requester on tickets that are not closed",
        // Zendesk's words.
        Invalid::Closed => "closed prevents ticket update",
        Invalid::LastContact => "is the last way to reach this user and cannot be removed",
        Invalid::EndpointForm => "is not an address (URL) that can be called",
        Invalid::EndpointInsecure => "must begin with https://",
        Invalid::EndpointPrivate => "leads into a private network",
        Invalid::HeaderForm => "has an HTTP header that cannot be sent",
        Invalid::NeedsTables => "could not be checked",
    };
    text.to_string()
}

const fn is_too_long(invalid: Invalid) -> bool {
    matches!(invalid, Invalid::TooLong | Invalid::EmailLocalPartTooLong | Invalid::TagTooLong)
}

/// What is told with how much there may be.
pub(super) const fn has_limit(invalid: Invalid) -> bool {
    is_too_long(invalid) || matches!(invalid, Invalid::TooManyTags)
}

/// Zendesk's code for the kind of mistake.
pub(super) const fn zendesk_error(invalid: Invalid) -> &'static str {
    match invalid {
        Invalid::Blank | Invalid::Required | Invalid::ContactRequired => "BlankValue",
        _ if is_too_long(invalid) => "ValueTooLong",
        Invalid::Taken => "DuplicateValue",
        Invalid::Unknown => "RecordNotFound",
        _ => "InvalidValue",
    }
}
