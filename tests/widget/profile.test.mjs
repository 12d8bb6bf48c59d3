// After Add, and after "use this one": the profile takes what there was no time for.

import assert from "node:assert/strict";
import { join } from "node:path";
import { beforeEach, describe, it } from "node:test";
import { demo, screenshots, stage, user, violations } from "./support.mjs";

describe("the profile of a customer", () => {
  const on = stage();
  let page, widget;
  const opened = demo(on, 1100);
  beforeEach(() => ({ page, widget } = opened));

  const add = async (name, email = "") => {
    await widget.open();
    await widget.field("name").fill(name);
    await widget.field("email").fill(email);
    const added = await widget.listen("usher-added");
    await widget.submit();
    const { user } = await added();
    await widget.part("profile").waitFor();
    return user.id;
  };
  const save = async () => {
    const updated = await widget.listen("usher-updated");
    await widget.submit();
    return (await updated()).user;
  };

  it("takes everything that the form did not ask for, in one save", async () => {
    const id = await add("Whole Profile", "whole@example.com");
    assert.match(await widget.element.getByRole("list", { name: "Email and phone", exact: true }).textContent(), /whole@example\.com.*primary.*never mailed/s);
    await widget.field("organization").pressSequentially("lot");
    await page.waitForFunction(() => document.querySelector("#toolbar").shadowRoot.querySelector("datalist option")?.value === "Lotus Tea House");
    await widget.field("organization").fill("Lotus Tea House");
    await widget.field("contact").fill("+49 30 901820");
    await widget.field("locale").selectOption("de");
    await widget.field("time_zone").selectOption("Europe/Berlin");
    await widget.field("tags").fill("VIP، 新客, morning");
    await widget.field("details").fill("Two lines,\nboth kept.");
    await widget.field("notes").fill("Calls before nine.");
    await widget.field("external_id").fill("crm-77");
    await page.screenshot({ path: join(screenshots, "profile.png") });
    const updated = await save();
    const stored = await user(on.usher.url, id);
    assert.deepEqual(updated, stored);
    assert.deepEqual(
      [stored.organization_id, stored.phone, stored.locale, stored.iana_time_zone, stored.tags, stored.details, stored.notes, stored.external_id],
      [302, "+4930901820", "de", "Europe/Berlin", ["morning", "vip", "新客"], "Two lines,\nboth kept.", "Calls before nine.", "crm-77"],
    );
    await page.waitForFunction(() => /4930901820/.test(document.querySelector("#toolbar").shadowRoot.querySelector("[part=contacts]").textContent));
    assert.equal(await widget.field("contact").inputValue(), "");
    assert.equal(await widget.part("notice").textContent(), "Saved.");
  });

  it("sends only what changed, and nothing where nothing did", async () => {
    const id = await add("Half Profile");
    const sent = [];
    page.on("request", (request) => request.method() === "PUT" && sent.push(request.postDataJSON()));
    await widget.submit();
    assert.equal(await widget.part("notice").textContent(), "Nothing has changed.");
    await widget.field("notes").fill("x");
    await save();
    await widget.field("notes").fill("");
    await save();
    assert.deepEqual(sent, [{ user: { notes: "x" } }, { user: { notes: "" } }]);
    assert.equal((await user(on.usher.url, id)).notes, null);
  });

  it("tells a mistake at its field, and an address that somebody else has", async () => {
    await add("Wrong Profile");
    await widget.field("contact").fill("grace@");
    await widget.field("contact").blur();
    assert.match(await widget.mistake("contact").textContent(), /name@company\.com/);
    await widget.field("contact").fill("GRACE@example.net");
    assert.equal(await widget.mistake("contact").textContent(), "");
    await widget.submit();
    await widget.element.getByText("Another customer has this address.").waitFor();
    assert.equal(await widget.field("contact").getAttribute("aria-invalid"), "true");
    assert.equal(await page.evaluate(() => document.querySelector("#toolbar").shadowRoot.activeElement.getAttribute("name")), "contact");
  });

  it("asks whether another domain was meant, and one press takes it", async () => {
    await add("Misspelt Profile");
    await widget.field("contact").fill("misspelt@gmial.com");
    await widget.field("contact").blur();
    await widget.element.getByRole("button", { name: "Use it" }).click();
    assert.equal(await widget.field("contact").inputValue(), "misspelt@gmail.com");
    assert.equal((await save()).email, "misspelt@gmail.com");
  });

  it("offers only time zones that the rulebook knows", async () => {
    await add("Zoned Profile");
    const zones = await widget.field("time_zone").locator("option").evaluateAll((options) => options.map(({ value }) => value));
    assert.ok(zones.length > 300, `${zones.length}`);
    for (const zone of ["Asia/Tokyo", "America/New_York", "Africa/Cairo"]) assert.ok(zones.includes(zone), zone);
  });

  it("keeps what was typed without a connection, and saves it after", async () => {
    const id = await add("Patient Profile");
    await widget.field("notes").fill("still here");
    await page.context().setOffline(true);
    await widget.submit();
    await page.waitForFunction(() => /no connection/.test(document.querySelector("#toolbar").shadowRoot.querySelector("[part=notice]").textContent));
    assert.equal(await widget.field("notes").inputValue(), "still here");
    await page.context().setOffline(false);
    await save();
    assert.equal((await user(on.usher.url, id)).notes, "still here");
  });

  it("tells what something on the way to the server said as the server's failure", async () => {
    await add("Bad Gateway");
    await widget.field("notes").fill("Kept.");
    await page.route("**/api/v2/users/*", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }));
    const failed = await widget.listen("usher-error");
    await widget.submit();
    assert.deepEqual(await failed(), { code: "internal" });
    await page.unroute("**/api/v2/users/*");
    assert.equal((await save()).notes, "Kept.");
  });

  it("is headed and named by the customer, and the next form as before", async () => {
    await add("Headed Profile");
    const heading = widget.element.getByRole("heading");
    assert.deepEqual(await heading.allTextContents(), ["Headed Profile"]);
    assert.equal(await page.getByRole("dialog", { name: "Headed Profile", exact: true }).count(), 1);
    await widget.part("added").getByRole("button").click();
    await widget.field("email").waitFor();
    assert.deepEqual(await heading.allTextContents(), ["Add customer"]);
    assert.equal(await page.getByRole("dialog", { name: "Add customer", exact: true }).count(), 1);
  });

  it("begins the next customer with an empty form", async () => {
    await add("First Of Two");
    await widget.part("added").getByRole("button").click();
    await widget.field("email").waitFor();
    assert.equal(await widget.field("name").inputValue(), "");
    await widget.field("name").fill("Second Of Two");
    await widget.submit();
    await widget.part("profile").waitFor();
    await page.keyboard.press("Escape");
    await widget.part("trigger").click();
    await widget.field("email").waitFor();
    assert.equal(await widget.part("profile").count(), 0);
  });

  it("opens for the customer who was there already, and says so", async () => {
    await widget.open();
    await widget.field("phone").fill("212 555 0123");
    await widget.element.getByRole("button", { name: "Use this one" }).first().click();
    await widget.part("profile").waitFor();
    assert.match(await widget.part("added").textContent(), /Existing customer/);
    assert.equal(await widget.part("heading").textContent(), "Grace Okafor");
    assert.equal(await widget.field("organization").inputValue(), "Northwind Traders");
  });

  it("shows a number that is another customer's line", async () => {
    await widget.open();
    await widget.field("name").fill("Shares A Line");
    await widget.field("phone").fill("212 555 0123");
    await widget.submit();
    await widget.part("profile").waitFor();
    assert.match(await widget.part("contacts").textContent(), /\+12125550123 shared/);
  });

  it("is there again with what was not saved when the dialog was closed", async () => {
    await add("Closed Too Soon");
    await widget.field("notes").fill("Almost lost.");
    await page.keyboard.press("Escape");
    await widget.part("trigger").click();
    assert.equal(await widget.field("notes").inputValue(), "Almost lost.");
    assert.equal((await save()).notes, "Almost lost.");
  });

  it("can be changed by the restricted agent who finds a customer of their own", async () => {
    await page.selectOption("#agent", "restricted@example.com");
    const id = await add("Found Again", "found.again@gmx.net");
    await widget.part("added").getByRole("button").click();
    await widget.field("email").waitFor();
    await widget.field("email").fill("found.again@gmx.net");
    await widget.element.getByRole("button", { name: "Use this one" }).first().click();
    await widget.part("profile").waitFor();
    await widget.field("tags").fill("mine");
    await save();
    assert.deepEqual((await user(on.usher.url, id)).tags, ["mine"]);
  });

  it("belongs to the restricted agent who added the customer too", async () => {
    await page.selectOption("#agent", "restricted@example.com");
    const id = await add("Own Customer");
    await widget.field("tags").fill("mine");
    await save();
    assert.deepEqual((await user(on.usher.url, id)).tags, ["mine"]);
  });

  it("speaks Arabic from right to left", async () => {
    await page.selectOption("#language", "ar");
    await add("ليلى حسن");
    assert.match(await widget.part("submit").textContent(), /حفظ/);
    assert.match(await widget.field("locale").locator("option:checked").textContent(), /الإنجليزية/);
    await page.screenshot({ path: join(screenshots, "profile-arabic.png") });
  });

  for (const [theme, width] of [["light", 1200], ["dark", 320]]) {
    it(`has nothing for axe to find, ${theme}, ${width} px wide`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 900 });
      await add("Axe Profile", `axe-${theme}@example.com`);
      await page.waitForTimeout(300); // The dialog's entrance, while which its colours are mixed.
      await page.screenshot({ path: join(screenshots, `profile-${theme}-${width}.png`) });
      assert.equal(await widget.part("dialog").evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth), true);
      assert.deepEqual(await violations(page, "#toolbar"), []);
    });
  }
});
