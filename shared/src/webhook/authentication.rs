//! How it shows at a webhook's receiver who calls.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use serde::Deserialize;
use serde_json::{Value, json};

use super::headers::{is_value, may_be_sent};
use crate::value::Invalid;

/// What was sent of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct AuthenticationDraft {
    pub r#type: String,
    pub data: BTreeMap<String, String>,
    pub add_position: Option<String>,
}

/// How it shows at the receiver who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    Basic { username: String, password: String },
    Bearer { token: String },
    ApiKey { name: String, value: String },
}

impl Authentication {
    pub(super) fn parse(draft: &AuthenticationDraft) -> Result<Self, Invalid> {
        if draft.add_position.as_deref().is_some_and(|position| position != "header") {
            return Err(Invalid::NotOffered);
        }
        let text = |key: &str| draft.data.get(key).filter(|text| !text.is_empty()).cloned().ok_or(Invalid::Required);
        let secret = |key: &str| text(key).and_then(|text| if is_value(&text) { Ok(text) } else { Err(Invalid::HeaderForm) });
        match draft.r#type.as_str() {
            // A colon would end the name (RFC 7617).
            "basic_auth" if text("username")?.contains(':') => Err(Invalid::HeaderForm),
            "basic_auth" => Ok(Self::Basic { username: text("username")?, password: text("password")? }),
            "bearer_token" => Ok(Self::Bearer { token: secret("token")? }),
            "api_key" if !may_be_sent(&text("name")?) => Err(Invalid::HeaderForm),
            "api_key" => Ok(Self::ApiKey { name: text("name")?, value: secret("value")? }),
            _ => Err(Invalid::NotOffered),
        }
    }

    /// What may be seen of it.
    pub fn shown(&self) -> Value {
        let (code, data) = match self {
            Self::Basic { username, .. } => ("basic_auth", json!({ "username": username })),
            Self::Bearer { .. } => ("bearer_token", json!({})),
            Self::ApiKey { name, .. } => ("api_key", json!({ "name": name })),
        };
        json!({ "type": code, "data": data, "add_position": "header" })
    }

    /// What nobody sees again.
    pub fn secret(&self) -> &str {
        match self {
            Self::Basic { password, .. } => password,
            Self::Bearer { token } => token,
            Self::ApiKey { value, .. } => value,
        }
    }

    /// It again, of what is seen and what is not.
    pub fn stored(shown: &Value, secret: &str) -> Option<Self> {
        let text = |key: &str| shown["data"][key].as_str().map(ToString::to_string);
        let secret = secret.to_string();
        match shown["type"].as_str()? {
            "basic_auth" => Some(Self::Basic { username: text("username")?, password: secret }),
            "bearer_token" => Some(Self::Bearer { token: secret }),
            "api_key" => Some(Self::ApiKey { name: text("name")?, value: secret }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_an_authentication_has_no_secret_and_comes_back_with_it() {
        for json in [
            r#"{"type":"basic_auth","data":{"username":"a","password":"s3cret"},"add_position":"header"}"#,
            r#"{"type":"bearer_token","data":{"token":"s3cret"}}"#,
            r#"{"type":"api_key","data":{"name":"X-Key","value":"s3cret"}}"#,
        ] {
            let authentication = Authentication::parse(&serde_json::from_str(json).unwrap()).unwrap();
            let shown = authentication.shown();
            assert!(!shown.to_string().contains("s3cret"));
            assert_eq!(Authentication::stored(&shown, authentication.secret()), Some(authentication));
        }
    }
}
