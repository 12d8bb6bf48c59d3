//! The edge: a shell that fetches facts, asks `usher-shared`, and stores the answer.

mod addresses;
mod answer;
mod auth;
mod bookmark;
mod browser;
mod call;
mod check;
mod cors;
mod dns;
mod etag;
mod failure;
mod idempotency;
mod inbound;
mod jobs;
mod json;
mod log;
pub mod openapi;
mod outbound;
mod outbox;
mod page;
mod precondition;
mod rate_limit;
mod router;
mod routes;
mod runtime;
mod store;
mod webhooks;

use worker::{Context, Env, ForwardableEmailMessage, MessageBatch, ScheduleContext, ScheduledEvent, event, web_sys};

use answer::Answer;
use call::Call;
use store::{last_used, mail_domains};

#[event(start)]
fn start() {
    runtime::queue_microtasks_by_promise();
}

/// Every request: answered in full, logged once, never with an error that names internals.
#[event(fetch)]
async fn fetch(request: web_sys::Request, env: Env, context: Context) -> worker::Result<Answer> {
    let started = runtime::now_ms();
    let mut call = Call::new(request, env);
    let answer = match router::answer(&mut call).await {
        Ok(answer) => answer,
        Err(failure) => failure.told(&call),
    };
    call.drain().await;
    let answer = addresses::tell(&call, bookmark::give(&call, rate_limit::tell(&call, etag::apply(&call, answer))));
    let answer = browser::guard(&call, cors::allow(&call, answer)).header("x-request-id", &call.request_id);
    log::request(&call, &answer, runtime::now_ms() - started);
    // Almost every write that is done has changed somebody. Who has no webhooks sends nothing.
    if call.account.is_listened_to && call.method != "GET" && answer.status < 300 {
        context.wait_until(webhooks::tell(call.env.clone()));
    }
    if call.proves.get() {
        context.wait_until(proved(call.env.clone()));
    }
    if call.mails.get() {
        context.wait_until(outbox::tell(call.env.clone()));
    }
    let found = call.addresses.take_found();
    if !found.is_empty() {
        context.wait_until(mail_domains::keep(call.env.clone(), found));
    }
    if let Some(key) = call.caller.embed_key
        && let Some(now) = last_used::due(key)
    {
        context.wait_until(last_used::note(call.env, key, now));
    }
    Ok(answer)
}

/// What follows from an address that is proved. What fails is done by the clock.
async fn proved(env: Env) {
    if let Err(failure) = routes::proofs::tidy(&env).await {
        log::schedule_fault(&failure);
    }
}

/// What requests have left to be done.
#[event(queue)]
async fn queue(messages: MessageBatch<String>, env: Env, _context: Context) -> worker::Result<()> {
    match messages.queue().as_str() {
        webhooks::QUEUE => webhooks::receive(&messages, &env).await,
        outbox::QUEUE => outbox::receive(&messages, &env).await,
        _ => jobs::receive(&messages, &env).await,
    }
    Ok(())
}

/// A message to the support address. What fails is kept by the sender's server, which sends it again.
#[event(email)]
async fn email(message: ForwardableEmailMessage, env: Env, context: Context) -> worker::Result<()> {
    match inbound::receive(&message, &env).await {
        Ok(is_to_be_told) => {
            if is_to_be_told {
                context.wait_until(webhooks::tell(env));
            }
            Ok(())
        }
        Err(_) => Err("the message could not be dealt with".into()),
    }
}

/// What is to be done from time to time.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let proofs = routes::proofs::tidy(&env).await;
    let told = [webhooks::tidy(&env).await, outbox::tidy(&env).await];
    for done in [jobs::tidy(&env).await, idempotency::tidy(&env).await, proofs].into_iter().chain(told) {
        if let Err(failure) = done {
            log::schedule_fault(&failure);
        }
    }
}
