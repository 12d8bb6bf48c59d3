//! Whether a message is from whom it says: what the server has found that took it from the sender's (RFC 8601).

use alloc::string::String;
use alloc::vec::Vec;

use super::Envelope;
use crate::value::EmailAddress;

/// The server whose word counts, by the name that it signs its findings with.
#[derive(Clone, Copy, Debug)]
pub struct Authenticator<'a>(pub &'a str);

/// One method's finding: its name, what it found, and about what (`header.from`, `acme.com`).
struct Finding {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Authenticator<'_> {
    /// Whether it has found that the message is from this address: by DMARC, or, where the domain has no such policy, by a signature or
    /// by the way that it came, of the same domain.
    pub fn vouches(self, message: &mail_parser::Message<'_>, envelope: &Envelope<'_>, from: &EmailAddress) -> bool {
        // What could be read as more findings than there are: the sender has chosen this address.
        if envelope.from.contains(['"', '(', ')', ';', '\\']) || envelope.from.contains(char::is_whitespace) {
            return false;
        }
        let Some(findings) = self.findings(message) else { return false };
        let mut dmarc = findings.iter().filter(|finding| finding.method == "dmarc");
        match (dmarc.next(), dmarc.next()) {
            (Some(_), Some(_)) => false,
            (Some(one), None) if one.result == "pass" => one.property("header.from").is_some_and(|domain| domain == from.domain()),
            (Some(one), None) if one.result != "none" => false,
            _ => findings.iter().any(|finding| finding.is_of(from.domain())),
        }
    }

    /// Those of the topmost field, if it is this server's: a server writes its own above all that it was given, so whatever stands
    /// below, and below what another server has received, anybody may have written.
    fn findings(self, message: &mail_parser::Message<'_>) -> Option<Vec<Finding>> {
        let mut hops = 0;
        for (name, value) in message.headers_raw() {
            if name.eq_ignore_ascii_case("received") {
                hops += 1;
            } else if name.eq_ignore_ascii_case("authentication-results") {
                let plain = plain(value)?;
                let mut parts = plain.split(';');
                let is_theirs = parts.next()?.split_whitespace().next()?.eq_ignore_ascii_case(self.0);
                return (is_theirs && hops <= 1).then(|| parts.filter_map(Finding::parse).collect());
            }
        }
        None
    }
}

impl Finding {
    /// `dkim=pass reason="…" header.d=acme.com`
    fn parse(text: &str) -> Option<Self> {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" =", "=").replace("= ", "=");
        let mut pairs = words.split(' ').filter_map(|word| word.split_once('=')).map(|(key, value)| (lower(key), lower(value)));
        let (method, result) = pairs.next()?;
        // With a version of the method, or without.
        let method = method.split('/').next().map(String::from)?;
        Some(Self { method, result, properties: pairs.collect() })
    }

    fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether it says that the message is from this domain, or from one above it, whose owner has a say in it.
    fn is_of(&self, domain: &str) -> bool {
        let about = match self.method.as_str() {
            "dkim" => self.property("header.d"),
            "spf" => self.property("smtp.mailfrom").map(|from| from.rsplit('@').next().unwrap_or_default()),
            _ => None,
        };
        let is_above = |above: &str| above.contains('.') && domain.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'));
        self.result == "pass" && about.is_some_and(|about| about == domain || is_above(about))
    }
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// Without comments, and with nothing in quotes that parts anything; nothing where either never ends.
fn plain(value: &str) -> Option<String> {
    let (mut plain, mut depth, mut quoted, mut escaped) = (String::new(), 0_u32, false, false);
    for c in value.chars() {
        let is_escaped = core::mem::take(&mut escaped);
        match c {
            '\\' if !is_escaped && (quoted || depth > 0) => escaped = true,
            '"' if !is_escaped && depth == 0 => quoted = !quoted,
            '(' if !is_escaped && !quoted => depth += 1,
            ')' if !is_escaped && !quoted => depth = depth.checked_sub(1)?,
            _ if depth > 0 => {}
            _ if quoted => plain.push(if c.is_whitespace() || matches!(c, ';' | '=') { '_' } else { c }),
            _ => plain.push(c),
        }
    }
    (depth == 0 && !quoted).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;
    use std::format;

    const CLOUDFLARE: &str = "Authentication-Results: mx.cloudflare.net;\r\n\tdkim=pass header.d=acme.com header.s=s1 header.b=ab/c=;\r\n\t\
        dmarc=pass header.from=acme.com policy.dmarc=reject;\r\n\tspf=none (mx.cloudflare.net: no SPF records found for \
        postmaster@mail.acme.com) smtp.helo=mail.acme.com;\r\n\tspf=pass (mx.cloudflare.net: domain of ana@acme.com designates \
        192.0.2.1 as permitted sender) smtp.mailfrom=ana@acme.com;\r\n\tarc=none smtp.remote-ip=192.0.2.1\r\n";

    fn vouches_for(header: &str, from: &str, envelope_from: &str) -> bool {
        let raw = format!("{header}From: {from}\r\n\r\nx");
        let message = MessageParser::default().parse(&raw).unwrap();
        let envelope = Envelope { from: envelope_from, to: "help@usher.test" };
        Authenticator("mx.cloudflare.net").vouches(&message, &envelope, &EmailAddress::parse(from).unwrap())
    }

    fn vouches(results: &str) -> bool {
        vouches_for(&format!("Authentication-Results: {results}\r\n"), "ana@acme.com", "ana@acme.com")
    }

    #[test]
    fn what_cloudflare_writes_vouches_for_the_address_that_it_is_about() {
        assert!(vouches_for(CLOUDFLARE, "ana@acme.com", "ana@acme.com"));
        assert!(vouches_for(CLOUDFLARE, "Ana@ACME.com", "bounces+ana=acme.com@sender.example"));
        assert!(!vouches_for(CLOUDFLARE, "ana@other.com", "ana@acme.com"));
        assert!(!vouches_for("", "ana@acme.com", "ana@acme.com"));
    }

    #[test]
    fn dmarc_decides_and_where_there_is_no_policy_a_signature_or_the_way_of_the_same_domain() {
        for results in [
            "mx.cloudflare.net; dmarc=pass header.from=acme.com",
            "MX.Cloudflare.NET 1; DMARC/1 = PASS header.from = ACME.com",
            "mx.cloudflare.net; dmarc=none header.from=acme.com; dkim=pass header.d=acme.com",
            "mx.cloudflare.net; dkim=fail header.d=acme.com; dkim=pass reason=\"2048; bit\" header.d=acme.com",
            "mx.cloudflare.net; spf=pass smtp.mailfrom=bounces=1@acme.com",
            "mx.cloudflare.net; spf=pass smtp.mailfrom=acme.com",
        ] {
            assert!(vouches(results), "{results}");
        }
        for results in [
            "mx.cloudflare.net; none",
            "mx.cloudflare.net; dmarc=fail header.from=acme.com; dkim=pass header.d=acme.com",
            "mx.cloudflare.net; dmarc=pass header.from=evil.com",
            "mx.cloudflare.net; dmarc=pass",
            "mx.cloudflare.net; dmarc=temperror header.from=acme.com; spf=pass smtp.mailfrom=acme.com",
            "mx.cloudflare.net; dkim=pass header.d=evil.com",
            "mx.cloudflare.net; dkim=pass header.d=mail.acme.com",
            "mx.cloudflare.net; dkim=pass header.d=com",
            "mx.cloudflare.net; dkim=neutral header.d=acme.com; spf=softfail smtp.mailfrom=acme.com",
            "mx.cloudflare.net; spf=pass smtp.helo=acme.com",
            "mx.cloudflare.net; arc=pass header.d=acme.com",
        ] {
            assert!(!vouches(results), "{results}");
        }
        let subdomain = "Authentication-Results: mx.cloudflare.net; dkim=pass header.d=acme.com\r\n";
        assert!(vouches_for(subdomain, "ana@mail.acme.com", "x@evil.com"));
        assert!(!vouches_for(subdomain, "ana@notacme.com", "x@evil.com"));
    }

    #[test]
    fn what_others_have_written_counts_for_nothing() {
        let forged = "Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=acme.com\r\n";
        let of_another = "Authentication-Results: mx.evil.com; dmarc=pass header.from=acme.com\r\n";
        let failed = "Authentication-Results: mx.cloudflare.net; dmarc=fail header.from=acme.com\r\n";
        let (ours, theirs) =
            ("Received: from a by cloudflare-email.net; Tue, 1 Dec 2026\r\n", "Received: from b by a; Tue, 1 Dec 2026\r\n");
        let all = |parts: &[&str]| vouches_for(&parts.concat(), "ana@acme.com", "ana@acme.com");
        assert!(all(&[ours, forged, theirs]));
        assert!(!all(&[of_another]));
        assert!(!all(&[ours, failed, forged]));
        assert!(!all(&[ours, of_another, forged]));
        assert!(!all(&[ours, theirs, forged]));
    }

    #[test]
    fn a_sender_cannot_smuggle_a_finding_into_a_field() {
        for results in [
            "mx.cloudflare.net; spf=pass (x; dmarc=pass header.from=acme.com) smtp.mailfrom=evil.com",
            "mx.cloudflare.net; dkim=pass reason=\"; dmarc=pass header.from=acme.com\" header.d=evil.com",
            "mx.cloudflare.net; dmarc=fail header.from=acme.com; spf=pass smtp.mailfrom=a;dmarc=pass header.from=acme.com",
            "mx.cloudflare.net; dmarc=pass header.from=acme.com (",
            "mx.cloudflare.net; dmarc=pass header.from=acme.com \"",
            ") mx.cloudflare.net; dmarc=pass header.from=acme.com",
        ] {
            assert!(!vouches(results), "{results}");
        }
        let taken_apart = "Authentication-Results: mx.cloudflare.net; spf=pass smtp.mailfrom=a;dkim=pass header.d=acme.com\r\n";
        assert!(!vouches_for(taken_apart, "ana@acme.com", "\"a;dkim=pass header.d=acme.com\"@evil.com"));
    }
}
