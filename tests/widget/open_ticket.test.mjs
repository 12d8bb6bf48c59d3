// The agent on the phone adds a customer and opens a ticket with what the caller said, in one step.

import assert from "node:assert/strict";
import { join } from "node:path";
import { beforeEach, describe, it } from "node:test";
import { Widget, demo, screenshots, stage, tokenOf, user, violations, visitor } from "./support.mjs";

const INLINE = `<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`;
const by = (token) => ({ headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } });

/** What a program reads of somebody's tickets. */
async function ticketsOf(usher, id) {
  const response = await fetch(`${usher}/api/v2/users/${id}/tickets/requested`, by("dev-agent-token"));
  return (await response.json()).tickets;
}

/** An agent who may add customers of Northwind Traders, and not write tickets. */
async function partner(usher) {
  const email = `partner.${crypto.randomUUID()}@acme.test`;
  const agent = { name: "Paula Partner", email, custom_role_id: 803, organization_id: 301 };
  const response = await fetch(`${usher}/api/v2/users`, { method: "POST", ...by("dev-admin-token"), body: JSON.stringify({ user: agent }) });
  assert.equal(response.status, 201);
  return email;
}

async function ask(form) {
  await form.part("with-ticket").click();
  await form.field("subject").waitFor();
}

async function fill(form, subject = "Parcel", said = "It is late.\nAgain.") {
  await ask(form);
  await form.field("subject").fill(subject);
  await form.field("said").fill(said);
}

describe("adding a customer and opening a ticket", () => {
  const on = stage();
  let page, widget, sent;
  const opened = demo(on, 1100);
  beforeEach(() => {
    ({ page, widget } = opened);
    sent = [];
    page.on("request", (request) => {
      const { pathname, search } = new URL(request.url());
      if (request.method() === "POST" && pathname.startsWith("/api/v2/")) sent.push(pathname + search);
    });
  });
  const focused = (name) => page.waitForFunction((name) => document.querySelector("#toolbar").shadowRoot.activeElement?.getAttribute("name") === name, name);

  it("is one request with all that was typed, and the profile says which ticket is open", async () => {
    await widget.open();
    await widget.field("name").fill("Phone Only");
    await widget.field("phone").fill("(212) 555-0161");
    await fill(widget);
    assert.equal(await widget.part("submit").textContent(), "Add and open a ticket");
    await page.screenshot({ path: join(screenshots, "open-ticket.png") });
    const heard = await page.evaluateHandle(() => {
      const heard = [];
      for (const name of ["usher-added", "usher-ticket-created"]) document.addEventListener(name, ({ type }) => heard.push(type));
      return heard;
    });
    const created = await widget.listen("usher-ticket-created");
    await widget.submit();
    const told = await created();
    await widget.part("profile").waitFor();
    assert.deepEqual(sent, ["/api/v2/tickets?entry_point=agent"]);
    assert.deepEqual(await heard.jsonValue(), ["usher-added", "usher-ticket-created"]);
    assert.equal(await widget.part("opened").textContent(), `Ticket #${told.ticket.id} is open`);
    assert.match(await widget.part("added").textContent(), /Customer added/);
    await page.screenshot({ path: join(screenshots, "ticket-opened.png") });
    const [stored, tickets] = [await user(on.usher.url, told.user.id), await ticketsOf(on.usher.url, told.user.id)];
    assert.deepEqual([stored.name, stored.phone, stored.email], ["Phone Only", "+12125550161", null]);
    assert.deepEqual(tickets, [told.ticket]);
    assert.deepEqual([told.ticket.subject, told.ticket.description], ["Parcel", "It is late.\nAgain."]);
    // The next customer begins without a ticket.
    await widget.part("added").getByRole("button").click();
    await widget.field("email").waitFor();
    assert.deepEqual([await widget.field("subject").count(), await widget.part("submit").textContent()], [0, "Add customer"]);
  });

  it("can be done, and undone, by keyboard alone", async () => {
    await widget.part("trigger").focus();
    await page.keyboard.press("Enter");
    await widget.field("name").fill("By Keyboard");
    await widget.part("with-ticket").focus();
    await page.keyboard.press("Enter");
    await focused("subject");
    await page.keyboard.type("Keys");
    await page.keyboard.press("Tab");
    await focused("said");
    await page.keyboard.type("Said");
    await widget.part("with-ticket").focus();
    assert.equal(await widget.part("with-ticket").textContent(), "Without a ticket");
    await page.keyboard.press("Space");
    await widget.field("subject").waitFor({ state: "detached" });
    const added = await widget.listen("usher-added");
    await widget.field("name").press("Enter");
    const { user } = await added();
    assert.deepEqual([sent, await ticketsOf(on.usher.url, user.id)], [["/api/v2/users?entry_point=agent"], []]);
    await widget.part("profile").waitFor();
    assert.equal(await widget.part("opened").count(), 0);
  });

  it("needs what the caller said, and tells so at its field", async () => {
    await widget.open();
    await widget.field("name").fill("Said Nothing");
    await ask(widget);
    await widget.submit();
    await focused("said");
    assert.equal(await widget.mistake("said").textContent(), "Fill this in.");
    assert.deepEqual([sent, await widget.field("said").getAttribute("aria-invalid")], [[], "true"]);
    // Nor is it opened for somebody else without.
    await widget.field("phone").fill("212 555 0123");
    await widget.element.getByRole("button", { name: "Use this one" }).first().click();
    await focused("said");
    await widget.field("said").fill("x");
    assert.equal(await widget.mistake("said").textContent(), "");
  });

  it("tells that an address is taken, at the field, and keeps what was said", async () => {
    await widget.open();
    await widget.field("name").fill("Somebody Else");
    await widget.field("email").fill("GRACE@example.net");
    await fill(widget);
    await widget.submit();
    await widget.part("summary").waitFor();
    assert.match(await widget.part("summary").textContent(), /^1 field needs attention/);
    assert.equal(await widget.mistake("email").textContent(), "Another customer has this address.");
    assert.equal(await widget.field("said").inputValue(), "It is late.\nAgain.");
  });

  it("is opened for the customer who was there already", async () => {
    await widget.open();
    await fill(widget, "", "About the invoice");
    await widget.field("phone").fill("212 555 0123");
    const created = await widget.listen("usher-ticket-created");
    await widget.element.getByRole("button", { name: "Use this one" }).first().click();
    const told = await created();
    assert.deepEqual([told.user.name, told.ticket.requester_id, told.ticket.subject], ["Grace Okafor", told.user.id, "About the invoice"]);
    await widget.part("profile").waitFor();
    assert.match(await widget.part("added").textContent(), new RegExp(`Existing customer.*Ticket #${told.ticket.id} is open`));
    assert.deepEqual(sent, ["/api/v2/tickets"]);
  });

  it("is tried again for the same customer, once", async () => {
    await widget.open();
    await fill(widget, "Once", "Only once");
    await widget.field("phone").fill("212 555 0123");
    await page.route("**/api/v2/tickets", async (route) => (await route.fetch(), route.abort()), { times: 1 });
    const failed = await widget.listen("usher-error");
    await widget.element.getByRole("button", { name: "Use this one" }).first().click();
    assert.deepEqual(await failed(), { code: "offline" });
    const created = await widget.listen("usher-ticket-created");
    await widget.element.getByRole("button", { name: "Try again" }).click();
    const { user, ticket } = await created();
    const once = (await ticketsOf(on.usher.url, user.id)).filter(({ subject }) => subject === "Once");
    assert.deepEqual(once.map(({ id }) => id), [ticket.id]);
  });

  it("is shown, disabled, with the reason, to whoever may write no tickets", async () => {
    const token = await tokenOf(on.usher.url, await partner(on.usher.url));
    await widget.element.evaluate((element, token) => ((element.getToken = () => token), element.reset()), token);
    await widget.open();
    const button = widget.part("with-ticket");
    assert.equal(await button.isDisabled(), true);
    const why = await button.evaluate((button) => button.getRootNode().getElementById(button.getAttribute("aria-describedby")).textContent);
    assert.equal(why, "Your role does not include this. Ask an admin to do it.");
    assert.equal(await widget.part("submit").isDisabled(), false);
    await page.screenshot({ path: join(screenshots, "no-tickets.png") });
    await page.keyboard.press("Escape");
    await page.selectOption("#agent", "light@example.com");
    await widget.open();
    assert.deepEqual([await button.isDisabled(), await widget.part("denial").isVisible()], [true, true]);
  });

  it("says that what asks for it could not be loaded, and sends nothing without it", async () => {
    await page.route("**/usher-profile*", (route) => route.abort());
    await widget.open();
    await widget.field("name").fill("Not Loaded");
    const failed = await widget.listen("usher-error");
    await widget.part("with-ticket").click();
    assert.deepEqual(await failed(), { code: "load_failed" });
    assert.match(await widget.part("ticket").textContent(), /could not be loaded/);
    await widget.submit();
    assert.deepEqual(sent, []);
    await page.unroute("**/usher-profile*");
    await widget.part("with-ticket").click();
    await ask(widget);
  });

  for (const [language, label, told] of [["es", "Lo que dijo quien llama", /El ticket #\d+ está abierto/], ["zh-CN", "来电内容", /工单 #\d+ 已创建/], ["ar", "ما قاله المتصل", /التذكرة #\d+ مفتوحة/]]) {
    it(`speaks ${language}`, async () => {
      await page.selectOption("#language", language);
      await widget.open();
      await widget.field("name").fill(`Speaks ${language}`);
      await fill(widget);
      assert.equal(await widget.element.getByLabel(label).inputValue(), "It is late.\nAgain.");
      await page.screenshot({ path: join(screenshots, `open-ticket-${language}.png`) });
      await widget.submit();
      await widget.part("profile").waitFor();
      assert.match(await widget.part("opened").textContent(), told);
    });
  }

  for (const [theme, width] of [["light", 1200], ["dark", 320]]) {
    it(`has nothing for axe to find, ${theme}, ${width} px wide`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 900 });
      await widget.open();
      await ask(widget);
      await widget.submit();
      await page.waitForTimeout(300); // The dialog's entrance, while which its colours are mixed.
      await page.screenshot({ path: join(screenshots, `open-ticket-${theme}-${width}.png`) });
      assert.equal(await widget.part("dialog").evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth), true);
      assert.deepEqual(await violations(page, "#toolbar"), []);
    });
  }
});

describe("a ticket whose answer is lost", () => {
  const on = stage();
  const visit = visitor(on);
  const framed = (usher) => `script-src ${usher} 'unsafe-inline'; connect-src ${usher}; frame-src ${usher}`;
  /** Stored at the edge, but the answer is lost on the way: gives the ticket that was not told. */
  const lose = (page) =>
    new Promise((resolve) =>
      page.route("**/api/v2/tickets?*", async (route) => {
        const answer = await route.fetch();
        await route.abort();
        resolve((await answer.json()).ticket.id);
      }, { times: 1 }),
    );
  const speakSpanish = (page) => page.locator("usher-add-customer").evaluate((element) => (element.locale = "es"));

  for (const [how, again] of [["tried again", null], ["drawn anew", speakSpanish], ["there again with the page", (page) => page.reload()]]) {
    for (const where of ["page", "frame"]) {
      it(`is the same request once the form is ${how}, in a ${where}`, () =>
        visit(INLINE, where === "frame" ? framed(on.usher.url) : undefined, async (page) => {
          const widget = new Widget(page);
          const form = where === "frame" ? new Widget(page.frameLocator("usher-add-customer iframe")) : widget;
          await form.field("name").fill("Told Twice");
          await fill(form);
          const lost = lose(page);
          const failed = await widget.listen("usher-error");
          await form.submit();
          const id = await lost;
          await failed();
          const ready = again === speakSpanish && (await widget.listen("usher-ready"));
          await again?.(page);
          if (ready) await ready();
          await form.field("said").waitFor();
          assert.deepEqual([await form.field("subject").inputValue(), await form.field("said").inputValue()], ["Parcel", "It is late.\nAgain."]);
          const created = await widget.listen("usher-ticket-created");
          await form.submit();
          const { ticket, user } = await created();
          assert.deepEqual([ticket.id, (await ticketsOf(on.usher.url, user.id)).length], [id, 1]);
        }));
    }
  }
});
