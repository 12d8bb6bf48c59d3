//! What an admin says to those who sign up.

use alloc::string::{String, ToString};

use serde::Serialize;

use super::{SettingsError, SettingsFault};
use crate::value::LongText;

/// What stands on the form for signing up besides its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SignUpSettings {
    /// Above the fields (Zendesk, "User registration message").
    pub message: Option<String>,
    pub consent: Option<Consent>,
}

/// What whoever signs up has to agree to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    pub text: String,
    /// Where one reads what that is.
    pub url: String,
}

/// UTF-16 units of a message, and of a consent.
const MOST_UNITS: usize = 2_000;

impl SignUpSettings {
    pub(super) fn set_message(&mut self, message: Option<&str>) -> Result<(), SettingsError> {
        self.message = message.map(|message| said("sign_up.message", message)).transpose()?;
        Ok(())
    }

    pub(super) fn set_consent(&mut self, consent: Option<&(String, String)>) -> Result<(), SettingsError> {
        let parsed = |(text, url): &(String, String)| {
            let text = said("sign_up.consent.text", text)?;
            // A page that everybody can read, whatever network it is in.
            let url = crate::value::Endpoint::parse(url, crate::value::Reach::Private).map_err(|_| invalid("sign_up.consent.url"))?;
            Ok(Consent { text, url: url.as_str().into() })
        };
        self.consent = consent.map(parsed).transpose()?;
        Ok(())
    }
}

fn said(path: &str, text: &str) -> Result<String, SettingsError> {
    let text = LongText::parse(text).map_err(|_| invalid(path))?;
    if text.as_str().encode_utf16().count() > MOST_UNITS { Err(invalid(path)) } else { Ok(text.as_str().into()) }
}

fn invalid(path: &str) -> SettingsError {
    SettingsError { path: path.to_string(), code: SettingsFault::InvalidValue }
}
