//! What there is already of what several users bring: one look for all of them, before they are written.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::json;
use usher_shared::value::Id;

use super::database::Statement;
use super::user_json::DECIDING;
use super::users::Deciding;
use crate::call::Call;
use crate::failure::Failure;

/// Whom the values of a user are about: those who have one of the ids, or something that only one user can have.
#[derive(Default, Serialize)]
pub struct Sought {
    pub ids: BTreeSet<Id>,
    /// Normal forms.
    pub external_ids: BTreeSet<String>,
    /// Kind and normal form.
    pub contacts: BTreeSet<(&'static str, String)>,
    pub organizations: BTreeSet<Id>,
}

/// What of it there is.
#[derive(Deserialize)]
pub struct Found {
    pub users: Vec<FoundUser>,
    pub organizations: BTreeSet<Id>,
}

#[derive(Deserialize)]
pub struct FoundUser {
    pub id: Id,
    pub external_id: Option<String>,
    pub contacts: BTreeSet<(String, String)>,
    pub deciding: Deciding,
}

/// Looks for all of it at once.
pub async fn seek(call: &Call, sought: &[Sought]) -> Result<Found, Failure> {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "WITH found (id) AS (
                SELECT u.id FROM json_each(?1, '$.ids') s CROSS JOIN users u ON u.id = s.value
                UNION SELECT u.id FROM json_each(?1, '$.external_ids') s
                    CROSS JOIN users u ON u.external_id_normal_form = s.value AND u.active = 1
                UNION SELECT i.user_id FROM json_each(?1, '$.contacts') s
                    CROSS JOIN identities i ON i.type = s.value ->> 0 AND i.normal_form = s.value ->> 1 AND i.released = 0)
             SELECT json_object('users', (SELECT json_group_array(json_object('id', u.id, 'external_id', u.external_id_normal_form,
                    'contacts', (SELECT json_group_array(json_array(i.type, i.normal_form)) FROM identities i
                        WHERE i.user_id = u.id AND i.released = 0), 'deciding', {DECIDING})) FROM found CROSS JOIN users u ON u.id = found.id),
                'organizations', (SELECT json_group_array(o.id) FROM json_each(?1, '$.organizations') s
                    CROSS JOIN organizations o ON o.id = s.value)) AS found"
        )
    });
    let sought = sought.iter().fold(Sought::default(), |mut all, one| {
        all.ids.extend(&one.ids);
        all.external_ids.extend(one.external_ids.iter().cloned());
        all.contacts.extend(one.contacts.iter().cloned());
        all.organizations.extend(&one.organizations);
        all
    });
    let rows = call.db()?.rows(Statement::new(&SELECT).bind(json!(sought).to_string())).await?;
    serde_json::from_str(&rows.long_text("found")).map_err(|error| Failure::Fault(error.to_string()))
}
