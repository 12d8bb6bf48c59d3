//! What a term means, as expressions of the index. Every text in them went through [`words`]: there is no syntax left in it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::parser::Term;
use super::span::Span;
use super::words::{is_word_by_itself, words};
use super::{Context, Kind, Named, Part, Query};
use crate::custom_field::Definition;
use crate::value::{EmailAddress, Id, PhoneNumber, Region, folded_words};

/// Digits that are a number, or the end of one. Fewer are just as well a part of something else.
const FEWEST_DIGITS: usize = 5;

/// What `order_by` knows, as `sort_by` of the API has it; with and without what follows `_`.
const SORTED_BY: [&str; 2] = ["created_at", "updated_at"];

const SORT_ORDERS: [&str; 2] = ["asc", "desc"];

/// Stands for nothing: no fact has this letter.
const NOTHING: &str = r#"facts : " 0 ""#;

impl Query {
    /// Takes a term into the question.
    pub(super) fn add(&mut self, term: &Term<'_>, context: Context<'_>) {
        let key = term.key.to_ascii_lowercase();
        if let Some(contact) = contact(&key, term, context.region) {
            self.contacts.push(contact);
            return;
        }
        self.many = many(&key, term).or(self.many.take());
        match key.as_str() {
            "type" if !term.negated => self.add_kind(term.value),
            "created" | "created_at" | "updated" | "updated_at" if !term.negated => self.add_time(&key, term, context.now),
            "order_by" if term.operator == ":" => self.sort_by = SORTED_BY.into_iter().find(|by| is_said(by, term)).or(self.sort_by),
            "sort" if term.operator == ":" => {
                self.sort_order = SORT_ORDERS.into_iter().find(|order| is_said(order, term)).or(self.sort_order);
            }
            _ => self.add_match(term, meaning(&key, term, context.fields)),
        }
    }

    /// Kinds that are said one after another are either.
    fn add_kind(&mut self, code: &str) {
        let kind = Kind::from_code(code);
        let kinds = self.kinds.get_or_insert_default();
        kinds.extend(kind.filter(|kind| !kinds.contains(kind)));
    }

    fn add_time(&mut self, key: &str, term: &Term<'_>, now: i64) {
        let range = if key.starts_with('c') { &mut self.created } else { &mut self.updated };
        match Span::parse(term.value).or_else(|| Span::ago(term.value, now)) {
            Some(span) => range.narrow(term.operator, span),
            None => self.wanted.push(text(NOTHING)),
        }
    }

    /// `none` is what `*`, anything, is not.
    fn add_match(&mut self, term: &Term<'_>, meaning: Option<Vec<Part>>) {
        let may_lack = !ALL_HAVE.contains(&term.key.to_ascii_lowercase().as_str());
        let is_none = may_lack && is_any(term) && term.value != "*";
        let list = if term.negated == is_none { &mut self.wanted } else { &mut self.unwanted };
        list.extend(meaning);
    }
}

/// Whose contact a term is, where it is a whole one. What may as well stand elsewhere is only so with its key, or with a `+`.
fn contact(key: &str, term: &Term<'_>, region: Option<Region>) -> Option<Named> {
    if term.negated || term.quoted || term.value.contains('*') {
        return None;
    }
    let address = || EmailAddress::parse(term.value).ok().filter(|address| address.domain().contains('.'));
    match key {
        "email" => address().map(|address| Named::Address(address.normal_form().into())),
        "" if term.value.contains('@') => address().map(|address| Named::AddressFrom(address.normal_form().into())),
        "" if !term.value.starts_with('+') => None,
        "" | "phone" => PhoneNumber::parse(term.value, region).ok().map(|number| Named::Number(number.normal_form().into())),
        _ => None,
    }
}

/// The many whom a term names.
fn many(key: &str, term: &Term<'_>) -> Option<Named> {
    match key {
        _ if term.negated => None,
        "" | "phone" if !term.quoted => number_from(term.value),
        "organization" | "organization_id" if !is_any(term) => match Id::parse(term.value) {
            Ok(id) => Some(Named::MembersOfId(id)),
            Err(_) => organizations(term).map(Named::MembersOf),
        },
        _ => None,
    }
}

/// Who has a number that begins so, which only its `+` says.
pub(super) fn number_from(text: &str) -> Option<Named> {
    international(text).map(|digits| Named::NumberFrom(format!("+{digits}")))
}

/// Whether a term asks that there is anything, or with `none` that there is not.
fn is_any(term: &Term<'_>) -> bool {
    term.operator == ":" && !term.quoted && (term.value == "*" || term.value.eq_ignore_ascii_case("none"))
}

fn is_said(code: &str, term: &Term<'_>) -> bool {
    [code, code.trim_end_matches("_at")].iter().any(|code| code.eq_ignore_ascii_case(term.value))
}

/// Keys of what no record is without. Any other may be a field that it has no value of.
const ALL_HAVE: [&str; 6] = ["type", "role", "is_suspended", "is_verified", "group", "name"];

/// What a term asks for; nothing where there is no word in it.
fn meaning(key: &str, term: &Term<'_>, fields: &[Definition]) -> Option<Vec<Part>> {
    let any = is_any(term);
    match key {
        "" => free(term),
        "type" => Some(Kind::from_code(term.value).map_or_else(|| text(NOTHING), |kind| kinds(&[kind]))),
        "role" => Some(role(term.value)),
        "is_suspended" => Some(flag('s', term.value)),
        "is_verified" => Some(flag('v', term.value)),
        "organization" | "organization_id" if any => Some(fact("m")),
        "organization" | "organization_id" => organization(term),
        "group" => Some(group(term.value)),
        "email" | "phone" | "external_id" | "details" | "notes" | "tags" if any => Some(text(format!(r#"{key} : " ||""#))),
        "tags" | "external_id" => column(key, value(term)),
        "email" if term.value.find('@').is_some_and(|at| at > 0) && !term.value.contains('*') => column(key, value(term)),
        "email" if term.value.starts_with("*@") && !term.quoted => column(key, end_of_value(term)),
        "phone" => number(term.value).or_else(|| column(key, phrase(term))),
        "name" | "email" | "details" | "notes" => column(key, phrase(term)),
        _ => field(key, term, fields),
    }
}

/// Words anywhere in the record; what looks like a number, in any way to write it.
fn free(term: &Term<'_>) -> Option<Vec<Part>> {
    let phrase = phrase(term)?;
    let words = format!("(- facts : {phrase})");
    let number = number(term.value).filter(|_| is_number(term.value));
    if international(term.value).is_some() && !term.quoted {
        return number;
    }
    Some(match number.as_deref() {
        // As it is written it is among the words, and is not looked for twice.
        Some([Part::Text(number)]) if *number != format!("phone : {phrase}") => text(format!("({words} OR {number})")),
        _ => text(words),
    })
}

/// A field of the account's own with this value; or the words as they stand, for what only looks like a key.
fn field(key: &str, term: &Term<'_>, fields: &[Definition]) -> Option<Vec<Part>> {
    if is_any(term) {
        return Some(any_of(fields.iter().filter(|definition| definition.field.key.eq_ignore_ascii_case(key))));
    }
    let words = phrase(&Term { value: term.text, ..*term }).map(|words| format!("(- facts : {words})"));
    let key = super::words(key);
    if term.operator != ":" || key.is_empty() {
        return words.map(text);
    }
    let value = words_of_value(term).map(|(value, end)| format!(r#"fields : "| {key} {value}{end}""#));
    Some(text(format!("({} OR {})", value?, words?)))
}

/// Whoever has a value of one of these fields; users and organizations may each have one of the same key.
fn any_of<'a>(fields: impl Iterator<Item = &'a Definition>) -> Vec<Part> {
    let facts: Vec<_> = fields.map(|definition| format!(r#"" f{:x} ""#, definition.id.number())).collect();
    text(if facts.is_empty() { NOTHING.into() } else { format!("facts : ({})", facts.join(" OR ")) })
}

/// The users with names that begin so.
pub(super) fn name(beginning: &str) -> Option<Vec<Part>> {
    column("name", beginning_of(&words(beginning)))
}

/// A number by its digits, without the zeros that stand before it in its own country; by its beginning, where a `+` says that this
/// is one.
pub(super) fn number(number: &str) -> Option<Vec<Part>> {
    if let Some(digits) = international(number) {
        return Some(text(format!(r#"phone : " {digits}""#)));
    }
    let digits = digits(number);
    let digits = digits.trim_start_matches('0');
    (digits.len() >= FEWEST_DIGITS).then(|| text(format!(r#"phone : "{digits}""#)))
}

/// The digits of a number that begins with its country's code, or of its beginning.
fn international(number: &str) -> Option<String> {
    let digits = digits(number.strip_prefix('+').filter(|rest| is_number(rest))?);
    (digits.len() >= FEWEST_DIGITS).then_some(digits)
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn is_number(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_digit() || "+-./()".contains(letter))
}

pub(super) fn staff() -> Vec<Part> {
    text(r#"facts : (" a " OR " d ")"#)
}

pub(super) fn kinds(kinds: &[Kind]) -> Vec<Part> {
    match kinds {
        [] => text(NOTHING),
        [Kind::User] => fact("u"),
        [Kind::Organization] => fact("o"),
        _ => text(r#"facts : (" u " OR " o ")"#),
    }
}

fn role(name: &str) -> Vec<Part> {
    match words(name).as_str() {
        "end user" => fact("e"),
        "agent" => fact("a"),
        "admin" | "administrator" => fact("d"),
        _ => text(NOTHING),
    }
}

fn flag(letter: char, value: &str) -> Vec<Part> {
    if value.eq_ignore_ascii_case("true") {
        text(format!(r#"facts : " {letter} ""#))
    } else if value.eq_ignore_ascii_case("false") {
        text(format!(r#"(facts : " u " NOT facts : " {letter} ")"#))
    } else {
        text(NOTHING)
    }
}

/// By id, or by words of the name.
fn organization(term: &Term<'_>) -> Option<Vec<Part>> {
    if let Ok(id) = Id::parse(term.value) {
        return Some(fact(&format!("o{:x}", id.number())));
    }
    let found = organizations(term)?;
    Some(Vec::from([Part::Text("facts : (".into()), Part::Organizations(found), Part::Text(")".into())]))
}

/// The organizations with these words in their names.
fn organizations(term: &Term<'_>) -> Option<String> {
    Some(format!(r#"facts : " o " AND name : {}"#, phrase(term)?))
}

/// By id, or by its whole name.
fn group(value: &str) -> Vec<Part> {
    match Id::parse(value) {
        Ok(id) => fact(&format!("g{:x}", id.number())),
        Err(_) => Vec::from([Part::Text("facts : (".into()), Part::Groups(folded_words(value)), Part::Text(")".into())]),
    }
}

fn fact(code: &str) -> Vec<Part> {
    text(format!(r#"facts : " {code} ""#))
}

fn text(expression: impl Into<String>) -> Vec<Part> {
    Vec::from([Part::Text(expression.into())])
}

fn column(name: &str, phrase: Option<String>) -> Option<Vec<Part>> {
    phrase.map(|phrase| text(format!("{name} : {phrase}")))
}

/// A value's words where it stands in a text: whole words in quotes, beginnings of words with `*`, else any part of a word.
fn phrase(term: &Term<'_>) -> Option<String> {
    let words = words(term.value);
    if words.is_empty() {
        None
    } else if term.quoted {
        Some(format!(r#"" {words} ""#))
    } else if term.value.ends_with('*') && !term.value.starts_with('*') {
        beginning_of(&words)
    } else {
        // The index is in groups of three: what is shorter begins a word, and one letter is one.
        let before = if words.starts_with(is_word_by_itself) || words.chars().count() < 3 { " " } else { "" };
        Some(format!(r#""{before}{words}{}""#, end_of(&words)))
    }
}

fn beginning_of(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| format!(r#"" {words}{}""#, end_of(words)))
}

fn end_of(words: &str) -> &'static str {
    if words.ends_with(is_word_by_itself) || words.chars().count() == 1 { " " } else { "" }
}

/// The whole of a value, or with `*` its beginning.
fn value(term: &Term<'_>) -> Option<String> {
    words_of_value(term).map(|(words, end)| format!(r#""| {words}{end}""#))
}

/// The end of a value, which is whole words.
fn end_of_value(term: &Term<'_>) -> Option<String> {
    let words = words(term.value);
    (!words.is_empty()).then(|| format!(r#"" {words} |""#))
}

fn words_of_value(term: &Term<'_>) -> Option<(String, &'static str)> {
    let words = words(term.value);
    let end = if !term.quoted && term.value.ends_with('*') { "" } else { " |" };
    (!words.is_empty()).then_some((words, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::{expression, expression_with};

    #[test]
    fn facts_are_asked_for_by_their_letters() {
        assert_eq!(expression("type:user role:end-user"), r#"(facts : " e ")"#);
        assert_eq!(expression("type:user"), r#"(facts : " u ")"#);
        assert_eq!(expression("type:organization acme"), r#"((- facts : "acme") AND facts : " o ")"#);
        assert_eq!(expression("is_suspended:false"), r#"((facts : " u " NOT facts : " s "))"#);
        assert_eq!(expression("type:organization type:user"), r#"(facts : (" u " OR " o "))"#);
        assert_eq!(expression("organization:301 group:17"), r#"(facts : " o12d " AND facts : " g11 ")"#);
        assert_eq!(expression("organization:acme"), r#"(facts : ([facts : " o " AND name : "acme"]))"#);
        assert_eq!(expression(r#"group:"Second  Line""#), "(facts : ([group second line]))");
    }

    #[test]
    fn a_key_that_is_no_keyword_is_a_field_or_words() {
        assert_eq!(expression("plan:gold"), r#"((fields : "| plan gold |" OR (- facts : "plan gold")))"#);
        assert_eq!(expression("plan_b:go*"), r#"((fields : "| plan b go" OR (- facts : " plan b go")))"#);
    }

    #[test]
    fn a_field_is_there_or_is_not() {
        let json = r#"[{"id":26,"object":"user","key":"plan_b","type":"text","title":"B"},
            {"id":27,"object":"organization","key":"Plan_B","type":"date","title":"B"},
            {"id":28,"object":"user","key":"plan","type":"text","title":"A"}]"#;
        let fields: Vec<Definition> = serde_json::from_str(json).unwrap();
        for text in ["plan_b:*", "-PLAN_B:none", "-plan_b:NONE"] {
            assert_eq!(expression_with(&fields, text), r#"(facts : (" f1a " OR " f1b "))"#, "{text}");
        }
        for text in ["-plan:*", "plan:none"] {
            assert_eq!(expression_with(&fields, text), r#"(facts : (" u " OR " o ")) NOT facts : (" f1c ")"#, "{text}");
        }
        assert_eq!(expression_with(&fields, "plan_c:*"), r#"(facts : " 0 ")"#);
        assert_eq!(expression(r#"plan:"none""#), r#"((fields : "| plan none |" OR (- facts : " plan none ")))"#);
        assert_eq!(expression(r#"organization:"none""#), r#"(facts : ([facts : " o " AND name : " none "]))"#);
        assert_eq!(expression("plan>none"), r#"((- facts : "plan none"))"#);
    }
}
