// The pages of Usher's own for customers (page.html): each has one element, and speaks the language of whoever looks.

import { language } from "./labels";

/** By the page's address: the element that it shows. */
const ELEMENTS: Record<string, string> = { "/sign-up": "usher-sign-up", "/request": "usher-request" };

const spoken = language(navigator.language);
document.documentElement.lang = spoken;
document.documentElement.dir = spoken === "ar" ? "rtl" : "ltr";
const element = document.createElement(ELEMENTS[location.pathname.replace(/\.html$/, "")] ?? "usher-me");
element.setAttribute("mode", "inline");
document.querySelector("main")!.append(element);
