// What the element says before its module is there. Everything else is in ../src/i18n.

export type Labels = { add: string; close: string; loading: string; failed: string; retry: string; added: string; chosen: string; another: string };

/** One entry a language of ../src/i18n; a language or label that lacks does not compile. */
const LABELS: Record<"en" | "zh" | "es" | "ar", Labels> = {
  en: { add: "Add customer", close: "Close", loading: "Loading…", failed: "This could not be loaded.", retry: "Try again", added: "Customer added", chosen: "Existing customer", another: "Add another" },
  zh: { add: "添加客户", close: "关闭", loading: "正在加载…", failed: "无法加载。", retry: "重试", added: "已添加客户", chosen: "已有客户", another: "再添加一个" },
  es: { add: "Añadir cliente", close: "Cerrar", loading: "Cargando…", failed: "No se ha podido cargar.", retry: "Volver a intentarlo", added: "Cliente añadido", chosen: "Cliente existente", another: "Añadir otro" },
  ar: { add: "إضافة عميل", close: "إغلاق", loading: "جارٍ التحميل…", failed: "تعذّر التحميل.", retry: "أعد المحاولة", added: "تمت إضافة العميل", chosen: "عميل موجود", another: "إضافة آخر" },
};

export type Language = keyof typeof LABELS;

/** The language of a locale such as `es-MX` that there are texts in; English for the others. */
export function language(locale: string): Language {
  const code = locale.toLowerCase().split(/[-_]/)[0] as Language;
  return code in LABELS ? code : "en";
}

export const labels = (locale: string): Labels => LABELS[language(locale)];
