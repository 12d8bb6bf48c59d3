//! Writes the languages that are fetched when asked for: one JSON list a language, in the order of `Text::ALL`.
//! Run at build time, on the machine that builds: `cargo run --package usher-app --bin texts -- FOLDER`.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use usher_app::i18n::{Text, ar, es, zh};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).ok_or_else(|| io::Error::other("name the folder to write to"))?);
    write(&folder, "ar", ar::text)?;
    write(&folder, "es", es::text)?;
    write(&folder, "zh", zh::text)
}

fn write(folder: &Path, code: &str, text: impl Fn(Text) -> &'static str) -> io::Result<()> {
    let texts: Vec<_> = Text::ALL.iter().map(|key| text(*key)).collect();
    fs::write(folder.join(format!("add.{code}.json")), serde_json::to_string(&texts)?)
}
