// The page drives the element: its methods and properties, in every order in which pages come to be.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Widget, stage, user, visitor } from "./support.mjs";

describe("driving the element", () => {
  const on = stage();
  const visit = visitor(on);
  const DIALOG = `<usher-add-customer token="TOKEN"></usher-add-customer>`;
  const INLINE = `<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`;
  /** Its tokens are the test's. */
  const ASKING = `<usher-add-customer mode="inline"></usher-add-customer>
    <script type="module">document.querySelector("usher-add-customer").getToken = () => portalToken();</script>`;
  const page = (body, look, prepare) => visit(body, undefined, (page, _, site) => look(page, new Widget(page), site), prepare);

  it("opens, closes and begins again by its methods", () =>
    page(DIALOG, async (page, widget) => {
      const call = (method) => widget.element.evaluate((element, method) => element[method](), method);
      await widget.part("trigger").waitFor();
      await call("open");
      await call("open"); // Once more does nothing.
      await widget.field("name").fill("Forgotten");
      const closed = await widget.listen("usher-closed");
      await call("close");
      assert.deepEqual(await closed(), {});
      assert.equal(await widget.part("dialog").isVisible(), false);
      await call("open");
      assert.equal(await widget.field("name").inputValue(), "Forgotten");
      const ready = await widget.listen("usher-ready");
      await call("reset");
      await ready();
      assert.equal(await widget.field("name").inputValue(), "");
      assert.equal(await widget.part("dialog").isVisible(), true);
    }));

  it("stays open, above the page and as it is when it is moved", () =>
    page(`<main></main><button>Elsewhere</button>${DIALOG}`, async (page, widget) => {
      await widget.open();
      await widget.field("name").fill("On the move");
      await widget.element.evaluate((element) => document.querySelector("main").append(element));
      assert.equal(await widget.part("dialog").evaluate((dialog) => dialog.matches(":modal")), true);
      assert.equal(await widget.field("name").inputValue(), "On the move");
      // The page behind it is still out of reach.
      await assert.rejects(page.getByRole("button", { name: "Elsewhere" }).click({ timeout: 300 }));
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.querySelector("usher-add-customer").shadowRoot.activeElement?.matches("[part~=trigger]"));
    }));

  it("has its form again when it was taken out and comes back, wherever it stood", async () => {
    for (const body of [DIALOG, INLINE]) {
      await page(body, async (page, widget) => {
        if (body === DIALOG) await widget.open();
        await widget.field("name").waitFor();
        await page.evaluate(async () => {
          const element = (globalThis.kept = document.querySelector("usher-add-customer"));
          element.remove();
          await new Promise((resolve) => setTimeout(resolve, 50));
          document.body.append(element);
        });
        if (body === DIALOG) await widget.open();
        await widget.field("name").fill("Back again");
        assert.equal(await widget.element.locator("form").count(), 1);
      });
    }
  });

  it("draws anew what an attribute changes, and keeps what was typed and the dialog open", () =>
    page(`<main lang="zh">${DIALOG}</main>`, async (page, widget) => {
      await widget.open();
      assert.match(await widget.element.locator("label").first().textContent(), /姓名/);
      await widget.field("name").fill("Polyglot");
      await widget.element.evaluate((element) => (element.locale = "es"));
      await widget.element.getByText("Nombre").waitFor();
      assert.equal(await widget.field("name").inputValue(), "Polyglot");
      assert.equal(await widget.part("dialog").evaluate((dialog) => dialog.matches(":modal")), true);
      // What the page takes back is as if it had never been set.
      await widget.element.evaluate((element) => (element.locale = undefined));
      await widget.element.getByText("姓名").waitFor();
    }));

  it("speaks and counts in English where there are no texts in the language of the page, or it has none", async () => {
    for (const lang of ["en_US", "fr-CA", "x-klingon", ""]) {
      await page(`<main lang="${lang}">${INLINE}</main>`, async (_, widget) => {
        await widget.submit();
        await widget.part("summary").waitFor();
        assert.match(await widget.part("summary").textContent(), /^1 field needs attention/);
        assert.equal(await widget.part("panel").getAttribute("lang"), "en");
      });
    }
  });

  it("takes what was set before its script was there, as properties and as attributes", async () => {
    const html = `<body><script>
      const early = document.createElement("usher-add-customer");
      Object.assign(early, { mode: "inline", locale: "es", theme: "dark", organizationId: "301", getToken: () => portalToken() });
      document.body.append(early);
      const late = document.createElement("usher-add-customer");
      Object.assign(late, { id: "late", mode: "inline", token: "TOKEN" });
      customElements.whenDefined("usher-add-customer").then(() => document.body.append(late));
    </script></body>`;
    await page(html, async (page) => {
      const early = new Widget(page, "[theme=dark]");
      await early.field("name").fill("Temprana");
      assert.match(await early.element.locator("label").first().textContent(), /Nombre/);
      const added = await early.listen("usher-added");
      await early.submit();
      assert.equal((await user(on.usher.url, (await added()).user.id)).organization_id, 301);
      const late = new Widget(page, "#late");
      await late.field("name").fill("Late");
      // Nothing is left beside the class that would hide its properties from now on.
      assert.equal(await late.element.evaluate((element) => Object.hasOwn(element, "mode")), false);
    }, (page, site) => page.exposeFunction("portalToken", () => site.token()));
  });

  it("does not mind that its script comes twice", async () => {
    const failures = [];
    await page(`<script type="module" src="${on.usher.url}/usher.js?again"></script>${INLINE}`, async (page, widget) => {
      await widget.field("name").waitFor();
      await page.waitForLoadState("networkidle");
      assert.equal(await widget.element.locator("form").count(), 1);
      assert.deepEqual(failures, []);
    }, (page) => page.on("pageerror", (error) => failures.push(error.message)));
  });

  it("gets another token where one has expired in mid-form, and nobody notices", async () => {
    const seconds = [];
    await page(ASKING, async (page, widget) => {
      await widget.field("name").fill("Long Conversation");
      // The clock of the portal goes on while they talk: the token that the form came with is no longer good.
      await page.waitForTimeout(1100);
      const added = await widget.listen("usher-added");
      await widget.submit();
      assert.equal((await added()).user.name, "Long Conversation");
      assert.deepEqual(seconds, [1, 600]);
    }, (page, site) => page.exposeFunction("portalToken", () => {
      seconds.push(seconds.length ? 600 : 1);
      return site.token(seconds.at(-1));
    }));
  });

  it("keeps the draft where the session has ended, says so, and has it back after signing in again", async () => {
    let signedIn = true;
    await page(ASKING, async (page, widget) => {
      await widget.field("name").fill("Not Forgotten");
      await widget.field("email").fill("not.forgotten@gmx.net");
      signedIn = false;
      await page.waitForTimeout(1100);
      const failed = await widget.listen("usher-error");
      await widget.submit();
      assert.deepEqual(await failed(), { code: "session_ended" });
      assert.match(await widget.part("notice").textContent(), /sign in again/i);
      assert.equal(await widget.field("name").inputValue(), "Not Forgotten");
      signedIn = true;
      await page.reload();
      await widget.field("name").waitFor();
      assert.deepEqual([await widget.field("name").inputValue(), await widget.field("email").inputValue()], ["Not Forgotten", "not.forgotten@gmx.net"]);
      const added = await widget.listen("usher-added");
      await widget.submit();
      await added();
      // And then it has served.
      await page.reload();
      await widget.field("name").waitFor();
      assert.equal(await widget.field("name").inputValue(), "");
    }, (page, site) => page.exposeFunction("portalToken", () => (signedIn ? site.token(1) : null)));
  });

  it("offers to try again where it comes to a session that has ended", async () => {
    const body = `<body><script>portalToken().then((token) => document.body.insertAdjacentHTML("beforeend", '<usher-add-customer mode="inline" token="' + token + '">'))</script>`;
    await page(body, async (_, widget, site) => {
      await widget.element.getByRole("button", { name: "Try again" }).waitFor();
      assert.match(await widget.part("loading").textContent(), /Sign in to this portal and try again\./);
      await widget.element.evaluate((element, token) => (element.token = token), site.token());
      await widget.element.getByRole("button", { name: "Try again" }).click();
      await widget.field("name").waitFor();
    }, (page, site) => page.exposeFunction("portalToken", () => site.token(-5)));
  });
});
