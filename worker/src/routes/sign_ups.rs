//! Customers who add themselves. What is answered does not depend on whether the address is known: its mail tells.

use serde_json::{Map, Value};
use usher_shared::form::{EntryPoint, Field};
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::proof::{Claim, Purpose};
use usher_shared::registration::{Known, Outcome, Reason, Way};
use usher_shared::user::{Attributes, NewUser, Rank};
use usher_shared::value::{EmailAddress, Invalid, Locale};
use worker::Env;

use super::{proofs, users};
use crate::addresses;
use crate::answer::Answer;
use crate::auth::Caller;
use crate::call::Call;
use crate::check::{self, Demand};
use crate::failure::Failure;
use crate::rate_limit;
use crate::runtime;
use crate::store::database::Database;
use crate::store::proofs::Asked;
use crate::store::users::{Addition, insertion};
use crate::store::{account, registration};

/// `POST /api/v1/sign_ups` with `{"sign_up": {"name": "…", "email": "…", …, "consent": true}}`.
pub async fn create(call: &mut Call) -> Result<Answer, Failure> {
    call.require(Action::ProveAddress)?;
    let body = call.json().await?;
    check::stranger(call, &body, Demand::Always).await?;
    let sign_up = body.get("sign_up").and_then(Value::as_object).ok_or(Plain::MissingObject.at("sign_up"))?;
    call.caller.entry_point = EntryPoint::Signup;
    let email = checked(call, sign_up)?;
    rate_limit::stranger(call, email.normal_form()).await?;
    if let Some(invalid) = addresses::refusal(call, EntryPoint::Signup, [&email]).await {
        return Err(vec![Mistake::new(Field::Email.code(), invalid)].into());
    }
    let (lists, holder) = registration::facts(call, &email).await?;
    let settings = &call.account.settings;
    let decision = lists.rules(settings.registration).decide(Way::Signup, &email, Known::of(holder.as_ref()));
    match (decision.outcome, decision.reason) {
        // That would say that the address is known.
        (Outcome::Admit, _) | (_, Reason::UserSuspended) => {}
        (_, Reason::Closed) => return Err(Plain::RegistrationClosed.into()),
        _ => return Err(Plain::AddressRefused.into()),
    }
    let claim = Claim::of(holder.as_ref());
    let asked = Asked {
        purpose: Purpose::SignUp,
        email: &email,
        locale: &locale(call, sign_up),
        by: None,
        draft: Some(Value::from(sign_up.clone()).to_string()),
        mail: claim.mail(Purpose::SignUp, None),
        reader: claim.opens(),
        is_due: !settings.registration.verification_required && decision.outcome == Outcome::Admit,
    };
    call.proves.set(asked.is_due);
    proofs::ask(call, &asked).await
}

/// The address of whoever signs up, or every mistake in what they say.
fn checked(call: &Call, sign_up: &Map<String, Value>) -> Result<EmailAddress, Failure> {
    let consents = sign_up.get("consent") == Some(&Value::Bool(true)) || call.account.settings.sign_up.consent.is_none();
    let consent = (!consents).then(|| Mistake::new("consent", Invalid::Required));
    match (users::self_described(call, sign_up), consent) {
        (Ok((new_user, _)), None) => new_user.values.email.ok_or_else(|| vec![Mistake::new("email", Invalid::Required)].into()),
        (Ok(_), Some(consent)) => Err(vec![consent].into()),
        (Err(mistakes), consent) => Err(mistakes.into_iter().chain(consent).collect::<Vec<_>>().into()),
    }
}

/// The language in which whoever is not known is written to: the one that they name, or the account's.
pub fn locale(call: &Call, said: &Map<String, Value>) -> String {
    let named = said.get("locale").and_then(Value::as_str).and_then(|tag| Locale::parse(tag).ok());
    named.as_ref().unwrap_or(&call.account.settings.default_locale).as_str().into()
}

/// A customer who has said this of themselves.
pub fn newcomer(call: &Call, draft: &str) -> Result<(NewUser, Attributes), Failure> {
    let said: Map<String, Value> = serde_json::from_str(draft).map_err(|error| Failure::Fault(error.to_string()))?;
    users::self_described(call, &said).map_err(Into::into)
}

/// Adds those who are to be in before they have proved their address. Whoever cannot be any more is in when they prove it, or never.
pub async fn add_due(env: &Env) -> Result<(), Failure> {
    use crate::store::proofs::{added, done, due};

    let db = Database::of(env)?;
    for due in due(&db).await? {
        let account = account::keep(&db.rows(account::select()).await?)?;
        let mut call = Call::afterwards(env.clone(), "sign_ups", runtime::unique(), Caller::ANONYMOUS, (*account).clone())?;
        call.caller.entry_point = EntryPoint::Signup;
        let Ok((user, attributes)) = newcomer(&call, &due.draft) else {
            db.rows(done(due.id)).await?;
            continue;
        };
        let addition =
            Addition { user: &user, attributes: &attributes, rank: Rank::CUSTOMER, verified: false, welcome: false, idempotency: None };
        let mut batch = Vec::from(added(due.id));
        batch.extend(insertion(&call, &addition, runtime::new_id(), &runtime::now()));
        if db.batch(batch).await?.is_err() {
            // The address is somebody's already, or somebody else has just added them.
            db.rows(done(due.id)).await?;
        }
    }
    Ok(())
}
