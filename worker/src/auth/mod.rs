//! Who is calling: API tokens of programs, embed tokens of portals. Nothing else reads the header `Authorization`.

pub mod embed_token;
pub mod secrets;
pub mod session;

use std::cell::RefCell;
use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use usher_shared::form::EntryPoint;
use usher_shared::policy::{Actor, TicketRestriction};
use usher_shared::problem::Plain;
use usher_shared::value::{EmailAddress, Id};

use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;
use crate::store::account::{self, FRESH_MS};
use crate::store::callers;

/// Who calls, and by which way in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub actor: Actor,
    /// Those that the caller belongs to.
    pub organizations: Vec<Id>,
    /// Which tickets the caller may see, where not all.
    pub restriction: Option<TicketRestriction>,
    /// The form that what they add is held against: `Api` for programs, `Agent` for the widget.
    pub entry_point: EntryPoint,
    /// The key that signed for the caller.
    pub embed_key: Option<Id>,
}

impl Caller {
    pub const ANONYMOUS: Self =
        Self { actor: Actor::ANONYMOUS, organizations: Vec::new(), restriction: None, entry_point: EntryPoint::Api, embed_key: None };
}

/// What was sent to say who calls.
enum Credentials {
    None,
    /// A token, and with Basic the address that it must belong to.
    Token {
        token: String,
        email: Option<String>,
    },
    /// Something that no client of ours sends.
    Unreadable,
}

/// How a caller is looked up in the database.
pub enum Lookup {
    /// The SHA-256 of an API token, in hex.
    Token { hash: String },
    /// The SHA-256 of what a customer's cookie has, in hex.
    Session { hash: String },
    /// A signed embed token's key and the agent that it names.
    Embed { key: Id, agent: embed_token::Agent },
}

/// What the database knows of a caller.
#[derive(Clone, Debug)]
pub struct Known {
    pub actor: Actor,
    pub organizations: Vec<Id>,
    pub restriction: Option<TicketRestriction>,
    /// Normal forms of the user's addresses.
    pub emails: Vec<String>,
    /// For embed tokens, the origins of the key.
    pub origins: Option<Vec<String>>,
}

/// Upper bound of the verdicts that one isolate remembers; past it all are forgotten.
const REMEMBERED: usize = 10_000;

thread_local! {
    /// Verdicts by the SHA-256 of the whole token, for [`FRESH_MS`]: so a revoked token works no longer than that.
    static VERDICTS: RefCell<HashMap<String, (u64, Known)>> = RefCell::default();
}

/// Fills in `call.caller` and `call.account`, in one round trip at the most and none while both are fresh.
/// Without credentials the caller is anonymous; wrong ones are an error, and then the account is known all the same.
pub async fn authenticate(call: &mut Call) -> Result<(), Failure> {
    let credentials = credentials(call.header("authorization").as_deref());
    let identified = identify(call, credentials).await;
    load_account(call).await?;
    call.caller = identified?;
    Ok(())
}

async fn identify(call: &Call, credentials: Credentials) -> Result<Caller, Failure> {
    let (token, email) = match credentials {
        Credentials::None => return by_session(call).await,
        Credentials::Unreadable => return Err(Plain::CredentialsWrong.into()),
        Credentials::Token { token, email } => (token, email),
    };
    let cache_key = hex(&Sha256::digest(token.as_bytes()));
    // An embed token is read each time: its expiry does not wait for a cache.
    let (lookup, entry_point, embed_key) = if embed_token::looks_like_one(&token) {
        let claims = embed_token::verify(call, &token)?;
        (Lookup::Embed { key: claims.key, agent: claims.agent }, EntryPoint::Agent, Some(claims.key))
    } else {
        (Lookup::Token { hash: cache_key.clone() }, EntryPoint::Api, None)
    };
    let known = look_up(call, cache_key, &lookup).await?;
    check_email(&known, email.as_deref())?;
    check_origin(call, &known)?;
    let standing = if embed_key.is_some() { known.actor.standing.through_a_portal() } else { known.actor.standing };
    Ok(Caller {
        actor: Actor { standing, ..known.actor },
        organizations: known.organizations,
        restriction: known.restriction,
        entry_point,
        embed_key,
    })
}

/// The customer whose cookie it is. A session that has ended is none: whoever had it may sign in again.
async fn by_session(call: &Call) -> Result<Caller, Failure> {
    let Some(hash) = session::hash_of(call) else { return Ok(Caller::ANONYMOUS) };
    let known = match look_up(call, format!("session:{hash}"), &Lookup::Session { hash }).await {
        Ok(known) => known,
        Err(Failure::Problem(_)) => return Ok(Caller::ANONYMOUS),
        Err(fault) => return Err(fault),
    };
    session::check_origin(call)?;
    Ok(Caller { actor: known.actor, organizations: known.organizations, restriction: known.restriction, ..Caller::ANONYMOUS })
}

/// From memory, or from the database together with the account, which is then fresh as well.
async fn look_up(call: &Call, cache_key: String, lookup: &Lookup) -> Result<Known, Failure> {
    let now = runtime::now_ms();
    let remembered = VERDICTS.with_borrow(|verdicts| verdicts.get(&cache_key).filter(|(at, _)| now < at + FRESH_MS).cloned());
    if let Some((_, known)) = remembered {
        return Ok(known);
    }
    let rows = call.db()?.read(vec![callers::select(lookup), account::select()]).await?;
    account::keep(&rows[1])?;
    let missing = match lookup {
        Lookup::Token { .. } => Plain::CredentialsWrong,
        Lookup::Embed { .. } => Plain::TokenInvalid,
        Lookup::Session { .. } => Plain::CredentialsWrong,
    };
    let known = callers::known(&rows[0]).ok_or(missing)?;
    VERDICTS.with_borrow_mut(|verdicts| {
        if verdicts.len() >= REMEMBERED {
            verdicts.clear();
        }
        verdicts.insert(cache_key, (now, known.clone()));
    });
    Ok(known)
}

/// Makes the next request of every caller look them up again.
pub fn forget() {
    VERDICTS.with_borrow_mut(HashMap::clear);
}

/// Fills in `call.account`, from memory while that is fresh.
pub async fn load_account(call: &mut Call) -> Result<(), Failure> {
    call.account = match account::cached() {
        Some(account) => account,
        None => account::keep(&call.db()?.rows(account::select()).await?)?,
    };
    Ok(())
}

/// With Basic, the token must belong to the user with this address, in any spelling.
fn check_email(known: &Known, email: Option<&str>) -> Result<(), Failure> {
    let Some(email) = email else { return Ok(()) };
    let normal = EmailAddress::parse(email).map_err(|_| Plain::CredentialsWrong)?;
    if known.emails.iter().any(|known| known == normal.normal_form()) { Ok(()) } else { Err(Plain::CredentialsWrong.into()) }
}

/// An embed token works on pages of its key's origins and on Usher's own. Browsers send `Origin` with every request to
/// another origin; without it the page is Usher's own, or the caller is no browser and could send what it likes.
fn check_origin(call: &Call, known: &Known) -> Result<(), Failure> {
    match (&known.origins, &call.origin) {
        (Some(origins), Some(origin)) if *origin != call.base && !origins.contains(origin) => Err(Plain::OriginRefused.into()),
        _ => Ok(()),
    }
}

fn credentials(header: Option<&str>) -> Credentials {
    let Some(header) = header else { return Credentials::None };
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Credentials::Token { token: token.trim().into(), email: None },
        Some((scheme, encoded)) if scheme.eq_ignore_ascii_case("basic") => basic(encoded.trim()).unwrap_or(Credentials::Unreadable),
        _ => Credentials::Unreadable,
    }
}

/// Zendesk's form of Basic: `EMAIL/token:TOKEN`.
fn basic(encoded: &str) -> Option<Credentials> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (user, token) = decoded.split_once(':')?;
    let email = user.strip_suffix("/token")?;
    Some(Credentials::Token { token: token.into(), email: Some(email.into()) })
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(nibble), 16));
        }
        text
    })
}

/// A UUID (RFC 9562, version 8) that is the same each time that it is made of the same hash.
pub fn uuid(hash: &[u8; 32]) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = hex(&bytes);
    [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-")
}
