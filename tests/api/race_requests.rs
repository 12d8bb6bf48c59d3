//! Many requests at once for what only one can have.

use std::collections::HashMap;
use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::create_user::stored;
use crate::database;
use crate::held_app::HeldApp;
use crate::jobs::results;
use crate::support::{Answer, Caller, Request, TestApp, address, mistakes, national_number, unique};

/// Sends all of them at the same moment.
fn at_once(users: &[Value]) -> Vec<Answer> {
    sent_at_once(users.iter().map(|user| TestApp::shared().post("/api/v2/users", &json!({ "user": user })).by(Caller::Agent)).collect())
}

fn sent_at_once(requests: Vec<Request<'_>>) -> Vec<Answer> {
    let start = Barrier::new(requests.len());
    let send = |request: Request<'_>| {
        start.wait();
        request.send()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = requests.into_iter().map(|request| scope.spawn(|| send(request))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn by_status(answers: &[Answer]) -> HashMap<u16, usize> {
    answers.iter().fold(HashMap::new(), |mut counts, answer| {
        *counts.entry(answer.status).or_default() += 1;
        counts
    })
}

#[test]
fn two_hundred_additions_of_one_address_leave_one_user_and_clean_refusals() {
    let name = unique();
    let spellings = [
        format!("{name}@bücher.test"),
        format!("{}@BÜCHER.TEST", name.to_uppercase()),
        format!("{name}@xn--bcher-kva.test"),
        format!("{name}@bu\u{308}cher.test"),
        format!(" {name}@XN--BCHER-KVA.test"),
    ];
    let users: Vec<_> =
        (0..200).map(|at| json!({ "name": name, "email": spellings[at % spellings.len()], "organization": { "name": name } })).collect();
    let answers = at_once(&users);
    assert_eq!(by_status(&answers), HashMap::from([(201, 1), (422, 199)]));
    for refused in answers.iter().filter(|answer| answer.status == 422) {
        assert_eq!(mistakes(&refused.told(422)), ["email: taken"]);
    }
    let state = &TestApp::shared().server().state;
    let identities = "SELECT count(*) FROM identities WHERE normal_form = ?";
    assert_eq!(database::count(state, identities, &[&format!("{name}@xn--bcher-kva.test")]), 1);
    assert_eq!(stored(TestApp::shared(), &name), 1);
}

#[test]
fn whoever_creates_or_updates_at_once_gets_one_record_and_no_refusal() {
    let app = TestApp::shared();
    for _ in 0..5 {
        let (id, email) = (unique(), address());
        for (path, key, record) in [
            ("/api/v2/users/create_or_update", "user", json!({ "name": id, "external_id": id })),
            ("/api/v2/users/create_or_update", "user", json!({ "name": id, "email": email })),
            ("/api/v2/organizations/create_or_update", "organization", json!({ "name": id, "external_id": id })),
        ] {
            let answers = sent_at_once((0..6).map(|_| app.post(path, &json!({ key: record })).by(Caller::Admin)).collect());
            assert_eq!(by_status(&answers), HashMap::from([(201, 1), (200, 5)]), "{record}");
        }
    }
}

/// An address that came to somebody who was just deleted would be taken for ever.
#[test]
fn whoever_is_deleted_meanwhile_gets_nothing() {
    let app = TestApp::shared();
    for _ in 0..10 {
        let (user, email) = (app.add(&json!({ "name": unique(), "email": address() })), address());
        let path = format!("/api/v2/users/{}", user["id"]);
        let change = json!({ "user": { "email": email, "organization_id": 301 } });
        let identity = json!({ "identity": { "type": "email", "value": address() } });
        let requests = vec![
            app.put(&path, &change).by(Caller::Admin),
            app.request("DELETE", &path).by(Caller::Admin),
            app.post(&format!("{path}/identities"), &identity).by(Caller::Admin),
        ];
        sent_at_once(requests);
        for email in [&email, identity["identity"]["value"].as_str().unwrap()] {
            app.add(&json!({ "name": unique(), "email": email }));
        }
        let members = "SELECT count(*) FROM organization_memberships WHERE user_id = ?";
        assert_eq!(database::count(&app.server().state, members, &[&user["id"].to_string()]), 0);
    }
}

/// A trigger plays the deletion that comes between the look and the writing.
#[test]
fn whoever_is_deleted_meanwhile_comes_into_no_organization_and_no_group() {
    let app = TestApp::start();
    let state = &app.server().state;
    let group = app.post("/api/v2/groups", &json!({ "group": { "name": unique() } })).by(Caller::Admin).told(201)["group"]["id"].take();
    let agent = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "agent", "organization_id": 301 }))["id"].take();
    for (kind, of) in [("organization", &json!(302)), ("group", &group)] {
        let deletion = format!(
            "CREATE TRIGGER deletion AFTER UPDATE OF is_default ON {kind}_memberships WHEN OLD.user_id = {agent} BEGIN
             UPDATE users SET active = 0 WHERE id = {agent}; END"
        );
        database::run(state, &deletion, &[]);
        let membership = json!({ "user_id": agent, format!("{kind}_id"): of, "default": true });
        let body = json!({ format!("{kind}_membership"): membership });
        let answer = app.post(&format!("/api/v2/{kind}_memberships"), &body).by(Caller::Admin).send();
        database::run(state, "DROP TRIGGER deletion", &[]);
        assert_eq!(answer.told(409)["code"], "collision", "{kind}");
        let members = format!("SELECT count(*) FROM {kind}_memberships WHERE user_id = ?");
        assert_eq!(database::count(state, &members, &[&agent.to_string()]), 1);
    }
}

/// What may be done with somebody was decided about who they were; what is in a user's own row, no trigger keeps.
#[test]
fn whoever_becomes_another_or_is_deleted_meanwhile_stays_as_they_are() {
    let app = TestApp::shared();
    for (becomes, shown) in [(Some("agent"), json!(["agent", true])), (None, json!(["end-user", false]))] {
        let user = app.add(&json!({ "name": unique() }));
        let path = format!("/api/v2/users/{}", user["id"]);
        let change = app.put(&path, &json!({ "user": { "name": "Too late", "notes": "Too late" } })).by(Caller::Agent);
        let answer = change.send_during(|| match becomes {
            Some(role) => drop(app.change(&user["id"], &json!({ "role": role }))),
            None => drop(app.request("DELETE", &path).by(Caller::Admin).told(200)),
        });
        assert_eq!(answer.told(409)["code"], "collision", "{becomes:?}");
        let now = app.user(&user["id"]);
        assert_eq!((&now["name"], json!([now["role"], now["active"]])), (&user["name"], shown));
    }
}

#[test]
fn of_many_with_one_number_one_has_the_line_and_the_others_share_it() {
    let number = national_number();
    let users: Vec<_> = (0..40).map(|_| json!({ "name": unique(), "phone": number })).collect();
    let answers = at_once(&users);
    assert_eq!(by_status(&answers), HashMap::from([(201, 40)]));
    let lines = answers.iter().filter(|answer| answer.told(201)["user"]["shared_phone_number"] == false).count();
    assert_eq!(lines, 1);
}

#[test]
fn many_with_one_new_organization_are_all_in_it() {
    let organization = unique();
    let users: Vec<_> = (0..40).map(|_| json!({ "name": unique(), "organization": { "name": organization } })).collect();
    let answers = at_once(&users);
    let mut ids: Vec<_> = answers.iter().map(|answer| answer.told(201)["user"]["organization_id"].as_i64().unwrap()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

/// What was read before says that there is an address too; the batch knows better.
#[test]
fn whoever_loses_the_last_address_meanwhile_keeps_the_number() {
    let app = HeldApp::shared();
    let lose_address = |user: &Value| {
        let path = format!("/api/v2/users/{}/identities", user["id"]);
        let identities = app.get(&path).by(Caller::Admin).told(200)["identities"].take();
        let email = identities.as_array().unwrap().iter().find(|identity| identity["type"] == "email").unwrap();
        let path = format!("{path}/{}", email["id"]);
        app.before(&["UPDATE users", &user["id"].to_string()], move || {
            assert_eq!(HeldApp::shared().request("DELETE", &path).by(Caller::Admin).send().status, 204);
        });
    };
    let add = || app.add(&json!({ "name": unique(), "email": address(), "phone": national_number() }));
    let (user, another, many) = (add(), add(), add());
    lose_address(&user);
    let clear = json!({ "user": { "phone": null } });
    let refused = app.put(&format!("/api/v2/users/{}", user["id"]), &clear).by(Caller::Admin).told(422);
    assert_eq!(mistakes(&refused), ["phone: last_contact"]);
    assert_eq!(app.user(&user["id"])["phone"], user["phone"]);
    // Whoever brings another address needs no number.
    lose_address(&another);
    let swapped = app.change(&another["id"], &json!({ "phone": null, "email": address() }));
    assert_eq!(swapped["phone"], json!(null));
    lose_address(&many);
    let rows = results(app, app.put(&format!("/api/v2/users/update_many?ids={}", many["id"]), &clear).by(Caller::Admin));
    assert_eq!((&rows[0]["status"], &rows[0]["error"]), (&json!("Failed"), &json!("RecordInvalid")), "{rows:?}");
    assert_eq!(app.user(&many["id"])["phone"], many["phone"]);
}

#[test]
fn an_item_of_a_job_whose_user_is_added_meanwhile_changes_that_user() {
    let app = HeldApp::shared();
    for mut known in [json!({ "email": address() }), json!({ "external_id": unique() })] {
        let key = known.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        known["name"] = json!(unique());
        let mut item = known.clone();
        item["notes"] = json!("by the job");
        app.before(&["INSERT INTO job_results", &key], move || drop(HeldApp::shared().add(&known)));
        let rows = results(app, app.post("/api/v2/users/create_or_update_many", &json!({ "users": [item] })).by(Caller::Admin));
        assert_eq!(rows[0]["status"], "Updated", "{rows:?}");
        assert_eq!(app.user(&rows[0]["id"])["notes"], "by the job");
    }
}
