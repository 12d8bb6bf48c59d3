//! A customer on the way in: what was typed ([`Draft`]) and what may be stored ([`NewUser`], [`Changes`]).

use alloc::string::String;
use alloc::vec::Vec;

use crate::custom_field::CustomField;
use crate::form::{Field, Form};
use crate::policy::{Role, TicketRestriction};
use crate::value::{EmailAddress, Id, Invalid, MOST_TAGS, PersonName, Region, Tag, is_blank};

#[cfg(feature = "tables")]
mod attributes;
#[cfg(feature = "tables")]
mod belonging;
#[cfg(feature = "tables")]
mod identity;
mod values;

#[cfg(feature = "tables")]
pub use attributes::{Attributes, AttributesDraft, Receiver, ReceiverDraft};
#[cfg(feature = "tables")]
pub use belonging::{Belonging, BelongingDraft, MOST_IDS, joins_organization_of};
#[cfg(feature = "tables")]
pub use identity::{IdentityChanges, IdentityDraft, IdentityValue, NewIdentity};
pub use values::{Contact, MOST_IDENTITIES, OrganizationChoice, Values};

/// What was typed or sent: text for each field, `None` where nothing was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    texts: [Option<String>; Field::ALL.len()],
    /// An organization by its id; it goes before the name in the text of [`Field::Organization`].
    pub organization_id: Option<String>,
    /// More addresses and numbers: kind and text.
    pub more: Vec<(ContactKind, String)>,
    /// Of fields that the account has defined: key and text.
    pub user_fields: Vec<(String, String)>,
}

/// A mistake in what was typed for a field that the account has defined, and the field's place on the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserFieldError {
    pub at: usize,
    pub invalid: Invalid,
}

crate::codes::codes! {
    /// The kinds of identity that customers are reached by (Zendesk, User Identities API).
    pub enum ContactKind {
        Email = "email",
        Phone = "phone_number",
    }
}

impl Draft {
    pub fn text(&self, field: Field) -> Option<&str> {
        self.texts[field as usize].as_deref()
    }

    pub fn set(&mut self, field: Field, text: impl Into<String>) {
        self.texts[field as usize] = Some(text.into());
    }

    pub fn user_field(&self, key: &str) -> Option<&str> {
        self.user_fields.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str())
    }

    pub fn set_user_field(&mut self, key: &str, text: impl Into<String>) {
        let text = text.into();
        match self.user_fields.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = text,
            None => self.user_fields.push((key.into(), text)),
        }
    }

    /// Every mistake in the fields that the account has defined, in their order.
    pub fn user_field_errors(&self, fields: &[CustomField]) -> Vec<UserFieldError> {
        let mistake = |(at, field): (usize, &CustomField)| {
            let invalid = field.mistake(self.user_field(&field.key).unwrap_or_default())?;
            Some(UserFieldError { at, invalid })
        };
        fields.iter().enumerate().filter_map(mistake).collect()
    }

    /// Whether one sees something there.
    fn is_filled(&self, field: Field) -> bool {
        let filled = |text: &str| !is_blank(text);
        self.text(field).is_some_and(filled) || (field == Field::Organization && self.organization_id.as_deref().is_some_and(filled))
    }
}

/// A mistake, and the field that it is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldError {
    pub field: Field,
    pub invalid: Invalid,
}

impl FieldError {
    /// How long the text may be, in UTF-16 units, where it is too long; how many tags, where they are too many.
    pub const fn limit(self) -> usize {
        match self.invalid {
            Invalid::EmailLocalPartTooLong => EmailAddress::MAX_LOCAL,
            Invalid::TagTooLong => Tag::MAX,
            Invalid::TooManyTags => MOST_TAGS,
            _ => self.field.max_length(),
        }
    }
}

/// A user who may be stored: every field is a value, and the form has what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    pub name: PersonName,
    pub values: Values,
}

/// What changes of a user; fields that are not in `given` stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    pub values: Values,
    /// The fields that were sent, with or without something in them.
    pub given: Vec<Field>,
}

/// What only admins decide about a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    pub role: Role,
    pub restriction: Option<TicketRestriction>,
    /// Of an agent, the role that the account has defined.
    pub custom_role: Option<Id>,
}

impl Rank {
    pub const CUSTOMER: Self = Self { role: Role::EndUser, restriction: Some(TicketRestriction::Requested), custom_role: None };

    /// Zendesk's number for the kind of staff: 4 is an admin, 0 an agent of a custom role; customers and plain agents have
    /// none.
    pub const fn role_type(self) -> Option<i32> {
        match self.role {
            Role::Admin => Some(4),
            Role::Agent if self.custom_role.is_some() => Some(0),
            Role::EndUser | Role::Agent => None,
        }
    }
}

impl NewUser {
    /// The user of a filled-in form, or every mistake in it. Fields that the form does not have are dropped.
    pub fn parse(draft: &Draft, form: &Form) -> Result<Self, Vec<FieldError>> {
        let draft = asked_for(draft, form);
        let (values, mut errors) = Values::parse(&draft, form.default_region);
        let mut refuse = |field, invalid| errors.push(FieldError { field, invalid });
        for field in &form.fields {
            if field.required && !draft.is_filled(field.name) {
                refuse(field.name, Invalid::Required);
            }
        }
        if form.contact_required && !draft.is_filled(Field::Email) && !draft.is_filled(Field::Phone) && draft.more.is_empty() {
            let at = if form.field(Field::Email).is_some() { Field::Email } else { Field::Phone };
            refuse(at, Invalid::ContactRequired);
        }
        // A name that is missing has been told above: every form asks for it (`SettingsFault::NameMustBeRequired`).
        match values.name.clone() {
            Some(name) if errors.is_empty() => Ok(Self { name, values }),
            _ => Err(in_order(&errors)),
        }
    }
}

impl Changes {
    /// The changes of an edited profile, or every mistake in it.
    pub fn parse(draft: &Draft, default_region: Option<Region>) -> Result<Self, Vec<FieldError>> {
        let (values, mut errors) = Values::parse(draft, default_region);
        let was_given = |field: &Field| draft.text(*field).is_some() || (*field == Field::Organization && draft.organization_id.is_some());
        let given: Vec<_> = Field::ALL.iter().copied().filter(was_given).collect();
        if given.contains(&Field::Name) && !draft.is_filled(Field::Name) {
            errors.push(FieldError { field: Field::Name, invalid: Invalid::Required });
        }
        if errors.is_empty() { Ok(Self { values, given }) } else { Err(in_order(&errors)) }
    }

    /// Whether the phone number was sent with nothing in it.
    pub fn clears_phone(&self) -> bool {
        self.given.contains(&Field::Phone) && self.values.phone.is_none()
    }
}

/// The draft without what the form does not ask for.
fn asked_for(draft: &Draft, form: &Form) -> Draft {
    let mut asked = draft.clone();
    for field in Field::ALL.iter().filter(|field| form.field(**field).is_none()) {
        asked.texts[*field as usize] = None;
        match field {
            Field::Organization => asked.organization_id = None,
            Field::Email => asked.more.retain(|(kind, _)| *kind != ContactKind::Email),
            Field::Phone => asked.more.retain(|(kind, _)| *kind != ContactKind::Phone),
            _ => {}
        }
    }
    asked
}

/// In the order of the form, and one mistake a field: the first is what one mends first.
fn in_order(errors: &[FieldError]) -> Vec<FieldError> {
    let first_at = |field: &Field| errors.iter().find(|error| error.field == *field).copied();
    Field::ALL.iter().filter_map(first_at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::EntryPoint;
    use crate::settings::{Change, Settings};
    use alloc::borrow::ToOwned;

    fn draft(texts: &[(Field, &str)]) -> Draft {
        let mut draft = Draft::default();
        for (field, text) in texts {
            draft.set(*field, *text);
        }
        draft
    }

    fn mistakes(draft: &Draft, form: &Form) -> Vec<(Field, Invalid)> {
        NewUser::parse(draft, form).unwrap_err().into_iter().map(|error| (error.field, error.invalid)).collect()
    }

    #[test]
    fn every_mistake_is_told_at_once_in_the_order_of_the_form() {
        let form = Settings::default().form(EntryPoint::Api);
        let draft = draft(&[(Field::Email, "ana"), (Field::Phone, "12x"), (Field::Tags, "ok <no>"), (Field::TimeZone, "Mars")]);
        let expected = [
            (Field::Name, Invalid::Required),
            (Field::Email, Invalid::EmailIncomplete),
            (Field::Phone, Invalid::PhoneCharacter),
            (Field::TimeZone, Invalid::TimeZoneUnknown),
            (Field::Tags, Invalid::TagCharacter),
        ];
        assert_eq!(mistakes(&draft, &form), expected);
    }

    #[test]
    fn every_field_can_be_refused() {
        let form = Settings::default().form(EntryPoint::Api);
        for field in Field::ALL {
            let mut refused = draft(&[(Field::Name, "Ana"), (*field, "\u{202E}|")]);
            if *field == Field::Organization {
                refused.organization_id = Some("none".into());
            }
            assert_eq!(NewUser::parse(&refused, &form).unwrap_err()[0].field, *field);
        }
    }

    #[test]
    fn what_is_too_long_is_told_the_limit_that_it_breaks() {
        let form = Settings::default().form(EntryPoint::Api);
        let (local, address) = ("a".repeat(65) + "@b.de", "a@".to_owned() + &"abcdefghi.".repeat(26) + "de");
        for (field, text, limit) in [
            (Field::Name, "a".repeat(256), 255),
            (Field::Email, local, 64),
            (Field::Email, address, 254),
            (Field::Tags, "ok ".to_owned() + &"a".repeat(256), 255),
            (Field::Tags, "a ".repeat(1_001), 1_000),
        ] {
            let told = NewUser::parse(&draft(&[(Field::Name, "Ana"), (field, &text)]), &form).unwrap_err();
            assert_eq!(told.iter().map(|error| (error.field, error.limit())).collect::<Vec<_>>(), [(field, limit)]);
        }
    }

    #[test]
    fn what_nobody_sees_is_nothing() {
        let form = Settings::default().form(EntryPoint::Api);
        assert_eq!(mistakes(&draft(&[(Field::Name, "\u{200B}")]), &form), [(Field::Name, Invalid::Required)]);
        for field in Field::ALL.iter().filter(|field| **field != Field::Name) {
            let unseen = NewUser::parse(&draft(&[(Field::Name, "Ana"), (*field, " \u{200B}\u{FEFF}")]), &form);
            assert_eq!(unseen, NewUser::parse(&draft(&[(Field::Name, "Ana")]), &form), "{}", field.code());
        }
    }

    #[test]
    fn a_name_is_enough_by_default() {
        let user = NewUser::parse(&draft(&[(Field::Name, " Ana ")]), &Settings::default().form(EntryPoint::Agent)).unwrap();
        assert_eq!((user.name.as_str(), user.values.email), ("Ana", None));
    }

    #[test]
    fn one_of_two_contacts_is_enough_where_one_is_asked_for() {
        let form = Settings::default()
            .change(&[Change::ContactRequired { entry_point: "agent".into(), value: true }])
            .unwrap()
            .form(EntryPoint::Agent);
        assert_eq!(mistakes(&draft(&[(Field::Name, "Ana")]), &form), [(Field::Email, Invalid::ContactRequired)]);
        assert!(NewUser::parse(&draft(&[(Field::Name, "Ana"), (Field::Phone, "+15551230000")]), &form).is_ok());
    }

    #[test]
    fn what_the_form_does_not_ask_for_is_dropped() {
        let form = Settings::default().form(EntryPoint::Signup);
        let user = NewUser::parse(&draft(&[(Field::Name, "Ana"), (Field::Email, "a@b.de"), (Field::Notes, "vip")]), &form).unwrap();
        assert_eq!(user.values.notes, None);
    }

    #[test]
    fn an_address_given_twice_is_one() {
        let mut twice = draft(&[(Field::Name, "Ana"), (Field::Email, "a@b.de")]);
        twice.more = Vec::from([
            (ContactKind::Email, "A@B.de".into()),
            (ContactKind::Email, "c@b.de".into()),
            (ContactKind::Email, "C@b.de".into()),
        ]);
        let user = NewUser::parse(&twice, &Settings::default().form(EntryPoint::Api)).unwrap();
        assert_eq!(user.values.more.iter().map(Contact::as_str).collect::<Vec<_>>(), ["c@b.de"]);
    }

    #[test]
    fn a_change_touches_only_what_was_sent_and_cannot_take_the_name() {
        let changes = Changes::parse(&draft(&[(Field::Notes, ""), (Field::Tags, "vip")]), None).unwrap();
        assert_eq!(changes.given, [Field::Tags, Field::Notes]);
        assert_eq!(Changes::parse(&draft(&[(Field::Name, " ")]), None).unwrap_err()[0].invalid, Invalid::Required);
    }
}
