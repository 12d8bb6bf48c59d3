//! Who is who on a ticket, once the directory has said whom it knows.

use alloc::vec::Vec;

use super::person::{Known, Newcomer, Person, Roster};
use super::{Changes, Copies};
use crate::form::Form;
use crate::problem::Mistake;
use crate::registration::{self, Decision, Rules, Way};
use crate::sent::Change;
use crate::value::{Id, Invalid};

/// What is looked up before a ticket is stored.
pub struct Facts<'a> {
    pub known: &'a [Known],
    /// Whether there is the group that is named.
    pub has_group: bool,
    /// What is asked of a requester who is not known yet.
    pub form: &'a Form,
    /// Who may come in by getting a copy, where it is not staff who copy them in.
    pub rules: Option<Rules<'a>>,
    /// Whether staff too copy in only whom the directory knows: in a closed account, by Zendesk's own rules.
    pub copies_only_known: bool,
    pub new_id: &'a dyn Fn() -> Id,
}

/// Everybody on the ticket, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast {
    pub requester: Option<Id>,
    pub assignee: Change<Id>,
    pub submitter: Option<Id>,
    pub author: Option<Id>,
    pub email_ccs: Recipients,
    pub followers: Recipients,
    /// Those who become customers with it.
    pub newcomers: Vec<Newcomer>,
}

/// Who comes, and who goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients {
    pub put: Vec<Id>,
    pub delete: Vec<Id>,
}

impl Changes {
    /// What becomes of the request of somebody who is not signed in; nothing is to be decided where no address is named.
    pub fn decide(&self, rules: &Rules<'_>, known: &[Known]) -> Option<Decision> {
        let Some(Person::Address { email, .. }) = &self.requester else { return None };
        let known = known.iter().find(|known| known.address.as_deref() == Some(email.normal_form()));
        Some(rules.decide(Way::Request, email, known.map_or(registration::Known::Nobody, Known::standing)))
    }

    /// What is asked of somebody who is not signed in, whether the directory knows them or not: a refusal would tell.
    pub fn check_stranger(&self, form: &Form) -> Result<(), Vec<Mistake>> {
        let new_id = || Id::at(0, 0);
        let mut roster = Roster::of(&[], form, &new_id);
        match &self.requester {
            Some(person) => drop(roster.requester(person)),
            None => roster.refuse("requester", Invalid::Required),
        }
        if roster.mistakes.is_empty() { Ok(()) } else { Err(roster.mistakes) }
    }

    /// Who says to have sent it, where no id is named: the name, and the address in its normal form.
    pub fn sender(&self) -> Option<(Option<&str>, Option<&str>)> {
        match self.requester.as_ref()? {
            Person::Address { email, name, .. } => Some((name.as_deref(), Some(email.normal_form()))),
            Person::Id(_) => None,
        }
    }

    /// Those who are named: addresses in their normal form, and ids.
    pub fn named(&self) -> (Vec<&str>, Vec<Id>) {
        let copies = [&self.email_ccs, &self.followers];
        let put = copies.iter().flat_map(|copies| copies.put.iter().map(|(_, person)| person));
        let delete = copies.iter().flat_map(|copies| copies.delete.iter());
        let people: Vec<_> = self.requester.iter().chain(self.assignee.iter().flatten()).chain(put).chain(delete).collect();
        let author = self.comment.as_ref().and_then(|comment| comment.author);
        let ids = people.iter().filter_map(|person| person.id()).chain(self.submitter).chain(author).collect();
        (people.iter().filter_map(|person| person.email()).collect(), ids)
    }

    /// Everybody on the ticket, or every mistake about them. `requester` is whose ticket it is if nothing is said.
    pub fn cast(&self, facts: &Facts<'_>, requester: Option<Id>) -> Result<Cast, Vec<Mistake>> {
        let mut roster =
            Roster { rules: facts.rules, copies_only_known: facts.copies_only_known, ..Roster::of(facts.known, facts.form, facts.new_id) };
        let named = self.requester.as_ref().map(|person| roster.requester(person));
        if named.is_none() && requester.is_none() {
            roster.refuse("requester", Invalid::Required);
        }
        let assignee = self.assignee.as_ref().map(|person| person.as_ref().and_then(|person| roster.staff("assignee_id", person)));
        let author = self.comment.as_ref().and_then(|comment| comment.author);
        let cast = Cast {
            requester: named.flatten(),
            assignee,
            submitter: self.submitter.and_then(|id| roster.anybody("submitter_id", id)),
            author: author.and_then(|id| roster.anybody("author_id", id)),
            email_ccs: copied(&mut roster, &self.email_ccs, |roster, key, person| roster.recipient(key, person)),
            followers: copied(&mut roster, &self.followers, |roster, key, person| roster.staff(key, person)),
            newcomers: Vec::new(),
        };
        if matches!(self.group, Some(Some(_))) && !facts.has_group {
            roster.refuse("group_id", Invalid::Unknown);
        }
        if let (Some(Some(organization)), Some(whose)) = (self.organization, cast.requester.or(requester)) {
            let theirs = facts.known.iter().any(|known| known.id == whose && known.organizations.contains(&organization));
            if !theirs {
                roster.refuse("organization_id", Invalid::Unknown);
            }
        }
        let Roster { newcomers, mistakes, .. } = roster;
        if mistakes.is_empty() { Ok(Cast { newcomers, ..cast }) } else { Err(mistakes) }
    }
}

fn copied<'a>(
    roster: &mut Roster<'a>,
    copies: &Copies,
    mut find: impl FnMut(&mut Roster<'a>, &'static str, &Person) -> Option<Id>,
) -> Recipients {
    let put = copies.put.iter().filter_map(|(key, person)| find(roster, key, person)).collect();
    let delete = copies.delete.iter().filter_map(|person| roster.known(person).map(|known| known.id)).collect();
    Recipients { put, delete }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::EntryPoint;
    use crate::registration::{Access, Line, List, Registration};
    use crate::settings::Settings;
    use alloc::string::String;

    fn told(mistakes: Vec<Mistake>) -> Vec<(String, Invalid)> {
        mistakes.into_iter().map(|mistake| (mistake.key.into_owned(), mistake.invalid)).collect()
    }

    fn known(id: i64, address: Option<&str>, suspended: bool) -> Known {
        let id = Id::from_number(id).unwrap();
        Known {
            id,
            address: address.map(String::from),
            name: "Ana".into(),
            is_staff: id.number() < 200,
            suspended,
            verified: false,
            organizations: [].into(),
        }
    }

    /// The cast of a new ticket by the agent 102, where the directory knows these.
    fn cast(json: &str, known: &[Known]) -> Result<Cast, Vec<Mistake>> {
        cast_under(None, json, known)
    }

    fn cast_under(rules: Option<Rules<'_>>, json: &str, known: &[Known]) -> Result<Cast, Vec<Mistake>> {
        let form = Settings::default().form(EntryPoint::Request);
        let new_id = || Id::from_number(999).unwrap();
        let facts = Facts { known, has_group: false, form: &form, rules, copies_only_known: false, new_id: &new_id };
        Changes::parse(&serde_json::from_str(json).unwrap()).unwrap().cast(&facts, Id::from_number(102).ok())
    }

    #[test]
    fn whoever_is_not_known_by_an_address_is_a_newcomer_once() {
        let json =
            r#"{"requester":{"name":"New","email":"new@b.example","locale_id":8},"collaborators":["NEW@b.example","ana@b.example"]}"#;
        let cast = cast(json, &[known(201, Some("ana@b.example"), false)]).unwrap();
        let newcomer = &cast.newcomers[0];
        assert_eq!((newcomer.user.name.as_str(), cast.newcomers.len()), ("New", 1));
        assert_eq!(newcomer.user.values.locale.as_ref().map(|locale| locale.as_str()), Some("de"));
        assert_eq!((cast.requester, &cast.email_ccs.put[..]), (Some(newcomer.id), &[newcomer.id, Id::from_number(201).unwrap()][..]));
    }

    #[test]
    fn a_requester_needs_a_name_and_a_copy_has_that_of_the_mailbox() {
        let refused = cast(r#"{"requester":{"email":"new@b.example"}}"#, &[]).unwrap_err();
        assert_eq!((refused[0].about.as_deref(), refused[0].invalid), (Some("Name"), Invalid::Required));
        assert_eq!(cast(r#"{"email_ccs":[{"user_email":"new@b.example"}]}"#, &[]).unwrap().newcomers[0].user.name.as_str(), "new");
    }

    #[test]
    fn who_may_not_come_in_by_a_copy_gets_none_and_who_is_known_does() {
        let lines = [Line::parse(List::Blocklist, "reject:spam.com").unwrap()];
        let json = r#"{"collaborators":["new@spam.com","new@b.example","ana@spam.com"]}"#;
        let known = [known(201, Some("ana@spam.com"), false)];
        let copied = |access| {
            let registration = Registration { access, ..Registration::DEFAULT };
            let cast = cast_under(Some(Rules { registration, lines: &lines, has_allowlist: false }), json, &known).unwrap();
            cast.email_ccs.put.into_iter().map(Id::number).collect::<Vec<_>>()
        };
        assert_eq!((copied(Access::Open), copied(Access::Closed)), (Vec::from([999, 201]), Vec::from([201])));
    }

    #[test]
    fn a_stranger_says_who_they_are_whoever_is_known() {
        let form = Settings::default().form(EntryPoint::Request);
        let told = |json: &str| Changes::parse(&serde_json::from_str(json).unwrap()).unwrap().check_stranger(&form);
        assert_eq!(told(r#"{"requester":{"name":"Ana","email":"ana@b.example"}}"#), Ok(()));
        assert_eq!(told(r#"{"requester":{"email":"ana@b.example"}}"#).unwrap_err()[0].invalid, Invalid::Required);
        assert_eq!(told("{}").unwrap_err()[0].invalid, Invalid::Required);
    }

    #[test]
    fn who_is_suspended_requests_nothing_and_who_does_not_work_here_is_given_nothing() {
        let refused = cast(r#"{"requester":"ana@b.example"}"#, &[known(201, Some("ana@b.example"), true)]).unwrap_err();
        assert_eq!((refused[0].about.as_deref(), refused[0].invalid), (Some("Ana"), Invalid::Suspended));
        let json =
            r#"{"assignee_id":201,"followers":[{"user_id":104},{"user_id":201}],"group_id":1,"organization_id":301,"requester_id":777}"#;
        let refused = told(cast(json, &[known(201, None, false), known(104, None, false)]).unwrap_err());
        let keys: Vec<_> = refused.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["requester", "assignee_id", "followers", "group_id", "organization_id"]);
        assert!(refused.iter().all(|(_, invalid)| *invalid == Invalid::Unknown));
    }
}
