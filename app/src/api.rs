//! What the form asks the API, and how answers are read. `element/host.ts` sends: with `gloo-net` doing it,
//! this module was 3.8 kB larger (brotli, measured).

use js_sys::{Array, Object, Reflect};
use usher_shared::api::{Caller, FormAnswer, SUGGESTIONS, Suggestion};
use usher_shared::custom_field::{CustomField, FieldOption, Kind, USER_FIELDS};
use usher_shared::form::{EntryPoint, Field, Form, FormField};
use usher_shared::policy::{Denial, Standing};
use usher_shared::user::{Draft, FieldError, UserFieldError};
use usher_shared::value::{Id, Invalid, Region};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::host::Host;
use crate::kept;
use crate::state::{Failed, Mistakes};

/// What the API refused with.
pub enum Refused {
    Fields(Mistakes),
    Failed(Failed),
}

type Answered = Result<(u16, JsValue), Failed>;

pub async fn form(host: &Host) -> Result<FormAnswer, Failed> {
    let (status, body) = answered(host.take_form()).await?;
    let read = match status {
        200 => read_form(&body),
        403 => no_form(&body),
        _ => None,
    };
    read.ok_or_else(|| failed(status, &body))
}

/// For whoever may not even read the form: an empty one, under which the rulebook refuses for the same reason.
fn no_form(body: &JsValue) -> Option<FormAnswer> {
    let standing = match Denial::from_code(&get(body, "rule").as_string()?)? {
        Denial::AccountSuspended => Standing::Suspended,
        Denial::CustomersOwnProfile => Standing::EndUser,
        _ => return None,
    };
    let (fields, user_fields) = (Vec::new(), Vec::new());
    let form = Form { entry_point: EntryPoint::Agent, fields, user_fields, contact_required: false, default_region: None };
    Some(FormAnswer { form, caller: Caller { id: None, standing }, no_tickets: None, strict_zendesk_rules: false })
}

/// Adds the customer, with the ticket if one is asked for; the answer is the user as JSON.
pub async fn add(host: &Host, draft: &Draft, form: &Form, key: &str) -> Result<JsValue, Refused> {
    let (status, body) = answered(host.add(&user_body(draft), key)).await.map_err(Refused::Failed)?;
    if status == 201 { Ok(get(&body, "user")) } else { Err(refused(status, &body, &form.user_fields)) }
}

/// Why something was not stored: mistakes in its fields, or something else.
pub fn refused(status: u16, body: &JsValue, user_fields: &[CustomField]) -> Refused {
    let mistakes = mistakes(body, user_fields);
    if mistakes.count() == 0 { Refused::Failed(failed(status, body)) } else { Refused::Fields(mistakes) }
}

/// Customers like the draft. None where the question fails: it is a help, not a step.
pub async fn suggestions(host: &Host, draft: &Draft) -> Vec<Suggestion> {
    match send(host, "POST", SUGGESTIONS, Some(&user_body(draft)), None).await {
        Ok((200, body)) => {
            get(&body, "suggestions").dyn_into::<Array>().unwrap_or_default().iter().filter_map(|found| read_suggestion(&found)).collect()
        }
        _ => Vec::new(),
    }
}

/// A customer whom the caller may see, as JSON; the ticket, if one is asked for, is theirs.
pub async fn choose(host: &Host, id: Id) -> Result<JsValue, Failed> {
    #[expect(clippy::cast_precision_loss, reason = "an id, below 2^53")]
    let (status, body) = answered(host.choose(id.number() as f64)).await?;
    if status < 300 { Ok(get(&body, "user")) } else { Err(failed(status, &body)) }
}

/// What the full rulebook finds wrong, or `None` where it could not be loaded.
pub async fn judge(host: &Host, draft: &Draft, form: &Form) -> Option<Mistakes> {
    let verdict = JsFuture::from(host.judge(&kept::text(draft, None, None))).await.ok()?;
    Some(mistakes(&object("details", &verdict), &form.user_fields))
}

async fn send(host: &Host, method: &str, path: &str, body: Option<&JsValue>, key: Option<&str>) -> Answered {
    answered(host.send(method, path, body.unwrap_or(&JsValue::NULL), key)).await
}

async fn answered(sent: js_sys::Promise) -> Answered {
    let answer = JsFuture::from(sent).await.map_err(|why| if why.is_string() { Failed::SessionEnded } else { Failed::Offline })?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an HTTP status")]
    let status = get(&answer, "status").as_f64().unwrap_or_default() as u16;
    Ok((status, get(&answer, "body")))
}

/// `usher_shared::api::FormAnswer`. By hand: serde's code would be a good part of the module.
fn read_form(body: &JsValue) -> Option<FormAnswer> {
    let (form, caller) = (get(body, "form"), get(body, "caller"));
    let code = |object: &JsValue, key| get(object, key).as_string();
    let field =
        |field: JsValue| Some(FormField { name: Field::from_code(&code(&field, "name")?)?, required: get(&field, "required").is_truthy() });
    Some(FormAnswer {
        form: Form {
            entry_point: EntryPoint::from_code(&code(&form, "entry_point")?)?,
            // A field that this build does not know is drawn by a newer one.
            fields: get(&form, "fields").dyn_into::<Array>().ok()?.iter().filter_map(field).collect(),
            user_fields: list(&form, "user_fields").iter().filter_map(|field| read_user_field(&field)).collect(),
            contact_required: get(&form, "contact_required").is_truthy(),
            default_region: code(&form, "default_region").and_then(|region| Region::parse(&region).ok()),
        },
        caller: Caller { id: None, standing: Standing::from_code(&code(&caller, "standing")?)? },
        no_tickets: code(body, "no_tickets").and_then(|rule| Denial::from_code(&rule)),
        strict_zendesk_rules: get(body, "strict_zendesk_rules").is_truthy(),
    })
}

/// One of a kind that this build does not know is drawn by a newer one. What looks for patterns has its own copy of them.
fn read_user_field(field: &JsValue) -> Option<CustomField> {
    let text = |object: &JsValue, key| get(object, key).as_string();
    let option = |option: JsValue| Some(FieldOption { name: text(&option, "name")?, value: text(&option, "value")? });
    Some(CustomField {
        key: text(field, "key")?,
        kind: Kind::from_code(&text(field, "type")?)?,
        title: text(field, "title")?,
        description: text(field, "description").unwrap_or_default(),
        required: get(field, "required").is_truthy(),
        regexp: None,
        options: list(field, "options").iter().filter_map(option).collect(),
    })
}

fn list(object: &JsValue, key: &str) -> Array {
    get(object, key).dyn_into().unwrap_or_default()
}

/// `usher_shared::api::Suggestion`.
fn read_suggestion(suggestion: &JsValue) -> Option<Suggestion> {
    #[expect(clippy::cast_possible_truncation, reason = "an id, below 2^53")]
    let id = get(suggestion, "id").as_f64().and_then(|id| Id::from_number(id as i64).ok());
    let text = |key| get(suggestion, key).as_string();
    Some(Suggestion { id, name: text("name")?, email: text("email"), same: Field::from_code(&text("same")?)? })
}

fn failed(status: u16, body: &JsValue) -> Failed {
    match status {
        401 => Failed::SessionEnded,
        _ => Failed::Refused(get(body, "rule").as_string().or_else(|| get(body, "code").as_string()).unwrap_or_default()),
    }
}

/// The mistakes of a 422, by field and code.
fn mistakes(body: &JsValue, user_fields: &[CustomField]) -> Mistakes {
    let details = get(body, "details");
    if !details.is_object() {
        return Mistakes::default();
    }
    let invalid = |key: &str| {
        let code = get(&list(&details, key).get(0), "code").as_string()?;
        Some(Invalid::from_code(&code).unwrap_or(Invalid::WrongType))
    };
    let field = |field: &Field| Some(FieldError { field: *field, invalid: invalid(field.code())? });
    let user_field = |(at, field): (usize, &CustomField)| Some(UserFieldError { at, invalid: invalid(&name_of(field))? });
    Mistakes {
        fields: Field::ALL.iter().filter_map(field).collect(),
        user_fields: user_fields.iter().enumerate().filter_map(user_field).collect(),
    }
}

/// Mistakes as the API tells them: the inverse of [`mistakes`].
pub fn details(mistakes: &Mistakes, user_fields: &[CustomField]) -> JsValue {
    let details = Object::new();
    let tell = |key: &str, invalid: Invalid| set(&details, key, &Array::of1(&object("code", &invalid.code().into())));
    for FieldError { field, invalid } in &mistakes.fields {
        tell(field.code(), *invalid);
    }
    for UserFieldError { at, invalid } in &mistakes.user_fields {
        tell(&name_of(&user_fields[*at]), *invalid);
    }
    details.clone().into()
}

/// What a field that the account has defined is called among mistakes and controls, where it may have the key of any other.
pub fn name_of(field: &CustomField) -> String {
    [USER_FIELDS, ".", &field.key].concat()
}

/// `{"user": {…}}` with what was typed. A blank text says that there is nothing.
pub fn user_body(draft: &Draft) -> JsValue {
    let user = Object::new();
    for field in Field::ALL {
        let Some(text) = draft.text(*field) else { continue };
        match field {
            Field::Organization => set(&user, field.code(), &object("name", &text.into())),
            _ => set(&user, field.code(), &text.into()),
        }
    }
    if let Some(id) = &draft.organization_id {
        set(&user, "organization_id", &id.as_str().into());
    }
    if !draft.user_fields.is_empty() {
        let values = Object::new();
        for (key, text) in &draft.user_fields {
            set(&values, key, &text.as_str().into());
        }
        set(&user, USER_FIELDS, &values);
    }
    object("user", &user)
}

pub fn object(key: &str, value: &JsValue) -> JsValue {
    let object = Object::new();
    set(&object, key, value);
    object.into()
}

pub fn set(object: &Object, key: &str, value: &JsValue) {
    // A plain object takes every key.
    let _ = Reflect::set(object, &key.into(), value);
}

pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}
