//! The fields of the profile, each with its label, its mistake, and what helps.

use std::sync::Arc;

use leptos::prelude::*;
use usher_shared::custom_field::CustomField;
use usher_shared::form::Field;

use super::state::ProfileState;
use super::view::Profile;
use crate::choices::choices;
use crate::components::notice::mistake;
use crate::components::{Control, Node, UserField, bound, heard, press};
use crate::i18n::{self, ProfileText, Text};

pub fn field(profile: Profile, name: Field) -> impl IntoView {
    let state = profile.state;
    let id = id(profile, name.code());
    let error = move || state.with(|state| state.error(name));
    let told = bound(move || error().map(|error| mistake(profile.shell, error)).unwrap_or_default());
    let hint = match name {
        Field::Tags => Some(profile.shell.profile_text(ProfileText::TagsHint)),
        Field::Organization => Some(profile.shell.profile_text(ProfileText::NewOrganizationHint)),
        _ => None,
    };
    let no_hint = hint.is_none();
    view! {
        <div part="field">
            <label part="label" for=id.clone()>{profile.shell.text(i18n::label(name))}</label>
            {control(profile, name, &id)}
            <p part="error" aria-live="polite" id=id.clone() + "-error" prop:textContent=told></p>
            <p part="help" id=id + "-help" hidden=no_hint>{hint}</p>
        </div>
    }
}

fn id(profile: Profile, name: &str) -> String {
    profile.shell.host().prefix() + "profile-" + name
}

fn control(profile: Profile, name: Field, id: &str) -> impl IntoView + use<> {
    let state = profile.state;
    let text = move |state: &ProfileState| state.draft.text(name).unwrap_or_default().to_owned();
    let list = (name == Field::Organization).then(|| [id, "-list"].concat());
    let control = Control {
        // What a browser would fill in is about the agent.
        autocomplete: "off",
        required: name == Field::Name,
        disabled: profile.denial.is_some(),
        list: list.clone().unwrap_or_default(),
        value: bound(move || state.with(text)),
        invalid: bound(move || state.with(|state| state.error(name).is_some())),
        typed: Box::new(move |text| profile.typed(name, &text)),
        left: Box::new(move || state.update(|state| state.left(name))),
        ..Control::of(name, id.to_owned())
    };
    let list = list.map(|list| organizations(profile, list));
    match name {
        Field::Locale | Field::TimeZone => {
            let choices = choices(&profile.shell.host().locale(), name, &state.with_untracked(text));
            (Control { tag: "select", choices, ..control }.piece(""), None)
        }
        _ => (control.piece(""), list),
    }
}

fn organizations(profile: Profile, id: String) -> impl IntoView {
    let options = move || profile.organizations.get().into_iter().map(|name| view! { <option value=name></option> }).collect::<Vec<_>>();
    view! { <datalist id=id>{options}</datalist> }
}

/// One that the account has defined, by its place.
pub fn user_field(profile: Profile, at: usize, field: CustomField) -> Node {
    let (state, key) = (profile.state, field.key.clone());
    let user_field = UserField {
        disabled: profile.denial.is_some(),
        text: Arc::new(move || state.with(|state| state.draft.user_field(&key).unwrap_or_default().to_owned())),
        error: Arc::new(move || state.with(|state| state.errors.user_field(at))),
        typed: Arc::new(move |text| state.update(|state| state.typed_user_field(at, &text))),
        left: Arc::new(move || state.update(|state| state.left_user_field(at))),
        field,
    };
    let drawn = user_field.drawn(profile.shell, "profile-");
    let help = Node::new("p", "help").attr("id", &[&drawn.id, "-help"].concat());
    let help = help.flag("hidden", "", drawn.note.is_empty()).child(Node::new("bdi", "").text(&drawn.note));
    drawn.node(|label| label).child(help)
}

/// The addresses and numbers that there are.
pub fn contacts(profile: Profile) -> impl IntoView {
    let items = move || {
        profile.identities.with(|identities| {
            let own = identities.iter().map(|identity| {
                let never_mailed = identity.deliverable_state == "reserved_example";
                item(profile, &identity.value, &[(identity.primary, ProfileText::Primary), (never_mailed, ProfileText::NeverMailed)])
            });
            let shared = profile.shared_number(identities).map(|number| item(profile, &number, &[(true, ProfileText::SharedNumber)]));
            own.chain(shared).collect::<Vec<_>>()
        })
    };
    let none = bound(move || profile.identities.with(|identities| identities.is_empty() && profile.shared_number(identities).is_none()));
    let id = id(profile, "contacts");
    view! {
        <div part="field" prop:hidden=none>
            <strong part="label" id=id.clone()>{profile.shell.profile_text(ProfileText::Contacts)}</strong>
            <ul part="contacts" aria-labelledby=id>{items}</ul>
        </div>
    }
}

fn item(profile: Profile, value: &str, badges: &[(bool, ProfileText)]) -> impl IntoView + use<> {
    let badge = |text| view! { " " <small part="badge">{profile.shell.profile_text(text)}</small> };
    let badges: Vec<_> = badges.iter().filter(|(shown, _)| *shown).map(|(_, text)| badge(*text)).collect();
    view! { <li part="contact"><bdi dir="ltr">{value.to_owned()}</bdi>{badges}</li> }
}

/// One more address or number.
pub fn contact(profile: Profile) -> impl IntoView {
    let state = profile.state;
    let id = id(profile, "contact");
    let told = bound(move || state.with(|state| state.contact_error()).map(|error| mistake(profile.shell, error)).unwrap_or_default());
    let invalid = bound(move || state.with(|state| state.contact_error().is_some()));
    let value = bound(move || state.with(|state| state.contact.clone()));
    let typed = heard(Box::new(move |event| state.update(|state| state.typed_contact(&event_target_value(&event)))));
    let left = press(move || state.update(|state| state.left_contact()));
    view! {
        <div part="field">
            <label part="label" for=id.clone()>{profile.shell.profile_text(ProfileText::AnotherContact)}</label>
            <input part="input" id=id.clone() name="contact" type="text" dir="ltr" autocomplete="off" disabled=profile.denial.is_some()
                maxlength=Field::Email.max_length().to_string()
                prop:ariaInvalid=invalid aria-describedby=id.clone() + "-error" prop:value=value prop:oninput=typed prop:onblur=left />
            <p part="error" aria-live="polite" id=id + "-error" prop:textContent=told></p>
            {did_you_mean(profile)}
        </div>
    }
}

fn did_you_mean(profile: Profile) -> impl IntoView {
    let meant = move || profile.state.with(|state| state.suggestion.clone());
    let asked = bound(move || meant().map(|meant| i18n::fill(&profile.shell.text(Text::DidYouMean), &meant)).unwrap_or_default());
    let fill = press(move || {
        profile.state.update(|state| {
            let meant = state.suggestion.take().unwrap_or_default();
            state.typed_contact(&meant);
        });
        profile.shell.focus("[name=contact]");
    });
    view! {
        <p part="help" role="status">
            <span part="hint" prop:textContent=asked></span>
            " "
            <button part="link" type="button" prop:hidden=bound(move || meant().is_none()) prop:onclick=fill>{profile.shell.text(Text::UseSuggestion)}</button>
        </p>
    }
}
