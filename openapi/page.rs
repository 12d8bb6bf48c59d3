//! A page of the document for people: one file of HTML without a script, that the browser's own search goes through.

use serde_json::{Map, Value};

/// The page. Its style is `docs.css`.
pub fn html(document: &Value) -> String {
    let tags: Vec<_> = list(&document["tags"]).filter_map(|tag| tag["name"].as_str()).collect();
    let paragraphs = text(&document["info"]["description"]).split("\n\n");
    let about: String = paragraphs.map(paragraph).collect();
    let contents: String = tags.iter().map(|tag| contents(document, tag)).collect();
    let sections: String = tags.iter().map(|tag| section(document, tag)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Usher: the API</title>\n<link rel=\"stylesheet\" href=\"/docs.css\">\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#operations\">To the operations</a>\n\
         <header>\n<h1>Usher: the API</h1>\n{about}<p>Programs read <a href=\"/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>\n</header>\n\
         <nav id=\"contents\" tabindex=\"-1\" aria-label=\"Contents\">\n{contents}{OTHER_CONTENTS}</nav>\n\
         <main>\n{}<div id=\"operations\">\n{sections}</div>\n{}{}</main>\n<a class=\"up\" href=\"#contents\">Contents</a>\n</body>\n</html>\n",
        credentials(document),
        refusals(document),
        objects(document),
    )
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text))
}

const OTHER_CONTENTS: &str = "<p><a href=\"#credentials\">Credentials</a></p>\n<p><a href=\"#refusals\">Refusals</a></p>\n\
    <p><a href=\"#objects\">Objects</a></p>\n";

/// Path, method and what is said, of the operations with a tag.
fn operations<'a>(document: &'a Value, tag: &'a str) -> impl Iterator<Item = (&'a str, String, &'a Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, operations)| {
        let operations = operations.as_object().into_iter().flatten();
        operations.map(move |(method, operation)| (path.as_str(), method.to_uppercase(), operation))
    });
    all.filter(move |(_, _, operation)| operation["tags"][0] == tag)
}

fn contents(document: &Value, tag: &str) -> String {
    let link = |(_, _, operation): (&str, String, &Value)| {
        format!("<li><a href=\"#{}\">{}</a></li>\n", id(operation), escaped(text(&operation["summary"]).trim_end_matches('.')))
    };
    let links: String = operations(document, tag).map(link).collect();
    format!("<details>\n<summary>{}</summary>\n<ul>\n{links}</ul>\n</details>\n", title(tag))
}

fn section(document: &Value, tag: &str) -> String {
    let articles: String = operations(document, tag).map(|(path, method, operation)| article(document, path, &method, operation)).collect();
    format!("<section>\n<h2>{}</h2>\n{articles}</section>\n", title(tag))
}

fn article(document: &Value, path: &str, method: &str, operation: &Value) -> String {
    let parameters: String = list(&operation["parameters"]).map(|parameter| parameter_row(resolved(document, parameter))).collect();
    let parameters = if parameters.is_empty() { parameters } else { table("Parameters", &parameters) };
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let body = if body.is_null() { String::new() } else { format!("<h4>Body</h4>\n{}\n", shape(body)) };
    let (refusals, answers): (Vec<_>, Vec<_>) = entries(&operation["responses"]).partition(|(_, response)| !response["$ref"].is_null());
    let answers: String = answers.into_iter().map(|(status, response)| answer(status, response)).collect();
    let refusals: Vec<_> = refusals.iter().map(|(status, _)| format!("<a href=\"#Refused{status}\">{status}</a>")).collect();
    let refusals = refusals.join(" ");
    format!(
        "<article id=\"{id}\">\n<h3><a href=\"#{id}\">{}</a></h3>\n<p class=\"route\"><span class=\"method {}\">{method}</span> <code>{}</code></p>\n\
         {parameters}{body}<h4>Answers</h4>\n<dl>\n{answers}</dl>\n<p class=\"refusals\">Refused with {refusals}.</p>\n</article>\n",
        escaped(text(&operation["summary"])),
        method.to_lowercase(),
        // A long path may end a line behind any of its parts.
        escaped(path).replace('/', "/<wbr>"),
        id = id(operation),
    )
}

fn parameter_row(parameter: &Value) -> String {
    let place = text(&parameter["in"]);
    row(text(&parameter["name"]), &format!("{}, in the {place}", shape(&parameter["schema"])), text(&parameter["description"]))
}

fn answer(status: &str, response: &Value) -> String {
    let schema = &response["content"]["application/json"]["schema"];
    let body = if schema.is_null() { String::from("no body") } else { shape(schema) };
    format!("<dt>{status}</dt><dd>{} {body}</dd>\n", escaped(text(&response["description"])))
}

fn credentials(document: &Value) -> String {
    let rows: String = entries(&document["components"]["securitySchemes"])
        .map(|(name, scheme)| row(name, text(&scheme["scheme"]), text(&scheme["description"])))
        .collect();
    format!("<section id=\"credentials\">\n<h2>Credentials</h2>\n{}</section>\n", table("Ways to say who calls", &rows))
}

fn refusals(document: &Value) -> String {
    let refusal = |(name, response): (&str, &Value)| {
        let examples: String = entries(&response["content"]["application/json"]["examples"])
            .map(|(code, example)| row(code, &error(&example["value"]), text(&example["value"]["description"])))
            .collect();
        let status = name.trim_start_matches("Refused");
        let heading = format!("<h3>{status}</h3>\n<p>{}</p>\n", escaped(text(&response["description"])));
        format!("<article id=\"{name}\">\n{heading}{}</article>\n", table("Codes", &examples))
    };
    let refusals: String = entries(&document["components"]["responses"]).map(refusal).collect();
    format!(
        "<section id=\"refusals\">\n<h2>Refusals</h2>\n<p>Every one is a <a href=\"#Problem\">Problem</a>. Branch on <code>code</code>.</p>\n{refusals}</section>\n"
    )
}

fn error(problem: &Value) -> String {
    escaped(problem["error"].as_str().unwrap_or(text(&problem["error"]["title"])))
}

fn objects(document: &Value) -> String {
    let object = |(name, schema): (&str, &Value)| {
        let about = text(&schema["description"]);
        let about = if about.is_empty() { String::new() } else { format!("<p>{}</p>\n", escaped(about)) };
        format!("<article id=\"{name}\">\n<h3>{name}</h3>\n{about}{}\n</article>\n", shape(schema))
    };
    let objects: String = entries(&document["components"]["schemas"]).map(object).collect();
    format!("<section id=\"objects\">\n<h2>Objects</h2>\n{objects}</section>\n")
}

/// What a schema says, in words; an object as a table of its keys.
fn shape(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
        return format!("<a href=\"#{name}\">{name}</a>");
    }
    if let Some(keys) = schema["properties"].as_object() {
        return keys_of(schema, keys);
    }
    if let Some(value) = schema.get("const") {
        let value = value.to_string();
        return if value.len() > 200 { "always the same".into() } else { format!("always <code>{}</code>", escaped(&value)) };
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(|value| format!("<code>{}</code>", escaped(&value.to_string()))).collect::<Vec<_>>().join(" ");
    }
    for joined in ["anyOf", "allOf"] {
        if let Some(parts) = schema[joined].as_array() {
            return parts.iter().map(shape).collect::<Vec<_>>().join(if joined == "anyOf" { " or " } else { " and " });
        }
    }
    let kinds: Vec<_> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(|kind| kind_of(text(kind), schema)).collect(),
        kind => vec![kind_of(text(kind), schema)],
    };
    kinds.join(" or ")
}

fn kind_of(kind: &str, schema: &Value) -> String {
    match (kind, text(&schema["format"])) {
        ("array", _) => format!("list of {}", shape(&schema["items"])),
        ("object", _) => format!("keys of their own, each {}", shape(&schema["additionalProperties"])),
        ("string", "date-time") => "time".into(),
        ("string", "uri") => "address".into(),
        ("string", _) => "text".into(),
        ("integer", "int64") => "integer of 64 bits".into(),
        ("", _) => "anything".into(),
        (kind, _) => kind.into(),
    }
}

fn keys_of(schema: &Value, keys: &Map<String, Value>) -> String {
    let is_required = |key: &str| list(&schema["required"]).any(|required| required == key);
    let row_of = |(key, value): (&String, &Value)| {
        let mark = if is_required(key) { "" } else { "optional " };
        row(key, &format!("{mark}{}", shape(value)), text(&value["description"]))
    };
    table("Keys", &keys.iter().map(row_of).collect::<String>())
}

/// `kind` is HTML; the others are texts.
fn row(name: &str, kind: &str, about: &str) -> String {
    format!("<tr><th scope=\"row\"><code>{}</code></th><td>{kind}</td><td>{}</td></tr>\n", escaped(name), escaped(about))
}

fn table(caption: &str, rows: &str) -> String {
    format!("<table>\n<caption>{caption}</caption>\n{rows}</table>\n")
}

fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"].as_str().and_then(|target| document.pointer(target.strip_prefix('#')?)).unwrap_or(value)
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn id(operation: &Value) -> &str {
    text(&operation["operationId"])
}

/// `job_statuses` as a heading has it.
fn title(tag: &str) -> String {
    let mut letters = tag.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters.map(|letter| if letter == '_' { ' ' } else { letter })).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
