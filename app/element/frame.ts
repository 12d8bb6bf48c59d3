// The page inside the frame: the same element, in a page of Usher's own that allows WebAssembly. frame-client.ts is the
// other side of the port.

import type { Message } from "./frame-client";
import type { UsherAddCustomer, UsherEvents } from "./usher";

const EVENTS = ["usher-ready", "usher-added", "usher-chosen", "usher-updated", "usher-denied", "usher-error"] satisfies (keyof UsherEvents)[];

addEventListener("message", ({ data, ports: [port] }: MessageEvent<Message>) => {
  if (data?.is === "begin" && port) begin(data.attributes, port);
}, { once: true });

function begin(attributes: Record<string, string>, port: MessagePort): void {
  const send = (message: Message) => port.postMessage(message);
  const element = document.createElement("usher-add-customer") as UsherAddCustomer;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  let answer: (token: string | null) => void = () => {};
  element.getToken = () => new Promise((resolve) => ((answer = resolve), send({ is: "ask-token" })));
  port.onmessage = ({ data }: MessageEvent<Message>) => data.is === "token" && answer(data.token);
  for (const name of EVENTS) element.addEventListener(name, (event) => send({ is: "event", name, detail: (event as CustomEvent).detail }));
  new ResizeObserver(() => send({ is: "height", height: Math.ceil(element.getBoundingClientRect().height) })).observe(element);
  document.body.append(element);
}
