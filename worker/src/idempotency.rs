//! `Idempotency-Key`: the same request, sent twice, happens once and gets the same answer.

use sha2::{Digest, Sha256};
use usher_shared::problem::Plain;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;
use worker::Env;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::store::conflict::Conflict;
use crate::store::database::Database;
use crate::store::idempotency::{self, Remembered};

/// A request that may be sent again.
pub struct Idempotency {
    pub key: String,
    /// SHA-256 of method, path, query and body, in hex.
    pub fingerprint: String,
}

impl Idempotency {
    /// Of a POST whose body has been read; `None` without the header. Other methods do the same when they are sent again.
    pub fn of(call: &Call) -> Result<Option<Self>, Failure> {
        let Some(key) = call.header("idempotency-key").filter(|_| call.method == "POST") else { return Ok(None) };
        if !(1..=255).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Plain::IdempotencyKeyForm.into());
        }
        let mut hash = Sha256::new();
        for part in [&call.method, &call.request.url()] {
            hash.update(part);
            hash.update([0]);
        }
        hash.update(&*call.body_bytes());
        Ok(Some(Self { key, fingerprint: crate::auth::hex(&hash.finalize()) }))
    }

    /// The answer that this request got before, if it did.
    pub async fn replay(&self, call: &Call) -> Result<Option<Answer>, Failure> {
        let Some(Remembered { status, location, body, .. }) = self.remembered(call).await? else { return Ok(None) };
        let answer = Answer::json_text(status, body).header("x-idempotency-lookup", "hit");
        Ok(Some(match location {
            Some(location) => answer.header("location", location),
            None => answer,
        }))
    }

    /// What is remembered under this key; an error if another request had it.
    pub async fn remembered(&self, call: &Call) -> Result<Option<Remembered>, Failure> {
        match idempotency::find(call, &self.key).await? {
            Some(remembered) if remembered.fingerprint != self.fingerprint => Err(Plain::IdempotencyMismatch.into()),
            remembered => Ok(remembered),
        }
    }
}

/// Once a minute.
pub async fn tidy(env: &Env) -> Result<(), Failure> {
    idempotency::tidy(&Database::of(env)?).await
}

/// What the request was answered before, if it was.
pub async fn replay(call: &Call, idempotency: Option<&Idempotency>) -> Result<Option<Answer>, Failure> {
    match idempotency {
        Some(idempotency) => idempotency.replay(call).await,
        None => Ok(None),
    }
}

/// Why nothing was written.
pub enum Obstacle {
    /// Chance gave an id that is taken, or another request came in between: trying again may do it.
    Passing,
    Lasting(Failure),
}

impl From<Conflict> for Obstacle {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::Id | Conflict::Repeated => Self::Passing,
            Conflict::Invalid(_) | Conflict::Denied(_) => Self::Lasting(conflict.into()),
        }
    }
}

/// How often something passing may be in the way.
const TRIES: usize = 3;

/// Writes, and answers what came of it: a request that is sent again is answered as it was before.
pub async fn write(
    call: &Call,
    idempotency: Option<&Idempotency>,
    attempt: impl AsyncFn() -> Result<Result<Answer, Obstacle>, Failure>,
) -> Result<Answer, Failure> {
    for _ in 0..TRIES {
        let obstacle = match attempt().await? {
            Ok(answer) => return Ok(first(idempotency, answer)),
            Err(obstacle) => obstacle,
        };
        // A request that is sent again finds its own values taken: what it was answered before goes first.
        if let Some(answer) = replay(call, idempotency).await? {
            return Ok(answer);
        }
        if let Obstacle::Lasting(failure) = obstacle {
            return Err(failure);
        }
    }
    Err(Plain::Collision.into())
}

/// Adds a record, and answers it.
pub async fn add(
    call: &Call,
    idempotency: Option<&Idempotency>,
    location: impl Fn(&Call, Id) -> String,
    insert: impl AsyncFn() -> Result<Result<(Id, JsValue), Conflict>, Failure>,
) -> Result<Answer, Failure> {
    let attempt = async || Ok(insert().await?.map(|(id, body)| added(location(call, id), body)).map_err(Obstacle::from));
    write(call, idempotency, attempt).await
}

/// The answer to a request that has added a record.
pub fn added(location: String, body: JsValue) -> Answer {
    Answer::json_text(201, body).header("location", location)
}

/// The answer to a request that has changed a record, if there is one; or what the same request was answered before.
pub async fn changed(
    call: &Call,
    idempotency: Option<&Idempotency>,
    status: u16,
    stored: Result<Option<JsValue>, impl Into<Failure>>,
) -> Result<Answer, Failure> {
    match stored {
        Ok(body) => Ok(first(idempotency, Answer::json_text(status, body.ok_or(Plain::NotFound)?))),
        Err(conflict) => replay(call, idempotency).await?.ok_or_else(|| conflict.into()),
    }
}

/// The answer to a request that was not sent before.
pub fn first(idempotency: Option<&Idempotency>, answer: Answer) -> Answer {
    if idempotency.is_some() { answer.header("x-idempotency-lookup", "miss") } else { answer }
}
