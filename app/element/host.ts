// An element as the WebAssembly modules see it (../src/host.rs has the other half of this interface).

import type { UsherEvents } from "./events";
import type { UsherElement } from "./element";
import { language } from "./labels";

export type Answer = { status: number; body: unknown };

/** What was typed and is not stored yet, by the id of the caller whose it is, and since when it is kept. */
export type Kept = Record<string, [at: number, draft: string]>;

/** How long it is kept, for the session after or the page that is loaded anew. */
const KEPT_MS = 60 * 60 * 1000;

const ANYBODY = "*";

let elements = 0;

export abstract class Host {
  readonly prefix = `usher${++elements}-`;
  texts: string[] | null = null;
  /** The answer of `GET /api/v1/form`, for the module that has the full rulebook. */
  formAnswer: unknown = null;
  /** What was typed, while the form is drawn anew (another language, another organization). */
  draft: string | null = null;
  /** The id of the caller whose form it is, once it has come. */
  caller = "";
  /** Whose kept draft is to be forgotten. */
  forgetting = "";
  /** Which form is asked for. */
  abstract readonly entryPoint: string;
  protected ahead: Promise<Answer> | null = null;
  protected taken: Promise<Answer> | null = null;
  /** Taken for a caller who is another one by now. */
  protected outdated: Promise<Answer> | null = null;
  private unstored: Kept = {};

  constructor(protected readonly element: UsherElement) {}

  get endpoint(): string {
    return this.element.endpoint;
  }

  /** Of the texts, by which they count: the page may say `fr`, which there are none in, or `en_US`, which is no tag. */
  get locale(): string {
    return language(this.element.locale);
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
    // Another caller has come meanwhile: theirs is another.
    if (this.outdated === ahead) return this.takeForm();
    this.formAnswer = answer.body;
    this.come(String((answer.body as { caller?: { id?: number } }).caller?.id));
    return answer;
  }

  /** Rejects with a string where nobody is signed in who has to be, with anything else where no answer came. */
  abstract send(method: string, path: string, body: unknown, key?: string): Promise<Answer>;

  protected async fetch(method: string, path: string, body: unknown, key: string | undefined, credentials: RequestCredentials, token?: string): Promise<Answer> {
    const headers: Record<string, string> = {};
    if (token) headers["authorization"] = `Bearer ${token}`;
    if (body) headers["content-type"] = "application/json";
    if (key) headers["idempotency-key"] = key;
    const response = await fetch(this.endpoint + path, { method, headers, credentials, body: body ? JSON.stringify(body) : undefined });
    return { status: response.status, body: await response.json().catch(notOurs) };
  }

  forgetForm(): void {
    this.ahead = this.taken = null;
  }

  /** What the form begins with: what was just typed, or what was kept for the caller who has come back. */
  get kept(): string | undefined {
    return this.draft || this.stored()[this.caller]?.[1];
  }

  /** Keeps the draft for its caller; without one, takes away what was kept for them. */
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

  /** Forgets what was typed; what was kept goes once it is known that it is the same caller's. */
  forget(): void {
    this.draft = null;
    this.forgetting = this.caller || ANYBODY;
  }

  /** The caller is known. */
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

  /** Where it is kept, by which element's it is. */
  protected abstract get scope(): string;

  private get storageKey(): string {
    return `usher-draft:${this.endpoint}:${this.scope}`;
  }

  emit(name: keyof UsherEvents, detail: unknown): void {
    this.element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  close(): void {
    this.element.close();
  }

  /** Whether the form that is there now has this draft. */
  shows(draft: string): boolean {
    return this.element["mounted"]?.draft?.() === draft;
  }
}

/** A proxy answers in HTML, and some answers are empty: answers all the same, so the connection is not what is missing. */
function notOurs(error: unknown): { code: string } {
  if (error instanceof SyntaxError) return { code: "internal" };
  throw error;
}
