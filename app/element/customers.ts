// The elements for customers themselves: <usher-sign-up>, <usher-request> and <usher-me>.

import { CustomersHost } from "./customers-host";
import { type Mounted, UsherElement } from "./element";
import { language } from "./labels";
import * as modules from "./modules";

/** Waits for whoever reads the mail: as the API tells it. */
export type Proof = { id: string; email: string; expires_at: string };

/** A form that strangers fill in. */
export abstract class Stranger extends UsherElement {
  /** @internal */
  abstract override readonly purpose: "signup" | "request";
  /** @internal */
  protected override readonly host: CustomersHost = new CustomersHost(this);
  /** The mail that is to be read, and what was typed before it was sent; its form is away meanwhile. */
  private waiting: { proof: Proof; draft: string } | null = null;

  /** @internal */
  protected override bringAhead() {
    return Promise.all([modules.signUp(), modules.customersTexts(language(this.locale))]);
  }

  /** @internal */
  protected override ask(): void {
    super.ask();
    if (modules.wasmAllowed() && !this.waiting) this.host.askForForm();
  }

  /** @internal */
  protected override forgetShown(): void {
    this.waiting = null;
  }

  /** @internal */
  protected override async draw(root: HTMLElement): Promise<Mounted> {
    const { host, waiting } = this;
    const [{ mount }, texts] = await this.bringAhead();
    host.texts = texts;
    if (!waiting) {
      // Who types a name will be sent a mail.
      if (this.purpose === "signup") root.addEventListener("input", () => void modules.me().catch(() => {}), { once: true });
      return mount(root, host);
    }
    const { mountMail } = await modules.me();
    const mounted = await mountMail(root, host, waiting.proof);
    // Once the address is proved, there is nothing left to come back to.
    return { free: () => mounted.free(), draft: () => (mounted.waits() ? waiting.draft : "") };
  }

  /** @internal */
  protected override get isShown(): boolean {
    return this.waiting !== null && this.mounted !== null;
  }

  /** The mail is on its way, and takes the form's place; without one, the form comes back as it was. @internal */
  waitFor(proof: Proof | null): void {
    if (!this.parts) return;
    const draft = this.mounted?.draft?.() ?? "";
    const focused = this.parts.content.matches(":focus-within");
    this.clear();
    this.waiting = proof && { proof, draft };
    if (!proof) this.host.draft = draft;
    // Whoever pressed was here, inline too.
    void this.load().then(() => focused && this.focusFirst(true));
  }
}

/** Customers add themselves. */
export class UsherSignUp extends Stranger {
  /** @internal */
  override readonly purpose = "signup";
}

/** Customers ask for help. */
export class UsherRequest extends Stranger {
  /** @internal */
  override readonly purpose = "request";
}

/** Customers sign in, and see what is stored about them; on Usher's own pages. */
export class UsherMe extends UsherElement {
  /** @internal */
  override readonly purpose = "me";
  /** @internal */
  protected override readonly host = new CustomersHost(this);

  /** What the link of a mail brought: nothing is done with it before somebody presses. */
  get token(): string | null {
    return this.getAttribute("token");
  }
  set token(value: string | null) {
    this.reflect("token", value);
  }

  /** @internal */
  protected override bringAhead() {
    return Promise.all([modules.me(), modules.customersTexts(language(this.locale))]);
  }

  /** @internal */
  protected override async draw(root: HTMLElement): Promise<Mounted> {
    const [{ mount }, texts] = await this.bringAhead();
    this.host.texts = texts;
    return mount(root, this.host, this.token ?? undefined);
  }
}
