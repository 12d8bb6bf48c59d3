// Pages on one origin: Usher's element with and without the line that asks for its module, and the hand-written one,
// compressed alike, with the same API behind all.

import { createHmac } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import { extname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { transformSync } from "esbuild";
import { root } from "../built.mjs";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json", ".css": "text/css" };

/** Serves the pages `/usher.html`, `/usher-one-line.html` and `/hand-written.html`, and hands `/api` on to the Worker at `api`. */
export async function serve(api) {
  const files = new Map();
  const add = (path, content) => files.set(path, { type: TYPES[extname(path)], body: brotliCompressSync(content) });
  for (const name of readdirSync(join(root, "dist")).filter((name) => TYPES[extname(name)])) add(`/${name}`, readFileSync(join(root, "dist", name)));
  add("/hand_written.js", transformSync(readFileSync(new URL("hand_written.js", import.meta.url), "utf8"), { minify: true }).code);

  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const file = files.get(incoming.url);
    if (file) return outgoing.writeHead(200, { "content-type": file.type, "content-encoding": "br", "content-length": file.body.length }).end(file.body);
    if (!incoming.url.startsWith("/api/")) return outgoing.writeHead(404).end();
    const { method, headers } = incoming;
    const passed = request(api + incoming.url, { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;

  const token = sign(await embedKey(api, origin));
  const page = (head, element) =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Portal</title>
<link rel="icon" href="data:,">${head}<h1>Portal</h1>${element}</html>`;
  const script = (name) => `<script type="module" src="/${name}"></script>`;
  const preload = `<link rel="preload" href="/usher.wasm" as="fetch" crossorigin>`;
  const usher = `<usher-add-customer mode="inline" token="${token}"></usher-add-customer>`;
  add("/usher.html", page(script("usher.js") + preload, usher));
  add("/usher-one-line.html", page(script("usher.js"), usher));
  add("/hand-written.html", page(script("hand_written.js"), `<add-customer token="${token}"></add-customer>`));

  const stop = () => {
    agent.destroy();
    server.close();
    server.closeAllConnections();
  };
  return { origin, stop };
}

async function embedKey(api, origin) {
  const headers = { authorization: "Bearer dev-admin-token", "content-type": "application/json" };
  const body = JSON.stringify({ embed_key: { name: "Benchmark", origins: [origin] } });
  return (await (await fetch(`${api}/api/v1/embed_keys`, { method: "POST", headers, body })).json()).embed_key;
}

function sign({ id, secret }) {
  const now = Math.floor(Date.now() / 1000);
  const parts = [{ alg: "HS256", kid: String(id) }, { email: "agent@example.com", iat: now, exp: now + 3600 }];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
