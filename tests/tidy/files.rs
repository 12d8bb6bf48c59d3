//! The files of this repository, found without git, so that a copy without its history is tested as well.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A file; a picture has no text.
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

impl File {
    /// With their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The lines of a Rust file that are compiled into what ships: no comments, and nothing from its tests on.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self.text.find("#[cfg(test)]\nmod ").unwrap_or(self.text.len());
        let last = self.text[..tests].lines().count();
        self.lines().take(last).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    pub fn is(&self, endings: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    }

    /// Whether it says what a package manager has chosen: other people's names and addresses.
    pub fn is_lock(&self) -> bool {
        self.is(&["lock"]) || self.path.ends_with("package-lock.json")
    }

    pub fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(&format!("{folder}/")))
    }
}

/// All but what `.gitignore` names.
pub fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut files = Vec::new();
        walk("", &ignored(), &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    })
}

/// The patterns of `.gitignore`: each a path, a name or an ending.
pub fn ignored() -> Vec<&'static str> {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| fs::read_to_string(format!("{ROOT}/.gitignore")).unwrap());
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).chain([".git"]).collect()
}

fn walk(folder: &str, ignored: &[&str], files: &mut Vec<File>) {
    for entry in fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if ignored.iter().any(|pattern| is_meant(pattern, &path, &name)) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            walk(&path, ignored, files);
        } else {
            let text = String::from_utf8(fs::read(entry.path()).unwrap()).unwrap_or_default();
            files.push(File { path, text });
        }
    }
}

fn is_meant(pattern: &str, path: &str, name: &str) -> bool {
    let named = pattern.trim_end_matches('/');
    match (named.strip_prefix('/'), named.strip_prefix('*')) {
        (Some(from_root), _) => path == from_root,
        (None, Some(ending)) => name.ends_with(ending),
        (None, None) => name == named,
    }
}

pub fn file(path: &str) -> &'static File {
    files().iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is gone; this test reads it"))
}

/// What stands between two texts, each time.
pub fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| rest.split_once(end).map(|(inside, _)| inside))
}

/// Fails with every complaint, a line each.
pub fn hold(complaints: impl IntoIterator<Item = String>) {
    let complaints: Vec<_> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
