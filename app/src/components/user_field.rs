//! A field that the account has defined, as the form and the profile draw it: controls of its kind, under the title that an admin
//! wrote.

use std::sync::Arc;

use leptos::prelude::*;
use usher_shared::custom_field::{CustomField, FieldOption, Kind};
use usher_shared::value::{Invalid, LongText};

use super::notice::user_field_mistake;
use super::{Bound, Control, Node, bound};
use crate::api;
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

/// What is drawn of a field: of one that every customer has too, so that both are drawn by the same code.
pub struct Drawn {
    pub id: String,
    pub label: String,
    pub optional: bool,
    /// One, or the boxes of a list of which several can be ticked, each with what it stands for.
    pub controls: Vec<(Control, String)>,
    pub told: Bound,
    /// What an admin wrote below it.
    pub note: String,
}

impl Drawn {
    /// Label, controls and mistake; `more` adds to the label.
    pub fn node(self, more: impl FnOnce(Node) -> Node) -> Node {
        let Self { id, label, controls, told, .. } = self;
        let id_of = |what: &str| [&id, what].concat();
        let several = controls.len() > 1;
        let label = Node::new("label", "label").attr("for", &id).attr("id", &id_of("-label")).child(Node::new("bdi", "").text(&label));
        let field = Node::new("div", "field").flag("role", "group", several).flag("aria-labelledby", &id_of("-label"), several);
        let field = field.child(more(label)).children(controls.into_iter().map(|(control, name)| control.piece(&name)));
        let mistake = Node::new("p", "error").attr("aria-live", "polite").attr("id", &id_of("-error")).bound("textContent", told);
        field.child(mistake)
    }
}

impl UserField {
    pub fn drawn(self, shell: Shell, prefix: &str) -> Drawn {
        let id = [&shell.host().prefix(), prefix, &api::name_of(&self.field)].concat();
        let error = self.error.clone();
        let told = bound(move || error().map(|invalid| user_field_mistake(shell, invalid)).unwrap_or_default());
        let controls = self.controls(&id);
        let CustomField { title, description, required, .. } = self.field;
        Drawn { id, label: title, optional: !required, controls, told, note: description }
    }

    fn controls(&self, id: &str) -> Vec<(Control, String)> {
        if self.field.kind != Kind::Multiselect {
            return vec![(self.control(id.to_owned()), String::new())];
        }
        let choice = |(at, option)| self.choice(at, option, id);
        self.field.options.iter().enumerate().map(choice).collect()
    }

    fn control(&self, id: String) -> Control {
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
        let mut choices = Vec::new();
        if field.kind == Kind::Dropdown {
            choices.push((String::new(), String::new()));
            choices.extend(field.options.iter().map(|option| (option.name.clone(), option.value.clone())));
        }
        let (value, checked, error, typed, left) = (text.clone(), text.clone(), error.clone(), typed.clone(), left.clone());
        Control {
            tag,
            kind,
            mode,
            name: api::name_of(field),
            max_length: LongText::MAX,
            required: field.required,
            disabled: *disabled,
            choices,
            value: bound(move || value()),
            checked: bound(move || checked() == "true"),
            invalid: bound(move || error().is_some()),
            typed: Box::new(move |text| typed(text)),
            left: Box::new(move || left()),
            ..Control::with_id(id)
        }
    }

    /// One box of several; the label of all leads to the first.
    fn choice(&self, at: usize, option: &FieldOption, id: &str) -> (Control, String) {
        let own = if at == 0 { id.to_owned() } else { [id, "-", &option.value].concat() };
        let (text, before, typed) = (self.text.clone(), self.text.clone(), self.typed.clone());
        let (value, chosen) = (option.value.clone(), option.value.clone());
        let control = Control {
            required: false,
            value: bound(|| "true"),
            checked: bound(move || text().split(' ').any(|chosen| chosen == value)),
            typed: Box::new(move |ticked| {
                let before = untrack(|| before());
                let mut words: Vec<_> = before.split(' ').filter(|other| !other.is_empty() && *other != chosen).collect();
                if ticked == "true" {
                    words.push(&chosen);
                }
                typed(words.join(" "));
            }),
            ..self.control(own)
        };
        (control, option.name.clone())
    }
}
