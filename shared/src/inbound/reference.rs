//! Names of our own mails, as answers to them repeat them.

use crate::codes::codes;
use crate::value::Id;

codes! {
    /// What a mail of ours is named for.
    pub enum Named {
        /// A ticket: `ticket.42.SEAL@help.acme.com` stands among the references of every mail about it.
        Ticket = "ticket",
        /// A mail of its own: its Message-ID, whose seal holds for one recipient.
        Mail = "mail",
    }
}

/// A Message-ID that says to be ours. Whoever reads it has still to look at the seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    pub named: Named,
    pub id: Id,
    pub seal: &'a str,
}

impl<'a> Reference<'a> {
    /// Of a Message-ID without its brackets.
    pub fn parse(message_id: &'a str) -> Option<Self> {
        let (local, _) = message_id.split_once('@')?;
        let mut parts = local.split('.');
        let (named, id, seal) = (Named::from_code(parts.next()?)?, Id::parse(parts.next()?).ok()?, parts.next()?);
        parts.next().is_none().then_some(Self { named, id, seal })
    }
}
