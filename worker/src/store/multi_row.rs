//! Statements of many records as few: the rows that one statement writes for each come to it as one list (`json_each`).
//!
//! The SQL stays that of the single record, so that a record is stored alike whether it comes alone or with others.

use js_sys::JsString;

use super::database::Statement;

/// The statements of several records, to be run in one batch. No record may depend on another of them.
#[derive(Default)]
pub struct MultiRow {
    groups: Vec<Group>,
}

/// One statement, and its values for each record that has it.
struct Group {
    sql: JsString,
    /// The same for many rows; some are run for each.
    of_rows: Option<String>,
    rows: Vec<Vec<u8>>,
}

impl MultiRow {
    /// Adds a record's statements. They stay in their order: of two with the same SQL the second comes to a later group.
    pub fn add(&mut self, statements: Vec<Statement>) {
        let mut at = 0;
        for Statement { sql, values } in statements {
            let same = self.groups[at..].iter().position(|group| group.sql == sql);
            if let Some(same) = same {
                at += same;
            } else {
                let of_rows = of_rows(&String::from(&sql));
                self.groups.insert(at, Group { sql, of_rows, rows: Vec::new() });
            }
            self.groups[at].rows.push(values);
            at += 1;
        }
    }

    /// How many statements it takes.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|group| if group.of_rows.is_some() { 1 } else { group.rows.len() }).sum()
    }

    pub fn into_statements(self) -> Vec<Statement> {
        self.groups.into_iter().flat_map(Group::into_statements).collect()
    }
}

impl Group {
    fn into_statements(self) -> Vec<Statement> {
        match self.of_rows {
            Some(sql) if self.rows.len() > 1 => {
                let json = [b"[[", self.rows.join(&b"],["[..]).as_slice(), b"]]"].concat();
                let json = String::from_utf8(json).unwrap_or_else(|_| unreachable!("JSON is UTF-8"));
                vec![Statement::composed(sql).bind(json)]
            }
            _ => self.rows.into_iter().map(|values| Statement { sql: self.sql.clone(), values }).collect(),
        }
    }
}

/// The rows, each a JSON array of the values of `?1`, `?2`, … The column has a name that no table has.
const ROWS: &str = "(SELECT value AS given FROM json_each(?1)) given_rows";

/// The same for many rows; nothing for statements of which that cannot be told.
fn of_rows(sql: &str) -> Option<String> {
    let verb = sql.split(' ').next()?;
    match verb {
        // What has to hold of each.
        "SELECT" if top(sql, "FROM ").is_none() => Some(format!("{} FROM {ROWS}", each(sql))),
        "INSERT" if ["ON CONFLICT", "RETURNING ", "ORDER BY ", "LIMIT "].iter().all(|word| top(sql, word).is_none()) => insertion(sql),
        "UPDATE" if top(sql, "FROM ").is_none() => {
            let at = top(sql, "WHERE ")?;
            Some(format!("{}FROM {ROWS} {}", each(&sql[..at]), each(&sql[at..])))
        }
        "DELETE" if sql.matches('?').count() == 1 => {
            const LIST: &str = "IN (SELECT value FROM json_each(?1))";
            let (head, tail, list) = match sql.split_once(LIST) {
                Some((head, tail)) => (head, tail, "SELECT s.value FROM json_each(?1) one, json_each(one.value ->> 0) s"),
                None => sql.split_once("= ?1").map(|(head, tail)| (head, tail, "SELECT value ->> 0 FROM json_each(?1)"))?,
            };
            Some(format!("{head}IN ({list}){tail}"))
        }
        _ => None,
    }
}

fn insertion(sql: &str) -> Option<String> {
    let text = match (top(sql, "VALUES ("), top(sql, "FROM "), top(sql, "WHERE ")) {
        (Some(at), ..) => {
            let values = sql[at + "VALUES (".len()..].trim_end().strip_suffix(')')?;
            format!("{}SELECT {values} FROM {ROWS}", &sql[..at])
        }
        (None, Some(at), _) => format!("{}FROM {ROWS}, {}", &sql[..at], &sql[at + "FROM ".len()..]),
        (None, None, Some(at)) => format!("{}FROM {ROWS} {}", &sql[..at], &sql[at..]),
        (None, None, None) => format!("{sql} FROM {ROWS}"),
    };
    let (head, tail) = text.split_once(ROWS)?;
    Some([&each(head), ROWS, &each(tail)].concat())
}

/// Where a word stands outside of brackets.
fn top(sql: &str, word: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in sql.bytes().enumerate() {
        match byte {
            b'(' if depth > 0 => depth += 1,
            _ if depth == 0 && sql.is_char_boundary(at) && sql[at..].starts_with(word) => return Some(at),
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `?3` is the third of a row's values.
fn each(sql: &str) -> String {
    let mut parts = sql.split('?');
    let mut text = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().unwrap_or_else(|_| unreachable!("parameters are numbered from 1"));
        text += &format!("(given ->> {}){}", number - 1, &part[digits..]);
    }
    text
}
