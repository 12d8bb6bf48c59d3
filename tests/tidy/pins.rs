//! Versions that must be the same in two places, and files that must stay as they are.

use std::process::Command;

use crate::files::{ROOT, between, file, files, hold};

/// What `tools/versions.env` says.
fn tool(name: &str) -> &'static str {
    let line = file("tools/versions.env").text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("tools/versions.env: lacks {name}"))
}

fn locked(name: &str) -> &'static str {
    let package =
        between(&file("Cargo.lock").text, "[[package]]", "\n\n").find(|package| package.contains(&format!("name = \"{name}\"\n")));
    package.and_then(|package| between(package, "version = \"", "\"").next()).unwrap_or_else(|| panic!("Cargo.lock: lacks {name}"))
}

#[test]
fn the_tools_are_of_the_version_of_their_crates() {
    assert_eq!(tool("WASM_BINDGEN"), locked("wasm-bindgen"), "tools/versions.env against Cargo.lock");
    assert_eq!(tool("WORKER_BUILD"), locked("worker"), "tools/versions.env against Cargo.lock");
    let zenpy = format!("zenpy=={}", tool("ZENPY"));
    assert!(file("tests/clients/requirements.txt").lines().any(|(_, line)| line == zenpy), "tools/versions.env against {zenpy}");
}

#[test]
fn the_toolchain_is_named_once() {
    let version = between(&file("rust-toolchain.toml").text, "channel = \"", "\"").next().unwrap();
    let others = files().iter().filter(|file| file.path != "rust-toolchain.toml" && !file.is_lock());
    let also = others.flat_map(|file| file.lines().map(move |(number, line)| (file, number, line)));
    let also = also.filter(|(_, _, line)| line.contains(version) || line.starts_with("rust-version"));
    hold(also.map(|(file, number, _)| format!("{}:{number}: only rust-toolchain.toml names the compiler's version", file.path)));
}

#[test]
fn readme_and_npm_ask_for_the_same_node() {
    let asked = between(&file("package.json").text, "\"node\": \">=", "\"").next().unwrap();
    assert!(file("README.md").text.contains(&format!("Node {asked} or newer")), "README.md: package.json asks for Node {asked} or newer");
}

/// Code cannot read what the binding counts up to, and tells the variable.
#[test]
fn the_limit_that_is_told_is_the_limit_that_is_counted() {
    let wrangler = &file("wrangler.toml").text;
    let bindings: Vec<_> = between(wrangler, "[[ratelimits]]", "period").collect();
    assert_eq!(bindings.len(), 4);
    for binding in bindings {
        let name = between(binding, "name = \"", "\"").next().unwrap();
        let variable = name.replace("LIMITER", "LIMIT");
        let beginning = format!("\n{variable} = \"");
        let told = between(wrangler, &beginning, "\"").next().unwrap_or_else(|| panic!("wrangler.toml: lacks {variable}"));
        let counted = between(binding, "limit = ", ",").next().unwrap();
        assert_eq!(told, counted, "wrangler.toml: {variable} and the limit of {name}");
    }
}

/// Whoever installs chooses the registry.
#[test]
fn no_lock_names_a_registry() {
    const CRATES: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let mut complaints = Vec::new();
    for lock in files().iter().filter(|file| file.is_lock()) {
        // Who wants to be paid names a page, not a registry.
        let is_address = |line: &&str| line.contains("://") && !line.trim_start().starts_with("\"url\":") && *line != CRATES;
        let lines = lock.lines().filter(|(_, line)| is_address(line) || line.contains("\"resolved\""));
        complaints.extend(lines.map(|(number, line)| format!("{}:{number}: {}", lock.path, line.trim())));
    }
    let settings = files().iter().filter(|file| file.is(&["npmrc"]) || file.path.contains(".cargo/"));
    complaints.extend(
        settings
            .filter(|file| file.text.contains("registry=") || file.text.contains("registry ="))
            .map(|file| format!("{}: names a registry", file.path)),
    );
    hold(complaints);
}

#[test]
fn migrations_are_numbered_each_once() {
    let names = files().iter().filter(|file| file.is(&["sql"])).filter_map(|file| file.path.strip_prefix("worker/migrations/"));
    let number = |name: &str| {
        name.split_once('_').filter(|(number, rest)| number.len() == 4 && rest.contains('_')).and_then(|(number, _)| number.parse().ok())
    };
    let mut last = 0_u32;
    let wrong = names.filter(|name| {
        let before = last;
        last = number(name).unwrap_or(u32::MAX);
        last <= before || last == u32::MAX
    });
    hold(wrong.map(|name| format!("worker/migrations/{name}: is to be NNNN_verb_noun.sql, each number once")));
}

/// D1 applies each once: what is changed afterwards is in no database. Known only where there is a history.
#[test]
fn migrations_are_only_added() {
    const MIGRATIONS: &[&str] = &["--no-renames", "--diff-filter=MD", "--name-only", "--", "worker/migrations/*.sql"];
    let changed = |command: &[&str]| {
        let git = Command::new("git").args(command).args(MIGRATIONS).current_dir(ROOT).output();
        git.ok().filter(|git| git.status.success()).map(|git| String::from_utf8(git.stdout).unwrap()).unwrap_or_default()
    };
    let names = changed(&["log", "--format="]) + &changed(&["diff", "HEAD"]);
    hold(names.lines().map(|name| format!("{name}: has been changed since it was added; add another")));
}
