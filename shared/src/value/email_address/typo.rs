//! Likely slips of the finger in a domain.

use alloc::string::String;

/// Mailbox providers that many people use, and whose names are long enough that one wrong key is no other provider.
/// Names that are one key apart and both real (`gmail.com`, `ymail.com`) are both here, so neither is a slip.
const PROVIDERS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "ymail.com",
    "hotmail.com",
    "hotmail.fr",
    "hotmail.es",
    "hotmail.co.uk",
    "outlook.com",
    "outlook.es",
    "outlook.fr",
    "live.com",
    "msn.com",
    "yahoo.com",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.co.uk",
    "yahoo.co.jp",
    "rocketmail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "mail.com",
    "email.com",
    "gmx.com",
    "gmx.net",
    "gmx.de",
    "web.de",
    "t-online.de",
    "freenet.de",
    "proton.me",
    "protonmail.com",
    "fastmail.com",
    "zoho.com",
    "yandex.com",
    "yandex.ru",
    "mail.ru",
    "qq.com",
    "163.com",
    "126.com",
    "sina.com",
    "foxmail.com",
    "naver.com",
    "orange.fr",
    "laposte.net",
    "wanadoo.fr",
    "libero.it",
    "comcast.net",
    "verizon.net",
    "sbcglobal.net",
    "btinternet.com",
];

/// Below this length one wrong key leads to too many real domains.
const SHORTEST_GUESSED: usize = 8;

/// Endings that no registry has, one key beside one that exists.
const ENDINGS: &[(&str, &str)] = &[
    (".con", ".com"),
    (".cmo", ".com"),
    (".ocm", ".com"),
    (".comm", ".com"),
    (".vom", ".com"),
    (".xom", ".com"),
    (".nte", ".net"),
    (".ogr", ".org"),
];

/// The domain that was probably meant, if it is another than this one (in lower case).
pub fn domain(domain: &str) -> Option<String> {
    if PROVIDERS.contains(&domain) {
        return None;
    }
    let near = PROVIDERS
        .iter()
        .find(|provider| provider.len() >= SHORTEST_GUESSED && !two_countries(domain, provider) && one_slip(domain, provider));
    if let Some(provider) = near {
        return Some(String::from(*provider));
    }
    let (wrong, right) = ENDINGS.iter().find(|(wrong, _)| domain.ends_with(wrong))?;
    let stem = domain.strip_suffix(wrong)?;
    let mended = [stem, right].concat();
    // The ending may not be the only slip: `gmial.con`.
    Some(self::domain(&mended).unwrap_or(mended))
}

/// `yahoo.se` is no slip for `yahoo.es`: two countries' endings are two domains.
fn two_countries(a: &str, b: &str) -> bool {
    match (a.rsplit('.').next(), b.rsplit('.').next()) {
        (Some(a), Some(b)) => a.len() == 2 && b.len() == 2 && a != b,
        _ => false,
    }
}

/// Whether one key missing, too many, wrong, or two keys in the wrong order turn one text into the other.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same_start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    match (a, b) {
        ([], []) => false,
        ([_, a_rest @ ..], [_, b_rest @ ..]) if a_rest == b_rest => true,
        ([x1, x2, a_rest @ ..], [y1, y2, b_rest @ ..]) if x1 == y2 && x2 == y1 && a_rest == b_rest => true,
        ([_, a_rest @ ..], _) if a_rest == b => true,
        (_, [_, b_rest @ ..]) if b_rest == a => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_away_from_a_provider_is_mended() {
        for (typed, meant) in [
            ("gmial.com", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gnail.com", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmial.con", "gmail.com"),
            ("hotmial.com", "hotmail.com"),
            ("outlok.com", "outlook.com"),
            ("yahooo.com", "yahoo.com"),
            ("acme.con", "acme.com"),
        ] {
            assert_eq!(domain(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn real_domains_are_left_alone() {
        for real in PROVIDERS.iter().copied().chain([
            "acme.com",
            "acme.co",
            "example.com",
            "gmx.at",
            "live.nl",
            "yahoo.se",
            "hotmail.gr",
            "qq.cn",
            "mail.de",
            "xn--bcher-kva.de",
        ]) {
            assert_eq!(domain(real), None, "{real}");
        }
    }
}
