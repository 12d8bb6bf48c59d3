//! The module of what mails lead to: proving an address, signing in, and one's own profile.

#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod module {
    use leptos::mount::mount_to;
    use leptos::prelude::Owner;
    use usher_app::host::Host;
    use usher_app::me::{Mail, Me, first};
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;
    use web_sys::HtmlElement;

    /// Dropping it (`free()` in JavaScript) takes what is shown off the page and leaves nothing behind.
    #[wasm_bindgen]
    pub struct Mounted {
        #[expect(dead_code, reason = "kept for its drop")]
        handle: Box<dyn std::any::Any>,
    }

    /// The same of a mail that is to be read.
    #[wasm_bindgen]
    pub struct MountedMail {
        mail: Mail,
        #[expect(dead_code, reason = "kept for its drop")]
        handle: Box<dyn std::any::Any>,
    }

    #[wasm_bindgen]
    impl MountedMail {
        /// Whether nothing is proved yet.
        pub fn waits(&self) -> bool {
            self.mail.waits()
        }
    }

    /// Shows in `root` whoever is signed in, or the form for that; with the `token` of a mail's link, the button that it is for. Rejects
    /// with `[code]` where it is not known who that is.
    #[wasm_bindgen]
    pub async fn mount(root: HtmlElement, host: Host, token: Option<String>) -> Result<Mounted, JsValue> {
        let page = first(&host, token).await.map_err(|failed| Me::rejection(&failed))?;
        let owner = Owner::new();
        let me = owner.with(|| Me::new(host, root.clone(), page));
        let handle = mount_to(root, move || me.view());
        Ok(Mounted { handle: Box::new((handle, owner)) })
    }

    /// Shows in `root` what to do with the mail of this proof, as the API tells it.
    #[wasm_bindgen(js_name = mountMail)]
    pub async fn mount_mail(root: HtmlElement, host: Host, proof: JsValue) -> Result<MountedMail, JsValue> {
        let owner = Owner::new();
        let mail = owner.with(|| Mail::new(host, root.clone(), &proof));
        let handle = mount_to(root, move || mail.view());
        Ok(MountedMail { mail, handle: Box::new((handle, owner)) })
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
