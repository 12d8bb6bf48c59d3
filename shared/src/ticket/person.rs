//! Those whom a ticket names: by id, or by an address that may be nobody's yet.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;

use crate::form::{Field, Form};
use crate::problem::{Mistake, label};
use crate::registration::{self, Outcome, Rules, Way};
use crate::sent::{Sent, Text};
use crate::user::{Attributes, Draft, FieldError, NewUser, OrganizationChoice};
use crate::value::{EmailAddress, Id, Invalid, Locale, is_blank};

/// Somebody as a body names them: an id, an address, or a record with either.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PersonDraft"))]
#[serde(untagged)]
pub enum Named {
    Id(i64),
    Text(String),
    Record(Record),
}

/// `requester`, `collaborators`; with `user_…`, `email_ccs` and `followers` (Zendesk, Tickets API).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PersonRecordDraft"))]
#[serde(default)]
pub struct Record {
    #[serde(alias = "user_id")]
    pub id: Sent<Text>,
    #[serde(alias = "user_name")]
    pub name: Sent<String>,
    #[serde(alias = "user_email")]
    pub email: Sent<String>,
    pub locale: Sent<String>,
    pub locale_id: Sent<i64>,
    pub action: Sent<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    Id(Id),
    Address { email: EmailAddress, name: Option<String>, locale: Option<String> },
}

impl Person {
    /// Who is meant, or what of them cannot be.
    pub fn parse(key: &'static str, named: &Named) -> Result<Self, Mistake> {
        let by_id = |id: Result<Id, Invalid>| id.map(Self::Id).map_err(|invalid| Mistake::new(key, invalid));
        match named {
            Named::Id(id) => by_id(Id::from_number(*id)),
            Named::Text(text) if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() => by_id(Id::parse(text)),
            Named::Text(text) => Self::address(key, text, &Record::default()),
            Named::Record(record) => match (&record.id, &record.email) {
                (Sent::Value(Text(id)), _) if !is_blank(id) => by_id(Id::parse(id)),
                (_, Sent::Value(email)) => Self::address(key, email, record),
                (Sent::WrongType, _) => Err(Mistake::new(key, Invalid::WrongType)),
                (_, Sent::WrongType) => Err(mistake(key, Field::Email, Invalid::WrongType)),
                _ => Err(mistake(key, Field::Email, Invalid::Required)),
            },
        }
    }

    fn address(key: &'static str, email: &str, record: &Record) -> Result<Self, Mistake> {
        let email = EmailAddress::parse(email).map_err(|invalid| FieldError { field: Field::Email, invalid });
        let email = email.map_err(|error| Mistake { max: Mistake::from(error).max, ..mistake(key, error.field, error.invalid) })?;
        if record.name == Sent::WrongType {
            return Err(mistake(key, Field::Name, Invalid::WrongType));
        }
        let locale = record.locale_id.value().and_then(|number| Locale::tag_of_number(*number)).map(String::from);
        Ok(Self::Address { email, name: record.name.value().cloned(), locale: record.locale.value().cloned().or(locale) })
    }

    pub fn id(&self) -> Option<Id> {
        if let Self::Id(id) = self { Some(*id) } else { None }
    }

    /// The normal form of the address.
    pub fn email(&self) -> Option<&str> {
        if let Self::Address { email, .. } = self { Some(email.normal_form()) } else { None }
    }
}

fn mistake(key: &'static str, field: Field, invalid: Invalid) -> Mistake {
    Mistake { about: Some(label(field.code())), ..Mistake::new(key, invalid) }
}

/// What the directory knows of somebody who was named.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Known {
    pub id: Id,
    /// The normal form by which they were found, if not by id.
    pub address: Option<String>,
    pub name: String,
    pub is_staff: bool,
    pub suspended: bool,
    /// Whether they have proved that the address by which they were found is theirs.
    pub verified: bool,
    pub organizations: Vec<Id>,
}

/// A customer whom a ticket brings into the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    pub id: Id,
    pub user: NewUser,
    /// What else is sent of a customer who is added as such; whoever is only named has none.
    pub attributes: Attributes,
    pub verified: bool,
    /// Whether they are written to, and asked to prove the address.
    pub welcome: bool,
}

impl Newcomer {
    /// Whom a ticket only names.
    fn named(id: Id, user: NewUser) -> Self {
        Self { id, user, attributes: Attributes::default(), verified: false, welcome: false }
    }

    /// As the directory will know them by their address, for whoever else on the ticket is at the same one.
    pub fn known(&self) -> Known {
        let Self { id, user, attributes, verified, .. } = self;
        let chosen = match &user.values.organization {
            Some(OrganizationChoice::Id(organization)) => [*organization].into(),
            Some(OrganizationChoice::Name(_)) | None => Vec::new(),
        };
        Known {
            id: *id,
            address: user.values.first_email().map(|email| email.normal_form().into()),
            name: user.name.as_str().into(),
            is_staff: false,
            suspended: attributes.suspended == Some(true),
            verified: *verified,
            organizations: attributes.belonging.organizations.clone().unwrap_or(chosen),
        }
    }
}

/// More are not brought by one request: each is several statements of the batch, of which D1 runs 50 for a request on its
/// free plan (Cloudflare, D1 limits).
pub const MOST_NEWCOMERS: usize = 8;

/// Finds those whom a ticket names, and makes customers of those who are nobody yet.
pub struct Roster<'a> {
    pub known: &'a [Known],
    /// What is asked of a newcomer.
    pub form: &'a Form,
    pub new_id: &'a dyn Fn() -> Id,
    /// Who may come in by getting a copy; whoever staff copy in is added by them.
    pub rules: Option<Rules<'a>>,
    /// Whether staff too copy in nobody who is not known.
    pub copies_only_known: bool,
    pub newcomers: Vec<Newcomer>,
    pub mistakes: Vec<Mistake>,
}

impl Known {
    /// As the rules of registration ask for it.
    pub fn standing(&self) -> registration::Known {
        match self {
            Self { suspended: true, .. } => registration::Known::Suspended,
            Self { verified: true, .. } => registration::Known::Verified,
            _ => registration::Known::Unverified,
        }
    }
}

impl<'a> Roster<'a> {
    /// One on which nobody is yet, for what staff write.
    pub fn of(known: &'a [Known], form: &'a Form, new_id: &'a dyn Fn() -> Id) -> Self {
        Self { known, form, new_id, rules: None, copies_only_known: false, newcomers: Vec::new(), mistakes: Vec::new() }
    }
}

impl Roster<'_> {
    pub fn known(&self, person: &Person) -> Option<&Known> {
        self.known.iter().find(|known| match person {
            Person::Id(id) => known.id == *id && known.address.is_none(),
            Person::Address { .. } => known.address.as_deref() == person.email(),
        })
    }

    pub fn refuse(&mut self, key: &'static str, invalid: Invalid) {
        self.mistakes.push(Mistake::new(key, invalid));
    }

    /// Whose ticket it is. Whoever names somebody else is staff: what strangers send in the name of somebody suspended waits.
    pub fn requester(&mut self, person: &Person) -> Option<Id> {
        let suspended = self.known(person).filter(|known| known.suspended);
        if let Some(known) = suspended {
            let told = known.name.clone();
            self.mistakes.push(Mistake { about: Some(told), ..Mistake::new("requester", Invalid::Suspended) });
            return None;
        }
        self.find_or_add("requester", person, false)
    }

    /// Somebody who gets a copy: without a name they have that of their mailbox. Of customers' requests, who is not known and may
    /// not come in so gets none, and nobody is told: it would say whom the directory knows.
    pub fn recipient(&mut self, key: &'static str, person: &Person) -> Option<Id> {
        let Some(rules) = &self.rules else {
            if self.copies_only_known && self.known(person).is_none() && self.newcomer(person).is_none() {
                self.refuse(key, Invalid::Unknown);
                return None;
            }
            return self.find_or_add(key, person, true);
        };
        let may_come_in = match person {
            Person::Address { email, .. } => rules.decide(Way::Copy, email, registration::Known::Nobody).outcome == Outcome::Admit,
            Person::Id(_) => false,
        };
        if self.known(person).is_none() && !may_come_in {
            return None;
        }
        let told = self.mistakes.len();
        let found = self.find_or_add(key, person, true);
        self.mistakes.truncate(told);
        found
    }

    /// Only somebody who works here.
    pub fn staff(&mut self, key: &'static str, person: &Person) -> Option<Id> {
        let found = self.known(person).filter(|known| known.is_staff && !known.suspended).map(|known| known.id);
        if found.is_none() {
            self.refuse(key, Invalid::Unknown);
        }
        found
    }

    /// Anybody whom the directory has.
    pub fn anybody(&mut self, key: &'static str, id: Id) -> Option<Id> {
        let found = self.known(&Person::Id(id)).map(|known| known.id);
        if found.is_none() {
            self.refuse(key, Invalid::Unknown);
        }
        found
    }

    /// Somebody who is named once more, and was nobody before.
    fn newcomer(&self, person: &Person) -> Option<Id> {
        let email = person.email()?;
        let is_they = |newcomer: &&Newcomer| newcomer.user.values.email.as_ref().is_some_and(|it| it.normal_form() == email);
        self.newcomers.iter().find(is_they).map(|newcomer| newcomer.id)
    }

    fn find_or_add(&mut self, key: &'static str, person: &Person, by_mailbox: bool) -> Option<Id> {
        if let Some(known) = self.known(person) {
            return Some(known.id);
        }
        let Person::Address { email, name, locale } = person else {
            self.refuse(key, Invalid::Unknown);
            return None;
        };
        if let Some(newcomer) = self.newcomer(person) {
            return Some(newcomer);
        }
        if self.newcomers.len() >= MOST_NEWCOMERS {
            self.refuse(key, Invalid::TooMany);
            return None;
        }
        let mailbox = || email.as_str().split('@').next().unwrap_or_default().to_string();
        let name = name.clone().filter(|name| !is_blank(name)).or_else(|| by_mailbox.then(mailbox));
        let mut draft = Draft::default();
        draft.set(Field::Email, email.as_str());
        draft.set(Field::Name, name.unwrap_or_default());
        draft.set(Field::Locale, locale.clone().unwrap_or_default());
        self.add(key, &draft)
    }

    fn add(&mut self, key: &'static str, draft: &Draft) -> Option<Id> {
        match NewUser::parse(draft, self.form) {
            Ok(user) => {
                let id = (self.new_id)();
                self.newcomers.push(Newcomer::named(id, user));
                Some(id)
            }
            Err(errors) => {
                let told = |error: FieldError| Mistake { max: Mistake::from(error).max, ..mistake(key, error.field, error.invalid) };
                self.mistakes.extend(errors.into_iter().map(told));
                None
            }
        }
    }
}
