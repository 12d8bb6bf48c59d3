// The pages of Usher's own for customers (page.html): each has one element, and speaks the language of whoever looks.

import type { UsherAddCustomer } from "./usher";

/** By the page's address: the element that it shows. */
const ELEMENTS: Record<string, string> = { "/sign-up": "usher-sign-up", "/request": "usher-request" };

const element = document.createElement(ELEMENTS[location.pathname.replace(/\.html$/, "")] ?? "usher-me") as UsherAddCustomer;
element.setAttribute("mode", "inline");
element.setAttribute("locale", navigator.language);
document.querySelector("main")!.append(element);
// The element knows which languages there are.
const drawn = element.shadowRoot!.querySelector<HTMLElement>("[lang]")!;
document.documentElement.lang = drawn.lang;
document.documentElement.dir = drawn.dir;
document.title = drawn.querySelector("h2")!.textContent;
