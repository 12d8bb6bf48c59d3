//! `/openapi.json` itself, and the page of it.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use usher_shared::operation::Operation;
use usher_shared::policy::Denial;
use usher_shared::problem::{Plain, Problem};

use crate::support::TestApp;

fn document() -> &'static Value {
    &TestApp::shared().contract().document
}

/// Method and path of everything that is described, and the operation.
fn described() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().unwrap();
        operations.iter().map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    })
}

#[test]
fn every_operation_is_described_and_nothing_else() {
    let described: BTreeSet<_> = described().map(|(route, operation)| (route, operation["operationId"].as_str().unwrap())).collect();
    let there: BTreeSet<_> =
        Operation::ALL.iter().map(|operation| (format!("{} {}", operation.method(), operation.path()), operation.name())).collect();
    assert_eq!(described, there);
}

#[test]
fn the_description_is_openapi_3_1() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../node_modules/@seriousme/openapi-schema-validator/schemas/v3.1/schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let validator = jsonschema::options().build(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(document()).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(!validator.is_valid(&json!({ "openapi": "3.1.0", "info": {} })), "the schema refuses nothing");
}

#[test]
fn every_reference_leads_somewhere() {
    fn hold(value: &Value) {
        match value {
            Value::Object(map) => {
                if let Some(target) = map.get("$ref").and_then(Value::as_str) {
                    assert!(document().pointer(target.strip_prefix('#').unwrap()).is_some(), "{target}");
                }
                map.values().for_each(hold);
            }
            Value::Array(list) => list.iter().for_each(hold),
            _ => {}
        }
    }
    hold(document());
}

#[test]
fn every_path_names_its_arguments() {
    for (route, operation) in described() {
        let in_path = |parameter: &&Value| parameter["in"] == "path";
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let named: Vec<_> = parameters.filter(in_path).map(|parameter| parameter["name"].as_str().unwrap()).collect();
        let written: Vec<_> = route.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(named, written, "{route}");
    }
}

#[test]
fn every_refusal_is_an_example_and_examples_are_valid() {
    let responses = document()["components"]["responses"].as_object().unwrap();
    for problem in Problem::samples() {
        let response = &responses[&format!("Refused{}", problem.status())]["content"]["application/json"];
        assert!(TestApp::shared().contract().is_valid(&response["schema"], &json!(problem)), "{}", json!(problem));
    }
    let examples = responses.values().map(|response| &response["content"]["application/json"]);
    let mut codes = BTreeSet::new();
    for content in examples {
        for (code, example) in content["examples"].as_object().unwrap() {
            assert!(TestApp::shared().contract().is_valid(&content["schema"], &example["value"]), "{code}");
            codes.insert(code.as_str());
        }
    }
    assert!(Plain::ALL.iter().all(|plain| codes.contains(plain.code())));
    assert!(!Denial::ALL.is_empty() && codes.contains("denied"));
}

#[test]
fn other_sites_may_read_the_description() {
    let answer = TestApp::shared().get("/openapi.json").header("origin", "https://editor.example").try_send().unwrap();
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("*")));
    assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("application/json")));
}

#[test]
fn the_page_has_every_operation_and_asks_no_other_host() {
    let page = TestApp::shared().get("/docs").try_send().unwrap();
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
    for operation in Operation::ALL {
        assert!(page.text.contains(&format!("id=\"{}\"", operation.name())), "{}", operation.name());
    }
    for source in page.text.split("src=\"").chain(page.text.split("<link ").map(|rest| rest.split('>').next().unwrap_or_default())).skip(1)
    {
        assert!(!source.starts_with("http") && !source.contains("href=\"http") && !source.contains("//"), "{source:.80}");
    }
    assert!(!page.text.contains("<script"));
}
