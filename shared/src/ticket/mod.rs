//! A ticket on the way in: what was sent ([`Draft`]) and what may be stored ([`New`], [`Changes`]).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

mod cast;
mod person;

pub use cast::{Cast, Facts, Recipients};
pub use person::{Known, MOST_NEWCOMERS, Named, Newcomer, Person, Record};

use crate::codes::codes;
use crate::comment::{self, Comment};
use crate::problem::Mistake;
use crate::sent::{Change, Reader, Sent, Text, Words};
use crate::value::{ExternalId, Id, Invalid, Subject, Tag};

codes! {
    pub enum Status {
        New = "new",
        Open = "open",
        Pending = "pending",
        Hold = "hold",
        Solved = "solved",
        /// For good: nothing of the ticket changes any more.
        Closed = "closed",
    }
}

codes! {
    pub enum Priority {
        Low = "low",
        Normal = "normal",
        High = "high",
        Urgent = "urgent",
    }
}

codes! {
    pub enum Kind {
        Problem = "problem",
        Incident = "incident",
        Question = "question",
        Task = "task",
    }
}

codes! {
    /// By which way a ticket comes, or what is said on one (Zendesk, `via.channel`).
    pub enum Channel {
        Api = "api",
        /// A message to the support address.
        Email = "email",
    }
}

impl Status {
    pub const fn is_solved(self) -> bool {
        matches!(self, Self::Solved | Self::Closed)
    }

    /// Whether customers may say of their own ticket that it is solved, once somebody has it (Zendesk, Requests API).
    pub const fn can_be_solved(self) -> bool {
        matches!(self, Self::Open | Self::Pending | Self::Hold)
    }
}

/// What was sent of a ticket (Zendesk, Tickets API). Keys that are not here are ignored.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TicketDraft"))]
#[serde(default)]
pub struct Draft {
    pub subject: Sent<String>,
    pub comment: Sent<comment::Draft>,
    /// In a new ticket, a comment that says nothing else.
    pub description: Sent<String>,
    pub status: Sent<String>,
    pub priority: Sent<String>,
    pub r#type: Sent<String>,
    pub external_id: Sent<Text>,
    pub tags: Sent<Words>,
    pub requester: Sent<Named>,
    pub requester_id: Sent<Text>,
    pub submitter_id: Sent<Text>,
    pub assignee_id: Sent<Text>,
    pub assignee_email: Sent<String>,
    pub group_id: Sent<Text>,
    pub organization_id: Sent<Text>,
    pub collaborators: Sent<Vec<Named>>,
    pub collaborator_ids: Sent<Vec<Named>>,
    pub additional_collaborators: Sent<Vec<Named>>,
    pub email_ccs: Sent<Vec<Record>>,
    pub followers: Sent<Vec<Record>>,
}

/// What changes of a ticket; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub subject: Option<Subject>,
    pub status: Option<Status>,
    pub priority: Change<Priority>,
    pub kind: Change<Kind>,
    pub external_id: Change<ExternalId>,
    pub tags: Option<Vec<Tag>>,
    pub requester: Option<Person>,
    pub submitter: Option<Id>,
    pub assignee: Change<Person>,
    pub group: Change<Id>,
    pub organization: Change<Id>,
    pub email_ccs: Copies,
    pub followers: Copies,
    pub comment: Option<Comment>,
    /// Its requester says that it is solved.
    pub solved: bool,
}

/// Who gets copies: who comes, who goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// Nobody stays who is not put.
    pub replaces: bool,
    /// With the key at which they were named.
    pub put: Vec<(&'static str, Person)>,
    pub delete: Vec<Person>,
}

/// A ticket that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub subject: Subject,
    pub comment: Comment,
    pub changes: Changes,
}

/// Zendesk, CCs of a ticket.
pub const MOST_COPIES: usize = 48;

impl New {
    /// The ticket, or every mistake in it.
    pub fn parse(draft: &Draft) -> Result<Self, Vec<Mistake>> {
        let described = |text: &String| comment::Draft { body: Sent::Value(text.clone()), ..comment::Draft::default() };
        let comment = match (&draft.comment, &draft.description) {
            (Sent::Absent | Sent::Null, Sent::Value(text)) => Sent::Value(described(text)),
            (comment, _) => comment.clone(),
        };
        let missing = matches!(comment, Sent::Absent | Sent::Null);
        let (changes, mut reader) = Changes::read(&Draft { comment, ..draft.clone() });
        if missing {
            reader.refuse("description", Invalid::Required);
        }
        let changes = reader.finish(changes)?;
        let Some(comment) = changes.comment.clone() else { return Err([Mistake::new("description", Invalid::Required)].into()) };
        let subject = changes.subject.clone().unwrap_or_else(|| Subject::of(&comment.body));
        Ok(Self { subject, comment, changes })
    }

    /// The state of a ticket of which nothing was said: somebody has it, or nobody has.
    pub fn status(&self) -> Status {
        let assigned = matches!(self.changes.assignee, Some(Some(_)));
        self.changes.status.unwrap_or(if assigned { Status::Open } else { Status::New })
    }
}

impl Changes {
    /// The changes, or every mistake in them.
    pub fn parse(draft: &Draft) -> Result<Self, Vec<Mistake>> {
        let (changes, reader) = Self::read(draft);
        reader.finish(changes)
    }

    fn read(draft: &Draft) -> (Self, Reader) {
        let mut reader = Reader::default();
        let changes = Self {
            subject: reader.text("subject", &draft.subject, Subject::MAX, Subject::parse).flatten(),
            status: word(&mut reader, "status", &draft.status, Status::from_code).flatten(),
            priority: word(&mut reader, "priority", &draft.priority, Priority::from_code),
            kind: word(&mut reader, "type", &draft.r#type, Kind::from_code),
            external_id: reader.external_id(&draft.external_id),
            tags: reader.tags(&draft.tags),
            requester: requester(&mut reader, draft),
            submitter: reader.id("submitter_id", &draft.submitter_id).flatten(),
            assignee: assignee(&mut reader, draft),
            group: reader.id("group_id", &draft.group_id),
            organization: reader.id("organization_id", &draft.organization_id),
            email_ccs: email_ccs(&mut reader, draft),
            followers: copies(&mut reader, "followers", &draft.followers),
            comment: comment(&mut reader, &draft.comment),
            solved: false,
        };
        (changes, reader)
    }

    /// What follows for the state of a ticket of which nothing was said: one that is given to somebody is no longer new, and
    /// a requester who writes again opens it again. Errors: a closed ticket stays as it is, and what is not yet worked on is
    /// not yet solved by its requester, and by nobody else who gets copies.
    pub fn settle(&mut self, before: Status, was_assigned: bool, by_requester: bool) -> Result<(), Mistake> {
        let assigned = matches!(self.assignee, Some(Some(_)));
        let requester_writes = by_requester && self.comment.as_ref().is_some_and(|comment| comment.public != Some(false));
        let solvable = by_requester && was_assigned && before.can_be_solved();
        let follows = match before {
            Status::Closed => return Err(Mistake::new("status", Invalid::Closed)),
            _ if self.solved && !solvable => return Err(Mistake::new("solved", Invalid::NotOffered)),
            _ if self.solved => Some(Status::Solved),
            Status::New if assigned => Some(Status::Open),
            Status::Pending | Status::Hold | Status::Solved if requester_writes => Some(Status::Open),
            _ => None,
        };
        self.status = self.status.or(follows);
        Ok(())
    }
}

fn word<T>(reader: &mut Reader, key: &'static str, sent: &Sent<String>, parse: impl Fn(&str) -> Option<T>) -> Change<T> {
    reader.text(key, sent, 0, |word| parse(word).ok_or(Invalid::NotOffered))
}

fn comment(reader: &mut Reader, sent: &Sent<comment::Draft>) -> Option<Comment> {
    match sent {
        Sent::Absent | Sent::Null => None,
        Sent::Value(draft) => Comment::parse(reader, draft),
        Sent::WrongType => {
            reader.refuse("comment", Invalid::WrongType);
            None
        }
    }
}

fn requester(reader: &mut Reader, draft: &Draft) -> Option<Person> {
    match &draft.requester {
        Sent::Absent | Sent::Null => reader.id("requester_id", &draft.requester_id).flatten().map(Person::Id),
        Sent::Value(named) => person(reader, "requester", named),
        Sent::WrongType => {
            reader.refuse("requester", Invalid::WrongType);
            None
        }
    }
}

fn assignee(reader: &mut Reader, draft: &Draft) -> Change<Person> {
    match &draft.assignee_email {
        Sent::Value(email) => person(reader, "assignee_email", &Named::Text(email.clone())).map(Some),
        _ => reader.id("assignee_id", &draft.assignee_id).map(|id| id.map(Person::Id)),
    }
}

fn person(reader: &mut Reader, key: &'static str, named: &Named) -> Option<Person> {
    Person::parse(key, named).map_err(|mistake| reader.push(mistake)).ok()
}

/// Collaborators are those who get copies, under Zendesk's older name: named as such they are all of them.
fn email_ccs(reader: &mut Reader, draft: &Draft) -> Copies {
    let mut copies = copies(reader, "email_ccs", &draft.email_ccs);
    let named = [
        ("collaborators", &draft.collaborators, true),
        ("collaborator_ids", &draft.collaborator_ids, true),
        ("additional_collaborators", &draft.additional_collaborators, false),
    ];
    for (key, sent, replaces) in named {
        for named in entries(reader, key, sent) {
            copies.put.extend(person(reader, key, named).map(|person| (key, person)));
        }
        copies.replaces |= replaces && !sent.is_absent();
    }
    copies
}

fn copies(reader: &mut Reader, key: &'static str, sent: &Sent<Vec<Record>>) -> Copies {
    let mut copies = Copies::default();
    for record in entries(reader, key, sent) {
        let Some(person) = person(reader, key, &Named::Record(record.clone())) else { continue };
        match record.action.value().map(String::as_str) {
            Some("delete") => copies.delete.push(person),
            Some("put") | None => copies.put.push((key, person)),
            Some(_) => reader.refuse(key, Invalid::NotOffered),
        }
    }
    copies
}

fn entries<'a, T>(reader: &mut Reader, key: &'static str, sent: &'a Sent<Vec<T>>) -> &'a [T] {
    match sent {
        Sent::Absent | Sent::Null => return &[],
        Sent::Value(entries) if entries.len() <= MOST_COPIES => return entries,
        Sent::Value(_) => reader.refuse(key, Invalid::TooMany),
        Sent::WrongType => reader.refuse(key, Invalid::WrongType),
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(json: &str) -> Draft {
        serde_json::from_str(json).unwrap()
    }

    fn told(mistakes: Vec<Mistake>) -> Vec<(String, Invalid)> {
        mistakes.into_iter().map(|mistake| (mistake.key.into_owned(), mistake.invalid)).collect()
    }

    #[test]
    fn a_comment_is_enough_and_needed() {
        for json in [r#"{"comment":{"body":"Help"}}"#, r#"{"description":"Help","subject":null}"#] {
            let new = New::parse(&draft(json)).unwrap();
            assert_eq!((new.subject.as_str(), new.comment.body.as_str(), new.status()), ("Help", "Help", Status::New), "{json}");
        }
        assert_eq!(told(New::parse(&draft(r#"{"subject":"x"}"#)).unwrap_err()), [("description".into(), Invalid::Required)]);
    }

    #[test]
    fn every_mistake_is_told() {
        let json = r#"{"comment":7,"status":"nowhere","priority":[],"type":"x","tags":["<"],"requester":{"email":"x"},"assignee_id":"y",
            "collaborators":["z"],"email_ccs":[{"action":"stay","user_id":1}],"followers":{}}"#;
        let keys: Vec<_> = told(New::parse(&draft(json)).unwrap_err()).into_iter().map(|(key, _)| key).collect();
        let expected =
            ["status", "priority", "type", "tags", "requester", "assignee_id", "email_ccs", "collaborators", "followers", "comment"];
        assert_eq!(keys, expected);
    }

    #[test]
    fn people_are_named_in_every_way_that_zendesk_takes() {
        let json = r#"{"requester":"7","collaborators":[562,"a@b.example",{"name":"B","email":"b@b.example"}],
            "email_ccs":[{"user_id":"8","action":"put"},{"user_email":"C@b.example","user_name":"C","action":"delete"}]}"#;
        let changes = Changes::parse(&draft(json)).unwrap();
        let (addresses, ids) = changes.named();
        assert_eq!(addresses, ["a@b.example", "b@b.example", "c@b.example"]);
        assert_eq!(ids.iter().map(|id| id.number()).collect::<Vec<_>>(), [7, 8, 562]);
        assert!(changes.email_ccs.replaces && !changes.followers.replaces);
    }

    fn settled(json: &str, before: Status, was_assigned: bool, by_requester: bool) -> Result<Option<Status>, Invalid> {
        let mut changes = Changes::parse(&draft(json)).unwrap();
        changes.settle(before, was_assigned, by_requester).map(|()| changes.status).map_err(|mistake| mistake.invalid)
    }

    #[test]
    fn a_ticket_opens_when_it_is_given_to_somebody_and_when_its_requester_writes() {
        assert_eq!(settled(r#"{"assignee_id":7}"#, Status::New, false, false), Ok(Some(Status::Open)));
        assert_eq!(settled(r#"{"assignee_id":7,"status":"hold"}"#, Status::New, false, false), Ok(Some(Status::Hold)));
        let (said, noted) = (r#"{"comment":{"body":"x"}}"#, r#"{"comment":{"body":"x","public":false}}"#);
        assert_eq!(settled(said, Status::Solved, true, true), Ok(Some(Status::Open)));
        for (json, before, by_requester) in
            [(said, Status::Solved, false), (noted, Status::Solved, true), ("{}", Status::Solved, true), (said, Status::New, true)]
        {
            assert_eq!(settled(json, before, true, by_requester), Ok(None), "{json}");
        }
        assert_eq!(settled("{}", Status::Closed, true, true), Err(Invalid::Closed));
    }

    #[test]
    fn what_somebody_works_on_can_be_solved_by_whoever_asked() {
        let solved = |before, was_assigned, by_requester| {
            let mut changes = Changes { solved: true, ..Changes::default() };
            changes.settle(before, was_assigned, by_requester).map(|()| changes.status).map_err(|mistake| mistake.invalid)
        };
        assert_eq!(solved(Status::Pending, true, true), Ok(Some(Status::Solved)));
        for (before, was_assigned, by_requester) in
            [(Status::Open, false, true), (Status::New, true, true), (Status::Solved, true, true), (Status::Open, true, false)]
        {
            assert_eq!(solved(before, was_assigned, by_requester), Err(Invalid::NotOffered), "{before:?}");
        }
    }
}
