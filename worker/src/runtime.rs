//! The clock, chance, and ids: the inputs that no rule has. The only file that asks the platform for them.

use std::cell::Cell;

use js_sys::{JsString, Uint8Array};
use usher_shared::value::Id;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    fn random_uuid() -> String;

    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsString) -> Uint8Array;
}

/// A text in UTF-8, by the platform: the glue's own way takes a long text letter by letter.
pub fn utf8(text: &JsString) -> Vec<u8> {
    TextEncoder::new().encode(text).to_vec()
}

#[wasm_bindgen(inline_js = "
export function queueMicrotasksByPromise() {
  const settled = Promise.resolve();
  globalThis.queueMicrotask = (task) => {
    settled.then(() => {
      try {
        task();
      } catch (error) {
        reportError(error);
      }
    });
  };
}
")]
extern "C" {
    /// Gives `queueMicrotask` another body with the same meaning (HTML standard, microtask queuing): what a task throws is
    /// reported, so that a panic still makes worker-build's shell begin anew. A future asks for one each time that it goes
    /// on, and workerd's own is dear: without it, a request that shows a user takes 0.03 ms less CPU (docs/benchmarks.md).
    #[wasm_bindgen(js_name = queueMicrotasksByPromise)]
    pub fn queue_microtasks_by_promise();
}

/// Milliseconds since 1970. In workerd the clock stands still between two answers from outside.
pub fn now_ms() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time since 1970 is a positive integer far below 2^53")]
    let now = js_sys::Date::now() as u64;
    now
}

/// [`timestamp`] of this moment.
pub fn now() -> String {
    timestamp(now_ms())
}

/// The time to the second, as D1 keeps it and the API shows it: `2026-11-23T08:20:00Z`.
pub fn timestamp(ms: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let date = js_sys::Date::new(&(ms as f64).into());
    let mut text = String::from(date.to_iso_string());
    // `2026-11-23T08:20:00.123Z`
    text.truncate(19);
    text.push('Z');
    text
}

/// The time as mails have it (RFC 5322, 3.3): `Mon, 23 Nov 2026 08:20:00 +0000`.
pub fn rfc5322(ms: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let date = js_sys::Date::new(&(ms as f64).into());
    // Like it but for the zone's name (ECMAScript, `toUTCString`).
    String::from(date.to_utc_string()).replace("GMT", "+0000")
}

/// Seconds since 1970 of such a time; 0 of what is none.
pub fn seconds(timestamp: &str) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a time since 1970 is a positive integer far below 2^53; NaN is 0"
    )]
    let seconds = (js_sys::Date::parse(timestamp) / 1000.0) as u64;
    seconds
}

/// 122 random bits.
pub fn unique() -> String {
    random_uuid()
}

/// 244 random bits, in letters and digits.
pub fn secret() -> String {
    [random_uuid(), random_uuid()].concat().replace('-', "")
}

thread_local! {
    static LAST: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

/// A new id. Within an isolate each is larger than the one before; between isolates a random start in each millisecond
/// keeps them apart, and the primary key refuses what chance did not.
pub fn new_id() -> Id {
    let now = now_ms();
    LAST.with(|last| {
        let (ms, sequence) = last.get();
        let next = if now > ms {
            // Room for ids that follow in the same millisecond.
            (now, random_below(Id::PER_MILLISECOND / 2))
        } else if sequence + 1 < Id::PER_MILLISECOND {
            (ms, sequence + 1)
        } else {
            (ms + 1, 0)
        };
        last.set(next);
        Id::at(next.0, next.1)
    })
}

fn random_below(bound: u64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "between 0 and a small bound")]
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    let number = (js_sys::Math::random() * bound as f64) as u64;
    number
}
