//! The form: what an entry point asks for, and who is asking.

use serde::Serialize;
use usher_shared::api::{Caller, PublishedField};
use usher_shared::custom_field::CustomField;
use usher_shared::form::EntryPoint;
use usher_shared::policy::{Action, Denial, Strictness, decide};
use usher_shared::problem::Plain;
use usher_shared::value::Region;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;

/// As `usher_shared::api::FormAnswer`, with what follows for each field written out for clients that have no rulebook.
#[derive(Serialize)]
struct Published {
    form: PublishedForm,
    caller: Caller,
    no_tickets: Option<Denial>,
    strict_zendesk_rules: bool,
}

#[derive(Serialize)]
struct PublishedForm {
    entry_point: EntryPoint,
    fields: Vec<PublishedField>,
    user_fields: Vec<CustomField>,
    contact_required: bool,
    default_region: Option<Region>,
}

/// `GET /api/v1/form?entry_point=agent`. Without the parameter, the caller's own.
pub async fn show(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadForm)?;
    let entry_point = entry_point(call)?;
    let settings = &call.account.settings;
    let form = settings.form(entry_point);
    let published = PublishedForm {
        entry_point,
        fields: PublishedField::of(&form),
        user_fields: settings.user_fields(entry_point, &call.account.fields),
        contact_required: form.contact_required,
        default_region: form.default_region,
    };
    let actor = call.actor();
    Ok(Answer::json(
        200,
        &Published {
            form: published,
            caller: Caller { id: actor.id, standing: actor.standing },
            no_tickets: decide(actor, Action::WriteTickets, Strictness { strict_zendesk_rules: settings.strict_zendesk_rules }).denial(),
            strict_zendesk_rules: settings.strict_zendesk_rules,
        },
    ))
}

/// The entry point that is asked about, which every caller may read.
fn entry_point(call: &Call) -> Result<EntryPoint, Failure> {
    call.query("entry_point").map_or(Ok(call.caller.entry_point), |code| {
        EntryPoint::from_code(code).ok_or_else(|| Plain::InvalidParameter.at("entry_point").into())
    })
}

/// The entry point that an addition is held against. Programs cannot choose a laxer one; the widget tells whether it
/// stands on an organization's page.
pub fn entry_point_of_addition(call: &Call) -> Result<EntryPoint, Failure> {
    match (call.caller.entry_point, call.query("entry_point").map(EntryPoint::from_code)) {
        (entry_point, None) => Ok(entry_point),
        (EntryPoint::Agent, Some(Some(chosen @ (EntryPoint::Agent | EntryPoint::Organization)))) => Ok(chosen),
        (own, Some(Some(chosen))) if own == chosen => Ok(chosen),
        _ => Err(Plain::InvalidParameter.at("entry_point").into()),
    }
}
