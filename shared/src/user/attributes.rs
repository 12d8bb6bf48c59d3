//! What a user has besides the fields of the form.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::{Belonging, IdentityDraft, NewIdentity};
use crate::custom_field::{CustomField, Definition, FieldChanges, Object};
use crate::problem::Mistake;
use crate::sent::{Change, FieldValues, Reader, Sent, Text};
use crate::value::{EmailAddress, Id, Invalid, LongText, Region};

/// What was sent of them (Zendesk, Users API).
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct AttributesDraft {
    pub alias: Sent<String>,
    pub signature: Sent<String>,
    pub suspended: Sent<bool>,
    pub moderator: Sent<bool>,
    pub only_private_comments: Sent<bool>,
    pub user_fields: Sent<FieldValues>,
    pub identities: Sent<Vec<IdentityDraft>>,
}

/// What changes; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The name that customers see instead of an agent's own.
    pub alias: Change<LongText>,
    pub signature: Change<LongText>,
    pub suspended: Option<bool>,
    pub moderator: Option<bool>,
    pub only_private_comments: Option<bool>,
    pub belonging: Belonging,
    /// Values of the fields that the account has defined.
    pub fields: FieldChanges,
    /// What is said of identities, of whatever type. Addresses and numbers that the user is to get are in `Values` too: which of
    /// them, the form decides.
    pub identities: Vec<NewIdentity>,
}

impl Attributes {
    /// The changes, or every mistake in them. Where the user belongs is read by [`Belonging::parse`]. `definitions`: the fields
    /// that the account has; `form`: those that a new user is asked for.
    pub fn parse(
        draft: &AttributesDraft,
        definitions: &[Definition],
        form: &[CustomField],
        region: Option<Region>,
    ) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let attributes = Self {
            alias: reader.long_text("alias", &draft.alias),
            signature: reader.long_text("signature", &draft.signature),
            suspended: reader.flag("suspended", &draft.suspended),
            moderator: reader.flag("moderator", &draft.moderator),
            only_private_comments: reader.flag("only_private_comments", &draft.only_private_comments),
            belonging: Belonging::NONE,
            fields: reader.part(FieldChanges::parse(Object::User, definitions, &draft.user_fields, form)),
            identities: reader.part(NewIdentity::parse_all(&draft.identities, region)),
        };
        reader.finish(attributes)
    }

    /// Without what only an admin decides. Programs send whole records back: what is in them of it is no wish to change it.
    #[must_use]
    pub fn without_rank(self) -> Self {
        Self { moderator: None, only_private_comments: None, ..self }
    }

    /// The keys of the user's own record that change, for the audit log.
    pub fn given(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            ("alias", self.alias.is_some()),
            ("signature", self.signature.is_some()),
            ("suspended", self.suspended.is_some()),
            ("moderator", self.moderator.is_some()),
            ("only_private_comments", self.only_private_comments.is_some()),
            (Object::User.fields_key(), !self.fields.is_empty()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(key, _)| key)
    }
}

/// Which user takes the place of another (Zendesk, merging end users): by id, or by an address.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ReceiverDraft {
    pub id: Sent<Text>,
    pub email: Sent<String>,
}

/// The user whom another is merged into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receiver {
    Id(Id),
    /// A normal form.
    Email(String),
}

impl Receiver {
    pub fn parse(draft: &ReceiverDraft) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let id = reader.id("id", &draft.id).flatten();
        let email = reader.text("email", &draft.email, EmailAddress::MAX, EmailAddress::parse).flatten();
        let receiver = id.map(Self::Id).or_else(|| email.map(|email| Self::Email(email.normal_form().into())));
        if let Some(receiver) = receiver {
            return reader.finish(receiver);
        }
        reader.refuse("id", Invalid::Required);
        Err(reader.mistakes())
    }
}
