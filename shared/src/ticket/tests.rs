use super::*;
use crate::form::EntryPoint;
use crate::settings::Settings;

fn draft(json: &str) -> Draft {
    serde_json::from_str(json).unwrap()
}

fn told(mistakes: Vec<Mistake>) -> Vec<(String, Invalid)> {
    mistakes.into_iter().map(|mistake| (mistake.key.into_owned(), mistake.invalid)).collect()
}

fn known(id: i64, address: Option<&str>, suspended: bool) -> Known {
    let id = Id::from_number(id).unwrap();
    Known { id, address: address.map(String::from), name: "Ana".into(), is_staff: id.number() < 200, suspended, organizations: [].into() }
}

/// The cast of a new ticket by the agent 102, where the directory knows these.
fn cast(json: &str, known: &[Known]) -> Result<Cast, Vec<Mistake>> {
    let form = Settings::default().form(EntryPoint::Request);
    let new_id = || Id::from_number(999).unwrap();
    let facts = Facts { known, has_group: false, form: &form, caller_is_staff: true, new_id: &new_id };
    Changes::parse(&draft(json)).unwrap().cast(&facts, Id::from_number(102).ok())
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
    let expected = ["status", "priority", "type", "tags", "requester", "assignee_id", "email_ccs", "collaborators", "followers", "comment"];
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

#[test]
fn whoever_is_not_known_by_an_address_is_a_newcomer_once() {
    let json = r#"{"requester":{"name":"New","email":"new@b.example","locale_id":8},"collaborators":["NEW@b.example","ana@b.example"]}"#;
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
fn who_is_suspended_requests_nothing_and_who_does_not_work_here_is_given_nothing() {
    let refused = cast(r#"{"requester":"ana@b.example"}"#, &[known(201, Some("ana@b.example"), true)]).unwrap_err();
    assert_eq!((refused[0].about.as_deref(), refused[0].invalid), (Some("Ana"), Invalid::Suspended));
    let json = r#"{"assignee_id":201,"followers":[{"user_id":104},{"user_id":201}],"group_id":1,"organization_id":301,"requester_id":777}"#;
    let refused = told(cast(json, &[known(201, None, false), known(104, None, false)]).unwrap_err());
    let keys: Vec<_> = refused.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["requester", "assignee_id", "followers", "group_id", "organization_id"]);
    assert!(refused.iter().all(|(_, invalid)| *invalid == Invalid::Unknown));
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
