//! What a question means (Zendesk, search reference): which records it asks for, as an expression of the index.
//!
//! Free words must all be there, anywhere in the record and in any part of a word from three letters on; shorter ones are
//! beginnings of words. `field:value`, `"a phrase"`, `-not this`, `word*` and times with `:`, `>`, `>=`, `<`, `<=` are as in
//! Zendesk, and so are `order_by:` and `sort:`. A key that is none of its keywords is a field of the account's own, or else two words.

mod kind;
mod named;
mod parser;
mod part;
mod span;
mod terms;
mod words;

use alloc::string::String;
use alloc::vec::Vec;

use crate::custom_field::Definition;
use crate::value::{Id, PhoneNumber, Region};
pub use kind::Kind;
pub use named::Named;
use parser::Parser;
pub use part::Part;
use span::Range;
pub use words::{SEPARATORS, is_word_by_itself, words};

/// A longer question is none: Zendesk's are shorter, and each letter costs the index a look.
pub const MOST_LETTERS: usize = 500;

/// Words and terms of one question (Zendesk: 64 words).
pub const MOST_TERMS: usize = 64;

/// Organizations and groups by name, addresses and numbers of one question: each is a question of its own to the database.
pub const MOST_LOOKED_UP: usize = 10;

/// Results of one question (Zendesk): more are reached by a narrower question, or by export.
pub const MOST_RESULTS: u32 = 1_000;

/// A question, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Those that are asked for; where nothing is said, all are.
    kinds: Option<Vec<Kind>>,
    /// What must be there.
    wanted: Vec<Vec<Part>>,
    /// What must not.
    unwanted: Vec<Vec<Part>>,
    /// Who has all of these contacts, besides.
    contacts: Vec<Named>,
    /// What the last of `wanted` asks for, where that names many: an organization's members, or who has a number that begins so.
    many: Option<Named>,
    created: Range,
    updated: Range,
    sort_by: Option<&'static str>,
    sort_order: Option<&'static str>,
}

/// Where and when a question is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context<'a> {
    /// Numbers are read as they are dialled here.
    pub region: Option<Region>,
    /// The fields of the account's own.
    pub fields: &'a [Definition],
    /// Seconds since 1970, which `4hours` are told from.
    pub now: i64,
}

/// It is longer than a question may be, or asks for more at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl Query {
    /// There is no question that cannot be read; what makes no sense finds nothing.
    pub fn parse(text: &str, context: Context<'_>) -> Result<Self, TooLong> {
        if text.chars().count() > MOST_LETTERS {
            return Err(TooLong);
        }
        let mut query = Self::default();
        for (at, term) in Parser::new(text).enumerate() {
            if at == MOST_TERMS {
                return Err(TooLong);
            }
            query.add(&term, context);
        }
        if query.looked_up() > MOST_LOOKED_UP { Err(TooLong) } else { Ok(query) }
    }

    /// How much the database is asked for besides the words.
    fn looked_up(&self) -> usize {
        let parts = self.wanted.iter().chain(&self.unwanted).flatten();
        self.contacts.len() + parts.filter(|part| !matches!(part, Part::Text(_))).count()
    }

    /// The users whose names have words that begin so, in any order; `None` if there is no word, or too many.
    pub fn with_names(beginnings: &str) -> Option<Self> {
        let words: Vec<_> = beginnings.chars().take(MOST_LETTERS).collect::<String>().split_whitespace().map(terms::name).collect();
        let wanted: Vec<_> = words.into_iter().flatten().collect();
        (1..=MOST_TERMS).contains(&wanted.len()).then(|| Self { wanted, ..Self::default() }.of(Some(Kind::User)))
    }

    /// The users with a number like this, as it is dialled in the region; `None` if there are too few digits.
    pub fn with_number(text: &str, region: Option<Region>) -> Option<Self> {
        let query = match PhoneNumber::parse(text, region) {
            Ok(whole) => Self { contacts: Vec::from([Named::Number(whole.normal_form().into())]), ..Self::default() },
            Err(_) => Self { wanted: Vec::from([terms::number(text)?]), many: terms::number_from(text), ..Self::default() },
        };
        Some(query.of(Some(Kind::User)))
    }

    /// Of these only records of this kind; none, of a kind that is not searched.
    #[must_use]
    pub fn of(mut self, kind: Option<Kind>) -> Self {
        self.kinds = Some(self.kinds().into_iter().filter(|asked| Some(*asked) == kind).collect());
        self
    }

    /// Of these only agents and admins.
    #[must_use]
    pub fn of_staff(mut self) -> Self {
        self.wanted.push(terms::staff());
        self
    }

    /// The kinds that are asked for.
    pub fn kinds(&self) -> Vec<Kind> {
        self.kinds.clone().unwrap_or_else(|| Kind::ALL.into())
    }

    /// Whom it names: each of these has them all. Empty where the index of words is asked.
    pub fn named(&self) -> Vec<Named> {
        match &self.many {
            Some(many) if self.contacts.is_empty() && self.wanted.len() == 1 && !self.says_more() => Vec::from([many.clone()]),
            _ => self.contacts.clone(),
        }
    }

    /// Whether it asks for more than whom it [names](Self::named): then the expression is asked about each of them.
    pub fn says_more(&self) -> bool {
        let named = usize::from(self.contacts.is_empty() && self.many.is_some());
        self.wanted.len() > named || !self.unwanted.is_empty() || !self.kinds().contains(&Kind::User)
    }

    /// Whether it asks for users only. Nearly all rows of the index are theirs, so that a term for them would be the longest way
    /// through it: a row tells by its number. Organizations are few, and have their term.
    pub fn of_users(&self) -> bool {
        self.kinds() == [Kind::User]
    }

    /// The expression of the index, but for what [`of_users`](Self::of_users) says, in as few parts as there can be.
    pub fn expression(&self) -> Vec<Part> {
        let mut parts = Vec::from([Part::Text("(".into())]);
        // The most telling first: the index goes through the first and looks for the others.
        let mut all = self.wanted.clone();
        if all.is_empty() || self.kinds.is_some() && !self.of_users() {
            all.push(terms::kinds(&self.kinds()));
        }
        for (at, wanted) in all.into_iter().enumerate() {
            parts.extend((at > 0).then(|| Part::Text(" AND ".into())));
            parts.extend(wanted);
        }
        parts.push(Part::Text(")".into()));
        for unwanted in &self.unwanted {
            parts.push(Part::Text(" NOT ".into()));
            parts.extend(unwanted.iter().cloned());
        }
        part::joined(parts)
    }

    /// The smallest id, and the first that is too large: ids are made in the order of time. Ids that were made by hand (of the
    /// first admin, of demonstrations) are those of the clock's beginning.
    pub fn ids(&self) -> (Option<Id>, Option<Id>) {
        let id = |seconds: i64| Id::at(u64::try_from(seconds).unwrap_or(0).saturating_mul(1000), 0);
        (self.created.start.map(id), self.created.end.map(id))
    }

    /// Times of the last change: from, and up to.
    pub fn updated(&self) -> (Option<String>, Option<String>) {
        (self.updated.start.map(span::timestamp), self.updated.end.map(span::timestamp))
    }

    /// What `order_by` says, as `sort_by` of the API has it.
    pub const fn sort_by(&self) -> Option<&'static str> {
        self.sort_by
    }

    /// What `sort` says: `asc` or `desc`.
    pub const fn sort_order(&self) -> Option<&'static str> {
        self.sort_order
    }

    /// Whether nothing is asked for but times and kinds, so that times narrow the question most.
    pub fn is_of_times_only(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty() && self.contacts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use proptest::prelude::*;

    use super::*;

    const HERE: Context<'_> = Context { region: None, fields: &[], now: 1_767_312_000 };

    pub fn expression(text: &str) -> String {
        expression_with(&[], text)
    }

    pub fn expression_with(fields: &[Definition], text: &str) -> String {
        written(&Query::parse(text, Context { fields, ..HERE }).unwrap())
    }

    fn written(query: &Query) -> String {
        let write = |part| match part {
            Part::Text(text) => text,
            Part::Organizations(expression) => alloc::format!("[{expression}]"),
            Part::Groups(name) => alloc::format!("[group {name}]"),
        };
        query.expression().into_iter().map(write).collect()
    }

    #[test]
    fn free_words_must_all_be_there_in_any_part_of_a_word() {
        assert_eq!(expression("okaf Grace"), r#"((- facts : "okaf") AND (- facts : "grace"))"#);
        assert_eq!(expression("ng"), r#"((- facts : " ng"))"#);
        assert_eq!(expression("x"), r#"((- facts : " x "))"#);
        assert_eq!(expression("王 小明 田中T"), r#"((- facts : " 王 ") AND (- facts : " 小 明 ") AND (- facts : " 田 中 t"))"#);
    }

    #[test]
    fn quotes_ask_for_whole_words_and_stars_for_beginnings() {
        assert_eq!(expression(r#""Ana Díaz" mar*"#), r#"((- facts : " ana díaz ") AND (- facts : " mar"))"#);
        assert_eq!(expression(r#"name:"Ana" notes:vi*"#), r#"(name : " ana " AND notes : " vi")"#);
        assert_eq!(expression("email:*@Acme.com *@acme.com"), r#"(email : " acme com |" AND (- facts : "acme com"))"#);
        assert_eq!(
            expression(r#"tags:gold_member external_id:"crm-7" tags:v*"#),
            r#"(tags : "| gold member |" AND external_id : "| crm 7 |" AND tags : "| v")"#
        );
    }

    #[test]
    fn a_number_is_found_in_every_way_to_write_it() {
        assert_eq!(expression("phone:(212)555-0123"), r#"(phone : "2125550123")"#);
        assert_eq!(expression("1212555"), r#"((- facts : "1212555"))"#);
        assert_eq!(expression("1212-555"), r#"(((- facts : "1212 555") OR phone : "1212555"))"#);
        assert_eq!(expression("+1212-555 vip"), r#"(phone : " 1212555" AND (- facts : "vip"))"#);
        assert_eq!(expression(r#""+1212-555""#), r#"(((- facts : " 1212 555 ") OR phone : " 1212555"))"#);
        let region = Region::parse("US").ok();
        assert_eq!(Query::with_number("212 555", region).map(|query| written(&query)), Some(r#"(phone : "212555")"#.into()));
        assert_eq!(Query::with_number("+-", region), None);
    }

    #[test]
    fn who_is_named_by_what_few_share_is_looked_up() {
        let (us, number) = (Region::parse("US").ok(), || Named::Number("+12125550123".into()));
        let named = |text: &str| {
            let query = Query::parse(text, Context { region: us, ..HERE }).unwrap();
            (query.named(), query.says_more())
        };
        for text in ["+1(212)555-0123", "phone:(212)555-0123", "phone:+12125550123"] {
            assert_eq!(named(text), (Vec::from([number()]), false), "{text}");
        }
        assert_eq!(Query::with_number("212 555 0123", us).map(|query| query.named()), Some(Vec::from([number()])));
        let address = || "ana.diaz@acme.com".into();
        assert_eq!(named("Ana.Diaz@ACME.com"), (Vec::from([Named::AddressFrom(address())]), false));
        assert_eq!(named("email:Ana.Diaz@ACME.com vip"), (Vec::from([Named::Address(address())]), true));
        assert_eq!(named("type:user organization:acme").0, [Named::MembersOf(r#"facts : " o " AND name : "acme""#.into())]);
        for text in ["+1(212)5", "phone:+12-125", "+12125"] {
            assert_eq!(named(text), (Vec::from([Named::NumberFrom("+12125".into())]), false), "{text}");
        }
        assert_eq!(named("organization:301"), (Vec::from([Named::MembersOfId(Id::parse("301").unwrap())]), false));
        for text in [
            // The beginning of a number, beside other words.
            "+12125 vip",
            // Part of a number, or what may as well be another system's id.
            "phone:2125550",
            "2125550123",
            // Words, wherever they stand; part of an address; what is not wanted.
            "\"ana@acme.com\"",
            "@acme.com",
            "ana@acme",
            "ana@acme.*",
            "-ana@acme.com",
            "organization:acme vip",
            "organization:acme -vip",
            "organization:acme organization:301",
            "organization:acme type:organization",
            "-organization:acme",
        ] {
            assert_eq!(named(text), (Vec::new(), true), "{text}");
        }
    }

    #[test]
    fn what_is_not_wanted_is_taken_from_the_rest() {
        assert_eq!(expression("-ana"), r#"(facts : (" u " OR " o ")) NOT (- facts : "ana")"#);
        assert_eq!(expression("grace -tags:vip -"), r#"((- facts : "grace")) NOT tags : "| vip |""#);
        assert_eq!(expression("organization:none -notes:*"), r#"(facts : (" u " OR " o ")) NOT facts : " m " NOT notes : " ||""#);
        assert_eq!(expression("-notes:none"), r#"(notes : " ||")"#);
    }

    #[test]
    fn what_is_neither_a_user_nor_an_organization_is_not_found() {
        for text in ["type:ticket", "role:owner", "is_verified:maybe", "created>4fortnights"] {
            assert!(expression(text).contains(r#"facts : " 0 ""#), "{text}");
        }
    }

    #[test]
    fn times_are_ranges_of_ids_and_of_changes() {
        let query = Query::parse("created>=2026-01-02 created<2026-02 updated:2026-03-01", HERE).unwrap();
        let id = |ms| Some(Id::at(ms, 0));
        assert_eq!(query.ids(), (id(1_767_312_000_000), id(1_769_904_000_000)));
        assert_eq!(query.updated(), (Some("2026-03-01T00:00:00Z".into()), Some("2026-03-02T00:00:00Z".into())));
        let query = Query::parse("created_at:>2026-01-01T10:00:00Z updated<=2026", HERE).unwrap();
        assert_eq!(query.ids(), (id(1_767_261_601_000), None));
        assert_eq!(query.updated(), (None, Some("2027-01-01T00:00:00Z".into())));
        // What is more is later.
        let query = Query::parse("created>=4hours updated<1day", HERE).unwrap();
        assert_eq!(query.ids(), (id(1_767_297_600_000), None));
        assert_eq!(query.updated(), (None, Some("2026-01-01T00:00:00Z".into())));
    }

    #[test]
    fn the_order_is_said_and_not_looked_for() {
        let query = Query::parse("ana order_by:created sort:ASC", HERE).unwrap();
        assert_eq!((query.sort_by(), query.sort_order()), (Some("created_at"), Some("asc")));
        let query = Query::parse("order_by:priority ana sort:up order_by:updated_at", HERE).unwrap();
        assert_eq!((query.sort_by(), query.sort_order()), (Some("updated_at"), None));
        assert_eq!(written(&query), r#"((- facts : "ana"))"#);
    }

    #[test]
    fn a_question_has_its_length() {
        assert_eq!(Query::parse(&"王".repeat(501), HERE), Err(TooLong));
        assert!(Query::parse(&"王".repeat(500), HERE).is_ok());
        for (term, most) in [("ng ", 64), ("-ng ", 64), ("tags:a ", 64), ("organization:a ", 10), ("-group:a ", 10), ("a@b.co ", 10)] {
            assert!(Query::parse(&term.repeat(most), HERE).is_ok(), "{term}");
            assert_eq!(Query::parse(&term.repeat(most + 1), HERE), Err(TooLong), "{term}");
        }
        assert!(Query::with_names(&"ng ".repeat(64)).is_some() && Query::with_names(&"ng ".repeat(65)).is_none());
    }

    #[test]
    fn many_words_are_one_text() {
        let query = Query::parse(&"ng -tags:a ".repeat(32), HERE).unwrap();
        assert_eq!(query.expression().len(), 1);
        let query = Query::parse(&"ng organization:a -group:b ".repeat(5), HERE).unwrap();
        assert_eq!(query.expression().len(), 21);
    }

    /// Whether parentheses and quotes are in order, and there is nothing between quotes that FTS5 knows.
    fn is_sound(expression: &str) -> bool {
        let (mut depth, mut outside) = (0, true);
        for letter in expression.chars() {
            match letter {
                '"' => outside = !outside,
                '(' if outside => depth += 1,
                ')' if outside => depth -= 1,
                _ if outside && !"ANDORT:-_ ".contains(letter) && !letter.is_ascii_lowercase() => return false,
                _ => {}
            }
            if depth < 0 {
                return false;
            }
        }
        depth == 0 && outside
    }

    proptest! {
        #[test]
        fn no_question_becomes_syntax(text in r#"([-+*:"'<>=()|^{}\[\]a-z 0-9_王éA-Z]|name:|organization:|created>|.){0,60}"#) {
            for part in Query::parse(&text, HERE).unwrap().expression() {
                match part {
                    Part::Text(_) | Part::Groups(_) => {}
                    Part::Organizations(expression) => prop_assert!(is_sound(&expression), "{expression}"),
                }
            }
            let whole: String = Query::parse(&text, HERE).unwrap().expression().into_iter().filter_map(|part| match part {
                Part::Text(text) => Some(text),
                _ => None,
            }).collect();
            prop_assert!(is_sound(&whole), "{whole}");
        }
    }
}
