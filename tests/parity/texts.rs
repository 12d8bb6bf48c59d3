//! Texts for each field: right ones, nearly right ones, and ones that somebody made on purpose.

use usher_shared::custom_field::{CustomField, Kind};
use usher_shared::form::Field;

use crate::chance::Chance;

/// One of these is worth trying anywhere: separators, invisible marks, look-alikes, letters whose case is another length.
const HOSTILE: &[&str] = &[
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\0",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{34f}",
    "\u{61c}",
    "\u{180e}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{200e}",
    "\u{200f}",
    "\u{202a}",
    "\u{202c}",
    "\u{202e}",
    "\u{2028}",
    "\u{2029}",
    "\u{2060}",
    "\u{2066}",
    "\u{2069}",
    "\u{3000}",
    "\u{feff}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{e000}",
    "\u{e0001}",
    "\u{10ffff}",
    "\u{300}",
    "\u{308}",
    "İ",
    "ı",
    "ß",
    "ẞ",
    "Σ",
    "ς",
    "ŉ",
    "ǅ",
    "ﬁ",
    "Å",
    "K",
    "Ａ",
    "＠",
    "．",
    "。",
    "｡",
    "＋",
    "－",
    "０",
    "٣",
    "۳",
    "५",
    "𝟗",
    "😀",
    "👩‍🚀",
    "🇩🇪",
    "א",
    "ש",
    "ع",
    "中",
    "ไ",
    "ꙮ",
    "@",
    "@@",
    "..",
    ".",
    "-",
    "--",
    "xn--",
    "XN--",
    "|",
    "<",
    ">",
    "\"",
    "'",
    "\\",
    ",",
    ";",
    "%00",
    "{}",
    "(0)",
    "00",
    "011",
    "+",
    "_",
    "/",
    "$1",
    "null",
    "\u{202E}gnp.exe",
];

const NAMES: &[&str] = &[
    "Ana Díaz",
    "王小明",
    "محمد علي",
    "Ng",
    "O’Brien-Smith",
    "Þóra",
    "می‌خواهم",
    "ΟΔΥΣΣΕΥΣ",
    "İsmail IŞIK",
    "Straße",
    "Jean  Luc",
    "a\tb",
    "👩‍🚀",
];

const EMAILS: &[&str] = &[
    "ana@acme.com",
    "Ana.Diaz+x@ACME.co.uk",
    "a@localhost",
    "o'neil@sub.acme.test",
    "!#$%&'*+/=?^_`{|}~-@a.b",
    "x@example.com",
    "ana@gmial.com",
    "ana@gmail.con",
    "ana@yaho.com",
    "ana@hotmial.co.uk",
    "ana@gmx.at",
    "ana@bücher.de",
    "ANA@BÜCHER.DE",
    "a@bu\u{308}cher.de",
    "a@xn--bcher-kva.de",
    "a@XN--BCHER-KVA.de",
    "a@xn--a.de",
    "a@xn--.de",
    "a@faß.de",
    "a@例え.jp",
    "a@例え。jp",
    "a@ｂücher．de",
    "a@ΒΌΛΟΣ.gr",
    "a@مثال.إختبار",
    "a@אב1.example",
    "a@1אב.example",
    "a@نامه‌ای.com",
    "a@ab\u{ad}c.de",
    "a@☃.net",
    "a@a_b.de",
    "a@[127.0.0.1]",
    "a@1.2.3.4",
    "a@-a.de",
    "a@a-.de",
    "a@a--b.de",
    "a@ab--c.de",
    "añа@acme.com",
    "\"a b\"@acme.com",
    "ana",
    "@acme.com",
    "ana@",
    "a@b@c.de",
    "a@acme.com.",
];

const ORGANIZATIONS: &[&str] =
    &["ACME  Corp", "Northwind Traders", "王氏茶行", "A|B", "ΣΊΣΥΦΟΣ ΑΕ", "شركة", "R&D \"North\"", "İstanbul A.Ş."];

const EXTERNAL_IDS: &[&str] = &["CRM-7", "0", "00042", "ÄÖÜ", "a b", "{\"id\":1}", "İ-1", "550e8400-e29b-41d4-a716-446655440000"];

const LOCALES: &[&str] = &[
    "en",
    "en-US",
    "EN_us",
    "zh_hans_cn",
    "es-419",
    "ar",
    "sr-Latn-RS",
    "de-CH-1996",
    "ca-ES-valencia",
    "haw",
    "english",
    "e",
    "en--us",
    "1n",
    "en-us!",
    "x-klingon",
    "i-default",
    "sl-rozaj-biske-1994",
    "en-abcdefghi",
    "ｅｎ",
    "EN-LATN-us-POSIX-a-b-c-d-e-f-g",
];

const TIME_ZONES: &[&str] = &[
    "Europe/Berlin",
    "America/Argentina/Buenos_Aires",
    "UTC",
    "Etc/GMT+12",
    "GMT0",
    "EST5EDT",
    "Asia/Kolkata",
    "Asia/Calcutta",
    "Africa/Abidjan",
    "Zulu",
    "Eastern Time (US & Canada)",
    "Berlin",
    "Kolkata",
    "Chennai",
    "Nuku'alofa",
    "International Date Line West",
    "Zurich",
    "europe/berlin",
    "Europe/Berlín",
    "Mars/Olympus",
    "Europe",
    "GMT+1",
    "UTC+2",
    "America/New York",
];

const TAGS: &[&str] = &[
    "vip",
    "vip, gold  eu,",
    "VIP vip Vip",
    "VIP_Ünter",
    "größe GRÖSSE",
    "ΣΊΣΥΦΟΣ",
    "İ",
    "日本",
    "a<b",
    "it's",
    "\"q\"",
    "ok <no> ünter",
    "ünter ok <no>",
    ",,,",
    "z y x w v u",
    "a\\b",
    "é e\u{301}",
    "x\u{202E}y ü",
    "ǅ",
];

const LONG: &[&str] =
    &["Calls on Mondays.\r\nAsk for Ana.", "a\tb\n\nc", "注意", "\r", "line\rline", "ملاحظة: \u{200F}x\u{200E}", "😀😀", "  spaced  "];

const IDS: &[&str] =
    &["1", "301", "007", "9007199254740993", "9223372036854775807", "9223372036854775808", "0", "-1", "+1", "1.0", "１", "1e3", "abc"];

/// What somebody typed into this field. One of `slips` texts is not what they meant.
pub fn text(field: Field, slips: usize, chance: &mut Chance) -> String {
    if !chance.one_in(slips) {
        return of(field, chance);
    }
    match chance.below(8) {
        0 => String::new(),
        1 => hostile(chance),
        2 => of(chance.pick(Field::ALL), chance),
        3 => too_long(field, chance),
        _ => mutated(of(field, chance), chance),
    }
}

pub fn organization_id(slips: usize, chance: &mut Chance) -> Option<String> {
    match chance.below(8) {
        0 => Some((1 + chance.below(100_000)).to_string()),
        1 if chance.one_in(slips) => Some(mutated(String::from(chance.pick(IDS)), chance)),
        1 => Some(String::from(chance.pick(IDS))),
        _ => None,
    }
}

/// Of every shape that the field takes, and of some that it nearly takes.
fn of(field: Field, chance: &mut Chance) -> String {
    let pool = match field {
        Field::Name => NAMES,
        Field::Email if chance.one_in(3) => return email(chance),
        Field::Email => EMAILS,
        Field::Phone => return phone(chance),
        Field::Organization => ORGANIZATIONS,
        Field::ExternalId => EXTERNAL_IDS,
        Field::Locale => LOCALES,
        Field::TimeZone => TIME_ZONES,
        Field::Tags if chance.one_in(2) => {
            return (0..chance.below(6)).map(|_| chance.pick(TAGS).to_owned() + chance.pick(&[" ", ",", "\u{3000}"])).collect();
        }
        Field::Tags => TAGS,
        Field::Details | Field::Notes => LONG,
    };
    String::from(chance.pick(pool))
}

/// Around the lengths that an address, its local part and its labels may have.
fn email(chance: &mut Chance) -> String {
    let local = "a".repeat(chance.pick(&[1, 8, 63, 64, 65]));
    let label = chance.pick(&["b", "ü", "例", "B-b", "xn--bcher-kva"]).repeat(chance.pick(&[1, 1, 2, 12, 13, 14, 20, 60, 63, 64]));
    let labels = (label + ".").repeat(chance.pick(&[1, 1, 1, 2, 3, 4]));
    [local.as_str(), "@", &labels, chance.pick(&["de", "com", "con", "рф", "xn--p1ai", ""])].concat()
}

/// A number of any region: for abroad or for home, with what people write between digits.
fn phone(chance: &mut Chance) -> String {
    // Most begin with a calling code: those of one and two digits leave few numbers over.
    let code = (1 + chance.below(999)).to_string();
    let before = match chance.below(6) {
        0..2 => ["+", &code].concat(),
        2 => ["00", &code].concat(),
        3 => ["011", &code].concat(),
        4 => ["＋", &code, " (0)"].concat(),
        _ => String::from(chance.pick(&["", "", "0", "8", "1", "06", "tel:", "(0"])),
    };
    let usual = 7 + chance.below(5);
    let count = if chance.one_in(6) { chance.below(18) } else { usual };
    let mut number = before;
    for _ in 0..count {
        number += chance.pick(&["", "", "", "", " ", "-", ".", "\u{a0}", "/", ")"]);
        let zero = if chance.one_in(40) { chance.pick(&['０', '٠', '۰', '०']) } else { '0' };
        number.extend(char::from_u32(u32::from(zero) + u32::try_from(chance.below(10)).unwrap()));
    }
    number
}

fn hostile(chance: &mut Chance) -> String {
    (0..=chance.below(6)).map(|_| chance.pick(HOSTILE)).collect()
}

/// One unit less than the field's limit, as much, or one more.
fn too_long(field: Field, chance: &mut Chance) -> String {
    let unit = chance.pick(&["a", "é", "😀", "中", "a@", "0", "a "]);
    // The long texts are long indeed: few are enough.
    let limit = if field.max_length() > 10_000 && !chance.one_in(10) { 300 } else { field.max_length() };
    let units = limit - 1 + chance.below(3);
    let mut text = unit.repeat(units / unit.encode_utf16().count());
    text.extend(std::iter::repeat_n('b', units - text.encode_utf16().count()));
    text
}

/// A slip of the finger, or of the clipboard.
fn mutated(mut text: String, chance: &mut Chance) -> String {
    let places: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = chance.pick(&places);
    match chance.below(7) {
        0..3 => text.insert_str(at, chance.pick(HOSTILE)),
        3 if at < text.len() => drop(text.remove(at)),
        4 => text = text.to_uppercase(),
        5 => text = [chance.pick(HOSTILE), &text, chance.pick(HOSTILE)].concat(),
        _ => text.truncate(at),
    }
    text
}

/// A text for a field that an account has defined: such a value, nothing, or what slips of the finger make of one.
pub fn user_field(field: &CustomField, chance: &mut Chance) -> String {
    if chance.one_in(3) {
        return String::new();
    }
    let texts: &[&str] = match field.kind {
        Kind::Checkbox => &["true", "false", "1", "0", "yes"],
        Kind::Date => &["2026-03-31", "2024-02-29", "2023-02-29", "2026-03-31T10:00:00Z", "31.3.2026", "2026-3-1"],
        Kind::Integer | Kind::Lookup => &["7", "-7", "007", "1.5", "999999999999999", "9999999999999999", "seven"],
        Kind::Decimal | Kind::Currency => &["2.5", "2,5", "-0.50", "1e9", ".5", "123456789012345.6", "5."],
        Kind::Dropdown | Kind::Multiselect => &["gold", "GOLD", "tin, gold", "lead", "silver silver"],
        Kind::Regexp => &["AB-7", "ab-7", "AB-", "xAB-7"],
        Kind::Text | Kind::Textarea => &["vip", " a\tb ", "a\r\nb", "a\u{202E}b", "\u{200B}", "日本"],
    };
    String::from(chance.pick(texts))
}
