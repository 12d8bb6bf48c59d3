//! What others have made and ships with Usher: under which licences, from where, and that the papers say so.

use std::process::Command;

use usher_shared::disposable::is_listed;

use crate::files::{ROOT, between, file, hold};

/// Every crate of the workspace with its licence, also those that only test and build.
fn licences() -> Vec<(String, String)> {
    let arguments = ["metadata", "--quiet", "--locked", "--offline", "--all-features", "--format-version", "1"];
    let output = Command::new("cargo").args(arguments).current_dir(ROOT).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |package: &serde_json::Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    metadata["packages"].as_array().unwrap().iter().map(|package| (text(package, "name"), text(package, "license"))).collect()
}

/// Whether an expression (SPDX) can be had by the licences that are allowed; older crates write `/` for `OR`.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], "");
    expression.split(" AND ").all(|part| part.split(" OR ").any(|licence| allowed.contains(&licence.trim())))
}

#[test]
fn every_crate_has_a_licence_that_is_allowed() {
    let allowed: Vec<_> = between(&file("deny.toml").text, "allow = [", "]").flat_map(|list| list.split('"').skip(1).step_by(2)).collect();
    assert!(is_allowed("(MIT OR GPL-3.0) AND Zlib", &["MIT", "Zlib"]) && !is_allowed("MIT AND GPL-3.0", &["MIT"]));
    let others = licences().into_iter().filter(|(_, licence)| !is_allowed(licence, &allowed));
    hold(others.map(|(name, licence)| format!("Cargo.lock: {name} is under `{licence}`, which deny.toml does not allow")));
}

#[test]
fn the_list_of_what_ships_is_of_what_is_locked() {
    let made = Command::new("tools/list-licences.sh").arg("--print").current_dir(ROOT).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(String::from_utf8(made.stdout).unwrap() == file("docs/licences.md").text, "docs/licences.md: run tools/list-licences.sh");
}

#[test]
fn the_list_of_disposable_domains_can_be_searched() {
    let list = &file("worker/data/disposable-domains.txt").text;
    let names: Vec<_> = list.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(names.len() > 5_000 && list.ends_with('\n'));
    let unsorted = names.windows(2).filter(|pair| pair[0] >= pair[1]).map(|pair| format!("{} stands before {}", pair[0], pair[1]));
    hold(unsorted.chain(names.iter().filter(|name| !is_listed(list, name)).map(|name| format!("{name} is not found"))));
    // What everybody uses is in no such list.
    let common = ["gmail.com", "outlook.com", "yahoo.com", "icloud.com", "qq.com", "163.com", "proton.me", "gmx.de", "hotmail.com"];
    hold(common.iter().filter(|name| is_listed(list, name)).map(|name| format!("{name} is in it")));
}
