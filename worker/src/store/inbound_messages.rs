//! Messages that have come in, each once, and whom one is from.

use serde::Deserialize;
use serde_json::json;
use usher_shared::registration::Known;
use usher_shared::ticket::Status;
use usher_shared::value::{EmailAddress, Id};

use super::database::Statement;
use super::registration::{self, Lists};
use super::suspended_tickets::LAST;
use super::tickets::{copied_to, requested_by};
use crate::call::Call;
use crate::failure::Failure;

/// SQL of JSON about the one whose address `?1` is: what decides about what they send.
const SENDER: &str = "(SELECT json_object('id', u.id, 'verified', i.verified, 'suspended', u.suspended, 'is_staff', u.role != 'end-user')
    FROM identities i JOIN users u ON u.id = i.user_id AND u.active = 1
    WHERE i.type = 'email' AND i.normal_form = ?1 AND i.released = 0)";

/// What is written of a message, together with what it brings about.
pub struct Letter {
    /// By what it is known again, in hex.
    pub digest: String,
    /// The digest of its Message-ID.
    pub message_id: Option<String>,
    /// The address that it is from.
    pub from: EmailAddress,
    /// What was known of the sender when it was decided what becomes of it: JSON.
    pub sender: Option<String>,
}

impl Letter {
    /// Fails, and with it the batch, where the sender is somebody else by now.
    pub fn still(&self) -> Statement {
        Statement::require(&format!("{SENDER} IS ?2")).bind(self.from.normal_form()).bind(&self.sender)
    }

    /// Fails, and with it the batch, where the message has come before. About the ticket of this audit.
    pub fn note(&self, audit: Id) -> Statement {
        let insert = "INSERT INTO inbound_messages (digest, message_id, ticket_id, created_at)
            SELECT ?1, ?2, a.ticket_id, a.created_at FROM ticket_audits a WHERE a.id = ?3";
        Statement::new(insert).bind(&self.digest).bind(&self.message_id).bind(audit)
    }

    /// The same about what the batch has just made wait.
    pub fn note_waiting(&self, now: &str) -> Statement {
        let insert = format!("INSERT INTO inbound_messages (digest, message_id, ticket_id, created_at) VALUES (?1, ?2, {LAST}, ?3)");
        Statement::composed(insert).bind(&self.digest).bind(&self.message_id).bind(now)
    }
}

/// What may be answered: tickets that are named, and digests of Message-IDs.
pub struct Answered {
    pub tickets: Vec<Id>,
    pub message_ids: Vec<String>,
}

/// Whoever has the address that a message is from.
#[derive(Deserialize)]
struct Sender {
    id: Id,
    verified: i32,
    suspended: i32,
    is_staff: i32,
}

/// What is looked up before anything becomes of a message.
pub struct Found {
    /// It has come before.
    pub is_repeated: bool,
    pub lists: Lists,
    pub sender: Option<String>,
    pub id: Option<Id>,
    pub known: Known,
    pub is_staff: bool,
    /// What it goes on with: a ticket of the sender's, or of which they get copies, and how that is.
    pub ticket: Option<(Id, Status)>,
}

/// One round trip.
pub async fn find(call: &Call, digest: &str, from: &EmailAddress, answered: &Answered) -> Result<Found, Failure> {
    let repeated = Statement::new("SELECT 1 AS found FROM inbound_messages WHERE digest = ?1").bind(digest);
    let sender = Statement::composed(format!("SELECT {SENDER} AS sender")).bind(from.normal_form());
    let statements = vec![repeated, sender, registration::select(&[from.normal_form()]), select_ticket(from, answered)];
    let rows = call.db()?.read(statements).await?;
    let sender = rows[1].text("sender");
    let known: Option<Sender> = sender.as_deref().and_then(|json| serde_json::from_str(json).ok());
    let ticket = rows[3].integer("id").and_then(|id| Id::from_number(id).ok());
    Ok(Found {
        is_repeated: rows[0].len() > 0,
        lists: registration::lists(&rows[2])?,
        sender,
        id: known.as_ref().map(|known| known.id),
        known: match &known {
            None => Known::Nobody,
            Some(known) if known.suspended != 0 => Known::Suspended,
            Some(known) if known.verified != 0 => Known::Verified,
            Some(_) => Known::Unverified,
        },
        is_staff: known.is_some_and(|known| known.is_staff != 0),
        ticket: ticket.zip(rows[3].text("status").and_then(|status| Status::from_code(&status))),
    })
}

/// The newest that is not closed, of those that are answered and that the sender sees as requests.
fn select_ticket(from: &EmailAddress, answered: &Answered) -> Statement {
    let select = format!(
        "SELECT t.id, t.status FROM identities i
         JOIN users u ON u.id = i.user_id AND u.active = 1
         CROSS JOIN tickets t ON t.id IN (SELECT value FROM json_each(?2)
             UNION SELECT m.ticket_id FROM inbound_messages m WHERE m.message_id IN (SELECT value FROM json_each(?3)))
         WHERE i.type = 'email' AND i.normal_form = ?1 AND i.released = 0 AND t.is_public = 1 AND (({}) OR ({}))
         ORDER BY t.status = 'closed', t.id DESC LIMIT 1",
        requested_by("u.id"),
        copied_to("u.id")
    );
    Statement::composed(select)
        .bind(from.normal_form())
        .bind(json!(answered.tickets).to_string())
        .bind(json!(answered.message_ids).to_string())
}
