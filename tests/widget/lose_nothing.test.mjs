// Answers are lost, sessions end, the page is loaded again or the form drawn anew: nothing typed is lost, and nobody is added twice.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Widget, stage, user, visitor } from "./support.mjs";

describe("what was typed", () => {
  const on = stage();
  const visit = visitor(on);
  const INLINE = `<usher-add-customer mode="inline" token="TOKEN"></usher-add-customer>`;
  const ASKING = `<usher-add-customer mode="inline"></usher-add-customer>
    <script>customElements.whenDefined("usher-add-customer").then(() => (document.querySelector("usher-add-customer").getToken = () => portalToken()));</script>`;
  /** Refuses WebAssembly, so that the form is in a frame. */
  const framed = (usher) => `script-src ${usher} 'unsafe-inline'; connect-src ${usher}; frame-src ${usher}`;

  /** Stored at the edge, but the answer is lost on the way: gives the id that was not told. */
  const lose = (page) =>
    new Promise((resolve) =>
      page.route("**/api/v2/users?*", async (route) => {
        const answer = await route.fetch();
        await route.abort();
        resolve((await answer.json()).user.id);
      }, { times: 1 }),
    );

  const speakSpanish = (page) => page.locator("usher-add-customer").evaluate((element) => (element.locale = "es"));
  for (const [how, again] of [["drawn anew", speakSpanish], ["there again with the page", (page) => page.reload()]]) {
    for (const where of ["page", "frame"]) {
      it(`is the same request once the form is ${how}, in a ${where}`, () =>
        visit(INLINE, where === "frame" ? framed(on.usher.url) : undefined, async (page) => {
          const widget = new Widget(page);
          const form = where === "frame" ? new Widget(page.frameLocator("usher-add-customer iframe")) : widget;
          await form.field("name").fill("Told Twice");
          // Typed and taken back is not the same as never typed.
          await form.field("email").fill("x");
          await form.field("email").fill("");
          const lost = lose(page);
          const failed = await widget.listen("usher-error");
          await form.submit();
          const id = await lost;
          await failed();
          const ready = again === speakSpanish && (await widget.listen("usher-ready"));
          await again(page);
          if (ready) await ready();
          await form.field("name").waitFor();
          assert.equal(await form.field("name").inputValue(), "Told Twice");
          const added = await widget.listen("usher-added");
          await form.submit();
          assert.equal((await added()).user.id, id);
        }));
    }
  }

  it("is another request once it is another draft", () =>
    visit(INLINE, undefined, async (page) => {
      const widget = new Widget(page);
      await widget.field("name").fill("One Of Two");
      const lost = lose(page);
      await widget.submit();
      const id = await lost;
      await speakSpanish(page);
      await widget.element.getByText("Nombre").waitFor();
      await widget.field("name").fill("Two Of Two");
      const added = await widget.listen("usher-added");
      await widget.submit();
      assert.notEqual((await added()).user.id, id);
    }));

  /** An agent who is signed in until `session.ended`. */
  const asking = (session) => (page, site) => page.exposeFunction("portalToken", () => (session.ended ? null : site.token(1)));
  const edit = async (widget, name) => {
    await widget.field("name").fill(name);
    const added = await widget.listen("usher-added");
    await widget.submit();
    const { user } = await added();
    await widget.part("profile").waitFor();
    await widget.field("notes").fill("calls before nine");
    await widget.field("contact").fill("+49 30 901821");
    return user.id;
  };
  const edited = (widget) => Promise.all(["notes", "contact"].map((name) => widget.field(name).inputValue()));

  it("in the profile is there again after signing in again, and then it has served", async () => {
    const session = { ended: false };
    await visit(ASKING, undefined, async (page) => {
      const widget = new Widget(page);
      const id = await edit(widget, "Edited Long");
      session.ended = true;
      await page.waitForTimeout(1100);
      const failed = await widget.listen("usher-error");
      await widget.submit();
      assert.deepEqual(await failed(), { code: "session_ended" });
      session.ended = false;
      await page.reload();
      await widget.part("profile").waitFor();
      assert.equal(await widget.field("name").inputValue(), "Edited Long");
      assert.deepEqual(await edited(widget), ["calls before nine", "+49 30 901821"]);
      const updated = await widget.listen("usher-updated");
      await widget.submit();
      await updated();
      const { notes, phone } = await user(on.usher.url, id);
      assert.deepEqual([notes, phone], ["calls before nine", "+4930901821"]);
      await page.reload();
      await widget.field("email").waitFor();
      assert.deepEqual([await widget.part("profile").count(), await widget.field("name").inputValue()], [0, ""]);
    }, asking(session));
  });

  for (const where of ["page", "frame"]) {
    it(`in the profile outlives another language, in a ${where}`, () =>
      visit(INLINE, where === "frame" ? framed(on.usher.url) : undefined, async (page) => {
        const widget = new Widget(page);
        const form = where === "frame" ? new Widget(page.frameLocator("usher-add-customer iframe")) : widget;
        await edit(Object.assign(form, { listen: (name) => Widget.prototype.listen.call(widget, name) }), "Polyglot");
        await speakSpanish(page);
        await form.element.getByText("Guardar los cambios").waitFor();
        assert.deepEqual(await edited(form), ["calls before nine", "+49 30 901821"]);
        assert.equal(await widget.part("heading").textContent(), "Polyglot");
      }));

    it(`is forgotten with reset(), though it was kept, in a ${where}`, () =>
      visit(INLINE, where === "frame" ? framed(on.usher.url) : undefined, async (page) => {
        const widget = new Widget(page);
        const form = where === "frame" ? new Widget(page.frameLocator("usher-add-customer iframe")) : widget;
        await form.field("name").fill("Of No Use");
        void lose(page);
        const failed = await widget.listen("usher-error");
        await form.submit();
        await failed();
        const ready = await widget.listen("usher-ready");
        await widget.element.evaluate((element) => element.reset());
        await ready();
        assert.equal(await form.field("name").inputValue(), "");
        await page.reload();
        await form.field("name").waitFor();
        assert.equal(await form.field("name").inputValue(), "");
      }));
  }

  it("by one agent stays theirs while another has come in the same page", async () => {
    let agent = "agent@example.com";
    const portal = async (page, site) => page.exposeFunction("portalToken", () => site.token(600, agent));
    await visit(ASKING, undefined, async (page) => {
      const widget = new Widget(page);
      await widget.field("name").fill("Left By Amir");
      await page.route("**/api/v2/users?*", (route) => route.abort(), { times: 1 });
      const failed = await widget.listen("usher-error");
      await widget.submit();
      await failed();
      for (const [who, name] of [["admin@example.com", ""], ["agent@example.com", "Left By Amir"]]) {
        agent = who;
        const ready = await widget.listen("usher-ready");
        await widget.element.evaluate((element) => ((element.getToken = () => portalToken()), element.reset()));
        await ready();
        assert.equal(await widget.field("name").inputValue(), name);
      }
    }, portal);
  });

  it("opens the profile also where the form was drawn anew while it was sent", () =>
    visit(INLINE, undefined, async (page) => {
      const widget = new Widget(page);
      await widget.field("name").fill("Slow Answer");
      let answer;
      await page.route("**/api/v2/users?*", (route) => (answer = () => route.continue()), { times: 1 });
      await widget.submit();
      const ready = await widget.listen("usher-ready");
      await speakSpanish(page);
      await ready();
      answer();
      await widget.part("profile").waitFor();
      assert.equal(await widget.field("name").inputValue(), "Slow Answer");
    }));

  it("belongs to its customer, however late the answer", () =>
    visit(INLINE, undefined, async (page) => {
      const widget = new Widget(page);
      await edit(widget, "Ana Late");
      await widget.field("contact").fill("");
      let answer;
      await page.route("**/api/v2/users/*", (route) => (route.request().method() === "PUT" ? (answer = () => route.continue()) : route.continue()));
      await widget.submit();
      await widget.part("added").getByRole("button").click();
      await widget.field("email").waitFor();
      await widget.field("name").fill("Bo Next");
      await widget.submit();
      await widget.part("profile").waitFor();
      const updated = await widget.listen("usher-updated");
      answer();
      assert.equal((await updated()).user.name, "Ana Late");
      assert.equal(await widget.part("heading").textContent(), "Bo Next");
    }));
});
