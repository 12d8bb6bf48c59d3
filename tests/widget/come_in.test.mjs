// A customer comes in by every way there is, and is one customer.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { address, admin, link, mailbox, pages } from "./mailbox.mjs";
import { Widget, screenshots, stage, violations } from "./support.mjs";

describe("a customer who comes in by themselves", () => {
  const on = stage();
  const open = pages(on);
  const mail = mailbox(on);

  it("signs up in Chinese, proves it by the mail, asks for help, adds an address, writes from there, and is one customer with two requests", async () => {
    const [first, second] = [address(), address()];
    await open("/sign-up", async (page) => {
      const form = new Widget(page, "usher-sign-up");
      await form.field("name").fill("王小明");
      await form.field("email").fill(first);
      assert.deepEqual(await violations(page, "usher-sign-up"), []);
      await form.submit();
      await form.field("code").waitFor();
      await page.goto(link(await mail(first)));
      await page.getByRole("button", { name: "确认我的地址" }).click();
      await page.getByText("您的地址已确认").waitFor();
      assert.deepEqual(await violations(page, "usher-me"), []);
      await page.screenshot({ path: join(screenshots, "me-zh.png"), fullPage: true });

      await page.goto(`${on.usher.url}/request`);
      const request = new Widget(page, "usher-request");
      await request.field("subject").fill("发票抬头");
      await request.field("description").fill("请修改发票抬头。");
      assert.equal(await request.field("email").count(), 0);
      await request.submit();
      await page.getByText("您的请求已发送").waitFor();

      await page.goto(`${on.usher.url}/me`);
      const me = new Widget(page, "usher-me");
      await page.getByText("发票抬头").waitFor();
      await me.field("email").fill(second);
      await me.element.getByRole("button", { name: "添加" }).click();
      await page.getByText("该地址即属于您").waitFor();
      await page.goto(link(await mail(second)));
      await page.getByRole("button", { name: "确认我的地址" }).click();
      await page.getByText("您的地址已确认").waitFor();

      // A mail from there goes on as the same customer's: the mail servers vouch for it.
      const authenticated = "Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=quagga.dev; spf=pass smtp.mailfrom=quagga.dev";
      const subject = `=?utf-8?B?${Buffer.from("还有一个问题").toString("base64")}?=`;
      const raw = `${authenticated}\r\nFrom: <${second}>\r\nTo: <help@usher.test>\r\nMessage-ID: <${second}>\r\nSubject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n什么时候到？\r\n`;
      const posted = await fetch(`${on.usher.url}/dev/email?${new URLSearchParams({ from: second, to: "help@usher.test" })}`, { method: "POST", body: raw });
      assert.ok(posted.ok, await posted.text());

      await me.field("name").fill("王大明");
      await me.element.getByRole("button", { name: "保存更改" }).click();
      await page.getByText("已保存。").waitFor();
      await me.element.getByRole("button", { name: "退出登录" }).click();
      await me.field("email").waitFor();
    }, { locale: "zh-CN" });
    const found = await (await fetch(`${on.usher.url}/api/v2/users/search?query=${second}`, { headers: admin })).json();
    assert.deepEqual(found.users.map(({ name, email, verified }) => [name, email, verified]), [["王大明", first, true]]);
    const tickets = await (await fetch(`${on.usher.url}/api/v2/users/${found.users[0].id}/tickets/requested`, { headers: admin })).json();
    assert.deepEqual(tickets.tickets.map(({ subject, via }) => [subject, via.channel]), [["发票抬头", "api"], ["还有一个问题", "email"]]);
  });
});
