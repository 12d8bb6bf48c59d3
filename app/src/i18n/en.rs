//! English.

use super::{AddText, CustomersText, MeText, ProfileText, SignUpText, Text};

pub const fn text(text: Text) -> &'static str {
    match text {
        Text::Cancel => "Cancel",
        Text::TryAgain => "Try again",
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
        Text::DateForm => "Enter a date like 2026-03-31.",
        Text::IntegerForm => "Enter a whole number of at most 15 digits.",
        Text::DecimalForm => "Enter a number of at most 15 digits, such as 2.5.",
        Text::PatternMismatch => "This does not have the form that it needs. See the note below the field.",
        Text::NotOffered => "Choose one from the list.",
        Text::EmailTaken => "Another customer has this address.",
        Text::NoMailDomain => "No mail arrives at this domain. Check what is after the @.",
        Text::DisposableDomain => "This is an address to throw away. Use one that stays.",
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
        Text::Offline => "There is no connection. What you typed is still here.",
        Text::Failed => "That did not work. What you typed is still here.",
    }
}

pub const fn add(text: AddText) -> &'static str {
    match text {
        AddText::AddCustomer => "Add customer",
        AddText::Adding => "Adding…",
        AddText::SimilarCustomers => "Already a customer?",
        AddText::UseThisOne => "Use this one",
        AddText::AskForAccess => "Ask an agent who sees all tickets to open this customer.",
        AddText::SessionEnded => "Your session has ended. Sign in again in this portal; what you typed is still here.",
        AddText::DenySignIn => "Adding customers needs somebody who is signed in.",
        AddText::DenySuspended => "Your account is suspended or deleted.",
        AddText::DenyCustomer => "Customers can change only their own profile.",
        AddText::DenyLight => "Light agents can see customers, not add them.",
        AddText::DenyStrict => "This account follows strict rules: agents who do not see all tickets cannot add customers.",
        AddText::DenyOther => "You can open only the customers whom you added.",
        AddText::DenyStaff => "Agents can add and change customers, not agents or admins.",
        AddText::DenyRole => "Your role does not include this.",
        AddText::DenyOrganization => "Your role includes only customers of your own organizations.",
        AddText::DenyAdmins => "Only admins can do this.",
        AddText::RemedySignIn => "Sign in to this portal and try again.",
        AddText::RemedySuspended => "Ask an admin to lift the suspension.",
        AddText::RemedyCustomer => "Ask the support team to make the change.",
        AddText::RemedyLight => "Ask an admin to give you an agent's seat.",
        AddText::RemedyStrict => "Ask an admin to turn off the strict rules, or to let you see all tickets.",
        AddText::RemedyAccess => "Ask an admin to let you see all tickets.",
        AddText::RemedyAdmin => "Ask an admin to do it.",
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

pub const fn customers(text: CustomersText) -> &'static str {
    match text {
        CustomersText::SignUp => "Sign up",
        CustomersText::Sending => "Sending…",
        CustomersText::TooMany => "That was too often. Wait a minute, then try again.",
        CustomersText::FormTooOld => "This form is too old. Load the page again.",
        CustomersText::Automated => "This looks as if a program had filled it in. Load the page again, and type it yourself.",
        CustomersText::Challenge => "The check that you are a person was not passed. Take it again, then send.",
        CustomersText::ChallengeUnavailable => "Whether you are a person cannot be checked at the moment. Try again in a few minutes.",
        CustomersText::RegistrationClosed => "Nobody signs up here by themselves.",
        CustomersText::AddressRefused => "Nothing is taken from this address here.",
        CustomersText::SignInFirst => "Only customers who are signed in send requests here.",
        CustomersText::RemedyAskStaff => "Ask the support team to add you.",
        CustomersText::RemedySignIn => "Sign in first.",
    }
}

pub const fn sign_up(text: SignUpText) -> &'static str {
    match text {
        SignUpText::Send => "Send",
        SignUpText::Subject => "Subject",
        SignUpText::Description => "How can we help?",
        SignUpText::ReadIt => "Read it",
        SignUpText::AgreeFirst => "Agree to this first.",
        SignUpText::Received => "Thank you, your request has been sent.",
        SignUpText::ReceivedKnown => "The answer comes by mail, and you find the request in your profile.",
        SignUpText::ReceivedUnknown => {
            "The answer comes to {email}. If a mail asks you to confirm that address, do so first: until then the request waits."
        }
        SignUpText::Another => "Send another",
    }
}

pub const fn me(text: MeText) -> &'static str {
    match text {
        MeText::LookIntoMail => "Look into your mail",
        MeText::MailSent => "A mail is on its way to {email}. Open its link, or type its code here.",
        MeText::NoMail => "Nothing there? Look among the spam, and whether the address is right.",
        MeText::Code => "Six-digit code",
        MeText::CodeForm => "Type the six digits of the mail.",
        MeText::Confirm => "Confirm",
        MeText::SendAgain => "Send another mail",
        MeText::SendAgainIn => "Another mail in {seconds} s",
        MeText::SentAgain => "Another mail is on its way. Only its link and code work now.",
        MeText::OtherAddress => "Use another address",
        MeText::CodeWrong => "This is not the code of the last mail.",
        MeText::ProofExpired => "This link or code has been used already, or is too old. Have another mail sent.",
        MeText::Confirmed => "Your address is confirmed.",
        MeText::Released => "Your address is confirmed, and your request has reached us.",
        MeText::YourProfile => "Your profile",
        MeText::ConfirmAddress => "Confirm my address",
        MeText::WhyConfirm => {
            "You come from a mail of ours. By pressing the button you confirm that the address it was sent to is yours. If you have not asked for that mail, close this page: nothing happens."
        }
        MeText::SignIn => "Send me a link",
        MeText::HowSignIn => "Sign in with your address: a mail brings a link and a code. There is no password.",
        MeText::NoAccount => "Not a customer yet?",
        MeText::SignOut => "Sign out",
        MeText::SignedOut => "You are signed out.",
        MeText::Save => "Save changes",
        MeText::Saved => "Saved.",
        MeText::Unchanged => "Nothing has changed.",
        MeText::StaffChange => "The support team changes this for you: write to them.",
        MeText::Addresses => "Email addresses and numbers",
        MeText::Primary => "primary",
        MeText::Verified => "confirmed",
        MeText::Unverified => "not confirmed",
        MeText::MakePrimary => "Make primary",
        MeText::Verify => "Send a mail to confirm it",
        MeText::Remove => "Remove",
        MeText::ReallyRemove => "Remove {email}?",
        MeText::Removed => "Removed.",
        MeText::AnotherAddress => "Another email address of yours",
        MeText::AddAddress => "Add",
        MeText::LookIntoThatMail => "A mail is on its way to {email}. The address is yours once you have opened its link.",
        MeText::Yours => "This address is in your list already.",
        MeText::TooManyAddresses => "Confirm or remove the addresses that are not confirmed first.",
        MeText::LastAddress => "This is the last address by which we know you.",
        MeText::Requests => "Your requests",
        MeText::NoRequests => "You have sent none yet.",
        MeText::NewRequest => "Send a request",
        MeText::MoreRequests => "Show more",
        MeText::StateNew => "new",
        MeText::StateOpen => "open",
        MeText::StatePending => "waits for you",
        MeText::StateHold => "on hold",
        MeText::StateSolved => "solved",
        MeText::StateClosed => "closed",
        MeText::Stored => "What is stored about you",
        MeText::Download => "Download all of it",
        MeText::AskDeletion => "Ask for deletion",
        MeText::WhyDeletion => "The support team gets this as a request, and answers you. What has been deleted cannot be brought back.",
        MeText::ReallyDelete => "Yes, ask for deletion",
        MeText::DeletionAsked => "The support team has your wish, and answers you.",
        MeText::DeletionOff => "This account does not take that here. Write to the support team.",
    }
}
