// What all of Usher's elements have in common: attributes, a trigger with its dialog or a panel, and a module (Rust, WebAssembly) that
// comes behind them and draws. Small, so that a page that embeds one waits for nothing.

import { make, sheet, slot, waiting } from "./draw";
import type { Host } from "./host";
import { labels, language, type Purpose } from "./labels";
import * as modules from "./modules";

/** What is drawn. A frame takes the focus, and another caller, by itself. */
export type Mounted = { free(): void; draft?(): string; focus?(): void; forgetToken?(): void };

export abstract class UsherElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ["endpoint", "locale", "mode", "theme"];

  /** What it is for: its heading, and what its trigger says. @internal */
  protected abstract readonly purpose: Purpose;
  /** @internal */
  protected abstract readonly host: Host;
  /** @internal */
  protected parts: { content: HTMLElement; heading: HTMLElement; ownHeading: HTMLElement; dialog: HTMLDialogElement | null; all: Node[] } | null = null;
  /** @internal */
  protected mounted: Mounted | null = null;
  /** Decided when it is first drawn: what has a shadow root keeps it. */
  private rootless: boolean | undefined;
  /** What is being brought, and nobody's once it has been taken back. */
  private loading: Promise<void> | null = null;
  private watcher: IntersectionObserver | null = null;
  /** What had the focus when the dialog was opened; nothing while it is closed. */
  private opener: Element | null = null;

  get endpoint(): string {
    return (this.getAttribute("endpoint") ?? new URL(import.meta.url).origin).replace(/\/$/, "");
  }
  set endpoint(value: string) {
    this.reflect("endpoint", value);
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

  /** Nothing takes the attribute away: frameworks set a property that is taken back to `undefined`. @internal */
  protected reflect(attribute: string, value: string | null | undefined): void {
    if (value == null) this.removeAttribute(attribute);
    else this.setAttribute(attribute, value);
  }

  connectedCallback(): void {
    // Properties that the page set before this class was there hide those of the class.
    for (const [name, value] of Object.entries(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
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
      this.forgetShown();
      this.opener = this.host.draft = null;
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    // The style follows the theme by itself; a frame has to be told.
    if (before === after || !this.parts || (name === "theme" && !this.mounted?.focus)) return;
    if (this.mounted?.draft) this.host.draft = this.mounted.draft();
    const open = this.parts.dialog?.open;
    this.takeDown();
    this.build();
    if (open) this.open();
    this.drawShown();
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
    if (this.mode === "inline" && !this.isShown) this.ask();
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
    const ownHeading = slot(light, this, "heading", make("h2", { part: "heading" }, text[this.purpose]));
    const heading = make("div", { id: headingId }, ownHeading);
    const all: Node[] = [];
    let dialog: HTMLDialogElement | null = null;
    if (this.mode === "inline") {
      const header = make("div", { part: "header" }, heading);
      all.push(make("section", { part: "panel", "aria-labelledby": headingId, ...(rtl && { dir: "rtl" }), lang: spoken }, header, content));
      this.whenVisible(() => void this.load());
    } else {
      const trigger = slot(light, this, "trigger", make("button", { part: "button trigger", type: "button", "aria-haspopup": "dialog" }, text[this.purpose]));
      trigger.addEventListener("click", () => this.open());
      for (const need of ["pointerenter", "focusin"]) trigger.addEventListener(need, () => this.ask(), { once: true });
      this.whenVisible(() => this.preload());
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
    // The next one begins with an empty form, once this one's changes are saved.
    if (this.isShown && !this.mounted?.draft?.()) this.unmount();
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

  /** Whether something is there in the form's place. @internal */
  protected get isShown(): boolean {
    return false;
  }

  /** Draws that anew. @internal */
  protected drawShown(): void {}

  /** Takes it away. @internal */
  protected forgetShown(): void {}

  /** Brings what draws ahead of its need; a failure is told when it is needed. @internal */
  protected abstract bringAhead(): Promise<unknown>;

  /** Draws in an element that is not in the page yet. @internal */
  protected abstract draw(root: HTMLElement): Promise<Mounted>;

  private preload(): void {
    if (modules.wasmAllowed()) this.bringAhead().catch(() => {});
  }

  /** Asks for all that is needed, side by side, before somebody waits for it. @internal */
  protected ask(): void {
    this.preload();
  }

  /** Heads, and so names, the dialog or the panel: by what it shows, else by what it is for. @internal */
  head(text: string | null): void {
    const { heading, ownHeading } = this.parts!;
    const headed = text ? make("h2", { part: "heading", dir: "auto" }, text) : ownHeading;
    if (headed.parentNode !== heading) heading.replaceChildren(headed);
  }

  /** Brings what it shows, once. @internal */
  protected async load(): Promise<void> {
    if (this.mounted || this.isShown) return void this.focusFirst();
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
        await this.showFrame(overtaken);
        if (overtaken()) return;
        content.firstChild!.remove();
        return void this.focusFirst();
      }
      this.ask();
      const root = make("div", {});
      const mounted = await this.draw(root);
      // Drawn is enough for one task on a phone; what shows it, and lays it out, is another. (Not in Safari 17.)
      await globalThis.scheduler?.yield?.();
      if (overtaken()) return mounted.free();
      content.replaceChildren(root);
      this.mounted = mounted;
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

  /** In the dialog, which somebody opened; never in a page that nobody asked. @internal */
  protected focusFirst(asked = this.parts?.dialog?.open): boolean {
    if (!asked || !this.parts) return false;
    const fields = [...this.parts.content.querySelectorAll<HTMLElement>("input:enabled, button")];
    // Not the first there is: the summary of mistakes, hidden still, has buttons.
    const first = this.mounted?.focus ? this.mounted : fields.find((field) => field.checkVisibility());
    first?.focus?.();
    return first !== undefined;
  }

  /** The page refuses WebAssembly: the same in a frame of Usher's own origin. */
  private async showFrame(overtaken: () => boolean): Promise<void> {
    console.warn(
      `${this.localName}: this page's Content-Security-Policy refuses WebAssembly, so the form is in a frame. ` +
        `To have it in the page, allow it: script-src ${new URL(import.meta.url).origin} 'wasm-unsafe-eval'`,
    );
    const { Frame } = await modules.frame();
    if (overtaken()) return;
    const frame = new Frame(this, this.host, labels(this.locale)[this.purpose]);
    this.parts!.content.append(frame.element);
    this.mounted = frame;
    return frame.alive;
  }

  /** @internal */
  protected unmount(): void {
    this.forgetShown();
    this.clear();
  }

  /** Takes what is drawn off the page. @internal */
  protected clear(): void {
    this.loading = null;
    this.host.forgetForm();
    this.mounted?.free();
    this.mounted = null;
    if (!this.parts) return;
    this.parts.content.replaceChildren();
    this.head(null);
  }

  private takeDown(): void {
    this.watcher?.disconnect();
    this.clear();
    // Without a shadow root, the page's own heading is in what goes.
    if (!this.shadowRoot) this.append(...this.querySelectorAll("[slot=heading]"));
    for (const node of this.parts?.all ?? []) if (!(node instanceof Element && node.hasAttribute("slot"))) (node as ChildNode).remove();
    this.shadowRoot?.replaceChildren();
    this.parts = null;
  }
}
