// What the element draws with: its style sheet, and elements made from script, which no page's policy refuses.

import type { Labels } from "./labels";
import css from "./usher.css";

const sheets = new Map<boolean, CSSStyleSheet>();

/** One style sheet for all elements; constructed, so that no page's `style-src` refuses it. */
export function sheet(light: boolean): CSSStyleSheet {
  let made = sheets.get(light);
  if (!made) {
    made = new CSSStyleSheet();
    // Without a shadow root the same rules hold below the element's own tag.
    made.replaceSync(light ? `@scope (usher-add-customer, usher-sign-up, usher-request, usher-me) {${css.replaceAll(/:host\(([^)]*)\)/g, ":scope$1").replaceAll(":host", ":scope")}}` : css);
    sheets.set(light, made);
  }
  return made;
}

/** A slot with its fallback; without a shadow root the page's own element, or the fallback. */
export function slot(light: boolean, element: Element, name: string, fallback: HTMLElement): HTMLElement {
  if (light) return element.querySelector<HTMLElement>(`:scope > [slot="${name}"]`) ?? fallback;
  return make("slot", { name }, fallback);
}

export function waiting(text: Labels): HTMLElement {
  return make("div", { part: "loading", role: "status" }, text.loading);
}

export function make(tag: string, attributes: Record<string, string | false | undefined>, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
