//! Addresses that are said to be a customer's, and what asks their mail's reader.

use serde_json::json;
use usher_shared::policy::Role;
use usher_shared::proof::{Claim, Purpose};
use usher_shared::value::{EmailAddress, Id, Invalid};
use wasm_bindgen::JsValue;

use super::database::{Refused, Rows, Statement};
use super::identities::{JSON, deliverable_state, location, select_one, touch_user};
use super::json_object::at;
use super::{audit, idempotency, proofs, still};
use crate::call::Call;
use crate::failure::Failure;
use crate::idempotency::Idempotency;
use crate::runtime;

/// What a customer says is theirs and has not proved; [`number`] reads it.
pub fn select(user: Id) -> Statement {
    Statement::new("SELECT count(*) AS claims FROM identities WHERE user_id = ?1 AND released = 1").bind(user)
}

pub fn number(rows: &Rows) -> i64 {
    rows.integer("claims").unwrap_or(0)
}

/// What a mail that asks for an address to be verified hangs on.
pub struct Asking {
    claim: Claim,
    locale: String,
    /// The address by which the customer is known.
    owner: Option<String>,
}

pub async fn asked(call: &Call, user: Id, email: &EmailAddress) -> Result<Asking, Failure> {
    let known =
        "SELECT u.locale, (SELECT i.value FROM identities i WHERE i.user_id = u.id AND i.type = 'email' AND i.is_primary = 1) AS owner
        FROM users u WHERE u.id = ?1";
    let rows = call.db()?.read(vec![proofs::select_holder(email.normal_form()), Statement::new(known).bind(user)]).await?;
    Ok(Asking {
        claim: Claim::of(proofs::holder(&rows[0]).as_ref()),
        locale: rows[1].text("locale").unwrap_or_default(),
        owner: rows[1].text("owner"),
    })
}

fn ask(call: &Call, user: Id, email: &EmailAddress, asking: &Asking) -> Result<Vec<Statement>, Failure> {
    let by = Some((user, asking.owner.as_deref()));
    let asked = proofs::Asked {
        purpose: Purpose::VerifyIdentity,
        email,
        locale: &asking.locale,
        by,
        draft: None,
        is_due: false,
        mail: asking.claim.mail(Purpose::VerifyIdentity, Some(user)),
        reader: asking.claim.opens(),
    };
    Ok(proofs::ask(call, &asked)?.0)
}

/// Notes that a customer says an address is theirs, and asks for a proof. Whoever's it is keeps it meanwhile: it is released, as that
/// of somebody who was deleted.
pub async fn insert(
    call: &Call,
    user: Id,
    email: &EmailAddress,
    asking: &Asking,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(Id, JsValue), Refused>, Failure> {
    let (id, now) = (runtime::new_id(), runtime::now());
    let own = "SELECT 'value' FROM identities WHERE user_id = ?1 AND type = 'email' AND normal_form = ?2";
    let insert = "INSERT INTO identities (id, user_id, type, value, normal_form, deliverable_state, released, created_at, updated_at)
        VALUES (?1, ?2, 'email', ?3, ?4, ?5, 1, ?6, ?6)";
    let mut batch = vec![
        still::of_role(user, Role::EndUser),
        Statement::refuse(own, Invalid::Taken).bind(user).bind(email.normal_form()),
        Statement::new(insert)
            .bind(id)
            .bind(user)
            .bind(email.as_str())
            .bind(email.normal_form())
            .bind(deliverable_state(email.is_reserved()))
            .bind(&now),
    ];
    batch.extend(ask(call, user, email, asking)?);
    batch.extend(touch_user(call, user, &now));
    if let Some(idempotency) = idempotency {
        let body = format!("SELECT {} AS json FROM identities i WHERE i.id = ?2", at("identity", &JSON));
        batch.extend(idempotency::remember(call, idempotency, &location(call, user, id), &body, id));
    }
    batch.push(select_one(call, user, id));
    Ok(call.db()?.batch(batch).await?.map(|rows| (id, rows.last().and_then(|rows| rows.first("json")).unwrap_or_default())))
}

/// Notes that somebody asked for an address to be verified, and asks its mail's reader.
pub async fn request_verification(
    call: &Call,
    user: Id,
    role: Role,
    id: Id,
    asked: Option<(&EmailAddress, &Asking)>,
) -> Result<(), Failure> {
    let now = runtime::now();
    let entry = audit::entry(call, &now, "identity.verification_requested", Some(user), &json!({ "identity_id": id }));
    let mut batch = vec![still::of_role(user, role), entry];
    if let Some((email, asking)) = asked {
        batch.extend(ask(call, user, email, asking)?);
    }
    call.db()?.read(batch).await.map(|_| ())
}
