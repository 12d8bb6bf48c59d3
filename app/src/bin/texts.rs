//! Writes the languages that are fetched when asked for: a JSON list for each language and catalog, in the order of its
//! `ALL`. Run at build time, on the machine that builds: `cargo run --package usher-app --bin texts -- FOLDER`.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use usher_app::i18n::{ProfileText, Text, ar, es, zh};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).ok_or_else(|| io::Error::other("name the folder to write to"))?);
    for (code, text, profile) in [
        ("ar", ar::text as fn(Text) -> _, ar::profile as fn(ProfileText) -> _),
        ("es", es::text, es::profile),
        ("zh", zh::text, zh::profile),
    ] {
        write(&folder, &format!("add.{code}.json"), Text::ALL, text)?;
        write(&folder, &format!("profile.{code}.json"), ProfileText::ALL, profile)?;
    }
    Ok(())
}

fn write<T: Copy>(folder: &Path, name: &str, catalog: &[T], text: fn(T) -> &'static str) -> io::Result<()> {
    let texts: Vec<_> = catalog.iter().map(|key| text(*key)).collect();
    fs::write(folder.join(name), serde_json::to_string(&texts)?)
}
