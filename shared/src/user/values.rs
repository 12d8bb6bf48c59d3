//! The fields of a draft as values.

use alloc::vec::Vec;

use super::{ContactKind, Draft, FieldError};
use crate::form::Field;
use crate::value::{
    EmailAddress, ExternalId, Id, Invalid, Locale, LongText, MOST_TAGS, OrganizationName, PersonName, PhoneNumber, Region, Tag, TimeZone,
    is_blank,
};

/// An address or a number that a user is reached by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contact {
    Email(EmailAddress),
    Phone(PhoneNumber),
}

impl Contact {
    pub const fn kind(&self) -> ContactKind {
        match self {
            Self::Email(_) => ContactKind::Email,
            Self::Phone(_) => ContactKind::Phone,
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    pub fn normal_form(&self) -> &str {
        match self {
            Self::Email(email) => email.normal_form(),
            Self::Phone(phone) => phone.normal_form(),
        }
    }
}

/// An organization that exists, or one by name that is made if it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrganizationChoice {
    Id(Id),
    Name(OrganizationName),
}

/// Each field as a value. `None`: nothing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    pub name: Option<PersonName>,
    pub email: Option<EmailAddress>,
    pub phone: Option<PhoneNumber>,
    pub organization: Option<OrganizationChoice>,
    pub external_id: Option<ExternalId>,
    pub locale: Option<Locale>,
    pub time_zone: Option<TimeZone>,
    pub tags: Vec<Tag>,
    pub details: Option<LongText>,
    pub notes: Option<LongText>,
    /// More addresses and numbers, in the order given, each once, without `email` and `phone`.
    pub more: Vec<Contact>,
}

impl Values {
    /// The number that a user without one is shown with: the one given as such, else the first of the others.
    pub fn shown_phone(&self) -> Option<&PhoneNumber> {
        let first_of_more = || self.more.iter().find_map(|contact| if let Contact::Phone(phone) = contact { Some(phone) } else { None });
        self.phone.as_ref().or_else(first_of_more)
    }

    /// Every address.
    #[cfg(feature = "tables")]
    pub fn emails(&self) -> impl Iterator<Item = &EmailAddress> {
        let more = self.more.iter().filter_map(|contact| if let Contact::Email(email) = contact { Some(email) } else { None });
        self.email.iter().chain(more)
    }

    /// The address that is meant where none is named: the one given as such, else the first of the others.
    pub fn first_email(&self) -> Option<&EmailAddress> {
        let first_of_more = || self.more.iter().find_map(|contact| if let Contact::Email(email) = contact { Some(email) } else { None });
        self.email.as_ref().or_else(first_of_more)
    }

    /// What of an unfinished draft can be read already.
    pub fn readable(draft: &Draft, region: Option<Region>) -> Self {
        Self::parse(draft, region).0
    }

    /// Every field that can be read, and every mistake in those that cannot. Blank is nothing.
    pub(super) fn parse(draft: &Draft, region: Option<Region>) -> (Self, Vec<FieldError>) {
        let mut reader = Reader { draft, errors: Vec::new() };
        let email = reader.read(Field::Email, EmailAddress::parse);
        let phone = reader.read(Field::Phone, |text| PhoneNumber::parse(text, region));
        let values = Self {
            name: reader.read(Field::Name, PersonName::parse),
            organization: reader.organization(),
            external_id: reader.read(Field::ExternalId, ExternalId::parse),
            locale: reader.read(Field::Locale, Locale::parse),
            time_zone: reader.read(Field::TimeZone, TimeZone::parse),
            tags: reader.tags(),
            details: reader.read(Field::Details, LongText::parse),
            notes: reader.read(Field::Notes, LongText::parse),
            more: reader.more(email.as_ref(), phone.as_ref(), region),
            email,
            phone,
        };
        (values, reader.errors)
    }
}

/// Each is a statement of the batch, of which D1 runs 50 for a request on its free plan (Cloudflare, D1 limits).
pub const MOST_IDENTITIES: usize = 20;

/// Reads the fields of a draft one after another, and keeps what went wrong.
struct Reader<'a> {
    draft: &'a Draft,
    errors: Vec<FieldError>,
}

impl Reader<'_> {
    fn read<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, Invalid>) -> Option<T> {
        let text = self.draft.text(field).filter(|text| !is_blank(text))?;
        self.note(field, parse(text))
    }

    fn note<T>(&mut self, field: Field, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.errors.push(FieldError { field, invalid })).ok()
    }

    fn organization(&mut self) -> Option<OrganizationChoice> {
        match self.draft.organization_id.as_deref().filter(|id| !is_blank(id)) {
            Some(id) => self.note(Field::Organization, Id::parse(id.trim())).map(OrganizationChoice::Id),
            None => self.read(Field::Organization, OrganizationName::parse).map(OrganizationChoice::Name),
        }
    }

    fn tags(&mut self) -> Vec<Tag> {
        let texts = self.draft.text(Field::Tags).unwrap_or_default();
        if Tag::split(texts).nth(MOST_TAGS).is_some() {
            self.errors.push(FieldError { field: Field::Tags, invalid: Invalid::TooManyTags });
            return Vec::new();
        }
        let mut tags = Vec::new();
        for tag in Tag::split(texts).filter_map(|text| self.note(Field::Tags, Tag::parse(text))) {
            // Sorted while they come: a tag given twice is one, they are few, and the widget has nothing else to sort.
            if let Err(at) = tags.binary_search(&tag) {
                tags.insert(at, tag);
            }
        }
        tags
    }

    fn more(&mut self, email: Option<&EmailAddress>, phone: Option<&PhoneNumber>, region: Option<Region>) -> Vec<Contact> {
        let mut more: Vec<Contact> = Vec::new();
        if self.draft.more.len() > MOST_IDENTITIES {
            self.errors.push(FieldError { field: Field::Email, invalid: Invalid::TooMany });
            return more;
        }
        for (kind, text) in &self.draft.more {
            let contact = match kind {
                ContactKind::Email => self.note(Field::Email, EmailAddress::parse(text)).map(Contact::Email),
                ContactKind::Phone => self.note(Field::Phone, PhoneNumber::parse(text, region)).map(Contact::Phone),
            };
            let is_known = |contact: &Contact| {
                more.iter().any(|known| known.kind() == contact.kind() && known.normal_form() == contact.normal_form())
                    || matches!((contact, email), (Contact::Email(a), Some(b)) if a.normal_form() == b.normal_form())
                    || matches!((contact, phone), (Contact::Phone(a), Some(b)) if a == b)
            };
            more.extend(contact.filter(|contact| !is_known(contact)));
        }
        more
    }
}
