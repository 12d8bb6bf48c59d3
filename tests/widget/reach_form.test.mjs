// Everybody reaches the form: by keyboard, magnified, without motion, in their own colours, with a password manager.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Widget, screenshots, stage, visitor } from "./support.mjs";

describe("the form within reach", () => {
  const on = stage();
  const visit = visitor(on);
  const DIALOG = `<button id="before">Before</button><usher-add-customer token="TOKEN"></usher-add-customer><button id="after">After</button>`;
  const INLINE = `<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`;

  /** What has the focus, through shadow roots: its name or part, and whether one can see it. */
  const focused = (page) =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const seen = element.matches(":focus-visible") && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      return { at: element.getAttribute("name") ?? element.getAttribute("part") ?? (element.id || element.tagName), seen };
    });

  it("is filled in and sent with nothing but the keyboard, and the focus is always seen", async () => {
    await visit(DIALOG, undefined, async (page) => {
      const widget = new Widget(page);
      await widget.part("trigger").waitFor();
      const press = async (key, at) => {
        await page.keyboard.press(key);
        assert.deepEqual(await focused(page), { at, seen: true }, `after ${key}`);
      };
      await page.keyboard.press("Tab");
      await press("Tab", "button trigger");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("usher-add-customer").shadowRoot.activeElement?.getAttribute("name") === "name");
      await press("Shift+Tab", "close");
      await press("Tab", "name");
      await page.keyboard.type("Key Board");
      await press("Tab", "email");
      await page.keyboard.type("key@gmx.net");
      // The offer of a placeholder went with the first letter: it is no stop on the way.
      await press("Tab", "phone");
      await press("Tab", "button cancel");
      await press("Tab", "button submit");
      const added = await widget.listen("usher-added");
      await page.keyboard.press("Enter");
      assert.equal((await added()).user.name, "Key Board");
      // It is still in the dialog, and Escape leads back to where it came from.
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "USHER-ADD-CUSTOMER");
      await press("Escape", "button trigger");
      await page.keyboard.press("Tab");
      assert.equal((await focused(page)).at, "after");
    });
  });

  it("begins in its first field each time that the dialog opens", async () => {
    await visit(DIALOG, undefined, async (page) => {
      const widget = new Widget(page);
      for (const text of ["once", "again"]) {
        await page.locator("#after").focus();
        await page.evaluate(() => document.querySelector("usher-add-customer").open());
        await widget.field("name").waitFor();
        await page.waitForFunction(() => document.querySelector("usher-add-customer").shadowRoot.activeElement?.getAttribute("name") === "name");
        await page.keyboard.type(text);
        await page.keyboard.press("Escape");
        assert.equal((await focused(page)).at, "after");
      }
      assert.equal(await widget.field("name").inputValue(), "onceagain");
    });
  });

  it("gives password managers one open root of labelled, named fields with their meaning", async () => {
    await visit(INLINE, undefined, async (page) => {
      await new Widget(page).field("name").waitFor();
      const fields = await page.evaluate(() => {
        const { shadowRoot } = document.querySelector("usher-add-customer");
        return [...shadowRoot.querySelectorAll("form input")].map(({ labels, name, autocomplete, id, form }) =>
          [name, autocomplete, labels[0]?.firstChild.textContent, shadowRoot.getElementById(id) !== null, form === shadowRoot.querySelector("form")]);
      });
      assert.deepEqual(fields, [["name", "name", "Name", true, true], ["email", "email", "Email", true, true], ["phone", "tel", "Phone", true, true]]);
    });
  });

  for (const [how, width, rootFont] of [["200 % of the page", 640, "100%"], ["200 % of the text", 1280, "200%"], ["200 % of the text on a phone", 320, "200%"], ["400 % of the page", 320, "100%"]]) {
    it(`is whole at ${how}`, async () => {
      await visit(DIALOG + INLINE, undefined, async (page) => {
        await page.setViewportSize({ width, height: 512 });
        await page.evaluate((size) => (document.documentElement.style.fontSize = size), rootFont);
        const dialog = new Widget(page, "usher-add-customer:not([mode])");
        await dialog.open();
        // With the most there is to show: mistakes at every field, and their summary.
        await dialog.field("email").fill("somebody.with.a.very.long.name.indeed@an-organization-with-a-long-name.example..");
        await dialog.field("phone").fill("+1");
        await dialog.submit();
        await dialog.part("summary").waitFor();
        await page.screenshot({ path: join(screenshots, `magnified-${width}-${parseInt(rootFont)}.png`) });
        const cut = await page.evaluate(() => {
          const found = document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [];
          for (const { shadowRoot } of document.querySelectorAll("usher-add-customer")) {
            for (const part of shadowRoot.querySelectorAll("[part]")) {
              if (!part.checkVisibility() || part.matches("input")) continue;
              const { left, right } = part.getBoundingClientRect();
              const cut = left < 0 || right > innerWidth + 0.5 || part.scrollWidth > part.clientWidth + 1;
              if (cut && getComputedStyle(part).display !== "inline") found.push(`${part.getAttribute("part")}: ${part.scrollWidth} in ${part.clientWidth}, ${left} to ${right}`);
            }
          }
          return found;
        });
        assert.deepEqual(cut, []);
        // What is below the fold can be brought up.
        await dialog.part("submit").scrollIntoViewIfNeeded();
        assert.equal(await dialog.part("submit").evaluate((button) => {
          const { left, top, width, height } = button.getBoundingClientRect();
          return button.contains(button.getRootNode().elementFromPoint(left + width / 2, top + height / 2));
        }), true);
      });
    });
  }

  it("moves only for those who do not mind", async () => {
    for (const [reducedMotion, animations] of [["no-preference", ["usher-in"]], ["reduce", []]]) {
      await visit(DIALOG, undefined, async (page) => {
        const names = await page.evaluate(async () => {
          await customElements.whenDefined("usher-add-customer");
          const element = document.querySelector("usher-add-customer");
          element.open();
          return element.shadowRoot.getAnimations().map(({ animationName }) => animationName);
        });
        assert.deepEqual(names, animations, reducedMotion);
      }, (page) => page.emulateMedia({ reducedMotion }));
    }
  });

  it("keeps its borders where the person has chosen the colours", async () => {
    await visit(DIALOG, undefined, async (page) => {
      const widget = new Widget(page);
      await widget.open();
      await widget.submit();
      await widget.part("summary").waitFor();
      await page.screenshot({ path: join(screenshots, "forced-colors.png") });
      // A border that is transparent, or no border at all, would leave a button without an edge.
      for (const part of ["input", "trigger", "submit", "cancel", "summary", "dialog", "close"]) {
        const [edge, color] = await widget.part(part).first().evaluate((element) => [parseFloat(getComputedStyle(element).borderInlineStartWidth), getComputedStyle(element).borderInlineStartColor]);
        assert.ok(edge > 0 && !/^rgba.*, 0\)$/.test(color), `${part}: ${edge}px ${color}`);
      }
    }, (page) => page.emulateMedia({ forcedColors: "active" }));
  });

  it("has the theme of the system, unless the page says another", async () => {
    const dark = (color) => color.match(/\d+/g).slice(0, 3).every((channel) => channel < 64);
    for (const colorScheme of ["light", "dark"]) {
      await visit(["", "auto", "light", "dark"].map((theme) => INLINE.replace(" ", ` id="t${theme}" theme="${theme}" `)).join(""), undefined, async (page) => {
        const darkness = (theme) => page.locator(`#t${theme}`).locator("[part=panel]").evaluate((panel) => getComputedStyle(panel).backgroundColor).then(dark);
        assert.deepEqual([await darkness(""), await darkness("auto"), await darkness("light"), await darkness("dark")], [colorScheme === "dark", colorScheme === "dark", false, true]);
        await page.evaluate(() => (document.querySelector("#tlight").theme = "dark"));
        assert.equal(await darkness("light"), true);
      }, (page) => page.emulateMedia({ colorScheme }));
    }
  });
});
