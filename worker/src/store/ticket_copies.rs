//! Who gets copies of which ticket.

use serde_json::json;
use usher_shared::ticket::{Cast, Changes, Copies, Recipients};
use usher_shared::value::Id;

use super::database::Statement;

/// SQL of JSON: the ids of those who get copies of the ticket `t` in either way, by mail, and as followers.
pub const ALL_IDS: &str =
    "(SELECT json_group_array(id) FROM (SELECT DISTINCT user_id AS id FROM ticket_copies WHERE ticket_id = t.id ORDER BY id))";
pub const EMAIL_CC_IDS: &str = "(SELECT json_group_array(user_id) FROM ticket_copies WHERE ticket_id = t.id AND kind = 'email_cc')";
pub const FOLLOWER_IDS: &str = "(SELECT json_group_array(user_id) FROM ticket_copies WHERE ticket_id = t.id AND kind = 'follower')";

/// SQL of the ids of the tickets of which somebody gets copies.
pub fn tickets_of(kind: &str, whom: &str) -> String {
    format!("SELECT ticket_id FROM ticket_copies WHERE user_id = {whom} AND kind = '{kind}'")
}

/// Whoever comes and goes with this audit.
pub fn write(audit: Id, changes: &Changes, cast: &Cast) -> Vec<Statement> {
    let kinds = [("email_cc", &changes.email_ccs, &cast.email_ccs), ("follower", &changes.followers, &cast.followers)];
    kinds.into_iter().flat_map(|(kind, copies, named)| write_kind(audit, kind, copies, named)).collect()
}

fn write_kind(audit: Id, kind: &str, copies: &Copies, named: &Recipients) -> Vec<Statement> {
    let statement = |sql, ids: &[Id]| Statement::new(sql).bind(audit).bind(kind).bind(json!(ids).to_string());
    let leave = if copies.replaces {
        "DELETE FROM ticket_copies WHERE ticket_id = (SELECT ticket_id FROM ticket_audits WHERE id = ?1) AND kind = ?2
         AND user_id NOT IN (SELECT value FROM json_each(?3))"
    } else {
        "DELETE FROM ticket_copies WHERE ticket_id = (SELECT ticket_id FROM ticket_audits WHERE id = ?1) AND kind = ?2
         AND user_id IN (SELECT value FROM json_each(?3))"
    };
    let leaving = if copies.replaces { &named.put } else { &named.delete };
    let join = "INSERT OR IGNORE INTO ticket_copies (ticket_id, kind, user_id)
        SELECT a.ticket_id, ?2, p.value FROM ticket_audits a, json_each(?3) p WHERE a.id = ?1";
    let leave = (copies.replaces || !named.delete.is_empty()).then(|| statement(leave, leaving));
    let join = (!named.put.is_empty()).then(|| statement(join, &named.put));
    leave.into_iter().chain(join).collect()
}
