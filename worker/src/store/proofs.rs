//! Addresses that somebody is to prove, and what becomes of one that is proved.

use serde_json::json;
use sha2::{Digest, Sha256};
use usher_shared::mail::MailKind;
use usher_shared::policy::Role;
use usher_shared::proof::{CODE_MINUTES, Claim, Consequence, Holder, MOST_ATTEMPTS, MOST_GUESSES, MOST_RESENT, Purpose, RESENT_AFTER_S};
use usher_shared::user::NewUser;
use usher_shared::value::{EmailAddress, Id};
use wasm_bindgen::JsValue;

use super::database::{Database, Refused, Rows, Statement};
use super::outbox::{self, Content, Outgoing};
use super::user_json::{View, select_for_caller};
use super::users::{self, Addition};
use super::{audit, identities, organization_memberships, sessions, still, user_merges};
use crate::auth::{hex, secrets};
use crate::call::Call;
use crate::failure::Failure;
use crate::runtime;

/// Proofs that have ended are kept so long, for whoever presses late to be told so.
const KEPT_MS: u64 = 7 * DAY_MS;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// How many of those who sign up are added at a time, before they have proved anything.
const ADDED_AT_ONCE: u32 = 20;

/// What is to be proved.
pub struct Asked<'a> {
    pub purpose: Purpose,
    pub email: &'a EmailAddress,
    pub locale: &'a str,
    /// The customer whose address it is said to be, and an address by which whoever gets the mail knows them.
    pub by: Option<(Id, Option<&'a str>)>,
    /// What whoever signs up says of themselves, in JSON.
    pub draft: Option<String>,
    /// Whether they are added before they have proved it.
    pub is_due: bool,
    /// The mail that asks, if one may, and the customer to whom it is written.
    pub mail: Option<MailKind>,
    pub reader: Option<Id>,
}

/// What the page is told that asks: nothing that depends on whether the address is known.
pub struct Told {
    /// Names the proof to whoever types the code.
    pub handle: String,
    pub expires_at: String,
}

struct Secrets {
    token: String,
    code: String,
}

impl Secrets {
    fn new() -> Self {
        let hash = Sha256::digest(runtime::secret());
        let number = hash[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) % 1_000_000;
        Self { token: runtime::secret(), code: format!("{number:06}") }
    }
}

fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

fn code_hash(call: &Call, id: Id, code: &str) -> Result<String, Failure> {
    use hmac::Mac;
    let key = secrets::derive(&call.env, "codes")?;
    Ok(hex(&secrets::mac(key.as_bytes(), format!("{id}:{code}").as_bytes()).finalize().into_bytes()))
}

/// Asks for a proof, in a batch, and writes the mail: which one, only whoever reads it learns.
pub fn ask(call: &Call, asked: &Asked<'_>) -> Result<(Vec<Statement>, Told), Failure> {
    let (id, handle, secrets, now) = (runtime::new_id(), runtime::secret(), Secrets::new(), runtime::now_ms());
    let expires_ms = now + asked.purpose.minutes() * 60_000;
    let insert = Statement::new(
        "INSERT INTO proofs (id, purpose, handle_hash, token_hash, code_hash, email, normal_form, locale, user_id, draft, addition,
             mailed_ms, code_expires_ms, expires_ms, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )
    .bind(id)
    .bind(asked.purpose)
    .bind(hash(&handle))
    .bind(hash(&secrets.token))
    .bind(code_hash(call, id, &secrets.code)?)
    .bind(asked.email.as_str())
    .bind(asked.email.normal_form())
    .bind(asked.locale)
    .bind(asked.by.map(|(user, _)| user))
    .bind(&asked.draft)
    .bind(asked.is_due.then_some("due"))
    .bind(now)
    .bind(now + CODE_MINUTES * 60_000)
    .bind(expires_ms)
    .bind(runtime::timestamp(now));
    let mut batch = vec![insert];
    batch.extend(mail(call, asked, &secrets)?);
    Ok((batch, Told { handle, expires_at: runtime::timestamp(expires_ms) }))
}

fn mail(call: &Call, asked: &Asked<'_>, secrets: &Secrets) -> Result<Option<Statement>, Failure> {
    let Some(kind) = asked.mail else { return Ok(None) };
    let content = Content {
        base: call.base.clone(),
        token: Some(secrets.token.clone()),
        code: Some(secrets.code.clone()),
        owner: asked.by.and_then(|(_, owner)| owner).map(String::from),
        about: None,
        minutes: asked.purpose.minutes(),
    };
    outbox::entry(call, &Outgoing { kind, to: asked.email, locale: asked.locale, user: asked.reader, content })
}

/// The mail to a customer whom staff have added, if there is an address.
pub fn welcome(call: &Call, user: &NewUser, id: Id) -> Result<Vec<Statement>, Failure> {
    let Some(email) = user.values.first_email() else { return Ok(Vec::new()) };
    let asked = Asked {
        purpose: Purpose::VerifyIdentity,
        email,
        locale: user.values.locale.as_ref().unwrap_or(&call.account.settings.default_locale).as_str(),
        by: Some((id, None)),
        draft: None,
        is_due: false,
        mail: Some(MailKind::AgentCreatedWelcome),
        reader: Some(id),
    };
    Ok(ask(call, &asked)?.0)
}

/// SQL of the identity `i` that holds an address, and of its user `u`.
const HOLDER: &str = "SELECT i.user_id, u.role, u.suspended, i.verified, EXISTS (SELECT 1 FROM identities o
        WHERE o.user_id = i.user_id AND o.type = 'email' AND o.verified = 1 AND o.released = 0 AND o.id != i.id) AS verified_another
    FROM identities i JOIN users u ON u.id = i.user_id AND u.active = 1 WHERE i.type = 'email' AND i.released = 0 AND i.normal_form =";

/// Whose the directory says an address is; [`holder`] reads it.
pub fn select_holder(normal_form: &str) -> Statement {
    Statement::composed(format!("{HOLDER} ?1")).bind(normal_form)
}

pub fn holder(rows: &Rows) -> Option<Holder> {
    let flag = |column| rows.integer(column) == Some(1);
    Some(Holder {
        user: Id::from_number(rows.integer("user_id")?).ok()?,
        role: Role::from_code(&rows.text("role")?)?,
        suspended: flag("suspended"),
        verified: flag("verified"),
        verified_another: flag("verified_another"),
    })
}

/// A proof that can still be given, and whose its address is now.
pub struct Proof {
    pub id: Id,
    pub purpose: Purpose,
    pub email: EmailAddress,
    pub locale: String,
    pub by: Option<Id>,
    /// The address by which that customer is known.
    pub owner: Option<EmailAddress>,
    pub draft: Option<String>,
    pub holder: Option<Holder>,
    resent: u32,
    mailed_ms: u64,
    code_hash: String,
}

const COLUMNS: &str = "id, purpose, email, locale, user_id, draft, resent, mailed_ms, code_hash,
    (SELECT o.value FROM identities o WHERE o.user_id = proofs.user_id AND o.type = 'email' AND o.is_primary = 1 AND o.released = 0) AS owner";

fn read(proof: &Rows, holding: &Rows) -> Option<Proof> {
    let number = |column| proof.integer(column).and_then(|number| u64::try_from(number).ok());
    Some(Proof {
        id: Id::from_number(proof.integer("id")?).ok()?,
        purpose: Purpose::from_code(&proof.text("purpose")?)?,
        email: EmailAddress::parse(&proof.text("email")?).ok()?,
        locale: proof.text("locale")?,
        by: proof.integer("user_id").and_then(|id| Id::from_number(id).ok()),
        owner: proof.text("owner").and_then(|owner| EmailAddress::parse(&owner).ok()),
        draft: proof.text("draft"),
        holder: holder(holding),
        resent: number("resent").and_then(|resent| u32::try_from(resent).ok())?,
        mailed_ms: number("mailed_ms")?,
        code_hash: proof.text("code_hash")?,
    })
}

/// The proof of a link.
pub async fn by_token(call: &Call, token: &str) -> Result<Option<Proof>, Failure> {
    let proof = format!("SELECT {COLUMNS} FROM proofs WHERE token_hash = ?1 AND used_at IS NULL AND expires_ms > ?2");
    let holder = format!("{HOLDER} (SELECT normal_form FROM proofs WHERE token_hash = ?1)");
    let hash = hash(token);
    let batch = vec![Statement::composed(proof).bind(&hash).bind(runtime::now_ms()), Statement::composed(holder).bind(&hash)];
    let rows = call.db()?.read(batch).await?;
    Ok(read(&rows[0], &rows[1]))
}

/// The proof of this handle, and whether this is its code. Each look is one of so many: it is counted before anything is compared.
pub async fn by_code(call: &Call, handle: &str, code: &str) -> Result<Option<(Proof, bool)>, Failure> {
    let attempt = format!(
        "UPDATE proofs SET attempts = attempts + 1
         WHERE handle_hash = ?1 AND used_at IS NULL AND code_expires_ms > ?2 AND attempts < {MOST_ATTEMPTS} * (resent + 1)
            AND (SELECT sum(g.attempts) FROM proofs g WHERE g.normal_form = proofs.normal_form AND g.mailed_ms > ?2 - {DAY_MS})
                < {MOST_GUESSES}
         RETURNING {COLUMNS}"
    );
    let Some(proof) = by_handle(call, handle, &attempt).await? else { return Ok(None) };
    let is_right = proof.code_hash == code_hash(call, proof.id, code)?;
    Ok(Some((proof, is_right)))
}

async fn by_handle(call: &Call, handle: &str, proof: &str) -> Result<Option<Proof>, Failure> {
    let holder = format!("{HOLDER} (SELECT normal_form FROM proofs WHERE handle_hash = ?1)");
    let hash = hash(handle);
    let batch = vec![Statement::composed(proof).bind(&hash).bind(runtime::now_ms()), Statement::composed(holder).bind(&hash)];
    let rows = call.db()?.read(batch).await?;
    Ok(read(&rows[0], &rows[1]))
}

/// What can be sent once more.
pub async fn open(call: &Call, handle: &str) -> Result<Option<Proof>, Failure> {
    let proof = format!("SELECT {COLUMNS} FROM proofs WHERE handle_hash = ?1 AND used_at IS NULL AND expires_ms > ?2");
    by_handle(call, handle, &proof).await
}

impl Proof {
    /// Whether its mail may be sent once more by now.
    pub fn can_be_resent(&self) -> bool {
        self.resent < MOST_RESENT && runtime::now_ms() >= self.mailed_ms + RESENT_AFTER_S * 1000
    }
}

/// Sends its mail once more, with another link and another code: those before do nothing any more.
pub async fn resend(call: &Call, proof: &Proof) -> Result<String, Failure> {
    let (secrets, now) = (Secrets::new(), runtime::now_ms());
    let owner = proof.owner.as_ref().map(EmailAddress::as_str);
    let claim = Claim::of(proof.holder.as_ref());
    let asked = Asked {
        purpose: proof.purpose,
        email: &proof.email,
        locale: &proof.locale,
        by: proof.by.map(|user| (user, owner)),
        draft: None,
        is_due: false,
        mail: claim.mail(proof.purpose, proof.by),
        reader: claim.opens(),
    };
    let expires_ms = now + proof.purpose.minutes() * 60_000;
    let unchanged = "EXISTS (SELECT 1 FROM proofs WHERE id = ?1 AND used_at IS NULL AND resent = ?2)";
    let update = "UPDATE proofs SET token_hash = ?2, code_hash = ?3, resent = resent + 1, mailed_ms = ?4, code_expires_ms = ?5,
        expires_ms = ?6 WHERE id = ?1";
    let mut batch = vec![
        Statement::require(unchanged).bind(proof.id).bind(proof.resent),
        Statement::new(update)
            .bind(proof.id)
            .bind(hash(&secrets.token))
            .bind(code_hash(call, proof.id, &secrets.code)?)
            .bind(now)
            .bind(now + CODE_MINUTES * 60_000)
            .bind(expires_ms),
    ];
    batch.extend(mail(call, &asked, &secrets)?);
    call.db()?.read(batch).await?;
    Ok(runtime::timestamp(expires_ms))
}

/// What is written once an address is proved.
pub struct Redeeming<'a> {
    pub consequence: Consequence,
    /// Of [`Consequence::Add`].
    pub addition: Option<&'a Addition<'a>>,
    /// The mail that follows, if one does.
    pub mail: Option<Statement>,
    /// The SHA-256 of a new session's cookie; none where a link is no sign-in.
    pub session: Option<&'a str>,
}

/// Uses a proof, in one batch; nothing else of its kind for the address is of use then. Answers the customer whom it opens.
pub async fn redeem(call: &Call, proof: &Proof, id: Id, redeeming: Redeeming<'_>) -> Result<Result<JsValue, Refused>, Failure> {
    let (now_ms, normal_form) = (runtime::now_ms(), proof.email.normal_form());
    let now = runtime::timestamp(now_ms);
    let mut batch = vec![
        Statement::require("EXISTS (SELECT 1 FROM proofs WHERE id = ?1 AND used_at IS NULL)").bind(proof.id),
        Statement::new(
            "UPDATE proofs SET used_at = ?3, draft = NULL WHERE normal_form = ?1 AND purpose = ?2 AND used_at IS NULL
            AND user_id IS (SELECT p.user_id FROM proofs p WHERE p.id = ?4)",
        )
        .bind(normal_form)
        .bind(proof.purpose)
        .bind(&now)
        .bind(proof.id),
    ];
    match redeeming.consequence {
        Consequence::Verify { user } => batch.extend(verified(call, user, normal_form, &now)),
        Consequence::Add { from } => {
            batch.extend(from.into_iter().flat_map(|from| taken_from(call, from, normal_form, &now)));
            batch.extend(redeeming.addition.into_iter().flat_map(|addition| users::insertion(call, addition, id, &now)));
        }
        Consequence::TakeOver { from, user } => {
            batch.extend(taken_from(call, from, normal_form, &now));
            batch.extend(verified(call, user, normal_form, &now));
        }
        Consequence::Merge { from, into } => {
            batch.push(nothing_proved(from, normal_form));
            batch.push(said_no_more(into, normal_form));
            batch.extend(user_merges::statements(call, from, into, &now));
            batch.extend(verified(call, into, normal_form, &now));
        }
    }
    batch.extend(redeeming.session.map(|hash| sessions::insert(id, hash, now_ms)));
    batch.extend(redeeming.mail);
    batch.push(Statement::new(select_for_caller(View::Customer)).bind(&call.base).bind(id));
    Ok(call.db()?.batch(batch).await?.map(|rows| rows.last().and_then(|rows| rows.first("json")).unwrap_or_default()))
}

/// The address is verified, at a customer who has it or has said so.
fn verified(call: &Call, user: Id, normal_form: &str, now: &str) -> Vec<Statement> {
    let has_it = "EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND type = 'email' AND normal_form = ?2)";
    let verify = "UPDATE identities SET released = 0, verified = 1, verified_at = coalesce(verified_at, ?3), undeliverable_count = 0,
            deliverable_state = iif(deliverable_state = 'undeliverable', 'deliverable', deliverable_state), updated_at = ?3
        WHERE user_id = ?1 AND type = 'email' AND normal_form = ?2";
    vec![
        still::of_role(user, Role::EndUser),
        Statement::require("EXISTS (SELECT 1 FROM users WHERE id = ?1 AND suspended = 0)").bind(user),
        Statement::require(has_it).bind(user).bind(normal_form),
        Statement::new(verify).bind(user).bind(normal_form).bind(now),
        identities::promote_oldest(user),
        organization_memberships::join_by_domain(user, false, now),
        users::touch(user, now),
        audit::entry(call, now, "identity.verified", Some(user), &json!({})),
    ]
}

/// Whoever was only said to have the address has it no more.
fn taken_from(call: &Call, user: Id, normal_form: &str, now: &str) -> Vec<Statement> {
    let unproved = "EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND type = 'email' AND normal_form = ?2 AND verified = 0)";
    vec![
        Statement::require(unproved).bind(user).bind(normal_form),
        said_no_more(user, normal_form),
        identities::promote_oldest(user),
        users::touch(user, now),
        audit::entry(call, now, "identity.taken_over", Some(user), &json!({})),
    ]
}

/// Whoever has the address has proved neither it nor another.
fn nothing_proved(user: Id, normal_form: &str) -> Statement {
    let unproved = "EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND type = 'email' AND normal_form = ?2)
        AND NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?1 AND type = 'email' AND verified = 1)";
    Statement::require(unproved).bind(user).bind(normal_form)
}

fn said_no_more(user: Id, normal_form: &str) -> Statement {
    Statement::new("DELETE FROM identities WHERE user_id = ?1 AND type = 'email' AND normal_form = ?2 AND verified = 0")
        .bind(user)
        .bind(normal_form)
}

/// Whoever signs up where the account adds them at once.
pub struct Due {
    pub id: Id,
    pub draft: String,
}

pub async fn due(db: &Database) -> Result<Vec<Due>, Failure> {
    let rows =
        db.rows(Statement::new("SELECT id, draft FROM proofs WHERE addition = 'due' AND id > 0 LIMIT ?1").bind(ADDED_AT_ONCE)).await?;
    let due =
        |at| Some(Due { id: Id::from_number(rows.integer_at(at, "id")?).ok()?, draft: rows.text_at(at, "draft").unwrap_or_default() });
    Ok((0..rows.len()).filter_map(due).collect())
}

/// For the batch that adds them: it fails where somebody else does so.
pub fn added(id: Id) -> [Statement; 2] {
    [Statement::require("EXISTS (SELECT 1 FROM proofs WHERE id = ?1 AND addition = 'due')").bind(id), done(id)]
}

/// They are added, or cannot be.
pub fn done(id: Id) -> Statement {
    Statement::new("UPDATE proofs SET addition = 'done' WHERE id = ?1").bind(id)
}

/// Drops what has ended.
pub fn tidy() -> Statement {
    Statement::new("DELETE FROM proofs WHERE expires_ms < ?1").bind(runtime::now_ms() - KEPT_MS)
}
