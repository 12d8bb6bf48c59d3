//! English.

use super::{ProfileText, Text};

pub const fn text(text: Text) -> &'static str {
    match text {
        Text::AddCustomer => "Add customer",
        Text::Cancel => "Cancel",
        Text::TryAgain => "Try again",
        Text::Adding => "Adding…",
        Text::Optional => "optional",
        Text::FieldName => "Name",
        Text::FieldEmail => "Email",
        Text::FieldPhone => "Phone",
        Text::FieldOrganization => "Organization",
        Text::FieldExternalId => "External ID",
        Text::FieldLocale => "Language",
        Text::FieldTimeZone => "Time zone",
        Text::FieldTags => "Tags",
        Text::FieldDetails => "Details",
        Text::FieldNotes => "Notes",
        Text::MistakesOne => "{count} field needs attention",
        Text::MistakesZero | Text::MistakesTwo | Text::MistakesFew | Text::MistakesMany | Text::MistakesOther => {
            "{count} fields need attention"
        }
        Text::Required => "Fill this in.",
        Text::ContactRequired => "Give an email address or a phone number.",
        Text::TooLong => "Use at most {max} characters.",
        Text::EmailLocalPartTooLong => "Use at most {max} characters before the @.",
        Text::TagTooLong => "Use at most {max} characters for each tag.",
        Text::ForbiddenCharacter => "Remove the invisible characters: they make the text read as something else.",
        Text::EmailIncomplete => "Enter an address like name@company.com.",
        Text::EmailLocalPart => "The part before the @ has a character that addresses cannot have.",
        Text::EmailDomain => "The part after the @ is not a domain like company.com.",
        Text::PhoneNeedsCountry => "Begin with the country code, such as +1.",
        Text::PhoneCountryCode => "No country has this country code.",
        Text::PhoneCharacter => "Use only digits, spaces and + ( ) - .",
        Text::PhoneTooShort => "Some digits are missing.",
        Text::PhoneTooLong => "There are too many digits.",
        Text::TagCharacter => "Tags have no quotes or angle brackets.",
        Text::LocaleForm => "Enter a language code like en-US.",
        Text::TimeZoneUnknown => "Enter a time zone like Europe/Berlin.",
        Text::OrganizationNameBar => "Leave out the character |.",
        Text::EmailTaken => "Another customer has this address.",
        Text::Taken => "Another customer has this already.",
        Text::Unknown => "This no longer exists.",
        Text::NotAccepted => "This was not accepted.",
        Text::DidYouMean => "Did you mean {email}?",
        Text::UseSuggestion => "Use it",
        Text::NoEmail => "The customer has no email?",
        Text::UsePlaceholder => "Use a placeholder",
        Text::WhyPlaceholder => {
            "Never invent an address: mail to it reaches whoever registers its domain later. A placeholder at example.com reaches nobody."
        }
        Text::ReservedEmail => "Nothing is ever mailed to this address: its domain is reserved.",
        Text::SimilarCustomers => "Already a customer?",
        Text::UseThisOne => "Use this one",
        Text::AskForAccess => "Ask an agent who sees all tickets to open this customer.",
        Text::Offline => "There is no connection. What you typed is still here.",
        Text::SessionEnded => "Your session has ended. Sign in again in this portal; what you typed is still here.",
        Text::Failed => "That did not work. What you typed is still here.",
        Text::DenySignIn => "Adding customers needs somebody who is signed in.",
        Text::DenySuspended => "Your account is suspended or deleted.",
        Text::DenyCustomer => "Customers can change only their own profile.",
        Text::DenyLight => "Light agents can see customers, not add them.",
        Text::DenyStrict => "This account follows strict rules: agents who do not see all tickets cannot add customers.",
        Text::DenyOther => "You can open only the customers whom you added.",
        Text::DenyStaff => "Agents can add and change customers, not agents or admins.",
        Text::DenyRole => "Your role does not include this.",
        Text::DenyOrganization => "Your role includes only customers of your own organizations.",
        Text::DenyAdmins => "Only admins can do this.",
        Text::RemedySignIn => "Sign in to this portal and try again.",
        Text::RemedySuspended => "Ask an admin to lift the suspension.",
        Text::RemedyCustomer => "Ask the support team to make the change.",
        Text::RemedyLight => "Ask an admin to give you an agent's seat.",
        Text::RemedyStrict => "Ask an admin to turn off the strict rules, or to let you see all tickets.",
        Text::RemedyAccess => "Ask an admin to let you see all tickets.",
        Text::RemedyAdmin => "Ask an admin to do it.",
    }
}

pub const fn profile(text: ProfileText) -> &'static str {
    match text {
        ProfileText::Contacts => "Email and phone",
        ProfileText::Primary => "primary",
        ProfileText::NeverMailed => "never mailed",
        ProfileText::SharedNumber => "shared",
        ProfileText::AnotherContact => "Another email or phone",
        ProfileText::TagsHint => "Separate tags with spaces or commas.",
        ProfileText::NewOrganizationHint => "A name that is not in the list makes a new organization.",
        ProfileText::Save => "Save changes",
        ProfileText::Saving => "Saving…",
        ProfileText::Saved => "Saved.",
        ProfileText::Unchanged => "Nothing has changed.",
    }
}
