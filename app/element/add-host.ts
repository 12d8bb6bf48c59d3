// <usher-add-customer> as its modules see it: what it asks for, it asks with a token that the portal gives.

import type { User, UsherEvents } from "./events";
import type { TokenSource, UsherAddCustomer } from "./add-customer";
import { type Answer, Host } from "./host";
import * as modules from "./modules";

export class AddHost extends Host {
  /** Those of the profile, once it is shown. */
  profileTexts: string[] | null = null;
  private current: string | null = null;

  protected declare readonly element: UsherAddCustomer;

  get organizationId(): string | undefined {
    return this.element.organizationId ?? undefined;
  }

  override get entryPoint(): string {
    return this.organizationId ? "organization" : "agent";
  }

  protected override get scope(): string {
    return this.organizationId ?? "";
  }

  /** Sends with the token that there is, and once more with a fresh one where that is refused. */
  override async send(method: string, path: string, body: unknown, key?: string): Promise<Answer> {
    for (const renew of [false, true]) {
      // What needs no asking is not waited for: the form's request then begins before anything is drawn.
      const token = (!renew && this.held()) || (await this.token(renew));
      // With credentials the browser would ask for a password on a 401.
      const answer = await this.fetch(method, path, body, key, "omit", token);
      if (answer.status !== 401) return answer;
    }
    throw "session_ended";
  }

  forgetToken(): void {
    this.current = this.ahead = null;
    this.outdated = this.taken;
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

  override emit(name: keyof UsherEvents, detail: unknown): void {
    if (name === "usher-updated") this.element.updated((detail as { user: User }).user);
    super.emit(name, detail);
  }

  openProfile(user: User, added: boolean): void {
    void this.element.openProfile(user, added);
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
