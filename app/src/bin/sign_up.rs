//! The module of the forms that strangers fill in.

#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod module {
    use js_sys::Array;
    use leptos::mount::mount_to;
    use leptos::prelude::Owner;
    use usher_app::api;
    use usher_app::host::Host;
    use usher_app::sign_up::SignUp;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;
    use web_sys::HtmlElement;

    /// Dropping it (`free()` in JavaScript) takes the form off the page and leaves nothing behind.
    #[wasm_bindgen]
    pub struct Mounted {
        form: SignUp,
        #[expect(dead_code, reason = "kept for its drop")]
        handle: Box<dyn std::any::Any>,
    }

    #[wasm_bindgen]
    impl Mounted {
        /// What has been typed (`kept::asked_text`), for a form that takes this one's place.
        pub fn draft(&self) -> String {
            self.form.kept()
        }
    }

    /// Asks for the form and shows it in `root`. Rejects with `[code]` where it cannot be had.
    #[wasm_bindgen]
    pub async fn mount(root: HtmlElement, host: Host) -> Result<Mounted, JsValue> {
        let answer = api::form(&host).await.map_err(|failed| JsValue::from(Array::of1(&failed.code().into())))?;
        let json = host.form_answer();
        let owner = Owner::new();
        let form = owner.with(|| SignUp::new(host, root.clone(), answer, &json));
        let said = api::get(&json, "sign_up");
        let handle = mount_to(root, move || form.view(&said));
        Ok(Mounted { form, handle: Box::new((handle, owner)) })
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
