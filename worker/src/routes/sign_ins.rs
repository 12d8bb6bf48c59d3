//! Customers who sign in, by a link or a code that their mail brings.

use serde_json::Value;
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain};
use usher_shared::proof::{Claim, Purpose};
use usher_shared::value::EmailAddress;

use super::{proofs, sign_ups};
use crate::answer::Answer;
use crate::call::Call;
use crate::check::{self, Demand};
use crate::failure::Failure;
use crate::rate_limit;
use crate::store::proofs::{Asked, holder, select_holder};

/// `POST /api/v1/sign_ins` with `{"sign_in": {"email": "…"}}`.
pub async fn create(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ProveAddress)?;
    let body = call.json().await?;
    check::stranger(call, &body, Demand::Always).await?;
    let sign_in = body.get("sign_in").and_then(Value::as_object).ok_or(Plain::MissingObject.at("sign_in"))?;
    let email = sign_in.get("email").and_then(Value::as_str).unwrap_or_default();
    let email = EmailAddress::parse(email).map_err(|invalid| vec![Mistake::new("email", invalid)])?;
    rate_limit::stranger(call, email.normal_form()).await?;
    let holder = holder(&call.db()?.rows(select_holder(email.normal_form())).await?);
    let locale = sign_ups::locale(call, sign_in);
    let claim = Claim::of(holder.as_ref());
    let asked = Asked {
        purpose: Purpose::SignIn,
        email: &email,
        locale: &locale,
        by: None,
        draft: None,
        is_due: false,
        mail: claim.mail(Purpose::SignIn, None),
        reader: claim.opens(),
    };
    proofs::ask(call, &asked).await
}
