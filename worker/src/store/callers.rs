//! Whose token it is.

use serde::de::DeserializeOwned;
use usher_shared::policy::{Actor, Configuration, Role, Standing, TicketRestriction};
use usher_shared::value::Id;

use super::database::{Rows, Statement};
use crate::auth::embed_token::Agent;
use crate::auth::{Known, Lookup};
use crate::runtime;

const COLUMNS: &str = "u.id, u.role, u.role_type, u.ticket_restriction, u.active AND NOT u.suspended AS in_good_standing,
    (SELECT c.configuration FROM custom_roles c WHERE c.id = u.custom_role_id) AS custom_role,
    (SELECT json_group_array(m.organization_id) FROM organization_memberships m WHERE m.user_id = u.id) AS organizations,
    (SELECT json_group_array(i.normal_form) FROM identities i WHERE i.user_id = u.id AND i.type = 'email') AS emails";

pub fn select(lookup: &Lookup) -> Statement {
    match lookup {
        Lookup::Token { hash } => Statement::composed(format!(
            "SELECT {COLUMNS}, NULL AS origins FROM api_tokens t JOIN users u ON u.id = t.user_id
             WHERE t.hash = ?1 AND t.revoked_at IS NULL"
        ))
        .bind(hash),
        Lookup::Session { hash } => Statement::composed(format!(
            "SELECT {COLUMNS}, NULL AS origins FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.hash = ?1 AND s.expires_at > ?2 AND u.role = 'end-user'"
        ))
        .bind(hash)
        .bind(runtime::now()),
        Lookup::Embed { key, agent } => {
            let (whose, value) = match agent {
                Agent::Email(normal) => {
                    ("u.id = (SELECT user_id FROM identities WHERE type = 'email' AND normal_form = ?2 AND released = 0)", normal)
                }
                Agent::ExternalId(normal) => ("u.external_id_normal_form = ?2 AND u.active = 1", normal),
            };
            Statement::composed(format!(
                "SELECT {COLUMNS}, k.origins FROM embed_keys k JOIN users u ON {whose} WHERE k.id = ?1 AND k.revoked_at IS NULL"
            ))
            .bind(*key)
            .bind(value)
        }
    }
}

/// The caller of the row, if there is one.
pub fn known(rows: &Rows) -> Option<Known> {
    let restriction = rows.text("ticket_restriction").and_then(|code| TicketRestriction::from_code(&code));
    // A configuration that nothing can read gives the least.
    let custom_role = rows.text("custom_role").map(|json| serde_json::from_str::<Configuration>(&json).unwrap_or_default().role());
    let standing = Standing::of(
        Role::from_code(&rows.text("role")?)?,
        rows.integer("role_type"),
        restriction,
        custom_role,
        rows.integer("in_good_standing") == Some(1),
    );
    Some(Known {
        actor: Actor { id: Some(Id::from_number(rows.integer("id")?).ok()?), standing },
        organizations: list(&rows.text("organizations")?),
        restriction,
        emails: list(&rows.text("emails")?),
        origins: rows.text("origins").map(|json| list(&json)),
    })
}

fn list<T: DeserializeOwned>(json: &str) -> Vec<T> {
    serde_json::from_str(json).unwrap_or_default()
}
