//! How the form behaves, without a browser: what is shown when, and what is sent. Tested natively.

use std::mem;

use usher_shared::api::Suggestion;
use usher_shared::form::{Field, Form};
use usher_shared::user::{Draft, FieldError, NewUser, UserFieldError};
use usher_shared::value::{EmailAddress, Id, Invalid};

/// A form that somebody fills in.
#[derive(Clone, Debug)]
pub struct FormState {
    pub form: Form,
    pub draft: Draft,
    /// The mistakes that are shown now.
    pub errors: Mistakes,
    pub phase: Phase,
    /// Whether the mistakes are those of a submission, so that a summary of them is shown.
    pub submitted: bool,
    /// What was probably meant instead of the address that was typed.
    pub suggestion: Option<String>,
    /// Existing customers who are like the draft.
    pub similar: Vec<Suggestion>,
    /// Whether a ticket is opened too.
    pub ticket: bool,
    /// The customer who could not be taken: trying again means that one.
    pub chosen: Option<Id>,
    /// Which draft was sent, and under which idempotency key: the same draft again is the same request.
    sent: Option<(Draft, String)>,
}

/// What is wrong with a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    pub fields: Vec<FieldError>,
    /// In the fields that the account has defined.
    pub user_fields: Vec<UserFieldError>,
}

impl Mistakes {
    pub const fn count(&self) -> usize {
        self.fields.len() + self.user_fields.len()
    }

    pub fn error(&self, field: Field) -> Option<FieldError> {
        self.fields.iter().find(|error| error.field == field).copied()
    }

    pub fn user_field(&self, at: usize) -> Option<Invalid> {
        self.user_fields.iter().find(|error| error.at == at).map(|error| error.invalid)
    }

    /// Only those of which this holds.
    pub fn retain(&mut self, holds: fn(Invalid) -> bool) {
        self.fields.retain(|error| holds(error.invalid));
        self.user_fields.retain(|error| holds(error.invalid));
    }
}

/// Where the form is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    Editing,
    Sending,
    /// Nothing was stored, or nobody knows; the draft is still there.
    Failed(Failed),
}

/// Why sending failed, where it was not for mistakes in the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// No answer came.
    Offline,
    /// The token has expired or was revoked, and the portal gave no other.
    SessionEnded,
    /// Refused for a reason that has a text of its own, by its code.
    Refused(String),
}

impl Failed {
    /// What `usher-error` says.
    pub fn code(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::SessionEnded => "session_ended",
            Self::Refused(code) => code,
        }
    }
}

/// What submitting leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submission {
    /// Mistakes are shown; the focus goes to the summary, or is in the ticket that lacks something.
    Mistakes,
    /// What was typed cannot be judged without the tables: ask the full rulebook, then [`FormState::judged`].
    NeedsTables,
    /// Take this customer, who could not be taken before.
    Chosen(Id),
    /// Another address was probably meant: the focus goes there, once. Who submits again means what was typed.
    Suggested,
    /// Send it.
    Ready,
}

impl FormState {
    /// `sent`: the draft as it was sent before it came here, and under which key.
    pub fn new(form: Form, draft: Draft, ticket: bool, sent: Option<(Draft, String)>) -> Self {
        let (errors, similar, phase) = (Mistakes::default(), Vec::new(), Phase::Editing);
        Self { form, draft, errors, phase, submitted: false, suggestion: None, similar, ticket, chosen: None, sent }
    }

    /// Something was typed. A mistake that is shown there goes: nobody is corrected while typing.
    pub fn typed(&mut self, field: Field, text: &str) {
        self.draft.set(field, text);
        self.errors.fields.retain(|error| error.field != field && error.invalid != Invalid::ContactRequired);
        if field == Field::Email {
            self.suggestion = None;
        }
        self.edited();
    }

    /// The same in a field that the account has defined, by its place on the form.
    pub fn typed_user_field(&mut self, at: usize, text: &str) {
        self.draft.set_user_field(&self.form.user_fields[at].key, text);
        self.errors.user_fields.retain(|error| error.at != at);
        self.edited();
    }

    fn edited(&mut self) {
        self.chosen = None;
        if matches!(self.phase, Phase::Failed(_)) {
            self.phase = Phase::Editing;
        }
    }

    /// A field was left: its mistake is shown now. What is still missing is told on submitting, not on passing by.
    pub fn left(&mut self, field: Field) {
        let mut mistakes = self.mistakes();
        mistakes.retain(is_told_on_leaving);
        if self.error(field).is_none() {
            self.errors.fields.extend(mistakes.error(field));
        }
        if field == Field::Email {
            self.suggest();
        }
    }

    pub fn left_user_field(&mut self, at: usize) {
        let mut mistakes = self.mistakes();
        mistakes.retain(is_told_on_leaving);
        if self.errors.user_field(at).is_none() {
            self.errors.user_fields.extend(mistakes.user_fields.into_iter().find(|error| error.at == at));
        }
    }

    /// Whether there is something new to suggest.
    fn suggest(&mut self) -> bool {
        suggest(&mut self.suggestion, self.draft.text(Field::Email).unwrap_or_default())
    }

    pub fn error(&self, field: Field) -> Option<Invalid> {
        self.errors.error(field).map(|error| error.invalid)
    }

    /// `ticket`: whether it has all that it needs, or there is none.
    pub fn submit(&mut self, ticket: bool) -> Submission {
        if let Some(id) = self.chosen.take() {
            return Submission::Chosen(id);
        }
        let mut mistakes = self.mistakes();
        let found = mistakes.count();
        mistakes.retain(|invalid| invalid != Invalid::NeedsTables);
        let needs_tables = found > mistakes.count();
        if mistakes.count() > 0 {
            return self.judged(mistakes);
        }
        if !ticket {
            return Submission::Mistakes;
        }
        if self.suggest() {
            return Submission::Suggested;
        }
        if needs_tables {
            self.phase = Phase::Sending;
            return Submission::NeedsTables;
        }
        self.judged(mistakes)
    }

    /// The verdict of the rulebook on the whole draft.
    pub fn judged(&mut self, mistakes: Mistakes) -> Submission {
        self.errors = mistakes;
        self.submitted = true;
        if self.errors.count() == 0 {
            self.phase = Phase::Sending;
            Submission::Ready
        } else {
            self.phase = Phase::Editing;
            Submission::Mistakes
        }
    }

    /// The key under which `draft` is sent: another only once the draft is another.
    pub fn idempotency_key(&mut self, draft: &Draft, fresh: impl FnOnce() -> String) -> String {
        let key = self.key_of(draft).map_or_else(fresh, Into::into);
        self.sent = Some((draft.clone(), key.clone()));
        key
    }

    /// The key under which `draft` was sent, if it was.
    pub fn key_of(&self, draft: &Draft) -> Option<&str> {
        self.sent.as_ref().filter(|(sent, _)| sent == draft).map(|(_, key)| key.as_str())
    }

    /// Sending failed, or taking a customer; the draft stays.
    pub fn failed(&mut self, failed: Failed, chosen: Option<Id>) {
        self.phase = Phase::Failed(failed);
        self.chosen = chosen;
    }

    fn mistakes(&self) -> Mistakes {
        Mistakes::in_form(&self.draft, &self.form)
    }
}

impl Mistakes {
    /// Everything that is wrong with a draft for this form.
    pub fn in_form(draft: &Draft, form: &Form) -> Self {
        Self { fields: NewUser::parse(draft, form).err().unwrap_or_default(), user_fields: draft.user_field_errors(&form.user_fields) }
    }
}

/// What is still missing is told on submitting, not on passing by.
fn is_told_on_leaving(invalid: Invalid) -> bool {
    !matches!(invalid, Invalid::Required | Invalid::ContactRequired | Invalid::NeedsTables)
}

/// Keeps what was probably meant instead of the address that was typed; whether that is news.
pub fn suggest(suggestion: &mut Option<String>, typed: &str) -> bool {
    let meant = EmailAddress::parse(typed).ok().and_then(|email| email.suggestion());
    let before = mem::replace(suggestion, meant);
    suggestion.is_some() && before.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use usher_shared::custom_field::{CustomField, Kind};
    use usher_shared::form::EntryPoint;
    use usher_shared::settings::Settings;

    fn state() -> FormState {
        FormState::new(Settings::default().form(EntryPoint::Agent), Draft::default(), false, None)
    }

    #[test]
    fn a_mistake_is_shown_on_leaving_and_goes_on_typing() {
        let mut state = state();
        state.typed(Field::Email, "ana@");
        assert_eq!(state.error(Field::Email), None);
        state.left(Field::Email);
        assert_eq!(state.error(Field::Email), Some(Invalid::EmailIncomplete));
        state.typed(Field::Email, "ana@a");
        assert_eq!(state.error(Field::Email), None);
    }

    #[test]
    fn passing_by_an_empty_field_is_no_mistake() {
        let mut state = state();
        state.left(Field::Name);
        assert_eq!(state.errors.count(), 0);
    }

    #[test]
    fn submitting_shows_every_mistake() {
        let mut state = state();
        state.typed(Field::Email, "ana@");
        assert_eq!(state.submit(true), Submission::Mistakes);
        assert_eq!(state.errors.fields.iter().map(|error| error.field).collect::<Vec<_>>(), [Field::Name, Field::Email]);
        assert_eq!(state.phase, Phase::Editing);
    }

    fn with_user_field(kind: Kind, required: bool) -> FormState {
        let (key, title, description) = ("plan".into(), "Plan".into(), String::new());
        let field = CustomField { key, kind, title, description, required, regexp: None, options: Vec::new() };
        let form = Form { user_fields: vec![field], ..Settings::default().form(EntryPoint::Agent) };
        FormState::new(form, Draft::default(), false, None)
    }

    #[test]
    fn a_field_that_the_account_has_defined_is_judged_as_the_others_are() {
        let mut state = with_user_field(Kind::Integer, true);
        state.typed(Field::Name, "Ana");
        state.left_user_field(0);
        assert_eq!(state.errors.user_field(0), None);
        assert_eq!((state.submit(true), state.errors.user_field(0)), (Submission::Mistakes, Some(Invalid::Required)));
        state.typed_user_field(0, "1.5");
        assert_eq!(state.errors.user_field(0), None);
        state.left_user_field(0);
        assert_eq!(state.errors.user_field(0), Some(Invalid::IntegerForm));
        state.typed_user_field(0, "15");
        assert_eq!((state.submit(true), state.draft.user_field("plan")), (Submission::Ready, Some("15")));
    }

    #[test]
    fn a_pattern_is_for_the_full_rulebook() {
        let mut state = with_user_field(Kind::Regexp, false);
        state.typed(Field::Name, "Ana");
        assert_eq!(state.submit(true), Submission::Ready);
        state.typed_user_field(0, "AB-7");
        state.left_user_field(0);
        // This build has it; the widget's first module has not.
        assert_eq!((state.errors.count(), state.submit(true)), (0, Submission::Ready));
    }

    #[test]
    fn mistakes_come_before_the_question_whether_another_domain_was_meant() {
        let mut state = state();
        state.typed(Field::Email, "ana@gmial.com");
        assert_eq!(state.submit(true), Submission::Mistakes);
        state.typed(Field::Name, "Ana");
        assert_eq!(state.submit(true), Submission::Suggested);
        assert_eq!(state.submit(true), Submission::Ready);
    }

    #[test]
    fn the_same_draft_is_the_same_request_and_another_is_another() {
        let mut state = state();
        state.typed(Field::Name, "Ana");
        assert_eq!(state.submit(true), Submission::Ready);
        let sent = state.draft.clone();
        assert_eq!(state.idempotency_key(&sent, || "1".into()), "1");
        state.failed(Failed::Offline, None);
        assert_eq!(state.submit(true), Submission::Ready);
        assert_eq!(state.idempotency_key(&sent, || "2".into()), "1");
        state.typed(Field::Name, "Ana Díaz");
        assert_eq!(state.key_of(&state.draft), None);
        let another = state.draft.clone();
        assert_eq!(state.idempotency_key(&another, || "3".into()), "3");
        // As it is where the draft was sent before it came here.
        let mut state = FormState::new(state.form, another.clone(), false, Some((another.clone(), "3".into())));
        assert_eq!(state.idempotency_key(&another, || "4".into()), "3");
    }

    #[test]
    fn a_ticket_that_lacks_something_keeps_both_from_being_sent_after_the_mistakes_in_the_fields() {
        let mut state = state();
        assert_eq!(state.submit(false), Submission::Mistakes);
        state.typed(Field::Name, "Ana");
        assert_eq!((state.submit(false), state.errors.count(), state.submit(true)), (Submission::Mistakes, 0, Submission::Ready));
    }

    #[test]
    fn trying_again_to_take_a_customer_takes_that_one() {
        let (mut state, id) = (state(), Id::at(0, 7));
        state.failed(Failed::Offline, Some(id));
        assert_eq!((state.submit(true), state.submit(true)), (Submission::Chosen(id), Submission::Mistakes));
    }

    #[test]
    fn what_is_typed_while_a_draft_is_judged_and_sent_is_another_request() {
        let mut state = state();
        state.typed(Field::Name, "Ana");
        let sent = state.draft.clone();
        state.typed(Field::Name, "Ana Díaz");
        assert_eq!(state.idempotency_key(&sent, || "1".into()), "1");
        let typed = state.draft.clone();
        assert_eq!(state.idempotency_key(&typed, || "2".into()), "2");
    }

    #[test]
    fn a_slip_of_the_finger_gets_a_suggestion_once_the_field_is_left() {
        let mut state = state();
        state.typed(Field::Email, "ana@gmial.com");
        assert_eq!(state.suggestion, None);
        state.left(Field::Email);
        assert_eq!(state.suggestion.as_deref(), Some("ana@gmail.com"));
        state.typed(Field::Email, "ana@gmail.com");
        assert_eq!(state.suggestion, None);
    }

    #[test]
    fn who_submits_without_leaving_the_field_is_asked_once_too() {
        let mut state = state();
        state.typed(Field::Name, "Ana");
        state.typed(Field::Email, "ana@gmial.com");
        assert_eq!(state.submit(true), Submission::Suggested);
        assert_eq!(state.suggestion.as_deref(), Some("ana@gmail.com"));
        assert_eq!(state.submit(true), Submission::Ready);
    }

    #[test]
    fn typing_after_a_failure_takes_the_message_away() {
        let mut state = FormState { phase: Phase::Failed(Failed::Offline), chosen: Some(Id::at(0, 7)), ..state() };
        state.typed(Field::Name, "Ana");
        assert_eq!((state.phase, state.chosen), (Phase::Editing, None));
    }
}
