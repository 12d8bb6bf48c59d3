// Without a shadow root (`light`), and with the page's own trigger and heading in either way of rendering.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { Widget, stage, visitor } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("the element without a shadow root", () => {
  const on = stage();
  const visit = visitor(on);
  const page = (body, look) => visit(body, undefined, (page) => look(page, new Widget(page)));

  it("works, and looks as it does with one", () =>
    page(`<usher-add-customer light token="TOKEN"></usher-add-customer><usher-add-customer id="shadow" token="TOKEN"></usher-add-customer>`, async (page) => {
      const [light, shadow] = [new Widget(page, "[light]"), new Widget(page, "#shadow")];
      const looks = async (widget) => {
        await widget.open();
        await widget.submit();
        await widget.part("summary").waitFor();
        const properties = ["display", "color", "backgroundColor", "borderTopColor", "borderTopWidth", "borderTopLeftRadius", "paddingLeft", "fontFamily", "fontSize", "width", "height", "marginTop"];
        const looked = await widget.part("dialog").evaluate((dialog, properties) => {
          const parts = [dialog, ...dialog.querySelectorAll("[part]"), dialog.getRootNode().querySelector("[part~=trigger]")];
          return parts.map((part) => [part.getAttribute("part"), ...properties.map((property) => getComputedStyle(part)[property])]);
        }, properties);
        await page.keyboard.press("Escape");
        return looked;
      };
      assert.equal(await light.element.evaluate((element) => element.shadowRoot), null);
      assert.deepEqual(await looks(light), await looks(shadow));
      await light.open();
      await light.field("name").fill("Broad Daylight");
      const added = await light.listen("usher-added");
      await light.submit();
      assert.equal((await added()).user.name, "Broad Daylight");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.activeElement.matches("[light] > [part~=trigger]"));
    }));

  it("stays as it was first drawn: a shadow root cannot be taken away", () =>
    page(`<usher-add-customer id="shadow" token="TOKEN"></usher-add-customer><usher-add-customer id="light" light token="TOKEN"></usher-add-customer>`, async (page) => {
      for (const id of ["shadow", "light"]) {
        const widget = new Widget(page, `#${id}`);
        await widget.element.evaluate((element) => (element.toggleAttribute("light"), (element.locale = "es")));
        await widget.open();
        assert.equal(await widget.field("name").isVisible(), true);
        assert.equal(await widget.element.evaluate(({ shadowRoot }) => shadowRoot !== null), id === "shadow");
        assert.equal(await widget.part("dialog").evaluate((dialog) => getComputedStyle(dialog).paddingTop), "0px");
        await page.keyboard.press("Escape");
      }
    }));

  it("leaves the page's own controls alone", async () => {
    const own = `<form part="form"><h2 part="heading">Heading</h2><p part="error">Text</p><ul><li>One</li></ul><input part="input" value="1"><button part="button submit">Own</button><small part="help" hidden>None</small></form>`;
    const looks = (page) => page.evaluate(() => [...document.querySelectorAll("body > form, body > form *")].map((element) => Object.fromEntries([...getComputedStyle(element)].map((name) => [name, getComputedStyle(element)[name]]))));
    let before;
    await page(own, async (page) => (before = await looks(page)));
    await page(`${own}<usher-add-customer light mode="inline" token="TOKEN"></usher-add-customer>`, async (page, widget) => {
      await widget.field("name").waitFor();
      assert.deepEqual(await looks(page), before);
    });
  });

  it("lives twice on one page without an id in common, and leaves nothing behind", () =>
    page(`<usher-add-customer id="a" light mode="inline" locale="es" token="TOKEN"></usher-add-customer><usher-add-customer id="b" light mode="inline" token="TOKEN"></usher-add-customer>`, async (page) => {
      const [a, b] = [new Widget(page, "#a"), new Widget(page, "#b")];
      // Each label finds its own field.
      await a.element.getByLabel("Nombre").fill("Uno");
      await b.element.getByLabel("Name").fill("Two");
      const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
      assert.equal(new Set(ids).size, ids.length);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run("#a, #b"));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), []);
      const left = await page.evaluate(async () => {
        const element = document.querySelector("#a");
        element.remove();
        await new Promise((resolve) => setTimeout(resolve));
        return element.childNodes.length;
      });
      assert.equal(left, 0);
      assert.equal(await b.field("name").inputValue(), "Two");
    }));

  for (const light of ["", "light"]) {
    it(`takes the page's own trigger and heading, ${light ? "without" : "with"} a shadow root`, () =>
      page(`<usher-add-customer ${light} token="TOKEN"><a href="#none" slot="trigger" role="button">New caller</a><h3 slot="heading">Who is calling?</h3></usher-add-customer>`, async (page, widget) => {
        const opened = async () => {
          await page.getByRole("button", { name: "New caller" }).click();
          await widget.field("name").waitFor();
          // The heading is seen, once, and names the dialog.
          assert.deepEqual(await widget.element.getByRole("heading").allTextContents(), ["Who is calling?"]);
          assert.equal(await page.getByRole("dialog", { name: "Who is calling?" }).count(), 1);
          assert.equal(await widget.element.getByText("Add customer", { exact: true }).filter({ visible: true }).count(), 1);
          await page.keyboard.press("Escape");
          await page.waitForFunction(() => document.activeElement.matches("[slot=trigger]"));
        };
        await opened();
        // Both outlive that the form is drawn anew, and that the element is taken out.
        await widget.element.evaluate((element) => element.setAttribute("organization-id", "301"));
        await opened();
        await page.evaluate(async () => {
          const element = document.querySelector("usher-add-customer");
          element.remove();
          await new Promise((resolve) => setTimeout(resolve));
          document.body.append(element);
        });
        await opened();
      }));
  }
});
