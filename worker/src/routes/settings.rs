//! The settings that an admin changes.

use serde::Serialize;
use serde_json::{Value, json};
use usher_shared::policy::Action;
use usher_shared::problem::{Plain, Problem};
use usher_shared::settings::Settings;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::json;
use crate::store::account;
use crate::webhooks::request::reach;

#[derive(Serialize)]
struct Shown<'a> {
    version: i64,
    #[serde(flatten)]
    settings: &'a Settings,
}

pub async fn show(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadSettings)?;
    let current = account::keep(&call.db()?.rows(account::select()).await?)?;
    Ok(shown(current.version, &current.settings))
}

/// `PUT /api/v1/settings` with `{"settings": {…}}`: what is named changes, the rest stays. With a `version`, only if it is
/// still the newest.
pub async fn update(call: &mut Call) -> Result<Answer, Failure> {
    call.require(Action::ChangeSettings)?;
    let mut body = call.json().await?;
    let wish = body.get_mut("settings").and_then(Value::as_object_mut).ok_or(Plain::MissingObject)?;
    let expected = wish.remove("version");
    let changes = json::settings_changes(&Value::Object(wish.clone())).map_err(|error| Problem::InvalidSettings(vec![error]))?;
    // Not the ones in memory: somebody may have changed them elsewhere within the last seconds.
    let current = account::keep(&call.db()?.rows(account::select()).await?)?;
    if expected.is_some_and(|version| version != json!(current.version)) {
        return Err(Plain::SettingsStale.into());
    }
    let unknown = current.settings.unknown_user_fields(&changes, &current.fields);
    if !unknown.is_empty() {
        return Err(Problem::InvalidSettings(unknown).into());
    }
    let changed = current.settings.change(&changes).map_err(Problem::InvalidSettings)?;
    changed.addresses.check_reach(reach(&call.env)).map_err(|error| Problem::InvalidSettings(vec![error]))?;
    let admin = call.actor().id.ok_or(Plain::CredentialsMissing)?;
    // Whoever stored this version first has won.
    account::store(call, current.version + 1, &changed, admin).await?.map_err(|_| Plain::SettingsStale)?;
    Ok(shown(current.version + 1, &changed))
}

fn shown(version: i64, settings: &Settings) -> Answer {
    Answer::json(200, &json!({ "settings": Shown { version, settings } }))
}
