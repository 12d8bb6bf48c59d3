//! A request: what customers see of a ticket, and may say of one.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::comment;
use crate::problem::Mistake;
use crate::sent::Sent;
use crate::ticket::{self, Changes, Named, New, Record};
use crate::value::Invalid;

/// What was sent of a request (Zendesk, Requests API). Keys that are not here are ignored: customers do not choose whose
/// ticket it is, who works on it, or what of it is private.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RequestDraft"))]
#[serde(default)]
pub struct Draft {
    pub subject: Sent<String>,
    pub comment: Sent<comment::Draft>,
    pub priority: Sent<String>,
    pub r#type: Sent<String>,
    /// Who asks, where nobody is signed in.
    pub requester: Sent<Named>,
    pub collaborators: Sent<Vec<Named>>,
    pub additional_collaborators: Sent<Vec<Named>>,
    pub email_ccs: Sent<Vec<Record>>,
    pub solved: Sent<bool>,
}

impl Draft {
    /// A new one, or every mistake in it.
    pub fn new_ticket(&self, anonymous: bool) -> Result<New, Vec<Mistake>> {
        let requester = match &self.requester {
            _ if !anonymous => Sent::Absent,
            // Nobody speaks for somebody whose number they know.
            Sent::Value(Named::Record(record)) => Sent::Value(Named::Record(Record { id: Sent::Absent, ..record.clone() })),
            Sent::Value(_) => Sent::WrongType,
            other => other.clone(),
        };
        New::parse(&ticket::Draft {
            subject: self.subject.clone(),
            priority: self.priority.clone(),
            r#type: self.r#type.clone(),
            requester,
            collaborators: self.collaborators.clone(),
            ..self.said()
        })
    }

    /// What changes, or every mistake in it.
    pub fn changes(&self) -> Result<Changes, Vec<Mistake>> {
        let changes = Changes::parse(&self.said())?;
        match &self.solved {
            Sent::WrongType => Err([Mistake::new("solved", Invalid::WrongType)].into()),
            solved => Ok(Changes { solved: solved.value() == Some(&true), ..changes }),
        }
    }

    fn said(&self) -> ticket::Draft {
        let comment = match &self.comment {
            Sent::Value(comment) => Sent::Value(comment::Draft { public: Sent::Value(true), author_id: Sent::Absent, ..comment.clone() }),
            other => other.clone(),
        };
        let (additional_collaborators, email_ccs) = (self.additional_collaborators.clone(), self.email_ccs.clone());
        ticket::Draft { comment, additional_collaborators, email_ccs, ..ticket::Draft::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(json: &str) -> Draft {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_customer_says_nothing_that_is_for_agents() {
        let json = r#"{"comment":{"body":"x","public":false,"author_id":7},"status":"solved","assignee_id":7,"tags":["vip"],
            "requester":{"name":"Other","email":"o@b.example"}}"#;
        let changes = draft(json).new_ticket(false).unwrap().changes;
        let said = changes.comment.clone().unwrap();
        assert_eq!((said.public, said.author), (Some(true), None));
        assert_eq!(Changes { comment: None, ..changes }, Changes::default());
    }

    #[test]
    fn who_is_not_signed_in_gives_an_address_not_an_id() {
        let of = |json: &str| draft(json).new_ticket(true).map(|new| new.changes.requester);
        let by_address = of(r#"{"comment":{"body":"x"},"requester":{"id":7,"email":"a@b.example","name":"A"}}"#).unwrap().unwrap();
        assert_eq!(by_address.email(), Some("a@b.example"));
        assert_eq!(of(r#"{"comment":{"body":"x"},"requester":7}"#).unwrap_err()[0].invalid, Invalid::WrongType);
    }

    #[test]
    fn that_it_is_solved_is_said_in_a_word() {
        for (json, solved) in [(r#"{"solved":true}"#, true), (r#"{"solved":false}"#, false), ("{}", false)] {
            assert_eq!(draft(json).changes().unwrap(), Changes { solved, ..Changes::default() });
        }
        assert_eq!(draft(r#"{"solved":"yes"}"#).changes().unwrap_err()[0].invalid, Invalid::WrongType);
    }
}
