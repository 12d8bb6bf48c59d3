//! `app/README.md` is the element's contract: what it names is in the code, and what is in the code it names.

use std::collections::BTreeMap;

use crate::files::{File, between, file, files, hold};

const PAPER: &str = "app/README.md";

/// Names, each with the place where it is (first) written.
type Names = BTreeMap<String, String>;

fn names<'a>(file: &File, found: impl IntoIterator<Item = (usize, &'a str)>) -> Names {
    found.into_iter().map(|(number, name)| (name.to_owned(), format!("{}:{number}", file.path))).collect()
}

/// The names that `find` finds on the lines of these files that are no comments.
fn written<'a>(files: impl IntoIterator<Item = &'a File>, find: impl Fn(&'a str) -> Vec<&'a str>) -> Names {
    let in_file = |file: &'a File| {
        let lines = file.lines().filter(|(_, line)| !line.trim_start().starts_with("//"));
        names(file, lines.flat_map(|(number, line)| find(line).into_iter().map(move |name| (number, name))))
    };
    files.into_iter().flat_map(in_file).collect()
}

fn scripts() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.is(&["ts"]) && file.is_in(&["app/element"]))
}

fn styles() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.is(&["css"]) && file.is_in(&["app/element"]))
}

/// Everything that draws.
fn sources() -> impl Iterator<Item = &'static File> {
    scripts().chain(files().iter().filter(|file| file.is(&["rs"]) && file.is_in(&["app/src"])))
}

/// What the elements are to a page.
fn element() -> [&'static File; 3] {
    ["element", "add-customer", "customers"].map(|name| file(&format!("app/element/{name}.ts")))
}

/// What the paper has in backticks in the paragraph that begins so.
fn paragraph(beginning: &str) -> Names {
    let paper = file(PAPER);
    let lines = paper.lines().skip_while(|(_, line)| !line.starts_with(beginning)).take_while(|(_, line)| !line.is_empty());
    names(paper, lines.flat_map(|(number, line)| line.split('`').skip(1).step_by(2).map(move |name| (number, name))))
}

/// What the paper has in backticks in a column of the table below this heading.
fn column(heading: &str, column: usize) -> Names {
    let paper = file(PAPER);
    let section = paper.lines().skip_while(|(_, line)| *line != heading).skip(1).take_while(|(_, line)| !line.starts_with("## "));
    let cells = section.filter_map(|(number, line)| Some((number, line.strip_prefix('|')?.split('|').nth(column)?)));
    names(paper, cells.filter_map(|(number, cell)| Some((number, cell.split('`').nth(1)?))))
}

fn only_in(some: &Names, others: &Names, why: &str) -> Vec<String> {
    some.iter().filter(|(name, _)| !others.contains_key(*name)).map(|(name, place)| format!("{place}: `{name}` {why}")).collect()
}

fn same(documented: &Names, in_code: &Names) {
    assert!(!in_code.is_empty(), "nothing was found in the code: it is written in another way than this test reads");
    let mut complaints = only_in(documented, in_code, "is not in the code");
    complaints.extend(only_in(in_code, documented, &format!("is not in {PAPER}")));
    hold(complaints);
}

#[test]
fn attributes_are_documented() {
    let mut in_code = written(element(), |line| {
        let observed = between(line, "observedAttributes = [", "]").flat_map(|list| list.split('"').skip(1).step_by(2));
        observed.chain(between(line, "this.reflect(\"", "\"")).collect()
    });
    in_code.extend(written(scripts(), |line| {
        let read = ["this.getAttribute(\"", "this.hasAttribute(\"", "element.getAttribute(\"", "element.hasAttribute(\""];
        read.iter().flat_map(|read| between(line, read, "\"")).collect()
    }));
    same(&column("## Attributes and properties", 0), &in_code);
}

#[test]
fn properties_are_documented() {
    let in_code = written(element(), |line| between(line, "  get ", "(").filter(|_| line.starts_with("  get ")).collect());
    same(&column("## Attributes and properties", 1), &in_code);
}

/// Not those that the browser calls, nor those that are for our own modules.
#[test]
fn methods_are_documented() {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric());
    let method = |line: &'static str| {
        let name =
            line.strip_prefix("  ").and_then(|line| line.strip_prefix("async ").unwrap_or(line).split_once('(')).map(|(name, _)| name);
        name.filter(|name| is_name(name) && line.ends_with('{') && !name.ends_with("Callback") && *name != "constructor")
            .into_iter()
            .collect()
    };
    let is_for_us =
        |name: &str| scripts().any(|script| ["element", "owner"].iter().any(|us| script.text.contains(&format!("{us}.{name}("))));
    let documented: Names = paragraph("Methods:").into_iter().map(|(name, place)| (name.replace("()", ""), place)).collect();
    let mut in_code = written(element(), method);
    in_code.retain(|name, _| documented.contains_key(name) || !is_for_us(name));
    same(&documented, &in_code);
}

fn event_names(line: &str) -> Vec<&str> {
    let names = line.split('"').skip(1).step_by(2);
    names.filter(|name| name.starts_with("usher-") && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')).collect()
}

#[test]
fn events_are_documented() {
    let the_frame = "app/element/frame.ts";
    let mut in_code = written(sources().filter(|file| file.path != the_frame), event_names);
    in_code.retain(|name, _| !file("app/element/usher.ts").text.contains(&format!("\"{name}\": ")));
    same(&column("## Events", 0), &in_code);
    // The dialog is around the frame, never in it.
    in_code.remove("usher-closed");
    let passed_on = written([file(the_frame)], event_names);
    hold(only_in(&in_code, &passed_on, &format!("is not passed on by {the_frame}")));
}

#[test]
fn slots_are_documented() {
    let in_code = written(element(), |line| between(line, "slot(light, this, \"", "\"").collect());
    same(&paragraph("Slots:"), &in_code);
}

/// An element may have several parts: `part="button submit"`, or as `components/node.rs` takes them.
fn parts() -> Names {
    written(sources(), |line| {
        let written = ["part=\"", "part: \"", "part = \"", "(\"part\", \""];
        let of_nodes = between(line, "Node::new(\"", "\")").filter_map(|tag_and_part| Some(tag_and_part.split_once("\", \"")?.1));
        written.iter().flat_map(|start| between(line, start, "\"")).chain(of_nodes).flat_map(str::split_whitespace).collect()
    })
}

#[test]
fn parts_are_documented() {
    same(&paragraph("Parts:"), &parts());
}

#[test]
fn every_part_that_has_a_style_is_there() {
    let styled = written(styles(), |line| between(line, "[part~=\"", "\"").collect());
    hold(only_in(&styled, &parts(), "is no part of the element"));
}

#[test]
fn custom_properties_are_documented() {
    let in_code = written(styles(), |line| {
        let end = |rest: &str| rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
        line.match_indices("--usher-").map(|(at, _)| &line[at..at + end(&line[at..])]).collect()
    });
    same(&paragraph("Custom properties:"), &in_code);
}

#[test]
fn languages_are_documented() {
    let texts = files().iter().filter_map(|file| Some((file, file.path.strip_prefix("app/src/i18n/")?.strip_suffix(".rs")?)));
    let in_code = texts.filter(|(_, code)| *code != "mod").flat_map(|(file, code)| names(file, [(1, code)])).collect();
    let paper = file(PAPER);
    let listed = paper
        .lines()
        .flat_map(|(number, line)| between(line, "Texts in ", " |").flat_map(|list| list.split(", ")).map(move |code| (number, code)));
    same(&names(paper, listed), &in_code);
}
