// The element as the WebAssembly modules see it (../src/host.rs has the other half of this interface).

import type { Ticket, User } from "./events";
import { labels, language } from "./labels";
import * as modules from "./modules";
import type { TokenSource, UsherAddCustomer, UsherEvents } from "./usher";

export type Answer = { status: number; body: unknown };

/** What was typed and is not stored yet, by the id of the caller whose it is, and since when it is kept. */
export type Kept = Record<string, [at: number, draft: string]>;

/** How long it is kept, for the session after or the page that is loaded anew. */
const KEPT_MS = 60 * 60 * 1000;

const ANYBODY = "*";

let elements = 0;

export class Host {
  readonly prefix = `usher${++elements}-`;
  texts: string[] | null = null;
  /** Those of the profile, once it is shown. */
  profileTexts: string[] | null = null;
  /** The answer of `GET /api/v1/form`, for the module that has the full rulebook. */
  formAnswer: unknown = null;
  /** What was typed, while the form is drawn anew (another language, another organization). */
  draft: string | null = null;
  /** The id of the agent whose form it is, once one has come. */
  caller = "";
  /** Whose kept draft is to be forgotten. */
  forgetting = "";
  /** What was typed of a ticket before it was asked for here; nothing where none is. */
  private typed: string | undefined;
  /** What asks for it, once that has come. */
  private asked: modules.Asked | undefined;
  /** The one that was just opened. */
  opened: Ticket | undefined;
  private unstored: Kept = {};
  private current: string | null = null;
  private ahead: Promise<Answer> | null = null;
  private taken: Promise<Answer> | null = null;
  /** Taken for an agent who is another one by now. */
  private outdated: Promise<Answer> | null = null;

  constructor(private readonly element: UsherAddCustomer) {}

  get endpoint(): string {
    return this.element.endpoint;
  }

  /** Of the texts, by which they count: the page may say `fr`, which there are none in, or `en_US`, which is no tag. */
  get locale(): string {
    return language(this.element.locale);
  }

  get organizationId(): string | undefined {
    return this.element.organizationId ?? undefined;
  }

  get entryPoint(): string {
    return this.element.organizationId ? "organization" : "agent";
  }

  /** Asks for the form while the module that draws it is still on its way. What fails is asked for again once it is needed. */
  askForForm(): void {
    if (this.ahead) return;
    const ahead = (this.ahead = this.send("GET", `/api/v1/form?entry_point=${this.entryPoint}`, null));
    const drop = () => {
      if (this.ahead === ahead) this.ahead = null;
    };
    ahead.then(({ status }) => status === 200 || drop(), drop);
  }

  async takeForm(): Promise<unknown> {
    this.askForForm();
    const ahead = (this.taken = this.ahead!);
    this.ahead = null;
    const answer = await ahead;
    // Overtaken (taken down, another organization), it is nobody's.
    if (this.taken !== ahead) return answer;
    // Another agent has come meanwhile: theirs is another.
    if (this.outdated === ahead) return this.takeForm();
    this.formAnswer = answer.body;
    this.come(String((answer.body as { caller?: { id?: number } }).caller?.id));
    return answer;
  }

  /** Sends with the token that there is, and once more with a fresh one where that is refused. Rejects with a string where no token is left, with anything else where no answer came. */
  async send(method: string, path: string, body: unknown, key?: string): Promise<Answer> {
    for (const renew of [false, true]) {
      // What needs no asking is not waited for: the form's request then begins before anything is drawn.
      const token = (!renew && this.held()) || (await this.token(renew));
      const headers: Record<string, string> = { authorization: `Bearer ${token}` };
      if (body) headers["content-type"] = "application/json";
      if (key) headers["idempotency-key"] = key;
      // With credentials the browser would ask for a password on a 401.
      const response = await fetch(this.endpoint + path, { method, headers, credentials: "omit", body: body ? JSON.stringify(body) : undefined });
      if (response.status !== 401) return { status: response.status, body: await response.json().catch(notOurs) };
    }
    throw "session_ended";
  }

  forgetToken(): void {
    this.current = this.ahead = null;
    this.outdated = this.taken;
  }

  forgetForm(): void {
    this.ahead = this.taken = null;
  }

  /** The token to send; with `renew` a fresh one. */
  async token(renew: boolean): Promise<string> {
    const { getToken } = this.element;
    const refused = renew ? this.current : null;
    if (getToken && (renew || !this.current)) this.current = await asked(getToken);
    const token = this.held();
    if (token && (getToken || token !== refused)) return token;
    throw "session_ended";
  }

  private held(): string | null {
    if (!this.element.getToken) this.current = this.element.token;
    return this.current;
  }

  /** What the form begins with: what was just typed, or what was kept for the agent who has come back. */
  get kept(): string | undefined {
    return this.draft || this.stored()[this.caller]?.[1];
  }

  /** Keeps the draft for its agent; without one, takes away what was kept for them. */
  keep(draft?: string): void {
    const redrawn = draft && draft === this.draft;
    this.draft = null;
    // What is only drawn anew is kept already, or is not to be.
    if (redrawn) return;
    const kept = this.stored();
    if (draft) kept[this.caller] = [Date.now(), draft];
    else delete kept[this.caller];
    this.store(kept);
  }

  /** Forgets what was typed; what was kept goes once it is known that it is the same agent's. */
  forget(): void {
    this.draft = null;
    this.forgetting = this.caller || ANYBODY;
  }

  /** The agent is known. */
  private come(caller: string): void {
    this.caller = caller;
    if (this.forgetting === caller || this.forgetting === ANYBODY) this.keep();
    this.forgetting = "";
  }

  /** In the tab's own storage, so that another person's tab never sees it. A frame has the page's (frame.ts). */
  stored(): Kept {
    try {
      const kept: [string, Kept[string]][] = Object.entries(JSON.parse(sessionStorage.getItem(this.storageKey)!));
      const fresh = Object.fromEntries(kept.filter(([, [at]]) => Date.now() - at < KEPT_MS));
      this.store(fresh);
      return fresh;
    } catch {
      // A page without storage (sandboxed) keeps the draft as long as it is open.
      return { ...this.unstored };
    }
  }

  store(kept: Kept): void {
    try {
      if (Object.keys(kept).length) sessionStorage.setItem(this.storageKey, JSON.stringify(kept));
      else sessionStorage.removeItem(this.storageKey);
    } catch {
      this.unstored = kept;
    }
  }

  private get storageKey(): string {
    return `usher-draft:${this.endpoint}:${this.organizationId ?? ""}`;
  }

  emit(name: keyof UsherEvents, detail: unknown): void {
    if (name === "usher-updated") this.element.updated((detail as { user: User }).user);
    this.element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    const { opened: ticket } = this;
    if (ticket && (name === "usher-added" || name === "usher-chosen")) this.emit("usher-ticket-created", { ticket, ...(detail as object) });
  }

  close(): void {
    this.element.close();
  }

  openProfile(user: User, added: boolean): void {
    void this.element.openProfile(user, added, this.opened?.id);
  }

  /** Adds the customer of `{user}`, with the ticket that is asked for. */
  async add(user: unknown, key: string): Promise<Answer> {
    return this.typed == null ? this.send("POST", `/api/v2/users?entry_point=${this.entryPoint}`, user, key) : this.open(user, key);
  }

  /** The same of a customer who is there. */
  async choose(id: number): Promise<Answer> {
    const found = await this.send("GET", `/api/v2/users/${id}`, null);
    return this.typed == null || found.status !== 200 ? found : this.open(found.body);
  }

  private async open(user: unknown, key?: string): Promise<Answer> {
    return (await modules.profile()).open(this, user, this.ticketText!, key);
  }

  /** The module of the profile, with its texts. */
  profile(): Promise<[modules.Profile, string[] | null]> {
    return Promise.all([modules.profile(), modules.profileTexts(language(this.element.locale))]);
  }

  /** Asks for a ticket in the form below `root`, where `text` was typed; without one, no more. */
  async askForTicket(root: HTMLElement, text?: string): Promise<void> {
    this.dropTicket();
    this.typed = text;
    const place = () => root.querySelector<HTMLElement>("[part=ticket]");
    if (text == null) return place()!.replaceChildren();
    try {
      const [{ ask }, texts] = await this.profile();
      const here = place();
      // The form may be gone by now, or asked for none any more.
      if (!here || this.typed == null) return;
      this.profileTexts = texts;
      this.asked?.free();
      this.asked = ask(here, this, text);
    } catch {
      place()!.textContent = labels(this.element.locale).failed;
      this.emit("usher-error", { code: "load_failed" });
    }
  }

  dropTicket(): void {
    this.asked?.free();
    this.asked = this.typed = this.opened = undefined;
  }

  get ticketText(): string | undefined {
    return this.asked?.text() ?? this.typed;
  }

  checkTicket(): boolean {
    return this.typed == null || !!this.asked?.check();
  }

  /** Whether the form that is there now has this draft. */
  shows(draft: string): boolean {
    return this.element["mounted"]?.draft?.() === draft;
  }

  /** The mistakes that the full rulebook finds: `{field: [{code}]}`. */
  async judge(draft: string): Promise<unknown> {
    const { check } = await modules.profile();
    return check(draft, this.formAnswer);
  }
}

/** What the page's function gives; nothing where it fails, as if nobody were signed in. */
async function asked(getToken: TokenSource): Promise<string | null> {
  try {
    return (await getToken()) ?? null;
  } catch (error) {
    console.error(error);
    return null;
  }
}

/** A proxy answers in HTML: an answer all the same, so the connection is not what is missing. */
function notOurs(error: unknown): { code: string } {
  if (error instanceof SyntaxError) return { code: "internal" };
  throw error;
}
