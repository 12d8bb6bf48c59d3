//! The whole API on one page.

use usher_shared::problem::{Plain, Problem};
use usher_shared::value::Id;

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::routes::{capabilities, embed_keys, form, health, identities, organizations, settings, suggestions, users};
use crate::{auth, cors};

/// Runs the handler of the method, or answers which methods there are.
macro_rules! route {
    ($call:ident, $pattern:literal, $($method:ident $resource:ident::$handler:ident $(($argument:expr))?),+) => {{
        $call.route = $pattern;
        match $call.method.as_str() {
            $(stringify!($method) => $resource::$handler($call $(, $argument)?).await,)+
            _ => Ok(method_not_allowed(&[$(stringify!($method)),+])),
        }
    }};
}

/// Answers a request: who calls is known before anything of the body is read.
pub async fn answer(call: &mut Call) -> Result<Answer, Failure> {
    let path = call.path.clone();
    // Zendesk's clients send both; `.json` is optional on every path.
    let path = path.strip_suffix(".json").unwrap_or(&path);
    let segments: Vec<_> = path.split('/').skip(1).collect();
    if call.method == "OPTIONS" {
        call.route = "preflight";
        auth::load_account(call).await?;
        return Ok(cors::preflight());
    }
    if segments == ["healthz"] {
        return route!(call, "/healthz", GET health::show);
    }
    let authenticated = match auth::authenticate(call).await {
        Err(fault @ Failure::Fault(_)) => return Err(fault),
        authenticated => authenticated,
    };
    if segments == ["api", "v2", "users", "me"] {
        // Whoever is unknown is shown as anonymous, as Zendesk does; scripts ask here whether their token works.
        return route!(call, "/api/v2/users/me", GET users::me);
    }
    authenticated?;
    match segments.as_slice() {
        ["api", "v2", "users"] => route!(call, "/api/v2/users", GET users::list, POST users::create),
        ["api", "v2", "users", id] => route!(call, "/api/v2/users/{id}", GET users::show(self::id(id)?), PUT users::update(self::id(id)?)),
        ["api", "v2", "users", id, "identities"] => route!(call, "/api/v2/users/{id}/identities", GET identities::list(self::id(id)?)),
        ["api", "v2", "organizations", "autocomplete"] => {
            route!(call, "/api/v2/organizations/autocomplete", GET organizations::autocomplete)
        }
        ["api", "v2", "organizations", id] => route!(call, "/api/v2/organizations/{id}", GET organizations::show(self::id(id)?)),

        ["api", "v1", "form"] => route!(call, "/api/v1/form", GET form::show),
        ["api", "v1", "capabilities"] => route!(call, "/api/v1/capabilities", GET capabilities::list),
        ["api", "v1", "suggestions"] => route!(call, "/api/v1/suggestions", POST suggestions::find),
        ["api", "v1", "settings"] => route!(call, "/api/v1/settings", GET settings::show, PUT settings::update),
        ["api", "v1", "embed_keys"] => route!(call, "/api/v1/embed_keys", GET embed_keys::list, POST embed_keys::create),
        ["api", "v1", "embed_keys", id] => route!(call, "/api/v1/embed_keys/{id}", DELETE embed_keys::revoke(self::id(id)?)),
        _ => Err(Plain::NoSuchEndpoint.into()),
    }
}

fn id(text: &str) -> Result<Id, Failure> {
    Id::parse(text).map_err(|_| Plain::InvalidId.into())
}

fn method_not_allowed(allowed: &[&str]) -> Answer {
    let problem = Problem::from(Plain::MethodNotAllowed);
    Answer::json(problem.status(), &problem).header("allow", allowed.join(", "))
}
