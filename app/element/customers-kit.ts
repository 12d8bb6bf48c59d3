// What the elements for customers draw and ask with. Like all that customers.ts brings, it takes nothing from the script of the elements
// but what it is given, so that the two share no file.

import type { Host } from "./host";
import type { Texts } from "./customers-texts";
import type { Way } from "./labels";
import type { UsherAddCustomer } from "./usher";
import { TEXTS } from "./customers-texts";

export type Answer = { status: number; body: any };
export type Mounted = { free(): void; draft?(): string };
type Make = (tag: string, attributes: Record<string, string | false | undefined>, ...children: (Node | string)[]) => HTMLElement;

/** What the element gives. */
export type Kit = {
  way: Way;
  element: UsherAddCustomer;
  host: Host;
  root: HTMLElement;
  language: keyof typeof TEXTS;
  make: Make;
  /** Draws the form of the module `add` in a new element, with what the host answers and some texts in place of its own. */
  form(root: HTMLElement, replaced: string[]): Promise<Mounted>;
};

/** Draws, asks, and says what came of it. */
export abstract class Drawing implements Mounted {
  protected readonly t: Texts;
  protected mounted: Mounted | null = null;
  protected timer = 0;

  constructor(protected readonly kit: Kit) {
    this.t = TEXTS[kit.language];
    kit.root.setAttribute("part", "section");
    adopt(kit.root);
  }

  abstract begin(): Promise<void>;

  draft(): string {
    return this.mounted?.draft?.() ?? "";
  }

  free(): void {
    clearInterval(this.timer);
    this.mounted?.free();
  }

  /** On Usher's own pages the cookie goes along; on others nobody is signed in. */
  protected async ask(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const { endpoint } = this.kit.host;
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["content-type"] = "application/json";
    if (key) headers["idempotency-key"] = key;
    const credentials = endpoint === location.origin ? "same-origin" : "omit";
    const response = await fetch(endpoint + path, { method, headers, credentials, body: body === undefined ? undefined : JSON.stringify(body) });
    return { status: response.status, body: await response.json().catch(() => ({})) };
  }

  /** Who is signed in, and what the account lets them do; on pages of another origin nobody is. */
  protected async session(): Promise<{ user: any; settings: any }> {
    return this.kit.host.endpoint === location.origin ? (await this.ask("GET", "/api/v1/me")).body : { user: null, settings: {} };
  }

  /** Why something did not work, in words. */
  protected why({ status, body }: Answer): string {
    const { t } = this;
    const said: Record<string, string> = {
      registration_closed: t.closed, address_refused: t.addressRefused, sign_in_required: t.signInFirst, too_many_requests: t.tooMany,
      code_wrong: t.codeWrong, proof_expired: t.expired, form_too_fast: t.tooFast, form_expired: t.formExpired,
      looks_automated: t.automated, challenge_failed: t.challenge, challenge_unavailable: t.challenge, deletion_requests_off: t.notHere, self_editing_off: t.notHere,
    };
    return said[body?.rule] ?? said[body?.code] ?? (status === 429 ? t.tooMany : t.failed);
  }

  protected emit(name: string, detail: unknown): void {
    this.kit.host.emit(name as never, detail);
  }

  protected show(...nodes: Node[]): void {
    this.kit.root.replaceChildren(...nodes);
  }

  protected button(text: string, press: () => unknown, part = "button"): HTMLButtonElement {
    const button = this.kit.make("button", { part, type: "button" }, text) as HTMLButtonElement;
    button.addEventListener("click", async () => {
      button.ariaBusy = "true";
      try {
        await press();
      } catch {
        this.told(this.t.offline);
      } finally {
        button.ariaBusy = null;
      }
    });
    return button;
  }

  /** Says something where it is heard at once. */
  protected told(text: string, good = false): void {
    const { root, make } = this.kit;
    const notice = root.querySelector(":scope > [part~=notice]") ?? make("p", {});
    // What went well is told above, where one begins to read; what did not, below what one has just done.
    root[good ? "prepend" : "append"](notice);
    notice.setAttribute("part", good ? "notice saved" : "notice");
    notice.setAttribute("role", good ? "status" : "alert");
    notice.textContent = text;
    notice.scrollIntoView({ block: "nearest" });
  }

  protected field(name: string, label: string, control: HTMLElement, required = true): HTMLElement {
    const { make, host } = this.kit;
    const id = host.prefix + name;
    for (const [key, value] of Object.entries({ id, name, part: "input", "aria-describedby": `${id}-error` })) control.setAttribute(key, value);
    if (required) control.setAttribute("aria-required", "true");
    return make("div", { part: "field" }, make("label", { part: "label", for: id }, label), control, make("p", { part: "error", id: `${id}-error` }));
  }

  /** Shows the mistake of a field, or takes it away. */
  protected mistake(field: HTMLElement, text: string): boolean {
    const control = field.querySelector<HTMLElement>("[name]")!;
    field.querySelector("[part=error]")!.textContent = text;
    control.setAttribute("aria-invalid", String(text !== ""));
    if (text) control.focus();
    return text !== "";
  }

  /** A form of our own that sends what is in its fields. */
  protected ownForm(fields: HTMLElement[], submit: string, send: (form: HTMLElement) => Promise<unknown>): HTMLElement {
    const { make } = this.kit;
    const button = make("button", { part: "button submit", type: "submit" }, submit);
    const form = make("form", { part: "form", novalidate: "novalidate" }, ...fields, make("div", { part: "actions" }, button));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.ariaBusy) return;
      const missing = fields.filter((field) => field.querySelector("[aria-required]") && !value(field).trim()).reverse();
      fields.forEach((field) => field.querySelector("[part=error]") && this.mistake(field, ""));
      if (missing.map((field) => this.mistake(field, this.t.required)).length) return;
      button.ariaBusy = "true";
      await send(form).catch(() => this.told(this.t.offline));
      button.ariaBusy = null;
    });
    return form;
  }
}

const sheets = new Map<boolean, CSSStyleSheet>();

/** What these elements need besides the style of them all. */
function adopt(root: HTMLElement): void {
  const scope = root.getRootNode() as Document | ShadowRoot;
  const light = scope instanceof Document;
  if (!sheets.has(light)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(light ? `@scope (usher-sign-up, usher-request, usher-me) {${STYLE}}` : STYLE);
    sheets.set(light, sheet);
  }
  const sheet = sheets.get(light)!;
  if (!scope.adoptedStyleSheets.includes(sheet)) scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, sheet];
}

const STYLE = `
  [part~="section"] { display: grid; gap: var(--_space); }
  section[part~="section"] { padding-block-start: var(--_space); border-block-start: 1px solid color-mix(in srgb, var(--_border) 45%, transparent); }
  [part~="section"] h3 { margin: 0; font-size: 1em; font-weight: 600; }
  [part~="section"] a { color: var(--_accent); }
  [part~="contact"] { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.5em; padding-block: 0.25em; }
  [part~="link"]:disabled { opacity: 0.6; cursor: default; text-decoration: none; }
  [tabindex="-1"]:focus { outline: none; }
`;

export function value(field: HTMLElement): string {
  return field.querySelector<HTMLInputElement>("[name]")!.value;
}

/** A text with an element in a place of it. */
export function fill(text: string, place: string, node: Node): (string | Node)[] {
  const [before, after] = text.split(place);
  return [before ?? "", node, after ?? ""];
}
