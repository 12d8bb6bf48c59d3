//! How the profile behaves, without a browser: what has changed, what is shown when, and what is sent. Tested natively.

use usher_shared::api::User;
use usher_shared::custom_field::{CustomField, Kind};
use usher_shared::form::Field;
use usher_shared::sent::FieldValue;
use usher_shared::user::{Changes, ContactKind, Draft, FieldError};
use usher_shared::value::Region;

use crate::state::{Failed, Mistakes, suggest};

/// What a profile lets one change, in the order of the form. Addresses and numbers are added, not changed.
pub fn fields() -> impl Iterator<Item = Field> {
    Field::ALL.iter().copied().filter(|field| !matches!(field, Field::Email | Field::Phone))
}

/// The profile of a customer, and what somebody has changed in it.
#[derive(Clone, Debug)]
pub struct ProfileState {
    stored: Draft,
    pub draft: Draft,
    /// Another address or number.
    pub contact: String,
    /// What was probably meant instead of the address that was typed.
    pub suggestion: Option<String>,
    /// The mistakes that are shown now; those of the contact are at its kind.
    pub errors: Mistakes,
    pub phase: Phase,
    region: Option<Region>,
    /// Those that the account has defined. Nothing is asked for that was not asked for when the customer was added.
    pub user_fields: Vec<CustomField>,
}

/// Where the profile is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    Editing,
    Saving,
    Saved,
    /// There was nothing to save.
    Unchanged,
    Failed(Failed),
}

/// What saving leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Mistakes are shown; the focus goes to the first.
    Mistakes,
    Nothing,
    /// Another address was probably meant: the focus goes there, once.
    Suggested,
    /// Send what changes.
    Send(Box<Draft>),
}

impl ProfileState {
    /// `region`: in which country a number without a country code is read.
    pub fn new(user: &User, organization: Option<&str>, region: Option<Region>, user_fields: Vec<CustomField>) -> Self {
        let user_fields: Vec<_> = user_fields.into_iter().map(|field| CustomField { required: false, ..field }).collect();
        let stored = draft_of(user, organization, &user_fields);
        let (contact, suggestion, errors) = (String::new(), None, Mistakes::default());
        Self { draft: stored.clone(), stored, contact, suggestion, errors, phase: Phase::Editing, region, user_fields }
    }

    /// What was changed before the profile was drawn anew, or before a session ended.
    pub fn restore(&mut self, changed: &Draft, contact: Option<String>) {
        for field in fields() {
            if let Some(text) = changed.text(field) {
                self.draft.set(field, text);
            }
        }
        for field in &self.user_fields {
            if let Some(text) = changed.user_field(&field.key) {
                self.draft.set_user_field(&field.key, text);
            }
        }
        self.contact = contact.unwrap_or_default();
    }

    /// Something was typed. A mistake that is shown there goes: nobody is corrected while typing.
    pub fn typed(&mut self, field: Field, text: &str) {
        self.draft.set(field, text);
        self.errors.fields.retain(|error| error.field != field);
        self.edited();
    }

    /// The same in a field that the account has defined, by its place.
    pub fn typed_user_field(&mut self, at: usize, text: &str) {
        self.draft.set_user_field(&self.user_fields[at].key, text);
        self.errors.user_fields.retain(|error| error.at != at);
        self.edited();
    }

    pub fn typed_contact(&mut self, text: &str) {
        text.clone_into(&mut self.contact);
        self.suggestion = None;
        self.errors.fields.retain(|error| !is_contact(error.field));
        self.edited();
    }

    /// What is being saved is still being saved.
    fn edited(&mut self) {
        if self.phase != Phase::Saving {
            self.phase = Phase::Editing;
        }
    }

    /// A field was left: its mistake is shown now.
    pub fn left(&mut self, field: Field) {
        self.show(|error| error.field == field);
    }

    pub fn left_user_field(&mut self, at: usize) {
        if self.errors.user_field(at).is_none() {
            let mistakes = self.mistakes(&self.changed()).user_fields;
            self.errors.user_fields.extend(mistakes.into_iter().find(|error| error.at == at));
        }
    }

    pub fn left_contact(&mut self) {
        self.show(|error| is_contact(error.field));
        self.suggest();
    }

    /// Whether there is something new to suggest.
    fn suggest(&mut self) -> bool {
        suggest(&mut self.suggestion, &self.contact)
    }

    fn show(&mut self, here: impl Fn(&FieldError) -> bool) {
        if !self.errors.fields.iter().any(&here) {
            let mistakes = self.mistakes(&self.changed()).fields;
            self.errors.fields.extend(mistakes.into_iter().find(here));
        }
    }

    pub fn error(&self, field: Field) -> Option<FieldError> {
        self.errors.error(field)
    }

    pub fn contact_error(&self) -> Option<FieldError> {
        self.errors.fields.iter().find(|error| is_contact(error.field)).copied()
    }

    pub fn save(&mut self) -> Saving {
        if self.suggest() {
            return Saving::Suggested;
        }
        let changed = self.changed();
        self.errors = self.mistakes(&changed);
        if self.errors.count() > 0 {
            return Saving::Mistakes;
        }
        if changed == Draft::default() {
            self.phase = Phase::Unchanged;
            return Saving::Nothing;
        }
        self.phase = Phase::Saving;
        Saving::Send(Box::new(changed))
    }

    /// What was sent is stored. What was typed meanwhile is still to be saved.
    pub fn saved(&mut self, sent: &Draft, user: &User) {
        let before = self.stored.clone();
        let organization = sent.text(Field::Organization).or(before.text(Field::Organization));
        self.stored = draft_of(user, organization, &self.user_fields);
        for field in fields() {
            let typed = self.draft.text(field);
            if typed == sent.text(field) || typed == before.text(field) {
                self.draft.set(field, self.stored.text(field).unwrap_or_default());
            }
        }
        for CustomField { key, .. } in &self.user_fields {
            let typed = self.draft.user_field(key);
            if typed == sent.user_field(key) || typed == before.user_field(key) {
                self.draft.set_user_field(key, self.stored.user_field(key).unwrap_or_default());
            }
        }
        if sent.more.iter().any(|(_, text)| text == self.contact.trim()) {
            self.contact.clear();
        }
        self.phase = if self.changed() == Draft::default() { Phase::Saved } else { Phase::Editing };
    }

    pub fn refused(&mut self, mistakes: Mistakes) {
        self.errors = mistakes;
        self.phase = Phase::Editing;
    }

    pub fn failed(&mut self, failed: Failed) {
        self.phase = Phase::Failed(failed);
    }

    /// Only what differs from what is stored.
    pub fn changed(&self) -> Draft {
        let mut changed = Draft::default();
        for field in fields().filter(|field| self.draft.text(*field) != self.stored.text(*field)) {
            changed.set(field, self.draft.text(field).unwrap_or_default());
        }
        for CustomField { key, .. } in &self.user_fields {
            if self.draft.user_field(key) != self.stored.user_field(key) {
                changed.set_user_field(key, self.draft.user_field(key).unwrap_or_default());
            }
        }
        let contact = self.contact.trim();
        if !contact.is_empty() {
            // An address has an @ and a number has none (RFC 5321, RFC 3966).
            let kind = if contact.contains('@') { ContactKind::Email } else { ContactKind::Phone };
            changed.more.push((kind, contact.into()));
        }
        changed
    }

    fn mistakes(&self, changed: &Draft) -> Mistakes {
        let fields = Changes::parse(changed, self.region).err().unwrap_or_default();
        Mistakes { fields, user_fields: changed.user_field_errors(&self.user_fields) }
    }
}

const fn is_contact(field: Field) -> bool {
    matches!(field, Field::Email | Field::Phone)
}

fn draft_of(user: &User, organization: Option<&str>, user_fields: &[CustomField]) -> Draft {
    let mut draft = Draft::default();
    for field in fields() {
        let text = match field {
            Field::Name => Some(user.name.clone()),
            Field::Organization => organization.map(Into::into),
            Field::ExternalId => user.external_id.clone(),
            Field::Locale => Some(user.locale.clone()),
            Field::TimeZone => Some(user.iana_time_zone.clone()),
            Field::Tags => Some(user.tags.join(", ")),
            Field::Details => user.details.clone(),
            Field::Notes => user.notes.clone(),
            Field::Email | Field::Phone => None,
        };
        draft.set(field, text.unwrap_or_default());
    }
    for field in user_fields {
        let mut text = user.user_fields.get(&field.key).and_then(|value| value.value()).map(FieldValue::text).unwrap_or_default();
        if field.kind == Kind::Date {
            // As a browser's calendar has a day.
            text.truncate(10);
        }
        draft.set_user_field(&field.key, text);
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use usher_shared::policy::Role;
    use usher_shared::sent::{FieldValues, Sent};
    use usher_shared::value::{Id, Invalid};

    fn user() -> User {
        User {
            id: Id::from_number(7).unwrap(),
            name: "Ana".into(),
            role: Role::EndUser,
            organization_id: None,
            external_id: None,
            locale: "en-US".into(),
            iana_time_zone: "Europe/Berlin".into(),
            tags: vec!["a".into(), "b".into()],
            details: None,
            notes: None,
            user_fields: FieldValues::default(),
        }
    }

    fn state() -> ProfileState {
        ProfileState::new(&user(), Some("Acme"), None, Vec::new())
    }

    #[test]
    fn what_changes_of_the_accounts_own_fields_is_sent_and_the_rest_stays() {
        let field = |key: &str, kind| CustomField {
            key: key.into(),
            kind,
            title: key.into(),
            description: String::new(),
            required: true,
            regexp: None,
            options: Vec::new(),
        };
        let values = [("since", FieldValue::Text("2026-03-31T00:00:00Z".into())), ("seats", FieldValue::Integer(7))];
        let values = values.into_iter().map(|(key, value)| (key.into(), Sent::Value(value))).collect();
        let user = User { user_fields: values, ..user() };
        let fields = vec![field("since", Kind::Date), field("seats", Kind::Integer), field("note", Kind::Text)];
        let mut state = ProfileState::new(&user, None, None, fields);
        assert_eq!((state.save(), state.draft.user_field("since")), (Saving::Nothing, Some("2026-03-31")));
        state.typed_user_field(1, "x");
        assert_eq!(state.save(), Saving::Mistakes);
        assert_eq!(state.errors.user_field(1), Some(Invalid::IntegerForm));
        state.typed_user_field(1, "");
        assert_eq!(sent(&mut state).user_fields, [("seats".into(), String::new())]);
    }

    fn sent(state: &mut ProfileState) -> Draft {
        match state.save() {
            Saving::Send(draft) => *draft,
            other => panic!("{other:?}: {:?}", state.errors),
        }
    }

    #[test]
    fn only_what_changed_is_sent() {
        let mut state = state();
        assert_eq!(state.save(), Saving::Nothing);
        state.typed(Field::Notes, "calls in the morning");
        state.typed(Field::Organization, "");
        let sent = sent(&mut state);
        assert_eq!((sent.text(Field::Notes), sent.text(Field::Organization)), (Some("calls in the morning"), Some("")));
        assert_eq!(fields().filter(|field| sent.text(*field).is_some()).count(), 2);
    }

    #[test]
    fn a_contact_is_an_address_or_a_number_by_its_at() {
        for (typed, kind) in [("ana@b.de", ContactKind::Email), (" +4930123456 ", ContactKind::Phone)] {
            let mut state = state();
            state.typed_contact(typed);
            assert_eq!(sent(&mut state).more, [(kind, typed.trim().to_owned())]);
        }
    }

    #[test]
    fn a_mistake_is_shown_on_leaving_and_goes_on_typing() {
        let mut state = state();
        state.typed_contact("ana@");
        assert_eq!(state.contact_error(), None);
        state.left_contact();
        assert_eq!(state.contact_error().unwrap().invalid, Invalid::EmailIncomplete);
        state.typed_contact("ana@b");
        assert_eq!(state.contact_error(), None);
        state.typed(Field::Name, " ");
        assert_eq!(state.save(), Saving::Mistakes);
        assert_eq!(state.error(Field::Name).unwrap().invalid, Invalid::Required);
    }

    #[test]
    fn a_slip_of_the_finger_gets_a_suggestion_once_the_field_is_left() {
        let mut state = state();
        state.typed_contact("ana@gmial.com");
        assert_eq!(state.suggestion, None);
        state.left_contact();
        assert_eq!(state.suggestion.as_deref(), Some("ana@gmail.com"));
        state.typed_contact("ana@gmail.com");
        assert_eq!(state.suggestion, None);
    }

    #[test]
    fn what_was_saved_is_no_change_any_more_and_what_was_typed_meanwhile_is_one() {
        let mut state = state();
        state.typed(Field::Tags, "vip");
        state.typed_contact("ana@b.de");
        let first = sent(&mut state);
        state.typed(Field::Notes, "later");
        assert_eq!(state.phase, Phase::Saving);
        state.saved(&first, &User { tags: vec!["vip".into()], ..user() });
        assert_eq!((state.phase.clone(), &*state.contact), (Phase::Editing, ""));
        let second = sent(&mut state);
        assert_eq!((second.text(Field::Notes), second.text(Field::Tags), second.more.len()), (Some("later"), None, 0));
    }

    #[test]
    fn what_was_changed_before_is_changed_once_it_is_restored() {
        let mut before = state();
        before.typed(Field::Organization, "");
        before.typed_contact("ana@b.de");
        let mut state = state();
        state.restore(&before.changed(), Some(before.contact.clone()));
        assert_eq!(sent(&mut state), sent(&mut before));
    }

    #[test]
    fn a_failure_keeps_what_was_typed() {
        let mut state = state();
        state.typed(Field::Notes, "vip");
        let first = sent(&mut state);
        state.failed(Failed::Offline);
        assert_eq!(sent(&mut state), first);
    }
}
