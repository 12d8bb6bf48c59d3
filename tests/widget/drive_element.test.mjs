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

  it("is open where it was closed and opened in one breath, and was closed once", () =>
    page(DIALOG, async (page, widget) => {
      await widget.open();
      await widget.field("name").fill("Breathless");
      await widget.submit();
      await widget.part("profile").waitFor();
      await page.evaluate(() => {
        const element = document.querySelector("usher-add-customer");
        globalThis.closings = 0;
        element.addEventListener("usher-closed", () => globalThis.closings++);
        element.close();
        element.close();
        element.open();
      });
      // With the form for the next customer.
      await widget.field("email").waitFor();
      assert.equal(await widget.part("dialog").evaluate((dialog) => dialog.matches(":modal")), true);
      assert.equal(await page.evaluate(() => globalThis.closings), 1);
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => globalThis.closings === 2 && document.querySelector("usher-add-customer").shadowRoot.activeElement?.matches("[part~=trigger]"));
    }));

  it("gives the focus back to its trigger where that was drawn anew meanwhile", async () => {
    for (const light of ["", " light"]) {
      await page(DIALOG.replace(" ", `${light} `), async (page, widget) => {
        await widget.open();
        await widget.element.evaluate((element) => (element.locale = "es"));
        await widget.element.getByText("Nombre").waitFor();
        await page.keyboard.press("Escape");
        await page.waitForFunction(() => {
          const element = document.querySelector("usher-add-customer");
          return (element.shadowRoot ?? document).activeElement?.matches("[part~=trigger]");
        });
      });
    }
  });

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

  it("does not show what was kept for one agent to another", async () => {
    let agent = "agent@example.com", signedIn = true;
    const named = (widget) => widget.field("name").inputValue();
    await page(ASKING, async (page, widget) => {
      await widget.field("name").fill("For Amir Only");
      signedIn = false;
      await page.waitForTimeout(1100);
      const failed = await widget.listen("usher-error");
      await widget.submit();
      await failed();
      const come = async (who) => {
        [agent, signedIn] = [who, true];
        await page.reload();
        await widget.field("name").waitFor();
      };
      await come("admin@example.com");
      assert.equal(await named(widget), "");
      // Another's adding a customer takes it from nobody either.
      await widget.field("name").fill("For Ada");
      const added = await widget.listen("usher-added");
      await widget.submit();
      await added();
      await come("agent@example.com");
      assert.equal(await named(widget), "For Amir Only");
      // And nothing stays longer than it is good for.
      await page.evaluate(() => {
        for (const [key, value] of Object.entries(sessionStorage)) sessionStorage.setItem(key, value.replace(/\d{13}/, "1000000000000"));
      });
      await come("agent@example.com");
      assert.equal(await named(widget), "");
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    }, (page, site) => page.exposeFunction("portalToken", () => (signedIn ? site.token(1, agent) : null)));
  });

  it("tells the page that there is no token where asking for one fails", async () => {
    const body = `<usher-add-customer mode="inline"></usher-add-customer>
      <script type="module">Object.assign(document.querySelector("usher-add-customer"), { getToken() { throw new Error("signed out"); } });</script>`;
    await page(body, async (_, widget) => {
      await widget.element.getByRole("button", { name: "Try again" }).waitFor();
      const failed = await widget.listen("usher-error");
      await widget.element.getByRole("button", { name: "Try again" }).click();
      assert.deepEqual(await failed(), { code: "session_ended" });
    });
  });

  it("tells what something on the way to the server said as the server's failure", () =>
    page(INLINE, async (page, widget) => {
      await widget.field("name").fill("Bad Gateway");
      await page.route("**/api/v2/users*", (route) => route.fulfill({ status: 502, contentType: "text/html", headers: { "access-control-allow-origin": "*" }, body: "<h1>Bad Gateway</h1>" }));
      const failed = await widget.listen("usher-error");
      await widget.submit();
      assert.deepEqual(await failed(), { code: "internal" });
      assert.doesNotMatch(await widget.part("notice").textContent(), /no connection/);
      await page.unroute("**/api/v2/users*");
      const added = await widget.listen("usher-added");
      await widget.element.getByRole("button", { name: "Try again" }).click();
      assert.equal((await added()).user.name, "Bad Gateway");
    }));

  it("has the form, and then the profile, of the agent who came while it was loading", async () => {
    let answer;
    await page(ASKING, async (page, widget) => {
      await page.waitForFunction(() => globalThis.asked);
      await widget.element.evaluate((element) => (element.getToken = () => portalToken()));
      answer();
      await widget.field("name").fill("Came Late");
      await widget.submit();
      await widget.part("profile").waitFor();
    }, async (page, site) => {
      await page.exposeFunction("portalToken", () => site.token());
      await page.route("**/api/v1/form*", (route) => ((answer = () => route.continue()), page.evaluate(() => (globalThis.asked = true))), { times: 1 });
    });
  });

  it("asks again for what it asked for ahead and did not get", () =>
    page(DIALOG, async (page, widget) => {
      await page.route("**/api/v1/form*", (route) => route.abort(), { times: 1 });
      const refused = page.waitForEvent("requestfailed");
      await widget.part("trigger").hover();
      await refused;
      await widget.open();
    }));

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
