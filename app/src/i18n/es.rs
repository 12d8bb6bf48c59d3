//! Spanish.

use super::{AddText, CustomersText, MeText, ProfileText, SignUpText, Text};

pub const fn text(text: Text) -> &'static str {
    match text {
        Text::Cancel => "Cancelar",
        Text::TryAgain => "Volver a intentarlo",
        Text::Optional => "opcional",
        Text::FieldName => "Nombre",
        Text::FieldEmail => "Correo electrónico",
        Text::FieldPhone => "Teléfono",
        Text::FieldOrganization => "Organización",
        Text::FieldExternalId => "ID externo",
        Text::FieldLocale => "Idioma",
        Text::FieldTimeZone => "Zona horaria",
        Text::FieldTags => "Etiquetas",
        Text::FieldDetails => "Detalles",
        Text::FieldNotes => "Notas",
        Text::MistakesZero | Text::MistakesTwo | Text::MistakesFew | Text::MistakesMany | Text::MistakesOther => {
            "Hay {count} campos por corregir"
        }
        Text::MistakesOne => "Hay {count} campo por corregir",
        Text::Required => "Rellena este campo.",
        Text::ContactRequired => "Indica un correo electrónico o un teléfono.",
        Text::TooLong => "Usa como máximo {max} caracteres.",
        Text::EmailLocalPartTooLong => "Usa como máximo {max} caracteres antes de la @.",
        Text::TagTooLong => "Usa como máximo {max} caracteres para cada etiqueta.",
        Text::ForbiddenCharacter => "Quita los caracteres invisibles: hacen que el texto parezca otra cosa.",
        Text::EmailIncomplete => "Escribe una dirección como nombre@empresa.com.",
        Text::EmailLocalPart => "La parte anterior a la @ tiene un carácter no permitido.",
        Text::EmailDomain => "La parte posterior a la @ no es un dominio como empresa.com.",
        Text::PhoneNeedsCountry => "Empieza por el prefijo del país, como +34.",
        Text::PhoneCountryCode => "Ningún país tiene este prefijo.",
        Text::PhoneCharacter => "Usa solo cifras, espacios y + ( ) - .",
        Text::PhoneTooShort => "Faltan cifras.",
        Text::PhoneTooLong => "Sobran cifras.",
        Text::TagCharacter => "Las etiquetas no llevan comillas ni paréntesis angulares.",
        Text::LocaleForm => "Escribe un código de idioma como es-MX.",
        Text::TimeZoneUnknown => "Escribe una zona horaria como Europe/Madrid.",
        Text::OrganizationNameBar => "Quita el carácter |.",
        Text::DateForm => "Escribe una fecha como 2026-03-31.",
        Text::IntegerForm => "Escribe un número entero de 15 cifras como máximo.",
        Text::DecimalForm => "Escribe un número de 15 cifras como máximo, por ejemplo 2.5.",
        Text::PatternMismatch => "No tiene la forma necesaria. Consulta la nota bajo el campo.",
        Text::NotOffered => "Elige uno de la lista.",
        Text::EmailTaken => "Otro cliente tiene esta dirección.",
        Text::NoMailDomain => "A este dominio no llega correo. Revisa lo que va después de la @.",
        Text::DisposableDomain => "Es una dirección desechable. Usa una que conserves.",
        Text::Taken => "Otro cliente ya tiene esto.",
        Text::Unknown => "Esto ya no existe.",
        Text::NotAccepted => "No se ha aceptado.",
        Text::DidYouMean => "¿Querías decir {email}?",
        Text::UseSuggestion => "Usarla",
        Text::NoEmail => "¿El cliente no tiene correo?",
        Text::UsePlaceholder => "Usar una dirección de relleno",
        Text::WhyPlaceholder => {
            "Nunca inventes una dirección: el correo llega a quien registre ese dominio más adelante. Una dirección de relleno en example.com no llega a nadie."
        }
        Text::ReservedEmail => "Nunca se envía correo a esta dirección: su dominio está reservado.",
        Text::Offline => "No hay conexión. Lo que has escrito sigue aquí.",
        Text::Failed => "No ha funcionado. Lo que has escrito sigue aquí.",
    }
}

pub const fn add(text: AddText) -> &'static str {
    match text {
        AddText::AddCustomer => "Añadir cliente",
        AddText::Adding => "Añadiendo…",
        AddText::SimilarCustomers => "¿Ya es cliente?",
        AddText::UseThisOne => "Usar este",
        AddText::AskForAccess => "Pide a un agente que vea todos los tickets que abra este cliente.",
        AddText::SessionEnded => "Tu sesión ha terminado. Vuelve a iniciar sesión en este portal; lo que has escrito sigue aquí.",
        AddText::DenySignIn => "Para añadir clientes hay que iniciar sesión.",
        AddText::DenySuspended => "Tu cuenta está suspendida o eliminada.",
        AddText::DenyCustomer => "Los clientes solo pueden cambiar su propio perfil.",
        AddText::DenyLight => "Los agentes light pueden ver clientes, pero no añadirlos.",
        AddText::DenyStrict => "Esta cuenta sigue reglas estrictas: los agentes que no ven todos los tickets no pueden añadir clientes.",
        AddText::DenyOther => "Solo puedes abrir los clientes que has añadido.",
        AddText::DenyStaff => "Los agentes pueden añadir y cambiar clientes, no agentes ni administradores.",
        AddText::DenyRole => "Tu rol no incluye esto.",
        AddText::DenyOrganization => "Tu rol solo incluye a los clientes de tus propias organizaciones.",
        AddText::DenyAdmins => "Solo los administradores pueden hacer esto.",
        AddText::RemedySignIn => "Inicia sesión en este portal y vuelve a intentarlo.",
        AddText::RemedySuspended => "Pide a un administrador que levante la suspensión.",
        AddText::RemedyCustomer => "Pide el cambio al equipo de soporte.",
        AddText::RemedyLight => "Pide a un administrador un puesto de agente.",
        AddText::RemedyStrict => "Pide a un administrador que desactive las reglas estrictas o que te deje ver todos los tickets.",
        AddText::RemedyAccess => "Pide a un administrador que te deje ver todos los tickets.",
        AddText::RemedyAdmin => "Pide a un administrador que lo haga.",
    }
}

pub const fn profile(text: ProfileText) -> &'static str {
    match text {
        ProfileText::Contacts => "Correo electrónico y teléfono",
        ProfileText::Primary => "principal",
        ProfileText::NeverMailed => "nunca se le escribe",
        ProfileText::SharedNumber => "compartido",
        ProfileText::AnotherContact => "Otro correo electrónico o teléfono",
        ProfileText::TagsHint => "Separa las etiquetas con espacios o comas.",
        ProfileText::NewOrganizationHint => "Un nombre que no esté en la lista crea una organización nueva.",
        ProfileText::Save => "Guardar los cambios",
        ProfileText::Saving => "Guardando…",
        ProfileText::Saved => "Guardado.",
        ProfileText::Unchanged => "No hay cambios.",
    }
}

pub const fn customers(text: CustomersText) -> &'static str {
    match text {
        CustomersText::SignUp => "Registrarse",
        CustomersText::Sending => "Enviando…",
        CustomersText::TooMany => "Demasiados intentos. Espera un minuto y vuelve a probar.",
        CustomersText::FormTooOld => "Este formulario ha caducado. Vuelve a cargar la página.",
        CustomersText::Automated => "Parece que lo ha rellenado un programa. Vuelve a cargar la página y escríbelo tú.",
        CustomersText::Challenge => "La comprobación de que eres una persona no ha salido bien. Repítela y vuelve a enviar.",
        CustomersText::ChallengeUnavailable => "Ahora no se puede comprobar que eres una persona. Inténtalo dentro de unos minutos.",
        CustomersText::RegistrationClosed => "Aquí nadie se registra por su cuenta.",
        CustomersText::AddressRefused => "Aquí no se acepta nada de esta dirección.",
        CustomersText::SignInFirst => "Aquí solo envían solicitudes los clientes que han iniciado sesión.",
        CustomersText::RemedyAskStaff => "Pide al equipo de soporte que te añada.",
        CustomersText::RemedySignIn => "Inicia sesión primero.",
    }
}

pub const fn sign_up(text: SignUpText) -> &'static str {
    match text {
        SignUpText::Send => "Enviar",
        SignUpText::Subject => "Asunto",
        SignUpText::Description => "¿En qué podemos ayudarte?",
        SignUpText::ReadIt => "Leerlo",
        SignUpText::AgreeFirst => "Acéptalo primero.",
        SignUpText::Received => "Gracias, tu solicitud se ha enviado.",
        SignUpText::ReceivedKnown => "La respuesta llega por correo, y encuentras la solicitud en tu perfil.",
        SignUpText::ReceivedUnknown => {
            "La respuesta llega a {email}. Si un correo te pide confirmar esa dirección, hazlo primero: hasta entonces la solicitud espera."
        }
        SignUpText::Another => "Enviar otra",
    }
}

pub const fn me(text: MeText) -> &'static str {
    match text {
        MeText::LookIntoMail => "Mira tu correo",
        MeText::MailSent => "Hay un correo en camino a {email}. Abre su enlace o escribe aquí su código.",
        MeText::NoMail => "¿No llega? Mira en el correo no deseado y comprueba la dirección.",
        MeText::Code => "Código de seis cifras",
        MeText::CodeForm => "Escribe las seis cifras del correo.",
        MeText::Confirm => "Confirmar",
        MeText::SendAgain => "Enviar otro correo",
        MeText::SendAgainIn => "Otro correo en {seconds} s",
        MeText::SentAgain => "Hay otro correo en camino. Solo valen su enlace y su código.",
        MeText::OtherAddress => "Usar otra dirección",
        MeText::CodeWrong => "Este no es el código del último correo.",
        MeText::ProofExpired => "Este enlace o código ya se ha usado o ha caducado. Pide otro correo.",
        MeText::Confirmed => "Tu dirección está confirmada.",
        MeText::Released => "Tu dirección está confirmada y tu solicitud nos ha llegado.",
        MeText::YourProfile => "Tu perfil",
        MeText::ConfirmAddress => "Confirmar mi dirección",
        MeText::WhyConfirm => {
            "Vienes de un correo nuestro. Al pulsar el botón confirmas que la dirección a la que llegó es tuya. Si no has pedido ese correo, cierra esta página: no pasa nada."
        }
        MeText::SignIn => "Enviarme un enlace",
        MeText::HowSignIn => "Inicia sesión con tu dirección: un correo trae un enlace y un código. No hay contraseña.",
        MeText::NoAccount => "¿Aún no eres cliente?",
        MeText::SignOut => "Cerrar sesión",
        MeText::SignedOut => "Has cerrado la sesión.",
        MeText::Save => "Guardar los cambios",
        MeText::Saved => "Guardado.",
        MeText::Unchanged => "No hay cambios.",
        MeText::StaffChange => "El equipo de soporte lo cambia por ti: escríbele.",
        MeText::Addresses => "Correos y teléfonos",
        MeText::Primary => "principal",
        MeText::Verified => "confirmada",
        MeText::Unverified => "sin confirmar",
        MeText::MakePrimary => "Hacer principal",
        MeText::Verify => "Enviar correo de confirmación",
        MeText::Remove => "Quitar",
        MeText::ReallyRemove => "¿Quitar {email}?",
        MeText::Removed => "Quitado.",
        MeText::AnotherAddress => "Otra dirección de correo tuya",
        MeText::AddAddress => "Añadir",
        MeText::LookIntoThatMail => "Hay un correo en camino a {email}. La dirección es tuya en cuanto abras su enlace.",
        MeText::Yours => "Esta dirección ya está en tu lista.",
        MeText::TooManyAddresses => "Confirma o quita primero las direcciones sin confirmar.",
        MeText::LastAddress => "Es la última dirección por la que te conocemos.",
        MeText::Requests => "Tus solicitudes",
        MeText::NoRequests => "Aún no has enviado ninguna.",
        MeText::NewRequest => "Enviar una solicitud",
        MeText::MoreRequests => "Mostrar más",
        MeText::StateNew => "nueva",
        MeText::StateOpen => "abierta",
        MeText::StatePending => "espera tu respuesta",
        MeText::StateHold => "en pausa",
        MeText::StateSolved => "resuelta",
        MeText::StateClosed => "cerrada",
        MeText::Stored => "Lo que guardamos de ti",
        MeText::Download => "Descargarlo todo",
        MeText::AskDeletion => "Pedir la eliminación",
        MeText::WhyDeletion => "El equipo de soporte lo recibe como una solicitud y te responde. Lo eliminado no se puede recuperar.",
        MeText::ReallyDelete => "Sí, pedir la eliminación",
        MeText::DeletionAsked => "El equipo de soporte tiene tu petición y te responderá.",
        MeText::DeletionOff => "Esta cuenta no lo acepta aquí. Escribe al equipo de soporte.",
    }
}
