//! The module of the profile, brought once somebody types: the view of a customer, and the full rulebook with its tables.

#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod module {
    use leptos::mount::mount_to;
    use leptos::prelude::{Owner, WithUntracked};
    use usher_app::host::Host;
    use usher_app::i18n::{ProfileText, fill};
    use usher_app::profile::{Answered, Profile, details, read};
    use usher_app::state::Mistakes;
    use usher_app::ticket::state::TicketState;
    use usher_app::ticket::{self, Ticket};
    use usher_app::{api, kept};
    use usher_shared::api::FormAnswer;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;
    use web_sys::HtmlElement;

    /// Dropping it (`free()` in JavaScript) takes the profile off the page and leaves nothing behind.
    #[wasm_bindgen]
    pub struct Mounted {
        profile: Profile,
        #[expect(dead_code, reason = "kept for its drop")]
        handle: Box<dyn std::any::Any>,
    }

    #[wasm_bindgen]
    impl Mounted {
        /// What has been changed (`kept::profile_text`), for a profile that takes this one's place.
        pub fn draft(&self) -> String {
            self.profile.kept()
        }
    }

    /// Shows the profile of `user` (as the API shows one) in `root`. `added`: the caller has just added them.
    #[wasm_bindgen]
    pub async fn mount(root: HtmlElement, host: Host, user: JsValue, added: bool) -> Result<Mounted, JsValue> {
        let unread = || JsValue::from("unexpected_answer");
        let answer: FormAnswer = read(&host.form_answer()).ok_or_else(unread)?;
        let shown = Answered { user: read(&user).ok_or_else(unread)?, json: user };
        let details = details(&host, &shown.user).await;
        let owner = Owner::new();
        let profile = owner.with(|| Profile::new(host, root.clone(), &answer, shown, added, details));
        let handle = mount_to(root, move || profile.view());
        Ok(Mounted { profile, handle: Box::new((handle, owner)) })
    }

    /// Dropping it takes what asks for a ticket off the page.
    #[wasm_bindgen]
    pub struct Asked {
        ticket: Ticket,
        #[expect(dead_code, reason = "kept for its drop")]
        handle: Box<dyn std::any::Any>,
    }

    #[wasm_bindgen]
    impl Asked {
        /// What has been typed (`TicketState::text`).
        pub fn text(&self) -> String {
            self.ticket.state.with_untracked(TicketState::text)
        }

        /// Whether it has all that it needs; else it shows, and focuses, what lacks.
        pub fn check(&self) -> bool {
            self.ticket.check()
        }
    }

    /// Asks for a ticket in `root`, where `text` was typed before.
    #[wasm_bindgen]
    pub fn ask(root: HtmlElement, host: Host, text: &str) -> Asked {
        let owner = Owner::new();
        let ticket = owner.with(|| Ticket::new(host, root.clone(), text));
        let handle = mount_to(root, move || ticket.view());
        // Just asked for, it has come where somebody waits for it.
        if text.is_empty() {
            ticket.begin();
        }
        Asked { ticket, handle: Box::new((handle, owner)) }
    }

    /// What tells that the ticket of this number is open.
    #[wasm_bindgen]
    pub fn opened(host: &Host, number: f64) -> String {
        fill(&host.profile_text(ProfileText::TicketOpened), &number.to_string())
    }

    /// Opens the ticket: `ticket::open`.
    #[wasm_bindgen]
    pub async fn open(host: Host, user: JsValue, text: String, key: Option<String>) -> Result<JsValue, JsValue> {
        ticket::open(&host, user, &text, key).await
    }

    /// The mistakes in a draft (`kept::text`) for a form as the API published it: `{field: [{code}]}`.
    #[wasm_bindgen]
    pub fn check(draft: &str, answer: JsValue) -> Result<JsValue, JsValue> {
        let answer: FormAnswer = serde_wasm_bindgen::from_value(answer)?;
        let mistakes = Mistakes::in_form(&kept::draft(draft).0, &answer.form);
        Ok(api::details(&mistakes, &answer.form.user_fields))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
