//! The log of what has happened, which triggers write, and how far it has been read.

use std::sync::LazyLock;

use serde_json::{Map, Value};
use usher_shared::event::{EventType, Kind, Logged};
use usher_shared::value::Id;

use super::custom_fields;
use super::database::{Database, Refused, Rows, Statement};
use crate::failure::Failure;
use crate::runtime;

/// Rows that are read at once.
const READ: usize = 50;
/// How long an event is kept once it has been sent to everybody, or given up.
const KEPT_MS: u64 = 7 * 24 * 60 * 60 * 1000;
/// Rows that go at once: a few in a minute are many in a day, and no statement takes long.
pub const DROPPED: usize = 1_000;

/// SQL of the last event that has been read.
const PROGRESS: &str = "(SELECT last_event_id FROM event_progress WHERE id = 1)";

/// A row of the log.
pub struct Row {
    pub id: i64,
    pub at: String,
    /// The user, or the organization.
    pub subject: i64,
    pub logged: Logged,
    /// Columns of that one as they are now, or, of one that is gone, as they were.
    pub detail: Map<String, Value>,
}

/// An active webhook, and since when.
pub struct Listener {
    pub webhook: Id,
    pub hears_after: i64,
    pub subscriptions: Vec<EventType>,
}

/// What nobody has read yet.
pub struct Unread {
    /// The last event before.
    pub after: i64,
    pub rows: Vec<Row>,
    /// There are more.
    pub has_more: bool,
    pub listeners: Vec<Listener>,
}

const USER: &str = "
    SELECT json_object('created_at', u.created_at, 'external_id', u.external_id, 'role', u.role, 'updated_at', u.updated_at,
        'email', (SELECT i.value FROM identities i WHERE i.user_id = u.id AND i.type = 'email' AND i.is_primary = 1),
        'default_group_id', (SELECT m.group_id FROM group_memberships m WHERE m.user_id = u.id AND m.is_default = 1),
        'organization_id', (SELECT m.organization_id FROM organization_memberships m WHERE m.user_id = u.id AND m.is_default = 1))
    FROM users u WHERE u.id = e.subject_id";

const ORGANIZATION: &str = "
    SELECT json_object('created_at', o.created_at, 'external_id', o.external_id, 'group_id', o.group_id, 'name', o.name,
        'shared_comments', o.shared_comments, 'shared_tickets', o.shared_tickets, 'updated_at', o.updated_at)
    FROM organizations o WHERE o.id = e.subject_id";

static SELECT_UNREAD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT e.id, e.at, e.kind, e.subject_id, {} AS previous, {} AS current,
            iif(e.kind = 'organization', coalesce(({ORGANIZATION}), e.previous), ({USER})) AS detail
         FROM events e WHERE e.id > {PROGRESS} ORDER BY e.id LIMIT ?1",
        custom_fields::logged("e.previous"),
        custom_fields::logged("e.current")
    )
});

/// The next rows, and who listens.
pub async fn unread(db: &Database) -> Result<Unread, Failure> {
    let batch = vec![
        Statement::composed(format!("SELECT {PROGRESS} AS last_event_id")),
        Statement::new("SELECT id, hears_after, subscriptions FROM webhooks WHERE status = 'active' ORDER BY id"),
        Statement::new(&SELECT_UNREAD).bind(READ),
    ];
    let answered = db.read(batch).await?;
    let [progress, listeners, rows] = &answered[..] else { return Err(Failure::Fault("a batch answered less than it was asked".into())) };
    let parsed = || {
        Some(Unread {
            after: progress.integer("last_event_id")?,
            rows: (0..rows.len()).map(|at| row(rows, at)).collect::<Option<_>>()?,
            has_more: rows.len() as usize == READ,
            listeners: (0..listeners.len()).map(|at| listener(listeners, at)).collect::<Option<_>>()?,
        })
    };
    parsed().ok_or_else(|| Failure::Fault("the log of events does not parse".into()))
}

fn row(rows: &Rows, at: u32) -> Option<Row> {
    let object = |column| rows.text_at(at, column).and_then(|text| serde_json::from_str(&text).ok());
    let logged = Logged { kind: Kind::from_code(&rows.text_at(at, "kind")?)?, previous: object("previous"), current: object("current") };
    Some(Row {
        id: rows.integer_at(at, "id")?,
        at: rows.text_at(at, "at")?,
        subject: rows.integer_at(at, "subject_id")?,
        logged,
        detail: object("detail").unwrap_or_default(),
    })
}

fn listener(rows: &Rows, at: u32) -> Option<Listener> {
    Some(Listener {
        webhook: Id::from_number(rows.integer_at(at, "id")?).ok()?,
        hears_after: rows.integer_at(at, "hears_after")?,
        subscriptions: serde_json::from_str(&rows.text_at(at, "subscriptions")?).ok()?,
    })
}

/// Notes that so many rows of the log have been read, up to an event, in one batch with what comes of it. Whether nobody else has
/// read on, and they are all still there: of who has been purged since, nothing may come.
pub async fn progress(db: &Database, after: i64, last: i64, read: usize, mut comes_of_it: Vec<Statement>) -> Result<bool, Failure> {
    let is_as_read = format!("{PROGRESS} = ?1 AND (SELECT count(*) FROM events WHERE id > ?1 AND id <= ?2) = ?3");
    comes_of_it.insert(0, Statement::require(&is_as_read).bind(after).bind(last).bind(read));
    comes_of_it.push(Statement::new("UPDATE event_progress SET last_event_id = ?1 WHERE id = 1").bind(last));
    match db.batch(comes_of_it).await? {
        Ok(_) => Ok(true),
        Err(Refused::Changed) => Ok(false),
        Err(refused) => Err(Failure::Fault(format!("events cannot be passed on: {refused:?}"))),
    }
}

/// Whether there is something that nobody has read.
pub async fn is_any_unread(db: &Database) -> Result<bool, Failure> {
    let select = Statement::composed(format!("SELECT EXISTS (SELECT 1 FROM events WHERE id > {PROGRESS}) AS unread"));
    Ok(db.rows(select).await?.integer("unread") == Some(1))
}

/// Drops the oldest of what has been kept long enough, but nothing that is still to be read. (What is still to be sent has its
/// own copy.)
pub fn drop_old() -> Statement {
    Statement::composed(format!(
        "DELETE FROM events WHERE id IN (SELECT id FROM (SELECT id, at FROM events WHERE id <= {PROGRESS} ORDER BY id LIMIT ?2) WHERE at < ?1)"
    ))
    .bind(runtime::timestamp(runtime::now_ms() - KEPT_MS))
    .bind(DROPPED)
}
