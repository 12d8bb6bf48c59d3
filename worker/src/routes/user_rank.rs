//! What only admins decide about a user: role, restriction, custom role, groups; as sent, and what of it is a change.

use serde_json::{Map, Value};
use usher_shared::policy::{Action, Role, TicketRestriction};
use usher_shared::problem::{Mistake, Plain};
use usher_shared::user::{Belonging, Rank};
use usher_shared::value::{Id, Invalid};

use crate::call::Call;
use crate::failure::Failure;
use crate::store::users::Deciding;
use crate::store::{custom_roles, groups};

/// The rank that is sent, if it is another. Programs send whole records back: what somebody is already is no change.
pub fn changed(user: &Map<String, Value>, belonging: &Belonging, stored: &Deciding) -> Result<Option<Rank>, Failure> {
    let sent = sent(user, belonging, stored.role)?;
    let custom_role = match belonging.custom_role {
        None if sent.role == Role::Agent => stored.custom_role_id,
        _ => sent.custom_role,
    };
    let sent = Rank { custom_role, ..sent };
    let restricts = sent.role == Role::Agent
        && custom_role.is_none()
        && user.contains_key("ticket_restriction")
        && sent.restriction != stored.restriction;
    let stays = sent.role == stored.role && (sent.role != Role::Agent || custom_role == stored.custom_role_id);
    Ok((!stays || restricts).then_some(sent))
}

/// Role, restriction and custom role as sent; the role that is given where nothing is said.
pub fn sent(user: &Map<String, Value>, belonging: &Belonging, unsaid: Role) -> Result<Rank, Failure> {
    let role = belonging.role(code(user, "role", Role::from_code)?.unwrap_or(unsaid));
    Ok(match role {
        Role::EndUser => Rank::CUSTOMER,
        Role::Admin => Rank { role, restriction: None, custom_role: None },
        // A restriction that is misspelt must not make an agent without one.
        Role::Agent => Rank {
            role,
            restriction: code(user, "ticket_restriction", TicketRestriction::from_code)?,
            custom_role: belonging.custom_role.flatten(),
        },
    })
}

/// One of a few words; null says nothing.
fn code<T>(user: &Map<String, Value>, key: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
    match user.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => Ok(Some(value.as_str().and_then(parse).ok_or(Plain::InvalidParameter.at(key))?)),
    }
}

/// The rank with the restriction that its custom role says; a mistake where there is no such role.
pub async fn complete(call: &Call, rank: Rank) -> Result<Rank, Failure> {
    let Some(id) = rank.custom_role else { return Ok(rank) };
    let unknown = || vec![Mistake::new("custom_role_id", Invalid::Unknown)];
    let configuration = custom_roles::configuration(call, id).await?.ok_or_else(unknown)?;
    Ok(Rank { restriction: configuration.restriction(), ..rank })
}

/// The same with the groups that change for somebody of this role, whose default one this is. Customers are in none, and
/// what is there already is no change.
pub async fn grouped(call: &Call, belonging: Belonging, role: Role, default: Option<Id>) -> Result<Belonging, Failure> {
    if role == Role::EndUser || !belonging.changes_groups(default) {
        return Ok(Belonging { groups: None, default_group: None, ..belonging });
    }
    call.require(Action::ManageGroups)?;
    let key = if belonging.groups.is_some() { "group_ids" } else { "default_group_id" };
    let groups: Vec<_> = belonging.groups.iter().flatten().copied().chain(belonging.default_group).collect();
    if !groups.is_empty() && call.db()?.rows(groups::select_unknown(&groups)).await?.integer("unknown") == Some(1) {
        return Err(vec![Mistake::new(key, Invalid::Unknown)].into());
    }
    Ok(belonging)
}
