//! What the papers say of the code is so.

use std::process::Command;

use usher_shared::operation::Operation;

use crate::files::{File, ROOT, file, files, hold, ignored};

fn papers() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.is(&["md"]))
}

/// What stands in backticks on a line.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(to, _)| to)
}

/// Whether a file or folder is there: from the root, beside the paper, or below a room that the sentence is about.
fn exists(path: &str, paper: &File) -> bool {
    let path = path.trim_end_matches('/');
    let beside = paper.path.rsplit_once('/').map_or_else(|| path.to_owned(), |(folder, _)| resolved(folder, path));
    let tail = format!("/{path}");
    let is_there = |file: &File| {
        let below = format!("/{}", file.path);
        below.ends_with(&tail) || below.contains(&format!("{tail}/")) || file.path == beside || file.path.starts_with(&format!("{beside}/"))
    };
    files().iter().any(is_there)
}

/// `../demo/portal.js`, seen from `app`: `demo/portal.js`.
fn resolved(folder: &str, path: &str) -> String {
    let mut parts: Vec<_> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What is built, and thus not in git: in a folder that git ignores, or a script of ours as it is served.
fn is_built(path: &str) -> bool {
    let source = path.strip_suffix(".js").map(|stem| format!("/{stem}.ts"));
    source.is_some_and(|source| files().iter().any(|file| file.path.ends_with(&source)))
        || ignored().iter().any(|pattern| format!("/{path}/").starts_with(*pattern) || pattern.trim_end_matches('/') == path)
}

/// Whether a word can only be a path of ours: it has the ending of a file, or begins with one of our folders.
fn is_path(word: &str) -> bool {
    const ENDINGS: &[&str] = &["rs", "ts", "mjs", "js", "sh", "md", "toml", "sql", "css", "html", "env", "json"];
    // A migration's name begins with a number, for which this stands.
    let plain =
        !word.starts_with("NNNN") && word.chars().all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c)) && !word.starts_with('/');
    let is_file = word.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending));
    let is_below = word.split_once('/').is_some_and(|(folder, _)| files().iter().any(|file| file.path.starts_with(&format!("{folder}/"))));
    plain && (is_file || is_below)
}

#[test]
fn every_path_in_the_papers_is_there() {
    let mut complaints = Vec::new();
    for paper in papers() {
        for (number, line) in paper.lines() {
            let ours = links(line).filter(|to| !to.starts_with('#') && !to.contains("://"));
            let ours = ours.map(|to| to.split('#').next().unwrap_or_default());
            let missing = ours.chain(quoted(line).filter(|word| is_path(word))).filter(|path| !exists(path, paper) && !is_built(path));
            complaints.extend(missing.map(|path| format!("{}:{number}: `{path}` is not there", paper.path)));
        }
    }
    hold(complaints);
}

/// In comments and scripts a path is named from the root, so that it can be told from others.
#[test]
fn every_file_that_a_comment_names_is_there() {
    const ROOMS: &[&str] = &["app/", "demo/", "docs/", "shared/", "tests/", "tools/", "worker/"];
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| !file.is(&["md"]) && !file.is_lock()) {
        for (number, line) in file.lines() {
            let words = line.split(|c: char| !c.is_ascii_alphanumeric() && !"./_-".contains(c)).map(|word| word.trim_end_matches('.'));
            let named = words.filter(|word| ROOMS.iter().any(|room| word.starts_with(room)) && is_path(word) && word.contains('.'));
            let missing = named.filter(|path| !exists(path, file) && !is_built(path));
            complaints.extend(missing.map(|path| format!("{}:{number}: `{path}` is not there", file.path)));
        }
    }
    hold(complaints);
}

/// The targets of the Makefile, with the text of their line.
fn targets() -> Vec<(&'static str, &'static str)> {
    let rules = file("Makefile").text.lines().filter_map(|line| line.split_once(':'));
    rules.filter(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || "-_".contains(c))).collect()
}

#[test]
fn every_task_in_the_papers_is_one() {
    let targets = targets();
    let mut complaints = Vec::new();
    for paper in papers() {
        let mut in_code = false;
        for (number, line) in paper.lines() {
            in_code ^= line.starts_with("```");
            let code: Vec<_> = if in_code { vec![line] } else { quoted(line).collect() };
            let tasks =
                code.iter().flat_map(|code| code.split("make ").skip(1).map(|rest| rest.split([' ', '`', ';']).next().unwrap_or_default()));
            let unknown = tasks.filter(|task| !targets.iter().any(|(target, _)| target == task));
            complaints.extend(unknown.map(|task| format!("{}:{number}: `make {task}` is no task of the Makefile", paper.path)));
        }
    }
    hold(complaints);
}

#[test]
fn make_help_lists_every_task() {
    let help = Command::new("make").args(["--no-print-directory", "help"]).current_dir(ROOT).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let tasks = targets().into_iter().filter(|(_, rest)| rest.contains("## "));
    let listed = |task: &str| help.lines().any(|line| line.split_whitespace().nth(1) == Some(task));
    hold(tasks.filter(|(task, _)| !listed(task)).map(|(task, _)| format!("Makefile: `{task}` is not in `make help`")));
}

#[test]
fn the_changelog_has_room_for_what_is_next() {
    assert!(file("CHANGELOG.md").text.lines().any(|line| line == "## Unreleased"), "CHANGELOG.md: lacks `## Unreleased`");
}

/// Every operation of Zendesk's API has a line, and no line is of an operation that there is not.
#[test]
fn compatibility_is_told_of_every_endpoint() {
    let paper = &file("docs/compatibility.md").text;
    let (here, out_of_scope) = paper.split_once("## Out of scope").unwrap();
    let operations: Vec<_> = Operation::ALL.iter().filter(|operation| operation.path().starts_with("/api/v2/")).collect();
    let operations: Vec<_> = operations.iter().map(|operation| format!("{} {}", operation.method(), operation.path())).collect();
    let rows = |text: &'static str| text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(row, _)| row);
    let told: Vec<_> = rows(here).filter(|row| row.contains(" /")).collect();
    let missing = operations.iter().filter(|operation| !told.contains(&operation.as_str()));
    let invented = told.iter().filter(|row| !operations.iter().any(|operation| operation == *row));
    let there = rows(out_of_scope).filter(|row| operations.iter().any(|operation| operation == row));
    hold(
        missing
            .map(|operation| format!("docs/compatibility.md: lacks {operation}"))
            .chain(invented.map(|row| format!("docs/compatibility.md: there is no {row}")))
            .chain(there.map(|row| format!("docs/compatibility.md: {row} is in scope"))),
    );
}

/// `file::name`, of the API's tests or of the rulebook's, or of these.
#[test]
fn every_test_that_the_paper_on_security_names_is_there() {
    let paper = file("docs/security.md");
    let mut named = 0;
    let mut complaints = Vec::new();
    for (number, line) in paper.lines() {
        for (module, test) in quoted(line).filter_map(|code| code.split_once("::")).filter(|(module, _)| *module != "file") {
            named += 1;
            let places = ["tests/api/", "tests/tidy/", "shared/src/", "shared/src/mail/"].map(|folder| format!("{folder}{module}.rs"));
            let is_there = files().iter().any(|file| places.contains(&file.path) && file.text.contains(&format!("fn {test}()")));
            if !is_there {
                complaints.push(format!("docs/security.md:{number}: there is no test `{module}::{test}`"));
            }
        }
    }
    assert!(named > 30, "{named}");
    hold(complaints);
}
