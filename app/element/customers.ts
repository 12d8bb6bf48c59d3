// What the elements for customers do besides the form: the extras around it, the mail that is to be read, requests, and the profile of
// whoever has signed in. Brought when such an element is seen; it takes nothing from the script that brings it but what it is given, so
// that the two share no file.

import type { Host } from "./host";
import type { Texts, Words } from "./customers-texts";
import type { Way } from "./labels";
import type { UsherAddCustomer } from "./usher";
import { TEXTS } from "./customers-texts";

type Answer = { status: number; body: any };
type Mounted = { free(): void; draft?(): string };
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

/** Where the texts that are replaced stand in the module's list (../src/i18n/mod.rs holds them there). */
const PLACES = { submit: 0, busy: 3, failed: 59 };

/** Waits for the person who reads the mail, between drawings of one element. */
type Pending = { id: string; email: string; again: number };
const pending = new WeakMap<UsherAddCustomer, Pending>();

/** How long the mail is not sent again (shared/src/proof.rs has the rule; the edge holds it). */
const AGAIN_MS = 60_000;

export async function draw(kit: Kit): Promise<Mounted> {
  const drawn = new Customers(kit);
  await drawn.begin();
  return drawn;
}

class Customers implements Mounted {
  private readonly t: Texts;
  private mounted: Mounted | null = null;
  private timer = 0;
  /** What strangers send with what they ask for: the answer of the form has it. */
  private check: Record<string, unknown> = {};
  private turnstile: string | null = null;

  constructor(private readonly kit: Kit) {
    this.t = TEXTS[kit.language];
    kit.root.setAttribute("part", "section");
    adopt(kit.root);
  }

  async begin(): Promise<void> {
    const { way, element } = this.kit;
    if (way === "me") return this.me();
    const waiting = pending.get(element);
    if (waiting) return this.mail(waiting);
    if (way === "request" && (await this.session()).user) return this.ownRequest();
    await this.strangersForm();
  }

  draft(): string {
    return this.mounted?.draft?.() ?? "";
  }

  free(): void {
    clearInterval(this.timer);
    this.mounted?.free();
  }

  // -- what is asked ---------------------------------------------------------------------------------------------------------

  /** On Usher's own pages the cookie goes along; on others nobody is signed in. */
  private async ask(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const { endpoint } = this.kit.host;
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["content-type"] = "application/json";
    if (key) headers["idempotency-key"] = key;
    const credentials = endpoint === location.origin ? "same-origin" : "omit";
    const response = await fetch(endpoint + path, { method, headers, credentials, body: body === undefined ? undefined : JSON.stringify(body) });
    return { status: response.status, body: await response.json().catch(() => ({})) };
  }

  /** Who is signed in, and what the account lets them do; on pages of another origin nobody is. */
  private async session(): Promise<{ user: any; settings: any }> {
    return this.kit.host.endpoint === location.origin ? (await this.ask("GET", "/api/v1/me")).body : { user: null, settings: {} };
  }

  /** Why something did not work, in words. */
  private why({ status, body }: Answer): string {
    const { t } = this;
    const said: Record<string, string> = {
      registration_closed: t.closed, address_refused: t.addressRefused, sign_in_required: t.signInFirst, too_many_requests: t.tooMany,
      code_wrong: t.codeWrong, proof_expired: t.expired, form_too_fast: t.tooFast, form_expired: t.formExpired,
      looks_automated: t.automated, challenge_failed: t.challenge, challenge_unavailable: t.challenge, deletion_requests_off: t.notHere, self_editing_off: t.notHere,
    };
    return said[body?.rule] ?? said[body?.code] ?? (status === 429 ? t.tooMany : t.failed);
  }

  private emit(name: string, detail: unknown): void {
    this.kit.host.emit(name as never, detail);
  }

  // -- drawing ---------------------------------------------------------------------------------------------------------------

  private show(...nodes: Node[]): void {
    this.kit.root.replaceChildren(...nodes);
  }

  private button(text: string, press: () => unknown, part = "button"): HTMLButtonElement {
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
  private told(text: string, good = false): void {
    const { root, make } = this.kit;
    const notice = root.querySelector(":scope > [part~=notice]") ?? make("p", {});
    // What went well is told above, where one begins to read; what did not, below what one has just done.
    root[good ? "prepend" : "append"](notice);
    notice.setAttribute("part", good ? "notice saved" : "notice");
    notice.setAttribute("role", good ? "status" : "alert");
    notice.textContent = text;
    notice.scrollIntoView({ block: "nearest" });
  }

  private field(name: string, label: string, control: HTMLElement, required = true): HTMLElement {
    const { make, host } = this.kit;
    const id = host.prefix + name;
    for (const [key, value] of Object.entries({ id, name, part: "input", "aria-describedby": `${id}-error` })) control.setAttribute(key, value);
    if (required) control.setAttribute("aria-required", "true");
    return make("div", { part: "field" }, make("label", { part: "label", for: id }, label), control, make("p", { part: "error", id: `${id}-error` }));
  }

  /** Shows the mistake of a field, or takes it away. */
  private mistake(field: HTMLElement, text: string): boolean {
    const control = field.querySelector<HTMLElement>("[name]")!;
    field.querySelector("[part=error]")!.textContent = text;
    control.setAttribute("aria-invalid", String(text !== ""));
    if (text) control.focus();
    return text !== "";
  }

  /** A form of our own that sends what is in its fields. */
  private ownForm(fields: HTMLElement[], submit: string, send: (form: HTMLElement) => Promise<unknown>): HTMLElement {
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

  // -- the form of strangers -------------------------------------------------------------------------------------------------

  private async strangersForm(): Promise<void> {
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
  private lead(host: Host, answer: Answer, send: (user: Record<string, unknown>, key?: string) => Promise<Answer>): void {
    host.takeForm = async () => ((host.formAnswer = answer.body), answer);
    host.send = async (_method, path, body, key) => {
      // Who else is like them is nobody else's business.
      if (path.includes("suggestions")) return { status: 403, body: {} };
      return send((body as { user: Record<string, unknown> }).user, key);
    };
  }

  /** What the form's button says. */
  private saying(submit: string): string[] {
    const texts: string[] = [];
    [texts[PLACES.submit], texts[PLACES.busy]] = [submit, this.t.sending];
    return texts;
  }

  /** What the form is to say of a refusal that only we have words for. */
  private refused(answer: Answer): Answer {
    this.kit.host.texts![PLACES.failed] = this.why(answer);
    return answer;
  }

  /** What a stranger's form has besides the fields of the module. */
  private extras(body: any): { before: HTMLElement[]; after: HTMLElement[]; place: HTMLElement; refuse(): boolean; values(): any } {
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
  private challenge(siteKey: string, place: HTMLElement): void {
    const begin = () => (globalThis as any).turnstile?.render(place, { sitekey: siteKey, callback: (token: string) => (this.turnstile = token), "expired-callback": () => (this.turnstile = null) });
    const script = this.kit.make("script", { src: "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit", async: "async" });
    script.addEventListener("load", begin);
    document.head.append(script);
  }

  private async sendForm(user: Record<string, unknown>, key: string | undefined, extras: { values(): any }): Promise<Answer> {
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

  // -- the mail that is to be read -------------------------------------------------------------------------------------------

  private mail(proof: Pending): void {
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
      if (this.kit.way === "me") return this.me();
      this.done(t.confirmed);
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

  private done(text: string): void {
    const { make } = this.kit;
    const told = make("div", { part: "added", role: "status", tabindex: "-1" }, make("strong", {}, text));
    this.show(told);
    if (this.kit.host.endpoint === location.origin && this.kit.way !== "me") told.append(make("a", { href: "/me", part: "link" }, this.t.toProfile));
    told.focus();
  }

  private received(email: string): void {
    const { make } = this.kit;
    this.done(this.t.received);
    this.kit.root.append(make("p", {}, ...fill(this.t.receivedMail, "{email}", make("bdi", {}, email))));
  }

  /** Of whoever is signed in it is known who they are. */
  private ownRequest(): void {
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

  // -- whoever has signed in -------------------------------------------------------------------------------------------------

  private async me(): Promise<void> {
    const waiting = pending.get(this.kit.element);
    const token = location.pathname === "/verify" ? location.hash.slice(1) : "";
    if (token) return this.verify(token);
    const session = await this.session();
    if (session.user) return this.profile(session);
    if (waiting) return this.mail(waiting);
    await this.signIn();
  }

  /** Nothing is proved by looking: programs that look through mail follow every link. */
  private verify(token: string): void {
    const { make } = this.kit;
    const { t } = this;
    const press = this.button(t.confirmAddress, async () => {
      const answer = await this.ask("POST", "/api/v1/proofs", { proof: { token } });
      // What has served stays in no history.
      history.replaceState(null, "", "/me");
      if (answer.status !== 200) {
        await this.me();
        return this.told(this.why(answer));
      }
      this.emit("usher-verified", { user: answer.body.user });
      await this.me();
      this.told(answer.body.purpose === "request" ? t.released : t.confirmed, true);
    }, "button submit");
    this.show(make("p", {}, t.verifyText), make("div", { part: "actions" }, press));
  }

  private async signIn(): Promise<void> {
    const { make, language, element } = this.kit;
    const { t } = this;
    const answer = await this.ask("GET", "/api/v1/form?entry_point=signup");
    const form_token = answer.body.check?.form_token;
    const trap = make("input", { type: "text", name: "website", tabindex: "-1", autocomplete: "off" }) as HTMLInputElement;
    const email = this.field("email", t.email, make("input", { type: "email", autocomplete: "email" }));
    const form = this.ownForm([email], t.signIn, async () => {
      const check = { form_token, website: trap.value, turnstile_token: this.turnstile };
      const asked = await this.ask("POST", "/api/v1/sign_ins", { sign_in: { email: value(email), locale: language }, check });
      if (asked.status === 422 && asked.body.details?.email) return void this.mistake(email, t.noAddress);
      if (asked.status !== 202) return this.told(this.why(asked));
      const proof = { id: asked.body.proof.id, email: asked.body.proof.email, again: Date.now() + AGAIN_MS };
      pending.set(element, proof);
      this.mail(proof);
    });
    const place = make("div", {});
    form.append(make("div", { hidden: "hidden" }, trap), place);
    if (answer.body.check?.turnstile_site_key) this.challenge(answer.body.check.turnstile_site_key, place);
    const up = make("p", {}, `${t.noAccount} `, make("a", { href: "/sign-up" }, t.signUp));
    this.show(make("p", {}, t.signInText), form, up);
  }

  private async profile({ user, settings }: any): Promise<void> {
    const { make, element } = this.kit;
    const { t } = this;
    const out = this.button(t.signOut, async () => {
      await this.ask("DELETE", "/api/v1/session");
      await this.me();
    }, "link");
    const nodes = [make("div", { part: "added" }, make("strong", { dir: "auto" }, user.name), out)];
    const own = make("div", {});
    nodes.push(own, await this.addresses(user, settings), await this.requests(), this.stored(settings));
    this.show(...nodes);
    if (settings.self_editing) await this.ownFields(user, settings, own);
    element.dispatchEvent(new CustomEvent("usher-ready", { detail: {}, bubbles: true, composed: true }));
  }

  /** Name, number, language and time zone: the form of the module, of which the fields are there already. */
  private async ownFields(user: any, settings: any, root: HTMLElement): Promise<void> {
    const { host } = this.kit;
    const fields = [
      { name: "name", required: true }, { name: "phone", required: false },
      ...(settings.language_selection ? [{ name: "locale", required: false }] : []),
      ...(settings.time_zone_selection ? [{ name: "time_zone", required: false }] : []),
    ];
    const form = { entry_point: "signup", fields, user_fields: [], contact_required: false, default_region: null };
    const body = { form, caller: { id: null, standing: "anonymous" }, strict_zendesk_rules: false };
    this.lead(host, { status: 200, body }, async (changes) => {
      const answer = await this.ask("PUT", `/api/v2/end_users/${user.id}`, { user: changes });
      if (answer.status !== 200) return this.refused(answer);
      host.openProfile = () => void this.me().then(() => this.told(this.t.saved, true));
      this.emit("usher-updated", { user: answer.body.user });
      return { status: 201, body: { user: answer.body.user } };
    });
    const { emit } = host;
    host.emit = (name, detail) => name !== "usher-added" && emit.call(host, name, detail);
    // In the order of the module's fields (../src/kept.rs).
    host.draft = JSON.stringify([user.name, null, user.phone, null, null, user.locale, user.iana_time_zone, null, null, null, null, null]);
    this.mounted?.free();
    this.mounted = await this.kit.form(root, this.saying(this.t.save));
    root.querySelector("[part~=cancel]")?.remove();
  }

  private section(title: string, ...nodes: Node[]): HTMLElement {
    const { make, host } = this.kit;
    const id = host.prefix + title.length + Math.abs([...title].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7));
    return make("section", { part: "section", "aria-labelledby": id }, make("h3", { id, part: "label" }, title), ...nodes);
  }

  private async addresses(user: any, settings: any): Promise<HTMLElement> {
    const { make } = this.kit;
    const { t } = this;
    const path = `/api/v2/end_users/${user.id}/identities`;
    const { body } = await this.ask("GET", path);
    const then = async (answer: Answer, text: string) => {
      await this.me();
      this.told(answer.status < 300 ? text : this.why(answer), answer.status < 300);
    };
    const item = (identity: any) => {
      const badges = [identity.primary && t.primary, identity.type === "email" && (identity.verified ? t.verified : t.unverified)].filter(Boolean) as string[];
      const at = `${path}/${identity.id}`;
      const actions = [
        identity.type === "email" && !identity.verified && this.button(t.again, async () => then(await this.ask("PUT", `${at}/request_verification`, {}), t.sentAgain), "link"),
        !identity.primary && (identity.verified || identity.type !== "email") && this.button(t.makePrimary, async () => then(await this.ask("PUT", `${at}/make_primary`, {}), t.saved), "link"),
        !identity.primary && this.button(t.remove, async () => then(await this.ask("DELETE", at), t.saved), "link"),
      ].filter(Boolean) as HTMLElement[];
      for (const action of actions) action.setAttribute("aria-label", `${action.textContent}: ${identity.value}`);
      return make("li", { part: "contact" }, make("bdi", {}, identity.value), " ", ...badges.flatMap((badge) => [make("span", { part: "badge" }, badge), " "]), ...(settings.self_editing ? actions : []));
    };
    const list = make("ul", { part: "contacts" }, ...(body.identities ?? []).map(item));
    if (!settings.self_editing) return this.section(t.addresses, list);
    const email = this.field("contact", t.anotherAddress, make("input", { type: "email", autocomplete: "email" }));
    const form = this.ownForm([email], t.add, async () => {
      const answer = await this.ask("POST", path, { identity: { type: "email", value: value(email) } }, crypto.randomUUID());
      const code = answer.body.details?.value?.[0]?.code;
      if (code) return void this.mistake(email, code === "too_many" ? t.tooMany : code === "taken" ? t.yours : t.noAddress);
      await then(answer, t.lookForMail);
    });
    return this.section(t.addresses, list, form);
  }

  private async requests(): Promise<HTMLElement> {
    const { make } = this.kit;
    const { t } = this;
    const { body } = await this.ask("GET", "/api/v2/requests?sort_by=updated_at&sort_order=desc");
    const item = (request: any) =>
      make("li", { part: "contact" }, make("bdi", {}, request.subject), " ", make("span", { part: "badge" }, t.states[request.status as keyof Words["states"]] ?? request.status));
    const found = (body.requests ?? []) as any[];
    const list = found.length ? make("ul", { part: "contacts" }, ...found.map(item)) : make("p", { part: "help" }, t.noRequests);
    return this.section(t.requests, list, make("p", {}, make("a", { href: "/request" }, t.newRequest)));
  }

  private stored(settings: any): HTMLElement {
    const { make } = this.kit;
    const { t } = this;
    const download = make("a", { href: "/api/v1/me/export", download: "profile.json" }, t.download);
    const nodes: Node[] = [make("p", {}, download)];
    if (settings.deletion_requests) {
      // Asked once more: the first press only says what the second does.
      const really = make("div", { hidden: "hidden" }, make("p", { part: "help" }, t.deletionWhy), this.button(t.deletionYes, async () => {
        const answer = await this.ask("POST", "/api/v1/me/deletion_requests", {}, crypto.randomUUID());
        await this.me();
        this.told(answer.status < 300 ? t.deletionAsked : this.why(answer), answer.status < 300);
      }));
      nodes.push(make("p", {}, this.button(t.deletion, () => really.toggleAttribute("hidden", false), "link")), really);
    }
    return this.section(t.storedTitle, ...nodes);
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
  [part~="section"] h3 { margin: 0; font-size: 1em; }
  [part~="section"] a { color: var(--_accent); }
  [part~="contact"] { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.5em; padding-block: 0.25em; }
  [part~="link"]:disabled { opacity: 0.6; cursor: default; text-decoration: none; }
  [tabindex="-1"]:focus { outline: none; }
`;

function value(field: HTMLElement): string {
  return field.querySelector<HTMLInputElement>("[name]")!.value;
}

/** A text with an element in a place of it. */
function fill(text: string, place: string, node: Node): (string | Node)[] {
  const [before, after] = text.split(place);
  return [before ?? "", node, after ?? ""];
}
