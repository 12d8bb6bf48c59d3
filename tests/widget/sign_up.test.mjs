// Customers come in by themselves: as they meet it, in a browser, with the mail that was really sent.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { join } from "node:path";
import { Widget, screenshots, stage, violations, visitor } from "./support.mjs";

let number = 0;
const address = () => `quagga.${process.pid}.${++number}@quagga.dev`;
const admin = { authorization: "Bearer dev-admin-token", "content-type": "application/json" };

describe("Customers in a browser", () => {
  const on = stage();
  const visit = visitor(on);

  /** The newest mail to somebody, once it is there. */
  async function mail(to, is = () => true) {
    for (let tries = 0; tries < 150; tries++) {
      const mails = await (await fetch(`${on.usher.url}/dev/mail.json`)).json();
      const found = mails.find((mail) => mail.to === to && is(mail));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`no mail to ${to}`);
  }
  const link = ({ text }) => text.match(/http\S+\/verify#\w+/)[0];
  const code = ({ text }) => text.match(/^\d{6}$/m)[0];

  /** A page of Usher's own, in this language. */
  async function open(path, look, { locale = "en", ...options } = {}) {
    const context = await on.browser.newContext({ locale, viewport: { width: 1100, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const failures = [];
    page.on("pageerror", (error) => failures.push(error.message));
    page.on("console", (message) => /Content.Security.Policy/.test(message.text()) && failures.push(message.text()));
    try {
      await page.goto(on.usher.url + path);
      await look(page, context);
      assert.deepEqual(failures, []);
    } finally {
      await context.close();
    }
  }

  it("a customer signs up in Chinese, proves it by the mail, asks for help, adds an address, writes from there, and is one customer with two requests", async () => {
    const [first, second] = [address(), address()];
    await open("/sign-up", async (page) => {
      const form = new Widget(page, "usher-sign-up");
      await form.field("name").fill("王小明");
      await form.field("email").fill(first);
      assert.deepEqual(await violations(page, "usher-sign-up"), []);
      await page.screenshot({ path: join(screenshots, "sign-up-zh.png") });
      await form.submit();
      await page.getByText("请查看您的邮箱").waitFor();
      assert.deepEqual(await violations(page, "usher-sign-up"), []);
      await page.screenshot({ path: join(screenshots, "sign-up-mail-zh.png") });
      const sent = await mail(first);
      assert.equal(sent.language, "zh");

      await page.goto(link(sent));
      await page.getByRole("button", { name: "确认我的邮箱" }).click();
      await page.getByText("您的邮箱已确认").waitFor();
      assert.equal(new URL(page.url()).pathname, "/me");
      await page.getByText(first).waitFor();
      assert.deepEqual(await violations(page, "usher-me"), []);
      await page.screenshot({ path: join(screenshots, "me-zh.png"), fullPage: true });

      await page.goto(`${on.usher.url}/request`);
      const request = new Widget(page, "usher-request");
      await request.field("subject").fill("发票抬头");
      await request.field("description").fill("请修改发票抬头。");
      assert.equal(await request.field("email").count(), 0);
      await request.submit();
      await page.getByText("我们已收到您的请求").waitFor();

      await page.goto(`${on.usher.url}/me`);
      const me = new Widget(page, "usher-me");
      await page.getByText("发票抬头").waitFor();
      await me.field("contact").fill(second);
      await me.element.locator("section").first().getByRole("button", { name: "添加" }).click();
      await page.getByText("点击链接后它就属于您").waitFor();
      await page.goto(link(await mail(second)));
      await page.getByRole("button", { name: "确认我的邮箱" }).click();
      await page.getByText("您的邮箱已确认").waitFor();

      // A mail from there goes on as the same customer's: the mail servers vouch for it.
      const authenticated = "Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=quagga.dev; spf=pass smtp.mailfrom=quagga.dev";
      const raw = `${authenticated}\r\nFrom: <${second}>\r\nTo: <help@usher.test>\r\nMessage-ID: <${second}>\r\nSubject: =?utf-8?B?${Buffer.from("还有一个问题").toString("base64")}?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n什么时候到？\r\n`;
      const posted = await fetch(`${on.usher.url}/dev/email?${new URLSearchParams({ from: second, to: "help@usher.test" })}`, { method: "POST", body: raw });
      assert.ok(posted.ok, await posted.text());

      await me.field("name").fill("王大明");
      await me.element.getByRole("button", { name: "保存" }).click();
      await page.getByText("已保存。").waitFor();
      await me.element.getByRole("button", { name: "退出登录" }).click();
      await me.field("email").waitFor();
    }, { locale: "zh-CN" });
    const found = await (await fetch(`${on.usher.url}/api/v2/users/search?query=${second}`, { headers: admin })).json();
    assert.deepEqual(found.users.map(({ name, email, verified }) => [name, email, verified]), [["王大明", first, true]]);
    const tickets = await (await fetch(`${on.usher.url}/api/v2/users/${found.users[0].id}/tickets/requested`, { headers: admin })).json();
    assert.deepEqual(tickets.tickets.map(({ subject, via }) => [subject, via.channel]), [["发票抬头", "api"], ["还有一个问题", "email"]]);
  });

  it("in a page of another origin the code of the mail is typed where one has signed up, mistakes are told first", async () => {
    const email = address();
    await visit(`<usher-sign-up mode="inline"></usher-sign-up>`, null, async (page) => {
      const form = new Widget(page, "usher-sign-up");
      await form.submit();
      await form.part("summary").waitFor();
      assert.match(await form.mistake("email").textContent(), /.+/);
      await form.field("name").fill("Ana Díaz");
      await form.field("email").fill(email);
      const [signed, verified] = [await form.listen("usher-signed-up"), await form.listen("usher-verified")];
      await form.submit();
      assert.deepEqual(await signed(), { email });
      await form.field("code").fill("000000");
      await form.part("submit").click();
      await page.getByText("not the code").waitFor();
      await form.field("code").fill(code(await mail(email)));
      await form.part("submit").click();
      await page.getByText("Your address is confirmed").waitFor();
      assert.equal((await verified()).user.name, "Ana Díaz");
      assert.deepEqual((await page.context().cookies()).filter(({ name }) => name.includes("session")), []);
    });
  });

  it("a stranger's request asks for name and address, and says what happens next", async () => {
    const email = address();
    await visit(`<usher-request></usher-request>`, null, async (page) => {
      const form = new Widget(page, "usher-request");
      await form.open();
      await form.field("name").fill("Ana Díaz");
      await form.field("email").fill(email);
      await form.submit();
      await page.getByText("This is needed.").first().waitFor();
      await form.field("subject").fill("Where is my parcel?");
      await form.field("description").fill("It is late.");
      assert.deepEqual(await violations(page, "usher-request"), []);
      const requested = await form.listen("usher-requested");
      await form.submit();
      await page.getByText("We have your request").waitFor();
      assert.equal((await requested()).request.subject, "Where is my parcel?");
    });
  });

  it("one signs in by a code on Usher's own page, and the profile fits a phone", async () => {
    const email = address();
    await fetch(`${on.usher.url}/api/v2/users`, { method: "POST", headers: admin, body: JSON.stringify({ user: { name: "Ana Díaz", email, verified: true } }) });
    await open("/sign-in", async (page) => {
      const me = new Widget(page, "usher-me");
      await me.field("email").fill(email);
      assert.deepEqual(await violations(page, "usher-me"), []);
      await me.submit();
      await me.field("code").fill(code(await mail(email)));
      await me.part("submit").click();
      await page.getByText("Your requests").waitFor();
      await page.screenshot({ path: join(screenshots, "me.png"), fullPage: true });
      await page.setViewportSize({ width: 375, height: 700 });
      await page.emulateMedia({ colorScheme: "dark" });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await page.screenshot({ path: join(screenshots, "me-phone-dark.png"), fullPage: true });
    });
  });

  it("a page looks right on a phone, in the dark and from right to left", async () => {
    await open("/sign-up", async (page) => {
      await new Widget(page, "usher-sign-up").field("name").waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      assert.equal(await new Widget(page, "usher-sign-up").part("submit").textContent(), "إنشاء حساب");
      await page.screenshot({ path: join(screenshots, "sign-up-phone-ar-dark.png") });
    }, { locale: "ar", viewport: { width: 375, height: 720 }, colorScheme: "dark" });
  });
});
