// The form in a frame, for pages whose policy refuses WebAssembly: this side of the message port. frame.ts is the other.

import type { Host } from "./host";
import type { UsherAddCustomer, UsherEvents } from "./usher";

/** What goes over the port, in both directions. */
export type Message =
  | { is: "begin"; attributes: Record<string, string> }
  | { is: "token"; token: string | null }
  | { is: "ask-token" }
  | { is: "event"; name: keyof UsherEvents; detail: unknown }
  | { is: "height"; height: number };

export class Frame {
  readonly element = document.createElement("iframe");
  private readonly channel = new MessageChannel();
  private asked = false;

  constructor(
    private readonly owner: UsherAddCustomer,
    private readonly host: Host,
  ) {
    this.element.setAttribute("part", "frame");
    this.element.title = owner.locale;
    this.element.src = `${new URL(import.meta.url).origin}/frame.html`;
    this.element.addEventListener("load", () => this.begin(), { once: true });
    this.channel.port1.onmessage = ({ data }: MessageEvent<Message>) => void this.heard(data);
  }

  private begin(): void {
    const attributes: Record<string, string> = { mode: "inline", endpoint: this.owner.endpoint, locale: this.owner.locale, theme: this.owner.theme };
    if (this.owner.organizationId) attributes["organization-id"] = this.owner.organizationId;
    const { origin } = new URL(this.element.src);
    this.element.contentWindow!.postMessage({ is: "begin", attributes } satisfies Message, origin, [this.channel.port2]);
  }

  private async heard(message: Message): Promise<void> {
    switch (message.is) {
      case "ask-token": {
        // Asked again, the first one has expired.
        const token = await this.host.token(this.asked).catch(() => null);
        this.asked = true;
        return this.channel.port1.postMessage({ is: "token", token } satisfies Message);
      }
      case "height":
        // Through the object model, which no `style-src` forbids.
        this.element.style.blockSize = `${message.height}px`;
        return;
      case "event":
        return message.name === "usher-closed" ? this.owner.close() : this.host.emit(message.name, message.detail);
    }
  }

  free(): void {
    this.channel.port1.close();
    this.element.remove();
  }
}
