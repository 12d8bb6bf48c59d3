// What is built, and a browser that looks at it.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { basename, extname, join } from "node:path";
import { after, afterEach, before, beforeEach } from "node:test";
import { chromium } from "playwright-core";
import { root, serve } from "../server.mjs";

export { root };

export const screenshots = join(root, "tests/screenshots");
mkdirSync(screenshots, { recursive: true });

/** For one suite: Usher and a browser, there before its first test and gone after its last. */
export function stage() {
  const stage = {};
  before(async () => {
    stage.usher = await serve();
    stage.browser = await browse();
  });
  after(async () => {
    await stage.browser?.close();
    stage.usher?.stop();
  });
  return stage;
}

/** For one suite: the demo portal, opened anew for each test in a window so high, whose page must not fail; and the widget in its toolbar. */
export function demo(on, height) {
  const demo = {};
  const failures = [];
  beforeEach(async () => {
    demo.page = await on.browser.newPage({ viewport: { width: 1200, height } });
    demo.page.on("pageerror", (error) => failures.push(error.message));
    await demo.page.goto(on.usher.url);
    demo.widget = new Widget(demo.page, "#toolbar");
  });
  afterEach(async () => {
    await demo.page.close();
    assert.deepEqual(failures, []);
  });
  return demo;
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds below `selector`: rules, and the elements that break them. */
export async function violations(page, selector) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((selector) => globalThis.axe.run(selector), selector);
  return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}

function browse() {
  const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", ...quiet] });
}

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/** A portal on an origin of its own, with a key of its own: `page` makes its HTML from a token. `folder` has its files. */
export async function portal(usher, page, csp, folder) {
  const site = createServer(({ url }, response) => {
    const file = folder && TYPES[extname(url)] ? readFileSync(join(folder, basename(url))) : null;
    const type = file ? TYPES[extname(url)] : "text/html; charset=utf-8";
    response.writeHead(200, { "content-type": type, ...(csp && { "content-security-policy": csp }) });
    response.end(file ?? page(token()));
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${site.address().port}`;
  const key = await embedKey(usher, url);
  /** A token that holds for so many seconds; with a negative number, one that has expired. */
  const token = (seconds = 600, email = "agent@example.com") => sign(key, email, seconds);
  return { url, token, stop: () => site.close() };
}

/** For one suite: shows `look` a portal's page with this body (`TOKEN` in it is a token), after `prepare` had the page. */
export function visitor(on) {
  return async (body, csp, look, prepare = async () => {}) => {
    const head = `<!doctype html><html lang="en"><title>Portal</title><script type="module" src="${on.usher.url}/usher.js"></script>`;
    const site = await portal(on.usher.url, (token) => `${head}${body.replaceAll("TOKEN", token)}</html>`, csp);
    const page = await on.browser.newPage();
    page.setDefaultTimeout(10_000);
    const refused = [];
    page.on("console", (message) => /Content.Security.Policy/.test(message.text()) && refused.push(message.text()));
    try {
      await prepare(page, site);
      await page.goto(site.url);
      await look(page, refused, site);
    } finally {
      await page.close();
      site.stop();
    }
  };
}

/** A token for somebody, good on Usher's own pages. */
export const tokenOf = async (usher, email) => sign(await embedKey(usher, usher), email, 600);

async function embedKey(usher, origin) {
  const response = await fetch(`${usher}/api/v1/embed_keys`, {
    method: "POST",
    headers: { authorization: "Bearer dev-admin-token", "content-type": "application/json" },
    body: JSON.stringify({ embed_key: { name: "Test portal", origins: [origin] } }),
  });
  return (await response.json()).embed_key;
}

function sign({ id, secret }, email, seconds) {
  const now = Math.floor(Date.now() / 1000);
  const parts = [{ alg: "HS256", kid: String(id) }, { email, iat: now - 60, exp: now + seconds }];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** The widget in verbs; the only place that knows selectors. */
export class Widget {
  constructor(page, selector = "usher-add-customer") {
    this.page = page;
    this.element = page.locator(selector);
  }
  part(name) {
    return this.element.locator(`[part~="${name}"]`);
  }
  field(name) {
    return this.element.locator(`[name="${name}"]`);
  }
  mistake(name) {
    return this.element.locator(`[part="field"]:has([name="${name}"]) [part="error"]`);
  }
  async open() {
    await this.part("trigger").click();
    await this.field("name").waitFor();
  }
  async submit() {
    await this.part("submit").click();
  }
  /** Listens from when it is resolved; gives a function for the detail of the next event of this name, an error where none comes. */
  async listen(name) {
    const next = await this.element.evaluateHandle((element, name) => ({
      detail: new Promise((resolve, reject) => {
        element.addEventListener(name, ({ detail }) => resolve(detail), { once: true });
        setTimeout(() => reject(new Error(`no ${name}`)), 10_000);
      }),
    }), name);
    return () => next.evaluate(({ detail }) => detail);
  }
}

/** What a program reads of a user. */
export async function user(usher, id) {
  const response = await fetch(`${usher}/api/v2/users/${id}`, { headers: { authorization: "Bearer dev-agent-token" } });
  return (await response.json()).user;
}
