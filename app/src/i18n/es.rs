//! Spanish.

use super::{ProfileText, Text};

pub const fn text(text: Text) -> &'static str {
    match text {
        Text::AddCustomer => "Añadir cliente",
        Text::Cancel => "Cancelar",
        Text::TryAgain => "Volver a intentarlo",
        Text::Adding => "Añadiendo…",
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
        Text::EmailTaken => "Otro cliente tiene esta dirección.",
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
        Text::SimilarCustomers => "¿Ya es cliente?",
        Text::UseThisOne => "Usar este",
        Text::AskForAccess => "Pide a un agente que vea todos los tickets que abra este cliente.",
        Text::Offline => "No hay conexión. Lo que has escrito sigue aquí.",
        Text::SessionEnded => "Tu sesión ha terminado. Vuelve a iniciar sesión en este portal; lo que has escrito sigue aquí.",
        Text::Failed => "No ha funcionado. Lo que has escrito sigue aquí.",
        Text::DenySignIn => "Para añadir clientes hay que iniciar sesión.",
        Text::DenySuspended => "Tu cuenta está suspendida o eliminada.",
        Text::DenyCustomer => "Los clientes solo pueden cambiar su propio perfil.",
        Text::DenyLight => "Los agentes light pueden ver clientes, pero no añadirlos.",
        Text::DenyStrict => "Esta cuenta sigue reglas estrictas: los agentes que no ven todos los tickets no pueden añadir clientes.",
        Text::DenyOther => "Solo puedes abrir los clientes que has añadido.",
        Text::DenyStaff => "Los agentes pueden añadir y cambiar clientes, no agentes ni administradores.",
        Text::DenyRole => "Tu rol no incluye esto.",
        Text::DenyOrganization => "Tu rol solo incluye a los clientes de tus propias organizaciones.",
        Text::DenyAdmins => "Solo los administradores pueden hacer esto.",
        Text::RemedySignIn => "Inicia sesión en este portal y vuelve a intentarlo.",
        Text::RemedySuspended => "Pide a un administrador que levante la suspensión.",
        Text::RemedyCustomer => "Pide el cambio al equipo de soporte.",
        Text::RemedyLight => "Pide a un administrador un puesto de agente.",
        Text::RemedyStrict => "Pide a un administrador que desactive las reglas estrictas o que te deje ver todos los tickets.",
        Text::RemedyAccess => "Pide a un administrador que te deje ver todos los tickets.",
        Text::RemedyAdmin => "Pide a un administrador que lo haga.",
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
