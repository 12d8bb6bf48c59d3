// The element on pages of other people: strict policies, several elements, moved and removed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Widget, root, stage, visitor } from "./support.mjs";

describe("the element in a page of another origin", () => {
  const on = stage();

  const visit = visitor(on);

  const add = async (page, scope, name) => {
    await scope.locator('[name="name"]').fill(name);
    const added = await new Widget(page).listen("usher-added");
    await scope.locator('[part~="submit"]').click();
    assert.equal((await added()).user.name, name);
  };

  it("works under the strictest policy that lets WebAssembly run", async () => {
    const csp = `default-src 'none'; script-src ${on.usher.url} 'wasm-unsafe-eval'; connect-src ${on.usher.url}; style-src 'none'`;
    await visit(`<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`, csp, async (page, refused) => {
      const widget = new Widget(page);
      await widget.field("name").waitFor();
      assert.equal(await widget.part("form").evaluate((form) => getComputedStyle(form).display), "grid");
      await add(page, widget.element, "Strict Policy");
      assert.deepEqual(refused, []);
    });
  });

  it("shows the same form in a frame where the policy refuses WebAssembly, and says what the page could allow", async () => {
    const csp = `default-src 'none'; script-src ${on.usher.url}; connect-src ${on.usher.url}; frame-src ${on.usher.url}; style-src 'none'`;
    await visit(`<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`, csp, async (page, refused) => {
      const frame = page.frameLocator("usher-add-customer iframe");
      await frame.locator('[name="name"]').waitFor();
      await add(page, frame, "Framed Policy");
      assert.ok(refused.some((text) => text.includes("'wasm-unsafe-eval'")), refused.join("\n"));
    });
  });

  it("takes the module that the page has asked for already, and asks for it and the form before anything is drawn", async () => {
    const body = `<link rel="preload" href="${on.usher.url}/usher.wasm" as="fetch" crossorigin><usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`;
    const asked = [];
    await visit(body, undefined, async (page) => {
      await new Widget(page).field("name").waitFor();
      assert.equal(asked.filter((path) => path === "/usher.wasm").length, 1);
      const [form, drawn] = await page.evaluate(() => [performance.getEntriesByType("resource").find(({ name }) => name.includes("/api/v1/form")).startTime, globalThis.drawn]);
      assert.ok(form < drawn, `the form ${form}, drawn ${drawn}`);
    }, async (page) => {
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.addInitScript(() => {
        const { attachShadow } = Element.prototype;
        Element.prototype.attachShadow = function (options) {
          globalThis.drawn = performance.now();
          return attachShadow.call(this, options);
        };
      });
    });
  });

  it("says so where another version was deployed under a page that is open, and offers to try again", async () => {
    // The same module under another mark: what would run, and do who knows what.
    const other = readFileSync(join(root, "dist/usher.wasm"));
    other[other.length - 1] ^= 1;
    const served = { contentType: "application/wasm", headers: { "access-control-allow-origin": "*" }, body: other };
    await visit(`<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`, undefined, async (page) => {
      const widget = new Widget(page);
      await widget.element.getByRole("button", { name: "Try again" }).waitFor();
      await page.unroute("**/usher.wasm");
      await widget.element.getByRole("button", { name: "Try again" }).click();
      await widget.field("name").waitFor();
    }, (page) => page.route("**/usher.wasm", (route) => route.fulfill(served)));
  });

  it("does not mind a server that calls the module something else", async () => {
    const served = { contentType: "application/octet-stream", headers: { "access-control-allow-origin": "*" }, path: join(root, "dist/usher.wasm") };
    await visit(`<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`, undefined, (page) => new Widget(page).field("name").waitFor(),
      (page) => page.route("**/usher.wasm", (route) => route.fulfill(served)));
  });

  it("shows the language that was asked for last, also while the form is still on its way", async () => {
    await visit(`<usher-add-customer mode="inline" locale="en" token="TOKEN"></usher-add-customer>`, undefined, async (page) => {
      const widget = new Widget(page);
      await widget.part("loading").waitFor();
      await widget.element.evaluate((element) => (element.locale = "es"));
      await widget.field("name").waitFor({ timeout: 10_000 });
      assert.match(await widget.element.locator("label").first().textContent(), /Nombre/);
    }, (page) => page.route("**/*.wasm", async (route) => (await new Promise((resolve) => setTimeout(resolve, 700)), route.continue())));
  });

  it("lives several times on one page, with settings of its own each, and leaves nothing behind", async () => {
    const two = `<usher-add-customer id="a" mode="inline" locale="es" token="TOKEN"></usher-add-customer><usher-add-customer id="b" mode="inline" locale="en" token="TOKEN"></usher-add-customer>`;
    await visit(two, undefined, async (page) => {
      const [a, b] = [new Widget(page, "#a"), new Widget(page, "#b")];
      await a.field("name").fill("Uno");
      await b.field("name").fill("Two");
      assert.match(await a.element.locator("label").first().textContent(), /Nombre/);
      assert.match(await b.element.locator("label").first().textContent(), /Name/);
      // Moved, it keeps what was typed.
      await page.evaluate(() => document.body.append(document.querySelector("#a")));
      assert.equal(await a.field("name").inputValue(), "Uno");
      const left = await page.evaluate(async () => {
        const element = document.querySelector("#a");
        element.remove();
        await new Promise((resolve) => setTimeout(resolve));
        return element.shadowRoot.childNodes.length;
      });
      assert.equal(left, 0);
      assert.equal(await b.field("name").inputValue(), "Two");
    });
  });
});
