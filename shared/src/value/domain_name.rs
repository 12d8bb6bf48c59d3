//! The domain of addresses, by which customers are told to belong to an organization.

use alloc::string::String;

use super::Invalid;
use super::email_address::{check_domain, to_ascii};
use super::text::text_value;

/// A domain name of letters, digits and inner hyphens (RFC 1035), in lower case and in ASCII (RFC 5890): an address belongs
/// to it whose [`super::EmailAddress::domain`] it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainName(String);

text_value!(DomainName);

impl DomainName {
    /// Error: `EmailDomain`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let ascii = to_ascii(text.trim())?.to_ascii_lowercase();
        check_domain(&ascii)?;
        Ok(Self(ascii))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::EmailAddress;
    use proptest::prelude::*;

    #[test]
    fn a_domain_is_that_of_its_addresses() {
        for (address, domain) in [("a@ACME.com", "acme.COM"), ("a@bücher.de", "BÜCHER.de")] {
            assert_eq!(EmailAddress::parse(address).unwrap().domain(), DomainName::parse(domain).unwrap().as_str());
        }
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        for text in ["", " ", "acme..com", "-acme.com", "a b.com", "@acme.com", "*.acme.com"] {
            assert_eq!(DomainName::parse(text), Err(Invalid::EmailDomain), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in "\\PC{0,20}(\\.\\PC{1,5})?") {
            if let Ok(name) = DomainName::parse(&text) {
                prop_assert_eq!(DomainName::parse(name.as_str()).unwrap(), name);
            }
        }
    }
}
