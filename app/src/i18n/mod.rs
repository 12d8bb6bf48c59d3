//! Texts. Each language is an exhaustive match, so that a text that lacks in one does not compile.
//!
//! English is in the module itself; the others are lists made at build time (`bin/texts.rs`) that are fetched when a
//! page asks for their language.

pub mod ar;
pub mod en;
pub mod es;
pub mod zh;

use usher_shared::form::Field;
use usher_shared::policy::Denial;
use usher_shared::value::Invalid;

/// Declares a catalog of texts, and the list of them in the order in which languages are shipped.
macro_rules! texts {
    ($(#[$about:meta])* pub enum $catalog:ident { $($(#[$doc:meta])* $text:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $catalog { $($(#[$doc])* $text,)+ }

        impl $catalog {
            pub const ALL: &'static [Self] = &[$(Self::$text,)+];
        }
    };
}

texts! {
    /// Every text of the form for adding customers; the profile shows many of them too.
    pub enum Text {
        /// The heading of the form, and the button that sends it.
        AddCustomer,
        /// The same where a ticket is opened with the customer; with an ellipsis, what asks for that ticket.
        OpenTicket,
        NoTicket,
        Cancel,
        TryAgain,
        Adding,
        Optional,
        FieldName,
        FieldEmail,
        FieldPhone,
        FieldOrganization,
        FieldExternalId,
        FieldLocale,
        FieldTimeZone,
        FieldTags,
        FieldDetails,
        FieldNotes,
        /// `{count}` fields need attention, by the plural category of the count (CLDR).
        MistakesZero,
        MistakesOne,
        MistakesTwo,
        MistakesFew,
        MistakesMany,
        MistakesOther,
        Required,
        ContactRequired,
        /// `{max}` is a number of characters.
        TooLong,
        EmailLocalPartTooLong,
        TagTooLong,
        ForbiddenCharacter,
        EmailIncomplete,
        EmailLocalPart,
        EmailDomain,
        PhoneNeedsCountry,
        PhoneCountryCode,
        PhoneCharacter,
        PhoneTooShort,
        PhoneTooLong,
        TagCharacter,
        LocaleForm,
        TimeZoneUnknown,
        OrganizationNameBar,
        DateForm,
        IntegerForm,
        DecimalForm,
        PatternMismatch,
        NotOffered,
        EmailTaken,
        Taken,
        Unknown,
        NotAccepted,
        /// `{email}` is an address.
        DidYouMean,
        UseSuggestion,
        NoEmail,
        UsePlaceholder,
        WhyPlaceholder,
        ReservedEmail,
        SimilarCustomers,
        UseThisOne,
        /// A customer is like the one on the form, but the caller may not open them.
        AskForAccess,
        Offline,
        SessionEnded,
        Failed,
        DenySignIn,
        DenySuspended,
        DenyCustomer,
        DenyLight,
        DenyStrict,
        DenyOther,
        DenyStaff,
        DenyRole,
        DenyOrganization,
        DenyAdmins,
        RemedySignIn,
        RemedySuspended,
        RemedyCustomer,
        RemedyLight,
        RemedyStrict,
        RemedyAccess,
        RemedyAdmin,
    }
}

texts! {
    /// What only the profile says.
    pub enum ProfileText {
        /// The heading above the addresses and numbers that there are.
        Contacts,
        /// Beside the address or number that is shown and written to first.
        Primary,
        /// Beside a placeholder.
        NeverMailed,
        /// A number that is another customer's line.
        SharedNumber,
        AnotherContact,
        TagsHint,
        NewOrganizationHint,
        Save,
        Saving,
        Saved,
        Unchanged,
        TicketSubject,
        /// What the ticket begins with.
        TicketSaid,
        /// `{number}` is the ticket's.
        TicketOpened,
    }
}

/// The label of a field.
pub const fn label(field: Field) -> Text {
    match field {
        Field::Name => Text::FieldName,
        Field::Email => Text::FieldEmail,
        Field::Phone => Text::FieldPhone,
        Field::Organization => Text::FieldOrganization,
        Field::ExternalId => Text::FieldExternalId,
        Field::Locale => Text::FieldLocale,
        Field::TimeZone => Text::FieldTimeZone,
        Field::Tags => Text::FieldTags,
        Field::Details => Text::FieldDetails,
        Field::Notes => Text::FieldNotes,
    }
}

/// What to tell somebody whose text was not accepted.
pub const fn mistake(field: Field, invalid: Invalid) -> Text {
    match invalid {
        Invalid::Blank | Invalid::Required => Text::Required,
        Invalid::ContactRequired | Invalid::LastContact => Text::ContactRequired,
        Invalid::TooLong => Text::TooLong,
        Invalid::EmailLocalPartTooLong => Text::EmailLocalPartTooLong,
        Invalid::TagTooLong => Text::TagTooLong,
        Invalid::ControlCharacter | Invalid::BidiOverride => Text::ForbiddenCharacter,
        Invalid::EmailIncomplete => Text::EmailIncomplete,
        Invalid::EmailLocalPart => Text::EmailLocalPart,
        Invalid::EmailDomain => Text::EmailDomain,
        Invalid::PhoneNeedsCountry => Text::PhoneNeedsCountry,
        Invalid::PhoneCountryCode => Text::PhoneCountryCode,
        Invalid::PhoneCharacter => Text::PhoneCharacter,
        Invalid::PhoneTooShort => Text::PhoneTooShort,
        Invalid::PhoneTooLong => Text::PhoneTooLong,
        Invalid::TagCharacter => Text::TagCharacter,
        Invalid::LocaleForm => Text::LocaleForm,
        Invalid::TimeZoneUnknown => Text::TimeZoneUnknown,
        Invalid::OrganizationNameBar => Text::OrganizationNameBar,
        Invalid::DateForm => Text::DateForm,
        Invalid::IntegerForm => Text::IntegerForm,
        Invalid::DecimalForm => Text::DecimalForm,
        Invalid::PatternMismatch => Text::PatternMismatch,
        Invalid::NotOffered => Text::NotOffered,
        Invalid::Taken if matches!(field, Field::Email) => Text::EmailTaken,
        Invalid::Taken => Text::Taken,
        Invalid::Unknown => Text::Unknown,
        Invalid::RegionUnknown
        | Invalid::IdForm
        | Invalid::WrongType
        | Invalid::TooMany
        | Invalid::TooManyTags
        | Invalid::PatternForm
        | Invalid::KeyForm
        | Invalid::Suspended
        | Invalid::Closed
        | Invalid::HasTickets
        | Invalid::EndpointForm
        | Invalid::EndpointInsecure
        | Invalid::EndpointPrivate
        | Invalid::HeaderForm
        | Invalid::NeedsTables => Text::NotAccepted,
    }
}

/// Why the caller may not, and what helps.
pub const fn refusal(denial: Denial) -> (Text, Text) {
    match denial {
        Denial::SignInRequired => (Text::DenySignIn, Text::RemedySignIn),
        Denial::AccountSuspended => (Text::DenySuspended, Text::RemedySuspended),
        Denial::CustomersOwnProfile => (Text::DenyCustomer, Text::RemedyCustomer),
        Denial::LightAgentsRead => (Text::DenyLight, Text::RemedyLight),
        Denial::StrictRestrictedAgents => (Text::DenyStrict, Text::RemedyStrict),
        Denial::RestrictedAgentsOwnCustomers => (Text::DenyOther, Text::RemedyAccess),
        Denial::AgentsHandleCustomers => (Text::DenyStaff, Text::RemedyAdmin),
        Denial::CustomRoleLacks => (Text::DenyRole, Text::RemedyAdmin),
        Denial::CustomRoleOwnOrganization => (Text::DenyOrganization, Text::RemedyAdmin),
        // The widget deletes nobody, so the second never comes up here.
        Denial::AdminsOnly | Denial::NotOneself => (Text::DenyAdmins, Text::RemedyAdmin),
    }
}

/// The text for a count, by its plural category (`Intl.PluralRules`).
pub fn mistakes(category: &str) -> Text {
    match category {
        "zero" => Text::MistakesZero,
        "one" => Text::MistakesOne,
        "two" => Text::MistakesTwo,
        "few" => Text::MistakesFew,
        "many" => Text::MistakesMany,
        _ => Text::MistakesOther,
    }
}

/// In decimal digits. Not `to_string`: that brings along all that can be formatted (0.5 kB of the module, brotli).
pub fn decimal(number: u64) -> String {
    let mut digits = if number < 10 { String::new() } else { decimal(number / 10) };
    digits.push(char::from(b'0' + (number % 10) as u8));
    digits
}

/// A text with its placeholder (`{…}`) filled in, or as it is where it has none.
pub fn fill(text: &str, value: &str) -> String {
    match (text.find('{'), text.find('}')) {
        (Some(open), Some(close)) if open < close => [&text[..open], value, &text[close + 1..]].concat(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_in_decimal_digits() {
        for number in [0, 7, 10, 254, 65_535, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}
