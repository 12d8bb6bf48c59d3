//! What an admin decides about addresses to which nothing arrives, and about those that are thrown away.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{SettingsError, SettingsFault};
use crate::codes::codes;
use crate::dns::MailState;
use crate::form::EntryPoint;
use crate::value::{Endpoint, Invalid, Reach};

codes! {
    /// What becomes of a record with such an address.
    pub enum Treatment {
        /// It is added as any other.
        Ignore = "ignore",
        /// It is added, and whoever adds it is told.
        Warn = "warn",
        Refuse = "refuse",
    }
}

/// What is decided for each way into the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressSettings {
    /// Who is asked about domains (DNS over HTTPS, in JSON). It learns those of customers. Nobody: nothing is looked up.
    pub resolver: Option<String>,
    /// Nothing can arrive there, as far as DNS tells. In the order of [`EntryPoint::ALL`].
    dead: Vec<Treatment>,
    /// The domain gives addresses to everybody, for minutes.
    disposable: Vec<Treatment>,
}

/// What is known of the domain of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomainFacts {
    pub mail: MailState,
    pub is_disposable: bool,
}

/// What follows from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    pub refused: Option<Invalid>,
    pub warnings: Vec<Invalid>,
}

impl Judgement {
    /// In a word.
    pub fn treatment(&self) -> Treatment {
        match (self.refused, self.warnings.is_empty()) {
            (Some(_), _) => Treatment::Refuse,
            (None, false) => Treatment::Warn,
            (None, true) => Treatment::Ignore,
        }
    }
}

impl Default for AddressSettings {
    /// Whoever signs up must read a mail, so nobody signs up with an address that gets none; of the others one is told.
    fn default() -> Self {
        let dead = |entry_point: &EntryPoint| match entry_point {
            EntryPoint::Signup => Treatment::Refuse,
            _ => Treatment::Warn,
        };
        Self {
            resolver: None,
            dead: EntryPoint::ALL.iter().map(dead).collect(),
            disposable: EntryPoint::ALL.iter().map(|_| Treatment::Warn).collect(),
        }
    }
}

impl AddressSettings {
    /// Who is to be asked about the domain of an address that comes in this way.
    pub fn resolver_for(&self, entry_point: EntryPoint, reach: Reach) -> Option<&str> {
        self.resolver_within(reach).filter(|_| self.dead[entry_point as usize] != Treatment::Ignore)
    }

    /// The resolver, if it leads into no network that it may not lead into. What is stored may have been allowed once.
    pub fn resolver_within(&self, reach: Reach) -> Option<&str> {
        self.resolver.as_deref().filter(|url| Endpoint::parse(url, reach).is_ok())
    }

    /// What is wrong with the resolver where only such networks may be reached.
    pub fn check_reach(&self, reach: Reach) -> Result<(), SettingsError> {
        let is_right = self.resolver.is_none() || self.resolver_within(reach).is_some();
        if is_right { Ok(()) } else { Err(error("addresses.resolver", SettingsFault::InvalidValue)) }
    }

    pub fn judge(&self, entry_point: EntryPoint, facts: DomainFacts) -> Judgement {
        let mut judgement = Judgement::default();
        let found =
            [(facts.mail.is_dead(), &self.dead, Invalid::NoMailDomain), (facts.is_disposable, &self.disposable, Invalid::DisposableDomain)];
        for (_, treatments, invalid) in found.into_iter().filter(|(is_so, ..)| *is_so) {
            match treatments[entry_point as usize] {
                Treatment::Ignore => {}
                Treatment::Warn => judgement.warnings.push(invalid),
                Treatment::Refuse => judgement.refused = judgement.refused.or(Some(invalid)),
            }
        }
        judgement
    }

    pub(super) fn set_resolver(&mut self, url: Option<&str>) -> Result<(), SettingsError> {
        // Which networks may be reached is asked where that is known.
        let parsed = url.map(|url| Endpoint::parse(url, Reach::Private)).transpose();
        let parsed = parsed.map_err(|_| error("addresses.resolver", SettingsFault::InvalidValue))?;
        self.resolver = parsed.map(|endpoint| endpoint.as_str().to_string());
        Ok(())
    }

    /// `about`: `dead` or `disposable`.
    pub(super) fn set_treatment(&mut self, about: &str, entry_point: &str, treatment: &str) -> Result<(), SettingsError> {
        let path = format!("addresses.{about}.{entry_point}");
        let of_entry_points = match about {
            "dead" => &mut self.dead,
            "disposable" => &mut self.disposable,
            _ => return Err(error(&format!("addresses.{about}"), SettingsFault::UnknownSetting)),
        };
        let entry_point = EntryPoint::from_code(entry_point).ok_or_else(|| error(&path, SettingsFault::UnknownSetting))?;
        let treatment = Treatment::from_code(treatment).ok_or_else(|| error(&path, SettingsFault::InvalidValue))?;
        of_entry_points[entry_point as usize] = treatment;
        Ok(())
    }
}

fn error(path: &str, code: SettingsFault) -> SettingsError {
    SettingsError { path: path.to_string(), code }
}

struct ByEntryPoint<'a>(&'a [Treatment]);

impl Serialize for ByEntryPoint<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(EntryPoint::ALL.iter().zip(self.0))
    }
}

impl Serialize for AddressSettings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("resolver", &self.resolver)?;
        map.serialize_entry("dead", &ByEntryPoint(&self.dead))?;
        map.serialize_entry("disposable", &ByEntryPoint(&self.disposable))?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    const DEAD: DomainFacts = DomainFacts { mail: MailState::NullMx, is_disposable: true };

    #[test]
    fn each_way_in_treats_such_addresses_as_its_setting_says() {
        let mut settings = AddressSettings::default();
        let judged = |settings: &AddressSettings| settings.judge(EntryPoint::Api, DEAD);
        let both = vec![Invalid::NoMailDomain, Invalid::DisposableDomain];
        assert_eq!(judged(&settings), Judgement { refused: None, warnings: both });
        settings.set_treatment("dead", "api", "refuse").unwrap();
        let refused = Judgement { refused: Some(Invalid::NoMailDomain), warnings: vec![Invalid::DisposableDomain] };
        assert_eq!((judged(&settings), judged(&settings).treatment()), (refused, Treatment::Refuse));
        settings.set_treatment("dead", "api", "ignore").unwrap();
        settings.set_treatment("disposable", "api", "ignore").unwrap();
        assert_eq!(judged(&settings).treatment(), Treatment::Ignore);
        assert_eq!(settings.judge(EntryPoint::Agent, DEAD).treatment(), Treatment::Warn);
    }

    #[test]
    fn what_is_not_known_is_held_against_nobody() {
        let unknown = DomainFacts { mail: MailState::Unknown, is_disposable: false };
        for entry_point in EntryPoint::ALL {
            assert_eq!(AddressSettings::default().judge(*entry_point, unknown), Judgement::default());
        }
    }

    #[test]
    fn nobody_is_asked_whose_answer_would_not_matter() {
        let mut settings = AddressSettings::default();
        assert_eq!(settings.resolver_for(EntryPoint::Agent, Reach::Public), None);
        settings.set_resolver(Some("https://dns.acme.com/dns-query")).unwrap();
        assert_eq!(settings.resolver_for(EntryPoint::Agent, Reach::Public), Some("https://dns.acme.com/dns-query"));
        settings.set_treatment("dead", "agent", "ignore").unwrap();
        assert_eq!(settings.resolver_for(EntryPoint::Agent, Reach::Public), None);
    }

    #[test]
    fn a_resolver_leads_into_no_private_network() {
        let mut settings = AddressSettings::default();
        for url in ["dns.acme.com", ""] {
            assert_eq!(settings.set_resolver(Some(url)), Err(error("addresses.resolver", SettingsFault::InvalidValue)), "{url}");
        }
        for url in ["http://dns.acme.com/", "https://10.0.0.1/dns-query"] {
            settings.set_resolver(Some(url)).unwrap();
            assert_eq!(settings.check_reach(Reach::Public), Err(error("addresses.resolver", SettingsFault::InvalidValue)), "{url}");
            assert_eq!((settings.check_reach(Reach::Private), settings.resolver_within(Reach::Public)), (Ok(()), None));
        }
        settings.set_resolver(None).unwrap();
        assert_eq!(settings.check_reach(Reach::Public), Ok(()));
    }
}
