//! Whoever makes an admin less is an admin still: so there is always one left.

use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::database;
use crate::held_app::HeldApp;
use crate::jobs::{completed, queued};
use crate::settings_app::SettingsApp;
use crate::support::{Answer, Caller, Request, TestApp, unique};

/// An admin with a token of their own. It comes past Usher: of the instance, nothing else may write meanwhile.
#[derive(Clone)]
struct Admin {
    id: Value,
    token: String,
}

impl Admin {
    /// One whom the isolate knows as such.
    fn of(app: &TestApp) -> Self {
        let id = app.add_by(Caller::Admin, &json!({ "name": unique(), "role": "admin" }))["id"].take();
        let token = unique();
        let hash = Sha256::digest(&token).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        let insert = "INSERT INTO api_tokens (id, user_id, hash, name, created_at) VALUES (?1, ?1, ?2, 'x', '2026-01-02T09:00:00Z')";
        database::run(&app.server().state, insert, &[&id.to_string(), &hash]);
        app.get("/api/v1/settings").bearer(&token).told(200);
        Self { id, token }
    }

    fn change<'a>(&self, app: &'a TestApp, other: &Self, user: &Value) -> Request<'a> {
        app.put(&format!("/api/v2/users/{}", other.id), &json!({ "user": user })).bearer(&self.token)
    }

    fn delete<'a>(&self, app: &'a TestApp, other: &Self) -> Request<'a> {
        app.request("DELETE", &format!("/api/v2/users/{}", other.id)).bearer(&self.token)
    }
}

fn demotion() -> Value {
    json!({ "role": "agent" })
}

fn assert_is_admin(app: &TestApp, admin: &Admin) {
    let user = app.user(&admin.id);
    assert_eq!(json!([user["role"], user["active"], user["suspended"]]), json!(["admin", true, false]));
}

fn assert_admins_only(answer: &Answer) {
    assert_eq!(answer.told(403)["rule"], "admins_only");
}

#[test]
fn whoever_is_less_by_now_is_known_as_that_at_once() {
    let app = &SettingsApp::take();
    let demote = |by: &Admin, other: &Admin| by.change(app, other, &demotion()).send();
    for (change, rule) in [(demotion(), "agents_handle_customers"), (json!({ "suspended": true }), "account_suspended")] {
        let (one, other) = (Admin::of(app), Admin::of(app));
        one.change(app, &other, &change).told(200);
        assert_eq!(demote(&other, &one).told(403)["rule"], rule);
        assert_is_admin(app, &one);
    }
    let (one, other) = (Admin::of(app), Admin::of(app));
    one.delete(app, &other).told(200);
    demote(&other, &one).told(401);
}

/// As another isolate does it: it does not know.
#[test]
fn whoever_is_remembered_as_an_admin_makes_nobody_less() {
    let app = &SettingsApp::take();
    for now in ["role = 'agent'", "suspended = 1"] {
        let (one, other) = (Admin::of(app), Admin::of(app));
        database::run(&app.server().state, &format!("UPDATE users SET {now} WHERE id = ?"), &[&other.id.to_string()]);
        for request in
            [other.change(app, &one, &demotion()), other.change(app, &one, &json!({ "suspended": true })), other.delete(app, &one)]
        {
            request.told(403);
        }
        assert_is_admin(app, &one);
    }
}

#[test]
fn of_two_admins_who_demote_each_other_at_once_one_stays() {
    let app = &SettingsApp::take();
    let (one, other) = (Admin::of(app), Admin::of(app));
    let answer = other.change(app, &one, &demotion()).send_during(|| drop(one.change(app, &other, &demotion()).told(200)));
    assert_admins_only(&answer);
    assert_is_admin(app, &one);
}

#[test]
fn of_two_admins_who_suspend_or_delete_each_other_at_once_one_stays() {
    let app = &Arc::new(HeldApp::start());
    for (words, change) in [("UPDATE users SET", Some(json!({ "suspended": true }))), ("UPDATE users SET active = 0", None)] {
        let (one, other) = (Admin::of(app), Admin::of(app));
        let faster = (app.clone(), one.clone(), other.clone());
        app.before(&[words, &one.id.to_string()], move || {
            faster.1.change(&faster.0, &faster.2, &demotion()).told(200);
        });
        assert_admins_only(&match change {
            Some(change) => other.change(app, &one, &change).send(),
            None => other.delete(app, &one).send(),
        });
        assert_is_admin(app, &one);
    }
}

#[test]
fn a_job_of_somebody_who_is_no_admin_any_more_makes_nobody_less() {
    let app = &Arc::new(HeldApp::start());
    let (one, another) = (Admin::of(app), Admin::of(app));
    let ids = format!("{},{}", one.id, another.id);
    for change in [Some(demotion()), Some(json!({ "suspended": true })), None] {
        let other = Admin::of(app);
        let faster = (app.clone(), one.clone(), other.clone());
        app.before(&["INSERT INTO job_results", &one.id.to_string()], move || {
            faster.1.change(&faster.0, &faster.2, &demotion()).told(200);
        });
        let call = match change {
            Some(change) => app.put(&format!("/api/v2/users/update_many?ids={ids}"), &json!({ "user": change })),
            None => app.request("DELETE", &format!("/api/v2/users/destroy_many?ids={ids}")),
        };
        let job = completed(app, &queued(&call.bearer(&other.token).send())["id"]);
        for (row, admin) in job["results"].as_array().unwrap().iter().zip([&one, &another]) {
            assert_eq!((&row["status"], &row["error"]), (&json!("Failed"), &json!("Forbidden")), "{row}");
            assert_is_admin(app, admin);
        }
    }
}
