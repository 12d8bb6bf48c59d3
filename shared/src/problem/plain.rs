//! Problems that carry no data: each with its status and its words.

use alloc::format;
use alloc::string::{String, ToString};

use super::Problem;
use crate::codes::codes;

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
        AddressRefused = "address_refused",
        RegistrationClosed = "registration_closed",
        CodeWrong = "code_wrong",
        ProofExpired = "proof_expired",
        SelfEditingOff = "self_editing_off",
        DeletionRequestsOff = "deletion_requests_off",
        CannotMerge = "cannot_merge",
        Collision = "collision",
        SettingsStale = "settings_stale",
        PreconditionFailed = "precondition_failed",
        TooManyRequests = "too_many_requests",
        TooManyJobs = "too_many_jobs",
        Internal = "internal",
    }
}
impl Plain {
    /// The same about this parameter.
    pub const fn at(self, name: &'static str) -> Problem {
        Problem::Named(self, name)
    }

    /// The description, with the name of the parameter that it is about.
    pub(super) fn told_of(self, name: &str) -> String {
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
            Self::AddressRefused => (403, "Forbidden", "This account takes nothing from this address. Ask its staff to add you."),
            Self::RegistrationClosed => (403, "Forbidden", "Nobody signs up here by themselves. Ask the account's staff to add you."),
            Self::CodeWrong => (422, "RecordInvalid", "This is not the code of the last mail. Look again, or have another sent."),
            Self::ProofExpired => {
                (422, "RecordInvalid", "This link or code has been used, is too old, or never was one. Have another sent.")
            }
            Self::SelfEditingOff => (403, "Forbidden", "Customers of this account do not change their profile. Ask its staff to."),
            Self::DeletionRequestsOff => (403, "Forbidden", "Customers of this account do not ask for deletion here. Write to its staff."),
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
pub(super) const NOT_AUTHENTICATED: &str = "Couldn't authenticate you";
