// What the elements for customers say besides the form; an entry a language, and one that lacks does not compile.

export type Words = {
  signUp: string; sending: string; send: string; save: string; saved: string; required: string; failed: string; offline: string; tooMany: string;
  closed: string; addressRefused: string; signInFirst: string; tooFast: string; formExpired: string; automated: string; challenge: string; notHere: string;
  readIt: string; agreeFirst: string;
  mailTitle: string; mailSent: string; code: string; confirm: string; again: string; againIn: string; sentAgain: string; otherAddress: string;
  codeWrong: string; expired: string; confirmed: string; toProfile: string;
  subject: string; description: string; received: string; receivedMail: string; released: string;
  confirmAddress: string; verifyText: string; email: string; signIn: string; signInText: string; noAccount: string; noAddress: string; signOut: string;
  addresses: string; anotherAddress: string; add: string; lookForMail: string; yours: string; primary: string; verified: string; unverified: string; makePrimary: string; remove: string;
  requests: string; noRequests: string; newRequest: string; storedTitle: string; download: string; deletion: string; deletionWhy: string; deletionYes: string; deletionAsked: string;
  states: { new: string; open: string; pending: string; hold: string; solved: string; closed: string };
};
export type Texts = Words;

export const TEXTS: Record<"en" | "zh" | "es" | "ar", Words> = {
  en: {
    signUp: "Sign up", sending: "Sending…", send: "Send", save: "Save", saved: "Saved.", required: "This is needed.", failed: "That did not work. What you typed is still here.", offline: "No connection. What you typed is still here.", tooMany: "That was too often. Wait a minute, then try again.",
    closed: "Nobody signs up here by themselves. Ask the support team to add you.", addressRefused: "Nothing is taken from this address here. Ask the support team.", signInFirst: "Sign in first: requests are taken from customers only.", tooFast: "That was very fast. Wait a few seconds, then send it again.", formExpired: "This form is too old. Load the page again.", automated: "This looks as if a program had filled it in. Load the page again and type it yourself.", challenge: "The check that you are a person did not succeed. Try it again.", notHere: "This account does not offer that here. Write to its support team.",
    readIt: "Read it", agreeFirst: "Please agree to this first.",
    mailTitle: "Look into your mail", mailSent: "A mail is on its way to {email}. Press the link in it, or type its code here. If nothing comes, look among the spam, and whether the address is right.", code: "Code of six digits", confirm: "Confirm", again: "Send another mail", againIn: "Another mail in {seconds} s", sentAgain: "Another mail is on its way. Only its link and code work now.", otherAddress: "Use another address",
    codeWrong: "That is not the code of the last mail.", expired: "This link or code has been used already, or is too old. Have another one sent.", confirmed: "Your address is confirmed.", toProfile: "Your profile",
    subject: "Subject", description: "What is it about?", received: "We have your request.", receivedMail: "If you have not confirmed {email} here before, we have written to you: press the link in that mail, and the request reaches us. Answers come to that address.", released: "Your address is confirmed, and your request has reached us.",
    confirmAddress: "Confirm my address", verifyText: "One press confirms that the address, to which the mail came, is yours.", email: "Email", signIn: "Send me a link", signInText: "Sign in with your address: a mail brings a link and a code. No password is needed.", noAccount: "Not a customer yet?", noAddress: "Enter an address like name@company.com.", signOut: "Sign out",
    addresses: "Addresses and numbers", anotherAddress: "Another address of yours", add: "Add", lookForMail: "Look into the mail of that address: it is yours once you have pressed the link.", yours: "This address is yours already.", primary: "main", verified: "confirmed", unverified: "not confirmed", makePrimary: "Make it the main one", remove: "Remove",
    requests: "Your requests", noRequests: "You have asked nothing yet.", newRequest: "Send a request", storedTitle: "What is stored about you", download: "Download all of it", deletion: "Ask for it to be deleted", deletionWhy: "The support team gets your wish as a request, and answers it. What is deleted cannot be brought back.", deletionYes: "Yes, ask for deletion", deletionAsked: "The support team has your wish.",
    states: { new: "new", open: "open", pending: "waits for you", hold: "on hold", solved: "solved", closed: "closed" },
  },
  zh: {
    signUp: "注册", sending: "正在发送…", send: "发送", save: "保存", saved: "已保存。", required: "请填写此项。", failed: "操作未成功。您输入的内容仍在此处。", offline: "没有网络连接。您输入的内容仍在此处。", tooMany: "操作过于频繁，请稍等一分钟再试。",
    closed: "此处不开放自行注册。请联系客服添加您。", addressRefused: "此处不接受该地址。请联系客服。", signInFirst: "请先登录：仅接受客户的请求。", tooFast: "提交得太快了，请稍等几秒再发送。", formExpired: "此表单已过期，请重新加载页面。", automated: "这看起来像是程序填写的。请重新加载页面并亲自输入。", challenge: "人机验证未通过，请重试。", notHere: "此账户在这里不提供该功能，请联系客服。",
    readIt: "查看", agreeFirst: "请先同意。",
    mailTitle: "请查看您的邮箱", mailSent: "邮件已发往 {email}。请点击其中的链接，或在此输入验证码。如果没有收到，请检查垃圾邮件以及地址是否正确。", code: "六位验证码", confirm: "确认", again: "重新发送邮件", againIn: "{seconds} 秒后可重新发送", sentAgain: "新邮件已发出，只有其中的链接和验证码有效。", otherAddress: "使用其他地址",
    codeWrong: "这不是最新邮件中的验证码。", expired: "此链接或验证码已使用或已过期，请重新发送。", confirmed: "您的邮箱已确认。", toProfile: "我的资料",
    subject: "主题", description: "请描述您的问题", received: "我们已收到您的请求。", receivedMail: "如果您之前没有在这里确认过 {email}，我们已给您发送邮件：点击其中的链接后，请求才会送达我们。答复将发往该邮箱。", released: "您的邮箱已确认，请求已送达我们。",
    confirmAddress: "确认我的邮箱", verifyText: "点击一下，即确认收到邮件的邮箱属于您。", email: "电子邮箱", signIn: "给我发送链接", signInText: "使用您的邮箱登录：我们会发送含有链接和验证码的邮件，无需密码。", noAccount: "还不是客户？", noAddress: "请输入类似 name@company.com 的地址。", signOut: "退出登录",
    addresses: "邮箱和电话", anotherAddress: "您的另一个邮箱", add: "添加", lookForMail: "请查看该邮箱：点击链接后它就属于您。", yours: "此邮箱已经是您的。", primary: "主要", verified: "已确认", unverified: "未确认", makePrimary: "设为主要", remove: "移除",
    requests: "您的请求", noRequests: "您还没有提交过请求。", newRequest: "提交请求", storedTitle: "我们保存的您的资料", download: "全部下载", deletion: "申请删除", deletionWhy: "客服会以请求的形式收到您的申请并回复您。删除后无法恢复。", deletionYes: "是的，申请删除", deletionAsked: "客服已收到您的申请。",
    states: { new: "新建", open: "处理中", pending: "等待您回复", hold: "暂停", solved: "已解决", closed: "已关闭" },
  },
  es: {
    signUp: "Registrarse", sending: "Enviando…", send: "Enviar", save: "Guardar", saved: "Guardado.", required: "Hace falta este dato.", failed: "No ha funcionado. Lo que ha escrito sigue aquí.", offline: "Sin conexión. Lo que ha escrito sigue aquí.", tooMany: "Demasiados intentos. Espere un minuto y vuelva a probar.",
    closed: "Aquí nadie se registra por su cuenta. Pida al equipo de soporte que le añada.", addressRefused: "Aquí no se acepta nada de esta dirección. Consulte al equipo de soporte.", signInFirst: "Inicie sesión primero: solo se aceptan solicitudes de clientes.", tooFast: "Ha sido muy rápido. Espere unos segundos y envíelo otra vez.", formExpired: "Este formulario ha caducado. Vuelva a cargar la página.", automated: "Parece que lo ha rellenado un programa. Vuelva a cargar la página y escríbalo usted.", challenge: "La comprobación de que es una persona no ha salido bien. Inténtelo otra vez.", notHere: "Esta cuenta no lo ofrece aquí. Escriba a su equipo de soporte.",
    readIt: "Leer", agreeFirst: "Acéptelo primero, por favor.",
    mailTitle: "Mire su correo", mailSent: "Hay un correo en camino a {email}. Pulse su enlace o escriba aquí su código. Si no llega, mire en el correo no deseado y compruebe la dirección.", code: "Código de seis cifras", confirm: "Confirmar", again: "Enviar otro correo", againIn: "Otro correo en {seconds} s", sentAgain: "Hay otro correo en camino. Solo valen su enlace y su código.", otherAddress: "Usar otra dirección",
    codeWrong: "No es el código del último correo.", expired: "Este enlace o código ya se ha usado o ha caducado. Pida otro.", confirmed: "Su dirección está confirmada.", toProfile: "Su perfil",
    subject: "Asunto", description: "¿De qué se trata?", received: "Tenemos su solicitud.", receivedMail: "Si no ha confirmado antes {email} aquí, le hemos escrito: pulse el enlace de ese correo y la solicitud nos llegará. Las respuestas van a esa dirección.", released: "Su dirección está confirmada y su solicitud nos ha llegado.",
    confirmAddress: "Confirmar mi dirección", verifyText: "Con una pulsación confirma que la dirección a la que llegó el correo es suya.", email: "Correo electrónico", signIn: "Enviarme un enlace", signInText: "Inicie sesión con su dirección: un correo le lleva un enlace y un código. No hace falta contraseña.", noAccount: "¿Aún no es cliente?", noAddress: "Escriba una dirección como nombre@empresa.com.", signOut: "Cerrar sesión",
    addresses: "Direcciones y números", anotherAddress: "Otra dirección suya", add: "Añadir", lookForMail: "Mire el correo de esa dirección: será suya cuando pulse el enlace.", yours: "Esta dirección ya es suya.", primary: "principal", verified: "confirmada", unverified: "sin confirmar", makePrimary: "Hacerla principal", remove: "Quitar",
    requests: "Sus solicitudes", noRequests: "Aún no ha enviado ninguna.", newRequest: "Enviar una solicitud", storedTitle: "Lo que guardamos de usted", download: "Descargarlo todo", deletion: "Pedir que se elimine", deletionWhy: "El equipo de soporte recibe su deseo como una solicitud y le responde. Lo eliminado no se puede recuperar.", deletionYes: "Sí, pedir la eliminación", deletionAsked: "El equipo de soporte tiene su deseo.",
    states: { new: "nueva", open: "abierta", pending: "espera su respuesta", hold: "en pausa", solved: "resuelta", closed: "cerrada" },
  },
  ar: {
    signUp: "إنشاء حساب", sending: "جارٍ الإرسال…", send: "إرسال", save: "حفظ", saved: "تم الحفظ.", required: "هذا الحقل مطلوب.", failed: "لم ينجح ذلك. ما كتبته ما زال هنا.", offline: "لا يوجد اتصال. ما كتبته ما زال هنا.", tooMany: "محاولات كثيرة. انتظر دقيقة ثم حاول مجددًا.",
    closed: "لا يُنشئ أحد حسابًا هنا بنفسه. اطلب من فريق الدعم إضافتك.", addressRefused: "لا يُقبل شيء من هذا العنوان هنا. اسأل فريق الدعم.", signInFirst: "سجّل الدخول أولًا: تُقبل الطلبات من العملاء فقط.", tooFast: "كان ذلك سريعًا جدًا. انتظر بضع ثوانٍ ثم أرسله مجددًا.", formExpired: "انتهت صلاحية هذا النموذج. أعد تحميل الصفحة.", automated: "يبدو أن برنامجًا ملأ النموذج. أعد تحميل الصفحة واكتبه بنفسك.", challenge: "لم ينجح التحقق من أنك إنسان. حاول مجددًا.", notHere: "لا يتيح هذا الحساب ذلك هنا. راسل فريق الدعم.",
    readIt: "اقرأها", agreeFirst: "يُرجى الموافقة أولًا.",
    mailTitle: "تفقّد بريدك", mailSent: "أُرسلت رسالة إلى {email}. اضغط الرابط فيها أو اكتب رمزها هنا. إن لم تصل، فتفقّد البريد غير المرغوب فيه وصحة العنوان.", code: "رمز من ستة أرقام", confirm: "تأكيد", again: "إرسال رسالة أخرى", againIn: "رسالة أخرى بعد {seconds} ث", sentAgain: "أُرسلت رسالة أخرى. رابطها ورمزها فقط صالحان الآن.", otherAddress: "استخدام عنوان آخر",
    codeWrong: "هذا ليس رمز الرسالة الأخيرة.", expired: "استُخدم هذا الرابط أو الرمز أو انتهت صلاحيته. اطلب غيره.", confirmed: "تم تأكيد عنوانك.", toProfile: "ملفك الشخصي",
    subject: "الموضوع", description: "ما الأمر؟", received: "وصلنا طلبك.", receivedMail: "إن لم تكن قد أكّدت {email} هنا من قبل، فقد راسلناك: اضغط الرابط في تلك الرسالة ليصلنا الطلب. تصل الردود إلى ذلك العنوان.", released: "تم تأكيد عنوانك ووصلنا طلبك.",
    confirmAddress: "تأكيد عنواني", verifyText: "بضغطة واحدة تؤكد أن العنوان الذي وصلت إليه الرسالة لك.", email: "البريد الإلكتروني", signIn: "أرسل لي رابطًا", signInText: "سجّل الدخول بعنوانك: تصلك رسالة فيها رابط ورمز. لا حاجة إلى كلمة مرور.", noAccount: "لست عميلًا بعد؟", noAddress: "اكتب عنوانًا مثل name@company.com.", signOut: "تسجيل الخروج",
    addresses: "العناوين والأرقام", anotherAddress: "عنوان آخر لك", add: "إضافة", lookForMail: "تفقّد بريد ذلك العنوان: يصبح لك بعد أن تضغط الرابط.", yours: "هذا العنوان لك بالفعل.", primary: "رئيسي", verified: "مؤكد", unverified: "غير مؤكد", makePrimary: "اجعله الرئيسي", remove: "إزالة",
    requests: "طلباتك", noRequests: "لم ترسل أي طلب بعد.", newRequest: "إرسال طلب", storedTitle: "ما نحفظه عنك", download: "تنزيل الكل", deletion: "طلب الحذف", deletionWhy: "يصل طلبك إلى فريق الدعم ويرد عليه. ما يُحذف لا يمكن استعادته.", deletionYes: "نعم، أطلب الحذف", deletionAsked: "وصل طلبك إلى فريق الدعم.",
    states: { new: "جديد", open: "مفتوح", pending: "بانتظار ردك", hold: "معلّق", solved: "تم الحل", closed: "مغلق" },
  },
};
