//! A key of a record that was sent: with a value, with null, with something else, or not at all.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, IgnoredAny};

use crate::problem::Mistake;
use crate::value::{ExternalId, Id, Invalid, LongText, MOST_TAGS, Tag, is_blank};

/// What was sent at a key. With `#[serde(default)]` a key that is missing is `Absent`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sent<T> {
    #[default]
    Absent,
    Null,
    Value(T),
    /// Of another JSON type.
    WrongType,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Sent<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Read<T> {
            Null(()),
            Value(T),
            Other(IgnoredAny),
        }
        Ok(match Read::deserialize(deserializer)? {
            Read::Null(()) => Self::Null,
            Read::Value(value) => Self::Value(value),
            Read::Other(_) => Self::WrongType,
        })
    }
}

impl<T> Sent<T> {
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub const fn value(&self) -> Option<&T> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }
}

impl<T: Clone> Sent<T> {
    /// Of a key that a new record must have: not to send it is to say that there is nothing.
    #[must_use]
    pub fn needed(&self) -> Self {
        if self.is_absent() { Self::Null } else { self.clone() }
    }
}

/// A text, or a number for one: many programs keep ids of other systems as numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Read {
            Text(String),
            Number(i64),
        }
        Ok(Self(match Read::deserialize(deserializer)? {
            Read::Text(text) => text,
            Read::Number(number) => number.to_string(),
        }))
    }
}

/// A key that is of no use with a value of another type.
#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Sent<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        <Option<T>>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Option<T>>::json_schema(generator)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "integer"] })
    }
}

/// Words in a list, or in one text with white space or commas between them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Words {
    List(Vec<String>),
    Text(String),
}

/// What was sent to change tags.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct TagsDraft {
    pub tags: Sent<Words>,
}

/// Values of the fields that an account has defined, by their keys.
pub type FieldValues = BTreeMap<String, Sent<FieldValue>>;

/// A value of a field that an account has defined.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FieldValue {
    Boolean(bool),
    Integer(i64),
    Decimal(f64),
    Text(String),
    List(Vec<String>),
}

impl FieldValue {
    /// As somebody would have typed it.
    pub fn text(&self) -> String {
        match self {
            Self::Boolean(flag) => flag.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::List(texts) => texts.join(" "),
        }
    }
}

/// Reads the keys of a record one after another, and keeps what is wrong with them.
#[derive(Default)]
pub struct Reader {
    mistakes: Vec<Mistake>,
}

/// A change to a value that can be nothing: `None` leaves it, `Some(None)` takes it away.
pub type Change<T> = Option<Option<T>>;

impl Reader {
    pub fn refuse(&mut self, key: &'static str, invalid: Invalid) {
        self.mistakes.push(Mistake::new(key, invalid));
    }

    pub fn push(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    /// The record, if nothing is wrong with it.
    pub fn finish<T>(self, record: T) -> Result<T, Vec<Mistake>> {
        if self.mistakes.is_empty() { Ok(record) } else { Err(self.mistakes) }
    }

    /// Whether something is wrong with this key.
    pub fn has(&self, key: &str) -> bool {
        self.mistakes.iter().any(|mistake| mistake.key == key)
    }

    /// A part of the record that was read by itself; nothing where something is wrong with it.
    pub fn part<T: Default>(&mut self, part: Result<T, Vec<Mistake>>) -> T {
        part.unwrap_or_else(|mistakes| {
            self.mistakes.extend(mistakes);
            T::default()
        })
    }

    /// Everything that is wrong.
    pub fn mistakes(self) -> Vec<Mistake> {
        self.mistakes
    }

    /// Whatever was sent, by a rule for it.
    pub fn read<T, U>(&mut self, key: &'static str, sent: &Sent<T>, parse: impl FnOnce(&T) -> Result<U, Invalid>) -> Change<U> {
        match sent {
            Sent::Absent => None,
            Sent::Null => Some(None),
            Sent::Value(value) => match parse(value) {
                Ok(value) => Some(Some(value)),
                Err(invalid) => self.fail(key, invalid),
            },
            Sent::WrongType => self.fail(key, Invalid::WrongType),
        }
    }

    fn fail<T>(&mut self, key: &'static str, invalid: Invalid) -> Change<T> {
        self.refuse(key, invalid);
        None
    }

    /// A text by a rule; a blank one is nothing. `max` is told where it is too long.
    pub fn text<U>(
        &mut self,
        key: &'static str,
        sent: &Sent<String>,
        max: usize,
        parse: impl FnOnce(&str) -> Result<U, Invalid>,
    ) -> Change<U> {
        match sent {
            Sent::Value(text) if is_blank(text) => Some(None),
            Sent::Value(text) => match parse(text) {
                Ok(value) => Some(Some(value)),
                Err(invalid) => {
                    let max = (invalid == Invalid::TooLong).then_some(max);
                    self.mistakes.push(Mistake { max, ..Mistake::new(key, invalid) });
                    None
                }
            },
            other => self.read(key, other, |_| Err(Invalid::WrongType)),
        }
    }

    pub fn long_text(&mut self, key: &'static str, sent: &Sent<String>) -> Change<LongText> {
        self.text(key, sent, LongText::MAX, LongText::parse)
    }

    /// A yes or no; null is no.
    pub fn flag(&mut self, key: &'static str, sent: &Sent<bool>) -> Option<bool> {
        self.read(key, sent, |flag| Ok(*flag)).map(Option::unwrap_or_default)
    }

    /// The id of another record; 0 and a blank text are none.
    pub fn id(&mut self, key: &'static str, sent: &Sent<Text>) -> Change<Id> {
        match sent {
            Sent::Value(Text(text)) if is_blank(text) || text == "0" => Some(None),
            other => self.read(key, other, |text| Id::parse(&text.0)),
        }
    }

    /// The id of another record, which has to be there.
    pub fn needed_id(&mut self, key: &'static str, sent: &Sent<Text>) -> Option<Id> {
        let id = self.id(key, &sent.needed());
        if id == Some(None) {
            self.refuse(key, Invalid::Required);
        }
        id.flatten()
    }

    pub fn external_id(&mut self, sent: &Sent<Text>) -> Change<ExternalId> {
        let text = match sent {
            Sent::Value(Text(text)) => Sent::Value(text.clone()),
            Sent::Null => Sent::Null,
            Sent::Absent => Sent::Absent,
            Sent::WrongType => Sent::WrongType,
        };
        self.text("external_id", &text, ExternalId::MAX, ExternalId::parse)
    }

    /// Tags, sorted and each once; null is none.
    pub fn tags(&mut self, sent: &Sent<Words>) -> Option<Vec<Tag>> {
        let words: Vec<&str> = match sent {
            Sent::Absent => return None,
            Sent::Null => return Some(Vec::new()),
            Sent::WrongType => return self.fail("tags", Invalid::WrongType).flatten(),
            Sent::Value(Words::Text(text)) => Tag::split(text).collect(),
            Sent::Value(Words::List(list)) => list.iter().flat_map(|text| Tag::split(text)).collect(),
        };
        if words.len() > MOST_TAGS {
            self.push(Mistake { max: Some(MOST_TAGS), ..Mistake::new("tags", Invalid::TooManyTags) });
            return None;
        }
        let mut tags = Vec::new();
        for word in words {
            match Tag::parse(word) {
                Ok(tag) => tags.push(tag),
                Err(invalid) => {
                    let max = (invalid == Invalid::TagTooLong).then_some(Tag::MAX);
                    self.mistakes.push(Mistake { max, ..Mistake::new("tags", invalid) });
                    return None;
                }
            }
        }
        tags.sort();
        tags.dedup();
        Some(tags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(default)]
    #[derive(Default)]
    struct Record {
        name: Sent<String>,
        external_id: Sent<Text>,
        tags: Sent<Words>,
    }

    fn record(json: &str) -> Record {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_key_is_absent_null_a_value_or_of_a_wrong_type() {
        for (json, expected) in [
            ("{}", Sent::Absent),
            (r#"{"name":null}"#, Sent::Null),
            (r#"{"name":"a"}"#, Sent::Value("a".into())),
            (r#"{"name":[1,{"b":null}]}"#, Sent::WrongType),
        ] {
            assert_eq!(record(json).name, expected);
        }
    }

    #[test]
    fn ids_of_other_systems_come_as_texts_and_as_numbers() {
        assert_eq!(record(r#"{"external_id":7}"#).external_id, Sent::Value(Text("7".into())));
        assert_eq!(record(r#"{"external_id":1.5}"#).external_id, Sent::WrongType);
    }

    #[test]
    fn tags_come_in_a_list_or_in_one_text_and_are_told_sorted_and_once() {
        for json in [r#"{"tags":["b","A","a"]}"#, r#"{"tags":"b A, a"}"#] {
            let tags = Reader::default().tags(&record(json).tags).unwrap();
            assert_eq!(tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["a", "b"]);
        }
    }

    #[test]
    fn of_tags_there_is_a_most() {
        let tags = |count| {
            let mut reader = Reader::default();
            let tags = reader.tags(&Sent::Value(Words::Text("a ".repeat(count))));
            (tags.map(|tags| tags.len()), reader.mistakes().first().map(|mistake| (mistake.invalid, mistake.max)))
        };
        assert_eq!(tags(1_000), (Some(1), None));
        assert_eq!(tags(1_001), (None, Some((Invalid::TooManyTags, Some(1_000)))));
    }

    #[test]
    fn every_mistake_is_kept() {
        let mut reader = Reader::default();
        let record = record(r#"{"name":7,"tags":["<"],"external_id":[]}"#);
        reader.text("name", &record.name, 9, |text| Ok(String::from(text)));
        reader.tags(&record.tags);
        reader.external_id(&record.external_id);
        let told: Vec<_> = reader.finish(()).unwrap_err().into_iter().map(|mistake| (mistake.key, mistake.invalid)).collect();
        assert_eq!(
            told,
            [("name".into(), Invalid::WrongType), ("tags".into(), Invalid::TagCharacter), ("external_id".into(), Invalid::WrongType)]
        );
    }
}
