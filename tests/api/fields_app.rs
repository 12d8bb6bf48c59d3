//! An instance for the tests that define fields: these are shown with every user and organization.

use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

pub const USER_FIELDS: &str = "/api/v2/user_fields";
pub const ORGANIZATION_FIELDS: &str = "/api/v2/organization_fields";

/// One test at a time; each finds no fields.
pub struct FieldsApp(MutexGuard<'static, TestApp>);

impl FieldsApp {
    pub fn take() -> Self {
        static OWN: OnceLock<Mutex<TestApp>> = OnceLock::new();
        let app = Self(OWN.get_or_init(|| Mutex::new(TestApp::start())).lock().unwrap_or_else(PoisonError::into_inner));
        for path in [USER_FIELDS, ORGANIZATION_FIELDS] {
            let list = app.get(path).by(Caller::Admin).told(200);
            for field in list[&path["/api/v2/".len()..]].as_array().unwrap() {
                let deleted = app.request("DELETE", &format!("{path}/{}", field["id"])).by(Caller::Admin).send();
                assert_eq!(deleted.status, 204);
            }
        }
        app
    }

    /// A field of users, as an admin has defined one.
    pub fn define(&self, key: &str, kind: &str, more: &Value) -> Value {
        self.define_at(USER_FIELDS, key, kind, more)
    }

    pub fn define_at(&self, path: &str, key: &str, kind: &str, more: &Value) -> Value {
        let mut field = json!({ "key": key, "type": kind, "title": key.to_uppercase() });
        field.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let name = path["/api/v2/".len()..].trim_end_matches('s');
        self.post(path, &json!({ name: field })).by(Caller::Admin).told(201)[name].take()
    }
}

impl Deref for FieldsApp {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.0
    }
}
