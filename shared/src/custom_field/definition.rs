//! A definition on the way in: what was sent ([`Draft`]) and what may be stored ([`New`], [`Changes`]).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::{Kind, Target, pattern};
use crate::problem::Mistake;
use crate::sent::{Change, Reader, Sent, Text};
use crate::value::{FieldKey, FieldTitle, Id, Invalid, LongText, Tag};

/// What was sent of a field (Zendesk, User Fields API). Keys that are not here are ignored; so are, of a field that there is,
/// `key` and `type`, which stay.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CustomFieldDraft"))]
#[serde(default)]
pub struct Draft {
    pub key: Sent<String>,
    #[serde(rename = "type")]
    pub kind: Sent<String>,
    pub title: Sent<String>,
    pub description: Sent<String>,
    pub active: Sent<bool>,
    pub position: Sent<u32>,
    pub regexp_for_validation: Sent<String>,
    pub tag: Sent<String>,
    pub custom_field_options: Sent<Vec<ChoiceDraft>>,
    pub relationship_target_type: Sent<String>,
}

/// What was sent of an option.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ChoiceDraft {
    pub id: Sent<Text>,
    pub name: Sent<String>,
    pub value: Sent<String>,
    pub position: Sent<u32>,
}

/// What changes of a field; `None` stays as it is. Of what the field's type does not have, there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub title: Option<FieldTitle>,
    pub description: Change<LongText>,
    pub active: Option<bool>,
    pub position: Option<u32>,
    pub regexp: Option<String>,
    pub tag: Change<Tag>,
    /// All of them, in their order.
    pub options: Option<Vec<Choice>>,
    pub target: Option<String>,
}

/// A field that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub key: FieldKey,
    pub kind: Kind,
    pub title: FieldTitle,
    pub changes: Changes,
}

/// An option that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Of one that there is.
    pub id: Option<Id>,
    pub name: FieldTitle,
    pub value: Tag,
    pub position: Option<u32>,
}

/// Options that a field may have: all are written by one statement, and chosen from by people.
pub const MOST_CHOICES: usize = 500;

/// What a lookup may lead to besides what there is here (Zendesk); and objects that an account defines.
const TARGET_ELSEWHERE: &str = "zen:lead";
const TARGET_PREFIX: &str = "zen:custom_object:";

impl New {
    /// The field, or every mistake in it.
    pub fn parse(draft: &Draft) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let key = reader.text("key", &draft.key, FieldKey::MAX, FieldKey::parse).flatten();
        let kind = reader.text("type", &draft.kind, 0, |code| Kind::from_code(code).ok_or(Invalid::NotOffered)).flatten();
        let changes = Changes::read(&mut reader, draft, kind);
        let has_options = changes.options.as_ref().is_some_and(|options| !options.is_empty());
        for (name, missing) in [
            ("key", key.is_none()),
            ("type", kind.is_none()),
            ("title", changes.title.is_none()),
            ("regexp_for_validation", kind == Some(Kind::Regexp) && changes.regexp.is_none()),
            ("custom_field_options", kind.is_some_and(Kind::has_options) && !has_options),
            ("relationship_target_type", kind == Some(Kind::Lookup) && changes.target.is_none()),
        ] {
            if missing && !reader.has(name) {
                reader.refuse(name, Invalid::Required);
            }
        }
        match (key, kind, changes.title.clone()) {
            (Some(key), Some(kind), Some(title)) => reader.finish(Self { key, kind, title, changes }),
            _ => Err(reader.mistakes()),
        }
    }
}

impl Changes {
    /// What changes of a field of this type, or every mistake in it.
    pub fn parse(draft: &Draft, kind: Kind) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let changes = Self::read(&mut reader, draft, Some(kind));
        reader.finish(changes)
    }

    fn read(reader: &mut Reader, draft: &Draft, kind: Option<Kind>) -> Self {
        let title = reader.text("title", &draft.title, FieldTitle::MAX, FieldTitle::parse);
        if title == Some(None) {
            reader.refuse("title", Invalid::Required);
        }
        let mut changes = Self {
            title: title.flatten(),
            description: reader.long_text("description", &draft.description),
            active: reader.flag("active", &draft.active),
            position: reader.read("position", &draft.position, |position| Ok(*position)).flatten(),
            ..Self::default()
        };
        match kind {
            Some(Kind::Regexp) => {
                changes.regexp = reader.text("regexp_for_validation", &draft.regexp_for_validation, pattern::MAX, parse_pattern).flatten();
            }
            Some(Kind::Checkbox) => changes.tag = reader.text("tag", &draft.tag, Tag::MAX, Tag::parse),
            Some(Kind::Lookup) => {
                let target = &draft.relationship_target_type;
                changes.target = reader.text("relationship_target_type", target, FieldTitle::MAX, parse_target).flatten();
            }
            Some(kind) if kind.has_options() => changes.options = read_choices(reader, &draft.custom_field_options),
            _ => {}
        }
        changes
    }
}

impl Choice {
    /// The option, or every mistake in it.
    pub fn parse(draft: &ChoiceDraft) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::default();
        let id = reader.id("id", &draft.id).flatten();
        let name = reader.text("name", &draft.name, FieldTitle::MAX, FieldTitle::parse).flatten();
        let value = reader.text("value", &draft.value, Tag::MAX, Tag::parse).flatten();
        let position = reader.read("position", &draft.position, |position| Ok(*position)).flatten();
        for (key, missing) in [("name", name.is_none()), ("value", value.is_none())] {
            if missing && !reader.has(key) {
                reader.refuse(key, Invalid::Required);
            }
        }
        match (name, value) {
            (Some(name), Some(value)) => reader.finish(Self { id, name, value, position }),
            _ => Err(reader.mistakes()),
        }
    }
}

fn parse_pattern(text: &str) -> Result<String, Invalid> {
    if text.encode_utf16().count() > pattern::MAX {
        return Err(Invalid::TooLong);
    }
    pattern::compile(text).map(|_| text.to_owned()).ok_or(Invalid::PatternForm)
}

fn parse_target(text: &str) -> Result<String, Invalid> {
    let is_object = |target: &str| target.strip_prefix(TARGET_PREFIX).is_some_and(|object| FieldKey::parse(object).is_ok());
    if Target::from_code(text).is_some() || text == TARGET_ELSEWHERE || is_object(text) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::NotOffered)
    }
}

/// In the order of the list; what is said of positions besides is what it says.
fn read_choices(reader: &mut Reader, sent: &Sent<Vec<ChoiceDraft>>) -> Option<Vec<Choice>> {
    const KEY: &str = "custom_field_options";
    let drafts = reader.read(KEY, sent, |drafts| if drafts.len() > MOST_CHOICES { Err(Invalid::TooMany) } else { Ok(drafts.clone()) })?;
    let mut choices: Vec<Choice> = Vec::new();
    for draft in drafts.unwrap_or_default() {
        match Choice::parse(&draft) {
            Ok(choice) if choices.iter().any(|known| known.value == choice.value) => {
                reader.push(Mistake { about: Some(choice.value.as_str().into()), ..Mistake::new(KEY, Invalid::Taken) });
            }
            Ok(choice) => choices.push(choice),
            Err(mistakes) => mistakes.into_iter().for_each(|mistake| {
                reader.push(Mistake { key: KEY.into(), about: Some(mistake.key.clone().into_owned()), ..mistake });
            }),
        }
    }
    if choices.is_empty() && !reader.has(KEY) {
        reader.refuse(KEY, Invalid::Required);
    }
    Some(choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(json: &str) -> Draft {
        serde_json::from_str(json).unwrap()
    }

    fn told(json: &str) -> Vec<String> {
        let mistakes = New::parse(&draft(json)).unwrap_err();
        mistakes.into_iter().map(|mistake| [&mistake.key, ": ", mistake.invalid.code()].concat()).collect()
    }

    #[test]
    fn a_key_a_type_and_a_title_are_enough_and_needed() {
        let new = New::parse(&draft(r#"{"key":"plan","type":"text","title":"Plan","tag":7}"#)).unwrap();
        assert_eq!((new.key.as_str(), new.kind, new.changes.tag), ("plan", Kind::Text, None));
        assert_eq!(told("{}"), ["key: required", "type: required", "title: required"]);
        assert_eq!(told(r#"{"key":"7","type":"colour","title":" "}"#), ["key: key_form", "type: not_offered", "title: required"]);
    }

    #[test]
    fn each_type_needs_what_it_is_made_of() {
        for (kind, needed) in [
            ("regexp", "regexp_for_validation: required"),
            ("dropdown", "custom_field_options: required"),
            ("multiselect", "custom_field_options: required"),
            ("lookup", "relationship_target_type: required"),
        ] {
            assert_eq!(told(&[r#"{"key":"x","title":"X","type":""#, kind, r#""}"#].concat()), [needed]);
        }
    }

    #[test]
    fn what_a_type_is_made_of_is_read() {
        let of = |rest: &str| [r#"{"key":"x","title":"X","#, rest, "}"].concat();
        assert_eq!(told(&of(r#""type":"regexp","regexp_for_validation":"(""#)), ["regexp_for_validation: pattern_form"]);
        assert_eq!(told(&of(r#""type":"lookup","relationship_target_type":"zen:moon""#)), ["relationship_target_type: not_offered"]);
        let options = r#""type":"dropdown","custom_field_options":[{"name":"A","value":"a"},{"name":"B","value":"A"},{"value":"b c"}]"#;
        let wrong = ["custom_field_options: taken", "custom_field_options: tag_character", "custom_field_options: required"];
        assert_eq!(told(&of(options)), wrong);
    }

    #[test]
    fn a_change_has_only_what_was_sent_and_what_the_type_has() {
        let changes = Changes::parse(&draft(r#"{"key":"other","type":"date","description":null,"tag":"vip"}"#), Kind::Checkbox).unwrap();
        assert_eq!(changes, Changes { description: Some(None), tag: Some(Some(Tag::parse("vip").unwrap())), ..Changes::default() });
        assert_eq!(Changes::parse(&draft(r#"{"tag":7}"#), Kind::Text), Ok(Changes::default()));
    }
}
