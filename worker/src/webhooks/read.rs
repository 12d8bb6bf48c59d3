//! From the log to what each webhook is to be told.

use std::collections::{BTreeSet, HashSet};

use sha2::{Digest, Sha256};
use usher_shared::event::{Event, Subject, envelope};
use usher_shared::value::Id;
use worker::Env;

use super::{READ, send, wake};
use crate::auth::uuid;
use crate::failure::Failure;
use crate::store::database::Database;
use crate::store::events::{self, Listener, Row, Unread};
use crate::store::webhook_invocations::{New, insertions};

/// How often one message reads: D1 runs 50 statements for a call of the Worker on its free plan (Cloudflare, D1 limits).
const MOST_READS: usize = 4;
/// Bytes of bodies that one batch writes, if it is not for one event alone.
const MOST_BYTES: usize = 2_000_000;

/// Reads on in the log. What is left is another message's.
pub async fn on(env: &Env) -> Result<(), Failure> {
    let db = Database::of(env)?;
    let mut told = BTreeSet::new();
    let mut has_more = true;
    for _ in 0..MOST_READS {
        has_more = step(&db, &mut told).await?;
        if !has_more {
            break;
        }
    }
    for webhook in told {
        wake(env, webhook, 0).await?;
    }
    if has_more { send(env, READ, 0).await } else { Ok(()) }
}

/// Whether there may be more.
async fn step(db: &Database, told: &mut BTreeSet<Id>) -> Result<bool, Failure> {
    let Unread { after, rows, mut has_more, listeners } = events::unread(db).await?;
    let (mut new, mut bytes, mut last) = (Vec::new(), 0, None);
    for (before, row) in rows.iter().enumerate() {
        let of_row: Vec<_> = told_by(row, &listeners);
        bytes += of_row.iter().map(|new| new.body.len()).sum::<usize>();
        if bytes > MOST_BYTES && last.is_some() {
            has_more = true;
            break;
        }
        new.extend(of_row);
        last = Some((row.id, before + 1));
    }
    let Some((last, read)) = last else { return Ok(false) };
    queue_up(&mut new);
    // Somebody else is at it, or it has changed, and who has changed it sends a message.
    if !events::progress(db, after, last, read, insertions(&new)).await? {
        return Ok(false);
    }
    told.extend(new.iter().map(|new| new.webhook));
    Ok(has_more)
}

/// What a row tells, to each webhook that listens to it.
fn told_by(row: &Row, listeners: &[Listener]) -> Vec<New> {
    let subject = Subject { kind: row.logged.kind, id: row.subject, at: &row.at, detail: &row.detail };
    let mut new = Vec::new();
    for event in row.logged.events() {
        let hears = |listener: &&Listener| row.id > listener.hears_after && listener.subscriptions.contains(&event.event_type);
        let mut listeners = listeners.iter().filter(hears).peekable();
        if listeners.peek().is_none() {
            continue;
        }
        let event_id = id_of(row, &event);
        let body = envelope(&subject, &event_id, &event).to_string();
        new.extend(listeners.map(|listener| New {
            webhook: listener.webhook,
            event_id: event_id.clone(),
            event_type: event.event_type,
            subject: row.subject,
            body: body.clone(),
            waits: false,
        }));
    }
    new
}

/// Of one subject one after the other.
fn queue_up(new: &mut [New]) {
    let mut seen = HashSet::new();
    for new in new {
        new.waits = !seen.insert((new.webhook, new.subject));
    }
}

/// The same each time that the event is read.
fn id_of(row: &Row, event: &Event) -> String {
    let field = event.field.as_deref().unwrap_or_default();
    let hash = Sha256::digest(format!("{} {} {} {} {field}", row.id, row.at, row.subject, event.event_type.code()));
    uuid(&hash.into())
}
