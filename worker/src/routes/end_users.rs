//! People themselves: what they see and change of their own profile (Zendesk, End Users API).

use usher_shared::form::Field;
use usher_shared::policy::Action;
use usher_shared::problem::Plain;
use usher_shared::registration::Registration;
use usher_shared::user::{Attributes, Changes};
use usher_shared::value::Id;

use super::users::{self, user_of};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::json;
use crate::store::users::Update;

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    users::show(call, id).await
}

pub async fn update(call: &Call, id: Id) -> Result<Answer, Failure> {
    let stored = users::find_active(call, id, Action::EditOwnProfile).await?;
    let body = call.json().await?;
    let mut user = user_of(&body)?.clone();
    let registration = call.account.settings.registration;
    let is_customer = !call.actor().standing.is_staff();
    if is_customer && !registration.self_editing {
        return Err(Plain::SelfEditingOff.into());
    }
    // Staff handle the profiles that they may whatever customers may. Whatever else is sent is ignored, as Zendesk does.
    let registration = if is_customer { registration } else { Registration::DEFAULT };
    let field = |key: &str| if key == "locale_id" { Some(Field::Locale) } else { Field::from_code(key) };
    user.retain(|key, _| field(key).is_some_and(|field| registration.customers_change(field)));
    let changes = Changes::parse(&json::draft(&user)?, call.account.settings.default_region)?;
    let attributes = Attributes::default();
    let update = Update {
        changes: &changes,
        attributes: &attributes,
        rank: None,
        verified: false,
        phone: stored.deciding.phone.as_deref(),
        role: stored.deciding.role,
    };
    users::store_update(call, id, &update).await
}
