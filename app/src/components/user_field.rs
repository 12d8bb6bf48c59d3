//! A field that the account has defined, on the form and in the profile: a control of its kind, under the title that an admin wrote.

use std::sync::Arc;

use leptos::prelude::*;
use usher_shared::custom_field::{CustomField, FieldOption, Kind};
use usher_shared::value::{Invalid, LongText};

use super::notice::user_field_mistake;
use super::{Control, bound};
use crate::api;
use crate::i18n::Text;
use crate::shell::Shell;

/// The field, what is typed there, and who is told of it. A list of several is one text, its values with spaces between.
pub struct UserField {
    pub field: CustomField,
    pub disabled: bool,
    pub text: Arc<dyn Fn() -> String + Send + Sync>,
    pub error: Arc<dyn Fn() -> Option<Invalid> + Send + Sync>,
    pub typed: Arc<dyn Fn(String) + Send + Sync>,
    pub left: Arc<dyn Fn() + Send + Sync>,
}

impl UserField {
    pub fn view(self, shell: Shell) -> impl IntoView {
        let Self { field, error, .. } = &self;
        let id = shell.host().prefix() + &api::name_of(field);
        let error = error.clone();
        let told = bound(move || error().map(|invalid| user_field_mistake(shell, invalid)).unwrap_or_default());
        let (title, description) = (field.title.clone(), field.description.clone());
        let (optional, several) = (!field.required, field.kind == Kind::Multiselect);
        let no_help = description.is_empty();
        let controls = self.controls(&id);
        view! {
            <div part="field" role=several.then_some("group") aria-labelledby=several.then(|| [&id, "-label"].concat())>
                <label part="label" for=id.clone() id=id.clone() + "-label">
                    <bdi>{title}</bdi>
                    " "
                    <span part="optional" hidden=!optional>{shell.text(Text::Optional)}</span>
                </label>
                {controls}
                <p part="error" aria-live="polite" id=id.clone() + "-error" prop:textContent=told></p>
                <p part="help" dir="auto" id=id.clone() + "-help" hidden=no_help>{description}</p>
            </div>
        }
    }

    fn controls(self, id: &str) -> Vec<AnyView> {
        if self.field.kind != Kind::Multiselect {
            return vec![self.control(id).view().into_any()];
        }
        let options = self.field.options.clone();
        options.into_iter().enumerate().map(|(at, option)| self.choice(at, option, id).into_any()).collect()
    }

    fn control(&self, id: &str) -> Control {
        let Self { field, disabled, text, error, typed, left } = self;
        let (tag, kind, mode) = match field.kind {
            Kind::Textarea => ("textarea", "text", "text"),
            Kind::Dropdown => ("select", "text", "text"),
            Kind::Date => ("input", "date", "text"),
            Kind::Checkbox | Kind::Multiselect => ("input", "checkbox", "text"),
            Kind::Integer | Kind::Lookup => ("input", "text", "numeric"),
            Kind::Decimal | Kind::Currency => ("input", "text", "decimal"),
            Kind::Text | Kind::Regexp => ("input", "text", "text"),
        };
        let choices = field.options.iter().map(|option| (option.name.clone(), option.value.clone()));
        let none = (String::new(), String::new());
        let (value, checked, error, typed, left) = (text.clone(), text.clone(), error.clone(), typed.clone(), left.clone());
        Control {
            tag,
            kind,
            mode,
            name: api::name_of(field),
            max_length: LongText::MAX,
            required: field.required,
            disabled: *disabled,
            choices: if tag == "select" { [none].into_iter().chain(choices).collect() } else { Vec::new() },
            chosen: untrack(|| text()),
            value: bound(move || value()),
            checked: bound(move || checked() == "true"),
            invalid: bound(move || error().is_some()),
            typed: Box::new(move |text| typed(text)),
            left: Box::new(move || left()),
            ..Control::with_id(id.into())
        }
    }

    /// One box of several; the label of all leads to the first.
    fn choice(&self, at: usize, option: FieldOption, id: &str) -> impl IntoView + use<> {
        let FieldOption { name, value } = option;
        let own = if at == 0 { id.to_owned() } else { [id, "-", &value].concat() };
        let (text, before, typed, chosen) = (self.text.clone(), self.text.clone(), self.typed.clone(), value.clone());
        let control = Control {
            required: false,
            value: bound(|| "true"),
            checked: bound(move || text().split(' ').any(|chosen| chosen == value)),
            typed: Box::new(move |ticked| {
                let before = untrack(|| before());
                let others = before.split(' ').filter(|other| !other.is_empty() && *other != chosen);
                let own = (ticked == "true").then_some(chosen.as_str());
                typed(others.chain(own).collect::<Vec<_>>().join(" "));
            }),
            ..self.control(&own)
        };
        view! { <label part="choice">{control.view()}<bdi>{name}</bdi></label> }
    }
}
