//! Arabic.

use super::{AddText, CustomersText, MeText, ProfileText, SignUpText, Text};

pub const fn text(text: Text) -> &'static str {
    match text {
        Text::Cancel => "إلغاء",
        Text::TryAgain => "أعد المحاولة",
        Text::Optional => "اختياري",
        Text::FieldName => "الاسم",
        Text::FieldEmail => "البريد الإلكتروني",
        Text::FieldPhone => "الهاتف",
        Text::FieldOrganization => "المؤسسة",
        Text::FieldExternalId => "المعرّف الخارجي",
        Text::FieldLocale => "اللغة",
        Text::FieldTimeZone => "المنطقة الزمنية",
        Text::FieldTags => "الوسوم",
        Text::FieldDetails => "التفاصيل",
        Text::FieldNotes => "الملاحظات",
        Text::MistakesZero => "لا توجد حقول تحتاج إلى تصحيح",
        Text::MistakesOne => "حقل واحد يحتاج إلى تصحيح",
        Text::MistakesTwo => "حقلان يحتاجان إلى تصحيح",
        Text::MistakesFew => "{count} حقول تحتاج إلى تصحيح",
        Text::MistakesMany => "{count} حقلاً تحتاج إلى تصحيح",
        Text::MistakesOther => "{count} حقل تحتاج إلى تصحيح",
        Text::Required => "املأ هذا الحقل.",
        Text::ContactRequired => "أدخل بريدًا إلكترونيًا أو رقم هاتف.",
        Text::TooLong => "استخدم {max} حرفًا على الأكثر.",
        Text::EmailLocalPartTooLong => "استخدم {max} حرفًا على الأكثر قبل @.",
        Text::TagTooLong => "استخدم {max} حرفًا على الأكثر لكل وسم.",
        Text::ForbiddenCharacter => "احذف الأحرف غير المرئية: فهي تجعل النص يُقرأ على غير حقيقته.",
        Text::EmailIncomplete => "أدخل عنوانًا مثل name@company.com.",
        Text::EmailLocalPart => "الجزء الذي يسبق @ يحتوي على حرف غير مسموح به.",
        Text::EmailDomain => "الجزء الذي يلي @ ليس نطاقًا مثل company.com.",
        Text::PhoneNeedsCountry => "ابدأ برمز الدولة، مثل ‎+966.",
        Text::PhoneCountryCode => "لا توجد دولة لها هذا الرمز.",
        Text::PhoneCharacter => "استخدم الأرقام والمسافات و ‎+ ( ) - ‎ فقط.",
        Text::PhoneTooShort => "تنقص بعض الأرقام.",
        Text::PhoneTooLong => "الأرقام أكثر من اللازم.",
        Text::TagCharacter => "لا تحتوي الوسوم على علامات اقتباس أو أقواس زاوية.",
        Text::LocaleForm => "أدخل رمز لغة مثل ar-EG.",
        Text::TimeZoneUnknown => "أدخل منطقة زمنية مثل Asia/Riyadh.",
        Text::OrganizationNameBar => "احذف الحرف |.",
        Text::DateForm => "أدخل تاريخًا مثل 2026-03-31.",
        Text::IntegerForm => "أدخل عددًا صحيحًا من 15 رقمًا على الأكثر.",
        Text::DecimalForm => "أدخل عددًا من 15 رقمًا على الأكثر، مثل 2.5.",
        Text::PatternMismatch => "ليس هذا بالشكل المطلوب. راجع الملاحظة أسفل الحقل.",
        Text::NotOffered => "اختر واحدًا من القائمة.",
        Text::EmailTaken => "هذا العنوان لعميل آخر.",
        Text::NoMailDomain => "لا يصل البريد إلى هذا النطاق. تحقق مما بعد علامة @.",
        Text::DisposableDomain => "هذا عنوان مؤقت. استخدم عنوانًا دائمًا.",
        Text::Taken => "هذا مستخدم لدى عميل آخر.",
        Text::Unknown => "لم يعد هذا موجودًا.",
        Text::NotAccepted => "لم يُقبل هذا.",
        Text::DidYouMean => "هل تقصد {email}؟",
        Text::UseSuggestion => "استخدمه",
        Text::NoEmail => "ليس للعميل بريد إلكتروني؟",
        Text::UsePlaceholder => "استخدم عنوانًا بديلًا",
        Text::WhyPlaceholder => {
            "لا تخترع عنوانًا أبدًا: فالرسائل تصل إلى من يسجّل نطاقه لاحقًا. أما العنوان البديل في example.com فلا يصل إلى أحد."
        }
        Text::ReservedEmail => "لا يُرسل أي بريد إلى هذا العنوان: نطاقه محجوز.",
        Text::Offline => "لا يوجد اتصال. ما كتبته لا يزال هنا.",
        Text::Failed => "لم ينجح ذلك. ما كتبته لا يزال هنا.",
    }
}

pub const fn add(text: AddText) -> &'static str {
    match text {
        AddText::AddCustomer => "إضافة عميل",
        AddText::Adding => "جارٍ الإضافة…",
        AddText::SimilarCustomers => "هل هو عميل بالفعل؟",
        AddText::UseThisOne => "استخدم هذا العميل",
        AddText::AskForAccess => "اطلب من وكيل يرى كل التذاكر أن يفتح هذا العميل.",
        AddText::SessionEnded => "انتهت جلستك. سجّل الدخول مرة أخرى في هذه البوابة؛ ما كتبته لا يزال هنا.",
        AddText::DenySignIn => "تتطلب إضافة العملاء تسجيل الدخول.",
        AddText::DenySuspended => "حسابك موقوف أو محذوف.",
        AddText::DenyCustomer => "يمكن للعملاء تغيير ملفاتهم الشخصية فقط.",
        AddText::DenyLight => "يمكن للوكلاء المحدودين رؤية العملاء، لا إضافتهم.",
        AddText::DenyStrict => "يتبع هذا الحساب قواعد صارمة: لا يمكن للوكلاء الذين لا يرون كل التذاكر إضافة عملاء.",
        AddText::DenyOther => "يمكنك فتح العملاء الذين أضفتهم فقط.",
        AddText::DenyStaff => "يمكن للوكلاء إضافة العملاء وتعديلهم، لا الوكلاء أو المشرفين.",
        AddText::DenyRole => "دورك لا يشمل هذا.",
        AddText::DenyOrganization => "يشمل دورك عملاء مؤسساتك فقط.",
        AddText::DenyAdmins => "هذا متاح للمشرفين فقط.",
        AddText::RemedySignIn => "سجّل الدخول إلى هذه البوابة وأعد المحاولة.",
        AddText::RemedySuspended => "اطلب من أحد المشرفين رفع الإيقاف.",
        AddText::RemedyCustomer => "اطلب التغيير من فريق الدعم.",
        AddText::RemedyLight => "اطلب من أحد المشرفين مقعد وكيل.",
        AddText::RemedyStrict => "اطلب من أحد المشرفين إيقاف القواعد الصارمة أو السماح لك برؤية كل التذاكر.",
        AddText::RemedyAccess => "اطلب من أحد المشرفين السماح لك برؤية كل التذاكر.",
        AddText::RemedyAdmin => "اطلب من أحد المشرفين القيام بذلك.",
    }
}

pub const fn profile(text: ProfileText) -> &'static str {
    match text {
        ProfileText::Contacts => "البريد الإلكتروني والهاتف",
        ProfileText::Primary => "أساسي",
        ProfileText::NeverMailed => "لا يُراسَل أبدًا",
        ProfileText::SharedNumber => "مشترك",
        ProfileText::AnotherContact => "بريد إلكتروني أو هاتف آخر",
        ProfileText::TagsHint => "افصل بين الوسوم بمسافات أو فواصل.",
        ProfileText::NewOrganizationHint => "الاسم غير الموجود في القائمة يُنشئ مؤسسة جديدة.",
        ProfileText::Save => "حفظ التغييرات",
        ProfileText::Saving => "جارٍ الحفظ…",
        ProfileText::Saved => "تم الحفظ.",
        ProfileText::Unchanged => "لم يتغير شيء.",
    }
}

pub const fn customers(text: CustomersText) -> &'static str {
    match text {
        CustomersText::SignUp => "إنشاء حساب",
        CustomersText::Sending => "جارٍ الإرسال…",
        CustomersText::TooMany => "محاولات كثيرة. انتظر دقيقة ثم أعد المحاولة.",
        CustomersText::FormTooOld => "انتهت صلاحية هذا النموذج. أعد تحميل الصفحة.",
        CustomersText::Automated => "يبدو أن برنامجًا ملأ النموذج. أعد تحميل الصفحة واكتبه بنفسك.",
        CustomersText::Challenge => "لم ينجح التحقق من أنك إنسان. أعده ثم أرسل.",
        CustomersText::ChallengeUnavailable => "لا يمكن التحقق الآن من أنك إنسان. حاول بعد بضع دقائق.",
        CustomersText::RegistrationClosed => "لا يُنشئ أحد حسابًا هنا بنفسه.",
        CustomersText::AddressRefused => "لا يُقبل شيء من هذا العنوان هنا.",
        CustomersText::SignInFirst => "لا يرسل الطلبات هنا إلا العملاء الذين سجّلوا الدخول.",
        CustomersText::RemedyAskStaff => "اطلب من فريق الدعم إضافتك.",
        CustomersText::RemedySignIn => "سجّل الدخول أولًا.",
    }
}

pub const fn sign_up(text: SignUpText) -> &'static str {
    match text {
        SignUpText::Send => "إرسال",
        SignUpText::Subject => "الموضوع",
        SignUpText::Description => "كيف يمكننا مساعدتك؟",
        SignUpText::ReadIt => "اقرأه",
        SignUpText::AgreeFirst => "وافق على هذا أولًا.",
        SignUpText::Received => "شكرًا، أُرسل طلبك.",
        SignUpText::ReceivedKnown => "يصلك الرد بالبريد، وتجد الطلب في ملفك الشخصي.",
        SignUpText::ReceivedUnknown => {
            "يصلك الرد على {email}. إن وصلتك رسالة تطلب تأكيد هذا العنوان فأكّده أولًا: يبقى الطلب منتظرًا حتى ذلك الحين."
        }
        SignUpText::Another => "إرسال طلب آخر",
    }
}

pub const fn me(text: MeText) -> &'static str {
    match text {
        MeText::LookIntoMail => "تفقّد بريدك",
        MeText::MailSent => "الرسالة في طريقها إلى {email}. افتح رابطها أو اكتب رمزها هنا.",
        MeText::NoMail => "لم تصل؟ تفقّد البريد غير المرغوب فيه وتأكد من صحة العنوان.",
        MeText::Code => "رمز من ستة أرقام",
        MeText::CodeForm => "اكتب الأرقام الستة الواردة في الرسالة.",
        MeText::Confirm => "تأكيد",
        MeText::SendAgain => "إرسال رسالة أخرى",
        MeText::SendAgainIn => "رسالة أخرى بعد {seconds} ث",
        MeText::SentAgain => "رسالة أخرى في الطريق. لا يصلح الآن إلا رابطها ورمزها.",
        MeText::OtherAddress => "استخدام عنوان آخر",
        MeText::CodeWrong => "هذا ليس رمز الرسالة الأخيرة.",
        MeText::ProofExpired => "استُخدم هذا الرابط أو الرمز أو انتهت صلاحيته. اطلب رسالة أخرى.",
        MeText::Confirmed => "تم تأكيد عنوانك.",
        MeText::Released => "تم تأكيد عنوانك ووصلنا طلبك.",
        MeText::YourProfile => "ملفك الشخصي",
        MeText::ConfirmAddress => "تأكيد عنواني",
        MeText::WhyConfirm => {
            "أتيت من رسالة أرسلناها. بالضغط على الزر تؤكد أن العنوان الذي وصلت إليه لك. إن لم تطلب تلك الرسالة فأغلق هذه الصفحة: لن يحدث شيء."
        }
        MeText::SignIn => "أرسل لي رابطًا",
        MeText::HowSignIn => "سجّل الدخول بعنوانك: تصلك رسالة فيها رابط ورمز. لا توجد كلمة مرور.",
        MeText::NoAccount => "لست عميلًا بعد؟",
        MeText::SignOut => "تسجيل الخروج",
        MeText::SignedOut => "سُجّل خروجك.",
        MeText::Save => "حفظ التغييرات",
        MeText::Saved => "تم الحفظ.",
        MeText::Unchanged => "لم يتغير شيء.",
        MeText::StaffChange => "يغيّر فريق الدعم هذا نيابةً عنك: راسله.",
        MeText::Addresses => "عناوين البريد والأرقام",
        MeText::Primary => "أساسي",
        MeText::Verified => "مؤكد",
        MeText::Unverified => "غير مؤكد",
        MeText::MakePrimary => "اجعله أساسيًا",
        MeText::Verify => "إرسال رسالة تأكيد",
        MeText::Remove => "إزالة",
        MeText::ReallyRemove => "إزالة {email}؟",
        MeText::Removed => "تمت الإزالة.",
        MeText::AnotherAddress => "عنوان بريد آخر لك",
        MeText::AddAddress => "إضافة",
        MeText::LookIntoThatMail => "الرسالة في طريقها إلى {email}. يصبح العنوان لك بعد أن تفتح رابطها.",
        MeText::Yours => "هذا العنوان في قائمتك بالفعل.",
        MeText::TooManyAddresses => "أكّد العناوين غير المؤكدة أو أزلها أولًا.",
        MeText::LastAddress => "هذا آخر عنوان نعرفك به.",
        MeText::Requests => "طلباتك",
        MeText::NoRequests => "لم ترسل أي طلب بعد.",
        MeText::NewRequest => "إرسال طلب",
        MeText::MoreRequests => "عرض المزيد",
        MeText::StateNew => "جديد",
        MeText::StateOpen => "مفتوح",
        MeText::StatePending => "بانتظار ردك",
        MeText::StateHold => "معلّق",
        MeText::StateSolved => "تم الحل",
        MeText::StateClosed => "مغلق",
        MeText::Stored => "ما نحفظه عنك",
        MeText::Download => "تنزيل الكل",
        MeText::AskDeletion => "طلب الحذف",
        MeText::WhyDeletion => "يصل هذا إلى فريق الدعم كطلب ويرد عليك. ما يُحذف لا يمكن استعادته.",
        MeText::ReallyDelete => "نعم، أطلب الحذف",
        MeText::DeletionAsked => "وصل طلبك إلى فريق الدعم وسيرد عليك.",
        MeText::DeletionOff => "لا يقبل هذا الحساب ذلك هنا. راسل فريق الدعم.",
    }
}
