// Customers in a browser: their mails, as they were really sent, and the pages of Usher's own.

import assert from "node:assert/strict";

let number = 0;

/** One that no other test uses, of a domain that could have mail. */
export const address = () => `quagga.${process.pid}.${++number}@quagga.dev`;

export const admin = { authorization: "Bearer dev-admin-token", "content-type": "application/json" };

/** For one suite: gives the newest mail to somebody of which this holds, once it is there. */
export const mailbox = (on) => async (to, holds = () => true) => {
  for (let tries = 0; tries < 150; tries++) {
    const mails = await (await fetch(`${on.usher.url}/dev/mail.json`)).json();
    const found = mails.find((mail) => mail.to === to && holds(mail));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`no mail to ${to}`);
};

export const link = ({ text }) => text.match(/http\S+\/verify#\w+/)[0];
export const code = ({ text }) => text.match(/^\s*(\d{6})\s*$/m)[1];

/** For one suite: shows `look` a page of Usher's own, of which no script may fail, and which its policy refuses nothing. */
export const pages = (on) => async (path, look, { prepare = async () => {}, ...options } = {}) => {
  const context = await on.browser.newContext({ locale: "en", viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const failures = [];
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (message) => /Content.Security.Policy/.test(message.text()) && failures.push(message.text()));
  try {
    await prepare(page);
    await page.goto(on.usher.url + path);
    await look(page, context);
    assert.deepEqual(failures, []);
  } finally {
    await context.close();
  }
};

/** Whether nothing of a page is wider than its window. */
export const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
