// Customers sign in, and see what is stored about them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { address, admin, code, fits, link, mailbox, pages } from "./mailbox.mjs";
import { Widget, screenshots, stage, violations } from "./support.mjs";

describe("one's own profile", () => {
  const on = stage();
  const open = pages(on);
  const mail = mailbox(on);

  /** A page in which a customer whom staff have added has signed in by the code of their mail. */
  const signedIn = async (look, { email = address(), ...options } = {}) => {
    const body = JSON.stringify({ user: { name: "Ana Díaz", email, phone: "+34911234567", verified: true } });
    const { user } = await (await fetch(`${on.usher.url}/api/v2/users`, { method: "POST", headers: admin, body })).json();
    await open("/sign-in", async (page, context) => {
      const me = new Widget(page, "usher-me");
      await me.field("email").fill(email);
      await me.submit();
      await me.field("code").fill(code(await mail(email)));
      await me.submit();
      await me.field("name").waitFor();
      await look(page, me, { id: user.id, email, context });
    }, options);
  };

  it("is signed in to by a mail, and out of", () =>
    signedIn(async (page, me) => {
      await me.element.getByRole("button", { name: /^(Sign out|退出登录)$/ }).click();
      await me.element.getByText("You are signed out.").waitFor();
      await me.field("email").waitFor();
      assert.deepEqual(await violations(page, "usher-me"), []);
      await page.screenshot({ path: join(screenshots, "sign-in.png") });
      await page.reload();
      await me.field("email").waitFor();
      await me.field("email").fill("nobody@");
      await me.submit();
      assert.match(await me.mistake("email").textContent(), /name@company\.com/);
    }));

  it("is corrected, and only what has changed is sent", () =>
    signedIn(async (page, me, { id }) => {
      assert.deepEqual(await violations(page, "usher-me"), []);
      await page.screenshot({ path: join(screenshots, "me.png"), fullPage: true });
      const form = me.element.locator("form").first();
      await form.getByRole("button", { name: "Save changes" }).click();
      await me.element.getByText("Nothing has changed.").waitFor();
      await me.field("name").fill(" ");
      await form.getByRole("button", { name: "Save changes" }).click();
      await me.element.getByText("1 field needs attention").waitFor();
      await me.field("name").fill("Ana María Díaz");
      await me.field("locale").selectOption("es");
      await me.field("time_zone").selectOption("Europe/Madrid");
      const sent = page.waitForRequest((request) => request.method() === "PUT");
      const updated = await me.listen("usher-updated");
      await form.getByRole("button", { name: "Save changes" }).click();
      assert.deepEqual((await sent).postDataJSON(), { user: { name: "Ana María Díaz", locale: "es", time_zone: "Europe/Madrid" } });
      assert.equal((await updated()).user.name, "Ana María Díaz");
      await me.element.getByText("Saved.").waitFor();
      const { user } = await (await fetch(`${on.usher.url}/api/v2/users/${id}`, { headers: admin })).json();
      assert.deepEqual([user.name, user.locale, user.iana_time_zone], ["Ana María Díaz", "es", "Europe/Madrid"]);
    }));

  it("has further addresses once they are proved, and one of them as the primary", () =>
    signedIn(async (page, me, { id, email }) => {
      const second = address();
      const addresses = me.element.getByRole("region", { name: "Email addresses and numbers" });
      await addresses.locator("[name=email]").fill(second);
      await addresses.getByRole("button", { name: "Add", exact: true }).click();
      await me.element.getByText("The address is yours once you have opened its link").waitFor();
      await addresses.getByText("not confirmed").waitFor();
      await addresses.locator("[name=email]").fill(second);
      await addresses.getByRole("button", { name: "Add", exact: true }).click();
      await me.element.getByText("This address is in your list already.").waitFor();
      await page.goto(link(await mail(second)));
      await page.getByRole("button", { name: "Confirm my address" }).click();
      await me.element.getByText("Your address is confirmed.").waitFor();
      await me.element.getByRole("button", { name: `Make primary: ${second}` }).click();
      await me.element.getByText("Saved.").waitFor();
      await me.element.getByRole("button", { name: `Remove: ${email}` }).click();
      // Asked once more.
      await me.element.getByText(`Remove ⁨${email}⁩?`).waitFor();
      await page.screenshot({ path: join(screenshots, "me-remove.png"), fullPage: true });
      await me.part("question").locator("visible=true").getByRole("button", { name: `Remove: ${email}` }).click();
      await me.element.getByText("Removed.").waitFor();
      const { user } = await (await fetch(`${on.usher.url}/api/v2/users/${id}`, { headers: admin })).json();
      assert.equal(user.email, second);
    }));

  it("lists what was asked for, with its state, and the rest on demand", () =>
    signedIn(async (page, me, { id }) => {
      await me.element.getByText("You have sent none yet.").waitFor();
      for (let number = 1; number <= 12; number++) {
        const ticket = { subject: `Question ${number}`, comment: { body: "?" }, requester_id: id, status: number === 12 ? "solved" : "open" };
        const made = await fetch(`${on.usher.url}/api/v2/tickets`, { method: "POST", headers: admin, body: JSON.stringify({ ticket }) });
        assert.equal(made.status, 201, await made.text());
      }
      await page.reload();
      const requests = me.element.getByRole("region", { name: "Your requests" });
      await requests.getByText("Question 12").waitFor();
      assert.match(await requests.locator("li").first().textContent(), /Question 12 solved/);
      assert.equal(await requests.locator("li").count(), 10);
      await requests.getByRole("button", { name: "Show more" }).click();
      await requests.getByText("Question 1", { exact: true }).waitFor();
      assert.equal(await requests.getByRole("button", { name: "Show more" }).isVisible(), false);
    }));

  it("is downloaded whole, and its deletion asked for, which is asked once more", () =>
    signedIn(async (page, me, { email }) => {
      const download = page.waitForEvent("download");
      await me.element.getByRole("link", { name: "Download all of it" }).click();
      const stored = JSON.parse(readFileSync(await (await download).path(), "utf8"));
      assert.equal(stored.user.email, email);
      await me.element.getByRole("button", { name: "Ask for deletion" }).click();
      await me.element.getByText("What has been deleted cannot be brought back.").waitFor();
      assert.deepEqual(await violations(page, "usher-me"), []);
      await me.part("deletion").getByRole("button", { name: "Cancel" }).click();
      assert.equal(await me.part("deletion").isVisible(), false);
      await me.element.getByRole("button", { name: "Ask for deletion" }).click();
      await me.element.getByRole("button", { name: "Yes, ask for deletion" }).click();
      await me.element.getByText("The support team has your wish").waitFor();
      await me.element.getByText("Delete my data").waitFor();
    }));

  it("asks to sign in again where the session has ended", () =>
    signedIn(async (page, me, { context }) => {
      await context.clearCookies();
      await me.field("name").fill("Too Late");
      await me.element.getByRole("button", { name: "Save changes" }).click();
      await me.element.getByText("You are signed out.").waitFor();
      await me.field("email").waitFor();
    }));

  it("looks right on a phone, in the dark, from right to left, and with letters twice as large", async () => {
    for (const [name, options] of [["dark", { colorScheme: "dark" }]]) {
      await signedIn(async (page) => {
        assert.ok(await fits(page));
        await page.screenshot({ path: join(screenshots, `me-phone-${name}.png`), fullPage: true });
        await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
        assert.ok(await fits(page));
      }, { viewport: { width: 375, height: 720 }, ...options });
    }
    await open("/sign-in", async (page) => {
      await new Widget(page, "usher-me").field("email").waitFor();
      assert.ok(await fits(page));
      assert.deepEqual(await violations(page, "body"), []);
      await page.screenshot({ path: join(screenshots, "sign-in-phone-ar.png") });
    }, { locale: "ar", viewport: { width: 375, height: 720 } });
  });

  it("comes from pages that nobody frames, and that load nothing but what is theirs", async () => {
    for (const path of ["/sign-up", "/request", "/sign-in", "/verify", "/me"]) {
      const response = await fetch(on.usher.url + path);
      const policy = response.headers.get("content-security-policy") ?? "";
      assert.match(policy, /^default-src 'none'; .*frame-ancestors 'none'/, path);
      assert.doesNotMatch(policy, /unsafe-inline/);
      assert.equal(response.headers.get("referrer-policy"), "no-referrer");
      assert.doesNotMatch(await response.text(), /<style|<script(?![^>]*src=)| style=| on\w+=/);
    }
  });
});
