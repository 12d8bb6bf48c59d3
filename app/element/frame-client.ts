// The form in a frame, for pages whose policy refuses WebAssembly: this side of the message port. frame.ts is the other.

import type { AddHost } from "./add-host";
import type { Mounted, UsherElement } from "./element";
import type { UsherEvents } from "./events";
import type { Host, Kept } from "./host";

/** What goes over the port, in both directions. */
export type Message =
  | { is: "begin"; element: string; attributes: Record<string, string>; draft: string | null; kept: Kept; forgetting: string }
  | { is: "token"; token: string | null }
  | { is: "forget-token" }
  | { is: "focus" }
  | { is: "ask-token" }
  | { is: "draft"; draft: string }
  | { is: "caller"; caller: string }
  | { is: "keep"; kept: Kept }
  | { is: "head"; text: string | null }
  | { is: "event"; name: keyof UsherEvents; detail: unknown }
  | { is: "height"; height: number };

/** How long a frame that has come may take to say something; one that the page's policy refused never does. */
const SILENCE_MS = 3000;

export class Frame implements Mounted {
  readonly element = document.createElement("iframe");
  /** Settled by the first sign of life, or its absence. */
  readonly alive: Promise<void>;
  private port: MessagePort | undefined;
  private asked = false;
  private settle: () => void = () => {};

  constructor(
    private readonly owner: UsherElement,
    private readonly host: Host,
    title: string,
  ) {
    this.element.setAttribute("part", "frame");
    this.element.title = title;
    // From where Usher is: the script may come from the portal itself, whose pages refuse WebAssembly.
    this.element.src = `${owner.endpoint}/frame.html`;
    this.alive = new Promise((resolve, reject) => {
      this.settle = resolve;
      // Each time: a frame that is moved in the page begins anew.
      this.element.addEventListener("load", () => (this.begin(), setTimeout(reject, SILENCE_MS)));
    });
  }

  private begin(): void {
    const attributes: Record<string, string> = { mode: "inline", endpoint: this.owner.endpoint, locale: this.owner.locale, theme: this.owner.theme };
    const organization = this.owner.getAttribute("organization-id");
    if (organization) attributes["organization-id"] = organization;
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.asked = false;
    port1.onmessage = ({ data }: MessageEvent<Message>) => void this.heard(data);
    const { origin } = new URL(this.element.src);
    const begin = { is: "begin", element: this.owner.localName, attributes, draft: this.host.draft, kept: this.host.stored(), forgetting: this.host.forgetting } satisfies Message;
    this.element.contentWindow!.postMessage(begin, origin, [port2]);
  }

  private send(message: Message): void {
    this.port?.postMessage(message);
  }

  private async heard(message: Message): Promise<void> {
    switch (message.is) {
      case "ask-token": {
        // Asked again, the first one has expired.
        const token = await (this.host as AddHost).token(this.asked).catch(() => null);
        this.asked = true;
        return this.send({ is: "token", token });
      }
      case "height":
        this.settle();
        // Through the object model, which no `style-src` forbids.
        this.element.style.blockSize = `${message.height}px`;
        return;
      case "draft":
        this.host.draft = message.draft;
        return;
      case "keep":
        this.host.draft = null;
        return this.host.store(message.kept);
      case "caller":
        this.host.caller = message.caller;
        this.host.forgetting = "";
        return;
      case "head":
        // The heading is outside the frame.
        return this.owner.head(message.text);
      case "event":
        return message.name === "usher-closed" ? this.owner.close() : this.host.emit(message.name, message.detail);
    }
  }

  /** Another agent may have come. */
  forgetToken(): void {
    this.send({ is: "forget-token" });
  }

  /** Its first field. */
  focus(): void {
    this.element.focus();
    this.send({ is: "focus" });
  }

  free(): void {
    this.port?.close();
    this.element.remove();
  }
}
