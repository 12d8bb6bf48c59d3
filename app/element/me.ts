// Whoever has signed in, or is about to: what the pages /verify, /sign-in and /me show.

import type { Words } from "./customers-texts";
import { value, type Answer } from "./customers-kit";
import { AGAIN_MS, Strangers, pending } from "./strangers";

export class Me extends Strangers {
  override async begin(): Promise<void> {
    await this.me();
  }

  protected override async proved(): Promise<void> {
    await this.me();
  }

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
