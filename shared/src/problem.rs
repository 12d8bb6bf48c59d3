//! Everything that can go wrong, once; with the status and the body in which the API tells it.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::codes::codes;
use crate::form::Field;
use crate::policy::Denial;
use crate::settings::SettingsError;
use crate::user::FieldError;
use crate::value::Invalid;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// What was sent cannot be stored; every mistake in it.
    InvalidFields(Vec<Mistake>),
    /// The caller may not do this.
    Denied(Denial),
    /// What needs nothing but its code.
    Plain(Plain),
    /// The same about one parameter, in the address or in the body, by its name.
    Named(Plain, &'static str),
    /// Settings that are none, or that nobody could satisfy.
    InvalidSettings(Vec<SettingsError>),
}

/// A mistake in a record, and the key that it is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub key: Cow<'static, str>,
    pub invalid: Invalid,
    /// What another record has already.
    pub taken: Option<String>,
    /// What or whom at the key it is about, where the key's value is a record: a part of it, or somebody's name.
    pub about: Option<String>,
    /// How long the text may be, in UTF-16 units, where it is too long; how many tags, where they are too many.
    pub max: Option<usize>,
}

impl Mistake {
    pub fn new(key: impl Into<Cow<'static, str>>, invalid: Invalid) -> Self {
        Self { key: key.into(), invalid, taken: None, about: None, max: None }
    }
}

impl From<FieldError> for Mistake {
    fn from(error: FieldError) -> Self {
        Self { max: has_limit(error.invalid).then(|| error.limit()), ..Self::new(error.field.code(), error.invalid) }
    }
}

codes! {
    /// Problems that carry no data.
    pub enum Plain {
        CredentialsMissing = "credentials_missing",
        CredentialsWrong = "credentials_wrong",
        TokenExpired = "token_expired",
        TokenInvalid = "token_invalid",
        OriginRefused = "origin_refused",
        MalformedJson = "malformed_json",
        ContentType = "content_type",
        BodyTooLarge = "body_too_large",
        MissingObject = "missing_object",
        InvalidId = "invalid_id",
        InvalidParameter = "invalid_parameter",
        TooManyValues = "too_many_values",
        TooManyUsers = "too_many_users",
        PageTooDeep = "page_too_deep",
        SearchTooDeep = "search_too_deep",
        QueryForm = "query_form",
        DefaultGroup = "default_group",
        NotFound = "not_found",
        NoSuchEndpoint = "no_such_endpoint",
        MethodNotAllowed = "method_not_allowed",
        IdempotencyKeyForm = "idempotency_key_form",
        IdempotencyMismatch = "idempotency_mismatch",
        CannotMerge = "cannot_merge",
        Collision = "collision",
        SettingsStale = "settings_stale",
        PreconditionFailed = "precondition_failed",
        TooManyRequests = "too_many_requests",
        TooManyJobs = "too_many_jobs",
        Internal = "internal",
    }
}

impl From<Plain> for Problem {
    fn from(plain: Plain) -> Self {
        Self::Plain(plain)
    }
}

impl From<Vec<FieldError>> for Problem {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::InvalidFields(errors.into_iter().map(Mistake::from).collect())
    }
}

impl From<Vec<Mistake>> for Problem {
    fn from(mistakes: Vec<Mistake>) -> Self {
        Self::InvalidFields(mistakes)
    }
}

impl From<Denial> for Problem {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl Problem {
    /// The HTTP status (RFC 9110; where Zendesk has one of its own for the case, that one).
    pub const fn status(&self) -> u16 {
        match self {
            Self::InvalidFields(_) | Self::InvalidSettings(_) => 422,
            Self::Denied(Denial::SignInRequired) => 401,
            Self::Denied(_) => 403,
            Self::Plain(plain) | Self::Named(plain, _) => plain.told().0,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidFields(_) => "invalid_fields",
            Self::Denied(_) => "denied",
            Self::Plain(plain) | Self::Named(plain, _) => plain.code(),
            Self::InvalidSettings(_) => "invalid_settings",
        }
    }
}

impl Problem {
    /// Zendesk's `error`, and what is wrong, for where both are one text: the rows of jobs.
    pub fn in_words(&self) -> (&'static str, String) {
        match self {
            Self::InvalidFields(mistakes) => {
                let told: Vec<_> = mistakes.iter().map(|mistake| format!("{}: {}", label(&mistake.key), sentence(mistake))).collect();
                ("RecordInvalid", told.join("; "))
            }
            Self::InvalidSettings(_) => ("RecordInvalid", "These settings cannot be saved".to_string()),
            Self::Denied(denial) => ("Forbidden", denial.reason().to_string()),
            Self::Plain(plain) => (plain.told().1, plain.told().2.to_string()),
            Self::Named(plain, name) => (plain.told().1, plain.told_of(name)),
        }
    }
}

impl Plain {
    /// The same about this parameter.
    pub const fn at(self, name: &'static str) -> Problem {
        Problem::Named(self, name)
    }

    /// The description, with the name of the parameter that it is about.
    fn told_of(self, name: &str) -> String {
        match self {
            Self::InvalidParameter => format!("Parameter {name} is missing, or has a value that it cannot have."),
            Self::MissingObject => format!("Parameter {name} is missing, or is not what this endpoint takes."),
            Self::TooManyValues => format!("Parameter {name} cannot specify more than 100 values"),
            other => other.told().2.to_string(),
        }
    }

    /// Status, Zendesk's `error`, and a description for a person who reads answers.
    pub const fn told(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::CredentialsMissing => (401, NOT_AUTHENTICATED, "Send an API token: as Bearer TOKEN, or as Basic with EMAIL/token:TOKEN."),
            Self::CredentialsWrong => (401, NOT_AUTHENTICATED, "No such token, or it belongs to somebody else."),
            Self::TokenExpired => (401, NOT_AUTHENTICATED, "The embed token has expired. Have the portal sign a new one."),
            Self::TokenInvalid => (
                401,
                NOT_AUTHENTICATED,
                "The embed token is not signed with a key of this account, or a claim is missing or cannot be accepted.",
            ),
            Self::OriginRefused => {
                (403, "Forbidden", "This page's origin is not one of those that the embed key allows. Ask an admin to add it.")
            }
            Self::MalformedJson => (400, "InvalidJSON", "The body is not JSON in UTF-8, or nests deeper than it may."),
            Self::ContentType => (415, "UnsupportedMediaType", "Send the body as application/json."),
            Self::BodyTooLarge => (413, "PayloadTooLarge", "The body is larger than it may be."),
            Self::MissingObject => (400, "ParameterMissing", "The body lacks the object that this endpoint takes."),
            Self::InvalidId => (400, "InvalidId", "An id is a positive integer."),
            Self::InvalidParameter => {
                (400, "InvalidParameter", "A parameter, in the address or in the body, has a value that it cannot have.")
            }
            // Two spaces, as recorded: the parameter's name is missing between them.
            Self::TooManyValues => (400, "TooManyValues", "Parameter  cannot specify more than 100 values"),
            Self::TooManyUsers => (400, "TooManyValues", "Maximum 100 users may be created per call"),
            Self::PageTooDeep => (400, "InvalidPage", "Offset pages end at 10,000 rows. Use cursors: page[size] and page[after]."),
            // As recorded: `error` tells zenpy that no results are left.
            Self::SearchTooDeep => (422, "invalid", "Invalid search: Requested response size was greater than Search Response Limits"),
            Self::QueryForm => (400, "Query Error", "Invalid query syntax"),
            Self::DefaultGroup => (422, "RecordInvalid", "The default group cannot be deleted: new agents are in it."),
            Self::NotFound => (404, "RecordNotFound", "Not found"),
            Self::NoSuchEndpoint => (404, "InvalidEndpoint", "Not found"),
            Self::MethodNotAllowed => (405, "MethodNotAllowed", "This address takes other methods: see the header Allow."),
            Self::IdempotencyKeyForm => (400, "IdempotentRequestError", "An idempotency key has 1 to 255 visible ASCII characters."),
            Self::IdempotencyMismatch => (400, "IdempotentRequestError", "Request parameters don't match the given idempotency key"),
            Self::CannotMerge => (422, "RecordInvalid", "Only a customer can be merged, and into another customer."),
            Self::Collision => (409, "DatabaseConflict", "Database collision"),
            Self::SettingsStale => (409, "Conflict", "Somebody has changed the settings since. Read them again."),
            Self::PreconditionFailed => {
                (412, "PreconditionFailed", "The record is not as the entity tag in If-Match says. Read it again, and decide again.")
            }
            Self::TooManyRequests => {
                (429, "TooManyRequests", "More requests than the limit allows. Retry-After says how many seconds to wait.")
            }
            Self::TooManyJobs => (429, "TooManyJobs", "So many jobs are under way that no more are taken. Wait until one is done."),
            Self::Internal => (500, "InternalError", "Something went wrong here. The log has it under this answer's request id."),
        }
    }
}

const NOT_AUTHENTICATED: &str = "Couldn't authenticate you";

/// The body as Zendesk's clients read it, with the codes that its own lacks.
///
/// Shapes of `error`, `description` and `details`: Zendesk, recorded answers and client libraries. Beyond them: `code`
/// (top level and in each detail), `max`, and of a refusal `rule`, `reason` and `remedy`.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        match self {
            Self::InvalidFields(mistakes) => {
                body.serialize_entry("error", "RecordInvalid")?;
                body.serialize_entry("description", "Record validation errors")?;
                body.serialize_entry("details", &Details(mistakes))?;
            }
            Self::Denied(Denial::SignInRequired) => body.serialize_entry("error", NOT_AUTHENTICATED)?,
            Self::Denied(_) => body.serialize_entry("error", &Forbidden)?,
            Self::Plain(Plain::InvalidId) => body.serialize_entry("error", &InvalidIdBody("id"))?,
            Self::Named(Plain::InvalidId, name) => body.serialize_entry("error", &InvalidIdBody(name))?,
            Self::Plain(plain) => {
                body.serialize_entry("error", plain.told().1)?;
                body.serialize_entry("description", plain.told().2)?;
            }
            Self::Named(plain, name) => {
                body.serialize_entry("error", plain.told().1)?;
                body.serialize_entry("description", &plain.told_of(name))?;
            }
            Self::InvalidSettings(errors) => {
                body.serialize_entry("error", "RecordInvalid")?;
                body.serialize_entry("description", "These settings cannot be saved")?;
                body.serialize_entry("details", errors)?;
            }
        }
        if let Self::Plain(Plain::TooManyValues) | Self::Named(Plain::TooManyValues, _) = self {
            body.serialize_entry("max_count", &100)?;
        }
        body.serialize_entry("code", self.code())?;
        if let Self::Denied(denial) = self {
            body.serialize_entry("rule", denial.code())?;
            body.serialize_entry("reason", denial.reason())?;
            body.serialize_entry("remedy", denial.remedy())?;
        }
        body.end()
    }
}

struct Forbidden;

impl Serialize for Forbidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("title", "Forbidden")?;
        map.serialize_entry(
            "message",
            "You do not have access to this page. Please contact the account owner of this help desk for further help.",
        )?;
        map.end()
    }
}

/// With the name of what should be an id.
struct InvalidIdBody<'a>(&'a str);

impl Serialize for InvalidIdBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("title", "Invalid attribute")?;
        map.serialize_entry("message", &format!("You passed an invalid value for the {} attribute. must be an integer", self.0))?;
        map.end()
    }
}

struct Details<'a>(&'a [Mistake]);

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_first = |at: usize| !self.0[..at].iter().any(|before| before.key == self.0[at].key);
        let at = |key: &Cow<_>| self.0.iter().filter(move |mistake| mistake.key == *key).map(Detail).collect::<Vec<_>>();
        let keys = self.0.iter().enumerate().filter(|(index, _)| is_first(*index)).map(|(_, mistake)| &mistake.key);
        serializer.collect_map(keys.map(|key| (key, at(key))))
    }
}

struct Detail<'a>(&'a Mistake);

impl Serialize for Detail<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Mistake { key, invalid, max, .. } = self.0;
        let mut map = serializer.serialize_map(None)?;
        // What is about the whole record has a sentence of its own.
        let description = if key == "base" { sentence(self.0) } else { format!("{}: {}", label(key), sentence(self.0)) };
        map.serialize_entry("description", &description)?;
        map.serialize_entry("error", zendesk_error(*invalid))?;
        map.serialize_entry("code", invalid.code())?;
        if let Some(max) = max {
            map.serialize_entry("max", max)?;
        }
        map.end()
    }
}

/// The key as Zendesk's descriptions begin with it: `time_zone` is "Time zone", `external_id` "External", `fields.plan` "Plan".
pub(crate) fn label(key: &str) -> String {
    let key = key.rsplit('.').next().unwrap_or(key);
    let mut letters = key.strip_suffix("_id").unwrap_or(key).chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters.map(|letter| if letter == '_' { ' ' } else { letter })).collect()
}

/// Zendesk's own sentence where it has one, else one of ours. For people who read API answers; the widget has its own.
fn sentence(mistake: &Mistake) -> String {
    match (&mistake.about, mistake.invalid) {
        (Some(name), Invalid::Suspended) => format!("{name} is suspended."),
        (Some(count), Invalid::HasTickets) => format!("User is requester on {count} ticket(s) that are not closed."),
        // Two spaces, as recorded.
        (Some(part), _) => format!("{part}:  {}", sentence_about(mistake, part)),
        (None, _) => sentence_about(mistake, &mistake.key),
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
const fn has_limit(invalid: Invalid) -> bool {
    is_too_long(invalid) || matches!(invalid, Invalid::TooManyTags)
}

/// Zendesk's code for the kind of mistake.
const fn zendesk_error(invalid: Invalid) -> &'static str {
    match invalid {
        Invalid::Blank | Invalid::Required | Invalid::ContactRequired => "BlankValue",
        _ if is_too_long(invalid) => "ValueTooLong",
        Invalid::Taken => "DuplicateValue",
        Invalid::Unknown => "RecordNotFound",
        _ => "InvalidValue",
    }
}

impl Problem {
    /// One of each, for the golden file of wire codes and for the test that renders them all.
    pub fn samples() -> Vec<Self> {
        let refused = |invalid| Mistake::from(FieldError { field: Field::Email, invalid });
        let mut samples: Vec<_> = Invalid::ALL.iter().map(|invalid| Self::InvalidFields(vec![refused(*invalid)])).collect();
        samples.push(Self::InvalidFields(vec![Mistake { taken: Some("a@b.example".into()), ..refused(Invalid::Taken) }]));
        samples.extend(Denial::ALL.iter().map(|denial| Self::Denied(*denial)));
        samples.extend(Plain::ALL.iter().map(|plain| Self::Plain(*plain)));
        samples.extend([Plain::InvalidParameter.at("sort_by"), Plain::TooManyValues.at("ids"), Plain::MissingObject.at("ids")]);
        samples.push(Plain::InvalidId.at("permission_set"));
        samples.extend(
            crate::settings::SettingsFault::ALL
                .iter()
                .map(|code| Self::InvalidSettings(vec![SettingsError { path: "entry_points.agent.fields.name".into(), code: *code }])),
        );
        samples
    }
}
