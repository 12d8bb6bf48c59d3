// Pages whose policy refuses WebAssembly: the element there is driven as everywhere, and its form is in a frame.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Widget, screenshots, stage, user, visitor } from "./support.mjs";

describe("the form in a frame", () => {
  const on = stage();
  const visit = visitor(on);
  const DIALOG = `<usher-add-customer token="TOKEN"></usher-add-customer>`;
  const INLINE = `<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`;

  const policy = (frames) => `default-src 'none'; script-src ${on.usher.url} 'unsafe-inline'; connect-src ${on.usher.url}; frame-src ${frames}; style-src 'none'`;
  /** `look` gets the page, the element, and the form as a widget of its own. */
  const page = (body, look, prepare) =>
    visit(body, policy(on.usher.url), (page, _, site) => look(page, new Widget(page), new Widget(page.frameLocator("usher-add-customer iframe")), site), prepare);
  /** The page's own focus, and the frame's. */
  const focused = (page) => page.waitForFunction(() => document.activeElement.shadowRoot?.activeElement?.tagName === "IFRAME");
  const inFrame = (page, check) => page.frames()[1].waitForFunction(check);

  it("looks like the form in the page: one heading, one panel, no ground of its own, as high as it has to be", async () => {
    for (const [system, theme] of [["dark", "auto"], ["light", "dark"], ["dark", "light"]]) {
      await page(INLINE.replace(" ", ` theme="${theme}" `), async (page, widget, form) => {
        await form.field("name").waitFor();
        await page.waitForTimeout(100);
        await page.screenshot({ path: join(screenshots, `frame-${system}-${theme}.png`) });
        assert.equal(await page.getByRole("heading").count() + (await form.element.getByRole("heading").count()), 1);
        assert.equal(await form.part("panel").evaluate((panel) => getComputedStyle(panel).borderTopWidth), "0px");
        // Where the frame's scheme is another than its element's, browsers give it an opaque ground.
        const used = await Promise.all([widget.part("frame"), form.element].map((at) => at.evaluate((element) => {
          const [probe, scheme] = [document.createElement("i"), getComputedStyle(element.tagName === "IFRAME" ? element : document.documentElement).colorScheme];
          probe.style.cssText = `color-scheme: ${scheme}; color: light-dark(#000, #fff)`;
          document.documentElement.append(probe);
          const { color } = getComputedStyle(probe);
          probe.remove();
          return color;
        })));
        assert.equal(used[0], used[1]);
        const [outer, inner] = [await widget.part("frame").evaluate((frame) => frame.clientHeight), await page.frames()[1].evaluate(() => document.documentElement.scrollHeight)];
        assert.equal(outer, inner);
        await form.submit();
        await form.part("summary").waitFor();
        await page.waitForFunction((before) => document.querySelector("usher-add-customer").shadowRoot.querySelector("iframe").clientHeight > before, outer);
      }, (page) => page.emulateMedia({ colorScheme: system }));
    }
  });

  it("has the organization and the language of the element, and tells the page all that happens", () =>
    page(INLINE.replace(" ", ` organization-id="301" locale="es" `), async (page, widget, form) => {
      await form.element.getByText("Nombre").waitFor();
      assert.equal(await widget.part("frame").getAttribute("title"), "Añadir cliente");
      assert.equal(await page.frames()[1].evaluate(() => document.documentElement.lang), "es");
      await form.field("name").fill("Marco");
      await form.field("email").fill("marco@gmx.net");
      const added = await widget.listen("usher-added");
      await form.submit();
      assert.equal((await user(on.usher.url, (await added()).user.id)).organization_id, 301);
      await form.part("added").waitFor();
      assert.deepEqual(await page.getByRole("heading").allTextContents(), ["Marco"]);
      const ready = await widget.listen("usher-ready");
      await widget.element.evaluate((element) => element.reset());
      assert.deepEqual(await ready(), {});
      assert.deepEqual(await page.getByRole("heading").allTextContents(), ["Añadir cliente"]);
      await form.field("name").fill("Marco");
      await form.field("email").fill("marco@gmx.net");
      const chosen = await widget.listen("usher-chosen");
      await form.element.getByRole("button", { name: "Usar este" }).first().click();
      assert.equal((await chosen()).user.email, "marco@gmx.net");
    }));

  it("follows the attributes, and keeps what was typed", () =>
    page(INLINE, async (page, widget, form) => {
      await form.field("name").fill("Constant");
      await widget.element.evaluate((element) => (element.locale = "es"));
      await form.element.getByText("Nombre").waitFor();
      assert.equal(await form.field("name").inputValue(), "Constant");
      await widget.element.evaluate((element) => (element.theme = "dark"));
      await form.element.and(page.frameLocator("usher-add-customer iframe").locator("[theme=dark]")).waitFor();
      await form.field("name").waitFor();
      assert.equal(await form.element.evaluate(() => document.documentElement.style.colorScheme), "dark");
      assert.equal(await form.field("name").inputValue(), "Constant");
      await widget.element.evaluate((element) => (element.organizationId = "301"));
      const added = await widget.listen("usher-added");
      await page.waitForFunction(() => document.querySelector("usher-add-customer").shadowRoot.querySelector("iframe"));
      await form.submit();
      assert.equal((await added()).user.organization_id, 301);
    }));

  it("outlives that the element is moved in the page, taken out and put back", () =>
    page(`<main></main>${INLINE}`, async (page, widget, form) => {
      await form.field("name").fill("Wanderer");
      await widget.element.evaluate((element) => document.querySelector("main").append(element));
      await form.field("name").waitFor();
      assert.equal(await form.field("name").inputValue(), "Wanderer");
      await page.evaluate(async () => {
        const element = document.querySelector("usher-add-customer");
        element.remove();
        await new Promise((resolve) => setTimeout(resolve, 50));
        document.body.append(element);
      });
      const added = await widget.listen("usher-added");
      await form.field("name").fill("Returner");
      await form.submit();
      assert.equal((await added()).user.name, "Returner");
    }));

  it("is in the dialog with the focus in its first field, and Escape leads out of it", () =>
    page(DIALOG, async (page, widget, form) => {
      const opened = async () => {
        await focused(page);
        await inFrame(page, () => document.activeElement.shadowRoot?.activeElement?.getAttribute("name") === "name");
      };
      await widget.part("trigger").press("Enter");
      await opened();
      await page.keyboard.type("Key Framed");
      await page.screenshot({ path: join(screenshots, "frame-dialog.png") });
      const closed = await widget.listen("usher-closed");
      await page.keyboard.press("Escape");
      assert.deepEqual(await closed(), {});
      await page.waitForFunction(() => document.activeElement.shadowRoot?.activeElement?.matches("[part~=trigger]"));
      // Opened again it is as it was; sent by keyboard alone.
      await page.keyboard.press("Enter");
      await opened();
      assert.equal(await form.field("name").inputValue(), "Key Framed");
      const added = await widget.listen("usher-added");
      await page.keyboard.press("Enter");
      assert.equal((await added()).user.name, "Key Framed");
      // And once more for the next one.
      await widget.element.evaluate((element) => element.close());
      await widget.element.evaluate((element) => element.open());
      await opened();
      assert.equal(await form.field("name").inputValue(), "");
      await widget.element.evaluate((element) => element.reset());
      await opened();
    }));

  it("takes nobody's focus in a page", () =>
    page(`<button autofocus>Here</button>${INLINE}`, async (page, _, form) => {
      await form.field("name").waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "BUTTON");
    }));

  it("asks the page for another token where one has expired, and keeps the draft where there is none", async () => {
    let signedIn = true;
    const body = `<usher-add-customer mode="inline"></usher-add-customer>
      <script>customElements.whenDefined("usher-add-customer").then(() => (document.querySelector("usher-add-customer").getToken = () => portalToken()));</script>`;
    const seconds = [];
    await page(body, async (page, widget, form) => {
      await form.field("name").fill("Framed And Kept");
      signedIn = false;
      await page.waitForTimeout(1100);
      const failed = await widget.listen("usher-error");
      await form.submit();
      assert.deepEqual(await failed(), { code: "session_ended" });
      signedIn = true;
      await page.reload();
      await form.field("name").waitFor();
      assert.equal(await form.field("name").inputValue(), "Framed And Kept");
      await page.waitForTimeout(1100);
      const added = await widget.listen("usher-added");
      await form.submit();
      await added();
      await page.reload();
      await form.field("name").waitFor();
      assert.equal(await form.field("name").inputValue(), "");
    }, (page, site) => page.exposeFunction("portalToken", () => (signedIn ? (seconds.push(1), site.token(1)) : null)));
    assert.ok(seconds.length >= 4, `${seconds.length} tokens`);
  });

  it("asks at once the source of tokens that the page has set since", () =>
    page(INLINE, async (page, widget, form, site) => {
      await form.field("name").fill("Another Agent");
      await widget.element.evaluate((element, token) => (element.getToken = () => ((globalThis.asked = true), token)), site.token());
      const added = await widget.listen("usher-added");
      await form.submit();
      await added();
      assert.equal(await page.evaluate(() => globalThis.asked), true);
    }));

  it("says so where the policy refuses the frame too", async () => {
    await visit(INLINE, policy("'none'"), async (page) => {
      const widget = new Widget(page);
      const failed = await widget.listen("usher-error");
      assert.deepEqual(await failed(), { code: "load_failed" });
      await widget.element.getByRole("button", { name: "Try again" }).waitFor();
      assert.equal(await widget.part("frame").count(), 0);
    });
  });
});
