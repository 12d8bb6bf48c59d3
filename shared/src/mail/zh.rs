//! Simplified Chinese.

use super::MailKind;

/// Subject, body, button.
pub const fn text(kind: MailKind) -> [&'static str; 3] {
    match kind {
        MailKind::SignUp => [
            "请确认您的邮箱地址",
            "有人（希望是您本人）使用 {{address}} 在 {{account}} 注册。请确认这是您的邮箱：\n\n{{link}}\n\n或者在注册页面输入此验证码：\n\n{{code}}\n\n链接在 {{lifetime}}内有效，验证码在 15 分钟内有效。如果不是您本人操作，请忽略此邮件：未经确认不会创建任何账户。",
            "确认我的邮箱",
        ],
        MailKind::SignUpKnown => [
            "您已经有账户了",
            "有人（希望是您本人）使用 {{address}} 在 {{account}} 注册。此邮箱已有账户，无需再次注册，请直接登录：\n\n{{link}}\n\n或者在注册页面输入此验证码：\n\n{{code}}\n\n链接在 {{lifetime}}内有效，验证码在 15 分钟内有效。如果不是您本人操作，请忽略此邮件：没有人会因此得知您有账户。",
            "登录",
        ],
        MailKind::SignIn => [
            "登录 {{account}}",
            "以 {{address}} 的身份登录：\n\n{{link}}\n\n或者在请求登录的页面输入此验证码：\n\n{{code}}\n\n链接和验证码在 {{lifetime}}内有效，且只能使用一次。请勿将验证码告诉任何人，我们不会向您索取。如果您没有要登录，请忽略此邮件。",
            "登录",
        ],
        MailKind::SignInUnknown => [
            "没有使用此邮箱的账户",
            "有人（希望是您本人）想以 {{address}} 的身份登录 {{account}}，但没有账户使用此邮箱。您可能用的是另一个邮箱，或者想要注册：\n\n{{link}}\n\n如果不是您本人操作，请忽略此邮件。",
            "注册",
        ],
        MailKind::VerifyIdentity => [
            "请确认您的邮箱地址",
            "{{address}} 将被添加到 {{owner}} 在 {{account}} 的账户。仅当该账户属于您时才请确认：\n\n{{link}}\n\n链接在 {{lifetime}}内有效。如果该账户不属于您，请忽略此邮件：此邮箱不会被添加。",
            "这是我的邮箱",
        ],
        MailKind::IdentityTaken => [
            "有人想将您的邮箱添加到另一个账户",
            "有人想将 {{address}} 添加到 {{account}} 的另一个账户。该邮箱属于您的账户，因此没有任何更改。如果是您本人操作，请使用此邮箱登录，或请我们合并您的账户。",
            "",
        ],
        MailKind::IdentityAdded => [
            "您的账户添加了一个邮箱",
            "{{name}}，您好：\n\n{{address}} 现在属于您在 {{account}} 的账户，可用于登录。如果您不认识此邮箱，请回复此邮件，我们会帮助您。",
            "",
        ],
        MailKind::RequestWaiting => [
            "请确认邮箱，以便我们收到您的请求",
            "我们收到了来自 {{address}} 的请求。请确认这是您的邮箱，确认后我们即可处理：\n\n{{link}}\n\n链接在 {{lifetime}}内有效。如果您没有提交请求，请忽略此邮件：该请求将被删除。",
            "确认我的邮箱",
        ],
        MailKind::Welcome => [
            "欢迎来到 {{account}}",
            "{{name}}，您好：\n\n您的邮箱 {{address}} 已确认。您可以随时登录，查看和修改我们保存的您的资料：\n\n{{link}}",
            "我的资料",
        ],
        MailKind::AgentCreatedWelcome => [
            "欢迎来到 {{account}}",
            "{{name}}，您好：\n\n为了便于为您提供帮助，我们已将您添加到客户目录。请确认 {{address}} 是您的邮箱：\n\n{{link}}\n\n链接在 {{lifetime}}内有效。如果您不清楚为何收到此邮件，请忽略。",
            "确认我的邮箱",
        ],
    }
}
