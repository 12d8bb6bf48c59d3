//! Names of our mails that nobody can make up: whoever answers one has got it.

use hmac::Mac;
use usher_shared::inbound::{Named, Reference};
use usher_shared::value::{EmailAddress, Id};
use worker::Env;

use crate::auth::{hex, secrets};
use crate::failure::Failure;

/// Bytes of a seal: 128 bits.
const SEAL: usize = 16;

/// The seal of a name, in hex, which mail programs leave as it is. `recipient`: the normal form of the address that it holds for, or
/// nothing where it holds for everybody who has got the mail.
fn seal(env: &Env, named: Named, id: Id, recipient: &str) -> Result<String, Failure> {
    let key = secrets::derive(env, "names of mails")?;
    let mac = secrets::mac(key.as_bytes(), format!("{}.{id}.{recipient}", named.code()).as_bytes()).finalize().into_bytes();
    Ok(hex(&mac[..SEAL]))
}

/// Of what a message answers, the tickets that are named by us.
pub fn tickets(env: &Env, references: &[String]) -> Result<Vec<Id>, Failure> {
    let mut tickets = Vec::new();
    for reference in references.iter().filter_map(|id| Reference::parse(id)).filter(|reference| reference.named == Named::Ticket) {
        if reference.seal == seal(env, Named::Ticket, reference.id, "")? {
            tickets.push(reference.id);
        }
    }
    Ok(tickets)
}

/// The Message-ID of a mail that goes to this address.
pub fn of_mail(env: &Env, id: Id, recipient: &str, sender: &str) -> Result<String, Failure> {
    let seal = seal(env, Named::Mail, id, EmailAddress::parse(recipient).as_ref().map_or(recipient, EmailAddress::normal_form))?;
    let host = sender.split_once('@').map_or(sender, |(_, host)| host);
    Ok(format!("{}.{id}.{seal}@{host}", Named::Mail.code()))
}

/// Whether this is the Message-ID of a mail that went from here to this address.
pub fn went_to(env: &Env, message_id: &str, recipient: &EmailAddress) -> Result<bool, Failure> {
    match Reference::parse(message_id) {
        Some(Reference { named: Named::Mail, id, seal: given }) => Ok(given == seal(env, Named::Mail, id, recipient.normal_form())?),
        _ => Ok(false),
    }
}
