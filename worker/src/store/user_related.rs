//! How much there is of what a user has to do with.

use std::sync::LazyLock;

use usher_shared::value::Id;

use super::database::Statement;
use super::tickets::{assigned_to, copied_to, number, requested_by};

/// `{"user_related": …}`: the keys in the order of the documentation. Nobody subscribes to an organization here, so that is 0.
static SELECT: LazyLock<String> = LazyLock::new(|| {
    let [assigned, requested, copied] = [assigned_to, requested_by, copied_to].map(|condition| number(&condition("?1")));
    format!(
        "SELECT json_object('user_related', json_object('assigned_tickets', {assigned}, 'requested_tickets', {requested},
            'ccd_tickets', {copied}, 'organization_subscriptions', 0)) AS json"
    )
});

pub fn select(user: Id) -> Statement {
    Statement::new(&SELECT).bind(user)
}
