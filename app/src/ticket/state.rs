//! How that part behaves, without a browser. Tested natively.

use usher_shared::problem::Mistake;
use usher_shared::sent::Sent;
use usher_shared::ticket::{Draft, New};
use usher_shared::value::{Invalid, LongText, Subject};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Subject,
    /// What the caller said.
    Said,
}

/// What has been typed of a ticket, and the mistakes that are shown now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketState {
    subject: String,
    said: String,
    errors: [Option<Invalid>; 2],
}

impl Part {
    /// The name of its control.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Said => "said",
        }
    }

    /// In UTF-16 units.
    pub const fn max_length(self) -> usize {
        match self {
            Self::Subject => Subject::MAX,
            Self::Said => LongText::MAX,
        }
    }

    fn of(mistake: &Mistake) -> Self {
        if mistake.key == "subject" { Self::Subject } else { Self::Said }
    }
}

impl TicketState {
    /// What was typed before: [`Self::text`].
    pub fn of(text: &str) -> Self {
        let (subject, said) = text.split_once('\n').unwrap_or((text, ""));
        Self { subject: subject.into(), said: said.into(), errors: [None; 2] }
    }

    /// The subject's line, and what was said below it.
    pub fn text(&self) -> String {
        [&self.subject, "\n", &self.said].concat()
    }

    pub fn typed_text(&self, part: Part) -> &str {
        match part {
            Part::Subject => &self.subject,
            Part::Said => &self.said,
        }
    }

    /// Something was typed. A mistake that is shown there goes: nobody is corrected while typing.
    pub fn typed(&mut self, part: Part, text: &str) {
        match part {
            Part::Subject => self.subject = text.replace('\n', " "),
            Part::Said => self.said = text.into(),
        }
        self.errors[part as usize] = None;
    }

    /// A part was left: its mistake is shown now. What is still missing is told on submitting, not on passing by.
    pub fn left(&mut self, part: Part) {
        let found = self.mistakes()[part as usize];
        self.errors[part as usize] = self.errors[part as usize].or(found.filter(|invalid| *invalid != Invalid::Required));
    }

    /// Whether the ticket can be opened; every mistake is shown.
    pub fn check(&mut self) -> bool {
        self.errors = self.mistakes();
        self.errors == [None; 2]
    }

    pub fn error(&self, part: Part) -> Option<Invalid> {
        self.errors[part as usize]
    }

    fn mistakes(&self) -> [Option<Invalid>; 2] {
        let text = |text: &str| Sent::Value(text.into());
        let draft = Draft { subject: text(&self.subject), description: text(&self.said), ..Draft::default() };
        let mut errors = [None; 2];
        for mistake in New::parse(&draft).err().unwrap_or_default() {
            errors[Part::of(&mistake) as usize] = Some(mistake.invalid);
        }
        errors
    }
}

/// The key under which a ticket with this text is opened for whom `customer` stands for: the draft's key, or who is there and the
/// page. The same again is the same request.
pub fn key_with(customer: &str, text: &str) -> String {
    // FNV-1a: keys are told apart by it, nothing is kept from anybody.
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    format!("{customer}-{hash:x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_there_again_line_by_line() {
        let mut state = TicketState::default();
        state.typed(Part::Subject, "Parcel");
        state.typed(Part::Said, "It is late.\nAgain.");
        assert_eq!(TicketState::of(&state.text()), state);
        assert_eq!((state.typed_text(Part::Subject), state.typed_text(Part::Said)), ("Parcel", "It is late.\nAgain."));
        // What is pasted into one line stays one.
        state.typed(Part::Subject, "a\nb");
        assert_eq!(TicketState::of(&state.text()), state);
    }

    #[test]
    fn what_the_caller_said_is_needed_and_a_subject_is_not() {
        let mut state = TicketState::default();
        state.left(Part::Said);
        assert_eq!(state.error(Part::Said), None);
        assert!(!state.check());
        assert_eq!((state.error(Part::Subject), state.error(Part::Said)), (None, Some(Invalid::Required)));
        state.typed(Part::Said, "It is late.");
        assert_eq!(state.error(Part::Said), None);
        assert!(state.check());
    }

    #[test]
    fn a_mistake_is_shown_on_leaving_and_goes_on_typing() {
        let mut state = TicketState::default();
        state.typed(Part::Subject, &"x".repeat(Subject::MAX + 1));
        state.left(Part::Subject);
        assert_eq!(state.error(Part::Subject), Some(Invalid::TooLong));
        state.typed(Part::Subject, "x");
        assert_eq!(state.error(Part::Subject), None);
    }

    #[test]
    fn the_same_ticket_for_the_same_customer_is_the_same_request() {
        let key = key_with("7", "a\nb");
        assert_eq!(key, key_with("7", "a\nb"));
        assert!([key_with("8", "a\nb"), key_with("7", "a\nc"), key_with("7", "ab\n")].iter().all(|other| *other != key));
    }
}
