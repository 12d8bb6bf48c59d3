// The pages of Usher's own for customers (page.html): each has one element, and speaks the language of whoever looks.

import { labels, language, type Purpose } from "./labels";

/** By the page's address: the element that it shows, and what that is for. */
const ELEMENTS: Record<string, [string, Purpose]> = { "/sign-up": ["usher-sign-up", "signup"], "/request": ["usher-request", "request"] };

const spoken = language(navigator.language);
document.documentElement.lang = spoken;
document.documentElement.dir = spoken === "ar" ? "rtl" : "ltr";
const path = location.pathname.replace(/\.html$/, "");
const [name, purpose] = ELEMENTS[path] ?? ["usher-me", "me"];
document.title = labels(spoken)[purpose];
const element = document.createElement(name);
element.setAttribute("mode", "inline");
if (path === "/verify" && location.hash) {
  element.setAttribute("token", location.hash.slice(1));
  // It stays in no history, and in no address that somebody copies.
  history.replaceState(null, "", path);
}
document.querySelector("main")!.append(element);
