//! English.

use super::MailKind;

/// Subject, body, button.
pub const fn text(kind: MailKind) -> [&'static str; 3] {
    match kind {
        MailKind::SignUp => [
            "Confirm your email address",
            "Somebody, we hope you, has signed up at {{account}} with {{address}}. Confirm that this address is yours:\n\n{{link}}\n\nOr type this code where you signed up:\n\n{{code}}\n\nThe link works for {{lifetime}}, the code for 15 minutes. If it was not you, you need not do anything: without it no account is made.",
            "Confirm my address",
        ],
        MailKind::SignUpKnown => [
            "You have an account already",
            "Somebody, we hope you, has signed up at {{account}} with {{address}}. You have an account with this address, so there is nothing to sign up for. Sign in instead:\n\n{{link}}\n\nOr type this code where you signed up:\n\n{{code}}\n\nThe link works for {{lifetime}}, the code for 15 minutes. If it was not you, you need not do anything: nobody has learned that you have an account.",
            "Sign in",
        ],
        MailKind::SignIn => [
            "Sign in to {{account}}",
            "Sign in as {{address}}:\n\n{{link}}\n\nOr type this code where you asked for it:\n\n{{code}}\n\nBoth work for {{lifetime}}, and once. Never tell the code to anybody: we do not ask for it. If you did not want to sign in, you need not do anything.",
            "Sign in",
        ],
        MailKind::SignInUnknown => [
            "No account has this address",
            "Somebody, we hope you, wanted to sign in to {{account}} as {{address}}. No account has this address. Perhaps you have used another one, or you want to sign up:\n\n{{link}}\n\nIf it was not you, you need not do anything.",
            "Sign up",
        ],
        MailKind::VerifyIdentity => [
            "Confirm your email address",
            "{{address}} is to belong to the account of {{owner}} at {{account}}. Confirm it only if that account is yours:\n\n{{link}}\n\nThe link works for {{lifetime}}. If that account is not yours, you need not do anything: the address will not belong to it.",
            "This is my address",
        ],
        MailKind::IdentityTaken => [
            "Your address in another account",
            "Somebody wanted to add {{address}} to another account at {{account}}. It belongs to yours, so nothing has changed. If it was you, sign in with this address, or ask us to merge your accounts.",
            "",
        ],
        MailKind::IdentityAdded => [
            "An address was added to your account",
            "Hello {{name}},\n\n{{address}} belongs to your account at {{account}} now, and can be used to sign in. If you do not know it, answer this mail: we will help you.",
            "",
        ],
        MailKind::RequestWaiting => [
            "Confirm your address, and we have your request",
            "We have a request from {{address}}. It reaches us as soon as you have confirmed that this address is yours:\n\n{{link}}\n\nThe link works for {{lifetime}}. If you have not asked us anything, you need not do anything: the request will be deleted.",
            "Confirm my address",
        ],
        MailKind::Welcome => [
            "Welcome to {{account}}",
            "Hello {{name}},\n\nyour address {{address}} is confirmed. You can see and change what we know of you, and sign in whenever you like:\n\n{{link}}",
            "My profile",
        ],
        MailKind::AgentCreatedWelcome => [
            "Welcome to {{account}}",
            "Hello {{name}},\n\nwe have added you to our directory, so that we can help you. Confirm that {{address}} is your address:\n\n{{link}}\n\nThe link works for {{lifetime}}. If you do not know why you get this mail, you need not do anything.",
            "Confirm my address",
        ],
    }
}
