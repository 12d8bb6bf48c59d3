//! SQL of the JSON text of a row, for objects with more keys than D1 lets `json_object` have (32 arguments a function).

/// Where a key's value comes from.
#[derive(Clone, Copy)]
pub enum Source {
    /// JSON that is the same for all rows.
    Same(&'static str),
    /// SQL of JSON text.
    Json(&'static str),
    /// SQL of a text, a number or null.
    Value(&'static str),
    /// SQL of a yes or no.
    Flag(&'static str),
}

/// One `format()`, with what is the same for all rows in its first argument.
pub fn object(keys: &[(&str, Source)]) -> String {
    let (mut text, mut arguments) = (Vec::new(), String::new());
    for (key, source) in keys {
        let argument = match source {
            Source::Same(json) => {
                text.push(format!("\"{key}\":{json}"));
                continue;
            }
            Source::Json(sql) => (*sql).into(),
            Source::Value(sql) => format!("json_quote({sql})"),
            Source::Flag(sql) => format!("iif({sql}, 'true', 'false')"),
        };
        text.push(format!("\"{key}\":%s"));
        arguments += &format!(", {argument}");
    }
    format!("format('{{{}}}'{arguments})", text.join(","))
}
