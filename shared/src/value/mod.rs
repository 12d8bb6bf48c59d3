//! Values that are right by construction: `parse` is the only way in, and after it nobody checks shape again.
//!
//! Each type holds the form in which it is shown and stored. `normal_form` is what uniqueness is decided on:
//! two spellings of one address have one normal form.

#[cfg(feature = "tables")]
mod domain_name;
mod email_address;
#[cfg(feature = "tables")]
mod endpoint;
mod external_id;
#[cfg(feature = "tables")]
mod field_key;
#[cfg(feature = "tables")]
mod field_title;
mod group_name;
mod id;
#[cfg(feature = "tables")]
mod key_name;
mod locale;
mod organization_name;
mod person_name;
mod phone_number;
mod phone_regions;
mod subject;
mod tag;
mod text;
mod time_zone;
#[cfg(feature = "tables")]
mod time_zone_names;
#[cfg(feature = "tables")]
mod ulid;

#[cfg(feature = "tables")]
pub use domain_name::DomainName;
pub use email_address::EmailAddress;
#[cfg(feature = "tables")]
pub use endpoint::{Endpoint, Reach, is_public};
pub use external_id::ExternalId;
#[cfg(feature = "tables")]
pub use field_key::FieldKey;
#[cfg(feature = "tables")]
pub use field_title::FieldTitle;
pub use group_name::GroupName;
pub use id::Id;
#[cfg(feature = "tables")]
pub use key_name::KeyName;
pub use locale::Locale;
pub use organization_name::OrganizationName;
pub use person_name::PersonName;
pub use phone_number::{PhoneNumber, Region};
pub use subject::Subject;
pub use tag::{MOST_TAGS, Tag};
pub use text::LongText;
pub(crate) use text::is_blank;
#[cfg(feature = "tables")]
pub(crate) use text::{folded, folded_words};
pub use time_zone::TimeZone;
#[cfg(feature = "tables")]
pub use ulid::Ulid;

use crate::codes::codes;

codes! {
    /// Why a text is not such a value, or not what the form asks for.
    ///
    /// Lengths are counted in UTF-16 units, as `maxlength` counts them in a browser (HTML standard, 4.10.5.3.1).
    pub enum Invalid {
        /// Nothing there, where something must be.
        Blank = "blank",
        /// Longer than the field's limit (`Field::max_length`).
        TooLong = "too_long",
        /// The part before the `@` is longer than it may be, though the whole address may not be.
        EmailLocalPartTooLong = "email_local_part_too_long",
        /// One tag of several is longer than a tag may be.
        TagTooLong = "tag_too_long",
        /// More tags than a record may have ([`MOST_TAGS`]).
        TooManyTags = "too_many_tags",
        /// A control character, or a line or paragraph separator.
        ControlCharacter = "control_character",
        /// A character that reorders what follows it (U+202A–202E, U+2066–2069), so that it reads as something else.
        BidiOverride = "bidi_override",
        /// No `@`, or nothing on one side of it.
        EmailIncomplete = "email_incomplete",
        /// The part before the `@` has a character that an address cannot have there.
        EmailLocalPart = "email_local_part",
        /// The part after the `@` is not a domain name.
        EmailDomain = "email_domain",
        /// The part after the `@` takes no mail, as far as DNS tells.
        NoMailDomain = "no_mail_domain",
        /// The part after the `@` gives addresses to everybody, for minutes.
        DisposableDomain = "disposable_domain",
        /// A national number, and no country to read it in.
        PhoneNeedsCountry = "phone_needs_country",
        /// Begins with a country code that no country has.
        PhoneCountryCode = "phone_country_code",
        /// Something that is neither a digit nor the punctuation of phone numbers.
        PhoneCharacter = "phone_character",
        /// Fewer digits than a number of that country has.
        PhoneTooShort = "phone_too_short",
        /// More digits than a number of that country has, or than E.164 allows (15).
        PhoneTooLong = "phone_too_long",
        /// Not a country's two-letter code (ISO 3166-1 alpha-2).
        RegionUnknown = "region_unknown",
        /// White space, a comma, a quote or an angle bracket in a tag.
        TagCharacter = "tag_character",
        /// Not the form of a language tag (BCP 47).
        LocaleForm = "locale_form",
        /// Not a time zone of the IANA database, nor one of Zendesk's names for one.
        TimeZoneUnknown = "time_zone_unknown",
        /// `|` in an organization's name: it separates names in files.
        OrganizationNameBar = "organization_name_bar",
        /// Not a positive integer below 2^63.
        IdForm = "id_form",
        /// Of another JSON type than the field takes.
        WrongType = "wrong_type",
        /// More addresses and numbers than one request may bring.
        TooMany = "too_many",
        /// The form asks for this, and it is missing.
        Required = "required",
        /// The form asks for an e-mail address or a phone number, and has neither.
        ContactRequired = "contact_required",
        /// Another customer has it.
        Taken = "taken",
        /// Names something that does not exist.
        Unknown = "unknown",
        /// Not one of the values that this can have, here and now.
        NotOffered = "not_offered",
        /// Of somebody who is suspended.
        Suspended = "suspended",
        /// Of somebody who still waits for help.
        HasTickets = "has_tickets",
        /// Not a day of the calendar, written year-month-day (ISO 8601).
        DateForm = "date_form",
        /// Not a whole number, or one of too many digits (`custom_field::MOST_DIGITS`).
        IntegerForm = "integer_form",
        /// Not a number, or one of too many digits.
        DecimalForm = "decimal_form",
        /// The pattern that the account asks for is not found in it.
        PatternMismatch = "pattern_mismatch",
        /// Not a pattern, or one that would take too much to look for.
        PatternForm = "pattern_form",
        /// Not the form of a field's key.
        KeyForm = "key_form",
        /// The ticket is closed, and changes no more.
        Closed = "closed",
        /// A customer with an address or a number must keep one.
        LastContact = "last_contact",
        /// Not the address (URL) of something on the web, or one with a name and a password in it.
        EndpointForm = "endpoint_form",
        /// An address that does not begin with `https:`.
        EndpointInsecure = "endpoint_insecure",
        /// An address in a private network.
        EndpointPrivate = "endpoint_private",
        /// Not the name or the value of an HTTP header, or of one that is not to be chosen.
        HeaderForm = "header_form",
        /// Cannot be told without the large tables; only a build without them says so, never the server.
        NeedsTables = "needs_tables",
    }
}
