//! A telephone number, and the region in which one is dialled without a calling code.

use alloc::borrow::Cow;
use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Invalid;
use super::phone_regions::CallingCode;
use super::text::text_value;

/// A country or territory with telephones of its own, by its two-letter code (ISO 3166-1 alpha-2, in capitals).
///
/// These are the regions of libphonenumber's metadata. Three of their codes are not ISO's, but in general use:
/// `AC` (Ascension), `TA` (Tristan da Cunha) and `XK` (Kosovo).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    letters: [u8; 2],
    calling_code: CallingCode,
}

impl Region {
    /// In any case, with white space around it. Error: `RegionUnknown`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let is_named = |region: &Self| region.letters.eq_ignore_ascii_case(text.trim().as_bytes());
        Self::all().find(is_named).ok_or(Invalid::RegionUnknown)
    }

    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.letters).unwrap_or_default()
    }

    /// All regions, in the order of their calling codes.
    pub fn all() -> impl Iterator<Item = Self> {
        CallingCode::all().flat_map(|calling_code| calling_code.regions().map(move |letters| Self { letters, calling_code }))
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = <Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&code).map_err(|invalid| de::Error::custom(invalid.code()))
    }
}

/// A number of the international public telephone network, as ITU-T E.164 writes it: `+`, calling code, national
/// significant number, at most 15 digits, nothing else.
///
/// Calling codes, trunk prefixes and lengths are those of libphonenumber's metadata. Whether anybody has the number is
/// not checked, nor whether its area code or range exists: it is refused only if it is shorter or longer than all
/// numbers of its calling code. An extension is not part of such a number, and is refused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

text_value!(PhoneNumber);

impl PhoneNumber {
    /// The number that a person wrote who dials from `default_region`.
    ///
    /// - It is international after `+`, after `00`, and after `011` where the calling code is 1. The other prefixes for
    ///   calls abroad are not known: `0011` of Australia, `810` of Russia, `001` of Hong Kong are misread or refused.
    /// - Without such a prefix it is national, and the region's trunk prefix is dropped if it is there.
    /// - A zero in parentheses after the calling code is dropped, as in `+44 (0)20 7946 0018`; where there is a trunk
    ///   prefix, so are zeros without parentheses. Italy's zero and those of five other calling codes are part of the
    ///   number and stay.
    /// - What only people read is dropped: white space, hyphens, dashes, dots, slashes, parentheses, the marks of
    ///   direction that address books paste along unseen, and `tel:` in front (RFC 3966).
    /// - Digits may be ASCII, fullwidth, or Arabic-Indic of both kinds.
    ///
    /// Beyond so small a rule are carrier codes, the 15 in Argentina's mobile numbers, local numbers without their area
    /// code, and numbers that begin with a zero after a trunk prefix (Japan's 0077).
    ///
    /// Errors: `Blank` (not one digit), `PhoneCharacter` (for extensions, too: `x123`, `;ext=123`),
    /// `PhoneNeedsCountry`, `PhoneCountryCode`, `PhoneTooShort`, `PhoneTooLong`.
    pub fn parse(text: &str, default_region: Option<Region>) -> Result<Self, Invalid> {
        let written = Written::read(text)?;
        if let Some(digits) = written.after_international_prefix(default_region) {
            let (row, national) = split_calling_code(digits)?;
            return Self::assemble(row, written.without_optional_zero(row, national));
        }
        let row = default_region.ok_or(Invalid::PhoneNeedsCountry)?.calling_code;
        Self::assemble(row, row.without_trunk_prefix(written.digits.as_bytes()))
    }

    fn assemble(row: CallingCode, national: &[u8]) -> Result<Self, Invalid> {
        let national = row.without_zeros(national);
        row.check_length(national)?;
        let mut number = String::from('+');
        for digit in row.digits().iter().chain(national) {
            number.push(char::from(*digit));
        }
        Ok(Self(number))
    }

    /// What uniqueness is decided on: the number itself, for it has one spelling.
    pub fn normal_form(&self) -> &str {
        self.as_str()
    }
}

/// The calling code with which these digits begin, and the digits after it.
fn split_calling_code(digits: &[u8]) -> Result<(CallingCode, &[u8]), Invalid> {
    let mut split = CallingCode::all().filter_map(|row| Some((row, digits.strip_prefix(row.digits())?)));
    // A calling code has up to three digits: these may be the beginning of one.
    split.next().ok_or(if digits.len() < 3 { Invalid::PhoneTooShort } else { Invalid::PhoneCountryCode })
}

/// What of a written number counts.
#[derive(Default)]
struct Written {
    plus: bool,
    /// ASCII digits, at least one.
    digits: String,
    /// How many digits precede the zero of a `(0)`.
    optional_zero: Option<usize>,
}

impl Written {
    fn read(text: &str) -> Result<Self, Invalid> {
        let mut written = Self::default();
        let mut chars = without_scheme(text.trim()).chars();
        while let Some(c) = chars.next() {
            if c == '(' && chars.as_str().starts_with("0)") {
                written.optional_zero = Some(written.digits.len());
            }
            written.push(c)?;
        }
        if written.digits.is_empty() { Err(Invalid::Blank) } else { Ok(written) }
    }

    fn push(&mut self, c: char) -> Result<(), Invalid> {
        match c {
            '+' | '＋' if !self.plus && self.digits.is_empty() => self.plus = true,
            _ if is_punctuation(c) => {}
            _ => self.digits.push(ascii_digit(c).ok_or(Invalid::PhoneCharacter)?),
        }
        Ok(())
    }

    /// The digits from the calling code on, if the number is written for the whole world.
    fn after_international_prefix(&self, default_region: Option<Region>) -> Option<&[u8]> {
        let dials_011 = default_region.is_some_and(|region| region.calling_code.digits() == b"1");
        match self.digits.as_bytes() {
            digits if self.plus => Some(digits),
            [b'0', b'0', digits @ ..] => Some(digits),
            [b'0', b'1', b'1', digits @ ..] if dials_011 => Some(digits),
            _ => None,
        }
    }

    /// The end of the digits that is the national number, without a zero that was written as `(0)` in front of it.
    fn without_optional_zero<'a>(&self, row: CallingCode, national: &'a [u8]) -> &'a [u8] {
        let is_optional = self.optional_zero == Some(self.digits.len() - national.len());
        match national {
            [b'0', rest @ ..] if is_optional && !row.numbers_begin_with_zero() => rest,
            _ => national,
        }
    }
}

fn without_scheme(text: &str) -> &str {
    match text.split_at_checked(4) {
        Some((scheme, number)) if scheme.eq_ignore_ascii_case("tel:") => number,
        _ => text,
    }
}

/// What separates digits for the eye, and the invisible marks of direction (U+200E, U+200F, U+202A to U+202C).
fn is_punctuation(c: char) -> bool {
    let separates = matches!(c, '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let fullwidth = matches!(c, '\u{FF08}' | '\u{FF09}' | '\u{FF0D}'..='\u{FF0F}');
    separates || fullwidth || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202C}') || c.is_whitespace()
}

/// The digit in ASCII, of ASCII, fullwidth, Arabic-Indic and extended Arabic-Indic digits.
fn ascii_digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '\u{0660}'..='\u{0669}' => '\u{0660}',
        '\u{06F0}'..='\u{06F9}' => '\u{06F0}',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::phone_regions::{ROWS, decimal};
    use alloc::collections::BTreeSet;
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec;
    use alloc::vec::Vec;
    use phonenumber::Mode;
    use phonenumber::metadata::{DATABASE, Descriptor, Metadata};
    use proptest::prelude::*;

    fn parse(text: &str, region: &str) -> Result<String, Invalid> {
        let region = if region.is_empty() { None } else { Some(Region::parse(region).unwrap()) };
        PhoneNumber::parse(text, region).map(|number| number.to_string())
    }

    fn number(text: &str, region: &str) -> String {
        parse(text, region).unwrap_or_else(|invalid| panic!("{text} in {region}: {invalid:?}"))
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for text in [
            "+44 20 7946 0018",
            "＋４４ ２０ ７９４６ ００１８",
            "\u{202A}+44\u{A0}20\u{2009}7946\u{202F}0018\u{202C}",
            "\u{200E}+44 (20) 7946–0018",
            "tel:+44-20-7946-0018",
            "TEL:+44.20.7946.0018",
            "0044 20/7946/0018",
            "(+44) 20 7946 0018",
            "+44 (0)20 7946 0018",
            "+44 (0) 20 7946 0018",
            "+44 020 7946 0018",
            "+44 (020) 7946 0018",
        ] {
            assert_eq!(number(text, ""), "+442079460018", "{text}");
        }
        assert_eq!(number("٠٢٠ ٧٩٤٦ ٠٠١٨", "GB"), "+442079460018");
        assert_eq!(number("۰۲۰ ۷۹۴۶ ۰۰۱۸", "GB"), "+442079460018");
    }

    #[test]
    fn the_trunk_prefix_is_dropped() {
        for (region, text, expected) in [
            ("GB", "020 7946 0018", "+442079460018"),
            ("GB", "20 7946 0018", "+442079460018"),
            ("US", "1 (555) 123-0000", "+15551230000"),
            ("us", "(555) 123-0000", "+15551230000"),
            ("HU", "06 1 234 5678", "+3612345678"),
            ("HU", "1 234 5678", "+3612345678"),
            ("BY", "8 029 491-19-11", "+375294911911"),
            ("MX", "55 1234 5678", "+525512345678"),
            ("BR", "(011) 96123-4567", "+5511961234567"),
            ("AR", "011 2345-6789", "+541123456789"),
        ] {
            assert_eq!(number(text, region), expected, "{text}");
        }
        assert_eq!(number("+36 06 1 234 5678", ""), "+3612345678");
    }

    #[test]
    fn a_digit_that_is_no_trunk_prefix_stays() {
        for (region, text, expected) in [
            ("RU", "8 812 345-67-89", "+78123456789"),
            ("RU", "812 345-67-89", "+78123456789"),
            ("KZ", "8 800 123 4567", "+78001234567"),
            ("BY", "8 801 123 45 67", "+3758011234567"),
            ("IT", "02 1234 5678", "+390212345678"),
            ("IT", "+39 02 1234 5678", "+390212345678"),
            ("IT", "+39 (0)2 1234 5678", "+390212345678"),
            ("CI", "01 23 45 67 89", "+2250123456789"),
            ("ES", "+34 (0)912 34 56 78", "+34912345678"),
        ] {
            assert_eq!(number(text, region), expected, "{text}");
        }
    }

    #[test]
    fn north_america_dials_011_for_abroad() {
        assert_eq!(number("011 44 20 7946 0018", "CA"), "+442079460018");
        assert_eq!(number("011 2345-6789", "AR"), "+541123456789");
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        for (region, text, invalid) in [
            ("", "", Invalid::Blank),
            ("", " \u{3000}\u{200E}", Invalid::Blank),
            ("", "+", Invalid::Blank),
            ("GB", "(-)", Invalid::Blank),
            ("", "020 7946 0018", Invalid::PhoneNeedsCountry),
            ("", "+4", Invalid::PhoneTooShort),
            ("", "+999 123456", Invalid::PhoneCountryCode),
            ("", "+0 123456", Invalid::PhoneCountryCode),
            ("", "+44 20 79", Invalid::PhoneTooShort),
            ("US", "123-0000", Invalid::PhoneTooShort),
            ("", "+44 20 7946 00181", Invalid::PhoneTooLong),
            ("", "+49 1234 5678 9012 345", Invalid::PhoneTooLong),
            ("US", "555 123 0000 x123", Invalid::PhoneCharacter),
            ("US", "tel:+15551230000;ext=123", Invalid::PhoneCharacter),
            ("US", "1-800-FLOWERS", Invalid::PhoneCharacter),
            ("US", "++1 555 123 0000", Invalid::PhoneCharacter),
            ("US", "1+5551230000", Invalid::PhoneCharacter),
            ("US", "\u{202E}5551230000", Invalid::PhoneCharacter),
        ] {
            assert_eq!(parse(text, region), Err(invalid), "{text}");
        }
    }

    #[test]
    fn a_region_is_known_by_its_code_in_any_case() {
        assert_eq!(Region::parse(" de ").unwrap().as_str(), "DE");
        for text in ["", "D", "DEU", "ZZ", "0", "49", "é"] {
            assert_eq!(Region::parse(text), Err(Invalid::RegionUnknown), "{text}");
        }
    }

    #[test]
    fn every_region_is_there_once() {
        let regions: BTreeSet<_> = Region::all().map(|region| region.as_str().to_string()).collect();
        let known: BTreeSet<_> = DATABASE.iter().map(Metadata::id).filter(|id| *id != "001").map(String::from).collect();
        assert_eq!(regions, known);
        assert_eq!(Region::all().count(), 245);
        assert!(Region::all().all(|region| Region::parse(region.as_str()) == Ok(region)));
    }

    #[test]
    fn json_has_the_code_and_the_number() {
        let region: Region = serde_json::from_str("\"fr\"").unwrap();
        assert_eq!(serde_json::to_string(&region).unwrap(), "\"FR\"");
        assert!(serde_json::from_str::<Region>("\"XX\"").unwrap_err().to_string().contains("region_unknown"));
        let number = PhoneNumber::parse("+15551230000", None).unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"+15551230000\"");
    }

    /// The kinds of numbers of a region that can be dialled from abroad.
    fn kinds(region: &Metadata) -> impl Iterator<Item = (&'static str, &Descriptor)> {
        let kinds = region.descriptors();
        let all = [
            ("fixed line", kinds.fixed_line()),
            ("mobile", kinds.mobile()),
            ("toll free", kinds.toll_free()),
            ("premium rate", kinds.premium_rate()),
            ("shared cost", kinds.shared_cost()),
            ("personal", kinds.personal_number()),
            ("voip", kinds.voip()),
            ("pager", kinds.pager()),
            ("uan", kinds.uan()),
            ("voicemail", kinds.voicemail()),
        ];
        all.into_iter().filter_map(|(name, kind)| Some((name, kind?)))
    }

    /// The regions of a calling code, the main one first.
    fn sharing(calling_code: u16) -> Vec<&'static Metadata> {
        DATABASE.by_code(&calling_code).unwrap_or_default()
    }

    fn trunk_prefix(region: &Metadata) -> &str {
        let mut people = kinds(region).filter(|(name, _)| matches!(*name, "fixed line" | "mobile"));
        let zero = people.any(|(_, kind)| kind.example().is_some_and(|number| number.starts_with('0')));
        region.national_prefix().unwrap_or(if zero { "=" } else { "-" })
    }

    fn row(calling_code: u16) -> Option<(String, u16, u16, u16, String)> {
        let mut regions = sharing(calling_code);
        let main = *regions.first()?;
        regions[1..].sort_by_key(|region| region.id());
        let lengths: BTreeSet<_> = kinds(main).flat_map(|(_, kind)| kind.possible_length()).copied().collect();
        let ids = regions.iter().map(|region| region.id()).filter(|id| *id != "001");
        let ids: String = ids.flat_map(|id| [" ", id]).collect();
        Some((trunk_prefix(main).to_string(), *lengths.first()?, *lengths.last()?, calling_code, ids))
    }

    #[test]
    fn the_table_is_what_the_metadata_says() {
        let mut rows: Vec<_> = (1..1000).filter_map(row).collect();
        rows.sort();
        let rows = rows.iter().map(|(trunk, min, max, code, ids)| format!("{code} {trunk} {min} {max}{ids}"));
        let rows: Vec<_> = rows.collect();
        assert_eq!(ROWS, rows.join("\n"), "the table should be:\n{}", rows.join("\n"));
    }

    #[test]
    fn regions_that_share_a_calling_code_have_one_trunk_prefix() {
        for region in Region::all() {
            let prefix = DATABASE.by_id(region.as_str()).unwrap().national_prefix();
            assert_eq!(prefix, sharing(decimal(region.calling_code.digits()))[0].national_prefix(), "{region:?}");
        }
    }

    /// Canada's 310 numbers have seven digits and no area code. Allowing that length for the calling code 1 would take
    /// every local number of North America, its area code forgotten, for a whole one.
    #[test]
    fn no_region_has_numbers_of_a_length_that_is_refused_but_canada() {
        let mut refused = BTreeSet::new();
        for region in Region::all() {
            let fits_e164 = |length: &&u16| region.calling_code.digits().len() + usize::from(**length) <= 15;
            for (kind, numbers) in kinds(DATABASE.by_id(region.as_str()).unwrap()) {
                let lengths = numbers.possible_length().iter().filter(fits_e164).map(|length| vec![b'1'; (*length).into()]);
                let found = lengths.filter(|national| region.calling_code.check_length(national).is_err());
                refused.extend(found.map(|national| (region.as_str().to_string(), kind, national.len())));
            }
        }
        assert_eq!(refused, BTreeSet::from([("CA".to_string(), "uan", 7)]));
    }

    /// The crate's value for a number of its metadata. From its parts, because its parser does not know these numbers:
    /// it takes the 8 of Russia's +7 800 for a trunk prefix.
    fn theirs(calling_code: u16, national: &str) -> phonenumber::PhoneNumber {
        let zeros = national.len() - national.trim_start_matches('0').len();
        let zeros = u8::try_from(zeros).unwrap();
        serde_json::from_value(serde_json::json!({
            "code": { "value": calling_code, "source": "plus" },
            "national": phonenumber::NationalNumber::new(national.parse().unwrap(), zeros).unwrap(),
            "extension": null,
            "carrier": null,
        }))
        .unwrap()
    }

    /// The ways in which a number is written: as the crate formats it, and plainly behind each prefix.
    fn spellings(region: &Metadata, national: &str) -> Vec<(&'static str, String)> {
        let code = region.country_code();
        let format = |mode| theirs(code, national).format().mode(mode).to_string();
        let mut spellings = vec![
            ("E.164", format(Mode::E164)),
            ("international", format(Mode::International)),
            ("RFC 3966", format(Mode::Rfc3966)),
            ("after 00", format!("00{code}{national}")),
        ];
        // A network that spans the world has no callers within it.
        if region.id() != "001" {
            spellings.push(("national", format(Mode::National)));
            spellings.push(("without trunk prefix", national.to_string()));
            spellings.extend(region.national_prefix().map(|prefix| ("with trunk prefix", format!("{prefix}{national}"))));
        }
        spellings
    }

    /// Region, kind of number and spelling of every example that is not read as libphonenumber reads it.
    const DIFFERING: &[(&str, &str, &str)] = &[
        // See `no_region_has_numbers_of_a_length_that_is_refused_but_canada`.
        ("CA", "uan", "E.164"),
        ("CA", "uan", "international"),
        ("CA", "uan", "RFC 3966"),
        ("CA", "uan", "after 00"),
        ("CA", "uan", "national"),
        ("CA", "uan", "without trunk prefix"),
        ("CA", "uan", "with trunk prefix"),
        // 011 15-2345-6789 for +54 9 11 2345-6789: where the 15 stands depends on the area code.
        ("AR", "mobile", "national"),
        // Without its 8, 8 801 123 4567 begins like the 8 0 that precedes the other numbers of Belarus.
        ("BY", "toll free", "without trunk prefix"),
    ];

    #[test]
    fn every_example_of_the_metadata_is_read_as_libphonenumber_reads_it() {
        let mut count = 0;
        let mut differing = BTreeSet::new();
        for region in (1..1000).flat_map(sharing) {
            let here = Region::parse(region.id()).ok();
            for (kind, national) in kinds(region).filter_map(|(kind, numbers)| Some((kind, numbers.example()?))) {
                let expected = theirs(region.country_code(), national).format().mode(Mode::E164).to_string();
                assert_eq!(expected, format!("+{}{national}", region.country_code()));
                for (spelling, text) in spellings(region, national) {
                    count += 1;
                    if PhoneNumber::parse(&text, here).map(|number| number.to_string()).as_ref() != Ok(&expected) {
                        differing.insert((region.id(), kind, spelling));
                    }
                }
            }
        }
        std::println!("{} of {count} spellings are read alike", count - differing.len());
        assert_eq!(differing, DIFFERING.iter().copied().collect());
    }

    fn any_region() -> impl Strategy<Value = Option<Region>> {
        proptest::option::of(proptest::sample::select(Region::all().collect::<Vec<_>>()))
    }

    /// Any text, texts of the characters of numbers, and texts that are nearly numbers.
    const WRITTEN: &str = "\\PC*|(tel:)?[+＋]?[0-9 ()./-]{0,20}|\
        (\\+|0|00|011|06|8)?[0-9]{1,3}(\\(0\\))?0{0,3}[0-9٠-٩]{3,12}";

    proptest! {
        #[test]
        fn parsing_what_was_printed_changes_nothing(text in WRITTEN, here in any_region(), there in any_region()) {
            if let Ok(number) = PhoneNumber::parse(&text, here) {
                prop_assert_eq!(PhoneNumber::parse(number.as_str(), there).unwrap(), number.clone());
                let again = PhoneNumber::parse(number.normal_form(), there).unwrap();
                prop_assert_eq!(again.normal_form(), number.normal_form());
            }
        }

        #[test]
        fn a_number_is_a_plus_and_at_most_fifteen_digits(text in WRITTEN, region in any_region()) {
            if let Ok(number) = PhoneNumber::parse(&text, region) {
                let digits = number.as_str().strip_prefix('+').unwrap();
                prop_assert!(digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }

        #[test]
        fn any_text_may_be_tried_as_a_region(text in "\\PC*|[a-zA-Z]{2}") {
            if let Ok(region) = Region::parse(&text) {
                prop_assert_eq!(region.as_str(), text.trim().to_ascii_uppercase());
            }
        }
    }
}
