//! `GET /api/v1/form` and `GET /api/v1/capabilities`: what is asked for, and what one may do.

use serde_json::{Value, json};
use usher_shared::form::EntryPoint;
use usher_shared::policy::Action;

use crate::support::{Caller, TestApp};

const FORM: &str = "/api/v1/form";

fn fields(entry_point: &str) -> Vec<String> {
    let answer = TestApp::shared().get(&format!("{FORM}?entry_point={entry_point}")).by(Caller::Light).told(200);
    assert_eq!(answer["form"]["entry_point"], entry_point);
    let mark = |field: &Value| if field["required"] == true { "*" } else { "" };
    answer["form"]["fields"].as_array().unwrap().iter().map(|field| format!("{}{}", field["name"].as_str().unwrap(), mark(field))).collect()
}

#[test]
fn each_way_in_has_its_own_form_and_phone_is_on_the_agents() {
    let all = ["name*", "email", "phone", "organization", "external_id", "locale", "time_zone", "tags", "details", "notes"];
    for (entry_point, expected) in [
        (EntryPoint::Agent, &["name*", "email", "phone"][..]),
        (EntryPoint::Organization, &["name*", "email", "phone", "organization*"]),
        (EntryPoint::Api, &all),
        (EntryPoint::Import, &all),
        (EntryPoint::Signup, &["name*", "email*", "phone", "locale"]),
        (EntryPoint::Request, &["name*", "email*", "locale"]),
    ] {
        assert_eq!(fields(entry_point.code()), expected);
    }
    assert_eq!(EntryPoint::ALL.len(), 6);
}

#[test]
fn a_form_says_all_that_is_needed_to_draw_it() {
    let answer = TestApp::shared().get(FORM).embedded(Caller::Restricted).told(200);
    let expected = json!({
        "form": {
            "entry_point": "agent",
            "fields": [
                { "name": "name", "required": true, "kind": "text", "max_length": 255, "autocomplete": "name" },
                { "name": "email", "required": false, "kind": "email", "max_length": 254, "autocomplete": "email" },
                { "name": "phone", "required": false, "kind": "tel", "max_length": 40, "autocomplete": "tel" },
            ],
            "user_fields": [],
            "contact_required": false,
            "default_region": "US",
        },
        "caller": { "id": 103, "standing": "restricted" },
        "no_tickets": null,
        "strict_zendesk_rules": false,
    });
    assert_eq!(answer.to_string(), expected.to_string());
}

#[test]
fn without_a_parameter_it_is_the_form_of_the_way_by_which_one_came() {
    let app = TestApp::shared();
    assert_eq!(app.get(FORM).by(Caller::Agent).told(200)["form"]["entry_point"], "api");
    assert_eq!(app.get(FORM).embedded(Caller::Agent).told(200)["form"]["entry_point"], "agent");
    assert_eq!(app.get(&format!("{FORM}?entry_point=agnet")).by(Caller::Agent).told(400)["code"], "invalid_parameter");
}

fn capabilities(caller: Caller) -> Vec<Value> {
    let mut answer = TestApp::shared().get("/api/v1/capabilities").by(caller).told(200);
    answer["capabilities"].as_array_mut().unwrap().drain(..).collect()
}

#[test]
fn capabilities_name_every_action_and_of_each_refusal_the_rule_the_reason_and_the_remedy() {
    for caller in Caller::ALL {
        let told = capabilities(caller);
        assert_eq!(told.len(), Action::every().len());
        for capability in told {
            let explained = ["rule", "reason", "remedy"].map(|key| capability[key].as_str().is_some_and(|text| !text.is_empty()));
            assert_eq!(explained, [capability["allowed"] == false; 3], "{capability}");
        }
    }
}

#[test]
fn capabilities_say_who_may_add_customers() {
    let rules = Caller::ALL.map(|caller| {
        let adding = capabilities(caller).into_iter().find(|capability| capability["action"] == "add_customer").unwrap();
        (adding["allowed"].as_bool().unwrap(), adding["rule"].as_str().unwrap_or_default().to_string())
    });
    let expected = [(false, "sign_in_required"), (false, "light_agents_read"), (true, ""), (true, ""), (true, "")];
    assert_eq!(rules, expected.map(|(allowed, rule)| (allowed, rule.to_string())));
}

#[test]
fn capabilities_name_the_target_where_there_is_one() {
    let opens = |relation: &str| {
        let of = json!(["view_user", "end-user", relation]);
        let found = capabilities(Caller::Restricted).into_iter().find(|told| json!([told["action"], told["role"], told["relation"]]) == of);
        found.unwrap()["allowed"].as_bool().unwrap()
    };
    assert_eq!(["oneself", "added_by_caller", "other"].map(opens), [true, true, false]);
    let denied: Vec<_> = capabilities(Caller::Admin).into_iter().filter(|told| told["allowed"] == false).collect();
    assert!(denied.iter().all(|told| told["rule"] == "not_oneself") && denied.len() == 6, "{denied:?}");
}
