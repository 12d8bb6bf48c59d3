//! Fields that an account adds to its users and organizations: what they are, and which values they take.
//!
//! The same for both (Zendesk, User Fields API and Organization Fields API). What an admin sends to define one is read in
//! `definition`, what comes with a record in `changes`.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::value::{Id, Invalid, LongText, Tag, is_blank};

#[cfg(feature = "tables")]
mod changes;
#[cfg(feature = "tables")]
mod definition;
#[cfg(feature = "tables")]
mod pattern;

#[cfg(feature = "tables")]
pub use changes::{FieldChanges, Lookup};
#[cfg(feature = "tables")]
pub use definition::{Changes, Choice, ChoiceDraft, Draft, MOST_CHOICES, New};

codes! {
    /// What has fields.
    pub enum Object {
        User = "user",
        Organization = "organization",
    }
}

/// Zendesk's key of the values of a user, and what begins the key of a mistake in one of them.
pub const USER_FIELDS: &str = "user_fields";

impl Object {
    /// The key of a record's values, and of a list of definitions.
    pub const fn fields_key(self) -> &'static str {
        match self {
            Self::User => USER_FIELDS,
            Self::Organization => "organization_fields",
        }
    }

    /// The key of one definition.
    pub const fn field_key(self) -> &'static str {
        match self {
            Self::User => "user_field",
            Self::Organization => "organization_field",
        }
    }
}

codes! {
    /// Which values a field takes.
    pub enum Kind {
        /// One line, as far as forms go.
        Text = "text",
        Textarea = "textarea",
        /// Yes or no; yes may put a tag on the record.
        Checkbox = "checkbox",
        /// A day (ISO 8601).
        Date = "date",
        Integer = "integer",
        Decimal = "decimal",
        /// An amount of money, in no currency that anybody says.
        Currency = "currency",
        /// A text in which a pattern is found.
        Regexp = "regexp",
        /// One of the options, by its value, which is put on the record as a tag.
        Dropdown = "dropdown",
        /// Several of the options.
        Multiselect = "multiselect",
        /// Another record, by its id.
        Lookup = "lookup",
    }
}

impl Kind {
    pub const fn has_options(self) -> bool {
        matches!(self, Self::Dropdown | Self::Multiselect)
    }
}

codes! {
    /// What a lookup leads to, of the records that there are here.
    pub enum Target {
        User = "zen:user",
        Organization = "zen:organization",
        Ticket = "zen:ticket",
    }
}

/// A field, as far as its values and forms depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    pub key: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    /// As the account wrote it, in whatever language.
    pub title: String,
    #[serde(default)]
    pub description: String,
    /// Of a form; no definition has it.
    #[serde(default)]
    pub required: bool,
    /// Of a [`Kind::Regexp`].
    pub regexp: Option<String>,
    #[serde(default)]
    pub options: Vec<FieldOption>,
}

/// One of the values of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOption {
    pub name: String,
    pub value: String,
}

/// A field that there is now.
#[cfg(feature = "tables")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Definition {
    pub id: Id,
    pub object: Object,
    /// Of a checkbox: what a ticked one puts on the record.
    pub tag: Option<String>,
    /// Of a lookup: a [`Target`], or what there is none of here.
    pub target: Option<String>,
    #[serde(flatten)]
    pub field: CustomField,
}

/// A value that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Flag(bool),
    /// JSON's spelling of a number.
    Number(String),
    Text(String),
    /// Of options.
    Many(Vec<String>),
}

/// Digits that a number may have: so many every reader of JSON holds exactly (RFC 8259, 6).
pub const MOST_DIGITS: usize = 15;

impl CustomField {
    /// The value of a text; a blank one is none. Errors: those of [`LongText`], `WrongType`, `DateForm`, `IntegerForm`,
    /// `DecimalForm`, `NotOffered`, `IdForm`, `PatternMismatch`, and `NeedsTables` for a pattern in a build without the tables.
    pub fn parse(&self, text: &str) -> Result<Option<Value>, Invalid> {
        if is_blank(text) {
            return Ok(None);
        }
        let word = text.trim();
        Ok(Some(match self.kind {
            Kind::Text | Kind::Textarea => long_text(text)?,
            Kind::Regexp => self.matching(long_text(text)?)?,
            Kind::Checkbox => Value::Flag(flag(word)?),
            Kind::Date => date(word).ok_or(Invalid::DateForm)?,
            Kind::Integer => Value::Number(number(word, false).ok_or(Invalid::IntegerForm)?),
            Kind::Decimal | Kind::Currency => Value::Number(number(word, true).ok_or(Invalid::DecimalForm)?),
            Kind::Dropdown => Value::Text(self.option(word)?),
            Kind::Multiselect => Value::Many(self.several(word)?),
            Kind::Lookup => Id::parse(word).map(|_| Value::Text(word.into()))?,
        }))
    }

    /// What is wrong with a text on a form.
    pub fn mistake(&self, text: &str) -> Option<Invalid> {
        match self.parse(text) {
            Err(invalid) => Some(invalid),
            // As in HTML, a checkbox that has to be ticked is not answered by leaving it.
            Ok(None | Some(Value::Flag(false))) if self.required => Some(Invalid::Required),
            Ok(_) => None,
        }
    }

    fn option(&self, word: &str) -> Result<String, Invalid> {
        let offered = self.options.iter().find(|option| option.value.eq_ignore_ascii_case(word));
        offered.map(|option| option.value.clone()).ok_or(Invalid::NotOffered)
    }

    /// In the order of the options, each once.
    fn several(&self, words: &str) -> Result<Vec<String>, Invalid> {
        let chosen = Tag::split(words).map(|word| self.option(word)).collect::<Result<Vec<_>, _>>()?;
        let offered = self.options.iter().map(|option| &option.value);
        Ok(offered.filter(|value| chosen.contains(value)).cloned().collect())
    }

    #[cfg(feature = "tables")]
    fn matching(&self, value: Value) -> Result<Value, Invalid> {
        match (&value, self.regexp.as_deref()) {
            (Value::Text(text), Some(pattern)) if !pattern::is_match(pattern, text) => Err(Invalid::PatternMismatch),
            _ => Ok(value),
        }
    }

    /// What reads patterns comes with the tables.
    #[cfg(not(feature = "tables"))]
    #[expect(clippy::unused_self, reason = "the build with the tables needs both")]
    fn matching(&self, _: Value) -> Result<Value, Invalid> {
        Err(Invalid::NeedsTables)
    }
}

fn long_text(text: &str) -> Result<Value, Invalid> {
    LongText::parse(text).map(|text| Value::Text(text.as_str().into()))
}

fn flag(word: &str) -> Result<bool, Invalid> {
    match word {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Invalid::WrongType),
    }
}

/// A day as Zendesk shows one, whatever time of it was sent.
fn date(word: &str) -> Option<Value> {
    let day = word.get(..10)?;
    let has_time = word.as_bytes().get(10).is_none_or(|byte| matches!(byte, b'T' | b' '));
    let part = |from: usize, to: usize| {
        let digits = &day.as_bytes()[from..to];
        let number = digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit.wrapping_sub(b'0')));
        digits.iter().all(u8::is_ascii_digit).then_some(number)
    };
    let (year, month, of_month) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let dashes = [4, 7].iter().all(|at| day.as_bytes()[*at] == b'-');
    let exists = (1..=days_of(year, month)).contains(&of_month);
    (has_time && dashes && exists).then(|| Value::Text([day, "T00:00:00Z"].concat()))
}

/// 0 for what is no month.
const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

/// Not by way of a binary number: that brings its tables, and rounds.
fn number(word: &str, with_fraction: bool) -> Option<String> {
    let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let fraction = fraction.trim_end_matches('0');
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || (!fraction.is_empty() && !with_fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let is_zero = whole.is_empty() && fraction.is_empty();
    let sign = if word.starts_with('-') && !is_zero { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { [sign, whole].concat() } else { [sign, whole, ".", fraction].concat() })
}

/// As JSON has it.
#[cfg(feature = "tables")]
impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Many(values) => serializer.collect_seq(values),
            // So few digits are the same in binary and back.
            Self::Number(number) => match number.parse() {
                Ok(whole) => serializer.serialize_i64(whole),
                Err(_) => serializer.serialize_f64(number.parse().unwrap_or_default()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field(kind: Kind) -> CustomField {
        let option = |value: &str| FieldOption { name: value.to_uppercase(), value: value.into() };
        let options = if kind.has_options() { Vec::from([option("gold"), option("silver")]) } else { Vec::new() };
        let regexp = (kind == Kind::Regexp).then(|| r"\A[A-Z]{2}-\d+\z".into());
        CustomField { key: "x".into(), kind, title: "X".into(), description: String::new(), required: false, regexp, options }
    }

    fn json(kind: Kind, text: &str) -> Result<String, Invalid> {
        field(kind).parse(text).map(|value| serde_json::to_string(&value).unwrap())
    }

    #[test]
    fn a_value_is_told_as_json_has_it() {
        for (kind, text, expected) in [
            (Kind::Text, " a ", r#""a""#),
            (Kind::Textarea, "a\r\nb", r#""a\nb""#),
            (Kind::Checkbox, "true", "true"),
            (Kind::Checkbox, "0", "false"),
            (Kind::Date, "2024-02-29", r#""2024-02-29T00:00:00Z""#),
            (Kind::Date, "2012-07-23T00:00:00Z", r#""2012-07-23T00:00:00Z""#),
            (Kind::Integer, "-007", "-7"),
            (Kind::Integer, "999999999999999", "999999999999999"),
            (Kind::Decimal, "5.10", "5.1"),
            (Kind::Decimal, "-0.0", "0"),
            (Kind::Decimal, "0.1234567890123", "0.1234567890123"),
            (Kind::Currency, "+12.5", "12.5"),
            (Kind::Regexp, "AB-7", r#""AB-7""#),
            (Kind::Dropdown, "Gold", r#""gold""#),
            (Kind::Multiselect, "silver, gold silver", r#"["gold","silver"]"#),
            (Kind::Lookup, "7", r#""7""#),
        ] {
            assert_eq!(json(kind, text).as_deref(), Ok(expected), "{kind:?} {text}");
        }
    }

    #[test]
    fn what_is_no_value_is_told_why() {
        for (kind, text, invalid) in [
            (Kind::Text, "a\u{202E}b", Invalid::BidiOverride),
            (Kind::Checkbox, "yes", Invalid::WrongType),
            (Kind::Date, "2023-02-29", Invalid::DateForm),
            (Kind::Date, "2023-13-01", Invalid::DateForm),
            (Kind::Date, "2023-01-0١", Invalid::DateForm),
            (Kind::Date, "23-1-1", Invalid::DateForm),
            (Kind::Integer, "1.5", Invalid::IntegerForm),
            (Kind::Integer, "1000000000000000", Invalid::IntegerForm),
            (Kind::Integer, "-", Invalid::IntegerForm),
            (Kind::Decimal, "1,5", Invalid::DecimalForm),
            (Kind::Decimal, "1e9", Invalid::DecimalForm),
            (Kind::Regexp, "ab-7", Invalid::PatternMismatch),
            (Kind::Dropdown, "lead", Invalid::NotOffered),
            (Kind::Multiselect, "gold lead", Invalid::NotOffered),
            (Kind::Lookup, "x", Invalid::IdForm),
        ] {
            assert_eq!(json(kind, text), Err(invalid), "{kind:?} {text}");
        }
    }

    #[test]
    fn blank_is_nothing_and_nothing_is_a_mistake_only_where_something_is_asked_for() {
        for kind in Kind::ALL {
            let optional = field(*kind);
            assert_eq!((optional.parse(" \u{200B}"), optional.mistake("")), (Ok(None), None));
            assert_eq!(CustomField { required: true, ..optional }.mistake(""), Some(Invalid::Required));
        }
        assert_eq!(CustomField { required: true, ..field(Kind::Checkbox) }.mistake("false"), Some(Invalid::Required));
    }

    proptest! {
        #[test]
        fn a_number_is_the_same_in_binary_and_back(whole in 0_u32..1_000_000, fraction in 0_u32..1_000_000) {
            let text = alloc::format!("{whole}.{fraction:06}");
            let told = json(Kind::Decimal, &text).unwrap();
            prop_assert_eq!(json(Kind::Decimal, &told), Ok(told.clone()));
            prop_assert_eq!(told.parse::<f64>().unwrap().to_bits(), text.parse::<f64>().unwrap().to_bits());
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".*") {
            for kind in Kind::ALL {
                let _ = field(*kind).mistake(&text);
            }
        }
    }
}
