// Customers who are nobody yet: the form with its extras, and the mail that is to be read.

import type { Host } from "./host";
import type { UsherAddCustomer } from "./usher";
import { Drawing, fill, value, type Answer } from "./customers-kit";

/** Where the texts that are replaced stand in the module's list (../src/i18n/mod.rs holds them there). */
const PLACES = { submit: 0, busy: 3, failed: 61 };

/** Waits for the person who reads the mail, between drawings of one element. */
type Pending = { id: string; email: string; again: number };
export const pending = new WeakMap<UsherAddCustomer, Pending>();

/** How long the mail is not sent again (shared/src/proof.rs has the rule; the edge holds it). */
export const AGAIN_MS = 60_000;

export class Strangers extends Drawing {
  /** What strangers send with what they ask for: the answer of the form has it. */
  private check: Record<string, unknown> = {};
  protected turnstile: string | null = null;

  async begin(): Promise<void> {
    const waiting = pending.get(this.kit.element);
    if (waiting) return this.mail(waiting);
    if (this.kit.way === "request" && (await this.session()).user) return this.ownRequest();
    await this.strangersForm();
  }

  protected async strangersForm(): Promise<void> {
    const { host, way, make, root } = this.kit;
    const answer = await this.ask("GET", `/api/v1/form?entry_point=${way}`);
    if (answer.status !== 200) throw [answer.body.code ?? "load_failed", this.why(answer)];
    this.check = { form_token: answer.body.check?.form_token };
    const extras = this.extras(answer.body);
    this.lead(host, answer, (user, key) => this.sendForm(user, key, extras));
    const own = make("div", {});
    this.mounted = await this.kit.form(own, this.saying(way === "signup" ? this.t.signUp : this.t.send));
    const form = own.querySelector("form")!;
    if (extras.before.length) form.prepend(...extras.before);
    form.querySelector("[part~=actions]")!.before(...extras.after);
    // Before the form hears of it.
    own.addEventListener("submit", (event) => extras.refuse() && (event.preventDefault(), event.stopPropagation()), true);
    this.show(...(answer.body.sign_up?.message && way === "signup" ? [make("p", { part: "help" }, answer.body.sign_up.message)] : []), own);
    root.querySelector("[part~=cancel]")?.toggleAttribute("hidden", this.kit.element.mode === "inline");
    if (answer.body.check?.turnstile_site_key) this.challenge(answer.body.check.turnstile_site_key, extras.place);
  }

  /** Has the module's form ask us instead of the API for agents. */
  protected lead(host: Host, answer: Answer, send: (user: Record<string, unknown>, key?: string) => Promise<Answer>): void {
    host.takeForm = async () => ((host.formAnswer = answer.body), answer);
    host.send = async (_method, path, body, key) => {
      // Who else is like them is nobody else's business.
      if (path.includes("suggestions")) return { status: 403, body: {} };
      return send((body as { user: Record<string, unknown> }).user, key);
    };
  }

  /** What the form's button says. */
  protected saying(submit: string): string[] {
    const texts: string[] = [];
    [texts[PLACES.submit], texts[PLACES.busy]] = [submit, this.t.sending];
    return texts;
  }

  /** What the form is to say of a refusal that only we have words for. */
  protected refused(answer: Answer): Answer {
    this.kit.host.texts![PLACES.failed] = this.why(answer);
    return answer;
  }

  /** What a stranger's form has besides the fields of the module. */
  protected extras(body: any): { before: HTMLElement[]; after: HTMLElement[]; place: HTMLElement; refuse(): boolean; values(): any } {
    const { make, host, way } = this.kit;
    const { t } = this;
    // People neither see it nor come to it; programs fill in whatever there is.
    const trap = make("input", { type: "text", name: "website", tabindex: "-1", autocomplete: "off", "aria-hidden": "true" }) as HTMLInputElement;
    const hidden = make("div", { hidden: "hidden" }, trap);
    const place = make("div", {});
    const consent = way === "signup" ? body.sign_up?.consent : null;
    const box = make("input", { type: "checkbox", part: "box", name: "consent", id: `${host.prefix}consent`, "aria-describedby": `${host.prefix}consent-error` }) as HTMLInputElement;
    const agreed = consent
      ? make("div", { part: "field" },
          make("div", { part: "choice" }, box, make("label", { for: box.id }, `${consent.text} `, make("a", { href: consent.url, target: "_blank", rel: "noopener" }, t.readIt))),
          make("p", { part: "error", id: `${host.prefix}consent-error` }))
      : null;
    const subject = this.field("subject", t.subject, make("input", { type: "text", maxlength: "255" }));
    const description = this.field("description", t.description, make("textarea", { rows: "5", maxlength: "65535" }));
    const before = way === "request" ? [subject, description] : [];
    return {
      before,
      after: [...(agreed ? [agreed] : []), hidden, place],
      place,
      refuse: () => {
        const missing = before.filter((field) => !value(field).trim());
        for (const field of before) this.mistake(field, "");
        for (const field of missing.toReversed()) this.mistake(field, t.required);
        const disagrees = agreed !== null && this.mistake(agreed, box.checked ? "" : t.agreeFirst);
        return missing.length > 0 || disagrees;
      },
      values: () => ({ consent: box.checked, website: trap.value, subject: value(subject), description: value(description) }),
    };
  }

  /** Cloudflare's widget, where the account asks for it: it comes from Cloudflare, whose address the page's policy has to allow. */
  protected challenge(siteKey: string, place: HTMLElement): void {
    const begin = () => (globalThis as any).turnstile?.render(place, { sitekey: siteKey, callback: (token: string) => (this.turnstile = token), "expired-callback": () => (this.turnstile = null) });
    const script = this.kit.make("script", { src: "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit", async: "async" });
    script.addEventListener("load", begin);
    document.head.append(script);
  }

  protected async sendForm(user: Record<string, unknown>, key: string | undefined, extras: { values(): any }): Promise<Answer> {
    const { host, way } = this.kit;
    const { consent, website, subject, description } = extras.values();
    const check = { ...this.check, website, turnstile_token: this.turnstile };
    const locale = user["locale"] ?? this.kit.language;
    const answer = way === "signup"
      ? await this.ask("POST", "/api/v1/sign_ups", { sign_up: { ...user, locale, consent }, check }, key)
      : await this.ask("POST", "/api/v2/requests", { request: { requester: { name: user["name"], email: user["email"], locale }, subject, comment: { body: description } }, check }, key);
    if (answer.status >= 300) {
      return this.refused(answer);
    }
    // What the form does with a customer who was added, we do.
    host.openProfile = () => {
      if (way === "request") return this.received(String(user["email"]));
      const proof = { id: answer.body.proof.id, email: answer.body.proof.email, again: Date.now() + AGAIN_MS };
      pending.set(this.kit.element, proof);
      this.mail(proof);
    };
    const { emit } = host;
    host.emit = (name, detail) => {
      if (name !== "usher-added") return emit.call(host, name, detail);
      if (way === "signup") emit.call(host, "usher-signed-up" as never, { email: answer.body.proof.email });
      else emit.call(host, "usher-requested" as never, { request: answer.body.request });
    };
    return { status: 201, body: { user: {} } };
  }

  protected mail(proof: Pending): void {
    const { make, element } = this.kit;
    const { t } = this;
    this.mounted?.free();
    this.mounted = null;
    const text = make("p", {}, ...fill(t.mailSent, "{email}", make("bdi", {}, proof.email)));
    const code = this.field("code", t.code, make("input", { type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6" }));
    const form = this.ownForm([code], t.confirm, async () => {
      const answer = await this.ask("POST", `/api/v1/proofs/${proof.id}`, { proof: { code: value(code).trim() } });
      if (answer.status !== 200) return void this.mistake(code, this.why(answer));
      pending.delete(element);
      this.emit("usher-verified", { user: answer.body.user });
      await this.proved();
    });
    const again = this.button(t.again, async () => {
      const answer = await this.ask("POST", `/api/v1/proofs/${proof.id}/resend`, {});
      if (answer.status === 202) proof.again = Date.now() + AGAIN_MS;
      this.told(answer.status === 202 ? t.sentAgain : this.why(answer), answer.status === 202);
      count();
    }, "link");
    const count = () => {
      const left = Math.ceil((proof.again - Date.now()) / 1000);
      again.disabled = left > 0;
      again.textContent = left > 0 ? t.againIn.replace("{seconds}", String(left)) : t.again;
    };
    count();
    clearInterval(this.timer);
    this.timer = window.setInterval(count, 1000);
    const other = this.button(t.otherAddress, () => (pending.delete(element), this.begin()), "link");
    const heading = make("strong", { tabindex: "-1", role: "status" }, t.mailTitle);
    this.show(make("div", { part: "added" }, heading), text, form, make("div", { part: "actions" }, again, other));
    heading.focus();
  }

  /** The code was right. */
  protected async proved(): Promise<void> {
    this.done(this.t.confirmed);
  }

  protected done(text: string): void {
    const { make } = this.kit;
    const told = make("div", { part: "added", role: "status", tabindex: "-1" }, make("strong", {}, text));
    this.show(told);
    if (this.kit.host.endpoint === location.origin && this.kit.way !== "me") told.append(make("a", { href: "/me", part: "link" }, this.t.toProfile));
    told.focus();
  }

  protected received(email: string): void {
    const { make } = this.kit;
    this.done(this.t.received);
    this.kit.root.append(make("p", {}, ...fill(this.t.receivedMail, "{email}", make("bdi", {}, email))));
  }

  /** Of whoever is signed in it is known who they are. */
  protected ownRequest(): void {
    const { make } = this.kit;
    const { t } = this;
    const subject = this.field("subject", t.subject, make("input", { type: "text", maxlength: "255" }));
    const description = this.field("description", t.description, make("textarea", { rows: "5", maxlength: "65535" }));
    // The same for as long as it says the same: what is sent again happens once.
    let key = crypto.randomUUID();
    const form = this.ownForm([subject, description], t.send, async () => {
      const request = { subject: value(subject), comment: { body: value(description) } };
      const answer = await this.ask("POST", "/api/v2/requests", { request }, key);
      if (answer.status !== 201) return this.told(this.why(answer));
      this.emit("usher-requested", { request: answer.body.request });
      this.done(t.received);
    });
    form.addEventListener("input", () => (key = crypto.randomUUID()));
    this.show(form);
  }
}
