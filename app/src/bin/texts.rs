//! Writes the languages that are fetched when asked for: a JSON list for each language and module, of its catalogs in the order of
//! their `ALL`. Run at build time, on the machine that builds: `cargo run --package usher-app --bin texts -- FOLDER`.

use std::path::PathBuf;
use std::{env, fs, io};

use usher_app::i18n::{AddText, CustomersText, MeText, ProfileText, SignUpText, Text, ar, es, zh};

type Said<T> = fn(T) -> &'static str;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).ok_or_else(|| io::Error::other("name the folder to write to"))?);
    let write = |code, catalogs: [(&str, Vec<&str>); 4]| {
        for (module, texts) in catalogs {
            fs::write(folder.join(format!("{module}.{code}.json")), serde_json::to_string(&texts)?)?;
        }
        Ok::<_, io::Error>(())
    };
    write("ar", lists(ar::text, ar::add, ar::profile, ar::customers, ar::sign_up, ar::me))?;
    write("es", lists(es::text, es::add, es::profile, es::customers, es::sign_up, es::me))?;
    write("zh", lists(zh::text, zh::add, zh::profile, zh::customers, zh::sign_up, zh::me))
}

/// The list of each module.
fn lists(
    text: Said<Text>,
    add: Said<AddText>,
    profile: Said<ProfileText>,
    customers: Said<CustomersText>,
    sign_up: Said<SignUpText>,
    me: Said<MeText>,
) -> [(&'static str, Vec<&'static str>); 4] {
    let (text, customers) = (all(Text::ALL, text), all(CustomersText::ALL, customers));
    [
        ("add", [text.clone(), all(AddText::ALL, add)].concat()),
        ("profile", all(ProfileText::ALL, profile)),
        ("sign_up", [text.clone(), customers.clone(), all(SignUpText::ALL, sign_up)].concat()),
        ("me", [text, customers, all(MeText::ALL, me)].concat()),
    ]
}

fn all<T: Copy>(catalog: &[T], said: Said<T>) -> Vec<&'static str> {
    catalog.iter().map(|text| said(*text)).collect()
}
