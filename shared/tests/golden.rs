//! The signed tables: who may do what, what each form asks for, what each problem looks like on the wire. A change shows
//! as a difference that a person can read; `BLESS=1 cargo test -p usher-shared --test golden` signs it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use usher_shared::api::PublishedField;
use usher_shared::form::EntryPoint;
use usher_shared::policy::{Action, Actor, Decision, Standing, Strictness, decide};
use usher_shared::problem::Problem;
use usher_shared::settings::Settings;

fn compare(name: &str, actual: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, actual).unwrap();
    }
    let signed = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(signed, actual, "{name} has changed: read the difference, then sign it with BLESS=1");
}

/// Of a custom role, its access to profiles, and whether it has all rights or none.
fn label(standing: Standing) -> String {
    let Standing::Custom(role) = standing else { return standing.code().into() };
    let rights = if role.rights().next().is_some() { "all" } else { "none" };
    format!("custom {} {rights}", role.profiles.code())
}

#[test]
fn the_permission_table_is_as_signed() {
    let mut table = String::new();
    for strict in [false, true] {
        writeln!(table, "strict_zendesk_rules: {strict}\n").unwrap();
        for action in Action::every() {
            let target = action.target().map_or_else(String::new, |target| {
                let shares = if target.shares_organization { " shares_organization" } else { "" };
                format!(" {} {}{shares}", target.role.code(), target.relation.code())
            });
            writeln!(table, "{}{target}", action.code()).unwrap();
            for standing in Standing::every() {
                let actor = Actor { id: None, standing };
                let verdict = match decide(actor, action, Strictness { strict_zendesk_rules: strict }) {
                    Decision::Allow => "yes",
                    Decision::Deny(denial) => denial.code(),
                };
                writeln!(table, "    {:<27} {verdict}", label(standing)).unwrap();
            }
        }
        table.push('\n');
    }
    compare("permissions.txt", &table);
}

#[test]
fn the_forms_are_as_signed() {
    let form = |entry_point: &EntryPoint| (entry_point.code(), PublishedField::of(&Settings::default().form(*entry_point)));
    let forms: Vec<_> = EntryPoint::ALL.iter().map(form).collect();
    compare("forms.json", &(serde_json::to_string_pretty(&forms).unwrap() + "\n"));
}

#[test]
fn the_problems_are_as_signed() {
    let problem = |problem: &Problem| format!("{} {}\n", problem.status(), serde_json::to_string(problem).unwrap());
    compare("problems.txt", &Problem::samples().iter().map(problem).collect::<String>());
}
