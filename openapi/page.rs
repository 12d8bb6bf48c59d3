//! x
pub fn html(_: &serde_json::Value) -> String {
    String::new()
}
