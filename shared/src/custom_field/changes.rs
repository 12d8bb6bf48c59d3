//! The values that come with a record: which of them change, and which tags with them.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{CustomField, Definition, Kind, Object, Target, Value};
use crate::problem::Mistake;
use crate::sent::{Change, FieldValue, FieldValues, Sent};
use crate::value::{Id, Invalid, LongText};

/// What changes of a record's values; of fields that are not in `values`, nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldChanges {
    /// By the field's id; `None` takes the value away.
    pub values: BTreeMap<Id, Option<Value>>,
    /// All that the values which were there may have put on the record.
    pub removed_tags: Vec<String>,
    pub added_tags: Vec<String>,
    /// The records that the new values name.
    pub lookups: Vec<Lookup>,
}

/// A record that a value names. Whether it is there only the store can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lookup {
    /// The field's id.
    pub field: Id,
    /// Where a mistake is told.
    pub key: String,
    pub target: Target,
    pub id: Id,
}

impl FieldChanges {
    pub const NONE: Self = Self { values: BTreeMap::new(), removed_tags: Vec::new(), added_tags: Vec::new(), lookups: Vec::new() };

    /// The changes, or every mistake in them, each at `user_fields.KEY`: a field may have the key of something that every record
    /// has. Keys of no field are ignored, as Zendesk does. `required` are the keys that a form asks for.
    pub fn parse(
        object: Object,
        definitions: &[Definition],
        sent: &Sent<FieldValues>,
        required: &[CustomField],
    ) -> Result<Self, Vec<Mistake>> {
        let none = FieldValues::new();
        let sent = match sent {
            Sent::Absent | Sent::Null => &none,
            Sent::Value(values) => values,
            Sent::WrongType => return Err(Vec::from([Mistake::new(object.fields_key(), Invalid::WrongType)])),
        };
        let (mut changes, mut mistakes) = (Self::NONE, Vec::new());
        for definition in definitions.iter().filter(|definition| definition.object == object) {
            let field = &definition.field;
            let given = sent.iter().find(|(key, _)| key.eq_ignore_ascii_case(&field.key)).map(|(_, value)| value);
            let is_required = required.iter().any(|required| required.key == field.key && required.required);
            match read(field, given, is_required) {
                Ok(Some(value)) => changes.set(definition, value),
                Ok(None) => {}
                Err(invalid) => {
                    let max = (invalid == Invalid::TooLong).then_some(LongText::MAX);
                    mistakes.push(Mistake { max, ..Mistake::new(definition.mistake_key(), invalid) });
                }
            }
        }
        if mistakes.is_empty() { Ok(changes) } else { Err(mistakes) }
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn set(&mut self, definition: &Definition, value: Option<Value>) {
        let Definition { id, tag, field, .. } = definition;
        self.lookups.extend(definition.lookup(value.as_ref()));
        let may_stand = field.options.iter().map(|option| &option.value).chain(tag);
        self.removed_tags.extend(may_stand.cloned());
        match &value {
            Some(Value::Flag(true)) => self.added_tags.extend(tag.clone()),
            Some(Value::Text(option)) if field.kind == Kind::Dropdown => self.added_tags.push(option.clone()),
            Some(Value::Many(options)) => self.added_tags.extend(options.iter().cloned()),
            _ => {}
        }
        self.values.insert(*id, value);
    }
}

impl Definition {
    /// Where a mistake in a value is told.
    fn mistake_key(&self) -> String {
        [self.object.fields_key(), ".", &self.field.key].concat()
    }

    /// The record that a value names, if there are such records here.
    fn lookup(&self, value: Option<&Value>) -> Option<Lookup> {
        let target = Target::from_code(self.target.as_deref()?)?;
        match value? {
            Value::Text(id) => Some(Lookup { field: self.id, key: self.mistake_key(), target, id: Id::parse(id).ok()? }),
            _ => None,
        }
    }
}

/// What is to become of a field's value: nothing, or another value, or none.
fn read(field: &CustomField, given: Option<&Sent<FieldValue>>, is_required: bool) -> Result<Change<Value>, Invalid> {
    let text = match given {
        None | Some(Sent::Absent) if is_required => String::new(),
        None | Some(Sent::Absent) => return Ok(None),
        Some(Sent::Null) => String::new(),
        Some(Sent::WrongType) => return Err(Invalid::WrongType),
        Some(Sent::Value(value)) => value.text(),
    };
    let asked = CustomField { required: is_required, ..field.clone() };
    match asked.mistake(&text) {
        Some(invalid) => Err(invalid),
        None => asked.parse(&text).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sent::Sent;

    fn definitions() -> Vec<Definition> {
        let json = r#"[
            {"id":1,"object":"user","key":"plan","type":"dropdown","title":"Plan","options":[{"name":"Gold","value":"gold"},{"name":"Tin","value":"tin"}]},
            {"id":2,"object":"user","key":"vip","type":"checkbox","title":"VIP","tag":"is_vip"},
            {"id":3,"object":"user","key":"seats","type":"integer","title":"Seats"},
            {"id":4,"object":"organization","key":"region","type":"text","title":"Region"},
            {"id":5,"object":"user","key":"owner","type":"lookup","title":"Owner","target":"zen:user"},
            {"id":6,"object":"user","key":"lead","type":"lookup","title":"Lead","target":"zen:lead"}]"#;
        serde_json::from_str(json).unwrap()
    }

    fn parse(json: &str, required: &[CustomField]) -> Result<FieldChanges, Vec<String>> {
        let sent: Sent<FieldValues> = serde_json::from_str(json).unwrap();
        let told = |mistakes: Vec<Mistake>| {
            mistakes.into_iter().map(|mistake| [&mistake.key, ": ", mistake.invalid.code()].concat()).collect::<Vec<_>>()
        };
        FieldChanges::parse(Object::User, &definitions(), &sent, required).map_err(told)
    }

    #[test]
    fn only_what_was_sent_changes_and_keys_of_no_field_are_ignored() {
        let changes = parse(r#"{"seats":7,"region":"north","moon":{}}"#, &[]).unwrap();
        assert_eq!(changes.values.into_iter().collect::<Vec<_>>(), [(Id::from_number(3).unwrap(), Some(Value::Number("7".into())))]);
        for json in ["null", "{}"] {
            assert_eq!(parse(json, &[]), Ok(FieldChanges::NONE));
        }
    }

    #[test]
    fn a_list_and_a_checkbox_bring_their_tags_and_take_those_that_they_brought() {
        let changes = parse(r#"{"plan":"gold","vip":true}"#, &[]).unwrap();
        assert_eq!(
            (changes.removed_tags, changes.added_tags),
            (["gold", "tin", "is_vip"].map(String::from).into(), ["gold", "is_vip"].map(String::from).into())
        );
        let changes = parse(r#"{"plan":null,"vip":"false"}"#, &[]).unwrap();
        assert_eq!((changes.removed_tags.len(), changes.added_tags.len()), (3, 0));
    }

    #[test]
    fn a_lookup_of_what_there_is_here_names_a_record() {
        let changes = parse(r#"{"owner":"7","lead":8,"seats":9}"#, &[]).unwrap();
        let (field, id) = (Id::from_number(5).unwrap(), Id::from_number(7).unwrap());
        assert_eq!(changes.lookups, [Lookup { field, key: "user_fields.owner".into(), target: Target::User, id }]);
        assert_eq!(parse(r#"{"owner":null}"#, &[]).unwrap().lookups, []);
    }

    #[test]
    fn every_mistake_is_told_at_its_key() {
        let wrong = ["user_fields.plan: not_offered", "user_fields.vip: wrong_type", "user_fields.seats: integer_form"];
        assert_eq!(parse(r#"{"plan":"lead","vip":{},"seats":1.5}"#, &[]), Err(wrong.map(String::from).into()));
        assert_eq!(parse("7", &[]), Err(["user_fields: wrong_type"].map(String::from).into()));
    }

    #[test]
    fn a_value_that_is_too_long_is_told_how_long_it_may_be() {
        let values = Sent::Value(FieldValues::from([("region".into(), Sent::Value(FieldValue::Text("x".repeat(65_536))))]));
        let mistakes = FieldChanges::parse(Object::Organization, &definitions(), &values, &[]).unwrap_err();
        assert_eq!((mistakes[0].invalid, mistakes[0].max), (Invalid::TooLong, Some(65_535)));
    }

    #[test]
    fn what_a_form_asks_for_is_missed() {
        let required: Vec<_> = definitions().into_iter().map(|definition| CustomField { required: true, ..definition.field }).collect();
        let missed = ["plan", "vip", "owner", "lead"].map(|key| ["user_fields.", key, ": required"].concat());
        assert_eq!(parse(r#"{"seats":7}"#, &required), Err(missed.into()));
    }
}
