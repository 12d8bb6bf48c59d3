//! One request on its way through: what was sent, who sent it, and what the account's settings are.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Uint8Array;
use serde_json::Value;
use usher_shared::operation::Operation;
use usher_shared::policy::{Action, Actor, Strictness, decide};
use usher_shared::problem::Plain;
use usher_shared::value::{ExternalId, Id};
use wasm_bindgen_futures::JsFuture;
use worker::{Env, web_sys};

use crate::addresses::Noted;
use crate::auth::Caller;
use crate::bookmark;
use crate::failure::{Failure, fault};
use crate::precondition::Precondition;
use crate::rate_limit::Allowance;
use crate::runtime;
use crate::store::account::{self, Account};
use crate::store::database::Database;

/// Room for a name, all the identities that a request may bring, and details and notes of 65,535 UTF-16 units each in the
/// longest spelling.
pub const MAX_BODY: usize = 1 << 20;

/// Records that one call may name or bring (Zendesk, bulk limits).
pub const MOST_VALUES: usize = 100;

pub struct Call {
    pub request: web_sys::Request,
    headers: web_sys::Headers,
    /// Where the page is from that calls: browsers send it with all but a GET to its own origin (Fetch standard).
    pub origin: Option<String>,
    pub env: Env,
    pub method: String,
    /// Scheme and host as the caller wrote them: every link in an answer begins with it.
    pub base: String,
    pub path: String,
    query: Vec<(String, String)>,
    pub request_id: String,
    /// What the caller asks for, once it is known.
    pub operation: Option<Operation>,
    /// What the caller asked for, as the log has it: the route, not the address.
    pub route: &'static str,
    pub caller: Caller,
    pub account: Rc<Account>,
    pub precondition: Precondition,
    /// How many requests the caller has left; nothing where nobody counts.
    pub allowance: Option<Allowance>,
    /// Whether the call has proved an address, or lets somebody in who has not.
    pub proves: Cell<bool>,
    /// Whether mails wait to be sent that the call has written.
    pub mails: Cell<bool>,
    /// What was found out about addresses on the way.
    pub addresses: Noted,
    database: OnceCell<Database>,
    body: RefCell<Vec<u8>>,
}

impl Call {
    pub fn new(request: web_sys::Request, env: Env) -> Self {
        let url = request.url();
        let (base, path, query) = split_url(&url);
        let headers = request.headers();
        Self {
            // Answered as a GET is; the runtime leaves the body out (RFC 9110, 9.3.2).
            method: request.method().replace("HEAD", "GET"),
            base: base.into(),
            path: path.into(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            request_id: runtime::unique(),
            operation: None,
            route: "",
            caller: Caller::ANONYMOUS,
            // Only for a moment: `auth` fills it in before anything is decided. The default settings are dear to make.
            account: account::cached().unwrap_or_default(),
            precondition: Precondition::default(),
            allowance: None,
            proves: Cell::new(false),
            mails: Cell::new(false),
            addresses: Noted::default(),
            database: OnceCell::new(),
            body: RefCell::default(),
            origin: header(&headers, "origin"),
            headers,
            request,
            env,
        }
    }

    /// What is done for a caller after their request has been answered, with the rights that they had then.
    pub fn afterwards(env: Env, route: &'static str, request_id: String, caller: Caller, account: Account) -> Result<Self, Failure> {
        let request = web_sys::Request::new_with_str("https://afterwards/").map_err(|error| fault(&error))?;
        Ok(Self { request_id, route, caller, account: Rc::new(account), ..Self::new(request, env) })
    }

    /// One session for the whole call.
    pub fn db(&self) -> Result<&Database, Failure> {
        if let Some(database) = self.database.get() {
            return Ok(database);
        }
        let opened = Database::session(&self.env, bookmark::sent(self).as_deref(), &self.precondition)?;
        Ok(self.database.get_or_init(|| opened))
    }

    /// The session, if the call has begun one.
    pub fn session(&self) -> Option<&Database> {
        self.database.get()
    }

    pub fn actor(&self) -> Actor {
        self.caller.actor
    }

    /// Refuses unless the rulebook allows it.
    pub fn require(&self, action: Action) -> Result<(), Failure> {
        let strictness = Strictness { strict_zendesk_rules: self.account.settings.strict_zendesk_rules };
        match decide(self.caller.actor, action, strictness).denial() {
            None => Ok(()),
            Some(denial) => Err(denial.into()),
        }
    }

    /// The cookie of this name.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.header("cookie")?;
        let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| String::from(value))
    }

    pub fn header(&self, name: &str) -> Option<String> {
        header(&self.headers, name)
    }

    /// A parameter of the query, if it is one that the operation has ([`Operation::parameters`]).
    pub fn query(&self, name: &str) -> Option<&str> {
        self.queries(&[name]).next()
    }

    /// Every value of these parameters.
    pub fn queries(&self, names: &[&str]) -> impl Iterator<Item = &str> {
        let is_one = |name: &str| self.operation.is_some_and(|operation| operation.parameters().any(|one| one.name == name));
        self.query.iter().filter(move |(name, _)| names.contains(&name.as_str()) && is_one(name)).map(|(_, value)| value.as_str())
    }

    /// All of the query.
    pub fn parameters(&self) -> &[(String, String)] {
        &self.query
    }

    /// A whole number from the query, or the default where there is none.
    pub fn query_number(&self, name: &'static str, default: u32) -> Result<u32, Failure> {
        self.query(name).map_or(Ok(default), |text| text.parse().map_err(|_| Plain::InvalidParameter.at(name).into()))
    }

    /// What is asked for beside the records (Zendesk, sideloading).
    pub fn includes(&self) -> Vec<&str> {
        self.query("include").unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
    }

    /// `ids` from the query, parted by commas (Zendesk, `show_many`).
    pub fn ids(&self) -> Result<Vec<Id>, Failure> {
        self.texts("ids")?.into_iter().map(|id| Id::parse(id).map_err(|_| Plain::InvalidId.into())).collect()
    }

    /// A parameter that has several texts in it, parted by commas.
    pub fn texts(&self, name: &'static str) -> Result<Vec<&str>, Failure> {
        many(name, self.query(name).ok_or(Plain::InvalidParameter.at(name))?)
    }

    /// `external_ids` from the query, if they are there. What is no id is nobody's.
    pub fn external_ids(&self) -> Result<Option<Vec<ExternalId>>, Failure> {
        let Some(ids) = self.query("external_ids") else { return Ok(None) };
        Ok(Some(many("external_ids", ids)?.into_iter().filter_map(|id| ExternalId::parse(id).ok()).collect()))
    }

    /// The body as JSON. Read only now, after the caller was found to be allowed to send one.
    pub async fn json(&self) -> Result<Value, Failure> {
        let content_type = self.header("content-type").unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            return Err(Plain::ContentType.into());
        }
        let bytes = self.read_body().await?;
        // serde_json refuses invalid UTF-8, and more than 128 levels of nesting.
        let value = serde_json::from_slice(&bytes).map_err(|_| Plain::MalformedJson)?;
        self.body.replace(bytes);
        Ok(value)
    }

    /// Reads what nobody has read of the body. Left where it is, it would end the connection, and the caller's next request
    /// with it: clients send bodies with DELETE too.
    pub async fn drain(&self) {
        if self.method != "GET" && self.method != "OPTIONS" && !self.request.body_used() {
            // Beyond the limit, the connection may end.
            let _ = self.read_body().await;
        }
    }

    /// What [`Call::json`] has read, byte for byte.
    pub fn body_bytes(&self) -> std::cell::Ref<'_, Vec<u8>> {
        self.body.borrow()
    }

    async fn read_body(&self) -> Result<Vec<u8>, Failure> {
        let announced = self.header("content-length").and_then(|length| length.parse::<usize>().ok());
        if announced.is_some_and(|length| length > MAX_BODY) {
            return Err(Plain::BodyTooLarge.into());
        }
        if announced.is_some() { whole(&self.request).await } else { by_chunks(Clone::clone(&self.request).into()).await }
    }
}

/// What commas part in the parameter of this name; at most [`MOST_VALUES`].
fn many<'a>(name: &'static str, text: &'a str) -> Result<Vec<&'a str>, Failure> {
    let values: Vec<_> = text.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
    if values.len() > MOST_VALUES { Err(Plain::TooManyValues.at(name).into()) } else { Ok(values) }
}

fn header(headers: &web_sys::Headers, name: &str) -> Option<String> {
    headers.get(name).ok().flatten()
}

async fn whole(request: &web_sys::Request) -> Result<Vec<u8>, Failure> {
    let read = async { JsFuture::from(request.array_buffer()?).await };
    read.await.map(|buffer| Uint8Array::new(&buffer).to_vec()).map_err(|error| fault(&error))
}

/// Without an announced length the limit is kept while reading. What is beyond it is read all the same and dropped: to
/// stop would break the connection, and the caller would never read why.
async fn by_chunks(mut request: worker::Request) -> Result<Vec<u8>, Failure> {
    use futures_util::StreamExt;

    // A request without a body has no stream.
    let Ok(mut stream) = request.stream() else { return Ok(Vec::new()) };
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| fault(&error.to_string().into()))?;
        if bytes.len() <= MAX_BODY {
            bytes.extend(chunk);
        }
    }
    if bytes.len() > MAX_BODY { Err(Plain::BodyTooLarge.into()) } else { Ok(bytes) }
}

/// `https://host`, `/path`, `query`. A fragment is never sent.
fn split_url(url: &str) -> (&str, &str, &str) {
    let host = url.find("://").map_or(0, |at| at + 3);
    let path = url[host..].find(['/', '?']).map_or(url.len(), |at| host + at);
    let (path_text, query) = url[path..].split_once('?').unwrap_or((&url[path..], ""));
    (&url[..path], path_text, query)
}
