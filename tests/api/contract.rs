//! What `/openapi.json` promises: every answer of this suite is held against it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::support::Answer;

/// An operation, and the status that it answers with.
type Answering = (String, u16);

/// The document, and the validators that were needed so far.
pub struct Contract {
    pub document: Value,
    /// Every schema of the document, closed: answers have the keys that are described, and no others.
    components: Value,
    validators: Mutex<HashMap<Answering, Option<Arc<Validator>>>>,
}

impl Contract {
    /// The one that is served. It is the same on every server of a run.
    pub fn of(read: impl FnOnce() -> Value) -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| {
            let document = read();
            let mut components = document["components"].clone();
            close(&mut components["schemas"]);
            Self { document, components, validators: Mutex::default() }
        })
    }

    /// Holds an answer against what is said of the operation; of what is no operation, against what a refusal is.
    pub fn hold(&self, method: &str, path: &str, answer: &Answer) {
        let about = || format!("{method} {path}: {}: {}", answer.status, answer.text);
        let Some((operation, route)) = self.operation(method, path) else {
            assert!([204, 401, 404, 405].contains(&answer.status), "no operation, and yet {}", about());
            return;
        };
        let responses = operation["responses"].as_object().unwrap();
        let response = responses.get(&answer.status.to_string()).unwrap_or_else(|| panic!("a status that is not described: {}", about()));
        let Some(validator) = self.validator(&format!("{method} {route}"), answer.status, self.resolved(response)) else {
            assert!(answer.text.is_empty(), "a body where none is described: {}", about());
            return;
        };
        if method != "HEAD" {
            let body: Value = serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", about()));
            let errors: Vec<_> = validator.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "not as it is described: {errors:#?}\n{}", about());
        }
    }

    /// The first path that fits counts, as for the router.
    fn operation(&self, method: &str, path: &str) -> Option<(&Value, &str)> {
        let path = path.split('?').next().unwrap_or_default();
        let path = path.strip_suffix(".json").unwrap_or(path);
        let fits = |pattern: &str| {
            let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
            pattern.len() == path.len() && pattern.iter().zip(path).all(|(part, segment)| part.starts_with('{') || *part == segment)
        };
        let (route, operations) = self.document["paths"].as_object()?.iter().find(|(route, _)| fits(route))?;
        let method = if method == "HEAD" { "get".into() } else { method.to_lowercase() };
        Some((operations.get(&method)?, route))
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|target| self.document.pointer(target.strip_prefix('#')?));
        target.unwrap_or(value)
    }

    fn validator(&self, operation: &str, status: u16, response: &Value) -> Option<Arc<Validator>> {
        let make = || {
            let mut schema = response.pointer("/content/application~1json/schema")?.clone();
            close(&mut schema);
            Some(Arc::new(compile(&schema, &self.components)))
        };
        self.validators.lock().unwrap().entry((operation.into(), status)).or_insert_with(make).clone()
    }

    /// Whether a value is as a schema of the document says.
    pub fn is_valid(&self, schema: &Value, value: &Value) -> bool {
        compile(schema, &self.components).is_valid(value)
    }
}

fn compile(schema: &Value, components: &Value) -> Validator {
    let whole = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [schema], "components": components });
    jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
}

/// Takes every key from an object that its schema does not name. The document says nothing of that: clients are to ignore what
/// they do not know.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            for value in map.values_mut() {
                close(value);
            }
            if is_object(map) {
                map.entry("additionalProperties").or_insert(false.into());
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

fn is_object(schema: &Map<String, Value>) -> bool {
    schema.get("type").is_some_and(|kind| kind == "object") && schema.contains_key("properties")
}
