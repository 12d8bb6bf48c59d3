//! The full rulebook, tables and all, without any view: brought when a draft needs the tables.

#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod module {
    use usher_app::{api, kept};
    use usher_shared::form::Form;
    use usher_shared::user::NewUser;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// The mistakes in a draft (`kept::text`) for a form as the API publishes it: `{field: [{code}]}`.
    #[wasm_bindgen]
    pub fn check(draft: &str, form: JsValue) -> Result<JsValue, JsValue> {
        let form: Form = serde_wasm_bindgen::from_value(form)?;
        let mistakes = NewUser::parse(&kept::draft(draft), &form).err().unwrap_or_default();
        Ok(api::details(&mistakes))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
