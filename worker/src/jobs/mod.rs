//! Bulk calls, item by item, after they have been answered: what the queue's messages and the clock bring about.
//!
//! An item's effect and its row are written by one batch, and the row's primary key refuses the second of two. So a
//! message may come late, twice or while another consumer is at the same job: no item is done twice, and none is lost.

mod organization_memberships;
mod organizations;
mod pack;
mod users;

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Value};
use usher_shared::job::{JobKind, Outcome, Row};
use usher_shared::problem::{Plain, Problem};
use usher_shared::value::Id;
use worker::{Env, MessageBatch, MessageExt};

use crate::auth;
use crate::call::Call;
use crate::failure::Failure;
use crate::log;
use crate::runtime;
use crate::store::account::Account;
use crate::store::database::{Database, Refused};
use crate::store::jobs::{self, DONE_ALREADY, Job, Payload, STALE_MS};
use crate::webhooks;
use pack::{Pack, Step};

/// Statements that one message may bring about: D1 runs 50 for a call of the Worker on its free plan (Cloudflare, D1 limits).
const MOST_STATEMENTS: usize = 45;
/// Items that are looked at together, and written together if nothing refuses: after so many somebody sees progress.
const MOST_ITEMS: usize = 50;
/// How often chance may give an id that is taken.
const TRIES: usize = 3;

/// Every message names a job.
pub async fn receive(messages: &MessageBatch<String>, env: &Env) {
    for message in messages.iter().flatten() {
        let Ok(id) = Id::parse(message.body()) else { continue };
        let done = run(env, id).await;
        // Whom a job has changed or deleted calls as what they are now; also where it came to nothing in the end.
        auth::forget();
        match done {
            Ok(()) => message.ack(),
            Err(cause) => {
                log::job_fault(id, &cause);
                message.retry();
            }
        }
    }
}

/// Once a minute.
pub async fn tidy(env: &Env) -> Result<(), Failure> {
    let db = Database::of(env)?;
    jobs::tidy(&db).await?;
    for id in jobs::stale(&db).await? {
        send(env, id).await?;
    }
    Ok(())
}

/// Has a job done.
pub async fn send(env: &Env, id: Id) -> Result<(), Failure> {
    let failed = |error: worker::Error| Failure::Fault(error.to_string());
    env.queue("JOBS").map_err(failed)?.send(id.to_string()).await.map_err(failed)
}

thread_local! {
    /// When this isolate has sent a job again.
    static SENT_AGAIN: RefCell<HashMap<Id, u64>> = RefCell::default();
}

/// Sends jobs again that have lost their message. Somebody waits for each and asks every second, so once in a while will do;
/// what fails is sent by the clock.
pub async fn send_again(call: &Call, ids: &[Id]) {
    let now = runtime::now_ms();
    for id in ids {
        let due = SENT_AGAIN.with_borrow_mut(|sent| {
            sent.retain(|_, at| now < *at + STALE_MS);
            sent.insert(*id, now).is_none()
        });
        if due && let Err(Failure::Fault(cause)) = send(&call.env, *id).await {
            log::fault(call, &cause);
        }
    }
}

/// Does what a message may; what is left is another message's.
async fn run(env: &Env, id: Id) -> Result<(), Failure> {
    let Some(Job { kind, caller, request_id, settings, fields, payload, done, is_listened_to }) =
        jobs::find(&Database::of(env)?, id).await?
    else {
        return Ok(());
    };
    let account = Account { settings, fields, ..Account::default() };
    let call = Call::afterwards(env.clone(), "jobs", request_id, caller, account)?;
    let todo: Vec<_> = (0..payload.items.len()).filter(|item| !done.contains(item)).collect();
    let mut run = Run { call: &call, job: id, kind, payload: &payload, todo, spent: 1, alone: 0, tries: 0 };
    if run.todo.is_empty() {
        return run.write(Pack::default()).await.map(|_| ());
    }
    while run.go_on().await? {}
    if is_listened_to {
        webhooks::tell(env.clone()).await;
    }
    if run.todo.is_empty() { Ok(()) } else { send(env, id).await }
}

/// One message's work on a job.
struct Run<'a> {
    call: &'a Call,
    job: Id,
    kind: JobKind,
    payload: &'a Payload,
    /// Items without a row.
    todo: Vec<usize>,
    /// Statements so far.
    spent: usize,
    /// So many items go one by one, because one of them was refused together with the others.
    alone: usize,
    /// How often the item that goes alone has met a bad chance.
    tries: usize,
}

/// What became of a batch.
enum Written {
    All,
    /// Another consumer has done one of the items.
    Overtaken,
    Refused(Refused),
    Failed(String),
}

impl Run<'_> {
    /// The next few items. Whether there is something left that this message may do.
    async fn go_on(&mut self) -> Result<bool, Failure> {
        let size = if self.alone > 0 { 1 } else { MOST_ITEMS };
        let items: Vec<_> = self.todo.iter().copied().take(size).collect();
        let records: Vec<_> = items.iter().map(|item| self.record(*item)).collect();
        let mut pack = Pack::default();
        for (item, step) in items.into_iter().zip(self.decide(&records).await?) {
            if !pack.take(self.job, self.kind, item, step) {
                break;
            }
        }
        // Looking took a statement, and so does the job's own row.
        if self.spent > 1 && self.spent + pack.statements() + 2 > MOST_STATEMENTS {
            return Ok(false);
        }
        self.spent += pack.statements() + 2;
        let (count, stake) = (pack.items(), pack.take_stake());
        match self.write(pack).await? {
            Written::All => self.settle(count),
            Written::Overtaken => return Ok(false),
            Written::Refused(_) | Written::Failed(_) if count > 1 => self.alone = count,
            Written::Refused(refused) if self.is_perhaps_there_now(&refused) => return self.refuse(None).await,
            Written::Refused(refused) => {
                self.spent += 1;
                let problem = pack::blame(self.call, refused, stake).await?;
                return self.refuse(problem).await;
            }
            Written::Failed(cause) => {
                log::fault(self.call, &cause);
                let is_last = self.tries + 1 >= TRIES;
                return self.refuse(is_last.then(|| Plain::Internal.into())).await;
            }
        }
        Ok(!self.todo.is_empty() && self.spent < MOST_STATEMENTS)
    }

    /// Whether another request may have added the user since the look: another look finds them, and the item changes them, as in the
    /// single call.
    fn is_perhaps_there_now(&self, refused: &Refused) -> bool {
        self.kind == JobKind::CreateOrUpdateUsers && self.tries == 0 && matches!(refused, Refused::Unique(_))
    }

    /// The first item that is left cannot be done. Without a problem it may be tried again.
    async fn refuse(&mut self, problem: Option<Problem>) -> Result<bool, Failure> {
        self.tries += 1;
        let Some(problem) = problem.or_else(|| (self.tries >= TRIES).then(|| Plain::Collision.into())) else { return Ok(true) };
        let mut pack = Pack::default();
        pack.take(self.job, self.kind, self.todo[0], Step::failed(None, problem));
        self.spent += pack.statements() + 1;
        match self.write(pack).await? {
            Written::All => self.settle(1),
            Written::Overtaken | Written::Refused(_) => return Ok(false),
            Written::Failed(cause) => return Err(Failure::Fault(cause)),
        }
        Ok(!self.todo.is_empty() && self.spent < MOST_STATEMENTS)
    }

    fn settle(&mut self, count: usize) {
        self.todo.drain(..count);
        self.alone = self.alone.saturating_sub(count);
        self.tries = 0;
    }

    async fn write(&self, pack: Pack) -> Result<Written, Failure> {
        let mut batch = pack.into_statements();
        batch.push(jobs::moved(self.job));
        Ok(match self.call.db()?.batch(batch).await {
            Ok(Ok(_)) => Written::All,
            Ok(Err(Refused::Unique(index))) if index == DONE_ALREADY => Written::Overtaken,
            Ok(Err(refused)) => Written::Refused(refused),
            Err(Failure::Fault(cause)) => Written::Failed(cause),
            Err(problem) => return Err(problem),
        })
    }

    /// An item with what all have in common; its own keys go first.
    fn record(&self, item: usize) -> Value {
        match &self.payload.items[item] {
            Value::Object(own) if !self.payload.common.is_empty() => {
                let mut record = self.payload.common.clone();
                record.extend(own.clone());
                Value::Object(record)
            }
            other => other.clone(),
        }
    }

    async fn decide(&self, records: &[Value]) -> Result<Vec<Step>, Failure> {
        match self.kind {
            JobKind::CreateUsers | JobKind::CreateOrUpdateUsers | JobKind::UpdateUsers | JobKind::DeleteUsers => {
                users::steps(self.call, self.kind, records).await
            }
            JobKind::CreateOrganizations | JobKind::UpdateOrganizations | JobKind::DeleteOrganizations => {
                organizations::steps(self.call, self.kind, records).await
            }
            JobKind::CreateOrganizationMemberships => organization_memberships::additions(self.call, records).await,
            JobKind::DeleteOrganizationMemberships => organization_memberships::deletions(self.call, records).await,
        }
    }
}

/// Items are objects.
fn object(record: &Value) -> Result<&Map<String, Value>, Failure> {
    record.as_object().ok_or_else(|| Plain::MissingObject.into())
}

/// The id that was sent; a blank one is none.
fn id(record: &Map<String, Value>) -> Result<Option<Id>, Failure> {
    let text = match record.get("id") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) if text.is_empty() => return Ok(None),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    Id::parse(&text).map(Some).map_err(|_| Plain::InvalidId.into())
}

/// The step of each record; what is wrong with one is told in its row.
async fn each(
    records: &[Value],
    claims: impl Fn(usize) -> Vec<String>,
    step: impl AsyncFn(&Value) -> Result<Step, (Option<Id>, Failure)>,
) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::with_capacity(records.len());
    for (at, record) in records.iter().enumerate() {
        let step = match step(record).await {
            Ok(step) => step,
            Err((id, Failure::Problem(problem))) => Step::failed(id, problem),
            Err((_, fault)) => return Err(fault),
        };
        steps.push(Step { claims: claims(at), ..step });
    }
    Ok(steps)
}

fn row(kind: JobKind, index: usize, outcome: Outcome) -> Row {
    Row { kind, index, outcome }
}
