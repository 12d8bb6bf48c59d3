//! The full rulebook, tables and all, without any view: brought when a draft needs the tables, and compared with the
//! native build by the tests.

#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod module {
    use usher_app::{kept, verdicts};
    use usher_shared::form::Form;
    use usher_shared::user::NewUser;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// The mistakes in a draft (`kept::text`) for a form as the API publishes it: `{field: [{code}]}`.
    #[wasm_bindgen]
    pub fn check(draft: &str, form: JsValue) -> Result<JsValue, JsValue> {
        let form: Form = serde_wasm_bindgen::from_value(form)?;
        let mistakes = NewUser::parse(&kept::draft(draft), &form).err().unwrap_or_default();
        Ok(usher_app::api::details(&mistakes))
    }

    /// The verdicts on generated drafts and questions, line by line (`usher_app::verdicts`).
    #[wasm_bindgen]
    pub fn judge(cases: &str) -> String {
        verdicts::judge(cases)
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
