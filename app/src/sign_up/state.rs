//! What the forms of strangers ask for besides the fields of the directory, without a browser. Tested natively.

use usher_shared::value::{Invalid, LongText, Subject};

/// Something that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    Subject,
    Description,
    Consent,
}

impl Extra {
    pub const ALL: &'static [Self] = &[Self::Subject, Self::Description, Self::Consent];

    /// Its control's name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Description => "description",
            Self::Consent => "consent",
        }
    }

    /// What the API calls it among mistakes.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Description => "comment",
            Self::Subject | Self::Consent => self.code(),
        }
    }

    /// In UTF-16 units.
    pub const fn max_length(self) -> usize {
        match self {
            Self::Subject => Subject::MAX,
            Self::Description => LongText::MAX,
            Self::Consent => 0,
        }
    }

    fn mistake(self, text: &str) -> Option<Invalid> {
        match self {
            Self::Subject => Subject::parse(text).err(),
            Self::Description => LongText::parse(text).err(),
            Self::Consent => (text != "true").then_some(Invalid::Required),
        }
    }
}

/// What was typed there, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    asked: Vec<Extra>,
    texts: [String; 3],
    /// The mistakes that are shown now.
    errors: Vec<(Extra, Invalid)>,
    /// All that was sent, and under which idempotency key: the same again is the same request.
    pub sent: Option<(String, String)>,
    /// Once a request is sent: whom the answer goes to, blank of whoever is signed in.
    pub done: Option<String>,
}

impl Extras {
    pub fn new(asked: Vec<Extra>) -> Self {
        Self { asked, ..Self::default() }
    }

    /// Under which key this was sent, if it was.
    pub fn key_of(&self, text: &str) -> Option<String> {
        self.sent.as_ref().filter(|(sent, _)| sent == text).map(|(_, key)| key.clone())
    }

    pub fn asked(&self) -> &[Extra] {
        &self.asked
    }

    pub fn text(&self, extra: Extra) -> &str {
        &self.texts[extra as usize]
    }

    /// Something was typed. A mistake that is shown there goes: nobody is corrected while typing.
    pub fn typed(&mut self, extra: Extra, text: String) {
        self.texts[extra as usize] = text;
        self.errors.retain(|(at, _)| *at != extra);
    }

    /// A field was left: its mistake is shown now, unless it is only empty still.
    pub fn left(&mut self, extra: Extra) {
        let mistake = extra.mistake(self.text(extra)).filter(|invalid| !matches!(invalid, Invalid::Blank | Invalid::Required));
        if self.error(extra).is_none() {
            self.errors.extend(mistake.map(|invalid| (extra, invalid)));
        }
    }

    pub fn error(&self, extra: Extra) -> Option<Invalid> {
        self.errors.iter().find(|(at, _)| *at == extra).map(|(_, invalid)| *invalid)
    }

    /// How many mistakes are shown.
    pub fn count(&self) -> usize {
        self.errors.len()
    }

    /// Shows every mistake; whether there is none.
    pub fn submit(&mut self) -> bool {
        let mistakes = self.asked.iter().filter_map(|extra| Some((*extra, extra.mistake(self.text(*extra))?)));
        self.errors = mistakes.collect();
        self.errors.is_empty()
    }

    /// What the API finds wrong.
    pub fn judged(&mut self, invalid: impl Fn(&str) -> Option<Invalid>) {
        self.errors = self.asked.iter().filter_map(|extra| Some((*extra, invalid(extra.key())?))).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Extras {
        Extras::new(vec![Extra::Subject, Extra::Description])
    }

    #[test]
    fn what_is_missing_is_told_on_sending_and_not_on_passing_by() {
        let mut extras = request();
        extras.left(Extra::Subject);
        assert_eq!(extras.count(), 0);
        assert!(!extras.submit());
        assert_eq!((extras.error(Extra::Subject), extras.count()), (Some(Invalid::Blank), 2));
        extras.typed(Extra::Subject, "Parcel".into());
        extras.typed(Extra::Description, "Where is it?".into());
        assert_eq!((extras.count(), extras.submit()), (0, true));
    }

    #[test]
    fn a_text_that_cannot_be_is_told_on_leaving() {
        let mut extras = request();
        extras.typed(Extra::Subject, "a\u{202e}b".into());
        extras.left(Extra::Subject);
        assert_eq!(extras.error(Extra::Subject), Some(Invalid::BidiOverride));
    }

    #[test]
    fn whoever_does_not_agree_does_not_sign_up() {
        let mut extras = Extras::new(vec![Extra::Consent]);
        assert!(!extras.submit());
        extras.typed(Extra::Consent, "true".into());
        assert!(extras.submit());
        extras.typed(Extra::Consent, "false".into());
        assert!(!extras.submit());
    }

    #[test]
    fn the_same_again_is_the_same_request() {
        let mut extras = request();
        assert_eq!(extras.key_of("a"), None);
        extras.sent = Some(("a".into(), "1".into()));
        assert_eq!((extras.key_of("a").as_deref(), extras.key_of("b")), (Some("1"), None));
    }

    #[test]
    fn what_the_api_finds_is_shown_where_it_is() {
        let mut extras = request();
        extras.judged(|key| (key == "comment").then_some(Invalid::TooLong));
        assert_eq!((extras.error(Extra::Description), extras.count()), (Some(Invalid::TooLong), 1));
    }
}
