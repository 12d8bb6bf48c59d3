//! Writes the languages that are fetched when asked for: a JSON list for each language: of what forms and profiles of agents say, and of
//! what customers are told; of each its catalogs, in the order of their `ALL`. Run at build time, on the machine that builds: `cargo run --package usher-app --bin texts -- FOLDER`.

use std::path::PathBuf;
use std::{env, fs, io};

use usher_app::i18n::{AddText, CustomersText, MeText, ProfileText, SignUpText, Text, ar, es, zh};

type Said<T> = fn(T) -> &'static str;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).ok_or_else(|| io::Error::other("name the folder to write to"))?);
    let write = |code, catalogs: [(&str, Vec<&str>); 3]| {
        for (name, texts) in catalogs {
            fs::write(folder.join(format!("{name}.{code}.json")), serde_json::to_string(&texts)?)?;
        }
        Ok::<_, io::Error>(())
    };
    write("ar", lists(ar::text, ar::add, ar::profile, ar::customers, ar::sign_up, ar::me))?;
    write("es", lists(es::text, es::add, es::profile, es::customers, es::sign_up, es::me))?;
    write("zh", lists(zh::text, zh::add, zh::profile, zh::customers, zh::sign_up, zh::me))
}

/// The lists, by name.
fn lists(
    text: Said<Text>,
    add: Said<AddText>,
    profile: Said<ProfileText>,
    customers: Said<CustomersText>,
    sign_up: Said<SignUpText>,
    me: Said<MeText>,
) -> [(&'static str, Vec<&'static str>); 3] {
    let text = all(Text::ALL, text);
    let customers = [text.clone(), all(CustomersText::ALL, customers), all(SignUpText::ALL, sign_up), all(MeText::ALL, me)];
    [("add", [text, all(AddText::ALL, add)].concat()), ("profile", all(ProfileText::ALL, profile)), ("customers", customers.concat())]
}

fn all<T: Copy>(catalog: &[T], said: Said<T>) -> Vec<&'static str> {
    catalog.iter().map(|text| said(*text)).collect()
}
