//! The component that knows the whole of the profile.

use leptos::prelude::*;
use leptos::task::spawn_local;
use usher_shared::api::{FormAnswer, Identity, User};
use usher_shared::form::Field;
use usher_shared::policy::{Action, Denial, Relation, Target, decide};
use usher_shared::user::Draft;
use usher_shared::value::Id;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::api::{self, Answered, Details, read};
use super::field::{contact, contacts, field, user_field};
use super::state::{Phase, ProfileState, Saving, fields};
use crate::api::{Refused, get, object};
use crate::components::notice::{denied, failure};
use crate::components::{bound, heard};
use crate::host::Host;
use crate::i18n::{ProfileText, Text};
use crate::kept;
use crate::shell::Shell;
use crate::state::Failed;

/// What the parts of the profile share. Copied freely: it holds only the names of what the reactive owner keeps.
#[derive(Clone, Copy)]
pub struct Profile {
    pub shell: Shell,
    id: Id,
    /// As the API shows them.
    user: StoredValue<JsValue, LocalStorage>,
    added: bool,
    pub state: RwSignal<ProfileState>,
    pub identities: RwSignal<Vec<Identity>>,
    /// Organizations whose names begin as what was typed.
    pub organizations: RwSignal<Vec<String>>,
    pub denial: Option<Denial>,
}

impl Profile {
    /// `added`: the caller has just added them.
    pub fn new(host: Host, root: HtmlElement, answer: &FormAnswer, shown: Answered, added: bool, details: Details) -> Self {
        let Answered { json, user } = shown;
        // Whoever may see only the customers whom they added has this one from a list of those.
        let relation = Relation::AddedByCaller;
        // Whom somebody adds who edits only within an organization is in it; of others the edge knows, and refuses.
        let target = Target { role: user.role, relation, shares_organization: true };
        let denial = decide(answer.actor(), Action::EditUser(target), answer.strictness()).denial();
        let mut state =
            ProfileState::new(&user, details.organization.as_deref(), answer.form.default_region, answer.form.user_fields.clone());
        let left = host.kept().filter(|kept| restore(&mut state, user.id, kept).is_some());
        // It has come back: what else is kept has served.
        host.keep(left);
        Self {
            shell: Shell::new(host, root),
            id: user.id,
            user: StoredValue::new_local(json),
            added,
            state: RwSignal::new(state),
            identities: RwSignal::new(details.identities),
            organizations: RwSignal::default(),
            denial,
        }
    }

    pub fn view(self) -> impl IntoView {
        let submit = heard(Box::new(move |event| {
            event.prevent_default();
            self.save();
        }));
        let others: Vec<_> = fields().filter(|name| *name != Field::Name).map(|name| field(self, name)).collect();
        let user_fields = self.state.with_untracked(|state| state.user_fields.clone());
        let user_fields: Vec<_> = user_fields.into_iter().enumerate().map(|(at, spec)| user_field(self, at, spec)).collect();
        view! {
            <form part="form profile" novalidate=true prop:onsubmit=submit>
                {denied(self.shell, self.denial)}
                {field(self, Field::Name)}
                {contacts(self)}
                {contact(self)}
                {others}
                {user_fields}
                <div part="actions">{outcome(self)}{button(self)}</div>
            </form>
        }
    }

    fn save(self) {
        if self.denial.is_some() || self.state.with_untracked(|state| state.phase == Phase::Saving) {
            return;
        }
        match self.state.try_update(ProfileState::save) {
            Some(Saving::Send(changed)) => spawn_local(self.send(*changed)),
            Some(Saving::Mistakes) => self.focus_mistake(),
            Some(Saving::Suggested) => self.shell.focus("[name=contact]"),
            Some(Saving::Nothing) | None => {}
        }
    }

    /// The number that is shown and no identity, since it is another customer's line.
    pub fn shared_number(self, identities: &[Identity]) -> Option<String> {
        let phone = self.user.with_value(|user| get(user, "phone").as_string());
        phone.filter(|phone| identities.iter().all(|identity| identity.value != *phone))
    }

    /// What has been changed, as [`Host::kept`] takes it; empty where nothing has.
    pub fn kept(self) -> String {
        self.state.with_untracked(|state| {
            let changed = state.changed();
            if changed == Draft::default() {
                return String::new();
            }
            let changes = kept::text(&changed, Some(&state.contact), None);
            self.user.with_value(|user| kept::profile_text(user, self.added, &changes))
        })
    }

    async fn send(self, changed: Draft) {
        let host = self.shell.host();
        let user_fields = self.state.with_untracked(|state| state.user_fields.clone());
        match api::save(&host, self.id, &changed, &user_fields).await {
            Ok(answered) => {
                host.emit("usher-updated", &object("user", &answered.json));
                // Where another customer is there by now, what is kept is theirs.
                if self.user.try_set_value(answered.json).is_none() {
                    host.keep(None);
                }
                if self.state.try_update(|state| state.saved(&changed, &answered.user)).is_some() && !changed.more.is_empty() {
                    let identities = api::identities(&host, self.id).await;
                    self.identities.try_set(identities);
                }
            }
            Err(Refused::Fields(mistakes)) => {
                self.state.try_update(|state| state.refused(mistakes));
                self.focus_mistake();
            }
            Err(Refused::Failed(failed)) => self.failed(failed),
        }
    }

    fn failed(self, failed: Failed) {
        if let Some(host) = self.shell.failed(&failed)
            && failed == Failed::SessionEnded
        {
            host.keep(Some(self.kept()));
        }
        self.state.try_update(|state| state.failed(failed));
    }

    pub fn typed(self, field: Field, text: &str) {
        self.state.update(|state| state.typed(field, text));
        if field == Field::Organization && !text.trim().is_empty() {
            self.look_for_organizations(text.to_owned());
        }
    }

    /// Looks once typing has rested: if the text is then another, somebody is still typing.
    fn look_for_organizations(self, prefix: String) {
        let look = move || {
            let rests = !self.state.is_disposed()
                && self.state.with_untracked(|state| state.draft.text(Field::Organization) == Some(prefix.as_str()));
            if rests {
                let host = self.shell.host();
                spawn_local(async move {
                    let found = api::organizations(&host, &prefix).await;
                    self.organizations.try_set(found);
                });
            }
        };
        set_timeout(look, crate::PAUSE);
    }

    fn focus_mistake(self) {
        self.shell.focus("[aria-invalid=true]");
    }
}

/// Takes over what was changed in the profile of this user, if that is what was kept.
fn restore(state: &mut ProfileState, id: Id, kept: &str) -> Option<()> {
    let left = kept::profile(kept)?;
    read::<User>(&get(&left, "user")).filter(|user| user.id == id)?;
    let (changed, contact, _) = kept::draft(&get(&left, "changes").as_string()?);
    state.restore(&changed, contact);
    Some(())
}

/// Whether it was saved, or why not.
fn outcome(profile: Profile) -> impl IntoView {
    let told = bound(move || {
        profile.state.with(|state| match &state.phase {
            Phase::Editing | Phase::Saving => String::new(),
            Phase::Saved => profile.shell.profile_text(ProfileText::Saved),
            Phase::Unchanged => profile.shell.profile_text(ProfileText::Unchanged),
            Phase::Failed(failed) => failure(profile.shell, failed),
        })
    });
    let part = move || {
        let mut part = "notice";
        if profile.state.with(|state| state.phase == Phase::Saved) {
            part = "notice saved";
        }
        part
    };
    view! { <p part=part role="status" prop:textContent=told></p> }
}

fn button(profile: Profile) -> impl IntoView {
    let saving = move || profile.state.with(|state| state.phase == Phase::Saving);
    let label = bound(move || {
        profile.state.with(|state| match &state.phase {
            Phase::Saving => profile.shell.profile_text(ProfileText::Saving),
            Phase::Failed(_) => profile.shell.text(Text::TryAgain),
            Phase::Editing | Phase::Saved | Phase::Unchanged => profile.shell.profile_text(ProfileText::Save),
        })
    });
    view! {
        <button part="button submit" type="submit" disabled=profile.denial.is_some() prop:ariaBusy=bound(saving) prop:textContent=label></button>
    }
}
