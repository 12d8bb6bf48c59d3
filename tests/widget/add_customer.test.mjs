// Somebody calls for the first time, and an agent adds them in the demo portal.

import assert from "node:assert/strict";
import { join } from "node:path";
import { beforeEach, describe, it } from "node:test";
import { Widget, demo, screenshots, stage, tokenOf, user, violations } from "./support.mjs";

describe("adding a customer in the demo portal", () => {
  const on = stage();
  let page, widget;
  const opened = demo(on, 900);
  beforeEach(() => ({ page, widget } = opened));

  it("leads from the caller's name to a customer in the directory", async () => {
    await widget.open();
    await widget.field("name").fill("First Caller");
    await widget.field("email").fill("first.caller@gmial.com");
    await widget.field("phone").fill("(212) 555-0188");
    await widget.element.getByRole("button", { name: "Use it" }).click();
    const added = await widget.listen("usher-added");
    await widget.submit();
    const stored = await user(on.usher.url, (await added()).user.id);
    assert.deepEqual([stored.name, stored.email, stored.phone], ["First Caller", "first.caller@gmail.com", "+12125550188"]);
    await widget.part("added").waitFor();
    await page.screenshot({ path: join(screenshots, "added.png") });
  });

  it("asks once whether another domain was meant, also of who sends with Enter, and then does as told", async () => {
    await widget.open();
    await widget.field("name").fill("Really Gmial");
    await widget.field("email").fill("really@gmial.com");
    await page.keyboard.press("Enter");
    await widget.element.getByRole("button", { name: "Use it" }).waitFor();
    await page.waitForFunction(() => document.querySelector("#toolbar").shadowRoot.activeElement?.getAttribute("name") === "email");
    const added = await widget.listen("usher-added");
    await page.keyboard.press("Enter");
    assert.equal((await added()).user.email, "really@gmial.com");
  });

  it("takes nobody's focus before the trigger is pressed, and gives it back", async () => {
    await new Widget(page, "#inline").field("name").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
    await widget.part("trigger").focus();
    await page.keyboard.press("Enter");
    await widget.field("name").waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.id), "toolbar");
  });

  it("shows a mistake on leaving a field, all of them on submitting, and puts the focus on their summary", async () => {
    await widget.open();
    await widget.field("email").pressSequentially("ana@");
    assert.equal(await widget.mistake("email").textContent(), "");
    await widget.field("email").blur();
    assert.match(await widget.mistake("email").textContent(), /name@company\.com/);
    assert.equal(await widget.part("summary").isVisible(), false);
    await widget.submit();
    await widget.part("summary").waitFor();
    assert.match(await widget.part("summary").textContent(), /^2 fields need attention/);
    assert.equal(await widget.field("name").getAttribute("aria-invalid"), "true");
    await page.waitForFunction(() => document.querySelector("#toolbar").shadowRoot.activeElement?.getAttribute("part") === "summary");
    await page.screenshot({ path: join(screenshots, "mistakes.png") });
    await widget.part("summary").getByRole("button").first().click();
    await page.waitForFunction(() => document.querySelector("#toolbar").shadowRoot.activeElement?.getAttribute("name") === "name");
  });

  it("tells that an address is taken, at the field", async () => {
    await widget.open();
    await widget.field("name").fill("Somebody Else");
    await widget.field("email").fill("GRACE@example.net");
    await widget.submit();
    await widget.part("summary").waitFor();
    assert.equal(await widget.mistake("email").textContent(), "Another customer has this address.");
  });

  it("judges an internationalised domain with the full rulebook", async () => {
    await widget.open();
    await widget.field("name").fill("Jürgen");
    await widget.field("email").fill("j@bücher..de");
    await widget.submit();
    await widget.part("summary").waitFor();
    assert.match(await widget.mistake("email").textContent(), /not a domain/);
    await widget.field("email").fill("j@bücher.de");
    const added = await widget.listen("usher-added");
    await widget.submit();
    assert.equal((await added()).user.email, "j@bücher.de");
  });

  it("judges it with the organization on whose page the form stands", async () => {
    const inline = new Widget(page, "#inline");
    await inline.field("name").fill("Grüße");
    await inline.field("email").fill("g@bücher.de");
    const added = await inline.listen("usher-added");
    await inline.submit();
    assert.equal((await added()).user.organization_id, 301);
  });

  it("offers the customer who is there already", async () => {
    await widget.open();
    await widget.field("name").fill("Grace");
    await widget.field("phone").fill("212 555 0123");
    await widget.part("similar-list").waitFor();
    assert.match(await widget.part("similar-list").textContent(), /Grace Okafor/);
    const chosen = await widget.listen("usher-chosen");
    // Each button says whom it is about, for those who hear it without what stands beside it.
    await widget.element.getByRole("button", { name: "Use this one: Grace Okafor grace@example.net", exact: true }).click();
    assert.equal((await chosen()).user.id, 204);
  });

  it("shows a light agent the form, disabled, with the reason and the remedy", async () => {
    await page.selectOption("#agent", "light@example.com");
    await widget.open().catch(() => {});
    await widget.part("denial").waitFor();
    assert.match(await widget.part("denial").textContent(), /Light agents can see customers, not add them\. Ask an admin/);
    assert.equal(await widget.part("submit").isDisabled(), true);
    await page.screenshot({ path: join(screenshots, "denied.png") });
  });

  it("shows somebody who may not even read the form the reason and the remedy", async () => {
    const token = await tokenOf(on.usher.url, "grace@example.net");
    await page.evaluate((token) => (document.querySelector("#toolbar").getToken = () => token), token);
    const denied = await widget.listen("usher-denied");
    await widget.part("trigger").click();
    assert.equal((await denied()).rule, "customers_own_profile");
    assert.match(await widget.part("denial").textContent(), /Ask the support team/);
  });

  it("keeps the draft without a connection, and sends the same request again", async () => {
    await widget.open();
    await widget.field("name").fill("Patient Caller");
    await widget.field("email").fill("patient@gmx.net");
    const keys = [];
    page.on("request", (request) => request.method() === "POST" && request.url().includes("/users") && keys.push(request.headers()["idempotency-key"]));
    await page.context().setOffline(true);
    await widget.submit();
    await page.waitForFunction(() => /no connection/.test(document.querySelector("#toolbar").shadowRoot.querySelector("[part=notice]").textContent));
    assert.equal(await widget.field("name").inputValue(), "Patient Caller");
    await page.context().setOffline(false);
    const added = await widget.listen("usher-added");
    await widget.element.getByRole("button", { name: "Try again" }).click();
    assert.equal((await added()).user.email, "patient@gmx.net");
    assert.equal(new Set(keys).size, 1);
  });

  it("is not missed by an answer that comes after it was taken away", async () => {
    await widget.open();
    await widget.field("name").fill("Gone Meanwhile");
    let fail;
    await page.route("**/api/v2/users*", (route) => new Promise((resolve) => (fail = () => resolve(route.abort()))));
    await widget.submit();
    await page.waitForFunction(() => document.querySelector("#toolbar").shadowRoot.querySelector("[part~=submit]").ariaBusy === "true");
    await page.evaluate(() => document.querySelector("#toolbar").remove());
    await fail();
    // The module still works for the other element of this page.
    const inline = new Widget(page, "#inline");
    await inline.field("email").fill("somebody@");
    await inline.field("email").blur();
    assert.match(await inline.mistake("email").textContent(), /name@company/);
  });

  it("speaks Arabic from right to left, and Chinese", async () => {
    await page.selectOption("#language", "ar");
    await widget.open();
    assert.match(await widget.element.locator("label").first().textContent(), /الاسم/);
    assert.equal(await widget.part("dialog").evaluate((dialog) => getComputedStyle(dialog).direction), "rtl");
    await page.screenshot({ path: join(screenshots, "arabic.png") });
    await page.keyboard.press("Escape");
    await page.selectOption("#language", "zh-CN");
    await widget.open();
    assert.match(await widget.element.locator("label").first().textContent(), /姓名/);
  });

  it("has room for several lines where a field has several, once an admin asks for it", async () => {
    const body = JSON.stringify({ settings: { entry_points: { agent: { fields: { notes: "optional" } } } } });
    const headers = { authorization: "Bearer dev-admin-token", "content-type": "application/json" };
    assert.equal((await fetch(`${on.usher.url}/api/v1/settings`, { method: "PUT", headers, body })).status, 200);
    await widget.open();
    await widget.field("name").fill("Two Lines");
    await widget.element.locator("textarea[name=notes]").fill("one\ntwo");
    const added = await widget.listen("usher-added");
    await widget.submit();
    assert.equal((await added()).user.notes, "one\ntwo");
  });

  for (const [theme, width] of [["light", 1200], ["dark", 1200], ["light", 320], ["dark", 390]]) {
    it(`has nothing for axe to find, ${theme}, ${width} px wide`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 800 });
      await widget.open();
      await widget.submit();
      await widget.part("summary").waitFor();
      await page.waitForTimeout(300); // The dialog's entrance, while which its colours are mixed.
      await page.screenshot({ path: join(screenshots, `form-${theme}-${width}.png`) });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      assert.deepEqual(await violations(page, "#toolbar"), []);
    });
  }
});
