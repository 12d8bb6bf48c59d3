//! `GET` and `PUT /api/v1/settings`: what an admin decides, and what follows from it.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use usher_shared::settings::SettingsFault;

use crate::database;
use crate::settings_app::SettingsApp;
use crate::support::{Caller, TestApp, address, keys, mistakes, national_number, unique};

/// How long a change may take to act (`FRESH_MS` in worker/src/store/account.rs), and time for the requests themselves.
const FRESH: Duration = Duration::from_secs(5 + 2);

fn put(app: &TestApp, settings: &Value) -> (u16, Value) {
    let answer = app.put("/api/v1/settings", &json!({ "settings": settings })).by(Caller::Admin).send();
    (answer.status, serde_json::from_str(&answer.text).unwrap())
}

fn shown(app: &TestApp) -> Value {
    app.get("/api/v1/settings").by(Caller::Admin).told(200)["settings"].take()
}

fn add(app: &TestApp, user: &Value) -> (u16, Value) {
    let answer = app.post("/api/v2/users", &json!({ "user": user })).by(Caller::Agent).send();
    (answer.status, serde_json::from_str(&answer.text).unwrap())
}

#[test]
fn an_account_starts_with_settings_that_ask_for_a_name_only() {
    let app = SettingsApp::take();
    let settings = &app.initial()["settings"];
    assert_eq!(
        keys(settings),
        [
            "version",
            "entry_points",
            "default_region",
            "default_locale",
            "default_time_zone",
            "strict_zendesk_rules",
            "registration",
            "sign_up",
            "mail",
            "inbound",
            "addresses"
        ]
    );
    assert_eq!(settings["version"], 0);
    assert_eq!(keys(&settings["entry_points"]), ["agent", "organization", "api", "import", "signup", "request"]);
    let fields = json!({
        "name": "required", "email": "optional", "phone": "optional", "organization": "hidden", "external_id": "hidden",
        "locale": "hidden", "time_zone": "hidden", "tags": "hidden", "details": "hidden", "notes": "hidden",
    });
    assert_eq!(
        settings["entry_points"]["agent"].to_string(),
        json!({ "fields": fields, "user_fields": {}, "contact_required": false }).to_string()
    );
    assert_eq!((&settings["default_region"], &settings["default_locale"]), (&json!("US"), &json!("en-US")));
    assert_eq!((&settings["default_time_zone"], &settings["strict_zendesk_rules"]), (&json!("America/New_York"), &json!(false)));
}

#[test]
fn an_address_made_mandatory_for_programs_is_asked_of_programs() {
    let app = SettingsApp::take();
    app.set(&json!({ "entry_points": { "api": { "fields": { "email": "required" } } } }));
    for email in [json!(null), json!(""), json!("  ")] {
        let name = unique();
        let answer = app.post("/api/v2/users", &json!({ "user": { "name": name, "email": email } })).by(Caller::Agent).send();
        let expected = r#"{"error":"RecordInvalid","description":"Record validation errors","details":{"email":[{"description":"Email: cannot be blank","error":"BlankValue","code":"required"}]},"code":"invalid_fields"}"#;
        assert_eq!((answer.status, &*answer.text), (422, expected));
        assert_eq!(crate::create_user::stored(&app, &name), 0);
    }
    assert_eq!(add(&app, &json!({ "name": unique(), "email": address() })).0, 201);
    // The widget has a form of its own.
    app.post("/api/v2/users", &json!({ "user": { "name": unique() } })).embedded(Caller::Agent).told(201);
}

#[test]
fn an_address_made_mandatory_for_agents_is_asked_in_the_widget() {
    let app = SettingsApp::take();
    app.set(&json!({ "entry_points": { "agent": { "fields": { "email": "required" } } } }));
    let post = |user: &Value| app.post("/api/v2/users", &json!({ "user": user })).embedded(Caller::Restricted);
    assert_eq!(mistakes(&post(&json!({ "name": unique() })).told(422)), ["email: required"]);
    post(&json!({ "name": unique(), "email": address() })).told(201);
    assert_eq!(add(&app, &json!({ "name": unique() })).0, 201);
    let form = app.get("/api/v1/form").embedded(Caller::Agent).told(200);
    assert_eq!(form["form"]["fields"][1]["required"], true);
}

#[test]
fn every_field_can_be_made_mandatory_and_every_one_that_is_missing_is_told() {
    let app = SettingsApp::take();
    let fields =
        keys(&app.initial()["settings"]["entry_points"]["api"]["fields"]).into_iter().map(|field| (field.to_string(), json!("required")));
    let fields: serde_json::Map<_, _> = fields.collect();
    let expected: Vec<_> = fields.keys().map(|field| format!("{field}: required")).collect();
    app.set(&json!({ "entry_points": { "api": { "fields": fields } } }));
    let (status, body) = add(&app, &json!({}));
    assert_eq!((status, mistakes(&body)), (422, expected));
}

#[test]
fn one_way_to_reach_somebody_can_be_made_mandatory() {
    let app = SettingsApp::take();
    app.set(&json!({ "entry_points": { "api": { "contact_required": true } } }));
    let (status, body) = add(&app, &json!({ "name": unique() }));
    assert_eq!((status, mistakes(&body)), (422, vec!["email: contact_required".to_string()]));
    assert_eq!(body["details"]["email"][0]["error"], "BlankValue");
    assert_eq!(add(&app, &json!({ "name": unique(), "phone": national_number() })).0, 201);
    assert_eq!(add(&app, &json!({ "name": unique(), "email": address() })).0, 201);
    assert_eq!(app.get("/api/v1/form").by(Caller::Agent).told(200)["form"]["contact_required"], true);
}

#[test]
fn what_is_mandatory_for_additions_is_not_asked_of_changes() {
    let app = SettingsApp::take();
    let user = app.add(&json!({ "name": unique() }));
    app.set(&json!({ "entry_points": { "api": { "fields": { "email": "required" }, "contact_required": true } } }));
    assert_eq!(app.change(&user["id"], &json!({ "notes": "n" }))["notes"], "n");
}

#[test]
fn a_hidden_field_is_neither_shown_nor_stored() {
    let app = SettingsApp::take();
    app.set(&json!({ "entry_points": { "api": { "fields": { "notes": "hidden", "email": "hidden", "organization": "hidden" } } } }));
    let body = json!({ "name": unique(), "notes": "n", "email": "nonsense", "organization_id": 999_999, "identities": [{ "type": "email", "value": address() }] });
    let user = app.add(&body);
    assert_eq!((&user["notes"], &user["email"], &user["organization_id"]), (&json!(null), &json!(null), &json!(null)));
}

#[test]
fn defaults_are_given_to_whoever_says_nothing() {
    let app = SettingsApp::take();
    app.set(&json!({ "default_locale": "de", "default_time_zone": "Berlin", "default_region": "DE" }));
    let user = app.add(&json!({ "name": unique(), "phone": "030 9012345" }));
    assert_eq!((&user["locale"], &user["locale_id"]), (&json!("de"), &json!(8)));
    assert_eq!((&user["time_zone"], &user["iana_time_zone"]), (&json!("Berlin"), &json!("Europe/Berlin")));
    assert_eq!(user["phone"], "+49309012345");
    app.set(&json!({ "default_region": null }));
    let (status, body) = add(&app, &json!({ "name": unique(), "phone": "030 9012345" }));
    assert_eq!((status, mistakes(&body)), (422, vec!["phone: phone_needs_country".to_string()]));
}

#[test]
fn settings_that_nobody_could_satisfy_are_refused_with_all_that_is_wrong() {
    let app = SettingsApp::take();
    let before = shown(&app);
    let (status, body) = put(
        &app,
        &json!({
            "entry_points": {
                "agent": { "fields": { "name": "optional", "email": "hidden", "phone": "hidden" }, "contact_required": true },
                "organization": { "fields": { "organization": "hidden" } },
                "signup": { "fields": { "notes": "required" } },
            },
            "strict_zendesk_rules": true,
        }),
    );
    let expected = json!({
        "error": "RecordInvalid", "description": "These settings cannot be saved",
        "details": [
            { "path": "entry_points.agent.fields.name", "code": SettingsFault::NameMustBeRequired },
            { "path": "entry_points.agent.contact_required", "code": SettingsFault::ContactHidden },
            { "path": "entry_points.organization.fields.organization", "code": SettingsFault::OrganizationHidden },
            { "path": "entry_points.signup.fields.notes", "code": SettingsFault::CustomersCannotFill },
        ],
        "code": "invalid_settings",
    });
    assert_eq!((status, body.to_string()), (422, expected.to_string()));
    assert_eq!(shown(&app), before);
}

#[test]
fn a_setting_or_a_value_that_does_not_exist_is_refused() {
    let app = SettingsApp::take();
    let before = shown(&app);
    for (settings, path, code) in [
        (json!({ "strict": true }), "strict", SettingsFault::UnknownSetting),
        (json!({ "entry_points": { "agnet": { "contact_required": true } } }), "entry_points.agnet", SettingsFault::UnknownSetting),
        (json!({ "entry_points": { "agent": { "feilds": {} } } }), "entry_points.agent.feilds", SettingsFault::UnknownSetting),
        (
            json!({ "entry_points": { "agent": { "fields": { "emial": "required" } } } }),
            "entry_points.agent.fields.emial",
            SettingsFault::UnknownSetting,
        ),
        (
            json!({ "entry_points": { "agent": { "fields": { "email": "mandatory" } } } }),
            "entry_points.agent.fields.email",
            SettingsFault::InvalidValue,
        ),
        (
            json!({ "entry_points": { "agent": { "fields": { "email": true } } } }),
            "entry_points.agent.fields.email",
            SettingsFault::InvalidValue,
        ),
        (json!({ "entry_points": [] }), "entry_points", SettingsFault::InvalidValue),
        (
            json!({ "entry_points": { "agent": { "contact_required": "yes" } } }),
            "entry_points.agent.contact_required",
            SettingsFault::InvalidValue,
        ),
        (json!({ "strict_zendesk_rules": 1 }), "strict_zendesk_rules", SettingsFault::InvalidValue),
        (json!({ "default_region": "XX" }), "default_region", SettingsFault::InvalidValue),
        (json!({ "default_locale": "nonsense!" }), "default_locale", SettingsFault::InvalidValue),
        (json!({ "default_time_zone": "Mars" }), "default_time_zone", SettingsFault::InvalidValue),
    ] {
        let (status, body) = put(&app, &settings);
        assert_eq!((status, &body["details"]), (422, &json!([{ "path": path, "code": code }])), "{settings}");
    }
    assert_eq!(shown(&app), before);
}

#[test]
fn a_body_without_settings_is_refused() {
    let app = SettingsApp::take();
    for body in [json!({}), json!({ "settings": [] }), json!([])] {
        assert_eq!(app.put("/api/v1/settings", &body).by(Caller::Admin).told(400)["code"], "missing_object");
    }
}

#[test]
fn a_version_that_is_not_the_newest_is_refused() {
    let app = SettingsApp::take();
    let version = shown(&app)["version"].as_i64().unwrap();
    let (status, body) = put(&app, &json!({ "version": version, "default_locale": "fr" }));
    assert_eq!((status, &body["settings"]["version"]), (200, &json!(version + 1)));
    for stale in [json!(version), json!(version + 2), json!("x"), json!(null)] {
        let (status, body) = put(&app, &json!({ "version": stale, "default_locale": "es" }));
        assert_eq!((status, &body["error"], &body["code"]), (409, &json!("Conflict"), &json!("settings_stale")), "{stale}");
    }
    let after = shown(&app);
    assert_eq!((&after["version"], &after["default_locale"]), (&json!(version + 1), &json!("fr")));
}

#[test]
fn of_two_changes_of_one_version_at_once_one_wins() {
    let app = SettingsApp::take();
    let version = shown(&app)["version"].take();
    let wishes: Vec<_> = ["fr", "es", "de", "it"].map(|locale| json!({ "version": version, "default_locale": locale })).into();
    let app: &TestApp = &app;
    let told = thread::scope(|scope| {
        let threads: Vec<_> = wishes.iter().map(|wish| scope.spawn(|| put(app, wish).0)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(told.iter().filter(|status| **status == 200).count(), 1, "{told:?}");
    assert!(told.iter().all(|status| matches!(status, 200 | 409)), "{told:?}");
    assert_eq!(shown(app)["version"], version.as_i64().unwrap() + 1);
}

#[test]
fn a_change_is_in_the_audit_log_and_every_version_is_kept() {
    let app = SettingsApp::take();
    let version = app.set(&json!({ "default_locale": "fr" }))["settings"]["version"].take();
    let sql = "SELECT actor_id, detail FROM audit_log WHERE action = 'settings.changed' ORDER BY id DESC LIMIT 1";
    let rows = database::run(&app.server().state, sql, &[]);
    assert_eq!(rows, [[json!(101), json!(format!(r#"{{"version":{version}}}"#))]]);
    let versions = database::run(&app.server().state, "SELECT count(*), max(version), max(changed_by) FROM settings", &[]);
    assert_eq!(versions, [[version.clone(), version, json!(101)]]);
}

#[test]
fn a_change_made_elsewhere_acts_within_seconds() {
    let app = SettingsApp::take();
    let mut settings = shown(&app);
    let version = settings.as_object_mut().unwrap().remove("version").unwrap().as_i64().unwrap() + 1;
    settings["entry_points"]["api"]["fields"]["email"] = json!("required");
    assert_eq!(add(&app, &json!({ "name": unique() })).0, 201);
    let insert = "INSERT INTO settings (version, value, changed_by, changed_at) VALUES (?, ?, 101, '2026-01-02T09:00:00Z')";
    database::run(&app.server().state, insert, &[&version.to_string(), &settings.to_string()]);
    let changed = Instant::now();
    while add(&app, &json!({ "name": unique() })).0 == 201 {
        assert!(changed.elapsed() < FRESH, "the change does not act");
        thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(mistakes(&add(&app, &json!({ "name": unique() })).1), ["email: required"]);
}

#[test]
fn zendesks_strict_rules_refuse_restricted_agents_with_the_rule_that_does() {
    let app = SettingsApp::take();
    let own = app.add_by(Caller::Restricted, &json!({ "name": unique() }))["id"].take();
    app.set(&json!({ "strict_zendesk_rules": true }));
    let body = json!({ "user": { "name": unique() } });
    let own = format!("/api/v2/users/{own}");
    for request in [app.post("/api/v2/users", &body), app.post("/api/v1/suggestions", &body), app.put(&own, &body)] {
        let refused = request.by(Caller::Restricted).send();
        assert_eq!(refused.told(403)["rule"], "strict_restricted_agents");
        assert_eq!(refused.header("x-denied-rule"), Some("strict_restricted_agents"));
    }
    app.post("/api/v2/users", &body).embedded(Caller::Restricted).told(403);
    assert_eq!(app.get("/api/v1/form").by(Caller::Restricted).told(200)["strict_zendesk_rules"], true);
    app.get(&own).by(Caller::Restricted).told(200);
    app.post("/api/v2/users", &body).by(Caller::Agent).told(201);
    app.set(&json!({ "strict_zendesk_rules": false }));
    app.post("/api/v2/users", &body).by(Caller::Restricted).told(201);
}
