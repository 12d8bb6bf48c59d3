// Fields that the account has defined: on the form after the others, and in the profile.

import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { Widget, screenshots, stage, user, violations, visitor } from "./support.mjs";

const options = (...values) => values.map((value) => ({ name: value.toUpperCase(), value }));
const FIELDS = [
  { key: "plan", type: "dropdown", title: "Plan", description: "What they pay for", custom_field_options: options("gold", "tin") },
  { key: "note", type: "text", title: "<b>خطة</b>", description: "<img src=x onerror=alert(1)>" },
  { key: "story", type: "textarea", title: "Story" },
  { key: "vip", type: "checkbox", title: "VIP", tag: "is_vip" },
  { key: "since", type: "date", title: "Customer since" },
  { key: "seats", type: "integer", title: "Seats" },
  { key: "code", type: "regexp", title: "Code", regexp_for_validation: "^[A-Z]{2}-[0-9]+$" },
  { key: "likes", type: "multiselect", title: "Likes", custom_field_options: options("tea", "rum") },
];

describe("fields that the account has defined", () => {
  const on = stage();
  const visit = visitor(on);
  const send = (path, method, body) =>
    fetch(on.usher.url + path, { method, headers: { authorization: "Bearer dev-admin-token", "content-type": "application/json" }, body: JSON.stringify(body) });
  before(async () => {
    for (const user_field of FIELDS) assert.equal((await send("/api/v2/user_fields", "POST", { user_field })).status, 201);
    const settings = { entry_points: { agent: { user_fields: { seats: "required", story: "hidden" } } } };
    assert.equal((await send("/api/v1/settings", "PUT", { settings })).status, 200);
  });

  const INLINE = `<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`;
  const own = (widget, key) => widget.field(`user_fields.${key}`);
  const mistake = (widget, key) => widget.mistake(`user_fields.${key}`).textContent();
  const show = (look) => visit(INLINE, undefined, async (page) => {
    const widget = new Widget(page);
    await widget.field("name").waitFor();
    await look(page, widget);
  });

  async function fill(widget) {
    await widget.field("name").fill("Own Fields");
    await own(widget, "plan").selectOption("gold");
    await own(widget, "note").fill("قديم");
    await own(widget, "vip").check();
    await own(widget, "since").fill("2026-03-31");
    await own(widget, "seats").fill("7");
    await own(widget, "code").fill("AB-7");
    await widget.element.getByLabel("RUM").check();
    await widget.element.getByLabel("TEA").check();
  }

  const expected = { plan: "gold", note: "قديم", story: null, vip: true, since: "2026-03-31T00:00:00Z", seats: 7, code: "AB-7", likes: ["tea", "rum"] };

  it("are drawn by their kind, filled in and stored, and changed in the profile", () =>
    show(async (page, widget) => {
      assert.deepEqual(await violations(page, "usher-add-customer"), []);
      await fill(widget);
      await page.screenshot({ path: join(screenshots, "user-fields.png"), fullPage: true });
      const added = await widget.listen("usher-added");
      await widget.submit();
      const { id } = (await added()).user;
      const stored = await user(on.usher.url, id);
      assert.deepEqual(stored.user_fields, expected);
      assert.deepEqual(stored.tags, ["gold", "is_vip", "rum", "tea"]);

      await widget.part("profile").waitFor();
      assert.deepEqual([await own(widget, "plan").inputValue(), await own(widget, "since").inputValue(), await own(widget, "vip").isChecked()], ["gold", "2026-03-31", true]);
      assert.deepEqual(await violations(page, "usher-add-customer"), []);
      await own(widget, "seats").fill("x");
      await own(widget, "seats").blur();
      assert.match(await mistake(widget, "seats"), /whole number/);
      await own(widget, "seats").fill("");
      await own(widget, "vip").uncheck();
      await widget.element.getByLabel("TEA").uncheck();
      const updated = await widget.listen("usher-updated");
      await widget.submit();
      assert.deepEqual((await updated()).user.user_fields, { ...expected, seats: null, vip: false, likes: ["rum"] });
      await page.screenshot({ path: join(screenshots, "user-fields-profile.png"), fullPage: true });
    }));

  it("stand after the others in the account's order, without those that the form hides", () =>
    show(async (page, widget) => {
      const names = await widget.element.locator("[part=field] [name]").evaluateAll((all) => all.map(({ name }) => name));
      const keys = ["plan", "note", "vip", "since", "seats", "code", "likes", "likes"];
      assert.deepEqual(names, ["name", "email", "phone", ...keys.map((key) => `user_fields.${key}`)]);
      // What an admin wrote is text, whatever it looks like, and in its own direction.
      assert.match(await widget.element.locator(`[part="field"]:has([name="user_fields.note"])`).textContent(), /<b>خطة<\/b>.*<img src=x/);
      assert.equal(await own(widget, "note").getAttribute("dir"), "auto");
      assert.equal(await own(widget, "since").getAttribute("type"), "date");
    }));

  it("tell their mistakes: on leaving, on submitting, and what only the full rulebook knows", () =>
    show(async (page, widget) => {
      await widget.field("name").fill("Mistaken");
      await own(widget, "seats").fill("1.5");
      await own(widget, "seats").blur();
      assert.match(await mistake(widget, "seats"), /whole number/);
      await own(widget, "seats").fill("");
      assert.equal(await mistake(widget, "seats"), "");
      await widget.submit();
      await widget.part("summary").waitFor();
      assert.match(await widget.part("summary").textContent(), /Seats.*Fill this in/);
      await widget.part("summary").getByRole("button", { name: /Seats/ }).click();
      await page.waitForFunction(() => document.querySelector("usher-add-customer").shadowRoot.activeElement?.getAttribute("name") === "user_fields.seats");
      await own(widget, "seats").fill("7");
      await own(widget, "code").fill("ab");
      await widget.submit();
      await page.waitForFunction(() => document.querySelector("usher-add-customer").shadowRoot.querySelector("[name='user_fields.code']").ariaInvalid === "true");
      assert.match(await mistake(widget, "code"), /does not have the form/);
      await page.screenshot({ path: join(screenshots, "user-fields-mistakes.png"), fullPage: true });
    }));

  it("are kept when the form is drawn anew, and told in another language", () =>
    show(async (page, widget) => {
      await fill(widget);
      await own(widget, "seats").fill("many");
      const ready = await widget.listen("usher-ready");
      await page.locator("usher-add-customer").evaluate((element) => (element.locale = "ar"));
      await ready();
      await own(widget, "plan").waitFor();
      assert.deepEqual(
        [await own(widget, "plan").inputValue(), await own(widget, "note").inputValue(), await own(widget, "vip").isChecked(), await widget.element.getByLabel("RUM").isChecked()],
        ["gold", "قديم", true, true],
      );
      await own(widget, "seats").focus();
      await own(widget, "seats").blur();
      assert.match(await mistake(widget, "seats"), /عددًا صحيحًا/);
      await page.screenshot({ path: join(screenshots, "user-fields-arabic.png"), fullPage: true });
      await own(widget, "seats").fill("7");
      const added = await widget.listen("usher-added");
      await widget.submit();
      assert.deepEqual((await user(on.usher.url, (await added()).user.id)).user_fields, expected);
    }));
});
