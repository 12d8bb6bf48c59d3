//! What is in the code, and where.

use crate::files::{File, file, files, hold};

/// What is compiled into what ships.
const SHIPPED: &[&str] = &["shared/src", "app/src", "worker/src"];

/// A complaint for each line that has one of these.
fn refuse<'a>(file: &File, lines: impl Iterator<Item = (usize, &'a str)>, words: &[&str], why: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (number, line) in lines {
        let found = words.iter().filter(|word| line.contains(**word));
        complaints.extend(found.map(|word| format!("{}:{number}: `{word}`: {why}", file.path)));
    }
    complaints
}

#[test]
fn sql_is_only_in_the_store() {
    let shells = files().iter().filter(|file| file.is_in(&["app", "shared", "worker/src"]) && !file.is_in(&["worker/src/store"]));
    let words = &["SELECT ", "INSERT INTO ", "INSERT OR ", "DELETE FROM ", "PRAGMA "];
    hold(shells.flat_map(|file| {
        let updates = file.lines().filter(|(_, line)| line.contains("UPDATE ") && line.contains(" SET "));
        let mut complaints = refuse(file, file.lines(), words, "SQL belongs in worker/src/store");
        complaints.extend(refuse(file, updates, &["UPDATE "], "SQL belongs in worker/src/store"));
        complaints
    }));
}

#[test]
fn what_ships_does_not_panic_on_purpose() {
    let words = &[".unwrap()", ".unwrap_err()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "dbg!(", "println!(", "eprintln!("];
    let shipped = files().iter().filter(|file| file.is(&["rs"]) && file.is_in(SHIPPED));
    hold(shipped.flat_map(|file| refuse(file, file.code(), words, "return an error, or say with `unreachable!` why it cannot be")));
}

/// Clippy refuses most `allow`s, but not those for a whole file, and asks no `expect` for its reason.
#[test]
fn no_lint_is_silenced_without_a_reason() {
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| file.is(&["rs"])) {
        for (number, line) in file.lines() {
            let at = format!("{}:{number}", file.path);
            let attribute = line.trim_start();
            let attribute = attribute.strip_prefix("#[").or_else(|| attribute.strip_prefix("#![")).unwrap_or_default();
            if attribute.starts_with("allow(") || (attribute.starts_with("cfg_attr(") && attribute.contains(" allow(")) {
                complaints.push(format!("{at}: `allow`: write `expect`, with a reason, at the place"));
            }
            // An attribute may take several lines.
            let rest = file.text.lines().skip(number - 1).take(6).collect::<String>();
            let whole = rest.split_once(")]").map_or("", |(whole, _)| whole);
            if attribute.contains("expect(") && !whole.contains("reason = ") {
                complaints.push(format!("{at}: `expect` without its reason"));
            }
        }
    }
    hold(complaints);
}

#[test]
fn every_crate_takes_the_houses_lints() {
    let crates = files().iter().filter(|file| file.path.ends_with("Cargo.toml") && file.text.contains("[package]"));
    let without = crates.filter(|file| !file.text.contains("[lints]\nworkspace = true"));
    hold(without.map(|file| format!("{}: lacks `[lints]` with `workspace = true`", file.path)));
}

#[test]
fn the_rulebook_has_no_platform_to_ask() {
    let library = &file("shared/src/lib.rs").text;
    assert!(
        library.contains("#![no_std]") && library.contains("#![forbid(unsafe_code)]"),
        "shared/src/lib.rs: `no_std` proves that it is pure"
    );
    assert!(
        !library.replace("#[cfg(test)]\nextern crate std;", "").contains("extern crate std"),
        "shared/src/lib.rs: `std` is for tests only"
    );
}

/// Longer than 400 lines, and why.
const LONG: &[(&str, &str)] = &[
    ("shared/src/value/time_zone_names.rs", "a table: the names of all time zones"),
    ("shared/src/operation.rs", "a table: every operation, with what it does and what its query can say"),
    ("shared/src/value/phone_number.rs", "two thirds are tests that hold the table of regions against libphonenumber's metadata"),
];

#[test]
fn files_stay_under_400_lines() {
    let sources = files().iter().filter(|file| file.is(&["rs", "ts", "mjs", "js", "css", "html", "sql", "sh", "toml", "md"]));
    let long = sources.filter(|file| file.text.lines().count() >= 400 && !LONG.iter().any(|(path, _)| *path == file.path));
    hold(long.map(|file| format!("{}: {} lines; part it, or give a reason in tests/tidy/code.rs", file.path, file.text.lines().count())));
}

fn our_texts() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| !file.is_lock())
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    // Parted, or this file would name them.
    let places = [["/wo", "rk/"], ["/ro", "ot/"], ["/tm", "p/"], ["/ho", "me/"], ["/Us", "ers/"]].map(|parts| parts.concat());
    // A folder of the repository may have such a name: only what begins a path counts.
    let is_path = |line: &str, place: &str| {
        line.match_indices(place).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-}*".contains(c)))
    };
    let mut complaints = Vec::new();
    for file in our_texts() {
        for (number, line) in file.lines() {
            let found = places.iter().filter(|place| is_path(line, place));
            complaints.extend(found.map(|place| format!("{}:{number}: `{place}` is a place on one machine", file.path)));
        }
    }
    hold(complaints);
}

#[test]
fn nothing_is_left_for_later() {
    let marks = ["TO-DO", "FIX-ME", "X-X-X"].map(|mark| mark.replace('-', ""));
    let mut complaints = Vec::new();
    for file in our_texts() {
        for (number, line) in file.lines() {
            let word = line.split(|c: char| !c.is_alphanumeric()).find(|word| marks.iter().any(|mark| mark == word));
            complaints
                .extend(word.map(|word| format!("{}:{number}: `{word}`: do it now, or write it down where it is planned", file.path)));
        }
    }
    hold(complaints);
}
