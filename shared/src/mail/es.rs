//! Spanish.

use super::MailKind;

/// Subject, body, button.
pub const fn text(kind: MailKind) -> [&'static str; 3] {
    match kind {
        MailKind::SignUp => [
            "Confirme su dirección de correo",
            "Alguien, esperamos que usted, se ha registrado en {{account}} con {{address}}. Confirme que esta dirección es suya:\n\n{{link}}\n\nO escriba este código donde se ha registrado:\n\n{{code}}\n\nEl enlace sirve durante {{lifetime}}; el código, durante 15 minutos. Si no ha sido usted, no tiene que hacer nada: sin confirmación no se crea ninguna cuenta.",
            "Confirmar mi dirección",
        ],
        MailKind::SignUpKnown => [
            "Ya tiene una cuenta",
            "Alguien, esperamos que usted, se ha registrado en {{account}} con {{address}}. Ya tiene una cuenta con esta dirección, así que no hace falta registrarse. Inicie sesión:\n\n{{link}}\n\nO escriba este código donde se ha registrado:\n\n{{code}}\n\nEl enlace sirve durante {{lifetime}}; el código, durante 15 minutos. Si no ha sido usted, no tiene que hacer nada: nadie ha sabido que tiene una cuenta.",
            "Iniciar sesión",
        ],
        MailKind::SignIn => [
            "Inicie sesión en {{account}}",
            "Inicie sesión como {{address}}:\n\n{{link}}\n\nO escriba este código donde lo ha pedido:\n\n{{code}}\n\nAmbos sirven durante {{lifetime}} y una sola vez. No diga el código a nadie: nosotros no lo pedimos. Si no quería iniciar sesión, no tiene que hacer nada.",
            "Iniciar sesión",
        ],
        MailKind::SignInUnknown => [
            "Ninguna cuenta tiene esta dirección",
            "Alguien, esperamos que usted, quería iniciar sesión en {{account}} como {{address}}. Ninguna cuenta tiene esta dirección. Quizá haya usado otra, o quiera registrarse:\n\n{{link}}\n\nSi no ha sido usted, no tiene que hacer nada.",
            "Registrarse",
        ],
        MailKind::VerifyIdentity => [
            "Confirme su dirección de correo",
            "{{address}} va a pertenecer a la cuenta de {{owner}} en {{account}}. Confírmelo solo si esa cuenta es suya:\n\n{{link}}\n\nEl enlace sirve durante {{lifetime}}. Si esa cuenta no es suya, no tiene que hacer nada: la dirección no le pertenecerá.",
            "Es mi dirección",
        ],
        MailKind::IdentityTaken => [
            "Su dirección en otra cuenta",
            "Alguien quería añadir {{address}} a otra cuenta de {{account}}. Pertenece a la suya, así que nada ha cambiado. Si ha sido usted, inicie sesión con esta dirección o pídanos que unamos sus cuentas.",
            "",
        ],
        MailKind::IdentityAdded => [
            "Se ha añadido una dirección a su cuenta",
            "Hola, {{name}}:\n\n{{address}} pertenece ahora a su cuenta de {{account}} y sirve para iniciar sesión. Si no la reconoce, responda a este correo y le ayudaremos.",
            "",
        ],
        MailKind::RequestWaiting => [
            "Confirme su dirección y recibiremos su solicitud",
            "Tenemos una solicitud de {{address}}. Nos llegará en cuanto confirme que esta dirección es suya:\n\n{{link}}\n\nEl enlace sirve durante {{lifetime}}. Si no nos ha pedido nada, no tiene que hacer nada: la solicitud se borrará.",
            "Confirmar mi dirección",
        ],
        MailKind::Welcome => [
            "Le damos la bienvenida a {{account}}",
            "Hola, {{name}}:\n\nsu dirección {{address}} está confirmada. Puede ver y cambiar lo que sabemos de usted, e iniciar sesión cuando quiera:\n\n{{link}}",
            "Mi perfil",
        ],
        MailKind::AgentCreatedWelcome => [
            "Le damos la bienvenida a {{account}}",
            "Hola, {{name}}:\n\nle hemos añadido a nuestro directorio para poder ayudarle. Confirme que {{address}} es su dirección:\n\n{{link}}\n\nEl enlace sirve durante {{lifetime}}. Si no sabe por qué recibe este correo, no tiene que hacer nada.",
            "Confirmar mi dirección",
        ],
    }
}
