//! Requests to others: nobody waits for them longer than there is time.

use std::time::Duration;

use futures_util::future::{Either, select};
use worker::{AbortController, AbortSignal, Delay};

/// Ends a request that nobody waits for any longer.
pub struct Aborting(AbortController);

impl Aborting {
    pub fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

/// Why there is no answer.
pub enum NoAnswer {
    Late,
    Failed(worker::Error),
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Late => f.write_str("no answer in time"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// What comes of requests within the time that there is.
pub async fn within<T>(ms: u64, request: impl AsyncFnOnce(&Aborting) -> worker::Result<T>) -> Result<T, NoAnswer> {
    let aborting = Aborting(AbortController::default());
    let result = {
        let asked = Box::pin(request(&aborting));
        let late = Box::pin(Delay::from(Duration::from_millis(ms)));
        match select(asked, late).await {
            Either::Left((answered, _)) => answered.map_err(NoAnswer::Failed),
            Either::Right(_) => Err(NoAnswer::Late),
        }
    };
    aborting.0.abort();
    result
}
