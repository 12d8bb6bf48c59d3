//! Customers who are like one on a form.

use usher_shared::api::{MOST_SUGGESTIONS, Suggestion};
use usher_shared::form::Field;
use usher_shared::user::{OrganizationChoice, Values};
use usher_shared::value::Id;

use super::database::Statement;
use crate::call::Call;
use crate::failure::Failure;

/// Same address or number (a direct line or a shared one), or same name in the same organization (none is an organization
/// too here, one that does not exist yet is nobody's); the surest first.
const SELECT: &str = "
    SELECT u.id, u.name, u.added_by, min(likeness) AS likeness,
           (SELECT value FROM identities WHERE user_id = u.id AND type = 'email' AND is_primary = 1) AS email
    FROM (
        SELECT user_id, 1 AS likeness FROM identities WHERE type = 'email' AND normal_form = ?1 AND released = 0
        UNION ALL
        SELECT user_id, 2 FROM identities WHERE type = 'phone_number' AND normal_form = ?2 AND released = 0
        UNION ALL
        SELECT id, 2 FROM users WHERE phone = ?2 AND active = 1
        UNION ALL
        SELECT n.id, 3 FROM users n LEFT JOIN organization_memberships m ON m.user_id = n.id AND m.is_default = 1
        WHERE n.name_normal_form = ?3 AND n.active = 1
          AND m.organization_id IS coalesce(?4, (SELECT id FROM organizations WHERE name_normal_form = ?5))
          AND (?5 IS NULL OR m.organization_id IS NOT NULL)
    ) JOIN users u ON u.id = user_id
    WHERE u.active = 1 AND u.role = 'end-user'
    GROUP BY u.id ORDER BY likeness, u.id LIMIT ?6";

/// Each with the id of who added the customer.
pub async fn find(call: &Call, values: &Values) -> Result<Vec<(Suggestion, Option<i64>)>, Failure> {
    let (id, name) = match &values.organization {
        Some(OrganizationChoice::Id(id)) => (Some(*id), None),
        Some(OrganizationChoice::Name(name)) => (None, Some(name.normal_form())),
        None => (None, None),
    };
    let select = Statement::new(SELECT)
        .bind(values.email.as_ref().map(|email| email.normal_form()))
        .bind(values.phone.as_ref().map(|phone| phone.normal_form()))
        .bind(values.name.as_ref().map(|name| name.normal_form()))
        .bind(id)
        .bind(name)
        .bind(MOST_SUGGESTIONS);
    let rows = call.db()?.rows(select).await?;
    let suggestion = |row| {
        let suggestion = Suggestion {
            id: Id::from_number(rows.integer_at(row, "id")?).ok(),
            name: rows.text_at(row, "name")?,
            email: rows.text_at(row, "email"),
            same: match rows.integer_at(row, "likeness") {
                Some(1) => Field::Email,
                Some(2) => Field::Phone,
                _ => Field::Name,
            },
        };
        Some((suggestion, rows.integer_at(row, "added_by")))
    };
    Ok((0..rows.len()).filter_map(suggestion).collect())
}
