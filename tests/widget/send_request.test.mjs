// Customers ask for help, whether they are known or not.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { address, code, fits, mailbox, pages } from "./mailbox.mjs";
import { Widget, screenshots, stage, violations, visitor } from "./support.mjs";

describe("sending a request", () => {
  const on = stage();
  const visit = visitor(on);
  const open = pages(on);
  const mail = mailbox(on);
  const inline = (look) => visit(`<usher-request mode="inline"></usher-request>`, undefined, (page) => look(page, new Widget(page, "usher-request")));
  const filled = async (widget, email) => {
    await widget.field("name").fill("Ana Díaz");
    await widget.field("email").fill(email);
    await widget.field("subject").fill("Where is my parcel?");
    await widget.field("description").fill("It was to come on Monday.");
  };

  it("asks strangers for name and address, and says what happens, whether the request waits or not", () =>
    inline(async (page, widget) => {
      const email = address();
      await widget.submit();
      await widget.part("summary").waitFor();
      assert.match(await widget.part("summary").textContent(), /^4 fields need attention/);
      assert.equal(await widget.mistake("subject").textContent(), "Fill this in.");
      await filled(widget, email);
      assert.deepEqual(await violations(page, "usher-request"), []);
      await page.screenshot({ path: join(screenshots, "request.png"), fullPage: true });
      const requested = await widget.listen("usher-requested");
      await widget.submit();
      assert.equal((await requested()).request.subject, "Where is my parcel?");
      await widget.part("added").waitFor();
      assert.match((await widget.part("added").textContent()).replace(/[⁨⁩]/g, ""), new RegExp(`has been sent.*The answer comes to ${email}.*confirm that address`));
      assert.deepEqual(await violations(page, "usher-request"), []);
      await page.screenshot({ path: join(screenshots, "request-sent.png"), fullPage: true });
      await widget.element.getByRole("button", { name: "Send another" }).click();
      assert.deepEqual([await widget.field("subject").inputValue(), await widget.field("name").inputValue()], ["", "Ana Díaz"]);
    }));

  it("keeps the draft through failures and over a page that is loaded anew, and sends it once", () =>
    inline(async (page, widget) => {
      const email = address();
      await filled(widget, email);
      const keys = [];
      page.on("request", (request) => request.method() === "POST" && keys.push(request.headers()["idempotency-key"]));
      await page.route("**/api/v2/requests", (route) => route.abort(), { times: 1 });
      await widget.submit();
      await widget.element.getByText("There is no connection").waitFor();
      await page.reload();
      assert.equal(await widget.field("description").inputValue(), "It was to come on Monday.");
      assert.equal(await widget.field("email").inputValue(), email);
      await widget.submit();
      await widget.part("added").waitFor();
      assert.equal(keys.length, 2);
      assert.equal(keys[0], keys[1]);
      // What was sent is kept no longer.
      await page.reload();
      assert.equal(await widget.field("subject").inputValue(), "");
    }));

  it("takes a request for sent whose answer was lost, though it goes out anew from another form", () =>
    inline(async (page, widget) => {
      await filled(widget, address());
      // It arrives, and its answer does not.
      await page.route("**/api/v2/requests", async (route) => (await route.fetch(), route.abort()), { times: 1 });
      await widget.submit();
      await widget.element.getByText("There is no connection").waitFor();
      await page.reload();
      await widget.field("subject").waitFor();
      await widget.submit();
      await widget.part("added").waitFor();
    }));

  it("asks nothing of whoever is signed in but what it is about", async () => {
    const email = address();
    await fetch(`${on.usher.url}/api/v2/users`, { method: "POST", headers: { authorization: "Bearer dev-admin-token", "content-type": "application/json" }, body: JSON.stringify({ user: { name: "Ana Díaz", email, verified: true } }) });
    await open("/sign-in", async (page) => {
      const me = new Widget(page, "usher-me");
      await me.field("email").fill(email);
      await me.submit();
      await me.field("code").fill(code(await mail(email)));
      await me.submit();
      await page.getByRole("link", { name: "Send a request" }).click();
      const widget = new Widget(page, "usher-request");
      await widget.field("subject").fill("An invoice");
      await widget.field("description").fill("Where is it?");
      assert.equal(await widget.field("email").count(), 0);
      await widget.submit();
      await widget.element.getByText("you find the request in your profile").waitFor();
      await page.goto(`${on.usher.url}/me`);
      await page.getByText("An invoice").waitFor();
    });
  });

  it("looks right on a phone, in both themes and from right to left", async () => {
    for (const [name, options] of [["dark", { colorScheme: "dark" }], ["ar", { locale: "ar" }]]) {
      await open("/request", async (page) => {
        await new Widget(page, "usher-request").field("subject").waitFor();
        assert.ok(await fits(page));
        assert.deepEqual(await violations(page, "body"), []);
        await page.screenshot({ path: join(screenshots, `request-phone-${name}.png`), fullPage: true });
      }, { viewport: { width: 375, height: 720 }, ...options });
    }
  });
});
