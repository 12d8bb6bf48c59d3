//! One rulebook, compiled natively, for the edge and for the widget: no two builds may judge anything differently.
//!
//! `cargo test -p usher-tests --test parity`, after `make app`. The WebAssembly builds are made as the widget's modules are
//! (`tools/build-verdict.sh`) and asked by Node; the module `profile` that ships is asked, too.

mod cases;
mod chance;
mod texts;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::{Map, Value};
use usher_shared::policy::Denial;
use usher_shared::value::Invalid;
use usher_verdict::verdict;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/parity");

/// Another one: `USHER_SEED=… cargo test -p usher-tests --test parity`.
const SEED: u64 = 20_260_101;

/// What no parsed draft is refused for: reasons of settings, of the edge, and of the light build.
const NOT_IN_DRAFTS: &[Invalid] = &[
    Invalid::NoMailDomain,
    Invalid::DisposableDomain,
    Invalid::RegionUnknown,
    Invalid::Taken,
    Invalid::Unknown,
    Invalid::PatternForm,
    Invalid::KeyForm,
    Invalid::Suspended,
    Invalid::Closed,
    Invalid::HasTickets,
    Invalid::LastContact,
    Invalid::EndpointForm,
    Invalid::EndpointInsecure,
    Invalid::EndpointPrivate,
    Invalid::HeaderForm,
    Invalid::NeedsTables,
];

#[test]
fn client_and_edge_never_disagree() {
    let seed = std::env::var("USHER_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    let cases: Vec<_> = cases::every(seed).iter().map(|case| serde_json::to_string(case).unwrap()).collect();
    let native: Vec<_> = cases.iter().map(|case| verdict(case)).collect();
    println!("{} cases of seed {seed}", cases.len());
    assert_that_every_rule_was_met(&native);

    fs::create_dir_all(FOLDER).unwrap();
    fs::write(format!("{FOLDER}/cases"), cases.join("\n")).unwrap();
    run("bash", &["tools/build-verdict.sh"]);
    run("node", &["tests/parity/run.mjs", FOLDER]);

    compare(&cases, &native, "tables", |_, native, tables| if tables == native { Verdict::Same } else { Verdict::Another });
    let abstained = compare(&cases, &native, "light", agrees_or_abstains);
    println!("the light build abstained in {abstained} cases");
    assert!(abstained < cases.len() / 2, "a build that always abstains agrees with everything");
    // As `make app` last built it.
    compare(&cases, &native, "profile", says_the_same_mistakes);
}

#[derive(PartialEq, Eq)]
enum Verdict {
    Same,
    Abstained,
    Another,
}

/// How often a build abstained. Ends at the first case in which it judged otherwise.
fn compare(cases: &[String], native: &[String], build: &str, judge: impl Fn(&str, &str, &str) -> Verdict) -> usize {
    let theirs = fs::read_to_string(format!("{FOLDER}/{build}.verdicts")).unwrap();
    let theirs: Vec<_> = theirs.lines().collect();
    assert_eq!(theirs.len(), cases.len());
    let mut abstained = 0;
    for ((case, native), theirs) in cases.iter().zip(native).zip(theirs) {
        let verdict = judge(case, native, theirs);
        assert!(verdict != Verdict::Another, "the build `{build}` disagrees on\n{case}\nnative: {native}\n{build}: {theirs}");
        abstained += usize::from(verdict == Verdict::Abstained);
    }
    abstained
}

/// Without the tables an address, a time zone, a tag or a pattern may be left to the full rulebook, and nothing else is different: not
/// the other fields' mistakes, and not a draft that is taken.
fn agrees_or_abstains(case: &str, native: &str, light: &str) -> Verdict {
    if !case.starts_with(r#"{"draft""#) {
        // It has no way to change settings, because a time zone would have to be known at once: there it has no say.
        let expected = if case.starts_with(r#"{"settings""#) { "null" } else { native };
        return if light == expected { Verdict::Same } else { Verdict::Another };
    }
    let (native, light) = (json(native), json(light));
    let outcomes = || ["added", "changed"].iter().map(|outcome| (&native[outcome], &light[outcome]));
    if outcomes().all(|(native, light)| native == light) {
        return Verdict::Same;
    }
    let abstains = outcomes().all(|(native, light)| native == light || abstains(&mistakes(native), light));
    if light["added"].is_object() && abstains { Verdict::Abstained } else { Verdict::Another }
}

/// Where the tables may be needed: a pattern is looked for by a library that comes with them.
const MAY_BE_OPEN: &[&str] = &["email", "time_zone", "tags", "user_fields.regexp"];

fn abstains(native: &Map<String, Value>, light: &Value) -> bool {
    let light = mistakes(light);
    let open = |key: &str| light.get(key).is_some_and(|mistake| mistake == Invalid::NeedsTables.code());
    let keys: BTreeSet<_> = native.keys().chain(light.keys()).map(String::as_str).collect();
    keys.iter().any(|key| open(key))
        && keys.iter().all(|key| if open(key) { MAY_BE_OPEN.contains(key) } else { native.get(*key) == light.get(*key) })
}

/// The module that ships tells the mistakes alone, as the API tells them.
fn says_the_same_mistakes(_: &str, native: &str, profile: &str) -> Verdict {
    let told = match json(profile) {
        Value::Null => return Verdict::Abstained,
        Value::Object(told) => told,
        _ => return Verdict::Another,
    };
    let code = |(field, mistakes): (&String, &Value)| (field.clone(), mistakes[0]["code"].clone());
    let same = told.iter().map(code).collect::<Map<_, _>>() == mistakes(&json(native)["added"]);
    if same { Verdict::Same } else { Verdict::Another }
}

fn mistakes(outcome: &Value) -> Map<String, Value> {
    outcome["mistakes"].as_object().cloned().unwrap_or_default()
}

/// Cases that lead nowhere would agree, too.
fn assert_that_every_rule_was_met(verdicts: &[String]) {
    let verdicts: Vec<_> = verdicts.iter().map(|verdict| json(verdict)).collect();
    let decisions: BTreeSet<_> = verdicts.iter().filter_map(|verdict| verdict[3].as_str()).collect();
    assert!(Denial::ALL.iter().all(|denial| decisions.contains(denial.code())), "{decisions:?}");
    let outcomes = || verdicts.iter().flat_map(|verdict| [&verdict["added"], &verdict["changed"]]);
    let refused = |invalid: &Invalid| outcomes().any(|outcome| mistakes(outcome).values().any(|code| code == invalid.code()));
    let unmet: Vec<_> = Invalid::ALL.iter().filter(|invalid| !NOT_IN_DRAFTS.contains(invalid) && !refused(invalid)).collect();
    assert!(unmet.is_empty(), "no draft was refused for {unmet:?}");
    let taken = outcomes().filter(|outcome| outcome["user"].is_array()).count();
    println!("drafts that were taken, as a new user or as a change: {taken}");
    assert!(taken > 1000);
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).current_dir(ROOT).status().unwrap();
    assert!(status.success(), "{program}: {status}");
}
