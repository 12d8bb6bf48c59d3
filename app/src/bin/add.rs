//! The module of the first view: the form for adding a customer.

#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod module {
    use js_sys::Array;
    use leptos::mount::mount_to;
    use leptos::prelude::Owner;
    use usher_app::add::Add;
    use usher_app::api::{self, get};
    use usher_app::components::notice::refusal;
    use usher_app::host::Host;
    use usher_app::kept;
    use usher_app::state::Failed;
    use usher_shared::policy::Denial;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;
    use web_sys::HtmlElement;

    /// Dropping it (`free()` in JavaScript) takes the form off the page and leaves nothing behind.
    #[wasm_bindgen]
    pub struct Mounted {
        add: Add,
        #[expect(dead_code, reason = "kept for its drop")]
        handle: Box<dyn std::any::Any>,
    }

    #[wasm_bindgen]
    impl Mounted {
        /// What has been typed (`kept::text`), for a form that takes this one's place.
        pub fn draft(&self) -> String {
            self.add.kept()
        }
    }

    /// Asks for the form and shows it in `root`; a profile that was left in mid-edit comes in its place. Rejects with
    /// `[code, text]` where the form cannot be had; the text is what helps, if there is something.
    #[wasm_bindgen]
    pub async fn mount(root: HtmlElement, host: Host) -> Result<Mounted, JsValue> {
        let answer = api::form(&host).await.map_err(|failed| rejection(&host, &failed))?;
        if let Some(left) = host.kept().and_then(|kept| kept::profile(&kept)) {
            host.open_profile(&get(&left, "user"), get(&left, "added").is_truthy());
        }
        let owner = Owner::new();
        let add = owner.with(|| Add::new(host, root.clone(), answer));
        let handle = mount_to(root, move || add.view());
        Ok(Mounted { add, handle: Box::new((handle, owner)) })
    }

    fn rejection(host: &Host, failed: &Failed) -> JsValue {
        let helps = (*failed == Failed::SessionEnded).then(|| refusal(host, Denial::SignInRequired));
        Array::of2(&failed.code().into(), &helps.into()).into()
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
