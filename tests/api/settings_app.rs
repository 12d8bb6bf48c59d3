//! An instance for the tests that change what holds for a whole account.

use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

/// An instance whose settings and lists of addresses tests change, one test at a time; each finds what an account starts
/// with.
pub struct SettingsApp(MutexGuard<'static, (TestApp, Value)>);

impl SettingsApp {
    pub fn take() -> Self {
        static OWN: OnceLock<Mutex<(TestApp, Value)>> = OnceLock::new();
        let own = OWN.get_or_init(|| {
            let app = TestApp::start();
            let initial = app.get("/api/v1/settings").by(Caller::Admin).told(200);
            Mutex::new((app, initial))
        });
        let taken = Self(own.lock().unwrap_or_else(PoisonError::into_inner));
        let mut initial = taken.0.1.clone();
        initial["settings"].as_object_mut().unwrap().remove("version");
        taken.put("/api/v1/settings", &initial).by(Caller::Admin).told(200);
        for list in ["allowlist", "blocklist"] {
            let blank = json!({ "registration_list": { "lines": "" } });
            taken.put(&format!("/api/v1/registration/{list}"), &blank).by(Caller::Admin).told(200);
        }
        taken
    }

    /// What an account starts with.
    pub fn initial(&self) -> &Value {
        &self.0.1
    }

    pub fn set(&self, settings: &Value) -> Value {
        self.put("/api/v1/settings", &json!({ "settings": settings })).by(Caller::Admin).told(200)
    }
}

impl Deref for SettingsApp {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.0.0
    }
}
