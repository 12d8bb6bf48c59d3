// From navigation to a form that takes text: Usher's element beside the hand-written one, in turns, nothing cached.

import { chromium } from "playwright-core";
import { median, quantile, table } from "./numbers.mjs";
import { serve } from "./site.mjs";
import { built, start } from "./workerd.mjs";

const PAGES = { "Usher, preloaded": "/usher.html", "Usher, one line": "/usher-one-line.html", "hand-written": "/hand-written.html" };
const PROFILES = {
  unthrottled: { runs: 21 },
  // What a phone has: 1.6 Mbit/s, 150 ms round trip, a quarter of this CPU.
  phone: { runs: 11, network: { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 1_600_000 / 8 }, slowdown: 4 },
};
/** How long a page is watched for long tasks once its form is there. */
const SETTLED_MS = 400;
/** A form that is not there by then is broken. */
const PATIENCE_MS = 20_000;

export async function page() {
  const worker = await start("usher", built());
  let site, browser;
  try {
    site = await serve(worker.url);
    const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", ...quiet] });
    for (const [profile, settings] of Object.entries(PROFILES)) report(profile, await measure(browser, site.origin, settings));
  } finally {
    await browser?.close();
    site?.stop();
    await worker.stop();
  }
}

/** In turns; who goes first changes from run to run. */
async function measure(browser, origin, settings) {
  const names = Object.keys(PAGES);
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = -1; run < settings.runs; run++) {
    for (const name of run % 2 ? names : [...names].reverse()) {
      const visited = await visit(browser, origin + PAGES[name], settings);
      // The first run warms up.
      if (run >= 0) taken[name].push(visited);
    }
  }
  return taken;
}

async function visit(browser, url, { network, slowdown }) {
  // A context of its own: no cache, no connection, no compiled code of an earlier visit.
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const tab = await context.newPage();
    const session = await context.newCDPSession(tab);
    if (network) {
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", network);
    }
    if (slowdown) await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await tab.addInitScript(watch, PATIENCE_MS);
    await tab.goto(url, { waitUntil: "commit" });
    const usable = await tab.evaluate(() => window.usable);
    await tab.waitForTimeout(SETTLED_MS);
    return { usable, ...(await tab.evaluate(() => window.seen())) };
  } finally {
    await context.close();
  }
}

/** Runs in the page before anything of it: `usable` is when the field for the name has taken the focus. */
function watch(patience) {
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask", buffered: true });
  window.seen = () => {
    const resources = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return { tasks: tasks.map(({ duration }) => duration), requests: resources.length, bytes: resources.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
  };
  window.usable = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`no form at ${location.pathname}`)), patience);
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (options) {
      const root = attachShadow.call(this, options);
      const observer = new MutationObserver(() => {
        const input = root.querySelector('[name="name"]:enabled');
        input?.focus();
        if (!input || root.activeElement !== input) return;
        resolve(performance.now());
        observer.disconnect();
      });
      observer.observe(root, { childList: true, subtree: true, attributes: true });
      return root;
    };
  });
}

function report(profile, taken) {
  const times = (name) => taken[name].map(({ usable }) => usable);
  const base = "hand-written";
  const rows = Object.entries(taken).map(([name, visits]) => [
    name,
    median(times(name)).toFixed(0),
    quantile(times(name), 0.9).toFixed(0),
    // Of the medians, not of pairs: a visit that something disturbed spoils its pair.
    (median(times(name)) / median(times(base))).toFixed(2),
    visits.reduce((count, { tasks }) => count + tasks.length, 0),
    median(visits.map(({ requests }) => requests)),
    (median(visits.map(({ bytes }) => bytes)) / 1000).toFixed(1),
  ]);
  table([`usable form, ${profile}`, "median ms", "p90 ms", "of hand-written", "long tasks", "requests", "kB"], rows);
}
