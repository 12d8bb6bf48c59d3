//! How much there is of what a user has to do with.

use std::sync::LazyLock;

use usher_shared::value::Id;

use super::database::Statement;
use super::json_object::{Key, at, integer, object, same};
use super::tickets::{assigned_to, copied_to, number, requested_by};

/// In the order of the documentation. Nobody subscribes to an organization here, so that is 0. The rest is SQL of a number.
pub const KEYS: &[Key] = &[
    ("assigned_tickets", integer("{assigned}")),
    ("requested_tickets", integer("{requested}")),
    ("ccd_tickets", integer("{copied}")),
    ("organization_subscriptions", same("0")),
];

/// `{"user_related": …}`.
static SELECT: LazyLock<String> = LazyLock::new(|| {
    let [assigned, requested, copied] = [assigned_to, requested_by, copied_to].map(|condition| number(&condition("?1")));
    let related = object(KEYS).replace("{assigned}", &assigned).replace("{requested}", &requested).replace("{copied}", &copied);
    format!("SELECT {} AS json", at("user_related", &related))
});

pub fn select(user: Id) -> Statement {
    Statement::new(&SELECT).bind(user)
}
