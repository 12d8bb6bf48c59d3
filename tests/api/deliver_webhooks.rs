//! How webhooks are told: in order, once for each who listens, and again until somebody takes it or it is given up.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use usher_shared::value::{Id, Ulid};

use crate::database;
use crate::receiver::{Heard, Receiver};
use crate::support::{Caller, TestApp, unique};
use crate::tell_webhooks::{alone, app, listen, of};

/// The only invocation that there is of this status, once there is one.
fn invocation(path: &str, status: &str) -> Value {
    for _ in 0..200 {
        let list = app().get(&format!("{path}/invocations?filter[status]={status}")).by(Caller::Admin).told(200);
        if list["count"] == 1 {
            return list["invocations"][0].clone();
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("no invocation is {status}: {}", app().get(&format!("{path}/invocations")).by(Caller::Admin).told(200));
}

fn attempts(path: &str, invocation: &Value) -> Vec<Value> {
    let list = app().get(&format!("{path}/invocations/{}/attempts", invocation["id"].as_str().unwrap())).by(Caller::Admin).told(200);
    list["attempts"].as_array().unwrap().clone()
}

fn set(app: &TestApp, path: &str, status: &str) {
    let body = json!({ "webhook": { "status": status } });
    assert_eq!(app.request("PATCH", path).json(&body).by(Caller::Admin).send().status, 204);
}

/// Makes the first thing that a webhook was to be told older by so many days; answers its id.
fn age(app: &TestApp, days: u64) -> String {
    let state = &app.server().state;
    let first = Id::from_number(database::count(state, "SELECT min(id) FROM webhook_invocations", &[])).unwrap();
    let then = first.made_at_ms() - days * 24 * 60 * 60 * 1000;
    let (id, first) = (Id::at(then, 0), first.number().to_string());
    let sql = "UPDATE webhook_invocations SET id = ?, ulid = ?, next_at = iif(next_at IS NULL, NULL, CAST(? AS INTEGER)) WHERE id = ?";
    database::run(state, sql, &[&id.number().to_string(), &Ulid::of(id), &then.to_string(), &first]);
    Ulid::of(id)
}

/// Has the clock strike, and waits until it has tidied up: something that came through long ago is gone then.
fn tidy(app: &TestApp) {
    let state = &app.server().state;
    let insert =
        "INSERT INTO webhook_invocations (id, ulid, webhook_id, event_id, type, subject_id, body, status, created_at, completed_at)
                  SELECT 1, 'x', id, 'x', 'x', 1, '{}', 'success', created_at, '2026-01-01T00:00:00Z' FROM webhooks";
    database::run(state, insert, &[]);
    app.server().strike();
    for _ in 0..200 {
        if database::count(state, "SELECT count(*) FROM webhook_invocations WHERE id = 1", &[]) == 0 {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("the clock does not tidy up: {}", app.server().end_of_log());
}

/// Listens to what only one test at a time brings about, and a user for it.
fn only(receiver: &Receiver) -> (MutexGuard<'static, ()>, String, Value) {
    let alone = alone();
    let id = app().add(&json!({ "name": unique() }))["id"].take();
    (alone, listen(app(), receiver, &["user.alias_changed", "user.notes_changed"]), id)
}

#[test]
fn who_is_busy_is_told_again_when_they_ask_and_in_order() {
    let times = Mutex::new(0);
    let receiver = Receiver::answering(move |_| {
        *times.lock().unwrap() += 1;
        Some(if *times.lock().unwrap() == 1 { "503 Busy\r\nretry-after: 1".into() } else { "200 OK".into() })
    });
    let (_alone, path, id) = only(&receiver);
    app().change(&id, &json!({ "alias": "first" }));
    app().change(&id, &json!({ "alias": "second" }));
    let heard = receiver.wait_for(3);
    let told: Vec<_> = heard.iter().map(|heard| heard.json()["event"]["current"].clone()).collect();
    assert_eq!(told, ["first", "first", "second"]);
    // The same, but for the time and what is signed with it.
    let id_of = |heard: &Heard| heard.header("x-zendesk-webhook-invocation-id").to_owned();
    assert_eq!((id_of(&heard[0]), &heard[0].body), (id_of(&heard[1]), &heard[1].body));
    assert_ne!(id_of(&heard[1]), id_of(&heard[2]));
    let list = app().get(&format!("{path}/invocations")).by(Caller::Admin).told(200);
    let first = list["invocations"][0].clone();
    assert_eq!((&first["attempts"], &first["status"], &first["status_code"]), (&json!(2), &json!("success"), &json!(200)));
    let attempts = attempts(&path, &first);
    assert_eq!((&attempts[0]["status_code"], &attempts[1]["status_code"]), (&json!(503), &json!(200)));
    assert_eq!(attempts[0]["request"]["payload"], heard[0].body);
}

#[test]
fn what_nobody_takes_is_a_dead_letter_that_can_be_sent_again() {
    let accepts = Arc::new(AtomicBool::new(false));
    let now_accepts = accepts.clone();
    // Where a redirect would lead it is not followed.
    let receiver = Receiver::answering(move |_| {
        let accepts = now_accepts.load(Ordering::Relaxed);
        Some(if accepts { "204 No Content".into() } else { "302 Found\r\nlocation: /elsewhere".into() })
    });
    let (_alone, path, id) = only(&receiver);
    app().change(&id, &json!({ "alias": "a" }));
    let dead = invocation(&path, "failed");
    assert_eq!((&dead["status_code"], &dead["attempts"], receiver.heard().len()), (&json!(302), &json!(1), 1));
    accepts.store(true, Ordering::Relaxed);
    let resend = format!("{path}/invocations/{}/resend", dead["id"].as_str().unwrap());
    assert_eq!(app().post(&resend, &json!({})).by(Caller::Admin).told(200)["invocation"]["status"], "queued");
    let heard = receiver.wait_for(2);
    assert_eq!((&heard[1].body, heard[1].path.as_str()), (&heard[0].body, "/hook"));
    invocation(&path, "success");
    // There is nothing to send again of what has come through.
    app().post(&resend, &json!({})).by(Caller::Admin).told(404);
}

#[test]
fn who_dies_in_between_has_it_sent_again_and_nothing_is_told_twice_that_was_taken() {
    let app = &mut TestApp::start();
    let hangs = Arc::new(AtomicBool::new(true));
    let still = hangs.clone();
    let receiver = Receiver::answering(move |heard| {
        let hang = heard.json()["type"] == "zen:event-type:user.notes_changed" && still.load(Ordering::Relaxed);
        (!hang).then(|| "204 No Content".into())
    });
    let id = app.add(&json!({ "name": unique() }))["id"].take();
    let path = listen(app, &receiver, &["user.alias_changed", "user.notes_changed"]);
    app.change(&id, &json!({ "alias": "a" }));
    receiver.wait_for(1);
    app.change(&id, &json!({ "notes": "n" }));
    receiver.wait_for(2);
    app.restart();
    hangs.store(false, Ordering::Relaxed);
    // What is being sent is nobody else's for half a minute.
    database::run(&app.server().state, "UPDATE webhook_invocations SET next_at = 0 WHERE status = 'queued'", &[]);
    app.server().strike();
    let heard = receiver.wait_for(3);
    let ids: Vec<_> = heard.iter().map(|heard| heard.header("x-zendesk-webhook-invocation-id")).collect();
    assert!(ids[1] == ids[2] && ids[0] != ids[1] && heard[1].body == heard[2].body, "{ids:?}");
    let list = app.get(&format!("{path}/invocations?sort=-id")).by(Caller::Admin).told(200);
    assert_eq!((list["count"].as_i64(), receiver.heard().len()), (Some(2), 3), "{list}");
}

#[test]
fn who_is_inactive_is_told_nothing_and_who_comes_later_nothing_of_before() {
    let (app, receiver, late) = (app(), Receiver::start(), Receiver::start());
    let (_alone, path, id) = only(&receiver);
    set(app, &path, "inactive");
    app.change(&id, &json!({ "alias": "while nobody listens" }));
    let other = listen(app, &late, &["user.alias_changed"]);
    set(app, &path, "active");
    app.change(&id, &json!({ "alias": "b" }));
    for receiver in [&receiver, &late] {
        let heard = receiver.wait("the second", |heard| !of(&id, heard).is_empty());
        assert_eq!(of(&id, &heard).iter().map(|event| event["event"]["current"].clone()).collect::<Vec<_>>(), ["b"]);
    }
    assert_eq!(app.request("DELETE", &other).by(Caller::Admin).send().status, 204);
    app.change(&id, &json!({ "alias": "c" }));
    receiver.wait_for(2);
    assert_eq!(late.heard().len(), 1);
}

/// One that asks to be told in an hour, and then takes whatever else comes.
fn busy_at_first() -> Receiver {
    let is_busy = AtomicBool::new(true);
    Receiver::answering(move |_| {
        let is_busy = is_busy.swap(false, Ordering::Relaxed);
        Some(if is_busy { "503 Busy\r\nretry-after: 3600".into() } else { "204 No Content".into() })
    })
}

#[test]
fn what_waited_behind_something_that_is_given_up_is_told() {
    let (app, receiver) = (TestApp::start(), busy_at_first());
    let id = app.add(&json!({ "name": unique() }))["id"].take();
    let path = listen(&app, &receiver, &["user.alias_changed"]);
    let queued =
        || database::count(&app.server().state, "SELECT count(*) FROM webhook_invocations WHERE status_code = 503 OR attempts = 0", &[]);
    for (alias, count) in [("old", 1), ("waits", 2)] {
        app.change(&id, &json!({ "alias": alias }));
        receiver.wait_for(1);
        while queued() < count {
            thread::sleep(Duration::from_millis(20));
        }
    }
    set(&app, &path, "inactive");
    age(&app, 8);
    tidy(&app);
    set(&app, &path, "active");
    app.change(&id, &json!({ "alias": "new" }));
    app.server().strike();
    let told: Vec<_> = receiver.wait_for(3).iter().map(|heard| heard.json()["event"]["current"].clone()).collect();
    assert_eq!(told, ["old", "waits", "new"]);
}

#[test]
fn what_is_sent_again_has_as_long_as_what_is_new() {
    let (app, times) = (TestApp::start(), AtomicUsize::new(0));
    let receiver = Receiver::answering(move |_| {
        let answers = ["404 Not Found", "503 Busy\r\nretry-after: 3600", "204 No Content"];
        Some(answers[times.fetch_add(1, Ordering::Relaxed)].into())
    });
    let id = app.add(&json!({ "name": unique() }))["id"].take();
    let path = listen(&app, &receiver, &["user.alias_changed"]);
    app.change(&id, &json!({ "alias": "a" }));
    receiver.wait_for(1);
    let state = &app.server().state;
    let has = |condition: &str| database::count(state, &format!("SELECT count(*) FROM webhook_invocations WHERE {condition}"), &[]) == 1;
    let wait = |condition: &str| {
        while !has(condition) {
            thread::sleep(Duration::from_millis(20));
        }
    };
    wait("status = 'failed'");
    let resend = |id: &str| app.post(&format!("{path}/invocations/{id}/resend"), &json!({})).by(Caller::Admin).told(200);
    resend(&age(&app, 20));
    wait("status_code = 503");
    tidy(&app);
    assert!(has("status = 'queued' AND status_code = 503"));
    // It has not for ever.
    set(&app, &path, "inactive");
    let letter = age(&app, 8);
    tidy(&app);
    assert!(has("status = 'failed'"));
    // That it has come through is shown for as long as of others.
    set(&app, &path, "active");
    resend(&letter);
    wait("status = 'success'");
    tidy(&app);
    assert!(has("status = 'success'"));
}

#[test]
fn of_whoever_is_purged_nothing_is_told_any_more_but_that() {
    let (app, receiver) = (TestApp::start(), busy_at_first());
    let types = ["created", "identity_created", "active_changed", "details_changed", "deleted"].map(|name| format!("user.{name}"));
    listen(&app, &receiver, &types.each_ref().map(String::as_str));
    let word = unique();
    let id = app.add(&json!({ "name": format!("Ana {word}"), "email": format!("{word}@acme.test"), "details": word }))["id"].take();
    receiver.wait_for(1);
    app.request("DELETE", &format!("/api/v2/users/{id}")).by(Caller::Admin).told(200);
    let state = &app.server().state;
    let count = |sql: &str, value: &str| database::count(state, &format!("SELECT count(*) FROM {sql}"), &[value]);
    while count("webhook_invocations WHERE status = 'queued' AND subject_id = ? AND (status_code = 503 OR attempts = 0)", &id.to_string())
        < 3
    {
        thread::sleep(Duration::from_millis(20));
    }
    // Past the API: nobody reads it in the log before the purge.
    database::run(state, "UPDATE users SET details = ? WHERE id = ?", &[&format!("{word} again"), &id.to_string()]);
    assert_eq!(count("events WHERE current LIKE '%' || ? || '%' AND id > (SELECT last_event_id FROM event_progress)", &word), 1);
    app.request("DELETE", &format!("/api/v2/deleted_users/{id}")).by(Caller::Admin).told(200);
    let heard = receiver.wait_for(2);
    assert_eq!((&heard[1].json()["type"], heard.len()), (&json!("zen:event-type:user.deleted"), 2));
    for table in ["webhook_invocations WHERE body", "events WHERE coalesce(previous, '') || coalesce(current, '')"] {
        assert_eq!(count(&format!("{table} LIKE '%' || ? || '%'"), &word), 0, "{table}");
    }
    assert_eq!(count("webhook_invocations WHERE subject_id = ?", &id.to_string()), 1);
}
