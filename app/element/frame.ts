// The page inside the frame: the same element, in a page of Usher's own that allows WebAssembly. frame-client.ts is the
// other side of the port.

import type { Message } from "./frame-client";
import type { UsherAddCustomer, UsherEvents } from "./usher";

/** What the element in the page tells for this one; closing is the page's own. */
const EVENTS = ["usher-ready", "usher-added", "usher-chosen", "usher-ticket-created", "usher-updated", "usher-denied", "usher-error"] satisfies (keyof UsherEvents)[];

/** Others, such as a browser's extensions, may send messages too. */
function hear({ data, ports: [port] }: MessageEvent<Message>): void {
  if (data?.is !== "begin" || !port) return;
  removeEventListener("message", hear);
  begin(data, port);
}
addEventListener("message", hear);

function begin({ attributes, draft, kept, forgetting }: Message & { is: "begin" }, port: MessagePort): void {
  const send = (message: Message) => port.postMessage(message);
  const element = document.createElement("usher-add-customer") as UsherAddCustomer;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.documentElement.lang = attributes.locale ?? "";
  // Where its canvas has another scheme than the page's element, a frame is not transparent.
  document.documentElement.style.colorScheme = attributes.theme === "auto" ? "light dark" : attributes.theme ?? "";

  // Several requests may ask at once; each question is answered in its turn.
  const asking: ((token: string | null) => void)[] = [];
  element.getToken = () => new Promise((resolve) => (asking.push(resolve), send({ is: "ask-token" })));
  for (const name of EVENTS) element.addEventListener(name, (event) => send({ is: "event", name, detail: event.detail }));
  new ResizeObserver(() => send({ is: "height", height: Math.ceil(element.getBoundingClientRect().height) })).observe(element);

  // The page keeps the draft: this frame goes with each change of the element, and may have no storage at all.
  const host = element["host"];
  Object.assign(host, { draft, forgetting });
  host.stored = () => kept;
  host.store = (now) => send({ is: "keep", kept: (kept = now) });
  for (const change of ["input", "click"]) {
    element.addEventListener(change, () => {
      const typed = element["mounted"]?.draft?.();
      // Empty too: changes that were taken back are none.
      if (typed != null) send({ is: "draft", draft: typed });
    });
  }

  // Focus comes when the page gives it, or once there is something that can take it.
  let wanted = false;
  const focus = () => {
    if (wanted) wanted = !element["focusFirst"](true);
  };
  element.addEventListener("usher-ready", () => (send({ is: "caller", caller: host.caller }), focus()));
  element.head = (user) => (send({ is: "head", user }), queueMicrotask(focus));
  port.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.is === "token") asking.shift()?.(data.token);
    if (data.is === "forget-token") host.forgetToken();
    if (data.is !== "focus") return;
    wanted = true;
    // After a customer was added, opening the dialog again begins anew, once this one's changes are saved.
    if (element["shown"] && !element["mounted"]?.draft?.()) element["unmount"]();
    void element["load"]();
    // Once it is drawn: the dialog around it may open in another process, and what is not drawn yet takes no focus.
    requestAnimationFrame(focus);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) send({ is: "event", name: "usher-closed", detail: {} });
  });
  document.body.append(element);
}
