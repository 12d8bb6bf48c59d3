//! E-mail addresses, and the guard against dead ones.

use alloc::borrow::Cow;
use alloc::string::String;

use super::Invalid;

pub mod typo;

/// An address as the HTML standard's e-mail state allows it (4.10.5.1.5), within the lengths of RFC 5321, 4.5.3.1,
/// and with internationalised domains. Held as it was written; [`EmailAddress::normal_form`] is what is unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    written: String,
    /// Lower case, the domain in ASCII (RFC 5890).
    normal: String,
}

impl EmailAddress {
    /// RFC 5321, 4.5.3.1.3: a path has at most 256 octets, two of them the angle brackets.
    pub const MAX: usize = 254;
    /// RFC 5321, 4.5.3.1.1.
    pub const MAX_LOCAL: usize = 64;
    /// RFC 1035, 2.3.4: a label, and a name without its final dot.
    const MAX_LABEL: usize = 63;
    const MAX_DOMAIN: usize = 253;

    /// Errors: `Blank`, `TooLong`, `EmailLocalPartTooLong`, `EmailIncomplete`, `EmailLocalPart`, `EmailDomain`, and
    /// `NeedsTables` for a domain beyond ASCII in a build without the tables.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let written = text.trim();
        if written.is_empty() {
            return Err(Invalid::Blank);
        }
        let (local, domain) = written.rsplit_once('@').ok_or(Invalid::EmailIncomplete)?;
        if local.is_empty() || domain.is_empty() {
            return Err(Invalid::EmailIncomplete);
        }
        if !local.bytes().all(is_atom_byte) {
            return Err(Invalid::EmailLocalPart);
        }
        if local.len() > Self::MAX_LOCAL {
            return Err(Invalid::EmailLocalPartTooLong);
        }
        if written.encode_utf16().count() > Self::MAX {
            return Err(Invalid::TooLong);
        }
        let ascii = to_ascii(domain)?;
        check_domain(&ascii)?;
        let normal = [local, "@", &*ascii].concat().to_ascii_lowercase();
        if normal.len() > Self::MAX {
            return Err(Invalid::TooLong);
        }
        Ok(Self { written: String::from(written), normal })
    }

    /// A unique address that can never be delivered to, for a customer who has none: mail to an invented domain
    /// reaches whoever registers it later, mail to `example.com` nobody (RFC 2606, section 3).
    pub fn placeholder(unique: &str) -> Result<Self, Invalid> {
        Self::parse(&["no-email-", unique, "@example.com"].concat())
    }

    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// What uniqueness is decided on: neither case nor the spelling of an internationalised domain matters.
    pub fn normal_form(&self) -> &str {
        &self.normal
    }

    /// Whether the domain is reserved (RFC 2606, RFC 6761), so that no mail can or may be sent there.
    pub fn is_reserved(&self) -> bool {
        let domain = self.domain();
        let last_label = domain.rsplit('.').next().unwrap_or(domain);
        let ends_in = |name: &str| domain.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        matches!(last_label, "test" | "example" | "invalid" | "localhost")
            || ["example.com", "example.net", "example.org"].into_iter().any(ends_in)
    }

    /// The address with a likely slip of the finger in its domain undone, or `None`.
    pub fn suggestion(&self) -> Option<String> {
        let (local, _) = self.written.rsplit_once('@')?;
        typo::domain(self.domain()).map(|domain| [local, "@", &domain].concat())
    }

    /// In lower case and in ASCII.
    pub fn domain(&self) -> &str {
        self.normal.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl core::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.written)
    }
}

/// `atext` of RFC 5322, 3.2.3, and the dot: what the HTML standard allows before the `@`.
fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

pub(super) fn to_ascii(domain: &str) -> Result<Cow<'_, str>, Invalid> {
    // An `xn--` label goes through the tables too: one that decodes to nothing must not pass as a spelling of its own.
    if domain.is_ascii() && !domain.split('.').any(|label| label.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("xn--"))) {
        return Ok(Cow::Borrowed(domain));
    }
    internationalised(domain)
}

#[cfg(feature = "tables")]
fn internationalised(domain: &str) -> Result<Cow<'_, str>, Invalid> {
    idna::domain_to_ascii_cow(domain.as_bytes(), idna::AsciiDenyList::STD3).map_err(|_| Invalid::EmailDomain)
}

#[cfg(not(feature = "tables"))]
fn internationalised(_: &str) -> Result<Cow<'_, str>, Invalid> {
    Err(Invalid::NeedsTables)
}

/// The HTML standard's rule: labels of letters, digits and inner hyphens, parted by single dots.
pub(super) fn check_domain(domain: &str) -> Result<(), Invalid> {
    let label_is_fine = |label: &str| {
        (1..=EmailAddress::MAX_LABEL).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if domain.len() <= EmailAddress::MAX_DOMAIN && domain.split('.').all(label_is_fine) { Ok(()) } else { Err(Invalid::EmailDomain) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    fn normal(text: &str) -> String {
        String::from(EmailAddress::parse(text).unwrap().normal_form())
    }

    #[test]
    fn case_and_spelling_of_the_domain_make_no_other_address() {
        assert_eq!(normal("Ana.Diaz@ACME.com"), "ana.diaz@acme.com");
        for spelling in ["a@bücher.de", "A@BÜCHER.DE", "a@xn--bcher-kva.de", "a@bu\u{308}cher.de", "a@ｂücher。de"] {
            assert_eq!(normal(spelling), "a@xn--bcher-kva.de", "{spelling}");
        }
        assert_eq!(EmailAddress::parse("a@bücher.de").unwrap().as_str(), "a@bücher.de");
    }

    #[test]
    fn each_mistake_has_its_own_code() {
        use Invalid::*;
        let long_local = format!("{}@a.de", "a".repeat(65));
        let long = format!("a@{}de", "abcdefghi.".repeat(26));
        for (text, invalid) in [
            ("", Blank),
            ("ana", EmailIncomplete),
            ("@acme.com", EmailIncomplete),
            ("ana@", EmailIncomplete),
            ("a na@acme.com", EmailLocalPart),
            ("añа@acme.com", EmailLocalPart),
            ("a@b@acme.com", EmailLocalPart),
            ("ana@acme..com", EmailDomain),
            ("ana@-acme.com", EmailDomain),
            ("ana@acme_x.com", EmailDomain),
            ("ana@xn--a.de", EmailDomain),
            ("ana@a\u{202E}b.de", EmailDomain),
            (&long_local, EmailLocalPartTooLong),
            (&long, TooLong),
        ] {
            assert_eq!(EmailAddress::parse(text), Err(invalid), "{text}");
        }
    }

    #[test]
    fn what_the_html_standard_allows_is_allowed() {
        for text in ["a@localhost", "a..b@acme.com", "!#$%&'*+/=?^_`{|}~-@a.b", "o'neil+tag@sub.acme.co.uk"] {
            assert!(EmailAddress::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn reserved_domains_are_known() {
        for text in ["a@example.com", "a@EXAMPLE.org", "a@mail.example.net", "a@x.test", "a@b.invalid", "a@localhost", "a@x.example"] {
            assert!(EmailAddress::parse(text).unwrap().is_reserved(), "{text}");
        }
        for text in ["a@notexample.com", "a@example.de", "a@test.com", "a@example.com.de"] {
            assert!(!EmailAddress::parse(text).unwrap().is_reserved(), "{text}");
        }
    }

    #[test]
    fn a_placeholder_is_reserved() {
        assert!(EmailAddress::placeholder("7f3a").unwrap().is_reserved());
    }

    #[test]
    fn a_slip_of_the_finger_gets_a_suggestion() {
        let suggestion = |text| EmailAddress::parse(text).unwrap().suggestion();
        assert_eq!(suggestion("Ana@gmial.com").as_deref(), Some("Ana@gmail.com"));
        assert_eq!(suggestion("ana@gmail.con").as_deref(), Some("ana@gmail.com"));
        assert_eq!(suggestion("ana@gmail.com"), None);
    }

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in "\\PC*|[a-zA-Z0-9.+]{1,10}@([a-zA-Zäß中-]{1,8}\\.){1,3}[a-zA-Z]{2,4}") {
            if let Ok(email) = EmailAddress::parse(&text) {
                prop_assert_eq!(&EmailAddress::parse(email.as_str()).unwrap(), &email);
                let again = EmailAddress::parse(email.normal_form()).unwrap();
                prop_assert_eq!(again.normal_form(), email.normal_form());
                let _ = email.suggestion();
            }
        }
    }
}
