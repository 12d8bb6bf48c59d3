//! What a query can say: the Worker reads nothing else of it, and `/openapi.json` names nothing else.

/// A parameter of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: Kind,
    /// A sentence for whoever writes a client.
    pub about: &'static str,
}

/// What a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A whole number in this range.
    Number {
        least: u32,
        most: u32,
    },
    /// One of these.
    OneOf(&'static [&'static str]),
    /// At most 100 ids, with commas between.
    Ids,
    /// At most 100 texts, with commas between.
    Texts,
}

const fn parameter(name: &'static str, kind: Kind, about: &'static str) -> Parameter {
    Parameter { name, kind, about }
}

const PER_PAGE: Parameter = parameter("per_page", Kind::Number { least: 0, most: 100 }, "Rows a page, by offset.");
const PAGE: Parameter = parameter("page", Kind::Number { least: 0, most: 10_000 }, "Which page, from 1. Offset pages end at 10,000 rows.");
const AFTER: Parameter = parameter("page[after]", Kind::Text, "A cursor: the page after it.");
const SORT_BY: Parameter = parameter("sort_by", Kind::Text, "What offset pages are sorted by.");
const SORT_ORDER: Parameter = parameter("sort_order", Kind::Text, "The direction of offset pages: asc or desc.");

/// Which part of a list, by offset or by cursor, and in which order.
pub const PAGED: &[Parameter] = &[
    PAGE,
    PER_PAGE,
    parameter("page[size]", Kind::Number { least: 1, most: 100 }, "Rows a page, by cursor."),
    AFTER,
    parameter("page[before]", Kind::Text, "A cursor: the page before it."),
    parameter("sort", Kind::Text, "What cursor pages are sorted by; - before it turns the order around."),
    SORT_BY,
    SORT_ORDER,
];

/// Which part of what a search found, and in which order.
pub const FOUND: &[Parameter] = &[PAGE, PER_PAGE, SORT_BY, SORT_ORDER];

/// Which part of an export.
pub const EXPORTED: &[Parameter] = &[parameter("page[size]", Kind::Number { least: 1, most: 1_000 }, "Rows a page."), AFTER];

/// Since when, or from where on, changed records are exported.
pub const SINCE: &[Parameter] = &[
    parameter("start_time", Kind::Text, "Seconds since 1970: what has changed since."),
    parameter("per_page", Kind::Number { least: 0, most: 1_000 }, "Rows a call."),
];

pub const START_TIME: &[Parameter] = &[parameter("start_time", Kind::Text, "Seconds since 1970: only what has changed since.")];

/// Which of what was said.
pub const SAID: &[Parameter] = &[
    parameter("since", Kind::Text, "Only what was said from this time on (ISO 8601)."),
    parameter("role", Kind::OneOf(&["agent", "end_user"]), "Only what these have said."),
];

pub const CURSOR: &[Parameter] = &[parameter("cursor", Kind::Text, "Where the last call ended, in place of start_time.")];

pub const INCLUDE: &[Parameter] =
    &[parameter("include", Kind::Text, "What comes beside the records, with commas between. What there is nothing of is ignored.")];

pub const IDS: &[Parameter] = &[parameter("ids", Kind::Ids, "Which records.")];

pub const EXTERNAL_IDS: &[Parameter] =
    &[parameter("external_ids", Kind::Texts, "Which records, by the ids that another system has given.")];

pub const EXTERNAL_ID: &[Parameter] = &[parameter("external_id", Kind::Text, "The id that another system has given.")];

pub const NAME: &[Parameter] = &[parameter("name", Kind::Text, "The name, or how it begins.")];

pub const WHOLE_NAME: &[Parameter] = &[parameter("name", Kind::Text, "The whole name, in any case.")];

pub const PHONE: &[Parameter] = &[
    parameter("phone", Kind::Text, "A telephone number."),
    parameter("filter", Kind::Text, "assignable: only whom tickets can be assigned to."),
];

pub const QUERY: &[Parameter] = &[parameter("query", Kind::Text, "What is looked for, in the syntax of the search.")];

pub const RESULT_TYPE: &[Parameter] = &[parameter("filter[type]", Kind::Text, "user or organization: only these.")];

pub const ROLES: &[Parameter] = &[
    parameter("role", Kind::Text, "Only users of this role; of several, with commas between."),
    parameter("role[]", Kind::Text, "Another role, as often as needed."),
];

pub const PERMISSION_SET: &[Parameter] = &[parameter("permission_set", Kind::Text, "Only agents of the custom role with this id.")];

pub const DELETED: &[Parameter] = &[parameter("include_deleted", Kind::Text, "true: deleted users too.")];

pub const TYPES: &[Parameter] =
    &[parameter("type", Kind::Text, "Only identities of this type."), parameter("type[]", Kind::Text, "Another type, as often as needed.")];

pub const ENTRY_POINT: &[Parameter] =
    &[parameter("entry_point", Kind::OneOf(crate::form::EntryPoint::CODES), "What form is asked about, or filled in.")];

pub const KEYS: &[Parameter] = &[parameter("keys", Kind::Texts, "Which fields.")];

pub const WEBHOOKS: &[Parameter] = &[
    parameter("filter[name_contains]", Kind::Text, "Only webhooks with this in their name."),
    parameter("filter[status]", Kind::OneOf(crate::webhook::Status::CODES), "Only webhooks of this status."),
];

pub const LIKE_WEBHOOK: &[Parameter] =
    &[parameter("clone_webhook_id", Kind::Text, "The webhook that it is to be like, but for what the body says.")];

pub const TESTED_WEBHOOK: &[Parameter] = &[parameter("webhook_id", Kind::Text, "The webhook that is tested, but for what the body says.")];

pub const OUTBOX: &[Parameter] =
    &[parameter("filter[status]", Kind::OneOf(crate::webhook::STATUSES), "Only these; failed are the dead letters.")];

pub const INVOCATIONS: &[Parameter] = &[
    parameter("filter[status]", Kind::OneOf(crate::webhook::STATUSES), "Only these; failed are the dead letters."),
    parameter("filter[from_ts]", Kind::Text, "Only those from this time on (ISO 8601)."),
    parameter("filter[to_ts]", Kind::Text, "Only those up to this time (ISO 8601)."),
];
