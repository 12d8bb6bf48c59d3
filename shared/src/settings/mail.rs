//! What an admin says about the mails that are sent.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;
use serde::ser::Serializer;

use super::{SettingsError, SettingsFault};
use crate::mail::{MailKind, Template};
use crate::value::{Endpoint, Locale, PersonName, Reach};

/// Which mails are sent, as whose, and what they say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MailSettings {
    /// The name that they are sent under.
    pub sender_name: String,
    /// Where Usher is, for links in mails that no request leads to: scheme and host. Without it those have none, and are not sent.
    pub base_url: Option<String>,
    /// Whoever has signed up is told that they are in (Zendesk, "User welcome email").
    pub welcome: bool,
    /// Whom staff add by hand is told, and asked to prove the address (Zendesk, `agent_created_welcome_emails`).
    pub agent_created_welcome: bool,
    /// What the account says in place of Usher: by kind and language.
    #[serde(serialize_with = "by_kind_and_language")]
    pub templates: Vec<(MailKind, Locale, Template)>,
}

/// Languages of one account.
const MOST_TEMPLATES: usize = 200;

impl Default for MailSettings {
    /// Nobody is written to whom staff or a program have added, until an admin says so.
    fn default() -> Self {
        Self { sender_name: "Support".to_string(), base_url: None, welcome: true, agent_created_welcome: false, templates: Vec::new() }
    }
}

impl MailSettings {
    pub(super) fn set_sender_name(&mut self, name: &str) -> Result<(), SettingsError> {
        let name = PersonName::parse(name).map_err(|_| error("mail.sender_name", SettingsFault::InvalidValue))?;
        self.sender_name = name.as_str().into();
        Ok(())
    }

    pub(super) fn set_base_url(&mut self, url: Option<&str>) -> Result<(), SettingsError> {
        let invalid = |_| error("mail.base_url", SettingsFault::InvalidValue);
        let parsed = url.map(|url| Endpoint::parse(url, Reach::Private).map_err(invalid)).transpose()?;
        self.base_url = parsed.map(|url| url.as_str().trim_end_matches('/').into());
        Ok(())
    }

    pub(super) fn set_template(&mut self, kind: &str, locale: &str, template: Option<&Template>) -> Result<(), SettingsError> {
        let path = format!("mail.templates.{kind}.{locale}");
        let kind = MailKind::from_code(kind).ok_or_else(|| error(&path, SettingsFault::UnknownSetting))?;
        let locale = Locale::parse(locale).map_err(|_| error(&path, SettingsFault::InvalidValue))?;
        self.templates.retain(|(of, language, _)| (*of, language) != (kind, &locale));
        let Some(template) = template else { return Ok(()) };
        template.check(kind).map_err(|code| error(&path, code))?;
        if self.templates.len() >= MOST_TEMPLATES {
            return Err(error(&path, SettingsFault::InvalidValue));
        }
        self.templates.push((kind, locale, template.clone()));
        Ok(())
    }
}

fn error(path: &str, code: SettingsFault) -> SettingsError {
    SettingsError { path: path.to_string(), code }
}

fn by_kind_and_language<S: Serializer>(templates: &[(MailKind, Locale, Template)], serializer: S) -> Result<S::Ok, S::Error> {
    struct Of<'a>(&'a [(MailKind, Locale, Template)], MailKind);
    impl Serialize for Of<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let own = self.0.iter().filter(|(kind, _, _)| *kind == self.1);
            serializer.collect_map(own.map(|(_, locale, template)| (locale.as_str(), template)))
        }
    }
    let is_there = |kind: &&MailKind| templates.iter().any(|(of, _, _)| of == *kind);
    serializer.collect_map(MailKind::ALL.iter().filter(is_there).map(|kind| (kind, Of(templates, *kind))))
}
