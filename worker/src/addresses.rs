//! Whether mail to an address can arrive, and whether the address is one to throw away: told, or refused, as the settings say.

use std::cell::RefCell;

use futures_util::future::{join, join_all};
use usher_shared::disposable::is_listed;
use usher_shared::dns::{Found, MailState, RecordType, Response, UNKNOWN, by_addresses, by_exchanges};
use usher_shared::form::EntryPoint;
use usher_shared::settings::{DomainFacts, Judgement};
use usher_shared::value::{EmailAddress, Invalid};

use crate::answer::Answer;
use crate::call::Call;
use crate::dns;
use crate::outbound::{Aborting, within};
use crate::store::mail_domains;
use crate::webhooks::request::reach;

/// Who keeps it, and how it is renewed: tools/refresh-disposable-domains.sh.
const DISPOSABLE: &str = include_str!("../data/disposable-domains.txt");

/// Nobody waits longer for what DNS says, whatever of it is still on its way then.
const TIMEOUT_MS: u64 = 2_000;

/// Domains that one request has looked up. Of more nothing is known.
const MOST_DOMAINS: usize = 5;

/// What a request has found out about addresses.
#[derive(Default)]
pub struct Noted {
    warnings: RefCell<Vec<Invalid>>,
    found: RefCell<Vec<(String, Found)>>,
}

impl Noted {
    /// What is to be remembered once the answer is out.
    pub fn take_found(&self) -> Vec<(String, Found)> {
        self.found.take()
    }
}

/// Why these addresses are not taken, if one is not; what is only to be told goes with the answer. The directory is not asked for
/// it, so it is the same for who is known.
pub async fn refusal(call: &Call, entry_point: EntryPoint, addresses: impl IntoIterator<Item = &EmailAddress>) -> Option<Invalid> {
    let mut domains: Vec<&str> = addresses.into_iter().filter(|address| !address.is_reserved()).map(EmailAddress::domain).collect();
    domains.sort_unstable();
    domains.dedup();
    domains.truncate(MOST_DOMAINS);
    let resolver = call.account.settings.addresses.resolver_for(entry_point, reach(&call.env));
    let judged = join_all(domains.iter().map(|domain| judged(call, entry_point, domain, resolver))).await;
    let mut warnings = call.addresses.warnings.borrow_mut();
    warnings.extend(judged.iter().flat_map(|judgement| judgement.warnings.iter().copied()));
    warnings.sort_unstable();
    warnings.dedup();
    judged.iter().find_map(|judgement| judgement.refused)
}

async fn judged(call: &Call, entry_point: EntryPoint, domain: &str, resolver: Option<&str>) -> Judgement {
    call.account.settings.addresses.judge(entry_point, facts(call, domain, resolver).await)
}

/// What is known of the domain of an address, whatever the settings make of it.
pub async fn facts_of(call: &Call, address: &EmailAddress) -> DomainFacts {
    let resolver = call.account.settings.addresses.resolver_within(reach(&call.env)).filter(|_| !address.is_reserved());
    facts(call, address.domain(), resolver).await
}

async fn facts(call: &Call, domain: &str, resolver: Option<&str>) -> DomainFacts {
    let mail = match resolver {
        Some(resolver) => within(TIMEOUT_MS, async |aborting: &Aborting| Ok(look_up(call, resolver, domain, aborting).await)).await,
        None => Ok(MailState::Unknown),
    };
    DomainFacts { mail: mail.unwrap_or(MailState::Unknown), is_disposable: is_listed(DISPOSABLE, domain) }
}

/// From memory, or from the resolver. Whoever does not answer, or cannot, stands in nobody's way.
async fn look_up(call: &Call, resolver: &str, domain: &str, aborting: &Aborting) -> MailState {
    if let Some(state) = mail_domains::find(&call.env, domain).await {
        return state;
    }
    let found = ask(resolver, domain, aborting).await;
    if found.state != MailState::Unknown {
        call.addresses.found.borrow_mut().push((domain.into(), found));
    }
    found.state
}

async fn ask(resolver: &str, domain: &str, aborting: &Aborting) -> Found {
    let asked = async |kind| dns::ask(resolver, domain, kind, aborting).await.ok();
    let Some(mx) = asked(RecordType::Mx).await else { return UNKNOWN };
    if let Some(found) = by_exchanges(&mx) {
        return found;
    }
    let (v4, v6): (Option<Response>, _) = join(asked(RecordType::A), asked(RecordType::Aaaa)).await;
    by_addresses(v4.as_ref(), v6.as_ref())
}

/// Tells what is to be told of the addresses that came with a request which was carried out.
pub fn tell(call: &Call, answer: Answer) -> Answer {
    let warnings = call.addresses.warnings.take();
    if answer.status >= 300 || warnings.is_empty() {
        return answer;
    }
    let codes: Vec<_> = warnings.into_iter().map(Invalid::code).collect();
    answer.header("x-address-warning", codes.join(", "))
}
