//! What the caller may do; and of what they may not, the rule, the reason and the remedy.

use serde::Serialize;
use serde_json::json;
use usher_shared::policy::{Action, Decision, Relation, Role, Strictness, decide};

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;

#[derive(Serialize)]
struct Capability {
    action: &'static str,
    /// For actions on users: on which.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<Relation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shares_organization: Option<bool>,
    allowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'static str>,
}

pub async fn list(call: &Call) -> Result<Answer, Failure> {
    let strictness = Strictness { strict_zendesk_rules: call.account.settings.strict_zendesk_rules };
    let capability = |action: &Action| {
        let denial = match decide(call.actor(), *action, strictness) {
            Decision::Allow => None,
            Decision::Deny(denial) => Some(denial),
        };
        let target = action.target();
        Capability {
            action: action.code(),
            role: target.map(|target| target.role),
            relation: target.map(|target| target.relation),
            shares_organization: target.map(|target| target.shares_organization),
            allowed: denial.is_none(),
            rule: denial.map(|denial| denial.code()),
            reason: denial.map(|denial| denial.reason()),
            remedy: denial.map(|denial| denial.remedy()),
        }
    };
    let capabilities: Vec<_> = Action::every().iter().map(capability).collect();
    Ok(Answer::json(200, &json!({ "capabilities": capabilities })))
}
