//! Texts. Each language is an exhaustive match, so that a text that lacks in one does not compile.
//!
//! English is in the module itself; the others are lists made at build time (`bin/texts.rs`) that are fetched when a
//! page asks for their language. A list has several catalogs, one after the other.

pub mod ar;
pub mod en;
pub mod es;
pub mod zh;

use usher_shared::form::Field;
use usher_shared::policy::Denial;
use usher_shared::value::Invalid;

/// A text of some catalog.
pub trait Phrase: Copy {
    fn english(self) -> &'static str;
    /// Its place in the list of its module.
    fn place(self) -> usize;
}

/// Declares a catalog of texts that begins at a place of its module's list, and the list of them in the order in which languages are
/// shipped.
macro_rules! texts {
    ($first:expr, $english:path, $(#[$about:meta])* pub enum $catalog:ident { $($(#[$doc:meta])* $text:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $catalog { $($(#[$doc])* $text,)+ }

        impl $catalog {
            pub const ALL: &'static [Self] = &[$(Self::$text,)+];
        }

        impl Phrase for $catalog {
            fn english(self) -> &'static str {
                $english(self)
            }

            fn place(self) -> usize {
                $first + self as usize
            }
        }
    };
}

texts! {
    0, en::text,
    /// What forms and profiles say, whoever sees them.
    pub enum Text {
        Cancel,
        TryAgain,
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
        NoMailDomain,
        DisposableDomain,
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
        Offline,
        Failed,
    }
}

texts! {
    Text::ALL.len(), en::add,
    /// What else those are told who add customers; their profile says much of it too.
    pub enum AddText {
        /// The heading of the form, and the button that sends it.
        AddCustomer,
        Adding,
        SimilarCustomers,
        UseThisOne,
        /// A customer is like the one on the form, but the caller may not open them.
        AskForAccess,
        SessionEnded,
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
    0, en::profile,
    /// What only the profile says; it has a list of its own beside that of the form.
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
    }
}

texts! {
    Text::ALL.len(), en::customers,
    /// What else customers are told, wherever they come in by themselves.
    pub enum CustomersText {
        SignUp,
        Sending,
        TooMany,
        FormTooOld,
        Automated,
        Challenge,
        ChallengeUnavailable,
        RegistrationClosed,
        AddressRefused,
        SignInFirst,
        RemedyAskStaff,
        RemedySignIn,
    }
}

texts! {
    Text::ALL.len() + CustomersText::ALL.len(), en::sign_up,
    /// What only the forms for signing up and for requests say.
    pub enum SignUpText {
        Send,
        Subject,
        Description,
        /// The link beside what one consents to.
        ReadIt,
        AgreeFirst,
        Received,
        /// Of whoever was signed in.
        ReceivedKnown,
        /// `{email}` is an address.
        ReceivedUnknown,
        Another,
    }
}

texts! {
    Text::ALL.len() + CustomersText::ALL.len() + SignUpText::ALL.len(), en::me,
    /// What only those are told who prove an address, sign in, or see their own profile.
    pub enum MeText {
        LookIntoMail,
        /// `{email}` is an address.
        MailSent,
        NoMail,
        Code,
        CodeForm,
        Confirm,
        SendAgain,
        /// `{seconds}` is a number.
        SendAgainIn,
        SentAgain,
        OtherAddress,
        CodeWrong,
        ProofExpired,
        Confirmed,
        Released,
        YourProfile,
        ConfirmAddress,
        WhyConfirm,
        SignIn,
        HowSignIn,
        NoAccount,
        SignOut,
        SignedOut,
        Save,
        Saved,
        Unchanged,
        StaffChange,
        Addresses,
        Primary,
        Verified,
        Unverified,
        MakePrimary,
        Verify,
        Remove,
        /// `{email}` is an address.
        ReallyRemove,
        Removed,
        AnotherAddress,
        AddAddress,
        /// `{email}` is an address.
        LookIntoThatMail,
        Yours,
        TooManyAddresses,
        LastAddress,
        Requests,
        NoRequests,
        NewRequest,
        MoreRequests,
        StateNew,
        StateOpen,
        StatePending,
        StateHold,
        StateSolved,
        StateClosed,
        Stored,
        Download,
        AskDeletion,
        WhyDeletion,
        ReallyDelete,
        DeletionAsked,
        DeletionOff,
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
        Invalid::NoMailDomain => Text::NoMailDomain,
        Invalid::DisposableDomain => Text::DisposableDomain,
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
pub const fn refusal(denial: Denial) -> (AddText, AddText) {
    match denial {
        Denial::SignInRequired => (AddText::DenySignIn, AddText::RemedySignIn),
        Denial::AccountSuspended => (AddText::DenySuspended, AddText::RemedySuspended),
        Denial::CustomersOwnProfile => (AddText::DenyCustomer, AddText::RemedyCustomer),
        Denial::LightAgentsRead => (AddText::DenyLight, AddText::RemedyLight),
        Denial::StrictRestrictedAgents => (AddText::DenyStrict, AddText::RemedyStrict),
        Denial::RestrictedAgentsOwnCustomers => (AddText::DenyOther, AddText::RemedyAccess),
        Denial::AgentsHandleCustomers => (AddText::DenyStaff, AddText::RemedyAdmin),
        Denial::CustomRoleLacks => (AddText::DenyRole, AddText::RemedyAdmin),
        Denial::CustomRoleOwnOrganization => (AddText::DenyOrganization, AddText::RemedyAdmin),
        // The widget deletes nobody, so the second never comes up here.
        Denial::AdminsOnly | Denial::NotOneself => (AddText::DenyAdmins, AddText::RemedyAdmin),
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
