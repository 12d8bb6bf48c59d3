//! The mails that Usher sends: what each says in every language, what an account says instead, and how that becomes a message.

mod ar;
mod en;
mod es;
mod markup;
mod template;
mod zh;

use alloc::string::String;

use crate::codes::codes;
use crate::value::Locale;
pub use template::Template;

codes! {
    /// What a mail is for.
    pub enum MailKind {
        /// Whoever signs up proves that the address is theirs.
        SignUp = "sign_up",
        /// Somebody signs up with an address that is proved already: its owner may sign in instead.
        SignUpKnown = "sign_up_known",
        SignIn = "sign_in",
        /// Somebody signs in with an address that nobody has.
        SignInUnknown = "sign_in_unknown",
        /// A customer, or staff for them, says that this address is the customer's.
        VerifyIdentity = "verify_identity",
        /// A customer says that this address is theirs, and somebody else has proved it already.
        IdentityTaken = "identity_taken",
        /// An address has come to an account; told to the one that was there.
        IdentityAdded = "identity_added",
        /// What was sent waits until its sender has proved the address.
        RequestWaiting = "request_waiting",
        /// Whoever has signed up is welcome.
        Welcome = "welcome",
        /// Whom staff have added is welcome, and proves the address.
        AgentCreatedWelcome = "agent_created_welcome",
    }
}

codes! {
    /// What stands in a template for what is known only when it is sent: `{{name}}`.
    pub enum Placeholder {
        /// The name that mails are sent under.
        Account = "account",
        /// The customer's.
        Name = "name",
        /// The address that the mail is about, and goes to.
        Address = "address",
        /// The address of the one who has said something about it. Not their name: that could say anything.
        Owner = "owner",
        /// Where a press does what the mail is for.
        Link = "link",
        /// What does the same, typed in.
        Code = "code",
        /// How long both do.
        Lifetime = "lifetime",
    }
}

codes! {
    /// The languages that every mail is written in.
    pub enum Language {
        English = "en",
        Spanish = "es",
        Chinese = "zh",
        Arabic = "ar",
    }
}

/// What is known when it is sent, in the order of [`Placeholder`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    texts: [String; Placeholder::ALL.len()],
}

impl Values {
    #[must_use]
    pub fn with(mut self, placeholder: Placeholder, text: impl Into<String>) -> Self {
        self.texts[placeholder as usize] = text.into();
        self
    }

    fn get(&self, placeholder: Placeholder) -> &str {
        &self.texts[placeholder as usize]
    }
}

/// A mail as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub subject: String,
    pub text: String,
    /// The same as a page of HTML; everything that is not ours in it is escaped.
    pub html: String,
    /// The language that it is in (RFC 3282, `Content-Language`).
    pub language: String,
}

impl MailKind {
    /// What it says, where an account says nothing else.
    pub fn text(self, language: Language) -> Template {
        let [subject, body, button] = match language {
            Language::English => en::text(self),
            Language::Spanish => es::text(self),
            Language::Chinese => zh::text(self),
            Language::Arabic => ar::text(self),
        };
        Template { subject: subject.into(), body: body.into(), button: button.into() }
    }

    /// What a template of it can say. Of whoever has proved nothing, no word is passed on: only their address.
    pub const fn placeholders(self) -> &'static [Placeholder] {
        use Placeholder as P;
        match self {
            Self::SignUp | Self::SignUpKnown | Self::SignIn | Self::RequestWaiting => {
                &[P::Account, P::Address, P::Link, P::Code, P::Lifetime]
            }
            Self::SignInUnknown => &[P::Account, P::Address, P::Link],
            Self::VerifyIdentity => &[P::Account, P::Address, P::Owner, P::Link, P::Code, P::Lifetime],
            Self::IdentityTaken => &[P::Account, P::Address],
            Self::IdentityAdded => &[P::Account, P::Name, P::Address],
            Self::Welcome => &[P::Account, P::Name, P::Address, P::Link],
            Self::AgentCreatedWelcome => &[P::Account, P::Name, P::Address, P::Link, P::Lifetime],
        }
    }

    /// Whether it is for nothing without this.
    pub const fn needs(self, placeholder: Placeholder) -> bool {
        let proves = matches!(
            self,
            Self::SignUp | Self::SignUpKnown | Self::SignIn | Self::RequestWaiting | Self::VerifyIdentity | Self::AgentCreatedWelcome
        );
        proves && matches!(placeholder, Placeholder::Link)
    }
}

impl Language {
    /// That of a tag, if mails are written in it.
    pub fn of(locale: &str) -> Option<Self> {
        Self::from_code(locale.split('-').next().unwrap_or_default())
    }

    /// How long a link, or a code, does what it is for.
    pub fn lifetime(self, minutes: u64) -> String {
        let (one, number) = if minutes.is_multiple_of(60) { (true, minutes / 60) } else { (false, minutes) };
        match self {
            Self::English => alloc::format!("{number} {}", if one { "hours" } else { "minutes" }),
            Self::Spanish => alloc::format!("{number} {}", if one { "horas" } else { "minutos" }),
            Self::Chinese => alloc::format!("{number} {}", if one { "小时" } else { "分钟" }),
            // From 11 to 99 the counted noun is singular.
            Self::Arabic => alloc::format!("{number} {}", if one { "ساعة" } else { "دقيقة" }),
        }
    }
}

/// Templates that an account has written: for a kind and a language tag.
pub type Overrides = [(MailKind, Locale, Template)];

/// Which template a mail in this language is made from, and the language that it is in: the account's own for the tag, or for the
/// language alone; Usher's; and where Usher does not speak the language, the same for what the account speaks.
pub fn template(kind: MailKind, overrides: &Overrides, locale: &str, default: &str) -> (Template, Locale) {
    let own = |tag: &str| overrides.iter().find(|(of, locale, _)| *of == kind && locale.as_str() == tag);
    let language = |tag: &str| String::from(tag.split('-').next().unwrap_or_default());
    for tag in [locale, default] {
        if let Some((_, locale, template)) = own(tag).or_else(|| own(&language(tag))) {
            return (template.clone(), locale.clone());
        }
        if let (Some(spoken), Ok(locale)) = (Language::of(tag), Locale::parse(&language(tag))) {
            return (kind.text(spoken), locale);
        }
    }
    (kind.text(Language::English), Locale::parse(Language::English.code()).unwrap_or_default())
}

/// The mail. `lifetime_minutes`: how long its link does what it is for.
pub fn render(template: &Template, language: &Locale, values: &Values, lifetime_minutes: u64) -> Mail {
    let spoken = Language::of(language.as_str()).unwrap_or(Language::English);
    let values = values.clone().with(Placeholder::Lifetime, spoken.lifetime(lifetime_minutes));
    Mail {
        subject: markup::line(&template.subject, &values),
        text: markup::text(&template.body, &values),
        html: markup::html(template, language.as_str(), &values),
        language: language.as_str().into(),
    }
}

/// Values to look at a mail with.
pub fn sample(base: &str, account: &str) -> Values {
    Values::default()
        .with(Placeholder::Account, account)
        .with(Placeholder::Name, "Ana Díaz")
        .with(Placeholder::Address, "ana@example.com")
        .with(Placeholder::Owner, "ana.diaz@example.org")
        .with(Placeholder::Link, alloc::format!("{base}/verify#1.sample"))
        .with(Placeholder::Code, "123456")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(kind: MailKind, language: Language) -> Mail {
        let locale = Locale::parse(language.code()).unwrap();
        render(&kind.text(language), &locale, &sample("https://help.acme.com", "Acme"), 24 * 60)
    }

    #[test]
    fn every_mail_of_every_language_can_be_stored_as_an_accounts_own_and_leaves_no_placeholder() {
        for kind in MailKind::ALL {
            for language in Language::ALL {
                let template = kind.text(*language);
                assert_eq!(template.check(*kind), Ok(()), "{kind:?} {language:?}");
                let mail = rendered(*kind, *language);
                for part in [&mail.subject, &mail.text, &mail.html] {
                    assert!(!part.contains("{{") && !part.is_empty(), "{kind:?} {language:?}: {part}");
                }
                let link = "https://help.acme.com/verify#";
                let has = |part: &str| part.contains(link);
                assert_eq!((has(&mail.text), has(&mail.html)), (template.body.contains("{{link}}"), template.body.contains("{{link}}")));
            }
        }
    }

    #[test]
    fn a_mail_is_in_the_readers_language_or_in_the_accounts() {
        let of = |locale, default| String::from(template(MailKind::SignIn, &[], locale, default).1.as_str());
        assert_eq!([of("zh-CN", "en-US"), of("de", "es-MX"), of("de", "fr")], ["zh", "es", "en"]);
        let own = |tag: &str, subject: &str| {
            (
                MailKind::SignIn,
                Locale::parse(tag).unwrap(),
                Template { subject: subject.into(), ..MailKind::SignIn.text(Language::English) },
            )
        };
        let overrides = [own("de", "Anmelden"), own("de-AT", "Servus"), own("zh", "登录")];
        let subject = |locale| template(MailKind::SignIn, &overrides, locale, "en").0.subject;
        assert_eq!([subject("de-AT"), subject("de-CH"), subject("zh-TW")], ["Servus", "Anmelden", "登录"]);
        assert_eq!(template(MailKind::SignUp, &overrides, "de", "en").0, MailKind::SignUp.text(Language::English));
    }

    #[test]
    fn what_others_have_written_is_text_in_the_page_and_one_line_in_the_subject() {
        let template = Template { subject: "Hi {{name}}".into(), body: "Dear {{name}},\n\n{{link}}".into(), button: "<Go>".into() };
        let values = Values::default()
            .with(Placeholder::Name, "<img src=x onerror=alert(1)>&\"'\r\nBcc: all@acme.com")
            .with(Placeholder::Link, "https://a.b/\"onclick=\"x");
        let mail = render(&template, &Locale::parse("en").unwrap(), &values, 15);
        assert!(!mail.html.contains("<img") && !mail.html.contains("\"onclick") && !mail.html.contains("<Go>"), "{}", mail.html);
        assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
    }

    #[test]
    fn a_value_is_never_read_as_a_template() {
        let values = Values::default().with(Placeholder::Name, "{{link}}").with(Placeholder::Link, "https://a.b/secret");
        let template = Template { subject: "{{name}}".into(), body: "{{name}}".into(), button: String::new() };
        assert_eq!(render(&template, &Locale::default(), &values, 15).text.trim(), "{{link}}");
    }

    #[test]
    fn arabic_goes_from_right_to_left_and_addresses_in_it_do_not() {
        let html = rendered(MailKind::SignUp, Language::Arabic).html;
        assert!(html.contains(r#"lang="ar" dir="rtl""#) && html.contains("<bdi dir=\"ltr\">"), "{html}");
        assert!(rendered(MailKind::SignUp, Language::Chinese).html.contains(r#"lang="zh" dir="ltr""#));
    }
}
