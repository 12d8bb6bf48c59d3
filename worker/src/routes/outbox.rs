//! Mails: which were sent, which could not be, and what each looks like.

use serde_json::{Value, json};
use usher_shared::mail::{self, MailKind};
use usher_shared::policy::Action;
use usher_shared::problem::{Mistake, Plain, Problem};
use usher_shared::settings::SettingsError;
use usher_shared::value::{Id, Locale};

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::json;
use crate::page::Page;
use crate::store::listing::as_they_come;
use crate::store::outbox::{self, SORTS};

/// `GET /api/v1/outbox`, with `filter[status]`.
pub async fn list(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ManageOutbox)?;
    let page = Page::of(call, SORTS)?;
    let all = outbox::all();
    let asked = match call.query("filter[status]") {
        Some(status) if usher_shared::webhook::STATUSES.contains(&status) => outbox::with_status(all, status),
        Some(_) => return Err(Plain::InvalidParameter.at("filter[status]").into()),
        None => all,
    };
    Ok(page.answer(call, "outbox", &asked.page(call, &page, &[], as_they_come).await?))
}

pub async fn show(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageOutbox)?;
    Ok(Answer::json_text(200, outbox::find(call, id).await?.ok_or(Plain::NotFound)?))
}

/// `POST /api/v1/outbox/{id}/resend`, of a dead letter.
pub async fn resend(call: &Call, id: Id) -> Result<Answer, Failure> {
    call.require(Action::ManageOutbox)?;
    Ok(Answer::json_text(200, outbox::resend(call, id).await?.ok_or(Plain::NotFound)?))
}

/// `POST /api/v1/mail_previews` with `{"mail_preview": {"kind": "sign_in", "locale": "es", "template": {…}}}`; without a template,
/// what would be sent.
pub async fn preview(call: &Call) -> Result<Answer, Failure> {
    call.require(Action::ReadSettings)?;
    let body = call.json().await?;
    let asked = body.get("mail_preview").and_then(Value::as_object).ok_or(Plain::MissingObject.at("mail_preview"))?;
    let text = |key| asked.get(key).and_then(Value::as_str).unwrap_or_default();
    let kind = MailKind::from_code(text("kind")).ok_or(Plain::InvalidParameter.at("kind"))?;
    let locale = Locale::parse(text("locale")).map_err(|invalid| vec![Mistake::new("locale", invalid)])?;
    let settings = &call.account.settings;
    let wrong = |error: SettingsError| Problem::InvalidSettings(vec![error]);
    let (template, language) = match asked.get("template") {
        None | Some(Value::Null) => mail::template(kind, &settings.mail.templates, locale.as_str(), settings.default_locale.as_str()),
        Some(sent) => {
            let template = json::template(sent, "template").map_err(wrong)?;
            template.check(kind).map_err(|code| wrong(SettingsError { path: "template".into(), code }))?;
            (template, locale)
        }
    };
    let mail = mail::render(&template, &language, &mail::sample(&call.base, &settings.mail.sender_name), 24 * 60);
    let told = json!({ "kind": kind, "language": mail.language, "subject": mail.subject, "text": mail.text, "html": mail.html });
    Ok(Answer::json(200, &json!({ "mail_preview": told })))
}
