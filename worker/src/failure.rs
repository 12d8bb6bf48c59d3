//! What a handler fails with: a problem, which is told, or a fault, which is logged and told as "internal".

use usher_shared::problem::{Plain, Problem};
use worker::wasm_bindgen::JsValue;

use crate::answer::Answer;
use crate::call::Call;
use crate::log;

/// A `Fault` has no way to the caller: only [`Failure::told`] turns it into an answer, and that names nothing.
#[derive(Debug)]
pub enum Failure {
    Problem(Problem),
    Fault(String),
}

impl Failure {
    pub fn told(self, call: &Call) -> Answer {
        let problem = match self {
            Self::Problem(problem) => problem,
            Self::Fault(cause) => {
                log::fault(call, &cause);
                Plain::Internal.into()
            }
        };
        let answer = Answer::json(problem.status(), &problem);
        match (problem.status(), &problem) {
            // Pages sign in by themselves: of `Basic`, a browser would ask for a password (Fetch standard, HTTP-network-or-cache fetch).
            (401, _) if call.header("sec-fetch-mode").is_some() => answer.header("www-authenticate", "Session realm=\"Usher\""),
            (401, _) => answer.header("www-authenticate", "Basic realm=\"Web Password\""),
            (_, Problem::Denied(denial)) => answer.header("x-denied-rule", denial.code()),
            _ => answer,
        }
    }
}

impl<P: Into<Problem>> From<P> for Failure {
    fn from(problem: P) -> Self {
        Self::Problem(problem.into())
    }
}

/// A platform call that failed for no reason of the caller's.
pub fn fault(cause: &JsValue) -> Failure {
    Failure::Fault(js_sys::Error::from(cause.clone()).to_string().into())
}
