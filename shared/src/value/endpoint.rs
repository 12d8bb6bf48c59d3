//! Addresses (URLs) that the edge calls on somebody's behalf: none that leads into a private network.

use alloc::string::{String, ToString};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::Invalid;

/// Where the edge may call. Whoever names an address must not see with the edge's eyes: only local development is let into
/// networks that the public has no way into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Public,
    Private,
}

/// A URL as a URL parser writes it (WHATWG, URL), of at most [`Endpoint::MAX`] UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Names that no public resolver may answer (RFC 6761, 6762, 8375; ICANN, `internal`), and those under them.
const PRIVATE_NAMES: &[&str] =
    &["localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "in-addr.arpa", "ip6.arpa", "onion"];

impl Endpoint {
    pub const MAX: usize = 2_000;

    /// Errors: `Blank`, `TooLong`, `EndpointForm`, `EndpointInsecure`, `EndpointPrivate`.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, Invalid> {
        let url = Url::parse(super::text::line(text, Self::MAX)?).map_err(|_| Invalid::EndpointForm)?;
        let is_web = matches!(url.scheme(), "https" | "http");
        // What is secret belongs into the authentication, which is shown to nobody.
        if !is_web || !url.username().is_empty() || url.password().is_some() || url.host().is_none() {
            return Err(Invalid::EndpointForm);
        }
        let endpoint = Self(url);
        if reach == Reach::Public {
            if endpoint.0.scheme() != "https" {
                return Err(Invalid::EndpointInsecure);
            }
            if endpoint.is_private() {
                return Err(Invalid::EndpointPrivate);
            }
        }
        Ok(endpoint)
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The name that has to be resolved before it is known where this leads; nothing of an address in digits.
    pub fn name(&self) -> Option<String> {
        match self.0.host() {
            Some(Host::Domain(name)) => Some(name.trim_end_matches('.').to_string()),
            _ => None,
        }
    }

    /// Whether both lead to the same scheme, host and port (RFC 6454).
    pub fn has_origin_of(&self, other: &Self) -> bool {
        self.0.origin() == other.0.origin()
    }

    /// By what can be seen of it. The parser has brought every spelling (`127.1`, `0x7f000001`, `２１３…`) into one form.
    fn is_private(&self) -> bool {
        match self.0.host() {
            Some(Host::Ipv4(address)) => !is_public(address.into()),
            Some(Host::Ipv6(address)) => !is_public(address.into()),
            Some(Host::Domain(name)) => is_private_name(name.trim_end_matches('.')),
            None => true,
        }
    }
}

/// A name of one word is somebody's own, too.
fn is_private_name(name: &str) -> bool {
    let under = |parent: &str| name.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !name.contains('.') || PRIVATE_NAMES.iter().any(|parent| under(parent))
}

/// Whether anybody on the internet can reach it (IANA, special-purpose address registries).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127 | 224.., ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

/// Global unicast is `2000::/3`; what else there is, such as loopback, link-local, unique-local, multicast and addresses of IPv4
/// in another dress, is not for us. Within it: protocol assignments with Teredo, documentation, and 6to4.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<Invalid> {
        Endpoint::parse(text, Reach::Public).err()
    }

    #[test]
    fn an_address_is_https_with_a_host_and_nothing_secret() {
        for (text, expected) in [
            ("https://hooks.acme.com/usher?a=b", None),
            ("https://8.8.8.8:8443/", None),
            ("https://[2606:4700::1111]/", None),
            ("http://hooks.acme.com/", Some(Invalid::EndpointInsecure)),
            ("ftp://hooks.acme.com/", Some(Invalid::EndpointForm)),
            ("https://user:secret@hooks.acme.com/", Some(Invalid::EndpointForm)),
            ("hooks.acme.com", Some(Invalid::EndpointForm)),
            ("https://", Some(Invalid::EndpointForm)),
            (" ", Some(Invalid::Blank)),
        ] {
            assert_eq!(refused(text), expected, "{text}");
        }
        assert_eq!(refused(&["https://a.example/", &"a".repeat(Endpoint::MAX)].concat()), Some(Invalid::TooLong));
    }

    #[test]
    fn no_spelling_leads_into_a_private_network() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "①②⑦.0.0.1",
            "127.0.0.1.",
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:8.8.8.8]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd12::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "[2001:0:1::]",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "printer.local",
            "metadata.google.internal",
            "intranet",
            "router.home.arpa",
        ] {
            assert_eq!(refused(&["https://", host, "/"].concat()), Some(Invalid::EndpointPrivate), "{host}");
        }
    }

    #[test]
    fn names_that_only_look_private_are_let_through() {
        for host in ["local.acme.com", "notlocalhost.com", "mylocal.example.com", "172.32.0.1", "100.128.0.1", "11.0.0.1"] {
            assert_eq!(refused(&["https://", host, "/"].concat()), None, "{host}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let parse = |text| Endpoint::parse(text, Reach::Private).unwrap();
        let hooks = parse("https://hooks.acme.com/a");
        for (other, expected) in [
            ("https://HOOKS.acme.com:443/b?c", true),
            ("http://hooks.acme.com/a", false),
            ("https://hooks.acme.com:8443/a", false),
            ("https://hooks.acme.com.evil.example/a", false),
            ("https://acme.com/a", false),
        ] {
            assert_eq!(hooks.has_origin_of(&parse(other)), expected, "{other}");
        }
    }

    #[test]
    fn local_development_reaches_what_it_likes_and_names_are_to_be_resolved() {
        let name = |text| Endpoint::parse(text, Reach::Private).unwrap().name();
        assert_eq!(name("http://127.0.0.1:9/x"), None);
        assert_eq!(name("https://Hooks.Acme.com./"), Some("hooks.acme.com".into()));
    }
}
