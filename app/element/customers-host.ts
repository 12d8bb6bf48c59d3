// The elements for customers as their modules see them. On pages of Usher's own, the cookie of whoever is signed in goes along; on
// those of others nobody is signed in.

import type { Proof, Stranger } from "./customers";
import { type Answer, Host } from "./host";
import * as modules from "./modules";

export class CustomersHost extends Host {
  /** Signing in asks for what the form of strangers brings. */
  override get entryPoint(): string {
    return this.element["purpose"] === "request" ? "request" : "signup";
  }

  protected override get scope(): string {
    return this.element["purpose"];
  }

  /** Whether the cookie goes along. Not out of a frame, whose page may lead somebody to press on what they do not see. */
  get own(): boolean {
    return this.endpoint === location.origin && self === top;
  }

  override send(method: string, path: string, body: unknown, key?: string): Promise<Answer> {
    return this.fetch(method, path, body, key, this.own ? "same-origin" : "omit");
  }

  /** The mail that was sent takes the form's place; without one, the form comes back. Only forms of strangers ask for it. */
  waitFor(proof: Proof | null): void {
    const element = this.element as Stranger;
    element.waitFor(proof);
  }

  /** What the link of a mail brought has served. */
  pressed(): void {
    this.element.removeAttribute("token");
  }

  /** Heads what is shown. */
  head(text: string): void {
    this.element.head(text);
  }

  /** Shows Cloudflare's challenge in `place`. `heard` is told what it brings, and that it is good no more; the answer asks it anew. */
  async challenge(place: HTMLElement, siteKey: string, heard: (token: string | null) => void): Promise<() => void> {
    return (await modules.turnstile()).show(place, siteKey, this.element["theme"], this.locale, heard);
  }
}
