//! Which mail an account takes.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use super::{SettingsError, SettingsFault};
use crate::value::EmailAddress;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InboundSettings {
    /// The support addresses: mail to others is not taken, and none of them is a customer's. Of none, all that is led here is taken.
    #[serde(serialize_with = "as_texts")]
    pub addresses: Vec<EmailAddress>,
}

const MOST_ADDRESSES: usize = 100;

impl InboundSettings {
    pub(super) fn set_addresses(&mut self, addresses: &[String]) -> Result<(), SettingsError> {
        let invalid = || SettingsError { path: "inbound.addresses".to_string(), code: SettingsFault::InvalidValue };
        if addresses.len() > MOST_ADDRESSES {
            return Err(invalid());
        }
        self.addresses = addresses.iter().map(|address| EmailAddress::parse(address)).collect::<Result<_, _>>().map_err(|_| invalid())?;
        Ok(())
    }
}

fn as_texts<S: Serializer>(addresses: &[EmailAddress], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(addresses.iter().map(EmailAddress::as_str))
}
