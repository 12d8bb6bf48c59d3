//! Messages to the support address, as mail servers bring them: through the demo portal, which hands them to Usher's handler as
//! Cloudflare does.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::support::{Caller, TestApp, unique};

pub const SUPPORT: &str = "help@usher.test";

/// What Cloudflare writes above a message that is from whom it says.
pub fn vouched(domain: &str) -> String {
    format!(
        "Received: from mail.{domain} by cloudflare-email.net (cloudflare) id 1; Tue, 01 Dec 2026 08:00:00 +0000\r\n\
         Authentication-Results: mx.cloudflare.net;\r\n\tdkim=pass header.d={domain} header.s=s1;\r\n\tdmarc=pass header.from={domain} \
         policy.dmarc=reject;\r\n\tspf=pass (mx.cloudflare.net: domain of x@{domain}) smtp.mailfrom=x@{domain}\r\n"
    )
}

/// A message with a Message-ID of its own; what is added later stands above.
pub struct Post {
    from: String,
    to: String,
    id: String,
    head: String,
    body: String,
}

impl Post {
    pub fn from(address: &str) -> Self {
        let id = format!("{}@mail.test", unique());
        let head = format!("From: {address}\r\nTo: {SUPPORT}\r\nMessage-ID: <{id}>\r\nSubject: Printer\r\n");
        Self { from: address.into(), to: SUPPORT.into(), id, head, body: "It is on fire.\r\n".into() }
    }

    /// Of whose sender the mail servers are certain.
    pub fn vouched_from(address: &str) -> Self {
        Self::from(address).above(&vouched(address.split('@').nth(1).unwrap()))
    }

    /// Exactly this, by mail servers that name this sender.
    pub fn raw(from: &str, raw: &str) -> Self {
        Self { from: from.into(), to: SUPPORT.into(), id: String::new(), head: raw.into(), body: String::new() }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// With these fields, each ending in a line break.
    pub fn above(mut self, fields: &str) -> Self {
        self.head.insert_str(0, fields);
        self
    }

    pub fn saying(mut self, body: &str) -> Self {
        self.body = body.into();
        self
    }

    pub fn sent_to(mut self, to: &str) -> Self {
        self.to = to.into();
        self
    }

    pub fn answering(self, id: &str) -> Self {
        self.above(&format!("In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n"))
    }

    /// What the sender is told, where it is not taken.
    pub fn send(&self, app: &TestApp) -> Option<String> {
        let separator = if self.id.is_empty() { "" } else { "\r\n" };
        let raw = format!("{}{separator}{}", self.head, self.body);
        deliver(app, &self.from, &self.to, raw.as_bytes())
    }

    /// The number of the ticket, or of what waits, that has come of it.
    pub fn number(&self, app: &TestApp) -> i64 {
        assert_eq!(self.send(app), None);
        self.noted(app).expect("it came to nothing")
    }

    /// The number that has been noted for its Message-ID.
    pub fn noted(&self, app: &TestApp) -> Option<i64> {
        use sha2::Digest;
        let digest = hex("", &Sha256::digest(format!("{}\0", self.id)));
        let select = "SELECT max(ticket_id) FROM inbound_messages WHERE message_id = ?";
        crate::database::run(&app.server().state, select, &[&digest])[0][0].as_i64()
    }

    pub fn ticket(&self, app: &TestApp) -> Value {
        let number = self.number(app);
        app.get(&format!("/api/v2/tickets/{number}")).by(Caller::Admin).told(200)["ticket"].take()
    }
}

/// Brings any bytes as a message. What the sender is told, where it is not taken.
pub fn deliver(app: &TestApp, from: &str, to: &str, raw: &[u8]) -> Option<String> {
    let escape = |text: &str| hex("%", text.as_bytes());
    let path = format!("/dev/email?from={}&to={}", escape(from), escape(to));
    let answer = app.request("POST", &path).bytes(raw).try_send().unwrap();
    assert_eq!(answer.status, 200, "{}\n{}", answer.text, app.server().end_of_log());
    let told: Value = serde_json::from_str(&answer.text).unwrap();
    told["rejected"].as_str().map(Into::into)
}

/// The name of a mail of ours, as Usher seals it with the secret of demo/local.env.
pub fn sealed(named: &str, id: i64, recipient: &str) -> String {
    let mac = |key: &[u8], text: &str| {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes()
    };
    let key = URL_SAFE_NO_PAD.encode(mac(b"usher-local-development-only", "names of mails"));
    let seal = hex("", &mac(key.as_bytes(), &format!("{named}.{id}.{recipient}"))[..16]);
    format!("{named}.{id}.{seal}@usher.test")
}

/// Each byte in hexadecimal, after this.
fn hex(before: &str, bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{before}{byte:02x}")).collect::<Vec<_>>().concat()
}
