//! How proving an address and one's own profile behave, without a browser. Tested natively.

use usher_shared::form::{EntryPoint, Field, Form, FormField};
use usher_shared::registration::Registration;
use usher_shared::user::Draft;

/// Seconds before another mail can be asked for; the edge holds it too.
pub const SENT_AGAIN_AFTER_S: u32 = 60;

const CODE_DIGITS: usize = 6;

/// The code of a mail, however it was typed or pasted; `None` of what is none.
pub fn code(typed: &str) -> Option<String> {
    let digits: Option<String> = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(digit).collect();
    digits.filter(|digits| digits.len() == CODE_DIGITS)
}

/// A digit as keyboards of other scripts write it: Arabic, Persian, and the wide ones of East Asia.
fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 4] = ['0', '\u{660}', '\u{6f0}', '\u{ff10}'];
    let value = |zero: char| u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10);
    ZEROS.into_iter().find_map(value).and_then(|value| char::from_digit(value, 10))
}

/// What customers change of themselves where the account lets them.
pub fn form(registration: Registration) -> Form {
    let fields = Field::ALL.iter().filter(|field| registration.customers_change(**field));
    Form {
        entry_point: EntryPoint::Signup,
        fields: fields.map(|field| FormField { name: *field, required: *field == Field::Name }).collect(),
        user_fields: Vec::new(),
        contact_required: false,
        default_region: None,
    }
}

/// Only what differs from what is stored; nothing where nothing does.
pub fn changed(form: &Form, stored: &Draft, draft: &Draft) -> Option<Draft> {
    let mut changed = Draft::default();
    for FormField { name, .. } in &form.fields {
        let text = draft.text(*name).unwrap_or_default();
        if text.trim() != stored.text(*name).unwrap_or_default() {
            changed.set(*name, text);
        }
    }
    (changed != Draft::default()).then_some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["123456", " 123 456 ", "123-456", "١٢٣٤٥٦", "۱۲۳۴۵۶", "１２３４５６"] {
            assert_eq!(code(typed).as_deref(), Some("123456"), "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a"] {
            assert_eq!(code(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_profile_shows_for_change_what_the_account_lets_customers_change() {
        let names = |registration| form(registration).fields.iter().map(|field| field.name).collect::<Vec<_>>();
        assert_eq!(names(Registration::DEFAULT), [Field::Name, Field::Phone, Field::Locale, Field::TimeZone]);
        assert_eq!(
            names(Registration { language_selection: false, ..Registration::DEFAULT }),
            [Field::Name, Field::Phone, Field::TimeZone]
        );
        assert_eq!(names(Registration { self_editing: false, ..Registration::DEFAULT }), []);
    }

    #[test]
    fn only_what_has_changed_is_sent() {
        let form = form(Registration::DEFAULT);
        let mut stored = Draft::default();
        stored.set(Field::Name, "Ana");
        let mut draft = stored.clone();
        assert_eq!(changed(&form, &stored, &draft), None);
        draft.set(Field::Phone, "");
        assert_eq!(changed(&form, &stored, &draft), None);
        draft.set(Field::Name, "Ana Díaz");
        let sent = changed(&form, &stored, &draft).unwrap();
        assert_eq!((sent.text(Field::Name), sent.text(Field::Phone)), (Some("Ana Díaz"), None));
    }
}
