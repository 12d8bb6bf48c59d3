// Customers add themselves, in pages of everybody and on Usher's own.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { address, code, fits, link, mailbox, pages } from "./mailbox.mjs";
import { Widget, screenshots, stage, violations, visitor } from "./support.mjs";

const INLINE = `<usher-sign-up mode="inline"></usher-sign-up>`;

/** Answers the form with this besides. */
const formWith = (page, more) =>
  page.route("**/api/v1/form?*", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    await route.fulfill({ response, json: { ...answer, ...more(answer) } });
  });

describe("signing up", () => {
  const on = stage();
  const visit = visitor(on);
  const open = pages(on);
  const mail = mailbox(on);
  const inline = (look, prepare) => visit(INLINE, undefined, (page, refused) => look(page, new Widget(page, "usher-sign-up"), refused), prepare);
  const filled = async (widget, email, name = "Ana Díaz") => {
    await widget.field("name").fill(name);
    await widget.field("email").fill(email);
  };

  it("leads in a page of another origin to the mail, whose code is typed where one has signed up", () =>
    inline(async (page, widget) => {
      const email = address();
      await filled(widget, email);
      assert.deepEqual(await violations(page, "usher-sign-up"), []);
      const [signed, verified] = [await widget.listen("usher-signed-up"), await widget.listen("usher-verified")];
      await widget.submit();
      assert.deepEqual(await signed(), { email });
      await widget.field("code").waitFor();
      assert.match(await widget.part("heading").textContent(), /Look into your mail/);
      assert.deepEqual(await violations(page, "usher-sign-up"), []);
      assert.equal(await widget.field("code").getAttribute("autocomplete"), "one-time-code");
      const right = code(await mail(email));
      await widget.field("code").fill("12");
      await widget.submit();
      assert.equal(await widget.mistake("code").textContent(), "Type the six digits of the mail.");
      await widget.field("code").fill(right === "000000" ? "000001" : "000000");
      await widget.submit();
      await widget.element.getByText("not the code").waitFor();
      // As it may be pasted.
      await widget.field("code").fill(`${right.slice(0, 3)} ${right.slice(3)}`);
      await widget.submit();
      assert.equal((await verified()).user.name, "Ana Díaz");
      await widget.element.getByText("Your address is confirmed.").waitFor();
      assert.deepEqual((await page.context().cookies()).filter(({ name }) => name.includes("session")), []);
    }));

  it("shows every mistake at once, with the focus on their summary, as the rulebook finds them", () =>
    inline(async (page, widget) => {
      await widget.field("email").fill("ana@");
      await widget.submit();
      await widget.part("summary").waitFor();
      assert.match(await widget.part("summary").textContent(), /^2 fields need attention/);
      assert.match(await widget.mistake("email").textContent(), /name@company\.com/);
      await page.waitForFunction(() => document.querySelector("usher-sign-up").shadowRoot.activeElement?.getAttribute("part") === "summary");
      await widget.field("name").fill("Ana");
      await widget.field("email").fill("ana@gmial.com");
      await widget.submit();
      await widget.element.getByRole("button", { name: "Use it" }).waitFor();
    }));

  it("asks for the consent that the account asks for, with a link to what it is", async () => {
    const consent = { text: "I have read the privacy notice.", url: "https://acme.example/privacy" };
    await inline(async (page, widget) => {
      await filled(widget, address());
      assert.equal(await widget.element.getByText("Welcome to Acme.").isVisible(), true);
      assert.equal(await widget.element.getByRole("link", { name: "Read it" }).getAttribute("href"), consent.url);
      await widget.submit();
      await widget.part("summary").waitFor();
      assert.match(await widget.part("summary").textContent(), /Agree to this first/);
      assert.deepEqual(await violations(page, "usher-sign-up"), []);
      await page.screenshot({ path: join(screenshots, "sign-up-consent.png") });
      await widget.element.getByLabel(consent.text).check();
      const sent = page.waitForRequest("**/api/v1/sign_ups");
      await widget.submit();
      assert.equal((await sent).postDataJSON().sign_up.consent, true);
      await widget.field("code").waitFor();
    }, (page) => formWith(page, () => ({ sign_up: { message: "Welcome to Acme.", consent } })));
  });

  it("goes back to the form as it was, for another address", () =>
    inline(async (_, widget) => {
      await filled(widget, address(), "Second Thought");
      await widget.submit();
      await widget.element.getByRole("button", { name: "Use another address" }).click();
      await widget.field("name").waitFor();
      assert.equal(await widget.field("name").inputValue(), "Second Thought");
      assert.equal(await widget.part("heading").textContent(), "Sign up");
    }));

  it("sends another mail, not sooner than after a minute, and counts the seconds", () =>
    inline(async (page, widget) => {
      const email = address();
      await filled(widget, email);
      await page.clock.install();
      await widget.submit();
      const again = widget.element.getByRole("button", { name: /nother mail/ });
      await again.waitFor();
      assert.match(await again.textContent(), /Another mail in (60|59) s/);
      assert.equal(await again.isDisabled(), true);
      await page.route("**/resend", (route) => route.fulfill({ status: 202, headers: { "access-control-allow-origin": "*" }, json: { proof: { id: "x", email, expires_at: "" } } }));
      await page.clock.runFor(62_000);
      assert.equal(await again.textContent(), "Send another mail");
      await again.click();
      await widget.element.getByText("Only its link and code work now").waitFor();
      assert.equal(await again.isDisabled(), true);
    }));

  it("keeps what was typed without a connection, and sends the same once more", () =>
    inline(async (page, widget) => {
      await filled(widget, address());
      const keys = [];
      page.on("request", (request) => request.method() === "POST" && keys.push(request.headers()["idempotency-key"]));
      await page.route("**/api/v1/sign_ups", (route) => route.abort(), { times: 1 });
      const failed = await widget.listen("usher-error");
      await widget.submit();
      assert.deepEqual(await failed(), { code: "offline" });
      assert.match(await widget.part("notice").textContent(), /no connection/);
      await widget.submit();
      await widget.field("code").waitFor();
      assert.equal(keys.length, 2);
      assert.equal(keys[0], keys[1]);
    }));

  it("has a field that nobody sees or comes to, and sends what stands in it", () =>
    inline(async (page, widget) => {
      await filled(widget, address());
      const trap = widget.field("website");
      assert.deepEqual([await trap.getAttribute("tabindex"), await trap.getAttribute("autocomplete")], ["-1", "off"]);
      assert.equal(await trap.isVisible(), false);
      assert.equal(await widget.part("trap").getAttribute("aria-hidden"), "true");
      await trap.evaluate((field) => ((field.value = "https://spam.example"), field.dispatchEvent(new Event("input", { bubbles: true }))));
      await widget.submit();
      await widget.element.getByText("as if a program had filled it in").waitFor();
    }));

  it("asks for the form anew where it was left open for too long, and nobody notices", () =>
    inline(async (page, widget) => {
      await filled(widget, address());
      const expired = { status: 422, headers: { "access-control-allow-origin": "*" }, json: { code: "form_expired" } };
      await page.route("**/api/v1/sign_ups", (route) => route.fulfill(expired), { times: 1 });
      await widget.submit();
      await widget.field("code").waitFor();
    }));

  it("says why nothing is taken, and tells the page", () =>
    inline(async (page, widget) => {
      await filled(widget, address());
      const closed = { status: 403, headers: { "access-control-allow-origin": "*" }, json: { code: "registration_closed" } };
      await page.route("**/api/v1/sign_ups", (route) => route.fulfill(closed));
      const denied = await widget.listen("usher-denied");
      await widget.submit();
      assert.equal((await denied()).rule, "registration_closed");
      assert.match(await widget.part("notice").textContent(), /Nobody signs up here by themselves\. Ask the support team/);
    }));

  it("brings Cloudflare's challenge where there is a key for it, and only there", async () => {
    const script = `globalThis.turnstile = { render(place, options) { globalThis.given = options; place.textContent = "challenge"; options.callback("passed-1"); return "1"; }, reset() { globalThis.given.callback("passed-2"); } };`;
    const asked = [];
    const prepare = async (page, key) => {
      await page.route("https://challenges.cloudflare.com/**", (route) => (asked.push(route.request().url()), route.fulfill({ contentType: "text/javascript", body: script })));
      await formWith(page, ({ check }) => ({ check: { ...check, turnstile_site_key: key } }));
    };
    await inline(async (_, widget) => void (await widget.field("name").waitFor()), (page) => prepare(page, null));
    assert.deepEqual(asked, []);
    await inline(async (page, widget) => {
      await filled(widget, address());
      await widget.part("challenge").getByText("challenge").waitFor();
      assert.deepEqual(await page.evaluate(() => [globalThis.given.sitekey, globalThis.given.theme, globalThis.given.language]), ["site-key", "auto", "en"]);
      const tokens = [];
      await page.route("**/api/v1/sign_ups", (route) => {
        tokens.push(route.request().postDataJSON().check.turnstile_token);
        return route.fulfill({ status: 422, headers: { "access-control-allow-origin": "*" }, json: { code: "challenge_failed" } });
      });
      await widget.submit();
      await widget.element.getByText("The check that you are a person was not passed").waitFor();
      await widget.submit();
      await page.waitForFunction(() => true);
      await widget.element.getByText("The check that you are a person was not passed").waitFor();
      // What was passed counts once.
      assert.deepEqual(tokens, ["passed-1", "passed-2"]);
    }, (page) => prepare(page, "site-key"));
    assert.equal(asked.length, 1);
  });

  it("works in a dialog by the keyboard, keeps the mail that is to be read, and gives the focus back", () =>
    visit(`<usher-sign-up></usher-sign-up>`, undefined, async (page) => {
      const widget = new Widget(page, "usher-sign-up");
      await widget.part("trigger").focus();
      await page.keyboard.press("Enter");
      await widget.field("name").waitFor();
      await page.waitForFunction(() => document.querySelector("usher-sign-up").shadowRoot.activeElement?.getAttribute("name") === "name");
      await page.keyboard.type("Key Board");
      await page.keyboard.press("Tab");
      await page.keyboard.type(address());
      await page.keyboard.press("Enter");
      await widget.field("code").waitFor();
      await page.waitForFunction(() => document.querySelector("usher-sign-up").shadowRoot.activeElement?.getAttribute("name") === "code");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.querySelector("usher-sign-up").shadowRoot.activeElement?.matches("[part~=trigger]"));
      await page.keyboard.press("Enter");
      await widget.field("code").waitFor();
      assert.equal(await widget.part("dialog").isVisible(), true);
    }));

  it("comes in a frame where the page refuses WebAssembly", async () => {
    const csp = `default-src 'none'; script-src ${on.usher.url}; connect-src ${on.usher.url}; frame-src ${on.usher.url}; style-src 'none'`;
    await visit(INLINE, csp, async (page) => {
      const email = address();
      const frame = page.frameLocator("usher-sign-up iframe");
      await frame.locator('[name="name"]').fill("Framed Customer");
      await frame.locator('[name="email"]').fill(email);
      const signed = await new Widget(page, "usher-sign-up").listen("usher-signed-up");
      await frame.locator('[part~="submit"]').click();
      assert.deepEqual(await signed(), { email });
      await frame.locator('[name="code"]').waitFor();
    });
  });

  it("works without a shadow root, in the colours of the page", () =>
    visit(`<usher-sign-up mode="inline" light></usher-sign-up>`, undefined, async (page) => {
      const widget = new Widget(page, "usher-sign-up");
      await widget.field("name").waitFor();
      assert.equal(await widget.part("form").evaluate((form) => getComputedStyle(form).display), "grid");
      assert.equal(await page.locator("usher-sign-up > [part=panel] [name=email]").count(), 1);
    }));

  it("is proved by a press on the page that the mail leads to, and by nothing less", async () => {
    const email = address();
    await open("/sign-up", async (page) => {
      const widget = new Widget(page, "usher-sign-up");
      await filled(widget, email, "王小明");
      await page.screenshot({ path: join(screenshots, "sign-up-zh.png") });
      await widget.submit();
      await widget.element.getByText("邮件已发往").waitFor();
      await page.screenshot({ path: join(screenshots, "sign-up-mail-zh.png") });
      const sent = await mail(email);
      assert.equal(sent.language, "zh");
      const posts = [];
      page.on("request", (request) => request.method() !== "GET" && posts.push(request.url()));
      await page.goto(link(sent));
      const button = page.getByRole("button", { name: "确认我的地址" });
      await button.waitFor();
      assert.deepEqual(posts, []);
      // The secret is in no address that somebody copies.
      assert.equal(new URL(page.url()).hash, "");
      assert.deepEqual(await violations(page, "usher-me"), []);
      await page.screenshot({ path: join(screenshots, "verify-zh.png") });
      await button.click();
      await page.getByText("您的地址已确认").waitFor();
      await new Widget(page, "usher-me").field("name").waitFor();
      assert.equal(await new Widget(page, "usher-me").field("name").inputValue(), "王小明");
      // It has served.
      await page.goto("about:blank");
      await page.goto(link(sent));
      await button.click();
      await page.getByText("此链接或验证码已使用或已过期").waitFor();
    }, { locale: "zh-CN" });
  });

  it("looks right on a phone, in the dark, from right to left, and with letters twice as large", async () => {
    for (const [name, options] of [["phone-ar-dark", { locale: "ar", colorScheme: "dark" }], ["phone-light", {}]]) {
      await open("/sign-up", async (page) => {
        const widget = new Widget(page, "usher-sign-up");
        await widget.field("name").waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.dir), options.locale ? "rtl" : "ltr");
        assert.ok(await fits(page));
        assert.deepEqual(await violations(page, "body"), []);
        await page.screenshot({ path: join(screenshots, `sign-up-${name}.png`) });
        await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
        assert.ok(await fits(page));
        await page.screenshot({ path: join(screenshots, `sign-up-${name}-large.png`) });
      }, { viewport: { width: 375, height: 720 }, ...options });
    }
  });
});
