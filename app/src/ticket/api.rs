//! What is sent, and what the form is told of the answer.

use std::cell::OnceCell;

use js_sys::{Object, Reflect};
use usher_shared::problem::OF_REQUESTER;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::state::{Part, TicketState, key_with};
use crate::api::{get, object, set};
use crate::host::{Host, random_uuid};

const TICKETS: &str = "/api/v2/tickets";

thread_local! {
    static PAGE: OnceCell<String> = const { OnceCell::new() };
}

/// Opens a ticket with this text for the user of `{"user": …}`: with a key, who is added with it; else who is there. Answers
/// `{status, body}` as the form has it of a customer who is added without one; the host has the ticket.
pub async fn open(host: &Host, user: JsValue, text: &str, key: Option<String>) -> Result<JsValue, JsValue> {
    let state = TicketState::of(text);
    let (user, ticket) = (get(&user, "user"), Object::new());
    set(&ticket, "subject", &state.typed_text(Part::Subject).into());
    set(&ticket, "description", &state.typed_text(Part::Said).into());
    let (path, key) = if let Some(key) = key {
        set(&ticket, "requester", &user);
        ([TICKETS, "?entry_point=", &host.entry_point()].concat(), key_with(&key, text))
    } else {
        let id = get(&user, "id");
        set(&ticket, "requester_id", &id);
        let page = PAGE.with(|page| page.get_or_init(random_uuid).clone());
        (TICKETS.into(), key_with(&[&page, "-", &id.as_f64().unwrap_or_default().to_string()].concat(), text))
    };
    let answer = JsFuture::from(host.send("POST", &path, &object("ticket", &ticket), Some(&key))).await?;
    let body = get(&answer, "body");
    let (ticket, added) = (get(&body, "ticket"), get(&body, "user"));
    let told = if ticket.is_object() {
        set(host.unchecked_ref(), "opened", &ticket);
        // Of a customer who was there the answer has no more than the form knew.
        object("user", if added.is_object() { &added } else { &user })
    } else {
        refused(&body)
    };
    set(answer.unchecked_ref(), "body", &told);
    Ok(answer)
}

/// The mistakes of the requester are those of the form.
fn refused(body: &JsValue) -> JsValue {
    let (told, details) = (Object::assign(&Object::new(), body.unchecked_ref()), Object::new());
    for key in Reflect::own_keys(&get(body, "details")).unwrap_or_default().iter().filter_map(|key| key.as_string()) {
        set(&details, key.strip_prefix(OF_REQUESTER).unwrap_or(&key), &get(&get(body, "details"), &key));
    }
    set(&told, "details", &details);
    told.into()
}
