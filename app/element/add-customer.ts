// <usher-add-customer>: an agent adds a customer. The profile takes the form's place once they are there.

import type { User } from "./events";
import { AddHost } from "./add-host";
import { make } from "./draw";
import { type Mounted, UsherElement } from "./element";
import { labels, language } from "./labels";
import * as modules from "./modules";

type Token = string | null | undefined;
export type TokenSource = () => Token | Promise<Token>;

export class UsherAddCustomer extends UsherElement {
  static override readonly observedAttributes = [...super.observedAttributes, "organization-id"];

  /** @internal */
  protected override readonly purpose = "add";
  /** @internal */
  protected override readonly host = new AddHost(this);
  private tokenSource: TokenSource | undefined;
  /** The customer whose profile is in the form's place. */
  private shown: { user: User; added: boolean } | null = null;

  get token(): string | null {
    return this.getAttribute("token");
  }
  set token(value: string | null) {
    this.reflect("token", value);
  }

  get organizationId(): string | null {
    return this.getAttribute("organization-id");
  }
  set organizationId(value: string | null) {
    this.reflect("organization-id", value);
  }

  /** Called for a token at the start and again when one has expired. Setting it forgets the token that there is. */
  get getToken(): TokenSource | undefined {
    return this.tokenSource;
  }
  set getToken(value: TokenSource | undefined) {
    this.tokenSource = value;
    this.host.forgetToken();
    this.mounted?.forgetToken?.();
  }

  /** @internal */
  protected override get isShown(): boolean {
    return this.shown !== null;
  }

  /** @internal */
  protected override drawShown(): void {
    // A profile that comes again asks for no form.
    if (this.shown) void this.openProfile(this.shown.user, this.shown.added);
  }

  /** @internal */
  protected override forgetShown(): void {
    this.shown = null;
  }

  /** @internal */
  protected override bringAhead() {
    return Promise.all([modules.add(), modules.texts(language(this.locale))]);
  }

  /** @internal */
  protected override ask(): void {
    if (!modules.wasmAllowed()) return;
    super.ask();
    if (this.token || this.tokenSource) this.host.askForForm();
  }

  /** @internal */
  protected override async draw(root: HTMLElement): Promise<Mounted> {
    const [{ mount }, texts] = await this.bringAhead();
    this.host.texts = texts;
    // Who types a name will want the profile.
    root.addEventListener("input", () => void modules.profile().catch(() => {}), { once: true });
    return mount(root, this.host);
  }

  /** What a redrawn profile begins with. @internal */
  updated(user: User): void {
    // The answer may be late, and another customer there.
    if (this.shown?.user.id !== user.id) return;
    this.shown.user = user;
    this.head(user.name);
  }

  /** Called by the form once the customer is there, just added or found. The profile comes behind what is told at once. @internal */
  async openProfile(user: User, added: boolean): Promise<void> {
    // Taken away while the answer was on its way, it has nowhere to show the customer.
    if (!this.parts) return;
    const text = labels(this.locale);
    const focused = this.parts.content.matches(":focus-within");
    this.unmount();
    this.shown = { user, added };
    this.head(user.name);
    const another = make("button", { part: "button", type: "button" }, text.another);
    another.addEventListener("click", () => {
      this.reset();
      // Inline too: whoever pressed it was here.
      void this.load().then(() => this.focusFirst(true));
    });
    // The heading has the name.
    const who = user.email ? [make("p", {}, make("bdi", { part: "similar-email" }, user.email))] : [];
    const told = make("div", { part: "added", role: "status", tabindex: "-1" }, make("strong", {}, added ? text.added : text.chosen), ...who, another);
    const { content, dialog } = this.parts;
    const root = make("div", {});
    content.replaceChildren(told, root);
    if (dialog?.open || focused) told.focus();
    try {
      const [{ mount }, texts] = await Promise.all([modules.profile(), modules.profileTexts(language(this.locale))]);
      // Somebody may have gone on to the next customer meanwhile.
      if (!root.isConnected) return;
      this.host.profileTexts = texts;
      const mounted = await mount(root, this.host, user, added);
      if (root.isConnected) this.mounted = mounted;
      else mounted.free();
    } catch {
      // The customer is there, and that has been told.
      if (root.isConnected) this.host.emit("usher-error", { code: "load_failed" });
    }
  }
}
