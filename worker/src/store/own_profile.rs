//! Whoever calls, and all that is stored about them and theirs to see.

use usher_shared::value::Id;

use std::iter;

use wasm_bindgen::JsValue;

use super::database::{Rows, Statement};
use super::sideloads::{self, Beside, Sideload};
use super::user_json::{View, select_me};
use super::{identities, requests, ticket_comments};
use crate::call::Call;
use crate::failure::Failure;

/// The caller, and what is at their side.
pub async fn find_me(call: &Call, id: Id, sideloads: &[Sideload]) -> Result<Option<(JsValue, Beside)>, Failure> {
    let select = Statement::new(select_me(View::of(call.actor().standing))).bind(&call.base).bind(id);
    let beside = sideloads.iter().map(|sideload| sideload.of_one(call, id));
    let rows = call.db()?.read(iter::once(select).chain(beside).collect()).await?;
    Ok(rows[0].first("json").map(|json| (json, sideloads::read(sideloads, &rows[1..]))))
}

/// `{"user": …, "identities": […], "requests": […], "comments": […], "sessions": […], "mails": […]}`.
pub async fn export(call: &Call, user: Id) -> Result<Vec<u8>, Failure> {
    let of_user = |sql: String| Statement::composed(sql).bind(&call.base).bind(user);
    let theirs = "t.requester_id = ?2 AND t.deleted = 0 AND t.is_public = 1";
    let lists = [
        ("identities", format!("SELECT {} AS json FROM identities i WHERE i.user_id = ?2 ORDER BY i.id", *identities::JSON)),
        (
            "organizations",
            "SELECT json_object('id', o.id, 'name', o.name) AS json FROM organization_memberships m
            JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = ?2 AND ?1 IS NOT NULL ORDER BY o.id"
                .into(),
        ),
        ("requests", format!("SELECT {} AS json FROM tickets t WHERE {theirs} ORDER BY t.id", requests::json_for(user))),
        (
            "comments",
            format!(
                "SELECT {} AS json FROM ticket_comments c JOIN tickets t ON t.id = c.ticket_id
            WHERE {theirs} AND c.public = 1 ORDER BY c.id",
                *ticket_comments::OF_REQUEST
            ),
        ),
        (
            "sessions",
            "SELECT json_object('created_at', created_at, 'expires_at', expires_at) AS json FROM sessions
            WHERE user_id = ?2 AND ?1 IS NOT NULL ORDER BY id"
                .into(),
        ),
        (
            "mails",
            "SELECT json_object('kind', kind, 'email', email, 'status', status, 'created_at', created_at) AS json FROM outbox
            WHERE user_id = ?2 AND ?1 IS NOT NULL ORDER BY id"
                .into(),
        ),
    ];
    let mut batch = vec![of_user(select_me(View::Customer).into())];
    batch.extend(lists.iter().map(|(_, sql)| of_user(sql.clone())));
    let rows = call.db()?.read(batch).await?;
    let mut json = rows[0].long_text("json");
    json.pop();
    for ((key, _), rows) in lists.iter().zip(&rows[1..]) {
        json += &format!(",\"{key}\":[{}]", texts(rows).join(","));
    }
    Ok((json + "}").into_bytes())
}

fn texts(rows: &Rows) -> Vec<String> {
    (0..rows.len()).filter_map(|at| rows.text_at(at, "json")).collect()
}
