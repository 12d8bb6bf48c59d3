//! The local database, past Usher: what only somebody with access to D1 could see or do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The rows of a query, or nothing of a statement that writes. Python has SQLite on every machine, but often one that is older
/// than the options of the search index: what is written there is not searched. Only what needs it takes the triggers away: a
/// schema that changes under workerd makes requests fail, so whoever does that has a server of their own.
const RUN: &str = "
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
statement = sys.argv[2]
triggers = []
if not statement.lstrip().upper().startswith(('SELECT', 'EXPLAIN', 'WITH')):
    database.execute('BEGIN IMMEDIATE')
try:
    rows = database.execute(statement, sys.argv[3:]).fetchall()
except sqlite3.OperationalError:
    triggers = database.execute(\"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%search_%'\").fetchall()
    for name, _ in triggers:
        database.execute('DROP TRIGGER ' + name)
    rows = database.execute(statement, sys.argv[3:]).fetchall()
print(json.dumps(rows))
for _, trigger in triggers:
    database.execute(trigger)
if database.in_transaction:
    database.execute('COMMIT')
";

pub fn run(state: &Path, sql: &str, values: &[&str]) -> Vec<Vec<Value>> {
    let output = Command::new("python3").args(["-c", RUN]).arg(file(state)).arg(sql).args(values).output().unwrap();
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The only number that a query answers.
pub fn count(state: &Path, sql: &str, values: &[&str]) -> i64 {
    run(state, sql, values)[0][0].as_i64().unwrap()
}

fn file(state: &Path) -> PathBuf {
    let files = fs::read_dir(state.join("v3/d1/miniflare-D1DatabaseObject")).unwrap().map(|file| file.unwrap().path());
    let is_database = |path: &PathBuf| path.extension().is_some_and(|end| end == "sqlite") && !path.ends_with("metadata.sqlite");
    files.into_iter().find(is_database).unwrap()
}
