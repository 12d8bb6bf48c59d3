//! Objects that the API shows, a line for each key: what SQL makes their JSON of, and what `/openapi.json` says of them.

/// A key, and where its value comes from.
pub type Key = (&'static str, Source);

/// Where a key's value comes from, and what it is.
#[derive(Clone, Copy)]
pub struct Source {
    pub kind: Kind,
    /// JSON where it is the same for all rows, else SQL.
    pub sql: &'static str,
    pub nullable: bool,
}

/// What a value is.
#[derive(Clone, Copy)]
pub enum Kind {
    /// The same for all rows.
    Same,
    /// Of a record: 64 bits.
    Id,
    Integer,
    /// Never the empty text where it can be null: the rulebook keeps none.
    Text,
    /// UTC, in seconds (RFC 3339).
    Time,
    Flag,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// SQL of JSON text, of this shape.
    Json(&'static Shape),
}

/// What JSON text has in it.
#[derive(Clone, Copy)]
pub enum Shape {
    Any,
    Value(Kind),
    /// An object with keys of its own.
    Map(&'static Shape),
    List(&'static Shape),
}

pub const IDS: Shape = Shape::List(&Shape::Value(Kind::Id));
pub const TEXTS: Shape = Shape::List(&Shape::Value(Kind::Text));
/// Values of the fields that an account has defined, by their keys.
pub const FIELDS: Shape = Shape::Map(&Shape::Any);

/// By which way something came, as Zendesk's API shows it: SQL of the JSON, of a column that has one of [`usher_shared::ticket::Channel`].
macro_rules! via {
    ($column:literal) => {
        $crate::store::json_object::json(
            &$crate::store::json_object::FIELDS,
            concat!("format('{\"channel\":\"%s\",\"source\":{\"from\":{},\"to\":{},\"rel\":null}}', ", $column, ")"),
        )
    };
}
pub(super) use via;

const fn source(kind: Kind, sql: &'static str) -> Source {
    Source { kind, sql, nullable: false }
}

/// JSON that is the same for all rows.
pub const fn same(json: &'static str) -> Source {
    source(Kind::Same, json)
}

pub const fn id(sql: &'static str) -> Source {
    source(Kind::Id, sql)
}

pub const fn integer(sql: &'static str) -> Source {
    source(Kind::Integer, sql)
}

pub const fn text(sql: &'static str) -> Source {
    source(Kind::Text, sql)
}

pub const fn time(sql: &'static str) -> Source {
    source(Kind::Time, sql)
}

pub const fn flag(sql: &'static str) -> Source {
    source(Kind::Flag, sql)
}

pub const fn one_of(values: &'static [&'static str], sql: &'static str) -> Source {
    source(Kind::OneOf(values), sql)
}

pub const fn json(shape: &'static Shape, sql: &'static str) -> Source {
    source(Kind::Json(shape), sql)
}

impl Source {
    /// Null where the SQL is.
    pub const fn or_null(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// Whether the SQL gives a text that is still to be quoted.
    pub const fn is_text(self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Time | Kind::OneOf(_))
    }

    /// SQL of the value as JSON text, but of a text as it is.
    pub fn unquoted(self) -> String {
        match self.kind {
            Kind::Flag => format!("iif({}, 'true', 'false')", self.sql),
            _ if self.nullable && !self.is_text() => format!("coalesce({}, 'null')", self.sql),
            _ => self.sql.into(),
        }
    }

    fn value(self) -> String {
        if self.is_text() { format!("json_quote({})", self.sql) } else { self.unquoted() }
    }
}

/// SQL of the JSON text of a row. One `format()`, and what is the same for all rows in its first argument: D1 lets `json_object`
/// have 32 arguments, and with `||` SQLite copies the growing text for each key (docs/benchmarks.md).
pub fn object<'a>(keys: impl IntoIterator<Item = &'a Key>) -> String {
    let (mut text, mut arguments) = (Vec::new(), String::new());
    for (key, source) in keys {
        if let Kind::Same = source.kind {
            text.push(format!("\"{key}\":{}", source.sql));
        } else {
            text.push(format!("\"{key}\":%s"));
            arguments += &format!(", {}", source.value());
        }
    }
    format!("format('{{{}}}'{arguments})", text.join(","))
}

/// SQL of `{"KEY": …}` with this SQL's JSON text in it.
pub fn at(key: &str, json: &str) -> String {
    format!("format('{{\"{key}\":%s}}', {json})")
}
