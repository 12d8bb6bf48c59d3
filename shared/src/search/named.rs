//! Whom a question names.

use alloc::string::String;

use crate::value::Id;

/// Whom a question names by what few share. An index of its own finds them at once; the index of words goes through all who have
/// the rarest part of it, and every part of an address or a number many have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Who has this address, in its normal form.
    Address(String),
    /// Who has an address that begins so, in its normal form.
    AddressFrom(String),
    /// Who has this number, of their own or shared.
    Number(String),
    /// Who has a number that begins so.
    NumberFrom(String),
    /// Who is in one of the organizations that this expression finds.
    MembersOf(String),
    MembersOfId(Id),
}
