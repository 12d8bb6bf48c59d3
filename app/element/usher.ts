// <usher-add-customer>: the element itself. Small, so that a page that embeds it waits for nothing: the trigger is there
// at once, and the form's module (Rust, WebAssembly) comes behind it.

import type { User } from "./events";
import { make, sheet, slot, waiting } from "./draw";
import { Frame } from "./frame-client";
import { Host } from "./host";
import { labels, language } from "./labels";
import * as modules from "./modules";

export type * from "./events";

type Mounted = { free(): void; draft?(): string; focus?(): void };
type Token = string | null | undefined;
export type TokenSource = () => Token | Promise<Token>;

export class UsherAddCustomer extends HTMLElement {
  static readonly observedAttributes = ["endpoint", "locale", "mode", "organization-id", "theme"];

  private host = new Host(this);
  private tokenSource: TokenSource | undefined;
  private parts: { content: HTMLElement; heading: HTMLElement; ownHeading: HTMLElement; dialog: HTMLDialogElement | null; all: Node[] } | null = null;
  /** Decided when it is first drawn: what has a shadow root keeps it. */
  private rootless: boolean | undefined;
  private mounted: Mounted | null = null;
  /** The form that is being brought, and nobody's once it has been taken back. */
  private loading: Promise<void> | null = null;
  /** The customer whose profile is in the form's place. */
  private shown: { user: User; added: boolean; ticket?: number } | null = null;
  private watcher: IntersectionObserver | null = null;
  /** What had the focus when the dialog was opened; nothing while it is closed. */
  private opener: Element | null = null;

  get endpoint(): string {
    return (this.getAttribute("endpoint") ?? new URL(import.meta.url).origin).replace(/\/$/, "");
  }
  set endpoint(value: string) {
    this.reflect("endpoint", value);
  }

  get token(): string | null {
    return this.getAttribute("token");
  }
  set token(value: string | null) {
    this.reflect("token", value);
  }

  get mode(): "button" | "inline" {
    return this.getAttribute("mode") === "inline" ? "inline" : "button";
  }
  set mode(value: "button" | "inline") {
    this.reflect("mode", value);
  }

  get locale(): string {
    return this.getAttribute("locale") || this.closest("[lang]")?.getAttribute("lang") || navigator.language;
  }
  set locale(value: string) {
    this.reflect("locale", value);
  }

  get theme(): "auto" | "light" | "dark" {
    const theme = this.getAttribute("theme");
    return theme === "light" || theme === "dark" ? theme : "auto";
  }
  set theme(value: "auto" | "light" | "dark") {
    this.reflect("theme", value);
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
    if (this.mounted instanceof Frame) this.mounted.forgetToken();
  }

  /** Nothing takes the attribute away: frameworks set a property that is taken back to `undefined`. */
  private reflect(attribute: string, value: string | null | undefined): void {
    if (value == null) this.removeAttribute(attribute);
    else this.setAttribute(attribute, value);
  }

  connectedCallback(): void {
    // Properties that the page set before this class was there.
    for (const name of ["getToken", "endpoint", "token", "mode", "locale", "theme", "organizationId"] as const) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    }
    if (!this.parts) return this.build();
    // A dialog that was moved in the page is no longer above it.
    const { dialog } = this.parts;
    if (!dialog?.open) return;
    dialog.open = false;
    this.open();
  }

  disconnectedCallback(): void {
    // A framework that moves the element takes it out and puts it back at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.takeDown();
      this.opener = this.host.draft = null;
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    // The style follows the theme by itself; a frame has to be told.
    if (before === after || !this.parts || (name === "theme" && !(this.mounted instanceof Frame))) return;
    if (this.mounted?.draft) this.host.draft = this.mounted.draft();
    const { shown } = this;
    const open = this.parts.dialog?.open;
    this.takeDown();
    // A profile that comes again asks for no form.
    this.shown = shown;
    this.build();
    if (open) this.open();
    if (shown) void this.openProfile(shown.user, shown.added, shown.ticket);
  }

  /** Opens the dialog. In inline mode it puts the form into view. */
  open(): void {
    if (!this.parts) return;
    const { dialog } = this.parts;
    if (!dialog) return this.scrollIntoView({ block: "nearest" });
    if (dialog.open) return;
    this.opener ??= this.shadowRoot?.activeElement ?? (this.getRootNode() as Document | ShadowRoot).activeElement ?? document.body;
    dialog.showModal();
    void this.load();
  }

  close(): void {
    this.parts?.dialog?.close();
    this.closed();
  }

  /** Forgets what was typed, and begins again. */
  reset(): void {
    this.host.forget();
    this.unmount();
    if (this.parts && (!this.parts.dialog || this.parts.dialog.open)) void this.load();
  }

  /** The trigger and the dialog, or the panel. */
  private build(): void {
    // Before anything is drawn: on its way, it waits for nothing here.
    if (this.mode === "inline" && !this.shown) this.ask();
    const text = labels(this.locale);
    const light = (this.rootless ??= this.hasAttribute("light"));
    const root = light ? this : (this.shadowRoot ?? this.attachShadow({ mode: "open" }));
    const scope = light ? (this.getRootNode() as Document | ShadowRoot) : this.shadowRoot!;
    if (!scope.adoptedStyleSheets.includes(sheet(light))) scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, sheet(light)];
    const spoken = language(this.locale);
    const rtl = spoken === "ar";
    const headingId = `${this.host.prefix}heading`;
    const content = make("div", { part: "content" }, waiting(text));
    // A press leaves the focus in its field: a mistake told on leaving would move the button away from under the pointer.
    content.addEventListener("mousedown", (event) => (event.target as Element).closest("button") && event.preventDefault());
    // Around the heading, so that the page's own names the dialog too.
    const ownHeading = slot(light, this, "heading", make("h2", { part: "heading" }, text.add));
    const heading = make("div", { id: headingId }, ownHeading);
    const all: Node[] = [];
    let dialog: HTMLDialogElement | null = null;
    if (this.mode === "inline") {
      const header = make("div", { part: "header" }, heading);
      all.push(make("section", { part: "panel", "aria-labelledby": headingId, ...(rtl && { dir: "rtl" }), lang: spoken }, header, content));
      this.whenVisible(() => void this.load());
    } else {
      const trigger = slot(light, this, "trigger", make("button", { part: "button trigger", type: "button", "aria-haspopup": "dialog" }, text.add));
      trigger.addEventListener("click", () => this.open());
      for (const need of ["pointerenter", "focusin"]) trigger.addEventListener(need, () => this.ask(), { once: true });
      this.whenVisible(() => modules.preload(spoken));
      const close = make("button", { part: "close", type: "button", "aria-label": text.close }, "✕");
      close.addEventListener("click", () => this.close());
      const header = make("div", { part: "header" }, heading, close);
      dialog = make("dialog", { part: "dialog", "aria-labelledby": headingId, lang: spoken, ...(rtl && { dir: "rtl" }) }, header, content) as HTMLDialogElement;
      dialog.addEventListener("close", () => this.closed());
      all.push(trigger, dialog);
    }
    // A slot's own element is the page's: it stays where it is.
    root.append(...all.filter((node) => !light || node.parentNode !== this));
    this.parts = { content, heading, ownHeading, dialog, all };
  }

  /** By its method at once, by Escape with the browser's event; that comes late, perhaps to a dialog opened again. */
  private closed(): void {
    const { opener } = this;
    if (!opener || this.parts?.dialog?.open) return;
    this.opener = null;
    // The next customer begins with an empty form, once this one's changes are saved.
    if (this.shown && !this.mounted?.draft?.()) this.unmount();
    // The browser gives the focus back, except to a trigger that was drawn anew meanwhile. Who has gone on is left there.
    const back = opener.isConnected ? opener : (this.shadowRoot ?? this).querySelector("[part~=trigger]");
    const nowhere = document.activeElement === document.body || this.parts?.dialog?.matches(":focus-within");
    if (nowhere && back instanceof HTMLElement) back.focus();
    this.host.emit("usher-closed", {});
  }

  private whenVisible(then: () => void): void {
    this.watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.watcher?.disconnect();
      then();
    });
    this.watcher.observe(this);
  }

  /** Asks for all that the form needs, side by side, before somebody waits for it. */
  private ask(): void {
    if (!modules.wasmAllowed()) return;
    modules.preload(language(this.locale));
    if (this.token || this.tokenSource) this.host.askForForm();
  }

  /** What a redrawn profile begins with. @internal */
  updated(user: User): void {
    // The answer may be late, and another customer there.
    if (this.shown?.user.id !== user.id) return;
    this.shown.user = user;
    this.head(user);
  }

  /** Heads, and so names, the dialog or the panel: by the customer whose profile is there, else by what it is for. @internal */
  head(user: User | null): void {
    const { heading, ownHeading } = this.parts!;
    const headed = user ? make("h2", { part: "heading", dir: "auto" }, user.name) : ownHeading;
    if (headed.parentNode !== heading) heading.replaceChildren(headed);
  }

  /** Brings the form, once. */
  private async load(): Promise<void> {
    if (this.mounted || this.shown) return void this.focusFirst();
    if (!this.loading) {
      // What is overtaken (another language, another agent) must neither be shown nor stand in the way of what follows.
      const loading: Promise<void> = this.bring(() => this.loading !== loading).finally(() => {
        if (this.loading === loading) this.loading = null;
      });
      this.loading = loading;
    }
    return this.loading;
  }

  private async bring(overtaken: () => boolean): Promise<void> {
    const { content } = this.parts!;
    const text = labels(this.locale);
    content.replaceChildren(waiting(text));
    try {
      if (!modules.wasmAllowed()) {
        await this.showFrame();
        if (overtaken()) return;
        content.firstChild!.remove();
        return void this.focusFirst();
      }
      this.ask();
      const [{ mount }, texts] = await Promise.all([modules.add(), modules.texts(language(this.locale))]);
      if (overtaken()) return;
      this.host.texts = texts;
      const root = make("div", {});
      const mounted = await mount(root, this.host);
      // Drawn is enough for one task on a phone; what shows it, and lays it out, is another. (Not in Safari 17.)
      await globalThis.scheduler?.yield?.();
      if (overtaken()) return mounted.free();
      content.replaceChildren(root);
      this.mounted = mounted;
      // Who types a name will want the profile.
      root.addEventListener("input", () => void modules.profile().catch(() => {}), { once: true });
      this.focusFirst();
      this.host.emit("usher-ready", {});
    } catch (error) {
      if (overtaken()) return;
      this.mounted?.free();
      this.mounted = null;
      this.host.forgetForm();
      const [code, helps] = Array.isArray(error) ? error : ["load_failed"];
      this.host.emit("usher-error", { code });
      const retry = make("button", { part: "button", type: "button" }, text.retry);
      retry.addEventListener("click", () => void this.load());
      content.replaceChildren(make("div", { part: "loading", role: "alert" }, make("p", {}, helps ?? text.failed), retry));
    }
  }

  /** In the dialog, which somebody opened; never in a page that nobody asked. */
  private focusFirst(asked = this.parts?.dialog?.open): boolean {
    if (!asked || !this.parts) return false;
    const fields = [...this.parts.content.querySelectorAll<HTMLElement>("input:enabled, button")];
    // Not the first there is: the summary of mistakes, hidden still, has buttons.
    const first = this.mounted?.focus ? this.mounted : fields.find((field) => field.checkVisibility());
    first?.focus?.();
    return first !== undefined;
  }

  /** The page refuses WebAssembly: the same form in a frame of Usher's own origin. */
  private showFrame(): Promise<void> {
    console.warn(
      `usher-add-customer: this page's Content-Security-Policy refuses WebAssembly, so the form is in a frame. ` +
        `To have it in the page, allow it: script-src ${new URL(import.meta.url).origin} 'wasm-unsafe-eval'`,
    );
    const frame = new Frame(this, this.host);
    this.parts!.content.append(frame.element);
    this.mounted = frame;
    return frame.alive;
  }

  /** Called by the form once the customer is there, just added or found. The profile comes behind what is told at once. @internal */
  async openProfile(user: User, added: boolean, ticket?: number): Promise<void> {
    // Taken away while the answer was on its way, it has nowhere to show the customer.
    if (!this.parts) return;
    const text = labels(this.locale);
    const focused = this.parts.content.matches(":focus-within");
    this.unmount();
    this.shown = { user, added, ticket };
    this.head(user);
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
      const [{ mount, opened }, texts] = await this.host.profile();
      // Somebody may have gone on to the next customer meanwhile.
      if (!root.isConnected) return;
      this.host.profileTexts = texts;
      if (ticket) told.append(make("p", { part: "opened" }, opened(this.host, ticket)));
      const mounted = await mount(root, this.host, user, added);
      if (root.isConnected) this.mounted = mounted;
      else mounted.free();
    } catch {
      // The customer is there, and that has been told.
      if (root.isConnected) this.host.emit("usher-error", { code: "load_failed" });
    }
  }

  private unmount(): void {
    this.loading = null;
    this.shown = null;
    this.host.forgetForm();
    this.host.dropTicket();
    this.mounted?.free();
    this.mounted = null;
    if (!this.parts) return;
    this.parts.content.replaceChildren();
    this.head(null);
  }

  private takeDown(): void {
    this.watcher?.disconnect();
    this.unmount();
    // Without a shadow root, the page's own heading is in what goes.
    if (!this.shadowRoot) this.append(...this.querySelectorAll("[slot=heading]"));
    for (const node of this.parts?.all ?? []) if (!(node instanceof Element && node.hasAttribute("slot"))) (node as ChildNode).remove();
    this.shadowRoot?.replaceChildren();
    this.parts = null;
  }
}

// Tag managers load scripts twice.
if (!customElements.get("usher-add-customer")) customElements.define("usher-add-customer", UsherAddCustomer);
