//! Whom a ticket names, and the ticket as it is: what is looked up before anything of it is written.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::json;
use usher_shared::ticket::{Changes, Known, Status};
use usher_shared::value::Id;

use super::database::Statement;
use super::registration::{self, Lists};
use crate::call::Call;
use crate::failure::Failure;

/// A ticket, as far as it decides what may become of it.
#[derive(Deserialize)]
pub struct Stored {
    pub status: Status,
    pub requester_id: Id,
    pub is_assigned: bool,
}

pub struct Found {
    pub known: Vec<Known>,
    pub has_group: bool,
    pub ticket: Option<Stored>,
    /// Of the allowlist and the blocklist, what is about those who are named by an address.
    pub lists: Lists,
}

/// A ticket that changes: its id, and SQL that holds of the ticket `?1` if the caller may see it.
pub struct Target {
    pub id: Id,
    pub seen: String,
}

/// Those with the addresses `?1` and the ids `?2`, and the requester of the ticket `?3`, as [`Known`]. `CROSS`: each is looked
/// up; SQLite would rather go through everybody.
static PEOPLE: LazyLock<String> = LazyLock::new(|| {
    let person = |address: &str, verified: &str| {
        format!(
            "SELECT json_object('id', u.id, 'address', {address}, 'name', u.name,
                'is_staff', json(iif(u.role = 'end-user', 'false', 'true')), 'suspended', json(iif(u.suspended, 'true', 'false')),
                'verified', json({verified}),
                'organizations', (SELECT json_group_array(organization_id) FROM organization_memberships WHERE user_id = u.id)) AS person"
        )
    };
    format!(
        "SELECT json_group_array(json(person)) AS people FROM (
           {by_address} FROM json_each(?1) a
             CROSS JOIN identities i ON i.type = 'email' AND i.normal_form = a.value AND i.released = 0
             CROSS JOIN users u ON u.id = i.user_id AND u.active = 1
           UNION ALL {by_id} FROM json_each(?2) a CROSS JOIN users u ON u.id = a.value AND u.active = 1
           UNION ALL {by_id} FROM tickets t CROSS JOIN users u ON u.id = t.requester_id AND u.active = 1 WHERE t.id = ?3)",
        by_address = person("i.normal_form", "iif(i.verified, 'true', 'false')"),
        by_id = person("NULL", "'false'")
    )
});

/// Those who are named and are there, the caller, and of a ticket that is changed the requester. One round trip.
pub async fn find(call: &Call, changes: &Changes, target: Option<&Target>) -> Result<Found, Failure> {
    let (addresses, mut ids) = changes.named();
    ids.extend(call.actor().id);
    let ticket = target.map_or(0, |target| target.id.number());
    let people = Statement::new(&PEOPLE).bind(json!(addresses).to_string()).bind(json!(ids).to_string()).bind(ticket);
    let group = Statement::new("SELECT 1 AS found FROM groups WHERE id = ?1 AND deleted = 0").bind(changes.group.flatten());
    let mut statements = vec![people, group, registration::select(&addresses)];
    statements.extend(target.map(|target| {
        let select = "SELECT json_object('status', t.status, 'requester_id', t.requester_id,
            'is_assigned', json(iif(t.assignee_id IS NULL, 'false', 'true'))) AS ticket FROM tickets t";
        Statement::composed(format!("{select} WHERE {}", target.seen)).bind(target.id)
    }));
    let rows = call.db()?.read(statements).await?;
    Ok(Found {
        known: serde_json::from_str(&rows[0].long_text("people")).unwrap_or_default(),
        has_group: rows[1].len() > 0,
        lists: registration::lists(&rows[2])?,
        ticket: rows.get(3).and_then(|rows| serde_json::from_str(&rows.text("ticket")?).ok()),
    })
}
